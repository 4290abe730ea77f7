//! The routes of imports: bring a file, see what it holds, import, pause, go on.

use std::sync::Arc;

use axum::Extension;
use axum::extract::{DefaultBodyLimit, Multipart, Path, State};
use axum::handler::Handler as _;
use axum::http::Method;
use axum::response::{IntoResponse, Redirect, Response};
use kernel::{Act, Ctx, Division, Error, Identity as _, Problem, Sector};
use ledger::Db;
use page::{Doc, Json, Query, Reply, Routes, Screen, Values, download};

use super::store::{self, Wrong};
use super::upload::Upload;
use super::{
    Became, Home, ImportId, Job, Kind, Remark, State as Stage, UnknownColumn, headings, marked, page as view, run,
    template, upload,
};
use crate::kept_files::IMPORTS as FILES;

pub const USE: Act = Act("import.use");
pub const PATH: &str = "/imports";
/// Problems shown on a page, and told to a program at once; the marked file has all.
const SHOWN: usize = 500;

pub fn routes() -> Routes<Db> {
    Routes::new()
        .page(Method::GET, "/imports", USE, show_list)
        .page(Method::POST, "/imports", USE, post.layer(workbooks()))
        .page(Method::GET, "/imports/new", USE, show_form)
        .page(Method::GET, "/imports/template", USE, get_template)
        .page(Method::GET, "/imports/{id}", USE, show)
        .page(Method::GET, "/imports/{id}/marked", USE, get_marked)
        .page(Method::POST, "/imports/{id}/run", USE, post_run)
        .page(Method::POST, "/imports/{id}/pause", USE, post_pause)
        .page(Method::POST, "/imports/{id}/removal", USE, post_removal)
        .page(Method::POST, "/imports/{id}/headings", USE, post_headings)
        .api(Method::POST, "/imports", USE, post_api.layer(workbooks()), post_doc())
        .api(Method::GET, "/imports/{id}", USE, get_api, Doc::new("How far a file has come").returns::<ImportAnswer>())
        .api(
            Method::POST,
            "/imports/{id}/run",
            USE,
            run_api,
            Doc::new("Write the good rows, or go on").returns::<ImportAnswer>(),
        )
        .api(
            Method::POST,
            "/imports/{id}/pause",
            USE,
            pause_api,
            Doc::new("Stop after the present piece").returns::<ImportAnswer>(),
        )
}

/// A workbook of 20 MiB and its form; the framework takes two megabytes.
pub const LARGEST_WORKBOOK: usize = 21 << 20;

fn workbooks() -> DefaultBodyLimit {
    DefaultBodyLimit::max(LARGEST_WORKBOOK)
}

/// Reads and checks what was sent.
async fn check(db: &Db, ctx: &Arc<Ctx>, upload: &Arc<Upload>) -> Result<Job, Error> {
    let kind = kind(ctx, upload.values.get("kind"))?;
    let home = home(ctx, &upload.values)?;
    let (db, ctx, upload) = (db.clone(), Arc::clone(ctx), Arc::clone(upload));
    let work = move || {
        let (name, bytes) = upload.file(ctx.lang)?;
        run::receive(&db, &ctx, kind, &name, &bytes, home).map(|(job, _)| job)
    };
    tokio::task::spawn_blocking(work).await.map_err(Error::internal)?
}

/// Which kinds the visitor may bring; the first is the usual one.
pub fn kinds_of(ctx: &Ctx) -> Vec<Kind> {
    Kind::ALL.iter().copied().filter(|kind| ctx.may(kind.act())).collect()
}

fn kind(ctx: &Ctx, word: &str) -> Result<Kind, Error> {
    let allowed = kinds_of(ctx);
    let found = match word {
        "" => allowed.first().copied(),
        word => Kind::from_word(word).filter(|kind| allowed.contains(kind)),
    };
    found.ok_or_else(|| Problem::at("kind", "choose one of the list").into())
}

