// A unit stopped and reopened by six people: found and proposed by the inspector, signed by the leader, a sign of work told by
// the duty officer and answered by the inspector, rectified by the enterprise, verified by its department, closed by the clerk.

import { perform, send, someSubject } from "./journey.mjs";
import { ensure } from "./lib.mjs";
import { acts, day, first, marks, report, routes, workField } from "./selectors.mjs";

const CAST = {
  inspector: "inspector",
  clerk: "district_clerk",
  leader: "leader",
  officer: "duty_officer",
  doer: "enterprise_user",
  checker: "department_clerk",
};

// Fills the form of one step on the order's page and sends it, by the button of this answer where there are two.
async function take(visitor, order, step, values, answer) {
  await visitor.go(order);
  const form = visitor.page.locator(`form[action$="/${step}"]`);
  for (const [name, value] of Object.entries(values)) {
    const control = form.locator(`[name="${name}"]`);
    if (value === first) await control.selectOption({ index: 1 });
    else if ((await control.evaluate((it) => it.tagName)) === "SELECT") await control.selectOption(value);
    else await control.fill(value);
  }
  const button = answer ? form.locator(`button[name="agreed"][value="${answer}"]`) : form.locator(marks.primary).last();
  await visitor.leaving(() => button.click());
}

async function accepted(visitor, what) {
  ensure((await visitor.page.locator(marks.summary).count()) === 0, `${what}: ${await visitor.summaryText()}`);
}

// What the order's page says in its step bar: how many steps are done.
async function done(visitor, order) {
  await visitor.go(order);
  return visitor.page.locator(marks.steps).evaluateAll((steps) => steps.findIndex((it) => it.getAttribute("aria-current") === "step"));
}

async function stands(visitor, order, expected, what) {
  const now = await done(visitor, order);
  ensure(now === expected, `${what}: the step bar stands at ${now}, expected ${expected}`);
}

async function stopAndReopen(suite, options) {
  const who = {};
  for (const [part, role] of Object.entries(CAST)) who[part] = await suite.as(role, options);
  const subject = await someSubject(who.doer);
  await who.inspector.go(routes.newHazard);
  await send(who.inspector, report(`停产核查 ${Date.now()}`, subject));
  await accepted(who.inspector, "report");
  const hazard = who.inspector.path();
  await who.clerk.go(hazard);
  await perform(who.clerk, acts.assign, { checker: suite.account(CAST.checker).organisation, due: day(30) });

  await who.inspector.go(`${hazard}/stop-order`);
  await send(who.inspector, {
    reason: "除尘系统失效，整改期间不能保证安全。",
    basis: "《中华人民共和国安全生产法》第六十五条第一款第三项",
  });
  await accepted(who.inspector, "propose");
  const order = who.inspector.path();
  ensure(/^\/stop-orders\/[0-9a-v]{26}$/.test(order), `a proposal leads to its own page, not to ${order}`);
  await take(who.leader, order, "signature", {}, "yes");
  await accepted(who.leader, "signature");
  await stands(who.leader, order, 2, "signed");
  await who.leader.go(`${order}/decision`);
  ensure((await who.leader.page.locator("article.official-document").count()) === 1, "the order is printed");

  await take(who.inspector, order, "revisit", { found: "车间已断电，设备加贴封条。" }, "yes");
  await accepted(who.inspector, "revisit");
  await take(who.officer, order, "resumption", { seen: "夜间有机器声，群众来电反映。" });
  await accepted(who.officer, "resumption");

  await who.doer.go(hazard);
  await perform(who.doer, acts.start);
  await perform(who.doer, acts.submit, { [workField]: "已更换滤筒并恢复除尘联锁。" });
  await who.checker.go(hazard);
  await perform(who.checker, acts.verify, { note: "现场复查，符合要求。" }, { answer: "accepted" });
  // A sign that nobody answered keeps it closed.
  await who.doer.go(order);
  const early = await who.doer.page.locator('form[action$="/application"]').count();
  ensure(early === 0, "a reopening can be applied for while a sign of resumption waits for its answer");
  await stands(who.leader, order, 2, "an unanswered sign of resumption");
  await take(who.inspector, order, "outcome", { sign: first, outcome: "halted", done: "试机所致，已责令停机。" });
  await accepted(who.inspector, "outcome");

  await take(who.doer, order, "application", { statement: "除尘系统已更换并验收。" });
  await accepted(who.doer, "application");
  await stands(who.leader, order, 3, "applied");
  await take(who.inspector, order, "examination", { opinion: "现场核实，隐患已消除。" }, "yes");
  await accepted(who.inspector, "examination");
  await take(who.leader, order, "reopening", {}, "yes");
  await accepted(who.leader, "reopening");
  await stands(who.leader, order, -1, "reopened");
  await who.doer.go(`${order}/consent`);
  ensure((await who.doer.page.locator("article.official-document").count()) === 1, "the consent is printed");
  await who.clerk.go(hazard);
  await perform(who.clerk, acts.close, { cause: first, cause_said: "滤筒更换没有责任人，到期无人提醒" });
  await who.clerk.go(order);
  await who.clerk.shot(`reopened ${options.lang}`);
}

export default async function stop(suite) {
  await suite.test("six people stop a unit and reopen it", () => stopAndReopen(suite, { lang: "zh-CN" }));
  await suite.test("the same in English", () => stopAndReopen(suite, { lang: "en-GB" }));
}
