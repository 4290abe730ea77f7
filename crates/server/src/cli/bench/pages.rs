//! The list page with three filters and the desk, over many hazards, as a clerk's browser asks for them.

use std::path::PathBuf;
use std::time::Instant as Stopwatch;

use clap::Args;
use hazard::import::{Import, Outcome, import};
use hazard::{Grade, Harm, HazardId, Status};
use kernel::{Ctx, Error, Role, Sector, Span};
use serde_json::json;

use super::client::Client;
use super::{Bed, Failed, http, percentiles};
use crate::cli::out::out;
use crate::gate::machine_ctx;

#[derive(Debug, Args)]
pub struct Pages {
    #[arg(long, default_value_t = 1_000_000)]
    hazards: u32,
    /// Pages asked for, each with other filters.
    #[arg(long, default_value_t = 400)]
    runs: usize,
    /// Folder on the disk to be measured.
    #[arg(long, default_value = "./bench-data")]
    folder: PathBuf,
    /// Keep the folder, to start a server on it.
    #[arg(long)]
    keep: bool,
}

/// Rows of one transaction.
const PIECE: u32 = 500;
/// One in so many is still open.
const OPEN_EVERY: u32 = 500;

impl Pages {
    pub fn run(&self) -> Result<(), Failed> {
        let bed = Bed::make(&self.folder)?;
        let began = Stopwatch::now();
        fill(&bed, self.hazards, |n| n % OPEN_EVERY != 0)?;
        let fill_s = began.elapsed().as_secs_f64();
        let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build()?;
        let (list, desk) = runtime.block_on(self.measure(&bed))?;
        drop(runtime);
        drop(bed);
        if !self.keep {
            std::fs::remove_dir_all(&self.folder)?;
        }
        let ([list_p50, list_p95, list_p99], [desk_p50, desk_p95, desk_p99]) = (percentiles(list), percentiles(desk));
        out!(
            "{}",
            json!({ "bench": "pages", "hazards": self.hazards, "runs": self.runs, "fill_s": fill_s,
                    "list_p50_ms": list_p50, "list_p95_ms": list_p95, "list_p99_ms": list_p99,
                    "desk_p50_ms": desk_p50, "desk_p95_ms": desk_p95, "desk_p99_ms": desk_p99 })
        );
        Ok(())
    }

    async fn measure(&self, bed: &Bed) -> Result<(Vec<u64>, Vec<u64>), Error> {
        let (address, server) = http::start(bed).await?;
        let mut clerk = Client::connect(address, &http::token(bed, Role::DistrictClerk).await?).await?;
        let ctx = bed.ctx.clone();
        let townships = bed.db.read(move |r| registry::query::townships(r, &ctx)).await?;
        let (mut list, mut desk) = (Vec::new(), Vec::new());
        for n in 0..self.runs {
            let division = townships[n % townships.len()].0;
            let sector = Sector::ALL[n % Sector::ALL.len()];
            let status = if n % 3 == 0 { Status::ToAssign } else { Status::Closed };
            let path = format!("/hazards?view=all&division={division}&sector={sector}&status={status}");
            list.push(timed(&mut clerk, &path).await?);
            desk.push(timed(&mut clerk, "/desk").await?);
        }
        server.abort();
        Ok((list, desk))
    }
}

async fn timed(clerk: &mut Client, path: &str) -> Result<u64, Error> {
    let began = Stopwatch::now();
    let answer = clerk.get(path).await?;
    match answer.status {
        200 => Ok(began.elapsed().as_micros() as u64),
        status => Err(Error::internal(format!("{path} answered {status}"))),
    }
}

/// Spread over seven years and all subjects, as rows of imported ledgers in the order of their days: the cheapest honest
/// way to a full table.
pub(super) fn fill(bed: &Bed, hazards: u32, closed: impl Fn(u32) -> bool) -> Result<Vec<HazardId>, Error> {
    let names = names(bed)?;
    let mut ids = Vec::with_capacity(hazards as usize);
    for first in (0..hazards).step_by(PIECE as usize) {
        let now = bed.ctx.now;
        let ctx = Ctx { policy: bed.ctx.policy, ..machine_ctx("bench", bed.ctx.district, now)? };
        let piece = first..(first + PIECE).min(hazards);
        let rows: Vec<Import> = piece.map(|n| Import { closed: closed(n), ..row(bed, &names, n, hazards) }).collect();
        let made = bed.db.write_blocking("bench", &ctx, move |tx, ctx| {
            rows.iter().map(|row| import(tx, ctx, row)).collect::<Result<Vec<Outcome>, Error>>()
        })?;
        ids.extend(made.into_iter().map(|outcome| match outcome {
            Outcome::Created { id, .. } | Outcome::Unchanged { id } => id,
        }));
    }
    Ok(ids)
}

fn names(bed: &Bed) -> Result<Vec<String>, Error> {
    bed.db.read_blocking(|r| {
        let mut names = Vec::new();
        for (id, _) in bed.subjects.iter() {
            names.extend(registry::query::subject(r, &bed.ctx, *id)?.map(|s| s.name));
        }
        Ok(names)
    })
}

const DAYS: u64 = 2_550;

fn row(bed: &Bed, names: &[String], n: u32, of: u32) -> Import {
    let day = (DAYS - u64::from(n) * DAYS / u64::from(of)) as i64;
    let found_at = bed.ctx.now - Span::days(day) - Span::minutes(i64::from(n % 600));
    let mut digest = [0; 16];
    digest[8..12].copy_from_slice(&n.to_be_bytes());
    digest[12..].copy_from_slice(&n.to_be_bytes());
    Import {
        place: None,
        digest,
        sheet: "bench".into(),
        row: n,
        description: format!("第 {n} 处：配电箱未做跨接，漏电保护器失灵，存在触电风险。"),
        harms: vec![Harm::ALL[n as usize / 3 % Harm::ALL.len()]],
        grade: if n.is_multiple_of(100) { Grade::Major } else { Grade::Ordinary },
        unit: names[n as usize % names.len()].clone(),
        responsible: None,
        measure: None,
        recheck: None,
        found_at,
        due: Some(found_at + Span::days(15)),
        rechecked_at: None,
        closed: true,
        division: bed.ctx.district.division(),
        sector: Sector::Industry,
    }
}
