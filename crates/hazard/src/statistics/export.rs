//! The statistics as a workbook: every row of the page, and the numbers behind each rate.

use kernel::{Ctx, Error, Lang};
use ledger::Reader;
use page::Values;
use paper::Value;
use paper::out::{Column, ExportRow, ListHead};
use registry::export::{Each, ExportList, said, text};

use super::compare::{Line, compared, is_silent};
use super::query::Ask;
use super::show::{closure_rate, in_time_rate};
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
    ];
    columns.extend(numbers.map(|(field, label)| Column::number(field, label)));
    columns.extend([
        Column::text("closure_rate", w::closure_rate(lang)),
        Column::text("in_time_rate", w::in_time_rate(lang)),
        Column::number("before", w::before(lang)),
        Column::text("change", w::change(lang)),
    ]);
    Ok(ListHead { title: w::title(lang).to_owned(), said: said(&ask.said(lang, &places)), columns })
}

fn rows(r: &Reader<'_>, ctx: &Ctx, query: &Values, each: Each<'_>) -> Result<(), Error> {
    let ask = Ask::from_query(query, ctx.now);
    let found = compared(r, ctx, &ask)?;
    let labels = Labels::fetch(r, ctx, &ask, found.rows.keys())?;
    for (key, line) in &found.rows {
        let mut cells: Vec<Value> = labels.of(ctx.lang, key).iter().map(|it| text(it)).collect();
        cells.extend(if is_silent(&ask, line) { silent(ctx.lang, line) } else { numbers(ctx.lang, line) });
        each(ExportRow { key: row_key(&key.join(" ")), version: 0, cells })?;
    }
    Ok(())
}

/// A sheet tells rows by keys, and none may be empty: where nobody answers yet there is a dash.
pub(crate) fn row_key(key: &str) -> String {
    if key.is_empty() { "-" } else { key }.to_owned()
}

const COLUMNS: usize = 12;

fn number(n: i64) -> Value {
    Value::Number(n as f64)
}

fn numbers(lang: Lang, line: &Line) -> [Value; COLUMNS] {
    let it = &line.counts;
    [
        number(it.found),
        number(it.closed),
        number(it.closed_in_time),
        number(it.closed_late),
        number(it.open()),
        number(it.late),
        number(it.major),
        number(it.recurring),
        text(&closure_rate(it)),
        text(&in_time_rate(it)),
        number(line.before),
        text(&page::compare::change(lang, it.found, line.before)),
    ]
}

/// A zero would say that somebody looked.
fn silent(lang: Lang, line: &Line) -> [Value; COLUMNS] {
    let mut cells = [const { Value::Empty }; COLUMNS];
    cells[0] = text(w::silent(lang));
    cells[COLUMNS - 2] = number(line.before);
    cells
}
