/* From entries that are not what the tree says to what was done: changed, deleted, inserted, swapped, cut off.
   A place is { index, found, expected }: hashes in hexadecimal, null where there is none. ES2020, pure functions. */
(() => {
  'use strict';
  const anlan = globalThis.anlan = globalThis.anlan || {};

  /* How many of these sorted numbers are smaller. */
  const below = (sorted, index) => {
    let [from, to] = [0, sorted.length];
    while (from < to) {
      const middle = Math.floor((from + to) / 2);
      if (sorted[middle] < index) from = middle + 1; else to = middle;
    }
    return from;
  };

  /* A lost entry and a new one at the same place, all deletions and insertions before them taken back, are one that was
     changed. */
  const paired = (lost, fresh) => {
    const out = { changed: [], deleted: [], inserted: [] };
    let [old, other] = [0, 0];
    while (old < lost.length || other < fresh.length) {
      const oldPlace = old < lost.length ? lost[old] - old : Infinity;
      const newPlace = other < fresh.length ? fresh[other] - other : Infinity;
      if (oldPlace === newPlace) { out.changed.push(lost[old++]); other += 1; }
      else if (oldPlace < newPlace) out.deleted.push(lost[old++]);
      else out.inserted.push(fresh[other++]);
    }
    return out;
  };

  /* The first of the entries that are missing up to the end of the log. */
  const cutOff = (places, lost, size) => {
    const gone = new Set(lost);
    let next = size;
    for (let at = places.length - 1; at >= 0; at -= 1) {
      const place = places[at];
      if (place.index + 1 !== next || place.found !== null || !gone.has(place.index)) break;
      next = place.index;
    }
    return next < size ? next : null;
  };

  const homesOf = (places) => {
    const home = new Map();
    for (const { expected, index } of places) {
      if (expected === null) continue;
      if (home.has(expected)) home.get(expected).push(index); else home.set(expected, [index]);
    }
    return home;
  };

  /* Entries that stand in another's place, unless deletions and insertions before them have only shifted them. */
  const standingElsewhere = (places, home, lost, fresh, tell) => {
    const byIndex = new Map(places.map((place) => [place.index, place]));
    const any = lost.length + fresh.length > 0;
    for (const place of places) {
      const homes = place.found === null ? undefined : home.get(place.found);
      if (!homes) continue;
      const shifted = (at) => place.index + below(lost, at) === at + below(fresh, place.index);
      if (any && homes.some(shifted)) continue;
      const other = byIndex.get(homes[0]);
      const swapped = other !== undefined && other.found === place.expected;
      if (swapped && homes[0] > place.index) tell('swapped', place.index, 'swapped', { other: homes[0] });
      if (!swapped) tell('swapped', place.index, 'stands_at', { other: homes[0] });
    }
  };

  /* Explains mismatches, which are in the order of their indexes; `tell(kind, entry, code, about)` gets each fault. */
  const explain = (places, size, tellFault) => {
    let told = 0;
    const tell = (...fault) => { told += 1; tellFault(...fault); };
    const there = new Set(places.map((place) => place.found));
    const home = homesOf(places);
    const indexes = (which) => places.filter(which).map((place) => place.index);
    const lost = indexes((place) => place.expected !== null && !there.has(place.expected));
    const fresh = indexes((place) => place.found !== null && !home.has(place.found));
    const { changed, deleted, inserted } = paired(lost, fresh);
    const cut = cutOff(places, deleted, size);
    if (cut !== null) tell('truncated', cut, 'truncated', { last: size - 1 });
    changed.forEach((index) => tell('changed_entry', index, 'changed_entry', {}));
    deleted.filter((index) => cut === null || index < cut).forEach((index) => tell('deleted', index, 'deleted', {}));
    inserted.forEach((index) => tell('inserted', index, 'inserted', {}));
    standingElsewhere(places, home, lost, fresh, tell);
    if (places.length > 0 && told === 0) tell('changed_entry', places[0].index, 'changed_entry', {});
  };

  anlan.moved = { explain };
})();
