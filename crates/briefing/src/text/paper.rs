//! The briefing as an official document.

use kernel::Lang;
use paper::document::{Document, Paragraph};

use super::{Briefing, plain};
use crate::words::briefing as w;

/// In Chinese, as it goes out; without a number, which the office gives it.
pub fn document(it: &Briefing) -> Document {
    let lang = Lang::Zh;
    let mut paragraphs = Vec::new();
    for section in &it.sections {
        paragraphs.push(Paragraph::First(section.heading.clone()));
        paragraphs.extend(section.paragraphs.iter().map(|pieces| Paragraph::Body(plain(pieces))));
    }
    paragraphs.push(Paragraph::Body(w::known_until(lang, registry::print::minute(lang, it.as_of))));
    Document {
        head: Some(it.office.clone()),
        number: None,
        title: it.title.clone(),
        addressee: Some(w::addressee(lang).to_owned()),
        paragraphs,
        annexes: Vec::new(),
        signature: it.office.clone(),
        date: it.as_of.day(),
        copies: None,
    }
}
