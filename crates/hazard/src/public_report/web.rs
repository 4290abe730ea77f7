//! What is done with a report, from its page and by programs: taken up as a hazard, answered, refused, its contact seen.

use std::sync::Arc;

use axum::Extension;
use axum::extract::{Path, State};
use axum::response::{IntoResponse, Redirect};
use kernel::{Ctx, Error, Lang, Problem, RequestKey, Text};
use ledger::{Db, Tx};
use maud::{Markup, html};
use page::form::{self, FieldSpec};
use page::{Crumb, Doc, Json, Reply, Screen, Values, parts};
use registry::SubjectId;
use serde::{Deserialize, Serialize};

use super::detail::{self, PublicReportAnswer, Shown, Typed, answer_of, said};
use super::list::PATH;
use super::{Accept, PublicReportId, accept, answer, query, refuse, see_contact};
use crate::model::{Grade, Harm, HazardId, Source};
use crate::report::{Report, web as report_form};
use crate::web::options;
use crate::words::{act, detail as d, grade, harm, public_report as w, report as words};

type Visitor = Extension<Arc<Ctx>>;

/// What a text alone does to a report.
type Say = fn(&mut Tx<'_>, &Ctx, PublicReportId, &str) -> Result<(), Error>;

pub(super) async fn post_answer(
    State(db): State<Db>,
    Extension(ctx): Visitor,
    screen: Screen,
    Path(id): Path<PublicReportId>,
    values: Values,
) -> Reply {
    by_form(&db, &ctx, &screen, id, values, ("public_report.answer", "answer", answer)).await
}

pub(super) async fn post_refusal(
    State(db): State<Db>,
    Extension(ctx): Visitor,
    screen: Screen,
    Path(id): Path<PublicReportId>,
    values: Values,
) -> Reply {
    by_form(&db, &ctx, &screen, id, values, ("public_report.refuse", "reason", refuse)).await
}

async fn by_form(
    db: &Db,
    ctx: &Arc<Ctx>,
    screen: &Screen,
    id: PublicReportId,
    values: Values,
    (name, field, say): (&'static str, &str, Say),
) -> Reply {
    let text = values.get(field).to_owned();
    match db.write(name, ctx, move |tx, ctx| say(tx, ctx, id, &text)).await {
        Ok(()) => Ok(Redirect::to(&format!("{PATH}/{id}")).into_response()),
        Err(Error::Invalid(problems)) => {
            let typed = Typed { values, problems: problems.0, contact: None };
            detail::page(db, ctx, screen, id, &typed).await
        }
        Err(other) => Err(other.into()),
    }
}

/// The same form sent again is another look: it shows the contact again.
fn each_look(ctx: &Ctx) -> Ctx {
    let key = [ctx.request.0.as_slice(), &ctx.now.micros().to_be_bytes(), &ctx.chance].concat();
    Ctx { request: RequestKey::of(&key), ..ctx.clone() }
}

pub(super) async fn post_contact(
    State(db): State<Db>,
    Extension(ctx): Visitor,
    screen: Screen,
    Path(id): Path<PublicReportId>,
) -> Reply {
    db.write("public_report.see_contact", &each_look(&ctx), move |tx, ctx| see_contact(tx, ctx, id)).await?;
    let asked = Arc::clone(&ctx);
    let contact = db.read(move |r| query::contact(r, &asked, id)).await?;
    detail::page(&db, &ctx, &screen, id, &Typed { contact: Some(contact), ..Typed::default() }).await
}

/// How a reporter is reached; each answer is recorded as a look.
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub struct ReporterContact {
    /// Absent when it was erased.
    contact: Option<String>,
}

pub(super) async fn post_contact_api(
    State(db): State<Db>,
    Extension(ctx): Visitor,
    Path(id): Path<PublicReportId>,
) -> Reply<Json<ReporterContact>> {
    let by_program = "public_report.see_contact by program";
    db.write(by_program, &each_look(&ctx), move |tx, ctx| see_contact(tx, ctx, id)).await?;
    let contact = db.read(move |r| query::contact(r, &ctx, id)).await?;
    Ok(Json(ReporterContact { contact: contact.known().cloned() }))
}

pub(super) fn contact_doc() -> Doc {
    Doc::new("See how the reporter is reached; who looked and when is recorded").returns::<ReporterContact>()
}

/// What the reporter is told.
#[derive(Debug, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct PublicAnswerBody {
    text: String,
}

async fn by_program(
    db: &Db,
    ctx: &Arc<Ctx>,
    id: PublicReportId,
    body: PublicAnswerBody,
    (name, say): (&'static str, Say),
) -> Reply<Json<PublicReportAnswer>> {
    let done = move |tx: &mut Tx<'_>, ctx: &Ctx| {
        say(tx, ctx, id, &body.text)?;
        Ok(answer_of(query::load(tx, ctx, id)?))
    };
    Ok(Json(db.write(name, ctx, done).await?))
}

pub(super) async fn post_answer_api(
    State(db): State<Db>,
    Extension(ctx): Visitor,
    Path(id): Path<PublicReportId>,
    Json(body): Json<PublicAnswerBody>,
) -> Reply<Json<PublicReportAnswer>> {
    by_program(&db, &ctx, id, body, ("public_report.answer by program", answer)).await
}

pub(super) async fn post_refusal_api(
    State(db): State<Db>,
    Extension(ctx): Visitor,
    Path(id): Path<PublicReportId>,
    Json(body): Json<PublicAnswerBody>,
) -> Reply<Json<PublicReportAnswer>> {
    by_program(&db, &ctx, id, body, ("public_report.refuse by program", refuse)).await
}

pub(super) fn answer_doc() -> Doc {
    Doc::new("Answer a report of the public that is no hazard, once")
        .body::<PublicAnswerBody>()
        .returns::<PublicReportAnswer>()
}

pub(super) fn refusal_doc() -> Doc {
    Doc::new("Refuse a report of the public, with the reason that its reporter is told")
        .body::<PublicAnswerBody>()
        .returns::<PublicReportAnswer>()
}

/// The form with which a report becomes a hazard: what was said stands in it, to be put into the words of the register.
pub(super) async fn show_acceptance(
    State(db): State<Db>,
    Extension(ctx): Visitor,
    screen: Screen,
    Path(id): Path<PublicReportId>,
) -> Reply {
    let asked = Arc::clone(&ctx);
    let (it, shown) = db.read(move |r| Ok((query::load(r, &asked, id)?, Shown::fetch(r, &asked, id)?))).await?;
    let values = Values::default()
        .with("place", it.place.as_str().unwrap_or_default())
        .with("description", it.text.as_str().unwrap_or_default())
        .with("grade", Grade::Ordinary.word());
    let lang = screen.lang();
    let form = acceptance(&screen, id, &shown, &values, &[], &[]);
    Ok(screen.page(w::accept(lang), &crumbs(lang, id, &it.number_text()), form))
}

fn crumbs(lang: Lang, id: PublicReportId, number: &str) -> [Crumb; 4] {
    [
        Crumb::here(d::section(lang)),
        Crumb::link(w::title(lang), PATH),
        Crumb::link(number, format!("{PATH}/{id}")),
        Crumb::here(w::accept(lang)),
    ]
}

fn labels(lang: Lang) -> [(&'static str, &'static str); 7] {
    [
        ("subject", words::subject(lang)),
        ("place", words::place(lang)),
        ("description", words::description(lang)),
        ("harm", words::harm(lang)),
        ("grade", words::grade(lang)),
        ("grade_reason", words::grade_reason(lang)),
        ("answer", w::answer(lang)),
    ]
}

fn acceptance(
    screen: &Screen,
    id: PublicReportId,
    shown: &Shown,
    values: &Values,
    problems: &[Problem],
    suggestions: &[String],
) -> Markup {
    let lang = screen.lang();
    let all = labels(lang);
    let spec = |n: usize, hint: &'static str| FieldSpec::new(all[n].0, all[n].1).hint(hint);
    let harms = options(Harm::ALL, Harm::word, |it| harm::of(lang, it.word()));
    let grades = options(Grade::ALL, Grade::word, |it| grade::of(lang, it.word()));
    let fields = html! {
        (form::text_suggested(&spec(0, words::subject_hint(lang)).required(), "/subjects/suggestions", suggestions, values, problems, lang))
        (form::text(&spec(1, words::place_hint(lang)).required(), values, problems, lang))
        (form::text_area(&spec(2, w::description_hint(lang)).required(), 4, values, problems, lang))
        (form::select(&spec(3, words::harm_hint(lang)).required(), &harms, values, problems, lang))
        (form::choice(&spec(4, "").required(), &grades, values, problems, lang))
        (form::text(&spec(5, words::grade_reason_hint(lang)), values, problems, lang))
        (form::text_area(&spec(6, w::accepted_answer_hint(lang)), 3, values, problems, lang))
        (parts::actions(lang, html! { span.muted.small { (w::accept_then(lang)) } }, html! {
            (parts::link_button(act::cancel(lang), &format!("{PATH}/{id}")))
            (parts::submit(w::accept(lang)))
        }))
    };
    html! {
        (parts::head(w::accept(lang), html! {}, html! {}))
        (form::error_summary(lang, problems, &all))
        (parts::card(w::said(lang), None, None, parts::inside(parts::facts_single(&said(lang, shown)))))
        section.card.gap-top { (form::form(screen, &format!("{PATH}/{id}/acceptance"), fields)) }
    }
}

pub(super) async fn post_acceptance(
    State(db): State<Db>,
    Extension(ctx): Visitor,
    screen: Screen,
    Path(id): Path<PublicReportId>,
    values: Values,
) -> Reply {
    let (asked, typed) = (Arc::clone(&ctx), values.clone());
    let (it, shown, read, suggestions) = db
        .read(move |r| {
            let it = query::load(r, &asked, id)?;
            let whole =
                typed.clone().with("source", Source::PublicReport.word()).with("found", it.received_at.to_minute());
            let read = report_form::read_report(r, &asked, &whole);
            Ok((it, Shown::fetch(r, &asked, id)?, read, report_form::suggest(r, &asked, &typed)?))
        })
        .await?;
    let answer = Some(values.get("answer").to_owned());
    let done = match read {
        Ok(report) => {
            let cmd = Accept { report, answer };
            db.write("public_report.accept", &ctx, move |tx, ctx| accept(tx, ctx, id, &cmd)).await
        }
        Err(error) => Err(error),
    };
    match done {
        Ok(hazard) => Ok(Redirect::to(&format!("/hazards/{hazard}")).into_response()),
        Err(Error::Invalid(problems)) => {
            let lang = screen.lang();
            let form = acceptance(&screen, id, &shown, &values, &problems.0, &suggestions);
            Ok(screen.invalid(w::accept(lang), &crumbs(lang, id, &it.number_text()), form))
        }
        Err(other) => Err(other.into()),
    }
}

/// The hazard that a report becomes; its source and the time it was found are the report's.
#[derive(Debug, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct AcceptanceBody {
    #[schema(value_type = String)]
    subject: SubjectId,
    place: String,
    description: String,
    #[schema(value_type = String)]
    harm: Harm,
    #[schema(value_type = String)]
    grade: Grade,
    grade_reason: Option<String>,
    /// What the reporter is told.
    answer: Option<String>,
}

