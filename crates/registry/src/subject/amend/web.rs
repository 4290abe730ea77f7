//! The form with which a subject is amended, and its twin for programs.

use axum::Extension;
use axum::extract::{Path, State};
use axum::http::Method;
use kernel::{Act, Ctx, Error, Identity, Lang};
use ledger::{Db, Reader};
use page::{Crumb, Doc, Json, Reply, Routes, Screen, Values, parts};

use super::amend;
use crate::SubjectId;
use crate::query::{self, Subject};
use crate::subject::Register;
use crate::subject::register::web::{fields, labels, parse};
use crate::web::{Sheet, Told, Visitor, answer, place_text, typed_act};
use crate::words::subject as w;

const ACT: Act = Act("subject.amend");

pub fn routes() -> Routes<Db> {
    Routes::new()
        .page(Method::GET, "/subjects/{id}/amendment", ACT, show)
        .page(Method::POST, "/subjects/{id}/amendment", ACT, post)
        .api(Method::POST, "/subjects/{id}/amendment", ACT, post_api, doc())
}

fn sheet(lang: Lang, id: SubjectId) -> Sheet<'static> {
    let back = format!("/subjects/{id}");
    Sheet {
        title: w::amend(lang),
        crumbs: vec![Crumb::link(w::title(lang), "/subjects"), Crumb::here(w::amend(lang))],
        action: format!("{back}/amendment"),
        back,
        then: "",
        submit: parts::submit(w::amend(lang)),
        labels: labels(lang),
    }
}

fn stored(r: &Reader<'_>, ctx: &Ctx, id: SubjectId) -> Result<Values, Error> {
    let it = query::subject(r, ctx, id)?.ok_or(Error::NotFound(SubjectId::NAME))?;
    let mut values = Values::default();
    values.set("kind", it.kind.word());
    values.set("sector", it.sector.word());
    values.set("division", place_text(it.division, &query::division_name(r, ctx, it.division)?));
    if let Some(organisation) = it.organisation {
        values.set("organisation", query::organisation(r, ctx, organisation)?.map(|o| o.name).unwrap_or_default());
    }
    let degrees = |e6: Option<i64>| e6.map(|e6| (e6 as f64 / 1e6).to_string()).unwrap_or_default();
    values.set("longitude", degrees(it.longitude_e6));
    values.set("latitude", degrees(it.latitude_e6));
    values.set("name", it.name);
    values.set("address", it.address);
    Ok(values)
}

async fn show(State(db): State<Db>, Extension(ctx): Visitor, screen: Screen, Path(id): Path<SubjectId>) -> Reply {
    let values = db.read(move |r| stored(r, &ctx, id)).await?;
    let (lang, told) = (screen.lang(), Told::default());
    Ok(sheet(lang, id).show(&screen, &told, fields(lang, &values, &told)))
}

async fn post(
    State(db): State<Db>,
    Extension(ctx): Visitor,
    screen: Screen,
    Path(id): Path<SubjectId>,
    values: Values,
) -> Reply {
    let done = typed_act(&db, &ctx, ACT.0, &values, parse, move |tx, ctx, cmd| amend(tx, ctx, id, cmd)).await;
    let lang = screen.lang();
    answer(done, |_| format!("/subjects/{id}"), |told| sheet(lang, id).show(&screen, told, fields(lang, &values, told)))
}

async fn post_api(
    State(db): State<Db>,
    Extension(ctx): Visitor,
    Path(id): Path<SubjectId>,
    Json(cmd): Json<Register>,
) -> Reply<Json<Option<Subject>>> {
    db.write(ACT.0, &ctx, move |tx, ctx| amend(tx, ctx, id, &cmd)).await?;
    Ok(Json(db.read(move |r| query::subject(r, &ctx, id)).await?))
}

fn doc() -> Doc {
    Doc::new("Amend a subject of supervision").body::<Register>().returns::<Subject>()
}
