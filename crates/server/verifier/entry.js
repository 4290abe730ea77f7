/* An entry as people read it: one line of JSON, whose payload has commitments in place of personal values. */
(() => {
  'use strict';
  const anlan = globalThis.anlan = globalThis.anlan || {};
  const { text } = anlan.check;

  const isObject = (value) => typeof value === 'object' && value !== null && !Array.isArray(value);

  /* The fields of an entry; null when it is no entry of ours. */
  const parse = (bytes) => {
    const line = text(bytes);
    try {
      const entry = line === null ? null : JSON.parse(line);
      return isObject(entry) && typeof entry.stream === 'string' && typeof entry.kind === 'string' ? entry : null;
    } catch (e) {
      return null;
    }
  };

  const commitmentOf = (value) => isObject(value) && Object.keys(value).length === 1 && typeof value.sealed === 'string' ? value.sealed : null;

  /* Calls `each(path, value)` for everything in a payload that has no parts of its own; a commitment is one value. */
  const walk = (value, each, path = []) => {
    const parts = commitmentOf(value) === null && typeof value === 'object' && value !== null ? Object.entries(value) : [];
    if (parts.length === 0) each(path, value);
    for (const [name, part] of parts) walk(part, each, path.concat(Array.isArray(value) ? String(Number(name) + 1) : name));
  };

  const rows = (payload) => {
    const found = [];
    walk(payload, (path, value) => found.push({ path, value }));
    return found;
  };

  const commitments = (payload) => new Set(rows(payload).map(({ value }) => commitmentOf(value)).filter((it) => it !== null));
  const strings = (payload) => new Set(rows(payload).map(({ value }) => value).filter((it) => typeof it === 'string'));

  /* Microseconds since 1970 as the time of the county, UTC+8. */
  const time = (micros) => {
    const day = new Date(Math.floor(Number(micros) / 1000) + 8 * 3600 * 1000);
    return Number.isFinite(day.getTime()) ? day.toISOString().slice(0, 19).replace('T', ' ') : String(micros);
  };

  anlan.entry = { parse, isObject, commitmentOf, rows, commitments, strings, time };
})();
