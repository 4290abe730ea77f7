//! Stop orders on their way out.

use kernel::{Act, Ctx, Error, Identity as _};
use ledger::Reader;
use page::Values;
use paper::out::{self, Column, ExportRow, ListHead};
use registry::export::{Each, ExportList, said, text};

use super::list::{conditions, fetch};
use super::query::Filter;
use super::{Extent, Standing};
use crate::words::{stop as w, stop_extent, stop_standing};

pub const STOP_ORDERS: ExportList =
    ExportList { name: "stop_orders", path: "/stop-orders", act: Act("stop.view"), head, rows, amending: None };

fn head(_r: &Reader<'_>, ctx: &Ctx, query: &Values) -> Result<ListHead, Error> {
    let lang = ctx.lang;
    Ok(ListHead {
        title: w::title(lang).to_owned(),
        said: said(&conditions(lang, &Filter::from_query(query))),
        columns: vec![
            Column::text("number", w::number(lang)).width(18),
            Column::text("unit", w::unit(lang)).width(30),
            Column::choice("extent", w::extent(lang), Extent::ALL.iter().map(|it| stop_extent::of(lang, it.word()))),
            Column::text("part", w::part(lang)).width(20),
            Column::text("division", w::division(lang)),
            Column::text("issuer", w::issuer(lang)).width(24),
            Column::choice(
                "standing",
                w::standing(lang),
                Standing::ALL.iter().map(|it| stop_standing::of(lang, it.word())),
            ),
            Column::day("from", w::from(lang)),
            Column::text("revisited", w::revisited(lang)),
            Column::text("reopening", w::reopening(lang)).width(18),
            Column::text("reopened", w::reopened_on(lang)),
        ],
    })
}

/// A county gives out dozens a year: one piece after the other in the order of the page.
const PIECE: u32 = 500;

fn rows(r: &Reader<'_>, ctx: &Ctx, query: &Values, each: Each<'_>) -> Result<(), Error> {
    let (lang, filter) = (ctx.lang, Filter::from_query(query));
    let mut from = 0;
    loop {
        let listed = fetch(r, ctx, &filter, from, PIECE)?;
        let got = listed.rows.len();
        for it in &listed.rows {
            let cells = vec![
                text(it.number.as_deref().unwrap_or_default()),
                text(listed.unit(it)),
                text(stop_extent::of(lang, it.extent.word())),
                text(it.part.as_ref().and_then(|part| part.as_str()).unwrap_or_default()),
                text(listed.place(it)),
                text(listed.names.organisation(Some(it.stop.issuer))),
                text(stop_standing::of(lang, it.stop.standing.word())),
                out::day(it.from.day()),
                text(&it.revisited_at.map(|at| at.day().to_string()).unwrap_or_default()),
                text(it.reopening.as_deref().unwrap_or_default()),
                text(&it.reopened_at.map(|at| at.day().to_string()).unwrap_or_default()),
            ];
            each(ExportRow { key: it.stop.id.to_text(), version: it.stop.version, cells })?;
        }
        if got < PIECE as usize {
            return Ok(());
        }
        from += PIECE;
    }
}
