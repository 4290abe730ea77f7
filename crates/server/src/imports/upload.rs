//! What the form of imports sent: a file, or a table that was pasted.

use std::borrow::Cow;

use axum::extract::Multipart;
use axum::extract::multipart::MultipartError;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use kernel::{Lang, Problem};
use page::{Failure, Values};

use super::{Job, State};
use crate::words::import_page as w;

#[derive(Default)]
pub struct Upload {
    pub values: Values,
    name: String,
    bytes: Vec<u8>,
}

impl Upload {
    /// What can't be read is answered here already.
    pub async fn receive(mut multipart: Multipart) -> Result<Self, Response> {
        let unreadable = |cause: MultipartError| match cause.status() {
            StatusCode::PAYLOAD_TOO_LARGE => StatusCode::PAYLOAD_TOO_LARGE.into_response(),
            _ => Failure(Problem::at("file", "this file could not be read").into()).into_response(),
        };
        let mut upload = Upload::default();
        while let Some(field) = multipart.next_field().await.map_err(unreadable)? {
            let name = field.name().unwrap_or_default().to_owned();
            if name == "file" {
                upload.name = field.file_name().unwrap_or_default().to_owned();
                upload.bytes = field.bytes().await.map_err(unreadable)?.to_vec();
            } else {
                upload.values.set(&name, field.text().await.map_err(unreadable)?);
            }
        }
        Ok(upload)
    }

    /// Its name and bytes. A table that was pasted is a file of tabs; a browser sends its line breaks in two characters,
    /// also those within a cell, which had one.
    pub fn file(&self, lang: Lang) -> Result<(Cow<'_, str>, Cow<'_, [u8]>), Problem> {
        let pasted = self.values.get("pasted");
        match (self.name.is_empty() && self.bytes.is_empty(), pasted.trim().is_empty()) {
            (false, _) => Ok((self.name.as_str().into(), self.bytes.as_slice().into())),
            (true, false) => {
                let name = format!("{}{PASTED}", w::pasted_name(lang));
                Ok((name.into(), pasted.replace("\r\n", "\n").into_bytes().into()))
            }
            (true, true) => Err(Problem::at("file", "choose a file or paste a table")),
        }
    }
}

const PASTED: &str = ".tsv";
/// More is corrected in Excel.
const CORRECTED_BYTES_MAX: u64 = 1 << 20;

/// Whether the table of this file can be corrected on its page.
pub fn is_pasted(job: &Job) -> bool {
    job.state == State::Checked && job.name.ends_with(PASTED) && job.bytes <= CORRECTED_BYTES_MAX
}