/// A clerk of a township registers new units there; others choose.
fn home(ctx: &Ctx, values: &Values) -> Result<Home, Error> {
    let not_here = || Error::from(Problem::at("division", "choose a township of this district"));
    let own = ctx.scope.widest().map_or(ctx.district.division(), |g| g.division);
    let division = match values.get("division") {
        "" => own,
        text => text.parse::<Division>().map_err(|_| not_here())?,
    };
    if !ctx.district.division().contains(division) {
        return Err(not_here());
    }
    Ok(Home { division, sector: Sector::from_word(values.get("sector")).unwrap_or(Sector::Industry) })
}

async fn show_list(State(db): State<Db>, Extension(ctx): Extension<Arc<Ctx>>, screen: Screen) -> Reply {
    let asked = Arc::clone(&ctx);
    let jobs = db.read(move |r| store::list(r, &asked)).await?;
    Ok(view::list(&screen, &jobs))
}

async fn choices(db: &Db, ctx: &Arc<Ctx>) -> Result<view::Choices, Error> {
    let asked = Arc::clone(ctx);
    let townships = db.read(move |r| registry::query::townships(r, &asked)).await?;
    Ok(view::Choices { kinds: kinds_of(ctx), townships })
}

async fn show_form(
    State(db): State<Db>,
    Extension(ctx): Extension<Arc<Ctx>>,
    screen: Screen,
    Query(query): Query,
) -> Reply {
    let choices = choices(&db, &ctx).await?;
    let mut values = query;
    if let (true, Some(usual)) = (values.get("kind").is_empty(), choices.kinds.first()) {
        values.set("kind", usual.word());
    }
    Ok(view::form_page(&screen, &choices, &values, &[]))
}

async fn post(
    State(db): State<Db>,
    Extension(ctx): Extension<Arc<Ctx>>,
    screen: Screen,
    multipart: Multipart,
) -> Reply {
    let upload = match Upload::receive(multipart).await {
        Ok(upload) => Arc::new(upload),
        Err(answer) => return Ok(answer),
    };
    match check(&db, &ctx, &upload).await {
        Ok(job) => {
            forget_former(&db, &ctx, upload.values.get("instead_of"), &job).await?;
            Ok(see(job.id))
        }
        Err(Error::Invalid(problems)) => {
            Ok(view::form_page(&screen, &choices(&db, &ctx).await?, &upload.values, &problems.0))
        }
        Err(other) => Err(other.into()),
    }
}

/// A table that was corrected on its page takes the place of what it was.
async fn forget_former(db: &Db, ctx: &Arc<Ctx>, former: &str, job: &Job) -> Result<(), Error> {
    let Some(former) = ImportId::parse(former).filter(|former| *former != job.id) else { return Ok(()) };
    let asked = Arc::clone(ctx);
    let known = db.read(move |r| store::load(r, &asked, former)).await;
    if !known.is_ok_and(|known| known.state == Stage::Checked) {
        return Ok(());
    }
    let ctx = Ctx { request: kernel::RequestKey(crate::gate::drawn()?), ..(**ctx).clone() };
    db.write("import.remove", &Arc::new(ctx), move |tx, ctx| store::remove(tx, ctx, former)).await?;
    FILES.forget(db, former)
}

fn see(id: ImportId) -> Response {
    Redirect::to(&format!("{PATH}/{id}")).into_response()
}

struct Found {
    job: Job,
    problems: Vec<Wrong>,
    problems_in_all: usize,
}

async fn find(db: &Db, ctx: &Arc<Ctx>, id: &str) -> Result<Found, Error> {
    let id = ImportId::parse(id).ok_or(Error::NotFound("ImportId"))?;
    let asked = Arc::clone(ctx);
    db.read(move |r| {
        Ok(Found {
            job: store::load(r, &asked, id)?,
            problems: store::problems(r, &asked, id, SHOWN)?,
            problems_in_all: store::count_problems(r, &asked, id)?,
        })
    })
    .await
}

