//! The register of mass events on its way out.

use kernel::{Ctx, Error, Identity as _, Personal};
use ledger::Reader;
use page::Values;
use paper::Value;
use paper::out::{self, Column, ExportRow, ListHead};
use registry::export::{Each, ExportList, said, text};

use super::State;
use super::list::{PATH, conditions, fetch, wrong};
use super::query::Filter;
use super::web::VIEW;
use crate::web::name;
use crate::words::{mass_event as w, mass_event_state, mass_event_view};

pub const MASS_EVENTS: ExportList =
    ExportList { name: "mass_events", path: PATH, act: VIEW, head, rows, amending: None };

/// Rows fetched at once.
const PIECE: u32 = 200;

fn head(r: &Reader<'_>, ctx: &Ctx, query: &Values) -> Result<ListHead, Error> {
    let lang = ctx.lang;
    let filter = Filter::from_query(query);
    let mut words = vec![mass_event_view::of(lang, filter.view().word()).to_owned()];
    words.extend(said(&conditions(lang, &filter, &fetch(r, ctx, &filter, 0, 0)?)));
    let columns = vec![
        Column::text("number", w::number(lang)).width(12),
        Column::text("title", w::name(lang)).width(36),
        Column::text("place", w::place(lang)).width(28),
        Column::instant("starts", w::starts(lang)),
        Column::number("expected", w::expected(lang)),
        Column::number("limit", w::limit(lang)),
        Column::choice("state", w::state(lang), State::ALL.iter().map(|it| mass_event_state::of(lang, it.word()))),
        Column::number("actual", w::actual(lang)),
        Column::text("warnings", w::warnings(lang)).width(24),
        Column::text("organiser", w::organiser(lang)).width(24),
        Column::text("permit", w::permit(lang)).width(20),
    ];
    Ok(ListHead { title: w::title(lang).to_owned(), said: words, columns })
}

fn rows(r: &Reader<'_>, ctx: &Ctx, query: &Values, each: Each<'_>) -> Result<(), Error> {
    let (lang, filter) = (ctx.lang, Filter::from_query(query));
    let words = |it: Option<&Personal<String>>| text(it.and_then(Personal::as_str).unwrap_or_default());
    let mut from = 0;
    loop {
        let listed = fetch(r, ctx, &filter, from, PIECE)?;
        let bodies: Vec<_> = listed.lines.iter().filter_map(|it| it.organiser).collect();
        let names = registry::query::organisation_names(r, ctx, &bodies)?;
        for it in &listed.lines {
            let cells = vec![
                text(&it.number),
                words(Some(&it.title)),
                words(it.place.as_ref()),
                out::instant(it.starts),
                Value::Number(it.expected as f64),
                Value::Number(it.limit as f64),
                text(mass_event_state::of(lang, it.state.word())),
                it.actual.map_or(Value::Empty, |n| Value::Number(n as f64)),
                text(&wrong(lang, it).join(" ")),
                it.organiser.map_or_else(|| words(it.organised_by.as_ref()), |id| text(name(&names, id))),
                text(it.permit.as_deref().unwrap_or_default()),
            ];
            each(ExportRow { key: it.id.to_text(), version: it.version, cells })?;
        }
        if listed.lines.len() < PIECE as usize {
            return Ok(());
        }
        from += PIECE;
    }
}
