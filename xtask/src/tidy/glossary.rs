//! The glossary pairs each English word with its one Chinese term; the name of every crate stands in it.

use super::scan::is_word;
use super::{Finding, Tree};

const GLOSSARY: &str = "GLOSSARY.md";

pub fn check(tree: &Tree) -> Vec<Finding> {
    let Some(glossary) = tree.file(GLOSSARY) else {
        return vec![Finding::at(GLOSSARY, 0, "the glossary is missing")];
    };
    let text = glossary.text.to_lowercase();
    let missing = tree.crates().into_iter().filter(|name| !stands_in(&text, name));
    missing.map(|name| Finding::at(GLOSSARY, 0, format!("the crate {name} is not in it"))).collect()
}

fn stands_in(text: &str, name: &str) -> bool {
    text.match_indices(name).any(|(at, _)| {
        let before = text[..at].chars().next_back();
        let after = text[at + name.len()..].chars().next();
        // A plural of the word is the word.
        !before.is_some_and(is_latin) && !after.is_some_and(|c| is_latin(c) && c != 's')
    })
}

fn is_latin(c: char) -> bool {
    c.is_ascii() && is_word(c)
}
