//! Subjects for which somebody is missing.

use kernel::{Ctx, Error, Identity};
use ledger::Reader;
use page::Values;
use paper::out::{Column, ExportRow, ListHead};

use super::{Each, ExportList, every, said, subjects, text};
use crate::Party;
use crate::query;
use crate::responsibility::web::{LIST, VIEW};
use crate::subject::web::{filter, names_of, said as conditions};
use crate::web::joined;
use crate::words::{common as c, party, responsibility as w};

pub const GAPS: ExportList = ExportList { name: "gaps", path: LIST, act: VIEW, head, rows, amending: None };

fn head(r: &Reader<'_>, ctx: &Ctx, query: &Values) -> Result<ListHead, Error> {
    let lang = ctx.lang;
    let filter = filter(query);
    let names = names_of(r, ctx, &filter, &[])?;
    let mut conditions = conditions(lang, &filter, &names);
    let lacking = query.word("party", Party::from_word).map(|p| w::without(lang, party::of(lang, p.word())));
    conditions.push((w::missing(lang), "party", lacking));
    Ok(ListHead {
        title: w::title(lang).to_owned(),
        said: said(&conditions),
        columns: vec![
            Column::text("name", c::name(lang)).width(36),
            Column::text("kind", c::kind(lang)),
            Column::text("sector", c::sector(lang)),
            Column::text("division", c::division(lang)),
            Column::text("organisation", c::organisation(lang)).width(24),
            Column::text("missing", w::missing(lang)).width(30),
        ],
    })
}

fn rows(r: &Reader<'_>, ctx: &Ctx, query: &Values, each: Each<'_>) -> Result<(), Error> {
    let (lang, filter) = (ctx.lang, filter(query));
    let lacking = query.word("party", Party::from_word);
    every(
        |paging| query::gaps(r, ctx, ctx.now.day(), &filter, lacking, paging),
        |page| {
            let names = names_of(r, ctx, &filter, &page.iter().map(|gap| &gap.subject).collect::<Vec<_>>())?;
            page.iter().try_for_each(|gap| {
                let mut cells = subjects::cells(lang, &names, &gap.subject).map(text).to_vec();
                cells.push(text(&joined(lang, gap.missing.iter().map(|p| party::of(lang, p.word())))));
                each(ExportRow { key: gap.subject.id.to_text(), version: gap.subject.version, cells })
            })
        },
    )
}
