//! The calendar of a year and its rules on their way out.

use kernel::{Act, Ctx, Error, Identity as _};
use ledger::Reader;
use page::Values;
use paper::Value;
use paper::out::{self, Column, ExportRow, ListHead};
use registry::export::{Each, ExportList, text};

use super::list::{PATH, asks, done_by_text, fetch, until, year_of};
use super::reckon::label;
use super::web::RULES;
use crate::words::{meeting as w, meeting_kind, period_standing};

const VIEW: Act = Act("meeting_period.view");

pub const CALENDAR: ExportList =
    ExportList { name: "meeting_calendar", path: PATH, act: VIEW, head, rows, amending: None };

pub const MEETING_RULES: ExportList =
    ExportList { name: "meeting_rules", path: RULES, act: VIEW, head: rule_head, rows: rule_rows, amending: None };

fn head(_: &Reader<'_>, ctx: &Ctx, query: &Values) -> Result<ListHead, Error> {
    let lang = ctx.lang;
    let columns = vec![
        Column::text("period", w::period(lang)).width(20),
        Column::text("kind", w::kind(lang)).width(20),
        Column::text("owner", w::owner(lang)).width(20),
        Column::instant("due", w::due(lang)),
        Column::text("state", w::state(lang)).width(12),
        Column::text("done_by", w::done_by(lang)).width(44),
        Column::instant("done_at", w::done_at(lang)),
    ];
    Ok(ListHead { title: w::calendar(lang).to_owned(), said: vec![w::of_year(lang, year_of(ctx, query))], columns })
}

fn rows(r: &Reader<'_>, ctx: &Ctx, query: &Values, each: Each<'_>) -> Result<(), Error> {
    let lang = ctx.lang;
    let year = fetch(r, ctx, year_of(ctx, query))?;
    for it in &year.periods {
        let cells = vec![
            text(&label(lang, it.every, it.first)),
            text(meeting_kind::of(lang, it.kind.word())),
            text(year.name(it.owner)),
            out::instant(it.due),
            text(period_standing::of(lang, it.standing(ctx.now).word())),
            text(&done_by_text(&year, it)),
            it.done_at.map_or(Value::Empty, out::instant),
        ];
        each(ExportRow { key: it.id.to_text(), version: it.version, cells })?;
    }
    Ok(())
}

fn rule_head(_: &Reader<'_>, ctx: &Ctx, _: &Values) -> Result<ListHead, Error> {
    let lang = ctx.lang;
    let columns = vec![
        Column::text("kind", w::kind(lang)).width(24),
        Column::text("asks", w::asked_for(lang)).width(24),
        Column::text("owner", w::owner(lang)).width(20),
        Column::day("from", w::from(lang)),
        Column::text("to", w::to(lang)).width(12),
        Column::text("source", w::source(lang)).width(40),
    ];
    Ok(ListHead { title: w::rules(lang).to_owned(), said: Vec::new(), columns })
}

fn rule_rows(r: &Reader<'_>, ctx: &Ctx, _: &Values, each: Each<'_>) -> Result<(), Error> {
    let lang = ctx.lang;
    let year = fetch(r, ctx, ctx.now.day().year())?;
    for it in &year.rules {
        let cells = vec![
            text(meeting_kind::of(lang, it.said.sort.word())),
            text(&asks(lang, it)),
            text(year.name(it.said.owner)),
            out::day(it.said.from),
            text(&until(it)),
            text(&it.said.source),
        ];
        each(ExportRow { key: it.id.to_text(), version: it.version, cells })?;
    }
    Ok(())
}
