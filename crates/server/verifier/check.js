/* Checking a tamper-evident log in a browser: bytes, keys, signed notes, the tree, proofs. Pure functions: no page, no
   network, no clock. Written from c2sp.org and RFC 9162, a third time beside `proof` (Rust) and `verify.py`.
   ES2020, for Chromium 90 and Firefox 90. Needs `sha256` (js-sha256) and `nacl` (tweetnacl). */
(() => {
  'use strict';
  const anlan = globalThis.anlan = globalThis.anlan || {};

  const NOTE_BYTES_MAX = 64 * 1024;
  const SIGNATURES_MAX = 64;
  const PROOF_BYTES_MAX = 256 * 1024;
  const WIDTH = 256;
  const ED25519 = 1;
  const COSIGNATURE = 4;
  const OWN = 255;

  /* Why nothing can be said: a code that the words know, and what belongs to it. */
  class Unusable extends Error {
    constructor(code, about = {}) {
      super(code);
      Object.assign(this, { code, about });
    }
  }

  /* ---- bytes ---- */
  const utf8 = (text) => new TextEncoder().encode(text);
  const text = (bytes) => {
    try { return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes); } catch (e) { return null; }
  };
  const concat = (...parts) => {
    const out = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
    parts.reduce((at, part) => { out.set(part, at); return at + part.length; }, 0);
    return out;
  };
  const equal = (a, b) => a.length === b.length && a.every((byte, at) => byte === b[at]);
  const hex = (bytes) => Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
  const toBase64 = (bytes) => {
    let binary = '';
    for (let at = 0; at < bytes.length; at += 8192) binary += String.fromCharCode(...bytes.subarray(at, at + 8192));
    return btoa(binary);
  };
  /* Only the one canonical form is base64: another one would let a file change and stay valid. */
  const fromBase64 = (encoded) => {
    if (!/^[A-Za-z0-9+/]*={0,2}$/.test(encoded) || encoded.length % 4 !== 0) return null;
    const bytes = Uint8Array.from(atob(encoded), (it) => it.charCodeAt(0));
    return toBase64(bytes) === encoded ? bytes : null;
  };
  const fromBase64Url = (encoded) => {
    if (typeof encoded !== 'string' || !/^[A-Za-z0-9_-]*$/.test(encoded)) return null;
    const padded = encoded.replace(/-/g, '+').replace(/_/g, '/');
    return fromBase64(padded + '='.repeat((4 - padded.length % 4) % 4));
  };
  const decimal = (digits) => {
    if (!/^(0|[1-9][0-9]{0,15})$/.test(digits)) return null;
    return Number.isSafeInteger(Number(digits)) ? Number(digits) : null;
  };
  const hashOf = (encoded) => {
    const bytes = fromBase64(encoded);
    return bytes && bytes.length === 32 ? bytes : null;
  };

  /* ---- the tree, with either digest ---- */
  const sha256 = (bytes) => Uint8Array.from(globalThis.sha256.array(bytes));
  const leaf = (digest, entry) => digest(concat([0], entry));
  const pair = new Uint8Array(65);
  pair[0] = 1;
  const node = (digest, left, right) => {
    pair.set(left, 1);
    pair.set(right, 33);
    return digest(pair);
  };
  const hashAt = (hashes, at) => hashes.subarray(at * 32, at * 32 + 32);

  /* The root over hashes that lie one behind another: level by level, an odd one at the end goes up as it is. */
  const rootOf = (digest, hashes) => {
    let row = hashes;
    for (let count = row.length / 32; count > 1; count = Math.ceil(count / 2)) {
      const up = new Uint8Array(Math.ceil(count / 2) * 32);
      for (let at = 0; at + 1 < count; at += 2) up.set(node(digest, hashAt(row, at), hashAt(row, at + 1)), at * 16);
      if (count % 2 === 1) up.set(hashAt(row, count - 1), up.length - 32);
      row = up;
    }
    return row;
  };
  /* The root of a tree from the unfinished tile of every level, level 0 first. */
  const rootOfLevels = (digest, levels) => {
    const carried = levels.reduce((below, tile) => {
      const row = below ? concat(tile, below) : tile;
      return row.length > 0 ? rootOf(digest, row) : null;
    }, null);
    return carried || digest(new Uint8Array(0));
  };

  /* RFC 9162 section 2.1.3.2. */
  const included = (hash, index, size, path, root) => {
    if (index >= size) throw new Unusable('proof_beyond', { index, size });
    let [first, last, at] = [index, size - 1, hash];
    const half = (number) => Math.floor(number / 2);
    for (const sibling of path) {
      if (last === 0) throw new Unusable('proof_length', { hashes: path.length });
      if (first % 2 === 1 || first === last) {
        at = node(sha256, sibling, at);
        while (first % 2 === 0 && first !== 0) [first, last] = [half(first), half(last)];
      } else {
        at = node(sha256, at, sibling);
      }
      [first, last] = [half(first), half(last)];
    }
    if (last !== 0) throw new Unusable('proof_length', { hashes: path.length });
    if (!equal(at, root)) throw new Unusable('proof_root', { index, size });
  };

  /* ---- keys and notes ---- */
  const isName = (name) => name !== '' && !/[\s+\u0000-\u001f]/.test(name);

  const parseKey = (vkey) => {
    const [name, id, ...rest] = vkey.split('+');
    const bytes = fromBase64(rest.join('+'));
    if (rest.length === 0 || !bytes || bytes.length === 0 || !/^[0-9a-fA-F]{8}$/.test(id)) throw new Unusable('key_form', { key: vkey });
    if (!isName(name)) throw new Unusable('key_form', { key: vkey });
    const expected = hex(sha256(concat(utf8(name + '\n'), bytes)).subarray(0, 4));
    if (expected !== id.toLowerCase()) throw new Unusable('key_id', { key: vkey });
    const [kind, key] = [bytes[0], bytes.subarray(1)];
    if (kind === OWN) throw new Unusable('key_sm2', { key: vkey });
    if (kind !== ED25519 && kind !== COSIGNATURE) throw new Unusable('key_type', { key: vkey });
    if (key.length !== 32) throw new Unusable('key_form', { key: vkey });
    return { name, id: expected, witness: kind === COSIGNATURE, key, text: vkey };
  };

  /* All keys of a text, one to a line. */
  const parseKeys = (typed) => {
    const lines = typed.split(/\r?\n/).map((line) => line.trim()).filter((line) => line !== '');
    return lines.map(parseKey);
  };

  const parseSignature = (line, position) => {
    const [dash, name, encoded, more] = line.split(' ');
    const blob = encoded === undefined ? null : fromBase64(encoded);
    if (dash !== '—' || !isName(name) || !blob || blob.length < 5 || more !== undefined) {
      throw new Unusable('note_signature', { position });
    }
    return { name, id: hex(blob.subarray(0, 4)), bytes: blob.subarray(4) };
  };

  const parseNote = (bytes) => {
    if (bytes.length > NOTE_BYTES_MAX) throw new Unusable('note_long', { bytes: bytes.length });
    const note = text(bytes);
    if (note === null) throw new Unusable('note_text');
    const end = note.lastIndexOf('\n\n');
    if (end < 0 || !note.endsWith('\n') || end + 2 >= note.length) throw new Unusable('note_unsigned');
    const said = note.slice(0, end + 1);
    if (/[\u0000-\u0009\u000b-\u001f]/.test(said)) throw new Unusable('note_text');
    const lines = note.slice(end + 2, -1).split('\n');
    if (lines.length > SIGNATURES_MAX) throw new Unusable('note_long', { bytes: bytes.length });
    return { text: said, signatures: lines.map((line, at) => parseSignature(line, at + 1)) };
  };

  const ORDER = '1000000000000000000000000000000014def9dea2f79cd65812631a5cf5d3ed';
  /* tweetnacl takes a signature whose number was raised by the order of the curve; RFC 8032 does not. */
  const ed25519 = (key, message, signature) => signature.length === 64
    && hex(signature.slice(32).reverse()) < ORDER && globalThis.nacl.sign.detached.verify(message, signature, key);

  const fits = (key, note, signature) => {
    if (!key.witness) return ed25519(key.key, utf8(note.text), signature);
    if (signature.length !== 72) return false;
    const time = signature.subarray(0, 8).reduce((sum, byte) => sum * 256n + BigInt(byte), 0n);
    return ed25519(key.key, utf8(`cosignature/v1\ntime ${time}\n${note.text}`), signature.subarray(8));
  };

  /* 'yes', 'missing' or 'wrong'. */
  const signedBy = (note, key) => {
    const own = note.signatures.filter((line) => line.name === key.name && line.id === key.id);
    if (own.length === 0) return 'missing';
    return own.every((line) => fits(key, note, line.bytes)) ? 'yes' : 'wrong';
  };

  /* ---- checkpoints ---- */
  const parseCheckpoint = (said) => {
    const [origin, digits, encoded, ...extensions] = said.slice(0, -1).split('\n');
    const size = digits === undefined ? null : decimal(digits);
    const root = encoded === undefined ? null : hashOf(encoded);
    if (!origin || size === null || !root || extensions.includes('')) throw new Unusable('checkpoint_form');
    const extension = (word) => {
      const line = extensions.find((it) => it.startsWith(word + ' '));
      return line === undefined ? null : line.slice(word.length + 1);
    };
    const [second, time] = [extension('sm3'), extension('time')];
    return { origin, size, root, sm3: second && hashOf(second), time: time && decimal(time) };
  };

  /* A note with the checkpoint in it; nothing of it is believed yet. */
  const readCheckpoint = (bytes) => {
    const note = parseNote(bytes);
    return { note, ...parseCheckpoint(note.text) };
  };

  /* A checkpoint that every one of the keys has signed. */
  const openCheckpoint = (bytes, keys) => {
    const head = readCheckpoint(bytes);
    for (const key of keys) {
      const signed = signedBy(head.note, key);
      if (signed !== 'yes') throw new Unusable(signed === 'missing' ? 'unsigned' : 'wrong_signature', { key: key.text });
    }
    return head;
  };

  /* ---- the proof of one entry: c2sp.org/tlog-proof ---- */
  const parseProof = (bytes) => {
    const proof = bytes.length > PROOF_BYTES_MAX ? null : text(bytes);
    const cut = proof === null ? -1 : proof.indexOf('\n\n');
    const lines = cut < 0 ? [] : proof.slice(0, cut).split('\n');
    if (lines.shift() !== 'c2sp.org/tlog-proof@v1') throw new Unusable('proof_form');
    const extra = lines.length > 0 && lines[0].startsWith('extra ') ? fromBase64(lines.shift().slice(6)) : undefined;
    const number = /^index (.*)$/.exec(lines.shift() || '');
    const index = number && decimal(number[1]);
    const hashes = lines.map(hashOf);
    if (extra === null || index === null || hashes.includes(null) || hashes.length > 64) throw new Unusable('proof_form');
    return { entry: extra, index, hashes, checkpoint: utf8(proof.slice(cut + 2)) };
  };

  /* Does the proof show that the entry is in the log that the keys have signed? */
  const checkProof = (bytes, keys) => {
    const proof = parseProof(bytes);
    if (!proof.entry) throw new Unusable('proof_no_entry');
    const head = openCheckpoint(proof.checkpoint, keys);
    included(leaf(sha256, proof.entry), proof.index, head.size, proof.hashes, head.root);
    return { entry: proof.entry, index: proof.index, head };
  };

  /* What stands in a payload for a personal value: HMAC-SHA-256 of its JSON text under a salt of its own. */
  const commitment = (salt, value) => Uint8Array.from(globalThis.sha256.hmac.array(salt, utf8(value)));

  anlan.check = {
    WIDTH, Unusable, utf8, text, concat, equal, hex, toBase64, fromBase64Url, sha256, leaf, hashAt, rootOf, rootOfLevels,
    included, parseKeys, signedBy, readCheckpoint, openCheckpoint, parseProof, checkProof, commitment,
  };
})();
