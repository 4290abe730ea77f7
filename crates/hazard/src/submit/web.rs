//! The form with which a rectification is reported done, and its twin for programs.

use std::sync::Arc;

use axum::Extension;
use axum::extract::{Path, Request, State};
use axum::response::{IntoResponse as _, Redirect};
use evidence::UploadId;
use evidence::rule::EvidenceRule;
use kernel::{Ctx, Error, Lang, Problem, Text};
use ledger::{Db, Reader, Tx};
use maud::{Markup, html};
use page::form::{self, FieldSpec};
use page::{Doc, Json, Reply, Screen, Values};
use serde::Deserialize;

use super::{Submit, asked, submit};
use crate::act_page::{self, ActPage, Done};
use crate::enclosed::{self, Filled};
use crate::model::HazardId;
use crate::words::submit as w;

/// The hazard, and the rule that asks for photos of its rectification.
struct Shown {
    page: ActPage,
    asked: Option<EvidenceRule>,
}

fn fetch(r: &Reader<'_>, ctx: &Ctx, id: HazardId) -> Result<Shown, Error> {
    let page = ActPage::fetch(r, ctx, id)?;
    let asked = asked(r, ctx, &page.hazard)?;
    Ok(Shown { page, asked })
}

pub async fn show(
    State(db): State<Db>,
    Extension(ctx): Extension<Arc<Ctx>>,
    screen: Screen,
    Path(id): Path<HazardId>,
) -> Reply {
    let shown = db.read(move |r| fetch(r, &ctx, id)).await?;
    let lang = screen.lang();
    let files = enclosed::empty_field(&files_spec(lang, shown.asked.as_ref()), lang);
    Ok(answer(&screen, &shown, &Values::default(), &[], files))
}

fn answer(
    screen: &Screen,
    shown: &Shown,
    values: &Values,
    problems: &[Problem],
    files: Markup,
) -> axum::response::Response {
    let lang = screen.lang();
    let fields = html! {
        (form::text_area(&FieldSpec::new("work", w::work(lang)).hint(w::work_hint(lang)).required(), 4, values, problems, lang))
        (files)
        @if let Some(rule) = &shown.asked { (form::wide(asked_note(lang, rule))) }
        @if problems.iter().any(|it| it.field == "plan") { (form::wide(plan_note(lang, shown.page.hazard.id))) }
        (act_page::footer(screen, w::then(lang), w::act(lang)))
    };
    let labels = [("work", w::work(lang)), (enclosed::FIELD, w::evidence(lang)), ("plan", w::plan(lang))];
    let form = form::form_with_files(screen, &screen.shell().here, fields);
    shown.page.show_form(screen, w::title(lang), form, &labels, problems)
}

fn files_spec(lang: Lang, asked: Option<&EvidenceRule>) -> FieldSpec<'static> {
    let spec = FieldSpec::new(enclosed::FIELD, w::evidence(lang)).hint(w::evidence_hint(lang));
    if asked.is_some() { spec.required() } else { spec }
}

/// Where what the plan lacks is written.
fn plan_note(lang: Lang, id: HazardId) -> Markup {
    let link = html! { p { a id="plan" href=(format!("/hazards/{id}/plan")) { (w::to_plan(lang)) } } };
    page::parts::note(page::parts::NoteKind::Plain, w::plan(lang), link)
}

/// Why photos are asked for, and by which text: nobody has to guess.
fn asked_note(lang: Lang, rule: &EvidenceRule) -> Markup {
    let text = html! { p { (w::asked_why(lang, &rule.reason, &rule.source)) } };
    page::parts::note(page::NoteKind::Plain, &w::asked(lang, rule.photos), text)
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
    let mut text = Text::new();
    let cmd = Submit { work: text.required("work", filled.values.get("work"), 4, 2_000), evidence: filled.uploads() };
    if let Some(problem) = filled.problem() {
        text.add(problem);
    }
    let done = match text.finish() {
        Ok(()) => db.write("hazard.submit", &filled.ctx, move |tx, ctx| submit(tx, ctx, id, &cmd)).await,
        Err(problems) => Err(problems.into()),
    };
    match done {
        Ok(()) => Ok(Redirect::to(&format!("/hazards/{id}")).into_response()),
        Err(Error::Invalid(problems)) => {
            let shown = db.read(move |r| fetch(r, &ctx, id)).await?;
            let lang = screen.lang();
            let files = filled.field(&files_spec(lang, shown.asked.as_ref()), &problems.0, lang);
            Ok(answer(&screen, &shown, &filled.values, &problems.0, files))
        }
        Err(other) => Err(other.into()),
    }
}

#[derive(Debug, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct SubmitBody {
    /// What was done.
    work: String,
    /// Uploads that have arrived, of `/evidence/uploads`.
    #[serde(default)]
    #[schema(value_type = Vec<String>)]
    evidence: Vec<UploadId>,
}

pub async fn post_api(
    State(db): State<Db>,
    Extension(ctx): Extension<Arc<Ctx>>,
    Path(id): Path<HazardId>,
    Json(body): Json<SubmitBody>,
) -> Reply<Json<Done>> {
    let cmd = Submit { work: body.work, evidence: body.evidence };
    let act = move |tx: &mut Tx<'_>, ctx: &Ctx| {
        submit(tx, ctx, id, &cmd)?;
        Done::of(tx, ctx, id)
    };
    Ok(Json(db.write("hazard.submit by program", &ctx, act).await?))
}

pub fn doc() -> Doc {
    Doc::new("Report the rectification done; the checker owes from then on").body::<SubmitBody>().returns::<Done>()
}
