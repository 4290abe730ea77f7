//! The numbers as a workbook: every row of the page in its columns.

use kernel::{Ctx, Error};
use ledger::Reader;
use page::Values;
use page::compare::change;
use paper::Value;
use paper::out::{Column, ExportRow, ListHead};
use registry::export::{Each, ExportList, text};

use super::query::Line;
use super::view::headings;
use super::web::fetch;
use super::{Ask, PATH};
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

fn numbers(ctx: &Ctx, line: &Line) -> Vec<Value> {
    let (now, before) = (&line.now, &line.before);
    let whole = |n: i64| Value::Number(n as f64);
    let money = |n: i64| Value::Number(n as f64 / 10_000.0);
    let people = [(now.accidents, before.accidents), (now.deaths, before.deaths), (now.injured, before.injured)];
    let mut cells: Vec<Value> =
        people.into_iter().flat_map(|(a, b)| [whole(a), whole(b), text(&change(ctx.lang, a, b))]).collect();
    let (a, b) = (now.loss_yuan, before.loss_yuan);
    cells.extend([money(a), money(b), text(&change(ctx.lang, a, b))]);
    cells
}
