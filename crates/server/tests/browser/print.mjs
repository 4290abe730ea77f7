// Paper: a hazard and the list of responsibility as A4 pages. Every row stands whole on one sheet, nothing is cut at the
// edge, the sheet says what it is, when and from which ledger, and a reader of PDF finds the words again.

import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { ensure } from "./lib.mjs";
import { marks, routes } from "./selectors.mjs";

// A4 at 96 dots an inch within the margins of the style sheet: upright, and on its long side.
const SHEET = { width: 658, height: 986 };
const WIDE_SHEET = { width: 986, height: 657 };
const MOST_PAGES_OF_A_HAZARD = 3;

// Page objects are never compressed by Chromium.
function pages(pdf) {
  return (pdf.toString("latin1").match(/\/Type\s*\/Page\b(?!s)/g) ?? []).length;
}

// Width and height of each page, in points.
function sizes(pdf) {
  const boxes = pdf.toString("latin1").matchAll(/\/MediaBox\s*\[\s*0\s+0\s+([\d.]+)\s+([\d.]+)\s*\]/g);
  return [...boxes].map(([, width, height]) => [Number(width), Number(height)]);
}

// What a reader finds in it; null where this machine has none.
function text(pdf) {
  const folder = mkdtempSync(join(tmpdir(), "anlan-print-"));
  try {
    const file = join(folder, "sheet.pdf");
    writeFileSync(file, pdf);
    execFileSync("pdftotext", ["-layout", file], { stdio: "ignore" });
    return readFileSync(join(folder, "sheet.txt"), "utf8");
  } catch (why) {
    if (why.code === "ENOENT") return null;
    throw why;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

// How the page lies on paper: what sticks out, what is higher than a sheet, what floats, what is shown of the frame.
async function faults(visitor, sheet) {
  await visitor.page.emulateMedia({ media: "print" });
  await visitor.page.setViewportSize(sheet);
  const found = await visitor.page.evaluate(({ width, height }) => {
    const found = [];
    const shown = (it) => it.getClientRects().length > 0;
    const say = (it, why) => found.push(`${it.tagName.toLowerCase()}.${it.className} ${why}: ${it.textContent.trim().slice(0, 30)}`);
    for (const it of document.querySelectorAll(".bar, .menu, .fold, .actions, .crumb, .btn, .query, .views, .pager")) {
      if (shown(it)) say(it, "is printed");
    }
    for (const it of document.querySelectorAll("main td, main th, main dd, main li, main p, main h1, main h2")) {
      if (!shown(it)) continue;
      const box = it.getBoundingClientRect();
      if (box.right > width + 1) say(it, `sticks out by ${Math.round(box.right - width)} px`);
      const style = getComputedStyle(it);
      if (style.overflow !== "visible" && it.scrollWidth > it.clientWidth + 1) say(it, "is cut");
      if (["fixed", "sticky"].includes(style.position)) say(it, "floats");
    }
    for (const row of document.querySelectorAll("main tr, main .line > li, main .facts > div")) {
      if (!shown(row)) continue;
      if (row.getBoundingClientRect().height > height) say(row, "is higher than a sheet");
      const keeps = getComputedStyle(row).breakInside;
      if (keeps !== "avoid") say(row, `may be cut between two sheets (${keeps})`);
    }
    return [...new Set(found)].slice(0, 10);
  }, sheet);
  return found;
}

async function printed(suite, visitor, { words, most, sheet }) {
  const found = await faults(visitor, sheet);
  ensure(found.length === 0, found.join("\n"));
  const pdf = await visitor.page.pdf({ preferCSSPageSize: true });
  const count = pages(pdf);
  ensure(count >= 1 && count <= most, `${count} pages, expected 1 to ${most}`);
  for (const [width, height] of sizes(pdf)) {
    ensure(width > height === sheet.width > sheet.height, `a page of ${width} by ${height} points lies the other way`);
  }
  const read = text(pdf);
  if (read === null) {
    console.log(`skip ${suite.name}: the text of the PDF, because pdftotext is not installed`);
    return count;
  }
  const flat = read.replaceAll(/\s+/g, "");
  for (const word of words) ensure(flat.includes(word.replaceAll(/\s+/g, "")), `"${word}" is not in the PDF`);
  return count;
}

export default async function print(suite) {
  for (const lang of ["zh-CN", "en-GB"]) {
    await suite.test(`a hazard, ${lang}`, async () => {
      const visitor = await suite.as("district_clerk", { lang });
      await visitor.go(`${routes.hazards}?view=all&status=closed`);
      await visitor.leaving(() => visitor.page.locator(marks.rowLink).first().click());
      const title = await visitor.page.locator(marks.heading).innerText();
      const last = await visitor.page.locator(marks.timeline).last().innerText();
      const who = last.split("\n").at(-2) ?? "";
      const foot = (await visitor.page.locator(".print-foot").first().textContent()).trim();
      await printed(suite, visitor, { words: [title.slice(0, 12), who.split("·")[0], foot], most: MOST_PAGES_OF_A_HAZARD, sheet: SHEET });
    });
    await suite.test(`the list of responsibility, ${lang}`, async () => {
      const visitor = await suite.as("district_clerk", { lang });
      await visitor.go(`${routes.responsibilities}/list`);
      const rows = await visitor.page.locator(marks.rows).count();
      ensure(rows > 20, `only ${rows} rows: too few to fill a sheet`);
      const first = await visitor.page.locator(marks.rowLink).first().innerText();
      const last = await visitor.page.locator(marks.rowLink).last().innerText();
      const count = await printed(suite, visitor, { words: [first, last], most: rows, sheet: WIDE_SHEET });
      ensure(count > 1, "all rows on one sheet: nothing was seen of the break between two");
    });
  }
}
