/* Anlan: a curve with every point of its span, in place of the drawing that the page came with. Drag to look closer, double
   click to see all again; left and right move along the points. Whatever fails, the drawing stays. */
(() => {
  'use strict';

  const TALL = 260;
  const BEIJING = 'Etc/GMT-8';
  const token = (name) => getComputedStyle(document.documentElement).getPropertyValue(name).trim();
  const font = () => '12px ' + token('--font');
  const ask = async (path) => {
    const answer = await fetch(path, { credentials: 'same-origin', cache: 'no-store', headers: { accept: 'application/json' } });
    if (!answer.ok) throw new Error(String(answer.status));
    return answer.json();
  };
  const clock = new Intl.DateTimeFormat('sv-SE', { timeZone: 'Asia/Shanghai', dateStyle: 'short', timeStyle: 'medium' });

  /* Limits as lines through everything, with their words. */
  const limits = (all) => (plot) => {
    const { ctx: pen, bbox: box } = plot;
    const ratio = devicePixelRatio;
    pen.save();
    pen.font = '600 ' + 12 * ratio + 'px ' + token('--font');
    pen.textAlign = 'left';
    pen.textBaseline = 'alphabetic';
    pen.fillStyle = pen.strokeStyle = token('--ink');
    pen.lineWidth = 1.5 * ratio;
    for (const [value, word, isTop] of all) {
      const y = plot.valToPos(value, 'y', true);
      if (y < box.top || y > box.top + box.height) continue;
      pen.setLineDash(isTop ? [] : [8 * ratio, 4 * ratio]);
      pen.beginPath();
      pen.moveTo(box.left, y);
      pen.lineTo(box.left + box.width, y);
      pen.stroke();
      pen.fillText(word, box.left + 8 * ratio, y - 6 * ratio);
    }
    pen.restore();
  };

  /* Where nothing is known, hatched: nothing there counts as 0. */
  const silences = (all, word) => (plot) => {
    const { ctx: pen, bbox: box } = plot;
    const ratio = devicePixelRatio;
    const end = box.left + box.width;
    pen.save();
    pen.strokeStyle = token('--hatch-stroke');
    pen.fillStyle = token('--ink-2');
    pen.font = 12 * ratio + 'px ' + token('--font');
    pen.textAlign = 'center';
    for (const [from, to] of all) {
      const left = Math.max(box.left, plot.valToPos(from, 'x', true));
      const right = Math.min(end, plot.valToPos(to, 'x', true));
      if (right - left < 2 * ratio) continue;
      pen.save();
      pen.beginPath();
      pen.rect(left, box.top, right - left, box.height);
      pen.clip();
      pen.beginPath();
      for (let at = left - box.height; at < right; at += 7 * ratio) {
        pen.moveTo(at, box.top + box.height);
        pen.lineTo(at + box.height, box.top);
      }
      pen.stroke();
      pen.restore();
      if (right - left > 60 * ratio) pen.fillText(word, (left + right) / 2, box.top + 14 * ratio);
    }
    pen.restore();
  };

  /* From where on nothing has been measured yet. */
  const turn = (beyond) => (plot) => {
    if (!beyond) return;
    const { ctx: pen, bbox: box } = plot;
    const ratio = devicePixelRatio;
    const x = plot.valToPos(beyond.now, 'x', true);
    if (x < box.left || x > box.left + box.width) return;
    pen.save();
    pen.font = 12 * ratio + 'px ' + token('--font');
    pen.textAlign = 'left';
    pen.fillStyle = pen.strokeStyle = token('--ink-2');
    pen.lineWidth = ratio;
    pen.beginPath();
    pen.moveTo(x, box.top);
    pen.lineTo(x, box.top + box.height);
    pen.stroke();
    pen.fillText(beyond.word, x + 4 * ratio, box.top + 12 * ratio);
    pen.restore();
  };

  const draw = (box, given) => {
    const bars = box.hasAttribute('data-bars');
    const lines = JSON.parse(box.dataset.limits);
    const said = document.createElement('output');
    said.className = 'curve-at';
    said.textContent = box.dataset.hint;
    const axis = { stroke: token('--ink-2'), font: font(), grid: { stroke: token('--line'), width: 1 }, ticks: { stroke: token('--line'), width: 1 } };
    const series = bars
      ? { stroke: token('--lan'), fill: token('--lan-line'), width: 1, paths: uPlot.paths.bars({ size: [0.8, 24], align: -1 }), points: { show: false } }
      : { stroke: token('--lan'), width: 2, points: { show: false }, spanGaps: false };
    const beyond = box.dataset.beyond ? JSON.parse(box.dataset.beyond) : null;
    /* What is expected, and what was measured beside; each as long as the times. */
    const rest = beyond ? [given.guess, given.beside] : [];
    const faint = bars
      ? { ...series, stroke: token('--lan'), fill: 'transparent', dash: [3, 3] }
      : { stroke: token('--lan'), width: 2, dash: [6, 4], points: { show: false } };
    const other = { stroke: token('--ink'), width: 1.5, points: { show: false }, spanGaps: true };
    const holds = lines.map((it) => it[0]);
    const room = (plot, low, high) => {
      const [least, most] = [Math.min(low ?? 0, ...holds), Math.max(high ?? 1, ...holds)];
      return uPlot.rangeNum(bars ? 0 : least, most, 0.08, true);
    };
    const wide = () => Math.max(240, box.clientWidth);
    const still = box.firstElementChild;
    const holder = document.createElement('div');
    holder.tabIndex = 0;
    holder.setAttribute('role', 'img');
    holder.setAttribute('aria-label', box.dataset.title);
    const show = (plot) => {
      const at = plot.cursor.idx;
      if (at === null || at === undefined) return;
      const values = plot.data.slice(1).map((of, n) => [beyond ? beyond.words[n] + ' ' : '', of[at]]).filter((it) => it[1] !== undefined && it[1] !== null);
      if (values.length > 0) said.textContent = [clock.format(plot.data[0][at] * 1000), ...values.map((it) => it[0] + it[1] + ' ' + box.dataset.unit)].join('  ');
    };
    box.replaceChildren(holder, said);
    const plot = new uPlot({
      width: wide(),
      height: TALL,
      tzDate: (seconds) => uPlot.tzDate(new Date(seconds * 1000), BEIJING),
      legend: { show: false },
      /* All of the span, also where nothing is known. */
      scales: { x: { range: () => [Number(box.dataset.from), Number(box.dataset.to)] }, y: { range: room } },
      axes: [{ ...axis, values: [
        [31536000, '{YYYY}', null, null, null, null, null, null, 1],
        [2592000, '{YYYY}-{MM}', null, null, null, null, null, null, 1],
        [86400, '{MM}-{DD}', '\n{YYYY}', null, null, null, null, null, 1],
        [60, '{HH}:{mm}', '\n{YYYY}-{MM}-{DD}', null, '\n{MM}-{DD}', null, null, null, 1],
        [1, '{HH}:{mm}:{ss}', '\n{YYYY}-{MM}-{DD}', null, '\n{MM}-{DD}', null, null, null, 1],
      ] }, { ...axis, size: 56 }],
      series: [{}, series, ...(beyond ? [faint, other] : [])],
      hooks: { drawClear: [silences(JSON.parse(box.dataset.silences), box.dataset.silent)], draw: [limits(lines), turn(beyond)], setCursor: [show] },
    }, [given.t, given.v, ...rest], holder);
    holder.addEventListener('keydown', (event) => {
      const by = { ArrowLeft: -1, ArrowRight: 1 }[event.key];
      if (by === undefined) return;
      event.preventDefault();
      const last = given.t.length - 1;
      const at = Math.min(last, Math.max(0, (plot.cursor.idx ?? (by < 0 ? last + 1 : -1)) + by));
      plot.setCursor({ left: plot.valToPos(given.t[at], 'x'), top: TALL / 2 });
    });
    new ResizeObserver(() => { if (wide() !== plot.width) plot.setSize({ width: wide(), height: TALL }); }).observe(box);
    /* On paper the drawing has the sharper lines. */
    addEventListener('beforeprint', () => box.replaceChildren(still));
    addEventListener('afterprint', () => box.replaceChildren(holder, said));
  };

  const start = async (box) => {
    box.dataset.curve = 'asked';
    try {
      const given = await ask(box.dataset.points);
      if (given.t.length > 1) draw(box, given);
      box.dataset.curve = 'drawn';
    } catch (cause) {
      box.dataset.curve = 'failed';
      const note = document.createElement('p');
      note.className = 'small muted';
      note.textContent = box.dataset.failed;
      box.append(note);
    }
  };
  document.querySelectorAll('[data-curve=""]').forEach(start);
})();
