//! The register of credit on its way out.

use kernel::{Act, Ctx, Error, Identity as _};
use ledger::Reader;
use page::Values;
use paper::Value;
use paper::out::{self, Column, ExportRow, ListHead};
use registry::export::{Each, ExportList, said, text};

use super::Sort;
use super::list::{PATH, conditions};
use super::query::{self, Filter, OBJECTED};
use crate::unit::Around;
use crate::words::{credit as w, credit_sort, credit_state};

pub const CREDIT_RECORDS: ExportList =
    ExportList { name: "credit_records", path: PATH, act: Act("credit.view"), head, rows, amending: None };

/// Rows fetched at once.
const PIECE: u32 = 500;

fn head(r: &Reader<'_>, ctx: &Ctx, query: &Values) -> Result<ListHead, Error> {
    let lang = ctx.lang;
    let filter = Filter::from_query(query);
    let around = Around::fetch(r, ctx, filter.organisation.into_iter())?;
    let mut words = vec![credit_state::of(lang, filter.word()).to_owned()];
    words.extend(said(&conditions(lang, &filter, &around)));
    let sorts = Sort::ALL.iter().map(|it| credit_sort::of(lang, it.word()));
    Ok(ListHead {
        title: w::title(lang).to_owned(),
        said: words,
        columns: vec![
            Column::text("organisation", w::organisation(lang)).width(36),
            Column::choice("sort", w::sort(lang), sorts),
            Column::text("reason", w::reason(lang)).width(60),
            Column::text("basis", w::basis(lang)).width(36),
            Column::text("source", w::source(lang)).width(24),
            Column::day("from", w::from(lang)),
            Column::day("to", w::to(lang)),
            Column::text("state", w::state(lang)),
        ],
    })
}

fn rows(r: &Reader<'_>, ctx: &Ctx, query: &Values, each: Each<'_>) -> Result<(), Error> {
    let (lang, filter, today) = (ctx.lang, Filter::from_query(query), ctx.now.day());
    let mut from = 0;
    loop {
        let lines = query::list(r, ctx, &filter, from, PIECE)?;
        let around = Around::fetch(r, ctx, lines.iter().map(|it| it.organisation))?;
        for it in &lines {
            let mut state = credit_state::of(lang, it.state(today).word()).to_owned();
            if it.is_objected_to() {
                state = format!("{state} {}", credit_state::of(lang, OBJECTED));
            }
            let cells = vec![
                text(around.organisation(it.organisation)),
                text(credit_sort::of(lang, it.sort.word())),
                text(it.reason.as_str().unwrap_or_default()),
                text(&it.basis),
                text(it.source.as_deref().unwrap_or_default()),
                out::day(it.from),
                it.to.map_or(Value::Empty, out::day),
                text(&state),
            ];
            each(ExportRow { key: it.id.to_text(), version: it.version, cells })?;
        }
        if lines.len() < PIECE as usize {
            return Ok(());
        }
        from += PIECE;
    }
}
