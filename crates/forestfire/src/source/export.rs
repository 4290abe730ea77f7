//! The list of heat sources on its way out.

use kernel::{Ctx, Error, Identity as _};
use ledger::Reader;
use page::Values;
use paper::Value;
use paper::out::{self, Column, ExportRow, ListHead};
use registry::export::{Each, ExportList, text};

use super::form::VIEW;
use super::list::{PATH, fetch};
use crate::web::degrees;
use crate::words::heat_source as w;

pub const HEAT_SOURCES: ExportList =
    ExportList { name: "heat_sources", path: PATH, act: VIEW, head, rows, amending: None };

fn head(_: &Reader<'_>, ctx: &Ctx, _: &Values) -> Result<ListHead, Error> {
    let lang = ctx.lang;
    let columns = vec![
        Column::text("name", w::name(lang)).width(28),
        Column::text("township", w::township(lang)).width(14),
        Column::text("longitude", w::longitude(lang)).width(14),
        Column::text("latitude", w::latitude(lang)).width(14),
        Column::number("radius", w::radius(lang)),
        Column::choice("state", w::state(lang), [w::marked(lang), w::unmarked(lang)]),
        Column::number("seen", w::seen(lang)),
        Column::instant("marked", w::marked_at(lang)),
        Column::text("reason", w::reason(lang)).width(40),
    ];
    Ok(ListHead { title: w::title(lang).to_owned(), said: Vec::new(), columns })
}

fn rows(r: &Reader<'_>, ctx: &Ctx, _: &Values, each: Each<'_>) -> Result<(), Error> {
    let lang = ctx.lang;
    let listed = fetch(r, ctx)?;
    for (it, seen) in &listed.lines {
        let state = if it.unmarked_at.is_none() { w::marked(lang) } else { w::unmarked(lang) };
        let cells = vec![
            text(&it.name),
            text(listed.places.get(&it.division).map_or("", String::as_str)),
            text(&degrees(it.longitude_e6)),
            text(&degrees(it.latitude_e6)),
            Value::Number(it.radius_m as f64),
            text(state),
            Value::Number(*seen as f64),
            out::instant(it.marked_at),
            text(it.reason.as_ref().and_then(|it| it.as_str()).unwrap_or_default()),
        ];
        each(ExportRow { key: it.id.to_text(), version: it.version, cells })?;
    }
    Ok(())
}
