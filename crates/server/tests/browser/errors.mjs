// U-04: I am told what is wrong. Each form empty, and with each single bad field: the title says so, the summary has the
// focus, each of its links leads to its control, and nothing that was typed is lost. With and without JavaScript.

import { mouse } from "./hands.mjs";
import { someSubject } from "./journey.mjs";
import { ensure, same } from "./lib.mjs";
import { badReports, entrances, errorTitle, marks, report, routes } from "./selectors.mjs";

export async function expectErrors(visitor, at) {
  const lang = (await visitor.page.locator("html").getAttribute("lang")) ?? "";
  const title = await visitor.page.title();
  const start = lang.startsWith("zh") ? errorTitle.zh : errorTitle.en;
  ensure(title.startsWith(start), `${at}: the title is "${title}", it should start with "${start}"`);
  const summary = visitor.page.locator(marks.summary).first();
  await summary.waitFor({ state: "visible" });
  const focused = await summary.evaluate((it) => it === document.activeElement || it.contains(document.activeElement));
  ensure(focused, `${at}: the summary does not have the focus`);
  const links = visitor.page.locator(marks.summaryLinks);
  const count = await links.count();
  ensure(count > 0, `${at}: the summary links to no field`);
  for (let i = 0; i < count; i += 1) {
    const link = links.nth(i);
    const [target, words] = [await link.getAttribute("href"), (await link.innerText()).trim()];
    await link.click();
    const focus = await visitor.page.evaluate((id) => {
      const control = document.getElementById(id);
      const active = document.activeElement;
      return control ? control === active || control.contains(active) || active?.closest(`#${CSS.escape(id)}`) !== null : null;
    }, target.slice(1));
    ensure(focus !== null, `${at}: the link ${target} leads nowhere`);
    ensure(focus, `${at}: the link ${target} does not focus its field`);
    const beside = await visitor.page.locator(marks.badField).allInnerTexts();
    ensure(beside.some((text) => text.includes(words)), `${at}: "${words}" is not said beside the field`);
  }
}

async function valuesOf(form) {
  return form.evaluate((it) => {
    const kept = {};
    for (const [name, value] of new FormData(it)) if (typeof value === "string") kept[name] = value;
    // The key of the form and its token may change; what a person typed may not.
    for (const control of it.querySelectorAll("input[type=hidden], input[type=password]")) delete kept[control.name];
    return kept;
  });
}

async function submitBad(visitor, subject, bad) {
  await visitor.go(routes.newHazard);
  const form = visitor.page.locator(marks.form).first();
  for (const [name, value] of Object.entries({ ...report("错误演示", subject), ...bad })) await mouse.set(form, name, value);
  const typed = await valuesOf(form);
  await visitor.leaving(() => form.locator(marks.primary).last().click());
  const at = Object.entries(bad).map(([name, value]) => `${name} = "${value.slice(0, 12)}"`).join(", ");
  await expectErrors(visitor, at);
  same(await valuesOf(visitor.page.locator(marks.form).first()), typed, `${at}: what was typed`);
}

export default async function errors(suite) {
  for (const js of [true, false]) {
    const mode = js ? "" : " without JavaScript";
    await suite.test(`every bad field of a report is named${mode}`, async () => {
      const visitor = (await suite.as("inspector", { js })).expect(422);
      const subject = await someSubject(visitor);
      for (const bad of badReports) await submitBad(visitor, subject, bad);
    });
    await suite.test(`every empty form says what is missing${mode}`, async () => {
      const visitor = (await suite.as("district_clerk", { js })).expect(422);
      let seen = 0;
      for (const path of entrances) {
        await visitor.go(path);
        const forms = visitor.page.locator("main form[method='post']");
        for (let i = 0; i < (await forms.count()); i += 1) {
          await visitor.go(path);
          const form = forms.nth(i);
          if ((await form.locator("input:not([type=hidden]), textarea, select").count()) === 0) continue;
          await form.evaluate((it) => it.querySelectorAll("input[type=text], textarea").forEach((control) => { control.value = ""; }));
          const id = await form.getAttribute("id");
          const button = id ? visitor.page.locator(`button[form="${id}"], form#${id} button`).last() : form.locator(marks.submit).last();
          await visitor.leaving(() => button.click());
          await expectErrors(visitor, `${path}, form ${i + 1}, empty`);
          seen += 1;
        }
      }
      ensure(seen > 0, "no form was found");
    });
    await suite.test(`a wrong password is told like any other mistake${mode}`, async () => {
      const visitor = (await suite.visitor({ js })).expect(401, 403, 422);
      await visitor.go(routes.signIn);
      await visitor.page.locator("[name=login]").fill("nobody");
      await visitor.page.locator("[name=password]").fill("not the password");
      await visitor.leaving(() => visitor.page.locator("form", { has: visitor.page.locator("[name=password]") }).locator(marks.submit).first().click());
      const title = await visitor.page.title();
      ensure(title.startsWith(errorTitle.zh), `the title is "${title}"`);
      same(await visitor.page.locator("[name=login]").inputValue(), "nobody", "the account stays");
      same(await visitor.page.locator("[name=password]").inputValue(), "", "the password does not");
    });
  }
}

