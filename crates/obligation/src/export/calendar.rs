//! The working calendar of a year, a row a month.

use kernel::{Act, Ctx, Error};
use ledger::Reader;
use page::Values;
use paper::Value;
use paper::out::{Column, ExportRow, ListHead};
use registry::export::{Each, ExportList, text};

use crate::calendar::DayKind;
use crate::calendar::web::{PATH, Year, asked_year};
use crate::words::calendar as w;

pub const CALENDAR: ExportList =
    ExportList { name: "calendar", path: PATH, act: Act("calendar.view"), head, rows, amending: None };

fn head(_: &Reader<'_>, ctx: &Ctx, query: &Values) -> Result<ListHead, Error> {
    let lang = ctx.lang;
    Ok(ListHead {
        title: w::title(lang).to_owned(),
        said: vec![w::year(lang, asked_year(query, ctx))],
        columns: vec![
            Column::text("month", w::month_column(lang)),
            Column::number("working_days", w::working_days(lang)),
            Column::text("holidays", w::holidays(lang)).width(40),
            Column::text("makeups", w::makeups(lang)).width(40),
        ],
    })
}

fn rows(r: &Reader<'_>, ctx: &Ctx, query: &Values, each: Each<'_>) -> Result<(), Error> {
    let number = asked_year(query, ctx);
    let year = Year::new(number, crate::calendar::year(r, ctx, number)?);
    (1..=12).try_for_each(|month: i8| {
        let cells = vec![
            text(&w::month(ctx.lang, month)),
            Value::Number(year.working_days(month) as f64),
            text(&year.named(month, DayKind::Holiday)),
            text(&year.named(month, DayKind::Makeup)),
        ];
        each(ExportRow { key: format!("{number}{month:02}"), version: 1, cells })
    })
}
