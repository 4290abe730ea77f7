//! One button on the hazard's page, and its twin for programs.

use std::sync::Arc;

use axum::Extension;
use axum::extract::{Path, State};
use axum::response::{IntoResponse, Redirect};
use kernel::Ctx;
use ledger::Db;
use page::{Doc, Json, Reply};

use super::start;
use crate::act_page::{self, Done};
use crate::model::HazardId;

pub async fn post(State(db): State<Db>, Extension(ctx): Extension<Arc<Ctx>>, Path(id): Path<HazardId>) -> Reply {
    db.write("hazard.start", &ctx, move |tx, ctx| start(tx, ctx, id)).await?;
    Ok(Redirect::to(&format!("/hazards/{id}")).into_response())
}

pub async fn post_api(
    State(db): State<Db>,
    Extension(ctx): Extension<Arc<Ctx>>,
    Path(id): Path<HazardId>,
) -> Reply<Json<Done>> {
    act_page::by_program(&db, &ctx, id, "hazard.start by program", move |tx, ctx| start(tx, ctx, id)).await
}

pub fn doc() -> Doc {
    Doc::new("Take the rectification on").returns::<Done>()
}
