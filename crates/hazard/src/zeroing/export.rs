//! The board as a workbook.

use kernel::{Ctx, Error};
use ledger::Reader;
use page::{Values, format};
use paper::Value;
use paper::out::{Column, ExportRow, ListHead};
use registry::export::{Each, ExportList, said, text};

use super::web::{ACT, Labels, PATH, heading};
use super::{Ask, board};
use crate::statistics::row_key;
use crate::words::zeroing as w;

pub const ZEROING: ExportList = ExportList { name: "zeroing", path: PATH, act: ACT, head, rows, amending: None };

fn head(_: &Reader<'_>, ctx: &Ctx, query: &Values) -> Result<ListHead, Error> {
    let lang = ctx.lang;
    let ask = Ask::from_query(query, ctx.now);
    let period = [(w::period(lang), "from", Some(format!("{} — {}", ask.from, ask.to)))];
    let numbers = [
        ("opening", w::opening(lang)),
        ("found", w::found(lang)),
        ("closed", w::closed(lang)),
        ("left", w::left(lang)),
        ("late", w::late(lang)),
        ("major", w::major(lang)),
    ];
    let mut columns = vec![Column::text(ask.by.word(), heading(lang, ask.by)).width(24)];
    columns.extend(numbers.map(|(field, label)| Column::number(field, label)));
    columns.push(Column::text("rate", w::rate(lang)));
    Ok(ListHead { title: w::title(lang).to_owned(), said: said(&period), columns })
}

fn rows(r: &Reader<'_>, ctx: &Ctx, query: &Values, each: Each<'_>) -> Result<(), Error> {
    let ask = Ask::from_query(query, ctx.now);
    let found = board(r, ctx, &ask)?;
    let labels = Labels::fetch(r, ctx, ask.by, found.rows.keys())?;
    for (key, it) in &found.rows {
        let numbers = [it.opening, it.found, it.closed, it.left(), it.late, it.major];
        let mut cells = vec![text(&labels.of(ctx.lang, key))];
        cells.extend(numbers.map(|n| Value::Number(n as f64)));
        cells.push(text(&rate(it)));
        each(ExportRow { key: row_key(key), version: 0, cells })?;
    }
    Ok(())
}

pub(super) fn rate(it: &super::Counts) -> String {
    format::percent(it.closed.unsigned_abs(), (it.opening + it.found).unsigned_abs())
}
