//! The export of many hazards with its hidden base values, from the query to the finished file.

use std::path::PathBuf;
use std::time::Instant as Stopwatch;

use clap::Args;
use kernel::Ctx;
use ledger::{Clock as _, SystemClock};
use serde_json::json;

use super::pages::fill;
use super::{Bed, Failed};
use crate::cli::out::out;
use crate::exports::{self, Format};
use crate::gate::machine_ctx;

#[derive(Debug, Args)]
pub struct Export {
    #[arg(long, default_value_t = 100_000)]
    hazards: u32,
    #[arg(long, default_value_t = 3)]
    runs: usize,
    /// Folder on the disk to be measured.
    #[arg(long, default_value = "./bench-data")]
    folder: PathBuf,
    /// Keep the folder, to export from it again.
    #[arg(long)]
    keep: bool,
}

impl Export {
    pub fn run(&self) -> Result<(), Failed> {
        let bed = Bed::make(&self.folder)?;
        // What the sample district has already is not exported: the filter names imported hazards.
        fill(&bed, self.hazards, |n| n % 2 == 0)?;
        let (query, list) = (page::Values::from_query("view=all&source=ledger"), exports::list("hazards")?);
        let (mut times_s, mut rows, mut bytes) = (Vec::new(), 0, 0);
        for _ in 0..self.runs {
            let ctx = machine_ctx("bench", bed.ctx.district, SystemClock.now())?;
            let ctx = Ctx { policy: bed.ctx.policy, ..ctx };
            let began = Stopwatch::now();
            let file = exports::make(&bed.db, &ctx, list, &query, Format::Xlsx)?;
            times_s.push(began.elapsed().as_secs_f64());
            (rows, bytes) = file.map_or((0, 0), |file| (file.rows, file.bytes.len()));
        }
        out!("{}", json!({ "bench": "export", "rows": rows, "bytes": bytes, "times_s": times_s }));
        drop(bed);
        if !self.keep {
            std::fs::remove_dir_all(&self.folder)?;
        }
        Ok(())
    }
}
