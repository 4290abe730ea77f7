//! Readings of many rain gauges, from lines to what is safe and what has changed: parsed, checked, deduplicated, synced,
//! through windows and rules. The generator is part of what is measured. Needs no district.

use std::path::{Path, PathBuf};
use std::time::{Duration, Instant as Stopwatch};

use clap::Args;
use readings::bench::{Ask, run, year};
use serde_json::json;

use super::Failed;
use crate::cli::out::out;

#[derive(Debug, Args)]
pub struct Telemetry {
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
    /// Folder on the disk to be measured.
    #[arg(long, default_value = "./bench-data")]
    folder: PathBuf,
    /// Keep the folder, to look into it.
    #[arg(long)]
    keep: bool,
}

impl Telemetry {
    pub fn run(&self) -> Result<(), Failed> {
        if self.folder.exists() {
            return Err(Failed::Refused(vec![format!("{} exists; name a folder that doesn't", self.folder.display())]));
        }
        let began = Stopwatch::now();
        let now = || began.elapsed();
        let ask = Ask {
            devices: self.devices,
            rules: self.rules,
            lasts: Duration::from_secs(self.seconds),
            rate: self.rate,
            folder: self.folder.clone(),
        };
        let it = run(&ask, &now).map_err(refused)?;
        let year = year(&self.folder.join("year"), &now).map_err(refused)?;
        let ms = |it: Duration| it.as_secs_f64() * 1_000.0;
        let delays = [50, 95, 99].map(|percent| ms(it.delay(percent)));
        let each = |bytes: u64, readings: u64| bytes as f64 / readings.max(1) as f64;
        out!(
            "{}",
            json!({ "bench": "telemetry", "devices": self.devices, "rules": self.rules, "accepted": it.counts.accepted,
                    "refused": it.counts.all_refused(), "seconds": it.lasted.as_secs_f64(), "per_s": it.per_second() as u64,
                    "changes": it.changes, "commits": it.commits,
                    "delay_ms": delays,
                    "log_bytes_a_reading": each(it.bytes_logged, it.counts.accepted),
                    "engine_bytes_a_device": each(it.engine_bytes as u64, self.devices.into()),
                    "checkpoint_ms": ms(it.checkpoint), "restart_ms": ms(it.restart),
                    "compacted": it.compacted, "compaction_ms": ms(it.compaction),
                    "day_bytes_a_reading": each(it.day_bytes, it.compacted),
                    "year_bytes_a_reading": each(year.bytes, year.readings), "year_points": year.points,
                    "year_curve_ms": ms(year.curve), "resident_mib_most": resident_mib_most() })
        );
        if !self.keep {
            std::fs::remove_dir_all(&self.folder)?;
        }
        Ok(())
    }
}

fn refused(fault: readings::store::Fault) -> Failed {
    Failed::Refused(vec![fault.to_string()])
}

/// The most memory this program ever took, where the system says so.
pub(super) fn resident_mib_most() -> Option<u64> {
    let status = std::fs::read_to_string(Path::new("/proc/self/status")).ok()?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"))?;
    line.split_whitespace().next()?.parse::<u64>().ok().map(|kib| kib / 1_024)
}
