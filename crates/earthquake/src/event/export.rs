//! The list of earthquakes on its way out.

use kernel::{Ctx, Error, Identity as _};
use ledger::Reader;
use page::Values;
use paper::Value;
use paper::out::{Column, ExportRow, ListHead};
use registry::export::{Each, ExportList, said, text};

use super::list::{PATH, VIEW, border, conditions, fetch, time};
use super::place;
use super::query::Filter;
use crate::web::intensity;
use crate::words::{earthquake as w, earthquake_standing, earthquake_view};

pub const EARTHQUAKES: ExportList =
    ExportList { name: "earthquakes", path: PATH, act: VIEW, head, rows, amending: None };

/// Rows fetched at once.
const PIECE: u32 = 500;

fn head(_: &Reader<'_>, ctx: &Ctx, query: &Values) -> Result<ListHead, Error> {
    let lang = ctx.lang;
    let filter = Filter::from_query(query);
    let mut words = vec![earthquake_view::of(lang, filter.view().word()).to_owned()];
    words.extend(said(&conditions(lang, &filter)));
    let columns = vec![
        Column::text("time", w::time(lang)).width(20),
        Column::number("magnitude", w::magnitude(lang)),
        Column::text("magnitude_kind", w::magnitude_kind(lang)).width(8),
        Column::text("place", w::place(lang)).width(32),
        Column::number("longitude", w::longitude(lang)),
        Column::number("latitude", w::latitude(lang)),
        Column::number("depth", w::depth(lang)),
        Column::text("border", w::border(lang)).width(12),
        Column::text("intensity", w::intensity(lang)).width(12),
        Column::text("source", w::source(lang)).width(14),
        Column::text("source_id", w::source_id(lang)).width(20),
        Column::number("reports", w::reports(lang)),
        Column::text("check", w::check(lang)).width(14),
    ];
    Ok(ListHead { title: w::title(lang).to_owned(), said: words, columns })
}

fn rows(r: &Reader<'_>, ctx: &Ctx, query: &Values, each: Each<'_>) -> Result<(), Error> {
    let (lang, filter) = (ctx.lang, Filter::from_query(query));
    let mut from = 0;
    loop {
        let listed = fetch(r, ctx, &filter, from, PIECE)?;
        for it in &listed.lines {
            let report = &it.report;
            let cells = vec![
                text(&time(report)),
                Value::Number(report.magnitude_e3 as f64 / 1e3),
                text(&report.magnitude_kind),
                text(&place::in_words(lang, it, &listed.names)),
                Value::Number(report.longitude_e6 as f64 / 1e6),
                Value::Number(report.latitude_e6 as f64 / 1e6),
                report.depth_m.map_or(Value::Empty, |metres| Value::Number(metres as f64 / 1e3)),
                text(&border(lang, it)),
                text(&it.placed.intensity.map_or(String::new(), |tenths| intensity(lang, tenths))),
                text(&report.source),
                text(report.source_id.as_deref().unwrap_or_default()),
                Value::Number(it.reports as f64),
                text(earthquake_standing::of(lang, it.standing.word())),
            ];
            each(ExportRow { key: it.id.to_text(), version: it.version, cells })?;
        }
        if listed.lines.len() < PIECE as usize {
            return Ok(());
        }
        from += PIECE;
    }
}
