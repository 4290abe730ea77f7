// S-04, S-07, U-11: tables come in: template, check, marked workbook, import, pause, paste; with a mouse, with the keyboard,
// without JavaScript.

import { readFile } from "node:fs/promises";
import { expectErrors } from "./errors.mjs";
import { keyboard, tabTo } from "./hands.mjs";
import { PHONE, WIDE, ensure, same, until } from "./lib.mjs";
import { field, imports, marks, routes } from "./selectors.mjs";
import { filled, rowsWith } from "./workbook.mjs";

const LANGUAGES = ["zh-CN", "en-GB"];
const XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";
const HEADER = ["序号", "隐患描述", "部位", "单位名称", "检查日期", "整改期限", "隐患等级", "是否整改"];

const line = (what, n) => [String(n), `${what} ${n} 号配电箱箱门缺失`, `${n} 号车间`, "示例包装厂", "2026-06-11", "2026-07-15", "一般", "否"];
const csv = (what, rows) => Buffer.from([HEADER, ...Array.from({ length: rows }, (_, n) => line(what, n + 1))].map((row) => row.join(",")).join("\n"));

// Sends a file, or what `fill` put into the form, and waits for the page of what was found.
async function send(visitor, file, fill = async () => {}) {
  await visitor.go(routes.newImport);
  const form = visitor.page.locator(marks.form).first();
  if (file) await form.locator(field("file")).setInputFiles(file);
  await fill(form);
  await visitor.leaving(() => form.locator(marks.primary).last().click());
}

// What the program says of the file whose page is open.
async function told(visitor) {
  const answer = await visitor.context.request.get(`/api/v1${visitor.path()}`);
  ensure(answer.ok(), `${visitor.path()} answers ${answer.status()}`);
  return answer.json();
}

const act = (visitor, name) => visitor.page.locator(imports.act(name));

async function run(visitor) {
  await visitor.leaving(() => act(visitor, "run").click());
  return until("the import ends", async () => {
    const answer = await told(visitor);
    return answer.state === "finished" && answer;
  }, 60_000);
}

async function download(visitor, control) {
  const [file] = await Promise.all([visitor.page.waitForEvent("download"), control.click()]);
  return readFile(await file.path());
}

const figures = async (visitor) =>
  (await visitor.page.locator(imports.figures).allInnerTexts()).map((text) => Number(text.replaceAll(/[^0-9]/g, "")));

// Rows of the template's ten columns; seven of the bad ones can't be read.
function rows(what, bad) {
  const wrong = new Map([[10, [3, "2026-06-31"]], [30, [3, "六月某日"]], [50, [3, "2026-13-01"]], [70, [3, "1889-06-01"]], [90, [3, "2026-06-00"]], [110, [4, "较大"]], [130, [4, "三级"]]]);
  return Array.from({ length: 200 }, (_, n) => {
    const row = [`${what} ${n} 号通道堆放杂物`, `${n} 号车间`, "示例包装厂", "2026-06-11", "一般隐患", "火灾", "2026-07-15", "清空通道", "班长", "未关闭"];
    if (bad && wrong.has(n)) row[wrong.get(n)[0]] = wrong.get(n)[1];
    return row;
  });
}

async function templateToImport(suite, lang) {
  const visitor = await suite.as("district_clerk", { lang });
  const what = `模板 ${lang} ${Date.now()}`;
  await visitor.go(routes.newImport);
  const template = await download(visitor, visitor.page.locator(imports.template("hazards")));
  const file = (bad) => ({ name: "六月台账.xlsx", mimeType: XLSX, buffer: filled(template, rows(what, bad), 3) });

  await send(visitor, file(true));
  const checked = await told(visitor);
  same([checked.rows_good, checked.rows_bad, checked.would.created], [193, 7, 193], "good, bad, new");
  const shown = await figures(visitor);
  ensure(shown.includes(193) && shown.at(-1) === 7, `the page shows ${shown}`);
  same(await visitor.page.locator(imports.badRows).count(), 7, "bad rows listed");
  const marked = await download(visitor, visitor.page.locator(imports.marked));
  same(rowsWith(marked, "L"), [13, 33, 53, 73, 93, 113, 133], "rows with a reason");

  same((await run(visitor)).became.created, 193, "hazards of the first file");
  await send(visitor, file(false));
  const corrected = await told(visitor);
  same([corrected.would.created, corrected.would.unchanged], [7, 193], "what the corrected file would bring");
  same((await run(visitor)).became.created, 7, "hazards of the corrected file");
  await send(visitor, file(false));
  const again = (await run(visitor)).became;
  same([again.created, again.unchanged], [0, 200], "the same file again");
}

