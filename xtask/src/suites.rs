//! All tests: Rust first, then the browser journeys against the real binary with a small sample district.
//!
//! Each suite prints one line with its time and its budget; the last line counts everything. Over budget is a warning,
//! a failed test is a failure, and a suite that can't run here is said, never hidden.

use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Instant;

use crate::fuzz::{self, Until};
use crate::postgres;
use crate::run::{answer, cargo, has_crate, target, watch};
use crate::setup::{self, Browser};
use crate::site::Site;

struct Suite {
    name: &'static str,
    budget_s: u64,
    kind: Kind,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    Rust,
    /// Everything that has tables, once more on a PostgreSQL server.
    Postgres,
    DocTests,
    /// Every fuzz target for [`FUZZ_SECONDS`], each a test.
    Fuzz,
    /// Tests of the browser harness itself, against pages of its own.
    Harness,
    /// A journey through the running sample district.
    Journey,
    /// Another office suite opens the Word files of the running sample district.
    Word,
    /// A journey through a sample district of its own, whose clock it moves.
    Year,
}

const SUITES: &[Suite] = &[
    Suite { name: "rust", budget_s: 360, kind: Kind::Rust },
    Suite { name: "postgres", budget_s: 300, kind: Kind::Postgres },
    Suite { name: "doc-tests", budget_s: 60, kind: Kind::DocTests },
    Suite { name: "fuzz", budget_s: 60, kind: Kind::Fuzz },
    Suite { name: "harness", budget_s: 30, kind: Kind::Harness },
    Suite { name: "loop", budget_s: 45, kind: Kind::Journey },
    Suite { name: "stop", budget_s: 90, kind: Kind::Journey },
    Suite { name: "registers", budget_s: 60, kind: Kind::Journey },
    Suite { name: "incident", budget_s: 60, kind: Kind::Journey },
    Suite { name: "flood", budget_s: 90, kind: Kind::Journey },
    Suite { name: "nojs", budget_s: 30, kind: Kind::Journey },
    Suite { name: "errors", budget_s: 200, kind: Kind::Journey },
    Suite { name: "keyboard", budget_s: 60, kind: Kind::Journey },
    Suite { name: "session", budget_s: 30, kind: Kind::Journey },
    Suite { name: "merge", budget_s: 40, kind: Kind::Journey },
    Suite { name: "evidence", budget_s: 60, kind: Kind::Journey },
    Suite { name: "print", budget_s: 30, kind: Kind::Journey },
    Suite { name: "word", budget_s: 60, kind: Kind::Word },
    Suite { name: "map", budget_s: 60, kind: Kind::Journey },
    Suite { name: "verifier", budget_s: 60, kind: Kind::Journey },
    Suite { name: "imports", budget_s: 150, kind: Kind::Journey },
    Suite { name: "year", budget_s: 120, kind: Kind::Year },
    Suite { name: "speed", budget_s: 30, kind: Kind::Journey },
    Suite { name: "axe", budget_s: 600, kind: Kind::Journey },
];

/// What the tests on a server are chosen by: everything with tables below the server, and of the server what goes through the
/// most statements. All of them (`ANLAN_TEST_PG=postgres://… cargo nextest run`) take ten minutes more, mostly to write the same
/// small district for each.
const WITH_TABLES: [&str; 3] = [
    "--workspace",
    "--filterset",
    "package(ledger) + package(registry) + package(obligation) + package(hazard) + package(enterprise) + package(incident) + \
     package(disaster) + package(campaign) + package(meeting) + package(oversight) + package(attention) + package(signal) + package(flood) + package(forestfire) + package(earthquake) + package(briefing) + package(evidence) + (package(server) & test(/^(past|packs|story|documents)::|every_page_is_clean|every_answer_carries|\
     a_repeated_request|an_id_that_is_none|every_list_exports|a_returned_sheet|a_file_is_checked|five_wrong_passwords/))",
];

const FUZZ_SECONDS: u64 = 10;

/// The site that all journeys share, started by the first; or why it did not start.
type Shared = Option<Result<Site, String>>;

#[derive(Debug, Default, Clone, Copy, PartialEq, Eq)]
pub struct Count {
    pub passed: u32,
    pub failed: u32,
}

