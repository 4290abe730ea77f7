//! The form that registers a catchment and amends one, and the same for programs.

use std::collections::BTreeMap;
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
use page::{Crumb, Doc, Json, Reply, Screen, Values};
use serde::Serialize;
use signal::Quantity;
use signal::device;

use super::answer::{CatchmentAnswer, answer};
use super::{Catchment, CatchmentId, Describe, act, below, query};
use crate::catchment::list::PATH;
use crate::forecast::Parameter;
use crate::web::Visitor;
use crate::words::{UNKNOWN, flood as w, flood_field as f, flood_hint as h, flood_parameter};

const FIELDS: [&str; 17] = [
    "code",
    "name",
    "division",
    "longitude",
    "latitude",
    "area",
    "owner",
    "watcher",
    "gauges",
    "outlet",
    "ready",
    "immediate",
    "basis",
    "villages",
    "ponds",
    "evaporation",
    "since",
];

pub(super) async fn show(Extension(ctx): Visitor, screen: Screen) -> Reply {
    let mut typed = Typed::default();
    typed.values.set("since", ctx.now.day().to_string());
    Ok(page(&screen, None, &typed))
}

/// The form as the catchment is.
fn started(r: &Reader<'_>, ctx: &Ctx, it: &Catchment) -> Result<Values, Error> {
    let said = &it.said;
    let beyond = ctx.beyond_scope();
    let owner = registry::query::organisation_full_names(r, ctx, &[said.owner])?.remove(&said.owner);
    let place = registry::query::division_name(r, &beyond, said.division)?;
    let [gauges, villages, ponds] = below::written(r, ctx, it)?;
    let outlet = match said.outlet {
        Some(id) => device::query::among(r, &beyond, &[id])?.pop().map(|it| it.said.code),
        None => None,
    };
    let flow = |it: Option<Quantity>| it.map_or(String::new(), |it| it.to_string());
    let evaporation: Vec<String> = said.evaporation.iter().map(ToString::to_string).collect();
    let mut values = Values::default()
        .with("code", said.code.clone())
        .with("name", said.name.clone())
        .with("division", format!("{place} {}", said.division))
        .with("longitude", said.longitude_e6.map_or(String::new(), act::degrees))
        .with("latitude", said.latitude_e6.map_or(String::new(), act::degrees))
        .with("area", said.area_km2.to_string())
        .with("owner", owner.unwrap_or_else(|| said.owner.to_string()))
        .with("watcher", said.watcher.map_or(String::new(), |it| it.person.to_string()))
        .with("gauges", gauges)
        .with("outlet", outlet.unwrap_or_default())
        .with("ready", flow(said.ready_m3_s))
        .with("immediate", flow(said.immediate_m3_s))
        .with("basis", said.basis.as_ref().and_then(|it| it.as_str()).unwrap_or_default())
        .with("villages", villages)
        .with("ponds", ponds)
        .with("evaporation", evaporation.join(" "))
        .with("since", said.since.to_string());
    for (name, value) in &said.parameters.0 {
        values.set(name.word(), value.to_string());
    }
    if let Some(watcher) = said.watcher
        && let Some(person) = registry::query::person_in_scope(r, ctx, watcher.person)?
    {
        let of =
            registry::query::organisation_full_names(r, ctx, &[watcher.organisation])?.remove(&watcher.organisation);
        if let Some(of) = of {
            values.set("watcher", format!("{}@{of}", person.name));
        }
    }
    Ok(values)
}

pub(super) async fn show_again(
    Shared(db): Shared<Db>,
    Extension(ctx): Visitor,
    screen: Screen,
    Path(id): Path<CatchmentId>,
) -> Reply {
    let asked = Arc::clone(&ctx);
    let read = move |r: &Reader<'_>| {
        let it = query::one(r, &asked, id)?;
        let values = started(r, &asked, &it)?;
        Ok((it, values))
    };
    let (it, values) = db.read(read).await?;
    Ok(page(&screen, Some(&it), &Typed { values, problems: Vec::new() }))
}

