//! The button that settles a duty without check, and its twin for programs.

use std::sync::Arc;

use axum::Extension;
use axum::extract::{Path, State};
use axum::response::{IntoResponse, Redirect};
use kernel::Ctx;
use ledger::Db;
use page::{Doc, Json, Reply};

use super::settle_mine;
use crate::detail::{self, ObligationAnswer};
use crate::model::ObligationId;

pub(crate) async fn post(
    State(db): State<Db>,
    Extension(ctx): Extension<Arc<Ctx>>,
    Path(id): Path<ObligationId>,
) -> Reply {
    db.write("obligation.settle", &ctx, move |tx, ctx| settle_mine(tx, ctx, id)).await?;
    Ok(Redirect::to(&format!("/obligations/{id}")).into_response())
}

pub(crate) async fn post_api(
    State(db): State<Db>,
    Extension(ctx): Extension<Arc<Ctx>>,
    Path(id): Path<ObligationId>,
) -> Reply<Json<ObligationAnswer>> {
    db.write("obligation.settle", &ctx, move |tx, ctx| settle_mine(tx, ctx, id)).await?;
    detail::show_api(State(db), Extension(ctx), Path(id)).await
}

pub(crate) fn doc() -> Doc {
    Doc::new("Settle a duty that needs no check and stands on your list").returns::<ObligationAnswer>()
}
