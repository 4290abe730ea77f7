//! Long runs: hours of kills, fuzzing, simulation. What was run is published with date, seed and commit.

use std::path::Path;

use crate::fuzz::{self, Until};
use crate::run::{answer, cargo, has_crate, run};

/// A long run is a program of one of our crates that takes `--minutes N`.
struct Long {
    name: &'static str,
    package: &'static str,
    binary: &'static str,
    about: &'static str,
}

const KNOWN: &[Long] = &[Long {
    name: "kills",
    package: "chaos",
    binary: "kills",
    about: "kill the server under load again and again; nothing acknowledged may be lost",
}];

/// What is asked for.
#[derive(Debug, PartialEq, Eq)]
pub enum Asked<'a> {
    Program(&'a str, u32),
    Fuzz(Option<&'a str>, Until),
}

pub fn start(root: &Path, arguments: &[String]) -> Result<(), String> {
    match parse(arguments).map_err(|why| format!("{why}\n{}", list()))? {
        Asked::Program(name, minutes) => program(root, name, minutes),
        Asked::Fuzz(target, until) => fuzzed(root, target, until),
    }
}

fn program(root: &Path, name: &str, minutes: u32) -> Result<(), String> {
    let long = KNOWN.iter().find(|long| long.name == name).ok_or_else(|| format!("no run {name}\n{}", list()))?;
    if !root.join("crates").join(long.package).join("src/bin").join(format!("{}.rs", long.binary)).is_file() {
        let there = if has_crate(root, long.package) { "has no such program yet" } else { "is not in this tree" };
        return Err(format!("{name}: the crate {} {there}", long.package));
    }
    let minutes = minutes.to_string();
    let command = ["run", "--release", "--package", long.package, "--bin", long.binary, "--", "--minutes", &minutes];
    run(&mut cargo(root, &command))
}

/// One JSON line a target. A target that fails doesn't keep the others from running.
fn fuzzed(root: &Path, only: Option<&str>, until: Until) -> Result<(), String> {
    let chosen: Vec<&fuzz::Target> =
        fuzz::TARGETS.iter().filter(|it| only.is_none_or(|only| only == it.name)).collect();
    if chosen.is_empty() {
        return Err(format!("there is no such target; the targets are {}", fuzz::TARGETS.map(|it| it.name).join(", ")));
    }
    if let Some(why) = fuzz::hindrance(root) {
        return Err(why);
    }
    fuzz::build(root)?;
    let mut failed = Vec::new();
    for target in chosen {
        let (name, ran) = (target.name, fuzz::start(root, target, until, true)?);
        let told = serde_json::json!({
            "run": "fuzz", "target": name, "executions": ran.executions, "seconds": ran.seconds.round(),
            "executions_per_s": ran.executions_per_s(), "crashes": u32::from(!ran.is_well), "seed": ran.seed,
            "commit": answer("git", &["rev-parse", "--short", "HEAD"]),
        });
        println!("{told}");
        if !ran.is_well {
            failed.push(name);
        }
    }
    if failed.is_empty() { Ok(()) } else { Err(format!("failed: {}", failed.join(", "))) }
}

pub fn parse(arguments: &[String]) -> Result<Asked<'_>, String> {
    let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
    let whole = |flag: &str, given: &str| match given.parse::<u32>() {
        Ok(number) if number > 0 => Ok(number),
        _ => Err(format!("{flag} takes a whole number, not {given}")),
    };
    let until = |flag: &str, given: &str| match flag {
        "--executions" => whole(flag, given).map(|it| Until::Executions(it.into())),
        "--minutes" => whole(flag, given).map(|it| Until::Seconds(u64::from(it) * 60)),
        _ => Err(format!("there is no option {flag}")),
    };
    match arguments[..] {
        ["fuzz", flag, given] => Ok(Asked::Fuzz(None, until(flag, given)?)),
        ["fuzz", flag, given, "--target", name] => Ok(Asked::Fuzz(Some(name), until(flag, given)?)),
        [name, flag @ "--minutes", given] => Ok(Asked::Program(name, whole(flag, given)?)),
        _ => Err("call it as: cargo xtask long NAME --minutes N".to_owned()),
    }
}

fn list() -> String {
    let lines: Vec<String> = KNOWN.iter().map(|long| format!("  {:8} {}", long.name, long.about)).collect();
    let fuzz = "  fuzz     every fuzz target, or --target T; also --executions N instead of --minutes N";
    format!("long runs:\n{}\n{fuzz}", lines.join("\n"))
}
