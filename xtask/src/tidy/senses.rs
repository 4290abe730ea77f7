//! Clock, environment and chance: only `server` and `xtask` have senses. Everything else gets them as arguments, so that
//! a month can be simulated in a second. Tests, benches, build scripts and `chaos` are outside the product.

use super::{Finding, Tree};

const SENSES: &[(&str, &str)] = &[
    ("SystemTime::now", "the clock"),
    ("Instant::now", "the clock"),
    ("Timestamp::now", "the clock"),
    ("Zoned::now", "the clock"),
    ("env::var", "the environment"),
    ("env::var_os", "the environment"),
    ("env::vars", "the environment"),
    ("env::vars_os", "the environment"),
    ("env::args", "the environment"),
    ("env::current_dir", "the environment"),
    ("getrandom::fill", "chance"),
    ("getrandom::u64", "chance"),
    ("OsRng", "chance"),
    ("rand::random", "chance"),
];
/// Folders and files outside the rule, each with its reason.
const MAY: &[(&str, &str)] = &[
    ("crates/server/", "it alone hands clock, environment and chance to the rest"),
    ("crates/chaos/", "tests only: it starts and kills real programs"),
    ("crates/words/", "build scripts only: cargo speaks to them through the environment"),
    ("crates/kernel/src/testing.rs", "tests only, behind a feature: where the collected files lie"),
    ("crates/ledger/src/testing/", "tests only, behind a feature: whether golden payloads are to be written"),
    ("crates/ledger/src/clock.rs", "the machine's clock behind the trait Clock; the server picks it"),
    (
        "crates/proof/src/bin/",
        "a program of its own, for whoever checks us: it is told on its command line what to check",
    ),
    ("xtask/", "our scripts, no part of the product"),
];

pub fn check(tree: &Tree) -> Vec<Finding> {
    let mut findings = Vec::new();
    for (file, source) in tree.rust() {
        if file.is_beside_the_product() || MAY.iter().any(|(place, _)| file.path.starts_with(place)) {
            continue;
        }
        for (call, sense) in SENSES {
            for at in source.words(call).filter(|at| !source.is_test(*at)) {
                let what = format!("{call}: only server and xtask know {sense}; take it as an argument");
                findings.push(Finding::at(&file.path, source.line(at), what));
            }
        }
    }
    findings
}