/// What it became.
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub struct AcceptedAs {
    #[schema(value_type = String)]
    hazard: HazardId,
}

pub(super) async fn post_acceptance_api(
    State(db): State<Db>,
    Extension(ctx): Visitor,
    Path(id): Path<PublicReportId>,
    Json(body): Json<AcceptanceBody>,
) -> Reply<Json<AcceptedAs>> {
    let asked = Arc::clone(&ctx);
    let found_at = db.read(move |r| Ok(query::load(r, &asked, id)?.received_at)).await?;
    let mut text = Text::new();
    let place = text.required("place", &body.place, 1, 100);
    let description = text.required("description", &body.description, 10, 2_000);
    let grade_reason = text.optional("grade_reason", body.grade_reason.as_deref().unwrap_or_default(), 500);
    text.finish().map_err(Error::from)?;
    let report = Report {
        subject: body.subject,
        place,
        description,
        harm: body.harm,
        source: Source::PublicReport,
        grade: body.grade,
        grade_reason,
        found_at,
        evidence: Vec::new(),
    };
    let cmd = Accept { report, answer: body.answer };
    let by_program = "public_report.accept by program";
    let hazard = db.write(by_program, &ctx, move |tx, ctx| accept(tx, ctx, id, &cmd)).await?;
    Ok(Json(AcceptedAs { hazard }))
}

pub(super) fn acceptance_doc() -> Doc {
    Doc::new("Take a report of the public up as a hazard, in the words of the register")
        .body::<AcceptanceBody>()
        .returns::<AcceptedAs>()
}
