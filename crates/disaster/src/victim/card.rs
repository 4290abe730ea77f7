//! On the page of a disaster: how many names there are beside the figures of the sheets, and where the two differ.

use std::collections::HashMap;

use kernel::{Ctx, Division, Lang};
use maud::{Markup, html};
use page::parts;

use super::list::PATH;
use super::query::{COUNTED, Compared, Pair, Register};
use super::{Condition, RECORD};
use crate::event::{self, Disaster, State};
use crate::words::{victim as w, victim_condition};

/// What the page has read for it; nothing for whoever may not see names.
pub(crate) struct Standing {
    pub register: Register,
    pub names: HashMap<Division, String>,
}

pub(crate) fn card(lang: Lang, ctx: &Ctx, it: &Disaster, standing: &Standing) -> Markup {
    let register = &standing.register;
    let link = format!("{PATH}?disaster={}", it.id);
    let differs = !register.whole.iter().all(Compared::agrees) || !register.differing.is_empty();
    let mut rows: Vec<(&str, Markup)> = COUNTED
        .iter()
        .zip(&register.whole)
        .map(|((condition, _), one)| {
            let href = format!("{link}&condition={}", condition.word());
            (victim_condition::of(lang, condition.word()), line(lang, one, Some(&href)))
        })
        .collect();
    if register.found > 0 {
        let found = Condition::Found.word();
        let href = format!("{link}&condition={found}");
        rows.push((
            victim_condition::of(lang, found),
            html! { a href=(href) { (w::names_count(lang, register.found)) } },
        ));
    }
    let acts = html! {
        @if it.state != State::Dismissed && ctx.may(RECORD) {
            (parts::link_button(w::record(lang), &format!("{}/{}/victims", event::PATH, it.id))) " "
        }
        (parts::link_button(w::open_list(lang), &link))
    };
    parts::card_with(
        w::title(lang),
        html! { @if differs { (parts::bad_tag(w::differs(lang))) } },
        acts,
        html! {
            div.in-text { (parts::facts(&rows)) }
            @if !register.differing.is_empty() {
                ul.in {
                    @for (township, pair) in &register.differing { (of_township(lang, standing, *township, pair)) }
                }
            }
            p.in.muted.small { (w::beside_hint(lang)) }
        },
    )
}

fn of_township(lang: Lang, standing: &Standing, township: Division, pair: &Pair) -> Markup {
    let name = standing.names.get(&township).cloned().unwrap_or_else(|| township.to_string());
    html! {
        li {
            span lang="zh-CN" { (name) } " "
            @for ((condition, _), one) in COUNTED.iter().zip(pair).filter(|(_, one)| !one.agrees()) {
                span.nowrap { (victim_condition::of(lang, condition.word())) " " (line(lang, one, None)) } " "
            }
        }
    }
}

fn line(lang: Lang, it: &Compared, href: Option<&str>) -> Markup {
    let names = w::names_count(lang, it.names);
    let figure = it.figure.map_or_else(|| w::not_reported(lang).to_owned(), |n| w::figure_says(lang, n.shown()));
    html! {
        @match href { Some(href) => { a href=(href) { (names) } }, None => (names) }
        " · " (figure)
        @if !it.agrees() { " " (parts::bad_tag(w::differs(lang))) }
    }
}
