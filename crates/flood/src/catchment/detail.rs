//! The page of one catchment: what comes when, who lives below, how much more rain it takes, and what the forecast is made of.

use std::collections::HashMap;
use std::sync::Arc;

use axum::Extension;
use axum::extract::{Path, State as Shared};
use axum::http::Method;
use kernel::{Act, Ctx, Division, Error, Instant, Lang, OrganisationId, PersonId};
use ledger::{Db, Reader};
use maud::{Markup, html};
use page::story::{self, Entry};
use page::{Crumb, Doc, Json, NoteKind, Reply, Routes, Screen, Values, parts};
use registry::field::{Kind, must};
use registry::step::{Step, Subject, nothing};
use signal::condition::{self, Condition};
use signal::device::{self, Device, DeviceId};
use signal::rule::{self, SignalRule};

use super::answer::{CatchmentAnswer, answer};
use super::parts::{Outlook, gap};
use super::{Catchment, CatchmentId, End, Fact, Pond, State, act, below, cards, form, hydrograph, list, out, query};
use crate::catchment::list::PATH;
use crate::live::Forecasts;
use crate::rainfall::{self, ExpectedRain};
use crate::web::{Told, Visitor, entry, told};
use crate::words::{catchment_fact, flood as w, flood_act};

pub(crate) const VIEW: Act = Act("catchment.view");
pub(super) const REGISTER: Act = Act("catchment.register");
const AMEND: Act = Act("catchment.amend");

/// Catchments, as their acts need them.
struct Catchments;

impl Subject for Catchments {
    type Id = CatchmentId;
    type Shown = Catchment;
    type Answer = CatchmentAnswer;

    const WORDS: registry::field::Words = crate::web::WORDS;

    fn shown(r: &Reader<'_>, ctx: &Ctx, id: CatchmentId) -> Result<Catchment, Error> {
        query::one(r, ctx, id)
    }

    fn answer(r: &Reader<'_>, ctx: &Ctx, id: CatchmentId) -> Result<CatchmentAnswer, Error> {
        Ok(answer(&query::one(r, ctx, id)?))
    }

    fn page(id: CatchmentId) -> String {
        format!("{PATH}/{id}")
    }

    fn crumbs(lang: Lang, shown: &Catchment) -> Vec<Crumb> {
        vec![
            Crumb::here(w::section(lang)),
            Crumb::link(w::title(lang), PATH),
            Crumb::link(shown.said.name.clone(), Self::page(shown.id)),
        ]
    }

    fn about(shown: &Catchment) -> &str {
        &shown.said.name
    }

    fn start_row(_: &Catchment, _: &str, _: u32, _: &mut Values) -> Result<(), Error> {
        Err(Error::NotFound("CatchmentId"))
    }
}

static ENDING: Step<Catchments, End> = Step {
    name: "ending",
    word: "catchment_ending",
    act: AMEND,
    write: ["catchment.end", "catchment.end by program"],
    doc: "Nothing is forecast of the catchment any more, with a reason; its forecasts stay and its device is retired",
    fields: &[must("reason", Kind::Area(3))],
    start: nothing,
    run: |tx, ctx, id, _, cmd| act::end(tx, ctx, id, cmd),
};

pub(super) fn routes() -> Routes<Db> {
    Routes::new()
        .page(Method::GET, PATH, VIEW, list::show)
        .page(Method::POST, PATH, REGISTER, form::post)
        .page(Method::GET, "/catchments/new", REGISTER, form::show)
        .page(Method::GET, "/catchments/{id}", VIEW, show)
        .page(Method::GET, "/catchments/{id}/forecast.csv", VIEW, out::csv)
        .page(Method::GET, "/catchments/{id}/amendment", AMEND, form::show_again)
        .page(Method::POST, "/catchments/{id}/amendment", AMEND, form::post_again)
        .api(Method::GET, PATH, VIEW, list::get, list::doc())
        .api(Method::POST, PATH, REGISTER, form::post_api, form::doc())
        .api(Method::GET, "/catchments/{id}", VIEW, get, doc())
        .api(Method::POST, "/catchments/{id}/amendment", AMEND, form::post_again_api, form::again_doc())
        .api(Method::GET, "/catchments/{id}/forecast", VIEW, out::points, out::doc())
        .and(ENDING.routes("/catchments/{id}/ending"))
}

