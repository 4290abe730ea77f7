//! The form with which a hazard is reported, and its twin for programs. Twelve fields at most; who may assign can do both
//! at once.

use std::sync::Arc;

use axum::Extension;
use axum::extract::{Request, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use evidence::UploadId;
use kernel::{Act, Ctx, Error, Identity as _, Instant, Lang, OrganisationId, Problem, Problems, Text};
use ledger::{Db, Reader, Tx};
use maud::{Markup, html};
use obligation::Owner;
use page::form::{self, FieldSpec};
use page::{Crumb, Doc, Json, Query, Reply, Screen, Values, parts};
use registry::SubjectId;
use serde::{Deserialize, Serialize};

use super::{Report, again, report};
use crate::assign::{Assign, assign};
use crate::check::{CheckId, find};
use crate::enclosed::{self, Filled};
use crate::model::{Demand, Grade, Harm, HazardId, Source};
use crate::web::options;
use crate::words::{detail, grade, harm, report as w, source};

/// Suggestions offered for a name that fits no subject exactly.
const SUGGESTIONS: i64 = 10;
const PLACE_CHARS: usize = 100;

/// What the form says, and whom it asks to rectify if it does.
#[derive(Debug, Clone)]
pub struct Typed {
    report: Report,
    assign: Option<Assign>,
    /// The look at which it was found.
    check: Option<CheckId>,
    /// Said again, and meant.
    another: bool,
}

pub async fn show(
    State(db): State<Db>,
    Extension(ctx): Extension<Arc<Ctx>>,
    screen: Screen,
    Query(query): Query,
) -> Reply {
    let mut values = Values::default()
        .with("found", ctx.now.to_minute())
        .with("grade", Grade::Ordinary.word())
        .with("source", Source::DepartmentInspection.word());
    let (asked, wanted) = (Arc::clone(&ctx), query.clone());
    let given = db.read(move |r| given(r, &asked, &wanted)).await?;
    given.into_iter().for_each(|(name, value)| values.set(name, value));
    let files = enclosed::empty_field(&files_spec(screen.lang()), screen.lang());
    let shown = body(&screen, &ctx, &values, &[], &[], files);
    Ok(screen.page(w::title(screen.lang()), &crumbs(screen.lang()), shown))
}

/// What the address says already: a subject, or a look with its subject, place, kind and time.
fn given(r: &Reader<'_>, ctx: &Ctx, query: &Values) -> Result<Vec<(&'static str, String)>, Error> {
    let look = query.word("check", kernel::Identity::parse).map(|id| find::one(r, ctx, id)).transpose()?.flatten();
    let subject = look.as_ref().map(|it| it.subject).or_else(|| query.word("subject", kernel::Identity::parse));
    let name = subject.map(|id| registry::query::subject(r, ctx, id)).transpose()?.flatten().map(|it| it.name);
    let mut given: Vec<_> = name.map(|it| ("subject", it)).into_iter().collect();
    if let Some(look) = look {
        let place = look.looked_at.as_str().unwrap_or_default().chars().take(PLACE_CHARS).collect();
        given.extend([("place", place), ("source", look.source.word().to_owned())]);
        given.extend([("found", look.at.to_minute()), ("check", look.id.to_text())]);
    }
    Ok(given)
}

fn crumbs(lang: Lang) -> [Crumb; 3] {
    [Crumb::here(detail::section(lang)), Crumb::link(detail::list(lang), "/hazards"), Crumb::here(w::title(lang))]
}

pub async fn post(
    State(db): State<Db>,
    Extension(ctx): Extension<Arc<Ctx>>,
    screen: Screen,
    request: Request,
) -> Reply {
    let filled = match Filled::read(&db, &ctx, request).await {
        Ok(filled) => filled,
        Err(answer) => return Ok(answer),
    };
    let (ctx, values) = (Arc::clone(&filled.ctx), &filled.values);
    let (asked, typed, uploads, bad) = (Arc::clone(&ctx), values.clone(), filled.uploads(), filled.problem());
    let (read, suggestions) =
        db.read(move |r| Ok((parse(r, &asked, &typed, uploads, bad), suggest(r, &asked, &typed)?))).await?;
    let said = read.as_ref().ok().map(|typed| typed.report.clone());
    let done = match read {
        Ok(typed) => db.write("hazard.report", &ctx, move |tx, ctx| report_and_assign(tx, ctx, &typed)).await,
        Err(error) => Err(error),
    };
    match done {
        Err(Error::Refused { why: again::SAME, .. }) => {
            let (asked, lang) = (Arc::clone(&ctx), screen.lang());
            let same = match said {
                Some(said) => db.read(move |r| again::same(r, &asked, &said)).await?,
                None => None,
            };
            let values = values.clone().with(again::FIELD, "yes");
            let files = filled.field(&files_spec(lang), &[], lang);
            let shown = html! {
                @if let Some(same) = &same { (again::question(&screen, same)) }
                div.gap-top { (body(&screen, &ctx, &values, &[], &suggestions, files)) }
            };
            Ok(screen.page_with_status(StatusCode::CONFLICT, w::title(lang), &crumbs(lang), shown))
        }
        Ok(id) => Ok(Redirect::to(&format!("/hazards/{id}")).into_response()),
        Err(Error::Invalid(problems)) => {
            let lang = screen.lang();
            let files = filled.field(&files_spec(lang), &problems.0, lang);
            let shown = body(&screen, &ctx, values, &problems.0, &suggestions, files);
            Ok(screen.invalid(w::title(lang), &crumbs(lang), shown))
        }
        Err(other) => Err(other.into()),
    }
}

fn report_and_assign(tx: &mut Tx<'_>, ctx: &Ctx, typed: &Typed) -> Result<HazardId, Error> {
    again::ask(tx, ctx, &typed.report, typed.another)?;
    let id = report(tx, ctx, &typed.report)?;
    if let Some(look) = typed.check {
        find::find(tx, ctx, look, id)?;
    }
    if let Some(order) = &typed.assign {
        let scoped = Ctx { scope: ctx.scope_of(Act("hazard.assign")), ..ctx.clone() };
        assign(tx, &scoped, id, order)?;
    }
    Ok(id)
}

/// Every problem of the form at once.
fn parse(
    r: &Reader<'_>,
    ctx: &Ctx,
    values: &Values,
    evidence: Vec<UploadId>,
    not_taken: Option<Problem>,
) -> Result<Typed, Error> {
    let mut text = Text::new();
    let subject = subject(r, ctx, values, &mut text)?;
    let place = text.required("place", values.get("place"), 1, PLACE_CHARS);
    let description = text.required("description", values.get("description"), 10, 2_000);
    let harm = text.read("harm", values.get("harm"), "choose one of the list", Harm::from_word);
    let source = text.read("source", values.get("source"), "choose one of the list", Source::from_word);
    let grade = text.read("grade", values.get("grade"), "choose one of the list", Grade::from_word);
    let grade_reason = text.optional("grade_reason", values.get("grade_reason"), 500);
    if grade == Some(Grade::Major) && grade_reason.is_none() {
        text.problem("grade_reason", "a major hazard must say why it is one", "");
    }
    let found = text.read("found", values.get("found"), "write the time as 2026-06-18 21:46", Instant::read);
    if found.is_some_and(|at| at > ctx.now) {
        text.problem("found", "the time of finding lies in the future", values.get("found"));
    }
    let owner = organisation(r, ctx, "owner", values, &mut text)?;
    let due = text.read_optional("due", values.get("due"), "write the day as 2026-06-18", deadline);
    if due.is_some_and(|due| due <= ctx.now) {
        text.problem("due", "the deadline lies in the past", values.get("due"));
    }
    if owner.is_none() && due.is_some() {
        text.problem("owner", "say who rectifies it by then", "");
    }
    let look = text.read_optional("check", values.get("check"), "no such check", kernel::Identity::parse);
    if let Some(it) = not_taken {
        text.add(it);
    }
    text.finish()?;
    let (Some(subject), Some(harm), Some(source), Some(grade), Some(found_at)) = (subject, harm, source, grade, found)
    else {
        return Err(Error::internal("a field without a value and without a problem"));
    };
    let report = Report { subject, place, description, harm, source, grade, grade_reason, found_at, evidence };
    let assign = owner.map(|organisation| order(r, ctx, subject, organisation, due)).transpose()?;
    Ok(Typed { report, assign, check: look, another: again::asked(values) })
}

/// A report alone, from the fields of another form that has them.
pub(crate) fn read_report(r: &Reader<'_>, ctx: &Ctx, values: &Values) -> Result<Report, Error> {
    parse(r, ctx, values, Vec::new(), None).map(|typed| typed.report)
}

/// A bare day means until its evening.
pub(crate) fn deadline(text: &str) -> Option<Instant> {
    match text.trim().parse::<kernel::Day>() {
        Ok(day) => Some(day.at(18, 0)),
        Err(_) => Instant::read(text),
    }
}

/// Who rectifies is named; who verifies is the department that answers for the subject, else the reporter's.
fn order(
    r: &Reader<'_>,
    ctx: &Ctx,
    subject: SubjectId,
    organisation: OrganisationId,
    due: Option<Instant>,
) -> Result<Assign, Error> {
    let checker = crate::assign::web::default_checker(r, ctx, subject, organisation)?;
    let person = registry::query::head_of(r, ctx, organisation)?;
    Ok(Assign { owner: Owner { organisation, person }, checker, demand: Demand::default(), due, note: None })
}

pub(crate) fn subject(r: &Reader<'_>, ctx: &Ctx, values: &Values, text: &mut Text) -> Result<Option<SubjectId>, Error> {
    let given = values.get("subject").trim();
    if given.is_empty() {
        text.problem("subject", "fill in this field", given);
        return Ok(None);
    }
    // Whoever finds something may report it wherever reporting reaches, also outside their sector; only the register's
    // suggestions keep to what they may look up.
    if let Some(found) = registry::query::subject_by_name(r, ctx, given)? {
        return Ok(Some(found.id));
    }
    let scoped = Ctx { scope: ctx.scope_of(Act("subject.view")), ..ctx.clone() };
    match registry::query::suggest_subjects(r, &scoped, given, 2)?.as_slice() {
        [only] => Ok(Some(only.id)),
        [] => {
            text.problem("subject", "no registered subject has this name", given);
            Ok(None)
        }
        _ => {
            text.problem("subject", "several subjects fit: choose one of the suggestions", given);
            Ok(None)
        }
    }
}

pub(crate) fn organisation(
    r: &Reader<'_>,
    ctx: &Ctx,
    field: &'static str,
    values: &Values,
    text: &mut Text,
) -> Result<Option<OrganisationId>, Error> {
    let given = values.get(field).trim();
    if given.is_empty() {
        return Ok(None);
    }
    let found = registry::query::organisation_by_name(r, ctx, given)?;
    if found.is_none() {
        text.problem(field, "no registered organisation has this name", given);
    }
    Ok(found.map(|o| o.id))
}

pub(crate) fn suggest(r: &Reader<'_>, ctx: &Ctx, values: &Values) -> Result<Vec<String>, Error> {
    let given = values.get("subject").trim();
    if given.is_empty() {
        return Ok(Vec::new());
    }
    let scoped = Ctx { scope: ctx.scope_of(Act("subject.view")), ..ctx.clone() };
    let found = registry::query::suggest_subjects(r, &scoped, given, SUGGESTIONS)?;
    Ok(found.into_iter().map(|s| s.name).collect())
}

fn files_spec(lang: Lang) -> FieldSpec<'static> {
    FieldSpec::new(enclosed::FIELD, w::evidence(lang)).hint(w::evidence_hint(lang))
}

