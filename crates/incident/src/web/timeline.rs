//! What happened to an incident, fact by fact.

use kernel::{Lang, OrganisationId, Personal, Span};
use ledger::Recorded;
use maud::{Markup, html};
use page::format;
use page::story::{Entry, EntryKind};

use super::detail::Shown;
use super::marks::grade_word;
use crate::model::Fact;
use crate::words::{condition, fact as w, fault, level, recipient};

/// Whom the facts name.
pub(super) fn organisations(history: &[Recorded<Fact>]) -> Vec<OrganisationId> {
    let of = |it: &Recorded<Fact>| match &it.fact {
        Fact::FaultFound { organisation, .. } | Fact::LatenessRecounted { organisation, .. } => Some(*organisation),
        _ => None,
    };
    history.iter().filter_map(of).collect()
}

pub(super) fn entries(lang: Lang, shown: &Shown) -> Vec<Entry> {
    let mut before: Option<kernel::Instant> = None;
    let mut all = Vec::new();
    for it in &shown.detail.history {
        let gap = before.map(|before| it.at.effective_at.since(before)).filter(|gap| *gap >= Span::minutes(1));
        before = Some(it.at.effective_at);
        let kind = match it.fact {
            Fact::CasualtyStruck { .. } | Fact::Dismissed { .. } => EntryKind::Back,
            Fact::Graded { .. } | Fact::SupplementOwed { .. } | Fact::LatenessRecounted { .. } => EntryKind::Rule,
            _ => EntryKind::Act,
        };
        let who =
            [shown.around.person(it.at.person), it.at.organisation.map_or("", |id| shown.around.organisation(id))];
        let who: Vec<_> = who.into_iter().filter(|part| !part.is_empty()).collect();
        all.push(Entry {
            kind,
            when: format::instant(it.at.effective_at),
            gap: gap.map(|gap| format::span(lang, gap)),
            who: if kind == EntryKind::Rule { String::new() } else { who.join(" · ") },
            what: html! { b { (w::of(lang, ledger::Fact::kind(&it.fact))) } " " (body(lang, shown, &it.fact)) },
            quote: quote(&it.fact),
        });
    }
    all.reverse();
    all
}

/// What somebody said, in their words.
pub(crate) fn quote(fact: &Fact) -> Option<String> {
    let text = match fact {
        Fact::Corrected { reason, .. } | Fact::Dismissed { reason } | Fact::CasualtyStruck { reason, .. } => reason,
        Fact::Told { said: Some(words), .. } => words,
        Fact::CasualtyChanged { reason: Some(reason), .. } | Fact::Measured { reason: Some(reason), .. } => reason,
        Fact::Drafted { explained: Some(explained), .. } => explained,
        Fact::FaultFound { found, .. } => found,
        _ => return None,
    };
    text.as_str().map(str::to_owned)
}

fn said(it: &Personal<String>) -> &str {
    it.as_str().unwrap_or("--")
}

fn body(lang: Lang, shown: &Shown, fact: &Fact) -> Markup {
    match fact {
        Fact::Told { recipient: whom, to, at, .. } => html! {
            (recipient::of(lang, whom.word())) " " (said(to)) " " (format::instant(*at))
        },
        Fact::WrittenReceived { at, from } => html! { (said(from)) " " (format::instant(*at)) },
        Fact::CasualtiesAdded { counted, name } => html! {
            (w::added(lang, condition::of(lang, counted.condition.word()), counted.people))
            @if let Some(name) = name { " " (said(name)) }
        },
        Fact::CasualtyChanged { no, condition: now, on, .. } => html! {
            (w::changed(lang, no, condition::of(lang, now.word()), on))
        },
        Fact::CasualtyStruck { no, .. } => html! { (w::struck(lang, no)) },
        Fact::Graded { grade, level: by, .. } => html! {
            (w::graded_as(lang, grade_word(lang, shown.detail.it.category, *grade), level::of(lang, by.word())))
        },
        Fact::Drafted { edition, .. } | Fact::Signed { edition, .. } => html! { (w::edition(lang, edition)) },
        Fact::SupplementOwed { due, .. } => html! { (w::until(lang, format::instant(*due))) },
        Fact::FaultFound { fault: what, organisation, .. } => html! {
            (fault::of(lang, what.word())) " " (shown.around.organisation(*organisation))
        },
        Fact::LatenessRecounted { organisation, was_seconds, late_seconds, .. } => {
            let was = format::span(lang, Span::seconds(*was_seconds));
            html! {
                (shown.around.organisation(*organisation)) " "
                @match late_seconds {
                    Some(seconds) => (w::late_now(lang, was, format::span(lang, Span::seconds(*seconds)))),
                    None => (w::late_no_more(lang, was)),
                }
            }
        }
        Fact::Registered(_)
        | Fact::Imported { .. }
        | Fact::Corrected { .. }
        | Fact::Measured { .. }
        | Fact::Dismissed { .. } => html! {},
    }
}
