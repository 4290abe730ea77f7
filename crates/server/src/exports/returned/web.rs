//! The routes of returned sheets: bring one, see the three sides, decide, write. The same for programs.

use std::sync::Arc;

use axum::Extension;
use axum::extract::{DefaultBodyLimit, Multipart, Path, State};
use axum::handler::Handler as _;
use axum::http::Method;
use axum::response::{IntoResponse, Redirect, Response};
use kernel::{Act, Ctx, Error, Identity as _};
use ledger::Db;
use page::{Doc, Json, Reply, Routes, Screen, Values};
use serde::{Deserialize, Serialize};

use super::page as view;
use super::{Choices, Compared, Opened, Refusal, Sheet, Written, apply, open_kept, receive, store};
use crate::exports::ReturnedId;
use crate::exports::choice::Side;
use crate::imports::upload::Upload;

pub const MERGE: Act = Act("export.merge");
pub const PATH: &str = "/exports/returned";
const ONE: &str = "/exports/returned/{id}";
const APPLICATION: &str = "/exports/returned/{id}/application";
/// Lines of one class told to a program at once.
const SHOWN: usize = 1_000;

pub fn routes() -> Routes<Db> {
    Routes::new()
        .page(Method::GET, PATH, MERGE, show_list)
        .page(Method::POST, PATH, MERGE, post.layer(workbooks()))
        .page(Method::GET, ONE, MERGE, show)
        .page(Method::POST, APPLICATION, MERGE, post_application)
        .api(Method::POST, PATH, MERGE, post_api.layer(workbooks()), post_doc())
        .api(
            Method::GET,
            ONE,
            MERGE,
            get_api,
            Doc::new("The three sides of a returned sheet").returns::<ReturnedAnswer>(),
        )
        .api(Method::POST, APPLICATION, MERGE, application_api, application_doc())
}

fn workbooks() -> DefaultBodyLimit {
    DefaultBodyLimit::max(crate::imports::web::LARGEST_WORKBOOK)
}

async fn show_list(State(db): State<Db>, Extension(ctx): Extension<Arc<Ctx>>, screen: Screen) -> Reply {
    let sheets = db.read(move |r| store::list(r, &ctx)).await?;
    Ok(view::list(&screen, &sheets, &[]))
}

async fn bring(db: &Db, ctx: &Arc<Ctx>, upload: Upload) -> Result<ReturnedId, Error> {
    let (db, ctx) = (db.clone(), Arc::clone(ctx));
    let work = move || {
        let (name, bytes) = upload.file(ctx.lang)?;
        receive(&db, &ctx, &name, &bytes)
    };
    tokio::task::spawn_blocking(work).await.map_err(Error::internal)?
}

async fn post(
    State(db): State<Db>,
    Extension(ctx): Extension<Arc<Ctx>>,
    screen: Screen,
    multipart: Multipart,
) -> Reply {
    let upload = match Upload::receive(multipart).await {
        Ok(upload) => upload,
        Err(answer) => return Ok(answer),
    };
    match bring(&db, &ctx, upload).await {
        Ok(id) => Ok(see(id)),
        Err(Error::Invalid(problems)) => {
            let sheets = db.read(move |r| store::list(r, &ctx)).await?;
            Ok(view::list(&screen, &sheets, &problems.0))
        }
        Err(other) => Err(other.into()),
    }
}

fn see(id: ReturnedId) -> Response {
    Redirect::to(&format!("{PATH}/{id}")).into_response()
}

/// A sheet with its three sides, and the names of those who decided.
pub struct Found {
    pub sheet: Sheet,
    pub opened: Opened,
    pub compared: Compared,
    pub names: std::collections::HashMap<kernel::PersonId, String>,
}

async fn load(db: &Db, ctx: &Arc<Ctx>, id: &str) -> Result<Sheet, Error> {
    let id = ReturnedId::parse(id).ok_or(Error::NotFound("ReturnedId"))?;
    let asked = Arc::clone(ctx);
    db.read(move |r| store::load(r, &asked, id)).await
}

async fn find(db: &Db, ctx: &Arc<Ctx>, id: &str) -> Result<Found, Error> {
    let sheet = load(db, ctx, id).await?;
    let (db, ctx) = (db.clone(), Arc::clone(ctx));
    let work = move || {
        let opened = open_kept(&db, &ctx, &sheet)?;
        let (compared, names) = db.read_blocking(|r| {
            let compared = opened.compare(r, &ctx)?;
            let people: Vec<_> = compared.decided.iter().filter_map(|chosen| chosen.person).collect();
            let names = registry::query::person_names(r, &ctx, &people)?;
            Ok((compared, names))
        })?;
        Ok(Found { sheet, opened, compared, names })
    };
    tokio::task::spawn_blocking(work).await.map_err(Error::internal)?
}

async fn show(
    State(db): State<Db>,
    Extension(ctx): Extension<Arc<Ctx>>,
    screen: Screen,
    Path(id): Path<String>,
) -> Reply {
    Ok(view::sheet(&screen, &find(&db, &ctx, &id).await?))
}

async fn write(db: &Db, ctx: &Arc<Ctx>, sheet: Sheet, choices: Choices) -> Result<(), Error> {
    let (db, ctx) = (db.clone(), Arc::clone(ctx));
    let work = move || apply(&db, &ctx, &sheet, &choices);
    tokio::task::spawn_blocking(work).await.map_err(Error::internal)?
}

/// The name of a conflict's field in the form: object and field.
pub fn choice_name(key: &str, field: &str) -> String {
    format!("choice.{key}.{field}")
}

/// Side and version that was seen: `theirs.7`.
pub fn choice_value(side: Side, version: i64) -> String {
    format!("{side}.{version}")
}

