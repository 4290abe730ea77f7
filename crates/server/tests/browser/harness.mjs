// The harness against pages of its own: what is right passes, and each fault it must find is found.

import { ACCOUNTS, serve } from "./pages.mjs";
import errors, { expectErrors } from "./errors.mjs";
import { closeTheLoop } from "./journey.mjs";
import keyboard from "./keyboard.mjs";
import { wrongWords } from "./language.mjs";
import loop from "./loop.mjs";
import nojs from "./nojs.mjs";
import session from "./session.mjs";
import { PHONE, ensure, same } from "./lib.mjs";

// What a visitor holds against a page.
async function faults(suite, path, options) {
  const visitor = await suite.visitor(options);
  await visitor.go(path);
  const found = [...visitor.problems];
  await visitor.expectFits().catch((why) => found.push(why.message));
  found.push(...(await visitor.axe()));
  visitor.problems.length = 0;
  return found;
}

export default async function harness(suite) {
  const site = await serve();
  Object.assign(suite, { base: site.base, accounts: ACCOUNTS });
  try {
    const table = [
      ["/faulty/host", /request to another host: http:\/\/127\.0\.0\.2/],
      ["/faulty/script", /script failed: missing is not defined/],
      ["/faulty/inline", /Content Security Policy/],
      ["/faulty/wide", /wider than the window/],
      ["/faulty/unlabelled", /label/],
    ];
    for (const [path, expected] of table) {
      await suite.test(`finds ${path}`, async () => {
        const found = await faults(suite, path, { viewport: PHONE });
        ensure(found.some((line) => expected.test(line)), `not found in: ${found.join("; ")}`);
      });
    }
    await suite.test("finds a summary without the focus", async () => {
      const visitor = await suite.visitor();
      await visitor.go("/faulty/summary");
      const why = await expectErrors(visitor, "here").then(() => "nothing", (cause) => cause.message);
      same(why, "here: the summary does not have the focus", "what was found");
    });
    await suite.test("finds words of the wrong language, and placeholders", async () => {
      const visitor = await suite.visitor();
      await visitor.go("/faulty/words");
      same(await wrongWords(visitor), ['"{count}" on the page', 'the frame says "Sector"'], "what was found");
    });
    await suite.test("finds nothing on a good page", async () => {
      const found = await faults(suite, "/sign-in", { viewport: PHONE });
      ensure(found.length === 0, found.join("; "));
    });
    // The journeys run against the real pages in suites of their own; `ANLAN_HARNESS=full` runs them here too.
    const full = process.env.ANLAN_HARNESS === "full" ? [loop, nojs, errors, session, keyboard] : [];
    for (const body of full) await body(suite);
    if (full.length === 0) await suite.test("walks a loop", () => closeTheLoop(suite));
  } finally {
    site.close();
  }
}
