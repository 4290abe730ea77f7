//! The list of disasters on its way out.

use kernel::{Act, Ctx, Error, Identity as _};
use ledger::Reader;
use page::Values;
use paper::Value;
use paper::out::{self, Column, ExportRow, ListHead};
use registry::export::{Each, ExportList, said, text};

use super::list::{PATH, conditions, fetch, kind_label, main, silence_text, townships};
use super::query::Filter;
use crate::measure::Measure;
use crate::words::{disaster as w, disaster_state};

pub const DISASTERS: ExportList =
    ExportList { name: "disasters", path: PATH, act: Act("disaster.view"), head, rows, amending: None };

/// Rows fetched at once.
const PIECE: u32 = 200;

fn head(r: &Reader<'_>, ctx: &Ctx, query: &Values) -> Result<ListHead, Error> {
    let lang = ctx.lang;
    let filter = Filter::from_query(query);
    let mut words = vec![disaster_state::of(lang, filter.word()).to_owned()];
    words.extend(said(&conditions(lang, &filter, &townships(r, ctx)?)));
    let mut columns = vec![
        Column::text("number", w::number(lang)),
        Column::text("title", w::name(lang)).width(36),
        Column::text("kind", w::kind(lang)),
        Column::instant("from", w::from(lang)),
        Column::text("state", w::state(lang)),
        Column::text("reported", w::state_of(lang)),
    ];
    columns.extend(main().map(|it| Column::number(it.name(), &format!("{}（{}）", it.label(lang), it.unit(lang)))));
    columns.push(Column::instant("to", w::to(lang)));
    columns.push(Column::text("trigger", w::trigger(lang)).width(60));
    Ok(ListHead { title: w::title(lang).to_owned(), said: words, columns })
}

fn rows(r: &Reader<'_>, ctx: &Ctx, query: &Values, each: Each<'_>) -> Result<(), Error> {
    let (lang, filter) = (ctx.lang, Filter::from_query(query));
    let mut from = 0;
    loop {
        let listed = fetch(r, ctx, &filter, from, PIECE)?;
        for it in &listed.lines {
            let silence = listed.silence.get(&it.id).copied().unwrap_or_default();
            let mut cells = vec![
                text(&it.number),
                text(it.title.as_str().unwrap_or_default()),
                text(kind_label(lang, it)),
                out::instant(it.from),
                text(disaster_state::of(lang, it.state.word())),
                text(&silence_text(lang, silence)),
            ];
            let figures = listed.figures.get(&it.id);
            let figure =
                |it: Measure| figures.and_then(|all| all.get(it)).map_or(Value::Empty, |n| Value::Number(n.to_f64()));
            cells.extend(main().map(figure));
            cells.push(it.to.map_or(Value::Empty, out::instant));
            cells.push(text(it.trigger.as_ref().and_then(|it| it.as_str()).unwrap_or_default()));
            each(ExportRow { key: it.id.to_text(), version: it.version, cells })?;
        }
        if listed.lines.len() < PIECE as usize {
            return Ok(());
        }
        from += PIECE;
    }
}
