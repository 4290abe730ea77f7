//! The form with which a hazard is offered to another organisation, what is said to an offer, and the same for programs.

use std::sync::Arc;

use axum::Extension;
use axum::extract::{Path, State};
use axum::response::{IntoResponse, Redirect};
use kernel::{Ctx, Error, OrganisationId, Problem, Text};
use ledger::{Db, Reader, Tx};
use maud::{Markup, html};
use page::form::{self, FieldSpec};
use page::{Doc, Json, Reply, Screen, Values};
use serde::Deserialize;

use super::detail::{TransferAnswer, answer_of};
use super::{Answer, Offer, TransferId, answer, ask, decide, detail, offer, query, withdraw};
use crate::act_page::{self, ActPage};
use crate::assign::web::organisation;
use crate::model::HazardId;
use crate::words::transfer as w;

pub(crate) async fn show(
    State(db): State<Db>,
    Extension(ctx): Extension<Arc<Ctx>>,
    screen: Screen,
    Path(id): Path<HazardId>,
) -> Reply {
    let page = db.read(move |r| ActPage::fetch(r, &ctx, id)).await?;
    let fields = fields(&screen, &Values::default(), &[]);
    Ok(page.show(&screen, w::offer(screen.lang()), fields, &labels(&screen), &[]))
}

fn labels(screen: &Screen) -> [(&'static str, &'static str); 2] {
    [("to", w::to(screen.lang())), ("reason", w::reason(screen.lang()))]
}

fn fields(screen: &Screen, values: &Values, problems: &[Problem]) -> Markup {
    let lang = screen.lang();
    html! {
        (form::text_suggested(&FieldSpec::new("to", w::to(lang)).hint(w::to_hint(lang)).required(), "/organisations/suggestions", &[], values, problems, lang))
        (form::text_area(&FieldSpec::new("reason", w::reason(lang)).hint(w::reason_hint(lang)).required(), 3, values, problems, lang))
        (act_page::footer(screen, w::then(lang), w::offer_act(lang)))
    }
}

pub(crate) async fn post(
    State(db): State<Db>,
    Extension(ctx): Extension<Arc<Ctx>>,
    screen: Screen,
    Path(id): Path<HazardId>,
    values: Values,
) -> Reply {
    let (asked, typed) = (Arc::clone(&ctx), values.clone());
    let read = db.read(move |r| Ok(parse(r, &asked, &typed))).await?;
    let done = match read {
        Ok(cmd) => db.write("transfer.offer", &ctx, move |tx, ctx| offer(tx, ctx, id, &cmd).map(drop)).await,
        Err(error) => Err(error),
    };
    act_page::answer(&db, &ctx, &screen, id, done, |screen, problems| {
        (w::offer(screen.lang()), fields(screen, &values, problems), labels(screen).to_vec())
    })
    .await
}

fn parse(r: &Reader<'_>, ctx: &Ctx, values: &Values) -> Result<Offer, Error> {
    let mut text = Text::new();
    let to = organisation(r, ctx, "to", values, &mut text)?;
    let reason = text.required("reason", values.get("reason"), 2, 500);
    text.finish()?;
    let to = to.ok_or_else(|| Error::internal("a field without a value and without a problem"))?;
    Ok(Offer { to, reason })
}

pub(crate) async fn post_answer(
    State(db): State<Db>,
    Extension(ctx): Extension<Arc<Ctx>>,
    screen: Screen,
    Path(id): Path<TransferId>,
    values: Values,
) -> Reply {
    let reason = values.get("reason").to_owned();
    let done = match values.get("result") {
        result @ ("accepted" | "refused") => {
            let cmd = Answer { accepted: result == "accepted", reason };
            db.write("transfer.answer", &ctx, move |tx, ctx| answer(tx, ctx, id, &cmd)).await
        }
        _ => Err(Problem::at("reason", "say whether you accept or refuse it").into()),
    };
    said(&db, &ctx, &screen, id, &values, done).await
}

pub(crate) async fn post_question(
    State(db): State<Db>,
    Extension(ctx): Extension<Arc<Ctx>>,
    screen: Screen,
    Path(id): Path<TransferId>,
    values: Values,
) -> Reply {
    let reason = values.get("reason").to_owned();
    let done = db.write("transfer.ask", &ctx, move |tx, ctx| ask(tx, ctx, id, &reason)).await;
    said(&db, &ctx, &screen, id, &values, done).await
}

pub(crate) async fn post_withdrawal(
    State(db): State<Db>,
    Extension(ctx): Extension<Arc<Ctx>>,
    screen: Screen,
    Path(id): Path<TransferId>,
    values: Values,
) -> Reply {
    let reason = values.get("reason").to_owned();
    let done = db.write("transfer.withdraw", &ctx, move |tx, ctx| withdraw(tx, ctx, id, &reason)).await;
    said(&db, &ctx, &screen, id, &values, done).await
}

pub(crate) async fn post_decision(
    State(db): State<Db>,
    Extension(ctx): Extension<Arc<Ctx>>,
    screen: Screen,
    Path(id): Path<TransferId>,
    values: Values,
) -> Reply {
    let reason = values.get("reason").to_owned();
    let done = match values.get("result") {
        result @ ("goes" | "stays") => {
            let goes = result == "goes";
            db.write("transfer.decide", &ctx, move |tx, ctx| decide(tx, ctx, id, goes, &reason)).await
        }
        _ => Err(Problem::at("reason", "say which side it goes to").into()),
    };
    said(&db, &ctx, &screen, id, &values, done).await
}

