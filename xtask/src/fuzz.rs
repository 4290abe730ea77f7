//! Fuzzing: the targets of `fuzz/`, driven by libFuzzer from the committed corpus.
//!
//! The compiler at hand counts coverage by flags that are stable, so that no nightly is needed; what libFuzzer itself needs is
//! a compiler of C++. A target that fails leaves its input in the target folder, under `fuzz/artifacts`.

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::{Instant, SystemTime};

use crate::run::{answer, cargo, run, target};

pub struct Target {
    pub name: &'static str,
    /// Longer inputs cost time and show nothing new: a few frames, an alert with everything in it.
    bytes_max: u32,
}

pub const TARGETS: [Target; 5] = [
    Target { name: "jt808", bytes_max: 512 },
    Target { name: "sl651", bytes_max: 256 },
    Target { name: "cap", bytes_max: 2048 },
    Target { name: "paper", bytes_max: 512 },
    Target { name: "calc", bytes_max: 512 },
];

/// Without a sanitizer of memory: unsafe code is forbidden, so panics and broken promises are what can be found.
const COVERAGE: &str = "--cfg fuzzing -Cpasses=sancov-module -Cllvm-args=-sanitizer-coverage-level=4 \
    -Cllvm-args=-sanitizer-coverage-inline-8bit-counters -Cllvm-args=-sanitizer-coverage-pc-table \
    -Cllvm-args=-sanitizer-coverage-trace-compares";

/// How long a target runs; a failure ends it at once.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Until {
    Executions(u64),
    Seconds(u64),
}

pub struct Ran {
    pub executions: u64,
    pub seconds: f64,
    pub seed: u32,
    pub is_well: bool,
}

impl Ran {
    pub fn executions_per_s(&self) -> f64 {
        (self.executions as f64 / self.seconds.max(1e-3)).round()
    }
}

/// Why there is no fuzzing here.
pub fn hindrance(root: &Path) -> Option<String> {
    if !root.join("fuzz/Cargo.toml").is_file() {
        return Some("the folder fuzz is not in this tree".to_owned());
    }
    (!has_compiler()).then(|| "a compiler of C++ is missing: install the package g++".to_owned())
}

/// libFuzzer comes as source.
pub fn has_compiler() -> bool {
    answer(std::env::var("CXX").unwrap_or_else(|_| "c++".to_owned()), &["--version"]).is_some()
}

pub fn build(root: &Path) -> Result<(), String> {
    let (host, folder) = (host()?, folder(root)?);
    let folder = folder.to_string_lossy();
    // A target triple keeps the flags off build scripts and macros.
    let place = ["--target-dir", &folder, "--target", &host];
    let what = ["build", "--manifest-path", "fuzz/Cargo.toml", "--locked", "--release", "--bins"];
    run(cargo(root, &[&what[..], &place].concat()).env("RUSTFLAGS", COVERAGE))
}

/// Runs one target that was built. What it finds beside the committed corpus is kept only with `keeps`, for the next run.
pub fn start(root: &Path, target: &Target, until: Until, keeps: bool) -> Result<Ran, String> {
    let (name, folder) = (target.name, folder(root)?);
    // Apart, so that tests take nothing from a long run that goes on beside them.
    let found = folder.join(if keeps { "corpus" } else { "fresh" }).join(name);
    let failed = folder.join("artifacts");
    if !keeps && found.exists() {
        std::fs::remove_dir_all(&found).map_err(|cause| format!("{}: {cause}", found.display()))?;
    }
    for it in [&found, &failed] {
        std::fs::create_dir_all(it).map_err(|cause| format!("{}: {cause}", it.display()))?;
    }
    let mut command = Command::new(folder.join(host()?).join("release").join(name));
    // libFuzzer reads both folders and writes to the first.
    command.arg(found).arg(root.join("fuzz/corpus").join(name)).current_dir(root);
    command.arg(format!("-artifact_prefix={}/{name}-", failed.display()));
    let seed = seed();
    command.arg(format!("-max_len={}", target.bytes_max));
    command.args(["-verbosity=0", "-print_final_stats=1", "-timeout=10", "-rss_limit_mb=1024"]);
    command.arg(format!("-seed={seed}")).arg(match until {
        Until::Executions(count) => format!("-runs={count}"),
        Until::Seconds(seconds) => format!("-max_total_time={seconds}"),
    });
    let started = Instant::now();
    let output = command.stdin(Stdio::null()).output().map_err(|cause| format!("{name}: {cause}"))?;
    let said = String::from_utf8_lossy(&output.stderr);
    let executions = said.lines().find_map(counted).unwrap_or(0);
    // A run that did nothing is no success.
    let is_well = output.status.success() && executions > 0;
    if !is_well {
        eprintln!("{said}");
    }
    Ok(Ran { executions, seconds: started.elapsed().as_secs_f64(), seed, is_well })
}

/// The executions in libFuzzer's statistics.
pub fn counted(line: &str) -> Option<u64> {
    line.strip_prefix("stat::number_of_executed_units:")?.trim().parse().ok()
}

fn folder(root: &Path) -> Result<PathBuf, String> {
    target(root).map(|it| it.join("fuzz"))
}

fn host() -> Result<String, String> {
    answer("rustc", &["--print", "host-tuple"]).ok_or_else(|| "rustc names no host".to_owned())
}

/// Never 0, which libFuzzer takes as "any".
fn seed() -> u32 {
    SystemTime::now().duration_since(SystemTime::UNIX_EPOCH).map_or(1, |it| it.as_secs() as u32).max(1)
}
