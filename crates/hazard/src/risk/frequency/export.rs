//! The inspection frequencies on their way out.

use kernel::{Act, Ctx, Error, Identity as _};
use ledger::Reader;
use page::Values;
use paper::out::{Column, ExportRow, ListHead};
use registry::export::{Each, ExportList, text};

use super::web::{PATH, period_word};
use crate::risk::period::{during, standing};
use crate::words::{check_party, colour, frequency as w, risk as r, risk_scheme as s, sector};

pub const FREQUENCIES: ExportList = ExportList {
    name: "inspection_frequencies",
    path: PATH,
    act: Act("inspection_frequency.view"),
    head,
    rows,
    amending: None,
};

fn head(_: &Reader<'_>, ctx: &Ctx, _: &Values) -> Result<ListHead, Error> {
    let lang = ctx.lang;
    Ok(ListHead {
        title: w::title(lang).to_owned(),
        said: Vec::new(),
        columns: vec![
            Column::text("party", w::party(lang)),
            Column::text("colour", r::colour(lang)),
            Column::text("sector", r::sector(lang)),
            Column::text("every", w::period(lang)).width(24),
            Column::text("period", s::period(lang)).width(28),
            Column::text("state", s::state(lang)),
            Column::text("source", s::source(lang)).width(40),
        ],
    })
}

fn rows(reader: &Reader<'_>, ctx: &Ctx, _: &Values, each: Each<'_>) -> Result<(), Error> {
    let lang = ctx.lang;
    for it in super::list(reader, ctx)? {
        let cells = vec![
            text(check_party::of(lang, it.party.word())),
            text(it.colour.map_or(r::not_assessed(lang), |known| colour::of(lang, known.word()))),
            text(it.sector.map_or(w::every_sector(lang), |only| sector::of(lang, only.word()))),
            text(&period_word(lang, it.period)),
            text(&during(lang, it.from, it.to)),
            text(standing(lang, it.from, it.to, ctx.now.day())),
            text(&it.source),
        ];
        each(ExportRow { key: it.id.to_text(), version: it.version, cells })?;
    }
    Ok(())
}
