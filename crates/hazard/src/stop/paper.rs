//! The documents of an order: the decision to stop (停产停业整顿决定书) and the consent to reopen (恢复生产经营通知书).
//! What they say, apart from how they are laid out.

use kernel::{Instant, Lang, words};
use ledger::Recorded;
use paper::document::{Document, Paragraph};
use registry::print::{day, minute};

use super::Fact;
use super::query::{Line, Named};
use crate::document::within_a_sentence;
use crate::words::stop_paper as w;

words! {
    pub enum Paper {
        Decision = "decision",
        Consent = "consent",
    }
}

/// What a document is made from.
pub(super) struct Matter<'a> {
    pub line: &'a Line,
    /// The body that decides, and the unit that stands still.
    pub issuer: &'a str,
    pub unit: &'a str,
    /// What stands still, in words.
    pub extent: &'a str,
    pub hazards: &'a [Named],
    pub history: &'a [Recorded<Fact>],
}

impl Paper {
    /// `None` before it is signed: a decision without a number is none.
    pub(super) fn text(self, lang: Lang, of: &Matter<'_>) -> Option<Document> {
        match self {
            Paper::Decision => decision(lang, of),
            Paper::Consent => consent(lang, of),
        }
    }
}

fn decision(lang: Lang, of: &Matter<'_>) -> Option<Document> {
    let signed = of.line.signed_at?;
    let (reason, basis) = of.history.iter().find_map(|e| match &e.fact {
        Fact::Proposed { reason, basis, .. } => Some((reason.as_str().unwrap_or("--"), basis)),
        _ => None,
    })?;
    let mut paragraphs = vec![w::found(lang).to_owned()];
    paragraphs.extend(listed(lang, of));
    paragraphs.push(w::decided(lang, reason, basis, of.extent, minute(lang, of.line.from)));
    paragraphs.push(w::meanwhile(lang).to_owned());
    paragraphs.push(w::how_it_ends(lang).to_owned());
    paragraphs.push(w::appeal(lang).to_owned());
    Some(document(of, w::decision(lang), of.line.number.clone()?, paragraphs, signed))
}

fn consent(lang: Lang, of: &Matter<'_>) -> Option<Document> {
    let (number, reopened) = (of.line.reopening.clone()?, of.line.reopened_at?);
    let last = |want: fn(&Fact) -> bool| of.history.iter().rev().find(|e| want(&e.fact)).map(|e| e.at.effective_at);
    let applied = last(|fact| matches!(fact, Fact::ReopeningApplied { .. }))?;
    let examined = last(|fact| matches!(fact, Fact::Examined { .. }))?;
    let order = of.line.number.clone()?;
    let mut paragraphs = vec![w::verified(lang, order, day(lang, applied.day()), day(lang, examined.day()))];
    paragraphs.extend(listed(lang, of));
    paragraphs.push(w::agreed(lang, of.extent));
    paragraphs.push(w::afterwards(lang).to_owned());
    Some(document(of, w::consent(lang), number, paragraphs, reopened))
}

fn listed(lang: Lang, of: &Matter<'_>) -> Vec<String> {
    let one = |(n, it): (usize, &Named)| w::hazard(lang, n + 1, within_a_sentence(&it.description), &it.number);
    of.hazards.iter().enumerate().map(one).collect()
}

fn document(of: &Matter<'_>, title: &str, number: String, paragraphs: Vec<String>, at: Instant) -> Document {
    Document {
        head: Some(of.issuer.to_owned()),
        number: Some(number),
        title: title.to_owned(),
        addressee: Some(of.unit.to_owned()),
        paragraphs: paragraphs.into_iter().map(Paragraph::Body).collect(),
        annexes: Vec::new(),
        signature: of.issuer.to_owned(),
        date: at.day(),
        copies: None,
    }
}
