//! The page of what was decided, with the form that decides anew.

use std::sync::Arc;

use axum::Extension;
use axum::extract::State as Shared;
use axum::http::{Method, StatusCode};
use axum::response::{IntoResponse as _, Response};
use kernel::{Act, Ctx, Day, Error, Lang};
use ledger::{Db, Reader};
use maud::{Markup, html};
use page::list::{Column, Row};
use page::sheet::{Sheet, Typed, done};
use page::{Crumb, Doc, Json, Reply, Routes, Screen, Values, list, parts};
use registry::field::{self, Field, Kind, may, must};
use registry::forms::{at_by, options, person, said};
use serde::{Deserialize, Serialize};

use super::{EarthquakeSettingId, Region, SetSetting, Setting, in_force, list as all, set};
use crate::event;
use crate::ground::Ground;
use crate::web::{Visitor, WORDS, degrees, intensity};
use crate::words::{earthquake as e, earthquake_region, earthquake_setting as w};

pub(crate) const PATH: &str = "/earthquake-settings";
const VIEW: Act = Act("earthquake.view");
const SET: Act = Act("earthquake.set");

fn regions(lang: Lang) -> Vec<(String, String)> {
    options(Region::ALL, Region::word, |it| earthquake_region::of(lang, it))
}

const FIELDS: &[Field] = &[
    must("from", Kind::Day),
    must("basis", Kind::Text),
    may("region", Kind::Select(regions)),
    may("longitude", Kind::Text),
    may("latitude", Kind::Text),
    must("keep_km", Kind::Text),
    must("intensity", Kind::Text),
    may("preferred", Kind::Area(3)),
];

pub(crate) fn routes() -> Routes<Db> {
    Routes::new()
        .page(Method::GET, PATH, VIEW, show)
        .page(Method::POST, PATH, SET, post)
        .page(Method::GET, "/earthquake-settings/new", SET, form)
        .api(
            Method::GET,
            PATH,
            VIEW,
            get,
            Doc::new("What was decided about earthquakes, the newest first").returns::<SettingLines>(),
        )
        .api(Method::POST, PATH, SET, post_api, doc())
}

struct Shown {
    lines: Vec<(Setting, Option<String>)>,
    now: Setting,
    region: Region,
}

fn fetch(r: &Reader<'_>, ctx: &Ctx) -> Result<Shown, Error> {
    let mut lines = Vec::new();
    for it in all(r, ctx)? {
        let who = person(r, ctx, it.set_by)?;
        lines.push((it, who));
    }
    let now = in_force(r, ctx, ctx.now.day())?;
    Ok(Shown { region: Ground::fetch(r, ctx)?.region(&now), lines, now })
}

async fn show(Shared(db): Shared<Db>, Extension(ctx): Visitor, screen: Screen) -> Reply {
    let asked = Arc::clone(&ctx);
    let shown = db.read(move |r| fetch(r, &asked)).await?;
    let lang = screen.lang();
    let body = html! {
        (parts::head(w::title(lang), html! {}, html! {
            @if ctx.may(SET) { (parts::primary_link(w::new(lang), "/earthquake-settings/new")) }
        }))
        (parts::card(w::now(lang), None, None, parts::facts(&facts(lang, &shown.now, shown.region))))
        (parts::card(w::all(lang), Some(shown.lines.len() as u64), None, table(lang, &shown.lines, ctx.now.day())))
    };
    let crumbs = [Crumb::here(e::section(lang)), Crumb::link(e::title(lang), event::PATH), Crumb::here(w::title(lang))];
    Ok(screen.page(w::title(lang), &crumbs, body))
}

fn seat(lang: Lang, it: &Setting) -> String {
    match &it.said.seat {
        Some(seat) => e::position_of(lang, degrees(seat.longitude_e6), degrees(seat.latitude_e6)),
        None => w::middle(lang).to_owned(),
    }
}

fn preferred(lang: Lang, it: &Setting) -> String {
    it.said.preferred.join(if lang == Lang::Zh { "、" } else { ", " })
}

fn facts(lang: Lang, it: &Setting, region: Region) -> Vec<(&'static str, Markup)> {
    let by_longitude = if it.said.region.is_none() { w::by_longitude(lang) } else { "" };
    vec![
        (w::region(lang), html! { (earthquake_region::of(lang, region.word())) " " span.muted { (by_longitude) } }),
        (w::seat(lang), html! { (seat(lang, it)) }),
        (w::keep(lang), html! { (e::km(lang, it.said.keep_km)) }),
        (w::intensity(lang), html! { (w::from_degree(lang, intensity(lang, it.said.intensity * 10))) }),
        (w::preferred(lang), html! { (preferred(lang, it)) }),
        (
            w::basis(lang),
            match it.set_at {
                Some(_) => said(&it.said.basis),
                None => html! { span.muted { (w::usual(lang)) } },
            },
        ),
    ]
}

