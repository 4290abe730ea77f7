//! The form with which an organisation is dissolved, and its twin for programs.

use axum::Extension;
use axum::extract::{Path, State};
use axum::http::Method;
use kernel::{Act, Ctx, Error, Lang, OrganisationId, Text};
use ledger::{Db, Reader};
use maud::{Markup, html};
use page::form::{self, FieldSpec};
use page::{Crumb, Doc, Json, Reply, Routes, Screen, Values, parts};

use super::{Dissolve, dissolve};
use crate::organisation::store;
use crate::query::{self, Organisation};
use crate::web::{Sheet, Told, Visitor, answer, given, pick_organisation, read_day, typed_act};
use crate::words::{common as c, organisation as w};

const ACT: Act = Act("organisation.dissolve");

pub fn routes() -> Routes<Db> {
    Routes::new()
        .page(Method::GET, "/organisations/{id}/dissolution", ACT, show)
        .page(Method::POST, "/organisations/{id}/dissolution", ACT, post)
        .api(Method::POST, "/organisations/{id}/dissolution", ACT, post_api, doc())
}

fn sheet(lang: Lang, id: OrganisationId) -> Sheet<'static> {
    let back = format!("/organisations/{id}");
    Sheet {
        title: w::dissolve(lang),
        crumbs: vec![Crumb::link(w::title(lang), "/organisations"), Crumb::here(w::dissolve(lang))],
        action: format!("{back}/dissolution"),
        back,
        then: w::dissolve_then(lang),
        submit: parts::submit_grave(w::dissolve(lang)),
        labels: vec![("on", c::last_day(lang)), ("successor", w::successor(lang))],
    }
}

fn fields(lang: Lang, values: &Values, told: &Told) -> Markup {
    let problems = &told.problems;
    let successor = FieldSpec::new("successor", w::successor(lang)).hint(w::successor_hint(lang));
    html! {
        (form::date(&FieldSpec::new("on", c::last_day(lang)).required(), values, problems, lang))
        (form::text_suggested(&successor, "/organisations/suggestions", &[], values, problems, lang))
    }
}

async fn show(State(db): State<Db>, Extension(ctx): Visitor, screen: Screen, Path(id): Path<OrganisationId>) -> Reply {
    let values = Values::default().with("on", ctx.now.day().to_string());
    db.read(move |r| store::load(r, &ctx, id)).await?;
    let (lang, told) = (screen.lang(), Told::default());
    Ok(sheet(lang, id).show(&screen, &told, fields(lang, &values, &told)))
}

async fn post(
    State(db): State<Db>,
    Extension(ctx): Visitor,
    screen: Screen,
    Path(id): Path<OrganisationId>,
    values: Values,
) -> Reply {
    let done = typed_act(&db, &ctx, ACT.0, &values, parse, move |tx, ctx, cmd| dissolve(tx, ctx, id, cmd)).await;
    let lang = screen.lang();
    answer(
        done,
        |_| format!("/organisations/{id}"),
        |told| sheet(lang, id).show(&screen, told, fields(lang, &values, told)),
    )
}

fn parse(r: &Reader<'_>, ctx: &Ctx, values: &Values) -> Result<Dissolve, Error> {
    let mut text = Text::new();
    let on = read_day(&mut text, "on", values);
    let successor = pick_organisation(r, ctx, "successor", values, &mut text)?;
    text.finish()?;
    Ok(Dissolve { on: given(on)?, successor })
}

async fn post_api(
    State(db): State<Db>,
    Extension(ctx): Visitor,
    Path(id): Path<OrganisationId>,
    Json(cmd): Json<Dissolve>,
) -> Reply<Json<Option<Organisation>>> {
    db.write(ACT.0, &ctx, move |tx, ctx| dissolve(tx, ctx, id, &cmd)).await?;
    Ok(Json(db.read(move |r| query::organisation(r, &ctx, id)).await?))
}

fn doc() -> Doc {
    Doc::new("Dissolve an organisation; its past stays").body::<Dissolve>().returns::<Organisation>()
}
