// Following links: every page a role can reach, one or two of each kind. Links that change the language or the size of
// type are choices, not pages.

import { entrances } from "./selectors.mjs";

const EACH_KIND = 2;
const MOST_PAGES = 150;

// Pages of one kind have one pattern: identifiers become {id}, queries their keys.
export function pattern(url) {
  const path = url.pathname.replaceAll(/\/[0-9a-v]{26}(?=\/|$)/g, "/{id}").replaceAll(/\/\d+(?=\/|$)/g, "/{n}");
  const keys = [...new Set([...url.searchParams.keys()])].sort();
  return keys.length > 0 ? `${path}?${keys.join("&")}` : path;
}

// Visits pages breadth first and hands each to `see(visitor, path, status)`. The kinds of pages come before the filters of
// those that were seen; `filters: false` leaves these out. `each` says how many of a kind are wanted.
export async function crawl(visitor, see, { starts = entrances, filters = true, each = () => EACH_KIND } = {}) {
  const base = new URL(visitor.suite.base);
  const kinds = new Map();
  const [queue, filtered] = [[], []];
  const add = (href) => {
    const url = new URL(href, base);
    if (url.origin !== base.origin || /^\/(api|assets|sign-out)/.test(url.pathname)) return;
    const kind = pattern(url);
    const seen = kinds.get(kind) ?? new Set();
    const path = url.pathname + url.search;
    if (seen.size >= each(kind) || seen.has(path)) return;
    const page = kind.split("?")[0];
    const known = kind !== page && kinds.has(page);
    kinds.set(page, kinds.get(page) ?? new Set());
    kinds.set(kind, seen.add(path));
    (known ? filtered : queue).push({ path, kind });
  };
  starts.forEach(add);
  let count = 0;
  while (count < MOST_PAGES) {
    const { path, kind } = queue.shift() ?? (filters ? filtered.shift() : undefined) ?? {};
    if (!path) break;
    const response = await visitor.page.goto(path, { waitUntil: "load" }).catch((why) => {
      // A link to a file is a download, not a page.
      if (/Download is starting|ERR_ABORTED/.test(why.message)) return null;
      throw why;
    });
    const type = response?.headers()["content-type"] ?? "";
    if (!response || !type.startsWith("text/html")) continue;
    count += 1;
    await see(visitor, { path, kind, status: response.status() });
    // A link in a drawing has an object for its `href`; the attribute is a text everywhere.
    const links = visitor.page.locator("a[href]:not([download]):not([rel~=nofollow])");
    const hrefs = await links.evaluateAll((all) => all.map((it) => new URL(it.getAttribute("href"), document.baseURI).href));
    hrefs.forEach(add);
  }
  return count;
}
