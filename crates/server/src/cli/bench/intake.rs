//! Readings of many rain gauges over HTTP to the whole program: received, parsed, deduplicated, synced, through windows and
//! rules, and what passes a threshold recorded as a condition. The clients are part of what is measured, on the same machine.

use std::net::SocketAddr;
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant as Stopwatch};

use clap::Args;
use kernel::{Ctx, Error, OrganisationId, RequestKey};
use ledger::{Clock, SystemClock, params};
use readings::bench::{INTERVAL, Rounds, key};
use serde_json::json;
use signal::device::{self, token};
use signal::rule::{self, SwitchOn};
use tokio::net::TcpListener;

use super::client::Client;
use super::telemetry::resident_mib_most;
use super::{Bed, Failed, percentiles};
use crate::cli::out::out;
use crate::monitor::{self, Monitor};
use crate::{accept, serve};

#[derive(Debug, Args)]
pub struct Intake {
    #[arg(long, default_value_t = 20_000)]
    devices: u32,
    /// Rules of each device, at most five.
    #[arg(long, default_value_t = 5)]
    rules: usize,
    #[arg(long, default_value_t = 60)]
    seconds: u64,
    /// Lines a second; as many as are taken when it isn't given.
    #[arg(long)]
    rate: Option<u64>,
    /// Lines of one call.
    #[arg(long, default_value_t = 5_000)]
    batch: usize,
    /// Gateways that each wait for their answer before the next call.
    #[arg(long, default_value_t = 4)]
    clients: u32,
    /// Folder on the disk to be measured; it is removed afterwards.
    #[arg(long, default_value = "./bench-data")]
    folder: PathBuf,
}

/// Readings begin so many days before now; a round is five minutes of theirs.
const DAYS_BACK: i64 = 150;
const REGISTERED_TOGETHER: u32 = 500;
const TOKEN: &str = "anlan-bench-gateway";

/// What came of one client.
#[derive(Default)]
struct Sent {
    lines: u64,
    accepted: u64,
    answers_us: Vec<u64>,
    refused: u64,
    /// For each round: when its lines were sent, in milliseconds since 1970. Devices of a client are sent together.
    rounds: Vec<i64>,
}

impl Intake {
    pub fn run(&self) -> Result<(), Failed> {
        let bed = Bed::make(&self.folder)?;
        let owner = self.register(&bed)?;
        let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build()?;
        let told = runtime.block_on(self.measure(&bed, owner))?;
        out!("{told}");
        drop(runtime);
        drop(bed);
        std::fs::remove_dir_all(&self.folder)?;
        Ok(())
    }

