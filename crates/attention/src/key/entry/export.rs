//! Entries of signed lists on their way out, with their reasons.

use kernel::{Ctx, Error, Identity as _};
use ledger::Reader;
use page::Values;
use paper::Value;
use paper::out::{self, Column, ExportRow, ListHead};
use registry::export::{Each, ExportList, said, text};

use super::Standing;
use super::overview::{PATH, conditions, fetch};
use super::query::Filter;
use super::web::VIEW;
use crate::key::{Kind, shown};
use crate::web::name;
use crate::words::{attention_kind, attention_standing, key as w};

pub const ATTENTION_ENTRIES: ExportList =
    ExportList { name: "attention_entries", path: PATH, act: VIEW, head, rows, amending: None };

/// Rows fetched at once.
const PIECE: u32 = 200;

fn head(r: &Reader<'_>, ctx: &Ctx, query: &Values) -> Result<ListHead, Error> {
    let lang = ctx.lang;
    let filter = Filter::from_query(query);
    let mut words = vec![attention_standing::of(lang, filter.standing.map_or("all", Standing::word)).to_owned()];
    words.extend(said(&conditions(lang, &filter, &fetch(r, ctx, &filter, 0, 0)?)));
    let states = Standing::ALL.iter().map(|it| attention_standing::of(lang, it.word()));
    let columns = vec![
        Column::text("subject", w::subject(lang)).width(28),
        Column::choice("sort", w::sort(lang), Kind::ALL.iter().map(|it| attention_kind::of(lang, it.word()))),
        Column::text("reasons", w::reasons(lang)).width(56),
        Column::text("treatment", w::treatment(lang)).width(20),
        Column::text("owner", w::owner(lang)).width(20),
        Column::instant("due", w::due(lang)),
        Column::choice("state", w::state(lang), states),
        Column::text("list", w::of_list(lang)).width(12),
        Column::instant("reported", w::reported(lang)),
        Column::number("visited", w::visited(lang)),
        Column::number("found", w::found(lang)),
        Column::text("report", w::report(lang)).width(48),
        Column::instant("removed", w::removed(lang)),
    ];
    Ok(ListHead { title: w::entries(lang).to_owned(), said: words, columns })
}

fn rows(r: &Reader<'_>, ctx: &Ctx, query: &Values, each: Each<'_>) -> Result<(), Error> {
    let (lang, filter) = (ctx.lang, Filter::from_query(query));
    let number = |n: Option<i64>| n.map_or(Value::Empty, |n| Value::Number(n as f64));
    let mut from = 0;
    loop {
        let listed = fetch(r, ctx, &filter, from, PIECE)?;
        for (it, reasons) in &listed.lines {
            let reasons: Vec<String> = reasons.iter().map(|reason| shown::reason_text(lang, reason)).collect();
            let cells = vec![
                text(&shown::subject_text(lang, &listed.names, &it.subject)),
                text(attention_kind::of(lang, it.subject.sort.word())),
                text(&reasons.join("；")),
                text(&shown::treatments_text(lang, &it.treatments)),
                text(name(&listed.names, it.owner)),
                out::instant(it.due),
                text(attention_standing::of(lang, it.standing(ctx.now).word())),
                text(it.list_number.as_deref().unwrap_or_default()),
                it.reported_at.map_or(Value::Empty, out::instant),
                number(it.visited),
                number(it.found),
                text(it.text.as_ref().and_then(|it| it.as_str()).unwrap_or_default()),
                it.removed_at.map_or(Value::Empty, out::instant),
            ];
            each(ExportRow { key: it.id.to_text(), version: it.version, cells })?;
        }
        if listed.lines.len() < PIECE as usize {
            return Ok(());
        }
        from += PIECE;
    }
}
