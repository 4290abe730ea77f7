//! The form with which a person is amended, and its twin for programs.

use axum::Extension;
use axum::extract::{Path, State};
use axum::http::Method;
use kernel::{Act, Ctx, Error, Identity, Lang, PersonId};
use ledger::{Db, Reader};
use page::{Crumb, Doc, Json, Reply, Routes, Screen, Values, parts};

use super::amend;
use crate::person::Register;
use crate::person::register::web::{fields, labels, parse};
use crate::query::{self, Person};
use crate::web::{Sheet, Told, Visitor, answer, typed_act};
use crate::words::person as w;

const ACT: Act = Act("person.amend");

pub fn routes() -> Routes<Db> {
    Routes::new()
        .page(Method::GET, "/people/{id}/amendment", ACT, show)
        .page(Method::POST, "/people/{id}/amendment", ACT, post)
        .api(Method::POST, "/people/{id}/amendment", ACT, post_api, doc())
}

fn sheet(lang: Lang, id: PersonId) -> Sheet<'static> {
    let back = format!("/people/{id}");
    Sheet {
        title: w::amend(lang),
        crumbs: vec![Crumb::link(w::title(lang), "/people"), Crumb::here(w::amend(lang))],
        action: format!("{back}/amendment"),
        back,
        then: "",
        submit: parts::submit(w::amend(lang)),
        labels: labels(lang),
    }
}

fn stored(r: &Reader<'_>, ctx: &Ctx, id: PersonId) -> Result<Values, Error> {
    let it = query::person_in_scope(r, ctx, id)?.ok_or(Error::NotFound(PersonId::NAME))?;
    let organisation = query::organisation(r, ctx, it.organisation)?.map(|o| o.name).unwrap_or_default();
    let mut values = Values::default();
    values.set("name", it.name);
    values.set("organisation", organisation);
    values.set("position", it.position);
    values.set("phone", it.phone.unwrap_or_default());
    Ok(values)
}

async fn show(State(db): State<Db>, Extension(ctx): Visitor, screen: Screen, Path(id): Path<PersonId>) -> Reply {
    let values = db.read(move |r| stored(r, &ctx, id)).await?;
    let (lang, told) = (screen.lang(), Told::default());
    Ok(sheet(lang, id).show(&screen, &told, fields(lang, &values, &told)))
}

async fn post(
    State(db): State<Db>,
    Extension(ctx): Visitor,
    screen: Screen,
    Path(id): Path<PersonId>,
    values: Values,
) -> Reply {
    let done = typed_act(&db, &ctx, ACT.0, &values, parse, move |tx, ctx, cmd| amend(tx, ctx, id, cmd)).await;
    let lang = screen.lang();
    answer(done, |_| format!("/people/{id}"), |told| sheet(lang, id).show(&screen, told, fields(lang, &values, told)))
}

async fn post_api(
    State(db): State<Db>,
    Extension(ctx): Visitor,
    Path(id): Path<PersonId>,
    Json(cmd): Json<Register>,
) -> Reply<Json<Option<Person>>> {
    db.write(ACT.0, &ctx, move |tx, ctx| amend(tx, ctx, id, &cmd)).await?;
    Ok(Json(db.read(move |r| query::person(r, &ctx, id)).await?))
}

fn doc() -> Doc {
    Doc::new("Amend a person").body::<Register>().returns::<Person>()
}
