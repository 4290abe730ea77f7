//! Reports on their way out, without how anybody is reached.

use std::collections::HashMap;

use kernel::{Act, Ctx, Division, Error, Identity as _, Lang};
use ledger::Reader;
use page::Values;
use paper::Value;
use paper::out::{self, Column, ExportRow, ListHead};
use registry::export::{Each, ExportList, said, text};

use super::list::{PATH, conditions, names, places};
use super::query::{self, Filter};
use super::{Category, PublicReport, State};
use crate::web::Names;
use crate::words::{public_report as w, public_report_state, report_category};

pub const PUBLIC_REPORTS: ExportList =
    ExportList { name: "public_reports", path: PATH, act: Act("public_report.list"), head, rows, amending: None };

/// Rows fetched at once.
const PIECE: u32 = 500;

fn head(r: &Reader<'_>, ctx: &Ctx, query: &Values) -> Result<ListHead, Error> {
    let lang = ctx.lang;
    let filter = Filter::from_query(query);
    let mut words = vec![public_report_state::of(lang, filter.state.map_or(query::ALL, State::word)).to_owned()];
    words.extend(said(&conditions(lang, &filter, &places(r, ctx)?)));
    let categories = Category::ALL.iter().map(|it| report_category::of(lang, it.word()));
    let states = State::ALL.iter().map(|it| public_report_state::of(lang, it.word()));
    Ok(ListHead {
        title: w::title(lang).to_owned(),
        said: words,
        columns: vec![
            Column::text("number", w::number(lang)).width(12),
            Column::text("text", w::text(lang)).width(60),
            Column::text("township", w::township(lang)),
            Column::text("place", w::place(lang)).width(24),
            Column::choice("category", w::category(lang), categories),
            Column::instant("received", w::received(lang)),
            Column::instant("due", w::due(lang)),
            Column::choice("state", w::state(lang), states),
            Column::instant("answered", w::answered(lang)),
            Column::text("answered_by", w::answered_by(lang)),
            Column::text("answer", w::answer(lang)).width(60),
        ],
    })
}

fn rows(r: &Reader<'_>, ctx: &Ctx, query: &Values, each: Each<'_>) -> Result<(), Error> {
    let filter = Filter::from_query(query);
    let places: HashMap<Division, String> = places(r, ctx)?.into_iter().collect();
    let mut from = 0;
    loop {
        let lines = query::list(r, ctx, &filter, from, PIECE)?;
        let names = names(r, ctx, &lines)?;
        lines.iter().try_for_each(|it| each(row(ctx.lang, &names, &places, it)))?;
        if lines.len() < PIECE as usize {
            return Ok(());
        }
        from += PIECE;
    }
}

fn row(lang: Lang, names: &Names, places: &HashMap<Division, String>, it: &PublicReport) -> ExportRow {
    let cells = vec![
        text(&it.number_text()),
        text(it.text.as_str().unwrap_or_default()),
        text(places.get(&it.division).map_or("", String::as_str)),
        text(it.place.as_str().unwrap_or_default()),
        text(report_category::of(lang, it.category.word())),
        out::instant(it.received_at),
        out::instant(it.due),
        text(public_report_state::of(lang, it.state.word())),
        it.answered_at.map_or(Value::Empty, out::instant),
        text(names.person(it.answered_by)),
        text(it.answer.as_ref().and_then(|it| it.as_str()).unwrap_or_default()),
    ];
    ExportRow { key: it.id.to_text(), version: it.version, cells }
}
