//! The list of conditions on its way out.

use kernel::{Ctx, Error, Identity as _};
use ledger::Reader;
use page::Values;
use paper::Value;
use paper::out::{self, Column, ExportRow, ListHead};
use registry::export::{Each, ExportList, said, text};

use super::Sort;
use super::detail::VIEW;
use super::list::{PATH, conditions, fetch, reading};
use super::query::Filter;
use crate::Colour;
use crate::words::{condition as w, condition_sort, condition_view};

pub const CONDITIONS: ExportList = ExportList { name: "conditions", path: PATH, act: VIEW, head, rows, amending: None };

/// Rows fetched at once.
const PIECE: u32 = 500;

fn head(r: &Reader<'_>, ctx: &Ctx, query: &Values) -> Result<ListHead, Error> {
    let lang = ctx.lang;
    let filter = Filter::from_query(query);
    let mut words = vec![condition_view::of(lang, filter.view().word()).to_owned()];
    words.extend(said(&conditions(lang, &filter, &fetch(r, ctx, &filter, 0, 0)?)));
    let columns = vec![
        Column::choice("colour", w::colour(lang), Colour::ALL.iter().map(|it| it.text(lang))),
        Column::text("place", w::place(lang)).width(28),
        Column::choice("sort", w::sort(lang), Sort::ALL.iter().map(|it| condition_sort::of(lang, it.word()))),
        Column::text("rule", w::rule(lang)).width(12),
        Column::text("reading", w::reading(lang)).width(20),
        Column::text("township", w::township(lang)).width(14),
        Column::instant("raised", w::raised_at(lang)),
        Column::number("repeats", w::repeats(lang)),
        Column::choice("state", w::state(lang), [w::active(lang), w::cleared(lang)]),
        Column::choice("seen", w::seen(lang), [w::acknowledged(lang), w::unacknowledged(lang)]),
        Column::instant("due", w::due(lang)),
        Column::text("holder", w::holder(lang)).width(24),
        Column::instant("cleared", w::cleared_at(lang)),
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
            let cells = vec![
                text(it.colour.text(lang)),
                text(listed.named.of(&it.place)),
                text(condition_sort::of(lang, it.sort.word())),
                text(it.rule_code.as_deref().unwrap_or_default()),
                text(&reading(lang, it.reading)),
                text(listed.named.place(it.division)),
                out::instant(it.raised_at),
                Value::Number(it.repeats as f64),
                text(if it.is_active() { w::active(lang) } else { w::cleared(lang) }),
                text(if it.is_acknowledged() { w::acknowledged(lang) } else { w::unacknowledged(lang) }),
                if it.is_acknowledged() { Value::Empty } else { out::instant(it.owed.due) },
                text(&listed.named.holder(it.holder)),
                it.cleared_at.map_or(Value::Empty, out::instant),
                text(it.note.as_ref().and_then(|it| it.as_str()).unwrap_or_default()),
            ];
            each(ExportRow { key: it.id.to_text(), version: it.version, cells })?;
        }
        if listed.lines.len() < PIECE as usize {
            return Ok(());
        }
        from += PIECE;
    }
}
