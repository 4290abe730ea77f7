//! Walking through a part of which almost everything is copied byte by byte.

use std::borrow::Cow;

use quick_xml::Reader;
use quick_xml::events::{BytesStart, Event};

use crate::fault::{self, PaperError};

/// Events with the places in the text where they begin and end.
pub(super) struct Walk<'a> {
    reader: Reader<&'a [u8]>,
    pub begin: usize,
    pub end: usize,
    /// The reader does not count a byte order mark.
    skipped: usize,
}

impl<'a> Walk<'a> {
    pub fn new(text: &'a str) -> Self {
        let plain = text.strip_prefix('\u{feff}').unwrap_or(text);
        let skipped = text.len() - plain.len();
        let mut reader = Reader::from_str(plain);
        // The guard has checked the whole part; a walk may begin in its middle.
        reader.config_mut().check_end_names = false;
        reader.config_mut().allow_unmatched_ends = true;
        Self { reader, begin: skipped, end: skipped, skipped }
    }

    /// `None` at the end.
    pub fn next(&mut self) -> Result<Option<Event<'a>>, PaperError> {
        self.begin = self.end;
        let event = self.reader.read_event().map_err(|cause| fault::DAMAGED.with(cause))?;
        self.end = self.skipped + usize::try_from(self.reader.buffer_position()).unwrap_or(usize::MAX);
        Ok(if matches!(event, Event::Eof) { None } else { Some(event) })
    }
}

/// A copy in which some stretches are replaced.
pub(super) struct Patch<'a> {
    text: &'a str,
    copied: usize,
    out: String,
}

impl<'a> Patch<'a> {
    pub fn new(text: &'a str) -> Self {
        Self { text, copied: 0, out: String::with_capacity(text.len() + text.len() / 8) }
    }

    /// Replaces `begin..end`; what stands before it is copied.
    pub fn replace(&mut self, begin: usize, end: usize, with: &str) {
        self.out.push_str(&self.text[self.copied..begin]);
        self.out.push_str(with);
        self.copied = end;
    }

    pub fn insert(&mut self, at: usize, what: &str) {
        self.replace(at, at, what);
    }

    pub fn finish(mut self) -> String {
        self.out.push_str(&self.text[self.copied..]);
        self.out
    }
}

/// By the local name, so that `r:id` is found as `id`.
pub(super) fn attribute(tag: &BytesStart<'_>, name: &str) -> Result<Option<String>, PaperError> {
    for attribute in tag.attributes().with_checks(false) {
        let attribute = attribute.map_err(|cause| fault::DAMAGED.with(cause))?;
        if attribute.key.local_name().as_ref() == name {
            let value = quick_xml::escape::unescape(&attribute.value).map_err(|cause| fault::DAMAGED.with(cause))?;
            return Ok(Some(value.into_owned()));
        }
    }
    Ok(None)
}

pub(super) fn number(tag: &BytesStart<'_>, name: &str) -> Result<Option<u32>, PaperError> {
    Ok(attribute(tag, name)?.and_then(|text| text.trim().parse().ok()))
}

/// The tag with some attributes set, or taken away where there is no value; the others stay as they are.
pub(super) fn with_attributes(
    tag: &BytesStart<'_>,
    set: &[(&str, Option<&str>)],
    empty: bool,
) -> Result<String, PaperError> {
    let mut out = format!("<{}", tag.name().as_ref());
    for attribute in tag.attributes().with_checks(false) {
        let attribute = attribute.map_err(|cause| fault::DAMAGED.with(cause))?;
        let key = attribute.key.as_ref();
        if set.iter().all(|(name, _)| *name != key) {
            out.push_str(&format!(" {key}=\"{}\"", attribute.value.replace('"', "&quot;")));
        }
    }
    for (name, value) in set {
        if let Some(value) = value {
            out.push_str(&format!(" {name}=\"{value}\""));
        }
    }
    out.push_str(if empty { "/>" } else { ">" });
    Ok(out)
}

/// The prefix of a tag with its colon, so that new tags stand in the same namespace.
pub(super) fn prefix(tag: &BytesStart<'_>) -> String {
    tag.name().prefix().map_or_else(String::new, |prefix| format!("{}:", prefix.as_ref()))
}

/// The text of a cell, as Excel wants it: control characters as `_x0001_`, and what only looks like that escaped in turn.
pub(super) fn cell_text(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for (at, c) in text.char_indices() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '\t' | '\n' => out.push(c),
            '_' if looks_escaped(&text[at..]) => out.push_str("_x005F_"),
            c if c < ' ' || matches!(c, '\u{fffe}' | '\u{ffff}') => out.push_str(&format!("_x{:04X}_", u32::from(c))),
            c => out.push(c),
        }
    }
    out
}

fn looks_escaped(text: &str) -> bool {
    let bytes = text.as_bytes();
    bytes.len() >= 6 && bytes[1] == b'x' && bytes[2..6].iter().all(u8::is_ascii_hexdigit)
}

pub(super) fn inline_cell(prefix: &str, place: &str, style: Option<u32>, text: &str) -> String {
    let style = style.map_or_else(|| Cow::Borrowed(""), |style| Cow::Owned(format!(" s=\"{style}\"")));
    format!(
        "<{prefix}c r=\"{place}\"{style} t=\"inlineStr\"><{prefix}is><{prefix}t xml:space=\"preserve\">{}</{prefix}t>\
         </{prefix}is></{prefix}c>",
        cell_text(text)
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places_are_those_of_the_text() {
        for text in ["<a><b c='>'/>甲&amp;<!-- --></a>", "\u{feff}<?xml version=\"1.0\"?>\r\n<a><b/></a>"] {
            let mut walk = Walk::new(text);
            let mut pieces = Vec::new();
            while walk.next().unwrap().is_some() {
                pieces.push(&text[walk.begin..walk.end]);
            }
            assert_eq!(pieces.concat(), text.trim_start_matches('\u{feff}'));
            assert!(pieces.iter().any(|piece| piece.starts_with("<b")), "{pieces:?}");
        }
    }

    #[test]
    fn texts_of_cells() {
        //    text                 xml
        check("甲<&>\"\n\t", "甲&lt;&amp;&gt;\"\n\t");
        check("a\rb\u{1}", "a_x000D_b_x0001_");
        check("_x000D_", "_x005F_x000D_");
        check("_x0041", "_x005F_x0041");
        check("_x41_", "_x41_");
        check("𠀋", "𠀋");
    }

    fn check(text: &str, expected: &str) {
        assert_eq!(cell_text(text), expected);
    }

    #[test]
    fn attributes_are_set_and_the_others_kept() {
        let tag = BytesStart::from_content("x:c r=\"A1\" s=\"3\" t='s'", 3);
        assert_eq!(with_attributes(&tag, &[("s", Some("7"))], false).unwrap(), "<x:c r=\"A1\" t=\"s\" s=\"7\">");
        assert_eq!(with_attributes(&tag, &[("s", None)], true).unwrap(), "<x:c r=\"A1\" t=\"s\"/>");
        assert_eq!(prefix(&tag), "x:");
        assert_eq!((number(&tag, "s").unwrap(), number(&tag, "q").unwrap()), (Some(3), None));
    }
}
