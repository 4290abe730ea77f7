// What is on record of an enterprise: it enters a training of its own, the office its grade, the department an entry of bad
// credit; the enterprise objects, and somebody else than the one who entered it withdraws the entry.

import { send } from "./journey.mjs";
import { ensure, same } from "./lib.mjs";
import { day, first, marks, routes } from "./selectors.mjs";

const CAST = { unit: "enterprise_user", department: "department_clerk", office: "district_clerk" };
const REASON = "重大隐患逾期未整改，经催办仍未落实";

async function sent(visitor, page, values, made) {
  await visitor.go(page);
  await send(visitor, values);
  ensure((await visitor.page.locator(marks.summary).count()) === 0, `${page}: ${await visitor.summaryText()}`);
  ensure(visitor.path().startsWith(`${made}/`), `${page} leads to ${visitor.path()}, not to what was made`);
  return visitor.path();
}

async function has(visitor, page, text) {
  await visitor.go(page);
  return (await visitor.page.locator(marks.main).innerText()).includes(text);
}

// The form of one act on the page at hand; it is there only for those who may.
const form = (visitor, act) => visitor.page.locator(`form[action$="/${act}"]`);

async function onRecord(suite, options) {
  const who = {};
  for (const [part, role] of Object.entries(CAST)) who[part] = await suite.as(role, options);
  await who.unit.go(routes.enterprise);
  const enter = await who.unit.page.locator('a[href$="/trainings"][href^="/enterprises/"]').first().getAttribute("href");
  const unit = enter.replace(/\/trainings$/, "");

  const topic = `有限空间作业 ${Date.now()}`;
  const held = { sort: "yearly", initial: "no", topic, held_on: day(-1), hours: "8", people: "12", passed: "11" };
  await sent(who.unit, enter, held, routes.trainings);
  ensure(await has(who.unit, routes.trainings, topic), "the enterprise's training is not in its list");

  const certificate = `望AQB〔2026〕${Date.now() % 10_000}`;
  const graded = { sector: first, grade: "third", certificate, assessor: "示范市安全生产协会", announced_on: day(-1) };
  await sent(who.office, `${unit}/standardisations`, graded, routes.standardisations);
  ensure(await has(who.unit, routes.enterprise, certificate), "the enterprise does not see its new grade");

  const bad = { sort: "bad", basis: "《望澜县安全生产失信行为管理办法》第六条", from: day(0), to: day(90), reason: REASON };
  const entry = await sent(who.department, `${unit}/credit-records`, bad, routes.creditRecords);
  await who.unit.go(entry);
  await form(who.unit, "objection").locator('[name="objection"]').fill("该隐患不在本单位厂区，请核实。");
  await who.unit.leaving(() => form(who.unit, "objection").locator(marks.primary).click());
  same(await form(who.unit, "objection").count(), 0, "forms to object while one objection waits");
  await who.department.go(entry);
  same(await form(who.department, "answer").count(), 0, "forms to answer for the one who entered it");
  await who.office.go(entry);
  await form(who.office, "answer").locator('[name="answer"]').fill("经现场核实，隐患属于租赁户。");
  await who.office.leaving(() => form(who.office, "answer").locator('button[value="withdrawn"]').click());
  ensure((await who.office.page.locator(marks.summary).count()) === 0, `answer: ${await who.office.summaryText()}`);
  await who.unit.go(entry);
  ensure((await who.unit.page.locator(marks.main).innerText()).includes("租赁户"), "the enterprise does not read the answer");
  await who.unit.go(routes.enterprise);
  const stands = await who.unit.page.locator(`a[href="${entry}"]`).count();
  same(stands, 0, "a withdrawn entry on the enterprise's page");
  await who.unit.shot(`enterprise ${options.lang}`);
}

export default async function registers(suite) {
  await suite.test("an enterprise, its department and the office keep its registers", () => onRecord(suite, { lang: "zh-CN" }));
  await suite.test("the same in English, without a script", () => onRecord(suite, { lang: "en-GB", js: false }));
}
