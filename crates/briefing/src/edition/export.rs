//! The list of texts on its way out.

use kernel::{Ctx, Error, Identity as _};
use ledger::Reader;
use page::Values;
use paper::Value;
use paper::out::{self, Column, ExportRow, ListHead};
use registry::export::{Each, ExportList, said, text};
use registry::forms::person;

use super::State;
use super::query::{self, Filter};
use crate::text::period_text;
use crate::web::{EDITION_VIEW, EDITIONS, edition_conditions, edition_number};
use crate::words::{briefing_name as name, briefing_state as state, issued_briefing as w};

pub const ISSUED_BRIEFINGS: ExportList =
    ExportList { name: "issued_briefings", path: EDITIONS, act: EDITION_VIEW, head, rows, amending: None };

/// Rows fetched at once.
const PIECE: u32 = 200;

fn head(_: &Reader<'_>, ctx: &Ctx, query: &Values) -> Result<ListHead, Error> {
    let lang = ctx.lang;
    let words = said(&edition_conditions(lang, &Filter::from_query(query)));
    let columns = vec![
        Column::text("name", w::name(lang)).width(14),
        Column::text("period", w::period(lang)).width(24),
        Column::choice("state", w::state(lang), State::ALL.iter().map(|it| state::of(lang, it.word()))),
        Column::text("edition", w::edition(lang)),
        Column::text("number", w::number(lang)).width(36),
        Column::instant("as_of", w::as_of(lang)),
        Column::instant("drafted_at", w::drafted(lang)),
        Column::text("issued_by", w::issued(lang)),
        Column::text("hash", w::hash(lang)).width(70),
    ];
    Ok(ListHead { title: w::title(lang).to_owned(), said: words, columns })
}

fn rows(r: &Reader<'_>, ctx: &Ctx, query: &Values, each: Each<'_>) -> Result<(), Error> {
    let (lang, filter) = (ctx.lang, Filter::from_query(query));
    let mut from = 0;
    loop {
        let listed = query::list(r, ctx, &filter, from, PIECE)?;
        for it in &listed {
            let by = person(r, ctx, it.issued_by)?;
            let cells = vec![
                text(name::of(lang, it.name.word())),
                text(&period_text(lang, it.period)),
                text(state::of(lang, it.state.word())),
                text(&it.edition.map_or(String::new(), |n| w::edition_n(lang, n))),
                text(&edition_number(it).unwrap_or_default()),
                it.as_of.map_or(Value::Empty, out::instant),
                out::instant(it.drafted_at),
                text(by.as_deref().unwrap_or_default()),
                text(it.hash.as_deref().unwrap_or_default()),
            ];
            each(ExportRow { key: it.id.to_text(), version: it.version, cells })?;
        }
        if listed.len() < PIECE as usize {
            return Ok(());
        }
        from += PIECE;
    }
}
