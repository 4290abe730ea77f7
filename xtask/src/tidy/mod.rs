//! The rules of STYLE.md that a program can check, as functions from a list of files to findings.
//!
//! Run by `cargo xtask tidy` and by a test, over the same files: what a clone would hold. A rule that finds nothing in its
//! own negative fixture is broken, so each has one (`tests.rs`).

mod directions;
mod glossary;
mod length;
mod literals;
mod locales;
mod manifests;
mod marks;
mod names;
mod places;
mod scan;
mod senses;
mod sentences;
mod tables;
#[cfg(test)]
mod tests;
mod tree;

use std::path::Path;

use crate::run;
pub use tree::{File, Tree};

/// One place that breaks a rule.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Finding {
    pub path: String,
    /// 0: the file as a whole.
    pub line: usize,
    pub what: String,
}

impl Finding {
    pub fn at(path: &str, line: usize, what: impl Into<String>) -> Self {
        Self { path: path.to_owned(), line, what: what.into() }
    }
}

impl std::fmt::Display for Finding {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self.line {
            0 => write!(f, "{}: {}", self.path, self.what),
            line => write!(f, "{}:{line}: {}", self.path, self.what),
        }
    }
}

type Check = fn(&Tree) -> Vec<Finding>;

const CHECKS: &[(&str, Check)] = &[
    ("table owners", tables::check),
    ("length", length::check),
    ("names", names::check),
    ("error words", literals::check),
    ("marks", marks::check),
    ("clock and environment", senses::check),
    ("places", places::check),
    ("manifests", manifests::check),
    ("locales", locales::check),
    ("glossary", glossary::check),
    ("sentences", sentences::check),
];

pub fn command(root: &Path) -> Result<(), String> {
    let findings = findings(root)?;
    for finding in &findings {
        println!("{finding}");
    }
    match findings.len() {
        0 => {
            println!("tidy");
            Ok(())
        }
        1 => Err("1 finding".to_owned()),
        many => Err(format!("{many} findings")),
    }
}

/// Every finding in the tree, each with the name of its rule.
pub fn findings(root: &Path) -> Result<Vec<Finding>, String> {
    let tree = Tree::read(root)?;
    let edges = directions::edges(&run::metadata(root)?);
    let mut all = named("directions", directions::check(&edges));
    for (name, check) in CHECKS {
        all.extend(named(name, check(&tree)));
    }
    Ok(all)
}

fn named(rule: &str, mut findings: Vec<Finding>) -> Vec<Finding> {
    findings.sort();
    for finding in &mut findings {
        finding.what = format!("[{rule}] {}", finding.what);
    }
    findings
}
