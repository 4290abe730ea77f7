//! What is done from a task's page, and all of it for programs.

use std::sync::Arc;

use axum::extract::{Path, State as Shared};
use axum::http::StatusCode;
use axum::response::{IntoResponse as _, Response};
use kernel::{Ctx, Error};
use ledger::{Db, Tx};
use page::sheet::done;
use page::{Doc, Json, Reply, Screen, Values};
use serde::{Deserialize, Serialize};

use super::detail::{self, TaskAnswer};
use super::list::PATH;
use super::{Report, Set, TaskId, Verify, extend, report, set, verify, withdraw};
use crate::web::Visitor;

async fn back(
    (db, ctx, screen): (&Db, &Arc<Ctx>, &Screen),
    id: TaskId,
    values: Values,
    made: Result<(), Error>,
) -> Reply {
    match done(made, values, |()| format!("{PATH}/{id}"))? {
        Ok(next) => Ok(next),
        Err(again) => detail::page(db, ctx, screen, id, &again).await,
    }
}

pub(super) async fn post_report(
    Shared(db): Shared<Db>,
    axum::Extension(ctx): Visitor,
    screen: Screen,
    Path((id, no)): Path<(TaskId, i64)>,
    values: Values,
) -> Reply {
    let cmd = Report { said: values.get("said").to_owned() };
    let made = db.write("task.report", &ctx, move |tx, ctx| report(tx, ctx, id, no, &cmd)).await;
    back((&db, &ctx, &screen), id, values, made).await
}

pub(super) async fn post_verify(
    Shared(db): Shared<Db>,
    axum::Extension(ctx): Visitor,
    screen: Screen,
    Path((id, no)): Path<(TaskId, i64)>,
    values: Values,
) -> Reply {
    let cmd = Verify { accepted: values.get("accepted").to_owned(), note: values.get("note").to_owned() };
    let made = db.write("task.verify", &ctx, move |tx, ctx| verify(tx, ctx, id, no, &cmd)).await;
    back((&db, &ctx, &screen), id, values, made).await
}

pub(super) async fn post_extend(
    Shared(db): Shared<Db>,
    axum::Extension(ctx): Visitor,
    screen: Screen,
    Path((id, no)): Path<(TaskId, i64)>,
    values: Values,
) -> Reply {
    let (to, reason) = (values.get("to").to_owned(), values.get("because").to_owned());
    let made = db.write("task.extend", &ctx, move |tx, ctx| extend(tx, ctx, id, no, &to, &reason)).await;
    back((&db, &ctx, &screen), id, values, made).await
}

pub(super) async fn post_withdraw(
    Shared(db): Shared<Db>,
    axum::Extension(ctx): Visitor,
    screen: Screen,
    Path(id): Path<TaskId>,
    values: Values,
) -> Reply {
    let reason = values.get("reason").to_owned();
    let made = db.write("task.withdraw", &ctx, move |tx, ctx| withdraw(tx, ctx, id, &reason)).await;
    back((&db, &ctx, &screen), id, values, made).await
}

/// What was made.
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub struct TaskCreated {
    #[schema(value_type = String)]
    id: TaskId,
}

pub(super) async fn post_api(
    Shared(db): Shared<Db>,
    axum::Extension(ctx): Visitor,
    Json(cmd): Json<Set>,
) -> Reply<Response> {
    let id = db.write("task.set by program", &ctx, move |tx, ctx| set(tx, ctx, &cmd)).await?;
    Ok((StatusCode::CREATED, Json(TaskCreated { id })).into_response())
}

pub(super) fn set_doc() -> Doc {
    Doc::new("Set a task; every part of it is owed by its organisation until its own date")
        .body::<Set>()
        .creates::<TaskCreated>()
}

async fn by_program(
    db: &Db,
    ctx: &Arc<Ctx>,
    name: &'static str,
    id: TaskId,
    act: impl Fn(&mut Tx<'_>, &Ctx) -> Result<(), Error> + Send + 'static,
) -> Reply<Json<TaskAnswer>> {
    db.write(name, ctx, act).await?;
    let asked = Arc::clone(ctx);
    Ok(Json(db.read(move |r| detail::read(r, &asked, id)).await?))
}

pub(super) async fn post_report_api(
    Shared(db): Shared<Db>,
    axum::Extension(ctx): Visitor,
    Path((id, no)): Path<(TaskId, i64)>,
    Json(cmd): Json<Report>,
) -> Reply<Json<TaskAnswer>> {
    let act = move |tx: &mut Tx<'_>, ctx: &Ctx| report(tx, ctx, id, no, &cmd);
    by_program(&db, &ctx, "task.report by program", id, act).await
}

pub(super) fn report_doc() -> Doc {
    Doc::new("Report a part done; the Safety Office verifies it").body::<Report>().returns::<TaskAnswer>()
}

pub(super) async fn post_verify_api(
    Shared(db): Shared<Db>,
    axum::Extension(ctx): Visitor,
    Path((id, no)): Path<(TaskId, i64)>,
    Json(cmd): Json<Verify>,
) -> Reply<Json<TaskAnswer>> {
    let act = move |tx: &mut Tx<'_>, ctx: &Ctx| verify(tx, ctx, id, no, &cmd);
    by_program(&db, &ctx, "task.verify by program", id, act).await
}

pub(super) fn verify_doc() -> Doc {
    Doc::new("Close a part that was reported done, or return it with a reason; by somebody else than who did it")
        .body::<Verify>()
        .returns::<TaskAnswer>()
}

/// More time for one part.
#[derive(Debug, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ExtensionBody {
    /// yyyy-MM-dd
    to: String,
    /// Why.
    because: String,
}

pub(super) async fn post_extend_api(
    Shared(db): Shared<Db>,
    axum::Extension(ctx): Visitor,
    Path((id, no)): Path<(TaskId, i64)>,
    Json(body): Json<ExtensionBody>,
) -> Reply<Json<TaskAnswer>> {
    let act = move |tx: &mut Tx<'_>, ctx: &Ctx| extend(tx, ctx, id, no, &body.to, &body.because);
    by_program(&db, &ctx, "task.extend by program", id, act).await
}

pub(super) fn extend_doc() -> Doc {
    Doc::new("Give a part more time, by somebody other than its owner").body::<ExtensionBody>().returns::<TaskAnswer>()
}

/// Why, for programs.
#[derive(Debug, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct TaskReason {
    reason: String,
}

pub(super) async fn post_withdraw_api(
    Shared(db): Shared<Db>,
    axum::Extension(ctx): Visitor,
    Path(id): Path<TaskId>,
    Json(body): Json<TaskReason>,
) -> Reply<Json<TaskAnswer>> {
    let act = move |tx: &mut Tx<'_>, ctx: &Ctx| withdraw(tx, ctx, id, &body.reason);
    by_program(&db, &ctx, "task.withdraw by program", id, act).await
}

pub(super) fn withdraw_doc() -> Doc {
    Doc::new("Withdraw a task: the plan changed, and nothing of it is owed any more")
        .body::<TaskReason>()
        .returns::<TaskAnswer>()
}
