//! The commitments of a letter on its page.

use kernel::{Ctx, Lang};
use maud::{Markup, html};
use page::list::{self, Column, Row};
use page::parts::{self, Ring};

use super::{Commitment, PATH};
use crate::undertaking::State;
use crate::words::{commitment as w, commitment_state};

pub(in crate::follow_up) fn card(lang: Lang, ctx: &Ctx, all: &[Commitment]) -> Markup {
    if all.is_empty() {
        return html! {};
    }
    let columns = [Column::title(w::what(lang)), Column::text(w::state(lang)), Column::text(w::due(lang))];
    let row = |it: &Commitment| {
        Row::new(vec![
            list::title_cell(it.text(), &format!("{PATH}/{}", it.id)),
            mark(lang, it.state),
            parts::due(lang, it.due, ctx.now, !it.state.is_owners()),
        ])
        .late(it.is_late(ctx.now))
    };
    let rows: Vec<Row> = all.iter().map(row).collect();
    parts::card(w::title(lang), Some(rows.len() as u64), None, list::table(w::title(lang), &columns, &rows))
}

pub(super) fn mark(lang: Lang, it: State) -> Markup {
    let ring = match it {
        State::Set => Ring::Quarter,
        State::Reported => Ring::Half,
        State::Returned => Ring::Back,
        State::Closed | State::Withdrawn => Ring::Full,
    };
    parts::status(ring, commitment_state::of(lang, it.word()))
}
