//! Listings on their way out.

use kernel::{Act, Ctx, Error, Identity as _};
use ledger::Reader;
use page::Values;
use paper::out::{self, Column, ExportRow, ListHead};
use registry::export::{Each, ExportList, said, text};

use super::list::{conditions, fetch};
use super::query::Filter;
use super::{Level, Status, notice};
use crate::words::{listing as w, listing_level, listing_status};

pub const LISTINGS: ExportList =
    ExportList { name: "listings", path: "/listings", act: Act("listing.view"), head, rows, amending: None };

fn head(_r: &Reader<'_>, ctx: &Ctx, query: &Values) -> Result<ListHead, Error> {
    let lang = ctx.lang;
    Ok(ListHead {
        title: w::title(lang).to_owned(),
        said: said(&conditions(lang, &Filter::from_query(query))),
        columns: vec![
            Column::text("number", w::number(lang)).width(18),
            Column::text("hazard", w::hazard_number(lang)).width(13),
            Column::text("title", w::hazard(lang)).width(40),
            Column::choice("level", w::level(lang), Level::ALL.iter().map(|it| listing_level::of(lang, it.word()))),
            Column::text("division", w::division(lang)),
            Column::text("unit", w::unit(lang)).width(24),
            Column::text("organisation", w::organisation(lang)).width(24),
            Column::choice("status", w::status(lang), Status::ALL.iter().map(|it| listing_status::of(lang, it.word()))),
            Column::day("deadline", w::deadline(lang)),
        ],
    })
}

/// A county lists hundreds, not millions: one piece after the other in the order of the page.
const PIECE: u32 = 500;

fn rows(r: &Reader<'_>, ctx: &Ctx, query: &Values, each: Each<'_>) -> Result<(), Error> {
    let (lang, filter) = (ctx.lang, Filter::from_query(query));
    let mut from = 0;
    loop {
        let listed = fetch(r, ctx, &filter, from, PIECE)?;
        let got = listed.rows.len();
        for row in &listed.rows {
            let it = &row.listing;
            let place = listed.places.get(&row.division.township()).map_or("", String::as_str);
            let cells = vec![
                text(&notice::number(lang, it).unwrap_or_default()),
                text(&row.hazard_number),
                text(row.title.as_str().unwrap_or_default()),
                text(listing_level::of(lang, it.level.word())),
                text(place),
                text(listed.names.organisation(row.owner)),
                text(listed.names.organisation(Some(it.organisation))),
                text(listing_status::of(lang, it.status.word())),
                out::day(it.deadline),
            ];
            each(ExportRow { key: it.id.to_text(), version: it.version, cells })?;
        }
        if got < PIECE as usize {
            return Ok(());
        }
        from += PIECE;
    }
}
