//! The list of responsibility.

use kernel::{Ctx, Error, Identity};
use ledger::Reader;
use page::Values;
use paper::out::{self, Column, ExportRow, ListHead};

use super::{Each, ExportList, every, said, text};
use crate::query;
use crate::responsibility::duties::{self, PATH};
use crate::responsibility::web::VIEW;
use crate::words::{common as c, party, responsibility as w, sector, subject_kind};

pub const RESPONSIBILITIES: ExportList =
    ExportList { name: "responsibilities", path: PATH, act: VIEW, head, rows, amending: None };

fn head(r: &Reader<'_>, ctx: &Ctx, query: &Values) -> Result<ListHead, Error> {
    let lang = ctx.lang;
    let filter = duties::filter(query);
    let names = duties::names_of(r, ctx, &filter, &[])?;
    let mut conditions = said(&duties::said(lang, &filter, &names));
    conditions.push(w::as_of_day(lang, duties::day(query, ctx)));
    Ok(ListHead {
        title: w::duty_list(lang).to_owned(),
        said: conditions,
        columns: vec![
            Column::text("subject", w::subject(lang)).width(36),
            Column::text("kind", c::kind(lang)),
            Column::text("sector", c::sector(lang)),
            Column::text("division", c::division(lang)),
            Column::text("party", w::party(lang)),
            Column::text("person", w::person(lang)),
            Column::text("organisation", c::organisation(lang)).width(24),
            Column::day("from", c::since(lang)),
            Column::day("to", w::to(lang)),
            Column::text("document", w::document(lang)).width(24),
        ],
    })
}

fn rows(r: &Reader<'_>, ctx: &Ctx, query: &Values, each: Each<'_>) -> Result<(), Error> {
    let (lang, filter, day) = (ctx.lang, duties::filter(query), duties::day(query, ctx));
    every(
        |paging| query::duty_list(r, ctx, day, &filter, paging),
        |page| {
            let names = duties::names_of(r, ctx, &filter, &page)?;
            page.iter().try_for_each(|row| {
                let it = &row.responsible;
                let person = match it.acting {
                    true => format!("{} {}", it.person_name, w::acting(lang)),
                    false => it.person_name.clone(),
                };
                let cells = vec![
                    text(&row.subject_name),
                    text(subject_kind::of(lang, row.subject_kind.word())),
                    text(sector::of(lang, row.sector.word())),
                    text(names.place(row.division)),
                    text(party::of(lang, it.party.word())),
                    text(&person),
                    text(&it.organisation_name),
                    out::day(it.from),
                    it.to.map_or(paper::Value::Empty, out::day),
                    text(&it.document),
                ];
                each(ExportRow { key: it.id.to_text(), version: 1, cells })
            })
        },
    )
}
