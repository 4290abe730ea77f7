//! The grid of losses on its way out: each township as a sum above its places, a column an indicator; who has sent nothing has
//! empty cells and says so.

use kernel::{Act, Ctx, Error, Lang};
use ledger::Reader;
use page::Values;
use paper::Value;
use paper::out::{Column, ExportRow, ListHead};
use registry::export::{Each, ExportList, said, text};

use super::grid::{Filter, PATH, conditions, fetch, heading, line_name};
use super::query::Line;
use crate::amount::Amount;
use crate::measure::Measure;
use crate::words::{disaster as d, loss_phase, sheet as w};

pub const LOSS_SHEETS: ExportList =
    ExportList { name: "loss_sheets", path: PATH, act: Act("loss_sheet.view"), head, rows, amending: None };

fn head(r: &Reader<'_>, ctx: &Ctx, query: &Values) -> Result<ListHead, Error> {
    let (lang, filter) = (ctx.lang, Filter::from_query(query));
    let shown = fetch(r, ctx, &filter)?;
    let mut words = Vec::new();
    let mut columns =
        vec![Column::text("place", w::place(lang)).width(24), Column::text("sent_at", w::sent_at(lang)).width(20)];
    if let Some(shown) = shown {
        words.push(format!("{} {}", shown.it.number, shown.it.title()));
        words.extend(said(&conditions(lang, &filter, &shown)));
        let column = |it: &Measure| Column::number(it.name(), &heading(lang, *it));
        columns.extend(shown.measures.iter().map(column));
    }
    columns.push(Column::text("code", w::code(lang)).width(14));
    columns.push(Column::text("phase", w::phase(lang)));
    Ok(ListHead { title: w::title(lang).to_owned(), said: words, columns })
}

fn rows(r: &Reader<'_>, ctx: &Ctx, query: &Values, each: Each<'_>) -> Result<(), Error> {
    let (lang, filter) = (ctx.lang, Filter::from_query(query));
    let Some(shown) = fetch(r, ctx, &filter)? else { return Ok(()) };
    let number = |n: Option<Amount>| n.map_or(Value::Empty, |n| Value::Number(n.to_f64()));
    for (code, name) in &shown.board.townships {
        let of: Vec<&Line> =
            shown.board.lines.iter().filter(|it| code.contains(it.place.division) && filter.keeps(it)).collect();
        if !of.is_empty() && !filter.silent {
            let (silent, asked) = shown.board.silence_of(*code);
            let mut cells = vec![text(name), text(&d::heard_of(lang, asked - silent, asked))];
            cells.extend(shown.measures.iter().map(|it| number(shown.board.sum(*code, *it).figure())));
            cells.extend([text(&code.to_string()), Value::Empty]);
            each(ExportRow { key: format!("{code}+"), version: 0, cells })?;
        }
        for line in of {
            let sent = line.sheet.as_ref().map_or_else(|| w::not_sent(lang).to_owned(), |it| it.sent_at.to_minute());
            let figures = line.sheet.as_ref().map(super::LossSheet::said).unwrap_or_default();
            let mut cells = vec![text(&line_name(lang, line)), text(&sent)];
            cells.extend(shown.measures.iter().map(|it| number(figures.get(*it))));
            cells.extend([text(&line.place.division.to_string()), phase(lang, line)]);
            let version = line.sheet.as_ref().map_or(0, |it| it.version);
            each(ExportRow { key: line.place.key(), version, cells })?;
        }
    }
    Ok(())
}

fn phase(lang: Lang, line: &Line) -> Value {
    match &line.sheet {
        None => Value::Empty,
        Some(it) if it.zero => text(w::zero_short(lang)),
        Some(it) => text(loss_phase::of(lang, it.phase.word())),
    }
}
