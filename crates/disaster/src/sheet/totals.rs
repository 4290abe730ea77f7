//! The totals of a disaster by indicator, a column for each township: what is known stands on hatching while anybody below is
//! silent, and a township's own figure stands beside a sum that differs from it.

use kernel::{Division, Lang};
use maud::{Markup, html};
use page::parts;

use super::query::Board;
use crate::event::DisasterId;
use crate::measure::{Group, Measure, PERSON_TIMES};
use crate::words::{disaster as w, measure_group};

pub(crate) fn card(lang: Lang, id: DisasterId, board: &Board) -> Markup {
    let spoken = board.spoken();
    let hint = html! { span.muted.small { (w::totals_hint(lang)) } };
    if spoken.is_empty() {
        return parts::card(
            w::totals(lang),
            None,
            None,
            parts::empty(w::no_figures(lang), w::no_figures_text(lang), html! {}),
        );
    }
    parts::card_with(
        w::totals(lang),
        html! {},
        hint,
        html! {
            div.scroll { table.tb.is-grid.losses {
                caption.unseen { (w::totals(lang)) }
                thead { tr {
                    th scope="col" { (w::indicator(lang)) }
                        @if board.whole { th.num scope="col" { (w::district(lang)) } }
                    @for (_, name) in &board.townships { th.num scope="col" lang="zh-CN" { (name) } }
                } }
                @for group in Group::ALL {
                    @let of: Vec<Measure> = spoken.iter().copied().filter(|it| it.group() == *group).collect();
                    @if !of.is_empty() {
                        tbody {
                            tr.sum { th scope="rowgroup" colspan=(1 + usize::from(board.whole) + board.townships.len()) { (measure_group::of(lang, group.word())) } }
                            @for it in of { (line(lang, id, board, it)) }
                        }
                    }
                }
            } }
        },
    )
}

fn line(lang: Lang, id: DisasterId, board: &Board, it: Measure) -> Markup {
    html! {
        tr {
            th scope="row" { (it.label(lang)) " " span.muted.small { (it.unit(lang)) } }
            @if board.whole {
                td.num.silent[!board.is_complete()] {
                    @match board.county(it) {
                        Some(n) => { a href=(format!("/loss-sheets?disaster={id}")) { b { (n.shown()) } } },
                        None => (parts::dash()),
                    }
                    (part_mark(lang, board.part_of_county(it)))
                    (times_mark(lang, board, board.district(), it))
                }
            }
            @for (code, _) in &board.townships { (cell(lang, id, board, *code, it)) }
        }
    }
}

fn cell(lang: Lang, id: DisasterId, board: &Board, code: Division, it: Measure) -> Markup {
    let (sum, (silent, _)) = (board.sum(code, it), board.silence_of(code));
    let href = format!("/loss-sheets?disaster={id}&township={code}");
    html! {
        td.num.silent[silent > 0] {
            @match sum.figure() {
                Some(n) => { a href=(href) { (n.shown()) } },
                None if silent > 0 => { a href=(href) { (w::silent(lang)) } },
                None => (parts::dash()),
            }
            (part_mark(lang, board.part_of(code, it)))
            (times_mark(lang, board, code, it))
            @if let Some(own) = sum.differs() { " " span.tag.is-bad title=(w::own_hint(lang)) { (w::own_says(lang, own.shown())) } }
        }
    }
}

/// A sum of which some places left the measure out says of how many it is.
pub(super) fn part_mark(lang: Lang, part: Option<(usize, usize)>) -> Markup {
    html! {
        @if let Some((said, all)) = part {
            " " span.muted.small.nowrap title=(w::part_hint(lang, all, said)) { (said) "/" (all) }
        }
    }
}

pub(super) fn times_mark(lang: Lang, board: &Board, division: Division, it: Measure) -> Markup {
    html! {
        @if it.name() == PERSON_TIMES && board.times_below_people(division) {
            " " span.tag.is-bad title=(w::times_hint(lang)) { (w::times_below(lang)) }
        }
    }
}
