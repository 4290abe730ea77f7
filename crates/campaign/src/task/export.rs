//! The list of tasks on its way out.

use kernel::{Ctx, Error, Identity as _};
use ledger::Reader;
use page::Values;
use paper::out::{self, Column, ExportRow, ListHead};
use registry::export::{Each, ExportList, said, text};

use super::list::{Around, PATH, conditions, pressing};
use super::query::{self, Filter};
use super::routes::VIEW;
use super::{Sheet, State};
use crate::Stage;
use crate::words::{sheet, stage, task as w, task_state, task_view};

pub const TASKS: ExportList = ExportList { name: "tasks", path: PATH, act: VIEW, head, rows, amending: None };

/// Rows fetched at once.
const PIECE: u32 = 500;

fn head(r: &Reader<'_>, ctx: &Ctx, query: &Values) -> Result<ListHead, Error> {
    let lang = ctx.lang;
    let filter = Filter::from_query(query);
    let around = Around::fetch(r, ctx)?;
    let mut words = vec![task_view::of(lang, filter.view().word()).to_owned()];
    words.extend(said(&conditions(lang, &filter, &around)));
    let columns = vec![
        Column::text("number", w::number(lang)).width(12),
        Column::text("title", w::name(lang)).width(60),
        Column::text("topic", w::topic(lang)).width(28),
        Column::choice("stage", w::stage(lang), Stage::ALL.iter().map(|it| stage::of(lang, it.word()))),
        Column::text("lead", w::lead(lang)).width(16),
        Column::text("order", w::order(lang)).width(14),
        Column::text("closed", w::parts_closed(lang)).width(14),
        Column::instant("due", w::due(lang)),
        Column::choice("state", w::state(lang), State::ALL.iter().map(|it| task_state::of(lang, it.word()))),
        Column::choice("sheet", w::sheet(lang), Sheet::ALL.iter().map(|it| sheet::of(lang, it.word()))),
        Column::text("measure", w::measure(lang)).width(60),
    ];
    Ok(ListHead { title: w::title(lang).to_owned(), said: words, columns })
}

fn rows(r: &Reader<'_>, ctx: &Ctx, query: &Values, each: Each<'_>) -> Result<(), Error> {
    let (lang, filter) = (ctx.lang, Filter::from_query(query));
    let around = Around::fetch(r, ctx)?;
    let mut from = 0;
    loop {
        let lines = query::list(r, ctx, &filter, from, PIECE)?;
        for line in &lines {
            let it = &line.task;
            let measure = it.measure.as_ref().and_then(|it| it.as_str()).unwrap_or_default();
            let cells = vec![
                text(&it.number),
                text(it.title.as_str().unwrap_or_default()),
                text(around.topic(it)),
                text(stage::of(lang, it.stage.word())),
                text(around.name(line.lead)),
                text(&pressing(lang, it)),
                text(&format!("{}/{}", it.closed, it.parts)),
                out::instant(it.next_due.unwrap_or(it.due)),
                text(task_state::of(lang, it.state.word())),
                text(sheet::of(lang, it.sheet.word())),
                text(measure),
            ];
            each(ExportRow { key: it.id.to_text(), version: it.version, cells })?;
        }
        if lines.len() < PIECE as usize {
            return Ok(());
        }
        from += PIECE;
    }
}