fn table(lang: Lang, lines: &[(Setting, Option<String>)], today: Day) -> Markup {
    if lines.is_empty() {
        return parts::inside(html! { p.muted { (w::nothing(lang)) } });
    }
    let columns = [
        Column::day(w::from(lang)),
        Column::text(w::region(lang)),
        Column::number(w::keep(lang)),
        Column::text(w::intensity(lang)),
        Column::text(w::seat(lang)).wide_only(),
        Column::title(w::basis(lang)),
        Column::text(w::set(lang)),
    ];
    let row = |(it, who): &(Setting, Option<String>)| {
        let region = it.said.region.map_or(w::by_longitude(lang), |it| earthquake_region::of(lang, it.word()));
        Row::new(vec![
            html! { span.nowrap { (it.said.from) } @if it.said.from > today { " " (parts::tag(w::coming(lang))) } },
            html! { (region) },
            html! { (e::km(lang, it.said.keep_km)) },
            html! { (intensity(lang, it.said.intensity * 10)) },
            html! { (seat(lang, it)) },
            said(&it.said.basis),
            at_by(it.set_at, who.as_ref()),
        ])
    };
    list::table(w::all(lang), &columns, &lines.iter().map(row).collect::<Vec<_>>())
}

/// The form begins as things stand.
async fn form(Shared(db): Shared<Db>, Extension(ctx): Visitor, screen: Screen) -> Reply {
    let (asked, today) = (Arc::clone(&ctx), ctx.now.day());
    let now = db.read(move |r| in_force(r, &asked, today)).await?.said;
    let mut values = Values::default()
        .with("from", today.to_string())
        .with("region", now.region.map_or("", Region::word))
        .with("keep_km", now.keep_km.to_string())
        .with("intensity", now.intensity.to_string())
        .with("preferred", now.preferred.join("\n"));
    if let Some(seat) = now.seat {
        values.set("longitude", degrees(seat.longitude_e6));
        values.set("latitude", degrees(seat.latitude_e6));
    }
    Ok(page(&screen, &Typed { values, problems: Vec::new() }))
}

fn page(screen: &Screen, typed: &Typed) -> Response {
    let lang = screen.lang();
    let sheet = Sheet {
        title: w::new(lang),
        about: "",
        crumbs: vec![
            Crumb::here(e::section(lang)),
            Crumb::link(e::title(lang), event::PATH),
            Crumb::link(w::title(lang), PATH),
            Crumb::here(w::new(lang)),
        ],
        action: PATH.to_owned(),
        back: PATH.to_owned(),
        then: w::then(lang),
        labels: field::labels(lang, WORDS, FIELDS),
    };
    sheet.show(screen, typed, html! {}, field::show_all(lang, WORDS, FIELDS, typed))
}

fn typed(values: &Values) -> SetSetting {
    let text = |name| values.get(name).to_owned();
    SetSetting {
        from: text("from"),
        region: text("region"),
        longitude: text("longitude"),
        latitude: text("latitude"),
        keep_km: text("keep_km"),
        intensity: text("intensity"),
        preferred: text("preferred"),
        basis: text("basis"),
    }
}

async fn post(Shared(db): Shared<Db>, Extension(ctx): Visitor, screen: Screen, values: Values) -> Reply {
    let cmd = typed(&values);
    let made = db.write("earthquake.set", &ctx, move |tx, ctx| set(tx, ctx, &cmd)).await;
    match done(made, values, |_| PATH.to_owned())? {
        Ok(next) => Ok(next),
        Err(again) => Ok(page(&screen, &again)),
    }
}

/// What was decided, for programs.
#[derive(Debug, Serialize, Deserialize, utoipa::ToSchema)]
pub struct SettingLine {
    from: String,
    /// `east`, `west`; null: by the longitude of the district.
    region: Option<String>,
    longitude: Option<f64>,
    latitude: Option<f64>,
    keep_km: i64,
    intensity: i64,
    preferred: Vec<String>,
    basis: Option<String>,
}

#[derive(Debug, Serialize, Deserialize, utoipa::ToSchema)]
pub struct SettingLines {
    settings: Vec<SettingLine>,
    /// In force today.
    now: SettingLine,
}

fn line(it: &Setting) -> SettingLine {
    let degrees = |e6: i64| e6 as f64 / 1e6;
    SettingLine {
        from: it.said.from.to_string(),
        region: it.said.region.map(|it| it.word().to_owned()),
        longitude: it.said.seat.as_ref().map(|it| degrees(it.longitude_e6)),
        latitude: it.said.seat.as_ref().map(|it| degrees(it.latitude_e6)),
        keep_km: it.said.keep_km,
        intensity: it.said.intensity,
        preferred: it.said.preferred.clone(),
        basis: it.said.basis.as_str().map(str::to_owned),
    }
}

async fn get(Shared(db): Shared<Db>, Extension(ctx): Visitor) -> Reply<Json<SettingLines>> {
    let shown = db.read(move |r| fetch(r, &ctx)).await?;
    Ok(Json(SettingLines { settings: shown.lines.iter().map(|(it, _)| line(it)).collect(), now: line(&shown.now) }))
}

#[derive(Debug, Serialize, Deserialize, utoipa::ToSchema)]
pub struct SettingCreated {
    #[schema(value_type = String)]
    id: EarthquakeSettingId,
}

async fn post_api(Shared(db): Shared<Db>, Extension(ctx): Visitor, Json(cmd): Json<SetSetting>) -> Reply<Response> {
    let id = db.write("earthquake.set by program", &ctx, move |tx, ctx| set(tx, ctx, &cmd)).await?;
    Ok((StatusCode::CREATED, Json(SettingCreated { id })).into_response())
}

fn doc() -> Doc {
    Doc::new(
        "Decide about earthquakes from a day on: relation of intensity, county seat, distance, degree of the check",
    )
    .body::<SetSetting>()
    .creates::<SettingCreated>()
}