fn labels(lang: Lang) -> [(&'static str, &'static str); 12] {
    [
        ("check", w::check(lang)),
        (enclosed::FIELD, w::evidence(lang)),
        ("subject", w::subject(lang)),
        ("place", w::place(lang)),
        ("description", w::description(lang)),
        ("harm", w::harm(lang)),
        ("source", w::source(lang)),
        ("grade", w::grade(lang)),
        ("grade_reason", w::grade_reason(lang)),
        ("found", w::found(lang)),
        ("owner", w::owner(lang)),
        ("due", w::due(lang)),
    ]
}

fn body(
    screen: &Screen,
    ctx: &Ctx,
    values: &Values,
    problems: &[Problem],
    suggestions: &[String],
    files: Markup,
) -> Markup {
    let lang = screen.lang();
    let spec = |name: &'static str, hint: &'static str| {
        let label = labels(lang).iter().find(|(n, _)| *n == name).map_or("", |(_, l)| *l);
        FieldSpec::new(name, label).hint(hint)
    };
    let assigns = ctx.may(Act("hazard.assign"));
    let harms = options(Harm::ALL, Harm::word, |h| harm::of(lang, h.word()));
    let sources: Vec<_> = Source::ALL.iter().copied().filter(|s| *s != Source::Ledger).collect();
    let sources = options(&sources, Source::word, |s| source::of(lang, s.word()));
    let grades = options(Grade::ALL, Grade::word, |g| grade::of(lang, g.word()));
    let fields = html! {
        (again::answer(values))
        @if !values.get("check").is_empty() {
            (form::hidden("check", values.get("check")))
            p.wide.muted id="check" { (w::of_check(lang)) }
        }
        (form::text_suggested(&spec("subject", w::subject_hint(lang)).required(), "/subjects/suggestions", suggestions, values, problems, lang))
        (form::text(&spec("place", w::place_hint(lang)).required(), values, problems, lang))
        (form::text_area(&spec("description", w::description_hint(lang)).required(), 3, values, problems, lang))
        (form::select(&spec("harm", w::harm_hint(lang)).required(), &harms, values, problems, lang))
        (form::select(&spec("source", "").required(), &sources, values, problems, lang))
        (form::choice(&spec("grade", "").required(), &grades, values, problems, lang))
        (form::text(&spec("grade_reason", w::grade_reason_hint(lang)), values, problems, lang))
        (form::datetime(&spec("found", "").required(), values, problems, lang))
        @if assigns {
            (form::text_suggested(&spec("owner", w::owner_hint(lang)), "/organisations/suggestions", &[], values, problems, lang))
            (form::date(&spec("due", w::due_hint(lang)), values, problems, lang))
        }
        (files)
        (parts::actions(lang, html! { span.muted.small { (w::then(lang)) } }, html! {
            (parts::link_button(w::cancel(lang), "/hazards"))
            (parts::submit(if assigns { w::submit_and_assign(lang) } else { w::submit(lang) }))
        }))
    };
    html! {
        (parts::head(w::title(lang), html! { span.muted.small { (w::fields(lang, if assigns { 11 } else { 9 })) } }, html! {}))
        (form::error_summary(lang, problems, &labels(lang)))
        section.card { (form::form_with_files(screen, "/hazards", fields)) }
    }
}

