//! Forms that bring files. The files are received while the form is read, a piece at a time, so that no form is larger in
//! memory than its text; what arrived waits under its id, so that a form that comes back has lost nothing.

use std::sync::Arc;

use axum::extract::multipart::{Field, MultipartError};
use axum::extract::{DefaultBodyLimit, FromRequest as _, Multipart, Request};
use axum::http::header;
use axum::response::{IntoResponse as _, Response};
use bytes::{Bytes, BytesMut};
use evidence::upload::{self, Announced, Waiting};
use evidence::{Files, UploadId, attach};
use kernel::{Ctx, Error, Identity as _, Lang, Problem, RequestKey};
use ledger::Db;
use maud::Markup;
use page::files::{self, Arrived, NotTaken};
use page::form::FieldSpec;
use page::{Failure, Values};

/// The name of the field, and of what it says.
pub const FIELD: &str = "evidence";
/// Three large photos and the text of the form. More come through uploads of their own.
const LARGEST_FORM: usize = 64 << 20;
const LARGEST_TEXT: usize = 64 << 10;
const MOST_FIELDS: usize = 200;
const PIECE: usize = 256 << 10;

pub fn limit() -> DefaultBodyLimit {
    DefaultBodyLimit::max(LARGEST_FORM)
}

/// A form as it came in, with the files that came before it or with it.
pub struct Filled {
    pub values: Values,
    /// Names the request as the form does.
    pub ctx: Arc<Ctx>,
    uploads: Vec<UploadId>,
    arrived: Vec<Waiting>,
    not_taken: Vec<NotTaken>,
}

impl Filled {
    pub async fn read(db: &Db, ctx: &Arc<Ctx>, request: Request) -> Result<Filled, Response> {
        let kind = request.headers().get(header::CONTENT_TYPE).map_or(&b""[..], |kind| kind.as_bytes());
        let mut filled = Filled {
            values: Values::default(),
            ctx: Arc::clone(ctx),
            uploads: Vec::new(),
            arrived: Vec::new(),
            not_taken: Vec::new(),
        };
        if kind.starts_with(b"multipart/form-data") {
            let parts = Multipart::from_request(request, &()).await.map_err(|cause| cause.into_response())?;
            filled.receive(db, parts).await?;
        } else {
            filled.values = Values::from_request(request, &()).await?;
        }
        filled.find_arrived(db).await.map_err(|error| Failure(error).into_response())?;
        Ok(filled)
    }

    async fn receive(&mut self, db: &Db, mut parts: Multipart) -> Result<(), Response> {
        for _ in 0..MOST_FIELDS {
            let Some(mut field) = parts.next_field().await.map_err(broken)? else { break };
            let name = field.name().unwrap_or_default().to_owned();
            match field.file_name().map(str::to_owned) {
                None => {
                    let text = text(&mut field).await?;
                    self.values.add(&name, text);
                }
                Some(file) if name == files::CHOSEN => {
                    let received = receive_file(db, &self.ctx, &file, &mut field).await?;
                    match received.map_err(|error| Failure(error).into_response())? {
                        Received::Nothing => {}
                        Received::File(id) => self.values.add(FIELD, id.to_text()),
                        Received::NotTaken(why) => self.not_taken.push(NotTaken { name: file, why }),
                    }
                }
                Some(_) => {}
            }
        }
        let key = self.values.get(page::REQUEST_KEY);
        if !key.is_empty() {
            self.ctx = Arc::new(Ctx { request: RequestKey::of(key.as_bytes()), ..(*self.ctx).clone() });
        }
        Ok(())
    }

    /// Files that came before: sent by a script, or with this form when it came in first.
    async fn find_arrived(&mut self, db: &Db) -> Result<(), Error> {
        let mut ids: Vec<UploadId> = self.values.all(FIELD).filter_map(UploadId::parse).collect();
        ids.dedup();
        ids.truncate(attach::MOST_FILES + 1);
        self.uploads.clone_from(&ids);
        let ctx = Arc::clone(&self.ctx);
        let found =
            db.read(move |r| Ok(ids.into_iter().map(|id| upload::find(r, &ctx, id)).collect::<Vec<_>>())).await?;
        for it in found {
            match it {
                Ok(it) if it.found.is_some() => self.arrived.push(it),
                // The act says so, unless it was done before with these very files.
                Ok(_) | Err(Error::NotFound(_)) => {}
                Err(other) => return Err(other),
            }
        }
        Ok(())
    }

