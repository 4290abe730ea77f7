//! Cases on their way out.

use kernel::{Act, Ctx, Error, Identity, Lang};
use ledger::Reader;
use page::Values;
use paper::out::{self, Column, ExportRow, ListHead};
use registry::export::{Each, ExportList, said, text};

use super::list::{conditions, names};
use super::query::{self, Filter};
use super::{Case, Outcome, PATH, State, Trigger};
use crate::web::Names;
use crate::words::{accountability as w, accountability_outcome, accountability_state, accountability_trigger};

pub const ACCOUNTABILITY: ExportList =
    ExportList { name: "accountability", path: PATH, act: Act("accountability.view"), head, rows, amending: None };

/// Rows fetched at once.
const PIECE: u32 = 500;

fn head(r: &Reader<'_>, ctx: &Ctx, query: &Values) -> Result<ListHead, Error> {
    let (lang, filter) = (ctx.lang, Filter::from_query(query));
    let triggers = Trigger::ALL.iter().map(|it| accountability_trigger::of(lang, it.word()));
    Ok(ListHead {
        title: w::title(lang).to_owned(),
        said: said(&conditions(lang, &filter, &names(r, ctx, &filter, &[])?)),
        columns: vec![
            Column::instant("opened", w::opened(lang)),
            Column::text("title", w::matter(lang)).width(40),
            Column::choice("trigger", w::trigger(lang), triggers),
            Column::text("organisation", w::organisation(lang)).width(28),
            Column::choice(
                "state",
                w::state(lang),
                State::ALL.iter().map(|it| accountability_state::of(lang, it.word())),
            ),
            Column::choice(
                "outcome",
                w::outcome(lang),
                Outcome::ALL.iter().map(|it| accountability_outcome::of(lang, it.word())),
            ),
            Column::instant("statement", w::stated(lang)),
            Column::instant("since", w::since(lang)),
            Column::instant("due", w::due(lang)),
            Column::instant("concluded", w::concluded(lang)),
            Column::text("reason", w::reason(lang)).width(40),
            Column::text("document", w::documents(lang)).width(48),
        ],
    })
}

fn rows(r: &Reader<'_>, ctx: &Ctx, query: &Values, each: Each<'_>) -> Result<(), Error> {
    let filter = Filter::from_query(query);
    let mut from = 0;
    loop {
        let found = query::list(r, ctx, &filter, from, PIECE)?;
        let names = names(r, ctx, &filter, &found)?;
        found.iter().try_for_each(|it| each(row(ctx.lang, &names, it)))?;
        if found.len() < PIECE as usize {
            return Ok(());
        }
        from += PIECE;
    }
}

fn row(lang: Lang, names: &Names, it: &Case) -> ExportRow {
    let when = |at: Option<kernel::Instant>| at.map_or_else(|| text(""), out::instant);
    let cells = vec![
        out::instant(it.opened_at),
        text(it.title.as_str().unwrap_or_default()),
        text(accountability_trigger::of(lang, it.trigger.word())),
        text(names.organisation(Some(it.organisation))),
        text(accountability_state::of(lang, it.state.word())),
        text(it.outcome.map_or("", |it| accountability_outcome::of(lang, it.word()))),
        when(it.stated_at),
        out::instant(it.since),
        when(it.due),
        when(it.concluded_at),
        text(it.reason.as_ref().and_then(|it| it.as_str()).unwrap_or_default()),
        text(&documents(it)),
    ];
    ExportRow { key: it.id.to_text(), version: it.version, cells }
}

/// To whom it was handed under which document, and who decided under which.
fn documents(it: &Case) -> String {
    let parts = [&it.handed_to, &it.document, &it.outcome_body, &it.outcome_document].into_iter().flatten();
    parts.map(String::as_str).collect::<Vec<_>>().join(" ")
}
