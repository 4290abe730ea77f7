//! The XML that alerts are written in: names with their spaces, text without markup. No document type, no entity but the five
//! of XML itself, nothing fetched, everything bounded.

use std::borrow::Cow;

use memchr::memmem;
use quick_xml::events::BytesRef;
use quick_xml::events::attributes::{AttrError, Attributes};

use crate::error::Problem;
use crate::model::trimmed;
use crate::scan::{Piece, Scan};
use crate::{Error, Limits};

/// A namespace, as far as it matters here.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Space {
    None,
    Cap11,
    Cap12,
    Signature,
    Other,
}

const SPACES: [(&str, Space); 4] = [
    ("urn:oasis:names:tc:emergency:cap:1.2", Space::Cap12),
    ("urn:oasis:names:tc:emergency:cap:1.1", Space::Cap11),
    ("http://www.w3.org/2000/09/xmldsig#", Space::Signature),
    ("", Space::None),
];

#[derive(Debug)]
pub(crate) struct Open<'a> {
    pub local: &'a str,
    pub space: Space,
    /// Which declaration its namespace comes from, while it is open.
    binding: Option<usize>,
    pub offset: usize,
    /// Other than declarations of namespaces and those of XML Schema itself.
    pub has_attributes: bool,
    attributes: &'a str,
}

impl Open<'_> {
    /// Where a link of an index leads.
    pub fn href(&self) -> Option<String> {
        let found = Attributes::new(self.attributes, 0).flatten().find(|it| it.key.as_ref() == "href");
        found.map(|it| it.value.replace("&amp;", "&"))
    }
}

#[derive(Debug)]
pub(crate) enum Token<'a> {
    Open(Open<'a>),
    Close,
    Text(Cow<'a, str>),
    End,
}

struct Binding<'a> {
    depth: usize,
    prefix: &'a str,
    uri: Cow<'a, str>,
    space: Space,
}

pub(crate) struct Xml<'a> {
    text: &'a str,
    scan: Scan<'a>,
    limits: Limits,
    bindings: Vec<Binding<'a>>,
    has_root: bool,
}

impl<'a> Xml<'a> {
    pub fn new(text: &'a str, limits: Limits) -> Self {
        Self { text, scan: Scan::new(text), limits, bindings: Vec::new(), has_root: false }
    }

    pub fn offset(&self) -> usize {
        self.scan.offset()
    }

    pub fn next(&mut self) -> Result<Token<'a>, Error> {
        loop {
            let offset = self.offset();
            let is_outside = self.scan.depth() == 0;
            match self.scan.next()? {
                Piece::Open { name, attributes } => return self.open(name, attributes, offset).map(Token::Open),
                Piece::Close => {
                    while self.bindings.last().is_some_and(|it| it.depth > self.scan.depth()) {
                        self.bindings.pop();
                    }
                    return Ok(Token::Close);
                }
                Piece::DocumentType => return Err(Error::new(offset, "doctype", Problem::DocumentType)),
                Piece::End if is_outside => return Ok(Token::End),
                Piece::End => return Err(Error::new(offset, "xml", Problem::Unfinished)),
                Piece::Text(text) if is_outside && trimmed(text).is_empty() => {}
                Piece::Text(_) | Piece::Characters(_) | Piece::Reference(_) if is_outside => {
                    return Err(Error::new(offset, "xml", Problem::Malformed("text outside the root".to_owned())));
                }
                Piece::Text(text) | Piece::Characters(text) => return Ok(Token::Text(lines(text))),
                Piece::Reference(name) => return reference(name, offset).map(Token::Text),
            }
        }
    }

    fn open(&mut self, name: &'a str, attributes: &'a str, offset: usize) -> Result<Open<'a>, Error> {
        let depth = self.scan.depth();
        if depth == 1 && std::mem::replace(&mut self.has_root, true) {
            return Err(Error::new(offset, "xml", Problem::Malformed("a second root".to_owned())));
        }
        if depth > self.limits.depth {
            return Err(Error::new(offset, "depth", Problem::Limit(self.limits.depth)));
        }
        let has_attributes = !attributes.is_empty() && self.declare(attributes, offset)?;
        let (prefix, local) = match name.bytes().position(|b| b == b':') {
            Some(at) => (&name[..at], &name[at + 1..]),
            None => ("", name),
        };
        let binding = self.bindings.iter().rposition(|it| it.prefix == prefix);
        let space = match binding {
            Some(at) => self.bindings[at].space,
            None if prefix.is_empty() => Space::None,
            None => return Err(Error::new(offset, "xml", Problem::Malformed(format!("no namespace for {prefix}")))),
        };
        Ok(Open { local, space, binding, offset, has_attributes, attributes })
    }

    /// The namespace of an element that is open.
    pub fn uri(&self, open: &Open<'_>) -> &str {
        open.binding.map_or("", |at| &self.bindings[at].uri)
    }

    /// Whether this text is still to come before the next `until`.
    pub fn is_ahead(&self, wanted: &str, until: &str) -> bool {
        let rest = &self.text.as_bytes()[self.offset()..];
        let rest = &rest[..memmem::find(rest, until.as_bytes()).unwrap_or(rest.len())];
        memmem::find(rest, wanted.as_bytes()).is_some()
    }

    /// Takes the declarations of namespaces; whether there are other attributes.
    fn declare(&mut self, attributes: &'a str, offset: usize) -> Result<bool, Error> {
        let malformed = |cause: AttrError| Error::new(offset, "attribute", Problem::Malformed(cause.to_string()));
        let mut has_others = false;
        for attribute in Attributes::new(attributes, 0) {
            let attribute = attribute.map_err(malformed)?;
            let key = attribute.key.0;
            let prefix = match key.strip_prefix("xmlns") {
                Some("") => "",
                Some(declared) if declared.starts_with(':') => &declared[1..],
                _ => {
                    has_others |= !key.starts_with("xsi:");
                    continue;
                }
            };
            let uri = attribute.value;
            let space = SPACES.iter().find(|it| it.0 == uri).map_or(Space::Other, |it| it.1);
            self.bindings.push(Binding { depth: self.scan.depth(), prefix, uri, space });
        }
        Ok(has_others)
    }
}

