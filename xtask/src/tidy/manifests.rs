//! Every crate obeys the workspace's lints, and those forbid unsafe code.

use super::{Finding, Tree};

pub fn check(tree: &Tree) -> Vec<Finding> {
    let mut findings = Vec::new();
    for file in tree.files.iter().filter(|file| file.path.ends_with("Cargo.toml")) {
        let table: toml::Table = match file.text.parse() {
            Ok(table) => table,
            Err(cause) => {
                findings.push(Finding::at(&file.path, 0, cause.to_string()));
                continue;
            }
        };
        let what = if file.path == "Cargo.toml" {
            let lint = at(&table, &["workspace", "lints", "rust", "unsafe_code"]);
            let level = lint.and_then(|lint| lint.get("level").unwrap_or(lint).as_str());
            (level != Some("forbid")).then_some("[workspace.lints.rust] must say unsafe_code = \"forbid\"")
        } else {
            let follows = at(&table, &["lints", "workspace"]).and_then(toml::Value::as_bool) == Some(true);
            (!follows).then_some("add [lints] workspace = true")
        };
        findings.extend(what.map(|what| Finding::at(&file.path, 0, what)));
    }
    findings
}

fn at<'a>(table: &'a toml::Table, path: &[&str]) -> Option<&'a toml::Value> {
    let (first, rest) = path.split_first()?;
    rest.iter().try_fold(table.get(*first)?, |value, key| value.get(key))
}
