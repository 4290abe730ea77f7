//! The register of grades on its way out.

use kernel::{Act, Ctx, Error, Identity as _};
use ledger::Reader;
use page::Values;
use paper::out::{self, Column, ExportRow, ListHead};
use registry::export::{Each, ExportList, said, text};
use registry::words::sector;

use super::list::{PATH, conditions};
use super::query::{self, Filter};
use super::{Grade, State};
use crate::unit::Around;
use crate::words::{standardisation as w, standardisation_grade, standardisation_state};

pub const STANDARDISATIONS: ExportList =
    ExportList { name: "standardisations", path: PATH, act: Act("standardisation.view"), head, rows, amending: None };

/// Rows fetched at once.
const PIECE: u32 = 500;

fn head(r: &Reader<'_>, ctx: &Ctx, query: &Values) -> Result<ListHead, Error> {
    let lang = ctx.lang;
    let filter = Filter::from_query(query);
    let state = match filter.state {
        Some(state) => standardisation_state::of(lang, state.word()),
        None if filter.all => standardisation_state::of(lang, query::ALL),
        None => w::standing(lang),
    };
    let around = Around::fetch(r, ctx, filter.organisation.into_iter())?;
    let mut words = vec![state.to_owned()];
    words.extend(said(&conditions(lang, &filter, &around)));
    let grades = Grade::ALL.iter().map(|it| standardisation_grade::of(lang, it.word()));
    let states = State::ALL.iter().map(|it| standardisation_state::of(lang, it.word()));
    Ok(ListHead {
        title: w::title(lang).to_owned(),
        said: words,
        columns: vec![
            Column::text("organisation", w::organisation(lang)).width(36),
            Column::text("township", w::township(lang)),
            Column::text("sector", w::sector(lang)),
            Column::choice("grade", w::grade(lang), grades),
            Column::text("certificate", w::certificate(lang)).width(24),
            Column::text("assessor", w::assessor(lang)).width(30),
            Column::day("announced_on", w::announced_on(lang)),
            Column::day("valid_to", w::valid_to(lang)),
            Column::choice("state", w::state(lang), states),
        ],
    })
}

fn rows(r: &Reader<'_>, ctx: &Ctx, query: &Values, each: Each<'_>) -> Result<(), Error> {
    let (lang, filter) = (ctx.lang, Filter::from_query(query));
    let (today, ahead) = (ctx.now.day(), query::ahead(r, ctx)?);
    let mut from = 0;
    loop {
        let lines = query::list(r, ctx, &filter, from, PIECE)?;
        let around = Around::fetch(r, ctx, lines.iter().map(|it| it.organisation))?;
        for it in &lines {
            let cells = vec![
                text(around.organisation(it.organisation)),
                text(around.place(it.division)),
                text(sector::of(lang, it.sector.word())),
                text(standardisation_grade::of(lang, it.grade.word())),
                text(&it.certificate),
                text(&it.assessor),
                out::day(it.announced_on),
                out::day(it.valid_to),
                text(standardisation_state::of(lang, it.state(today, ahead).word())),
            ];
            each(ExportRow { key: it.id.to_text(), version: it.version, cells })?;
        }
        if lines.len() < PIECE as usize {
            return Ok(());
        }
        from += PIECE;
    }
}
