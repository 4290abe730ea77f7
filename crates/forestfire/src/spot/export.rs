//! The list of fire spots on its way out.

use kernel::{Ctx, Error, Identity as _};
use ledger::Reader;
use page::Values;
use paper::Value;
use paper::out::{self, Column, ExportRow, ListHead};
use registry::export::{Each, ExportList, said, text};

use super::detail::VIEW;
use super::list::{PATH, conditions, confidence, fetch};
use super::query::Filter;
use super::{Finding, State};
use crate::web::degrees;
use crate::words::{fire_finding, fire_spot as w, fire_spot_state, fire_spot_view};

pub const FIRE_SPOTS: ExportList = ExportList { name: "fire_spots", path: PATH, act: VIEW, head, rows, amending: None };

/// Rows fetched at once.
const PIECE: u32 = 500;

fn head(r: &Reader<'_>, ctx: &Ctx, query: &Values) -> Result<ListHead, Error> {
    let lang = ctx.lang;
    let filter = Filter::from_query(query);
    let mut words = vec![fire_spot_view::of(lang, filter.view().word()).to_owned()];
    words.extend(said(&conditions(lang, &filter, &fetch(r, ctx, &filter, 0, 0)?)));
    let columns = vec![
        Column::text("number", w::number(lang)).width(14),
        Column::text("place", w::place(lang)).width(18),
        Column::text("near", w::near_label(lang)).width(22),
        Column::text("longitude", w::longitude(lang)).width(14),
        Column::text("latitude", w::latitude(lang)).width(14),
        Column::instant("first", w::first_at(lang)),
        Column::instant("last", w::last_at(lang)),
        Column::number("detections", w::detections(lang)),
        Column::text("confidence", w::confidence(lang)),
        Column::number("power", w::power(lang)),
        Column::choice("state", w::state(lang), State::ALL.iter().map(|it| fire_spot_state::of(lang, it.word()))),
        Column::choice("finding", w::finding(lang), Finding::ALL.iter().map(|it| fire_finding::of(lang, it.word()))),
        Column::instant("due", w::due(lang)),
        Column::text("owner", w::owner(lang)).width(24),
        Column::text("incident", w::incident(lang)).width(18),
        Column::text("note", w::note(lang)).width(40),
    ];
    Ok(ListHead { title: w::title(lang).to_owned(), said: words, columns })
}

fn rows(r: &Reader<'_>, ctx: &Ctx, query: &Values, each: Each<'_>) -> Result<(), Error> {
    let (lang, filter) = (ctx.lang, Filter::from_query(query));
    let mut from = 0;
    loop {
        let listed = fetch(r, ctx, &filter, from, PIECE)?;
        for it in &listed.lines {
            let said = it.answer.as_ref();
            let cells = vec![
                text(&it.number),
                text(&listed.named.place(lang, it)),
                text(&listed.named.near(lang, it).unwrap_or_default()),
                text(&degrees(it.longitude_e6)),
                text(&degrees(it.latitude_e6)),
                out::instant(it.first_at),
                out::instant(it.last_at),
                Value::Number(it.detections as f64),
                text(confidence(lang, it.confidence)),
                it.power_mw_max.map_or(Value::Empty, |it| Value::Number(it.value())),
                text(fire_spot_state::of(lang, it.state().word())),
                text(said.map_or("", |it| fire_finding::of(lang, it.finding.word()))),
                it.owed.map_or(Value::Empty, |it| out::instant(it.due)),
                text(it.owner.map_or("", |id| listed.named.body(id))),
                text(said.and_then(|it| it.incident.as_deref()).unwrap_or_default()),
                text(said.and_then(|it| it.note.as_ref()).and_then(|it| it.as_str()).unwrap_or_default()),
            ];
            each(ExportRow { key: it.id.to_text(), version: it.version, cells })?;
        }
        if listed.lines.len() < PIECE as usize {
            return Ok(());
        }
        from += PIECE;
    }
}
