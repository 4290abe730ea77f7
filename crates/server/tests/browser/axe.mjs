// U-19, U-21, U-28: every page × role × language × width: answers, has one heading and the right language, has no axe
// finding up to WCAG 2.2 AA, fits a 360 px phone. A page kind that one role has had examined is only looked at for the
// next; `ANLAN_CRAWL=full` examines everything for everyone.

import { crawl } from "./crawl.mjs";
import { PHONE, WIDE, ensure, same } from "./lib.mjs";

const LANGUAGES = { "zh-CN": "zh", "en-GB": "en" };
const full = process.env.ANLAN_CRAWL === "full";

async function look(visitor, { path, status }, findings, examine) {
  const say = (what) => findings.push(`${visitor.name ?? "anonymous"} ${path} ${visitor.lang}: ${what}`);
  // A page outside one's acts is refused in the same frame; anything else must be there.
  if (![200, 403].includes(status)) say(`status ${status}`);
  const headings = await visitor.page.locator("h1").count();
  if (headings !== 1) say(`${headings} headings of the first level`);
  const lang = await visitor.page.locator("html").getAttribute("lang");
  if (!lang?.startsWith(LANGUAGES[visitor.lang])) say(`lang is ${lang}`);
  if ((await visitor.page.title()).trim() === "") say("no title");
  for (const viewport of [PHONE, WIDE]) {
    await visitor.page.setViewportSize(viewport);
    await visitor.expectFits().catch((why) => say(why.message));
    if (!examine) continue;
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
      const status = await visitor.go("/sign-in");
      await look(visitor, { path: "/sign-in", status }, findings, true);
      same(findings, [], "findings");
    });
    for (const role of roles) {
      await suite.test(`${role}, ${lang}`, async () => {
        const visitor = (await suite.as(role, { lang })).expect(403);
        const findings = [];
        const count = await crawl(visitor, async (visitor, page) => {
          const key = `${lang} ${page.kind} ${page.status}`;
          const examine = full || !examined.has(key);
          examined.add(key);
          await look(visitor, page, findings, examine);
        });
        ensure(count > 0, "no page was seen");
        ensure(findings.length === 0, `${findings.length} findings on ${count} pages\n${findings.join("\n")}`);
      });
    }
  }
}
