//! The form of a post, and its twin for programs.

use axum::Extension;
use axum::extract::State;
use axum::http::{Method, StatusCode};
use kernel::{Act, Ctx, Error, Lang, Text};
use ledger::{Db, Reader};
use maud::{Markup, html};
use page::form::{self, FieldSpec};
use page::{Crumb, Doc, Json, Reply, Routes, Screen, Values, parts};

use super::{Define, define};
use crate::PostKind;
use crate::web::{Made, Sheet, Told, Visitor, answer, given, made, options, pick_organisation, typed_act};
use crate::words::{common as c, post_kind, shift as w};

const ACT: Act = Act("post.define");

pub fn routes() -> Routes<Db> {
    Routes::new().page(Method::GET, "/posts/new", ACT, show).page(Method::POST, "/posts", ACT, post).api(
        Method::POST,
        "/posts",
        ACT,
        post_api,
        doc(),
    )
}

fn sheet(lang: Lang) -> Sheet<'static> {
    Sheet {
        title: w::define_post(lang),
        crumbs: vec![Crumb::link(w::title(lang), "/shifts"), Crumb::here(w::define_post(lang))],
        action: "/posts".into(),
        back: "/shifts".into(),
        then: w::define_post_then(lang),
        submit: parts::submit(w::define_post(lang)),
        labels: vec![("name", c::name(lang)), ("kind", c::kind(lang)), ("organisation", c::organisation(lang))],
    }
}

fn fields(lang: Lang, values: &Values, told: &Told) -> Markup {
    let problems = &told.problems;
    let spec = FieldSpec::new;
    let kinds = options(PostKind::ALL, PostKind::word, post_kind::of, lang);
    html! {
        (form::text(&spec("name", c::name(lang)).required(), values, problems, lang))
        (form::choice(&spec("kind", c::kind(lang)).required(), &kinds, values, problems, lang))
        (form::text_suggested(&spec("organisation", c::organisation(lang)).hint(c::organisation_hint(lang)).required(), "/organisations/suggestions", &[], values, problems, lang))
    }
}

async fn show(screen: Screen) -> Reply {
    let (lang, told) = (screen.lang(), Told::default());
    Ok(sheet(lang).show(&screen, &told, fields(lang, &Values::default(), &told)))
}

async fn post(State(db): State<Db>, Extension(ctx): Visitor, screen: Screen, values: Values) -> Reply {
    let done = typed_act(&db, &ctx, ACT.0, &values, parse, define).await;
    let lang = screen.lang();
    answer(done, |_| "/shifts/new".into(), |told| sheet(lang).show(&screen, told, fields(lang, &values, told)))
}

fn parse(r: &Reader<'_>, ctx: &Ctx, values: &Values) -> Result<Define, Error> {
    let mut text = Text::new();
    let name = text.required("name", values.get("name"), 1, 40);
    let kind = text.read("kind", values.get("kind"), "choose one of the list", PostKind::from_word);
    text.required("organisation", values.get("organisation"), 1, 100);
    let organisation = pick_organisation(r, ctx, "organisation", values, &mut text)?;
    text.finish()?;
    Ok(Define { name, kind: given(kind)?, organisation: given(organisation)? })
}

async fn post_api(
    State(db): State<Db>,
    Extension(ctx): Visitor,
    Json(cmd): Json<Define>,
) -> Reply<(StatusCode, Json<Made>)> {
    let id = db.write(ACT.0, &ctx, move |tx, ctx| define(tx, ctx, &cmd)).await?;
    Ok(made(id))
}

fn doc() -> Doc {
    Doc::new("Define a post that is filled by turns").body::<Define>().creates::<Made>()
}
