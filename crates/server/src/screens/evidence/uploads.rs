//! Uploads in pieces: begun with name and size, continued from where they stopped, whole at the last byte. The header
//! `Upload-Offset` means what it means in tus 1.0; creation is JSON, because a name is text. `GET` (or `HEAD`) tells how
//! much has arrived.

use std::sync::Arc;

use axum::Extension;
use axum::body::Body;
use axum::extract::{DefaultBodyLimit, Path, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use bytes::BytesMut;
use evidence::upload::{self, Announced, Waiting};
use evidence::{Digest, Files, UploadId};
use http_body_util::BodyExt as _;
use kernel::{Ctx, Error, Instant, Problem};
use ledger::Db;
use page::{Doc, Json, Reply};
use serde::{Deserialize, Serialize};

const OFFSET: &str = "upload-offset";
const LENGTH: &str = "upload-length";
/// The largest piece; a file may come in one.
const LARGEST_PIECE: usize = 20 << 20;
/// What is written at once.
const WRITTEN: usize = 256 << 10;

pub fn limit() -> DefaultBodyLimit {
    DefaultBodyLimit::max(LARGEST_PIECE)
}

/// A file before its first byte.
#[derive(Debug, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct UploadBody {
    name: String,
    /// At most 20 MiB.
    bytes: u64,
    /// SHA-256 of the whole, if it is to be compared at the end.
    #[serde(default)]
    #[schema(value_type = Option<String>)]
    sha256: Option<Digest>,
}

/// How far an upload is.
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub struct UploadState {
    #[schema(value_type = String)]
    id: UploadId,
    /// Where the next piece begins.
    offset: u64,
    bytes: u64,
    /// Whole, looked at, and ready to be named in a form.
    received: bool,
    #[schema(value_type = Option<String>)]
    sha256: Option<Digest>,
    #[schema(value_type = String)]
    expires_at: Instant,
}

fn state(files: &Files, it: &Waiting) -> UploadState {
    let received = it.found.is_some();
    UploadState {
        id: it.id,
        offset: if received { it.bytes } else { files.arrived(it.id) },
        bytes: it.bytes,
        received,
        sha256: it.found.as_ref().map(|found| found.sha256),
        expires_at: it.expires_at,
    }
}

fn answer(status: StatusCode, state: UploadState) -> Response {
    let told = [(OFFSET, state.offset.to_string()), (LENGTH, state.bytes.to_string())];
    (status, told, Json(state)).into_response()
}

pub async fn begin(State(db): State<Db>, Extension(ctx): Extension<Arc<Ctx>>, Json(body): Json<UploadBody>) -> Reply {
    let said = Announced { name: body.name, bytes: body.bytes, sha256: body.sha256 };
    let id = db.write("evidence.upload", &ctx, move |tx, ctx| upload::begin(tx, ctx, &said)).await?;
    let it = db.read(move |r| upload::find(r, &ctx, id)).await?;
    let location = [("location", format!("/api/v1/evidence/uploads/{id}"))];
    Ok((location, answer(StatusCode::CREATED, state(&Files::of(&db), &it))).into_response())
}

pub async fn show(State(db): State<Db>, Extension(ctx): Extension<Arc<Ctx>>, Path(id): Path<UploadId>) -> Reply {
    let it = db.read(move |r| upload::find(r, &ctx, id)).await?;
    Ok(answer(StatusCode::OK, state(&Files::of(&db), &it)))
}

/// What has come before the connection broke is kept, and whoever sends asks again where to go on.
pub async fn append(
    State(db): State<Db>,
    Extension(ctx): Extension<Arc<Ctx>>,
    Path(id): Path<UploadId>,
    headers: HeaderMap,
    body: Body,
) -> Reply {
    let (asked, files) = (Arc::clone(&ctx), Files::of(&db));
    let it = db.read(move |r| upload::find(r, &asked, id)).await?;
    if it.found.is_some() {
        return Ok(answer(StatusCode::OK, state(&files, &it)));
    }
    let offset = headers.get(OFFSET).and_then(|value| value.to_str().ok()?.parse().ok());
    let offset: u64 = offset.ok_or(Problem::at("upload-offset", "say where the piece begins"))?;
    let arrived = write(&files, &it, offset, body).await?;
    if arrived < it.bytes {
        return Ok(answer(StatusCode::OK, state(&files, &it)));
    }
    let said = Announced { name: it.name, bytes: it.bytes, sha256: it.sha256 };
    let it = upload::finish(&db, &files, &ctx, id, said).await?;
    Ok(answer(StatusCode::OK, state(&files, &it)))
}

async fn write(files: &Files, it: &Waiting, mut offset: u64, mut body: Body) -> Result<u64, Error> {
    let mut piece = BytesMut::new();
    loop {
        // A body that breaks off has ended; its beginning is written all the same.
        let chunk = match body.frame().await {
            Some(Ok(frame)) => frame.into_data().unwrap_or_default(),
            Some(Err(_)) | None => break,
        };
        piece.extend_from_slice(&chunk);
        if piece.len() >= WRITTEN {
            offset = files.append(it.id, offset, piece.split().freeze(), it.bytes).await?;
        }
    }
    files.append(it.id, offset, piece.freeze(), it.bytes).await
}

pub fn begin_doc() -> Doc {
    Doc::new("Begin to send a file; the answer says where its pieces go").body::<UploadBody>().creates::<UploadState>()
}

pub fn show_doc() -> Doc {
    Doc::new("How much of an upload has arrived; waits a day").returns::<UploadState>()
}

pub fn append_doc() -> Doc {
    Doc::new(
        "The next piece as raw bytes; header Upload-Offset says where it begins, the last one makes the file whole",
    )
    .returns::<UploadState>()
}
