/* Results as parts of the page. Text is only ever put in as text. */
(() => {
  'use strict';
  const anlan = globalThis.anlan = globalThis.anlan || {};
  const { toBase64, text } = anlan.check;
  const { time } = anlan.entry;
  const { say } = anlan.words;

  const FAULTS_SHOWN = 200;
  const SVG = 'http://www.w3.org/2000/svg';
  const MARKS = { 'is-good': 'M5 12.5l4.5 4.5L19 7.5', 'is-own': 'M12 6v8M12 17.4v.2', 'is-bad': 'M7 7l10 10M17 7L7 17' };

  const RING = 'M12 1.4a10.6 10.6 0 1 0 0 21.2 10.6 10.6 0 1 0 0-21.2';

  /* An element; children are elements, texts or nothing. */
  const el = (tag, attributes, ...children) => {
    const [name, ...classes] = tag.split('.');
    const it = document.createElement(name);
    if (classes.length > 0) it.className = classes.join(' ');
    for (const [key, value] of Object.entries(attributes || {})) it.setAttribute(key, value);
    it.append(...children.flat(Infinity).filter((child) => child !== null && child !== undefined && child !== ''));
    return it;
  };

  const mark = (kind) => {
    const svg = document.createElementNS(SVG, 'svg');
    svg.setAttribute('viewBox', '0 0 24 24');
    svg.setAttribute('aria-hidden', 'true');
    for (const d of [RING, MARKS[kind]]) {
      const path = document.createElementNS(SVG, 'path');
      path.setAttribute('d', d);
      svg.append(path);
    }
    return svg;
  };

  const verdict = (kind, title, words) => el(`div.verdict.${kind}`, {}, mark(kind), el('h2', { id: 'verdict' }, title), el('p', {}, words));
  const card = (title, ...children) => el('section.card', {}, el('h2', {}, title), children);
  const facts = (pairs) => el('section.card', {}, el('dl.facts', {}, pairs.filter(Boolean).map(([name, value]) => [el('dt', {}, name), el('dd', {}, value)])));
  const code = (value) => el('span.code', {}, value);
  const lines = (values) => values.map((value) => el('div', {}, value));

  /* ---- what all results have ---- */
  const faultsTitle = (lang, count) => count === 1 ? say(lang, 'faults_1') : say(lang, 'faults_n', { count });

  const placeOf = (lang, fault) => [
    el('div.code', {}, fault.file),
    fault.entry === undefined ? null : el('div', {}, say(lang, 'place_entry', { entry: fault.entry })),
    fault.tile ? el('div', {}, say(lang, 'place_hash', { position: fault.tile.position })) : null,
  ];

  const faultRow = (lang, fault) => el('tr', {}, el('td.kind', {}, anlan.faults.kind(lang, fault)),
    el('td', {}, placeOf(lang, fault)), el('td', {}, anlan.faults.what(lang, fault)));

  const table = (heads, rows) => el('table', {}, el('thead', {}, el('tr', {}, heads.map((head) => el('th', { scope: 'col' }, head)))), el('tbody', {}, rows));

  const faultsCard = (lang, report) => {
    if (report.faultsFound === 0) return null;
    const listed = report.faults.slice(0, FAULTS_SHOWN);
    const more = report.faultsFound - listed.length;
    const heads = ['fault_kind', 'fault_place', 'fault_what'].map((id) => say(lang, id));
    return card(say(lang, 'faults'), table(heads, listed.map((fault) => faultRow(lang, fault))),
      el('p.below', {}, more > 0 ? say(lang, 'more_faults', { count: more }) + ' ' : '', say(lang, 'from_zero')));
  };

  const notesCard = (lang, notes) => notes.length === 0 ? null
    : card(say(lang, 'notes'), el('ul.in', {}, notes.slice(0, FAULTS_SHOWN).map((note) => el('li', {}, code(note.file), lang === 0 ? '：' : ' ', anlan.faults.note(lang, note)))));

  const headTime = (lang, head) => head.time ? time(head.time * 1e6) : say(lang, 'not_said');
  const keyLines = (lang, keys) => lines(keys.map((key) => [code(key.text), key.witness ? el('span.tag', {}, say(lang, 'witness')) : '']).map((parts) => el('span', {}, parts)));
  const took = (lang, run) => [say(lang, 'checked_at'), say(lang, 'took', { time: time(run.at * 1000), seconds: run.seconds })];

  const headFacts = (lang, head, second = null) => head ? [
    [say(lang, 'origin'), head.origin],
    [say(lang, 'size'), head.size.toLocaleString('en-US')],
    [say(lang, 'root'), code(toBase64(head.root))],
    second,
    [say(lang, 'signed_at'), headTime(lang, head)],
  ] : [];

  const ending = (lang) => el('p.acts', {}, el('button.btn', { type: 'button', 'data-print': '' }, say(lang, 'print')));

  /* ---- an entry ---- */
  const plain = (lang, value) => {
    if (value === null || value === '') return el('span.muted', {}, say(lang, 'empty'));
    if (typeof value === 'boolean') return say(lang, value ? 'yes' : 'no');
    if (typeof value === 'object') return code(JSON.stringify(value));
    if (typeof value !== 'string') return String(value);
    const name = anlan.names.told(value);
    if (name) return el('span', {}, name, ' ', el('span.code.muted', {}, value));
    return /^([0-9a-f]{64}|(person:)?[0-9a-z]{26})$/.test(value) ? code(value) : value;
  };

  const instant = (value) => typeof value === 'string' && /^\d{4}-\d\d-\d\dT[\d:.]+\+08:00$/.test(value) ? value.slice(0, 19).replace('T', ' ') : value;

  const valueOf = (lang, path, value, disclosed) => {
    const sealed = anlan.entry.commitmentOf(value);
    if (sealed === null) return [anlan.names.value(lang, path[path.length - 1], value) || plain(lang, instant(value))];
    if (!disclosed.has(sealed)) return [el('span.tag.is-alone', {}, say(lang, 'sealed'))];
    return [plain(lang, instant(disclosed.get(sealed))), el('span.tag.is-good', {}, say(lang, 'disclosed'))];
  };

  const payload = (lang, fields, disclosed) => {
    if (fields.payload_sha256) return el('p', {}, say(lang, 'payload_digest', { hash: fields.payload_sha256 }));
    const rows = anlan.entry.rows(fields.payload).filter(({ path }) => path.length > 0 && !(path[0] === 'kind' && path.length === 1));
    if (rows.length === 0) return el('p.muted', {}, say(lang, 'payload_none'));
    const name = (part) => anlan.names.field(lang, part) || part;
    return el('table.parts', {}, el('tbody', {}, rows.map(({ path, value }) => el('tr', {},
      el('th', { scope: 'row' }, path.map(name).join(' · ')), el('td', {}, valueOf(lang, path, value, disclosed))))));
  };

  const withCode = (known, word) => known === word ? word : known ? el('span', {}, known, ' ', el('span.code.muted', {}, word)) : code(String(word));

  const entryFacts = (lang, fields) => [
    [say(lang, 'stream'), withCode(anlan.names.stream(lang, fields.stream), fields.stream)],
    [say(lang, 'object'), code(String(fields.id))],
    [say(lang, 'kind'), withCode(anlan.names.kind(lang, fields.kind), fields.kind)],
    [say(lang, 'version'), String(fields.version)],
    [say(lang, 'actor'), plain(lang, fields.actor)],
    fields.role && [say(lang, 'role'), anlan.names.role(lang, fields.role) || code(fields.role)],
    fields.organisation && [say(lang, 'organisation'), code(fields.organisation)],
    [say(lang, 'effective_at'), time(fields.effective_at)],
    [say(lang, 'recorded_at'), time(fields.recorded_at)],
    fields.origin && [say(lang, 'way'), anlan.names.way(lang, fields.origin) || code(fields.origin)],
    fields.cause && [say(lang, 'cause'), code(fields.cause)],
  ];

  const rawEntry = (lang, bytes) => card(say(lang, 'entry_raw'), el('pre', {}, text(bytes) || say(lang, 'binary', { bytes: bytes.length })));

  anlan.show = { el, verdict, card, facts, code, table, faultsTitle, faultsCard, notesCard, headTime, headFacts, keyLines, took, ending,
    payload, withCode, entryFacts, rawEntry };
})();
