// The four-colour map: where the browser has WebGL 2 a map that moves stands in the place of the drawing, with every point
// of the list and no request to another host; without WebGL 2 the drawing stays. The keyboard reaches what lies on it.

import { ensure, launch, same, until } from "./lib.mjs";

const MAP = "/risks/map";
const LIVE = ".map-box.is-live canvas";
const DRAWING = ".map-still svg.map";
const SOFTWARE = ["--use-angle=swiftshader", "--enable-unsafe-swiftshader", "--ignore-gpu-blocklist"];

async function opened(suite, browser, options = {}) {
  const visitor = await suite.as("district_clerk", { browser, ...options });
  await visitor.go(options.path ?? MAP);
  return visitor;
}

const live = (visitor) => until("the map that moves", () => visitor.page.locator(LIVE).count());
const points = async (visitor, query = "") => {
  const answer = await visitor.page.request.get(`/api/v1/risks/points${query}`);
  return (await answer.json()).features;
};

async function drawn(suite, browser) {
  for (const lang of ["zh-CN", "en-GB"]) {
    await suite.test(`moves where there is WebGL 2, ${lang}`, async () => {
      const visitor = await opened(suite, browser, { lang });
      await live(visitor);
      same(await visitor.page.locator(DRAWING).isVisible(), false, "the drawing is seen");
      const count = await visitor.page.locator(".map-box").getAttribute("data-count");
      same(Number(count), (await points(visitor)).length, "points");
      const zoom = lang === "zh-CN" ? "放大" : "Zoom in";
      same(await visitor.page.locator(".maplibregl-ctrl-zoom-in").getAttribute("aria-label"), zoom, "words of the control");
      const faults = await visitor.axe();
      ensure(faults.length === 0, faults.join("; "));
      await visitor.shot(`map ${lang}`);
    });
  }
  await suite.test("follows the conditions", async () => {
    const visitor = await opened(suite, browser, { path: `${MAP}?colour=red` });
    await live(visitor);
    const count = await visitor.page.locator(".map-box").getAttribute("data-count");
    same(Number(count), (await points(visitor, "?colour=red")).length, "red points");
  });
  await suite.test("the keyboard lists what lies under the cross", async () => {
    const visitor = await opened(suite, browser);
    await live(visitor);
    const row = visitor.page.locator(".cols aside a[href^='/subjects/']").first();
    const path = await row.getAttribute("href");
    await row.focus();
    await visitor.page.locator(LIVE).focus();
    await until("the list of the place", async () => {
      await visitor.page.keyboard.press("Enter");
      return visitor.page.locator(`.maplibregl-popup a[href="${path}"]`).count();
    });
    await visitor.page.keyboard.press("Escape");
    same(await visitor.page.locator(".maplibregl-popup ul").count(), 0, "lists after Escape");
    ensure(await visitor.page.locator(LIVE).evaluate((it) => it === document.activeElement), "the focus is not back on the map");
  });
  await suite.test("on paper stands the drawing", async () => {
    const visitor = await opened(suite, browser);
    await live(visitor);
    await visitor.page.emulateMedia({ media: "print" });
    ensure(await visitor.page.locator(DRAWING).isVisible(), "the drawing is not printed");
    same(await visitor.page.locator(".map-live").isVisible(), false, "the moving map is printed");
  });
}

export default async function map(suite) {
  const software = await launch(SOFTWARE);
  try {
    await drawn(suite, software);
  } finally {
    await software.close();
  }
  const without = await launch(["--disable-3d-apis"]);
  try {
    await suite.test("stays a drawing without WebGL 2", async () => {
      const asked = [];
      const visitor = await suite.as("district_clerk", { browser: without });
      visitor.page.on("request", (request) => asked.push(new URL(request.url()).pathname));
      await visitor.go(MAP);
      ensure(await visitor.page.locator(DRAWING).isVisible(), "no drawing");
      same(asked.filter((it) => it.endsWith(".mjs")), [], "what was asked for the library");
      await visitor.shot("map without WebGL 2");
    });
  } finally {
    await without.close();
  }
}
