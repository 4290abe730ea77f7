/* Reading a zip file in the browser: members that are stored, and deflated ones where the browser can inflate. A pack is
   small enough to need no zip64. Sizes are held to what the directory says, so no member grows beyond it. */
(() => {
  'use strict';
  const anlan = globalThis.anlan = globalThis.anlan || {};
  const { Unusable, text, concat } = anlan.check;

  const END = 0x06054b50;
  const MEMBER = 0x02014b50;
  const LOCAL = 0x04034b50;
  const MEMBERS_MAX = 20000;
  const MEMBER_BYTES_MAX = 1024 * 1024 * 1024;

  const view = (bytes) => new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const slice = async (blob, from, to) => new Uint8Array(await blob.slice(from, to).arrayBuffer());

  /* The record at the end of the file, behind which only a comment may stand. */
  const findEnd = async (blob) => {
    const start = Math.max(0, blob.size - 22 - 65535);
    const tail = view(await slice(blob, start, blob.size));
    for (let at = tail.byteLength - 22; at >= 0; at -= 1) {
      if (tail.getUint32(at, true) === END && at + 22 + tail.getUint16(at + 20, true) === tail.byteLength) {
        return { count: tail.getUint16(at + 10, true), bytes: tail.getUint32(at + 12, true), offset: tail.getUint32(at + 16, true) };
      }
    }
    throw new Unusable('zip_form');
  };

  const readDirectory = (bytes, count) => {
    const [directory, members] = [view(bytes), new Map()];
    for (let at = 0, left = count; left > 0; left -= 1) {
      if (at + 46 > bytes.length || directory.getUint32(at, true) !== MEMBER) throw new Unusable('zip_form');
      const [flags, method] = [directory.getUint16(at + 8, true), directory.getUint16(at + 10, true)];
      const [packed, size, offset] = [directory.getUint32(at + 20, true), directory.getUint32(at + 24, true), directory.getUint32(at + 42, true)];
      const nameEnd = at + 46 + directory.getUint16(at + 28, true);
      const name = text(bytes.subarray(at + 46, nameEnd));
      if (name === null || members.has(name) || (flags & 1) === 1 || size > MEMBER_BYTES_MAX) throw new Unusable('zip_form');
      if (!name.endsWith('/')) members.set(name, { name, method, packed, size, offset });
      at = nameEnd + directory.getUint16(at + 30, true) + directory.getUint16(at + 32, true);
    }
    return members;
  };

  const inflater = () => {
    try { return new globalThis.DecompressionStream('deflate-raw'); } catch (e) { throw new Unusable('zip_deflate'); }
  };

  const inflate = async (blob, size) => {
    const reader = blob.stream().pipeThrough(inflater()).getReader();
    const parts = [];
    let bytes = 0;
    for (let got = await reader.read(); !got.done; got = await reader.read()) {
      bytes += got.value.length;
      if (bytes > size) { await reader.cancel(); throw new Unusable('zip_form'); }
      parts.push(got.value);
    }
    return concat(...parts);
  };

  const readMember = async (blob, member) => {
    const local = view(await slice(blob, member.offset, member.offset + 30));
    if (local.byteLength < 30 || local.getUint32(0, true) !== LOCAL) throw new Unusable('zip_form');
    const start = member.offset + 30 + local.getUint16(26, true) + local.getUint16(28, true);
    const packed = blob.slice(start, start + member.packed);
    if (member.method === 8) return inflate(packed, member.size);
    if (member.method !== 0) throw new Unusable('zip_deflate');
    return new Uint8Array(await packed.arrayBuffer());
  };

  /* The members of a zip file, as { names, read(name) }. */
  const open = async (blob) => {
    const { count, bytes, offset } = await findEnd(blob);
    if (count > MEMBERS_MAX || offset + bytes > blob.size) throw new Unusable('zip_form');
    const members = readDirectory(await slice(blob, offset, offset + bytes), count);
    if ([...members.values()].some(({ method }) => method !== 0)) inflater();
    return { names: [...members.keys()], read: async (name) => members.has(name) ? readMember(blob, members.get(name)) : null };
  };

  anlan.zip = { open };
})();
