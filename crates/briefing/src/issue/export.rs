//! The list of issued tables on its way out.

use kernel::{Ctx, Error, Identity as _};
use ledger::Reader;
use page::Values;
use paper::out::{self, Column, ExportRow, ListHead};
use registry::export::{Each, ExportList, said, text};
use registry::forms::person;

use super::query::{self, Filter};
use crate::Forms;
use crate::web::{ISSUED, ISSUED_VIEW, conditions, period_text};
use crate::words::table as w;

pub const ISSUED_TABLES: ExportList =
    ExportList { name: "issued_tables", path: ISSUED, act: ISSUED_VIEW, head, rows, amending: None };

/// Rows fetched at once.
const PIECE: u32 = 200;

fn head(_: &Reader<'_>, ctx: &Ctx, query: &Values) -> Result<ListHead, Error> {
    let lang = ctx.lang;
    let words = said(&conditions(lang, &Forms::default(), &Filter::from_query(query)));
    let columns = vec![
        Column::text("title", w::name(lang)).width(36),
        Column::text("period", w::period_head(lang)).width(28),
        Column::text("issue", w::issue_head(lang)),
        Column::instant("as_of", w::as_of(lang)),
        Column::text("issued_by", w::issued_by(lang)),
        Column::text("reason", w::reason(lang)).width(48),
        Column::text("name", w::form_name(lang)),
        Column::text("hash", w::hash(lang)).width(70),
    ];
    Ok(ListHead { title: w::issued_list(lang).to_owned(), said: words, columns })
}

fn rows(r: &Reader<'_>, ctx: &Ctx, query: &Values, each: Each<'_>) -> Result<(), Error> {
    let (lang, filter) = (ctx.lang, Filter::from_query(query));
    let mut from = 0;
    loop {
        let listed = query::list(r, ctx, &filter, from, PIECE)?;
        for it in &listed {
            let by = person(r, ctx, it.issued_by)?;
            let cells = vec![
                text(&it.title),
                text(&period_text(lang, it.period)),
                text(&w::issue(lang, it.issue)),
                out::instant(it.as_of),
                text(by.as_deref().unwrap_or_default()),
                text(it.reason.as_ref().and_then(|it| it.as_str()).unwrap_or_default()),
                text(&it.form),
                text(&it.hash),
            ];
            each(ExportRow { key: it.id.to_text(), version: 1, cells })?;
        }
        if listed.len() < PIECE as usize {
            return Ok(());
        }
        from += PIECE;
    }
}
