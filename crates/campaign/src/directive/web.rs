//! The form that registers a directive, what is done from its page, and all of it for programs.

use std::sync::Arc;

use axum::extract::{Path, State as Shared};
use axum::http::StatusCode;
use axum::response::{IntoResponse as _, Response};
use kernel::{Ctx, Error, Lang};
use ledger::{Db, Tx};
use maud::{Markup, html};
use page::form::{self, FieldSpec};
use page::sheet::{Sheet, Typed, done};
use page::{Crumb, Doc, Json, Reply, Screen, Values, parts};
use registry::forms::options;
use serde::Serialize;

use super::detail::{self, DirectiveAnswer};
use super::list::PATH;
use super::{Answer, Copy, DUTY_STUDY, DirectiveId, PassOn, Register, Sort, Study, answer, pass_on, register, study};
use crate::web::Visitor;
use crate::words::{campaign as cw, directive as w, directive_sort};

type Options = Vec<(String, String)>;

async fn bodies(db: &Db, ctx: &Arc<Ctx>) -> Result<Options, Error> {
    let asked = Arc::clone(ctx);
    let found = db.read(move |r| crate::said::bodies(r, &asked)).await?;
    Ok(found.into_iter().map(|it| (it.id.to_string(), it.short_name)).collect())
}

/// What those it is passed on to are asked already, beside the form.
/// What is held already and was asked lately, before something is asked by this duty.
pub(crate) async fn burden(db: &Db, ctx: &Arc<Ctx>, lang: Lang, duty: &'static str) -> Result<Markup, Error> {
    let asked = Arc::clone(ctx);
    let held = [(w::held_tasks(lang), "/tasks"), (w::held_hazards(lang), "/hazards"), (w::held_directives(lang), PATH)];
    db.read(move |r| obligation::burden::before(r, &asked, lang, duty, &held)).await
}

pub(super) async fn show(Shared(db): Shared<Db>, axum::Extension(ctx): Visitor, screen: Screen) -> Reply {
    page(&db, &ctx, &screen, &Typed::default()).await
}

pub(super) fn labels(lang: Lang) -> [(&'static str, &'static str); 13] {
    [
        ("sort", w::sort(lang)),
        ("issuer", w::issuer(lang)),
        ("document", w::document(lang)),
        ("issued_on", w::issued_on(lang)),
        ("title", w::name(lang)),
        ("content", w::content(lang)),
        ("answer_by", w::answer_due(lang)),
        ("organisations", w::to(lang)),
        ("on", w::studied_on(lang)),
        ("attended", w::attended(lang)),
        ("proof", w::proof(lang)),
        ("report", w::report(lang)),
        ("text", w::answer(lang)),
    ]
}

async fn page(db: &Db, ctx: &Arc<Ctx>, screen: &Screen, typed: &Typed) -> Reply<Response> {
    let lang = screen.lang();
    let (bodies, burden) = (&bodies(db, ctx).await?, burden(db, ctx, lang, DUTY_STUDY).await?);
    let page = Sheet {
        title: w::register(lang),
        about: "",
        crumbs: vec![Crumb::here(cw::section(lang)), Crumb::link(w::title(lang), PATH), Crumb::here(w::register(lang))],
        action: PATH.to_owned(),
        back: PATH.to_owned(),
        then: w::register_then(lang),
        labels: labels(lang).to_vec(),
    };
    let (values, problems) = (&typed.values, typed.problems.as_slice());
    let all = labels(lang);
    let spec = |n: usize, hint| FieldSpec::new(all[n].0, all[n].1).hint(hint);
    let sorts = options(Sort::ALL, Sort::word, |it| directive_sort::of(lang, it));
    let fields = html! {
        (form::choice(&spec(0, "").required(), &sorts, values, problems, lang))
        (form::text(&spec(1, w::issuer_hint(lang)).required(), values, problems, lang))
        (form::text(&spec(2, w::document_hint(lang)), values, problems, lang))
        (form::date(&spec(3, "").required(), values, problems, lang))
        (form::text(&spec(4, "").required(), values, problems, lang))
        (form::text_area(&spec(5, w::content_hint(lang)).required(), 5, values, problems, lang))
        (form::date(&spec(6, w::answer_due_hint(lang)), values, problems, lang))
        (form::wide(form::choices(&spec(7, w::to_hint(lang)).required().quoted(), bodies, values, problems, lang)))
    };
    Ok(page.show(screen, typed, burden, fields))
}

/// What one organisation says of its study.
pub(super) fn study_form(screen: &Screen, id: DirectiveId, copy: &Copy, name: &str, typed: &Typed) -> Markup {
    let lang = screen.lang();
    let (values, problems) = (&typed.values, typed.problems.as_slice());
    let body = html! {
        (form::date(&FieldSpec::new("on", w::studied_on(lang)).required(), values, problems, lang))
        (form::text(&FieldSpec::new("attended", w::attended(lang)).hint(w::attended_hint(lang)).required(), values, problems, lang))
        (form::text(&FieldSpec::new("proof", w::proof(lang)).hint(w::proof_hint(lang)).required(), values, problems, lang))
        (form::text_area(&FieldSpec::new("report", w::report(lang)).required(), 3, values, problems, lang))
        div.foot { (parts::submit(w::study(lang))) }
    };
    let path = format!("{PATH}/{id}/copies/{}/study", copy.no);
    parts::card(&format!("{}：{name}", w::study(lang)), None, None, form::form(screen, &path, body))
}

fn organisations(values: &Values) -> Vec<String> {
    values.all("organisations").map(str::to_owned).collect()
}

