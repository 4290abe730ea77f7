//! The import page: upload a ledger, see what it holds and what is wrong with it, import the rest.

use std::sync::{Arc, Mutex, PoisonError};

use axum::Extension;
use axum::Json;
use axum::extract::multipart::MultipartError;
use axum::extract::{Multipart, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use kernel::{Ctx, Division, Error, Instant, Lang, PersonId, Problem, Problems, Sector, Span};
use ledger::Db;
use maud::{Markup, html};
use page::form::{self, FieldSpec};
use page::{Crumb, Doc, Reply, Screen, Values, format, parts};
use serde::Serialize;

use crate::gate::fresh_key;
use crate::hazard_ledger::{self, Home, Imported, Read};
use crate::words::import_page as w;

/// Rows of the preview.
const PREVIEW: usize = 20;

/// Files that were checked and wait for the word to be imported: in memory alone, one a person, a few, for a while.
static KEPT: Mutex<Vec<Kept>> = Mutex::new(Vec::new());
const MOST_KEPT: usize = 8;
const KEPT_FOR: Span = Span::minutes(30);

struct Kept {
    key: String,
    person: Option<PersonId>,
    until: Instant,
    name: String,
    bytes: Vec<u8>,
}

/// The key by which the same person finds it again.
fn keep(ctx: &Ctx, name: String, bytes: Vec<u8>) -> Result<String, Error> {
    let key = fresh_key()?;
    let mut kept = KEPT.lock().unwrap_or_else(PoisonError::into_inner);
    kept.retain(|it| it.until > ctx.now && it.person != ctx.person());
    if kept.len() >= MOST_KEPT {
        kept.remove(0);
    }
    kept.push(Kept { key: key.clone(), person: ctx.person(), until: ctx.now + KEPT_FOR, name, bytes });
    Ok(key)
}

fn kept(ctx: &Ctx, key: &str) -> Option<(String, Vec<u8>)> {
    let kept = KEPT.lock().unwrap_or_else(PoisonError::into_inner);
    let found = kept.iter().find(|it| it.key == key && it.person == ctx.person() && it.until > ctx.now)?;
    Some((found.name.clone(), found.bytes.clone()))
}

/// What the form sent.
#[derive(Default)]
struct Upload {
    values: Values,
    name: String,
    bytes: Vec<u8>,
}

struct Choices {
    townships: Vec<(Division, String)>,
}

/// What there is to show of a file.
struct Shown {
    read: Read,
    imported: Option<Imported>,
    /// Under which key the checked file waits.
    kept: Option<String>,
}

async fn choices(db: &Db, ctx: &Arc<Ctx>) -> Result<Choices, Error> {
    let asked = Arc::clone(ctx);
    Ok(Choices { townships: db.read(move |r| registry::query::townships(r, &asked)).await? })
}

pub async fn show(State(db): State<Db>, Extension(ctx): Extension<Arc<Ctx>>, screen: Screen) -> Reply {
    let choices = choices(&db, &ctx).await?;
    Ok(answer(&screen, &choices, &Values::default(), &[], None))
}

pub async fn post(
    State(db): State<Db>,
    Extension(ctx): Extension<Arc<Ctx>>,
    screen: Screen,
    multipart: Multipart,
) -> Reply {
    let choices = choices(&db, &ctx).await?;
    let mut upload = match receive(multipart).await {
        Ok(upload) => upload,
        Err(problem) => return Ok(answer(&screen, &choices, &Values::default(), &[problem], None)),
    };
    let values = upload.values.clone();
    if upload.bytes.is_empty()
        && let Some((name, bytes)) = kept(&ctx, values.get("kept"))
    {
        (upload.name, upload.bytes) = (name, bytes);
    }
    let file = (upload.name.clone(), upload.bytes.clone());
    match run(&db, &ctx, upload).await {
        Ok(mut shown) => {
            if shown.imported.is_none() && !shown.read.rows.is_empty() {
                shown.kept = Some(keep(&ctx, file.0, file.1)?);
            }
            Ok(answer(&screen, &choices, &values, &[], Some(&shown)))
        }
        Err(Error::Invalid(problems)) => Ok(answer(&screen, &choices, &values, &problems.0, None)),
        Err(other) => Err(other.into()),
    }
}

async fn receive(mut multipart: Multipart) -> Result<Upload, Problem> {
    let unreadable = |cause: MultipartError| match cause.status() {
        StatusCode::PAYLOAD_TOO_LARGE => Problem::at("file", "larger than 20 MiB"),
        _ => Problem::at("file", "this file could not be read"),
    };
    let mut upload = Upload::default();
    while let Some(field) = multipart.next_field().await.map_err(unreadable)? {
        let name = field.name().unwrap_or_default().to_owned();
        if name == "file" {
            upload.name = field.file_name().unwrap_or_default().to_owned();
            upload.bytes = field.bytes().await.map_err(unreadable)?.to_vec();
        } else {
            upload.values.set(&name, field.text().await.map_err(unreadable)?);
        }
    }
    Ok(upload)
}

/// Reads the file and, unless it is only to be checked, imports what is good in it.
async fn run(db: &Db, ctx: &Arc<Ctx>, upload: Upload) -> Result<Shown, Error> {
    if upload.bytes.is_empty() {
        return Err(Problem::at("file", "choose a file").into());
    }
    let home = home(ctx, &upload.values)?;
    let only_check = upload.values.get("act") != "import";
    let (db, ctx) = (db.clone(), Arc::clone(ctx));
    let work = move || {
        let read = hazard_ledger::read(&upload.name, &upload.bytes).map_err(|e| refused(&e))?;
        let imported = match only_check {
            true => None,
            false => Some(hazard_ledger::write(&db, &ctx, &read.rows, home, |_| {})?),
        };
        Ok(Shown { read, imported, kept: None })
    };
    tokio::task::spawn_blocking(work).await.map_err(Error::internal)?
}

fn refused(error: &paper::PaperError) -> Error {
    Problem { field: "file", problem: error.fault.problem, given: error.detail.clone() }.into()
}

/// A clerk of a township registers new units there; others choose.
fn home(ctx: &Ctx, values: &Values) -> Result<Home, Problems> {
    let own = ctx.scope.widest().map(|g| g.division).unwrap_or(ctx.district.division());
    let division = match values.get("division") {
        "" => own,
        text => {
            text.parse().map_err(|_| Problems(vec![Problem::at("division", "choose a township of this district")]))?
        }
    };
    if !ctx.district.division().contains(division) {
        return Err(Problems(vec![Problem::at("division", "choose a township of this district")]));
    }
    Ok(Home { division, sector: Sector::from_word(values.get("sector")).unwrap_or(Sector::Industry) })
}

fn answer(
    screen: &Screen,
    choices: &Choices,
    values: &Values,
    problems: &[Problem],
    shown: Option<&Shown>,
) -> Response {
    let lang = screen.lang();
    let labels = [("file", w::file(lang)), ("division", w::division(lang)), ("sector", w::sector(lang))];
    let body = html! {
        (parts::head(w::title(lang), html! {}, html! {}))
        (form::error_summary(lang, problems, &labels))
        @if let Some(shown) = shown { (result(screen, values, shown)) }
        section.card.gap-top { (form::form_with_files(screen, "/import", fields(lang, choices, values, problems))) }
    };
    let crumbs = [Crumb::here(w::crumb(lang)), Crumb::here(w::title(lang))];
    if problems.is_empty() {
        screen.page(w::title(lang), &crumbs, body)
    } else {
        screen.invalid(w::title(lang), &crumbs, body)
    }
}

fn fields(lang: Lang, choices: &Choices, values: &Values, problems: &[Problem]) -> Markup {
    let townships: Vec<_> = choices.townships.iter().map(|(d, name)| (d.to_string(), name.clone())).collect();
    let sectors: Vec<_> = Sector::ALL
        .iter()
        .map(|s| (s.word().to_owned(), hazard::words::sector::of(lang, s.word()).to_owned()))
        .collect();
    html! {
        (form::wide(form::file(&FieldSpec::new("file", w::file(lang)).hint(w::file_hint(lang)).required(), ".xlsx,.xls,.ods,.csv", false, problems, lang)))
        (form::select(&FieldSpec::new("division", w::division(lang)).hint(w::division_hint(lang)), &townships, values, problems, lang))
        (form::select(&FieldSpec::new("sector", w::sector(lang)), &sectors, values, problems, lang))
        (parts::actions(lang, html! { span.muted.small { (w::then(lang)) } }, html! {
            (parts::submit_as(w::import(lang), "act", "import"))
            button.btn.is-primary type="submit" name="act" value="check" { (w::check(lang)) }
        }))
    }
}

fn result(screen: &Screen, values: &Values, shown: &Shown) -> Markup {
    let lang = screen.lang();
    let bad = shown.read.bad_rows();
    let tile = |label: &str, n: usize| parts::Tile {
        label: label.to_owned(),
        figure: html! { (format::count(n as u64)) },
        unit: w::unit_row(lang).to_owned(),
        href: None,
    };
    let mut tiles = vec![tile(w::rows(lang), shown.read.rows.len() + bad)];
    match shown.imported {
        None => tiles.push(tile(w::good(lang), shown.read.rows.len())),
        Some(done) => {
            tiles.push(tile(w::created(lang), done.created));
            tiles.push(tile(w::unchanged(lang), done.unchanged));
            tiles.push(parts::Tile { unit: w::unit_unit(lang).to_owned(), ..tile(w::new_units(lang), done.new_units) });
        }
    }
    tiles.push(tile(w::bad(lang), bad));
    let title = if shown.imported.is_some() { w::imported(lang) } else { w::checked(lang) };
    html! {
        (parts::card(title, None, shown.imported.is_some().then_some((w::to_list(lang), "/hazards?view=all&source=ledger")), parts::tiles(&tiles)))
        @if let Some(key) = &shown.kept { (go_on(screen, values, key, shown)) }
        @if bad > 0 { (bad_rows(lang, shown)) }
        @if shown.imported.is_none() && !shown.read.rows.is_empty() { (preview(lang, shown)) }
    }
}

/// The checked file is still here: one press imports what is good in it.
fn go_on(screen: &Screen, values: &Values, key: &str, shown: &Shown) -> Markup {
    let lang = screen.lang();
    let inside = html! {
        (form::hidden("kept", key))
        @for name in ["division", "sector"] { (form::hidden(name, values.get(name))) }
        div.foot {
            button.btn.is-primary type="submit" name="act" value="import" {
                (w::import_rows(lang, format::count(shown.read.rows.len() as u64)))
            }
            span.muted.small { (w::import_rows_then(lang)) }
        }
    };
    html! { section.card.gap-top { (form::form_with_files(screen, "/import", inside)) } }
}

fn bad_rows(lang: Lang, shown: &Shown) -> Markup {
    let table = html! { table.tb {
        thead { tr {
            th scope="col" { (w::sheet(lang)) } th.num scope="col" { (w::row(lang)) } th scope="col" { (w::column(lang)) }
            th scope="col" { (w::given(lang)) } th.grow scope="col" { (w::problem(lang)) } th scope="col" { (w::advice(lang)) }
        } }
        tbody { @for p in &shown.read.problems { tr {
            td { (p.sheet) }
            td.num { (p.row) }
            td.nowrap { (p.column.letter) " " (p.column.header) }
            td { code { (p.given) } }
            td { (page::error_text(lang, p.problem)) }
            td { (page::error_text(lang, p.advice)) }
        } } }
    } };
    parts::card(w::bad_rows(lang), Some(shown.read.bad_rows() as u64), None, table)
}

fn preview(lang: Lang, shown: &Shown) -> Markup {
    let table = html! { table.tb {
        thead { tr {
            th.num scope="col" { (w::row(lang)) } th.grow scope="col" { (w::description(lang)) } th scope="col" { (w::unit(lang)) }
            th scope="col" { (w::found(lang)) } th scope="col" { (w::level(lang)) } th scope="col" { (w::state(lang)) }
        } }
        tbody { @for (_, row) in shown.read.rows.iter().take(PREVIEW) { tr {
            td.num { (row.row) }
            td { (row.description) }
            td { (row.unit) }
            td.nowrap { (row.found) }
            td.nowrap { (hazard::words::grade::of(lang, row.level.word())) }
            td.nowrap { @if row.closed { (w::closed(lang)) } @else { (w::open(lang)) } }
        } } }
    } };
    parts::card(&w::good_rows(lang, PREVIEW.min(shown.read.rows.len())), None, None, table)
}

/// What became of a file, for programs.
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub struct ImportAnswer {
    rows: usize,
    #[serde(skip_serializing_if = "Option::is_none")]
    imported: Option<Imported>,
    problems: Vec<ImportProblem>,
}

#[derive(Debug, Serialize, utoipa::ToSchema)]
pub struct ImportProblem {
    sheet: String,
    row: u32,
    column: String,
    header: String,
    given: String,
    problem: &'static str,
    advice: &'static str,
}

pub async fn post_api(
    State(db): State<Db>,
    Extension(ctx): Extension<Arc<Ctx>>,
    multipart: Multipart,
) -> Reply<Response> {
    let upload = receive(multipart).await?;
    let shown = run(&db, &ctx, upload).await?;
    let problems = shown.read.problems.iter().map(|p| ImportProblem {
        sheet: p.sheet.clone(),
        row: p.row,
        column: p.column.letter.clone(),
        header: p.column.header.clone(),
        given: p.given.clone(),
        problem: p.problem,
        advice: p.advice,
    });
    let answer = ImportAnswer { rows: shown.read.rows.len(), imported: shown.imported, problems: problems.collect() };
    Ok((StatusCode::OK, Json(answer)).into_response())
}

/// The form as a program sends it.
#[derive(utoipa::ToSchema)]
#[expect(dead_code, reason = "describes a multipart body, which is never built")]
pub struct ImportForm {
    /// The workbook.
    #[schema(value_type = String, format = Binary)]
    file: Vec<u8>,
    /// `check` (default) or `import`.
    act: Option<String>,
    division: Option<String>,
    sector: Option<String>,
}

pub fn doc() -> Doc {
    Doc::new("Import a hazard ledger as multipart form; act=check writes nothing")
        .body::<ImportForm>()
        .returns::<ImportAnswer>()
}
