//! Sentences with figures in them: a figure is written into the words as a mark and becomes a piece of its own afterwards.

use kernel::Lang;
use page::compare::{Known, change, way};
use page::format;

use super::Piece;
use crate::words::briefing as w;

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

/// `增加3起、上升33.3%`, `减少2起、下降40.0%`, `持平`, `增加3起（上年同期为0）`, `至少增加3起、至少上升33.3%`; that it can't be told
/// where parts are not known.
pub(super) fn compared(
    lang: Lang,
    now: impl Into<Known>,
    before: impl Into<Known>,
    amount: impl Fn(i64) -> String,
) -> String {
    let (now, before) = (now.into(), before.into());
    let by = amount((now.n - before.n).abs());
    let changed = || close(lang, change(lang, now, before));
    let said = match way(now, before) {
        None => return w::untold(lang).to_owned(),
        Some(std::cmp::Ordering::Equal) => return w::same(lang).to_owned(),
        Some(std::cmp::Ordering::Greater) if before.n == 0 => w::from_nothing(lang, by),
        Some(std::cmp::Ordering::Greater) => w::more(lang, by, changed()),
        Some(std::cmp::Ordering::Less) => w::fewer(lang, by, changed()),
    };
    if now.open || before.open { w::at_least(lang, said) } else { said }
}

/// An official text has no blank between words and digits.
fn close(lang: Lang, text: String) -> String {
    if lang == Lang::Zh { text.replace(' ', "").replace(".0%", "%") } else { text }
}

/// `33.3%`; none of nothing.
pub(super) fn share(part: i64, whole: i64) -> Option<String> {
    if whole <= 0 {
        return None;
    }
    let permille = (part * 2_000 + whole) / (2 * whole);
    // Nearly all is not all.
    let permille = if permille >= 1_000 && part < whole { 999 } else { permille };
    Some(if permille % 10 == 0 {
        format!("{}%", permille / 10)
    } else {
        format!("{}.{}%", permille / 10, permille % 10)
    })
}

/// Yuan as 10,000 yuan: `12.5`, `0.35`
pub(super) fn ten_thousands(yuan: i64) -> String {
    let (whole, rest) = (yuan / 10_000, (yuan % 10_000).abs());
    if rest == 0 {
        return format::count(whole);
    }
    let rest = format!("{rest:04}");
    format!("{}.{}", format::count(whole), rest.trim_end_matches('0'))
}
