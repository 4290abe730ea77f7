//! The numbers of incidents by every dimension, over many that came in by the command of the duty desk: every fact, person
//! and duty is as the real store makes it.
//!
//! Each total is held against the length of the list that it opens: a fast wrong answer stops the run.

use std::path::PathBuf;
use std::time::Instant as Stopwatch;

use clap::Args;
use incident::numbers::{Ask, By, compared};
use incident::{Category, Register, Said, query, register};
use kernel::{Ctx, Error, RequestKey, Sector, Span};
use serde_json::{Value, json};

use super::{Bed, Failed, percentiles};
use crate::cli::out::out;

#[derive(Debug, Args)]
pub struct Incidents {
    #[arg(long, default_value_t = 100_000)]
    incidents: u32,
    /// How often each dimension is asked for.
    #[arg(long, default_value_t = 21)]
    runs: usize,
    /// Folder on the disk to be measured.
    #[arg(long, default_value = "./bench-data")]
    folder: PathBuf,
    /// Keep the folder, to start a server on it.
    #[arg(long)]
    keep: bool,
}

/// Registered in one transaction.
const PIECE: u32 = 500;
/// Over so many days back from today: two years, so that half of them are the year before.
const DAYS: u32 = 730;
const ROADS: [&str; 4] = ["望河公路", "环库公路", "青望公路", "省道 217 线"];

impl Incidents {
    pub fn run(&self) -> Result<(), Failed> {
        let bed = Bed::make(&self.folder)?;
        let began = Stopwatch::now();
        self.fill(&bed)?;
        let fill_s = began.elapsed().as_secs_f64();
        let tables = By::ALL.iter().map(|by| self.table(&bed, *by)).collect::<Result<Vec<_>, _>>()?;
        drop(bed);
        if !self.keep {
            std::fs::remove_dir_all(&self.folder)?;
        }
        let all = json!({ "bench": "incidents", "incidents": self.incidents, "runs": self.runs, "fill_s": fill_s,
                          "tables": tables });
        out!("{all}");
        Ok(())
    }

    fn fill(&self, bed: &Bed) -> Result<(), Failed> {
        let townships = bed.db.read_blocking(|r| registry::query::townships(r, &bed.ctx))?;
        let codes: Vec<String> = townships.into_iter().map(|(code, _)| code.to_string()).collect();
        if codes.is_empty() {
            return Err(Failed::Refused(vec!["the district has no townships".to_owned()]));
        }
        for first in (0..self.incidents).step_by(PIECE as usize) {
            let ctx = Ctx { request: RequestKey(crate::gate::drawn()?), ..bed.ctx.clone() };
            let (codes, last) = (codes.clone(), (first + PIECE).min(self.incidents));
            bed.db.write_blocking("bench.incidents", &ctx, move |tx, ctx| {
                (first..last).try_for_each(|n| register(tx, ctx, &call(ctx, &codes, n)).map(drop))
            })?;
        }
        Ok(())
    }

    fn table(&self, bed: &Bed, by: By) -> Result<Value, Error> {
        let to = bed.ctx.now.day();
        let ask = Ask { by, from: to.plus_days(-364), to, category: None, sector: None, township: None };
        let (mut times_us, mut rows, mut total) = (Vec::new(), 0, 0);
        for _ in 0..self.runs {
            let began = Stopwatch::now();
            let found = bed.db.read_blocking(|r| compared(r, &bed.ctx, &ask))?;
            times_us.push(began.elapsed().as_micros() as u64);
            (rows, total) = (found.rows.len(), found.total.now.accidents);
        }
        let listed = bed.db.read_blocking(|r| query::count(r, &bed.ctx, &ask.filter()))?;
        if listed != total {
            return Err(Error::internal(format!("{by} counts {total}, the list {listed}")));
        }
        let [p50, p95, _] = percentiles(times_us);
        Ok(json!({ "by": by.word(), "rows": rows, "accidents": total, "p50_ms": p50, "p95_ms": p95 }))
    }
}

/// The n-th call; what it says follows from n alone.
fn call(ctx: &Ctx, codes: &[String], n: u32) -> Register {
    let at = |all: usize, step: u32| (n / step) as usize % all;
    let happened = ctx.now - Span::days(i64::from(n % DAYS)) - Span::minutes(i64::from(n % 600) + 60);
    Register {
        particulars: Said {
            category: Category::ALL[at(3, 1)].word().into(),
            kind: if n.is_multiple_of(5) { String::new() } else { "高处坠落".into() },
            sector: Sector::ALL[at(Sector::ALL.len(), 3)].word().into(),
            division: codes[at(codes.len(), 7)].clone(),
            place: format!("{n} 号点"),
            road: if n.is_multiple_of(3) { ROADS[at(ROADS.len(), 3)].into() } else { String::new() },
            project: if n.is_multiple_of(11) { format!("{} 号工程", n % 300) } else { String::new() },
            happened_at: happened.to_minute(),
            summary: "检修作业时一人坠落".into(),
            ..Said::default()
        },
        source: "public".into(),
        told_at: (happened + Span::minutes(20)).to_minute(),
        dead: (n % 3 / 2).to_string(),
        missing: "0".into(),
        severely_injured: (n % 2).to_string(),
        injured: if n.is_multiple_of(7) { String::new() } else { "1".into() },
        ..Register::default()
    }
}
