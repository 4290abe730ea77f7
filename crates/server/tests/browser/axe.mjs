// U-19, U-21, U-28: every page × role × language × width: answers, has one heading and the right language, says nothing in
// the other one, has no axe finding up to WCAG 2.2 AA, fits a 360 px phone. Axe sees a page kind at one width in one language
// and at the other width in the other language. Of a page kind that one role has had examined, the next role looks at one page
// in one language, reads it in the other, and looks at no filter of it; `ANLAN_CRAWL=full` examines everything for everyone.

import { crawl, read, rendered } from "./crawl.mjs";
import { wrongWords } from "./language.mjs";
import { PHONE, WIDE, ensure, same } from "./lib.mjs";
import { routes } from "./selectors.mjs";

const LANGUAGES = { "zh-CN": "zh", "en-GB": "en" };
const HIGHEST = 16_000;
const full = process.env.ANLAN_CRAWL === "full";

async function look(visitor, { path, status }, findings, widths) {
  const say = (what) => findings.push(`${visitor.name ?? "anonymous"} ${path} ${visitor.lang}: ${what}`);
  // A page outside one's acts is refused in the same frame; anything else must be there.
  if (![200, 403].includes(status)) say(`status ${status}`);
  const headings = await visitor.page.locator("h1").count();
  if (headings !== 1) say(`${headings} headings of the first level`);
  const lang = await visitor.page.locator("html").getAttribute("lang");
  if (!lang?.startsWith(LANGUAGES[visitor.lang])) say(`lang is ${lang}`);
  if ((await visitor.page.title()).trim() === "") say("no title");
  (await wrongWords(visitor)).forEach(say);
  for (const viewport of [PHONE, WIDE]) {
    await visitor.page.setViewportSize(viewport);
    await visitor.expectFits().catch((why) => say(why.message));
    if (!widths.includes(viewport)) continue;
    // As high as the page: what the fixed footer covers in a low window is scrolled to, and no fault.
    const height = await visitor.page.evaluate(() => document.documentElement.scrollHeight);
    await visitor.page.setViewportSize({ width: viewport.width, height: Math.min(Math.max(height, viewport.height), HIGHEST) });
    for (const line of await visitor.axe()) say(`${viewport.width} px: ${line}`);
  }
}

export default async function axe(suite) {
  const roles = [...new Set(suite.accounts.map((account) => account.role))];
  const examined = new Set();
  for (const lang of Object.keys(LANGUAGES)) {
    await suite.test(`anonymous, ${lang}`, async () => {
      const visitor = await suite.visitor({ lang });
      const findings = [];
      for (const path of [routes.signIn, routes.help, routes.complaint]) {
        const status = await visitor.go(path);
        await look(visitor, { path, status }, findings, [PHONE, WIDE]);
      }
      same(findings, [], "findings");
    });
    await suite.test(`the largest type, ${lang}`, async () => {
      const visitor = await suite.as("district_clerk", { lang });
      const findings = [];
      await visitor.go(`${routes.desk}?size=largest`);
      for (const path of [routes.desk, routes.hazards, routes.newHazard, routes.responsibilities, routes.shifts]) {
        const status = await visitor.go(path);
        await look(visitor, { path, status }, findings, [PHONE, WIDE]);
      }
      same(findings, [], "findings");
    });
  }
  // Both languages side by side: the server is quicker than one page.
  for (const role of roles) {
    await suite.test(role, async () => {
      const both = await Promise.all(Object.keys(LANGUAGES).map((lang) => seeAll(suite, role, lang, examined)));
      const findings = both.flat();
      ensure(findings.length === 0, `${findings.length} findings\n${findings.join("\n")}`);
    });
  }
}

// Half of the kinds are wide in Chinese and narrow in English, half the other way round.
function widthFor(kind, lang) {
  const half = [...kind].reduce((sum, letter) => sum + letter.codePointAt(0), 0) % 2 === 0;
  return half === lang.startsWith("zh") ? WIDE : PHONE;
}

async function seeAll(suite, role, lang, examined) {
  const visitor = (await suite.as(role, { lang })).expect(403);
  const findings = [];
  const before = new Set(examined);
  const known = (kind) => !full && before.has(`${lang} ${kind} 200`);
  const each = (kind) => {
    if (!known(kind)) return 2;
    return kind.includes("?") ? 0 : 1;
  };
  // Beside, its links are followed all the same.
  const isRead = (kind) => known(kind) && widthFor(kind, lang) === PHONE;
  const open = (visitor, path, kind) => (isRead(kind) ? read : rendered)(visitor, path);
  const see = async (visitor, page) => {
    if (isRead(page.kind)) {
      if (![200, 403].includes(page.status)) findings.push(`${visitor.name} ${page.path} ${lang}: status ${page.status}`);
      return;
    }
    const key = `${lang} ${page.kind} ${page.status}`;
    const widths = examined.has(key) ? [] : [widthFor(page.kind, lang)];
    examined.add(key);
    await look(visitor, page, findings, full ? [PHONE, WIDE] : widths);
  };
  const count = await crawl(visitor, see, { each, open });
  ensure(count > 0, "no page was seen");
  return findings;
}
