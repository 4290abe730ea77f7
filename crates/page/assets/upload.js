/* Anlan: files that are sent while the form is still being filled in. In pieces, so that a broken connection costs one
   piece; without this file they go with the form. ES2020, no evaluation, no inline style. */
(() => {
  'use strict';

  const PIECE = 512 * 1024;
  const PATIENCE_MS = [500, 1000, 2000, 4000, 8000];
  const wait = (ms) => new Promise((done) => setTimeout(done, ms));
  const size = (bytes) => bytes < 1e6 ? Math.max(1, Math.round(bytes / 1e3)) + ' kB' : (bytes / 1e6).toFixed(1) + ' MB';
  const zh = document.documentElement.lang.startsWith('zh');

  /* A tab that was loaded anew goes on with the same file where it stopped. */
  const known = {
    key: (file) => ['anlan-upload', file.name, file.size, file.lastModified].join(' '),
    get: (file) => { try { return sessionStorage.getItem(known.key(file)); } catch (e) { return null; } },
    set: (file, id) => { try { sessionStorage.setItem(known.key(file), id); } catch (e) { /* storage is off */ } },
    drop: (file) => { try { sessionStorage.removeItem(known.key(file)); } catch (e) { /* storage is off */ } },
  };

  /* What the server refuses is said in its own words and not tried again. */
  class Refused extends Error {}
  const ask = async (method, path, options = {}) => {
    const answer = await fetch(path, { method, credentials: 'same-origin', cache: 'no-store', ...options });
    if (answer.ok) return answer.json();
    if (answer.status >= 500 || answer.status === 409 || answer.status === 429) throw new Error(String(answer.status));
    const said = await answer.json().catch(() => ({}));
    const first = said.errors && said.errors[0];
    throw new Refused((zh ? (first && first.problem_zh) || said.detail_zh : (first && first.problem) || said.detail) || String(answer.status));
  };

  const begin = async (field, file) => {
    const id = known.get(file);
    if (id) {
      try { return await ask('GET', field.dataset.upload + '/' + id); } catch (e) { if (!(e instanceof Refused)) throw e; known.drop(file); }
    }
    const begun = await ask('POST', field.dataset.upload, { headers: { 'content-type': 'application/json' }, body: JSON.stringify({ name: file.name, bytes: file.size }) });
    known.set(file, begun.id);
    return begun;
  };

  const send = async (field, file, shown) => {
    let tries = 0;
    for (;;) {
      try {
        let state = await begin(field, file);
        while (!state.received) {
          if (shown.row.parentNode === null) return;
          shown.progress(state.offset);
          const piece = file.slice(state.offset, state.offset + PIECE);
          const headers = { 'upload-offset': String(state.offset), 'content-type': 'application/offset+octet-stream' };
          state = await ask('PATCH', field.dataset.upload + '/' + state.id, { headers, body: piece });
          tries = 0;
        }
        known.drop(file);
        return shown.done(state.id);
      } catch (e) {
        if (e instanceof Refused) { known.drop(file); return shown.refused(e.message); }
        if (tries >= PATIENCE_MS.length) return shown.failed();
        await wait(PATIENCE_MS[tries++]);
      }
    }
  };

  const element = (name, text, properties = {}) => Object.assign(document.createElement(name), { textContent: text }, properties);

  /* One line a file: its name, how far it is, and what can be done about it. */
  const line = (field, file) => {
    const words = field.dataset;
    const row = element('li', '');
    row.dataset.pending = 'yes';
    const bar = element('progress', '', { max: file.size, value: 0 });
    bar.setAttribute('aria-label', file.name);
    const state = element('span', words.sending, { className: 'muted' });
    const retry = element('button', words.retry, { type: 'button', className: 'btn is-small', hidden: true });
    const remove = element('button', words.remove, { type: 'button', className: 'btn is-small' });
    const shown = {
      row,
      progress: (offset) => { bar.value = offset; state.textContent = words.sending + ' ' + Math.floor(100 * offset / file.size) + ' %'; },
      settle: (text) => { delete row.dataset.pending; bar.hidden = true; state.textContent = text; },
      done: (id) => {
        shown.settle(words.done);
        row.append(element('input', '', { type: 'hidden', name: 'evidence', value: id }));
      },
      refused: (text) => { shown.settle(text); state.className = 'why'; },
      failed: () => { shown.settle(words.failed); state.className = 'why'; retry.hidden = false; },
      start: () => { row.dataset.pending = 'yes'; retry.hidden = true; bar.hidden = false; state.className = 'muted'; state.textContent = words.sending; send(field, file, shown); },
    };
    retry.addEventListener('click', shown.start);
    remove.addEventListener('click', () => { row.remove(); field.querySelector('input[type="file"]').focus(); });
    row.append(element('b', file.name), element('span', size(file.size), { className: 'muted' }), bar, state, retry, remove);
    field.querySelector('[data-files]').append(row);
    shown.start();
  };

  document.addEventListener('change', (event) => {
    const input = event.target;
    const field = input.type === 'file' && input.closest('[data-upload]');
    if (!field) return;
    Array.from(input.files).forEach((file) => line(field, file));
    input.value = '';
  });

  /* The form waits for its files; nothing typed is lost meanwhile. Before the other script, which would mark it as sent. */
  document.addEventListener('submit', (event) => {
    const busy = event.target.querySelector('[data-upload] li[data-pending]');
    if (!busy) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    const field = busy.closest('[data-upload]');
    const said = field.querySelector('[data-said]');
    said.textContent = field.dataset.busy;
    said.hidden = false;
    busy.scrollIntoView({ block: 'center' });
  }, true);
})();
