//! The subjects behind the table on their way out.

use kernel::{Act, Ctx, Error, Identity as _};
use ledger::Reader;
use page::Values;
use paper::Value;
use paper::out::{self, Column, ExportRow, ListHead};
use registry::export::{Each, ExportList, said, text};

use super::list::conditions;
use super::query::{self, Filter};
use super::table::LIST;
use crate::words::{check as c, colour, coverage as w, risk as r, sector, standing};

pub const COVERAGE: ExportList =
    ExportList { name: "coverage", path: LIST, act: Act("coverage.view"), head, rows, amending: None };

fn head(reader: &Reader<'_>, ctx: &Ctx, asked: &Values) -> Result<ListHead, Error> {
    let lang = ctx.lang;
    let places = registry::query::townships(reader, ctx)?;
    Ok(ListHead {
        title: w::list(lang).to_owned(),
        said: said(&conditions(lang, &Filter::from_query(asked), &places)),
        columns: vec![
            Column::text("subject", r::subject(lang)).width(36),
            Column::text("division", r::division(lang)),
            Column::text("sector", r::sector(lang)),
            Column::text("colour", r::colour(lang)),
            Column::day("last", c::last(lang)),
            Column::day("due", c::next(lang)),
            Column::text("standing", w::standing(lang)),
        ],
    })
}

fn rows(reader: &Reader<'_>, ctx: &Ctx, asked: &Values, each: Each<'_>) -> Result<(), Error> {
    let lang = ctx.lang;
    let places = registry::query::townships(reader, ctx)?;
    for it in query::list(reader, ctx, &Filter::from_query(asked))? {
        let township = it.subject.division.township();
        let place = places.iter().find(|(code, _)| *code == township).map_or("", |(_, name)| name.as_str());
        let cells = vec![
            text(&it.subject.name),
            text(place),
            text(sector::of(lang, it.subject.sector.word())),
            text(it.colour.map_or(r::not_assessed(lang), |known| colour::of(lang, known.word()))),
            it.last.map_or(Value::Empty, out::day),
            it.due.map_or(Value::Empty, out::day),
            text(standing::of(lang, it.standing.word())),
        ];
        each(ExportRow { key: it.id().to_text(), version: it.subject.version, cells })?;
    }
    Ok(())
}