/// Conditions that the page names; the rest is at the device.
const CONDITIONS: u32 = 5;

/// What the record knows of a catchment and of everything that it names.
pub(super) struct Shown {
    pub it: Catchment,
    /// Its gauges and its outlet's; those that the visitor may open.
    pub devices: HashMap<DeviceId, Device>,
    pub open: Vec<DeviceId>,
    pub places: HashMap<Division, String>,
    pub people: HashMap<PersonId, String>,
    pub bodies: HashMap<OrganisationId, String>,
    pub subjects: HashMap<registry::SubjectId, String>,
    pub expected: Option<ExpectedRain>,
    pub rules: Vec<SignalRule>,
    pub conditions: Vec<Condition>,
    story: Vec<Told<Fact>>,
}

fn fetch(r: &Reader<'_>, ctx: &Ctx, id: CatchmentId) -> Result<Shown, Error> {
    let it = query::one(r, ctx, id)?;
    let said = &it.said;
    let beyond = ctx.beyond_scope();
    let mut ids: Vec<DeviceId> = said.gauges.iter().map(|it| it.device).chain(said.outlet).collect();
    ids.push(it.device);
    ids.extend(said.ponds.iter().filter_map(|it| if let Pond::Device(id) = it { Some(*id) } else { None }));
    let devices = device::query::among(r, &beyond, &ids)?;
    let seen = Ctx { scope: ctx.scope_of(Act("device.view")), ..ctx.clone() };
    let open = device::query::among(r, &seen, &ids)?.into_iter().map(|it| it.id).collect();
    let own = devices.iter().find(|device| device.id == it.device);
    let rules = match own.filter(|_| ctx.may(Act("signal_rule.view"))) {
        Some(own) => {
            let all = rule::query::in_force(r, ctx, ctx.now.day())?;
            all.into_iter().filter(|rule| rule.watches(own)).collect()
        }
        None => Vec::new(),
    };
    let active = condition::query::Filter {
        device: Some(it.device),
        view: Some(condition::query::View::Active),
        ..Default::default()
    };
    let told_of = Ctx { scope: ctx.scope_of(Act("condition.view")), ..ctx.clone() };
    let people: Vec<PersonId> =
        said.villages.iter().filter_map(|it| it.mover).chain(said.watcher).map(|it| it.person).collect();
    let subjects: Vec<_> =
        said.ponds.iter().filter_map(|it| if let Pond::Subject(id) = it { Some(*id) } else { None }).collect();
    let places: Vec<Division> = said.villages.iter().map(|it| it.division).chain([said.division]).collect();
    let expected = rainfall::query::valid(r, ctx)?;
    Ok(Shown {
        places: registry::query::division_names(r, &beyond, &places)?,
        people: registry::query::person_names(r, ctx, &people)?,
        bodies: registry::query::organisation_names(r, ctx, &[said.owner])?,
        subjects: below::seen(r, ctx, &subjects)?,
        expected: rainfall::of_catchment(&expected, id, ctx.now).cloned(),
        conditions: condition::query::list(r, &told_of, &active, 0, CONDITIONS)?,
        story: told(r, ctx, query::history(r, ctx, id)?)?,
        devices: devices.into_iter().map(|it| (it.id, it)).collect(),
        open,
        rules,
        it,
    })
}

