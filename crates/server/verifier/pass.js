/* One pass over all entries and tiles of a log with one digest. Where something differs, the hash above says which side is
   the true one: it decides between a changed entry and a changed tile. ES2020, no page. */
(() => {
  'use strict';
  const anlan = globalThis.anlan = globalThis.anlan || {};
  const { WIDTH, equal, hex, toBase64, leaf, hashAt, rootOf, rootOfLevels } = anlan.check;

  /* Mismatches that are explained together; behind them the log is only said to differ. */
  const MISMATCHES_MAX = 400000;

  /* ---- places ---- */
  const indexPath = (index) => {
    const three = (number) => String(number % 1000).padStart(3, '0');
    let [path, rest] = [three(index), Math.floor(index / 1000)];
    for (; rest > 0; rest = Math.floor(rest / 1000)) path = `x${three(rest)}/${path}`;
    return path;
  };
  const path = (level, index, width) => `tile/${level}/${indexPath(index)}${width === WIDTH ? '' : `.p/${width}`}`;
  const tileAt = (level, index, size) => {
    const width = Math.min(WIDTH, Math.floor(size / WIDTH ** level) - index * WIDTH);
    return width > 0 ? { level, index, width } : null;
  };
  const bundleOf = (entry, size) => {
    const bundle = tileAt(0, Math.min(Math.floor(entry / WIDTH), Math.floor(Math.max(0, size - 1) / WIDTH)), size);
    return bundle ? path('entries', bundle.index, bundle.width) : 'checkpoint';
  };

  /* The entries of a bundle; `whole` is false when it ends inside one. */
  const entriesOf = (bytes) => {
    const entries = [];
    let at = 0;
    while (at + 2 <= bytes.length) {
      const end = at + 2 + bytes[at] * 256 + bytes[at + 1];
      if (end > bytes.length) break;
      entries.push(bytes.subarray(at + 2, end));
      at = end;
    }
    return { entries, whole: at === bytes.length };
  };
  const joined = (hashes) => {
    const out = new Uint8Array(hashes.length * 32);
    hashes.forEach((hash, at) => out.set(hash, at * 32));
    return out;
  };

  class Pass {
    /* `files.read(name)` gives bytes or null; `found` collects faults; `pace()` waits now and then for the page. */
    constructor({ files, prefix, digest, size, expected, old, found, pace }) {
      Object.assign(this, { files, prefix, digest, size, expected, old, found, pace });
      Object.assign(this, { aboveTiles: new Map(), told: new Set(), mismatches: [], missing: [], edge: [] });
      Object.assign(this, { oldLevels: [], oldLost: false });
    }

    /* Compares everything and gives the root of the first `old` entries, if they can be read. */
    async run() {
      let hashes = await this.entries();
      for (let level = 1; hashes.length > 0; level += 1) hashes = await this.level(level, hashes);
      this.settleEdge();
      this.tellMissing();
      anlan.moved.explain(this.mismatches, this.size, (kind, entry, code, about) => this.entryFault(kind, entry, code, about));
      return this.old !== null && !this.oldLost ? rootOfLevels(this.digest, this.oldLevels) : null;
    }

    async entries() {
      const roots = [];
      for (let index = 0; index * WIDTH < this.size; index += 1) {
        const tile = tileAt(0, index, this.size);
        const computed = await this.bundle(tile);
        this.keepOld(tile, this.exact(computed, tile));
        await this.compare(tile, computed, roots);
        await this.pace(tile.width);
      }
      return roots;
    }

    async level(level, below) {
      const roots = [];
      for (let index = 0; index * WIDTH < below.length; index += 1) {
        const hashes = below.slice(index * WIDTH, index * WIDTH + WIDTH);
        const computed = hashes.includes(null) ? { state: 'lost' } : { state: 'whole', hashes: joined(hashes) };
        const tile = { level, index, width: hashes.length };
        this.keepOld(tile, this.exact(computed, tile));
        await this.compare(tile, computed, roots);
      }
      return roots;
    }

    async compare(tile, computed, roots) {
      const stored = await this.stored(tile);
      if (tile.width < WIDTH) return this.edge.push({ tile, computed, stored });
      const hashes = this.exact(computed, tile);
      const ofComputed = hashes && rootOf(this.digest, hashes);
      if (hashes && stored && equal(hashes, stored)) return roots.push(ofComputed);
      const ofStored = stored && rootOf(this.digest, stored);
      const above = await this.above(tile);
      const isTrue = (root) => Boolean(above && root && equal(above, root));
      const which = isTrue(ofComputed) ? 'computed' : isTrue(ofStored) ? 'stored' : 'neither';
      roots.push(which === 'stored' ? ofStored : ofComputed || ofStored || above);
      return this.judge(tile, computed, stored, which);
    }

    /* Tells what differs between a tile and what lies below it. */
    judge(tile, computed, stored, which) {
      if (computed.state === 'lost') return;
      const base = tile.index * WIDTH;
      if (!stored) {
        if (which === 'neither' && tile.level === 0) this.entryFault('changed_entry', base, 'no_tile', {});
        return;
      }
      const differs = this.differences(computed.hashes, stored);
      const cut = computed.state === 'cut';
      const first = differs.length > 0 ? differs[0] : cut ? computed.hashes.length / 32 : null;
      if (first === null || which === 'computed') {
        differs.forEach((at) => this.tileFault(tile, at, 'tile_below'));
        return;
      }
      if (tile.level > 0) differs.forEach((at) => this.bothChanged(tile, at, which));
      else if (cut) this.entryFault('unreadable', base + first, 'bundle_cut', {});
      else this.mismatch(base, differs, computed.hashes, stored);
      if (which === 'neither' && this.expected && tile.level === 0) this.tileFault(tile, first, 'tile_neither');
      this.told.add(`${tile.level}/${tile.index}`);
    }

    differences(a, b) {
      const differs = [];
      const count = Math.max(a.length, b.length) / 32;
      for (let at = 0; at < count; at += 1) if (!equal(hashAt(a, at), hashAt(b, at))) differs.push(at);
      return differs;
    }

    mismatch(base, differs, computed, stored) {
      const digits = (hashes, at) => at * 32 < hashes.length ? hex(hashAt(hashes, at)) : null;
      for (const at of differs.slice(0, Math.max(0, MISMATCHES_MAX - this.mismatches.length))) {
        this.mismatches.push({ index: base + at, found: digits(computed, at), expected: digits(stored, at) });
      }
    }

    /* A hash of a true tile is not the root over the tile below it, although that fits its entries. */
    bothChanged(tile, position, which) {
      const below = { level: tile.level - 1, index: tile.index * WIDTH + position };
      if (this.told.has(`${below.level}/${below.index}`)) return;
      if (which === 'neither') { this.tileFault(tile, position, 'tile_neither'); return; }
      const span = WIDTH ** tile.level;
      const [file, entry] = [this.prefix + path(below.level, below.index, WIDTH), below.index * span];
      this.found.fault({ kind: 'changed_entry', file, entry, code: 'both_changed', about: { last: entry + span - 1 } });
    }

    tileFault(tile, position, code) {
      const file = this.prefix + path(tile.level, tile.index, tile.width);
      this.found.fault({ kind: 'changed_tile', file, tile: { ...tile, position }, code, about: { position } });
    }

    entryFault(kind, entry, code, about) {
      this.found.fault({ kind, file: bundleOf(entry, this.size), entry, code, about });
    }

    /* The unfinished tiles together give the root: the sides are chosen so that they give the signed one. */
    settleEdge() {
      const open = this.edge.filter(({ tile, computed, stored }) => {
        const hashes = this.exact(computed, tile);
        return hashes && stored ? !equal(hashes, stored) : Boolean(hashes || stored);
      });
      const useStored = (partial, choice) => open.includes(partial) && Math.floor(choice / 2 ** open.indexOf(partial)) % 2 === 1;
      const given = (choice) => {
        const sides = this.edge.map((it) => useStored(it, choice) ? it.stored : this.exact(it.computed, it.tile));
        return sides.some((side) => !side) ? null : rootOfLevels(this.digest, sides);
      };
      const roots = Array.from({ length: 2 ** open.length }, (_, choice) => given(choice));
      const fits = roots.findIndex((root) => root && this.expected && equal(root, this.expected));
      if (fits < 0 && this.expected) this.rootFault(roots.find((root) => root));
      for (const partial of this.edge) {
        const which = fits < 0 ? 'neither' : useStored(partial, fits) ? 'stored' : 'computed';
        this.judge(partial.tile, partial.computed, partial.stored, which);
      }
    }

    rootFault(root) {
      const about = { root: root ? toBase64(root) : null, signed: toBase64(this.expected) };
      this.found.fault({ kind: 'wrong_root', file: 'checkpoint', code: 'wrong_root', about });
    }

    /* Bundles that are missing: at the end the log was cut off, elsewhere a file is gone. */
    tellMissing() {
      let end = Math.ceil(this.size / WIDTH);
      for (const index of this.missing.slice().reverse()) if (index + 1 === end) end = index;
      for (const index of this.missing) {
        const first = index * WIDTH;
        if (index < end) this.entryFault('missing', first, 'bundle_missing', { last: Math.min(first + WIDTH, this.size) - 1 });
        else if (index === end) this.entryFault('truncated', first, 'truncated', { last: this.size - 1 });
      }
    }

    /* ---- reading ---- */
    async bundle(tile) {
      const file = path('entries', tile.index, tile.width);
      const [name, bytes] = await this.readOr(file, path('entries', tile.index, WIDTH));
      if (bytes === undefined) return { state: 'lost' };
      if (bytes === null) { this.missing.push(tile.index); return { state: 'lost' }; }
      const { entries, whole } = entriesOf(bytes);
      /* A full bundle in place of a partial one holds entries that are not meant. */
      const meant = name === file ? entries : entries.slice(0, tile.width);
      const hashes = joined(meant.map((entry) => leaf(this.digest, entry)));
      return { state: whole || meant.length < entries.length ? 'whole' : 'cut', hashes };
    }

    async stored(tile, quiet = false) {
      const wanted = tile.width * 32;
      const full = this.prefix + path(tile.level, tile.index, WIDTH);
      const [name, bytes] = await this.readOr(this.prefix + path(tile.level, tile.index, tile.width), full);
      if (bytes && (bytes.length === wanted || (name === full && bytes.length === WIDTH * 32))) return bytes.subarray(0, wanted);
      if (bytes === undefined || quiet) return null;
      if (bytes === null) this.found.fault({ kind: 'missing', file: name, code: 'file_missing', about: {} });
      else this.found.fault({ kind: 'unreadable', file: name, code: 'file_length', about: { bytes: bytes.length, wanted } });
      return null;
    }

    /* A file, or the full one that has replaced it; null: missing, undefined: cannot be read. */
    async readOr(file, full) {
      try {
        const bytes = await this.files.read(file);
        if (bytes || file === full) return [file, bytes];
        const instead = await this.files.read(full);
        return instead ? [full, instead] : [file, null];
      } catch (why) {
        this.found.fault({ kind: 'unreadable', file, code: 'file_io', about: { why } });
        return [file, undefined];
      }
    }

    /* The hash that stands for a full tile in the stored tile above it. */
    async above(tile) {
      const [level, index] = [tile.level + 1, Math.floor(tile.index / WIDTH)];
      const kept = this.aboveTiles.get(level);
      if (!kept || kept.index !== index) {
        const above = tileAt(level, index, this.size);
        this.aboveTiles.set(level, { index, hashes: above && await this.stored(above, true) });
      }
      const { hashes } = this.aboveTiles.get(level);
      const at = tile.index % WIDTH;
      return hashes && at * 32 < hashes.length ? hashAt(hashes, at) : null;
    }

    exact(computed, tile) {
      return computed.state === 'whole' && computed.hashes.length === tile.width * 32 ? computed.hashes : null;
    }

    /* Keeps the hashes that the tree of the first `old` entries ends with on this level. */
    keepOld(tile, hashes) {
      if (this.old === null) return;
      const count = Math.floor(this.old / WIDTH ** tile.level);
      if (Math.floor(count / WIDTH) !== tile.index) return;
      const width = count % WIDTH;
      if (width > 0 && !hashes) this.oldLost = true;
      this.oldLevels[tile.level] = hashes ? hashes.slice(0, width * 32) : new Uint8Array(0);
    }
  }

  anlan.pass = { Pass, path, tileAt, entriesOf };
})();
