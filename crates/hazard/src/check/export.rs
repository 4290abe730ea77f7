//! The list of checks on its way out.

use kernel::{Act, Ctx, Error, Identity as _};
use ledger::Reader;
use page::Values;
use paper::out::{self, Column, ExportRow, ListHead};
use registry::export::{Each, ExportList, said, text};

use super::list::{Around, PATH};
use super::query::{self, Check, Filter};
use crate::words::{check as w, risk as r, sector, source};

pub const CHECKS: ExportList =
    ExportList { name: "checks", path: PATH, act: Act("check.list"), head, rows, amending: None };

/// Rows whose names are fetched at once.
const PIECE: usize = 500;

fn head(reader: &Reader<'_>, ctx: &Ctx, query: &Values) -> Result<ListHead, Error> {
    let lang = ctx.lang;
    let filter = Filter::from_query(query);
    Ok(ListHead {
        title: w::title(lang).to_owned(),
        said: said(&Around::fetch(reader, ctx, &[], &filter)?.conditions(lang, &filter)),
        columns: vec![
            Column::instant("at", w::at(lang)),
            Column::text("subject", r::subject(lang)).width(32),
            Column::text("division", r::division(lang)),
            Column::text("sector", r::sector(lang)),
            Column::text("source", w::source(lang)),
            Column::text("who", w::who(lang)).width(24),
            Column::text("looked_at", w::looked_at(lang)).width(48),
            Column::text("result", w::result(lang)),
            Column::text("hazards", w::hazards(lang)).width(24),
        ],
    })
}

fn rows(reader: &Reader<'_>, ctx: &Ctx, query: &Values, each: Each<'_>) -> Result<(), Error> {
    let filter = Filter::from_query(query);
    let mut piece: Vec<Check> = Vec::with_capacity(PIECE);
    query::each(reader, ctx, &filter, |it| {
        piece.push(it);
        if piece.len() == PIECE { give(reader, ctx, &filter, &mut piece, each) } else { Ok(()) }
    })?;
    give(reader, ctx, &filter, &mut piece, each)
}

fn give(reader: &Reader<'_>, ctx: &Ctx, filter: &Filter, piece: &mut Vec<Check>, each: Each<'_>) -> Result<(), Error> {
    let around = Around::fetch(reader, ctx, piece, filter)?;
    let lang = ctx.lang;
    piece.drain(..).try_for_each(|it| {
        let numbers: Vec<_> = around.numbers(&it).map(|(_, number)| number).collect();
        let result = match it.hazards.len() {
            0 => w::nothing_found(lang).to_owned(),
            some => w::found(lang, some),
        };
        let cells = vec![
            out::instant(it.at),
            text(around.subject(&it)),
            text(around.place(it.division)),
            text(sector::of(lang, it.sector.word())),
            text(source::of(lang, it.source.word())),
            text(&around.who(&it)),
            text(it.looked_at.as_str().unwrap_or_default()),
            text(&result),
            text(&numbers.join(" ")),
        ];
        each(ExportRow { key: it.id.to_text(), version: it.version, cells })
    })
}
