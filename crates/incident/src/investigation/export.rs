//! Investigations on their way out.

use kernel::{Ctx, Error, Identity as _};
use ledger::Reader;
use page::Values;
use paper::Value;
use paper::out::{self, Column, ExportRow, ListHead};
use registry::export::{Each, ExportList, said, text};

use super::model::{Stage, Track};
use super::query::{self, Filter, Line};
use super::web::list::conditions;
use super::web::{PATH, VIEW};
use crate::model::Grade;
use crate::web::Around;
use crate::words::{field, grade, incident as iw, investigation as w, investigation_stage as stage};

pub const INVESTIGATIONS: ExportList =
    ExportList { name: "investigations", path: PATH, act: VIEW, head, rows, amending: None };

/// Rows fetched at once.
const PIECE: u32 = 500;

fn head(r: &Reader<'_>, ctx: &Ctx, query: &Values) -> Result<ListHead, Error> {
    let lang = ctx.lang;
    let filter = Filter::from_query(query);
    let around = Around::fetch(r, ctx, &[], &[])?;
    let mut words = vec![stage::of(lang, filter.word()).to_owned()];
    words.extend(said(&conditions(lang, &filter, &around)));
    let columns = vec![
        Column::text("number", iw::number(lang)).width(14),
        Column::text("title", w::case(lang)).width(48),
        Column::choice("grade", iw::grade(lang), Grade::ALL.iter().map(|it| grade::of(lang, it.word()))),
        Column::day("happened", iw::happened(lang)),
        Column::text("township", field::of(lang, "division")).width(16),
        Column::text("tracks", w::tracks(lang)).width(12),
        Column::day("due", w::due(lang)),
        Column::choice("stage", iw::stage(lang), Stage::ALL.iter().map(|it| stage::of(lang, it.word()))),
        Column::text("cause", w::cause(lang)).width(60),
        Column::text("lessons", w::lessons(lang)).width(60),
    ];
    Ok(ListHead { title: w::title(lang).to_owned(), said: words, columns })
}

fn rows(r: &Reader<'_>, ctx: &Ctx, query: &Values, each: Each<'_>) -> Result<(), Error> {
    let filter = Filter::from_query(query);
    let mut from = 0;
    loop {
        let lines = query::list(r, ctx, &filter, from, PIECE)?;
        let around = Around::fetch(r, ctx, &[], &[])?;
        for it in &lines {
            each(ExportRow { key: it.id.to_text(), version: it.version, cells: cells(ctx, it, &around) })?;
        }
        if lines.len() < PIECE as usize {
            return Ok(());
        }
        from += PIECE;
    }
}

fn cells(ctx: &Ctx, it: &Line, around: &Around) -> Vec<Value> {
    let lang = ctx.lang;
    let known = |it: Option<&kernel::Personal<String>>| text(it.and_then(kernel::Personal::as_str).unwrap_or_default());
    vec![
        text(&it.number),
        known(Some(&it.title)),
        text(it.grade.map_or("", |one| grade::of(lang, one.word()))),
        out::day(it.happened),
        text(around.place(it.division)),
        text(&format!("{}/{}", it.ended.count_ones(), Track::ALL.len())),
        it.due.filter(|_| !it.appraised).map_or(Value::Empty, out::day),
        text(stage::of(lang, it.stage.word())),
        known(it.cause.as_ref()),
        known(it.lessons.as_ref()),
    ]
}
