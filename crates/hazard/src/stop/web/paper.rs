//! The documents of an order as they are printed, and as Word files.

use std::sync::Arc;

use axum::Extension;
use axum::extract::{Path, State};
use kernel::{Ctx, Error, Lang};
use ledger::Db;
use page::{Reply, Screen};
use paper::document::Document;

use super::fetch;
use crate::stop::StopId;
use crate::stop::list::{PATH, extent};
use crate::stop::paper::{Matter, Paper};
use registry::print;

async fn text(db: &Db, ctx: Arc<Ctx>, id: StopId, (which, lang): (Paper, Lang)) -> Reply<Document> {
    let shown = db.read(move |r| fetch(r, &ctx, id)).await?;
    let matter = Matter {
        line: &shown.line,
        issuer: &shown.issuer,
        unit: &shown.unit,
        extent: &extent(lang, &shown.line),
        hazards: &shown.hazards,
        history: &shown.history,
    };
    Ok(which.text(lang, &matter).ok_or(Error::NotFound("Paper"))?)
}

/// Where a document is, and its file.
pub fn paths(it: Paper) -> (&'static str, &'static str) {
    match it {
        Paper::Decision => ("/stop-orders/{id}/decision", "/stop-orders/{id}/decision/file"),
        Paper::Consent => ("/stop-orders/{id}/consent", "/stop-orders/{id}/consent/file"),
    }
}

pub async fn show(
    paper: Paper,
    State(db): State<Db>,
    Extension(ctx): Extension<Arc<Ctx>>,
    screen: Screen,
    Path(id): Path<StopId>,
) -> Reply {
    let document = text(&db, ctx, id, (paper, screen.lang())).await?;
    let here = format!("{PATH}/{id}");
    Ok(print::page(&screen, &document, &here, &format!("{here}/{paper}/file")))
}

/// The Chinese text, whoever asks: it is the document.
pub async fn file(
    paper: Paper,
    State(db): State<Db>,
    Extension(ctx): Extension<Arc<Ctx>>,
    Path(id): Path<StopId>,
) -> Reply {
    Ok(print::download(&text(&db, ctx, id, (paper, Lang::Zh)).await?)?)
}
