// Photos with a report and with the rectification: sent in pieces while one types, over a connection that breaks, without
// JavaScript, refused in words; and before beside after on the hazard's page.

import { perform, send, someSubject } from "./journey.mjs";
import { ensure, same, until } from "./lib.mjs";
import { photo } from "./picture.mjs";
import { act, acts, day, isHazard, marks, report, routes, workField } from "./selectors.mjs";

const FILES = "[data-upload] input[type=file], input[type=file][name=files]";
const LINES = "[data-upload] [data-files] li";
const SHOWN = "main img[src*='/copies/']";

const files = (visitor) => visitor.page.locator(FILES).first();

// Every picture on the page is really there.
async function pictures(visitor) {
  const images = visitor.page.locator(SHOWN);
  const count = await images.count();
  for (let i = 0; i < count; i += 1) {
    await images.nth(i).scrollIntoViewIfNeeded();
    await until(`picture ${i} is not shown`, () => images.nth(i).evaluate((it) => it.complete && it.naturalWidth > 0));
  }
  return count;
}

async function reportWith(visitor, subject, what, choose) {
  await visitor.go(routes.newHazard);
  await choose();
  await send(visitor, report(what, subject));
  ensure(isHazard(visitor.path()), `the report leads to ${visitor.path()}: ${await visitor.summaryText()}`);
}

async function brokenConnection(suite, lang) {
  const clerk = await suite.as("district_clerk", { lang });
  const subject = await someSubject(clerk);
  let pieces = 0;
  await clerk.page.route("**/evidence/uploads/*", (route) => {
    if (route.request().method() !== "PATCH") return route.continue();
    pieces += 1;
    // The second and third piece never arrive.
    return pieces === 2 || pieces === 3 ? route.abort("connectionreset") : route.continue();
  });
  await reportWith(clerk, subject, `影像断点${lang}`, async () => {
    await files(clerk).setInputFiles(photo("现场.png", lang.length, 900, 700, 1));
    await until("the photo does not arrive", async () => (await clerk.page.locator(`${LINES} input[name=evidence]`).count()) === 1);
  });
  ensure(pieces > 3, `only ${pieces} pieces were sent`);
  clerk.problems = clerk.problems.filter((line) => !line.includes("ERR_CONNECTION_RESET"));
  same(await pictures(clerk), 1, "pictures on the hazard's page");
}

async function formWaits(suite) {
  const clerk = await suite.as("district_clerk");
  const subject = await someSubject(clerk);
  await clerk.go(routes.newHazard);
  let release;
  const held = new Promise((resolve) => { release = resolve; });
  await clerk.page.route("**/evidence/uploads/*", async (route) => {
    await held;
    await route.continue();
  });
  await files(clerk).setInputFiles(photo("慢.png", 5));
  const form = clerk.page.locator(marks.form).first();
  for (const [name, value] of Object.entries(report("等待上传", subject))) {
    if (typeof value === "string" && name !== "grade") await form.locator(`[name="${name}"]`).first().fill(value);
  }
  await form.locator(marks.primary).last().click();
  await clerk.page.locator("[data-upload] [data-said]").waitFor({ state: "visible" });
  same(clerk.path(), routes.newHazard, "the page while a photo is on its way");
  same(await form.locator("[name=place]").inputValue(), report("", "").place, "what was typed");
  release();
  await until("the photo does not arrive", async () => (await clerk.page.locator(`${LINES} input[name=evidence]`).count()) === 1);
}

async function refused(suite, js, lang) {
  const clerk = await suite.as("district_clerk", { js, lang });
  clerk.expect(400, 413, 415, 422);
  const subject = await someSubject(clerk);
  await clerk.go(routes.newHazard);
  const page = { name: "图片.png", mimeType: "image/png", buffer: Buffer.from("<!DOCTYPE html><script>alert(1)</script>".repeat(50)) };
  await files(clerk).setInputFiles(page);
  const words = lang === "en" ? /web page|not a|picture|photo|JPEG/i : /网页|不是|图片|照片|JPEG/;
  if (js) {
    const line = clerk.page.locator(`${LINES} .why`).first();
    await line.waitFor({ state: "visible" });
    ensure(words.test(await line.innerText()), `the line says: ${await line.innerText()}`);
    same(await clerk.page.locator(`${LINES} input[name=evidence]`).count(), 0, "files taken");
    return;
  }
  await send(clerk, report("坏文件", subject));
  const said = await clerk.summaryText();
  ensure(words.test(said), `the summary says: ${said}`);
  const form = clerk.page.locator(marks.form).first();
  same(await form.locator("[name=description]").inputValue(), report("坏文件", subject).description, "what was typed");
}

async function withoutScript(suite) {
  const clerk = await suite.as("district_clerk", { js: false });
  const subject = await someSubject(clerk);
  await clerk.go(routes.newHazard);
  await files(clerk).setInputFiles([photo("东侧.png", 11), photo("西侧.png", 12)]);
  clerk.expect(422);
  await send(clerk, { ...report("无脚本上传", subject), place: "" });
  ensure((await clerk.summaryText()) !== "no summary", "a missing field is not told");
  const kept = await clerk.page.locator("main form input[name=evidence]").count();
  same(kept, 2, "photos kept while a field was wrong");
  await send(clerk, report("无脚本上传", subject));
  ensure(isHazard(clerk.path()), `the report leads to ${clerk.path()}: ${await clerk.summaryText()}`);
  same(await pictures(clerk), 2, "pictures on the hazard's page");
}

async function beforeAndAfter(suite) {
  const clerk = await suite.as("district_clerk");
  const doer = await suite.as("enterprise_user");
  const subject = await someSubject(doer);
  await reportWith(clerk, subject, "前后对照", async () => {
    await files(clerk).setInputFiles(photo("整改前.png", 21));
    await until("the photo does not arrive", async () => (await clerk.page.locator(`${LINES} input[name=evidence]`).count()) === 1);
  });
  const path = clerk.path();
  // The unit itself rectifies, as the form proposes.
  await perform(clerk, acts.assign, { checker: suite.account("department_clerk").organisation, due: day(10) });
  await doer.go(path);
  await perform(doer, acts.start, {});
  await doer.leaving(() => doer.page.locator(act(acts.submit)).first().click());
  await files(doer).setInputFiles(photo("整改后.png", 22));
  await until("the photo does not arrive", async () => (await doer.page.locator(`${LINES} input[name=evidence]`).count()) === 1);
  await send(doer, { [workField]: "已清扫并复核，照片附后。" });
  await clerk.go(path);
  same(await pictures(clerk), 2, "pictures before and after");
  const boxes = await clerk.page.locator(SHOWN).evaluateAll((images) => images.map((it) => it.getBoundingClientRect()).map((box) => [box.left, box.top]));
  ensure(boxes[0][0] < boxes[1][0] && Math.abs(boxes[0][1] - boxes[1][1]) < 40, `before and after are not side by side: ${JSON.stringify(boxes)}`);
}

export default async function evidence(suite) {
  for (const lang of ["zh-CN", "en"]) {
    await suite.test(`a photo arrives over a broken connection, ${lang}`, () => brokenConnection(suite, lang));
    for (const js of [true, false]) {
      const how = js ? "with" : "without";
      await suite.test(`a web page under the name of a photo is refused in words, ${how} JavaScript, ${lang}`, () => refused(suite, js, lang));
    }
  }
  await suite.test("the form waits for its photos and keeps what was typed", () => formWaits(suite));
  await suite.test("photos without JavaScript are kept while a field is wrong", () => withoutScript(suite));
  await suite.test("before and after stand side by side", () => beforeAndAfter(suite));
}
