/* Checking a whole log from its files, trusting nothing but public keys and, if there is one, an older checkpoint. Files
   beyond the checkpoint are no faults: a writer may be at work or may have been stopped; they are told as notes. */
(() => {
  'use strict';
  const anlan = globalThis.anlan = globalThis.anlan || {};
  const { WIDTH, Unusable, equal, toBase64, sha256, rootOfLevels } = anlan.check;
  const { readCheckpoint, openCheckpoint, signedBy } = anlan.check;
  const { sm3 } = anlan;
  const { Pass, path, tileAt, entriesOf } = anlan.pass;

  const FAULTS_MAX = 1000;
  const CHECKPOINT = 'checkpoint';
  /* The most telling first, as the Rust program sorts them. */
  const KINDS = ['rolled_back', 'two_heads', 'unsigned', 'wrong_signature', 'wrong_origin', 'wrong_root', 'truncated', 'deleted',
    'inserted', 'swapped', 'changed_entry', 'changed_tile', 'missing', 'unreadable'];

  class Findings {
    constructor() {
      Object.assign(this, { faults: [], count: 0, notes: [], seen: new Set() });
    }

    fault(fault) {
      const key = JSON.stringify(fault);
      if (this.seen.has(key)) return;
      this.count += 1;
      if (this.faults.length < FAULTS_MAX) { this.faults.push(fault); this.seen.add(key); }
    }

    head(kind, code, about = {}) {
      this.fault({ kind, file: CHECKPOINT, code, about });
    }

    note(code, file) {
      if (this.notes.length < FAULTS_MAX) this.notes.push({ code, file });
    }

    sorted() {
      const entry = (fault) => fault.entry === undefined ? -1 : fault.entry;
      return this.faults.sort((a, b) => KINDS.indexOf(a.kind) - KINDS.indexOf(b.kind) || entry(a) - entry(b));
    }
  }

  /* ---- checkpoints ---- */
  const trustedHead = (bytes, keys) => {
    try { return openCheckpoint(bytes, keys); } catch (why) {
      if (why instanceof Unusable) throw new Unusable('trusted_unusable', { why });
      throw why;
    }
  };

  const besideTrusted = (head, old, found) => {
    if (old.origin !== head.origin) found.head('wrong_origin', 'wrong_origin', { found: head.origin, expected: old.origin });
    if (old.size > head.size) found.head('rolled_back', 'rolled_back', { size: head.size, old: old.size });
    if (old.size === head.size && !equal(old.root, head.root)) {
      found.head('two_heads', 'two_heads', { size: old.size, root: toBase64(head.root), trusted: toBase64(old.root) });
    }
  };

  /* The checkpoint of the folder, if one of the keys at least has signed it, and who has signed. */
  const readHead = async (files, keys, old, found) => {
    let head;
    try {
      const bytes = await files.read(CHECKPOINT);
      if (!bytes) { found.head('missing', 'checkpoint_missing'); return null; }
      head = readCheckpoint(bytes);
    } catch (why) {
      found.head('unreadable', 'checkpoint_unreadable', { why });
      return null;
    }
    const signed = [];
    for (const key of keys) {
      const answer = signedBy(head.note, key);
      if (answer === 'yes') signed.push(key);
      else if (answer === 'missing') found.head('unsigned', 'unsigned', { key: key.text });
      else found.head('wrong_signature', 'wrong_signature', { key: key.text });
    }
    if (signed.length === 0) return null;
    if (old) besideTrusted(head, old, found);
    return { ...head, signed };
  };

  /* ---- files that the checkpoint does not need ---- */
  const parseName = (file) => {
    const parts = /^(sm3\/)?tile\/(entries|\d{1,2})\/((?:x\d{3}\/)*\d{3})(?:\.p\/(\d{1,3}))?$/.exec(file);
    if (!parts || (parts[1] && parts[2] === 'entries')) return null;
    const [, prefix = '', level, digits, partial] = parts;
    const index = digits.split('/').reduce((sum, part) => sum * 1000 + Number(part.replace('x', '')), 0);
    const width = partial === undefined ? WIDTH : Number(partial);
    const isOwn = Number.isSafeInteger(index) && prefix + path(level, index, width) === file;
    return isOwn && width > 0 && (partial === undefined || width < WIDTH) ? { prefix, level, index, width } : null;
  };

  /* Entries that the names of the bundles promise, for a log whose checkpoint cannot be believed; not more than so many
     bundles hold, whatever number one of them has. */
  const entriesFound = (names) => {
    const bundles = names.map(parseName).filter((spare) => spare && spare.level === 'entries');
    const size = bundles.reduce((most, { index, width }) => Math.max(most, index * WIDTH + width), 0);
    return Math.min(size, bundles.length * WIDTH);
  };

  const startsWith = (bytes, older) => bytes.length >= older.length && equal(bytes.subarray(0, older.length), older);

  const checkOlder = async (files, file, spare, width, found) => {
    const older = await files.read(file);
    const current = await files.read(spare.prefix + path(spare.level, spare.index, width))
      || await files.read(spare.prefix + path(spare.level, spare.index, WIDTH));
    if (!older || !current) return;
    const isBundle = spare.level === 'entries';
    const read = isBundle && entriesOf(older);
    const complete = isBundle ? read.whole && read.entries.length === spare.width : older.length === spare.width * 32;
    if (startsWith(current, older) && complete) return;
    const entry = isBundle ? { entry: spare.index * WIDTH } : {};
    found.fault({ kind: 'changed_tile', file, code: 'older_form', about: {}, ...entry });
  };

  const checkSpare = async (files, size, found) => {
    for (const file of files.names) {
      if (!/^(tile|sm3)\//.test(file) || file.endsWith('.tmp')) continue;
      const spare = parseName(file);
      if (!spare) { found.note('no_file_of_a_log', file); continue; }
      const tile = tileAt(spare.level === 'entries' ? 0 : Number(spare.level), spare.index, size);
      const width = tile ? tile.width : 0;
      if (spare.width > width) found.note('beyond', file);
      else if (spare.width < width) await checkOlder(files, file, spare, width, found);
    }
  };

  /* ---- the older checkpoint ---- */
  /* The root of the first `count` entries from the tiles as they lie there; null when they cannot give it. */
  const storedRoot = async (files, prefix, digest, count, size) => {
    const levels = [];
    for (let level = 0, hashes = count; hashes > 0; level += 1, hashes = Math.floor(hashes / WIDTH)) {
      const [index, width] = [Math.floor(hashes / WIDTH), hashes % WIDTH];
      const tile = tileAt(level, index, size);
      if (width === 0) continue;
      const bytes = tile && (await files.read(prefix + path(level, index, tile.width)) || await files.read(prefix + path(level, index, WIDTH)));
      if (!bytes || bytes.length < width * 32) return null;
      levels.push(bytes.subarray(0, width * 32));
    }
    return rootOfLevels(digest, levels);
  };

  /* Does the log begin with the tree of the older checkpoint? When its entries are damaged, the tiles may still show it. */
  const continues = async (files, prefix, digest, { size, old, root, computed, found }) => {
    if (computed && equal(computed, root)) return;
    const stored = await storedRoot(files, prefix, digest, old.size, size).catch(() => null);
    if (stored && equal(stored, root)) return;
    const given = computed || stored;
    const about = { size: old.size, root: given && toBase64(given), trusted: toBase64(root) };
    found.head(old.size === 0 ? 'wrong_root' : 'two_heads', 'not_continued', about);
  };

  const onePass = async ({ files, prefix, digest, size, root, old, oldRoot, found, pace }) => {
    const pass = new Pass({ files, prefix, digest, size, expected: root, old: old ? old.size : null, found, pace });
    const computed = await pass.run();
    if (old && oldRoot) await continues(files, prefix, digest, { size, old, root: oldRoot, computed, found });
  };

  const secondTree = async (context, head, old) => {
    if (head && !head.sm3) { context.found.head('wrong_root', 'no_sm3'); return; }
    const root = head && head.sm3;
    await onePass({ ...context, prefix: 'sm3/', digest: sm3, root, old, oldRoot: old && old.sm3 });
  };

  /* `files`: { names, read(name) }. `progress(done, of)` is asked to wait for the page and may throw to stop. */
  const checkLog = async ({ files, keys, trusted, withSm3, progress }) => {
    if (keys.length === 0) throw new Unusable('no_key');
    if (!files.names.some((name) => name === CHECKPOINT || name.startsWith('tile/'))) throw new Unusable('no_log');
    const found = new Findings();
    const trustedOld = trusted ? trustedHead(trusted, keys) : null;
    const head = await readHead(files, keys, trustedOld, found);
    const size = head ? head.size : entriesFound(files.names);
    const old = trustedOld && trustedOld.size <= size ? trustedOld : null;
    let done = 0;
    const pace = (entries) => { done += entries; return progress(done, size * (withSm3 ? 2 : 1)); };
    const context = { files, size, found, pace };
    await onePass({ ...context, prefix: '', digest: sha256, root: head && head.root, old, oldRoot: old && old.root });
    if (withSm3) await secondTree(context, head, old);
    await checkSpare(files, size, found);
    return { head, size, old: trustedOld, faults: found.sorted(), faultsFound: found.count, notes: found.notes, withSm3 };
  };

  anlan.log = { checkLog, KINDS };
})();
