//! The register of trainings on its way out.

use kernel::{Act, Ctx, Error, Identity as _, Personal};
use ledger::Reader;
use page::Values;
use paper::Value;
use paper::out::{self, Column, ExportRow, ListHead};
use registry::export::{Each, ExportList, said, text};

use super::list::{PATH, conditions, sort_text};
use super::query::{self, Filter};
use crate::unit::Around;
use crate::words::training as w;

pub const TRAININGS: ExportList =
    ExportList { name: "trainings", path: PATH, act: Act("training.view"), head, rows, amending: None };

/// Rows fetched at once.
const PIECE: u32 = 500;

fn head(r: &Reader<'_>, ctx: &Ctx, query: &Values) -> Result<ListHead, Error> {
    let lang = ctx.lang;
    let filter = Filter::from_query(query);
    let around = Around::fetch(r, ctx, filter.organisation.into_iter())?;
    let state = if filter.withdrawn { w::withdrawn(lang) } else { w::standing(lang) };
    let mut words = vec![state.to_owned()];
    words.extend(said(&conditions(lang, &filter, &around)));
    Ok(ListHead {
        title: w::title(lang).to_owned(),
        said: words,
        columns: vec![
            Column::day("held_on", w::held_on(lang)),
            Column::text("topic", w::topic(lang)).width(40),
            Column::text("organisation", w::organisation(lang)).width(36),
            Column::text("sort", w::sort(lang)).width(20),
            Column::number("hours", w::hours(lang)),
            Column::number("people", w::people(lang)),
            Column::number("passed", w::passed(lang)),
            Column::text("trainer", w::trainer(lang)).width(24),
            Column::text("note", w::note(lang)).width(36),
        ],
    })
}

fn rows(r: &Reader<'_>, ctx: &Ctx, query: &Values, each: Each<'_>) -> Result<(), Error> {
    let (lang, filter) = (ctx.lang, Filter::from_query(query));
    let personal = |it: &Option<Personal<String>>| text(it.as_ref().and_then(|it| it.as_str()).unwrap_or_default());
    let mut from = 0;
    loop {
        let lines = query::list(r, ctx, &filter, from, PIECE)?;
        let around = Around::fetch(r, ctx, lines.iter().map(|it| it.organisation))?;
        for it in &lines {
            let said = &it.session;
            let cells = vec![
                out::day(said.held_on),
                text(said.topic.as_str().unwrap_or_default()),
                text(around.organisation(it.organisation)),
                text(&sort_text(lang, said)),
                Value::Number(f64::from(said.half_hours) / 2.0),
                Value::Number(f64::from(said.people)),
                Value::Number(f64::from(said.passed)),
                personal(&said.trainer),
                personal(&said.note),
            ];
            each(ExportRow { key: it.id.to_text(), version: it.version, cells })?;
        }
        if lines.len() < PIECE as usize {
            return Ok(());
        }
        from += PIECE;
    }
}
