//! The documents of a meeting: the page that prints one, its Word file, and its words for programs.

use axum::Extension;
use axum::extract::{Path, State as Shared};
use kernel::Lang;
use ledger::Db;
use page::{Doc, Json, Reply, Screen};
use paper::document::Paragraph;
use registry::print;
use serde::Serialize;

use super::{PATH, Visitor};
use crate::model::MeetingId;
use crate::printed::fetch;

pub(super) async fn show(
    Shared(db): Shared<Db>,
    Extension(ctx): Visitor,
    screen: Screen,
    Path((id, no)): Path<(MeetingId, u32)>,
) -> Reply {
    let lang = screen.lang();
    let paper = db.read(move |r| fetch(r, &ctx, id, no, lang)).await?;
    Ok(print::page(&screen, &paper, &format!("{PATH}/{id}"), &format!("{PATH}/{id}/documents/{no}/file")))
}

/// The Chinese text, whoever asks: it is the document.
pub(super) async fn file(
    Shared(db): Shared<Db>,
    Extension(ctx): Visitor,
    Path((id, no)): Path<(MeetingId, u32)>,
) -> Reply {
    let paper = db.read(move |r| fetch(r, &ctx, id, no, Lang::Zh)).await?;
    Ok(print::download(&paper)?)
}

/// What a document of a meeting says, in the language asked for; the Word file is Chinese.
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub struct MeetingDocument {
    number: String,
    title: String,
    addressee: Option<String>,
    paragraphs: Vec<String>,
    signature: String,
    date: String,
    copies: Option<String>,
}

pub(super) async fn get(
    Shared(db): Shared<Db>,
    Extension(ctx): Visitor,
    Path((id, no)): Path<(MeetingId, u32)>,
) -> Reply<Json<MeetingDocument>> {
    let lang = ctx.lang;
    let paper = db.read(move |r| fetch(r, &ctx, id, no, lang)).await?;
    let plain = |it: Paragraph| match it {
        Paragraph::First(text) | Paragraph::Second(text) | Paragraph::Body(text) => text,
    };
    Ok(Json(MeetingDocument {
        number: paper.number.unwrap_or_default(),
        title: paper.title,
        addressee: paper.addressee,
        paragraphs: paper.paragraphs.into_iter().map(plain).collect(),
        signature: paper.signature,
        date: paper.date.to_string(),
        copies: paper.copies,
    }))
}

pub(super) fn doc() -> Doc {
    Doc::new("What the notice or the minutes of a meeting say").returns::<MeetingDocument>()
}
