//! The measures on the page of an assessment, with the forms that report one done and verify it.

use std::sync::Arc;

use axum::Extension;
use axum::extract::{Path, State};
use axum::response::{IntoResponse as _, Redirect};
use kernel::{Act, Ctx, Error, Lang, Problem};
use ledger::Db;
use maud::{Markup, html};
use page::parts::Ring;
use page::{Doc, Json, Reply, Screen, Values, form, parts};
use serde::{Deserialize, Serialize};

use super::detail::{self, Shown};
use super::measure::{self, Report, Verify, is_held, report, verify};
use super::query::KnownMeasure;
use super::store;
use super::{MeasureState, RiskAssessmentId};
use crate::words::{measure_kind, measure_state, risk as w};

fn state_mark(lang: Lang, it: MeasureState) -> Markup {
    let ring = match it {
        MeasureState::InPlace | MeasureState::Verified => Ring::Full,
        MeasureState::Planned => Ring::Quarter,
        MeasureState::Reported => Ring::ThreeQuarters,
        MeasureState::Returned => Ring::Back,
    };
    parts::status(ring, measure_state::of(lang, it.word()))
}

pub(super) fn card(screen: &Screen, ctx: &Ctx, shown: &Shown, values: &Values, problems: &[Problem]) -> Markup {
    let lang = screen.lang();
    let row = |it: &KnownMeasure| {
        let over = matches!(it.state, MeasureState::InPlace | MeasureState::Verified);
        html! { tr {
            td.nowrap data-label=(w::measure_kind(lang)) { (measure_kind::of(lang, it.kind.word())) }
            td.wrap data-label=(w::measure(lang)) { (it.text.as_str().unwrap_or("--")) }
            td data-label=(w::owner(lang)) { (shown.names.both(it.owner.person, Some(it.owner.organisation))) }
            td data-label=(w::state(lang)) {
                (state_mark(lang, it.state))
                @if let Some(due) = it.due { " " (parts::due_on_case(lang, due, ctx.now, over)) }
                (act(screen, ctx, shown, it, values, problems))
            }
        } }
    };
    let body = html! { table.tb.is-cards {
        thead { tr {
            th scope="col" { (w::measure_kind(lang)) } th scope="col" { (w::measure(lang)) }
            th scope="col" { (w::owner(lang)) } th scope="col" { (w::state(lang)) }
        } }
        tbody { @for it in &shown.risk.measures { (row(it)) } }
    } };
    parts::card(w::measures(lang), Some(shown.risk.measures.len() as u64), None, body)
}

/// The form that this visitor may use on this measure now; the rule decides again.
fn act(screen: &Screen, ctx: &Ctx, shown: &Shown, it: &KnownMeasure, values: &Values, problems: &[Problem]) -> Markup {
    let lang = screen.lang();
    let owes = matches!(it.state, MeasureState::Planned | MeasureState::Returned);
    let number = it.number.to_string();
    let again = values.get("measure") == number && !problems.is_empty();
    let note = |label: &str| {
        let value = if again { values.get("note") } else { "" };
        // One control carries the id that the summary links to.
        let id = again.then_some("note-c");
        html! { input type="text" name="note" id=[id] value=(value) aria-label=(label) placeholder=(label) autocomplete="off"; }
    };
    let path = |act: &str| format!("/risks/{}/{act}", shown.risk.id);
    if owes && ctx.may(Act("risk.measure")) && is_held(ctx, it.owner) {
        let inside = html! { (form::hidden("measure", &number)) (note(w::done_note(lang))) (parts::submit(w::report_done(lang))) };
        return html! { details.rare open[again] { summary { (w::report_done(lang)) } (form::button_form(screen, &path("measure-report"), inside)) } };
    }
    if it.state == MeasureState::Reported && ctx.may(Act("risk.verify")) {
        let inside = html! {
            (form::hidden("measure", &number)) (note(w::verify_note(lang)))
            (parts::submit_as(w::accept(lang), "result", "accepted"))
            button.btn.is-grave type="submit" name="result" value="returned" { (w::give_back(lang)) }
        };
        return html! { details.rare open[again] { summary { (w::verify(lang)) } (form::button_form(screen, &path("measure-verification"), inside)) } };
    }
    html! {}
}

fn number(values: &Values) -> u32 {
    values.get("measure").parse().unwrap_or(0)
}

