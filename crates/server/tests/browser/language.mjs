// U-19: two languages, both complete. No key, no placeholder and no Rust value on any page; the frame of an English page
// holds no Chinese, the frame of a Chinese page no English words. What people wrote is never translated.

// Words of the frame: menu, headings of tables, labels, buttons. `lang` on an element makes it a quotation.
const FRAME = "nav.menu, label, button, th, legend, dt, .hint, .steps b";
// Latin words that are Chinese usage too.
const AT_HOME = /\b(Excel|WPS|CSV|JSON|API|EN|ID|Word|PDF|SHA|Merkle|GB|CAP|MPa|mm|km|m³|kg|LEC|English|xlsx|xls|ods|csv|docx|MiB|Enter|CGCS2000|WGS|kPa|hPa|ppm|UTC|Gardner|Knopoff)\b/g;

export async function wrongWords(visitor) {
  const findings = [];
  const say = (what) => findings.push(what);
  const text = await visitor.page.locator("body").innerText();
  for (const bad of [/\{[a-z_]+\}/, /\bundefined\b/, /\bSome\(/, /\bNone\b/, /\b(?:[a-z_]+\.){2,}[a-z_]+\b/, /\?\?\w/]) {
    const found = bad.exec(text);
    if (found) say(`"${found[0]}" on the page`);
  }
  const frame = await visitor.page.locator(FRAME).evaluateAll((all, lang) => {
    const foreign = (it) => it.closest("[lang]")?.getAttribute("lang")?.slice(0, 2) !== lang;
    const own = (it) => {
      const copy = it.cloneNode(true);
      copy.querySelectorAll("[lang], input, select, textarea, .count, b:not(.steps b)").forEach((quoted) => quoted.remove());
      return copy.textContent.trim();
    };
    return all.filter((it) => !foreign(it)).map(own).filter((words) => words !== "");
  }, visitor.lang.slice(0, 2));
  const wrong = visitor.lang.startsWith("zh")
    ? (words) => /[A-Za-z]{3,}/.test(words.replaceAll(AT_HOME, ""))
    : (words) => /\p{Script=Han}/u.test(words);
  for (const words of new Set(frame.filter(wrong))) say(`the frame says "${words.slice(0, 60)}"`);
  return findings;
}
