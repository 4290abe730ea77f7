//! The pack of a hazard as a download.

use std::sync::Arc;

use axum::Extension;
use axum::extract::{Path, State};
use axum::http::Method;
use hazard::HazardId;
use kernel::{Act, Ctx, Error, Identity as _};
use ledger::Db;
use page::{Reply, Routes, download};

const ACT: Act = Act("hazard.pack");

pub fn routes() -> Routes<Db> {
    Routes::new().page(Method::GET, "/hazards/{id}/evidence-pack", ACT, of_hazard)
}

async fn of_hazard(State(db): State<Db>, Extension(ctx): Extension<Arc<Ctx>>, Path(id): Path<String>) -> Reply {
    let id = HazardId::parse(&id).ok_or(Error::NotFound("HazardId"))?;
    let (name, bytes) = super::of_hazard(&db, &ctx, id).await?;
    Ok(download(&name, "application/zip", bytes))
}
