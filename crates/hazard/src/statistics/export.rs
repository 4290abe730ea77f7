//! The statistics as a workbook: every row of the page, and the numbers behind each rate.

use kernel::{Ctx, Error};
use ledger::Reader;
use page::Values;
use paper::Value;
use paper::out::{Column, ExportRow, ListHead};
use registry::export::{Each, ExportList, said, text};

use super::compare::{Line, compared};
use super::query::Ask;
use super::web::{ACT, Labels, PATH, heading};
use crate::words::statistics as w;

pub const STATISTICS: ExportList =
    ExportList { name: "hazard_statistics", path: PATH, act: ACT, head, rows, amending: None };

fn head(r: &Reader<'_>, ctx: &Ctx, query: &Values) -> Result<ListHead, Error> {
    let lang = ctx.lang;
    let ask = Ask::from_query(query, ctx.now);
    let places = registry::query::townships(r, ctx)?;
    let mut columns: Vec<Column> =
        ask.by.iter().map(|by| Column::text(by.word(), heading(lang, *by)).width(24)).collect();
    let numbers = [
        ("found", w::found(lang)),
        ("closed", w::closed(lang)),
        ("closed_in_time", w::closed_in_time(lang)),
        ("closed_late", w::closed_late(lang)),
        ("open", w::open(lang)),
        ("late", w::late(lang)),
        ("major", w::major(lang)),
        ("recurring", w::recurring(lang)),
        ("before", w::before(lang)),
    ];
    columns.extend(numbers.map(|(field, label)| Column::number(field, label)));
    Ok(ListHead { title: w::title(lang).to_owned(), said: said(&ask.said(lang, &places)), columns })
}

fn rows(r: &Reader<'_>, ctx: &Ctx, query: &Values, each: Each<'_>) -> Result<(), Error> {
    let ask = Ask::from_query(query, ctx.now);
    let found = compared(r, ctx, &ask)?;
    let labels = Labels::fetch(r, ctx, &ask, found.rows.keys())?;
    for (key, line) in &found.rows {
        let mut cells: Vec<Value> = labels.of(ctx.lang, key).iter().map(|it| text(it)).collect();
        cells.extend(numbers(line).map(|n| Value::Number(n as f64)));
        each(ExportRow { key: key.join(" "), version: 0, cells })?;
    }
    Ok(())
}

fn numbers(line: &Line) -> [i64; 9] {
    let it = &line.counts;
    [it.found, it.closed, it.closed_in_time, it.closed_late, it.open(), it.late, it.major, it.recurring, line.before]
}
