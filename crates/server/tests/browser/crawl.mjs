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
// those that were seen; `filters: false` leaves these out. `each` says how many of a kind are wanted, `open` how a page is
// come by: `rendered`, or `read` where what stands in it is enough.
export async function crawl(visitor, see, { starts = entrances, filters = true, each = () => EACH_KIND, open = rendered } = {}) {
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
    const answer = await open(visitor, path);
    if (!answer) continue;
    count += 1;
    await see(visitor, { ...answer, path, kind });
    answer.hrefs.forEach(add);
  }
  return count;
}

const LINKS = "a[href]:not([download]):not([rel~=nofollow])";

// The page in front of the visitor; null when the link leads to a file.
async function rendered(visitor, path) {
  const response = await visitor.page.goto(path, { waitUntil: "load" }).catch((why) => {
    // A link to a file is a download, not a page.
    if (/Download is starting|ERR_ABORTED/.test(why.message)) return null;
    throw why;
  });
  if (!isPage(response)) return null;
  // A link in a drawing has an object for its `href`; the attribute is a text everywhere.
  const links = visitor.page.locator(LINKS);
  const hrefs = await links.evaluateAll((all) => all.map((it) => new URL(it.getAttribute("href"), document.baseURI).href));
  return { status: response.status(), hrefs };
}

// The page as it was sent, nothing drawn: its links, and where those of its forms `wanted` lead that have `within` in them.
export async function read(visitor, path, { wanted, within }) {
  const response = await visitor.context.request.get(path);
  if (!isPage(response)) return null;
  const parse = ([html, url, links, wanted, within]) => {
    const page = new DOMParser().parseFromString(html, "text/html");
    const absolute = (href) => new URL(href, url).href;
    return {
      hrefs: [...page.querySelectorAll(links)].map((it) => absolute(it.getAttribute("href"))),
      actions: [...page.querySelectorAll(wanted)]
        .filter((form) => form.querySelector(within))
        .map((form) => absolute(form.getAttribute("action") ?? url)),
    };
  };
  // On a page of no site, which forbids none of what the parsed one may have in it.
  if (!visitor.reader) {
    visitor.reader = await visitor.context.newPage();
    // Behind another page, Chromium would give it little time.
    await visitor.page.bringToFront();
  }
  const found = await visitor.reader.evaluate(parse, [await response.text(), response.url(), LINKS, wanted, within]);
  return { status: response.status(), ...found };
}

function isPage(response) {
  return (response?.headers()["content-type"] ?? "").startsWith("text/html");
}
