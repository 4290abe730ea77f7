//! Problems on their way out.

use kernel::{Act, Ctx, Error, Identity as _};
use ledger::Reader;
use page::Values;
use paper::Value;
use paper::out::{self, Column, ExportRow, ListHead};
use registry::export::{Each, ExportList, said, text};

use super::State;
use super::list::{PATH, conditions, days, fetch};
use super::query::Filter;
use crate::words::{problem as w, problem_state};

pub const PROBLEMS: ExportList = ExportList {
    name: "oversight_problems",
    path: PATH,
    act: Act("oversight_problem.view"),
    head,
    rows,
    amending: None,
};

/// Rows fetched at once.
const PIECE: u32 = 200;

fn head(r: &Reader<'_>, ctx: &Ctx, query: &Values) -> Result<ListHead, Error> {
    let lang = ctx.lang;
    let filter = Filter::from_query(query);
    let mut words = vec![problem_state::of(lang, filter.view.word()).to_owned()];
    words.extend(said(&conditions(lang, &filter, &fetch(r, ctx, &filter, 0, 0)?)));
    let columns = vec![
        Column::text("number", w::number(lang)).width(14),
        Column::text("problem", w::problem(lang)).width(60),
        Column::text("owner", w::owner(lang)).width(20),
        Column::instant("due", w::due(lang)),
        Column::choice("state", w::state(lang), State::ALL.iter().map(|it| problem_state::of(lang, it.word()))),
        Column::number("days", w::days(lang)),
        Column::text("scheme", w::of_scheme(lang)).width(36),
        Column::instant("found", w::found(lang)),
        Column::text("done", w::done(lang)).width(60),
    ];
    Ok(ListHead { title: w::title(lang).to_owned(), said: words, columns })
}

fn rows(r: &Reader<'_>, ctx: &Ctx, query: &Values, each: Each<'_>) -> Result<(), Error> {
    let (lang, filter) = (ctx.lang, Filter::from_query(query));
    let mut from = 0;
    loop {
        let listed = fetch(r, ctx, &filter, from, PIECE)?;
        for it in &listed.lines {
            let cells = vec![
                text(&it.number),
                text(it.problem.as_str().unwrap_or_default()),
                text(listed.name(it.owner)),
                out::instant(it.due),
                text(problem_state::of(lang, it.state.word())),
                Value::Number(days(it, ctx.now) as f64),
                text(it.scheme_title.as_str().unwrap_or_default()),
                out::instant(it.found_at),
                text(it.done.as_ref().and_then(|it| it.as_str()).unwrap_or_default()),
            ];
            each(ExportRow { key: it.id.to_text(), version: it.version, cells })?;
        }
        if listed.lines.len() < PIECE as usize {
            return Ok(());
        }
        from += PIECE;
    }
}
