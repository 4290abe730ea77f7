//! The statistics and the board of what is brought down to zero, over many hazards that came in through the import
//! command: every fact, row and cell is as the real store makes it.
//!
//! Each grouping is asked of the read connection that pages use, and its sum is held against the length of the list that
//! the number opens: a fast wrong answer stops the run.

use std::path::PathBuf;
use std::time::Instant as Stopwatch;

use clap::Args;
use hazard::query::{Filter, View, count_to};
use hazard::statistics::Month;
use hazard::statistics::query::{Ask, By, Measure, table};
use hazard::zeroing;
use kernel::{Error, Span};
use serde_json::{Value, json};

use super::pages::fill;
use super::{Bed, Failed, percentiles};
use crate::cli::out::out;

#[derive(Debug, Args)]
pub struct Statistics {
    #[arg(long, default_value_t = 10_000_000)]
    hazards: u32,
    /// How often each grouping is asked for.
    #[arg(long, default_value_t = 5)]
    runs: usize,
    /// Folder on the disk to be measured.
    #[arg(long, default_value = "./bench-data")]
    folder: PathBuf,
    /// Keep the folder, to start a server on it.
    #[arg(long)]
    keep: bool,
}

/// One in so many is still open.
const OPEN_EVERY: u32 = 200;

/// Answered from the cube, then from the rows; each over all years, then over this one.
const GROUPINGS: &[&[By]] = &[
    &[By::Township],
    &[By::Township, By::Month],
    &[By::Sector, By::Month],
    &[By::Township, By::Sector],
    &[By::Township, By::Sector, By::Month],
    &[By::Source, By::Grade],
    &[By::Township, By::Grade],
    &[By::Village],
    &[By::Owner],
    &[By::Harm],
    &[By::Reporter],
    &[By::Subject],
];

impl Statistics {
    pub fn run(&self) -> Result<(), Failed> {
        let bed = Bed::make(&self.folder)?;
        let began = Stopwatch::now();
        fill(&bed, self.hazards, |n| !n.is_multiple_of(OPEN_EVERY))?;
        let fill_s = began.elapsed().as_secs_f64();
        let cells: i64 = bed.db.read_blocking(|r| r.value("SELECT COUNT(*) FROM hazard_cube", &[]))?;
        let to = Month::of(bed.ctx.now.day());
        let periods = [("all", to.years_before(8)), ("year", to.of_january())];
        let asked = periods.iter().flat_map(|(period, from)| GROUPINGS.iter().map(move |by| (*period, *from, *by)));
        let groupings = asked
            .map(|(period, from, by)| self.grouping(&bed, period, (from, to), by))
            .collect::<Result<Vec<_>, _>>()?;
        let boards = zeroing::By::ALL.iter().map(|by| self.board(&bed, *by)).collect::<Result<Vec<_>, _>>()?;
        drop(bed);
        if !self.keep {
            std::fs::remove_dir_all(&self.folder)?;
        }
        out!(
            "{}",
            json!({ "bench": "statistics", "hazards": self.hazards, "runs": self.runs, "fill_s": fill_s,
                    "cells": cells, "groupings": groupings, "zeroing": boards })
        );
        Ok(())
    }

    fn grouping(&self, bed: &Bed, period: &str, (from, to): (Month, Month), by: &[By]) -> Result<Value, Error> {
        let ask = Ask { by: by.to_vec(), from, to, township: None, sector: None, source: None, grade: None };
        let (mut times_us, mut found, mut rows) = (Vec::new(), 0, 0);
        for _ in 0..self.runs {
            let began = Stopwatch::now();
            let shown = bed.db.read_blocking(|r| table(r, &bed.ctx, &ask))?;
            times_us.push(began.elapsed().as_micros() as u64);
            (found, rows) = (shown.total.found, shown.rows.len());
        }
        let listed = match ask.list(&[], Measure::Found) {
            Some(filter) => bed.db.read_blocking(|r| count_to(r, &bed.ctx, &filter, i64::MAX))?,
            None => found,
        };
        if listed != found {
            return Err(Error::internal(format!("{by:?} counts {found}, the list {listed}")));
        }
        let [p50, p95, _] = percentiles(times_us);
        let by: Vec<&str> = by.iter().map(|it| it.word()).collect();
        Ok(json!({ "period": period, "by": by, "rows": rows, "found": found, "p50_ms": p50, "p95_ms": p95 }))
    }

    /// The last quarter's board.
    fn board(&self, bed: &Bed, by: zeroing::By) -> Result<Value, Error> {
        let to = bed.ctx.now.day();
        let ask = zeroing::Ask { by, from: (bed.ctx.now - Span::days(90)).day(), to };
        let (mut times_us, mut left) = (Vec::new(), 0);
        for _ in 0..self.runs {
            let began = Stopwatch::now();
            let board = bed.db.read_blocking(|r| zeroing::board(r, &bed.ctx, &ask))?;
            times_us.push(began.elapsed().as_micros() as u64);
            left = board.total.left();
        }
        let open = Filter { view: View::Open, ..Filter::default() };
        let open = bed.db.read_blocking(|r| count_to(r, &bed.ctx, &open, i64::MAX))?;
        if left != open {
            return Err(Error::internal(format!("the board leaves {left}, open are {open}")));
        }
        let [p50, p95, _] = percentiles(times_us);
        Ok(json!({ "by": by.word(), "left": left, "p50_ms": p50, "p95_ms": p95 }))
    }
}