/// Said: back to the offer. Problems: its page again, with what was typed.
async fn said(
    db: &Db,
    ctx: &Arc<Ctx>,
    screen: &Screen,
    id: TransferId,
    values: &Values,
    done: Result<(), Error>,
) -> Reply {
    match done {
        Ok(()) => Ok(Redirect::to(&format!("{}/{id}", super::list::PATH)).into_response()),
        Err(Error::Invalid(problems)) => detail::page(db, ctx, screen, id, values, &problems.0).await,
        Err(other) => Err(other.into()),
    }
}

#[derive(Debug, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct OfferBody {
    #[schema(value_type = String)]
    to_organisation: OrganisationId,
    reason: String,
}

#[derive(Debug, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct TransferAnswerBody {
    accepted: bool,
    /// Required when it is refused.
    #[serde(default)]
    reason: String,
}

#[derive(Debug, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct QuestionBody {
    reason: String,
}

#[derive(Debug, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct DecisionBody {
    /// To the side that refused; else it stays.
    goes: bool,
    reason: String,
}

/// What a program gets: the offer as the act left it, read in the act's own transaction.
async fn by_program(
    db: &Db,
    ctx: &Arc<Ctx>,
    name: &'static str,
    act: impl Fn(&mut Tx<'_>, &Ctx) -> Result<TransferId, Error> + Send + 'static,
) -> Reply<Json<TransferAnswer>> {
    let done = move |tx: &mut Tx<'_>, ctx: &Ctx| {
        let id = act(tx, ctx)?;
        Ok(answer_of(query::one(tx, ctx, id)?, ctx.now))
    };
    Ok(Json(db.write(name, ctx, done).await?))
}

pub(crate) async fn post_api(
    State(db): State<Db>,
    Extension(ctx): Extension<Arc<Ctx>>,
    Path(id): Path<HazardId>,
    Json(body): Json<OfferBody>,
) -> Reply<Json<TransferAnswer>> {
    let cmd = Offer { to: body.to_organisation, reason: body.reason };
    by_program(&db, &ctx, "transfer.offer by program", move |tx, ctx| offer(tx, ctx, id, &cmd)).await
}

pub(crate) async fn post_answer_api(
    State(db): State<Db>,
    Extension(ctx): Extension<Arc<Ctx>>,
    Path(id): Path<TransferId>,
    Json(body): Json<TransferAnswerBody>,
) -> Reply<Json<TransferAnswer>> {
    let cmd = Answer { accepted: body.accepted, reason: body.reason };
    by_program(&db, &ctx, "transfer.answer by program", move |tx, ctx| answer(tx, ctx, id, &cmd).map(|()| id)).await
}

pub(crate) async fn post_question_api(
    State(db): State<Db>,
    Extension(ctx): Extension<Arc<Ctx>>,
    Path(id): Path<TransferId>,
    Json(body): Json<QuestionBody>,
) -> Reply<Json<TransferAnswer>> {
    by_program(&db, &ctx, "transfer.ask by program", move |tx, ctx| ask(tx, ctx, id, &body.reason).map(|()| id)).await
}

pub(crate) async fn post_withdrawal_api(
    State(db): State<Db>,
    Extension(ctx): Extension<Arc<Ctx>>,
    Path(id): Path<TransferId>,
    Json(body): Json<QuestionBody>,
) -> Reply<Json<TransferAnswer>> {
    let act = move |tx: &mut Tx<'_>, ctx: &Ctx| withdraw(tx, ctx, id, &body.reason).map(|()| id);
    by_program(&db, &ctx, "transfer.withdraw by program", act).await
}

pub(crate) async fn post_decision_api(
    State(db): State<Db>,
    Extension(ctx): Extension<Arc<Ctx>>,
    Path(id): Path<TransferId>,
    Json(body): Json<DecisionBody>,
) -> Reply<Json<TransferAnswer>> {
    let act = move |tx: &mut Tx<'_>, ctx: &Ctx| decide(tx, ctx, id, body.goes, &body.reason).map(|()| id);
    by_program(&db, &ctx, "transfer.decide by program", act).await
}

pub(crate) fn doc() -> Doc {
    Doc::new("Offer a rectification to another organisation; it stays with its owner until that one accepts")
        .body::<OfferBody>()
        .returns::<TransferAnswer>()
}

pub(crate) fn answer_doc() -> Doc {
    Doc::new("Accept an offer, or refuse it with a reason; only by whom it was offered to")
        .body::<TransferAnswerBody>()
        .returns::<TransferAnswer>()
}

pub(crate) fn question_doc() -> Doc {
    Doc::new("Put a refused offer before the Safety Office; only by whoever offered it")
        .body::<QuestionBody>()
        .returns::<TransferAnswer>()
}

pub(crate) fn withdrawal_doc() -> Doc {
    Doc::new("Take an offer back with a reason while it waits; only by whoever offered it")
        .body::<QuestionBody>()
        .returns::<TransferAnswer>()
}

pub(crate) fn decision_doc() -> Doc {
    Doc::new("Decide who rectifies after a refusal; it binds both sides")
        .body::<DecisionBody>()
        .returns::<TransferAnswer>()
}
