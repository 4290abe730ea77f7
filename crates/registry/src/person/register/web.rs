//! The form of a person, and its twin for programs. Amending shows the same fields.

use axum::Extension;
use axum::extract::State;
use axum::http::{Method, StatusCode};
use kernel::{Act, Ctx, Error, Lang, Text};
use ledger::{Db, Reader};
use maud::{Markup, html};
use page::form::{self, FieldSpec};
use page::{Crumb, Doc, Json, Query, Reply, Routes, Screen, Values, parts};

use super::{Register, register};
use crate::web::{Made, Sheet, Told, Visitor, answer, given, made, pick_organisation, typed_act};
use crate::words::{common as c, person as w};

const ACT: Act = Act("person.register");

pub fn routes() -> Routes<Db> {
    Routes::new().page(Method::GET, "/people/new", ACT, show).page(Method::POST, "/people", ACT, post).api(
        Method::POST,
        "/people",
        ACT,
        post_api,
        doc(),
    )
}

fn sheet(lang: Lang) -> Sheet<'static> {
    Sheet {
        title: w::register(lang),
        crumbs: vec![Crumb::link(w::title(lang), "/people"), Crumb::here(w::register(lang))],
        action: "/people".into(),
        back: "/people".into(),
        then: w::register_then(lang),
        submit: parts::submit(w::register(lang)),
        labels: labels(lang),
    }
}

pub fn labels(lang: Lang) -> Vec<(&'static str, &'static str)> {
    vec![
        ("name", w::name(lang)),
        ("organisation", c::organisation(lang)),
        ("position", w::position(lang)),
        ("phone", w::phone(lang)),
    ]
}

pub fn fields(lang: Lang, values: &Values, told: &Told) -> Markup {
    let problems = &told.problems;
    let spec = FieldSpec::new;
    html! {
        (form::text(&spec("name", w::name(lang)).required(), values, problems, lang))
        (form::text_suggested(&spec("organisation", c::organisation(lang)).hint(c::organisation_hint(lang)).required(), "/organisations/suggestions", &[], values, problems, lang))
        (form::text(&spec("position", w::position(lang)), values, problems, lang))
        (form::text(&spec("phone", w::phone(lang)).hint(w::phone_hint(lang)), values, problems, lang))
    }
}

pub fn parse(r: &Reader<'_>, ctx: &Ctx, values: &Values) -> Result<Register, Error> {
    let mut text = Text::new();
    let name = text.required("name", values.get("name"), 1, 60);
    text.required("organisation", values.get("organisation"), 1, 100);
    let organisation = pick_organisation(r, ctx, "organisation", values, &mut text)?;
    text.finish()?;
    Ok(Register {
        name,
        organisation: given(organisation)?,
        position: values.get("position").to_owned(),
        phone: Some(values.get("phone").trim().to_owned()).filter(|phone| !phone.is_empty()),
    })
}

async fn show(screen: Screen, Query(query): Query) -> Reply {
    let (lang, told) = (screen.lang(), Told::default());
    Ok(sheet(lang).show(&screen, &told, fields(lang, &query, &told)))
}

async fn post(State(db): State<Db>, Extension(ctx): Visitor, screen: Screen, values: Values) -> Reply {
    let done = typed_act(&db, &ctx, ACT.0, &values, parse, register).await;
    let lang = screen.lang();
    answer(done, |id| format!("/people/{id}"), |told| sheet(lang).show(&screen, told, fields(lang, &values, told)))
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
    Doc::new("Register a person").body::<Register>().creates::<Made>()
}
