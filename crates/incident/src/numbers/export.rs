//! The numbers as a workbook: every row of the page in its columns.

use kernel::{Ctx, Error, Lang};
use ledger::Reader;
use page::Values;
use page::compare::change;
use paper::Value;
use paper::out::{Column, ExportRow, ListHead};
use registry::export::{Each, ExportList, text};

use super::query::Line;
use super::view::headings;
use super::web::fetch;
use super::{Ask, Measure, PATH};
use crate::words::{by, numbers as n};

pub const INCIDENT_NUMBERS: ExportList = ExportList {
    name: "incident_statistics",
    path: PATH,
    act: kernel::Act("incident.statistics"),
    head,
    rows,
    amending: None,
};

fn head(_: &Reader<'_>, ctx: &Ctx, query: &Values) -> Result<ListHead, Error> {
    let lang = ctx.lang;
    let ask = Ask::from_query(query, ctx.now);
    let mut columns = vec![Column::text("key", by::of(lang, ask.by.word())).width(36)];
    for (at, heading) in headings(lang).into_iter().enumerate() {
        let field = format!("n{at}");
        columns.push(if at % 3 == 2 { Column::text(&field, heading) } else { Column::number(&field, heading) });
    }
    for (field, heading) in unknown_headings(lang) {
        columns.push(Column::number(field, heading));
    }
    let said = vec![n::period(lang, ask.from.to_string(), ask.to.to_string())];
    Ok(ListHead { title: n::title(lang).to_owned(), said, columns })
}

fn rows(r: &Reader<'_>, ctx: &Ctx, query: &Values, each: Each<'_>) -> Result<(), Error> {
    let shown = fetch(r, ctx, Ask::from_query(query, ctx.now))?;
    for (key, line) in &shown.found.rows {
        let mut cells = vec![text(&shown.labels.of(ctx.lang, shown.ask.by, key))];
        cells.extend(numbers(ctx, line));
        // A sheet tells rows by keys, and none may be empty.
        let key = if key.is_empty() { "-" } else { key };
        each(ExportRow { key: key.to_owned(), version: 0, cells })?;
    }
    Ok(())
}

/// Of how many accidents a number leaves something out, of the period and of the year before.
fn unknown_headings(lang: Lang) -> [(&'static str, &'static str); 6] {
    [
        ("deaths_unknown", n::deaths_unknown(lang)),
        ("deaths_unknown_before", n::deaths_unknown_before(lang)),
        ("injured_unknown", n::injured_unknown(lang)),
        ("injured_unknown_before", n::injured_unknown_before(lang)),
        ("loss_unknown", n::loss_unknown(lang)),
        ("loss_unknown_before", n::loss_unknown_before(lang)),
    ]
}

fn numbers(ctx: &Ctx, line: &Line) -> Vec<Value> {
    let both = |it: &Measure| (it.of(&line.now), it.of(&line.before));
    let number =
        |it: &Measure, n: i64| Value::Number(if *it == Measure::Loss { n as f64 / 10_000.0 } else { n as f64 });
    let mut cells = Vec::new();
    for it in Measure::ALL {
        let (now, before) = both(it);
        cells.extend([number(it, now.n), number(it, before.n), text(&change(ctx.lang, now, before))]);
    }
    for it in [Measure::Deaths, Measure::Injured, Measure::Loss] {
        let unknown = [it.unknown(&line.now), it.unknown(&line.before)];
        cells.extend(unknown.map(|n| Value::Number(n as f64)));
    }
    cells
}