async fn show(
    State(db): State<Db>,
    Extension(ctx): Extension<Arc<Ctx>>,
    screen: Screen,
    Path(id): Path<String>,
) -> Reply {
    let Found { job, problems, problems_in_all } = find(&db, &ctx, &id).await?;
    let pasted = match upload::is_pasted(&job) {
        true => String::from_utf8(FILES.read(&db, job.id)?).ok(),
        false => None,
    };
    Ok(view::job(&screen, &view::Shown { job, problems, problems_in_all, pasted }))
}

async fn start(db: &Db, ctx: &Arc<Ctx>, id: &str) -> Result<ImportId, Error> {
    let job = find(db, ctx, id).await?.job;
    let started = db
        .write("import.run", ctx, move |tx, ctx| {
            store::change_state(tx, ctx, job.id, &[Stage::Checked, Stage::Paused], Stage::Running)
        })
        .await?;
    if started {
        let (db, ctx) = (db.clone(), Arc::clone(ctx));
        tokio::task::spawn_blocking(move || run::in_turn(&db, &ctx, job.id));
    }
    Ok(job.id)
}

async fn pause(db: &Db, ctx: &Arc<Ctx>, id: &str) -> Result<ImportId, Error> {
    let job = find(db, ctx, id).await?.job;
    db.write("import.pause", ctx, move |tx, ctx| {
        store::change_state(tx, ctx, job.id, &[Stage::Running], Stage::Paused)
    })
    .await?;
    Ok(job.id)
}

async fn post_run(State(db): State<Db>, Extension(ctx): Extension<Arc<Ctx>>, Path(id): Path<String>) -> Reply {
    Ok(see(start(&db, &ctx, &id).await?))
}

async fn post_pause(State(db): State<Db>, Extension(ctx): Extension<Arc<Ctx>>, Path(id): Path<String>) -> Reply {
    Ok(see(pause(&db, &ctx, &id).await?))
}

/// What was written stays; the file and what is known of it go.
async fn post_removal(State(db): State<Db>, Extension(ctx): Extension<Arc<Ctx>>, Path(id): Path<String>) -> Reply {
    let job = find(&db, &ctx, &id).await?.job;
    db.write("import.remove", &ctx, move |tx, ctx| {
        if store::is_running(tx, ctx, job.id)? {
            return Err(Error::refused("pause the import first"));
        }
        store::remove(tx, ctx, job.id)
    })
    .await?;
    FILES.forget(&db, job.id)?;
    Ok(Redirect::to(PATH).into_response())
}

/// Says which field unknown columns are; the file is then checked again.
async fn post_headings(
    State(db): State<Db>,
    Extension(ctx): Extension<Arc<Ctx>>,
    Path(id): Path<String>,
    values: Values,
) -> Reply {
    let job = find(&db, &ctx, &id).await?.job;
    let told: Vec<(String, String)> = job
        .preview
        .unknown
        .iter()
        .enumerate()
        .map(|(at, column)| (column.header.clone(), values.get(&format!("field_{at}")).to_owned()))
        .filter(|(_, field)| *field == headings::NOT_NEEDED || job.kind.shape().column(field).is_some())
        .collect();
    let kind = job.kind;
    db.write("import.headings", &ctx, move |tx, ctx| {
        told.iter().try_for_each(|(header, field)| headings::remember(tx, ctx, kind, header, Some(field)))
    })
    .await?;
    let bytes = FILES.read(&db, job.id)?;
    let (db, ctx) = (db.clone(), Arc::clone(&ctx));
    // Another request than the one that remembered: its ids must not be the same.
    let again = move || {
        let ctx = Ctx { request: kernel::RequestKey(crate::gate::drawn()?), ..(*ctx).clone() };
        run::receive(&db, &ctx, job.kind, &job.name, &bytes, job.home).map(|(job, _)| job)
    };
    let job = tokio::task::spawn_blocking(again).await.map_err(Error::internal)??;
    Ok(see(job.id))
}

