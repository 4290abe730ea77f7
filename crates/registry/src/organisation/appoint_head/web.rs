//! The form with which a head is appointed, and its twin for programs.

use axum::Extension;
use axum::extract::{Path, State};
use axum::http::Method;
use kernel::{Act, Ctx, Error, Lang, OrganisationId, PersonId, Text};
use ledger::{Db, Reader};
use maud::{Markup, html};
use page::form::{self, FieldSpec};
use page::{Crumb, Doc, Json, Reply, Routes, Screen, Values, parts};
use serde::Deserialize;

use super::appoint_head;
use crate::organisation::store;
use crate::query::{self, Organisation};
use crate::web::{Sheet, Told, Visitor, given, pick_person, to};
use crate::words::organisation as w;

const ACT: Act = Act("organisation.appoint_head");

pub fn routes() -> Routes<Db> {
    Routes::new()
        .page(Method::GET, "/organisations/{id}/head", ACT, show)
        .page(Method::POST, "/organisations/{id}/head", ACT, post)
        .api(Method::POST, "/organisations/{id}/head", ACT, post_api, doc())
}

fn sheet(lang: Lang, id: OrganisationId) -> Sheet<'static> {
    let back = format!("/organisations/{id}");
    Sheet {
        title: w::appoint_head(lang),
        crumbs: vec![Crumb::link(w::title(lang), "/organisations"), Crumb::here(w::appoint_head(lang))],
        action: format!("{back}/head"),
        back,
        then: w::appoint_head_then(lang),
        submit: parts::submit(w::appoint_head(lang)),
        labels: vec![("person", w::head(lang))],
    }
}

fn fields(lang: Lang, people: &[String], values: &Values, told: &Told) -> Markup {
    let spec = FieldSpec::new("person", w::head(lang)).hint(w::head_hint(lang)).required();
    html! { (form::text_from(&spec, people, values, &told.problems, lang)) }
}

/// Its people, within the visitor's reach of the organisation.
fn people(r: &Reader<'_>, ctx: &Ctx, id: OrganisationId) -> Result<Vec<String>, Error> {
    store::load(r, ctx, id)?;
    let found = query::suggest_people(r, ctx, Some(id), "", 50)?;
    Ok(found.into_iter().map(|p| p.name).collect())
}

async fn show(State(db): State<Db>, Extension(ctx): Visitor, screen: Screen, Path(id): Path<OrganisationId>) -> Reply {
    let people = db.read(move |r| people(r, &ctx, id)).await?;
    let (lang, told) = (screen.lang(), Told::default());
    Ok(sheet(lang, id).show(&screen, &told, fields(lang, &people, &Values::default(), &told)))
}

async fn post(
    State(db): State<Db>,
    Extension(ctx): Visitor,
    screen: Screen,
    Path(id): Path<OrganisationId>,
    values: Values,
) -> Reply {
    let (asked, typed) = (ctx.clone(), values.clone());
    let done = match db.read(move |r| parse(r, &asked, id, &typed)).await {
        Ok(person) => db.write(ACT.0, &ctx, move |tx, ctx| appoint_head(tx, ctx, id, person)).await,
        Err(error) => Err(error),
    };
    match done {
        Ok(()) => Ok(to(format!("/organisations/{id}"))),
        Err(error) => {
            let (lang, told) = (screen.lang(), Told::of(error)?);
            let people = db.read(move |r| people(r, &ctx, id)).await?;
            Ok(sheet(lang, id).show(&screen, &told, fields(lang, &people, &values, &told)))
        }
    }
}

fn parse(r: &Reader<'_>, ctx: &Ctx, id: OrganisationId, values: &Values) -> Result<PersonId, Error> {
    let mut text = Text::new();
    let person = pick_person(r, ctx, id, "person", values, &mut text)?;
    text.finish()?;
    given(person)
}

/// Who is the head from now on.
#[derive(Debug, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct HeadBody {
    #[schema(value_type = String)]
    person: PersonId,
}

async fn post_api(
    State(db): State<Db>,
    Extension(ctx): Visitor,
    Path(id): Path<OrganisationId>,
    Json(body): Json<HeadBody>,
) -> Reply<Json<Option<Organisation>>> {
    db.write(ACT.0, &ctx, move |tx, ctx| appoint_head(tx, ctx, id, body.person)).await?;
    Ok(Json(db.read(move |r| query::organisation(r, &ctx, id)).await?))
}

fn doc() -> Doc {
    Doc::new("Appoint the head of an organisation").body::<HeadBody>().returns::<Organisation>()
}
