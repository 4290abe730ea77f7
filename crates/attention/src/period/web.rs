//! The page of one special period: what is tightened, what is owed and missing, gaps in rosters, events, its story and acts.

use std::sync::Arc;

use axum::Extension;
use axum::extract::{Path, State as Shared};
use axum::http::Method;
use kernel::{Act, Ctx, Day, Error, Instant, Lang, OrganisationId};
use ledger::{Db, Reader};
use maud::{Markup, html};
use page::story::{self, Entry};
use page::{Crumb, Doc, Json, Reply, Routes, Screen, Values, parts};
use serde::{Deserialize, Serialize};

use super::roster::{self, Rosters};
use super::{
    Discard, Extend, Fact, OpenIt, PATH, Shorten, SpecialPeriod, SpecialPeriodId, State, act, cards, form, list, query,
    summary,
};
use crate::duty::{self, SpecialDuty};
use crate::event::{self, MassEvent};
use crate::web::{Names, Told, Visitor, entry, known, told};
use crate::words::{attention_act, special as w, special_fact, special_kind};
use registry::field::{Field, Kind, may, must};
use registry::step::{Step, Subject, nothing};

pub(crate) const VIEW: Act = Act("special_period.view");
const DRAFT: Act = Act("special_period.draft");
const OPEN: Act = Act("special_period.open");
const CHANGE: Act = Act("special_period.change");
/// Events on the page; the list has all.
const EVENTS: u32 = 20;

/// Periods, as their acts need them.
struct Periods;

impl Subject for Periods {
    type Id = SpecialPeriodId;
    type Shown = SpecialPeriod;
    type Answer = PeriodAnswer;

    const WORDS: registry::field::Words = crate::web::WORDS;

    fn shown(r: &Reader<'_>, ctx: &Ctx, id: SpecialPeriodId) -> Result<SpecialPeriod, Error> {
        query::one(r, ctx, id)
    }

    fn answer(r: &Reader<'_>, ctx: &Ctx, id: SpecialPeriodId) -> Result<PeriodAnswer, Error> {
        read(r, ctx, id)
    }

    fn page(id: SpecialPeriodId) -> String {
        format!("{PATH}/{id}")
    }

    fn crumbs(lang: Lang, shown: &SpecialPeriod) -> Vec<Crumb> {
        vec![
            Crumb::here(w::section(lang)),
            Crumb::link(w::title(lang), PATH),
            Crumb::link(shown.title(), Self::page(shown.id)),
        ]
    }

    fn about(shown: &SpecialPeriod) -> &str {
        shown.title()
    }

    fn start_row(_: &SpecialPeriod, _: &str, _: u32, _: &mut Values) -> Result<(), Error> {
        Err(Error::NotFound("SpecialPeriodId"))
    }

    fn above(lang: Lang, shown: &SpecialPeriod, word: &str) -> Markup {
        match word {
            // What is opened is what is read.
            "opening" => parts::card(w::what(lang), None, None, parts::facts(&cards::rules(lang, shown))),
            _ => html! {},
        }
    }
}

const TO_AND_REASON: &[Field] = &[must("to", Kind::Day), must("reason", Kind::Area(3))];

static OPENING: Step<Periods, OpenIt> = Step {
    name: "opening",
    word: "opening",
    act: OPEN,
    write: ["special_period.open", "special_period.open by program"],
    doc: "Open the period, by somebody who did not draft it: its rules are on from then",
    fields: &[may("version", Kind::Hidden)],
    start: |_, shown, values| values.set("version", shown.version.to_string()),
    run: |tx, ctx, id, _, cmd| act::open(tx, ctx, id, cmd),
};

static EXTENDING: Step<Periods, Extend> = Step {
    name: "extension",
    word: "period_extension",
    act: CHANGE,
    write: ["special_period.extend", "special_period.extend by program"],
    doc: "A later last day, with its reason",
    fields: TO_AND_REASON,
    start: nothing,
    run: |tx, ctx, id, _, cmd| act::extend(tx, ctx, id, cmd),
};

static SHORTENING: Step<Periods, Shorten> = Step {
    name: "shortening",
    word: "period_shortening",
    act: CHANGE,
    write: ["special_period.shorten", "special_period.shorten by program"],
    doc: "An earlier last day, with its reason; what that day owes is still owed",
    fields: TO_AND_REASON,
    start: |ctx, _, values| values.set("to", ctx.now.day().to_string()),
    run: |tx, ctx, id, _, cmd| act::shorten(tx, ctx, id, cmd),
};

static DISCARDING: Step<Periods, Discard> = Step {
    name: "discarding",
    word: "discarding",
    act: DRAFT,
    write: ["special_period.discard", "special_period.discard by program"],
    doc: "Give a draft up, with its reason",
    fields: &[must("reason", Kind::Area(3))],
    start: nothing,
    run: |tx, ctx, id, _, cmd| act::discard(tx, ctx, id, cmd),
};