pub(super) async fn post(
    Shared(db): Shared<Db>,
    axum::Extension(ctx): Visitor,
    screen: Screen,
    values: Values,
) -> Reply {
    let text = |name| values.get(name).to_owned();
    let cmd = Register {
        sort: text("sort"),
        issuer: text("issuer"),
        document: text("document"),
        issued_on: text("issued_on"),
        title: text("title"),
        content: text("content"),
        answer_by: text("answer_by"),
        organisations: organisations(&values),
    };
    let made = db.write("directive.register", &ctx, move |tx, ctx| register(tx, ctx, &cmd)).await;
    match done(made, values, |made| format!("{PATH}/{made}"))? {
        Ok(next) => Ok(next),
        Err(again) => page(&db, &ctx, &screen, &again).await,
    }
}

async fn back(
    (db, ctx, screen): (&Db, &Arc<Ctx>, &Screen),
    id: DirectiveId,
    values: Values,
    made: Result<(), Error>,
) -> Reply {
    match done(made, values, |()| format!("{PATH}/{id}"))? {
        Ok(next) => Ok(next),
        Err(again) => detail::page(db, ctx, screen, id, &again).await,
    }
}

pub(super) async fn post_pass(
    Shared(db): Shared<Db>,
    axum::Extension(ctx): Visitor,
    screen: Screen,
    Path(id): Path<DirectiveId>,
    values: Values,
) -> Reply {
    let cmd = PassOn { organisations: organisations(&values) };
    let made = db.write("directive.pass_on", &ctx, move |tx, ctx| pass_on(tx, ctx, id, &cmd)).await;
    back((&db, &ctx, &screen), id, values, made).await
}

pub(super) async fn post_study(
    Shared(db): Shared<Db>,
    axum::Extension(ctx): Visitor,
    screen: Screen,
    Path((id, no)): Path<(DirectiveId, i64)>,
    values: Values,
) -> Reply {
    let text = |name| values.get(name).to_owned();
    let cmd = Study { on: text("on"), attended: text("attended"), proof: text("proof"), report: text("report") };
    let made = db.write("directive.study", &ctx, move |tx, ctx| study(tx, ctx, id, no, &cmd)).await;
    back((&db, &ctx, &screen), id, values, made).await
}

pub(super) async fn post_answer(
    Shared(db): Shared<Db>,
    axum::Extension(ctx): Visitor,
    screen: Screen,
    Path(id): Path<DirectiveId>,
    values: Values,
) -> Reply {
    let cmd = Answer { text: values.get("text").to_owned() };
    let made = db.write("directive.answer", &ctx, move |tx, ctx| answer(tx, ctx, id, &cmd)).await;
    back((&db, &ctx, &screen), id, values, made).await
}

/// What was made.
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub struct DirectiveCreated {
    #[schema(value_type = String)]
    id: DirectiveId,
}

pub(super) async fn post_api(
    Shared(db): Shared<Db>,
    axum::Extension(ctx): Visitor,
    Json(cmd): Json<Register>,
) -> Reply<Response> {
    let act = move |tx: &mut Tx<'_>, ctx: &Ctx| register(tx, ctx, &cmd);
    let id = db.write("directive.register by program", &ctx, act).await?;
    Ok((StatusCode::CREATED, Json(DirectiveCreated { id })).into_response())
}

pub(super) fn register_doc() -> Doc {
    Doc::new("Register a directive and pass it on; each organisation owes the study, the office the answer")
        .body::<Register>()
        .creates::<DirectiveCreated>()
}

async fn by_program(
    db: &Db,
    ctx: &Arc<Ctx>,
    name: &'static str,
    id: DirectiveId,
    act: impl Fn(&mut Tx<'_>, &Ctx) -> Result<(), Error> + Send + 'static,
) -> Reply<Json<DirectiveAnswer>> {
    db.write(name, ctx, act).await?;
    let asked = Arc::clone(ctx);
    Ok(Json(db.read(move |r| detail::read(r, &asked, id)).await?))
}

pub(super) async fn post_pass_api(
    Shared(db): Shared<Db>,
    axum::Extension(ctx): Visitor,
    Path(id): Path<DirectiveId>,
    Json(cmd): Json<PassOn>,
) -> Reply<Json<DirectiveAnswer>> {
    let act = move |tx: &mut Tx<'_>, ctx: &Ctx| pass_on(tx, ctx, id, &cmd);
    by_program(&db, &ctx, "directive.pass_on by program", id, act).await
}

pub(super) fn pass_doc() -> Doc {
    Doc::new("Pass it on to more organisations; those that have it keep their date")
        .body::<PassOn>()
        .returns::<DirectiveAnswer>()
}

pub(super) async fn post_study_api(
    Shared(db): Shared<Db>,
    axum::Extension(ctx): Visitor,
    Path((id, no)): Path<(DirectiveId, i64)>,
    Json(cmd): Json<Study>,
) -> Reply<Json<DirectiveAnswer>> {
    let act = move |tx: &mut Tx<'_>, ctx: &Ctx| study(tx, ctx, id, no, &cmd);
    by_program(&db, &ctx, "directive.study by program", id, act).await
}

pub(super) fn study_doc() -> Doc {
    Doc::new("Report the study of a copy: when, who, what proves it, what is done about it")
        .body::<Study>()
        .returns::<DirectiveAnswer>()
}

pub(super) async fn post_answer_api(
    Shared(db): Shared<Db>,
    axum::Extension(ctx): Visitor,
    Path(id): Path<DirectiveId>,
    Json(cmd): Json<Answer>,
) -> Reply<Json<DirectiveAnswer>> {
    let act = move |tx: &mut Tx<'_>, ctx: &Ctx| answer(tx, ctx, id, &cmd);
    by_program(&db, &ctx, "directive.answer by program", id, act).await
}

pub(super) fn answer_doc() -> Doc {
    Doc::new("Record the answer upward").body::<Answer>().returns::<DirectiveAnswer>()
}
