//! The grid of a scheme: a row an organisation, in the order of the register, a column an item.

use kernel::Lang;
use maud::{Markup, html};
use page::parts;

use super::EXAMINATIONS;
use crate::examination::{Finding, Origin, State, total};
use crate::printed::value;
use crate::problem;
use crate::scheme::Item;
use crate::scheme::query::{Detail, Line};
use crate::words::{examination_state, oversight as w};

pub(super) fn grid(lang: Lang, of: &Detail) -> Markup {
    if of.lines.is_empty() {
        return parts::card(
            w::grid(lang),
            None,
            None,
            parts::empty(w::grid_nothing(lang), w::grid_nothing_text(lang), html! {}),
        );
    }
    let marked = of.it.has_marks();
    let table = html! { div.scroll tabindex="0" role="region" aria-label=(w::grid(lang)) { table.tb.is-linked {
        caption.unseen { (w::grid(lang)) }
        thead { tr {
            th scope="col" { (w::organisation(lang)) }
            th scope="col" { (w::state(lang)) }
            @for item in &of.items { th scope="col" title=(item.text()) { (w::item_no(lang, item.no)) } }
            @if marked { th.num scope="col" { (w::total(lang)) } }
        } }
        tbody { @for line in &of.lines { tr {
            th scope="row" lang="zh-CN" { (name(of, line)) }
            td { span.nowrap { (examination_state::of(lang, line.examination.state.word())) } }
            @for item in &of.items { td { (cell(lang, of, line, item)) } }
            @if marked { td.num { (sum(lang, of, line)) } }
        } } }
    } } };
    parts::card(w::grid(lang), Some(of.lines.len() as u64), None, table)
}

fn name(of: &Detail, line: &Line) -> Markup {
    let name = of.name(line.examination.organisation);
    html! { @if line.opens { a href=(format!("{EXAMINATIONS}/{}", line.examination.id)) { (name) } } @else { (name) } }
}

fn sum(lang: Lang, of: &Detail, line: &Line) -> Markup {
    if line.found.is_empty() {
        return parts::dash();
    }
    let (marks, full) = total(&of.items, line.found.iter());
    html! { span.nowrap { (w::of_full(lang, marks.to_string(), full.to_string())) } }
}

/// Marks, or what was found; with the problems that the visitor may see.
fn cell(lang: Lang, of: &Detail, line: &Line, item: &Item) -> Markup {
    let problems = of.problems.get(&(line.examination.id, item.no)).copied().unwrap_or(0);
    let found = line.found.iter().find(|it| it.item == item.no);
    let shown = match found {
        Some(it) => said(lang, item, it),
        None => parts::dash(),
    };
    let list = format!("{}?state=all&examination={}&item={}", problem::PATH, line.examination.id, item.no);
    html! {
        @if line.opens && found.is_some() {
            a href=(format!("{EXAMINATIONS}/{}#item-{}", line.examination.id, item.no)) { (shown) }
        } @else { (shown) }
        @if problems > 0 { " " a.nowrap href=(list) { (w::problems_of(lang, problems)) } }
    }
}

fn said(lang: Lang, item: &Item, it: &Finding) -> Markup {
    match (item.weight, it.marks) {
        (Some(_), Some(marks)) => html! { (marks) },
        (Some(_), None) => html! { (w::not_on_record(lang)) },
        (None, _) if it.measure.is_some() => html! { (value(lang, it.value)) },
        (None, _) => html! { (w::examined(lang)) },
    }
}

/// Where a finding comes from, as a mark beside it.
pub(super) fn origin_mark(lang: Lang, it: Origin) -> Markup {
    parts::tag(crate::words::finding_origin::of(lang, it.word()))
}

pub(super) fn examination_mark(lang: Lang, it: State) -> Markup {
    let ring = match it {
        State::Open => parts::Ring::Quarter,
        State::Told => parts::Ring::Half,
        State::Confirmed => parts::Ring::ThreeQuarters,
        State::Published => parts::Ring::Full,
        State::Dropped => parts::Ring::Back,
    };
    parts::status(ring, examination_state::of(lang, it.word()))
}
