//! The notice as it is printed, and as a Word file.

use std::sync::Arc;

use axum::Extension;
use axum::extract::{Path, State};
use kernel::{Ctx, Error, Lang};
use ledger::Db;
use page::{Reply, Screen};
use paper::document::Document;

use super::fetch;
use crate::listing::ListingId;
use registry::print;

async fn notice(db: &Db, ctx: Arc<Ctx>, id: ListingId, lang: Lang) -> Reply<Document> {
    let shown = db.read(move |r| fetch(r, &ctx, id)).await?;
    Ok(shown.notice(lang).ok_or(Error::NotFound("ListingId"))?)
}

pub async fn show(
    State(db): State<Db>,
    Extension(ctx): Extension<Arc<Ctx>>,
    screen: Screen,
    Path(id): Path<ListingId>,
) -> Reply {
    let notice = notice(&db, ctx, id, screen.lang()).await?;
    Ok(print::page(&screen, &notice, &format!("/listings/{id}"), &format!("/listings/{id}/notice/file")))
}

/// The Chinese text, whoever asks: it is the document.
pub async fn file(State(db): State<Db>, Extension(ctx): Extension<Arc<Ctx>>, Path(id): Path<ListingId>) -> Reply {
    Ok(print::download(&notice(&db, ctx, id, Lang::Zh).await?)?)
}
