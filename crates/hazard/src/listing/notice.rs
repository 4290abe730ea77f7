//! The notice of listed supervision (挂牌督办通知书): what it says, apart from how it is laid out. The page prints it and
//! a Word file is written from it; both say the same.

use kernel::{Day, Lang, Personal};
use paper::document::{Document, Paragraph};
use registry::print::day;

use super::Listing;
use crate::document::within_a_sentence;
use crate::words::listing_notice as w;

/// What a notice is made from.
#[derive(Debug, Clone)]
pub struct Matter<'a> {
    pub listing: &'a Listing,
    /// The body that lists, the one that rectifies, and the one that supervises.
    pub office: &'a str,
    pub unit: &'a str,
    pub supervisor: &'a str,
    pub hazard_number: &'a str,
    pub description: &'a Personal<String>,
    pub place: &'a Personal<String>,
    /// By which article it is a major one.
    pub basis: Option<&'a str>,
    pub listed_on: Day,
}

/// `督办〔2026〕3号`; none before it is listed.
pub fn number(lang: Lang, it: &Listing) -> Option<String> {
    it.number.map(|(year, number)| w::number(lang, year, number))
}

/// `None` before it is listed: a notice without a number is none.
pub fn notice(lang: Lang, of: &Matter<'_>) -> Option<Document> {
    let number = number(lang, of.listing)?;
    let text = |it: &Personal<String>| it.as_str().unwrap_or_default().to_owned();
    let found = w::found(lang, of.unit, text(of.place), within_a_sentence(of.description), of.hazard_number);
    let level = crate::words::listing_level::of(lang, of.listing.level.word());
    let mut paragraphs = vec![found];
    paragraphs.extend(of.basis.map(|basis| w::basis(lang, basis)));
    paragraphs.push(w::decided(lang, level, of.supervisor));
    paragraphs.push(w::asked(lang, day(lang, of.listing.deadline)));
    paragraphs.push(w::meanwhile(lang).to_owned());
    paragraphs.push(w::accepted(lang).to_owned());
    Some(Document {
        head: Some(of.office.to_owned()),
        number: Some(number),
        title: w::title(lang).to_owned(),
        addressee: Some(of.unit.to_owned()),
        paragraphs: paragraphs.into_iter().map(Paragraph::Body).collect(),
        annexes: Vec::new(),
        signature: of.office.to_owned(),
        date: of.listed_on,
        // Whoever issues it keeps it anyway.
        copies: (of.supervisor != of.office).then(|| of.supervisor.to_owned()),
    })
}
