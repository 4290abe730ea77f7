//! The form of the treatment plan, and its twin for programs.

use std::sync::Arc;

use axum::Extension;
use axum::extract::{Path, Request, State};
use axum::response::{IntoResponse as _, Redirect, Response};
use evidence::UploadId;
use kernel::{Ctx, Day, Error, OrganisationId, PersonId, Personal, Problem, Text};
use ledger::{Db, Reader};
use maud::{Markup, html};
use page::form::{self, FieldSpec};
use page::{Doc, Json, Reply, Screen, Values};
use serde::Deserialize;

use super::{Plan, Write, last, write};
use crate::act_page::{self, ActPage, Done};
use crate::assign::web::{organisation, person};
use crate::enclosed::{self, Filled};
use crate::model::{Fact, HazardId};
use crate::web::Names;
use crate::words::five_elements as w;

/// What the edition before said, to go on from; without one, who owes the rectification and by when.
fn proposed(r: &Reader<'_>, ctx: &Ctx, page: &ActPage) -> Result<Values, Error> {
    let h = &page.hazard;
    let history = r.history::<Fact>(ctx.district, h.id)?;
    let plan = last(&history).cloned().unwrap_or_else(|| Plan {
        organisation: h.owner.map(|it| it.organisation),
        person: h.owner.and_then(|it| it.person),
        deadline: h.due.map(|due| due.day()),
        ..Plan::default()
    });
    let people: Vec<_> = plan.person.into_iter().collect();
    let organisations: Vec<_> = plan.organisation.into_iter().collect();
    let names = Names::fetch(r, ctx, &people, &organisations)?;
    let said = |it: &Option<Personal<String>>| it.as_ref().and_then(|it| it.as_str()).unwrap_or_default().to_owned();
    Ok(Values::default()
        .with("organisation", names.organisation(plan.organisation))
        .with("person", names.person(plan.person))
        .with("measures", said(&plan.measures))
        .with("money", plan.money_yuan.map(|yuan| yuan.to_string()).unwrap_or_default())
        .with("deadline", plan.deadline.map(|day| day.to_string()).unwrap_or_default())
        .with("emergency_plan", said(&plan.emergency_plan))
        .with("goals", said(&plan.goals))
        .with("materials", said(&plan.materials))
        .with("safety", said(&plan.safety)))
}

pub async fn show(
    State(db): State<Db>,
    Extension(ctx): Extension<Arc<Ctx>>,
    screen: Screen,
    Path(id): Path<HazardId>,
) -> Reply {
    let (page, values) = db
        .read(move |r| {
            let page = ActPage::fetch(r, &ctx, id)?;
            let values = proposed(r, &ctx, &page)?;
            Ok((page, values))
        })
        .await?;
    let files = enclosed::empty_field(&files_spec(&screen), screen.lang());
    Ok(answer(&screen, &page, &values, &[], files))
}

fn files_spec(screen: &Screen) -> FieldSpec<'static> {
    let lang = screen.lang();
    FieldSpec::new(enclosed::FIELD, w::evidence(lang)).hint(w::evidence_hint(lang))
}

fn answer(screen: &Screen, page: &ActPage, values: &Values, problems: &[Problem], files: Markup) -> Response {
    let lang = screen.lang();
    let labels = [
        ("organisation", w::organisation(lang)),
        ("person", w::person(lang)),
        ("measures", w::measures(lang)),
        ("money", w::money(lang)),
        ("deadline", w::deadline(lang)),
        ("emergency_plan", w::emergency_plan(lang)),
        (enclosed::FIELD, w::evidence(lang)),
        ("goals", w::goals(lang)),
        ("materials", w::materials(lang)),
        ("safety", w::safety(lang)),
    ];
    let area = |name, label| form::text_area(&FieldSpec::new(name, label), 3, values, problems, lang);
    let fields = html! {
        (form::group(w::title(lang)))
        (form::text_suggested(&FieldSpec::new("organisation", w::organisation(lang)), "/organisations/suggestions", &[], values, problems, lang))
        (form::text(&FieldSpec::new("person", w::person(lang)), values, problems, lang))
        (area("measures", w::measures(lang)))
        (form::text(&FieldSpec::new("money", w::money(lang)).hint(w::money_hint(lang)), values, problems, lang))
        (form::date(&FieldSpec::new("deadline", w::deadline(lang)), values, problems, lang))
        (area("emergency_plan", w::emergency_plan(lang)))
        (files)
        (form::group(w::besides(lang)))
        (area("goals", w::goals(lang)))
        (area("materials", w::materials(lang)))
        (area("safety", w::safety(lang)))
        (act_page::footer(screen, w::then(lang), w::act(lang)))
    };
    let form = form::form_with_files(screen, &screen.shell().here, fields);
    page.show_form(screen, w::heading(lang), form, &labels, problems)
}

