//! Divisions: each township with its villages below it.

use kernel::{Ctx, Error, Lang};
use ledger::Reader;
use page::Values;
use paper::Value;
use paper::out::{Column, ExportRow, ListHead};

use super::{Each, ExportList, text};
use crate::division::web::{LIST, VIEW, fetch};
use crate::query::DivisionRow;
use crate::words::{common as c, division as w};

pub const DIVISIONS: ExportList = ExportList { name: "divisions", path: LIST, act: VIEW, head, rows, amending: None };

fn head(_: &Reader<'_>, ctx: &Ctx, _: &Values) -> Result<ListHead, Error> {
    let lang = ctx.lang;
    Ok(ListHead {
        title: w::title(lang).to_owned(),
        said: Vec::new(),
        columns: vec![
            Column::text("name", c::name(lang)).width(24),
            Column::text("code", w::code(lang)).width(14),
            Column::text("type_name", w::type_name(lang)),
            Column::number("below", w::below(lang)),
            Column::text("status", c::status(lang)).width(24),
        ],
    })
}

fn rows(r: &Reader<'_>, ctx: &Ctx, _: &Values, each: Each<'_>) -> Result<(), Error> {
    for (township, villages) in fetch(r, ctx)?.townships {
        each(row(ctx.lang, &township, Value::Number(villages.len() as f64)))?;
        villages.iter().try_for_each(|village| each(row(ctx.lang, village, Value::Empty)))?;
    }
    Ok(())
}

fn row(lang: Lang, it: &DivisionRow, below: Value) -> ExportRow {
    let abolished = it.abolished_on.map(|day| {
        let next = it.successor.map(|next| format!(" → {next}")).unwrap_or_default();
        format!("{}{next}", w::abolished(lang, day))
    });
    let code = it.code.to_string();
    let cells =
        vec![text(&it.name), text(&code), text(&it.type_name), below, text(abolished.as_deref().unwrap_or_default())];
    ExportRow { key: code, version: 1, cells }
}