fn choices(values: &Values) -> Choices {
    let choice = |(name, value): (&str, &str)| {
        let (key, field) = name.strip_prefix("choice.")?.split_once('.')?;
        let (side, version) = value.split_once('.')?;
        Some(((key.to_owned(), field.to_owned()), (Side::from_word(side)?, version.parse().ok()?)))
    };
    values.pairs().filter_map(choice).collect()
}

async fn post_application(
    State(db): State<Db>,
    Extension(ctx): Extension<Arc<Ctx>>,
    Path(id): Path<String>,
    values: Values,
) -> Reply {
    let sheet = load(&db, &ctx, &id).await?;
    let id = sheet.id;
    write(&db, &ctx, sheet, choices(&values)).await?;
    Ok(see(id))
}

/// A side of a conflict, as a program takes it.
#[derive(Debug, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ChoiceBody {
    object: String,
    field: String,
    #[schema(value_type = String)]
    taken: Side,
    /// The version of the object that was seen.
    version: i64,
}

#[derive(Debug, Default, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ApplicationBody {
    /// Conflicts that are not named stay undecided.
    #[serde(default)]
    choices: Vec<ChoiceBody>,
}

/// One field of one object that differs.
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub struct ChangeLine {
    object: String,
    row: u32,
    field: String,
    version: i64,
    base: String,
    now: String,
    theirs: String,
}

#[derive(Debug, Serialize, utoipa::ToSchema)]
pub struct AddedLine {
    row: u32,
    cells: Vec<String>,
}

/// The three sides of a sheet, the first thousand of each class, and what was written.
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub struct ReturnedAnswer {
    id: String,
    list: &'static str,
    unchanged: usize,
    changed: Vec<ChangeLine>,
    conflicting: Vec<ChangeLine>,
    /// Changes of columns that a sheet may not change.
    read_only: Vec<ChangeLine>,
    added: Vec<AddedLine>,
    /// Objects whose rows the sheet lacks; nothing follows from that.
    missing: Vec<String>,
    /// Objects that no longer exist for the visitor.
    gone: Vec<String>,
    /// Rows and columns that could not be compared.
    unreadable: Vec<Refusal>,
    written: Written,
    refused: Vec<Refusal>,
    decided: usize,
}

fn answer(found: Found) -> Json<ReturnedAnswer> {
    let line = |it: paper::out::merge::Change| ChangeLine {
        object: it.key,
        row: it.row,
        field: it.field,
        version: it.version,
        base: it.base.to_string(),
        now: it.now.to_string(),
        theirs: it.theirs.to_string(),
    };
    let lines = |changes: Vec<_>| changes.into_iter().take(SHOWN).map(line).collect();
    let added = |it: paper::out::merge::Added| AddedLine {
        row: it.row,
        cells: it.cells.iter().map(ToString::to_string).collect(),
    };
    let merge = found.compared.merge;
    Json(ReturnedAnswer {
        id: found.sheet.id.to_text(),
        list: found.opened.list.name,
        unchanged: merge.unchanged.len(),
        changed: lines(merge.changed),
        conflicting: lines(merge.conflicting),
        read_only: lines(merge.read_only_edits),
        added: merge.added.into_iter().take(SHOWN).map(added).collect(),
        missing: merge.missing.into_iter().take(SHOWN).collect(),
        gone: merge.gone.into_iter().take(SHOWN).map(|gone| gone.key).collect(),
        unreadable: found.opened.returned.problems.iter().take(SHOWN).map(unreadable).collect(),
        written: found.sheet.written,
        refused: found.sheet.refused,
        decided: found.compared.decided.len(),
    })
}

pub fn unreadable(it: &paper::out::returned::ReturnedProblem) -> Refusal {
    Refusal { row: it.row, header: String::new(), given: it.given.clone(), problem: it.fault.problem.to_owned() }
}

async fn post_api(State(db): State<Db>, Extension(ctx): Extension<Arc<Ctx>>, multipart: Multipart) -> Reply {
    let upload = match Upload::receive(multipart).await {
        Ok(upload) => upload,
        Err(answer) => return Ok(answer),
    };
    let id = bring(&db, &ctx, upload).await?;
    Ok(answer(find(&db, &ctx, &id.to_text()).await?).into_response())
}

async fn get_api(
    State(db): State<Db>,
    Extension(ctx): Extension<Arc<Ctx>>,
    Path(id): Path<String>,
) -> Reply<Json<ReturnedAnswer>> {
    Ok(answer(find(&db, &ctx, &id).await?))
}

async fn application_api(
    State(db): State<Db>,
    Extension(ctx): Extension<Arc<Ctx>>,
    Path(id): Path<String>,
    Json(body): Json<ApplicationBody>,
) -> Reply<Json<ReturnedAnswer>> {
    let sheet = load(&db, &ctx, &id).await?;
    let choices = body.choices.into_iter().map(|it| ((it.object, it.field), (it.taken, it.version))).collect();
    write(&db, &ctx, sheet, choices).await?;
    Ok(answer(find(&db, &ctx, &id).await?))
}

/// The form as a program sends it.
#[derive(utoipa::ToSchema)]
#[expect(dead_code, reason = "describes a multipart body, which is never built")]
pub struct ReturnedForm {
    /// The exported workbook with the changes in it.
    #[schema(value_type = String, format = Binary)]
    file: Vec<u8>,
}

fn post_doc() -> Doc {
    Doc::new("Give an exported workbook back; nothing is written until it is applied")
        .body::<ReturnedForm>()
        .multipart()
        .returns::<ReturnedAnswer>()
}

fn application_doc() -> Doc {
    Doc::new("Write changes and new rows of a returned sheet, and decide conflicts; twice changes nothing")
        .body::<ApplicationBody>()
        .returns::<ReturnedAnswer>()
}