    /// Devices of one owner, a token of it, and the rules; the sample's own rules don't watch them.
    fn register(&self, bed: &Bed) -> Result<OrganisationId, Error> {
        let fresh = || Ok::<Ctx, Error>(Ctx { request: RequestKey(crate::gate::drawn()?), ..bed.ctx.clone() });
        let ctx = fresh()?;
        let (owner, division) = bed.db.read_blocking(|r| {
            let office = registry::query::safety_office(r, &ctx)?;
            let of = registry::query::organisation(r, &ctx, office)?.ok_or(Error::NotFound("OrganisationId"))?;
            Ok((office, of.division))
        })?;
        for first in (0..self.devices).step_by(REGISTERED_TOGETHER as usize) {
            let until = self.devices.min(first + REGISTERED_TOGETHER);
            bed.db.write_blocking("bench.devices", &fresh()?, move |tx, ctx| {
                for n in first..until {
                    let it = device::Describe {
                        code: key(n),
                        name: format!("{n}号雨量站"),
                        sort: "debris_flow".into(),
                        metrics: vec!["rain".into()],
                        division: division.to_string(),
                        owner: owner.to_string(),
                        interval: (INTERVAL / 1_000).to_string(),
                        ..device::Describe::default()
                    };
                    device::register(tx, ctx, &it)?;
                }
                Ok(())
            })?;
        }
        let rules = self.rules.min(5);
        bed.db.write_blocking("bench.rules", &fresh()?, move |tx, ctx| {
            let issue =
                token::Issue { owner: owner.to_string(), label: "压测网关".into(), ..token::Issue::default() };
            token::issue(tx, ctx, token::Digest::of(TOKEN), &issue)?;
            let on = rule::query::in_force(tx, ctx, ctx.now.day())?;
            for it in on.into_iter().filter(|it| it.said.metric == readings::Metric::Rain) {
                let cmd = rule::SwitchOff { to: ctx.now.day().to_string(), reason: "压测".into() };
                rule::switch_off(tx, ctx, it.id, &cmd)?;
            }
            for hours in [1, 3, 6, 12, 24].into_iter().take(rules) {
                let steps = [40, 80, 120, 160].map(|mm| (mm + 10 * hours).to_string());
                let [blue, yellow, orange, red] = steps;
                let said = rule::Describe {
                    title: format!("{hours}小时雨量"),
                    basis: "压测".into(),
                    metric: "rain".into(),
                    window: (hours * 60).to_string(),
                    aggregate: "sum".into(),
                    direction: "above".into(),
                    blue,
                    yellow,
                    orange,
                    red,
                    hold: "0".into(),
                    clear: "60".into(),
                    lateness: "1440".into(),
                    ..rule::Describe::default()
                };
                let id = rule::draft(tx, ctx, &said)?;
                let cmd = SwitchOn { version: "1".into(), from: ctx.now.day().to_string(), reason: "压测".into() };
                rule::switch_on(tx, ctx, id, &cmd)?;
            }
            Ok(())
        })?;
        Ok(owner)
    }

