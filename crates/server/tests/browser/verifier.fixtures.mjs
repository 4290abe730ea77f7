// Logs, proofs and packs for the page that checks the ledger offline, written with node's own cryptography from the
// specifications: nothing here is shared with the page.

import { createHash, createHmac, generateKeyPairSync, sign } from "node:crypto";
import { mkdirSync, readFileSync, readdirSync, statSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { deflateRawSync } from "node:zlib";

export const ORIGIN = "anlan/530999/1";
const HOUR_US = 3_600_000_000;
const BEGIN_US = 1_781_500_000_000_000;

const hash = (name, ...parts) => parts.reduce((it, part) => it.update(part), createHash(name)).digest();
const sha256 = (...parts) => hash("sha256", ...parts);

// ---- keys and notes ----
export function signer(name, kind) {
  const { publicKey, privateKey } = generateKeyPairSync("ed25519");
  const bytes = Buffer.concat([Buffer.from([kind]), publicKey.export({ type: "spki", format: "der" }).subarray(-32)]);
  const id = sha256(`${name}\n`, bytes).subarray(0, 4);
  return { name, kind, id, privateKey, vkey: `${name}+${id.toString("hex")}+${bytes.toString("base64")}` };
}

function signature({ name, kind, id, privateKey }, text, time) {
  const stamp = Buffer.alloc(8);
  stamp.writeBigUInt64BE(BigInt(time));
  const message = kind === 4 ? `cosignature/v1\ntime ${time}\n${text}` : text;
  const made = sign(null, Buffer.from(message), privateKey);
  const blob = Buffer.concat([id, ...(kind === 4 ? [stamp] : []), made]);
  return `— ${name} ${blob.toString("base64")}\n`;
}

// ---- the tree ----
const leaf = (name, entry) => hash(name, Buffer.from([0]), entry);
function root(name, hashes) {
  if (hashes.length === 0) return hash(name, "");
  if (hashes.length === 1) return hashes[0];
  let half = 1;
  while (half * 2 < hashes.length) half *= 2;
  return hash(name, Buffer.from([1]), root(name, hashes.slice(0, half)), root(name, hashes.slice(half)));
}

function path(hashes, index) {
  if (hashes.length === 1) return [];
  let half = 1;
  while (half * 2 < hashes.length) half *= 2;
  const [left, right] = [hashes.slice(0, half), hashes.slice(half)];
  return index < half ? [...path(left, index), root("sha256", right)] : [...path(right, index - half), root("sha256", left)];
}

// ---- a log ----
function put(dir, name, bytes) {
  mkdirSync(dirname(join(dir, name)), { recursive: true });
  writeFileSync(join(dir, name), bytes);
}

function putPieces(dir, folder, items, piece) {
  for (let at = 0; at < items.length; at += 256) {
    const part = items.slice(at, at + 256);
    const name = String(at / 256).padStart(3, "0") + (part.length === 256 ? "" : `.p/${part.length}`);
    put(dir, `${folder}/${name}`, Buffer.concat(part.map(piece)));
  }
}

function putTiles(dir, prefix, name, entries) {
  let level = 0;
  for (let row = entries.map((entry) => leaf(name, entry)); row.length > 0; level += 1) {
    putPieces(dir, `${prefix}tile/${level}`, row, (it) => it);
    row = Array.from({ length: Math.floor(row.length / 256) }, (_, at) => root(name, row.slice(at * 256, at * 256 + 256)));
  }
}

export function checkpoint(entries, signers, time) {
  const of = (name) => root(name, entries.map((entry) => leaf(name, entry))).toString("base64");
  const text = `${ORIGIN}\n${entries.length}\n${of("sha256")}\nsm3 ${of("sm3")}\ntime ${time}\n`;
  return `${text}\n${signers.map((it) => signature(it, text, time)).join("")}`;
}

const framed = (entry) => Buffer.concat([Buffer.from([entry.length >> 8, entry.length & 255]), entry]);

export function putBundles(dir, entries) {
  putPieces(dir, "tile/entries", entries, framed);
}

export function putLog(dir, entries, signers, time) {
  putBundles(dir, entries);
  putTiles(dir, "", "sha256", entries);
  putTiles(dir, "sm3/", "sm3", entries);
  put(dir, "checkpoint", checkpoint(entries, signers, time));
}

export function proof(entries, index, note) {
  const hashes = path(entries.map((entry) => leaf("sha256", entry)), index).map((it) => it.toString("base64"));
  return ["c2sp.org/tlog-proof@v1", `extra ${entries[index].toString("base64")}`, `index ${index}`, ...hashes, "", note].join("\n");
}

// ---- entries, with a case among them ----
const HAZARD = "06gij4k5l6m7n8o9p0q1r2s3t4";
export const PHOTO = Buffer.from("iVBORw0KGgoAAAANSUhEUgAAAAIAAAACCAIAAAD91JpzAAAAFklEQVR4nGNkYPjPwMDAxAADCBYAAB4RAQTmrCU4AAAAAElFTkSuQmCC", "base64");

// A value and what stands for it in a payload.
export function sealed(value) {
  const [salt, text] = [sha256(`salt of ${value}`), JSON.stringify(value)];
  const commitment = createHmac("sha256", salt).update(text).digest("base64url");
  return { commitment, salt: salt.toString("base64url"), value: text };
}

function fact(number, stream, kind, payload, more = {}) {
  const at = BEGIN_US + number * HOUR_US / 60;
  return Buffer.from(JSON.stringify({
    district: 530999, stream, id: HAZARD, version: 1, kind, actor: "0s3ge1o70s3ge1o70s3ge1o70s", role: "township_officer",
    organisation: "0o30c1g60o30c1g60o30c1g60o", origin: "page", effective_at: at, recorded_at: at + 2_000_000, node: 1, cause: null,
    payload: { kind, ...payload }, ...more,
  }));
}

const SAID = ["东侧外窗护栏缺失", "二层走廊尽头东侧外窗护栏缺失约 1.2 米，下方为人行通道。", "望澜镇滨河路 12 号二号厂房二层", "已加装护栏并拍照。"];
const place = ([title, description, where]) => ({ title, description, place: where });
export const CASE = [17, 300, 571, 599];

export function entriesOf(count) {
  const entries = Array.from({ length: count }, (_, number) => fact(number, "obligation", "reminded", { number }));
  const commitments = SAID.map((value) => ({ sealed: sealed(value).commitment }));
  const shown = sha256(PHOTO).toString("hex");
  const due = "2026-06-24T18:00:00.000000+08:00";
  entries[17] = fact(17, "hazard", "reported", { year: 2026, number: 417, grade: "major", ...place(commitments), due, evidence: [shown] });
  entries[300] = fact(300, "hazard", "assigned", { owner: { organisation: "1040g2081040g2081040g20810" }, due }, { version: 2, role: "district_clerk" });
  entries[571] = fact(571, "hazard", "submitted", { work: commitments[3], due }, { version: 3, role: "enterprise_user" });
  entries[599] = fact(599, "hazard", "closed", { in_time: true }, { version: 4 });
  return entries;
}

// ---- an evidence pack ----
export function putPack(dir, entries, note, vkey, change = {}) {
  const disclosed = { 17: SAID.slice(0, 3).map(sealed), 571: [sealed(SAID[3])] };
  const summed = (name, bytes) => ({ path: name, sha256: sha256(bytes).toString("hex"), bytes: bytes.length });
  const readable = Buffer.from("<!doctype html><title>案卷</title><p>东侧外窗护栏缺失</p>");
  const manifest = {
    form: "anlan evidence pack 1", origin: ORIGIN, title: "东侧外窗护栏缺失（重大隐患）",
    case: { stream: "hazard", id: HAZARD, number: "望安隐〔2026〕0417 号" }, made_at: BEGIN_US + 700 * HOUR_US, key: vkey,
    entries: CASE.map((number) => ({ number, file: `entries/${number}.json`, proof: `proofs/${number}.tlog-proof`, disclosed: disclosed[number] ?? [] })),
    files: [summed("files/window.png", PHOTO)], sums: [summed("case.html", readable)], ...change,
  };
  put(dir, "manifest.json", JSON.stringify(manifest));
  put(dir, "checkpoint", note);
  put(dir, "case.html", readable);
  put(dir, "check.html", "this page");
  put(dir, "files/window.png", PHOTO);
  for (const number of CASE) {
    put(dir, `entries/${number}.json`, entries[number]);
    put(dir, `proofs/${number}.tlog-proof`, proof(entries, number, note));
  }
  return manifest;
}

export function names(dir, under = "") {
  return readdirSync(join(dir, under)).sort().flatMap((name) => {
    const at = under ? `${under}/${name}` : name;
    return statSync(join(dir, at)).isDirectory() ? names(dir, at) : [at];
  });
}

// A zip of a folder; the checksums stay 0, for the page goes by SHA-256.
export function zip(dir, { deflated, top = "" }) {
  const [members, directory] = [[], []];
  let offset = 0;
  for (const name of names(dir)) {
    const [bytes, path] = [readFileSync(join(dir, name)), Buffer.from(top + name)];
    const packed = deflated ? deflateRawSync(bytes) : bytes;
    const fields = Buffer.alloc(26);
    fields.writeUInt16LE(20, 0);
    fields.writeUInt16LE(deflated ? 8 : 0, 4);
    fields.writeUInt32LE(packed.length, 14);
    fields.writeUInt32LE(bytes.length, 18);
    fields.writeUInt16LE(path.length, 22);
    const at = Buffer.alloc(14);
    at.writeUInt32LE(offset, 10);
    members.push(Buffer.from("PK\x03\x04", "latin1"), fields, path, packed);
    directory.push(Buffer.from("PK\x01\x02\x14\x00", "latin1"), fields, at, path);
    offset += 30 + path.length + packed.length;
  }
  const end = Buffer.alloc(22);
  const central = Buffer.concat(directory);
  end.write("PK\x05\x06", 0, "latin1");
  end.writeUInt16LE(names(dir).length, 8);
  end.writeUInt16LE(names(dir).length, 10);
  end.writeUInt32LE(central.length, 12);
  end.writeUInt32LE(offset, 16);
  return Buffer.concat([...members, central, end]);
}
