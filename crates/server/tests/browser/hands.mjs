// Two ways of doing the same thing: with the mouse and with the keyboard alone. A journey is written once, for hands.

import { ensure } from "./lib.mjs";
import { first } from "./selectors.mjs";

const MOST_TABS = 250;

async function kind(control) {
  return control.evaluate((it) => (it.tagName === "INPUT" ? it.type : it.tagName.toLowerCase()));
}

// The control to use for a value: of a radio group, the button of that value.
async function pick(form, name, value) {
  const controls = form.locator(`[name="${name}"]`);
  ensure((await controls.count()) > 0, `the form has no field ${name}`);
  if ((await kind(controls.first())) !== "radio" || value === first) return controls.first();
  const one = form.locator(`[name="${name}"][value="${value}"]`);
  ensure((await one.count()) === 1, `the field ${name} does not offer ${value}`);
  return one;
}

// The value of the first real choice of a select.
async function firstOption(select) {
  return select.evaluate((it) => [...it.options].find((option) => option.value !== "" && !option.disabled)?.value ?? "");
}

// What a typed field gets when anything will do: its first suggestion, else what it holds.
async function firstSuggestion(control) {
  return control.evaluate((it) => it.list?.options[0]?.value ?? it.value);
}

async function textFor(control, value) {
  return value === first ? firstSuggestion(control) : value;
}

export const mouse = {
  name: "mouse",
  async press(target) {
    await target.click();
  },
  async set(form, name, value) {
    const control = await pick(form, name, value);
    switch (await kind(control)) {
      case "radio":
      case "checkbox":
        return control.check({ force: true });
      case "select":
        return control.selectOption(value === first ? await firstOption(control) : value);
      case "hidden":
        return undefined;
      default:
        return control.fill(await textFor(control, value));
    }
  },
};

export const keyboard = {
  name: "keyboard",
  async press(target) {
    await tabTo(target);
    await target.page().keyboard.press("Enter");
  },
  async set(form, name, value) {
    const control = await pick(form, name, value);
    const keys = control.page().keyboard;
    switch (await kind(control)) {
      case "radio":
        return chooseRadio(control, keys);
      case "checkbox":
        await tabTo(control);
        if (!(await control.isChecked())) await keys.press("Space");
        return undefined;
      case "select": {
        const wanted = value === first ? await firstOption(control) : value;
        await tabTo(control);
        await keys.press("Home");
        for (let i = 0; i < MOST_TABS && (await control.inputValue()) !== wanted; i += 1) await keys.press("ArrowDown");
        ensure((await control.inputValue()) === wanted, `the field ${name} can't be set to ${wanted} by keyboard`);
        return undefined;
      }
      case "hidden":
        return undefined;
      case "date":
      case "datetime-local": {
        await tabTo(control);
        for (const [i, part] of String(value).split(/\D+/).entries()) {
          await keys.type(part);
          // A year may have six digits, so it does not move on by itself.
          if (i === 0) await keys.press("ArrowRight");
        }
        return undefined;
      }
      default: {
        const text = await textFor(control, value);
        await tabTo(control);
        await keys.press("ControlOrMeta+A");
        await keys.type(text);
        if ((await control.inputValue()) !== text) await keys.insertText(text);
        return undefined;
      }
    }
  },
};

// Walks with Tab until the element has the focus, forwards from wherever the focus is. Focus must be visible on the way.
export async function tabTo(target) {
  const page = target.page();
  const isThere = () => target.evaluate((it) => it === document.activeElement);
  for (let i = 0; i < MOST_TABS; i += 1) {
    if (await isThere()) {
      const shown = await target.evaluate((it) => {
        const style = getComputedStyle(it);
        return it.matches(":focus-visible") && (style.outlineStyle !== "none" || style.boxShadow !== "none");
      });
      ensure(shown, `the focus is not visible on ${await target.evaluate((it) => it.outerHTML.slice(0, 120))}`);
      return;
    }
    await page.keyboard.press("Tab");
  }
  ensure(false, `not reached with ${MOST_TABS} tabs: ${await target.evaluate((it) => it.outerHTML.slice(0, 120))}`);
}

// A radio group is one tab stop: its checked button, or its first. Arrows choose within.
async function chooseRadio(control, keys) {
  const page = control.page();
  const inGroup = () => control.evaluate((it) => document.activeElement?.name === it.name && document.activeElement?.type === "radio");
  for (let i = 0; i < MOST_TABS && !(await inGroup()); i += 1) await page.keyboard.press("Tab");
  ensure(await inGroup(), "the choice is not reached by keyboard");
  await keys.press("Space");
  for (let i = 0; i < 20 && !(await control.isChecked()); i += 1) await keys.press("ArrowDown");
  ensure(await control.isChecked(), "the choice can't be made by keyboard");
}
