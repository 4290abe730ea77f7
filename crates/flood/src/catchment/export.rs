//! The list of catchments on its way out.

use kernel::{Ctx, Error, Identity as _};
use ledger::Reader;
use page::Values;
use paper::out::{Column, ExportRow, ListHead};
use registry::export::{Each, ExportList, said, text};

use super::detail::VIEW;
use super::list::{PATH, conditions, fetch, flows};
use super::query::Filter;
use crate::words::{flood as w, flood_view};

pub const CATCHMENTS: ExportList = ExportList { name: "catchments", path: PATH, act: VIEW, head, rows, amending: None };

fn head(r: &Reader<'_>, ctx: &Ctx, query: &Values) -> Result<ListHead, Error> {
    let lang = ctx.lang;
    let filter = Filter::from_query(query);
    let townships = registry::query::townships(r, ctx)?;
    let mut words = vec![flood_view::of(lang, filter.view().word()).to_owned()];
    words.extend(said(&conditions(lang, &filter, &townships)));
    let columns = vec![
        Column::text("code", w::code(lang)).width(16),
        Column::text("name", w::name(lang)).width(24),
        Column::text("place", w::place(lang)).width(20),
        Column::text("area", w::area(lang)).width(12),
        Column::text("flows", w::thresholds(lang)).width(20),
        Column::text("basis", w::basis(lang)).width(40),
        Column::text("gauges", w::gauges(lang)).width(10),
        Column::text("villages", w::villages(lang)).width(10),
        Column::text("people", w::people(lang)).width(10),
        Column::text("since", w::since(lang)).width(14),
    ];
    Ok(ListHead { title: w::title(lang).to_owned(), said: words, columns })
}

fn rows(r: &Reader<'_>, ctx: &Ctx, query: &Values, each: Each<'_>) -> Result<(), Error> {
    let listed = fetch(r, ctx, &Filter::from_query(query))?;
    for it in &listed.lines {
        let of = &it.said;
        let people: u64 = of.villages.iter().filter_map(|it| it.people).map(u64::from).sum();
        let cells = vec![
            text(&of.code),
            text(&of.name),
            text(listed.places.get(&of.division).map_or("", String::as_str)),
            text(&of.area_km2.to_string()),
            text(&flows(it)),
            text(of.basis.as_ref().and_then(|it| it.as_str()).unwrap_or_default()),
            text(&of.gauges.len().to_string()),
            text(&of.villages.len().to_string()),
            text(&people.to_string()),
            text(&of.since.to_string()),
        ];
        each(ExportRow { key: it.id.to_text(), version: it.version, cells })?;
    }
    Ok(())
}
