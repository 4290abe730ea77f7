/* Anlan: what a page does beyond HTML. Everything works without this file. ES2020, no evaluation, no inline style. */
(() => {
  'use strict';

  const all = (selector, root = document) => Array.from(root.querySelectorAll(selector));
  const fill = (text, n) => text.replace('{n}', String(n));
  const pad = (n) => String(n).padStart(2, '0');
  const BEIJING_MS = 8 * 3600 * 1000;

  /* Focus: an error summary first, so that it is read before anything else. */
  const settle = (root) => {
    const summary = root.querySelector('[data-summary]');
    if (summary) summary.focus();
    all('[data-print]', root).forEach((button) => { button.hidden = false; });
    restoreDrafts(root);
    watchFresh(root);
    foldQueries();
    reachScrolled();
  };

  /* A table that is wider than a phone scrolls within its card: the keyboard gets there too. */
  const reachScrolled = () => all('.card, .scroll').forEach((card) => {
    const hidden = card.scrollWidth > card.clientWidth && !card.querySelector('a, button, input, select, textarea, summary');
    if (hidden) card.tabIndex = 0; else card.removeAttribute('tabindex');
  });
  window.addEventListener('resize', reachScrolled);

  /* On a phone the list comes before its query. */
  const narrow = matchMedia('(max-width: 600px)');
  const foldQueries = () => all('[data-fold]').forEach((fold) => { fold.open = !narrow.matches; });
  narrow.addEventListener('change', foldQueries);

  /* Keys: `/` to the search, `j` and `k` from row to row; Enter on a link is the browser's own. */
  const typing = (target) => target.closest('input, select, textarea, [contenteditable]');
  const titles = () => all('[data-rows] tbody tr').map((row) => row.querySelector('a.title, a')).filter(Boolean);

  const step = (by) => {
    const links = titles();
    if (links.length === 0) return false;
    const row = document.activeElement && document.activeElement.closest('[data-rows] tbody tr');
    const at = row ? links.findIndex((link) => row.contains(link)) : -1;
    const to = Math.min(links.length - 1, Math.max(0, at < 0 ? 0 : at + by));
    links[to].focus();
    links[to].scrollIntoView({ block: 'nearest' });
    return true;
  };

  document.addEventListener('keydown', (event) => {
    if (event.ctrlKey || event.altKey || event.metaKey || event.isComposing || typing(event.target)) return;
    if (event.key === '/') {
      const find = document.querySelector('[data-find]');
      if (find && find.offsetParent !== null) { event.preventDefault(); find.focus(); find.select(); }
    } else if ((event.key === 'j' && step(1)) || (event.key === 'k' && step(-1))) {
      event.preventDefault();
    }
  });

  /* A link of the error summary puts the cursor into its control. */
  document.addEventListener('click', (event) => {
    const link = event.target.closest('[data-summary] a[href^="#"]');
    const control = link && document.getElementById(decodeURIComponent(link.hash.slice(1)));
    if (control) { event.preventDefault(); control.focus(); control.scrollIntoView({ block: 'center' }); }
    if (event.target.closest('[data-print]')) window.print();
  });

  /* A form is sent once; the server's request key is what really guards. The back button, or eight seconds without an
     answer that leaves the page (a file, say), make it usable again. */
  const release = (form) => { delete form.dataset.sent; form.removeAttribute('aria-busy'); };
  document.addEventListener('submit', (event) => {
    const form = event.target;
    if (form.method !== 'post') return;
    if (form.dataset.sent) { event.preventDefault(); return; }
    form.dataset.sent = 'yes';
    form.setAttribute('aria-busy', 'true');
    setTimeout(() => release(form), 8000);
    sameKey(form);
    if (form.matches('[data-forget]')) store.names().forEach(store.drop);
    else if (form.matches('[data-draft]')) { keepDraft(form); store.set(SENT, draftKey(form)); if (store.get(draftKey(form))) sayKept(form); }
  });
  /* Back and sent again: the same words carry the same request key, so that nothing happens twice; other words carry a key
     of their own, so that nothing is lost. The history entry of the form remembers both. */
  const sameKey = (form) => {
    const key = form.elements.namedItem('request_key');
    if (!key || !form.matches('[data-draft]')) return;
    const [now, sent] = [state(form) + uploads(form), history.state && history.state.sent];
    if (sent && sent.words === now) key.value = sent.key;
    else if (sent && sent.key === key.value) key.value = Array.from(crypto.getRandomValues(new Uint8Array(16)), (b) => b.toString(16).padStart(2, '0')).join('');
    try { history.replaceState({ ...history.state, sent: { key: key.value, words: now } }, ''); } catch (e) { /* too long for the history */ }
  };
  /* The server needs not keep what this tab keeps, should the session have ended. */
  const sayKept = (form) => {
    if (form.elements.namedItem('draft_kept')) return;
    const said = document.createElement('input');
    Object.assign(said, { type: 'hidden', name: 'draft_kept', value: 'yes' });
    /* Before the files: behind them nothing is read when the session has ended. */
    form.prepend(said);
  };
  window.addEventListener('pageshow', (event) => { if (event.persisted) all('form[data-sent]').forEach(release); });

  /* Drafts: a half-filled form is kept for this tab, under its path and its visitor. It goes once the form was accepted,
     that is when the next page is one of ours without a problem on it, and at sign-out. */
  const DRAFT = 'anlan-draft ';
  const SENT = 'anlan-sent';
  const store = {
    get: (key) => { try { return sessionStorage.getItem(key); } catch (e) { return null; } },
    set: (key, value) => { try { sessionStorage.setItem(key, value); } catch (e) { /* storage is off or full */ } },
    drop: (key) => { try { sessionStorage.removeItem(key); } catch (e) { /* storage is off */ } },
    names: () => { try { return Object.keys(sessionStorage).filter((key) => key.startsWith(DRAFT)); } catch (e) { return []; } },
  };
  const visitor = () => { const name = document.querySelector('.me summary'); return name ? name.textContent.trim() : ''; };
  const draftKey = (form) => DRAFT + [visitor(), location.pathname, form.getAttribute('action')].join(' ');
  const UNKEPT = ['hidden', 'password', 'file', 'submit', 'button'];
  const kept = (form) => Array.from(form.elements).filter((field) => field.name && !UNKEPT.includes(field.type) && !field.closest('[data-upload]'));
  const uploads = (form) => all('[data-upload] input[name="evidence"]', form).filter((field) => field.type === 'hidden' || field.checked).map((field) => field.value).join(' ');
  const ticks = (field) => field.type === 'radio' || field.type === 'checkbox';
  const state = (form) => JSON.stringify(kept(form).map((field) => [field.name, ticks(field) ? field.checked : field.value]));
  const keepDraft = (form) => store.set(draftKey(form), state(form));

  const restoreDrafts = (root) => {
    const refused = root.querySelector('[data-summary]');
    const sent = store.get(SENT);
    if (sent && root.querySelector('.main, .bar') && !document.querySelector('[data-summary], [data-failure]')) store.drop(sent);
    store.drop(SENT);
    all('form[data-draft]', root).forEach((form) => {
      const draft = store.get(draftKey(form));
      if (refused || !draft || draft === state(form) || form.dataset.restored === 'yes') return;
      const fields = kept(form);
      let values;
      try { values = JSON.parse(draft); } catch (e) { return; }
      if (!Array.isArray(values) || values.length !== fields.length || fields.some((field, i) => values[i][0] !== field.name)) return;
      fields.forEach((field, i) => { if (ticks(field)) field.checked = values[i][1] === true; else field.value = String(values[i][1]); });
      form.dataset.restored = 'yes';
      form.prepend(restoredNote(form));
    });
  };

  /* Never silently: what was put back is said, and can be thrown away. */
  const restoredNote = (form) => {
    const note = document.createElement('div');
    note.className = 'note';
    note.setAttribute('role', 'status');
    const text = document.createElement('p');
    text.textContent = form.dataset.restoredText;
    const discard = document.createElement('button');
    discard.type = 'button';
    discard.className = 'btn is-small';
    discard.textContent = form.dataset.discardText;
    discard.addEventListener('click', () => { store.drop(draftKey(form)); form.reset(); note.remove(); });
    note.append(text, discard);
    return note;
  };

  let draftTimer = 0;
  document.addEventListener('input', (event) => {
    const form = event.target.form;
    if (!form || !form.matches('[data-draft]')) return;
    clearTimeout(draftTimer);
    draftTimer = setTimeout(() => { if (!form.dataset.sent) keepDraft(form); }, 400);
  });

  /* Clock: the server's time, carried on by a clock that nobody can set. */
  const started = performance.now();
  const since = (from) => performance.now() - from;
  const clock = document.querySelector('[data-clock]');
  const clockBase = clock ? Date.parse(clock.dateTime) : 0;
  const showClock = () => {
    if (!clock) return;
    const t = new Date(clockBase + since(started) + BEIJING_MS);
    const text = pad(t.getUTCHours()) + ':' + pad(t.getUTCMinutes());
    if (clock.textContent !== text) clock.textContent = text;
  };

  /* Freshness: a page that is no longer renewed must not look calm. */
  const arrived = new WeakMap();
  const watchFresh = (root) => all('.fresh[data-every]', root).forEach((mark) => { if (!arrived.has(mark)) arrived.set(mark, performance.now()); });
  const showFresh = () => {
    all('.fresh[data-every]').forEach((mark) => {
      const age = Math.floor(since(arrived.get(mark) || started) / 1000);
      if (age < 2 * Number(mark.dataset.every)) return;
      if (!mark.classList.contains('is-stale')) {
        mark.classList.add('is-stale');
        mark.setAttribute('role', 'status');
        mark.appendChild(document.createElement('span'));
      }
      mark.lastElementChild.textContent = fill(mark.dataset.stale, age);
    });
  };

  /* Session: a word two minutes before its end. Any answered request renews it. */
  const WARN_S = 120;
  const session = document.getElementById('session');
  let ends = session ? Date.parse(session.dataset.ends) - Date.parse(session.dataset.now) : 0;
  let counted = started;
  const showSession = () => {
    if (!session) return;
    const left = Math.ceil((ends - since(counted)) / 1000);
    session.hidden = left > WARN_S;
    if (session.hidden) return;
    const text = session.querySelector('[data-text]');
    const said = left > 0 ? fill(text.dataset.text, left) : text.dataset.over;
    if (text.textContent !== said) text.textContent = said;
  };
  document.addEventListener('click', async (event) => {
    const renew = event.target.closest('[data-renew]');
    if (!renew || !session) return;
    event.preventDefault();
    try {
      const answer = await fetch(location.href, { credentials: 'same-origin', cache: 'no-store' });
      const fresh = new DOMParser().parseFromString(await answer.text(), 'text/html').getElementById('session');
      if (!answer.ok || !fresh) throw new Error('signed out');
      ends = Date.parse(fresh.dataset.ends) - Date.parse(fresh.dataset.now);
      counted = performance.now();
      showSession();
    } catch (e) {
      location.reload();
    }
  });

  /* htmx: empty fields stay out of the address; after a swap the new part is settled like a new page. */
  document.addEventListener('htmx:configRequest', (event) => {
    if (event.detail.verb !== 'get') return;
    const { elt, formData } = event.detail;
    if (elt.matches('[data-suggest]')) {
      Array.from(formData.keys()).forEach((name) => formData.delete(name));
      formData.set('q', elt.value.trim());
      return;
    }
    Array.from(formData.entries()).forEach(([name, value]) => { if (value === '') formData.delete(name); });
  });
  document.addEventListener('htmx:afterSettle', (event) => settle(event.detail.elt));
  /* An answer without the awaited part (an error, a sign-in page) must not wipe out what is shown: a part of the page
     keeps its last state and goes stale in words, a whole page is loaded anew. */
  document.addEventListener('htmx:beforeSwap', (event) => {
    const asked = event.detail.requestConfig.elt;
    if (asked.matches('[data-suggest]')) { event.detail.shouldSwap = event.detail.xhr.status === 200; return; }
    const part = asked.getAttribute('hx-select');
    if (!part || !part.startsWith('#')) return;
    const answer = event.detail.serverResponse;
    const whole = part === '#main';
    if (answer.includes(whole ? 'class="main' : 'id="' + part.slice(1) + '"')) return;
    event.detail.shouldSwap = false;
    if (whole) location.assign(event.detail.pathInfo.finalRequestPath || location.href);
  });

  /* A narrow menu and the visitor's sheet close when something else is pressed. */
  document.addEventListener('click', (event) => {
    all('details.me[open], details.fold[open]').forEach((sheet) => { if (!sheet.contains(event.target)) sheet.open = false; });
  });

  settle(document);
  setInterval(() => { showClock(); showFresh(); showSession(); }, 1000);
})();
