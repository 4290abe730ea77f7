//! Every refusal has a Chinese text: the English literals that commands speak are keys of some
//! `crates/*/locales/errors.zh-CN.toml`.

use std::collections::BTreeSet;

use super::scan::{Source, close};
use super::{Finding, Tree};

/// Where literals are spoken: the call, and which argument holds the words.
const CALLS: &[(&str, usize)] = &[
    ("Error::refused(", 0),
    ("Error::NotFound(", 0),
    ("Problem::at(", 1),
    (".problem(", 1),
    (".read(", 2),
    (".read_optional(", 2),
    ("Text::read(", 3),
    ("Text::read_optional(", 3),
];
/// Struct forms: the type and the field that holds the words.
const FORMS: &[(&str, &str)] = &[("Refused {", "why:"), ("Forbidden {", "action:"), ("Problem {", "problem:")];

pub fn check(tree: &Tree) -> Vec<Finding> {
    let mut findings = Vec::new();
    let known = known(tree, &mut findings);
    for (file, source) in tree.rust().filter(|(file, _)| file.crate_of_source().is_some()) {
        if file.is_beside_the_product() {
            continue;
        }
        for (at, words) in spoken(source).into_iter().filter(|(at, _)| !source.is_test(*at)) {
            if !known.contains(&words) {
                let what = format!("\"{words}\" has no Chinese text in any locales/errors.zh-CN.toml");
                findings.push(Finding::at(&file.path, source.line(at), what));
            }
        }
    }
    findings
}

/// The English keys of all error files; a key without a text is a finding.
fn known(tree: &Tree, findings: &mut Vec<Finding>) -> BTreeSet<String> {
    let mut known = BTreeSet::new();
    for file in tree.files.iter().filter(|file| file.path.ends_with("/locales/errors.zh-CN.toml")) {
        match file.text.parse::<toml::Table>() {
            Ok(table) => collect(&table, &mut known),
            Err(cause) => findings.push(Finding::at(&file.path, 0, cause.message())),
        }
    }
    known
}

fn collect(table: &toml::Table, known: &mut BTreeSet<String>) {
    for (key, value) in table {
        match value {
            toml::Value::String(text) if !text.trim().is_empty() => {
                known.insert(key.clone());
            }
            // A thing has a pair: its Chinese and its English word.
            toml::Value::Array(pair) if !pair.is_empty() => {
                known.insert(key.clone());
            }
            toml::Value::Table(inner) => collect(inner, known),
            _ => {}
        }
    }
}

fn spoken(source: &Source) -> Vec<(usize, String)> {
    let mut spoken = Vec::new();
    for (call, argument) in CALLS {
        for (at, _) in source.code.match_indices(call) {
            let Some((from, to)) = arguments(&source.code, at + call.len() - 1).get(*argument).copied() else {
                continue;
            };
            // A reader of something else (`.read(`) has no words in that place.
            if source.code[from..to].trim_start().starts_with('"') || call.starts_with("Error::") {
                spoken.extend(source.strings_in(from, to).map(|string| (string.at, string.text.clone())));
            }
        }
    }
    for (form, field) in FORMS {
        for (at, _) in source.code.match_indices(form) {
            let open = at + form.len() - 1;
            for (from, to) in arguments(&source.code, open) {
                if source.code[from..to].trim_start().starts_with(field) {
                    spoken.extend(source.strings_in(from, to).map(|string| (string.at, string.text.clone())));
                }
            }
        }
    }
    spoken
}

/// The byte ranges between the commas of the bracket that opens at `open`.
fn arguments(code: &str, open: usize) -> Vec<(usize, usize)> {
    let end = close(code, open).saturating_sub(1).max(open + 1);
    let mut ranges = Vec::new();
    let (mut from, mut at) = (open + 1, open + 1);
    while at < end {
        match code.as_bytes()[at] {
            b'(' | b'[' | b'{' => at = close(code, at),
            b',' => {
                ranges.push((from, at));
                at += 1;
                from = at;
            }
            _ => at += 1,
        }
    }
    ranges.push((from, end.min(code.len())));
    ranges
}
