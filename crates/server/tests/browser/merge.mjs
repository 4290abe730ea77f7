// X5: a list goes out, is changed on both sides, and comes back: what changed, what conflicts, a person's choice, and nothing
// left to do the second time. With and without JavaScript.

import { send } from "./journey.mjs";
import { ensure, same, until } from "./lib.mjs";
import { marks, routes } from "./selectors.mjs";
import { archive, parts } from "./workbook.mjs";

const SHEET = "xl/worksheets/sheet1.xml";
const RADIOS = "main form input[type=radio]";

// Two subjects of the list, each with its name and the address of its page.
async function twoSubjects(visitor) {
  await visitor.go(routes.subjects);
  const links = visitor.page.locator(marks.rowLink);
  const found = [];
  for (const i of [0, 1]) found.push({ name: (await links.nth(i).innerText()).trim(), path: await links.nth(i).getAttribute("href") });
  return found;
}

async function exported(visitor) {
  const link = visitor.page.locator("a[href*='/export?'], a[href$='/export']").first();
  const answer = await visitor.page.request.get(await link.getAttribute("href"));
  same(answer.status(), 200, "the export");
  return Buffer.from(await answer.body());
}

// The same workbook with other names in its visible sheet.
function renamed(workbook, names) {
  const all = parts(workbook);
  let xml = all.get(SHEET).toString("utf8");
  for (const [before, after] of names) {
    ensure(xml.includes(`>${before}<`), `the sheet does not hold ${before}`);
    xml = xml.replace(`>${before}<`, `>${after}<`);
  }
  all.set(SHEET, Buffer.from(xml));
  return archive(all);
}

async function roundTrip(suite, js, lang) {
  const clerk = await suite.as("district_clerk", { js, lang });
  const [first, second] = await twoSubjects(clerk);
  const sheet = renamed(await exported(clerk), [[first.name, `${first.name}一`], [second.name, `${second.name}表`]]);
  // Somebody renames the second meanwhile.
  await clerk.go(`${second.path}/amendment`);
  await send(clerk, { name: `${second.name}网` });
  ensure((await clerk.summaryText()) === "no summary", await clerk.summaryText());

  await clerk.go("/exports/returned");
  await clerk.page.locator("main input[type=file]").setInputFiles({ name: "监管对象.xlsx", mimeType: "application/octet-stream", buffer: sheet });
  await clerk.leaving(() => clerk.page.locator(`main form ${marks.primary}`).last().click());
  const radios = clerk.page.locator(RADIOS);
  same(await radios.count(), 2, "sides of the one conflict");
  same(await clerk.page.locator(`${RADIOS}:checked`).count(), 0, "sides chosen beforehand");
  // Theirs: the value of the sheet.
  await radios.last().check({ force: true });
  await clerk.leaving(() => clerk.page.locator(`main form.form ${marks.primary}`).last().click());
  await until("the rows are not written", async () => (await clerk.page.locator(RADIOS).count()) === 0);
  const page = await clerk.page.locator(marks.main).innerText();
  ensure(page.includes(`${second.name}网`), "the value that lost is shown");
  ensure((await clerk.page.locator("main form.form").count()) === 0, "nothing is left to write");
  for (const [subject, name] of [[first, `${first.name}一`], [second, `${second.name}表`]]) {
    await clerk.go(subject.path);
    ensure((await clerk.page.locator(marks.heading).innerText()).includes(name), `${subject.path} is called ${name}`);
  }
  // Back to the old names, so that the next visitor finds them.
  for (const subject of [first, second]) {
    await clerk.go(`${subject.path}/amendment`);
    await send(clerk, { name: subject.name });
  }
}

export default async function merge(suite) {
  for (const [js, lang] of [[true, "zh-CN"], [false, "zh-CN"], [true, "en"]]) {
    await suite.test(`a list goes out and comes back, ${js ? "with" : "without"} JavaScript, ${lang}`, () => roundTrip(suite, js, lang));
  }
}