fn parse(r: &Reader<'_>, ctx: &Ctx, values: &Values, evidence: Vec<UploadId>) -> Result<Write, Error> {
    let mut text = Text::new();
    let body = match values.get("organisation").trim() {
        "" => None,
        _ => organisation(r, ctx, "organisation", values, &mut text)?,
    };
    let who = match body {
        Some(body) => person(r, ctx, body, "person", values, &mut text)?,
        None => None,
    };
    let money = text.read_optional("money", values.get("money"), "write whole yuan, digits only", |it| it.parse().ok());
    let deadline = text
        .read_optional("deadline", values.get("deadline"), "write the day as 2026-06-18", |it| it.parse::<Day>().ok());
    text.finish()?;
    let said = |name| values.get(name).to_owned();
    Ok(Write {
        organisation: body,
        person: who,
        measures: said("measures"),
        money_yuan: money,
        deadline,
        emergency_plan: said("emergency_plan"),
        evidence,
        goals: said("goals"),
        materials: said("materials"),
        safety: said("safety"),
    })
}

pub async fn post(
    State(db): State<Db>,
    Extension(ctx): Extension<Arc<Ctx>>,
    screen: Screen,
    Path(id): Path<HazardId>,
    request: Request,
) -> Reply {
    let filled = match Filled::read(&db, &ctx, request).await {
        Ok(filled) => filled,
        Err(answer) => return Ok(answer),
    };
    let (asked, typed, uploads) = (Arc::clone(&ctx), filled.values.clone(), filled.uploads());
    let read = db.read(move |r| Ok(parse(r, &asked, &typed, uploads))).await?;
    let done = match (read, filled.problem()) {
        (Ok(cmd), None) => db.write("hazard.plan", &filled.ctx, move |tx, ctx| write(tx, ctx, id, &cmd)).await,
        (Ok(_), Some(problem)) => Err(problem.into()),
        (Err(error), _) => Err(error),
    };
    match done {
        Ok(()) => Ok(Redirect::to(&format!("/hazards/{id}")).into_response()),
        Err(Error::Invalid(problems)) => {
            let page = db.read(move |r| ActPage::fetch(r, &ctx, id)).await?;
            let files = filled.field(&files_spec(&screen), &problems.0, screen.lang());
            Ok(answer(&screen, &page, &filled.values, &problems.0, files))
        }
        Err(other) => Err(other.into()),
    }
}

/// The whole plan as it shall hold; what is left out is not in it.
#[derive(Debug, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct PlanBody {
    #[schema(value_type = Option<String>)]
    organisation: Option<OrganisationId>,
    #[schema(value_type = Option<String>)]
    person: Option<PersonId>,
    #[serde(default)]
    measures: String,
    money_yuan: Option<i64>,
    #[schema(value_type = Option<String>)]
    deadline: Option<Day>,
    #[serde(default)]
    emergency_plan: String,
    /// Uploads that have arrived: the emergency plan as files.
    #[serde(default)]
    #[schema(value_type = Vec<String>)]
    evidence: Vec<UploadId>,
    #[serde(default)]
    goals: String,
    #[serde(default)]
    materials: String,
    #[serde(default)]
    safety: String,
}

pub async fn post_api(
    State(db): State<Db>,
    Extension(ctx): Extension<Arc<Ctx>>,
    Path(id): Path<HazardId>,
    Json(body): Json<PlanBody>,
) -> Reply<Json<Done>> {
    let cmd = Write {
        organisation: body.organisation,
        person: body.person,
        measures: body.measures,
        money_yuan: body.money_yuan,
        deadline: body.deadline,
        emergency_plan: body.emergency_plan,
        evidence: body.evidence,
        goals: body.goals,
        materials: body.materials,
        safety: body.safety,
    };
    act_page::by_program(&db, &ctx, id, "hazard.plan by program", move |tx, ctx| write(tx, ctx, id, &cmd)).await
}

pub fn doc() -> Doc {
    Doc::new("Write the treatment plan of a major hazard: responsibility, measures, money, deadline, emergency plan")
        .body::<PlanBody>()
        .returns::<Done>()
}
