//! Long runs: hours of kills, fuzzing, simulation. What was run is published with date, seed and commit.

use std::path::Path;

use crate::run::{cargo, has_crate, run};

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

pub fn start(root: &Path, arguments: &[String]) -> Result<(), String> {
    let (name, minutes) = parse(arguments).map_err(|why| format!("{why}\n{}", list()))?;
    let long = KNOWN.iter().find(|long| long.name == name).ok_or_else(|| format!("no run {name}\n{}", list()))?;
    if !root.join("crates").join(long.package).join("src/bin").join(format!("{}.rs", long.binary)).is_file() {
        let there = if has_crate(root, long.package) { "has no such program yet" } else { "is not in this tree" };
        return Err(format!("{name}: the crate {} {there}", long.package));
    }
    let minutes = minutes.to_string();
    let command = ["run", "--release", "--package", long.package, "--bin", long.binary, "--", "--minutes", &minutes];
    run(&mut cargo(root, &command))
}

pub fn parse(arguments: &[String]) -> Result<(&str, u32), String> {
    match arguments {
        [name, flag, minutes] if flag == "--minutes" => match minutes.parse() {
            Ok(minutes) if minutes > 0 => Ok((name, minutes)),
            _ => Err(format!("--minutes takes a whole number, not {minutes}")),
        },
        _ => Err("call it as: cargo xtask long NAME --minutes N".to_owned()),
    }
}

fn list() -> String {
    let lines: Vec<String> = KNOWN.iter().map(|long| format!("  {:8} {}", long.name, long.about)).collect();
    format!("long runs:\n{}", lines.join("\n"))
}
