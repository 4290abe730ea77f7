// U-18: the whole closed loop as five people, in one test.

import { closeTheLoop } from "./journey.mjs";

export default async function loop(suite) {
  await suite.test("five people close a hazard, returned once", () => closeTheLoop(suite));
  await suite.test("the same in English", () => closeTheLoop(suite, { lang: "en-GB" }));
}
