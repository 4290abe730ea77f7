//! The register on its way out, for those who may see it.

use kernel::{Ctx, Error, Identity as _};
use ledger::Reader;
use page::Values;
use paper::out::{self, Column, ExportRow, ListHead};
use registry::export::{Each, ExportList, said, text};

use super::VIEW;
use super::list::{PATH, conditions, fetch, sex_and_age};
use super::query::{Filter, WITHDRAWN};
use crate::words::{victim as w, victim_cause, victim_condition};

pub const DISASTER_VICTIMS: ExportList =
    ExportList { name: "disaster_victims", path: PATH, act: VIEW, head, rows, amending: None };

/// Rows fetched at once.
const PIECE: u32 = 200;

fn head(r: &Reader<'_>, ctx: &Ctx, query: &Values) -> Result<ListHead, Error> {
    let (lang, filter) = (ctx.lang, Filter::from_query(query));
    let listed = fetch(r, ctx, &filter, 0, 1)?;
    let view = if filter.withdrawn { Some(WITHDRAWN) } else { filter.condition.map(super::Condition::word) };
    let mut words = vec![view.map_or(w::all(lang), |it| victim_condition::of(lang, it)).to_owned()];
    words.extend(said(&conditions(lang, &filter, &listed)));
    let columns = vec![
        Column::text("name", w::name(lang)),
        Column::text("sex_age", w::sex_age(lang)),
        Column::text("condition", w::condition(lang)),
        Column::text("division", w::division(lang)).width(24),
        Column::text("place", w::place(lang)).width(24),
        Column::text("cause", w::cause(lang)),
        Column::instant("since", w::since(lang)),
        Column::text("disaster", w::disaster(lang)).width(36),
        Column::text("note", w::note(lang)).width(48),
    ];
    Ok(ListHead { title: w::title(lang).to_owned(), said: words, columns })
}

fn rows(r: &Reader<'_>, ctx: &Ctx, query: &Values, each: Each<'_>) -> Result<(), Error> {
    let (lang, filter) = (ctx.lang, Filter::from_query(query));
    let mut from = 0;
    loop {
        let listed = fetch(r, ctx, &filter, from, PIECE)?;
        for it in &listed.lines {
            let known = &it.known;
            let personal = |it: &Option<kernel::Personal<String>>| {
                text(it.as_ref().and_then(|it| it.as_str()).unwrap_or_default())
            };
            let cells = vec![
                text(it.name()),
                text(&sex_and_age(lang, it)),
                text(victim_condition::of(lang, known.condition.word())),
                text(listed.places.get(&known.division).map_or("", String::as_str)),
                personal(&known.place),
                text(victim_cause::of(lang, known.cause.word())),
                out::instant(known.since),
                text(listed.disasters.get(&it.disaster).map_or("", String::as_str)),
                personal(&known.note),
            ];
            each(ExportRow { key: it.id.to_text(), version: it.version, cells })?;
        }
        if listed.lines.len() < PIECE as usize {
            return Ok(());
        }
        from += PIECE;
    }
}
