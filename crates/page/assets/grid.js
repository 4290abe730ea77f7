/* Anlan: the grid over a text area that holds a table, its cells parted by tabs, its rows by lines. What is pasted from
   Excel or WPS lands cell by cell; what is sent is the text area, which also works without this file. */
(() => {
  'use strict';

  const MOST_CELLS = 200000;
  const LEAST = { rows: 8, columns: 8 };

  /* Excel puts a cell into quotes when a tab or a line break is in it, and then doubles its quotes. Any other quote is the
     cell's own: null. */
  const quoted = (text, at) => {
    let cell = '';
    for (let i = at + 1; i < text.length; i += 1) {
      if (text[i] !== '"') cell += text[i];
      else if (text[i + 1] === '"') { cell += '"'; i += 1; }
      else {
        const ends = i + 1 === text.length || text[i + 1] === '\t' || text[i + 1] === '\n';
        return ends && /[\t\n"]/.test(cell) ? { cell, end: i + 1 } : null;
      }
    }
    return null;
  };

  const read = (given) => {
    const text = given.replace(/\r\n?/g, '\n');
    const rows = [[]];
    for (let at = 0; ;) {
      const found = text[at] === '"' ? quoted(text, at) : null;
      let end = found ? found.end : at;
      while (!found && end < text.length && text[end] !== '\t' && text[end] !== '\n') end += 1;
      rows[rows.length - 1].push(found ? found.cell : text.slice(at, end));
      if (end >= text.length || (text[end] === '\n' && end + 1 === text.length)) return rows;
      if (text[end] === '\n') rows.push([]);
      at = end + 1;
    }
  };

  const write = (rows) => rows
    .map((row) => row.map((cell) => (/[\t\n"]/.test(cell) ? '"' + cell.replace(/"/g, '""') + '"' : cell)).join('\t'))
    .join('\n');

  /* Without the empty rows below and the empty columns at the right. */
  const filled = (rows) => {
    const height = rows.reduce((most, row, at) => (row.some((cell) => cell !== '') ? at + 1 : most), 0);
    const width = rows.reduce((most, row) => row.reduce((far, cell, at) => (cell !== '' ? Math.max(far, at + 1) : far), most), 0);
    return rows.slice(0, height).map((row) => Array.from({ length: width }, (_, at) => row[at] || ''));
  };

  const letter = (at) => (at < 26 ? '' : letter(Math.floor(at / 26) - 1)) + String.fromCharCode(65 + (at % 26));
  const field = (at) => 'c' + at;
  const index = (cell) => Number(cell.getField().slice(1));

  /* One cell under edit: Enter keeps, Alt+Enter is a line break, Escape gives up. */
  let typed = null;
  const editor = (name) => (cell, onRendered, success, cancel) => {
    const box = document.createElement('textarea');
    const before = cell.getValue() || '';
    box.value = typed === null ? before : typed;
    typed = null;
    box.rows = 1;
    box.setAttribute('aria-label', name + ' ' + letter(index(cell)) + cell.getData().at);
    const leave = () => (box.value === before ? cancel() : success(box.value));
    onRendered(() => { box.focus({ preventScroll: true }); box.setSelectionRange(box.value.length, box.value.length); });
    box.addEventListener('blur', leave);
    box.addEventListener('keydown', (event) => {
      event.stopPropagation();
      if (event.isComposing) return;
      if (event.key === 'Escape') cancel();
      if (event.key !== 'Enter') return;
      event.preventDefault();
      if (event.altKey) box.setRangeText('\n', box.selectionStart, box.selectionEnd, 'end'); else leave();
    });
    return box;
  };

  const open = (area) => {
    const text = document.getElementById(area.dataset.grid);
    const [holder, count] = [area.querySelector('.grid'), area.querySelector('[data-count]')];
    const why = new Map(JSON.parse(area.dataset.marks || '[]').map(([row, column, reason]) => [column + row, reason]));
    let [width, table] = [0, null];

    const mark = (element, reason) => {
      element.classList.toggle('is-bad', Boolean(reason));
      if (reason) element.setAttribute('aria-invalid', 'true'); else element.removeAttribute('aria-invalid');
      element.title = reason || '';
    };
    const shown = (cell) => {
      const at = cell.getField();
      const name = at === 'at' ? '' : letter(Number(at.slice(1)));
      mark(cell.getElement(), why.get(name + cell.getData().at));
      return document.createTextNode(String(cell.getValue() || ''));
    };
    const columns = () => Array.from({ length: width }, (_, at) => ({
      title: letter(at), field: field(at), editor: editor(area.dataset.name), formatter: shown,
    }));
    const records = (rows) => Array.from({ length: Math.max(rows.length, LEAST.rows) }, (_, row) => {
      const record = { at: row + 1 };
      for (let at = 0; at < width; at += 1) record[field(at)] = (rows[row] && rows[row][at]) || '';
      return record;
    });
    const values = () => table.getData().map((record) => Array.from({ length: width }, (_, at) => record[field(at)] || ''));

    const keep = () => {
      const rows = filled(values());
      text.value = write(rows);
      text.dispatchEvent(new Event('input', { bubbles: true }));
      tell(rows);
    };
    const tell = (rows) => {
      count.textContent = area.dataset.size.replace('{rows}', String(rows.length)).replace('{columns}', String(rows.length ? rows[0].length : 0));
    };

    const show = async (rows) => {
      const wide = Math.max(LEAST.columns, ...rows.map((row) => row.length));
      if (wide !== width) { width = wide; table.setColumns(columns()); }
      await table.setData(records(rows));
      tell(filled(rows));
    };

    /* Too many cells for a page: the text area takes over. */
    const giveUp = (given) => {
      text.value = given;
      area.hidden = true;
      text.hidden = false;
      text.dispatchEvent(new Event('input', { bubbles: true }));
    };

    /* What is chosen, row by row, without the numbers of the rows. */
    const chosen = () => {
      const range = table.getRanges()[0];
      const rows = range ? range.getStructuredCells() : [];
      return rows.map((row) => row.filter((cell) => cell.getField() !== 'at'));
    };
    const place = () => {
      const first = (chosen()[0] || [])[0];
      return first ? { row: first.getData().at - 1, column: index(first) } : { row: 0, column: 0 };
    };

    const paste = async (given) => {
      const [rows, now, at] = [read(given), values(), place()];
      if (rows.reduce((sum, row) => sum + row.length, 0) > MOST_CELLS) return giveUp(given);
      rows.forEach((row, down) => {
        const line = now[at.row + down] || (now[at.row + down] = []);
        row.forEach((cell, right) => { line[at.column + right] = cell; });
      });
      why.clear();
      await show(Array.from(now, (row) => Array.from(row || [], (cell) => cell || '')));
      keep();
    };

    const start = read(text.value);
    width = Math.max(LEAST.columns, ...start.map((row) => row.length));
    table = new window.Tabulator(holder, {
      data: records(start),
      columns: columns(),
      columnDefaults: { headerSort: false, width: 128, minWidth: 48, resizable: 'header' },
      rowHeader: { field: 'at', width: 52, hozAlign: 'right', frozen: true, resizable: false, headerSort: false, editor: false, formatter: shown },
      rowFormatter: (row) => row.getElement().classList.toggle('is-head', row.getData().at === 1),
      height: 340,
      editTriggerEvent: 'dblclick',
      selectableRange: 1,
      selectableRangeColumns: true,
      selectableRangeRows: true,
      selectableRangeAutoFocus: false,
      selectableRangeClearCells: true,
      selectableRangeClearCellsValue: '',
      keybindings: { navPrev: false, navNext: false },
    });
    table.on('tableBuilt', () => {
      holder.setAttribute('aria-label', area.dataset.name);
      // What has the focus within a grid must be a part of a grid.
      holder.querySelector('.tabulator-tableholder').setAttribute('role', 'rowgroup');
      holder.querySelector('.tabulator-table').setAttribute('role', 'presentation');
      area.dataset.ready = 'yes';
    });
    table.on('cellEdited', (cell) => {
      why.delete(letter(index(cell)) + cell.getData().at);
      cell.getRow().reformat();
      keep();
    });
    table.on('dataChanged', keep);
    text.hidden = true;
    area.hidden = false;
    tell(filled(start));

    area.addEventListener('paste', (event) => {
      const given = event.clipboardData.getData('text/plain');
      if (event.target.closest('textarea') && !/[\t\n]/.test(given.replace(/\r?\n$/, ''))) return;
      event.preventDefault();
      event.stopPropagation();
      paste(given);
    }, true);
    area.addEventListener('copy', (event) => {
      if (event.target.closest('textarea')) return;
      event.preventDefault();
      event.clipboardData.setData('text/plain', write(chosen().map((row) => row.map((cell) => cell.getValue() || ''))));
    });
    /* Typing into a chosen cell begins anew, as in Excel. */
    area.addEventListener('keydown', (event) => {
      if (event.ctrlKey || event.altKey || event.metaKey || event.key.length !== 1 || event.target.closest('textarea, button')) return;
      const cell = (chosen()[0] || [])[0];
      if (!cell) return;
      event.preventDefault();
      typed = event.key;
      cell.edit();
    });
    area.addEventListener('click', (event) => {
      const asked = event.target.closest('[data-add], [data-clear]');
      if (!asked) return;
      const now = values();
      if (asked.dataset.add === 'row') { show([...now, []]); table.scrollToRow(now.length + 1, 'bottom', false).catch(() => {}); }
      if (asked.dataset.add === 'column') show(now.map((row) => [...row, '']));
      if ('clear' in asked.dataset) { why.clear(); show([]).then(keep); }
    });
    text.form.addEventListener('reset', () => setTimeout(() => show(read(text.value))));
  };

  document.querySelectorAll('[data-grid]').forEach(open);
})();
