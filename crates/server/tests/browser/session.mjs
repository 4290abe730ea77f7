// U-05, U-29: a session ends gently, and nothing happens twice.

import { mouse } from "./hands.mjs";
import { someSubject } from "./journey.mjs";
import { ensure, same } from "./lib.mjs";
import { isHazard, marks, report, routes } from "./selectors.mjs";

// A report, filled and not yet sent: its button.
async function filled(visitor, what) {
  const subject = await someSubject(visitor);
  await visitor.go(routes.newHazard);
  const form = visitor.page.locator(marks.form).first();
  for (const [name, value] of Object.entries(report(what, subject))) await mouse.set(form, name, value);
  return form.locator(marks.primary).last();
}

// How many hazards the visitor's list shows with these words, newest first. Not by searching: the index of words comes a
// moment after the hazard.
async function count(visitor, what) {
  await visitor.go(`${routes.hazards}?view=all`);
  return visitor.page.locator(marks.rows).filter({ hasText: what }).count();
}

export default async function session(suite) {
  await suite.test("an expired session loses nothing of a half-filled form", async () => {
    const visitor = (await suite.as("inspector")).expect(401, 403, 422);
    const what = `会话 ${Date.now()}`;
    const button = await filled(visitor, what);
    await visitor.context.clearCookies();
    await visitor.leaving(() => button.click());
    ensure((await visitor.page.locator("[name=password]").count()) === 1, "the visitor is asked to sign in again");
    const account = suite.account("inspector");
    await visitor.page.locator("[name=login]").fill(account.login);
    await visitor.page.locator("[name=password]").fill(account.password);
    const form = visitor.page.locator("form", { has: visitor.page.locator("[name=password]") });
    await visitor.leaving(() => form.locator(marks.submit).first().click());
    // Either the form is back with everything in it, or the report was made; never neither, never both.
    if (isHazard(visitor.path())) {
      same(await count(visitor, what), 1, "hazards made");
      return;
    }
    const description = visitor.page.locator("[name=description]");
    ensure((await description.count()) === 1, `the form is not back; the visitor is at ${visitor.path()}`);
    ensure((await description.inputValue()).includes(what), "the description is lost");
    await visitor.leaving(() => visitor.page.locator(marks.form).first().locator(marks.primary).last().click());
    same(await count(visitor, what), 1, "hazards made");
  });
  await suite.test("without JavaScript the form waits until its sender has signed in", async () => {
    const visitor = (await suite.as("inspector", { js: false })).expect(401, 403, 422);
    const what = `会话 无脚本 ${Date.now()}`;
    const button = await filled(visitor, what);
    await visitor.context.clearCookies();
    await visitor.leaving(() => button.click());
    await visitor.signIn(suite.account("inspector"));
    ensure((await visitor.page.locator(marks.main).innerText()).includes(what), "what was typed is shown again");
    await visitor.leaving(() => visitor.page.locator(`main ${marks.primary}`).last().click());
    ensure(isHazard(visitor.path()), `the report is not made: ${await visitor.summaryText()}`);
    same(await count(visitor, what), 1, "hazards made");
  });
  await suite.test("a double click makes one hazard", async () => {
    const visitor = await suite.as("inspector");
    const what = `双击 ${Date.now()}`;
    const button = await filled(visitor, what);
    await visitor.leaving(() => button.dblclick({ noWaitAfter: true }).catch(() => {}));
    same(await count(visitor, what), 1, "hazards made");
  });
  for (const [kind, reload] of [["as the browser likes", false], ["with the form asked for anew", true]]) {
    await suite.test(`going back and submitting again makes one hazard, ${kind}`, async () => {
      const visitor = (await suite.as("inspector")).expect(409, 422);
      const what = `回退 ${Date.now()}`;
      const button = await filled(visitor, what);
      await visitor.leaving(() => button.click());
      await visitor.page.goBack({ waitUntil: "load" });
      ensure(visitor.path() === routes.newHazard, "back leads to the form");
      if (reload) {
        // As after a page that the browser didn't keep: another key, the same words.
        await visitor.page.reload({ waitUntil: "load" });
        const form = visitor.page.locator(marks.form).first();
        const subject = await visitor.page.evaluate(() => JSON.parse(history.state.sent.words).find(([name]) => name === "subject")[1]);
        for (const [name, value] of Object.entries(report(what, subject))) await mouse.set(form, name, value);
        const found = await visitor.page.evaluate(() => JSON.parse(history.state.sent.words).find(([name]) => name === "found")[1]);
        await mouse.set(form, "found", found);
      }
      const again = visitor.page.locator(marks.form).first().locator(marks.primary).last();
      const description = visitor.page.locator("[name=description]");
      // Some browsers give back an empty form; then there is nothing to submit twice.
      if ((await description.inputValue()).includes(what)) await visitor.leaving(() => again.click());
      same(await count(visitor, what), 1, "hazards made");
    });
  }
  await suite.test("going back and reporting something else makes two hazards", async () => {
    const visitor = (await suite.as("inspector")).expect(409, 422);
    const what = `又一处 ${Date.now()}`;
    const button = await filled(visitor, `${what} 甲`);
    await visitor.leaving(() => button.click());
    await visitor.page.goBack({ waitUntil: "load" });
    const form = visitor.page.locator(marks.form).first();
    const subject = await visitor.page.evaluate(() => JSON.parse(history.state.sent.words).find(([name]) => name === "subject")[1]);
    for (const [name, value] of Object.entries(report(`${what} 乙`, subject))) await mouse.set(form, name, value);
    await visitor.leaving(() => form.locator(marks.primary).last().click());
    same(await count(visitor, what), 2, "hazards made");
  });
}
