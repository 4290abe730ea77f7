//! The briefing as an official document.

use kernel::Lang;
use paper::document::{Document, Paragraph};

use super::{Briefing, Name, plain};
use crate::words::briefing as w;

/// In Chinese, as it goes out; without a number until it is issued.
pub fn document(it: &Briefing, number: Option<String>) -> Document {
    let lang = Lang::Zh;
    let mut paragraphs = Vec::new();
    for section in &it.sections {
        paragraphs.push(Paragraph::First(section.heading.clone()));
        paragraphs.extend(section.paragraphs.iter().map(|pieces| Paragraph::Body(plain(pieces))));
    }
    paragraphs.extend(it.closing.iter().cloned().map(Paragraph::Body));
    paragraphs.push(Paragraph::Body(w::known_until(lang, registry::print::minute(lang, it.as_of))));
    Document {
        // Talking points are spoken: without the head of an office.
        head: (it.name != Name::TalkingPoints.word()).then(|| it.office.clone()),
        number,
        title: it.title.clone(),
        addressee: Some(it.addressee.clone()),
        paragraphs,
        annexes: Vec::new(),
        signature: it.office.clone(),
        date: it.as_of.day(),
        copies: None,
    }
}