pub async fn post_report(
    State(db): State<Db>,
    Extension(ctx): Extension<Arc<Ctx>>,
    screen: Screen,
    Path(id): Path<RiskAssessmentId>,
    values: Values,
) -> Reply {
    let cmd = Report { measure: number(&values), note: values.get("note").to_owned() };
    let done = db.write("risk.measure", &ctx, move |tx, ctx| report(tx, ctx, id, &cmd)).await;
    answer(&db, &ctx, &screen, id, &values, done).await
}

pub async fn post_verify(
    State(db): State<Db>,
    Extension(ctx): Extension<Arc<Ctx>>,
    screen: Screen,
    Path(id): Path<RiskAssessmentId>,
    values: Values,
) -> Reply {
    let accepted = match values.get("result") {
        "accepted" => true,
        "returned" => false,
        _ => return Err(Problem::at("result", "say whether you accept or return it").into()),
    };
    let cmd = Verify { measure: number(&values), accepted, note: values.get("note").to_owned() };
    let done = db.write("risk.verify", &ctx, move |tx, ctx| verify(tx, ctx, id, &cmd)).await;
    answer(&db, &ctx, &screen, id, &values, done).await
}

async fn answer(
    db: &Db,
    ctx: &Arc<Ctx>,
    screen: &Screen,
    id: RiskAssessmentId,
    values: &Values,
    done: Result<(), Error>,
) -> Reply {
    match done {
        Ok(()) => Ok(Redirect::to(&format!("/risks/{id}")).into_response()),
        Err(Error::Invalid(problems)) => detail::answer(db, ctx, screen, id, values, &problems.0).await,
        Err(other) => Err(other.into()),
    }
}

/// A measure that was put in place.
#[derive(Debug, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct MeasureReportBody {
    /// Its place in the assessment, from 1.
    measure: u32,
    note: String,
}

#[derive(Debug, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct MeasureVerificationBody {
    /// Its place in the assessment, from 1.
    measure: u32,
    accepted: bool,
    /// What is missing; asked for when it is not accepted.
    #[serde(default)]
    note: String,
}

/// Where a measure stands after an act.
#[derive(Debug, Serialize, Deserialize, utoipa::ToSchema)]
pub struct MeasureDone {
    measure: u32,
    #[schema(value_type = String)]
    state: MeasureState,
}

fn done(r: &ledger::Reader<'_>, ctx: &Ctx, id: RiskAssessmentId, measure: u32) -> Result<MeasureDone, Error> {
    let state = store::load(r, ctx, id)?.measure(measure)?.state;
    Ok(MeasureDone { measure, state })
}

pub async fn post_report_api(
    State(db): State<Db>,
    Extension(ctx): Extension<Arc<Ctx>>,
    Path(id): Path<RiskAssessmentId>,
    Json(body): Json<MeasureReportBody>,
) -> Reply<Json<MeasureDone>> {
    let cmd = measure::Report { measure: body.measure, note: body.note };
    let act = move |tx: &mut ledger::Tx<'_>, ctx: &Ctx| {
        report(tx, ctx, id, &cmd)?;
        done(tx, ctx, id, cmd.measure)
    };
    Ok(Json(db.write("risk.measure by program", &ctx, act).await?))
}

pub async fn post_verify_api(
    State(db): State<Db>,
    Extension(ctx): Extension<Arc<Ctx>>,
    Path(id): Path<RiskAssessmentId>,
    Json(body): Json<MeasureVerificationBody>,
) -> Reply<Json<MeasureDone>> {
    let cmd = measure::Verify { measure: body.measure, accepted: body.accepted, note: body.note };
    let act = move |tx: &mut ledger::Tx<'_>, ctx: &Ctx| {
        verify(tx, ctx, id, &cmd)?;
        done(tx, ctx, id, cmd.measure)
    };
    Ok(Json(db.write("risk.verify by program", &ctx, act).await?))
}

pub fn report_doc() -> Doc {
    Doc::new("Report a control measure put in place; another person verifies it")
        .body::<MeasureReportBody>()
        .returns::<MeasureDone>()
}

pub fn verify_doc() -> Doc {
    Doc::new("Accept a control measure that was reported, or return it with a reason")
        .body::<MeasureVerificationBody>()
        .returns::<MeasureDone>()
}
