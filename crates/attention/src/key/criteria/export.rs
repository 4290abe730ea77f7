//! Editions of criteria on their way out.

use kernel::{Ctx, Error, Identity as _};
use ledger::Reader;
use page::Values;
use paper::Value;
use paper::out::{self, Column, ExportRow, ListHead};
use registry::export::{Each, ExportList, text};

use super::State;
use super::list::lines;
use super::web::{PATH, VIEW};
use crate::words::{attention_criteria_state, key as w};

pub const ATTENTION_CRITERIA: ExportList =
    ExportList { name: "attention_criteria", path: PATH, act: VIEW, head, rows, amending: None };

/// Rows fetched at once.
const PIECE: u32 = 200;

fn head(_: &Reader<'_>, ctx: &Ctx, _: &Values) -> Result<ListHead, Error> {
    let lang = ctx.lang;
    let columns = vec![
        Column::text("number", w::number(lang)).width(12),
        Column::text("title", w::name(lang)).width(40),
        Column::choice(
            "state",
            w::state(lang),
            State::ALL.iter().map(|it| attention_criteria_state::of(lang, it.word())),
        ),
        Column::day("from", w::from(lang)),
        Column::number("count", w::count(lang)),
        Column::instant("drafted", w::drafted(lang)),
    ];
    Ok(ListHead { title: w::criteria(lang).to_owned(), said: Vec::new(), columns })
}

fn rows(r: &Reader<'_>, ctx: &Ctx, _: &Values, each: Each<'_>) -> Result<(), Error> {
    let mut from = 0;
    loop {
        let all = lines(r, ctx, from, PIECE)?;
        for (it, count) in &all {
            let cells = vec![
                text(&it.number),
                text(it.title()),
                text(attention_criteria_state::of(ctx.lang, it.state.word())),
                it.from.map_or(Value::Empty, out::day),
                Value::Number(*count as f64),
                out::instant(it.drafted_at),
            ];
            each(ExportRow { key: it.id.to_text(), version: it.version, cells })?;
        }
        if all.len() < PIECE as usize {
            return Ok(());
        }
        from += PIECE;
    }
}
