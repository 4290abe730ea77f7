//! The four-colour list on its way out.

use kernel::{Act, Ctx, Error, Identity as _};
use ledger::Reader;
use page::Values;
use paper::out::{self, Column, ExportRow, ListHead};
use registry::export::{Each, ExportList, said, text};

use super::Colour;
use super::list::{Around, PATH};
use super::query::{self, Filter, Risk};
use super::web::formula;
use crate::words::{colour, risk as w, risk_view, sector};

pub const RISKS: ExportList =
    ExportList { name: "risks", path: PATH, act: Act("risk.list"), head, rows, amending: None };

/// Rows whose names are fetched at once.
const PIECE: usize = 500;

fn head(r: &Reader<'_>, ctx: &Ctx, query: &Values) -> Result<ListHead, Error> {
    let lang = ctx.lang;
    let filter = Filter::from_query(query);
    let mut words = vec![risk_view::of(lang, filter.view.word()).to_owned()];
    words.extend(said(&Around::fetch(r, ctx, &[], &filter)?.conditions(lang, &filter)));
    let colours = Colour::ALL.iter().map(|it| colour::of(lang, it.word()));
    Ok(ListHead {
        title: w::title(lang).to_owned(),
        said: words,
        columns: vec![
            Column::choice("colour", w::colour(lang), colours),
            Column::text("risk_point", w::risk_point(lang)).width(36),
            Column::text("subject", w::subject(lang)).width(32),
            Column::text("division", w::division(lang)),
            Column::text("sector", w::sector(lang)),
            Column::text("score", w::score(lang)),
            Column::text("calculation", w::calculation(lang)).width(28),
            Column::text("direct_red", w::direct_red(lang)).width(28),
            Column::day("day", w::day(lang)),
            Column::day("next_review", w::next_review(lang)),
        ],
    })
}

fn rows(r: &Reader<'_>, ctx: &Ctx, query: &Values, each: Each<'_>) -> Result<(), Error> {
    let filter = Filter::from_query(query);
    let mut piece: Vec<Risk> = Vec::with_capacity(PIECE);
    query::each(r, ctx, &filter, |it| {
        piece.push(it);
        if piece.len() == PIECE { give(r, ctx, &filter, &mut piece, each) } else { Ok(()) }
    })?;
    give(r, ctx, &filter, &mut piece, each)
}

fn give(r: &Reader<'_>, ctx: &Ctx, filter: &Filter, piece: &mut Vec<Risk>, each: Each<'_>) -> Result<(), Error> {
    let around = Around::fetch(r, ctx, piece, filter)?;
    let lang = ctx.lang;
    piece.drain(..).try_for_each(|it| {
        let cells = vec![
            text(colour::of(lang, it.colour.word())),
            text(it.risk_point.as_str().unwrap_or_default()),
            text(around.subject(it.subject)),
            text(around.place(it.division)),
            text(sector::of(lang, it.sector.word())),
            text(&it.score),
            text(&formula(it.edition.method(), &it.factors, &it.score)),
            text(it.direct_red.as_deref().unwrap_or_default()),
            out::day(it.day),
            out::day(it.next_review),
        ];
        each(ExportRow { key: it.id.to_text(), version: it.version, cells })
    })
}
