//! The page of one resolution: who owes it, how far it is, its story, and what may be done with it.

use std::sync::Arc;

use axum::Extension;
use axum::extract::{Path, State as Shared};
use axum::http::Method;
use kernel::{Act, Ctx, Error, Instant, Lang, OrganisationId, Personal};
use ledger::{Db, Reader, Recorded};
use maud::{Markup, html};
use obligation::ObligationId;
use page::story::{self, Entry, EntryKind, StepState};
use page::{Crumb, Doc, Json, Reply, Ring, Routes, Screen, Values, parts};
use registry::forms::said;
use serde::{Deserialize, Serialize};

use super::act::{self, holds, may_look};
use super::list::{self, PATH, days, state_mark};
use super::{Extend, Fact, ReportDone, Resolution, ResolutionId, State, Verify, Withdraw, query};
use crate::model::MeetingId;
use crate::web::Visitor;
use crate::words::{meeting as w, meeting_act, resolution_fact as told, resolution_station as station, verdict};
use registry::field::{Kind, may, must};
use registry::step::{Step, Subject, nothing};

const VIEW: Act = Act("resolution.view");
const REPORT: Act = Act("resolution.report");
const VERIFY: Act = Act("resolution.verify");
const CHANGE: Act = Act("resolution.change");

/// Resolutions, as their acts need them.
struct Resolutions;

impl Subject for Resolutions {
    type Id = ResolutionId;
    type Shown = Resolution;
    type Answer = ResolutionAnswer;

    const WORDS: registry::field::Words = crate::web::WORDS;

    fn shown(r: &Reader<'_>, ctx: &Ctx, id: ResolutionId) -> Result<Resolution, Error> {
        query::one(r, ctx, id)
    }

    fn answer(r: &Reader<'_>, ctx: &Ctx, id: ResolutionId) -> Result<ResolutionAnswer, Error> {
        Ok(answer(&query::one(r, ctx, id)?, ctx.now))
    }

    fn page(id: ResolutionId) -> String {
        format!("{PATH}/{id}")
    }

    fn crumbs(lang: Lang, shown: &Resolution) -> Vec<Crumb> {
        vec![
            Crumb::here(w::section(lang)),
            Crumb::link(w::resolutions(lang), PATH),
            Crumb::link(shown.number.as_str(), Self::page(shown.id)),
        ]
    }

    fn about(shown: &Resolution) -> &str {
        shown.text()
    }

    fn start_row(_: &Resolution, _: &str, _: u32, _: &mut Values) -> Result<(), Error> {
        Err(Error::NotFound("ResolutionId"))
    }

    fn above(lang: Lang, shown: &Resolution, word: &str) -> Markup {
        match (word, &shown.done) {
            ("look", Some(done)) => parts::card(w::done(lang), None, None, parts::inside(html! { p { (said(done)) } })),
            _ => html! {},
        }
    }
}

fn verdicts(lang: Lang) -> Vec<(String, String)> {
    ["accepted", "returned"].map(|it| (it.to_owned(), verdict::of(lang, it).to_owned())).to_vec()
}

static REPORTING: Step<Resolutions, ReportDone> = Step {
    name: "report",
    word: "report_done",
    act: REPORT,
    write: ["resolution.report", "resolution.report by program"],
    doc: "The owner says that the resolution is done",
    fields: &[must("done", Kind::Area(4))],
    start: nothing,
    run: |tx, ctx, id, _, cmd| act::report(tx, ctx, id, cmd),
};

static LOOKING: Step<Resolutions, Verify> = Step {
    name: "verification",
    word: "look",
    act: VERIFY,
    write: ["resolution.verify", "resolution.verify by program"],
    doc: "Somebody who did not report it looks: the resolution is closed or goes back",
    fields: &[must("result", Kind::Choice(verdicts)), may("note", Kind::Area(3))],
    start: nothing,
    run: |tx, ctx, id, _, cmd| act::verify(tx, ctx, id, cmd),
};

static EXTENDING: Step<Resolutions, Extend> = Step {
    name: "extension",
    word: "extension",
    act: CHANGE,
    write: ["resolution.extend", "resolution.extend by program"],
    doc: "Give more time for a resolution, with a reason; nobody gives it to oneself",
    fields: &[must("due", Kind::Day), must("reason", Kind::Area(3))],
    start: nothing,
    run: |tx, ctx, id, _, cmd| act::extend(tx, ctx, id, cmd),
};

static WITHDRAWING: Step<Resolutions, Withdraw> = Step {
    name: "withdrawal",
    word: "withdrawal",
    act: CHANGE,
    write: ["resolution.withdraw", "resolution.withdraw by program"],
    doc: "Withdraw a resolution, with a reason; it is owed no more",
    fields: &[must("reason", Kind::Area(3))],
    start: nothing,
    run: |tx, ctx, id, _, cmd| act::withdraw(tx, ctx, id, cmd),
};