// On a fast machine the last row may be written before the button is found: then a larger table is tried.
async function pausedMidway(suite, lang, rows) {
  const visitor = await suite.as("district_clerk", { lang });
  await send(visitor, { name: "大表.csv", mimeType: "text/csv", buffer: csv(`暂停 ${lang} ${Date.now()}`, rows) });
  await visitor.leaving(() => act(visitor, "run").click());
  // The bar moves on the same page.
  const bar = visitor.page.locator(imports.progress);
  await until("the bar moves", async () => (await bar.count()) === 0 || Number(await bar.getAttribute("value")) > 0);
  if ((await act(visitor, "pause").count()) > 0) await visitor.leaving(() => act(visitor, "pause").click());
  const stopped = await until("the import stops", async () => {
    const answer = await told(visitor);
    return (answer.state === "finished" || (answer.state === "paused" && answer.done < rows)) && answer;
  });
  if (stopped.state === "paused") return { visitor, bar, paused: stopped, rows };
  ensure(rows < 64_000, `${rows} rows were written before they could be paused`);
  return pausedMidway(suite, lang, rows * 4);
}

async function pauseAndGoOn(suite, lang) {
  const { visitor, bar, paused, rows } = await pausedMidway(suite, lang, 4_000);
  ensure(paused.done > 0, "paused before the first row");
  same(Number(await bar.getAttribute("value")), paused.done, "what the bar shows");
  same(await visitor.axe(), [], "findings on a paused import");
  const done = await run(visitor);
  same([done.done, done.became.created], [rows, rows], "rows after going on");
  await until("the page says so", async () => (await bar.count()) === 0);
  same((await figures(visitor))[1], rows, "what the page shows");
}

async function withoutJavaScript(suite, lang) {
  const visitor = await suite.as("district_clerk", { lang, js: false });
  const text = csv(`无脚本 ${lang} ${Date.now()}`, 400).toString().replaceAll(",", "\t");
  await send(visitor, null, (form) => form.locator(field("pasted")).fill(text));
  same((await told(visitor)).rows_good, 400, "rows of the pasted table");
  await visitor.leaving(() => act(visitor, "run").click());
  // The program says when it is done; a page that is just being renewed shows no progress either.
  await until("every row is a hazard", async () => (await told(visitor)).became.created === 400, 60_000);
  await until("the page renews itself", async () => (await visitor.page.locator(imports.progress).count()) === 0, 10_000);
}

