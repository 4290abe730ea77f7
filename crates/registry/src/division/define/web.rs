//! The form of a village or community, and its twin for programs. The levels above come with the published list.

use axum::Extension;
use axum::extract::State;
use axum::http::{Method, StatusCode};
use kernel::{Act, Error, Lang, Text};
use ledger::Db;
use maud::{Markup, html};
use page::form::{self, FieldSpec};
use page::{Crumb, Doc, Json, Reply, Routes, Screen, Values, parts};

use super::{Define, define_village};
use crate::division::web::LIST;
use crate::query::{self, DivisionRow};
use crate::web::{Sheet, Told, Visitor, answer, given, typed_act};
use crate::words::{common as c, division as w};

pub const ACT: Act = Act("division.define");

pub fn routes() -> Routes<Db> {
    Routes::new().page(Method::GET, "/divisions/new", ACT, show).page(Method::POST, LIST, ACT, post).api(
        Method::POST,
        LIST,
        ACT,
        post_api,
        doc(),
    )
}

fn sheet(lang: Lang) -> Sheet<'static> {
    Sheet {
        title: w::define(lang),
        crumbs: vec![Crumb::link(w::title(lang), LIST), Crumb::here(w::define(lang))],
        action: LIST.into(),
        back: LIST.into(),
        then: w::define_then(lang),
        submit: parts::submit(w::define(lang)),
        labels: vec![("code", w::code(lang)), ("name", c::name(lang)), ("type_name", w::type_name(lang))],
    }
}

fn fields(lang: Lang, values: &Values, told: &Told) -> Markup {
    let (problems, spec) = (&told.problems, FieldSpec::new);
    html! {
        (form::text(&spec("code", w::code(lang)).hint(w::code_hint(lang)).required(), values, problems, lang))
        (form::text(&spec("name", c::name(lang)).hint(w::name_hint(lang)).required(), values, problems, lang))
        (form::text(&spec("type_name", w::type_name(lang)).hint(w::type_name_hint(lang)), values, problems, lang))
    }
}

fn parse(values: &Values) -> Result<Define, Error> {
    let mut text = Text::new();
    let code = text.read("code", values.get("code"), "no division code", |code| code.parse().ok());
    let name = text.required("name", values.get("name"), 1, 60);
    text.finish()?;
    Ok(Define { code: given(code)?, name, type_name: values.get("type_name").to_owned() })
}

async fn show(screen: Screen) -> Reply {
    let (lang, told) = (screen.lang(), Told::default());
    Ok(sheet(lang).show(&screen, &told, fields(lang, &Values::default(), &told)))
}

async fn post(State(db): State<Db>, Extension(ctx): Visitor, screen: Screen, values: Values) -> Reply {
    let done = typed_act(&db, &ctx, ACT.0, &values, |_, _, values| parse(values), define_village).await;
    let lang = screen.lang();
    answer(done, |_| LIST.into(), |told| sheet(lang).show(&screen, told, fields(lang, &values, told)))
}

async fn post_api(
    State(db): State<Db>,
    Extension(ctx): Visitor,
    Json(cmd): Json<Define>,
) -> Reply<(StatusCode, Json<DivisionRow>)> {
    let code = cmd.code;
    db.write(ACT.0, &ctx, move |tx, ctx| define_village(tx, ctx, &cmd)).await?;
    let row = db.read(move |r| query::division(r, &ctx, code)).await?;
    Ok((StatusCode::CREATED, Json(row.ok_or(Error::NotFound("division"))?)))
}

fn doc() -> Doc {
    Doc::new("Define a village or community, or rename it").body::<Define>().creates::<DivisionRow>()
}
