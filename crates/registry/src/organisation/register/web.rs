//! The form of an organisation, and its twin for programs. Amending shows the same fields.

use axum::Extension;
use axum::extract::State;
use axum::http::{Method, StatusCode};
use kernel::{Act, Ctx, Error, Lang, Sector, Text};
use ledger::{Db, Reader};
use maud::{Markup, html};
use page::form::{self, FieldSpec};
use page::{Crumb, Doc, Json, Reply, Routes, Screen, Values, parts};

use super::{Register, register};
use crate::OrganisationKind;
use crate::web::{Made, Sheet, Told, Visitor, answer, given, made, options, pick_organisation, pick_place, typed_act};
use crate::words::{common as c, organisation as w, organisation_kind, sector};

const ACT: Act = Act("organisation.register");

pub fn routes() -> Routes<Db> {
    Routes::new()
        .page(Method::GET, "/organisations/new", ACT, show)
        .page(Method::POST, "/organisations", ACT, post)
        .api(Method::POST, "/organisations", ACT, post_api, doc())
}

fn sheet(lang: Lang) -> Sheet<'static> {
    Sheet {
        title: w::register(lang),
        crumbs: vec![Crumb::link(w::title(lang), "/organisations"), Crumb::here(w::register(lang))],
        action: "/organisations".into(),
        back: "/organisations".into(),
        then: "",
        submit: parts::submit(w::register(lang)),
        labels: labels(lang),
    }
}

pub fn labels(lang: Lang) -> Vec<(&'static str, &'static str)> {
    vec![
        ("name", c::name(lang)),
        ("short_name", w::short_name(lang)),
        ("kind", c::kind(lang)),
        ("division", c::division(lang)),
        ("parent", w::parent(lang)),
        ("uscc", w::uscc(lang)),
        ("regulates", w::regulates(lang)),
    ]
}

/// Everything but the kind, which never changes.
pub fn fields(lang: Lang, values: &Values, told: &Told) -> Markup {
    let problems = &told.problems;
    let spec = FieldSpec::new;
    let sectors = options(Sector::ALL, Sector::word, sector::of, lang);
    html! {
        (form::text(&spec("name", c::name(lang)).hint(w::name_hint(lang)).required(), values, problems, lang))
        (form::text(&spec("short_name", w::short_name(lang)).hint(w::short_name_hint(lang)), values, problems, lang))
        (form::text_suggested(&spec("division", c::division(lang)).hint(c::division_hint(lang)).required(), "/divisions/suggestions", &[], values, problems, lang))
        (form::text_suggested(&spec("parent", w::parent(lang)), "/organisations/suggestions", &[], values, problems, lang))
        (form::text(&spec("uscc", w::uscc(lang)).hint(w::uscc_hint(lang)), values, problems, lang))
        (form::wide(form::choices(&spec("regulates", w::regulates(lang)).hint(w::regulates_hint(lang)), &sectors, values, problems, lang)))
    }
}

fn with_kind(lang: Lang, values: &Values, told: &Told) -> Markup {
    let kinds = options(OrganisationKind::ALL, OrganisationKind::word, organisation_kind::of, lang);
    html! {
        (form::select(&FieldSpec::new("kind", c::kind(lang)).required(), &kinds, values, &told.problems, lang))
        (fields(lang, values, told))
    }
}

async fn show(screen: Screen) -> Reply {
    let lang = screen.lang();
    let (values, told) = (Values::default(), Told::default());
    Ok(sheet(lang).show(&screen, &told, with_kind(lang, &values, &told)))
}

async fn post(State(db): State<Db>, Extension(ctx): Visitor, screen: Screen, values: Values) -> Reply {
    let done = typed_act(&db, &ctx, ACT.0, &values, parse, register).await;
    let lang = screen.lang();
    answer(
        done,
        |id| format!("/organisations/{id}"),
        |told| sheet(lang).show(&screen, told, with_kind(lang, &values, told)),
    )
}

fn parse(r: &Reader<'_>, ctx: &Ctx, values: &Values) -> Result<Register, Error> {
    let mut text = Text::new();
    let kind = text.read("kind", values.get("kind"), "choose one of the list", OrganisationKind::from_word);
    let division = pick_place(r, ctx, "division", values, &mut text)?;
    let parent = pick_organisation(r, ctx, "parent", values, &mut text)?;
    let name = text.required("name", values.get("name"), 2, 100);
    text.finish()?;
    Ok(Register {
        id: None,
        name,
        short_name: values.get("short_name").to_owned(),
        kind: given(kind)?,
        division: given(division)?,
        parent,
        regulates: values.all("regulates").filter_map(Sector::from_word).collect(),
        uscc: Some(values.get("uscc").trim().to_uppercase()).filter(|code| !code.is_empty()),
    })
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
    Doc::new("Register an organisation").body::<Register>().creates::<Made>()
}
