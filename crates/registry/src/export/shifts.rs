//! The roster of two weeks.

use kernel::{Ctx, Error, Identity};
use ledger::Reader;
use page::Values;
use paper::out::{self, Column, ExportRow, ListHead};

use super::{Each, ExportList, text};
use crate::shift::web::{LIST, VIEW, days, listed};
use crate::words::{common as c, post_kind, shift as w};

pub const SHIFTS: ExportList = ExportList { name: "shifts", path: LIST, act: VIEW, head, rows, amending: None };

fn head(_: &Reader<'_>, ctx: &Ctx, query: &Values) -> Result<ListHead, Error> {
    let lang = ctx.lang;
    let (first, last) = days(query, ctx);
    Ok(ListHead {
        title: w::title(lang).to_owned(),
        said: vec![format!("{first} — {last}")],
        columns: vec![
            Column::instant("from", w::from(lang)),
            Column::instant("to", w::to(lang)),
            Column::text("post", w::post(lang)),
            Column::text("organisation", c::organisation(lang)).width(24),
            Column::text("person", w::person(lang)),
        ],
    })
}

fn rows(r: &Reader<'_>, ctx: &Ctx, query: &Values, each: Each<'_>) -> Result<(), Error> {
    for it in listed(r, ctx, query)? {
        let kind = post_kind::of(ctx.lang, it.kind.word());
        let post = if it.post_name == kind { it.post_name.clone() } else { format!("{} {kind}", it.post_name) };
        let cells = vec![
            out::instant(it.from),
            out::instant(it.to),
            text(&post),
            text(&it.organisation_name),
            text(&it.person_name),
        ];
        each(ExportRow { key: it.id.to_text(), version: 1, cells })?;
    }
    Ok(())
}
