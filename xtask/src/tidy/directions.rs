//! Which crate may import which: the table of STYLE.md, section 1, against what cargo knows. Tests may not break it either.

use super::Finding;

const LEAVES: &[&str] = &["kernel", "proof", "standards", "columns", "readings"];
const BELOW_REGISTRY: &[&str] = &["page", "paper", "ledger", "evidence"];
const CONCEPTS: &[&str] = &[
    "hazard",
    "inspection",
    "campaign",
    "signal",
    "warning",
    "incident",
    "enterprise",
    "disaster",
    "meeting",
    "oversight",
    "attention",
    "earthquake",
];
/// `words` turns locale files into functions while a crate is built; it is no part of the running program.
const BUILD_ONLY: &str = "words";
/// Nothing imports it except tests.
const TESTS_ONLY: &str = "chaos";

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    Normal,
    Build,
    Dev,
}

/// One of our crates naming another in its manifest.
#[derive(Debug, Clone)]
pub struct Edge {
    pub from: String,
    pub to: String,
    pub kind: Kind,
}

pub fn edges(metadata: &serde_json::Value) -> Vec<Edge> {
    let mut edges = Vec::new();
    for package in metadata["packages"].as_array().into_iter().flatten() {
        for dependency in package["dependencies"].as_array().into_iter().flatten() {
            let (Some(from), Some(to)) = (package["name"].as_str(), dependency["name"].as_str()) else { continue };
            if dependency["path"].is_null() {
                continue;
            }
            let kind = match dependency["kind"].as_str() {
                Some("dev") => Kind::Dev,
                Some("build") => Kind::Build,
                _ => Kind::Normal,
            };
            edges.push(Edge { from: from.to_owned(), to: to.to_owned(), kind });
        }
    }
    edges
}

pub fn check(edges: &[Edge]) -> Vec<Finding> {
    let findings = edges.iter().filter(|edge| !may_import(edge)).map(|edge| {
        let kind = match edge.kind {
            Kind::Normal => "",
            Kind::Build => " for its build",
            Kind::Dev => " for its tests",
        };
        Finding::at(
            &format!("crates/{}/Cargo.toml", edge.from),
            0,
            format!("{} may not import {}{kind}", edge.from, edge.to),
        )
    });
    findings.collect()
}

fn may_import(edge: &Edge) -> bool {
    let (from, to) = (edge.from.as_str(), edge.to.as_str());
    if to == BUILD_ONLY {
        return edge.kind == Kind::Build && !is_leaf(from);
    }
    if to == TESTS_ONLY {
        return edge.kind == Kind::Dev && !is_leaf(from);
    }
    match from {
        // The formulas of its models stand there.
        "readings" if to == "standards" => true,
        _ if is_leaf(from) || from == BUILD_ONLY || from == "xtask" => false,
        "page" | "paper" => to == "kernel",
        "sample" => ["kernel", "standards", "readings"].contains(&to),
        "ledger" => ["kernel", "proof"].contains(&to),
        "evidence" => ["ledger", "kernel", "proof"].contains(&to),
        "registry" => is_below_registry(to),
        "obligation" => is_below_obligation(to),
        // What it forecasts is sent as a device's readings.
        "flood" => is_below_concepts(to) || to == "signal",
        _ if CONCEPTS.contains(&from) => is_below_concepts(to),
        // What it computes is measured like everything else.
        "forestfire" => is_below_concepts(to) || to == "signal",
        "sectors" => is_below_sectors(to),
        "briefing" => is_below_sectors(to) || to == "sectors",
        "gateway" => {
            to.starts_with("codec-") || is_below_concepts(to) || ["signal", "warning", "sectors"].contains(&to)
        }
        "server" => to != TESTS_ONLY,
        TESTS_ONLY => true,
        // A crate that this table does not know has no direction yet.
        _ => false,
    }
}

fn is_leaf(name: &str) -> bool {
    LEAVES.contains(&name) || name.starts_with("codec-")
}

fn is_below_registry(name: &str) -> bool {
    LEAVES.contains(&name) || BELOW_REGISTRY.contains(&name)
}

fn is_below_obligation(name: &str) -> bool {
    is_below_registry(name) || name == "registry"
}

fn is_below_concepts(name: &str) -> bool {
    is_below_obligation(name) || name == "obligation"
}

fn is_below_sectors(name: &str) -> bool {
    is_below_concepts(name) || CONCEPTS.contains(&name) || name == "flood"
}
