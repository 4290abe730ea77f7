// The page that checks the ledger offline: opened as a file, without a server and without a network. Whatever was done to
// a log, a proof or an evidence pack is found and its place named; what is as it was passes.

import { cpSync, mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { PHONE, WIDE, ensure, same, until } from "./lib.mjs";
import { assemble } from "./verifier.assemble.mjs";
import { CASE, ORIGIN, PHOTO, checkpoint, entriesOf, proof, putBundles, putLog, putPack, sealed, signer, zip } from "./verifier.fixtures.mjs";

const SIZE = 600;
const TIME = 1_781_600_000;
const GOOD = "is-good";
const OWN = "is-own";
const BAD = "is-bad";

// Everything that the tests look at, made once.
function prepare() {
  const dir = mkdtempSync(join(tmpdir(), "anlan-verifier-"));
  const at = (name) => join(dir, name);
  const [key, witness, other] = [signer(ORIGIN, 1), signer("witness.example/superior", 4), signer(ORIGIN, 1)];
  const entries = entriesOf(SIZE);
  const note = checkpoint(entries, [key, witness], TIME);
  writeFileSync(at("page.html"), assemble());
  putLog(at("log"), entries, [key, witness], TIME);
  putPack(at("pack"), entries, note, key.vkey);
  writeFileSync(at("one.tlog-proof"), proof(entries, 571, note));
  writeFileSync(at("older"), checkpoint(entries.slice(0, 300), [key], TIME - 1000));
  return { dir, at, key, witness, other, entries, note };
}

// A copy of a folder with something done to it.
function changed(made, from, name, change) {
  const copy = made.at(`changed/${name}`);
  cpSync(made.at(from), copy, { recursive: true });
  change(copy, (file, edit) => writeFileSync(join(copy, file), edit(readFileSync(join(copy, file)))));
  return copy;
}

function flip(offset) {
  return (bytes) => { bytes[offset] ^= 1; return bytes; };
}

async function opened(suite, made, { lang = "zh", ...options } = {}) {
  const visitor = await suite.visitor(options);
  const url = pathToFileURL(made.at("page.html")).href;
  visitor.seeRequest = (request) => {
    if (request.url() !== url && !request.url().startsWith("blob:")) visitor.problems.push(`request: ${request.url()}`);
  };
  await visitor.page.goto(url);
  if (lang === "en") await visitor.page.locator("[data-lang='1']").click();
  return visitor;
}

// Fills in the form, starts, and gives what the result says.
async function checked({ page }, kind, path, keys, { trusted, sm3 = false } = {}) {
  await page.locator(`label[for=kind-${kind}]`).click();
  const isFile = kind === "proof" || path.endsWith(".zip");
  await page.locator(isFile ? "#file" : "#folder").setInputFiles(path);
  if (trusted) await page.locator("#trusted").setInputFiles(trusted);
  if (sm3) await page.locator("#sm3").check();
  await page.locator("#key").fill(keys.map((key) => key.vkey ?? key).join("\n"));
  await page.locator("#start").click();
  await until("a result", () => page.locator("#result #verdict").isVisible());
  return page.evaluate(() => {
    const verdict = document.querySelector(".verdict");
    const rows = [...document.querySelectorAll("#result .kind")].map((cell) => cell.parentElement.innerText.replace(/\s+/g, " ").trim());
    return { state: verdict?.classList[1], text: verdict?.innerText ?? document.querySelector("#verdict").innerText, rows, focused: document.activeElement.id };
  });
}

function expect(result, state, ...rows) {
  same(result.state, state, `verdict (${result.text}; ${result.rows.join("; ")})`);
  for (const [at, parts] of rows.entries()) {
    const missing = parts.filter((part) => !(result.rows[at] ?? "").includes(part));
    ensure(missing.length === 0, `row ${at} lacks ${missing.join(", ")}: ${result.rows.join(" | ")}`);
  }
}

// ---- what can be done to a log ----
const order = (entries, ...at) => at.map((index) => entries[index]);

function logChanges({ entries, key, other }) {
  const from = (list) => (copy) => {
    rmSync(join(copy, "tile/entries"), { recursive: true });
    putBundles(copy, list);
    const width = list.length % 256;
    if (width !== SIZE % 256) renameSync(join(copy, `tile/entries/002.p/${width}`), join(copy, `tile/entries/002.p/${SIZE % 256}`));
  };
  const middle = entries.slice();
  [middle[40], middle[41]] = order(entries, 41, 40);
  const rewritten = entries.slice();
  rewritten[20] = entries[21];
  return [
    ["a bit of an entry", (_, edit) => edit("tile/entries/001", flip(300)), ["条目被改动", "tile/entries/001", "条目 256"]],
    ["a bit of a tile", (_, edit) => edit("tile/0/001", flip(5 * 32)), ["哈希文件被改动", "tile/0/001", "第 5 个哈希"]],
    ["a bit of a partial tile", (_, edit) => edit("tile/1/000.p/2", flip(40)), ["哈希文件被改动", "tile/1/000.p/2", "第 1 个哈希"]],
    ["a bit of the SM3 tree", (_, edit) => edit("sm3/tile/0/000", flip(7)), ["哈希文件被改动", "sm3/tile/0/000", "第 0 个哈希"]],
    ["a bit of the checkpoint", (_, edit) => edit("checkpoint", flip(19)), ["签名不符", "checkpoint"]],
    ["an entry deleted", from([...entries.slice(0, 100), ...entries.slice(101)]), ["条目被删除", "条目 100"]],
    ["an entry inserted", from([...entries.slice(0, 100), Buffer.from("{}"), ...entries.slice(100)]), ["条目被插入", "条目 100"]],
    ["two entries swapped", from(middle), ["条目被调换", "条目 40 与条目 41 被对调"]],
    ["the end cut off", (copy) => rmSync(join(copy, "tile/entries/002.p"), { recursive: true }), ["末尾缺失", "条目 512"]],
    ["a bundle missing", (copy) => rmSync(join(copy, "tile/entries/000")), ["文件缺失", "tile/entries/000", "条目 0 至 255"]],
    ["a tile missing", (copy) => rmSync(join(copy, "tile/0/000")), ["文件缺失", "tile/0/000"]],
    ["rolled back", (copy) => { rmSync(copy, { recursive: true }); putLog(copy, entries.slice(0, 250), [key], TIME - 2000); }, ["账本被退回", "250", "300"]],
    ["written anew", (copy) => { rmSync(copy, { recursive: true }); putLog(copy, rewritten, [key], TIME); }, ["账首互相矛盾", "前 300 条"]],
    ["signed by somebody else", (copy) => writeFileSync(join(copy, "checkpoint"), checkpoint(entries, [other], TIME)), ["缺少签名", key.vkey]],
  ];
}

async function logs(suite, made) {
  await suite.test("a log that is as it was", async () => {
    const visitor = await opened(suite, made);
    const result = await checked(visitor, "log", made.at("log"), [made.key, made.witness], { sm3: true });
    expect(result, GOOD);
    ensure(result.text.includes("600"), result.text);
    same(result.focused, "result", "what has the focus");
    expect(await checked(visitor, "log", made.at("log"), [made.key], { trusted: made.at("older") }), GOOD);
    ensure((await visitor.page.locator(".facts").innerText()).includes("300 条"), "the older checkpoint is not told");
  });
  await suite.test("whatever was done to a log is found and located", async () => {
    const visitor = await opened(suite, made);
    for (const [what, change, row] of logChanges(made)) {
      const dir = changed(made, "log", what.replaceAll(" ", "-"), change);
      const result = await checked(visitor, "log", dir, [made.key], { trusted: made.at("older"), sm3: true });
      try { expect(result, BAD, row); } catch (why) { throw new Error(`${what}: ${why.message}`); }
    }
  });
  await suite.test("another key, and what is no log", async () => {
    const visitor = await opened(suite, made);
    expect(await checked(visitor, "log", made.at("log"), [made.other]), BAD, ["缺少签名"]);
    const says = async (dir, keys, words) => {
      const { state, text } = await checked(visitor, "log", made.at(dir), keys);
      ensure(state === BAD && text.includes(words), `${dir}: ${text}`);
    };
    await says("pack/files", [made.key], "没有账本");
    await says("log", [], "请填写公钥");
    await says("log", ["abc"], "不是公钥");
    await says("log", [made.key.vkey.replace(/.{4}$/, "AAAA")], "编号与其内容不符");
    const all = await checked(visitor, "log", made.at("log"), [made.key], { trusted: made.at("one.tlog-proof") });
    ensure(all.text.includes("以前的账首不能使用"), all.text);
  });
}

// ---- the proof of one entry ----
async function proofs(suite, made) {
  await suite.test("the proof of one entry", async () => {
    const visitor = await opened(suite, made);
    expect(await checked(visitor, "proof", made.at("one.tlog-proof"), [made.key, made.witness]), GOOD);
    const said = await visitor.page.locator("#result").innerText();
    for (const words of ["报告整改完成", "企业用户", "2026-06-15 22:37:40", "未披露", "办理期限"]) ensure(said.includes(words), `${words} is not told: ${said}`);
    const other = made.at("other.tlog-proof");
    const text = readFileSync(made.at("one.tlog-proof"), "utf8");
    const entry = made.entries[571].toString("base64");
    const rows = [
      [text.replace(entry, made.entries[570].toString("base64")), [made.key], "算不出账首的根哈希"],
      [text.replace("index 571", "index 570"), [made.key], "算不出账首的根哈希"],
      [text.replace("\n600\n", "\n601\n"), [made.key], "签名与账首文字不符"],
      [text, [made.other], "没有此公钥的签名"],
      ["garbage", [made.key], "不是记录证明文件"],
    ];
    for (const [changedText, keys, words] of rows) {
      writeFileSync(other, changedText);
      const result = await checked(visitor, "proof", other, keys);
      ensure(result.state === BAD && result.text.includes(words), `${words}: ${result.text}`);
    }
  });
}

// ---- an evidence pack ----
function packChanges({ entries, note, key }) {
  const listed = { path: "files/window.png", sha256: "", bytes: PHOTO.length };
  const disclosing = (values) => (_, edit) => edit("manifest.json", (bytes) => {
    const manifest = JSON.parse(bytes);
    manifest.entries[0].disclosed = values;
    return JSON.stringify(manifest);
  });
  const wrong = { ...sealed("东侧外窗护栏缺失"), value: JSON.stringify("东侧外窗护栏完好") };
  return [
    ["a changed photo", (_, edit) => edit("files/window.png", flip(60)), ["文件被改动", "files/window.png"]],
    ["a photo of no record", (copy) => {
      const own = Buffer.from("another photo");
      const manifest = putPack(copy, entries, note, key.vkey);
      writeFileSync(join(copy, listed.path), own);
      manifest.files[0] = { path: listed.path, sha256: "0".repeat(64), bytes: own.length };
      writeFileSync(join(copy, "manifest.json"), JSON.stringify(manifest));
    }, ["无记录提及|文件被改动", "files/window.png"]],
    ["a wrong disclosed value", disclosing([wrong]), ["披露内容不符", "entries/17.json", "护栏完好"]],
    ["a value of no entry", disclosing([sealed("从未记入")]), ["披露内容不符", "没有此内容的承诺值"]],
    ["an unlisted file", (copy) => writeFileSync(join(copy, "files/more.jpg"), "more"), ["清单外的文件", "files/more.jpg"]],
    ["a changed entry", (_, edit) => edit("entries/300.json", flip(20)), ["条目被改动", "entries/300.json", "条目 300"]],
    ["a proof of another entry", (copy) => cpSync(join(copy, "proofs/17.tlog-proof"), join(copy, "proofs/300.tlog-proof")), ["条目被改动|证明不成立", "300"]],
    ["an entry left out", (_, edit) => edit("manifest.json", (bytes) => {
      const manifest = JSON.parse(bytes);
      manifest.entries.splice(1, 1);
      return JSON.stringify(manifest);
    }), ["清单外的文件", "entries/300.json"]],
    ["a missing proof", (copy) => rmSync(join(copy, "proofs/599.tlog-proof")), ["文件缺失", "proofs/599.tlog-proof"]],
    ["a changed page of the case", (_, edit) => edit("case.html", flip(50)), ["文件被改动", "case.html"]],
    ["a changed checkpoint", (_, edit) => edit("checkpoint", flip(19)), ["签名不符", "checkpoint"]],
  ];
}

async function packs(suite, made) {
  await suite.test("an evidence pack, as a folder and as a zip", async () => {
    const visitor = await opened(suite, made);
    expect(await checked(visitor, "pack", made.at("pack"), [made.key]), GOOD);
    const said = await visitor.page.locator("#result").innerText();
    for (const words of ["东侧外窗护栏缺失", "已披露，与承诺值相符", "与条目 17 所载一致", "销号"]) ensure(said.includes(words), `${words} is not told`);
    same(await visitor.page.locator(".line > li").count(), CASE.length, "entries of the case");
    ensure(await visitor.page.locator("img.thumb").evaluate((it) => it.naturalWidth > 0), "the photo is not shown");
    for (const deflated of [false, true]) {
      writeFileSync(made.at("pack.zip"), zip(made.at("pack"), { deflated }));
      expect(await checked(visitor, "pack", made.at("pack.zip"), [made.key]), GOOD);
    }
    const own = await checked(visitor, "pack", made.at("pack"), []);
    expect(own, OWN);
    ensure(own.text.includes("公钥为包内自带"), own.text);
    expect(await checked(visitor, "pack", made.at("pack"), [made.other]), BAD, ["缺少签名"]);
  });
  await suite.test("whatever was done to a pack is found and located", async () => {
    const visitor = await opened(suite, made);
    for (const [what, change, row] of packChanges(made)) {
      const dir = changed(made, "pack", what.replaceAll(" ", "-"), change);
      const result = await checked(visitor, "pack", dir, [made.key]);
      const [kinds, ...parts] = row;
      const kind = kinds.split("|").find((it) => (result.rows[0] ?? "").includes(it)) ?? kinds;
      try { expect(result, BAD, [kind, ...parts]); } catch (why) { throw new Error(`${what}: ${why.message}`); }
    }
  });
  await suite.test("a step that was left out is told", async () => {
    const visitor = await opened(suite, made);
    const dir = changed(made, "pack", "left-out", (copy, edit) => {
      for (const file of ["entries/300.json", "proofs/300.tlog-proof"]) rmSync(join(copy, file));
      edit("manifest.json", (bytes) => JSON.stringify({ ...JSON.parse(bytes), entries: JSON.parse(bytes).entries.filter((it) => it.number !== 300) }));
    });
    expect(await checked(visitor, "pack", dir, [made.key]), GOOD);
    const said = await visitor.page.locator("#result").innerText();
    ensure(said.includes("条目 571 之前缺少同一对象的版次 2"), said);
  });
  await suite.test("a browser that cannot inflate says what to do", async () => {
    const visitor = await opened(suite, made);
    await visitor.page.evaluate(() => { delete window.DecompressionStream; });
    writeFileSync(made.at("deflated.zip"), zip(made.at("pack"), { deflated: true }));
    const { text } = await checked(visitor, "pack", made.at("deflated.zip"), [made.key]);
    ensure(text.includes("请先解压"), text);
    writeFileSync(made.at("stored.zip"), zip(made.at("pack"), { deflated: false }));
    expect(await checked(visitor, "pack", made.at("stored.zip"), [made.key]), GOOD);
    writeFileSync(made.at("no.zip"), "garbage");
    const none = await checked(visitor, "pack", made.at("no.zip"), [made.key]);
    ensure(none.text.includes("已损坏"), none.text);
  });
}

// ---- for everybody ----
async function accessible(suite, made) {
  const broken = changed(made, "log", "for-axe", (_, edit) => edit("tile/0/001", flip(5)));
  const states = [
    ["empty"], ["log", made.at("log"), [made.key]], ["faults", broken, [made.key]],
    ["proof", made.at("one.tlog-proof"), [made.key]], ["pack", made.at("pack"), [made.key]], ["own", made.at("pack"), []],
  ];
  const kinds = { faults: "log", own: "pack" };
  for (const lang of ["zh", "en"]) {
    await suite.test(`axe, and nothing sticks out, ${lang}`, async () => {
      for (const viewport of [WIDE, PHONE]) {
        const visitor = await opened(suite, made, { lang, viewport });
        for (const [name, path, keys] of states) {
          if (path) await checked(visitor, kinds[name] ?? name, path, keys);
          await visitor.expectFits();
          const faults = await visitor.axe();
          ensure(faults.length === 0, `${name}: ${faults.join("; ")}`);
          const words = await visitor.page.locator("main").innerText();
          ensure(!/undefined|null|\{\w+\}/.test(words), `${name}: words are missing: ${/.{20}(undefined|null|\{\w+\}).{20}/s.exec(words)?.[0]}`);
          ensure(lang === "zh" || name === "pack" || name === "own" || !/\p{Script=Han}/u.test(words), `${name}: Chinese in the English page`);
          await visitor.shot(`${name} ${lang} ${viewport.width}`);
        }
      }
    });
  }
  await suite.test("by keyboard alone, and a result in the other language", async () => {
    const { page } = await opened(suite, made);
    await page.locator("#kind-log").focus();
    await page.keyboard.press("ArrowRight");
    ensure(await page.locator("#kind-proof").isChecked(), "an arrow does not choose");
    await page.keyboard.press("Tab");
    same(await page.evaluate(() => document.activeElement.id), "file", "focus after the kinds");
    await page.locator("#file").setInputFiles(made.at("one.tlog-proof"));
    await page.keyboard.press("Tab");
    await page.keyboard.type(made.key.vkey);
    await page.keyboard.press("Tab");
    await page.keyboard.press("Enter");
    await until("a result", () => page.locator("#verdict").isVisible());
    await page.locator("[data-lang='1']").click();
    ensure((await page.locator("#verdict").innerText()) === "The entry is in the log", "the result stays in Chinese");
  });
  await suite.test("what is dropped is taken as what it is", async () => {
    const { page, context } = await opened(suite, made);
    const devtools = await context.newCDPSession(page);
    const box = await page.locator("#drop").boundingBox();
    writeFileSync(made.at("dropped.zip"), zip(made.at("pack"), { deflated: false }));
    for (const [name, kind, words] of [["log", "log", "12 个文件"], ["one.tlog-proof", "proof", "字节"], ["pack", "pack", "13 个文件"], ["dropped.zip", "pack", "dropped.zip"]]) {
      const event = { x: box.x + 40, y: box.y + 8, data: { items: [], files: [made.at(name)], dragOperationsMask: 1 } };
      for (const type of ["dragEnter", "dragOver", "drop"]) await devtools.send("Input.dispatchDragEvent", { type, ...event });
      await until(name, async () => (await page.locator("#chosen").innerText()).includes(words));
      ensure(await page.locator(`#kind-${kind}`).isChecked(), `${name} is not taken as ${kind}`);
    }
    await page.locator("label[for=kind-log]").click();
    await page.locator("#folder").setInputFiles(made.at("pack"));
    ensure(await page.locator("#kind-pack").isChecked(), "a pack that is chosen is taken for a log");
  });
  await suite.test("a check can be stopped, and the result printed", async () => {
    const { page } = await opened(suite, made);
    await page.evaluate(() => {
      const read = Blob.prototype.arrayBuffer;
      Blob.prototype.arrayBuffer = async function slow() { await new Promise((done) => setTimeout(done, 100)); return read.call(this); };
    });
    await page.locator("#folder").setInputFiles(made.at("log"));
    await page.locator("#key").fill(made.key.vkey);
    await page.locator("#start").click();
    await page.locator("#stop").click();
    await until("the check has stopped", async () => (await page.locator("#verdict").innerText()).includes("已停止"));
    await page.emulateMedia({ media: "print" });
    same(await page.locator("#form").isVisible(), false, "the form is printed");
  });
}

export default async function verifier(suite) {
  mkdirSync(suite.shots, { recursive: true });
  const made = prepare();
  try {
    await logs(suite, made);
    await proofs(suite, made);
    await packs(suite, made);
    await accessible(suite, made);
  } finally {
    rmSync(made.dir, { recursive: true });
  }
}
