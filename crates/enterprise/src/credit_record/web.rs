//! The form that enters credit, what is done with an entry from its page, and all of it for programs.

use std::sync::Arc;

use axum::extract::{Path, State as Shared};
use axum::http::StatusCode;
use axum::response::{IntoResponse as _, Response};
use kernel::{Ctx, Error, Lang, OrganisationId, Problem};
use ledger::{Db, Tx};
use maud::{Markup, html};
use page::form::{self, FieldSpec};
use page::{Crumb, Doc, Json, Reply, Screen, Values};
use serde::{Deserialize, Serialize};

use super::detail::{self, CreditRecordAnswer};
use super::list::PATH;
use super::{CreditRecordId, Enter, Sort, answer, enter, object, repair};
use crate::unit;
use crate::web::{ReasonBody, Visitor};
use crate::words::{credit as w, credit_sort, view as v};
use page::sheet::{Sheet, Typed, done};
use registry::forms::options;

pub(super) async fn show(
    Shared(db): Shared<Db>,
    axum::Extension(ctx): Visitor,
    screen: Screen,
    Path(id): Path<OrganisationId>,
) -> Reply {
    sheet(&db, &ctx, &screen, id, &Typed::default()).await
}

async fn sheet(db: &Db, ctx: &Arc<Ctx>, screen: &Screen, id: OrganisationId, typed: &Typed) -> Reply<Response> {
    let asked = Arc::clone(ctx);
    let unit = db.read(move |r| unit::load(r, &asked, id)).await?;
    let lang = screen.lang();
    let back = format!("/enterprises/{id}");
    let sheet = Sheet {
        title: w::enter(lang),
        about: &unit.name,
        crumbs: vec![
            Crumb::here(v::section(lang)),
            Crumb::link(unit.name.as_str(), back.clone()),
            Crumb::here(w::enter(lang)),
        ],
        action: format!("{back}/credit-records"),
        back,
        then: w::enter_then(lang),
        labels: labels(lang).to_vec(),
    };
    Ok(sheet.show(screen, typed, html! {}, fields(lang, typed)))
}

fn labels(lang: Lang) -> [(&'static str, &'static str); 6] {
    [
        ("sort", w::sort(lang)),
        ("basis", w::basis(lang)),
        ("from", w::from(lang)),
        ("to", w::to(lang)),
        ("source", w::source(lang)),
        ("reason", w::reason(lang)),
    ]
}

fn fields(lang: Lang, typed: &Typed) -> Markup {
    let all = labels(lang);
    let spec = |n: usize, hint| FieldSpec::new(all[n].0, all[n].1).hint(hint);
    let (values, problems) = (&typed.values, typed.problems.as_slice());
    let sorts = options(Sort::ALL, Sort::word, |it| credit_sort::of(lang, it));
    html! {
        (form::choice(&spec(0, "").required(), &sorts, values, problems, lang))
        (form::text(&spec(1, w::basis_hint(lang)).required(), values, problems, lang))
        (form::date(&spec(2, "").required(), values, problems, lang))
        (form::date(&spec(3, w::to_hint(lang)), values, problems, lang))
        (form::text(&spec(4, w::source_hint(lang)), values, problems, lang))
        (form::text_area(&spec(5, w::reason_hint(lang)).required(), 3, values, problems, lang))
    }
}

fn typed(values: &Values) -> Enter {
    let text = |name| values.get(name).to_owned();
    Enter {
        sort: text("sort"),
        reason: text("reason"),
        basis: text("basis"),
        source: text("source"),
        from: text("from"),
        to: text("to"),
    }
}

pub(super) async fn post(
    Shared(db): Shared<Db>,
    axum::Extension(ctx): Visitor,
    screen: Screen,
    Path(id): Path<OrganisationId>,
    values: Values,
) -> Reply {
    let cmd = typed(&values);
    let made = db.write("credit.enter", &ctx, move |tx, ctx| enter(tx, ctx, id, &cmd)).await;
    match done(made, values, |made| format!("{PATH}/{made}"))? {
        Ok(next) => Ok(next),
        Err(again) => sheet(&db, &ctx, &screen, id, &again).await,
    }
}

async fn back(
    db: &Db,
    ctx: &Arc<Ctx>,
    screen: &Screen,
    id: CreditRecordId,
    values: Values,
    made: Result<(), Error>,
) -> Reply {
    match done(made, values, |()| format!("{PATH}/{id}"))? {
        Ok(next) => Ok(next),
        Err(again) => detail::page(db, ctx, screen, id, &again).await,
    }
}

pub(super) async fn post_repair(
    Shared(db): Shared<Db>,
    axum::Extension(ctx): Visitor,
    screen: Screen,
    Path(id): Path<CreditRecordId>,
    values: Values,
) -> Reply {
    let reason = values.get("reason").to_owned();
    let made = db.write("credit.repair", &ctx, move |tx, ctx| repair(tx, ctx, id, &reason)).await;
    back(&db, &ctx, &screen, id, values, made).await
}