// As Excel writes it to the clipboard: quotes only around a cell with a tab or a line break.
const clipboard = (cells) => cells.map((row) => row.map((it) => (/[\t\n]/.test(it) ? `"${it.replaceAll('"', '""')}"` : it)).join("\t")).join("\r\n");
// As it is sent and kept.
const exact = (cells) => cells.map((row) => row.map((it) => (/[\t\n"]/.test(it) ? `"${it.replaceAll('"', '""')}"` : it)).join("\t")).join("\n");

function pasted(what, bad) {
  const header = [...HEADER.slice(0, 4), "检查\n日期", ...HEADER.slice(5), "责任人", "整改措施", "复查结果", "类型"];
  const body = Array.from({ length: 499 }, (_, n) => {
    const row = [...line(what, n), `"甲"班长`, `先"停用"，\n再更换\t箱门`, n % 2 ? "" : "12\"管", "触电"];
    if (bad && n === 4) row[4] = "2026-06-31";
    return row;
  });
  return [header, ...body];
}

async function put(visitor, cells) {
  await visitor.context.grantPermissions(["clipboard-read", "clipboard-write"]);
  await visitor.page.evaluate((text) => navigator.clipboard.writeText(text), clipboard(cells));
}

async function pasteIntoGrid(suite, lang) {
  const visitor = await suite.as("district_clerk", { lang });
  const cells = pasted(`粘贴 ${lang} ${Date.now()}`, true);
  const [text, grid] = [visitor.page.locator(field("pasted")), visitor.page.locator(imports.grid)];
  await send(visitor, null, async (form) => {
    await grid.waitFor();
    await put(visitor, cells);
    await form.locator(imports.cell(0)).first().click();
    await visitor.page.keyboard.press("ControlOrMeta+V");
    await until("the table lands", async () => (await text.inputValue()) === exact(cells));
    same(await form.locator(imports.cell(9)).nth(1).textContent(), cells[1][9], "a cell with quotes, a tab and a line break");
    for (const name of ["row", "column"]) await form.locator(imports.add(name)).click();
    same(await text.inputValue(), exact(cells), "an empty row and an empty column send nothing");
  });
  const checked = await told(visitor);
  same([checked.rows_good, checked.rows_bad], [498, 1], "good and bad rows");
  same(await text.inputValue(), exact(cells), "what was kept");
  // The reason is on the cell, and goes with its correction.
  await grid.waitFor();
  const bad = visitor.page.locator(imports.badCells);
  same(await bad.count(), 1, "red cells");
  same(await bad.textContent(), "2026-06-31", "the red cell");
  ensure((await bad.getAttribute("title")).includes(await visitor.page.locator(imports.reasons).first().innerText()), "the cell has the reason of the list");
  same(await visitor.axe(), [], "findings on a checked import");
  const before = visitor.path();
  await bad.dblclick();
  await visitor.page.keyboard.press("ControlOrMeta+A");
  await visitor.page.keyboard.type("2026-06-30");
  await visitor.page.keyboard.press("Enter");
  await until("the correction is kept", async () => (await text.inputValue()).includes("2026-06-30"));
  same(await bad.count(), 0, "red cells after the correction");
  await visitor.leaving(() => visitor.page.locator(imports.checkAgain).click());
  same((await told(visitor)).rows_bad, 0, "bad rows after the correction");
  visitor.expect(404);
  same(await visitor.go(before), 404, "what was corrected is gone");
}

// Nothing but keys: the kind, the grid, the check, the import.
async function keysOnly(suite, lang) {
  const visitor = await suite.as("district_clerk", { lang });
  await visitor.go(routes.newImport);
  await visitor.page.locator(imports.grid).waitFor();
  const form = visitor.page.locator(marks.form).first();
  await keyboard.set(form, "kind", "hazards");
  await put(visitor, [HEADER, line(`键盘 ${lang} ${Date.now()}`, 1)]);
  await tabTo(form.locator(imports.holder));
  await visitor.page.keyboard.press("ControlOrMeta+V");
  await until("the table lands", async () => (await form.locator(field("pasted")).inputValue()).length > 0);
  // A key begins a cell anew, Escape gives it up, and Tab leaves the grid.
  await visitor.page.keyboard.press("ArrowDown");
  await visitor.page.keyboard.type("7");
  await visitor.page.keyboard.press("Enter");
  await until("the cell is edited", async () => /\n7\t/.test(await form.locator(field("pasted")).inputValue()));
  await visitor.leaving(() => keyboard.press(form.locator(marks.primary).last()));
  await visitor.leaving(() => keyboard.press(act(visitor, "run")));
  await until("the import ends", async () => (await told(visitor)).state === "finished");
  same((await told(visitor)).became.created, 1, "hazards");
}

async function refusals(suite, lang) {
  const visitor = (await suite.as("district_clerk", { lang })).expect(422);
  const table = [
    ["nothing", null],
    ["an empty file", { name: "空.xlsx", mimeType: XLSX, buffer: Buffer.alloc(0) }],
    ["a web page", { name: "网页.xlsx", mimeType: XLSX, buffer: Buffer.from("<html><table></table></html>") }],
    ["a page as a picture", { name: "照片.png", mimeType: "image/png", buffer: Buffer.from("<!doctype html><script>1</script>") }],
  ];
  for (const [what, file] of table) {
    await send(visitor, file);
    await expectErrors(visitor, what);
  }
}

async function looks(suite, lang) {
  const visitor = await suite.as("district_clerk", { lang });
  const findings = [];
  const look = async (what) => {
    for (const viewport of [PHONE, WIDE]) {
      await visitor.page.setViewportSize(viewport);
      await visitor.expectFits();
      findings.push(...(await visitor.axe()).map((finding) => `${what}, ${viewport.width} px: ${finding}`));
    }
  };
  await visitor.go(routes.newImport);
  await visitor.page.locator(imports.grid).waitFor();
  await look("form");
  const table = csv(`样子 ${lang} ${Date.now()}`, 30).toString().replace("部位", "经手之处").replaceAll("2026-06-11,2026-07-15,一般,否\n9,", "2026-06-31,2026-07-15,一般,否\n9,");
  const name = "青石镇等五个乡镇二季度安全生产隐患排查整治台账（汇总版，报县安委办，含附件及说明）.csv";
  await send(visitor, { name, mimeType: "text/csv", buffer: Buffer.from(table) });
  await look("checked");
  await run(visitor);
  await visitor.go(visitor.path());
  await look("finished");
  await visitor.go(routes.imports);
  await look("list");
  same(findings, [], "findings");
}

export default async function journeys(suite) {
  for (const lang of LANGUAGES) {
    await suite.test(`template, check, marked workbook, import, ${lang}`, () => templateToImport(suite, lang));
    await suite.test(`pause and go on, ${lang}`, () => pauseAndGoOn(suite, lang));
    await suite.test(`without JavaScript, ${lang}`, () => withoutJavaScript(suite, lang));
    await suite.test(`500 × 12 cells into the grid, ${lang}`, () => pasteIntoGrid(suite, lang));
    await suite.test(`by keyboard alone, ${lang}`, () => keysOnly(suite, lang));
    await suite.test(`files that are refused, ${lang}`, () => refusals(suite, lang));
    await suite.test(`no findings and nothing too wide, ${lang}`, () => looks(suite, lang));
  }
}
