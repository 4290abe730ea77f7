//! The form that says which township's danger is computed and how, and the same for programs.

use std::sync::Arc;

use axum::Extension;
use axum::extract::{Path, State as Shared};
use axum::http::StatusCode;
use axum::response::{IntoResponse as _, Response};
use kernel::{Ctx, Error, Lang};
use ledger::{Db, Reader, Tx};
use maud::html;
use page::sheet::{Sheet, Typed, done};
use page::{Crumb, Doc, Json, Reply, Screen, Values};
use registry::field::{Field, Kind, labels, may, must, show_all};
use serde::Serialize;
use signal::device;

use super::act::{self, NO, USUAL_COVER, YES};
use super::detail::{AreaAnswer, answer};
use super::list::PATH;
use super::{Describe, FireArea, FireAreaId, query};
use crate::web::{Visitor, WORDS};
use crate::words::{danger as w, fire_act, fire_then};

fn watched(lang: Lang) -> Vec<(String, String)> {
    vec![(YES.to_owned(), w::watched(lang).to_owned()), (NO.to_owned(), w::not_watched(lang).to_owned())]
}

const FIELDS: &[Field] = &[
    must("division", Kind::Text),
    must("watched", Kind::Choice(watched)),
    must("stations", Kind::Area(3)),
    may("forest_percent", Kind::Text),
    must("season_from", Kind::Text),
    must("season_to", Kind::Text),
    must("cover", Kind::Text),
    may("since", Kind::Day),
];

pub(super) async fn new(Extension(ctx): Visitor, screen: Screen) -> Reply {
    let mut typed = Typed::default();
    typed.values = typed
        .values
        .with("watched", YES)
        .with("season_from", "12-01")
        .with("season_to", "05-31")
        .with("cover", USUAL_COVER.map(|it| it.to_string()).join(" "))
        .with("since", ctx.now.day().to_string());
    Ok(page(&screen, None, &typed))
}

/// The form as the area is; stations by their codes.
fn started(r: &Reader<'_>, ctx: &Ctx, id: FireAreaId) -> Result<(FireArea, String, Values), Error> {
    let it = query::one(r, ctx, id)?;
    let place = registry::query::division_name(r, ctx, it.said.division)?;
    let known = device::query::among(r, &ctx.beyond_scope(), &it.said.stations)?;
    let code = |id: &device::DeviceId| {
        known.iter().find(|it| it.id == *id).map_or_else(|| id.to_string(), |it| it.said.code.clone())
    };
    let said = &it.said;
    let values = Values::default()
        .with("division", format!("{place} {}", said.division))
        .with("watched", if said.is_watched { YES } else { NO })
        .with("stations", said.stations.iter().map(code).collect::<Vec<_>>().join("\n"))
        .with("forest_percent", said.forest_percent.map_or(String::new(), |it| it.to_string()))
        .with("season_from", said.season_from.to_string())
        .with("season_to", said.season_to.to_string())
        .with("cover", said.cover.map(|it| it.to_string()).join(" "))
        .with("since", said.since.to_string());
    Ok((it, place, values))
}

pub(super) async fn again(
    Shared(db): Shared<Db>,
    Extension(ctx): Visitor,
    screen: Screen,
    Path(id): Path<FireAreaId>,
) -> Reply {
    let (it, place, values) = db.read(move |r| started(r, &ctx, id)).await?;
    Ok(page(&screen, Some((it.id, &place)), &Typed { values, problems: Vec::new() }))
}

