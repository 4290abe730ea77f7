//! The risk schemes on their way out.

use kernel::{Act, Ctx, Error, Identity as _};
use ledger::Reader;
use page::Values;
use paper::out::{Column, ExportRow, ListHead};
use registry::export::{Each, ExportList, text};

use super::web::{PATH, direct_red};
use crate::risk::period::{during, standing};
use crate::words::{edition, method, risk as r, risk_scheme as w};

pub const SCHEMES: ExportList =
    ExportList { name: "risk_schemes", path: PATH, act: Act("risk_scheme.view"), head, rows, amending: None };

fn head(_: &Reader<'_>, ctx: &Ctx, _: &Values) -> Result<ListHead, Error> {
    let lang = ctx.lang;
    Ok(ListHead {
        title: w::title(lang).to_owned(),
        said: Vec::new(),
        columns: vec![
            Column::text("edition", w::edition(lang)).width(32),
            Column::text("method", r::method(lang)),
            Column::text("period", w::period(lang)).width(28),
            Column::text("state", w::state(lang)),
            Column::text("direct_red", r::direct_red(lang)).width(40),
            Column::text("reason", w::reason(lang)).width(40),
            Column::text("source", w::source(lang)).width(36),
        ],
    })
}

fn rows(reader: &Reader<'_>, ctx: &Ctx, _: &Values, each: Each<'_>) -> Result<(), Error> {
    let lang = ctx.lang;
    for it in super::list(reader, ctx)? {
        let cells = vec![
            text(edition::of(lang, it.edition.word())),
            text(method::of(lang, it.edition.method().word())),
            text(&during(lang, it.from, it.to)),
            text(standing(lang, it.from, it.to, ctx.now.day())),
            text(&direct_red(&it)),
            text(&it.reason),
            text(&it.source),
        ];
        each(ExportRow { key: it.id.to_text(), version: it.version, cells })?;
    }
    Ok(())
}