pub fn test(root: &Path, arguments: &[String]) -> Result<(), String> {
    let complete = arguments.iter().any(|argument| argument == "--complete");
    let named: Vec<&str> = arguments.iter().map(String::as_str).filter(|name| *name != "--complete").collect();
    let suites = chosen(&named)?;
    let browser = setup::everything(root)?;
    let mut total = Count::default();
    let mut site: Shared = None;
    for suite in suites {
        if let Some(why) = hindrance(root, suite, &browser) {
            println!("suite {}: not run: {why}", suite.name);
            // A tree without a server has no journeys; a machine without a browser is not complete.
            let excused = is_journey(suite.kind) && !has_crate(root, "server");
            total.failed += u32::from(complete && !excused);
            continue;
        }
        let prepared = prepare(root, suite, &mut site);
        let started = Instant::now();
        let server = (suite.kind == Kind::Postgres).then(postgres::Server::start).transpose();
        let count = match prepared.and(server) {
            Ok(server) => one(root, suite, &browser, &site, server.as_ref()),
            Err(why) => {
                println!("suite {}: {why}", suite.name);
                Count { passed: 0, failed: 1 }
            }
        };
        report(suite, count, started.elapsed().as_secs_f64());
        total.passed += count.passed;
        total.failed += count.failed;
    }
    drop(site);
    println!("{} passed, {} failed", total.passed, total.failed);
    if total.failed == 0 { Ok(()) } else { Err("some tests failed".to_owned()) }
}

fn chosen(names: &[&str]) -> Result<Vec<&'static Suite>, String> {
    if let Some(name) = names.iter().find(|name| !SUITES.iter().any(|suite| suite.name == **name)) {
        let known: Vec<&str> = SUITES.iter().map(|suite| suite.name).collect();
        return Err(format!("there is no suite {name}; the suites are {}", known.join(", ")));
    }
    Ok(SUITES.iter().filter(|suite| names.is_empty() || names.contains(&suite.name)).collect())
}

fn hindrance(root: &Path, suite: &Suite, browser: &Browser) -> Option<String> {
    match suite.kind {
        Kind::Rust | Kind::DocTests => None,
        Kind::Fuzz => fuzz::hindrance(root),
        Kind::Postgres if !has_nextest() => Some("cargo-nextest is missing".to_owned()),
        Kind::Postgres => {
            postgres::programs().is_none().then(|| "PostgreSQL is missing: install the package postgresql".to_owned())
        }
        Kind::Journey | Kind::Word | Kind::Year if !has_crate(root, "server") => {
            Some("the crate server is not in this tree".to_owned())
        }
        Kind::Year if setup::moved_clock().is_none() => {
            Some("its clock can't be moved: install the package faketime".to_owned())
        }
        Kind::Word if !setup::sets_word_files() || !setup::reads_pdf() => {
            Some("Word files can't be set: install the packages libreoffice-writer-nogui and poppler-utils".to_owned())
        }
        Kind::Harness | Kind::Journey | Kind::Word | Kind::Year => browser.missing.first().cloned(),
    }
}

fn is_journey(kind: Kind) -> bool {
    matches!(kind, Kind::Journey | Kind::Word | Kind::Year)
}

/// What must be there before the suite's time is taken: its programs built, the site up.
fn prepare(root: &Path, suite: &Suite, site: &mut Shared) -> Result<(), String> {
    match suite.kind {
        Kind::Rust if has_nextest() => build(root, &["nextest", "run", "--workspace", "--no-run"]),
        Kind::Rust => build(root, &["test", "--workspace", "--no-run"]),
        Kind::Postgres => build(root, &[&["nextest", "run", "--no-run"], &WITH_TABLES[..]].concat()),
        Kind::Journey | Kind::Word => site.get_or_insert_with(|| open(root)).as_ref().map(|_| ()).map_err(Clone::clone),
        Kind::Year => build(root, &["build", "--package", "server"]),
        Kind::Fuzz => fuzz::build(root),
        Kind::DocTests | Kind::Harness => Ok(()),
    }
}

fn open(root: &Path) -> Result<Site, String> {
    build(root, &["build", "--package", "server"])?;
    Site::open(&target(root)?)
}

fn build(root: &Path, arguments: &[&str]) -> Result<(), String> {
    let started = Instant::now();
    if !watch(&mut cargo(root, arguments), |_| ())? {
        return Err("it does not build".to_owned());
    }
    println!("built in {:.0} s", started.elapsed().as_secs_f64());
    Ok(())
}