pub(crate) fn routes() -> Routes<Db> {
    Routes::new()
        .page(Method::GET, PATH, VIEW, list::show)
        .page(Method::GET, "/resolutions/{id}", VIEW, show)
        .api(Method::GET, PATH, VIEW, list::get, list::doc())
        .api(Method::GET, "/resolutions/{id}", VIEW, get, doc())
        .and(REPORTING.routes("/resolutions/{id}/report"))
        .and(LOOKING.routes("/resolutions/{id}/verification"))
        .and(EXTENDING.routes("/resolutions/{id}/extension"))
        .and(WITHDRAWING.routes("/resolutions/{id}/withdrawal"))
}

struct Shown {
    it: Resolution,
    /// Its duty, where this visitor may open it.
    duty: Option<ObligationId>,
    owner: String,
    meeting_opens: bool,
    story: Vec<(Recorded<Fact>, String)>,
}

fn fetch(r: &Reader<'_>, ctx: &Ctx, id: ResolutionId) -> Result<Shown, Error> {
    let it = query::one(r, ctx, id)?;
    let meeting = Ctx { scope: ctx.scope_of(crate::web::VIEW), ..ctx.clone() };
    let mut story = Vec::new();
    for entry in query::history(r, ctx, id)? {
        let who = registry::forms::person(r, ctx, entry.at.person)?.unwrap_or_default();
        story.push((entry, who));
    }
    Ok(Shown {
        duty: match it.obligation {
            Some(duty) if obligation::query::opens(r, ctx, duty)? => Some(duty),
            _ => None,
        },
        owner: registry::query::organisation_full_names(r, ctx, &[it.owner])?.remove(&it.owner).unwrap_or_default(),
        meeting_opens: crate::store::load(r, &meeting, it.meeting).is_ok(),
        story,
        it,
    })
}

async fn show(Shared(db): Shared<Db>, Extension(ctx): Visitor, screen: Screen, Path(id): Path<ResolutionId>) -> Reply {
    let asked = Arc::clone(&ctx);
    let shown = db.read(move |r| fetch(r, &asked, id)).await?;
    let lang = screen.lang();
    let it = &shown.it;
    let marks = html! { span.muted { (it.number) } " " (state_mark(lang, it.state)) };
    let entries: Vec<Entry> = shown.story.iter().rev().map(|(entry, who)| line(lang, entry, who)).collect();
    let body = html! {
        (parts::head(it.text(), marks, parts::print_button(lang)))
        @if it.obligation.is_some() { (story::steps(lang, &steps(lang, &shown))) }
        (parts::card(w::what(lang), None, None, parts::facts(&facts(lang, &ctx, &shown))))
        (parts::card(w::story(lang), None, None, parts::inside(story::timeline(&entries))))
        (parts::actions(lang, html! { span.muted.small { (next(lang, &shown)) } }, buttons(lang, &ctx, it)))
    };
    let crumbs =
        [Crumb::here(w::section(lang)), Crumb::link(w::resolutions(lang), PATH), Crumb::here(it.number.as_str())];
    Ok(screen.page(it.text(), &crumbs, body))
}

fn next(lang: Lang, shown: &Shown) -> String {
    match shown.it.state {
        State::Set | State::Returned => {
            let due = shown.it.due.map_or_else(String::new, page::format::instant);
            w::next_done(lang, &shown.owner, due)
        }
        State::Reported => w::next_look(lang).to_owned(),
        State::Closed | State::Withdrawn => String::new(),
    }
}

fn steps(lang: Lang, shown: &Shown) -> Vec<story::Step> {
    let it = &shown.it;
    let resolved = Some(it.resolved_at);
    let reported = it.reported_at.filter(|_| it.state != State::Returned);
    let closed = it.closed_at.filter(|_| it.state == State::Closed);
    let mut now = it.state.is_open();
    [(station::resolved(lang), resolved), (station::reported(lang), reported), (station::closed(lang), closed)]
        .into_iter()
        .map(|(label, at)| story::Step {
            state: match at {
                Some(_) => StepState::Done,
                None if std::mem::take(&mut now) => StepState::Now,
                None => StepState::Next,
            },
            ring: if it.state == State::Returned { Ring::Back } else { Ring::Quarter },
            label: label.to_owned(),
            who: String::new(),
            when: at.map_or(String::new(), page::format::instant),
            note: String::new(),
        })
        .collect()
}

fn facts(lang: Lang, ctx: &Ctx, shown: &Shown) -> Vec<(&'static str, Markup)> {
    let it = &shown.it;
    let meeting = it.meeting_title.as_str().unwrap_or("--");
    let owed = matches!(it.state, State::Set | State::Returned);
    let mut rows = vec![
        (w::owner(lang), html! { span lang="zh-CN" { (shown.owner) } }),
        (
            w::due(lang),
            html! { @match it.due { Some(due) => (parts::due_on_case(lang, due, ctx.now, !owed)), None => (parts::dash()) } },
        ),
        (w::days(lang), html! { @match days(it, ctx.now) { Some(days) => (days), None => (parts::dash()) } }),
        (
            w::of_meeting(lang),
            html! { span lang="zh-CN" { @if shown.meeting_opens { a href=(format!("/meetings/{}", it.meeting)) { (meeting) } } @else { (meeting) } } },
        ),
    ];
    if let Some(duty) = shown.duty {
        let link = html! { a href=(format!("/obligations/{duty}")) { (w::duty_link(lang)) } };
        rows.push((w::duty(lang), link));
    }
    if let Some(done) = &it.done {
        rows.push((w::done(lang), said(done)));
    }
    if let Some(note) = &it.note {
        rows.push((w::note(lang), said(note)));
    }
    rows
}

