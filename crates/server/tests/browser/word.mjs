// Word files as another office suite opens them: each kind of document that the sample has is fetched by its link, set by
// LibreOffice without a word of repair, and lies on A4 sheets, none of them empty, with its title on the first.

import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { crawl, pattern } from "./crawl.mjs";
import { ensure, same } from "./lib.mjs";
import { parts } from "./workbook.mjs";

const WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document";
// Where documents hang; other pages lead to nothing new.
const ROOTS = [
  "/documents", "/listings", "/stop-orders?all=1", "/incidents", "/investigations", "/meetings", "/oversight-schemes",
  "/special-periods", "/issued-briefings", "/briefing", "/attention-lists",
];
// Lists, what stands in them, and the pages of their documents.
const LEADS = /^\/[a-z-]+(\/\{id\})?(\/(documents|editions)\/\{n\}|\/(notice|decision|consent|report|summary))?(\/file)?$/;
// Each kind with the most sheets that one of the sample may have.
const KINDS = {
  "/documents/{id}/file": 3,
  "/listings/{id}/notice/file": 2,
  "/stop-orders/{id}/decision/file": 2,
  "/stop-orders/{id}/consent/file": 2,
  "/incidents/{id}/editions/{n}/file": 3,
  "/investigations/{id}/notice/file": 2,
  "/investigations/{id}/report/file": 6,
  "/meetings/{id}/documents/{n}/file": 6,
  "/oversight-schemes/{id}/documents/{n}/file": 12,
  "/special-periods/{id}/summary/file": 4,
  "/issued-briefings/{id}/file": 12,
  "/briefing/file": 12,
  "/attention-lists/{id}/notice/file": 6,
};
const OF_A_KIND = 2;
const A4 = { width: 595.3, height: 841.9 };

// Pages are read as they were sent; a link to a Word file is taken where fewer than `OF_A_KIND` of its kind were.
function collector(files) {
  return async (visitor, path) => {
    const url = new URL(path, visitor.suite.base);
    const kind = pattern(url).split("?")[0];
    if (!LEADS.test(kind) || !ROOTS.some((root) => path === root || url.pathname.startsWith(`${root.split("?")[0]}/`))) return null;
    if ((files.get(kind)?.length ?? 0) >= OF_A_KIND) return null;
    const response = await visitor.context.request.get(path);
    const type = response.headers()["content-type"] ?? "";
    if (type.startsWith(WORD)) {
      ensure(response.status() === 200, `${path}: status ${response.status()}`);
      files.set(kind, [...(files.get(kind) ?? []), { path, bytes: await response.body() }]);
      return null;
    }
    if (!type.startsWith("text/html")) return null;
    const html = await response.text();
    const hrefs = [...html.matchAll(/<a\b[^>]*?\shref="([^"]*)"/g)];
    return { status: response.status(), hrefs: hrefs.map(([, href]) => new URL(href.replaceAll("&amp;", "&"), url).href) };
  };
}

const run = (program, ...words) => execFileSync(program, words, { encoding: "utf8", stdio: ["ignore", "pipe", "pipe"] });

// The words of the file itself, in their order: its paragraphs, one a line.
function paragraphs(bytes) {
  const xml = parts(bytes).get("word/document.xml").toString("utf8");
  const words = (part) => [...part.matchAll(/<w:t[^>]*>([^<]*)<\/w:t>/g)].map(([, text]) => text).join("");
  return xml.split("</w:p>").map(words).filter((line) => line.trim() !== "");
}

const squeezed = (text) => text.replaceAll(/\s+/g, "").replaceAll("&amp;", "&").replaceAll("&lt;", "<").replaceAll("&gt;", ">");

// What is wrong with one file once it is set on paper.
function faults(pdf, bytes, most) {
  const info = run("pdfinfo", "-f", "1", "-l", "99", pdf);
  const sizes = [...info.matchAll(/Page\s+\d+ size:\s+([\d.]+) x ([\d.]+)/g)].map(([, width, height]) => [Number(width), Number(height)]);
  const found = [];
  if (sizes.length < 1 || sizes.length > most) found.push(`${sizes.length} sheets, expected 1 to ${most}`);
  for (const [width, height] of sizes) {
    const [short, long] = [Math.min(width, height), Math.max(width, height)];
    if (Math.abs(short - A4.width) > 1 || Math.abs(long - A4.height) > 1) found.push(`a sheet of ${width} by ${height} points`);
  }
  const sheets = sizes.map((_, i) => squeezed(run("pdftotext", "-f", String(i + 1), "-l", String(i + 1), pdf, "-")));
  sheets.forEach((text, i) => {
    // A sheet with nothing but its number.
    if (text.replaceAll(/[—–\-\d]/g, "") === "") found.push(`sheet ${i + 1} is empty`);
  });
  const whole = sheets.join("");
  const lines = paragraphs(bytes).map(squeezed);
  const begin = lines.slice(0, 3).find((line) => !sheets[0].includes(line));
  if (begin) found.push(`"${begin}" is not on the first sheet`);
  // Every paragraph arrives, whole or, where it goes over to the next sheet, by its beginning and its end.
  const lost = lines.filter((line) => !whole.includes(line) && !(whole.includes(line.slice(0, 8)) && whole.includes(line.slice(-8))));
  if (lost.length > 0) found.push(`lost: ${lost.slice(0, 3).join(" / ")}`);
  const blank = /\{[a-z_]+\}|undefined|null|NaN|Some\(|None\b|（）|《》|，，|。。/.exec(whole);
  if (blank) found.push(`"${blank[0]}" in the text`);
  return found;
}

export default async function word(suite) {
  const folder = mkdtempSync(join(tmpdir(), "anlan-word-"));
  try {
    await suite.test("every kind of Word file lies on A4 sheets in LibreOffice", async () => {
      const visitor = await suite.as("district_clerk");
      const files = new Map();
      await crawl(visitor, () => {}, { starts: ROOTS, filters: false, each: () => 8, open: collector(files) });
      same([...files.keys()].sort(), Object.keys(KINDS).sort(), "kinds of Word files");
      const all = [...files].flatMap(([kind, of]) => of.map((it, i) => ({ ...it, kind, name: `${kind.replaceAll(/[^a-z]+/g, "-").replaceAll(/^-|-$/g, "")}-${i + 1}` })));
      for (const it of all) writeFileSync(join(folder, `${it.name}.docx`), it.bytes);
      const profile = `-env:UserInstallation=${pathToFileURL(join(folder, "profile")).href}`;
      run("soffice", profile, "--headless", "--convert-to", "pdf", "--outdir", folder, ...all.map((it) => join(folder, `${it.name}.docx`)));
      const set = new Set(readdirSync(folder));
      const missing = all.filter((it) => !set.has(`${it.name}.pdf`));
      ensure(missing.length === 0, `not opened: ${missing.map((it) => it.path).join(", ")}`);
      mkdirSync(suite.shots, { recursive: true });
      const found = all.flatMap((it) => {
        const pdf = join(folder, `${it.name}.pdf`);
        run("pdftoppm", "-r", "60", "-png", pdf, join(suite.shots, `word-${it.name}`));
        return faults(pdf, it.bytes, KINDS[it.kind]).map((why) => `${it.path}: ${why}`);
      });
      ensure(found.length === 0, found.join("\n"));
    });
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
