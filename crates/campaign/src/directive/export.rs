//! The list of directives on its way out.

use kernel::{Ctx, Error, Identity as _};
use ledger::Reader;
use page::Values;
use paper::Value;
use paper::out::{self, Column, ExportRow, ListHead};
use registry::export::{Each, ExportList, said, text};

use super::Sort;
use super::list::{PATH, answered_text, conditions, name_of, studied_text};
use super::query::{self, Filter};
use super::routes::VIEW;
use crate::words::{directive as w, directive_sort, directive_view};

pub const DIRECTIVES: ExportList = ExportList { name: "directives", path: PATH, act: VIEW, head, rows, amending: None };

/// Rows fetched at once.
const PIECE: u32 = 500;

fn head(r: &Reader<'_>, ctx: &Ctx, query: &Values) -> Result<ListHead, Error> {
    let lang = ctx.lang;
    let filter = Filter::from_query(query);
    let mut words = vec![directive_view::of(lang, filter.view().word()).to_owned()];
    words.extend(said(&conditions(lang, &filter, name_of(r, ctx, &filter)?)));
    let columns = vec![
        Column::text("number", w::number(lang)).width(12),
        Column::text("title", w::name(lang)).width(48),
        Column::choice("sort", w::sort(lang), Sort::ALL.iter().map(|it| directive_sort::of(lang, it.word()))),
        Column::text("issuer", w::issuer(lang)).width(24),
        Column::day("issued_on", w::issued_on(lang)),
        Column::text("studied", w::studied(lang)).width(18),
        Column::instant("due", w::answer_due(lang)),
        Column::text("answered", w::answered(lang)).width(10),
        Column::text("content", w::content(lang)).width(60),
        Column::text("document", w::document(lang)).width(20),
    ];
    Ok(ListHead { title: w::title(lang).to_owned(), said: words, columns })
}

fn rows(r: &Reader<'_>, ctx: &Ctx, query: &Values, each: Each<'_>) -> Result<(), Error> {
    let (lang, filter) = (ctx.lang, Filter::from_query(query));
    let mut from = 0;
    loop {
        let lines = query::list(r, ctx, &filter, from, PIECE)?;
        for it in &lines {
            let cells = vec![
                text(&it.number),
                text(it.title.as_str().unwrap_or_default()),
                text(directive_sort::of(lang, it.sort.word())),
                text(it.issuer.as_ref().and_then(|it| it.as_str()).unwrap_or_default()),
                out::day(it.issued_on),
                text(&studied_text(lang, it)),
                it.owed.map_or(Value::Empty, |owed| out::instant(owed.due)),
                text(answered_text(lang, it)),
                text(it.content.as_ref().and_then(|it| it.as_str()).unwrap_or_default()),
                text(&it.document),
            ];
            each(ExportRow { key: it.id.to_text(), version: it.version, cells })?;
        }
        if lines.len() < PIECE as usize {
            return Ok(());
        }
        from += PIECE;
    }
}
