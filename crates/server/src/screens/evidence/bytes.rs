//! The files themselves. What others see of a photo is a copy without metadata; the original goes to whoever sent it and to
//! those who audit. A document has no copies: whoever may see it gets it as it is, to be saved and not to be opened here.
//!
//! A browser keeps a copy and asks each time whether it may still show it.

use std::sync::Arc;

use axum::Extension;
use axum::extract::{Path, State};
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Response};
use evidence::{EDGES, Evidence, EvidenceId, Files};
use kernel::{Ctx, Error, Identity as _};
use ledger::Db;
use page::{Doc, Reply};

/// Whatever a file holds, it runs nowhere.
const SANDBOX: &str = "default-src 'none'; sandbox";
const ASK_AGAIN: &str = "private, no-cache";
/// The copy of a document: the document.
const DOCUMENT: &str = "file";

pub async fn copy(
    State(db): State<Db>,
    Extension(ctx): Extension<Arc<Ctx>>,
    Path((id, copy)): Path<(EvidenceId, String)>,
    headers: HeaderMap,
) -> Reply {
    let (it, _) = db.read(move |r| super::seen(r, &ctx, id)).await?;
    let files = Files::of(&db);
    if copy == DOCUMENT && !it.is_picture() {
        return whole(&files, &it, &headers).await;
    }
    let edge = EDGES.into_iter().find(|edge| edge.to_string() == copy && it.is_picture());
    let edge = edge.ok_or(Error::NotFound(EvidenceId::NAME))?;
    let mark = format!("\"{}.{edge}\"", it.sha256);
    if is_known(&headers, &mark) {
        return Ok(unchanged(mark));
    }
    let scaled = files.scaled(&it, edge).await?;
    if scaled.remade {
        tracing::warn!(evidence = %it.id, edge, "a copy was damaged and made anew");
    }
    let shown = [
        (header::CONTENT_TYPE, "image/jpeg".to_owned()),
        (header::CONTENT_DISPOSITION, format!("inline; filename=\"{}-{edge}.jpg\"", it.id)),
        (header::CONTENT_SECURITY_POLICY, SANDBOX.to_owned()),
        (header::CACHE_CONTROL, ASK_AGAIN.to_owned()),
        (header::ETAG, mark),
    ];
    Ok((shown, scaled.jpeg).into_response())
}

pub async fn original(
    State(db): State<Db>,
    Extension(ctx): Extension<Arc<Ctx>>,
    Path(id): Path<EvidenceId>,
    headers: HeaderMap,
) -> Reply {
    let it = db.read(move |r| super::held(r, &ctx, id)).await?;
    whole(&Files::of(&db), &it, &headers).await
}

async fn whole(files: &Files, it: &Evidence, headers: &HeaderMap) -> Reply {
    let mark = format!("\"{}\"", it.sha256);
    if is_known(headers, &mark) {
        return Ok(unchanged(mark));
    }
    let bytes = files.original(it.sha256).await?;
    let told = [
        (header::CONTENT_TYPE, it.media_type.word().to_owned()),
        (header::CONTENT_DISPOSITION, saved_as(it)),
        (header::CONTENT_SECURITY_POLICY, SANDBOX.to_owned()),
        (header::CACHE_CONTROL, ASK_AGAIN.to_owned()),
        (header::ETAG, mark),
    ];
    Ok((told, bytes).into_response())
}

fn is_known(headers: &HeaderMap, mark: &str) -> bool {
    let known = headers.get(header::IF_NONE_MATCH).and_then(|value| value.to_str().ok()).unwrap_or_default();
    known.split(',').any(|one| one.trim() == mark)
}

fn unchanged(mark: String) -> Response {
    let told = [(header::CACHE_CONTROL, ASK_AGAIN.to_owned()), (header::ETAG, mark)];
    (StatusCode::NOT_MODIFIED, told).into_response()
}

/// Saved, never opened: under the sender's name for it, with the ending of what it is.
fn saved_as(it: &Evidence) -> String {
    let ending = it.media_type.ending();
    let name = it.name.as_str().unwrap_or_default();
    let name = name.rsplit_once('.').map_or(name, |(before, _)| before);
    let mut encoded = String::new();
    for byte in name.bytes() {
        match byte {
            b'0'..=b'9' | b'A'..=b'Z' | b'a'..=b'z' | b'-' | b'_' => encoded.push(char::from(byte)),
            _ => encoded.push_str(&format!("%{byte:02X}")),
        }
    }
    let plain = it.id.to_text();
    format!("attachment; filename=\"{plain}.{ending}\"; filename*=UTF-8''{encoded}.{ending}")
}

pub fn copy_doc() -> Doc {
    Doc::new("A copy without metadata: `320` or `1600` pixels of a photo as JPEG, or the `file` of a document")
}

pub fn original_doc() -> Doc {
    Doc::new("The bytes as they were sent; for whoever sent them and those who audit")
}
