//! What was received, as a list to export.

use kernel::{Ctx, Error};
use ledger::Reader;
use page::Values;
use paper::Value;
use paper::out::{self, Column, ExportRow, ListHead};
use registry::export::{Each, ExportList, text};

use super::received::wanted;
use super::sent;
use super::web::{LIST, PATH};
use crate::words::{complaint as w, complaint_state};

pub const COMPLAINTS: ExportList = ExportList { name: "complaints", path: PATH, act: LIST, head, rows, amending: None };

/// Rows read at once.
const PIECE: i64 = 500;

fn head(_: &Reader<'_>, ctx: &Ctx, query: &Values) -> Result<ListHead, Error> {
    let lang = ctx.lang;
    Ok(ListHead {
        title: w::list(lang).to_owned(),
        said: vec![complaint_state::of(lang, wanted(query).0.word()).to_owned()],
        columns: vec![
            Column::text("number", w::number(lang)).width(12),
            Column::instant("sent", w::sent(lang)),
            Column::text("text", w::text(lang)).width(60),
            Column::text("contact", w::contact(lang)),
            Column::instant("answered", w::answered_at(lang)),
        ],
    })
}

fn rows(r: &Reader<'_>, ctx: &Ctx, query: &Values, each: Each<'_>) -> Result<(), Error> {
    let state = wanted(query).0;
    let mut from = 0;
    loop {
        let (found, total) = sent(r, ctx, state, from, PIECE)?;
        for it in &found {
            let cells = vec![
                text(&it.number),
                out::instant(it.sent_at),
                text(&it.text),
                text(it.contact.as_deref().unwrap_or_default()),
                it.answered_at.map_or(Value::Empty, out::instant),
            ];
            // A key is letters and digits.
            each(ExportRow { key: it.number.replace('-', ""), version: 1, cells })?;
        }
        from += PIECE;
        if from >= total {
            return Ok(());
        }
    }
}
