//! The form that enters a training, the same to correct one, and both for programs.

use std::sync::Arc;

use axum::extract::{Path, State as Shared};
use axum::http::StatusCode;
use axum::response::{IntoResponse as _, Response};
use kernel::{Ctx, Error, Lang, OrganisationId};
use ledger::{Db, Tx};
use maud::{Markup, html};
use page::form::{self, FieldSpec};
use page::{Crumb, Doc, Json, Reply, Screen, Values};
use serde::{Deserialize, Serialize};

use super::detail::{self, TrainingAnswer, answer_of};
use super::list::PATH;
use super::{Hold, Sort, Training, TrainingId, correct, hold, hours, hours_text, query, withdraw};
use crate::unit;
use crate::web::{ReasonBody, Visitor};
use crate::words::{training as w, training_sort, view as v};
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
    let (unit, high) =
        db.read(move |r| Ok((unit::load(r, &asked, id)?, query::is_high_hazard(r, &asked, id)?))).await?;
    let lang = screen.lang();
    let back = format!("/enterprises/{id}");
    let sheet = Sheet {
        title: w::record(lang),
        about: &unit.name,
        crumbs: vec![
            Crumb::here(v::section(lang)),
            Crumb::link(unit.name.as_str(), back.clone()),
            Crumb::here(w::record(lang)),
        ],
        action: format!("{back}/trainings"),
        back,
        then: w::record_then(lang),
        labels: labels(lang).to_vec(),
    };
    Ok(sheet.show(screen, typed, html! {}, fields(lang, high, typed)))
}

pub(super) async fn show_correction(
    Shared(db): Shared<Db>,
    axum::Extension(ctx): Visitor,
    screen: Screen,
    Path(id): Path<TrainingId>,
) -> Reply {
    let asked = Arc::clone(&ctx);
    let it = db.read(move |r| query::one(r, &asked, id)).await?;
    correction(&db, &ctx, &screen, id, &Typed { values: values_of(&it), ..Typed::default() }).await
}

async fn correction(db: &Db, ctx: &Arc<Ctx>, screen: &Screen, id: TrainingId, typed: &Typed) -> Reply<Response> {
    let asked = Arc::clone(ctx);
    let (shown, high) = db
        .read(move |r| {
            let shown = detail::fetch(r, &asked, id)?;
            let high = query::is_high_hazard(r, &asked, shown.it.organisation)?;
            Ok((shown, high))
        })
        .await?;
    let lang = screen.lang();
    let back = format!("{PATH}/{id}");
    let topic = shown.it.session.topic.as_str().unwrap_or("--");
    let sheet = Sheet {
        title: w::correct(lang),
        about: &shown.organisation,
        crumbs: vec![
            Crumb::here(v::section(lang)),
            Crumb::link(w::title(lang), PATH),
            Crumb::link(topic, back.clone()),
            Crumb::here(w::correct(lang)),
        ],
        action: format!("{back}/correction"),
        back,
        then: w::correct_then(lang),
        labels: labels(lang).into_iter().chain([("reason", w::reason(lang))]).collect(),
    };
    let reason = FieldSpec::new("reason", w::reason(lang)).hint(w::reason_hint(lang)).required();
    let fields = html! {
        (fields(lang, high, typed))
        (form::text_area(&reason, 2, &typed.values, &typed.problems, lang))
    };
    Ok(sheet.show(screen, typed, html! {}, fields))
}

fn values_of(it: &Training) -> Values {
    let text = |it: &Option<kernel::Personal<String>>| it.as_ref().and_then(|it| it.as_str()).unwrap_or("").to_owned();
    let said = &it.session;
    Values::default()
        .with("sort", said.sort.word())
        .with("initial", if said.initial { "yes" } else { "no" })
        .with("topic", said.topic.as_str().unwrap_or_default())
        .with("held_on", said.held_on.to_string())
        .with("hours", hours_text(i64::from(said.half_hours)))
        .with("people", said.people.to_string())
        .with("passed", said.passed.to_string())
        .with("trainer", text(&said.trainer))
        .with("note", text(&said.note))
}

fn labels(lang: Lang) -> [(&'static str, &'static str); 9] {
    [
        ("sort", w::sort(lang)),
        ("initial", w::occasion(lang)),
        ("topic", w::topic(lang)),
        ("held_on", w::held_on(lang)),
        ("hours", w::hours(lang)),
        ("people", w::people(lang)),
        ("passed", w::passed(lang)),
        ("trainer", w::trainer(lang)),
        ("note", w::note(lang)),
    ]
}

/// The hours that are required, as one line.
fn required(lang: Lang, high: bool) -> String {
    let of = |sort, initial| hours::required(sort, initial, high).unwrap_or_default();
    let yearly = hours::required(Sort::Yearly, false, high).map(|hours| w::required_yearly(lang, hours));
    w::required_all(
        lang,
        of(Sort::Principal, true),
        of(Sort::Principal, false),
        of(Sort::Induction, true),
        yearly.unwrap_or_default(),
        w::required_source(lang),
    )
}

