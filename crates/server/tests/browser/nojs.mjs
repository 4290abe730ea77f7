// The whole closed loop with JavaScript switched off.

import { closeTheLoop } from "./journey.mjs";

export default async function nojs(suite) {
  await suite.test("five people close a hazard without JavaScript", () => closeTheLoop(suite, { js: false }));
}
