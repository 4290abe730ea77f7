//! The page of one meeting: its course, its agenda, who came, what was said, written and decided, and its documents.

use std::sync::Arc;

use axum::Extension;
use axum::extract::{Path, State as Shared};
use kernel::{Ctx, Error, Lang, PersonId, Personal};
use ledger::{Db, Reader};
use maud::{Markup, html};
use page::story::{self, StepState};
use page::{Crumb, NoteKind, Reply, Ring, Screen, parts};
use registry::forms::{at_by, person, said};

use super::list::state_mark;
use super::{PATH, Visitor, acts, cards};
use crate::calendar::period_name;
use crate::model::{Document, Meeting, MeetingId, State};
use crate::query::{self, Detail};
use crate::words::{meeting as w, meeting_kind, meeting_station as station};

pub(super) struct Shown {
    pub detail: Detail,
    convened_by: Option<String>,
    pub drafted_by: Option<String>,
    pub signed_by: Option<String>,
    /// The page of its period, where this visitor may open it.
    period_opens: bool,
}

fn fetch(r: &Reader<'_>, ctx: &Ctx, id: MeetingId) -> Result<Shown, Error> {
    let detail = query::one(r, ctx, id)?;
    let name = |id: Option<PersonId>| person(r, ctx, id);
    Ok(Shown {
        convened_by: name(detail.it.convened_by)?,
        drafted_by: name(detail.it.drafted_by)?,
        signed_by: name(detail.it.signed_by)?,
        period_opens: ctx.may(crate::calendar::VIEW),
        detail,
    })
}

pub(super) async fn show(
    Shared(db): Shared<Db>,
    Extension(ctx): Visitor,
    screen: Screen,
    Path(id): Path<MeetingId>,
) -> Reply {
    let asked = Arc::clone(&ctx);
    let shown = db.read(move |r| fetch(r, &asked, id)).await?;
    let lang = screen.lang();
    let it = &shown.detail.it;
    let marks = html! {
        span.muted { (it.number) } " " (parts::tag(meeting_kind::of(lang, it.kind.word()))) " " (state_mark(lang, it.state))
    };
    let body = html! {
        (parts::head(it.title(), marks, parts::print_button(lang)))
        @if !it.imported { (story::steps(lang, &steps(lang, &shown))) }
        (moved(lang, it))
        (parts::card(w::what(lang), None, None, parts::facts(&facts(lang, &ctx, &shown))))
        (cards::agenda(lang, &ctx, &shown.detail))
        (cards::resolutions(lang, &ctx, &shown.detail))
        (cards::statements(lang, &ctx, &shown.detail))
        (cards::materials(lang, &ctx, &shown.detail))
        (cards::invitations(lang, &ctx, &shown.detail))
        (cards::minutes(lang, &ctx, &shown))
        (cards::documents(lang, &shown.detail))
        (parts::actions(lang, html! { span.muted.small { (next(lang, &shown.detail)) } }, acts::buttons(lang, &ctx, &shown.detail)))
    };
    let crumbs = [Crumb::here(w::section(lang)), Crumb::link(w::title(lang), PATH), Crumb::here(it.number.as_str())];
    Ok(screen.page(it.title(), &crumbs, body))
}

/// It is at another time, or not at all.
fn moved(lang: Lang, it: &Meeting) -> Markup {
    let Some(reason) = &it.note else { return html! {} };
    let title = if it.state == State::Cancelled { w::cancelled(lang) } else { w::postponed(lang) };
    parts::note(NoteKind::Plain, title, html! { p { (said(reason)) } })
}

/// What comes next, at the left of the footer.
fn next(lang: Lang, of: &Detail) -> String {
    let it = &of.it;
    let unanswered = of.invitations.iter().filter(|it| it.answer.is_none()).count();
    match it.state {
        State::Planned if unanswered > 0 => w::next_answers(lang, unanswered),
        State::Planned => w::next_hold(lang, page::format::instant(it.starts)),
        State::Held if it.imported => String::new(),
        State::Held if !it.attended => w::next_roll(lang).to_owned(),
        State::Held => match it.minutes {
            Some(owed) => w::next_minutes(lang, page::format::instant(owed.due)),
            None => String::new(),
        },
        State::Signed | State::Cancelled => String::new(),
    }
}

fn steps(lang: Lang, shown: &Shown) -> Vec<story::Step> {
    let it = &shown.detail.it;
    let notice = shown.detail.documents.iter().rev().find(|it| it.kind == Document::Notice);
    let stations = [
        (station::convened(lang), Some(it.convened_at), shown.convened_by.clone()),
        (station::noticed(lang), notice.map(|it| it.issued_at), None),
        (station::held(lang), it.ended, None),
        (station::drafted(lang), it.drafted_at, shown.drafted_by.clone()),
        (station::signed(lang), it.signed_at, shown.signed_by.clone()),
    ];
    let last = stations.iter().rposition(|(_, at, _)| at.is_some()).unwrap_or(0);
    let mut now = it.state != State::Cancelled;
    let step = |(n, (label, at, who)): (usize, (&str, Option<kernel::Instant>, Option<String>))| {
        let state = match at {
            Some(_) => StepState::Done,
            None if n > last && std::mem::take(&mut now) => StepState::Now,
            None => StepState::Next,
        };
        story::Step {
            state,
            ring: if it.state == State::Cancelled { Ring::Back } else { Ring::Quarter },
            label: label.to_owned(),
            who: who.unwrap_or_default(),
            when: at.map_or(String::new(), page::format::instant),
            note: String::new(),
        }
    };
    stations.into_iter().enumerate().map(step).collect()
}

/// A ledger need not say it.
fn or_dash(it: &Personal<String>) -> Markup {
    if it.as_str() == Some("") { parts::dash() } else { said(it) }
}

fn facts(lang: Lang, ctx: &Ctx, shown: &Shown) -> Vec<(&'static str, Markup)> {
    let of = &shown.detail;
    let it = &of.it;
    let mut rows = vec![
        (
            w::starts(lang),
            html! { span.nowrap { (page::format::instant(it.starts)) } @if let Some(ended) = it.ended { " – " span.nowrap { (page::format::instant(ended)) } } },
        ),
        (w::place(lang), or_dash(&it.place)),
        (w::chair(lang), or_dash(&it.chair)),
        (w::host(lang), html! { span lang="zh-CN" { (of.name(it.host)) } }),
        (
            if it.imported { w::imported(lang) } else { w::convened(lang) },
            at_by(Some(it.convened_at), shown.convened_by.as_ref()),
        ),
    ];
    if let Some(document) = &it.document {
        rows.push((w::minutes_number(lang), html! { span lang="zh-CN" { (document) } }));
    }
    if let Some(period) = &of.period {
        let name = period_name(lang, period);
        rows.push((
            w::counts_for(lang),
            html! {
                @if shown.period_opens { a href=(format!("{}/{}", crate::calendar::PERIODS, period.id)) { (name) } } @else { (name) }
                " " (parts::due_on_case(lang, period.due, ctx.now, it.was_held()))
            },
        ));
    }
    if let Some(owed) = it.minutes {
        rows.push((w::minutes_due(lang), parts::due_on_case(lang, owed.due, ctx.now, it.state == State::Signed)));
    }
    rows
}
