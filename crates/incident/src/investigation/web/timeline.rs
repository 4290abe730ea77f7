//! What happened in an investigation, fact by fact.

use kernel::{Lang, Personal, Span};
use maud::{Markup, html};
use page::format;
use page::story::{Entry, EntryKind};

use obligation::supervision::Turn;

use super::super::model::Fact;
use super::detail::Shown;
use crate::web::marks::grade_word;
use crate::words::{investigation_fact as w, level, part, track};

pub(super) fn entries(lang: Lang, shown: &Shown) -> Vec<Entry> {
    let mut before: Option<kernel::Instant> = None;
    let mut all = Vec::new();
    for it in &shown.detail.history {
        let gap = before.map(|before| it.at.recorded_at.since(before)).filter(|gap| *gap >= Span::minutes(1));
        before = Some(it.at.recorded_at);
        let kind = match it.fact {
            Fact::Recused { .. } | Fact::MeasureReturned { .. } | Fact::TakenOver { .. } => EntryKind::Back,
            Fact::Supervised(Turn::ExtensionRefused { .. } | Turn::NotAccepted { .. }) => EntryKind::Back,
            Fact::LevelRaised { .. } => EntryKind::Rule,
            _ => EntryKind::Act,
        };
        let who =
            [shown.around.person(it.at.person), it.at.organisation.map_or("", |id| shown.around.organisation(id))];
        let who: Vec<_> = who.into_iter().filter(|part| !part.is_empty()).collect();
        all.push(Entry {
            kind,
            when: format::instant(it.at.recorded_at),
            gap: gap.map(|gap| format::span(lang, gap)),
            who: if kind == EntryKind::Rule { String::new() } else { who.join(" · ") },
            what: html! { b { (w::of(lang, ledger::Fact::kind(&it.fact))) } " " (body(lang, shown, &it.fact)) },
            quote: quote(&it.fact).and_then(Personal::as_str).map(str::to_owned),
        });
    }
    all.reverse();
    all
}

/// What somebody said, in their words.
fn quote(fact: &Fact) -> Option<&Personal<String>> {
    match fact {
        Fact::Left { reason, .. }
        | Fact::Recused { reason, .. }
        | Fact::Extended { reason, .. }
        | Fact::MeasureReturned { reason, .. } => Some(reason),
        Fact::AppraisalBegun { what, .. } => Some(what),
        Fact::AppraisalEnded { result, .. } | Fact::LikeChecked { result, .. } | Fact::Evaluated { result, .. } => {
            Some(result)
        }
        Fact::TrackFound { finding, .. } => Some(finding),
        Fact::Replied { decision, .. } => Some(decision),
        Fact::MeasureSet { measure, .. } => Some(measure),
        Fact::MeasureReported { done, .. } => Some(done),
        Fact::MeasureAccepted { note, .. } | Fact::Delisted { note, .. } => note.as_ref(),
        Fact::Supervised(turn) => turn.quote(),
        Fact::ChecksDemanded { demand, .. } => Some(demand),
        Fact::Circulated { text, .. } => Some(text),
        Fact::Closed { lessons } => Some(lessons),
        _ => None,
    }
}

/// The name of a member, by number.
fn member(shown: &Shown, no: u32) -> &str {
    let found = shown.detail.members.iter().find(|it| it.no == no);
    found.and_then(|it| it.name.as_ref()).and_then(Personal::as_str).unwrap_or("--")
}

fn body(lang: Lang, shown: &Shown, fact: &Fact) -> Markup {
    let name = |id| shown.around.organisation(id);
    match fact {
        Fact::Opened(it) => html! { (w::until(lang, it.due)) " " (name(it.organisation)) },
        Fact::Joined { no, part: as_part, organisation, .. } => html! {
            (part::of(lang, as_part.word())) " " (member(shown, *no)) " " (organisation)
        },
        Fact::Left { no, .. } | Fact::Recused { no, .. } => html! { (member(shown, *no)) },
        Fact::Signed { no, on } => html! { (member(shown, *no)) " " (on) },
        Fact::AppraisalBegun { on, until, .. } => html! { (w::appraisal(lang, on, until)) },
        Fact::AppraisalEnded { days, due, .. } | Fact::Extended { days, due, .. } => html! {
            (w::moved(lang, days, due))
        },
        Fact::TrackFound { track: one, .. } | Fact::TrackEnded { track: one } => html! {
            (track::of(lang, one.word()))
        },
        Fact::Submitted { on, to, .. } => html! { (on) " " (to) },
        Fact::Replied { on, number, .. } => html! { (on) " " (number) },
        Fact::MeasureSet { no, owner, due, .. } => html! { (no) " " (name(*owner)) " " (w::until(lang, due)) },
        Fact::MeasureReported { no, .. } | Fact::MeasureAccepted { no, .. } | Fact::MeasureReturned { no, .. } => {
            html! { (w::number(lang, no)) }
        }
        Fact::ChecksDemanded { subjects, owner, due, .. } => html! {
            (w::subjects(lang, subjects.len())) " " (name(*owner)) " " (w::until(lang, due))
        },
        Fact::LikeChecked { on, .. } | Fact::Evaluated { on, .. } | Fact::Delisted { on, .. } => html! { (on) },
        Fact::Circulated { to, .. } => html! { (w::recipients(lang, to.len())) },
        Fact::Listed { by, number, deadline, .. } => html! {
            (level::of(lang, by.word())) " " (number) " " (w::until(lang, deadline))
        },
        Fact::LevelRaised { level: higher, grade } => html! {
            (grade_word(lang, shown.detail.category, *grade)) " " (level::of(lang, higher.word()))
        },
        Fact::TakenOver { by, on, number } => html! { (level::of(lang, by.word())) " " (number) " " (on) },
        Fact::Supervised(turn) => match turn {
            Turn::Published { on, place } | Turn::DelistingPublished { on, place } => html! { (on) " " (place) },
            Turn::ExtensionAsked { until, .. } | Turn::ExtensionGranted { until } => html! { (w::until(lang, until)) },
            _ => html! {},
        },
        Fact::Closed { .. } => html! {},
    }
}
