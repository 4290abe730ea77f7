//! The lists there are, on their way out.

use kernel::{Ctx, Error, Identity as _};
use ledger::Reader;
use page::Values;
use paper::Value;
use paper::out::{self, Column, ExportRow, ListHead};
use registry::export::{Each, ExportList, text};

use super::query::Filter;
use super::web::{PATH, VIEW};
use super::{State, overview};
use crate::words::{attention_list_state, key as w};

pub const ATTENTION_LISTS: ExportList =
    ExportList { name: "attention_lists", path: PATH, act: VIEW, head, rows, amending: None };

/// Rows fetched at once.
const PIECE: u32 = 100;

fn head(_: &Reader<'_>, ctx: &Ctx, query: &Values) -> Result<ListHead, Error> {
    let lang = ctx.lang;
    let filter = Filter::from_query(query);
    let said = vec![attention_list_state::of(lang, filter.state.map_or("all", State::word)).to_owned()];
    let columns = vec![
        Column::text("number", w::number(lang)).width(12),
        Column::text("title", w::name(lang)).width(36),
        Column::instant("moment", w::moment(lang)),
        Column::number("rows", w::rows(lang)),
        Column::choice("state", w::state(lang), State::ALL.iter().map(|it| attention_list_state::of(lang, it.word()))),
        Column::number("missing", w::missing(lang)),
        Column::instant("signed", w::signed(lang)),
    ];
    Ok(ListHead { title: w::title(lang).to_owned(), said, columns })
}

fn rows(r: &Reader<'_>, ctx: &Ctx, query: &Values, each: Each<'_>) -> Result<(), Error> {
    let (lang, filter) = (ctx.lang, Filter::from_query(query));
    let mut from = 0;
    loop {
        let lines = overview::lines(r, ctx, &filter, from, PIECE)?;
        for line in &lines {
            let it = &line.it;
            let cells = vec![
                text(it.number.as_deref().unwrap_or_default()),
                text(it.title()),
                out::instant(it.moment),
                Value::Number(line.rows as f64),
                text(attention_list_state::of(lang, it.state.word())),
                Value::Number(line.missing as f64),
                it.signed_at.map_or(Value::Empty, out::instant),
            ];
            each(ExportRow { key: it.id.to_text(), version: it.version, cells })?;
        }
        if lines.len() < PIECE as usize {
            return Ok(());
        }
        from += PIECE;
    }
}
