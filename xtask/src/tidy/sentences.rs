//! No argument of a sentence stands in another's place: its parameters are of one type and in the order of the Chinese
//! text, so the compiler can't tell them apart. Where an argument says the name of another parameter and not its own, and
//! that parameter's argument does not say it, they were swapped.

use std::collections::{BTreeMap, BTreeSet};

use super::scan::{Source, close, find_flat, is_word};
use super::{Finding, Tree};

/// Parameters in their order, by crate and function. Two sections may have a function of one name.
type Sentences = BTreeMap<(String, String), BTreeSet<Vec<String>>>;

pub fn check(tree: &Tree) -> Vec<Finding> {
    let sentences = sentences(tree);
    let mut findings = Vec::new();
    for file in tree.files.iter().filter(|it| it.path.ends_with(".rs")) {
        let Some(home) = home(&file.path) else { continue };
        let source = Source::scan(&file.text);
        for (at, _) in source.code.match_indices("(lang") {
            let Some((name, arguments)) = call(&source.code, at) else { continue };
            let Some(known) = sentences.get(&(home.to_owned(), name.to_owned())) else { continue };
            let fitting: Vec<_> = known.iter().filter(|it| it.len() + 1 == arguments.len()).collect();
            let faults: Vec<_> = fitting.iter().filter_map(|it| swapped(it, &arguments[1..])).collect();
            // With several of one name, one that fits is enough.
            if let Some(fault) = faults.first().filter(|_| faults.len() == fitting.len()) {
                findings.push(Finding::at(&file.path, source.line(at), format!("{name}: {fault}")));
            }
        }
    }
    findings
}

fn home(path: &str) -> Option<&str> {
    path.strip_prefix("crates/")?.split('/').next()
}

fn sentences(tree: &Tree) -> Sentences {
    let mut all = Sentences::new();
    for file in tree.files.iter().filter(|it| it.path.ends_with("/locales/zh-CN.toml")) {
        let (Some(home), Ok(table)) = (home(&file.path), file.text.parse::<toml::Table>()) else { continue };
        let sections = table.values().filter_map(toml::Value::as_table).chain([&table]);
        for (name, text) in sections.flatten().filter_map(|(name, text)| Some((name, text.as_str()?))) {
            let parameters = parameters(text);
            if parameters.len() > 1 {
                all.entry((home.to_owned(), name.clone())).or_default().insert(parameters);
            }
        }
    }
    all
}

fn parameters(text: &str) -> Vec<String> {
    let mut names: Vec<String> = Vec::new();
    for name in text.split('{').skip(1).filter_map(|part| part.split('}').next()) {
        if !names.iter().any(|it| it == name) {
            names.push(name.to_owned());
        }
    }
    names
}

/// The function of another module that is called with the bracket at `at`, and its arguments.
fn call(code: &str, at: usize) -> Option<(&str, Vec<&str>)> {
    let name = code[..at].rsplit(|c| !is_word(c)).next().unwrap_or_default();
    code[..at - name.len()].strip_suffix("::")?;
    let end = close(code, at) - 1;
    let (mut arguments, mut from) = (Vec::new(), at + 1);
    while let Some(comma) = find_flat(&code[..end], from, b",") {
        arguments.push(code[from..comma].trim());
        from = comma + 1;
    }
    arguments.push(code[from..end].trim());
    arguments.retain(|it| !it.is_empty());
    Some((name, arguments))
}

fn swapped(parameters: &[String], arguments: &[&str]) -> Option<String> {
    // How many there are says nothing of what they are called.
    let says = |argument: &str, name: &str| {
        !argument.ends_with(".len()") && argument.split(|c| !is_word(c)).any(|it| it == name)
    };
    let pairs = || parameters.iter().zip(arguments);
    pairs().find_map(|(own, argument)| {
        let (other, _) =
            pairs().find(|(other, theirs)| *other != own && says(argument, other) && !says(theirs, other))?;
        (!says(argument, own)).then(|| format!("`{argument}` stands in the place of {own} and says {other}"))
    })
}
