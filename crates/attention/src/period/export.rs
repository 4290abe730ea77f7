//! Special periods on their way out.

use kernel::{Ctx, Error, Identity as _};
use ledger::Reader;
use page::Values;
use paper::Value;
use paper::out::{self, Column, ExportRow, ListHead};
use registry::export::{Each, ExportList, said, text};

use super::list::{PATH, conditions, lines, rules_text};
use super::query::Filter;
use super::web::VIEW;
use super::{Kind, State};
use crate::words::{special as w, special_kind, special_state};

pub const SPECIAL_PERIODS: ExportList =
    ExportList { name: "special_periods", path: PATH, act: VIEW, head, rows, amending: None };

/// Rows fetched at once.
const PIECE: u32 = 200;

fn head(_: &Reader<'_>, ctx: &Ctx, query: &Values) -> Result<ListHead, Error> {
    let lang = ctx.lang;
    let filter = Filter::from_query(query);
    let mut words = vec![special_state::of(lang, filter.state.map_or("all", State::word)).to_owned()];
    words.extend(said(&conditions(lang, &filter)));
    let columns = vec![
        Column::text("number", w::number(lang)).width(12),
        Column::text("title", w::name(lang)).width(40),
        Column::choice("kind", w::kind(lang), Kind::ALL.iter().map(|it| special_kind::of(lang, it.word()))),
        Column::day("from", w::from(lang)),
        Column::day("to", w::to(lang)),
        Column::text("rules", w::rules(lang)).width(48),
        Column::number("missing", w::missing(lang)),
        Column::choice("state", w::state(lang), State::ALL.iter().map(|it| special_state::of(lang, it.word()))),
        Column::text("reason", w::reason(lang)).width(48),
    ];
    Ok(ListHead { title: w::title(lang).to_owned(), said: words, columns })
}

fn rows(r: &Reader<'_>, ctx: &Ctx, query: &Values, each: Each<'_>) -> Result<(), Error> {
    let (lang, filter) = (ctx.lang, Filter::from_query(query));
    let mut from = 0;
    loop {
        let found = lines(r, ctx, &filter, from, PIECE)?;
        for line in &found {
            let it = &line.it;
            let cells = vec![
                text(&it.number),
                text(it.title.as_str().unwrap_or_default()),
                text(special_kind::of(lang, it.kind.word())),
                out::day(it.from),
                out::day(it.to),
                text(&rules_text(lang, it)),
                Value::Number(line.missing as f64),
                text(special_state::of(lang, it.state.word())),
                text(it.reason.as_ref().and_then(|it| it.as_str()).unwrap_or_default()),
            ];
            each(ExportRow { key: it.id.to_text(), version: it.version, cells })?;
        }
        if found.len() < PIECE as usize {
            return Ok(());
        }
        from += PIECE;
    }
}