/// Line ends as XML reads them: every one is a single line feed.
fn lines(text: &str) -> Cow<'_, str> {
    if memchr::memchr(b'\r', text.as_bytes()).is_none() {
        return Cow::Borrowed(text);
    }
    Cow::Owned(text.replace("\r\n", "\n").replace('\r', "\n"))
}

fn reference(name: &str, offset: usize) -> Result<Cow<'static, str>, Error> {
    let refused = |name: &str| Error::new(offset, "entity", Problem::Entity(name.to_owned()));
    if name.starts_with('#') {
        return match BytesRef::new(name).resolve_char_ref() {
            Ok(Some(c)) if c >= ' ' || matches!(c, '\t' | '\n' | '\r') => Ok(Cow::Owned(c.to_string())),
            _ => Err(refused(name)),
        };
    }
    let text = match name {
        "lt" => "<",
        "gt" => ">",
        "amp" => "&",
        "quot" => "\"",
        "apos" => "'",
        other => return Err(refused(other)),
    };
    Ok(Cow::Borrowed(text))
}

/// The text of a document in the encoding that it declares; UTF-8 without a declaration. XML has no control characters.
pub(crate) fn text(bytes: &[u8]) -> Result<Cow<'_, str>, Error> {
    let text = decoded(bytes)?;
    let is_control = |b: &u8| *b < 0x20 && !matches!(b, b'\t' | b'\n' | b'\r');
    // Without a branch within a block, so that the compiler makes vectors of it.
    let has_control = |block: &[u8]| block.iter().fold(false, |found, b| found | is_control(b));
    let Some(at) = text.as_bytes().chunks(256).position(has_control) else { return Ok(text) };
    let at = text.bytes().skip(at * 256).position(|b| is_control(&b)).map_or(0, |it| at * 256 + it);
    Err(Error::new(at, "xml", Problem::Malformed("a control character".to_owned())))
}

fn decoded(bytes: &[u8]) -> Result<Cow<'_, str>, Error> {
    let (encoding, from) = match encoding_rs::Encoding::for_bom(bytes) {
        Some((encoding, from)) => (encoding, from),
        None => (declared(bytes)?, 0),
    };
    let bytes = &bytes[from..];
    if encoding == encoding_rs::UTF_8 {
        return std::str::from_utf8(bytes).map(Cow::Borrowed).map_err(|cause| {
            Error::new(from + cause.valid_up_to(), "encoding", Problem::Encoding("UTF-8".to_owned()))
        });
    }
    encoding
        .decode_without_bom_handling_and_without_replacement(bytes)
        .ok_or_else(|| Error::new(0, "encoding", Problem::Encoding(encoding.name().to_owned())))
}

fn declared(bytes: &[u8]) -> Result<&'static encoding_rs::Encoding, Error> {
    let head = &bytes[..bytes.len().min(256)];
    let head = &head[..memmem::find(head, b"?>").unwrap_or(0)];
    if !head.starts_with(b"<?xml") {
        return Ok(encoding_rs::UTF_8);
    }
    let Some(at) = memmem::find(head, b"encoding") else { return Ok(encoding_rs::UTF_8) };
    let mut parts = head[at..].split(|b| matches!(b, b'"' | b'\''));
    let label = parts.nth(1).unwrap_or_default();
    encoding_rs::Encoding::for_label(label)
        .ok_or_else(|| Error::new(at, "encoding", Problem::Encoding(String::from_utf8_lossy(label).into_owned())))
}
