//! On the page of a major hazard: the five elements as five cells, and the plan behind them.

use kernel::Lang;
use maud::{Markup, html};
use page::parts;

use super::{Element, Filled, Plan, last};
use crate::model::{Fact, Grade};
use crate::query::Detail;
use crate::web::{Names, muted};
use crate::words::{element, five_elements as w};

pub(crate) fn card(lang: Lang, d: &Detail, names: &Names) -> Markup {
    if d.hazard.grade != Grade::Major {
        return html! {};
    }
    let nothing = Plan::default();
    let plan = last(&d.history).unwrap_or(&nothing);
    let editions = d.history.iter().filter(|e| matches!(e.fact, Fact::Planned(_))).count();
    let cells: Vec<_> =
        Element::ALL.iter().map(|it| (element::of(lang, it.word()), cell(lang, plan, *it, names))).collect();
    let more: Vec<_> =
        [(w::goals(lang), &plan.goals), (w::materials(lang), &plan.materials), (w::safety(lang), &plan.safety)]
            .into_iter()
            .filter_map(|(label, text)| Some((label, html! { (text.as_ref()?.as_str().unwrap_or_default()) })))
            .collect();
    let body = html! {
        p { (bar(lang, plan.filled())) }
        (parts::facts(&cells))
        @if !more.is_empty() { (parts::facts_single(&more)) }
        @if editions > 1 { p { (muted(&w::editions(lang, editions))) } }
    };
    let lacking = plan.missing().len();
    let beside =
        if lacking == 0 { parts::good_tag(w::complete(lang)) } else { parts::bad_tag(&w::lacking(lang, lacking)) };
    parts::card_with(w::title(lang), beside, html! {}, parts::inside(body))
}

/// Five cells, dark where the element is there; in words for those who don't see it.
pub(crate) fn bar(lang: Lang, filled: Filled) -> Markup {
    let lacking: Vec<_> =
        Element::ALL.iter().filter(|it| !filled.has(**it)).map(|it| element::of(lang, it.word())).collect();
    let said = if lacking.is_empty() {
        w::complete(lang).to_owned()
    } else {
        w::bar(lang, filled.count(), lacking.join(w::and(lang)))
    };
    html! {
        span.five role="img" aria-label=(said) title=(said) {
            @for it in Element::ALL { i.is-on[filled.has(*it)] {} }
        }
    }
}

fn cell(lang: Lang, plan: &Plan, element: Element, names: &Names) -> Markup {
    if !plan.has(element) {
        return parts::silent_mark(w::lacks(lang));
    }
    let text =
        |it: &Option<kernel::Personal<String>>| it.as_ref().and_then(|it| it.as_str()).unwrap_or_default().to_owned();
    match element {
        Element::Responsibility => html! { (names.both(plan.person, plan.organisation)) },
        Element::Measures => html! { (text(&plan.measures)) },
        Element::Money => html! { (w::yuan(lang, page::format::count(plan.money_yuan.unwrap_or_default()))) },
        Element::Deadline => html! { @if let Some(day) = plan.deadline { (day) } },
        Element::EmergencyPlan => html! {
            (text(&plan.emergency_plan))
            @if !plan.evidence.is_empty() { " " (muted(&w::files(lang, plan.evidence.len()))) }
        },
    }
}
