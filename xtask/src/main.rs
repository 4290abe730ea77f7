//! Our scripts: `cargo xtask NAME`. What each one does stands in [`USAGE`].
//!
//! A script says what it runs, stops at the first thing that makes the rest pointless, and ends with exit code 0 or 1
//! (2: it was called wrongly). Nothing here is needed to use Anlan; `cargo build -p server` works without it, once the
//! browser assets are there.

mod assets;
mod ci;
mod demo;
mod fuzz;
mod long;
mod postgres;
mod run;
mod setup;
mod site;
mod suites;
#[cfg(test)]
mod tests;
mod tidy;

use std::path::{Path, PathBuf};
use std::process::ExitCode;

const USAGE: &str = "\
cargo xtask NAME

  setup                    install what the demo and the tests need: browser assets, Node.js, Chromium, a Chinese font
  assets                   fetch the pinned browser files and check their sums
  demo [ARGUMENTS]         build and start a full sample district; arguments go to `anlan demo`
  test [SUITE…]            all tests, or the named suites; --complete fails when a suite can't run
  tidy                     the rules of STYLE.md that a program can check
  ci                       format, clippy, tidy, test, docs
  long NAME --minutes N    a long run: hours of kills, fuzzing, simulation
  long fuzz --executions N [--target T]    every fuzz target, or one, for so many executions
";

fn main() -> ExitCode {
    let mut arguments = std::env::args().skip(1);
    let Some(name) = arguments.next() else {
        print!("{USAGE}");
        return ExitCode::from(2);
    };
    let rest: Vec<String> = arguments.collect();
    let root = root();
    let done = match name.as_str() {
        "setup" => setup::everything(&root).map(|_| ()),
        "assets" => assets::fetch(&root),
        "demo" => demo::start(&root, &rest),
        "test" => suites::test(&root, &rest),
        "tidy" => tidy::command(&root),
        "ci" => ci::gate(&root),
        "long" => long::start(&root, &rest),
        "help" | "--help" | "-h" => {
            print!("{USAGE}");
            return ExitCode::SUCCESS;
        }
        other => {
            eprintln!("there is no script {other}\n\n{USAGE}");
            return ExitCode::from(2);
        }
    };
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(why) => {
            eprintln!("{name}: {why}");
            ExitCode::FAILURE
        }
    }
}

/// The folder of the workspace: cargo names it at run time, so that a moved clone works without a rebuild.
fn root() -> PathBuf {
    let manifest = std::env::var_os("CARGO_MANIFEST_DIR").map(PathBuf::from);
    let here = manifest.unwrap_or_else(|| PathBuf::from(env!("CARGO_MANIFEST_DIR")));
    here.parent().map_or_else(|| PathBuf::from("."), Path::to_path_buf)
}
