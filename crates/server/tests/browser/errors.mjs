// U-04: I am told what is wrong. Each form empty, and with each single bad field: the title says so, the summary has the
// focus, each of its links leads to its control, and nothing that was typed is lost. With and without JavaScript.

import { crawl, pattern, read } from "./crawl.mjs";
import { mouse } from "./hands.mjs";
import { someSubject } from "./journey.mjs";
import { ensure, same } from "./lib.mjs";
import { badReports, errorTitle, marks, report, routes } from "./selectors.mjs";

// What marks a form that can't be sent empty.
const NEEDED = "[aria-required=true], fieldset .need";
const FORMS = "main form[method='post']";

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

// Pages with a form that has something to fill in, one of each kind; a kind of page that `visited` names is seen once more,
// since another role has other forms on it.
async function pagesWithForms(visitor, seen, visited) {
  const found = [];
  const before = new Set(visited);
  const open = (visitor, path) => read(visitor, path, { wanted: FORMS, within: NEEDED });
  const see = async (_, page) => {
    visited.add(page.kind);
    for (const [i, action] of page.actions.entries()) {
      const kind = `${page.kind.split("?")[0]} ${pattern(new URL(action))}`;
      if (!seen.has(kind)) found.push({ path: page.path, i, kind });
      seen.add(kind);
    }
  };
  await crawl(visitor, see, { filters: false, each: (kind) => (before.has(kind) ? 1 : 2), open });
  return found;
}

async function submitEmpty(visitor, { path, i, kind }) {
  await visitor.go(path);
  const form = visitor.page.locator(FORMS, { has: visitor.page.locator(NEEDED) }).nth(i);
  await form.evaluate((it) => {
    for (const control of it.elements) {
      if (["radio", "checkbox"].includes(control.type)) control.checked = false;
      else if (!["hidden", "submit", "button", "file"].includes(control.type)) control.value = "";
    }
  });
  await visitor.leaving(() => form.locator(marks.submit).last().click());
  await expectErrors(visitor, `${kind}, empty`);
}

export default async function errors(suite) {
  const found = new Map();
  const [seen, visited] = [new Set(), new Set()];
  for (const js of [true, false]) {
    const mode = js ? "" : " without JavaScript";
    await suite.test(`every bad field of a report is named${mode}`, async () => {
      const visitor = (await suite.as("inspector", { js })).expect(422);
      const subject = await someSubject(visitor);
      for (const bad of badReports) await submitBad(visitor, subject, bad);
    });
    await suite.test(`every empty form says what is missing${mode}`, async () => {
      for (const role of ["district_clerk", "department_clerk", "enterprise_user", "leader", "administrator"]) {
        const visitor = (await suite.as(role, { js })).expect(403, 422);
        if (!found.has(role)) found.set(role, await pagesWithForms(visitor, seen, visited));
        for (const page of found.get(role)) await submitEmpty(visitor, page);
      }
      ensure(seen.size >= 10, `only ${seen.size} forms were found`);
    });
    await suite.test(`a complaint needs no account, and its words are kept${mode}`, async () => {
      const visitor = (await suite.visitor({ js })).expect(422);
      await visitor.go(routes.complaint);
      const form = () => visitor.page.locator(marks.form).first();
      await mouse.set(form(), "contact", "综合股");
      await visitor.leaving(() => form().locator(marks.primary).last().click());
      await expectErrors(visitor, "a complaint without words");
      same(await visitor.page.locator("[name=contact]").inputValue(), "综合股", "the contact stays");
      await mouse.set(form(), "text", "同一份数据每周填报三次");
      await visitor.leaving(() => form().locator(marks.primary).last().click());
      const main = await visitor.page.locator(marks.main).innerText();
      ensure(/20\d\d-\d{4}/.test(main), `no receipt number in: ${main}`);
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

