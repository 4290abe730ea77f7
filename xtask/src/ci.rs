//! The whole gate: format, clippy, tidy, tests, docs. Every step runs, so that one push shows everything that is wrong.

use std::path::Path;

use crate::run::{cargo, run};
use crate::{assets, setup, suites, tidy};

pub fn gate(root: &Path) -> Result<(), String> {
    setup::for_build(root);
    assets::fetch(root)?;
    let clippy = ["clippy", "--workspace", "--all-targets", "--quiet", "--", "-D", "warnings"];
    let steps = [
        ("format", run(&mut cargo(root, &["fmt", "--all", "--check"]))),
        ("clippy", run(&mut cargo(root, &clippy))),
        ("tidy", tidy::command(root)),
        ("test", suites::test(root, &["--complete".to_owned()])),
        ("docs", docs(root)),
    ];
    let mut failed = Vec::new();
    for (name, outcome) in &steps {
        match outcome {
            Ok(()) => println!("ci {name}: ok"),
            Err(why) => {
                println!("ci {name}: FAILED: {why}");
                failed.push(*name);
            }
        }
    }
    if failed.is_empty() { Ok(()) } else { Err(format!("failed: {}", failed.join(", "))) }
}

fn docs(root: &Path) -> Result<(), String> {
    run(cargo(root, &["doc", "--workspace", "--no-deps", "--quiet"]).env("RUSTDOCFLAGS", "-D warnings"))
}
