//! The form with which an organisation is amended, and its twin for programs.

use axum::Extension;
use axum::extract::{Path, State};
use axum::http::Method;
use kernel::{Act, Ctx, Error, Identity, Lang, OrganisationId, Sector, Text};
use ledger::{Db, Reader};
use page::{Crumb, Doc, Json, Reply, Routes, Screen, Values, parts};

use super::{Amend, amend};
use crate::organisation::register::web::{fields, labels};
use crate::query::{self, Organisation};
use crate::web::{Sheet, Told, Visitor, answer, given, pick_organisation, pick_place, place_text, typed_act};
use crate::words::organisation as w;

const ACT: Act = Act("organisation.amend");

pub fn routes() -> Routes<Db> {
    Routes::new()
        .page(Method::GET, "/organisations/{id}/amendment", ACT, show)
        .page(Method::POST, "/organisations/{id}/amendment", ACT, post)
        .api(Method::POST, "/organisations/{id}/amendment", ACT, post_api, doc())
}

fn sheet(lang: Lang, id: OrganisationId) -> Sheet<'static> {
    let back = format!("/organisations/{id}");
    Sheet {
        title: w::amend(lang),
        crumbs: vec![Crumb::link(w::title(lang), "/organisations"), Crumb::here(w::amend(lang))],
        action: format!("{back}/amendment"),
        back,
        then: w::amend_then(lang),
        submit: parts::submit(w::amend(lang)),
        labels: labels(lang),
    }
}

async fn show(State(db): State<Db>, Extension(ctx): Visitor, screen: Screen, Path(id): Path<OrganisationId>) -> Reply {
    let values = db.read(move |r| stored(r, &ctx, id)).await?;
    let (lang, told) = (screen.lang(), Told::default());
    Ok(sheet(lang, id).show(&screen, &told, fields(lang, &values, &told)))
}

fn stored(r: &Reader<'_>, ctx: &Ctx, id: OrganisationId) -> Result<Values, Error> {
    let it = query::organisation_in_scope(r, ctx, id)?.ok_or(Error::NotFound(OrganisationId::NAME))?;
    let mut values = Values::default();
    values.set("name", it.name);
    values.set("short_name", it.short_name);
    values.set("division", place_text(it.division, &query::division_name(r, ctx, it.division)?));
    if let Some(parent) = it.parent {
        values.set("parent", query::organisation(r, ctx, parent)?.map(|o| o.name).unwrap_or_default());
    }
    values.set("uscc", it.uscc.unwrap_or_default());
    for sector in query::regulates(r, ctx, id)? {
        values.add("regulates", sector.word());
    }
    Ok(values)
}

async fn post(
    State(db): State<Db>,
    Extension(ctx): Visitor,
    screen: Screen,
    Path(id): Path<OrganisationId>,
    values: Values,
) -> Reply {
    let done = typed_act(&db, &ctx, ACT.0, &values, parse, move |tx, ctx, cmd| amend(tx, ctx, id, cmd)).await;
    let lang = screen.lang();
    answer(
        done,
        |_| format!("/organisations/{id}"),
        |told| sheet(lang, id).show(&screen, told, fields(lang, &values, told)),
    )
}

fn parse(r: &Reader<'_>, ctx: &Ctx, values: &Values) -> Result<Amend, Error> {
    let mut text = Text::new();
    let name = text.required("name", values.get("name"), 2, 100);
    let division = pick_place(r, ctx, "division", values, &mut text)?;
    let parent = pick_organisation(r, ctx, "parent", values, &mut text)?;
    text.finish()?;
    Ok(Amend {
        name,
        short_name: values.get("short_name").to_owned(),
        division: given(division)?,
        parent,
        regulates: values.all("regulates").filter_map(Sector::from_word).collect(),
        uscc: Some(values.get("uscc").trim().to_uppercase()).filter(|code| !code.is_empty()),
    })
}

async fn post_api(
    State(db): State<Db>,
    Extension(ctx): Visitor,
    Path(id): Path<OrganisationId>,
    Json(cmd): Json<Amend>,
) -> Reply<Json<Organisation>> {
    db.write(ACT.0, &ctx, move |tx, ctx| amend(tx, ctx, id, &cmd)).await?;
    let found = db.read(move |r| query::organisation(r, &ctx, id)).await?;
    Ok(Json(found.ok_or(Error::NotFound(OrganisationId::NAME))?))
}

fn doc() -> Doc {
    Doc::new("Amend an organisation; its old name stays with its days").body::<Amend>().returns::<Organisation>()
}
