//! The loop through HTTP: two visitors a hazard, the clerk and the enterprise that rectifies; server and clients share this
//! machine.

use std::net::SocketAddr;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::{Duration, Instant as Stopwatch};

use clap::Args;
use kernel::{Error, OrganisationId, Role};
use ledger::{Clock as _, SystemClock};
use registry::SubjectId;
use serde_json::json;
use tokio::net::TcpListener;

use super::client::Client;
use super::{Bed, Failed, percentiles};
use crate::cli::out::out;
use crate::gate::{fresh_key, machine_ctx};
use crate::sign_in::session;
use crate::{accept, serve};

#[derive(Debug, Args)]
pub struct Http {
    /// Clients that each wait for their answer before the next request.
    #[arg(long, default_value_t = 64)]
    clients: usize,
    #[arg(long, default_value_t = 10)]
    seconds: u64,
    /// Folder on the disk to be measured; it is removed afterwards.
    #[arg(long, default_value = "./bench-data")]
    folder: PathBuf,
}

/// What every client needs to know.
struct Stage {
    address: SocketAddr,
    clerk: String,
    enterprise: String,
    subject: SubjectId,
    owner: OrganisationId,
    office: OrganisationId,
}

impl Http {
    pub fn run(&self) -> Result<(), Failed> {
        let bed = Bed::make(&self.folder)?;
        let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build()?;
        let (times_us, failed, seconds) = runtime.block_on(self.measure(&bed))?;
        drop(runtime);
        drop(bed);
        std::fs::remove_dir_all(&self.folder)?;
        let count = times_us.len();
        let [p50, p95, p99] = percentiles(times_us);
        out!(
            "{}",
            json!({ "bench": "http", "clients": self.clients, "seconds": seconds, "transitions": count, "failed": failed,
                    "transitions_per_s": count as f64 / seconds, "p50_ms": p50, "p95_ms": p95, "p99_ms": p99 })
        );
        Ok(())
    }

    async fn measure(&self, bed: &Bed) -> Result<(Vec<u64>, usize, f64), Error> {
        let (address, server) = start(bed).await?;
        let stage = Arc::new(stage(bed, address).await?);
        let began = Stopwatch::now();
        let end = began + Duration::from_secs(self.seconds);
        let clients: Vec<_> = (0..self.clients).map(|_| tokio::spawn(one_client(Arc::clone(&stage), end))).collect();
        let (mut times, mut failed) = (Vec::new(), 0);
        for client in clients {
            let (mine, bad) = client.await.map_err(Error::internal)??;
            times.extend(mine);
            failed += bad;
        }
        let seconds = began.elapsed().as_secs_f64();
        server.abort();
        Ok((times, failed, seconds))
    }
}

/// The real router behind the real accept loop, on a port of its own.
pub(super) async fn start(bed: &Bed) -> Result<(SocketAddr, tokio::task::JoinHandle<()>), Error> {
    let router = serve::router(&bed.db, Arc::new(SystemClock))?;
    let listener = TcpListener::bind(("127.0.0.1", 0)).await.map_err(Error::internal)?;
    let address = listener.local_addr().map_err(Error::internal)?;
    let server = tokio::spawn(async move {
        if let Err(cause) = accept::accept(listener, router, std::future::pending()).await {
            tracing::error!(%cause, "the bench's server stopped");
        }
    });
    Ok((address, server))
}

/// A session without the password's cost.
pub(super) async fn token(bed: &Bed, role: Role) -> Result<String, Error> {
    let login = bed.accounts.iter().find(|a| a.role == role).map(|a| a.login.clone()).unwrap_or_default();
    let district = bed.ctx.district;
    let account = bed.db.read(move |r| registry::query::account_by_login(r, district, &login)).await?;
    let account = account.ok_or(Error::NotFound("AccountId"))?;
    let (token, text) = session::draw_token()?;
    let ctx = machine_ctx("bench", district, SystemClock.now())?;
    bed.db.write("bench", &ctx, move |tx, ctx| session::start(tx, ctx, account.id, account.person, &token)).await?;
    Ok(text)
}

async fn stage(bed: &Bed, address: SocketAddr) -> Result<Stage, Error> {
    let ctx = bed.ctx.clone();
    let login =
        bed.accounts.iter().find(|a| a.role == Role::EnterpriseUser).map(|a| a.login.clone()).unwrap_or_default();
    let (owner, office) = bed
        .db
        .read(move |r| {
            let account =
                registry::query::account_by_login(r, ctx.district, &login)?.ok_or(Error::NotFound("AccountId"))?;
            let membership = registry::query::memberships(r, ctx.district, account.person)?.into_iter().next();
            let owner = membership.ok_or(Error::NotFound("MembershipId"))?.organisation;
            Ok((owner, registry::query::safety_office(r, &ctx)?))
        })
        .await?;
    let own = bed.subjects.iter().find(|(_, organisation)| *organisation == owner);
    let (subject, owner) = *own.ok_or(Error::NotFound("SubjectId"))?;
    let (clerk, enterprise) = (token(bed, Role::DistrictClerk).await?, token(bed, Role::EnterpriseUser).await?);
    Ok(Stage { address, clerk, enterprise, subject, owner, office })
}

async fn one_client(stage: Arc<Stage>, end: Stopwatch) -> Result<(Vec<u64>, usize), Error> {
    let mut clerk = Client::connect(stage.address, &stage.clerk).await?;
    let mut enterprise = Client::connect(stage.address, &stage.enterprise).await?;
    let (mut times, mut failed) = (Vec::new(), 0);
    while Stopwatch::now() < end {
        let Some(hazard) = report(&mut clerk, &stage).await? else {
            failed += 1;
            continue;
        };
        for (by_clerk, act, body) in steps(&stage) {
            if Stopwatch::now() >= end {
                break;
            }
            let client = if by_clerk { &mut clerk } else { &mut enterprise };
            let path = format!("/api/v1/hazards/{hazard}/{act}");
            let (key, began) = (fresh_key()?, Stopwatch::now());
            match client.post(&path, &key, &body).await?.status {
                200 => times.push(began.elapsed().as_micros() as u64),
                _ => failed += 1,
            }
        }
    }
    Ok((times, failed))
}

async fn report(clerk: &mut Client, stage: &Stage) -> Result<Option<String>, Error> {
    let body = json!({
        "subject": stage.subject, "place": "空压机房", "harm": "vessel_explosion", "source": "department_inspection",
        "grade": "ordinary", "description": "空压机房 2 台储气罐超过检验有效期仍在使用，安全阀铅封失效。"
    });
    let answer = clerk.post("/api/v1/hazards", &fresh_key()?, &body.to_string()).await?;
    if answer.status != 201 {
        return Ok(None);
    }
    let created: serde_json::Value = serde_json::from_slice(&answer.body)?;
    Ok(created["id"].as_str().map(str::to_owned))
}

/// Whether the clerk does it, what, and with which body.
fn steps(stage: &Stage) -> [(bool, &'static str, String); 6] {
    let assign = json!({ "owner_organisation": stage.owner, "checker_organisation": stage.office }).to_string();
    let work = json!({ "work": "已拆除临时隔墙并完成防火封堵，现场复核合格。" }).to_string();
    let back = json!({ "accepted": false, "note": "隔墙未封堵，请补充。" }).to_string();
    let good = json!({ "accepted": true }).to_string();
    [
        (true, "assignment", assign),
        (false, "submission", work.clone()),
        (true, "verification", back),
        (false, "submission", work),
        (true, "verification", good),
        (true, "closing", "{}".to_owned()),
    ]
}
