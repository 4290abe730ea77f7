//! What the pages of risks share: the mark of a colour, the tables of the methods, the calculation.

use kernel::Lang;
use maud::{Markup, html};
use page::parts::{self, WarningColour};
use standards::{Borders, Exact, Side, Term, lec, risk_matrix};

use super::Colour;
use crate::risk::scheme::{Edition, Method};
use crate::words::{colour, factor, risk as w};

pub(crate) fn term(lang: Lang, it: Term) -> &'static str {
    match lang {
        Lang::Zh => it.zh,
        Lang::En => it.en,
    }
}

pub(crate) fn colour_mark(lang: Lang, it: Colour) -> Markup {
    parts::warning_mark(legal(it), colour::of(lang, it.word()))
}

fn legal(it: Colour) -> WarningColour {
    match it {
        Colour::Red => WarningColour::Red,
        Colour::Orange => WarningColour::Orange,
        Colour::Yellow => WarningColour::Yellow,
        Colour::Blue => WarningColour::Blue,
    }
}

/// The values that a factor may have, with what each means where the method says so.
pub(crate) fn choices(method: Method, name: &str) -> Vec<(Exact, Option<Term>)> {
    let table =
        |values: &[Exact], terms: &[Term]| values.iter().copied().zip(terms.iter().copied().map(Some)).collect();
    match (method, name) {
        (Method::Lec, "likelihood") => table(lec::LIKELIHOOD, &lec::LIKELIHOOD_TERMS),
        (Method::Lec, "exposure") => table(lec::EXPOSURE, &lec::EXPOSURE_TERMS),
        (Method::Lec, _) => table(lec::CONSEQUENCE, &lec::CONSEQUENCE_TERMS),
        (Method::Matrix, _) => (1..=risk_matrix::SIZE).map(|n| (Exact::from(n), None)).collect(),
    }
}

/// `3 — 可能，但不经常`
pub(crate) fn choice_word(lang: Lang, (value, meaning): &(Exact, Option<Term>)) -> String {
    match meaning {
        Some(meaning) => format!("{value} — {}", term(lang, *meaning)),
        None => value.to_string(),
    }
}

pub(crate) fn factor_word(lang: Lang, method: Method, name: &str) -> String {
    let letter = match (method, name) {
        (_, "likelihood") => "L",
        (_, "exposure") => "E",
        (Method::Lec, _) => "C",
        (Method::Matrix, _) => "S",
    };
    format!("{letter} {}", factor::of(lang, name))
}

/// `L 3 × E 10 × C 15 = D 450`
pub(crate) fn formula(method: Method, factors: &[String], score: &str) -> String {
    let (letters, result) = match method {
        Method::Lec => (["L", "E", "C"].as_slice(), "D"),
        Method::Matrix => (["L", "S"].as_slice(), "R"),
    };
    let factors: Vec<_> = letters.iter().zip(factors).map(|(letter, value)| format!("{letter} {value}")).collect();
    format!("{} = {result} {score}", factors.join(" × "))
}

/// Every band of the edition from the worst, with the sides of its lines; the one that a score lies in is marked.
pub(crate) fn bands(lang: Lang, edition: Edition, score: Option<Exact>) -> Markup {
    let borders = edition.borders();
    let met = score.map(|score| borders.band(score));
    html! { table.tb.is-cards {
        thead { tr {
            th scope="col" { (w::range(lang)) } th scope="col" { (w::colour(lang)) } th scope="col" { (w::meaning(lang)) }
            @if met.is_some() { th scope="col" { (w::this_score(lang)) } }
        } }
        tbody { @for (range, band) in ranges(borders).into_iter().rev() {
            @let here = met == Some(band);
            tr.is-new[here] {
                td.nowrap data-label=(w::range(lang)) { (range) }
                td data-label=(w::colour(lang)) { (colour_mark(lang, Colour::from(band.colour))) }
                td data-label=(w::meaning(lang)) { (term(lang, band.meaning)) }
                @if met.is_some() { td { @if here { (parts::ticked(w::here(lang))) } } }
            }
        } }
    } }
}

fn ranges(borders: &Borders) -> Vec<(String, standards::Band)> {
    let from = |line: &standards::Line| match line.at_border {
        Side::Upper => format!("≥ {}", line.at),
        Side::Lower => format!("> {}", line.at),
    };
    let to = |line: &standards::Line| match line.at_border {
        Side::Upper => format!("< {}", line.at),
        Side::Lower => format!("≤ {}", line.at),
    };
    let mut ranges = Vec::new();
    for n in 0..=borders.lines.len() {
        let low = n.checked_sub(1).map(|below| &borders.lines[below]);
        let high = borders.lines.get(n);
        let words: Vec<_> = low.map(from).into_iter().chain(high.map(to)).collect();
        ranges.push((words.join("，"), low.map_or(borders.lowest, |line| line.above)));
    }
    ranges
}

/// The matrix as it is printed, with the cell of a pair marked.
pub(crate) fn matrix(lang: Lang, edition: Edition, pair: Option<&[String]>) -> Markup {
    let head = |n: u32| n.to_string();
    let is_here = |l: usize, s: usize| pair.is_some_and(|it| it == [(l + 1).to_string(), (s + 1).to_string()]);
    html! { table.tb.is-grid {
        thead { tr {
            th scope="col" { "L \\ S" }
            @for s in 1..=risk_matrix::SIZE { th scope="col" { (head(s)) } }
        } }
        tbody { @for (l, row) in risk_matrix::cells(edition.borders()).into_iter().enumerate() { tr {
            th scope="row" { (l + 1) }
            @for (s, cell) in row.into_iter().enumerate() {
                td { (cell_mark(lang, cell.band.colour.into(), cell.score)) @if is_here(l, s) { " " (parts::ticked(w::here(lang))) } }
            }
        } } }
    } }
}

fn cell_mark(lang: Lang, it: Colour, score: Exact) -> Markup {
    html! { span title=(colour::of(lang, it.word())) { (parts::warning_mark(legal(it), &score.to_string())) } }
}
