/* The three kinds of results, and what is said when nothing could be checked. Each gives a list of elements. */
(() => {
  'use strict';
  const anlan = globalThis.anlan = globalThis.anlan || {};
  const { toBase64 } = anlan.check;
  const { time, parse } = anlan.entry;
  const { say } = anlan.words;
  const show = anlan.show;
  const { el } = show;

  const PICTURES = { jpg: 'image/jpeg', jpeg: 'image/jpeg', png: 'image/png', webp: 'image/webp' };

  /* ---- a whole log ---- */
  const older = (lang, { old, faults }) => {
    if (!old) return say(lang, 'older_none');
    const isAgainst = ({ kind, code }) => ['rolled_back', 'two_heads', 'wrong_origin'].includes(kind) || code === 'not_continued';
    return say(lang, faults.some(isAgainst) ? 'older_fails' : 'older_fits', { size: old.size, time: show.headTime(lang, old) });
  };

  const secondRoot = (lang, { head, withSm3 }) => {
    if (!head || !head.sm3) return null;
    return [say(lang, 'sm3_root'), [show.code(toBase64(head.sm3)), el('span.tag', {}, say(lang, withSm3 ? 'sm3_checked' : 'sm3_not_checked'))]];
  };

  const log = (lang, report, run) => {
    const { head, size, faultsFound } = report;
    const fits = faultsFound === 0;
    return [
      fits ? show.verdict('is-good', say(lang, 'log_fits'), say(lang, 'log_fits_text', { size }))
        : show.verdict('is-bad', show.faultsTitle(lang, faultsFound), say(lang, 'log_faults_text')),
      show.faultsCard(lang, report),
      show.facts([
        ...show.headFacts(lang, head, secondRoot(lang, report)),
        head && [say(lang, 'signed_by'), show.keyLines(lang, head.signed)],
        [say(lang, 'older'), older(lang, report)],
        [say(lang, 'input'), run.name], show.took(lang, run),
      ]),
      show.notesCard(lang, report.notes), show.ending(lang),
    ];
  };

  /* ---- the proof of one entry ---- */
  const proof = (lang, { entry, index, head, keys }, run) => {
    const fields = parse(entry);
    anlan.names.learn(null);
    return [
      show.verdict('is-good', say(lang, 'proof_fits'), say(lang, 'proof_fits_text', { index, size: head.size })),
      fields ? show.facts(show.entryFacts(lang, fields)) : show.rawEntry(lang, entry),
      fields ? show.card(say(lang, 'payload'), el('div.in', {}, show.payload(lang, fields, new Map()))) : null,
      show.facts([...show.headFacts(lang, head), [say(lang, 'signed_by'), show.keyLines(lang, keys)], [say(lang, 'input'), run.name], show.took(lang, run)]),
      show.ending(lang),
    ];
  };

  /* The proof was read and does not hold: that is a finding, and the entry is not shown as if it were true. */
  const notProven = (lang, why, run) => [
    show.verdict('is-bad', say(lang, 'proof_fails'), anlan.faults.why(lang, why)),
    show.facts([[say(lang, 'input'), run.name], show.took(lang, run)]), show.ending(lang),
  ];

  /* ---- an evidence pack ---- */
  const packVerdict = (lang, report) => {
    if (report.faultsFound > 0) return show.verdict('is-bad', show.faultsTitle(lang, report.faultsFound), say(lang, 'pack_faults_text'));
    if (report.ownKey) return show.verdict('is-own', say(lang, 'pack_own'), say(lang, 'pack_own_text'));
    const disclosed = report.entries.reduce((sum, entry) => sum + entry.disclosed.size, 0);
    const about = { entries: report.entries.length, disclosed, files: report.attached.length };
    return show.verdict('is-good', say(lang, 'pack_fits'), say(lang, 'pack_fits_text', about));
  };

  const step = (lang, { number, fields, proven, disclosed }) => el('li', {},
    el('div.when', {},
      el('h3', {}, fields ? show.withCode(anlan.names.kind(lang, fields.kind), fields.kind) : say(lang, 'entry_title', { number })),
      fields ? el('time', {}, time(fields.effective_at)) : null,
      el('span.tag', {}, say(lang, 'entry_title', { number })),
      el(`span.tag.${proven ? 'is-good' : 'is-bad'}`, {}, say(lang, proven ? 'proven_tag' : 'not_proven_tag'))),
    fields ? el('p.who', {}, who(lang, fields)) : null,
    fields ? show.payload(lang, fields, disclosed) : null);

  const who = (lang, fields) => [
    anlan.names.stream(lang, fields.stream) || fields.stream, fields.id,
    [fields.role && (anlan.names.role(lang, fields.role) || fields.role), anlan.names.told(fields.actor) || fields.actor].filter(Boolean).join(' '),
    `${say(lang, 'recorded_at')} ${time(fields.recorded_at)}`,
  ].join(lang === 0 ? '，' : ', ');

  const picture = (file, urls) => {
    const type = PICTURES[(/\.(\w+)$/.exec(file.path) || [])[1]];
    if (!type || !file.content) return null;
    const url = URL.createObjectURL(new Blob([file.content], { type }));
    urls.push(url);
    return el('img.thumb', { src: url, alt: '' });
  };

  const fileRow = (lang, file, urls) => {
    const state = !file.content ? ['is-bad', say(lang, 'file_bad')]
      : file.entries.length === 0 ? ['is-bad', say(lang, 'file_unnamed')]
        : ['is-good', say(lang, 'file_named', { entries: file.entries.join(lang === 0 ? '、' : ', ') })];
    return el('tr', {}, el('td', {}, picture(file, urls), el('span.code', {}, file.path)),
      el('td.code', {}, file.sha256), el('td', {}, el(`span.tag.${state[0]}`, {}, state[1])));
  };

  const pack = (lang, report, run) => {
    const { manifest, head, entries, attached, keys, ownKey } = report;
    anlan.names.learn(manifest.names);
    const heads = [say(lang, 'file'), 'SHA-256', say(lang, 'file_state')];
    return [
      packVerdict(lang, report), show.faultsCard(lang, report), show.notesCard(lang, report.notes),
      show.facts([
        [say(lang, 'case'), [String(manifest.title), el('span.tag', {}, say(lang, 'case_said'))]],
        manifest.case.number && [say(lang, 'case_number'), String(manifest.case.number)],
        manifest.made_at && [say(lang, 'made_at'), time(manifest.made_at)],
        ...show.headFacts(lang, head),
        [say(lang, 'keys'), [show.keyLines(lang, keys), ownKey ? el('span.tag.is-own', {}, say(lang, 'own_key')) : null]],
        [say(lang, 'input'), run.name], show.took(lang, run),
      ]),
      show.card(say(lang, 'timeline'), el('p.below', {}, say(lang, 'timeline_hint')), el('ol.line', {}, entries.map((entry) => step(lang, entry)))),
      show.card(say(lang, 'attached'), attached.length > 0 ? show.table(heads, attached.map((file) => fileRow(lang, file, run.urls)))
        : el('p.in', {}, say(lang, 'no_files'))),
      show.ending(lang),
    ];
  };

  const couldNot = (lang, why) => [show.verdict('is-bad', say(lang, 'could_not'), anlan.faults.why(lang, why))];

  anlan.results = { log, proof, notProven, pack, couldNot };
})();
