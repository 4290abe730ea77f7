//! Words that hide a missing name: manager, helper, util, service, processor, data, info, common. Banned as a whole part
//! of the name of a crate, a file, a module, a type, a trait or a function.

use super::{Finding, Tree};

const BANNED: [&str; 8] = ["manager", "helper", "util", "service", "processor", "data", "info", "common"];
const DECLARED_BY: [&str; 7] = ["mod", "struct", "enum", "trait", "type", "union", "fn"];

/// Names that stay, each with its reason.
const ALLOWED: &[(&str, &str)] = &[
    ("data_dir", "the documented argument --data DIR of the command line"),
    ("data", "required by traits and macros of others (hyper::Body::Data and the like)"),
];

pub fn check(tree: &Tree) -> Vec<Finding> {
    let mut findings = Vec::new();
    for (file, source) in tree.rust() {
        let path = file.path.trim_end_matches(".rs");
        for part in path.split('/') {
            if let Some(word) = banned_in(part) {
                findings.push(Finding::at(&file.path, 0, format!("{part}: the word {word} hides a missing name")));
            }
        }
        for keyword in DECLARED_BY {
            for at in source.words(keyword) {
                let after = at + keyword.len();
                let spaced = source.code[after..].starts_with(' ');
                let Some(name) = source.identifier(after).filter(|_| spaced) else { continue };
                let allowed = ALLOWED.iter().any(|(allowed, _)| name.eq_ignore_ascii_case(allowed));
                if let Some(word) = banned_in(name).filter(|_| !allowed) {
                    let what = format!("{keyword} {name}: the word {word} hides a missing name");
                    findings.push(Finding::at(&file.path, source.line(at), what));
                }
            }
        }
    }
    findings
}

fn banned_in(name: &str) -> Option<&'static str> {
    let parts = parts(name);
    BANNED.into_iter().find(|word| parts.iter().any(|part| part == word || part.strip_suffix('s') == Some(word)))
}

/// `TableReader`, `table_reader` and `table-reader` are `table` and `reader`.
fn parts(name: &str) -> Vec<String> {
    let mut parts = vec![String::new()];
    for c in name.chars() {
        if c.is_uppercase() || "_-. ".contains(c) {
            parts.push(String::new());
        }
        if let Some(last) = parts.last_mut().filter(|_| c.is_alphanumeric()) {
            last.extend(c.to_lowercase());
        }
    }
    parts
}
