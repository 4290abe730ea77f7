// An accident from the call to the number under one signature, between five people: the township registers it and tells the
// county, the duty officer tells upward and drafts, the leader signs, the clerk says that somebody died, and the enterprise
// next door comes upon none of it.

import { send } from "./journey.mjs";
import { ensure, same } from "./lib.mjs";
import { day, first, marks, routes } from "./selectors.mjs";

const CAST = {
  township: "township_officer",
  desk: "duty_officer",
  leader: "leader",
  clerk: "district_clerk",
  enterprise: "enterprise_user",
};

const CALL = {
  source: "public", category: "road_traffic", sector: "road_transport", division: first, place: "河口桥头",
  summary: "一辆货车与客车相撞，多人受伤", dead: "2", missing: "0", trapped: "0", severely_injured: "2", injured: "1",
};
const DRAFT = { situation: "一辆货车与客车相撞，现场救援已结束", response: "交警、消防、医护到场，伤员送医" };

async function done(visitor, page, values) {
  await visitor.go(page);
  await send(visitor, values);
  ensure((await visitor.page.locator(marks.summary).count()) === 0, `${page}: ${await visitor.summaryText()}`);
}

async function has(visitor, page, text) {
  await visitor.go(page);
  return (await visitor.page.locator(marks.main).innerText()).includes(text);
}

async function sign(visitor, incident) {
  await visitor.go(incident);
  await visitor.leaving(() => visitor.page.locator('form[action$="/signature"] button').click());
}

const total = async (visitor) => {
  await visitor.go(routes.incidentNumbers);
  return Number((await visitor.page.locator("tfoot td").first().innerText()).replaceAll(/\D/g, ""));
};

async function reported(suite, options) {
  const who = {};
  for (const [part, role] of Object.entries(CAST)) who[part] = await suite.as(role, options);
  const before = await total(who.leader);
  await done(who.township, routes.newIncident, CALL);
  const incident = who.township.path();
  ensure(/^\/incidents\/[0-9a-v]{26}$/.test(incident), `a call leads to its own page, not to ${incident}`);
  same(await total(who.leader), before + 1, "accidents of this year");

  // The county's clocks run once it is told.
  same(await who.township.page.locator("table tbody tr").first().locator("td").count(), 5, "columns of the clocks");
  await done(who.township, `${incident}/telling`, { to: "县安委办值班室" });
  await done(who.desk, `${incident}/telling`, { recipient: "leaders", to: "带班县领导" });
  await done(who.desk, `${incident}/telling`, { recipient: "higher", to: "市应急管理局值班室" });
  await done(who.desk, `${incident}/draft`, DRAFT);
  await who.desk.go(incident);
  same(await who.desk.page.locator('form[action$="/signature"]').count(), 0, "buttons to sign for the one who drafted it");
  await sign(who.leader, incident);
  await done(who.desk, `${incident}/telling`, { recipient: "written", to: "市应急管理局值班室", means: "network" });

  // The third death lifts the grade; the next report has to say why.
  await done(who.clerk, `${incident}/casualties/3`, { condition: "dead", on: day(0), reason: "经抢救无效死亡" });
  await who.desk.go(`${incident}/draft`);
  who.desk.expect(422);
  await send(who.desk, DRAFT);
  same(await who.desk.page.locator(marks.summary).count(), 1, "a report that does not say why the grade changed");
  await send(who.desk, { explained: "一名重伤人员经抢救无效死亡" });
  ensure((await who.desk.page.locator(marks.summary).count()) === 0, `draft: ${await who.desk.summaryText()}`);
  await sign(who.leader, incident);
  await who.leader.go(`${incident}/editions/2`);
  same(await who.leader.page.locator("article.official-document").count(), 1, "reports that are printed");
  ensure(await has(who.leader, `${incident}/editions/2`, "3"), "the report says how many died");

  who.enterprise.expect(404);
  await who.enterprise.go(incident);
  ensure(!(await has(who.enterprise, routes.incidents, "河口桥头")), "an enterprise sees what happened elsewhere");
  await who.desk.go(incident);
  await who.desk.shot(`incident ${options.lang}`);
}

export default async function incident(suite) {
  await suite.test("five people report an accident", () => reported(suite, { lang: "zh-CN" }));
  await suite.test("the same in English, without a script", () => reported(suite, { lang: "en-GB", js: false }));
}
