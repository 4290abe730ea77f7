//! The page of one device: what it is and measures, its tokens, its conditions, and what happened to it.

use std::collections::HashMap;
use std::sync::Arc;

use axum::Extension;
use axum::extract::{Path, State as Shared};
use axum::http::Method;
use kernel::{Act, Ctx, Error, Lang, OrganisationId};
use ledger::{Db, Reader};
use maud::{Markup, html};
use page::list::{Column, Row};
use page::story::{self, Entry};
use page::{Crumb, Doc, Json, NoteKind, Reply, Routes, Screen, Values, list as lists, parts};
use registry::SubjectId;
use registry::field::{Kind, must};
use registry::forms::said;
use registry::step::{Step, Subject, nothing};
use serde::{Deserialize, Serialize};

use super::list::{self, Named, PATH, gaps, interval, state_mark};
use super::token::{self, DeviceToken};
use super::{Device, DeviceId, Fact, Reason, State, act, form, map, query};
use crate::condition::{self, Condition};
use crate::said::with_unit;
use crate::web::{Told, Visitor, entry, named, told};
use crate::words::{device as w, device_fact, device_sort, signal as sw, signal_act};

pub(super) const VIEW: Act = Act("device.view");
pub(super) const REGISTER: Act = Act("device.register");
const AMEND: Act = Act("device.amend");

/// Devices, as their acts need them.
struct Devices;

impl Subject for Devices {
    type Id = DeviceId;
    type Shown = Device;
    type Answer = DeviceAnswer;

    const WORDS: registry::field::Words = crate::web::WORDS;

    fn shown(r: &Reader<'_>, ctx: &Ctx, id: DeviceId) -> Result<Device, Error> {
        query::one(r, ctx, id)
    }

    fn answer(r: &Reader<'_>, ctx: &Ctx, id: DeviceId) -> Result<DeviceAnswer, Error> {
        one_answer(r, ctx, id)
    }

    fn page(id: DeviceId) -> String {
        format!("{PATH}/{id}")
    }

    fn crumbs(lang: Lang, shown: &Device) -> Vec<Crumb> {
        vec![
            Crumb::here(sw::section(lang)),
            Crumb::link(w::title(lang), PATH),
            Crumb::link(shown.said.name.clone(), Self::page(shown.id)),
        ]
    }

    fn about(shown: &Device) -> &str {
        &shown.said.name
    }

    fn start_row(_: &Device, _: &str, _: u32, _: &mut Values) -> Result<(), Error> {
        Err(Error::NotFound("DeviceId"))
    }
}

static SUSPENDING: Step<Devices, Reason> = Step {
    name: "suspension",
    word: "device_suspension",
    act: AMEND,
    write: ["device.suspend", "device.suspend by program"],
    doc: "The device is out of service for a while, with a reason: nothing is expected of it",
    fields: &[must("reason", Kind::Area(3))],
    start: nothing,
    run: |tx, ctx, id, _, cmd| act::suspend(tx, ctx, id, cmd),
};

static RESUMING: Step<Devices, Reason> = Step {
    name: "resumption",
    word: "device_resumption",
    act: AMEND,
    write: ["device.resume", "device.resume by program"],
    doc: "The device is in service again",
    fields: &[must("reason", Kind::Area(3))],
    start: nothing,
    run: |tx, ctx, id, _, cmd| act::resume(tx, ctx, id, cmd),
};

static RETIRING: Step<Devices, Reason> = Step {
    name: "retirement",
    word: "device_retirement",
    act: AMEND,
    write: ["device.retire", "device.retire by program"],
    doc: "The device is gone for good; its readings stay and its code names it still",
    fields: &[must("reason", Kind::Area(3))],
    start: nothing,
    run: |tx, ctx, id, _, cmd| act::retire(tx, ctx, id, cmd),
};

pub(super) fn routes() -> Routes<Db> {
    Routes::new()
        .page(Method::GET, PATH, VIEW, list::show)
        .page(Method::POST, PATH, REGISTER, form::post)
        .page(Method::GET, "/devices/new", REGISTER, form::show)
        .page(Method::GET, map::PATH, VIEW, map::show)
        .api(Method::GET, "/devices/points", VIEW, map::points, map::points_doc())
        .page(Method::GET, "/devices/{id}", VIEW, show)
        .page(Method::GET, "/devices/{id}/amendment", AMEND, form::show_again)
        .page(Method::POST, "/devices/{id}/amendment", AMEND, form::post_again)
        .api(Method::GET, PATH, VIEW, list::get, list::doc())
        .api(Method::POST, PATH, REGISTER, form::post_api, form::doc())
        .api(Method::GET, "/devices/{id}", VIEW, get, doc())
        .api(Method::POST, "/devices/{id}/amendment", AMEND, form::post_again_api, form::again_doc())
        .and(SUSPENDING.routes("/devices/{id}/suspension"))
        .and(RESUMING.routes("/devices/{id}/resumption"))
        .and(RETIRING.routes("/devices/{id}/retirement"))
}

