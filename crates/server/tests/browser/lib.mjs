// The harness: a visitor is one person in one browser context, watched all the time. Console errors, failed scripts,
// policy violations and requests to other hosts are failures of whatever test is running.
// Waits are on conditions, never on time. A test that would pass on a second try is a failure.

import { mkdirSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { field, login, marks, routes } from "./selectors.mjs";

const require = createRequire(new URL("../../../../web/package.json", import.meta.url));
const { chromium } = require("playwright-core");
const axeSource = readFileSync(require.resolve("axe-core/axe.min.js"), "utf8");

const PATIENCE_MS = 10_000;
export const WIDE = { width: 1366, height: 768 };
export const PHONE = { width: 360, height: 780 };

export async function launch(more = []) {
  return chromium.launch({
    executablePath: process.env.ANLAN_CHROMIUM ?? "/usr/bin/chromium",
    args: [
      "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
      "--disable-component-update", "--disable-sync", ...more,
    ],
  });
}

export class Failure extends Error {}
// What the watchers saw, when nothing else failed.
class Noise extends Failure {}

const MOST_NOISE = 10;

export function ensure(condition, why) {
  if (!condition) throw new Failure(why);
}

export function same(got, expected, what) {
  const [a, b] = [JSON.stringify(got), JSON.stringify(expected)];
  ensure(a === b, `${what}: expected ${b}, got ${a}`);
}

// Tries again until it holds; the last failure is the one reported.
export async function until(what, check, patience = PATIENCE_MS) {
  const deadline = Date.now() + patience;
  for (;;) {
    try {
      const value = await check();
      if (value) return value;
    } catch (why) {
      if (Date.now() > deadline) throw new Failure(`${what}: ${why.message}`);
    }
    ensure(Date.now() < deadline, `${what}: not within ${patience / 1000} s`);
    await new Promise((resolve) => setTimeout(resolve, 25));
  }
}

// One suite's runner: named tests, each with visitors of its own.
export class Suite {
  constructor(name, { browser, base, accounts, shots, clock }) {
    Object.assign(this, { name, browser, base, accounts, shots, clock, passed: 0, failed: 0, visitors: [] });
  }

  async test(name, body) {
    const started = Date.now();
    let why;
    try {
      await body(this);
      for (const visitor of this.visitors) visitor.expectQuiet();
    } catch (cause) {
      why = cause;
    }
    if (why) {
      this.failed += 1;
      for (const [i, visitor] of this.visitors.entries()) await visitor.shot(`failed ${name} ${i}`).catch(() => {});
      console.log(`FAIL ${this.name}: ${name}\n  ${this.told(why)}`);
    } else {
      this.passed += 1;
      console.log(`ok ${this.name}: ${name} (${Date.now() - started} ms)`);
    }
    for (const visitor of this.visitors.splice(0)) await visitor.leave();
  }

  told(why) {
    const noise = this.visitors.flatMap((visitor) => visitor.noise()).map((line) => `also: ${line}`);
    const where = this.visitors.map((visitor) => `${visitor.name ?? "somebody"} at ${visitor.page.url()}`);
    const text = why instanceof Failure ? why.message : why.stack ?? String(why);
    return [text, ...where, ...new Set(why instanceof Noise ? [] : noise)].join("\n").replaceAll("\n", "\n  ");
  }

  // The account that plays a role; `nth` picks another person of the same role.
  account(role, nth = 0) {
    const found = this.accounts.filter((account) => account.role === role)[nth];
    ensure(found, `no account number ${nth} with the role ${role}`);
    return found;
  }

  async visitor(options = {}) {
    const visitor = await Visitor.arrive(this, options);
    this.visitors.push(visitor);
    return visitor;
  }

  // A visitor who has signed in.
  async as(role, options = {}) {
    const visitor = await this.visitor(options);
    await visitor.signIn(this.account(role, options.nth ?? 0));
    return visitor;
  }
}

export class Visitor {
  static async arrive(suite, { js = true, lang = "zh-CN", viewport = WIDE, browser = suite.browser } = {}) {
    const context = await browser.newContext({
      baseURL: suite.base, locale: lang, viewport, javaScriptEnabled: js, timezoneId: "Asia/Shanghai",
      reducedMotion: "reduce", serviceWorkers: "block",
    });
    context.setDefaultTimeout(PATIENCE_MS);
    const visitor = new Visitor();
    Object.assign(visitor, { suite, context, js, lang, problems: [], expected: new Set() });
    context.on("request", (request) => visitor.seeRequest(request));
    context.on("console", (message) => visitor.seeMessage(message));
    context.on("weberror", (error) => visitor.problems.push(`script failed: ${error.error().message}`));
    visitor.page = await context.newPage();
    return visitor;
  }

  seeRequest(request) {
    const url = new URL(request.url());
    if (["data:", "blob:", "about:"].includes(url.protocol)) return;
    if (url.origin !== new URL(this.suite.base).origin) this.problems.push(`request to another host: ${url.href}`);
  }

  seeMessage(message) {
    if (message.type() !== "error") return;
    const status = /status of (\d{3})/.exec(message.text())?.[1];
    if (status && this.expected.has(Number(status))) return;
    this.problems.push(`console: ${message.text()} (${message.location().url})`);
  }

  // Answers with these statuses belong to the test and are no problem.
  expect(...statuses) {
    for (const status of statuses) this.expected.add(status);
    return this;
  }

  expectQuiet() {
    if (this.problems.length > 0) throw new Noise(this.noise().join("\n"));
  }

  // Each problem once, and not more than a person reads.
  noise() {
    const all = [...new Set(this.problems)];
    return all.length > MOST_NOISE ? [...all.slice(0, MOST_NOISE), `and ${all.length - MOST_NOISE} more`] : all;
  }

  async go(path) {
    const response = await this.page.goto(path, { waitUntil: "load" });
    return response?.status() ?? 0;
  }

  path() {
    return new URL(this.page.url()).pathname;
  }

  async signIn(account) {
    this.name = account.name;
    if (this.path() !== routes.signIn || this.page.url() === "about:blank") await this.go(routes.signIn);
    await this.page.locator(field(login.account)).fill(account.login);
    await this.page.locator(field(login.password)).fill(account.password);
    const form = this.page.locator("form").filter({ has: this.page.locator(field(login.password)) });
    await this.leaving(() => form.locator(marks.submit).first().click());
    ensure(this.path() !== routes.signIn, `${account.login} could not sign in: ${await this.summaryText()}`);
  }

  // Does something that leads to another page, or makes htmx swap one in, and waits until the new one is there.
  async leaving(doIt) {
    let arrived = false;
    // A new document, not a script's note in the history.
    const navigated = () => { arrived = true; };
    const answered = (response) => {
      // htmx asked for the main part; suggestions and live parts come and go by themselves.
      const isScripted = response.request().headers()["hx-target"] === "main";
      arrived ||= isScripted && (response.status() < 300 || response.status() > 399);
    };
    this.page.on("domcontentloaded", navigated).on("response", answered);
    try {
      await doIt();
      await until(`${this.page.url()} does not answer`, () => arrived);
      await until(`${this.page.url()} does not settle`, () => this.page.evaluate(() => {
        const busy = document.querySelector(".htmx-request, .htmx-swapping, .htmx-settling");
        return document.readyState === "complete" && !busy;
      }));
    } finally {
      this.page.off("domcontentloaded", navigated).off("response", answered);
    }
  }

  async summaryText() {
    const summary = this.page.locator(marks.summary);
    return (await summary.count()) > 0 ? (await summary.first().innerText()).replaceAll("\n", " / ") : "no summary";
  }

  // Nothing may stick out to the right: the page itself does not scroll sideways.
  async expectFits() {
    const wide = await this.page.evaluate(() => {
      const page = document.documentElement;
      if (page.scrollWidth <= page.clientWidth) return null;
      const out = [...document.body.querySelectorAll("*")].find((it) => it.getBoundingClientRect().right > page.clientWidth + 1);
      return `${page.scrollWidth} > ${page.clientWidth}, first ${out?.tagName.toLowerCase()}.${out?.className}`;
    });
    ensure(!wide, `${this.page.url()} is wider than the window: ${wide}`);
  }

  // Findings of axe up to WCAG 2.2 AA, as lines.
  async axe() {
    await this.page.evaluate(axeSource);
    const violations = await this.page.evaluate(async () => {
      const tags = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22a", "wcag22aa"];
      const found = await window.axe.run(document, { runOnly: { type: "tag", values: tags }, resultTypes: ["violations"] });
      return found.violations.map((it) => `${it.id}: ${it.help} (${it.nodes.length}×, ${it.nodes[0].target.join(" ")})`);
    });
    return violations;
  }

  async shot(name) {
    mkdirSync(this.suite.shots, { recursive: true });
    const file = `${this.suite.name} ${name}`.replaceAll(/[^\p{L}\p{N}]+/gu, "-").slice(0, 120);
    await this.page.screenshot({ path: join(this.suite.shots, `${file}.png`), fullPage: true });
  }

  async leave() {
    await this.context.close();
  }
}
