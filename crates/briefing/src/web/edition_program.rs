//! Texts and their editions for programs.

use std::collections::BTreeMap;

use axum::Extension;
use axum::extract::{Path, State as Shared};
use axum::http::StatusCode;
use axum::response::{IntoResponse as _, Response};
use kernel::{Ctx, Error, Instant};
use ledger::{Db, Reader, Tx};
use page::{Doc, Json, Query, Reply, list as lists};
use serde::Serialize;

use super::Visitor;
use super::edition_list::number_text;
use crate::edition::query::{self, Filter};
use crate::edition::{Discard, Draft, Issue, IssuedBriefingId, Listed, additions, discard, draft, issue};
use crate::text::Briefing;

const ROWS: u32 = 50;

/// A text of a period.
#[derive(Debug, Serialize, serde::Deserialize, utoipa::ToSchema)]
pub struct IssuedBriefingLine {
    #[schema(value_type = String)]
    id: IssuedBriefingId,
    version: i64,
    /// `situation`, `talking_points`
    name: String,
    from: String,
    to: String,
    /// `draft`, `issued`, `discarded`
    state: String,
    office: String,
    /// Which draft.
    draft: u32,
    edition: Option<i64>,
    number: Option<String>,
    #[schema(value_type = Option<String>)]
    as_of: Option<Instant>,
    /// SHA-256 of the text as JSON.
    hash: Option<String>,
    #[schema(value_type = Option<String>)]
    issued_at: Option<Instant>,
}

fn line(it: &Listed) -> IssuedBriefingLine {
    IssuedBriefingLine {
        id: it.id,
        version: it.version,
        name: it.name.word().to_owned(),
        from: it.period.from.to_string(),
        to: it.period.to.to_string(),
        state: it.state.word().to_owned(),
        office: it.office.clone(),
        draft: it.draft,
        edition: it.edition,
        number: number_text(it),
        as_of: it.as_of,
        hash: it.hash.clone(),
        issued_at: it.issued_at,
    }
}

/// A page of texts for programs.
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub struct IssuedBriefingLines {
    issued_briefings: Vec<IssuedBriefingLine>,
    total: i64,
}

pub(super) async fn list(
    Shared(db): Shared<Db>,
    Extension(ctx): Visitor,
    Query(query): Query,
) -> Reply<Json<IssuedBriefingLines>> {
    let filter = Filter::from_query(&query);
    let from = (lists::page_number(&query, ROWS) - 1) * ROWS;
    let answer = db.read(move |r| {
        let lines = query::list(r, &ctx, &filter, from, ROWS)?;
        Ok::<_, Error>(IssuedBriefingLines {
            issued_briefings: lines.iter().map(line).collect(),
            total: query::count(r, &ctx, &filter)?,
        })
    });
    Ok(Json(answer.await?))
}

pub(super) fn list_doc() -> Doc {
    Doc::new("Briefings and talking points, drafts and editions, the latest period first, fifty a page")
        .returns::<IssuedBriefingLines>()
        .query("name", "situation, talking_points")
        .query("state", "draft, issued, discarded; without it, the first two")
        .query("from", "its period ends on or after this day, yyyy-MM-dd")
        .query("to", "its period ends on or before this day, yyyy-MM-dd")
        .query("page", "from 1")
}

/// A text with what it says.
#[derive(Debug, Serialize, serde::Deserialize, utoipa::ToSchema)]
pub struct IssuedBriefingAnswer {
    #[serde(flatten)]
    line: IssuedBriefingLine,
    /// What people added, by part.
    added: BTreeMap<String, String>,
    /// Why it is issued again.
    reason: Option<String>,
    /// As it was issued; none of a draft, which follows the record.
    text: Option<Briefing>,
}

fn read(r: &Reader<'_>, ctx: &Ctx, id: IssuedBriefingId) -> Result<IssuedBriefingAnswer, Error> {
    let it = query::one(r, ctx, id)?;
    Ok(IssuedBriefingAnswer {
        line: line(&it.it),
        added: additions(&it.drafted).into_iter().map(|(part, text)| (part.word().to_owned(), text)).collect(),
        reason: it.drafted.reason.as_ref().and_then(|it| it.as_str()).map(str::to_owned),
        text: it.text,
    })
}

pub(super) async fn one(
    Shared(db): Shared<Db>,
    Extension(ctx): Visitor,
    Path(id): Path<IssuedBriefingId>,
) -> Reply<Json<IssuedBriefingAnswer>> {
    Ok(Json(db.read(move |r| read(r, &ctx, id)).await?))
}

pub(super) fn one_doc() -> Doc {
    Doc::new("One text: its draft, or what was issued").returns::<IssuedBriefingAnswer>()
}

/// What was drafted.
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub struct BriefingDrafted {
    #[schema(value_type = String)]
    id: IssuedBriefingId,
}

pub(super) async fn draft_new(
    Shared(db): Shared<Db>,
    Extension(ctx): Visitor,
    Json(cmd): Json<Draft>,
) -> Reply<Response> {
    let run = move |tx: &mut Tx<'_>, ctx: &Ctx| draft(tx, ctx, None, &cmd);
    let id = db.write("briefing.draft by program", &ctx, run).await?;
    Ok((StatusCode::CREATED, Json(BriefingDrafted { id })).into_response())
}

pub(super) fn draft_doc() -> Doc {
    Doc::new("Draft a text of a period: what people add; its figures are those of the record")
        .body::<Draft>()
        .creates::<BriefingDrafted>()
}

type Answered = Reply<Json<IssuedBriefingAnswer>>;

pub(super) async fn redraft(
    Shared(db): Shared<Db>,
    Extension(ctx): Visitor,
    Path(id): Path<IssuedBriefingId>,
    Json(cmd): Json<Draft>,
) -> Answered {
    let run = move |tx: &mut Tx<'_>, ctx: &Ctx| {
        draft(tx, ctx, Some(id), &cmd)?;
        read(tx, ctx, id)
    };
    Ok(Json(db.write("briefing.redraft by program", &ctx, run).await?))
}

pub(super) fn redraft_doc() -> Doc {
    Doc::new("Write what is added to a draft anew, whole").body::<Draft>().returns::<IssuedBriefingAnswer>()
}

pub(super) async fn issuing(
    Shared(db): Shared<Db>,
    Extension(ctx): Visitor,
    Path(id): Path<IssuedBriefingId>,
    Json(cmd): Json<Issue>,
) -> Answered {
    let run = move |tx: &mut Tx<'_>, ctx: &Ctx| {
        issue(tx, ctx, id, &cmd)?;
        read(tx, ctx, id)
    };
    Ok(Json(db.write("briefing.issue by program", &ctx, run).await?))
}

pub(super) fn issue_doc() -> Doc {
    Doc::new("Issue the draft that was read: figures and words stay from then on; not by whoever drafted it")
        .body::<Issue>()
        .returns::<IssuedBriefingAnswer>()
}

pub(super) async fn discarding(
    Shared(db): Shared<Db>,
    Extension(ctx): Visitor,
    Path(id): Path<IssuedBriefingId>,
    Json(cmd): Json<Discard>,
) -> Answered {
    let run = move |tx: &mut Tx<'_>, ctx: &Ctx| {
        discard(tx, ctx, id, &cmd)?;
        read(tx, ctx, id)
    };
    Ok(Json(db.write("briefing.discard by program", &ctx, run).await?))
}

pub(super) fn discard_doc() -> Doc {
    Doc::new("A draft that is not issued, with the reason").body::<Discard>().returns::<IssuedBriefingAnswer>()
}