async fn get_marked(
    State(db): State<Db>,
    Extension(ctx): Extension<Arc<Ctx>>,
    screen: Screen,
    Path(id): Path<String>,
) -> Reply {
    let job = find(&db, &ctx, &id).await?.job;
    let lang = screen.lang();
    let work = move || marked::of(&db, &ctx, &job, lang).map(|marked| (marked, job.name));
    let (marked, name) = tokio::task::spawn_blocking(work).await.map_err(Error::internal)??;
    Ok(download(&marked::name_of(&name, marked.extension, lang), SHEET, marked.bytes))
}

async fn get_template(Extension(ctx): Extension<Arc<Ctx>>, screen: Screen, Query(query): Query) -> Reply {
    let kind = kind(&ctx, query.get("kind"))?;
    let lang = screen.lang();
    let bytes = template::of(kind, lang, ctx.now)?;
    Ok(download(&template::name_of(kind, lang), SHEET, bytes))
}

const SHEET: &str = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";

/// What became of a file, for programs.
#[derive(Debug, serde::Serialize, utoipa::ToSchema)]
pub struct ImportAnswer {
    id: String,
    kind: &'static str,
    state: &'static str,
    rows_good: usize,
    rows_bad: usize,
    done: usize,
    /// What the rows would become, as the check saw it.
    would: Option<Became>,
    became: Became,
    remarks: Vec<Remark>,
    unknown_columns: Vec<UnknownColumn>,
    /// The first 500.
    problems: Vec<Wrong>,
}

fn answer(found: Found) -> Response {
    let job = found.job;
    Json(ImportAnswer {
        id: job.id.to_text(),
        kind: job.kind.word(),
        state: job.state.word(),
        rows_good: job.rows_good,
        rows_bad: job.rows_bad,
        done: job.done,
        would: job.preview.would,
        became: job.became,
        remarks: job.preview.remarks,
        unknown_columns: job.preview.unknown,
        problems: found.problems,
    })
    .into_response()
}

async fn post_api(State(db): State<Db>, Extension(ctx): Extension<Arc<Ctx>>, multipart: Multipart) -> Reply {
    let upload = match Upload::receive(multipart).await {
        Ok(upload) => Arc::new(upload),
        Err(answer) => return Ok(answer),
    };
    let job = check(&db, &ctx, &upload).await?;
    Ok(answer(find(&db, &ctx, &job.id.to_text()).await?))
}

async fn get_api(State(db): State<Db>, Extension(ctx): Extension<Arc<Ctx>>, Path(id): Path<String>) -> Reply {
    Ok(answer(find(&db, &ctx, &id).await?))
}

async fn run_api(State(db): State<Db>, Extension(ctx): Extension<Arc<Ctx>>, Path(id): Path<String>) -> Reply {
    start(&db, &ctx, &id).await?;
    Ok(answer(find(&db, &ctx, &id).await?))
}

async fn pause_api(State(db): State<Db>, Extension(ctx): Extension<Arc<Ctx>>, Path(id): Path<String>) -> Reply {
    pause(&db, &ctx, &id).await?;
    Ok(answer(find(&db, &ctx, &id).await?))
}

/// The form as a program sends it.
#[derive(utoipa::ToSchema)]
#[expect(dead_code, reason = "describes a multipart body, which is never built")]
pub struct ImportForm {
    /// The workbook.
    #[schema(value_type = String, format = Binary)]
    file: Vec<u8>,
    /// `hazards` (default), `organisations`, `subjects`, `people`.
    kind: Option<String>,
    /// Where units are registered that nobody knew before.
    division: Option<String>,
    sector: Option<String>,
}

fn post_doc() -> Doc {
    Doc::new("Read and check a workbook; nothing is written until it is run")
        .body::<ImportForm>()
        .multipart()
        .returns::<ImportAnswer>()
}
