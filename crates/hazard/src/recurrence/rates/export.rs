//! The rates as a workbook.

use kernel::{Ctx, Error};
use ledger::Reader;
use page::{Values, format};
use paper::Value;
use paper::out::{Column, ExportRow, ListHead};
use registry::export::{Each, ExportList, said, text};

use super::web::{ACT, Labels, PATH, heading};
use super::{Ask, Counts, rates};
use crate::statistics::row_key;
use crate::words::recurrence_rates as w;

pub const RECURRENCE: ExportList = ExportList { name: "recurrence", path: PATH, act: ACT, head, rows, amending: None };

fn head(_: &Reader<'_>, ctx: &Ctx, query: &Values) -> Result<ListHead, Error> {
    let lang = ctx.lang;
    let ask = Ask::from_query(query, ctx.now);
    let period = [(w::period(lang), "from", Some(format!("{} — {}", ask.from, ask.to)))];
    let columns = vec![
        Column::text(ask.by.word(), heading(lang, ask.by)).width(24),
        Column::number("found", w::found(lang)),
        Column::number("recurring", w::recurring(lang)),
        Column::text("rate", w::rate(lang)),
    ];
    Ok(ListHead { title: w::title(lang).to_owned(), said: said(&period), columns })
}

fn rows(r: &Reader<'_>, ctx: &Ctx, query: &Values, each: Each<'_>) -> Result<(), Error> {
    let ask = Ask::from_query(query, ctx.now);
    let found = rates(r, ctx, &ask)?;
    let labels = Labels::fetch(r, ctx, ask.by, found.rows.keys())?;
    for (key, it) in found.ranked() {
        let cells = vec![
            text(&labels.of(ctx.lang, key)),
            Value::Number(it.found as f64),
            Value::Number(it.recurring as f64),
            text(&rate(it)),
        ];
        each(ExportRow { key: row_key(key), version: 0, cells })?;
    }
    Ok(())
}

pub(super) fn rate(it: &Counts) -> String {
    format::percent(it.recurring.unsigned_abs(), it.found.unsigned_abs())
}
