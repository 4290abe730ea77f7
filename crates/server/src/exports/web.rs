//! Each list's way out: `GET <list>/export` with the query of the list; `format=csv` for programs.

use std::sync::Arc;

use axum::Extension;
use axum::extract::State;
use axum::http::{HeaderValue, Method, StatusCode, header};
use axum::response::{IntoResponse, Response};
use kernel::{Ctx, Error};
use ledger::Db;
use page::{Query, Reply, Routes, Values, download};
use registry::export::ExportList;

use super::{File, Format, LISTS, make, returned};

pub fn routes() -> Routes<Db> {
    let lists = LISTS.iter().copied().fold(Routes::new(), |routes, list| {
        let export = move |State(db): State<Db>, Extension(ctx): Extension<Arc<Ctx>>, Query(query): Query| {
            export(db, ctx, list, query)
        };
        routes.page(Method::GET, format!("{}/export", list.path), list.act, export)
    });
    lists.and(returned::web::routes())
}

const SHEET: &str = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";
const TABLE: &str = "text/csv; charset=utf-8";

async fn export(db: Db, ctx: Arc<Ctx>, list: &'static ExportList, query: Values) -> Reply {
    let format = query.word("format", Format::from_word).unwrap_or(Format::Xlsx);
    let query = query.without("format");
    let work = move || make(&db, &ctx, list, &query, format);
    let made = tokio::task::spawn_blocking(work).await.map_err(Error::internal)??;
    Ok(made.map_or_else(too_many, give))
}

fn give(file: File) -> Response {
    let kind = match file.format {
        Format::Xlsx => SHEET,
        Format::Csv => TABLE,
    };
    download(&file.name, kind, file.bytes)
}

fn too_many() -> Response {
    let hour = HeaderValue::from_static("3600");
    (StatusCode::TOO_MANY_REQUESTS, [(header::RETRY_AFTER, hour)]).into_response()
}
