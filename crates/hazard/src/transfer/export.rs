//! Offers on their way out: who offered, who refused and why, who decided, days until then.

use kernel::{Act, Ctx, Error, Identity, Lang};
use ledger::Reader;
use page::Values;
use paper::out::{self, Column, ExportRow, ListHead};
use registry::export::{Each, ExportList, said, text};

use super::State;
use super::list::{PATH, conditions, decided, names};
use super::query::{self, Filter, Line};
use crate::web::Names;
use crate::words::{transfer as w, transfer_state, transfer_view};

pub const TRANSFERS: ExportList =
    ExportList { name: "transfers", path: PATH, act: Act("transfer.list"), head, rows, amending: None };

/// Rows fetched at once.
const PIECE: u32 = 500;

fn head(r: &Reader<'_>, ctx: &Ctx, query: &Values) -> Result<ListHead, Error> {
    let lang = ctx.lang;
    let filter = Filter::from_query(query);
    let names = Names::fetch(r, ctx, &[], filter.organisation.as_slice())?;
    let mut words = vec![transfer_view::of(lang, filter.view.word()).to_owned()];
    words.extend(said(&conditions(lang, &filter, &names)));
    let states = State::ALL.iter().map(|it| transfer_state::of(lang, it.word()));
    Ok(ListHead {
        title: w::title(lang).to_owned(),
        said: words,
        columns: vec![
            Column::text("number", w::number(lang)).width(13),
            Column::text("title", w::hazard(lang)).width(40),
            Column::text("from", w::from(lang)).width(24),
            Column::text("to", w::to(lang)).width(24),
            Column::choice("state", w::state(lang), states),
            Column::text("refusal", w::why_refused(lang)).width(40),
            Column::text("decided", w::decided(lang)).width(30),
            Column::day("offered", w::offered(lang)),
            Column::text("days", w::days(lang)),
            Column::text("reason", w::reason(lang)).width(40),
            Column::text("decision", w::why_decided(lang)).width(40),
        ],
    })
}

fn rows(r: &Reader<'_>, ctx: &Ctx, query: &Values, each: Each<'_>) -> Result<(), Error> {
    let filter = Filter::from_query(query);
    let mut from = 0;
    loop {
        let lines = query::list(r, ctx, &filter, from, PIECE)?;
        let names = names(r, ctx, lines.iter().map(|line| &line.transfer))?;
        lines.iter().try_for_each(|line| each(row(ctx.lang, ctx, &names, line)))?;
        if lines.len() < PIECE as usize {
            return Ok(());
        }
        from += PIECE;
    }
}

fn row(lang: Lang, ctx: &Ctx, names: &Names, line: &Line) -> ExportRow {
    let it = &line.transfer;
    let optional =
        |said: &Option<kernel::Personal<String>>| text(said.as_ref().and_then(|it| it.as_str()).unwrap_or_default());
    let cells = vec![
        text(&line.number),
        text(line.title.as_str().unwrap_or_default()),
        text(names.organisation(Some(it.from))),
        text(names.organisation(Some(it.to))),
        text(transfer_state::of(lang, it.state.word())),
        optional(&it.refusal),
        text(&decided(lang, names, it).unwrap_or_default()),
        out::day(it.offered_at.day()),
        text(&it.days(ctx.now).to_string()),
        text(it.reason.as_str().unwrap_or_default()),
        optional(&it.decision),
    ];
    ExportRow { key: it.id.to_text(), version: it.version, cells }
}
