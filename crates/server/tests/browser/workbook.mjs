// Workbooks as archives of XML, as far as the tests need them: parts out, parts in.

import { crc32, deflateRawSync, inflateRawSync } from "node:zlib";
import { ensure } from "./lib.mjs";

const LOCAL = 0x04034b50, LISTED = 0x02014b50, END = 0x06054b50;

// Name and bytes of every part, in the order of the directory.
export function parts(archive) {
  const end = archive.lastIndexOf(Buffer.from("PK\x05\x06", "latin1"));
  ensure(end >= 0, "this is no archive");
  const found = new Map();
  let at = archive.readUInt32LE(end + 16);
  for (let left = archive.readUInt16LE(end + 10); left > 0; left -= 1) {
    const [method, packed, start] = [archive.readUInt16LE(at + 10), archive.readUInt32LE(at + 20), archive.readUInt32LE(at + 42)];
    const [nameLength, extra, comment] = [28, 30, 32].map((offset) => archive.readUInt16LE(at + offset));
    const name = archive.toString("utf8", at + 46, at + 46 + nameLength);
    const content = start + 30 + archive.readUInt16LE(start + 26) + archive.readUInt16LE(start + 28);
    const bytes = archive.subarray(content, content + packed);
    found.set(name, method === 8 ? inflateRawSync(bytes) : Buffer.from(bytes));
    at += 46 + nameLength + extra + comment;
  }
  return found;
}

export function archive(parts) {
  const [locals, listed] = [[], []];
  let at = 0;
  for (const [name, content] of parts) {
    const [called, packed] = [Buffer.from(name), deflateRawSync(content)];
    const same = Buffer.alloc(26);
    same.writeUInt16LE(20, 0);
    same.writeUInt16LE(8, 4);
    same.writeUInt32LE(crc32(content), 10);
    same.writeUInt32LE(packed.length, 14);
    same.writeUInt32LE(content.length, 18);
    same.writeUInt16LE(called.length, 22);
    const [local, entry] = [Buffer.alloc(4), Buffer.alloc(46)];
    local.writeUInt32LE(LOCAL);
    entry.writeUInt32LE(LISTED);
    same.copy(entry, 6, 0, 26);
    entry.writeUInt16LE(20, 4);
    entry.writeUInt32LE(at, 42);
    locals.push(local, same, called, packed);
    listed.push(entry, called);
    at += 30 + called.length + packed.length;
  }
  const directory = Buffer.concat(listed);
  const end = Buffer.alloc(22);
  end.writeUInt32LE(END);
  end.writeUInt16LE(parts.size, 8);
  end.writeUInt16LE(parts.size, 10);
  end.writeUInt32LE(directory.length, 12);
  end.writeUInt32LE(at, 16);
  return Buffer.concat([...locals, directory, end]);
}

const SHEET = "xl/worksheets/sheet1.xml";
const escaped = (text) => text.replaceAll("&", "&amp;").replaceAll("<", "&lt;");

// Rows of texts written below what the first sheet holds; `first` is the number of the first.
export function filled(workbook, rows, first) {
  const all = parts(workbook);
  const cell = (text, at, row) => `<c r="${String.fromCharCode(65 + at)}${row}" t="inlineStr"><is><t>${escaped(text)}</t></is></c>`;
  const line = (row, n) => `<row r="${first + n}">${row.map((text, at) => cell(text, at, first + n)).join("")}</row>`;
  const xml = all.get(SHEET).toString("utf8");
  ensure(xml.includes("</sheetData>"), "the template has a sheet with rows");
  all.set(SHEET, Buffer.from(xml.replace("</sheetData>", `${rows.map(line).join("")}</sheetData>`)));
  return archive(all);
}

// Numbers of the rows whose cell in this column holds something, below the header.
export function rowsWith(workbook, letter) {
  const xml = parts(workbook).get(SHEET).toString("utf8");
  const cells = xml.matchAll(new RegExp(`<c r="${letter}(\\d+)"[^>]*?(?<!/)>(?=<(?:is|v)>)`, "g"));
  return [...cells].map((cell) => Number(cell[1])).filter((row) => row > 1);
}
