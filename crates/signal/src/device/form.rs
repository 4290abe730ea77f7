//! The form that registers a device and amends one, and the same for programs.

use std::sync::Arc;

use axum::Extension;
use axum::extract::{Path, State as Shared};
use axum::http::StatusCode;
use axum::response::{IntoResponse as _, Response};
use kernel::{Ctx, Error, Lang};
use ledger::{Db, Reader, Tx};
use maud::{Markup, html};
use page::form::{self, FieldSpec};
use page::sheet::{Sheet, Typed, done};
use page::{Crumb, Doc, Json, Query, Reply, Screen, Values};
use registry::forms::options;
use serde::Serialize;

use super::detail::{DeviceAnswer, one_answer};
use super::{Describe, Device, DeviceId, PATH, Sort, act, query};
use crate::said::{metrics, text_of};
use crate::web::Visitor;
use crate::words::{UNKNOWN, device as w, device_sort, signal as sw, signal_field as f, signal_hint as h};

const FIELDS: [&str; 13] = [
    "code",
    "name",
    "sort",
    "metrics",
    "limits",
    "division",
    "longitude",
    "latitude",
    "owner",
    "watcher",
    "interval",
    "subject",
    "since",
];

pub(super) async fn show(Extension(ctx): Visitor, screen: Screen, Query(query): Query) -> Reply {
    let mut typed = Typed::default();
    // A kind in the address begins the form with what such devices measure.
    if let Some(sort) = query.word("sort", Sort::from_word) {
        typed.values.set("sort", sort.word());
        sort.usual().iter().for_each(|it| typed.values.add("metrics", it.code()));
    }
    typed.values.set("interval", "300");
    typed.values.set("since", ctx.now.day().to_string());
    Ok(page(&screen, None, &typed))
}

/// `102704300` -> `102.7043`
pub(super) fn degrees(e6: i64) -> String {
    format!("{}.{:06}", e6 / 1_000_000, (e6 % 1_000_000).abs())
}

/// The limits of a device as the form takes them.
pub(super) fn limits(lang: Lang, it: &Device) -> String {
    let or_dash = |it: Option<crate::Quantity>| it.map_or("-".to_owned(), |it| it.to_string());
    let line = |it: &super::Measured| {
        let figures = [it.least, it.most, it.step];
        let known = figures.iter().any(Option::is_some);
        // A line is parted by spaces, and English names have some.
        let name = if lang == Lang::Zh { text_of(lang, it.metric) } else { it.metric.code() };
        known.then(|| format!("{name} {}", figures.map(or_dash).join(" ")))
    };
    it.said.measures.iter().filter_map(line).collect::<Vec<_>>().join("\n")
}

/// The form as the device is; people and subjects by name where the visitor may know it, else as they are.
fn started(r: &Reader<'_>, ctx: &Ctx, it: &Device) -> Result<Values, Error> {
    let said = &it.said;
    let owner = registry::query::organisation_full_names(r, ctx, &[said.owner])?.remove(&said.owner);
    let place = registry::query::division_name(r, ctx, said.division)?;
    let mut values = Values::default()
        .with("code", said.code.clone())
        .with("name", said.name.clone())
        .with("sort", said.sort.word())
        .with("limits", limits(ctx.lang, it))
        .with("division", format!("{place} {}", said.division))
        .with("longitude", said.longitude_e6.map_or(String::new(), degrees))
        .with("latitude", said.latitude_e6.map_or(String::new(), degrees))
        .with("owner", owner.unwrap_or_else(|| said.owner.to_string()))
        .with("watcher", said.watcher.map_or(String::new(), |it| it.person.to_string()))
        .with("interval", said.interval_seconds.to_string())
        .with("subject", said.subject.map_or(String::new(), |it| it.to_string()))
        .with("since", said.since.to_string());
    for one in &said.measures {
        values.add("metrics", one.metric.code());
    }
    // A name that means the same person or subject is read more easily than an identity.
    if let Some(watcher) = said.watcher {
        let name = registry::query::person_names(r, ctx, &[watcher.person])?.remove(&watcher.person);
        let of =
            registry::query::organisation_full_names(r, ctx, &[watcher.organisation])?.remove(&watcher.organisation);
        if let Some((name, of)) = name.zip(of)
            && registry::query::people_named(r, ctx, watcher.organisation, &name)? == [watcher.person]
        {
            values.set("watcher", format!("{name}@{of}"));
        }
    }
    if let Some(subject) = said.subject {
        let name = registry::query::subject_names(r, ctx, &[subject])?.remove(&subject).unwrap_or_default();
        if registry::query::subject_by_name(r, ctx, &name)?.is_some_and(|it| it.id == subject) {
            values.set("subject", name);
        }
    }
    Ok(values)
}

pub(super) async fn show_again(
    Shared(db): Shared<Db>,
    Extension(ctx): Visitor,
    screen: Screen,
    Path(id): Path<DeviceId>,
) -> Reply {
    let asked = Arc::clone(&ctx);
    let (it, values) = db
        .read(move |r| {
            let it = query::one(r, &asked, id)?;
            let values = started(r, &asked, &it)?;
            Ok((it, values))
        })
        .await?;
    Ok(page(&screen, Some(&it), &Typed { values, problems: Vec::new() }))
}

