//! The form with which a shift is cancelled, and its twin for programs.

use axum::Extension;
use axum::extract::{Path, State};
use axum::http::{Method, StatusCode};
use kernel::{Act, Lang};
use ledger::Db;
use page::{Crumb, Doc, Json, Reply, Routes, Screen, Values, parts};

use super::cancel;
use crate::ShiftId;
use crate::account::ReasonBody;
use crate::shift::store;
use crate::shift::web::LIST;
use crate::web::{Made, Sheet, Told, Visitor, made, reason, to};
use crate::words::{common as c, shift as w};

const ACT: Act = Act("shift.cancel");

pub fn routes() -> Routes<Db> {
    Routes::new()
        .page(Method::GET, "/shifts/{id}/cancellation", ACT, show)
        .page(Method::POST, "/shifts/{id}/cancellation", ACT, post)
        .api(Method::POST, "/shifts/{id}/cancellation", ACT, post_api, doc())
}

fn sheet(lang: Lang, id: ShiftId) -> Sheet<'static> {
    Sheet {
        title: w::cancel(lang),
        crumbs: vec![Crumb::link(w::title(lang), LIST), Crumb::here(w::cancel(lang))],
        action: format!("{LIST}/{id}/cancellation"),
        back: LIST.into(),
        then: w::cancel_then(lang),
        submit: parts::submit_grave(w::cancel(lang)),
        labels: vec![("reason", c::reason(lang))],
    }
}

async fn show(State(db): State<Db>, Extension(ctx): Visitor, screen: Screen, Path(id): Path<ShiftId>) -> Reply {
    db.read(move |r| store::load(r, &ctx, id)).await?;
    let (lang, told) = (screen.lang(), Told::default());
    Ok(sheet(lang, id).show(&screen, &told, reason(&screen, c::reason(lang), &Values::default(), &told)))
}

async fn post(
    State(db): State<Db>,
    Extension(ctx): Visitor,
    screen: Screen,
    Path(id): Path<ShiftId>,
    values: Values,
) -> Reply {
    let why = values.get("reason").to_owned();
    match db.write(ACT.0, &ctx, move |tx, ctx| cancel(tx, ctx, id, &why)).await {
        Ok(()) => Ok(to(LIST.into())),
        Err(error) => {
            let (lang, told) = (screen.lang(), Told::of(error)?);
            Ok(sheet(lang, id).show(&screen, &told, reason(&screen, c::reason(lang), &values, &told)))
        }
    }
}

async fn post_api(
    State(db): State<Db>,
    Extension(ctx): Visitor,
    Path(id): Path<ShiftId>,
    Json(body): Json<ReasonBody>,
) -> Reply<(StatusCode, Json<Made>)> {
    db.write(ACT.0, &ctx, move |tx, ctx| cancel(tx, ctx, id, &body.reason)).await?;
    Ok(made(id))
}

fn doc() -> Doc {
    Doc::new("Cancel a shift that is not over").body::<ReasonBody>().creates::<Made>()
}
