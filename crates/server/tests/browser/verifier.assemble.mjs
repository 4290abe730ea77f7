// Makes the page that checks the ledger offline out of its parts, as the server does: one file, its parts in this order.
// node verifier.assemble.mjs OUT.html

import { readFileSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";

const ROOT = new URL("../../../../", import.meta.url);
const STYLES = ["crates/page/assets/tokens.css", "crates/server/verifier/page.css"];
const LIBRARIES = ["tweetnacl/nacl-fast.min.js", "js-sha256/build/sha256.min.js"];
const SCRIPTS = [
  "check", "sm3", "moved", "pass", "log", "entry", "zip", "pack", "sources", "words", "faults", "names", "show", "results", "page",
];

const read = (path) => readFileSync(new URL(path, ROOT), "utf8");
const inside = (tag, texts) => texts.map((text) => {
  if (text.includes(`</${tag}`)) throw new Error(`a part holds </${tag}`);
  return `<${tag}>\n${text}</${tag}>`;
}).join("\n");

export function assemble() {
  const parts = {
    "<!-- style -->": inside("style", STYLES.map(read)),
    "<!-- libraries -->": inside("script", LIBRARIES.map((file) => read(`web/node_modules/${file}`))),
    "<!-- scripts -->": inside("script", SCRIPTS.map((name) => read(`crates/server/verifier/${name}.js`))),
    "<!-- pack -->": "",
  };
  const page = read("crates/server/verifier/page.html");
  return Object.entries(parts).reduce((text, [mark, part]) => text.replace(mark, () => part), page);
}

if (process.argv[1] === fileURLToPath(import.meta.url)) writeFileSync(process.argv[2], assemble());
