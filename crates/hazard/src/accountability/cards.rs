//! What the page of a case and the forms of its acts show: what was decided, what the organisation says, and how it went.

use kernel::{Ctx, Lang, Personal};
use ledger::Recorded;
use maud::{Markup, html};
use page::list::{Column, Row};
use page::story::{self, Entry, EntryKind};
use page::{format, list as lists, parts};
use registry::forms::said;

use super::chain::Proof;
use super::detail::Shown;
use super::{Fact, State};
use crate::words::{
    accountability as w, accountability_fact, accountability_outcome, accountability_state, accountability_trigger,
};

/// What the rule found.
pub(super) fn facts(lang: Lang, ctx: &Ctx, shown: &Shown) -> Markup {
    let it = &shown.it;
    let name = shown.names.organisation(Some(it.organisation));
    let organisation = html! { a lang="zh-CN" href=(format!("/organisations/{}", it.organisation)) { (name) } };
    let mut rows = vec![
        (w::trigger(lang), html! { (accountability_trigger::of(lang, it.trigger.word())) }),
        (w::organisation(lang), organisation),
        (w::since(lang), html! { (format::instant(it.since)) }),
        (w::opened(lang), html! { (format::instant(it.opened_at)) }),
        (w::source(lang), html! { span lang="zh-CN" { (it.source) } }),
    ];
    if let Some(due) = it.due {
        let label = if it.state == State::HandedOver { w::outcome_due(lang) } else { w::due(lang) };
        rows.push((label, parts::due_on_case(lang, due, ctx.now, false)));
    }
    parts::facts(&rows)
}

/// What was decided and what became of it; nothing while nothing was.
pub(super) fn course(lang: Lang, shown: &Shown) -> Markup {
    let it = &shown.it;
    let Some(decided) = it.decided_at else { return html! {} };
    let text = |it: &Option<Personal<String>>| it.as_ref().map_or_else(parts::dash, said);
    let zh = |it: &Option<String>| html! { span lang="zh-CN" { (it.as_deref().unwrap_or("--")) } };
    let who = shown.names.person(it.decided_by);
    let mut rows = vec![
        (w::decision(lang), html! { (accountability_state::of(lang, decision(it).word())) }),
        (w::decided(lang), html! { (format::instant(decided)) " " span lang="zh-CN" { (who) } }),
        (w::reason(lang), text(&it.reason)),
    ];
    if it.handed_to.is_some() {
        rows.push((w::to(lang), zh(&it.handed_to)));
        rows.push((w::document(lang), zh(&it.document)));
    }
    if let Some(interview) = it.interview {
        let link = html! { @if shown.interview_opens { a href=(format!("/letters/{interview}")) { (w::interview_link(lang)) } } @else { (w::interview_waits(lang)) } };
        rows.push((w::interview(lang), link));
    }
    if let Some(outcome) = it.outcome {
        let on = it.outcome_on.map_or_else(String::new, |day| day.to_string());
        rows.push((w::outcome(lang), html! { (accountability_outcome::of(lang, outcome.word())) }));
        rows.push((w::outcome_on(lang), html! { (on) }));
        rows.push((w::outcome_body(lang), zh(&it.outcome_body)));
        rows.push((w::outcome_document(lang), zh(&it.outcome_document)));
        rows.push((w::outcome_text(lang), text(&it.outcome_text)));
    }
    parts::card(w::course(lang), None, None, parts::facts(&rows))
}

fn decision(it: &super::Case) -> State {
    match (it.state, it.interview) {
        (State::Concluded, Some(_)) => State::Interview,
        (State::Concluded, None) => State::HandedOver,
        (state, _) => state,
    }
}