pub(crate) fn routes() -> Routes<Db> {
    let draft = "/special-periods/{id}/draft";
    Routes::new()
        .page(Method::GET, PATH, VIEW, list::show)
        .page(Method::POST, PATH, DRAFT, form::post)
        .page(Method::GET, "/special-periods/new", DRAFT, form::show)
        .page(Method::GET, "/special-periods/{id}", VIEW, show)
        .page(Method::GET, draft, DRAFT, form::show_again)
        .page(Method::POST, draft, DRAFT, form::post_again)
        .api(Method::GET, PATH, VIEW, list::get, list::doc())
        .api(Method::POST, PATH, DRAFT, form::post_api, form::doc())
        .api(Method::GET, "/special-periods/{id}", VIEW, get, doc())
        .api(Method::POST, draft, DRAFT, form::post_again_api, form::again_doc())
        .and(OPENING.routes("/special-periods/{id}/opening"))
        .and(EXTENDING.routes("/special-periods/{id}/extension"))
        .and(SHORTENING.routes("/special-periods/{id}/shortening"))
        .and(DISCARDING.routes("/special-periods/{id}/discarding"))
        .and(summary::routes())
}

pub(super) struct Shown {
    pub it: SpecialPeriod,
    pub asked: Vec<OrganisationId>,
    pub places: Vec<String>,
    pub duties: Vec<SpecialDuty>,
    pub rosters: Rosters,
    pub events: Vec<MassEvent>,
    pub events_all: i64,
    pub names: Names,
    pub drafted_by: Option<String>,
    pub opened_by: Option<String>,
    story: Vec<Told<Fact>>,
}

fn fetch(r: &Reader<'_>, ctx: &Ctx, id: SpecialPeriodId) -> Result<Shown, Error> {
    let it = query::one(r, ctx, id)?;
    let seeing = |act| Ctx { scope: ctx.scope_of(Act(act)), ..ctx.clone() };
    let asked = query::asked(r, ctx, id)?;
    let events = event::query::Filter { period: Some(id), ..Default::default() };
    let codes = registry::query::division_names(r, ctx, &it.townships)?;
    let seen = seeing("mass_event.view");
    let rosters = match it.state {
        State::Open | State::Closed => roster::of(r, ctx, &it)?,
        State::Draft | State::Discarded => Rosters::default(),
    };
    let all: Vec<_> = asked.iter().chain(&rosters.kept).copied().collect();
    Ok(Shown {
        names: registry::query::organisation_names(r, ctx, &all)?,
        places: it.townships.iter().filter_map(|code| codes.get(code).cloned()).collect(),
        duties: duty::query::of_period(r, &seeing("special_duty.view"), id)?,
        events: event::query::list(r, &seen, &events, 0, EVENTS)?,
        events_all: event::query::count(r, &seen, &events)?,
        drafted_by: registry::forms::person(r, ctx, it.drafted_by)?,
        opened_by: registry::forms::person(r, ctx, it.opened_by)?,
        story: told(r, ctx, query::history(r, ctx, id)?)?,
        rosters,
        asked,
        it,
    })
}

async fn show(
    Shared(db): Shared<Db>,
    Extension(ctx): Visitor,
    screen: Screen,
    Path(id): Path<SpecialPeriodId>,
) -> Reply {
    let asked = Arc::clone(&ctx);
    let shown = db.read(move |r| fetch(r, &asked, id)).await?;
    let lang = screen.lang();
    let it = &shown.it;
    let marks = html! {
        span.muted { (it.number) } " " (parts::tag(special_kind::of(lang, it.kind.word()))) " " (list::state_mark(lang, it.state))
    };
    let entries: Vec<Entry> = shown.story.iter().rev().map(|one| line(lang, one)).collect();
    let running = matches!(it.state, State::Open | State::Closed);
    let body = html! {
        (parts::head(it.title(), marks, html! {
            @if running && ctx.may(summary::VIEW) {
                (parts::link_button(w::summary(lang), &format!("{PATH}/{id}/summary"))) " "
            }
            (parts::print_button(lang))
        }))
        (parts::card(w::what(lang), None, None, parts::facts(&cards::facts(lang, &shown))))
        @if running {
            (cards::duties(lang, &ctx, &shown))
            (cards::missing(lang, &ctx, &shown))
            (cards::rosters(lang, &shown))
            (cards::events(lang, &ctx, &shown))
        }
        (cards::asked(lang, &shown))
        (parts::card(w::story(lang), None, None, parts::inside(story::timeline(&entries))))
        @if matches!(it.state, State::Draft | State::Open) {
            (parts::actions(lang, html! { span.muted.small { (next(lang, &ctx, it)) } }, buttons(lang, &ctx, it)))
        }
    };
    let crumbs = [Crumb::here(w::section(lang)), Crumb::link(w::title(lang), PATH), Crumb::here(it.title())];
    Ok(screen.page(it.title(), &crumbs, body))
}

