// U-19, U-21, U-28: every page × role × language × width: answers, has one heading and the right language, says nothing in
// the other one, has no axe finding up to WCAG 2.2 AA, fits a 360 px phone. Of a page kind that one role has had examined, the next role looks at one
// page, and at no filter of it; a filter is looked at once; in English a kind is looked at by the first who comes to it, and examined
// on the phone, where its longer words are tight. `ANLAN_CRAWL=full` examines everything for everyone.

import { crawl } from "./crawl.mjs";
import { wrongWords } from "./language.mjs";
import { PHONE, WIDE, ensure, same } from "./lib.mjs";
import { routes } from "./selectors.mjs";

const LANGUAGES = { "zh-CN": "zh", "en-GB": "en" };
const HIGHEST = 16_000;
const full = process.env.ANLAN_CRAWL === "full";

const bothWidths = (visitor) => full || visitor.lang === "zh-CN";

async function look(visitor, { path, status }, findings, examine) {
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
    if (!examine || (viewport === WIDE && !bothWidths(visitor))) continue;
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
      for (const path of [routes.signIn, routes.help, routes.complaint, routes.burden]) {
        const status = await visitor.go(path);
        await look(visitor, { path, status }, findings, true);
      }
      same(findings, [], "findings");
    });
    await suite.test(`the largest type, ${lang}`, async () => {
      const visitor = await suite.as("district_clerk", { lang });
      const findings = [];
      await visitor.go(`${routes.desk}?size=largest`);
      for (const path of [routes.desk, routes.hazards, routes.newHazard, routes.responsibilities, routes.shifts]) {
        const status = await visitor.go(path);
        await look(visitor, { path, status }, findings, true);
      }
      same(findings, [], "findings");
    });
  }
  for (const role of roles) {
    await suite.test(role, async () => {
      const findings = await seeAll(suite, role, examined);
      ensure(findings.length === 0, `${findings.length} findings\n${findings.join("\n")}`);
    });
  }
}

// Everything in Chinese; in English what nobody saw in English yet, one step behind: the server is quicker than one page.
async function seeAll(suite, role, examined) {
  const [chinese, english] = await Promise.all(Object.keys(LANGUAGES).map((lang) => suite.as(role, { lang })));
  const findings = [];
  const before = new Set(examined);
  const each = (kind) => {
    if (full) return 2;
    if (!before.has(`zh-CN ${kind} 200`)) return kind.includes("?") ? 1 : 2;
    return kind.includes("?") ? 0 : 1;
  };
  const see = async (visitor, page) => {
    const key = `${visitor.lang} ${page.kind} ${page.status}`;
    const examine = full || !examined.has(key);
    examined.add(key);
    await look(visitor, page, findings, examine);
  };
  const seen = new Handing();
  const leading = crawl(chinese.expect(403), async (visitor, page) => {
    if (full || !before.has(`en-GB ${page.kind} ${page.status}`)) seen.give(page);
    await see(visitor, page);
  }, { each }).finally(() => seen.end());
  const following = (async () => {
    for await (const page of seen) await see(english.expect(403), { ...page, status: await english.go(page.path) });
  })();
  const [count] = await Promise.all([leading, following]);
  ensure(count > 0, "no page was seen");
  return findings;
}

// Pages from one visitor to the other, in their order.
class Handing {
  #pages = [];
  #over = false;
  #wake = () => {};

  give(page) {
    this.#pages.push(page);
    this.#wake();
  }

  end() {
    this.#over = true;
    this.#wake();
  }

  async *[Symbol.asyncIterator]() {
    for (;;) {
      while (this.#pages.length > 0) yield this.#pages.shift();
      if (this.#over) return;
      await new Promise((resolve) => { this.#wake = resolve; });
    }
  }
}