fn fields(lang: Lang, high: bool, typed: &Typed) -> Markup {
    let all = labels(lang);
    let spec = |n: usize| FieldSpec::new(all[n].0, all[n].1);
    let (values, problems) = (&typed.values, typed.problems.as_slice());
    let sorts = options(Sort::ALL, Sort::word, |it| training_sort::of(lang, it));
    let occasions =
        [("no".to_owned(), w::repeated(lang).to_owned()), ("yes".to_owned(), w::initial_long(lang).to_owned())];
    let required = required(lang, high);
    html! {
        (form::select(&spec(0).required(), &sorts, values, problems, lang))
        (form::select(&spec(1).hint(w::occasion_hint(lang)), &occasions, values, problems, lang))
        (form::text(&spec(2).hint(w::topic_hint(lang)).required(), values, problems, lang))
        (form::date(&spec(3).required(), values, problems, lang))
        (form::text(&spec(4).hint(&required).required(), values, problems, lang))
        (form::text(&spec(5).hint(w::people_hint(lang)).required(), values, problems, lang))
        (form::text(&spec(6).required(), values, problems, lang))
        (form::text(&spec(7).hint(w::trainer_hint(lang)), values, problems, lang))
        (form::text_area(&spec(8), 2, values, problems, lang))
    }
}

fn typed(values: &Values) -> Hold {
    let text = |name| values.get(name).to_owned();
    Hold {
        sort: text("sort"),
        initial: text("initial"),
        topic: text("topic"),
        held_on: text("held_on"),
        hours: text("hours"),
        people: text("people"),
        passed: text("passed"),
        trainer: text("trainer"),
        note: text("note"),
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
    let made = db.write("training.record", &ctx, move |tx, ctx| hold(tx, ctx, id, &cmd)).await;
    match done(made, values, |made| format!("{PATH}/{made}"))? {
        Ok(next) => Ok(next),
        Err(again) => sheet(&db, &ctx, &screen, id, &again).await,
    }
}

pub(super) async fn post_correction(
    Shared(db): Shared<Db>,
    axum::Extension(ctx): Visitor,
    screen: Screen,
    Path(id): Path<TrainingId>,
    values: Values,
) -> Reply {
    let (cmd, reason) = (typed(&values), values.get("reason").to_owned());
    let made = db.write("training.correct", &ctx, move |tx, ctx| correct(tx, ctx, id, &cmd, &reason)).await;
    match done(made, values, |()| format!("{PATH}/{id}"))? {
        Ok(next) => Ok(next),
        Err(again) => correction(&db, &ctx, &screen, id, &again).await,
    }
}

pub(super) async fn post_withdrawal(
    Shared(db): Shared<Db>,
    axum::Extension(ctx): Visitor,
    screen: Screen,
    Path(id): Path<TrainingId>,
    values: Values,
) -> Reply {
    let reason = values.get("reason").to_owned();
    let made = db.write("training.withdraw", &ctx, move |tx, ctx| withdraw(tx, ctx, id, &reason)).await;
    match done(made, values, |()| format!("{PATH}/{id}"))? {
        Ok(next) => Ok(next),
        Err(again) => detail::page(&db, &ctx, &screen, id, &again).await,
    }
}

/// What was made.
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub struct TrainingCreated {
    #[schema(value_type = String)]
    id: TrainingId,
}

pub(super) async fn post_api(
    Shared(db): Shared<Db>,
    axum::Extension(ctx): Visitor,
    Path(id): Path<OrganisationId>,
    Json(cmd): Json<Hold>,
) -> Reply<Response> {
    let id = db.write("training.record by program", &ctx, move |tx, ctx| hold(tx, ctx, id, &cmd)).await?;
    Ok((StatusCode::CREATED, Json(TrainingCreated { id })).into_response())
}

pub(super) fn doc() -> Doc {
    Doc::new("Enter a training of an organisation").body::<Hold>().creates::<TrainingCreated>()
}

/// The training as it should have been entered, and why it was not.
#[derive(Debug, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct CorrectionBody {
    training: Hold,
    reason: String,
}

async fn by_program(
    db: &Db,
    ctx: &Arc<Ctx>,
    name: &'static str,
    id: TrainingId,
    act: impl Fn(&mut Tx<'_>, &Ctx) -> Result<(), Error> + Send + 'static,
) -> Reply<Json<TrainingAnswer>> {
    let done = move |tx: &mut Tx<'_>, ctx: &Ctx| {
        act(tx, ctx)?;
        Ok(answer_of(query::one(tx, ctx, id)?))
    };
    Ok(Json(db.write(name, ctx, done).await?))
}

pub(super) async fn post_correction_api(
    Shared(db): Shared<Db>,
    axum::Extension(ctx): Visitor,
    Path(id): Path<TrainingId>,
    Json(body): Json<CorrectionBody>,
) -> Reply<Json<TrainingAnswer>> {
    let act = move |tx: &mut Tx<'_>, ctx: &Ctx| correct(tx, ctx, id, &body.training, &body.reason);
    by_program(&db, &ctx, "training.correct by program", id, act).await
}

pub(super) fn correction_doc() -> Doc {
    Doc::new("Correct a training; what was entered before stays on record")
        .body::<CorrectionBody>()
        .returns::<TrainingAnswer>()
}

pub(super) async fn post_withdrawal_api(
    Shared(db): Shared<Db>,
    axum::Extension(ctx): Visitor,
    Path(id): Path<TrainingId>,
    Json(body): Json<ReasonBody>,
) -> Reply<Json<TrainingAnswer>> {
    let act = move |tx: &mut Tx<'_>, ctx: &Ctx| withdraw(tx, ctx, id, &body.reason);
    by_program(&db, &ctx, "training.withdraw by program", id, act).await
}

pub(super) fn withdrawal_doc() -> Doc {
    Doc::new("Withdraw a training with a reason; it counts no more").body::<ReasonBody>().returns::<TrainingAnswer>()
}
