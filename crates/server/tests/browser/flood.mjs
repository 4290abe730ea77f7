// The night of a flood: the officer on duty asks the villages of a township, the township reports them from a phone, one after
// the other, one twice, one wrong and then right, one corrected; what was silent yesterday comes late; the sums are the sums of
// the sheets, go upward, and the leader signs the report of what happened on the road.

import { send } from "./journey.mjs";
import { PHONE, ensure, same } from "./lib.mjs";
import { first, marks, routes } from "./selectors.mjs";

const MOST_SHEETS = 12;

const sheetLinks = (visitor) =>
  visitor.page.locator('.towns a[href*="/sheets/"]').evaluateAll((links) => links.map((it) => it.getAttribute("href")));

async function refused(visitor, values, what) {
  visitor.expect(422);
  await send(visitor, values);
  ensure((await visitor.page.locator(marks.summary).count()) === 1, `${what} is taken`);
}

async function taken(visitor, values) {
  await send(visitor, values);
  ensure((await visitor.page.locator(marks.summary).count()) === 0, `${visitor.path()}: ${await visitor.summaryText()}`);
}

// The township that the officer works for, from the first place its form of a call offers.
async function ownTownship(officer) {
  await officer.go(routes.newIncident);
  const codes = await officer.page.locator('[name="division"] option').evaluateAll((all) => all.map((it) => it.value));
  const code = codes.find((it) => /^\d{12}$/.test(it));
  ensure(code, "the form of a call offers no place");
  return `${code.slice(0, 9)}000`;
}

async function registered(desk, township) {
  await desk.go(`${routes.disasters}/new`);
  const form = desk.page.locator(marks.form).first();
  await form.locator(`[name="places"][value="${township}"]`).check({ force: true });
  const began = await desk.page.evaluate(() => new Date().toLocaleString("sv-SE", { timeZone: "Asia/Shanghai" }).slice(0, 16));
  const from = form.locator('[name="from"]');
  const value = (await from.getAttribute("type")) === "datetime-local" ? began.replace(" ", "T") : began;
  await send(desk, { kind: "flood", title: `“夜间”暴雨山洪 ${Date.now() % 100_000}`, from: value, villages: "yes" });
  ensure(/^\/disasters\/[0-9a-v]{26}$/.test(desk.path()), `a disaster leads to its own page, not to ${desk.path()}`);
  return desk.path();
}

// Each village once; the first twice from the same form, the second wrong and then right, the third corrected with its reason.
async function sheets(officer, disaster) {
  await officer.go(disaster);
  await officer.expectFits();
  const links = (await sheetLinks(officer)).slice(0, MOST_SHEETS);
  ensure(links.length > 2, `${disaster} asks only ${links.length} places`);
  let people = 0;
  for (const [n, link] of links.entries()) {
    await officer.go(link);
    await officer.expectFits();
    if (n === 1) await refused(officer, { affected: "10", deaths: "11" }, "more dead than affected");
    await taken(officer, { affected: String(20 + n), deaths: "0" });
    people += 20 + n;
  }
  // Sent twice it counts once.
  await officer.go(links[0]);
  await taken(officer, { affected: "20", deaths: "0" });
  await officer.go(links[2]);
  await refused(officer, { affected: "12" }, "a figure that falls without a reason");
  await taken(officer, { affected: "12", reason: "夜间道路不通，天亮核查后更正" });
  return people - 10;
}

async function night(suite, options) {
  const officer = await suite.as("township_officer", { ...options, viewport: PHONE });
  const desk = await suite.as("duty_officer", options);
  const leader = await suite.as("leader", options);

  const disaster = await registered(desk, await ownTownship(officer));
  const people = await sheets(officer, disaster);
  await desk.go(disaster);
  // Beside the figure stands of how many places it is.
  const affected = desk.page.locator("table.losses tbody tr:not(.sum) td.num > a").first();
  same(Number((await affected.innerText()).replaceAll(/\D/g, "")), people, "people affected, the sum of the sheets");

  // What began earlier than was thought; old and new stand in its story.
  await desk.go(`${disaster}/correction`);
  await taken(desk, { title: "“夜间”暴雨山洪（更正）", reason: "名称与气象部门统一" });
  ensure((await desk.page.locator(marks.timeline).first().innerText()).includes("→"), "a correction shows old and new");

  const report = desk.page.locator('form[action$="/report"]');
  await desk.leaving(() => report.locator(marks.submit).last().click());
  await leader.go(disaster);
  ensure((await leader.page.locator(marks.main).innerText()).includes(String(people)), "the leader reads the sums that went upward");

  await desk.go(routes.newIncident);
  await taken(desk, {
    source: "public", category: "geological_disaster", sector: "road_transport", division: first, place: "河口桥头边坡",
    summary: "强降雨引发边坡塌方，一人受伤", dead: "0", missing: "0", trapped: "0", severely_injured: "0", injured: "1",
  });
  const incident = desk.path();
  await desk.go(`${incident}/draft`);
  await taken(desk, { situation: "边坡塌方约三百方，道路中断", response: "封闭道路，转移群众，伤员送医" });
  await leader.go(incident);
  await leader.leaving(() => leader.page.locator('form[action$="/signature"] button').click());
  await leader.go(`${incident}/editions/1`);
  same(await leader.page.locator("article.official-document").count(), 1, "reports that are printed");
  await officer.go(disaster);
  await officer.shot(`flood ${options.lang}`);
}

// Yesterday's flood of the sample district: a village that was silent reports today, and stays late.
async function late(suite, options) {
  const officer = await suite.as("township_officer", { ...options, viewport: PHONE });
  await officer.go(`${routes.disasters}?state=open`);
  const rows = await officer.page.locator("tbody a[href^='/disasters/']").evaluateAll((all) => all.map((it) => it.getAttribute("href")));
  for (const disaster of rows) {
    await officer.go(disaster);
    const [link] = await sheetLinks(officer);
    if (!link) continue;
    await officer.go(link);
    await taken(officer, { affected: "7", deaths: "0" });
    await officer.go(disaster);
    ensure(!(await sheetLinks(officer)).includes(link), "whoever reported is silent no more");
    return;
  }
}

export default async function flood(suite) {
  await suite.test("a flood night by phone, at the desk and under a signature", () => night(suite, { lang: "zh-CN" }));
  await suite.test("the same in English, without a script", () => night(suite, { lang: "en-GB", js: false }));
  await suite.test("what was silent comes late", () => late(suite, { lang: "zh-CN" }));
}
