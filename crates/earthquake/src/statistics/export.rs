//! The table of years on its way out, with the sums as its last row.

use kernel::{Ctx, Error};
use ledger::Reader;
use page::Values;
use paper::Value;
use paper::out::{Column, ExportRow, ListHead};
use registry::export::{Each, ExportList, text};

use super::compute::CLASSES;
use super::page::{PATH, VIEW, class_label, fetch};
use super::said::{region, since};
use crate::event::query::Within;
use crate::words::earthquake_statistics as w;

pub const EARTHQUAKE_STATISTICS: ExportList =
    ExportList { name: "earthquake_statistics", path: PATH, act: VIEW, head, rows, amending: None };

const COLUMNS: [&str; CLASSES.len()] = ["below_2", "from_2", "from_3", "from_4", "from_5", "from_6"];

fn head(r: &Reader<'_>, ctx: &Ctx, query: &Values) -> Result<ListHead, Error> {
    let lang = ctx.lang;
    let shown = fetch(r, ctx, query)?;
    let region = region(lang, &shown.district, shown.filter.within.unwrap_or(Within::Km100));
    let mut said = vec![region.clone(), w::span(lang, shown.asked.from, shown.asked.to)];
    if shown.asked.without_aftershocks {
        said.push(w::without_aftershocks(lang).to_owned());
    }
    if let Some((mc, b)) = shown.figures.completeness.zip(shown.figures.b) {
        said.push(w::exported(lang, format!("{mc:.1}"), format!("{:.2}", b.b), format!("{:.2}", b.sigma), b.count));
    }
    said.extend(shown.since.iter().map(|it| since(lang, it, &region, shown.asked.to)));
    let mut columns = vec![Column::text("year", w::year(lang)).width(10)];
    columns.extend(COLUMNS.iter().enumerate().map(|(n, name)| Column::number(name, &class_label(lang, n))));
    columns.extend([Column::number("total", w::total_column(lang)), Column::number("largest", w::largest(lang))]);
    Ok(ListHead { title: w::title(lang).to_owned(), said, columns })
}

fn rows(r: &Reader<'_>, ctx: &Ctx, query: &Values, each: Each<'_>) -> Result<(), Error> {
    let shown = fetch(r, ctx, query)?;
    let line = |name: &str, counts: &[u64], largest: Option<i64>| {
        let mut cells = vec![text(name)];
        cells.extend(counts.iter().map(|n| Value::Number(*n as f64)));
        cells.push(Value::Number(counts.iter().sum::<u64>() as f64));
        cells.push(largest.map_or(Value::Empty, |e3| Value::Number(e3 as f64 / 1e3)));
        ExportRow { key: name.to_owned(), version: 0, cells }
    };
    for it in shown.figures.years.iter().rev() {
        each(line(&it.year.to_string(), &it.counts, (it.largest > i64::MIN).then_some(it.largest)))?;
    }
    let sums: Vec<u64> = (0..CLASSES.len()).map(|n| shown.figures.years.iter().map(|it| it.counts[n]).sum()).collect();
    each(line(w::sum(ctx.lang), &sums, shown.figures.largest.map(|it| it.magnitude_e3)))
}
