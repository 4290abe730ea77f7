// U-01, U-21: no mouse. The list by / j k Enter, and the whole closed loop by keyboard alone.

import { keyboard } from "./hands.mjs";
import { closeTheLoop } from "./journey.mjs";
import { ensure, same, until } from "./lib.mjs";
import { isHazard, marks, routes } from "./selectors.mjs";

// Which row of the list has the focus in it.
async function currentRow(visitor) {
  return visitor.page.locator(marks.rows).evaluateAll((rows) => rows.findIndex((row) => row.contains(document.activeElement)));
}

export default async function keyboardOnly(suite) {
  await suite.test("/ goes to the search, j and k walk the list, Enter opens", async () => {
    const visitor = await suite.as("district_clerk");
    await visitor.go(routes.hazards);
    const keys = visitor.page.keyboard;
    await visitor.page.locator(marks.rows).nth(1).waitFor();
    await keys.press("j");
    same(await currentRow(visitor), 0, "the row after j");
    await keys.press("j");
    same(await currentRow(visitor), 1, "the row after j j");
    await keys.press("k");
    same(await currentRow(visitor), 0, "the row after j j k");
    await keys.press("/");
    ensure(await visitor.page.locator(marks.search).first().evaluate((it) => it === document.activeElement), "/ focuses the search");
    await keys.type("jk/");
    same(await visitor.page.locator(marks.search).first().inputValue(), "jk/", "keys are text in a field");
    await visitor.go(routes.hazards);
    await keys.press("j");
    await keys.press("Enter");
    await until("Enter opens the row", () => isHazard(visitor.path()));
  });
  await suite.test("the first tab stop leads to the content", async () => {
    const visitor = await suite.as("district_clerk");
    await visitor.go(routes.desk);
    await visitor.page.keyboard.press("Tab");
    same(await visitor.page.evaluate(() => document.activeElement?.getAttribute("href")), "#main", "the first stop");
  });
  await suite.test("five people close a hazard by keyboard", () => closeTheLoop(suite, { hands: keyboard }));
}
