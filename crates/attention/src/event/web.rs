//! The page of one event: who holds it for how many, the look before it, how it went, and what may be done with it.

use std::sync::Arc;

use axum::Extension;
use axum::extract::{Path, State as Shared};
use axum::http::Method;
use kernel::{Act, Ctx, Error, Instant, Lang, OrganisationId};
use ledger::{Db, Reader};
use maud::{Markup, html};
use page::story::{self, Entry};
use page::{Crumb, Doc, Json, NoteKind, Reply, Routes, Screen, Values, parts};
use registry::forms::said;
use serde::{Deserialize, Serialize};

use super::list::{self, PATH, state_mark, warnings};
use super::{Cancel, Close, Fact, Hold, Look, MassEvent, MassEventId, Permit, PlanIn, State, act, form, query};
use crate::period::{self, SpecialPeriodId};
use crate::web::{Names, Told, Visitor, entry, known, named, told};
use crate::words::{attention_act, mass_event as w, mass_event_fact, mass_event_look, special as sw};
use registry::field::{Kind, may, must};
use registry::step::{Step, Subject, nothing};

pub(super) const VIEW: Act = Act("mass_event.view");
const REGISTER: Act = Act("mass_event.register");
const RECORD: Act = Act("mass_event.record");
const LOOK: Act = Act("mass_event.look");
const CLOSE: Act = Act("mass_event.close");

/// Events, as their acts need them.
struct Events;

impl Subject for Events {
    type Id = MassEventId;
    type Shown = MassEvent;
    type Answer = MassEventAnswer;

    const WORDS: registry::field::Words = crate::web::WORDS;

    fn shown(r: &Reader<'_>, ctx: &Ctx, id: MassEventId) -> Result<MassEvent, Error> {
        query::one(r, ctx, id)
    }

    fn answer(r: &Reader<'_>, ctx: &Ctx, id: MassEventId) -> Result<MassEventAnswer, Error> {
        Ok(answer(&query::one(r, ctx, id)?))
    }

    fn page(id: MassEventId) -> String {
        format!("{PATH}/{id}")
    }

    fn crumbs(lang: Lang, shown: &MassEvent) -> Vec<Crumb> {
        vec![
            Crumb::here(sw::section(lang)),
            Crumb::link(w::title(lang), PATH),
            Crumb::link(shown.title(), Self::page(shown.id)),
        ]
    }

    fn about(shown: &MassEvent) -> &str {
        shown.title()
    }

    fn start_row(_: &MassEvent, _: &str, _: u32, _: &mut Values) -> Result<(), Error> {
        Err(Error::NotFound("MassEventId"))
    }
}

fn results(lang: Lang) -> Vec<(String, String)> {
    ["fit", "unfit"].map(|it| (it.to_owned(), mass_event_look::of(lang, it).to_owned())).to_vec()
}

static PLANNING: Step<Events, PlanIn> = Step {
    name: "plan",
    word: "plan_in",
    act: RECORD,
    write: ["mass_event.plan_in", "mass_event.plan_in by program"],
    doc: "The safety plan of the event came in",
    fields: &[],
    start: nothing,
    run: |tx, ctx, id, _, cmd| act::plan_in(tx, ctx, id, cmd),
};

static PERMITTING: Step<Events, Permit> = Step {
    name: "permit",
    word: "permit",
    act: RECORD,
    write: ["mass_event.permit", "mass_event.permit by program"],
    doc: "The number of the permit of public security",
    fields: &[must("permit", Kind::Text)],
    start: nothing,
    run: |tx, ctx, id, _, cmd| act::permit(tx, ctx, id, cmd),
};

static LOOKING: Step<Events, Look> = Step {
    name: "look",
    word: "event_look",
    act: LOOK,
    write: ["mass_event.look", "mass_event.look by program"],
    doc: "The look before the event, by somebody who does not organise it; what is not fit is looked at again",
    fields: &[must("result", Kind::Choice(results)), must("findings", Kind::Area(4))],
    start: nothing,
    run: |tx, ctx, id, _, cmd| act::look(tx, ctx, id, cmd),
};