fn page(screen: &Screen, it: Option<&Catchment>, typed: &Typed) -> Response {
    let lang = screen.lang();
    let title = if it.is_some() { w::amend(lang) } else { w::register(lang) };
    let back = it.map_or(PATH.to_owned(), |it| format!("{PATH}/{}", it.id));
    let mut crumbs = vec![Crumb::here(w::section(lang)), Crumb::link(w::title(lang), PATH)];
    if let Some(it) = it {
        crumbs.push(Crumb::link(it.said.name.clone(), back.as_str()));
    }
    crumbs.push(Crumb::here(title));
    let parameters = Parameter::ALL.iter().map(|it| (it.word(), flood_parameter::of(lang, it.word())));
    let sheet = Sheet {
        title,
        about: it.map_or("", |it| it.said.name.as_str()),
        crumbs,
        action: it.map_or(PATH.to_owned(), |it| format!("{PATH}/{}/amendment", it.id)),
        back,
        then: if it.is_some() { w::amend_then(lang) } else { w::register_then(lang) },
        labels: FIELDS.iter().map(|it| (*it, f::of(lang, it))).chain(parameters).collect(),
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
    let bodies = "/organisations/suggestions";
    let wrong = problems.iter().any(|it| Parameter::from_word(it.field).is_some() || it.field == "evaporation");
    html! {
        (form::text(&spec("code").required(), values, problems, lang))
        (form::text(&spec("name").required(), values, problems, lang))
        (form::text_suggested(&spec("division").required(), "/divisions/suggestions", &[], values, problems, lang))
        (form::text(&spec("area").required(), values, problems, lang))
        (form::text(&spec("longitude"), values, problems, lang))
        (form::text(&spec("latitude"), values, problems, lang))
        (form::text_suggested(&spec("owner").required(), bodies, &[], values, problems, lang))
        (form::text_suggested(&spec("watcher"), "/people/suggestions", &[], values, problems, lang))
        (form::group(w::of_gauges(lang)))
        (form::text_area(&spec("gauges").required(), 4, values, problems, lang))
        (form::text(&spec("outlet"), values, problems, lang))
        (form::group(w::of_flows(lang)))
        (form::text(&spec("ready"), values, problems, lang))
        (form::text(&spec("immediate"), values, problems, lang))
        (form::text_area(&spec("basis"), 2, values, problems, lang))
        (form::date(&spec("since"), values, problems, lang))
        (form::group(w::of_below(lang)))
        (form::text_area(&spec("villages"), 5, values, problems, lang))
        (form::text_area(&spec("ponds"), 3, values, problems, lang))
        details.wide open[wrong] {
            summary { (w::of_parameters(lang)) }
            p.muted.small { (w::parameters_text(lang)) }
            div.fields {
                @for it in Parameter::ALL {
                    @let (least, most) = it.domain();
                    @let range = format!("{} {least}–{most} {}", it.symbol(), it.unit());
                    (form::text(&FieldSpec::new(it.word(), flood_parameter::of(lang, it.word())).hint(range.trim_end()), values, problems, lang))
                }
                (form::text_area(&spec("evaporation"), 2, values, problems, lang))
            }
        }
    }
}

fn read(values: &Values) -> Describe {
    let text = |name| values.get(name).to_owned();
    let parameters: BTreeMap<String, String> =
        Parameter::ALL.iter().map(|it| (it.word().to_owned(), text(it.word()))).collect();
    Describe {
        code: text("code"),
        name: text("name"),
        division: text("division"),
        longitude: text("longitude"),
        latitude: text("latitude"),
        area: text("area"),
        owner: text("owner"),
        watcher: text("watcher"),
        gauges: text("gauges"),
        outlet: text("outlet"),
        ready: text("ready"),
        immediate: text("immediate"),
        basis: text("basis"),
        villages: text("villages"),
        ponds: text("ponds"),
        evaporation: text("evaporation"),
        parameters,
        since: text("since"),
    }
}

pub(super) async fn post(Shared(db): Shared<Db>, Extension(ctx): Visitor, screen: Screen, values: Values) -> Reply {
    let cmd = read(&values);
    let made = db.write("catchment.register", &ctx, move |tx, ctx| act::register(tx, ctx, &cmd)).await;
    match done(made, values, |made| format!("{PATH}/{made}"))? {
        Ok(next) => Ok(next),
        Err(again) => Ok(page(&screen, None, &again)),
    }
}

pub(super) async fn post_again(
    Shared(db): Shared<Db>,
    Extension(ctx): Visitor,
    screen: Screen,
    Path(id): Path<CatchmentId>,
    values: Values,
) -> Reply {
    let cmd = read(&values);
    let made = db.write("catchment.amend", &ctx, move |tx, ctx| act::amend(tx, ctx, id, &cmd)).await;
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
pub struct CatchmentCreated {
    #[schema(value_type = String)]
    id: CatchmentId,
}

pub(super) async fn post_api(
    Shared(db): Shared<Db>,
    Extension(ctx): Visitor,
    Json(cmd): Json<Describe>,
) -> Reply<Response> {
    let id = db.write("catchment.register by program", &ctx, move |tx, ctx| act::register(tx, ctx, &cmd)).await?;
    Ok((StatusCode::CREATED, Json(CatchmentCreated { id })).into_response())
}

pub(super) fn doc() -> Doc {
    Doc::new("Register a small catchment, and with it the device as which its forecast is sent")
        .body::<Describe>()
        .creates::<CatchmentCreated>()
}

pub(super) async fn post_again_api(
    Shared(db): Shared<Db>,
    Extension(ctx): Visitor,
    Path(id): Path<CatchmentId>,
    Json(cmd): Json<Describe>,
) -> Reply<Json<CatchmentAnswer>> {
    let run = move |tx: &mut Tx<'_>, ctx: &Ctx| act::amend(tx, ctx, id, &cmd).map(drop);
    db.write("catchment.amend by program", &ctx, run).await?;
    Ok(Json(db.read(move |r| Ok(answer(&query::one(r, &ctx, id)?))).await?))
}

pub(super) fn again_doc() -> Doc {
    Doc::new("Amend a catchment: everything that is said of it, anew").body::<Describe>().returns::<CatchmentAnswer>()
}