async fn show(
    Shared(db): Shared<Db>,
    Extension(ctx): Visitor,
    forecasts: Option<Extension<Forecasts>>,
    screen: Screen,
    Path(id): Path<CatchmentId>,
) -> Reply {
    let asked = Arc::clone(&ctx);
    let shown = db.read(move |r| fetch(r, &asked, id)).await?;
    let lang = screen.lang();
    let forecasts = forecasts.map(|it| it.0).filter(|_| shown.it.state == State::Kept);
    let latest = forecasts.as_ref().and_then(|all| all.latest(id, ctx.now));
    let outlook = Outlook::of(&shown.it, latest.as_deref(), shown.expected.as_ref())?;
    let (shown, drawn) = hydrograph::measured(shown, forecasts, (outlook, latest.clone()), ctx.now).await?;
    let (it, outlook) = (&shown.it, &drawn.outlook);
    let entries: Vec<Entry> = shown.story.iter().rev().map(|one| line(lang, one)).collect();
    let head = html! { (outlook.mark(lang)) " " span.muted { (it.said.code) } };
    let body = html! {
        (parts::head(&it.said.name, head, parts::print_button(lang)))
        @match (it.state, &outlook.forecast, &latest) {
            (State::Ended, ..) => { (parts::note(NoteKind::Plain, w::is_ended(lang), html! {})) }
            (_, Some(forecast), Some(latest)) => {
                (cards::outlook(lang, &ctx, &shown, outlook, forecast))
                (hydrograph::card(lang, &shown, &drawn, forecast))
                div.cols.gap-top { div {
                    (cards::villages(lang, &shown, outlook))
                    (cards::critical(lang, it, latest)?)
                    (cards::made_of(lang, &ctx, &shown, latest))
                    (cards::skill(lang, &shown, &drawn))
                    (cards::ponds(lang, &shown))
                    (cards::rules(lang, &ctx, &shown))
                } aside {
                    (hydrograph::table(lang, &shown, forecast))
                } }
            }
            (_, None, Some(latest)) => {
                (parts::note(NoteKind::Bad, w::no_forecast(lang), html! { p { (gap(lang, outlook.gap)) } }))
                (cards::made_of(lang, &ctx, &shown, latest))
                (cards::villages(lang, &shown, outlook))
                (cards::ponds(lang, &shown))
                (cards::rules(lang, &ctx, &shown))
            }
            _ => {
                (parts::note(NoteKind::Plain, w::not_yet(lang), html! { p { (w::not_yet_text(lang)) } }))
                (cards::villages(lang, &shown, outlook))
                (cards::ponds(lang, &shown))
            }
        }
        (cards::about(lang, &shown))
        (parts::card(w::story(lang), None, None, parts::inside(story::timeline(&entries))))
        (parts::actions(lang, html! {}, buttons(lang, &ctx, it)))
    };
    let crumbs = [Crumb::here(w::section(lang)), Crumb::link(w::title(lang), PATH), Crumb::here(it.said.name.clone())];
    Ok(screen.page(&it.said.name, &crumbs, body))
}

fn line(lang: Lang, one: &Told<Fact>) -> Entry {
    let fact = &one.0.fact;
    let word = html! { (catchment_fact::of(lang, ledger::Fact::kind(fact))) };
    match fact {
        Fact::Ended { reason } => entry(one, word, Some(reason), true),
        Fact::Registered { .. } | Fact::Amended { .. } => entry(one, word, None, false),
    }
}

fn buttons(lang: Lang, ctx: &Ctx, it: &Catchment) -> Markup {
    let path = |name: &str| format!("{PATH}/{}/{name}", it.id);
    let kept = it.state == State::Kept;
    html! {
        @if kept && ctx.may(AMEND) {
            (parts::grave_link(flood_act::of(lang, "catchment_ending"), &path("ending"))) " "
            (parts::link_button(w::amend(lang), &path("amendment"))) " "
        }
        @if kept && ctx.may(rainfall::TELL) {
            (parts::primary_link(w::tell_rain(lang), &format!("{}/new?catchment={}", rainfall::PATH, it.said.code)))
        }
    }
}

async fn get(
    Shared(db): Shared<Db>,
    Extension(ctx): Visitor,
    Path(id): Path<CatchmentId>,
) -> Reply<Json<CatchmentAnswer>> {
    Ok(Json(db.read(move |r| Ok(answer(&query::one(r, &ctx, id)?))).await?))
}

fn doc() -> Doc {
    Doc::new("One small catchment: gauges, parameters, flows from which on people move, villages below")
        .returns::<CatchmentAnswer>()
}

/// How long ago, in the visitor's words.
pub(super) fn ago(lang: Lang, now: Instant, at: i64) -> String {
    w::ago(lang, page::format::span_brief(lang, now.since(Instant::from_millis(at))))
}