static HOLDING: Step<Events, Hold> = Step {
    name: "outcome",
    word: "outcome",
    act: RECORD,
    write: ["mass_event.hold", "mass_event.hold by program"],
    doc: "The event was held: how many people came",
    fields: &[must("actual", Kind::Text), may("note", Kind::Area(3))],
    start: nothing,
    run: |tx, ctx, id, _, cmd| act::hold(tx, ctx, id, cmd),
};

static CANCELLING: Step<Events, Cancel> = Step {
    name: "cancellation",
    word: "event_cancellation",
    act: RECORD,
    write: ["mass_event.cancel", "mass_event.cancel by program"],
    doc: "The event will not be held, with a reason; nothing is owed for it any more",
    fields: &[must("reason", Kind::Area(3))],
    start: nothing,
    run: |tx, ctx, id, _, cmd| act::cancel(tx, ctx, id, cmd),
};

static CLOSING: Step<Events, Close> = Step {
    name: "closing",
    word: "event_closing",
    act: CLOSE,
    write: ["mass_event.close", "mass_event.close by program"],
    doc: "Somebody else accepts what was written down about the event",
    fields: &[may("note", Kind::Area(3))],
    start: nothing,
    run: |tx, ctx, id, _, cmd| act::close(tx, ctx, id, cmd),
};

pub(crate) fn routes() -> Routes<Db> {
    Routes::new()
        .page(Method::GET, PATH, VIEW, list::show)
        .page(Method::POST, PATH, REGISTER, form::post)
        .page(Method::GET, "/mass-events/new", REGISTER, form::show)
        .page(Method::GET, "/mass-events/{id}", VIEW, show)
        .api(Method::GET, PATH, VIEW, list::get, list::doc())
        .api(Method::POST, PATH, REGISTER, form::post_api, form::doc())
        .api(Method::GET, "/mass-events/{id}", VIEW, get, doc())
        .and(PLANNING.routes("/mass-events/{id}/plan"))
        .and(PERMITTING.routes("/mass-events/{id}/permit"))
        .and(LOOKING.routes("/mass-events/{id}/look"))
        .and(HOLDING.routes("/mass-events/{id}/outcome"))
        .and(CANCELLING.routes("/mass-events/{id}/cancellation"))
        .and(CLOSING.routes("/mass-events/{id}/closing"))
}

struct Shown {
    it: MassEvent,
    names: Names,
    division: String,
    /// The period in which it lies, in words.
    period: Option<String>,
    story: Vec<Told<Fact>>,
}

fn fetch(r: &Reader<'_>, ctx: &Ctx, id: MassEventId) -> Result<Shown, Error> {
    let it = query::one(r, ctx, id)?;
    let all: Vec<OrganisationId> = [Some(it.department), it.organiser, it.looked_by].into_iter().flatten().collect();
    let period = match it.period {
        Some(id) => Some(period::load(r, &ctx.beyond_scope(), id)?.title().to_owned()),
        None => None,
    };
    Ok(Shown {
        names: registry::query::organisation_full_names(r, ctx, &all)?,
        division: registry::query::division_name(r, ctx, it.division)?,
        story: told(r, ctx, query::history(r, ctx, id)?)?,
        period,
        it,
    })
}