fn page(screen: &Screen, it: Option<(FireAreaId, &str)>, typed: &Typed) -> Response {
    let lang = screen.lang();
    let word = if it.is_some() { "fire_setting" } else { "fire_area" };
    let title = fire_act::of(lang, word);
    let mut crumbs = vec![Crumb::here(w::section(lang)), Crumb::link(w::title(lang), PATH)];
    if let Some((id, place)) = it {
        crumbs.push(Crumb::link(place.to_owned(), format!("/fire-areas/{id}")));
    }
    crumbs.push(Crumb::here(title));
    let sheet = Sheet {
        title,
        about: it.map_or("", |it| it.1),
        crumbs,
        action: it.map_or("/fire-areas".to_owned(), |it| format!("/fire-areas/{}/setting", it.0)),
        back: it.map_or(PATH.to_owned(), |it| format!("/fire-areas/{}", it.0)),
        then: fire_then::of(lang, word),
        labels: labels(lang, WORDS, FIELDS),
    };
    // The township of an area stays.
    let place = if it.is_some() { must("division", Kind::Hidden) } else { FIELDS[0] };
    let fields = html! { (show_all(lang, WORDS, &[place], typed)) (show_all(lang, WORDS, &FIELDS[1..], typed)) };
    sheet.show(screen, typed, html! {}, fields)
}

fn read(values: &Values) -> Describe {
    let text = |name| values.get(name).to_owned();
    Describe {
        division: text("division"),
        stations: text("stations"),
        watched: text("watched"),
        forest_percent: text("forest_percent"),
        season_from: text("season_from"),
        season_to: text("season_to"),
        cover: text("cover"),
        since: text("since"),
    }
}

pub(super) async fn post(Shared(db): Shared<Db>, Extension(ctx): Visitor, screen: Screen, values: Values) -> Reply {
    let cmd = read(&values);
    let made = db.write("fire_area.set", &ctx, move |tx, ctx| act::set(tx, ctx, &cmd)).await;
    match done(made, values, |id| format!("/fire-areas/{id}"))? {
        Ok(next) => Ok(next),
        Err(again) => Ok(page(&screen, None, &again)),
    }
}

pub(super) async fn post_again(
    Shared(db): Shared<Db>,
    Extension(ctx): Visitor,
    screen: Screen,
    Path(id): Path<FireAreaId>,
    values: Values,
) -> Reply {
    let (cmd, asked) = (read(&values), Arc::clone(&ctx));
    let (_, place, _) = db.read(move |r| started(r, &asked, id)).await?;
    let made = db.write("fire_area.amend", &ctx, move |tx, ctx| act::amend(tx, ctx, id, &cmd)).await;
    match done(made, values, |_| format!("/fire-areas/{id}"))? {
        Ok(next) => Ok(next),
        Err(again) => Ok(page(&screen, Some((id, &place)), &again)),
    }
}

/// What was made.
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub struct FireAreaCreated {
    #[schema(value_type = String)]
    id: FireAreaId,
}

pub(super) async fn post_api(
    Shared(db): Shared<Db>,
    Extension(ctx): Visitor,
    Json(cmd): Json<Describe>,
) -> Reply<Response> {
    let id = db.write("fire_area.set by program", &ctx, move |tx, ctx| act::set(tx, ctx, &cmd)).await?;
    Ok((StatusCode::CREATED, Json(FireAreaCreated { id })).into_response())
}

pub(super) fn doc() -> Doc {
    Doc::new("Say that the forest fire danger of a township is computed, from which stations; its device is registered with it")
        .body::<Describe>()
        .creates::<FireAreaCreated>()
}

pub(super) async fn post_again_api(
    Shared(db): Shared<Db>,
    Extension(ctx): Visitor,
    Path(id): Path<FireAreaId>,
    Json(cmd): Json<Describe>,
) -> Reply<Json<AreaAnswer>> {
    let run = move |tx: &mut Tx<'_>, ctx: &Ctx| act::amend(tx, ctx, id, &cmd).map(drop);
    db.write("fire_area.amend by program", &ctx, run).await?;
    Ok(Json(db.read(move |r| Ok(answer(&query::one(r, &ctx, id)?))).await?))
}

pub(super) fn again_doc() -> Doc {
    Doc::new("Say anew how the danger of a township is computed; the township stays")
        .body::<Describe>()
        .returns::<AreaAnswer>()
}
