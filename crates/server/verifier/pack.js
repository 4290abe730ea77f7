/* Checking an evidence pack: the entries of one case with their proofs, the values that were disclosed, and the files.
   What the manifest says is believed only as far as the signed checkpoint carries it. */
(() => {
  'use strict';
  const anlan = globalThis.anlan = globalThis.anlan || {};
  const { Unusable, text, equal, hex, fromBase64Url, sha256, leaf, included, parseKeys, openCheckpoint, parseProof, commitment } = anlan.check;
  const { parse, isObject, commitments, strings } = anlan.entry;

  const FORM = 'anlan evidence pack 1';
  const MANIFEST = 'manifest.json';
  const UNLISTED_ALLOWED = [MANIFEST, 'check.html', 'checkpoint'];
  /* What systems put into any folder that somebody looks at. */
  const LITTER = /(^|\/)(\.DS_Store|Thumbs\.db|desktop\.ini)$|^__MACOSX\//;
  const KINDS = ['unsigned', 'wrong_signature', 'wrong_origin', 'not_proven', 'changed_entry', 'wrong_value', 'changed_file', 'unnamed_file',
    'missing', 'unlisted', 'unreadable'];

  const isText = (value) => typeof value === 'string';
  const isCount = (value) => Number.isSafeInteger(value) && value >= 0;
  const all = (list, ...tests) => Array.isArray(list) && list.every((it) => isObject(it) && tests.every((test) => test(it)));
  const isFile = (it) => isText(it.path) && isText(it.sha256) && isCount(it.bytes);
  const isDisclosed = (it) => isText(it.commitment) && isText(it.salt) && isText(it.value);
  const isEntry = (it) => isCount(it.number) && isText(it.file) && isText(it.proof) && all(it.disclosed || [], isDisclosed);

  const readManifest = async (files) => {
    const bytes = await files.read(MANIFEST);
    if (!bytes) throw new Unusable('no_pack');
    let manifest;
    try { manifest = JSON.parse(text(bytes)); } catch (e) { throw new Unusable('pack_form'); }
    if (!isObject(manifest) || manifest.form !== FORM) throw new Unusable('pack_form');
    const complete = isText(manifest.origin) && isText(manifest.key) && isObject(manifest.case)
      && all(manifest.entries, isEntry) && all(manifest.files, isFile) && all(manifest.sums, isFile);
    if (!complete) throw new Unusable('pack_form');
    return manifest;
  };

  class Pack {
    constructor(files, manifest, keys, progress) {
      Object.assign(this, { files, manifest, keys, progress, faults: [], notes: [], done: 0 });
      this.steps = manifest.entries.length + manifest.files.length + manifest.sums.length;
    }

    fault(kind, file, code, about = {}, entry = undefined) {
      this.faults.push(entry === undefined ? { kind, file, code, about } : { kind, file, entry, code, about });
    }

    /* A listed file; when it is missing or cannot be read that is told. */
    async read(file, entry) {
      try {
        const bytes = await this.files.read(file);
        if (!bytes) this.fault('missing', file, 'file_missing', {}, entry);
        return bytes;
      } catch (why) {
        this.fault('unreadable', file, 'file_io', { why }, entry);
        return null;
      }
    }

    async step() {
      this.done += 1;
      await this.progress(this.done, this.steps);
    }

    async head() {
      const bytes = await this.read('checkpoint');
      if (!bytes) return null;
      try {
        const head = openCheckpoint(bytes, this.keys);
        if (head.origin === this.manifest.origin) return head;
        this.fault('wrong_origin', 'checkpoint', 'wrong_origin', { found: head.origin, expected: this.manifest.origin });
        return head;
      } catch (why) {
        if (!(why instanceof Unusable)) throw why;
        const signing = why.code === 'unsigned' || why.code === 'wrong_signature';
        this.fault(signing ? why.code : 'unreadable', 'checkpoint', signing ? why.code : 'checkpoint_unreadable', signing ? why.about : { why });
        return null;
      }
    }

    async entry(listed, head) {
      const { number } = listed;
      const bytes = await this.read(listed.file, number);
      const proof = await this.read(listed.proof, number);
      const proven = Boolean(bytes && proof && head) && this.proves(listed, bytes, proof, head);
      const fields = bytes && parse(bytes);
      if (bytes && !fields) this.fault('unreadable', listed.file, 'entry_form', {}, number);
      const known = commitments(fields && fields.payload);
      const disclosed = new Map();
      for (const value of listed.disclosed || []) if (this.discloses(listed, value, known)) disclosed.set(value.commitment, JSON.parse(value.value));
      await this.step();
      return { number, fields, proven, disclosed };
    }

    proves(listed, bytes, proofBytes, head) {
      const fault = (kind, file, code, about) => { this.fault(kind, file, code, about, listed.number); return false; };
      try {
        const proof = parseProof(proofBytes);
        if (proof.entry && !equal(proof.entry, bytes)) return fault('changed_entry', listed.file, 'entry_other', {});
        if (proof.index !== listed.number) return fault('not_proven', listed.proof, 'proof_number', { index: proof.index });
        if (openCheckpoint(proof.checkpoint, this.keys).note.text !== head.note.text) return fault('not_proven', listed.proof, 'proof_head', {});
        included(leaf(sha256, bytes), proof.index, head.size, proof.hashes, head.root);
        return true;
      } catch (why) {
        if (!(why instanceof Unusable)) throw why;
        return fault('not_proven', listed.proof, 'not_proven', { why });
      }
    }

    discloses(listed, { commitment: sealed, salt, value }, known) {
      const fault = (code) => { this.fault('wrong_value', listed.file, code, { value, sealed }, listed.number); return false; };
      if (!known.has(sealed)) return fault('value_not_in_entry');
      const [expected, key] = [fromBase64Url(sealed), fromBase64Url(salt)];
      if (!expected || !key || key.length !== 32 || !equal(commitment(key, value), expected)) return fault('value_other');
      try { JSON.parse(value); } catch (e) { return fault('value_form'); }
      return true;
    }

    /* A file whose hash and size are listed; gives its bytes when they fit. */
    async sum(listed) {
      const bytes = await this.read(listed.path);
      await this.step();
      if (!bytes) return null;
      const found = hex(sha256(bytes));
      if (bytes.length === listed.bytes && found === listed.sha256) return bytes;
      this.fault('changed_file', listed.path, 'changed_file', { found, expected: listed.sha256, bytes: bytes.length, wanted: listed.bytes });
      return null;
    }

    async attached(entries, head) {
      const shown = [];
      for (const listed of this.manifest.files) {
        const bytes = await this.sum(listed);
        const naming = entries.filter(({ fields, proven }) => proven && fields && strings(fields.payload).has(listed.sha256));
        if (head && naming.length === 0) this.fault('unnamed_file', listed.path, 'unnamed_file');
        shown.push({ ...listed, content: bytes, entries: naming.map(({ number }) => number) });
      }
      return shown;
    }

    unlisted() {
      const { entries, files, sums } = this.manifest;
      const listed = new Set([...UNLISTED_ALLOWED, ...files.map((it) => it.path), ...sums.map((it) => it.path)]);
      entries.forEach((it) => listed.add(it.file).add(it.proof));
      for (const name of this.files.names.filter((it) => !listed.has(it))) {
        if (LITTER.test(name)) this.notes.push({ code: 'litter', file: name });
        else this.fault('unlisted', name, 'unlisted');
      }
    }
  }

  /* Entries of the case that were left out between others; those behind the last one cannot be seen. */
  const gaps = (manifest, entries) => {
    const own = entries.filter(({ fields }) => fields && fields.stream === manifest.case.stream && fields.id === manifest.case.id);
    const notes = [];
    own.map(({ number, fields }) => ({ number, version: fields.version })).sort((a, b) => a.version - b.version).reduce((last, { number, version }) => {
      if (version > last + 1) {
        const code = version === last + 2 ? 'version_missing' : 'versions_missing';
        notes.push({ code, file: MANIFEST, about: { entry: number, from: last + 1, to: version - 1 } });
      }
      return version;
    }, 0);
    return notes;
  };

  const checkPack = async ({ files, keys, progress }) => {
    const manifest = await readManifest(files);
    const ownKey = keys.length === 0;
    const used = ownKey ? parseKeys(manifest.key) : keys;
    if (used.length === 0) throw new Unusable('pack_form');
    const pack = new Pack(files, manifest, used, progress);
    const head = await pack.head();
    const entries = [];
    for (const listed of manifest.entries) entries.push(await pack.entry(listed, head));
    const attached = await pack.attached(entries, head);
    for (const listed of manifest.sums) await pack.sum(listed);
    pack.unlisted();
    pack.notes.push(...gaps(manifest, entries));
    if (!ownKey && !keys.some((key) => key.text === manifest.key.trim())) pack.notes.push({ code: 'other_key', file: MANIFEST });
    if (entries.length === 0) pack.fault('missing', MANIFEST, 'no_entries');
    const faults = pack.faults.sort((a, b) => KINDS.indexOf(a.kind) - KINDS.indexOf(b.kind));
    entries.sort((a, b) => a.number - b.number);
    return { manifest, ownKey, keys: used, head, entries, attached, faults, faultsFound: faults.length, notes: pack.notes };
  };

  anlan.pack = { checkPack };
})();
