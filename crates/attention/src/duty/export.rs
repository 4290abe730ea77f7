//! What is owed in special periods on its way out.

use kernel::{Ctx, Error, Identity as _};
use ledger::Reader;
use page::Values;
use paper::Value;
use paper::out::{self, Column, ExportRow, ListHead};
use registry::export::{Each, ExportList, said, text};

use super::list::{PATH, conditions, fetch, said_text};
use super::query::Filter;
use super::web::VIEW;
use super::{Sort, Standing};
use crate::web::name;
use crate::words::{special_duty as w, special_sort, special_standing};

pub const SPECIAL_DUTIES: ExportList =
    ExportList { name: "special_duties", path: PATH, act: VIEW, head, rows, amending: None };

/// Rows fetched at once.
const PIECE: u32 = 500;

fn head(r: &Reader<'_>, ctx: &Ctx, query: &Values) -> Result<ListHead, Error> {
    let lang = ctx.lang;
    let filter = Filter::from_query(query);
    let mut words = vec![special_standing::of(lang, filter.standing.map_or("all", Standing::word)).to_owned()];
    words.extend(said(&conditions(lang, &filter, &fetch(r, ctx, &filter, 0, 0)?)));
    let states = Standing::ALL.iter().map(|it| special_standing::of(lang, it.word()));
    let columns = vec![
        Column::text("organisation", w::organisation(lang)).width(20),
        Column::choice("sort", w::sort(lang), Sort::ALL.iter().map(|it| special_sort::of(lang, it.word()))),
        Column::day("day", w::day(lang)),
        Column::instant("due", w::due(lang)),
        Column::choice("state", w::state(lang), states),
        Column::instant("reported", w::reported(lang)),
        Column::number("visited", w::visited(lang)),
        Column::number("found", w::found(lang)),
        Column::text("text", w::said(lang)).width(48),
        Column::text("period", w::period(lang)).width(32),
    ];
    Ok(ListHead { title: w::title(lang).to_owned(), said: words, columns })
}

fn rows(r: &Reader<'_>, ctx: &Ctx, query: &Values, each: Each<'_>) -> Result<(), Error> {
    let (lang, filter) = (ctx.lang, Filter::from_query(query));
    let number = |n: Option<i64>| n.map_or(Value::Empty, |n| Value::Number(n as f64));
    let mut from = 0;
    loop {
        let listed = fetch(r, ctx, &filter, from, PIECE)?;
        for it in &listed.lines {
            let cells = vec![
                text(name(&listed.names, it.organisation)),
                text(special_sort::of(lang, it.sort.word())),
                if it.sort == Sort::ZeroReport { out::day(it.day) } else { Value::Empty },
                out::instant(it.due),
                text(special_standing::of(lang, it.standing(ctx.now).word())),
                it.reported_at.map_or(Value::Empty, out::instant),
                number(it.visited),
                number(it.found),
                text(said_text(lang, it)),
                text(it.period_title.as_str().unwrap_or_default()),
            ];
            each(ExportRow { key: it.id.to_text(), version: it.version, cells })?;
        }
        if listed.lines.len() < PIECE as usize {
            return Ok(());
        }
        from += PIECE;
    }
}
