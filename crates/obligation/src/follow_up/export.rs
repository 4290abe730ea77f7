//! Letters and interviews on their way out.

use kernel::{Act, Ctx, Error, Identity, Lang, Personal};
use ledger::Reader;
use page::Values;
use paper::out::{self, Column, ExportRow, ListHead};
use registry::export::{Each, ExportList, text};

use super::list::{names, organisation};
use super::query::{self, Filter};
use super::{FollowUp, PATH, Sort, State, text as letter};
use crate::leaders::Names;
use crate::web::duty_word;
use crate::words::{follow_up as w, follow_up_sort, follow_up_state, follow_up_view};

pub const LETTERS: ExportList =
    ExportList { name: "letters", path: PATH, act: Act("follow_up.view"), head, rows, amending: None };

/// Rows fetched at once.
const PIECE: u32 = 500;

fn head(r: &Reader<'_>, ctx: &Ctx, query: &Values) -> Result<ListHead, Error> {
    let lang = ctx.lang;
    let filter = Filter::from_query(query);
    let mut said = vec![follow_up_view::of(lang, filter.view.word()).to_owned()];
    said.extend(organisation(&filter, &names(r, ctx, &filter, &[])?));
    Ok(ListHead {
        title: w::title(lang).to_owned(),
        said,
        columns: vec![
            Column::text("number", w::number_label(lang)).width(18),
            Column::text("title", w::matter(lang)).width(40),
            Column::choice("sort", w::sort(lang), Sort::ALL.iter().map(|it| follow_up_sort::of(lang, it.word()))),
            Column::text("organisation", w::organisation(lang)).width(28),
            Column::text("duty", w::duty(lang)),
            Column::choice("state", w::state(lang), State::ALL.iter().map(|it| follow_up_state::of(lang, it.word()))),
            Column::instant("drafted", w::drafted(lang)),
            Column::instant("due", w::due(lang)),
            Column::text("reason", w::reason(lang)).width(30),
            Column::text("answer", w::answer(lang)).width(40),
        ],
    })
}

fn rows(r: &Reader<'_>, ctx: &Ctx, query: &Values, each: Each<'_>) -> Result<(), Error> {
    let filter = Filter::from_query(query);
    let mut from = 0;
    loop {
        let found = query::list(r, ctx, &filter, from, PIECE)?;
        let names = names(r, ctx, &filter, &found)?;
        found.iter().try_for_each(|it| each(row(ctx.lang, &names, it)))?;
        if found.len() < PIECE as usize {
            return Ok(());
        }
        from += PIECE;
    }
}

fn row(lang: Lang, names: &Names, it: &FollowUp) -> ExportRow {
    let said = |it: &Option<Personal<String>>| text(it.as_ref().and_then(|it| it.as_str()).unwrap_or_default());
    let cells = vec![
        text(&letter::number(lang, it).unwrap_or_default()),
        text(it.title.as_str().unwrap_or_default()),
        text(follow_up_sort::of(lang, it.sort.word())),
        text(&names.organisation(it.organisation)),
        text(&duty_word(lang, &it.duty)),
        text(follow_up_state::of(lang, it.state.word())),
        out::instant(it.drafted_at),
        it.due.map_or_else(|| text(""), out::instant),
        said(&it.reason),
        said(&it.answer),
    ];
    ExportRow { key: it.id.to_text(), version: it.version, cells }
}
