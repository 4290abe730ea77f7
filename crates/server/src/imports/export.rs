//! The visitor's files as a list to export.

use kernel::{Ctx, Error, Identity as _};
use ledger::Reader;
use page::Values;
use paper::Value;
use paper::out::{self, Column, ExportRow, ListHead};
use registry::export::{Each, ExportList, text};

use super::page::state;
use super::store;
use super::web::{PATH, USE};
use crate::words::{import_kind, import_page as w};

pub const IMPORTS: ExportList = ExportList { name: "imports", path: PATH, act: USE, head, rows, amending: None };

fn head(_: &Reader<'_>, ctx: &Ctx, _: &Values) -> Result<ListHead, Error> {
    let lang = ctx.lang;
    Ok(ListHead {
        title: w::list(lang).to_owned(),
        said: Vec::new(),
        columns: vec![
            Column::instant("at", w::at(lang)),
            Column::text("name", w::name(lang)).width(40),
            Column::text("kind", w::kind(lang)),
            Column::text("state", w::state(lang)),
            Column::number("good", w::good(lang)),
            Column::number("bad", w::bad(lang)),
        ],
    })
}

fn rows(r: &Reader<'_>, ctx: &Ctx, _: &Values, each: Each<'_>) -> Result<(), Error> {
    store::list(r, ctx)?.iter().try_for_each(|job| {
        let cells = vec![
            out::instant(job.at),
            text(&job.name),
            text(import_kind::of(ctx.lang, job.kind.word())),
            text(state(ctx.lang, job.state)),
            Value::Number(job.rows_good as f64),
            Value::Number(job.rows_bad as f64),
        ];
        each(ExportRow { key: job.id.to_text(), version: 1, cells })
    })
}
