//! The form with which an account is opened, and its twin for programs.

use axum::Extension;
use axum::extract::State;
use axum::http::{Method, StatusCode};
use kernel::{Ctx, Error, Lang, Text};
use ledger::{Db, Reader};
use maud::{Markup, html};
use page::form::{self, FieldSpec};
use page::{Crumb, Doc, Json, Reply, Routes, Screen, Values, parts};

use super::{Open, open};
use crate::account::web::{LIST, MANAGE};
use crate::web::{Made, Sheet, Told, Visitor, answer, given, made, pick_organisation, pick_person, typed_act};
use crate::words::{account as w, common as c, person as p};

pub fn routes() -> Routes<Db> {
    Routes::new().page(Method::GET, "/accounts/new", MANAGE, show).page(Method::POST, LIST, MANAGE, post).api(
        Method::POST,
        LIST,
        MANAGE,
        post_api,
        doc(),
    )
}

fn sheet(lang: Lang) -> Sheet<'static> {
    Sheet {
        title: w::open(lang),
        crumbs: vec![Crumb::link(w::title(lang), LIST), Crumb::here(w::open(lang))],
        action: LIST.into(),
        back: LIST.into(),
        then: w::open_then(lang),
        submit: parts::submit(w::open(lang)),
        labels: vec![("login", w::login(lang)), ("organisation", c::organisation(lang)), ("person", p::name(lang))],
    }
}

fn fields(lang: Lang, values: &Values, told: &Told) -> Markup {
    let problems = &told.problems;
    let spec = FieldSpec::new;
    html! {
        (form::text_suggested(&spec("organisation", c::organisation(lang)).hint(c::organisation_hint(lang)).required(), "/organisations/suggestions", &[], values, problems, lang))
        (form::text(&spec("person", p::name(lang)).hint(p::name_hint(lang)).required(), values, problems, lang))
        (form::text(&spec("login", w::login(lang)).hint(w::login_hint(lang)).required(), values, problems, lang))
    }
}

async fn show(screen: Screen) -> Reply {
    let (lang, told) = (screen.lang(), Told::default());
    Ok(sheet(lang).show(&screen, &told, fields(lang, &Values::default(), &told)))
}

async fn post(State(db): State<Db>, Extension(ctx): Visitor, screen: Screen, values: Values) -> Reply {
    let done = typed_act(&db, &ctx, "account.open", &values, parse, open).await;
    let lang = screen.lang();
    answer(done, |_| LIST.into(), |told| sheet(lang).show(&screen, told, fields(lang, &values, told)))
}

fn parse(r: &Reader<'_>, ctx: &Ctx, values: &Values) -> Result<Open, Error> {
    let mut text = Text::new();
    text.required("organisation", values.get("organisation"), 1, 100);
    let organisation = pick_organisation(r, ctx, "organisation", values, &mut text)?;
    let person = match organisation {
        Some(organisation) => pick_person(r, ctx, organisation, "person", values, &mut text)?,
        None => None,
    };
    text.finish()?;
    Ok(Open { login: values.get("login").to_owned(), person: given(person)? })
}

async fn post_api(
    State(db): State<Db>,
    Extension(ctx): Visitor,
    Json(cmd): Json<Open>,
) -> Reply<(StatusCode, Json<Made>)> {
    let id = db.write("account.open", &ctx, move |tx, ctx| open(tx, ctx, &cmd)).await?;
    Ok(made(id))
}

fn doc() -> Doc {
    Doc::new("Open an account for a person; its password is set elsewhere").body::<Open>().creates::<Made>()
}