fn page(screen: &Screen, it: Option<&Device>, typed: &Typed) -> Response {
    let lang = screen.lang();
    let title = if it.is_some() { w::amend(lang) } else { w::register(lang) };
    let back = it.map_or(PATH.to_owned(), |it| format!("{PATH}/{}", it.id));
    let mut crumbs = vec![Crumb::here(sw::section(lang)), Crumb::link(w::title(lang), PATH)];
    if let Some(it) = it {
        crumbs.push(Crumb::link(it.said.name.clone(), back.as_str()));
    }
    crumbs.push(Crumb::here(title));
    let sheet = Sheet {
        title,
        about: it.map_or("", |it| it.said.name.as_str()),
        crumbs,
        action: it.map_or(PATH.to_owned(), |it| format!("{PATH}/{}/amendment", it.id)),
        back,
        then: if it.is_some() { w::amend_then(lang) } else { w::register_then(lang) },
        labels: FIELDS.iter().map(|it| (*it, f::of(lang, it))).collect(),
    };
    sheet.show(screen, typed, html! {}, fields(lang, typed))
}

fn fields(lang: Lang, typed: &Typed) -> Markup {
    let hint = |name: &str| match h::of(lang, name) {
        UNKNOWN => "",
        hint => hint,
    };
    let spec = |name: &'static str| FieldSpec::new(name, f::of(lang, name)).hint(hint(name));
    let (values, problems) = (&typed.values, typed.problems.as_slice());
    let sorts = options(Sort::ALL, Sort::word, |it| device_sort::of(lang, it));
    let bodies = "/organisations/suggestions";
    html! {
        (form::text(&spec("code").required(), values, problems, lang))
        (form::text(&spec("name").required(), values, problems, lang))
        (form::select(&spec("sort").required(), &sorts, values, problems, lang))
        (form::text(&spec("interval").required(), values, problems, lang))
        (form::wide(form::choices(&spec("metrics").required(), &metrics(lang), values, problems, lang)))
        (form::text_area(&spec("limits"), 4, values, problems, lang))
        (form::group(w::where_and_who(lang)))
        (form::text_suggested(&spec("division").required(), "/divisions/suggestions", &[], values, problems, lang))
        (form::text_suggested(&spec("owner").required(), bodies, &[], values, problems, lang))
        (form::text(&spec("longitude"), values, problems, lang))
        (form::text(&spec("latitude"), values, problems, lang))
        (form::text_suggested(&spec("watcher"), "/people/suggestions", &[], values, problems, lang))
        (form::text_suggested(&spec("subject"), "/subjects/suggestions", &[], values, problems, lang))
        (form::date(&spec("since"), values, problems, lang))
    }
}

fn read(values: &Values) -> Describe {
    let text = |name| values.get(name).to_owned();
    Describe {
        code: text("code"),
        name: text("name"),
        sort: text("sort"),
        metrics: values.all("metrics").map(str::to_owned).collect(),
        limits: text("limits"),
        division: text("division"),
        longitude: text("longitude"),
        latitude: text("latitude"),
        owner: text("owner"),
        watcher: text("watcher"),
        interval: text("interval"),
        subject: text("subject"),
        since: text("since"),
    }
}

pub(super) async fn post(Shared(db): Shared<Db>, Extension(ctx): Visitor, screen: Screen, values: Values) -> Reply {
    let cmd = read(&values);
    let made = db.write("device.register", &ctx, move |tx, ctx| act::register(tx, ctx, &cmd)).await;
    match done(made, values, |made| format!("{PATH}/{made}"))? {
        Ok(next) => Ok(next),
        Err(again) => Ok(page(&screen, None, &again)),
    }
}

pub(super) async fn post_again(
    Shared(db): Shared<Db>,
    Extension(ctx): Visitor,
    screen: Screen,
    Path(id): Path<DeviceId>,
    values: Values,
) -> Reply {
    let cmd = read(&values);
    let made = db.write("device.amend", &ctx, move |tx, ctx| act::amend(tx, ctx, id, &cmd)).await;
    match done(made, values, |_| format!("{PATH}/{id}"))? {
        Ok(next) => Ok(next),
        Err(again) => {
            let it = db.read(move |r| query::one(r, &ctx, id)).await?;
            Ok(page(&screen, Some(&it), &again))
        }
    }
}

/// What was made.
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub struct DeviceCreated {
    #[schema(value_type = String)]
    id: DeviceId,
}

pub(super) async fn post_api(
    Shared(db): Shared<Db>,
    Extension(ctx): Visitor,
    Json(cmd): Json<Describe>,
) -> Reply<Response> {
    let id = db.write("device.register by program", &ctx, move |tx, ctx| act::register(tx, ctx, &cmd)).await?;
    Ok((StatusCode::CREATED, Json(DeviceCreated { id })).into_response())
}

pub(super) fn doc() -> Doc {
    Doc::new("Register a device: what it measures where, who keeps it alive and who watches it")
        .body::<Describe>()
        .creates::<DeviceCreated>()
}

pub(super) async fn post_again_api(
    Shared(db): Shared<Db>,
    Extension(ctx): Visitor,
    Path(id): Path<DeviceId>,
    Json(cmd): Json<Describe>,
) -> Reply<Json<DeviceAnswer>> {
    let run = move |tx: &mut Tx<'_>, ctx: &Ctx| act::amend(tx, ctx, id, &cmd).map(drop);
    db.write("device.amend by program", &ctx, run).await?;
    Ok(Json(db.read(move |r| one_answer(r, &ctx, id)).await?))
}

pub(super) fn again_doc() -> Doc {
    Doc::new("Amend a device: everything that is said of it, anew").body::<Describe>().returns::<DeviceAnswer>()
}