async fn show(Shared(db): Shared<Db>, Extension(ctx): Visitor, screen: Screen, Path(id): Path<MassEventId>) -> Reply {
    let asked = Arc::clone(&ctx);
    let shown = db.read(move |r| fetch(r, &asked, id)).await?;
    let lang = screen.lang();
    let it = &shown.it;
    let marks = html! { span.muted { (it.number) } " " (state_mark(lang, it.state)) " " (warnings(lang, it)) };
    let entries: Vec<Entry> = shown.story.iter().rev().map(|one| line(lang, &shown, one)).collect();
    let body = html! {
        (parts::head(it.title(), marks, parts::print_button(lang)))
        @if it.state.is_ahead() && it.lacks_permit() {
            (parts::note(NoteKind::Bad, w::permit_asked(lang), html! {}))
        }
        (parts::card(w::what(lang), None, None, parts::facts(&facts(lang, &ctx, &shown))))
        (parts::card(sw::story(lang), None, None, parts::inside(story::timeline(&entries))))
        (parts::actions(lang, html! {}, buttons(lang, &ctx, it)))
    };
    let crumbs = [Crumb::here(sw::section(lang)), Crumb::link(w::title(lang), PATH), Crumb::here(it.title())];
    Ok(screen.page(it.title(), &crumbs, body))
}

fn facts(lang: Lang, ctx: &Ctx, shown: &Shown) -> Vec<(&'static str, Markup)> {
    let it = &shown.it;
    let count = |n: i64| html! { (page::format::count(n)) };
    let organiser = match (it.organiser, &it.organised_by) {
        (Some(id), _) => named(&shown.names, id),
        (None, Some(words)) => said(words),
        (None, None) => parts::dash(),
    };
    let mut rows = vec![
        (
            w::time(lang),
            html! { span.nowrap { (page::format::instant(it.starts)) } " – " span.nowrap { (page::format::instant(it.ends)) } },
        ),
        (w::township(lang), html! { span lang="zh-CN" { (shown.division) } }),
        (w::place(lang), it.place.as_ref().map_or_else(parts::dash, said)),
        (w::organiser(lang), organiser),
        (w::expected(lang), count(it.expected)),
        (w::limit(lang), count(it.limit)),
        (w::permit(lang), html! { span lang="zh-CN" { (parts::or_dash(it.permit.as_deref())) } }),
        (w::department(lang), named(&shown.names, it.department)),
        (w::plan(lang), html! { (if it.plan { w::plan_here(lang) } else { w::plan_missing(lang) }) }),
    ];
    if let Some((id, title)) = it.period.zip(shown.period.as_ref()) {
        rows.push((w::period(lang), html! { a href=(format!("{}/{id}", period::PATH)) lang="zh-CN" { (title) } }));
    }
    if let Some(reason) = &it.over_reason {
        rows.push((w::over_reason(lang), said(reason)));
    }
    if it.state.is_ahead() {
        rows.push((w::look_due(lang), parts::due_on_case(lang, it.look.due, ctx.now, it.fit == Some(true))));
    }
    if let Some((by, at)) = it.looked_by.zip(it.looked_at) {
        rows.push((w::looked(lang), html! { (page::format::instant(at)) " " (named(&shown.names, by)) }));
    }
    if let Some(findings) = &it.findings {
        rows.push((w::findings(lang), said(findings)));
    }
    rows.push((w::outcome_due(lang), parts::due_on_case(lang, it.outcome.due, ctx.now, !it.state.is_ahead())));
    if let Some(actual) = it.actual {
        rows.push((w::actual(lang), count(actual)));
    }
    if let Some(note) = &it.note {
        rows.push((sw::note(lang), said(note)));
    }
    rows
}

fn line(lang: Lang, shown: &Shown, one: &Told<Fact>) -> Entry {
    let fact = &one.0.fact;
    let word = mass_event_fact::of(lang, ledger::Fact::kind(fact));
    let (what, quote, back) = match fact {
        Fact::Looked { by, fit, findings, .. } => {
            let result = mass_event_look::of(lang, if *fit { "fit" } else { "unfit" });
            (html! { (word) " " (result) " " (named(&shown.names, *by)) }, Some(findings), !*fit)
        }
        Fact::Held { actual, note } => {
            (html! { (w::held_with(lang, page::format::count(*actual))) }, note.as_ref(), false)
        }
        Fact::Permitted { permit } => (html! { (word) " " span lang="zh-CN" { (permit) } }, None, false),
        Fact::Cancelled { reason } => (html! { (word) }, Some(reason), true),
        Fact::Closed { note } => (html! { (word) }, note.as_ref(), false),
        Fact::Registered(_) | Fact::PlanReceived => (html! { (word) }, None, false),
    };
    entry(one, what, quote, back)
}

