//! Documents on their way out: the register of numbers.

use kernel::{Act, Ctx, Error, Identity as _};
use ledger::Reader;
use page::Values;
use paper::out::{self, Column, ExportRow, ListHead};
use registry::export::{Each, ExportList, said, text};

use super::list::{conditions, fetch};
use super::query::Filter;
use super::{Kind, text as words};
use crate::words::{document as w, document_kind};

pub const DOCUMENTS: ExportList =
    ExportList { name: "documents", path: "/documents", act: Act("hazard.list"), head, rows, amending: None };

fn head(_r: &Reader<'_>, ctx: &Ctx, query: &Values) -> Result<ListHead, Error> {
    let lang = ctx.lang;
    Ok(ListHead {
        title: w::list(lang).to_owned(),
        said: said(&conditions(lang, &Filter::from_query(query))),
        columns: vec![
            Column::text("number", w::number(lang)).width(18),
            Column::text("hazard", w::hazard_number(lang)).width(13),
            Column::text("title", w::hazard(lang)).width(40),
            Column::choice("kind", w::kind(lang), Kind::ALL.iter().map(|it| document_kind::of(lang, it.word()))),
            Column::text("division", w::division(lang)),
            Column::text("unit", w::unit(lang)).width(24),
            Column::text("organisation", w::organisation(lang)).width(24),
            Column::day("date", w::date(lang)),
        ],
    })
}

/// One piece after the other in the order of the page.
const PIECE: u32 = 500;

fn rows(r: &Reader<'_>, ctx: &Ctx, query: &Values, each: Each<'_>) -> Result<(), Error> {
    let (lang, filter) = (ctx.lang, Filter::from_query(query));
    let mut from = 0;
    loop {
        let listed = fetch(r, ctx, &filter, from, PIECE)?;
        let got = listed.rows.len();
        for row in &listed.rows {
            let it = &row.document;
            let place = listed.places.get(&row.division.township()).map_or("", String::as_str);
            let cells = vec![
                text(&words::number(lang, it)),
                text(&row.hazard_number),
                text(row.title.as_str().unwrap_or_default()),
                text(document_kind::of(lang, it.kind.word())),
                text(place),
                text(listed.names.organisation(row.owner)),
                text(listed.names.organisation(Some(it.organisation))),
                out::day(it.issued_at.day()),
            ];
            each(ExportRow { key: it.id.to_text(), version: it.version, cells })?;
        }
        if got < PIECE as usize {
            return Ok(());
        }
        from += PIECE;
    }
}
