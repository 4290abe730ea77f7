// U-23: it is fast on an old office machine. The processor is slowed down four times; the paint of the largest part and the
// shifts of the layout are what the browser itself measured. The first page and all it needs has a limit in bytes.

import { ensure, until } from "./lib.mjs";
import { marks, routes } from "./selectors.mjs";

const SLOWER = 4;
const LARGEST_PAINT_MS = 1_500;
const MOST_SHIFT = 0.1;
const FIRST_PAGE_BYTES = 150_000;

async function slowed(visitor) {
  const session = await visitor.context.newCDPSession(visitor.page);
  await session.send("Emulation.setCPUThrottlingRate", { rate: SLOWER });
  await visitor.page.addInitScript(() => {
    window.measured = { paint: 0, shift: 0 };
    new PerformanceObserver((list) => {
      for (const it of list.getEntries()) window.measured.paint = it.startTime;
    }).observe({ type: "largest-contentful-paint", buffered: true });
    new PerformanceObserver((list) => {
      for (const it of list.getEntries()) if (!it.hadRecentInput) window.measured.shift += it.value;
    }).observe({ type: "layout-shift", buffered: true });
  });
}

async function measured(visitor, path) {
  await visitor.go(path);
  // The browser tells of a paint some time after it.
  return until(`${path} is painted`, () => visitor.page.evaluate(() => window.measured.paint > 0 && window.measured));
}

// Bytes over the wire, of the page and all it asks for, with an empty cache.
async function weighed(visitor, path) {
  const session = await visitor.context.newCDPSession(visitor.page);
  await session.send("Network.enable");
  await session.send("Network.setCacheDisabled", { cacheDisabled: true });
  let bytes = 0;
  session.on("Network.loadingFinished", (it) => { bytes += it.encodedDataLength; });
  await visitor.page.goto(path, { waitUntil: "networkidle" });
  return bytes;
}

export default async function speed(suite) {
  await suite.test(`a first page has at most ${FIRST_PAGE_BYTES / 1000} kB`, async () => {
    const stranger = await suite.visitor();
    const clerk = await suite.as("district_clerk");
    for (const [visitor, path] of [[stranger, routes.signIn], [clerk, routes.desk], [clerk, routes.hazards]]) {
      const bytes = await weighed(visitor, path);
      console.log(`  ${path}: ${(bytes / 1000).toFixed(1)} kB`);
      ensure(bytes > 0 && bytes <= FIRST_PAGE_BYTES, `${path} has ${bytes} bytes`);
    }
  });
  await suite.test(`pages are there within ${LARGEST_PAINT_MS / 1000} s on a processor ${SLOWER} times slower`, async () => {
    const visitor = await suite.as("district_clerk");
    await visitor.go(routes.hazards);
    const detail = await visitor.page.locator(marks.rowLink).first().getAttribute("href");
    await slowed(visitor);
    const slow = [];
    for (const path of [routes.desk, routes.hazards, detail, routes.newHazard]) {
      const { paint, shift } = await measured(visitor, path);
      console.log(`  ${path}: largest paint ${Math.round(paint)} ms, layout shift ${shift.toFixed(3)}`);
      if (paint > LARGEST_PAINT_MS) slow.push(`${path}: largest paint after ${Math.round(paint)} ms`);
      if (shift > MOST_SHIFT) slow.push(`${path}: layout shift ${shift.toFixed(3)}`);
    }
    ensure(slow.length === 0, slow.join("\n"));
  });
}
