//! The form of a subject, and its twin for programs. Amending shows the same fields.

use axum::Extension;
use axum::extract::State;
use axum::http::{Method, StatusCode};
use kernel::{Act, Ctx, Error, Lang, Sector, Text};
use ledger::{Db, Reader};
use maud::{Markup, html};
use page::form::{self, FieldSpec};
use page::{Crumb, Doc, Json, Query, Reply, Routes, Screen, Values, parts};

use super::{Register, register};
use crate::SubjectKind;
use crate::import::degrees_e6;
use crate::web::{Made, Sheet, Told, Visitor, answer, given, made, options, pick_organisation, pick_place, typed_act};
use crate::words::{common as c, sector, subject as w, subject_kind};

const ACT: Act = Act("subject.register");

pub fn routes() -> Routes<Db> {
    Routes::new().page(Method::GET, "/subjects/new", ACT, show).page(Method::POST, "/subjects", ACT, post).api(
        Method::POST,
        "/subjects",
        ACT,
        post_api,
        doc(),
    )
}

fn sheet(lang: Lang) -> Sheet<'static> {
    Sheet {
        title: w::register(lang),
        crumbs: vec![Crumb::link(w::title(lang), "/subjects"), Crumb::here(w::register(lang))],
        action: "/subjects".into(),
        back: "/subjects".into(),
        then: w::register_then(lang),
        submit: parts::submit(w::register(lang)),
        labels: labels(lang),
    }
}

pub fn labels(lang: Lang) -> Vec<(&'static str, &'static str)> {
    vec![
        ("name", c::name(lang)),
        ("kind", c::kind(lang)),
        ("sector", c::sector(lang)),
        ("division", c::division(lang)),
        ("address", w::address(lang)),
        ("organisation", c::organisation(lang)),
        ("longitude", w::longitude(lang)),
        ("latitude", w::latitude(lang)),
    ]
}

pub fn fields(lang: Lang, values: &Values, told: &Told) -> Markup {
    let problems = &told.problems;
    let spec = FieldSpec::new;
    let kinds = options(SubjectKind::ALL, SubjectKind::word, subject_kind::of, lang);
    let sectors = options(Sector::ALL, Sector::word, sector::of, lang);
    html! {
        (form::text(&spec("name", c::name(lang)).hint(w::name_hint(lang)).required(), values, problems, lang))
        (form::select(&spec("kind", c::kind(lang)).required(), &kinds, values, problems, lang))
        (form::select(&spec("sector", c::sector(lang)).required(), &sectors, values, problems, lang))
        (form::text_suggested(&spec("division", c::division(lang)).hint(c::division_hint(lang)).required(), "/divisions/suggestions", &[], values, problems, lang))
        (form::text(&spec("address", w::address(lang)), values, problems, lang))
        (form::text_suggested(&spec("organisation", c::organisation(lang)).hint(w::organisation_hint(lang)), "/organisations/suggestions", &[], values, problems, lang))
        (form::text(&spec("longitude", w::longitude(lang)).hint(w::longitude_hint(lang)), values, problems, lang))
        (form::text(&spec("latitude", w::latitude(lang)).hint(w::latitude_hint(lang)), values, problems, lang))
    }
}

pub fn parse(r: &Reader<'_>, ctx: &Ctx, values: &Values) -> Result<Register, Error> {
    let mut text = Text::new();
    let name = text.required("name", values.get("name"), 2, 100);
    let kind = text.read("kind", values.get("kind"), "choose one of the list", SubjectKind::from_word);
    let sector = text.read("sector", values.get("sector"), "choose one of the list", Sector::from_word);
    let division = pick_place(r, ctx, "division", values, &mut text)?;
    let organisation = pick_organisation(r, ctx, "organisation", values, &mut text)?;
    let degrees = "degrees with a decimal point";
    let longitude_e6 = text.read_optional("longitude", values.get("longitude"), degrees, degrees_e6);
    let latitude_e6 = text.read_optional("latitude", values.get("latitude"), degrees, degrees_e6);
    text.finish()?;
    Ok(Register {
        name,
        kind: given(kind)?,
        sector: given(sector)?,
        division: given(division)?,
        address: values.get("address").to_owned(),
        organisation,
        longitude_e6,
        latitude_e6,
    })
}

async fn show(screen: Screen, Query(query): Query) -> Reply {
    let (lang, told) = (screen.lang(), Told::default());
    Ok(sheet(lang).show(&screen, &told, fields(lang, &query, &told)))
}

async fn post(State(db): State<Db>, Extension(ctx): Visitor, screen: Screen, values: Values) -> Reply {
    let done = typed_act(&db, &ctx, ACT.0, &values, parse, register).await;
    let lang = screen.lang();
    answer(done, |id| format!("/subjects/{id}"), |told| sheet(lang).show(&screen, told, fields(lang, &values, told)))
}

async fn post_api(
    State(db): State<Db>,
    Extension(ctx): Visitor,
    Json(cmd): Json<Register>,
) -> Reply<(StatusCode, Json<Made>)> {
    let id = db.write(ACT.0, &ctx, move |tx, ctx| register(tx, ctx, &cmd)).await?;
    Ok(made(id))
}

fn doc() -> Doc {
    Doc::new("Register a subject of supervision").body::<Register>().creates::<Made>()
}
