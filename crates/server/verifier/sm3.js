/* SM3, GB/T 32905-2016, for the second tree of a log. Ours, because the libraries at hand build lists of numbers and need
   minutes for what this does in seconds. The letters are those of the standard, section 5. */
(() => {
  'use strict';
  const anlan = globalThis.anlan = globalThis.anlan || {};

  const INITIAL = [0x7380166f, 0x4914b2b9, 0x172442d7, 0xda8a0600, 0xa96f30bc, 0x163138aa, 0xe38dee4d, 0xb0fb0e4e];
  const rotate = (word, by) => (word << by) | (word >>> (32 - by));
  const T = Int32Array.from({ length: 64 }, (_, j) => rotate(j < 16 ? 0x79cc4519 : 0x7a879d8a, j % 32));
  const W = new Int32Array(68);

  const expand = (view, at) => {
    for (let j = 0; j < 16; j += 1) W[j] = view.getInt32(at + j * 4);
    for (let j = 16; j < 68; j += 1) {
      const x = W[j - 16] ^ W[j - 9] ^ rotate(W[j - 3], 15);
      W[j] = x ^ rotate(x, 15) ^ rotate(x, 23) ^ rotate(W[j - 13], 7) ^ W[j - 6];
    }
  };

  const compress = (V) => {
    let a = V[0], b = V[1], c = V[2], d = V[3], e = V[4], f = V[5], g = V[6], h = V[7];
    for (let j = 0; j < 64; j += 1) {
      const a12 = rotate(a, 12);
      const ss1 = rotate((a12 + e + T[j]) | 0, 7);
      const ff = j < 16 ? a ^ b ^ c : (a & b) | (a & c) | (b & c);
      const gg = j < 16 ? e ^ f ^ g : (e & f) | (~e & g);
      const tt1 = (ff + d + (ss1 ^ a12) + (W[j] ^ W[j + 4])) | 0;
      const tt2 = (gg + h + ss1 + W[j]) | 0;
      d = c; c = rotate(b, 9); b = a; a = tt1;
      h = g; g = rotate(f, 19); f = e; e = tt2 ^ rotate(tt2, 9) ^ rotate(tt2, 17);
    }
    V[0] ^= a; V[1] ^= b; V[2] ^= c; V[3] ^= d; V[4] ^= e; V[5] ^= f; V[6] ^= g; V[7] ^= h;
  };

  anlan.sm3 = (bytes) => {
    const padded = new Uint8Array(Math.ceil((bytes.length + 9) / 64) * 64);
    padded.set(bytes);
    padded[bytes.length] = 0x80;
    const view = new DataView(padded.buffer);
    view.setUint32(padded.length - 8, Math.floor(bytes.length / 0x20000000));
    view.setUint32(padded.length - 4, bytes.length << 3);
    const V = Int32Array.from(INITIAL);
    for (let at = 0; at < padded.length; at += 64) {
      expand(view, at);
      compress(V);
    }
    const out = new DataView(new ArrayBuffer(32));
    for (let at = 0; at < 8; at += 1) out.setInt32(at * 4, V[at]);
    return new Uint8Array(out.buffer);
  };
})();
