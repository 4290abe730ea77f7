//! A table is written by its owning crate alone. The owner is in the name of the migration that creates the table:
//! `0007_obligation_escalation.sql`. `chaos` may damage what it likes: finding that out is its job.

use std::collections::BTreeMap;

use super::{Finding, Tree};

const MAY_WRITE_ALL: &str = "chaos";
/// The crate that empties and copies tables whose names it is told (replay, migrations).
const MAY_NAME_AT_RUN_TIME: &str = "ledger";

pub fn check(tree: &Tree) -> Vec<Finding> {
    let mut findings = Vec::new();
    let owners = owners(tree, &mut findings);
    for (file, source) in tree.rust() {
        let Some(here) = file.crate_of_source().filter(|name| *name != MAY_WRITE_ALL) else { continue };
        for string in &source.strings {
            for table in written(&string.text) {
                if let Some(why) = objection(here, &table, &owners, source.is_test(string.at)) {
                    findings.push(Finding::at(&file.path, source.line(string.at), why));
                }
            }
        }
    }
    findings
}

fn objection(here: &str, table: &str, owners: &BTreeMap<String, String>, is_test: bool) -> Option<String> {
    if table.starts_with('{') {
        return (here != MAY_NAME_AT_RUN_TIME && !is_test)
            .then(|| "a table named at run time hides its owner: write the name out".to_owned());
    }
    let owner = owners.get(table)?;
    (owner != here).then(|| format!("{here} writes the table {table}, which belongs to {owner}"))
}

/// Table to owning crate, from the migrations.
fn owners(tree: &Tree, findings: &mut Vec<Finding>) -> BTreeMap<String, String> {
    let mut owners = BTreeMap::new();
    let crates = tree.crates();
    let migrations = tree.files.iter().filter(|file| file.path.ends_with(".sql"));
    for file in migrations.filter(|file| file.path.split('/').any(|part| part == "migrations")) {
        let name = file.path.rsplit('/').next().unwrap_or_default();
        let (number, rest) = name.split_once('_').unwrap_or_default();
        let owner = crates.iter().find(|owner| is_owner(owner, rest));
        match owner {
            Some(owner) if number.len() == 4 && number.bytes().all(|byte| byte.is_ascii_digit()) => {
                for table in named_after(&file.text, &["CREATE TABLE", "CREATE VIRTUAL TABLE"]) {
                    owners.insert(table, (*owner).to_owned());
                }
            }
            _ => findings.push(Finding::at(&file.path, 0, "name it NNNN_<crate>_what_it_does.sql")),
        }
    }
    owners
}

fn is_owner(name: &str, rest: &str) -> bool {
    let name = name.replace('-', "_");
    rest.strip_prefix(name.as_str()).is_some_and(|rest| rest.starts_with('_') || rest.starts_with('.'))
}

/// The tables that a text writes to.
fn written(sql: &str) -> Vec<String> {
    let verbs =
        ["INSERT INTO", "INSERT OR IGNORE INTO", "INSERT OR REPLACE INTO", "REPLACE INTO", "UPDATE", "DELETE FROM"];
    let mut tables = named_after(sql, &verbs);
    // `ON CONFLICT … DO UPDATE SET` and `FOR UPDATE` name no table.
    tables.retain(|table| table != "SET" && table != "OF");
    tables
}

fn named_after(sql: &str, verbs: &[&str]) -> Vec<String> {
    let flat = sql.split_whitespace().collect::<Vec<_>>().join(" ");
    let mut tables = Vec::new();
    for verb in verbs {
        for (at, _) in flat.match_indices(verb) {
            let starts = flat[..at].chars().next_back().is_none_or(|before| !before.is_alphanumeric() && before != '_');
            let Some(rest) = flat[at + verb.len()..].strip_prefix(' ').filter(|_| starts) else { continue };
            let rest = rest.strip_prefix("IF NOT EXISTS ").unwrap_or(rest).trim_start_matches('"');
            let end = rest.find(|c: char| !(c.is_alphanumeric() || "_{}".contains(c))).unwrap_or(rest.len());
            if end > 0 {
                tables.push(rest[..end].to_owned());
            }
        }
    }
    tables
}
