//! Sentences with figures in them: a figure is written into the words as a mark and becomes a piece of its own afterwards.

use page::format;

use super::{Figure, Piece};

/// Around the number of a figure; no text of anybody has them.
const BEGIN: char = '\u{e000}';
const END: char = '\u{e001}';

/// Figures in the order in which they were written.
#[derive(Default)]
pub(super) struct Writer {
    figures: Vec<(String, Option<String>)>,
}

impl Writer {
    /// The mark of a figure; `list` is the address of what it counts.
    pub fn figure(&mut self, text: impl Into<String>, list: Option<String>) -> String {
        self.figures.push((text.into(), list));
        format!("{BEGIN}{}{END}", self.figures.len() - 1)
    }

    pub fn count(&mut self, n: i64, list: Option<String>) -> String {
        self.figure(format::count(n), list)
    }

    pub fn of(&mut self, it: &Figure) -> String {
        self.count(it.n, it.list.clone())
    }

    /// The words with their figures as pieces.
    pub fn pieces(&self, words: &str) -> Vec<Piece> {
        let mut pieces = Vec::new();
        let mut rest = words;
        while let Some(begin) = rest.find(BEGIN) {
            let (said, marked) = rest.split_at(begin);
            let Some(end) = marked.find(END) else { break };
            let number: Option<usize> = marked[BEGIN.len_utf8()..end].parse().ok();
            push(&mut pieces, said);
            if let Some((figure, list)) = number.and_then(|n| self.figures.get(n)) {
                pieces.push(Piece::Figure { figure: figure.clone(), list: list.clone() });
            }
            rest = &marked[end + END.len_utf8()..];
        }
        push(&mut pieces, rest);
        pieces
    }
}

fn push(pieces: &mut Vec<Piece>, text: &str) {
    if !text.is_empty() {
        pieces.push(Piece::Said(text.to_owned()));
    }
}
