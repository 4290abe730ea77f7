//! Sending, pasting and withdrawing: from the forms, and for programs.

use std::sync::Arc;

use axum::extract::{Path, State as Shared};
use axum::http::StatusCode;
use axum::response::{IntoResponse as _, Response};
use kernel::{Ctx, Division};
use ledger::{Db, Tx};
use page::{Doc, Json, Reply, Screen, Values};
use serde::{Deserialize, Serialize};

use super::detail::{self, LossSheetAnswer};
use super::grid::PATH;
use super::paste::Paste;
use super::{LossSheetId, Send, act, form, query};
use crate::event::DisasterId;
use crate::web::{DisasterReason, Visitor};
use page::sheet::{Typed, done};

pub(super) async fn post(
    Shared(db): Shared<Db>,
    axum::Extension(ctx): Visitor,
    screen: Screen,
    Path((id, division)): Path<(DisasterId, Division)>,
    values: Values,
) -> Reply {
    let place = form::place(division, values.get("group"))?;
    let (of, typed) = (place.clone(), values.clone());
    let run = move |tx: &mut Tx<'_>, ctx: &Ctx| {
        let before = query::of_place(tx, ctx, id, &of)?;
        act::send(tx, ctx, id, &of, &form::command(&typed, before.as_ref()))
    };
    let made = db.write("loss_sheet.send", &ctx, run).await;
    match done(made, values, |made| format!("{PATH}/{made}"))? {
        Ok(next) => Ok(next),
        Err(again) => form::page(&db, &ctx, &screen, id, place, Some(again)).await,
    }
}

/// Which group of a village, if it is one's sheet.
#[derive(Debug, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct SendBody {
    /// Of a village; empty for the division itself.
    #[serde(default)]
    group: String,
    sheet: Send,
}

/// What was made.
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub struct LossSheetSent {
    #[schema(value_type = String)]
    id: LossSheetId,
}

pub(super) async fn post_api(
    Shared(db): Shared<Db>,
    axum::Extension(ctx): Visitor,
    Path((id, division)): Path<(DisasterId, Division)>,
    Json(body): Json<SendBody>,
) -> Reply<Response> {
    let place = form::place(division, &body.group)?;
    let run = move |tx: &mut Tx<'_>, ctx: &Ctx| act::send(tx, ctx, id, &place, &body.sheet);
    let id = db.write("loss_sheet.send by program", &ctx, run).await?;
    Ok((StatusCode::CREATED, Json(LossSheetSent { id })).into_response())
}

pub(super) fn doc() -> Doc {
    Doc::new("Send what a place lost: a first sheet, a further edition of it, or zero")
        .body::<SendBody>()
        .creates::<LossSheetSent>()
}

/// The sheets that were sent.
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub struct LossSheetsSent {
    #[schema(value_type = Vec<String>)]
    ids: Vec<LossSheetId>,
}

pub(super) async fn post_paste_api(
    Shared(db): Shared<Db>,
    axum::Extension(ctx): Visitor,
    Path(id): Path<DisasterId>,
    Json(cmd): Json<Paste>,
) -> Reply<Response> {
    let ids = db.write("loss_sheet.paste by program", &ctx, move |tx, ctx| act::paste(tx, ctx, id, &cmd)).await?;
    Ok((StatusCode::CREATED, Json(LossSheetsSent { ids })).into_response())
}

pub(super) fn paste_doc() -> Doc {
    Doc::new("Send the rows of a table, each a place; all of them or none, problems by row and column apart by tabs")
        .body::<Paste>()
        .creates::<LossSheetsSent>()
}

pub(super) async fn post_withdraw(
    Shared(db): Shared<Db>,
    axum::Extension(ctx): Visitor,
    screen: Screen,
    Path(id): Path<LossSheetId>,
    values: Values,
) -> Reply {
    let reason = values.get("reason").to_owned();
    let made = db.write("loss_sheet.withdraw", &ctx, move |tx, ctx| act::withdraw(tx, ctx, id, &reason)).await;
    match done(made, values, |()| format!("{PATH}/{id}"))? {
        Ok(next) => Ok(next),
        Err(Typed { values, problems }) => detail::page(&db, &ctx, &screen, id, &Typed { values, problems }).await,
    }
}

pub(super) async fn post_withdraw_api(
    Shared(db): Shared<Db>,
    axum::Extension(ctx): Visitor,
    Path(id): Path<LossSheetId>,
    Json(body): Json<DisasterReason>,
) -> Reply<Json<LossSheetAnswer>> {
    let asked = Arc::clone(&ctx);
    let run = move |tx: &mut Tx<'_>, ctx: &Ctx| act::withdraw(tx, ctx, id, &body.reason);
    db.write("loss_sheet.withdraw by program", &ctx, run).await?;
    Ok(Json(db.read(move |r| detail::read(r, &asked, id)).await?))
}

pub(super) fn withdraw_doc() -> Doc {
    Doc::new("Withdraw a sheet that was sent by mistake: it counts no more, and the place is silent again")
        .body::<DisasterReason>()
        .returns::<LossSheetAnswer>()
}