fn one(root: &Path, suite: &Suite, browser: &Browser, site: &Shared, server: Option<&postgres::Server>) -> Count {
    let command = match suite.kind {
        Kind::Fuzz => return fuzzed(root),
        Kind::Rust if has_nextest() => cargo(root, &["nextest", "run", "--workspace", "--no-tests=pass"]),
        Kind::Rust => cargo(root, &["test", "--workspace", "--lib", "--bins", "--tests", "--no-fail-fast"]),
        Kind::Postgres => cargo(root, &[&["nextest", "run"], &WITH_TABLES[..]].concat()),
        Kind::DocTests => cargo(root, &["test", "--workspace", "--doc", "--no-fail-fast"]),
        Kind::Year => return year(root, suite, browser),
        Kind::Harness | Kind::Journey | Kind::Word => journey(root, suite, browser, site),
    };
    counting(suite, command, server)
}

/// On a site of its own, which ends with it.
fn year(root: &Path, suite: &Suite, browser: &Browser) -> Count {
    let site = target(root).and_then(|target| Site::with_moved_clock(&target));
    let clock = site.as_ref().ok().and_then(|site| site.clock.clone());
    let shared = Some(site);
    if let Some(Err(why)) = &shared {
        println!("suite {}: {why}", suite.name);
        return Count { passed: 0, failed: 1 };
    }
    let mut command = journey(root, suite, browser, &shared);
    command.args(clock.iter().flat_map(|file| [std::ffi::OsStr::new("--clock"), file.as_os_str()]));
    counting(suite, command, None)
}

fn counting(suite: &Suite, mut command: Command, server: Option<&postgres::Server>) -> Count {
    if let Some(server) = server {
        command.env("ANLAN_TEST_PG", &server.url);
    }
    let mut count = Count::default();
    let ended = watch(&mut command, |line| {
        if let Some(more) = counted(line) {
            count.passed += more.passed;
            count.failed += more.failed;
        }
    });
    match ended {
        Ok(true) => {}
        Ok(false) => count.failed = count.failed.max(1),
        Err(why) => {
            println!("suite {}: {why}", suite.name);
            count.failed = count.failed.max(1);
        }
    }
    count
}

fn fuzzed(root: &Path) -> Count {
    let mut count = Count::default();
    for target in &fuzz::TARGETS {
        let name = target.name;
        let is_well = match fuzz::start(root, target, Until::Seconds(FUZZ_SECONDS), false) {
            Ok(ran) => {
                println!("fuzz {name}: {} executions, {}/s, seed {}", ran.executions, ran.executions_per_s(), ran.seed);
                ran.is_well
            }
            Err(why) => {
                println!("fuzz {name}: {why}");
                false
            }
        };
        count.passed += u32::from(is_well);
        count.failed += u32::from(!is_well);
    }
    count
}

fn journey(root: &Path, suite: &Suite, browser: &Browser, site: &Shared) -> Command {
    let mut command = Command::new(&browser.node);
    command.arg(root.join("crates/server/tests/browser/run.mjs")).arg(suite.name).current_dir(root);
    command.env("ANLAN_CHROMIUM", &browser.chromium);
    command.arg("--shots").arg(target(root).unwrap_or_else(|_| PathBuf::from("target")).join("screenshots"));
    if let Some(Ok(site)) = site {
        command.arg("--base").arg(&site.base).arg("--accounts").arg(&site.accounts);
    }
    command
}

fn report(suite: &Suite, count: Count, seconds: f64) {
    println!("suite {}: {seconds:.0} s of budget {} s", suite.name, suite.budget_s);
    if seconds > suite.budget_s as f64 {
        println!("warning: suite {} is over its budget", suite.name);
    }
    println!("suite {}: passed {}, failed {}", suite.name, count.passed, count.failed);
}

fn has_nextest() -> bool {
    answer("cargo", &["nextest", "--version"]).is_some()
}

/// The counts in a line of nextest's summary, of `cargo test`, or of our browser runner (`result: …`).
pub fn counted(line: &str) -> Option<Count> {
    // nextest indents what a failed test printed, a `test result` among it: that one must not count.
    let tail = if let Some(tail) = line.strip_prefix("result: ") {
        tail
    } else if let Some(tail) = line.strip_prefix("test result: ") {
        tail.split_once(". ")?.1
    } else if line.trim_start().starts_with("Summary [") {
        line.split_once(" run: ")?.1
    } else {
        return None;
    };
    let mut count = Count::default();
    for part in tail.split([',', ';']) {
        let Some((number, word)) = part.trim().split_once(' ') else { continue };
        let Ok(number) = number.parse::<u32>() else { continue };
        if word.starts_with("passed") {
            count.passed += number;
        } else if word.starts_with("failed") || word.starts_with("timed out") || word.starts_with("exec failed") {
            count.failed += number;
        }
    }
    Some(count)
}