    pub fn uploads(&self) -> Vec<UploadId> {
        self.uploads.clone()
    }

    /// A form whose files were not all taken is shown again: whoever sent it thinks that they are with it.
    pub fn problem(&self) -> Option<Problem> {
        if self.not_taken.is_empty() {
            return None;
        }
        let given = self.not_taken.iter().map(|it| it.name.as_str()).collect::<Vec<_>>().join(" ");
        Some(Problem { field: FIELD, problem: "a file was not taken: see the list", given })
    }

    pub fn field(&self, spec: &FieldSpec<'_>, problems: &[Problem], lang: Lang) -> Markup {
        let listed = |it: &Waiting| Arrived { id: it.id.to_text(), name: it.name.clone(), bytes: it.bytes };
        let arrived: Vec<Arrived> = self.arrived.iter().map(listed).collect();
        field(spec, &arrived, &self.not_taken, problems, lang)
    }
}

/// The field of a form that is shown for the first time.
pub fn empty_field(spec: &FieldSpec<'_>, lang: Lang) -> Markup {
    field(spec, &[], &[], &[], lang)
}

fn field(
    spec: &FieldSpec<'_>,
    arrived: &[Arrived],
    not_taken: &[NotTaken],
    problems: &[Problem],
    lang: Lang,
) -> Markup {
    const ACCEPT: &str = "image/jpeg,image/png,image/webp,.pdf,.docx,.xlsx";
    let shown = files::Files { accept: ACCEPT, upload: "/api/v1/evidence/uploads", arrived, not_taken };
    files::field(spec, &shown, problems, lang)
}

fn broken(cause: MultipartError) -> Response {
    cause.into_response()
}

async fn text(field: &mut Field<'_>) -> Result<String, Response> {
    let mut text = BytesMut::new();
    while let Some(piece) = field.chunk().await.map_err(broken)? {
        if text.len() + piece.len() > LARGEST_TEXT {
            return Err(axum::http::StatusCode::PAYLOAD_TOO_LARGE.into_response());
        }
        text.extend_from_slice(&piece);
    }
    Ok(String::from_utf8_lossy(&text).into_owned())
}

enum Received {
    /// The field was left empty.
    Nothing,
    File(UploadId),
    NotTaken(&'static str),
}

/// The outer result is the connection's, the inner one the house's.
async fn receive_file(
    db: &Db,
    ctx: &Ctx,
    name: &str,
    field: &mut Field<'_>,
) -> Result<Result<Received, Error>, Response> {
    let (files, id) = (Files::of(db), ctx.mint::<UploadId>());
    let mut piece = BytesMut::new();
    let mut written: Result<u64, Error> = Ok(0);
    while let Some(chunk) = field.chunk().await.map_err(broken)? {
        // What is refused already is read to its end and thrown away, so that the rest of the form is still read.
        let Ok(offset) = written else { continue };
        piece.extend_from_slice(&chunk);
        if piece.len() >= PIECE {
            written = files.append(id, offset, piece.split().freeze(), u64::MAX).await;
        }
    }
    if let Ok(offset) = written
        && !piece.is_empty()
    {
        written = files.append(id, offset, Bytes::from(piece), u64::MAX).await;
    }
    let said = |bytes| Announced { name: name.to_owned(), bytes, sha256: None };
    let received = match written {
        Ok(0) if name.is_empty() => return Ok(Ok(Received::Nothing)),
        Ok(bytes) => upload::finish(db, &files, ctx, id, said(bytes)).await,
        Err(error) => Err(error),
    };
    if received.is_err() {
        files.discard(id);
    }
    Ok(match received {
        Ok(it) => Ok(Received::File(it.id)),
        Err(Error::Invalid(problems)) => Ok(Received::NotTaken(problems.0.first().map_or("too long", |p| p.problem))),
        Err(Error::Unavailable) => {
            Ok(Received::NotTaken("files can't be stored now: try again later, or send the form without them"))
        }
        Err(other) => Err(other),
    })
}
