// The closed loop, as five people walk it: report → assign → start → submit → return → submit → verify → close.

import { mouse } from "./hands.mjs";
import { ensure, same } from "./lib.mjs";
import { act, acts, day, first, isHazard, marks, report, routes, stepAfter, workField } from "./selectors.mjs";

// Who does what. Finder, doer and checker are different people.
export const cast = {
  reporter: "inspector",
  office: "district_clerk",
  doer: "enterprise_user",
  checker: "department_clerk",
  closer: "leader",
};

// Fills the page's form and sends it: by its primary button, or by the one that gives this answer.
export async function send(visitor, values, { hands = mouse, answer } = {}) {
  const form = visitor.page.locator(marks.form).first();
  for (const [name, value] of Object.entries(values)) {
    if (value !== undefined) await hands.set(form, name, value);
  }
  const button = form.locator(answer ? marks.answer(answer) : marks.primary).last();
  await visitor.leaving(() => hands.press(button));
}

// Does one act on the hazard that the visitor is looking at. Any problem on the next page is a failure.
export async function perform(visitor, name, values, { hands = mouse, answer } = {}) {
  const control = visitor.page.locator(act(name)).first();
  await control.waitFor({ state: "visible" });
  const isLink = (await control.evaluate((it) => it.tagName)) === "A";
  await visitor.leaving(() => hands.press(control));
  if (isLink) await send(visitor, values, { hands, answer });
  await expectAccepted(visitor, name);
}

async function expectAccepted(visitor, name) {
  ensure((await visitor.page.locator(marks.summary).count()) === 0, `${name}: ${await visitor.summaryText()}`);
}

// The first subject in the visitor's list: its name, as one would type it.
export async function someSubject(visitor) {
  await visitor.go(routes.subjects);
  const link = visitor.page.locator(marks.rowLink).first();
  await link.waitFor();
  return (await link.innerText()).trim();
}

async function stepNow(visitor) {
  return visitor.page.locator(marks.steps).evaluateAll((steps) => steps.findIndex((it) => it.getAttribute("aria-current") === "step"));
}

// The page shows where the loop stands, and the newest line of its history names the one who acted.
async function expectStep(visitor, path, step, shown) {
  await visitor.go(path);
  const now = await stepNow(visitor);
  // A closed loop may have no current step any more.
  const right = now === stepAfter[step] || (step === "close" && now === -1);
  ensure(right, `after ${step} the step bar stands at ${now}, expected ${stepAfter[step]}`);
  const lines = visitor.page.locator(marks.timeline);
  const count = await lines.count();
  ensure(count > shown, `after ${step} the history still has ${count} lines`);
  const newest = await lines.first().innerText();
  ensure(newest.includes(visitor.name), `the newest line does not name ${visitor.name}: ${newest}`);
  return count;
}

export async function closeTheLoop(suite, { js = true, lang = "zh-CN", hands = mouse } = {}) {
  const options = { js, lang };
  const people = {};
  for (const [part, role] of Object.entries(cast)) people[part] = await suite.as(role, options);
  const what = `巡查记录 ${hands.name}${js ? "" : " 无脚本"} ${Date.now()}`;
  const subject = await someSubject(people.doer);

  await people.reporter.go(routes.newHazard);
  await send(people.reporter, report(what, subject), { hands });
  await expectAccepted(people.reporter, "report");
  const path = people.reporter.path();
  ensure(isHazard(path), `the report leads to its own page, not to ${path}`);
  let lines = await expectStep(people.reporter, path, "report", 0);

  const step = async (part, key, values = {}, answer = undefined) => {
    await people[part].go(path);
    await perform(people[part], acts[key], values, { hands, answer });
    lines = await expectStep(people[part], path, answer === "returned" ? "returned" : key, lines);
  };
  const reason = "隔板仅遮挡，未封堵，请补充封堵后的影像。";
  // The unit itself rectifies, as the form proposes; the checker's own organisation verifies.
  await step("office", "assign", { checker: suite.account(cast.checker).organisation, due: day(30) });
  await step("doer", "start");
  await step("doer", "submit", { [workField]: "已清理积尘并更换滤筒，班后清扫制度已张贴。" });
  await step("checker", "verify", { note: reason }, "returned");
  await people.doer.go(path);
  ensure((await people.doer.page.locator(marks.main).innerText()).includes(reason), "the doer reads the reason");
  await step("doer", "submit", { [workField]: "已按要求封堵并补充影像。" });
  await step("checker", "verify", { note: "现场复查，符合要求。" }, "accepted");
  // Words that are much like those of an earlier one came back, and then the cause is owed.
  await step("closer", "close", { cause: first, cause_said: "清扫没有责任人，班后无人检查" });

  await people.reporter.go(path);
  same(await people.reporter.page.locator(marks.steps).count(), 5, "steps");
  if (js) await people.reporter.shot(`closed ${hands.name}`);
  return path;
}
