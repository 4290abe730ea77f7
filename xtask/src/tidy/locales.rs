//! Both languages are complete: `zh-CN.toml` and `en.toml` beside each other have the same keys, and no text is empty.
//! Error files have one language only, because their keys are the English text.

use std::collections::BTreeMap;

use super::{File, Finding, Tree};

pub fn check(tree: &Tree) -> Vec<Finding> {
    let mut findings = Vec::new();
    for file in tree.files.iter().filter(|file| file.path.contains("/locales/")) {
        let twin = if let Some(stem) = file.path.strip_suffix("zh-CN.toml") {
            format!("{stem}en.toml")
        } else if let Some(stem) = file.path.strip_suffix("en.toml") {
            format!("{stem}zh-CN.toml")
        } else {
            continue;
        };
        let texts = read(file, &mut findings);
        for (key, text) in &texts {
            if text.trim().is_empty() {
                findings.push(Finding::at(&file.path, 0, format!("{key} has no text")));
            }
        }
        if file.path.ends_with("errors.zh-CN.toml") {
            continue;
        }
        let Some(other) = tree.file(&twin) else {
            findings.push(Finding::at(&file.path, 0, format!("its twin {twin} is missing")));
            continue;
        };
        let others = read(other, &mut Vec::new());
        for key in texts.keys().filter(|key| !others.contains_key(*key)) {
            findings.push(Finding::at(&other.path, 0, format!("{key} is missing, {} has it", file.path)));
        }
    }
    findings
}

fn read(file: &File, findings: &mut Vec<Finding>) -> BTreeMap<String, String> {
    let mut texts = BTreeMap::new();
    match file.text.parse::<toml::Table>() {
        Ok(table) => flatten("", &table, &mut texts),
        Err(cause) => findings.push(Finding::at(&file.path, 0, cause.to_string())),
    }
    texts
}

fn flatten(above: &str, table: &toml::Table, texts: &mut BTreeMap<String, String>) {
    for (key, value) in table {
        let key = if above.is_empty() { key.clone() } else { format!("{above}.{key}") };
        match value {
            toml::Value::Table(inner) => flatten(&key, inner, texts),
            toml::Value::String(text) => drop(texts.insert(key, text.clone())),
            other => drop(texts.insert(key, other.to_string())),
        }
    }
}