fn line(lang: Lang, entry: &Recorded<Fact>, who: &str) -> Entry {
    let (quote, back): (Option<&Personal<String>>, bool) = match &entry.fact {
        Fact::Resolved { resolution, .. } | Fact::Imported { resolution, .. } => (Some(resolution), false),
        Fact::Reported { done } => (Some(done), false),
        Fact::Returned { reason, .. } | Fact::Withdrawn { reason } => (Some(reason), true),
        Fact::Extended { reason, .. } => (Some(reason), false),
        Fact::Closed { note } => (note.as_ref(), false),
    };
    let word = told::of(lang, ledger::Fact::kind(&entry.fact));
    Entry {
        when: page::format::instant(entry.at.effective_at),
        gap: None,
        who: who.to_owned(),
        what: match &entry.fact {
            Fact::Extended { due, .. } => html! { (word) " " (page::format::instant(*due)) },
            _ => html! { (word) },
        },
        quote: quote.map(|it| it.as_str().unwrap_or("--").to_owned()),
        kind: if back { EntryKind::Back } else { EntryKind::Act },
    }
}

fn buttons(lang: Lang, ctx: &Ctx, it: &Resolution) -> Markup {
    let path = |name: &str| format!("{PATH}/{}/{name}", it.id);
    let owed = matches!(it.state, State::Set | State::Returned);
    html! {
        @if it.state.is_open() && ctx.may(CHANGE) {
            (parts::link_button(meeting_act::of(lang, "withdrawal"), &path("withdrawal"))) " "
        }
        @if owed && ctx.may(CHANGE) && !holds(ctx, it) {
            (parts::link_button(meeting_act::of(lang, "extension"), &path("extension"))) " "
        }
        @if owed && ctx.may(REPORT) && holds(ctx, it) {
            (parts::primary_link(meeting_act::of(lang, "report_done"), &path("report")))
        }
        @if ctx.may(VERIFY) && may_look(it, ctx).is_ok() {
            (parts::primary_link(meeting_act::of(lang, "look"), &path("verification")))
        }
    }
}

/// One resolution for programs.
#[derive(Debug, Serialize, Deserialize, utoipa::ToSchema)]
pub struct ResolutionAnswer {
    #[schema(value_type = String)]
    id: ResolutionId,
    version: i64,
    number: String,
    #[schema(value_type = String)]
    meeting: MeetingId,
    /// The number of the problem that it answers.
    problem: Option<u32>,
    resolution: Option<String>,
    #[schema(value_type = String)]
    owner: OrganisationId,
    /// None where it was done before it came in from a ledger.
    #[schema(value_type = Option<String>)]
    obligation: Option<ObligationId>,
    #[schema(value_type = Option<String>)]
    due: Option<Instant>,
    /// `set`, `reported`, `returned`, `closed`, `withdrawn`
    state: String,
    late: bool,
    #[schema(value_type = String)]
    resolved_at: Instant,
    done: Option<String>,
    #[schema(value_type = Option<String>)]
    reported_at: Option<Instant>,
    note: Option<String>,
    #[schema(value_type = Option<String>)]
    closed_at: Option<Instant>,
}

pub(super) fn answer(it: &Resolution, now: Instant) -> ResolutionAnswer {
    let text = |it: Option<&Personal<String>>| it.and_then(Personal::as_str).map(str::to_owned);
    ResolutionAnswer {
        id: it.id,
        version: it.version,
        number: it.number.clone(),
        meeting: it.meeting,
        problem: it.problem,
        resolution: text(Some(&it.resolution)),
        owner: it.owner,
        obligation: it.obligation,
        due: it.due,
        state: it.state.word().to_owned(),
        late: it.is_late(now),
        resolved_at: it.resolved_at,
        done: text(it.done.as_ref()),
        reported_at: it.reported_at,
        note: text(it.note.as_ref()),
        closed_at: it.closed_at,
    }
}

async fn get(
    Shared(db): Shared<Db>,
    Extension(ctx): Visitor,
    Path(id): Path<ResolutionId>,
) -> Reply<Json<ResolutionAnswer>> {
    Ok(Json(db.read(move |r| Ok(answer(&query::one(r, &ctx, id)?, ctx.now))).await?))
}

fn doc() -> Doc {
    Doc::new("One resolution: who owes it, by when, and how far it is").returns::<ResolutionAnswer>()
}