fn next(lang: Lang, ctx: &Ctx, it: &SpecialPeriod) -> String {
    match it.state {
        State::Draft => w::next_open(lang).to_owned(),
        State::Open if ctx.now.day() < it.from => w::next_begins(lang, it.from),
        State::Open => w::next_ends(lang, it.to),
        State::Closed | State::Discarded => String::new(),
    }
}

fn line(lang: Lang, one: &Told<Fact>) -> Entry {
    let fact = &one.0.fact;
    let word = special_fact::of(lang, ledger::Fact::kind(fact));
    let (what, quote, back) = match fact {
        Fact::Extended { to, reason } | Fact::Shortened { to, reason } => {
            (html! { (word) " " (to) }, Some(reason), false)
        }
        Fact::Discarded { reason } => (html! { (word) }, Some(reason), true),
        _ => (html! { (word) }, None, false),
    };
    entry(one, what, quote, back)
}

/// Only what this visitor may do to the period as it stands.
fn buttons(lang: Lang, ctx: &Ctx, it: &SpecialPeriod) -> Markup {
    let path = |name: &str| format!("{PATH}/{}/{name}", it.id);
    let drafted_it = it.drafted_by.is_some() && it.drafted_by == ctx.person();
    html! {
        @if it.state == State::Draft {
            @if ctx.may(DRAFT) {
                (parts::link_button(attention_act::of(lang, "discarding"), &path("discarding"))) " "
                (parts::link_button(w::redraft(lang), &path("draft"))) " "
            }
            @if ctx.may(OPEN) && !drafted_it { (parts::primary_link(attention_act::of(lang, "opening"), &path("opening"))) }
        }
        @if it.state == State::Open && ctx.may(CHANGE) {
            (parts::link_button(attention_act::of(lang, "period_shortening"), &path("shortening"))) " "
            (parts::link_button(attention_act::of(lang, "period_extension"), &path("extension")))
        }
    }
}

/// One special period for programs.
#[derive(Debug, Serialize, Deserialize, utoipa::ToSchema)]
#[schema(as = SpecialPeriodAnswer)]
pub struct PeriodAnswer {
    #[schema(value_type = String)]
    id: SpecialPeriodId,
    version: i64,
    number: String,
    /// `holiday`, `big_event`, `congress`, `flood_season`, `other`
    kind: String,
    title: Option<String>,
    reason: Option<String>,
    document: Option<String>,
    #[schema(value_type = String)]
    from: Day,
    #[schema(value_type = String)]
    to: Day,
    /// Codes; the whole district without any.
    townships: Vec<String>,
    #[schema(value_type = Vec<String>)]
    organisations: Vec<OrganisationId>,
    /// `leader_on_duty`, `doubled`, `sweep`, `zero_report`
    rules: Vec<String>,
    #[schema(value_type = Option<String>)]
    sweep_by: Option<Day>,
    report_hour: Option<i8>,
    /// `draft`, `open`, `closed`, `discarded`
    state: String,
    #[schema(value_type = Option<String>)]
    opened_at: Option<Instant>,
    #[schema(value_type = Option<String>)]
    closed_at: Option<Instant>,
}

pub(super) fn answer_of(r: &Reader<'_>, ctx: &Ctx, it: SpecialPeriod) -> Result<PeriodAnswer, Error> {
    Ok(PeriodAnswer {
        id: it.id,
        version: it.version,
        number: it.number.clone(),
        kind: it.kind.word().to_owned(),
        title: known(Some(&it.title)),
        reason: known(it.reason.as_ref()),
        document: known(it.document.as_ref()),
        from: it.from,
        to: it.to,
        townships: it.townships.iter().map(ToString::to_string).collect(),
        organisations: query::asked(r, ctx, it.id)?,
        rules: form::rules_of(&it).into_iter().map(str::to_owned).collect(),
        sweep_by: it.tightening.sweep_by,
        report_hour: it.tightening.report_hour,
        state: it.state.word().to_owned(),
        opened_at: it.opened_at,
        closed_at: it.closed_at,
    })
}

pub(super) fn read(r: &Reader<'_>, ctx: &Ctx, id: SpecialPeriodId) -> Result<PeriodAnswer, Error> {
    answer_of(r, ctx, query::one(r, ctx, id)?)
}

async fn get(
    Shared(db): Shared<Db>,
    Extension(ctx): Visitor,
    Path(id): Path<SpecialPeriodId>,
) -> Reply<Json<PeriodAnswer>> {
    Ok(Json(db.read(move |r| read(r, &ctx, id)).await?))
}

fn doc() -> Doc {
    Doc::new("One special period: its days, places and rules, and who is asked").returns::<PeriodAnswer>()
}