/// Only what this visitor may do to the event as it stands.
fn buttons(lang: Lang, ctx: &Ctx, it: &MassEvent) -> Markup {
    let path = |name: &str| format!("{PATH}/{}/{name}", it.id);
    let link = |word: &str, name: &str| parts::link_button(attention_act::of(lang, word), &path(name));
    let (ahead, record) = (it.state.is_ahead(), ctx.may(RECORD));
    let looks = ahead && ctx.now < it.ends && ctx.may(LOOK) && act::looker(it, ctx).is_ok();
    html! {
        @if ahead && record { (link("event_cancellation", "cancellation")) " " }
        @if ahead && record && !it.plan { (link("plan_in", "plan")) " " }
        @if ahead && record && it.permit.is_none() { (link("permit", "permit")) " " }
        @if looks { (parts::primary_link(attention_act::of(lang, "event_look"), &path("look"))) " " }
        @if ahead && record && it.starts <= ctx.now { (parts::primary_link(attention_act::of(lang, "outcome"), &path("outcome"))) }
        @if it.state == State::Held && ctx.may(CLOSE) && act::may_close(it, ctx).is_ok() {
            (parts::primary_link(attention_act::of(lang, "event_closing"), &path("closing")))
        }
    }
}

/// One event for programs.
#[derive(Debug, Serialize, Deserialize, utoipa::ToSchema)]
pub struct MassEventAnswer {
    #[schema(value_type = String)]
    id: MassEventId,
    version: i64,
    number: String,
    title: Option<String>,
    division: String,
    place: Option<String>,
    #[schema(value_type = Option<String>)]
    organiser: Option<OrganisationId>,
    organised_by: Option<String>,
    #[schema(value_type = String)]
    starts: Instant,
    #[schema(value_type = String)]
    ends: Instant,
    expected: i64,
    limit: i64,
    permit: Option<String>,
    /// A thousand people or more are expected and no permit is on record.
    lacks_permit: bool,
    #[schema(value_type = String)]
    department: OrganisationId,
    plan: bool,
    #[schema(value_type = Option<String>)]
    period: Option<SpecialPeriodId>,
    /// `planned`, `fit`, `unfit`, `held`, `closed`, `cancelled`
    state: String,
    #[schema(value_type = Option<String>)]
    looked_at: Option<Instant>,
    findings: Option<String>,
    actual: Option<i64>,
    note: Option<String>,
}

pub(super) fn answer(it: &MassEvent) -> MassEventAnswer {
    MassEventAnswer {
        id: it.id,
        version: it.version,
        number: it.number.clone(),
        title: known(Some(&it.title)),
        division: it.division.to_string(),
        place: known(it.place.as_ref()),
        organiser: it.organiser,
        organised_by: known(it.organised_by.as_ref()),
        starts: it.starts,
        ends: it.ends,
        expected: it.expected,
        limit: it.limit,
        permit: it.permit.clone(),
        lacks_permit: it.lacks_permit(),
        department: it.department,
        plan: it.plan,
        period: it.period,
        state: it.state.word().to_owned(),
        looked_at: it.looked_at,
        findings: known(it.findings.as_ref()),
        actual: it.actual,
        note: known(it.note.as_ref()),
    }
}

async fn get(
    Shared(db): Shared<Db>,
    Extension(ctx): Visitor,
    Path(id): Path<MassEventId>,
) -> Reply<Json<MassEventAnswer>> {
    Ok(Json(db.read(move |r| Ok(answer(&query::one(r, &ctx, id)?))).await?))
}

fn doc() -> Doc {
    Doc::new("One mass event: who holds it for how many, the look before it, and how it went")
        .returns::<MassEventAnswer>()
}