/// Conditions of a device that its page names; the rest is one click away.
const CONDITIONS: u32 = 10;

struct Shown {
    it: Device,
    named: Named,
    subject: Option<String>,
    tokens: Vec<DeviceToken>,
    conditions: Vec<Condition>,
    story: Vec<Told<Fact>>,
}

fn fetch(r: &Reader<'_>, ctx: &Ctx, id: DeviceId) -> Result<Shown, Error> {
    let it = query::one(r, ctx, id)?;
    let subject = query::subjects_of(r, ctx, std::slice::from_ref(&it))?.into_values().next();
    let tokens = match ctx.may(token::KEEP) {
        true => token::query::of_device(r, ctx, &it)?,
        false => Vec::new(),
    };
    let filter = condition::query::Filter { device: Some(id), ..Default::default() };
    Ok(Shown {
        named: Named::fetch(r, ctx, std::slice::from_ref(&it))?,
        subject,
        tokens,
        conditions: condition::query::list(r, ctx, &filter, 0, CONDITIONS)?,
        story: told(r, ctx, query::history(r, ctx, id)?)?,
        it,
    })
}

async fn show(Shared(db): Shared<Db>, Extension(ctx): Visitor, screen: Screen, Path(id): Path<DeviceId>) -> Reply {
    let asked = Arc::clone(&ctx);
    let shown = db.read(move |r| fetch(r, &asked, id)).await?;
    let lang = screen.lang();
    let it = &shown.it;
    let marks = html! {
        span.muted { (it.said.code) } " " (state_mark(lang, it.state)) " "
        @for gap in gaps(lang, it) { (parts::bad_tag(gap)) " " }
    };
    let entries: Vec<Entry> = shown.story.iter().rev().map(|one| line(lang, one)).collect();
    let all = format!("{}?device={id}", condition::PATH);
    let body = html! {
        (parts::head(&it.said.name, marks, parts::print_button(lang)))
        @if it.state == State::Suspended { (parts::note(NoteKind::Bad, w::suspended_note(lang), html! {
            @if let Some(note) = &it.note { (said(note)) }
        })) }
        (parts::card(w::what(lang), None, None, parts::facts(&facts(lang, &shown))))
        (parts::card(w::measures(lang), Some(it.said.measures.len() as u64), None, measures(lang, it)))
        (parts::card(w::conditions(lang), None, Some((sw::all(lang), &all)), conditions(lang, &shown.conditions)))
        @if ctx.may(token::KEEP) { (token::card(lang, it, &shown.tokens)) }
        (parts::card(sw::story(lang), None, None, parts::inside(story::timeline(&entries))))
        (parts::actions(lang, html! {}, buttons(lang, &ctx, it)))
    };
    let crumbs = [Crumb::here(sw::section(lang)), Crumb::link(w::title(lang), PATH), Crumb::here(it.said.name.clone())];
    Ok(screen.page(&it.said.name, &crumbs, body))
}

fn facts(lang: Lang, shown: &Shown) -> Vec<(&'static str, Markup)> {
    let it = &shown.it.said;
    let position =
        it.longitude_e6.zip(it.latitude_e6).map(|(x, y)| format!("{}, {}", form::degrees(x), form::degrees(y)));
    let watcher = match shown.named.watcher(&shown.it) {
        Some(name) => html! { span lang="zh-CN" { (name) } },
        None => parts::silent_mark(w::nobody_watches(lang)),
    };
    let mut rows = vec![
        (w::code(lang), html! { (it.code) }),
        (w::sort(lang), html! { (device_sort::of(lang, it.sort.word())) }),
        (
            w::division(lang),
            html! { span lang="zh-CN" { (shown.named.place(&shown.it)) } " " span.muted { (it.division) } },
        ),
        (
            w::position(lang),
            match &position {
                Some(position) => html! { (position) },
                None => parts::silent_mark(w::no_position(lang)),
            },
        ),
        (
            w::owner(lang),
            html! { a href=(format!("{PATH}?owner={}", it.owner)) { (named(&shown.named.bodies, it.owner)) } },
        ),
        (w::watcher(lang), watcher),
        (w::interval(lang), html! { (interval(lang, it.interval_seconds)) }),
        (w::since(lang), html! { (it.since) }),
    ];
    if let Some((id, name)) = it.subject.zip(shown.subject.as_ref()) {
        rows.push((w::subject(lang), html! { a href=(format!("/subjects/{id}")) lang="zh-CN" { (name) } }));
    }
    rows
}

fn measures(lang: Lang, it: &Device) -> Markup {
    let columns = [
        Column::title(w::metric(lang)),
        Column::number(w::least(lang)),
        Column::number(w::most(lang)),
        Column::number(w::step(lang)),
    ];
    let figure = |it: Option<crate::Quantity>| html! { (parts::or_dash(it.map(|it| it.to_string()).as_deref())) };
    let row = |it: &super::Measured| {
        Row::new(vec![html! { (with_unit(lang, it.metric)) }, figure(it.least), figure(it.most), figure(it.step)])
    };
    lists::table(w::measures(lang), &columns, &it.said.measures.iter().map(row).collect::<Vec<_>>())
}

