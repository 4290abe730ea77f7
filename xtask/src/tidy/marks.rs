//! Marks that must not stay: a bare note to do something, a debugging print, a silenced lint without a reason.

use super::{File, Finding, Tree};

const NOTES: [&str; 3] = [concat!("TO", "DO"), concat!("FIX", "ME"), concat!("XX", "X")];

pub fn check(tree: &Tree) -> Vec<Finding> {
    let mut findings = Vec::new();
    for (file, source) in tree.rust() {
        for comment in &source.comments {
            for (offset, line) in comment.text.lines().enumerate() {
                if let Some(note) = bare_note(line) {
                    let what = format!("a bare {note}: name the issue, {note}(#12), or do it");
                    findings.push(Finding::at(&file.path, source.line(comment.at) + offset, what));
                }
            }
        }
        for (at, _) in source.code.match_indices("dbg!") {
            findings.push(Finding::at(&file.path, source.line(at), "a debugging print"));
        }
        for mark in ["#[allow(", "#![allow("] {
            for (at, _) in source.code.match_indices(mark) {
                let what = "use #[expect(lint, reason = \"…\")] instead of allow";
                findings.push(Finding::at(&file.path, source.line(at), what));
            }
        }
    }
    for file in tree.files.iter().filter(|file| is_script(file)) {
        for (number, line) in file.text.lines().enumerate() {
            if let Some(note) = bare_note(line) {
                findings.push(Finding::at(&file.path, number + 1, format!("a bare {note}: name the issue, or do it")));
            }
        }
    }
    findings
}

fn is_script(file: &File) -> bool {
    [".css", ".js", ".mjs", ".sh", ".sql", ".toml"].iter().any(|ending| file.path.ends_with(ending))
}

fn bare_note(line: &str) -> Option<&'static str> {
    NOTES.into_iter().find(|note| {
        line.match_indices(note).any(|(at, _)| {
            let before = line[..at].chars().next_back();
            let after = &line[at + note.len()..];
            let whole = !before.is_some_and(char::is_alphanumeric) && !after.starts_with(char::is_alphanumeric);
            whole && !after.starts_with("(#")
        })
    })
}