/// The form for programs; ids instead of names.
#[derive(Debug, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ReportBody {
    #[schema(value_type = String)]
    subject: SubjectId,
    place: String,
    description: String,
    #[schema(value_type = String)]
    harm: Harm,
    #[schema(value_type = String)]
    source: Source,
    #[schema(value_type = String)]
    grade: Grade,
    grade_reason: Option<String>,
    #[schema(value_type = Option<String>)]
    found_at: Option<Instant>,
    /// Uploads that have arrived, of `/evidence/uploads`.
    #[serde(default)]
    #[schema(value_type = Vec<String>)]
    evidence: Vec<UploadId>,
    /// The look at which it was found.
    #[schema(value_type = Option<String>)]
    check: Option<CheckId>,
}

/// What was made.
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub struct Created {
    #[schema(value_type = String)]
    id: HazardId,
}

pub async fn post_api(
    State(db): State<Db>,
    Extension(ctx): Extension<Arc<Ctx>>,
    Json(body): Json<ReportBody>,
) -> Reply<Response> {
    let look = body.check;
    let cmd = checked(&ctx, body)?;
    let reported = move |tx: &mut Tx<'_>, ctx: &Ctx| {
        let id = report(tx, ctx, &cmd)?;
        look.map(|look| find::find(tx, ctx, look, id)).transpose()?;
        Ok(id)
    };
    let id = db.write("hazard.report by program", &ctx, reported).await?;
    Ok((StatusCode::CREATED, [("location", format!("/api/v1/hazards/{id}"))], Json(Created { id })).into_response())
}

fn checked(ctx: &Ctx, body: ReportBody) -> Result<Report, Problems> {
    let mut text = Text::new();
    let place = text.required("place", &body.place, 1, PLACE_CHARS);
    let description = text.required("description", &body.description, 10, 2_000);
    let grade_reason = text.optional("grade_reason", body.grade_reason.as_deref().unwrap_or_default(), 500);
    text.finish()?;
    Ok(Report {
        subject: body.subject,
        place,
        description,
        harm: body.harm,
        source: body.source,
        grade: body.grade,
        grade_reason,
        found_at: body.found_at.unwrap_or(ctx.now),
        evidence: body.evidence,
    })
}

pub fn doc() -> Doc {
    Doc::new("Report a hazard; the Safety Office owes its assignment from then on")
        .body::<ReportBody>()
        .creates::<Created>()
}