    async fn measure(&self, bed: &Bed, owner: OrganisationId) -> Result<serde_json::Value, Error> {
        let clock: Arc<dyn Clock> = Arc::new(SystemClock);
        let folder = self.folder.join("readings");
        let monitor = Monitor::start(bed.db.clone(), Arc::clone(&clock), bed.ctx.district, &folder)?;
        let rules = monitor.known().directory.series().iter().map(|it| it.rules().count()).max().unwrap_or(0);
        let router = monitor::within(serve::router(&bed.db, clock)?, Some(&monitor));
        let listener = TcpListener::bind(("127.0.0.1", 0)).await.map_err(Error::internal)?;
        let address = listener.local_addr().map_err(Error::internal)?;
        let server = tokio::spawn(accept::accept(listener, router, std::future::pending()));
        let (begin, began) = (SystemClock.now().millis() - DAYS_BACK * 86_400_000, Stopwatch::now());
        let cpu = cpu_seconds();
        let due = Arc::new(AtomicU64::new(0));
        let clients: Vec<_> =
            (0..self.clients).map(|n| tokio::spawn(self.client(n, address, begin, began, Arc::clone(&due)))).collect();
        let mut all = Vec::new();
        for client in clients {
            all.push(client.await.map_err(Error::internal)??);
        }
        let seconds = began.elapsed().as_secs_f64();
        let (waits, cpu) = (Stopwatch::now(), cpu_seconds() - cpu);
        // What was told last is recorded, too.
        while !monitor.is_recorded() && waits.elapsed() < Duration::from_secs(120) {
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
        let backlog = waits.elapsed().as_secs_f64();
        let delays = self.delays(bed, owner, begin, &all)?;
        server.abort();
        let (lines, accepted): (u64, u64) =
            (all.iter().map(|it| it.lines).sum(), all.iter().map(|it| it.accepted).sum());
        let refused: u64 = all.iter().map(|it| it.refused).sum();
        let conditions = delays.len();
        let answers = percentiles(all.iter().flat_map(|it| it.answers_us.iter().copied()).collect());
        Ok(
            json!({ "bench": "intake", "devices": self.devices, "rules": rules, "clients": self.clients, "batch": self.batch,
                   "seconds": seconds, "lines": lines, "accepted": accepted, "lines_per_s": (lines as f64 / seconds) as u64,
                   "calls_refused": refused, "cpu_s": cpu, "answer_ms": answers, "condition_changes": conditions,
                   "condition_ms": percentiles(delays), "backlog_s": backlog, "resident_mib_most": resident_mib_most() }),
        )
    }

    /// One gateway with its share of the devices.
    fn client(
        &self,
        n: u32,
        address: SocketAddr,
        begin: i64,
        began: Stopwatch,
        due: Arc<AtomicU64>,
    ) -> impl Future<Output = Result<Sent, Error>> + Send + use<> {
        let (first, until) = (self.share(n), self.share(n + 1));
        let (batch, rate, end) = (self.batch, self.rate, began + Duration::from_secs(self.seconds));
        async move {
            let mut client = Client::connect(address, TOKEN).await?;
            let mut rounds = Rounds::of(first..until, batch);
            let mut sent = Sent::default();
            for round in 0.. {
                sent.rounds.push(SystemClock.now().millis());
                for (lines, count) in rounds.shifted_to(begin + round * INTERVAL) {
                    if let Some(rate) = rate {
                        let before = due.fetch_add(count as u64, Ordering::Relaxed);
                        let at = began + Duration::from_nanos(before * 1_000_000_000 / rate);
                        tokio::time::sleep_until(at.into()).await;
                    }
                    let asked = Stopwatch::now();
                    if asked >= end {
                        return Ok(sent);
                    }
                    let answer = client.post_lines("/api/v1/readings", lines).await?;
                    sent.answers_us.push(asked.elapsed().as_micros() as u64);
                    if answer.status == 200 {
                        let taken: serde_json::Value = serde_json::from_slice(&answer.body).map_err(Error::internal)?;
                        sent.lines += count as u64;
                        sent.accepted += taken["accepted"].as_u64().unwrap_or(0);
                    } else {
                        sent.refused += 1;
                    }
                }
            }
            Ok(sent)
        }
    }

    fn share(&self, n: u32) -> u32 {
        (u64::from(self.devices) * u64::from(n) / u64::from(self.clients.max(1))) as u32
    }

    /// From the sending of the round in which a reading lay to the record of the change that it made, in microseconds.
    fn delays(&self, bed: &Bed, owner: OrganisationId, begin: i64, all: &[Sent]) -> Result<Vec<u64>, Error> {
        let sql = "SELECT d.code, f.effective_at, f.recorded_at FROM fact f
                   JOIN condition c ON c.district = f.district AND c.id = f.id
                   JOIN device d ON d.district = c.district AND d.id = c.device
                   WHERE f.district = $1 AND f.stream = 'condition' AND c.owner = $2 AND c.sort = 'rule'";
        let rows = bed.db.read_blocking(|r| {
            r.rows(sql, params![bed.ctx.district, owner], |row| {
                Ok((row.get::<String>(0)?, row.get::<kernel::Instant>(1)?, row.get::<kernel::Instant>(2)?))
            })
        })?;
        let delay = |(code, at, recorded): (String, kernel::Instant, kernel::Instant)| {
            let device: u32 = code.rsplit('-').next()?.parse().ok()?;
            let client = (0..self.clients).find(|n| (self.share(*n)..self.share(n + 1)).contains(&device))?;
            let round = usize::try_from((at.millis() - begin) / INTERVAL).ok()?;
            let sent = all.get(client as usize)?.rounds.get(round)?;
            u64::try_from((recorded.millis() - sent) * 1_000).ok()
        };
        Ok(rows.into_iter().filter_map(delay).collect())
    }
}

/// Seconds of the processors that this program took, its own and the system's for it.
fn cpu_seconds() -> f64 {
    let stat = std::fs::read_to_string("/proc/self/stat").unwrap_or_default();
    let ticks = |place: usize| stat.split(' ').nth(place).and_then(|it| it.parse::<f64>().ok()).unwrap_or(0.0);
    (ticks(13) + ticks(14)) / 100.0
}