pub(super) async fn post_objection(
    Shared(db): Shared<Db>,
    axum::Extension(ctx): Visitor,
    screen: Screen,
    Path(id): Path<CreditRecordId>,
    values: Values,
) -> Reply {
    let reason = values.get("objection").to_owned();
    let made = db.write("credit.object", &ctx, move |tx, ctx| object(tx, ctx, id, &reason)).await;
    back(&db, &ctx, &screen, id, values, made).await
}

/// Which answer: the form has a button for each.
fn outcome(given: &str) -> Result<bool, Error> {
    match given {
        "withdrawn" => Ok(true),
        "upheld" => Ok(false),
        _ => Err(Problem::at("answer", "say whether the entry stands or is withdrawn").into()),
    }
}

pub(super) async fn post_answer(
    Shared(db): Shared<Db>,
    axum::Extension(ctx): Visitor,
    screen: Screen,
    Path(id): Path<CreditRecordId>,
    values: Values,
) -> Reply {
    let (given, text) = (values.get("outcome").to_owned(), values.get("answer").to_owned());
    let act = move |tx: &mut Tx<'_>, ctx: &Ctx| answer(tx, ctx, id, outcome(&given)?, &text);
    let made = db.write("credit.answer", &ctx, act).await;
    back(&db, &ctx, &screen, id, values, made).await
}

/// What was made.
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub struct CreditRecordCreated {
    #[schema(value_type = String)]
    id: CreditRecordId,
}

pub(super) async fn post_api(
    Shared(db): Shared<Db>,
    axum::Extension(ctx): Visitor,
    Path(id): Path<OrganisationId>,
    Json(cmd): Json<Enter>,
) -> Reply<Response> {
    let id = db.write("credit.enter by program", &ctx, move |tx, ctx| enter(tx, ctx, id, &cmd)).await?;
    Ok((StatusCode::CREATED, Json(CreditRecordCreated { id })).into_response())
}

pub(super) fn doc() -> Doc {
    Doc::new("Enter what an organisation is commended or listed for; the organisation sees it and may object")
        .body::<Enter>()
        .creates::<CreditRecordCreated>()
}

async fn by_program(
    db: &Db,
    ctx: &Arc<Ctx>,
    name: &'static str,
    id: CreditRecordId,
    act: impl Fn(&mut Tx<'_>, &Ctx) -> Result<(), Error> + Send + 'static,
) -> Reply<Json<CreditRecordAnswer>> {
    let done = move |tx: &mut Tx<'_>, ctx: &Ctx| {
        act(tx, ctx)?;
        detail::read(tx, ctx, id)
    };
    Ok(Json(db.write(name, ctx, done).await?))
}

pub(super) async fn post_repair_api(
    Shared(db): Shared<Db>,
    axum::Extension(ctx): Visitor,
    Path(id): Path<CreditRecordId>,
    Json(body): Json<ReasonBody>,
) -> Reply<Json<CreditRecordAnswer>> {
    let act = move |tx: &mut Tx<'_>, ctx: &Ctx| repair(tx, ctx, id, &body.reason);
    by_program(&db, &ctx, "credit.repair by program", id, act).await
}

pub(super) fn repair_doc() -> Doc {
    Doc::new("Repair an entry against an organisation: what led to it was put right; by a second person")
        .body::<ReasonBody>()
        .returns::<CreditRecordAnswer>()
}

pub(super) async fn post_objection_api(
    Shared(db): Shared<Db>,
    axum::Extension(ctx): Visitor,
    Path(id): Path<CreditRecordId>,
    Json(body): Json<ReasonBody>,
) -> Reply<Json<CreditRecordAnswer>> {
    let act = move |tx: &mut Tx<'_>, ctx: &Ctx| object(tx, ctx, id, &body.reason);
    by_program(&db, &ctx, "credit.object by program", id, act).await
}

pub(super) fn objection_doc() -> Doc {
    Doc::new("Object to an entry about one's own organisation; the Safety Office owes the answer")
        .body::<ReasonBody>()
        .returns::<CreditRecordAnswer>()
}

/// The answer to an objection.
#[derive(Debug, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ObjectionAnswerBody {
    /// `upheld`: the entry stands; `withdrawn`: it counts no more.
    outcome: String,
    answer: String,
}

pub(super) async fn post_answer_api(
    Shared(db): Shared<Db>,
    axum::Extension(ctx): Visitor,
    Path(id): Path<CreditRecordId>,
    Json(body): Json<ObjectionAnswerBody>,
) -> Reply<Json<CreditRecordAnswer>> {
    let act = move |tx: &mut Tx<'_>, ctx: &Ctx| answer(tx, ctx, id, outcome(&body.outcome)?, &body.answer);
    by_program(&db, &ctx, "credit.answer by program", id, act).await
}

pub(super) fn answer_doc() -> Doc {
    Doc::new("Answer an objection: the entry stands, or is withdrawn; not by whoever entered it")
        .body::<ObjectionAnswerBody>()
        .returns::<CreditRecordAnswer>()
}
