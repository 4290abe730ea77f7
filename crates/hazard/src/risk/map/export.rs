//! The subjects of the map on their way out, with where they lie.

use kernel::{Act, Ctx, Error, Identity as _};
use ledger::Reader;
use page::Values;
use paper::Value;
use paper::out::{Column, ExportRow, ListHead};
use registry::export::{Each, ExportList, text};

use super::web::{Filter, PATH, conditions, fetch};
use crate::words::{colour, risk as r, risk_map as w};

pub const RISK_MAP: ExportList =
    ExportList { name: "risk_map", path: PATH, act: Act("risk.list"), head, rows, amending: None };

fn head(reader: &Reader<'_>, ctx: &Ctx, asked: &Values) -> Result<ListHead, Error> {
    let lang = ctx.lang;
    let places = registry::query::townships(reader, ctx)?;
    let said = conditions(lang, &Filter::from_query(asked), &places);
    Ok(ListHead {
        title: w::title(lang).to_owned(),
        said: said.into_iter().filter_map(|(label, _, value)| Some(format!("{label}：{}", value?))).collect(),
        columns: vec![
            Column::text("colour", r::colour(lang)),
            Column::text("subject", r::subject(lang)).width(36),
            Column::text("division", r::division(lang)),
            Column::text("longitude", w::longitude(lang)),
            Column::text("latitude", w::latitude(lang)),
        ],
    })
}

fn rows(reader: &Reader<'_>, ctx: &Ctx, asked: &Values, each: Each<'_>) -> Result<(), Error> {
    let lang = ctx.lang;
    let shown = fetch(reader, ctx, &Filter::from_query(asked))?;
    for it in &shown.lines {
        let cells = vec![
            text(it.colour.map_or(r::not_assessed(lang), |known| colour::of(lang, known.word()))),
            text(&it.subject.name),
            text(shown.place(it).unwrap_or_default()),
            it.subject.longitude_e6.map_or(Value::Empty, degrees),
            it.subject.latitude_e6.map_or(Value::Empty, degrees),
        ];
        each(ExportRow { key: it.id().to_text(), version: it.subject.version, cells })?;
    }
    Ok(())
}

/// As written in registers: `100.123456`.
fn degrees(e6: i64) -> Value {
    let (sign, size) = (if e6 < 0 { "-" } else { "" }, e6.unsigned_abs());
    text(&format!("{sign}{}.{:06}", size / 1_000_000, size % 1_000_000))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn degrees_keep_every_digit() {
        assert_eq!(degrees(100_012_345), text("100.012345"));
        assert_eq!(degrees(-500_000), text("-0.500000"));
    }
}