/// Statements in the words of the organisation concerned, the first one first; and until when it was asked.
pub(super) fn statements(lang: Lang, shown: &Shown) -> Markup {
    let it = &shown.it;
    let made = shown.history.iter().filter_map(|e| match &e.fact {
        Fact::Stated { text, .. } => Some((e, text)),
        _ => None,
    });
    let made: Vec<_> = made.collect();
    let inside = html! {
        @if let Some(due) = it.statement_due { p { (w::statement_due(lang, format::instant(due))) } }
        @else { p.muted { (w::statement_not_asked(lang)) } }
        @for (e, text) in &made {
            p { span.muted { (format::instant(e.at.effective_at)) " " span lang="zh-CN" { (shown.names.both(e.at.person, e.at.organisation)) } } br; (said(text)) }
        }
        @if made.is_empty() { p.muted { (w::no_statement(lang)) } }
        p.muted.small { (w::silence(lang)) }
    };
    parts::card(w::statements(lang), Some(made.len() as u64), None, parts::inside(inside))
}

/// What happened to the case itself, the latest first.
pub(super) fn story(lang: Lang, shown: &Shown) -> Markup {
    let entries: Vec<Entry> = shown.history.iter().rev().map(|e| entry(lang, shown, e)).collect();
    parts::card(w::story(lang), None, None, parts::inside(story::timeline(&entries)))
}

fn entry(lang: Lang, shown: &Shown, e: &Recorded<Fact>) -> Entry {
    let who = shown.names.both(e.at.person, e.at.organisation);
    let quote = match &e.fact {
        Fact::SetAside { reason, .. }
        | Fact::InterviewDecided { reason, .. }
        | Fact::InterviewRevoked { reason, .. }
        | Fact::HandedOver { reason, .. } => Some(reason),
        Fact::Stated { text, .. } => Some(text),
        Fact::OutcomeAsked { answer, .. } => Some(answer),
        Fact::Concluded { text, .. } => text.as_ref(),
        Fact::Opened(_) | Fact::StatementAsked { .. } | Fact::Interviewed { .. } | Fact::OutcomeOwed { .. } => None,
    };
    let word = accountability_fact::of(lang, &format!("accountability_{}", ledger::Fact::kind(&e.fact)));
    Entry {
        when: format::instant(e.at.effective_at),
        gap: None,
        who: if who.is_empty() { w::rule(lang).to_owned() } else { who },
        what: match &e.fact {
            Fact::StatementAsked { owed, .. } | Fact::OutcomeOwed { owed } | Fact::OutcomeAsked { owed, .. } => {
                html! { (word) " " (format::instant(owed.due)) }
            }
            Fact::Interviewed { on } => html! { (word) " " (on) },
            Fact::Concluded { outcome, .. } => html! { (word) " " (accountability_outcome::of(lang, outcome.word())) },
            _ => html! { (word) },
        },
        quote: quote.map(|it| it.as_str().unwrap_or("--").to_owned()),
        kind: match &e.fact {
            Fact::Opened(_) | Fact::StatementAsked { .. } | Fact::OutcomeOwed { .. } => EntryKind::Rule,
            Fact::InterviewRevoked { .. } => EntryKind::Back,
            _ => EntryKind::Act,
        },
    }
}

/// Each fact with its time, who did it and the way to its page, where the visitor may open it.
pub(super) fn proof(lang: Lang, ctx: &Ctx, shown: &Shown) -> Markup {
    let columns = [
        Column::text(w::when(lang)),
        Column::title(w::what(lang)),
        Column::text(w::who(lang)),
        Column::text(w::entry(lang)).wide_only(),
    ];
    let row = |it: &Proof| {
        let who = shown.names.both(it.person, it.organisation);
        let word = accountability_fact::of(lang, &it.kind);
        Row::new(vec![
            html! { span.nowrap { (format::instant(it.at)) } },
            if ctx.may(it.opened_by()) {
                lists::title_cell(word, &it.href)
            } else {
                html! { (word) }
            },
            html! { @if who.is_empty() { (w::rule(lang)) } @else { span lang="zh-CN" { (who) } } },
            html! { (w::version(lang, it.version)) },
        ])
    };
    let rows: Vec<Row> = shown.chain.iter().map(row).collect();
    parts::card(w::chain(lang), Some(rows.len() as u64), None, lists::table(w::chain(lang), &columns, &rows))
}
