// Pictures made by the tests themselves: a PNG of coloured noise, of any size in bytes.

import { crc32, deflateSync } from "node:zlib";

function chunk(name, body) {
  const typed = Buffer.concat([Buffer.from(name, "latin1"), body]);
  const [length, sum] = [Buffer.alloc(4), Buffer.alloc(4)];
  length.writeUInt32BE(body.length);
  sum.writeUInt32BE(crc32(typed));
  return Buffer.concat([length, typed, sum]);
}

// Blocks of `grain` pixels, so that a scaled copy still looks like something; the same seed is the same picture.
export function png(seed, width = 800, height = 600, grain = 40) {
  const head = Buffer.alloc(13);
  head.writeUInt32BE(width, 0);
  head.writeUInt32BE(height, 4);
  head.set([8, 2, 0, 0, 0], 8);
  const colour = (x, y, c) => (Math.imul((x + 1) * 73_856_093 ^ (y + 1) * 19_349_663 ^ (c + seed + 1) * 83_492_791, 2_654_435_761) >>> 24);
  const rows = Buffer.alloc((width * 3 + 1) * height);
  for (let y = 0; y < height; y += 1) {
    for (let x = 0; x < width; x += 1) {
      const at = y * (width * 3 + 1) + 1 + x * 3;
      for (let c = 0; c < 3; c += 1) rows[at + c] = colour(Math.floor(x / grain), Math.floor(y / grain), c);
    }
  }
  const signature = Buffer.from([137, 80, 78, 71, 13, 10, 26, 10]);
  return Buffer.concat([signature, chunk("IHDR", head), chunk("IDAT", deflateSync(rows)), chunk("IEND", Buffer.alloc(0))]);
}

export const photo = (name, seed, ...size) => ({ name, mimeType: "image/png", buffer: png(seed, ...size) });
