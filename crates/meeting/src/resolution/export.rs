//! Resolutions on their way out.

use kernel::{Act, Ctx, Error, Identity as _};
use ledger::Reader;
use page::Values;
use paper::Value;
use paper::out::{self, Column, ExportRow, ListHead};
use registry::export::{Each, ExportList, said, text};

use super::State;
use super::list::{PATH, conditions, days, fetch};
use super::query::Filter;
use crate::words::{meeting as w, resolution_state};

pub const RESOLUTIONS: ExportList =
    ExportList { name: "resolutions", path: PATH, act: Act("resolution.view"), head, rows, amending: None };

/// Rows fetched at once.
const PIECE: u32 = 200;

fn head(r: &Reader<'_>, ctx: &Ctx, query: &Values) -> Result<ListHead, Error> {
    let lang = ctx.lang;
    let filter = Filter::from_query(query);
    let mut words = vec![resolution_state::of(lang, filter.view.word()).to_owned()];
    words.extend(said(&conditions(lang, &filter, &fetch(r, ctx, &filter, 0, 0)?)));
    let columns = vec![
        Column::text("number", w::number(lang)).width(14),
        Column::text("resolution", w::resolution(lang)).width(60),
        Column::text("owner", w::owner(lang)).width(20),
        Column::instant("due", w::due(lang)),
        Column::choice("state", w::state(lang), State::ALL.iter().map(|it| resolution_state::of(lang, it.word()))),
        Column::number("days", w::days(lang)),
        Column::text("meeting", w::of_meeting(lang)).width(36),
        Column::instant("resolved", w::resolved(lang)),
        Column::text("done", w::done(lang)).width(60),
    ];
    Ok(ListHead { title: w::resolutions(lang).to_owned(), said: words, columns })
}

fn rows(r: &Reader<'_>, ctx: &Ctx, query: &Values, each: Each<'_>) -> Result<(), Error> {
    let (lang, filter) = (ctx.lang, Filter::from_query(query));
    let mut from = 0;
    loop {
        let listed = fetch(r, ctx, &filter, from, PIECE)?;
        for it in &listed.lines {
            let cells = vec![
                text(&it.number),
                text(it.resolution.as_str().unwrap_or_default()),
                text(listed.name(it.owner)),
                it.due.map_or(Value::Empty, out::instant),
                text(resolution_state::of(lang, it.state.word())),
                days(it, ctx.now).map_or(Value::Empty, |days| Value::Number(days as f64)),
                text(it.meeting_title.as_str().unwrap_or_default()),
                out::instant(it.resolved_at),
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
