/* The page itself: what was chosen, the run of a check with its progress, the two languages. Remembers nothing. */
(() => {
  'use strict';
  const { Unusable, parseKeys, checkProof } = anlan.check;
  const { say } = anlan.words;
  const LANGUAGES = ['zh-CN', 'en'];
  const MARKERS = { log: 'checkpoint', pack: 'manifest.json' };
  const ACCEPTS = { proof: '.tlog-proof', pack: '.zip' };
  const SMALL_BYTES_MAX = 1024 * 1024;
  const SLICE_MS = 40;
  const TOLD_MS = 1000;

  const at = (id) => document.getElementById(id);
  const state = { lang: 0, kind: 'log', chosen: {}, trusted: null, shown: null, run: null, urls: [] };

  class Stopped extends Error {}

  /* ---- words and fields ---- */
  const chosenWords = (chosen) => {
    if (!chosen) return say(state.lang, 'nothing_chosen');
    if (chosen.file) return say(state.lang, 'chosen_file', { name: chosen.file.name, bytes: chosen.file.size });
    return say(state.lang, 'chosen_folder', { name: chosen.name, files: chosen.found.length });
  };

  const refresh = () => {
    const { lang, kind } = state;
    document.documentElement.lang = LANGUAGES[lang];
    document.title = `${say(lang, 'title')} · ${say(lang, 'brand')}`;
    for (const it of document.querySelectorAll('[data-say]')) it.textContent = say(lang, it.dataset.say);
    for (const it of document.querySelectorAll('[data-label]')) it.setAttribute('aria-label', say(lang, it.dataset.label));
    for (const it of document.querySelectorAll('[data-lang]')) it.setAttribute('aria-pressed', String(Number(it.dataset.lang) === lang));
    at('files-title').textContent = say(lang, `files_${kind}`);
    at('files-hint').textContent = say(lang, `hint_${kind}`);
    at('file-label').textContent = say(lang, kind === 'pack' ? 'choose_zip' : 'choose_file');
    at('key-hint').textContent = say(lang, kind === 'pack' ? 'key_hint_pack' : 'key_hint');
    at('pick-folder').hidden = kind === 'proof';
    at('pick-file').hidden = kind === 'log';
    at('key-free').hidden = kind !== 'pack';
    at('older').hidden = kind !== 'log';
    at('file').accept = ACCEPTS[kind] || '';
    at('chosen').textContent = chosenWords(state.chosen[kind]);
    at('trusted-chosen').textContent = chosenWords(state.trusted && { file: state.trusted });
    if (state.shown) draw();
  };

  const draw = () => {
    state.urls.splice(0).forEach((url) => URL.revokeObjectURL(url));
    at('result').replaceChildren(...state.shown(state.lang).filter(Boolean));
    at('result').hidden = false;
  };

  /* What stands below belongs to what was chosen before. */
  const forget = () => {
    state.shown = null;
    at('result').hidden = true;
  };

  const setKind = (kind) => {
    state.kind = kind;
    forget();
    at(`kind-${kind}`).checked = true;
    refresh();
  };

  const choose = (chosen) => {
    state.chosen[state.kind] = chosen;
    forget();
    refresh();
  };

  const conclude = (shown) => {
    state.shown = shown;
    draw();
    at('result').focus();
    at('result').scrollIntoView({ block: 'start' });
  };

  /* ---- progress: the page stays awake, and a person can stop ---- */
  /* Unlike a timer, a message is not slowed down while the page lies in the background. */
  const breathe = () => new Promise((done) => {
    const { port1, port2 } = new MessageChannel();
    port1.onmessage = () => { port1.close(); done(); };
    port2.postMessage(null);
  });

  const progressOf = (run, kind) => async (done, of) => {
    const now = performance.now();
    if (now - run.breathed < SLICE_MS) return;
    at('progress').value = of > 0 ? done / of : 0;
    if (now - run.told > TOLD_MS) {
      run.told = now;
      at('progress-text').textContent = say(state.lang, kind === 'log' ? 'progress_log' : 'progress_pack', { done, of });
    }
    await breathe();
    if (run.isStopped) throw new Stopped();
    run.breathed = performance.now();
  };

  const begin = () => {
    const now = performance.now();
    state.run = { isStopped: false, breathed: now, told: now, started: now };
    at('progress-text').textContent = say(state.lang, 'reading');
    at('progress').value = 0;
    at('start').disabled = true;
    at('running').hidden = false;
    at('result').hidden = true;
    at('stop').focus();
    return state.run;
  };

  const end = () => {
    state.run = null;
    at('start').disabled = false;
    at('running').hidden = true;
  };

  /* ---- the checks ---- */
  const nameOf = (chosen) => chosen.file ? chosen.file.name : chosen.name;

  const filesOf = async (chosen, marker) => chosen.file ? anlan.zip.open(chosen.file) : anlan.sources.folder(chosen.found, marker);

  const checkLog = async (chosen, keys, progress) => {
    if (keys.length === 0) throw new Unusable('no_key');
    const trusted = state.trusted && await anlan.sources.bytesOf(state.trusted, SMALL_BYTES_MAX);
    const files = anlan.sources.folder(chosen.found, MARKERS.log);
    const report = await anlan.log.checkLog({ files, keys, trusted, withSm3: at('sm3').checked, progress });
    return (lang, run) => anlan.results.log(lang, report, run);
  };

  const checkOne = async (chosen, keys) => {
    if (keys.length === 0) throw new Unusable('no_key');
    const bytes = await anlan.sources.bytesOf(chosen.file, SMALL_BYTES_MAX);
    try {
      const proven = { ...checkProof(bytes, keys), keys };
      return (lang, run) => anlan.results.proof(lang, proven, run);
    } catch (why) {
      if (!(why instanceof Unusable) || why.code === 'proof_form') throw why;
      return (lang, run) => anlan.results.notProven(lang, why, run);
    }
  };

  const checkPack = async (chosen, keys, progress) => {
    const files = await filesOf(chosen, MARKERS.pack);
    const report = await anlan.pack.checkPack({ files, keys, progress });
    return (lang, run) => anlan.results.pack(lang, report, run);
  };

  const CHECKS = { log: checkLog, proof: checkOne, pack: checkPack };

  const failed = (why) => {
    const isKey = why instanceof Unusable && (why.code === 'no_key' || why.code.startsWith('key_'));
    at('key').setAttribute('aria-invalid', String(isKey));
    if (why instanceof Stopped) return conclude((lang) => [anlan.show.el('p.card.in', { id: 'verdict' }, say(lang, 'stopped'))]);
    return conclude((lang) => anlan.results.couldNot(lang, why instanceof DOMException ? new Unusable('gone') : why));
  };

  const check = async () => {
    const { kind, chosen: { [kind]: chosen } } = state;
    const run = begin();
    try {
      if (!chosen) throw new Unusable('nothing_to_check');
      const keys = parseKeys(at('key').value);
      const shown = await CHECKS[kind](chosen, keys, progressOf(run, kind));
      const about = { at: Date.now(), seconds: ((performance.now() - run.started) / 1000).toFixed(1), name: nameOf(chosen), urls: state.urls };
      end();
      at('key').removeAttribute('aria-invalid');
      conclude((lang) => shown(lang, about));
    } catch (why) {
      end();
      failed(why);
    }
  };

  /* ---- what a person does ---- */
  /* A pack says itself what it is; taken for a log, each of its files would be a finding. */
  const isPack = (found) => found.some(({ path }) => path.endsWith(MARKERS.pack));

  const drop = async (event) => {
    event.preventDefault();
    at('drop').classList.remove('is-over');
    if (state.run) return;
    try {
      const { file, name, found } = await anlan.sources.fromDrop(event.dataTransfer);
      if (!file && !found) return;
      if (found) setKind(isPack(found) ? 'pack' : 'log');
      else setKind(file.name.endsWith('.zip') ? 'pack' : 'proof');
      choose(file ? { file } : { name, found });
    } catch (why) {
      failed(why);
    }
  };

  const chooseFolder = ({ target }) => {
    if (target.files.length === 0) return;
    const found = anlan.sources.fromInput(target.files);
    if (isPack(found)) setKind('pack');
    choose({ name: target.files[0].webkitRelativePath.split('/')[0], found });
    target.value = '';
  };

  const chooseFile = ({ target }) => {
    if (target.files.length === 0) return;
    choose({ file: target.files[0] });
    target.value = '';
  };

  at('form').addEventListener('submit', (event) => { event.preventDefault(); if (!state.run) check(); });
  at('stop').addEventListener('click', () => { if (state.run) state.run.isStopped = true; });
  at('folder').addEventListener('change', chooseFolder);
  at('file').addEventListener('change', chooseFile);
  at('trusted').addEventListener('change', ({ target }) => { state.trusted = target.files[0] || null; forget(); refresh(); });
  at('result').addEventListener('click', ({ target }) => { if (target.closest('[data-print]')) window.print(); });
  for (const it of document.querySelectorAll('[name="kind"]')) it.addEventListener('change', () => setKind(it.value));
  for (const it of document.querySelectorAll('[data-lang]')) it.addEventListener('click', () => { state.lang = Number(it.dataset.lang); refresh(); });
  /* A file that misses its place must not replace the page. */
  document.addEventListener('dragover', (event) => { event.preventDefault(); at('drop').classList.toggle('is-over', at('drop').contains(event.target)); });
  document.addEventListener('drop', drop);
  setKind('log');
})();
