//! The personal list.

use kernel::{Act, Ctx, Error, Identity};
use ledger::Reader;
use page::Values;
use paper::out::{self, Column, ExportRow, ListHead};
use registry::export::{Each, ExportList, text};

use crate::list::{self, PATH, Tab, filter, holder, name_of};
use crate::query::{Page, Place, Row};
use crate::web::{duty_word, move_word};
use crate::words::{list as w, status};

pub const OBLIGATIONS: ExportList =
    ExportList { name: "obligations", path: PATH, act: Act("obligation.list"), head, rows, amending: None };

/// Rows read at once.
const PIECE: u32 = 500;

fn head(r: &Reader<'_>, ctx: &Ctx, query: &Values) -> Result<ListHead, Error> {
    let lang = ctx.lang;
    let asked = filter(query);
    let tab = if Tab::of(query) == Tab::Mine { w::mine(lang) } else { w::others(lang) };
    let mut said = vec![name_of(r, ctx, &asked)?.unwrap_or_else(|| tab.to_owned())];
    said.extend(asked.duty.map(|duty| format!("{}：{}", w::duty(lang), duty_word(lang, &duty))));
    said.extend(asked.late_only.then(|| w::only_late_yes(lang).to_owned()));
    said.extend(asked.within_hours.map(|hours| w::within_hours(lang, hours)));
    Ok(ListHead {
        title: w::title(lang).to_owned(),
        said,
        columns: vec![
            Column::instant("due", w::due(lang)),
            Column::text("title", w::what(lang)).width(40),
            Column::text("duty", w::duty(lang)),
            Column::text("status", w::status(lang)),
            Column::text("holder", w::holder(lang)).width(28),
            Column::text("source", w::source(lang)).width(28),
        ],
    })
}

fn rows(r: &Reader<'_>, ctx: &Ctx, query: &Values, each: Each<'_>) -> Result<(), Error> {
    let mut page = Page { after: None, at_most: PIECE };
    loop {
        let found = list::rows(r, ctx, query, &page)?;
        found.iter().try_for_each(|it| each(row(ctx, it)))?;
        match found.last() {
            Some(last) if found.len() == PIECE as usize => page.after = Some(Place { due: last.due, id: last.id }),
            _ => return Ok(()),
        }
    }
}

fn row(ctx: &Ctx, it: &Row) -> ExportRow {
    let cells = vec![
        out::instant(it.due),
        text(it.title.as_str().unwrap_or_default()),
        text(&move_word(ctx.lang, &it.duty, it.status)),
        text(status::of(ctx.lang, it.status.word())),
        text(&holder(it)),
        text(it.source.as_deref().unwrap_or_default()),
    ];
    ExportRow { key: it.id.to_text(), version: 1, cells }
}
