// node run.mjs SUITE… --base URL --accounts FILE.json [--shots FOLDER] [--clock FILE]
// Runs browser suites against a server that is already up; `harness` needs none. The last line counts the tests.

import { readFileSync } from "node:fs";
import { parseArgs } from "node:util";
import { Suite, launch } from "./lib.mjs";

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { base: { type: "string" }, accounts: { type: "string" }, shots: { type: "string", default: "target/screenshots" }, clock: { type: "string" } },
});
if (positionals.length === 0) {
  console.error("node run.mjs SUITE… --base URL --accounts FILE.json [--shots FOLDER]");
  process.exit(2);
}

const accounts = values.accounts ? JSON.parse(readFileSync(values.accounts, "utf8")) : [];
const browser = await launch();
let [passed, failed] = [0, 0];
try {
  for (const name of positionals) {
    const { default: body } = await import(`./${name}.mjs`);
    const suite = new Suite(name, { browser, base: values.base, accounts, shots: values.shots, clock: values.clock });
    try {
      await body(suite);
    } catch (why) {
      suite.failed += 1;
      console.log(`FAIL ${name}: ${why.stack ?? why}`);
    }
    passed += suite.passed;
    failed += suite.failed;
  }
} finally {
  await browser.close();
}
console.log(`result: ${passed} passed, ${failed} failed`);
process.exitCode = failed === 0 ? 0 : 1;