fn conditions(lang: Lang, all: &[Condition]) -> Markup {
    if all.is_empty() {
        return html! { p.in.muted { (w::no_conditions(lang)) } };
    }
    condition::short_table(lang, all)
}

fn line(lang: Lang, one: &Told<Fact>) -> Entry {
    let fact = &one.0.fact;
    let word = device_fact::of(lang, ledger::Fact::kind(fact));
    let (quote, back) = match fact {
        Fact::Registered(_) | Fact::Amended(_) => (None, false),
        Fact::Suspended { reason } | Fact::Retired { reason } => (Some(reason), true),
        Fact::Resumed { reason } => (Some(reason), false),
    };
    entry(one, html! { (word) }, quote, back)
}

/// Only what this visitor may do to the device as it stands.
fn buttons(lang: Lang, ctx: &Ctx, it: &Device) -> Markup {
    let path = |name: &str| format!("{PATH}/{}/{name}", it.id);
    let link = |word: &str, name: &str| parts::link_button(signal_act::of(lang, word), &path(name));
    let amends = it.state != State::Retired && ctx.may(AMEND);
    html! {
        (parts::link_button(w::readings(lang), &path("readings"))) " "
        @if amends { (parts::grave_link(signal_act::of(lang, "device_retirement"), &path("retirement"))) " " }
        @if amends && it.state == State::InService { (link("device_suspension", "suspension")) " " }
        @if amends && it.state == State::Suspended { (link("device_resumption", "resumption")) " " }
        @if amends { (parts::primary_link(w::amend(lang), &path("amendment"))) }
    }
}

/// One metric of a device for programs.
#[derive(Debug, Serialize, Deserialize, utoipa::ToSchema)]
pub struct MeasuredAnswer {
    metric: String,
    unit: String,
    least: Option<f64>,
    most: Option<f64>,
    step: Option<f64>,
}

/// One device for programs.
#[derive(Debug, Serialize, Deserialize, utoipa::ToSchema)]
pub struct DeviceAnswer {
    #[schema(value_type = String)]
    id: DeviceId,
    version: i64,
    code: String,
    name: String,
    sort: String,
    measures: Vec<MeasuredAnswer>,
    division: String,
    /// Degrees, WGS-84.
    longitude: Option<f64>,
    latitude: Option<f64>,
    #[schema(value_type = String)]
    owner: OrganisationId,
    watcher: Option<String>,
    interval_seconds: u32,
    subject: Option<String>,
    since: String,
    /// `in_service`, `suspended`, `retired`
    state: String,
    /// `watcher`, `position`: what is missing.
    gaps: Vec<String>,
}

pub(super) fn one_answer(r: &Reader<'_>, ctx: &Ctx, id: DeviceId) -> Result<DeviceAnswer, Error> {
    let it = query::one(r, ctx, id)?;
    let seen = query::subjects_of(r, ctx, std::slice::from_ref(&it))?;
    Ok(answer(&it, &seen))
}

/// `seen`: the subjects that the visitor may see.
pub(super) fn answer(it: &Device, seen: &HashMap<SubjectId, String>) -> DeviceAnswer {
    let degrees = |e6: i64| e6 as f64 / 1e6;
    let measure = |it: &super::Measured| MeasuredAnswer {
        metric: it.metric.code().to_owned(),
        unit: it.metric.unit().to_owned(),
        least: it.least.map(crate::Quantity::value),
        most: it.most.map(crate::Quantity::value),
        step: it.step.map(crate::Quantity::value),
    };
    DeviceAnswer {
        id: it.id,
        version: it.version,
        code: it.said.code.clone(),
        name: it.said.name.clone(),
        sort: it.said.sort.word().to_owned(),
        measures: it.said.measures.iter().map(measure).collect(),
        division: it.said.division.to_string(),
        longitude: it.said.longitude_e6.map(degrees),
        latitude: it.said.latitude_e6.map(degrees),
        owner: it.said.owner,
        watcher: it.said.watcher.map(|it| it.person.to_string()),
        interval_seconds: it.said.interval_seconds,
        subject: it.said.subject.filter(|it| seen.contains_key(it)).map(|it| it.to_string()),
        since: it.said.since.to_string(),
        state: it.state.word().to_owned(),
        gaps: it.gaps().map(|gap| gap.word().to_owned()).collect(),
    }
}

async fn get(Shared(db): Shared<Db>, Extension(ctx): Visitor, Path(id): Path<DeviceId>) -> Reply<Json<DeviceAnswer>> {
    Ok(Json(db.read(move |r| one_answer(r, &ctx, id)).await?))
}

fn doc() -> Doc {
    Doc::new("One device: what it measures where, who keeps it alive and who watches it").returns::<DeviceAnswer>()
}
