//! Old judgements on their way out.

use kernel::{Act, Ctx, Error, Identity as _};
use ledger::Reader;
use page::Values;
use paper::out::{Column, ExportRow, ListHead};
use registry::export::{Each, ExportList, said, text};

use super::list::{conditions, documents, fetch};
use super::{Filter, Outcome};
use crate::judge::Verdict;
use crate::model::Status;
use crate::words::{newer as w, newer_outcome, sector, status, verdict};

pub const WOULD_BE_MAJOR: ExportList = ExportList {
    name: "would_be_major",
    path: "/hazards/would-be-major",
    act: Act("hazard.list"),
    head,
    rows,
    amending: None,
};

fn head(_r: &Reader<'_>, ctx: &Ctx, query: &Values) -> Result<ListHead, Error> {
    let lang = ctx.lang;
    Ok(ListHead {
        title: w::title(lang).to_owned(),
        said: said(&conditions(lang, &Filter::from_query(query))),
        columns: vec![
            Column::text("number", w::number(lang)).width(13),
            Column::text("title", w::hazard(lang)).width(40),
            Column::text("sector", w::sector(lang)),
            Column::text("division", w::division(lang)),
            Column::choice("verdict", w::verdict(lang), Verdict::ALL.iter().map(|it| verdict::of(lang, it.word()))),
            Column::text("edition", w::edition(lang)).width(40),
            Column::text("now", w::now(lang)).width(40),
            Column::choice(
                "outcome",
                w::outcome(lang),
                Outcome::ALL.iter().map(|it| newer_outcome::of(lang, it.word())),
            ),
            Column::choice("status", w::status(lang), Status::ALL.iter().map(|it| status::of(lang, it.word()))),
        ],
    })
}

fn rows(r: &Reader<'_>, ctx: &Ctx, query: &Values, each: Each<'_>) -> Result<(), Error> {
    let lang = ctx.lang;
    let listed = fetch(r, ctx, &Filter::from_query(query))?;
    listed.all.iter().try_for_each(|it| {
        let place = listed.places.get(&it.row.division.township()).map_or("", String::as_str);
        let cells = vec![
            text(&it.row.number),
            text(it.row.title.as_str().unwrap_or_default()),
            text(sector::of(lang, it.row.sector.word())),
            text(place),
            text(verdict::of(lang, it.verdict.word())),
            text(&documents(lang, &[it.edition])),
            text(&documents(lang, &it.now)),
            text(newer_outcome::of(lang, it.outcome.word())),
            text(status::of(lang, it.row.status.word())),
        ];
        each(ExportRow { key: it.row.id.to_text(), version: it.version, cells })
    })
}
