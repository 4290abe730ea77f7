//! The three routes of the closed-loop peer scripts over our own hazards, so that one script measures both programs on the
//! same machine: a page of fifty rows, the same as JSON, and one step of one hazard through its loop.

use std::net::SocketAddr;
use std::path::PathBuf;
use std::sync::{Arc, RwLock};

use axum::extract::{Path, Query, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use axum::{Json, Router};
use clap::Args;
use hazard::query::{Filter, ListRow, Slice, View};
use hazard::{HazardId, Status};
use kernel::{Ctx, Division, Error, RequestKey};
use ledger::{Clock as _, SystemClock, Tx};
use maud::html;
use obligation::Owner;
use page::Reply;
use serde::Deserialize;
use serde_json::json;
use tokio::net::TcpListener;

use super::{Bed, Failed, pages};
use crate::accept;
use crate::gate::drawn;

#[derive(Debug, Args)]
pub struct Peer {
    #[arg(long, default_value_t = 100_000)]
    hazards: u32,
    #[arg(long, default_value = "127.0.0.1:8429")]
    listen: SocketAddr,
    /// Folder on the disk to be measured; it stays when the server is stopped.
    #[arg(long, default_value = "./bench-data")]
    folder: PathBuf,
}

/// The peer scripts name hazards 1 to 100,000 and towns 0 to 23.
#[derive(Clone)]
struct Stage {
    bed: Bed,
    hazards: Arc<RwLock<Vec<HazardId>>>,
    towns: Arc<[Division]>,
}

impl Peer {
    pub fn run(&self) -> Result<(), Failed> {
        let bed = Bed::make(&self.folder)?;
        let ids = pages::fill(&bed, self.hazards, |_| false)?;
        let towns: Vec<Division> = bed.db.read_blocking(|r| {
            Ok(registry::query::townships(r, &bed.ctx)?.into_iter().map(|(code, _)| code).collect())
        })?;
        let stage = Stage { bed, hazards: Arc::new(RwLock::new(ids)), towns: towns.into() };
        let router = Router::new()
            .route("/hazards", get(page_of))
            .route("/api/hazards", get(rows_of))
            .route("/api/hazards/{n}/move", post(move_on))
            .with_state(stage);
        let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build()?;
        runtime.block_on(async {
            let listener = TcpListener::bind(self.listen).await?;
            eprintln!("listening http://{}", self.listen);
            accept::accept(listener, router, async { drop(tokio::signal::ctrl_c().await) }).await
        })?;
        Ok(())
    }
}

#[derive(Deserialize)]
struct Asked {
    #[serde(default)]
    town: usize,
}

async fn listed(stage: &Stage, asked: &Asked) -> Result<Vec<ListRow>, Error> {
    let ctx = stage.bed.ctx.clone();
    let division = stage.towns.get(asked.town % stage.towns.len().max(1)).copied();
    let filter = Filter { view: View::All, division, status: Some(Status::ToAssign), ..Filter::default() };
    let slice = Slice::Page { from: 0, rows: 50 };
    stage.bed.db.read(move |r| hazard::query::list(r, &ctx, &filter, slice)).await
}

async fn page_of(State(stage): State<Stage>, Query(asked): Query<Asked>) -> Reply {
    let rows = listed(&stage, &asked).await?;
    let table = html! {
        (maud::DOCTYPE) title { "Hazards" }
        table { @for row in &rows { tr {
            td { (row.number) } td { (row.title.as_str().unwrap_or_default()) } td { (row.sector) } td { (row.status) }
            td { @if let Some(due) = row.due { (due.day()) } }
        } } }
    };
    Ok(table.into_response())
}

async fn rows_of(State(stage): State<Stage>, Query(asked): Query<Asked>) -> Reply<Json<serde_json::Value>> {
    let rows = listed(&stage, &asked).await?;
    let row = |row: &ListRow| {
        json!({ "id": row.id, "title": row.title.as_str(), "sector": row.sector, "state": row.status,
                "due": row.due.map(|due| due.day()) })
    };
    Ok(Json(rows.iter().map(row).collect()))
}

/// The next step of the hazard's loop; a closed one gives its place to a new report.
async fn move_on(State(stage): State<Stage>, Path(n): Path<usize>) -> Reply<Response> {
    let place = n.saturating_sub(1);
    let id = stage.hazards.read().ok().and_then(|ids| ids.get(place).copied());
    let Some(id) = id else { return Ok(StatusCode::NOT_FOUND.into_response()) };
    let ctx = Ctx { request: RequestKey(drawn()?), now: SystemClock.now(), ..stage.bed.ctx.clone() };
    let (subject, owner) = stage.bed.subjects[place % stage.bed.subjects.len()];
    let next = move |tx: &mut Tx<'_>, ctx: &Ctx| step(tx, ctx, id, subject, owner);
    let now = stage.bed.db.write("bench", &ctx, next).await?;
    if now != id
        && let Ok(mut ids) = stage.hazards.write()
    {
        ids[place] = now;
    }
    Ok(Json(json!({ "id": n, "hazard": now })).into_response())
}

fn step(
    tx: &mut Tx<'_>,
    ctx: &Ctx,
    id: HazardId,
    subject: registry::SubjectId,
    owner: kernel::OrganisationId,
) -> Result<HazardId, Error> {
    match hazard::query::status(tx, ctx, id)? {
        Status::ToAssign => {
            let checker = registry::query::safety_office(tx, ctx)?;
            let cmd = hazard::assign::Assign {
                owner: Owner { organisation: owner, person: None },
                checker: Owner { organisation: checker, person: None },
                demand: hazard::Demand::default(),
                due: None,
                note: None,
            };
            hazard::assign::assign(tx, ctx, id, &cmd)?;
        }
        Status::ToRectify | Status::Rectifying | Status::Returned => super::door::submit(tx, ctx, id, owner)?,
        Status::ToVerify => {
            hazard::verify::verify(tx, ctx, id, &hazard::verify::Verify { accepted: true, note: String::new() })?;
        }
        Status::ToClose => super::door::close(tx, ctx, id)?,
        Status::Closed | Status::Merged | Status::Divided => {
            let n = ctx.now.micros().unsigned_abs() as usize;
            return hazard::report::report(tx, ctx, &super::door::finding(ctx, subject, n));
        }
    }
    Ok(id)
}
