/* Where the files come from: a folder that was chosen, one that was dropped, one file. Nothing is read before it is needed. */
(() => {
  'use strict';
  const anlan = globalThis.anlan = globalThis.anlan || {};
  const { Unusable } = anlan.check;

  const FILE_BYTES_MAX = 1024 * 1024 * 1024;
  const READ_AT_ONCE = 100;

  const bytesOf = async (file, most = FILE_BYTES_MAX) => {
    if (file.size > most) throw new Unusable('too_large', { bytes: file.size });
    return new Uint8Array(await file.arrayBuffer());
  };

  /* The folder that holds `marker`: the one chosen, or the topmost one within it. */
  const rootOf = (paths, marker) => {
    const roots = paths.filter((path) => path === marker || path.endsWith('/' + marker)).map((path) => path.slice(0, path.length - marker.length));
    const depth = (root) => root.split('/').length;
    return roots.sort((a, b) => depth(a) - depth(b))[0] || '';
  };

  /* Files as { names, read(name) }, named from the folder that holds `marker`. `found` is a list of { path, file }. */
  const folder = (found, marker) => {
    const root = rootOf(found.map(({ path }) => path), marker);
    const inside = found.filter(({ path }) => path.startsWith(root));
    const byName = new Map(inside.map(({ path, file }) => [path.slice(root.length), file]));
    return { names: [...byName.keys()], read: async (name) => byName.has(name) ? bytesOf(byName.get(name)) : null };
  };

  /* What an input of a folder gives; the name of the folder itself is left out. */
  const fromInput = (files) => Array.from(files, (file) => ({ path: file.webkitRelativePath.split('/').slice(1).join('/') || file.name, file }));

  const listed = (reader) => new Promise((done, failed) => reader.readEntries(done, failed));
  const fileOf = (entry) => new Promise((done, failed) => entry.file(done, failed));

  const walk = async (entry, path, found) => {
    const reader = entry.createReader();
    for (let batch = await listed(reader); batch.length > 0; batch = await listed(reader)) {
      for (let at = 0; at < batch.length; at += READ_AT_ONCE) {
        await Promise.all(batch.slice(at, at + READ_AT_ONCE).map(async (child) => {
          if (child.isDirectory) await walk(child, `${path}${child.name}/`, found);
          else found.push({ path: path + child.name, file: await fileOf(child) });
        }));
      }
    }
  };

  const walkHandle = async (handle, path, found) => {
    for await (const child of handle.values()) {
      if (child.kind === 'directory') await walkHandle(child, `${path}${child.name}/`, found);
      else found.push({ path: path + child.name, file: await child.getFile() });
    }
  };

  /* What was dropped: { file } or { name, found }. Chromium opens the entries of a folder only to pages of a server, and
     a handle to this page too; both must be asked for before anything is waited for. */
  const fromDrop = async (transfer) => {
    const item = transfer.items && transfer.items[0];
    const entry = item && item.webkitGetAsEntry && item.webkitGetAsEntry();
    if (!entry || !entry.isDirectory) return { file: transfer.files[0] };
    const asked = item.getAsFileSystemHandle ? item.getAsFileSystemHandle() : null;
    const found = [];
    try {
      const handle = await asked;
      if (handle) await walkHandle(handle, '', found); else await walk(entry, '', found);
    } catch (e) {
      throw new Unusable('drop_folder');
    }
    return { name: entry.name, found };
  };

  anlan.sources = { bytesOf, folder, fromInput, fromDrop };
})();
