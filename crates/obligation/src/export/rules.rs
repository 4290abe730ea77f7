//! Deadline rules.

use kernel::{Act, Ctx, Error, Identity};
use ledger::Reader;
use page::Values;
use paper::out::{Column, ExportRow, ListHead};
use registry::export::{Each, ExportList, text};

use crate::rule;
use crate::rule::web::{PATH, Shown};
use crate::words::{level, rules as w};

pub const DEADLINE_RULES: ExportList =
    ExportList { name: "deadline_rules", path: PATH, act: Act("deadline_rule.view"), head, rows, amending: None };

fn head(_: &Reader<'_>, ctx: &Ctx, _: &Values) -> Result<ListHead, Error> {
    let lang = ctx.lang;
    Ok(ListHead {
        title: w::title(lang).to_owned(),
        said: Vec::new(),
        columns: vec![
            Column::text("duty", w::duty(lang)).width(24),
            Column::text("amount", w::amount(lang)),
            Column::text("period", w::period(lang)).width(28),
            Column::text("state", w::state(lang)),
            Column::text("level", w::level(lang)),
            Column::text("source", w::source(lang)).width(36),
            Column::text("ladder", w::ladder(lang)),
        ],
    })
}

fn rows(r: &Reader<'_>, ctx: &Ctx, _: &Values, each: Each<'_>) -> Result<(), Error> {
    for it in rule::list(r, ctx)? {
        let shown = Shown::of(ctx.lang, &it, ctx.now.day());
        let duty = match &shown.grade {
            Some(grade) => format!("{} {grade}", shown.duty),
            None => shown.duty.clone(),
        };
        let level = level::of(ctx.lang, it.level.word());
        let said: [&str; 7] = [&duty, &shown.amount, &shown.period, shown.state, level, &it.source, &shown.ladder];
        each(ExportRow { key: it.id.to_text(), version: it.version, cells: said.map(text).to_vec() })?;
    }
    Ok(())
}
