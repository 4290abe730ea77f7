//! The XML that alerts are written in: names with their spaces, text without markup. No document type, no entity but the five
//! of XML itself, nothing fetched, everything bounded.

use std::borrow::Cow;

use memchr::memmem;
use quick_xml::events::attributes::AttrError;
use quick_xml::events::{BytesRef, BytesStart, Event};
use quick_xml::{Reader, XmlVersion};

use crate::error::Problem;
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
    /// Where a link of an index leads.
    pub href: Option<String>,
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
    uri: String,
    space: Space,
}

pub(crate) struct Xml<'a> {
    text: &'a str,
    reader: Reader<&'a [u8]>,
    limits: Limits,
    depth: usize,
    bindings: Vec<Binding<'a>>,
    has_root: bool,
}

impl<'a> Xml<'a> {
    pub fn new(text: &'a str, limits: Limits) -> Self {
        let mut reader = Reader::from_str(text);
        reader.config_mut().expand_empty_elements = true;
        Self { text, reader, limits, depth: 0, bindings: Vec::new(), has_root: false }
    }

    pub fn offset(&self) -> usize {
        self.reader.buffer_position() as usize
    }

    pub fn next(&mut self) -> Result<Token<'a>, Error> {
        loop {
            let offset = self.offset();
            let event = self.reader.read_event().map_err(|cause| {
                let offset = self.reader.error_position() as usize;
                Error::new(offset, "xml", Problem::Malformed(cause.to_string()))
            })?;
            match event {
                Event::Start(start) => return self.open(&start, offset).map(Token::Open),
                Event::End(_) | Event::Empty(_) => {
                    while self.bindings.last().is_some_and(|it| it.depth == self.depth) {
                        self.bindings.pop();
                    }
                    self.depth -= 1;
                    return Ok(Token::Close);
                }
                Event::Text(text) => {
                    let text = text.into_inner();
                    if self.depth > 0 {
                        return Ok(Token::Text(lines(text)));
                    }
                    if !text.trim_matches(['\u{feff}', ' ', '\t', '\r', '\n']).is_empty() {
                        return Err(Error::new(offset, "xml", Problem::Malformed("text outside the root".to_owned())));
                    }
                }
                Event::CData(text) if self.depth > 0 => {
                    let text = text.into_inner();
                    return Ok(Token::Text(lines(text)));
                }
                Event::GeneralRef(it) if self.depth > 0 => return reference(&it, offset).map(Token::Text),
                Event::CData(_) | Event::GeneralRef(_) => {
                    return Err(Error::new(offset, "xml", Problem::Malformed("text outside the root".to_owned())));
                }
                Event::DocType(_) => return Err(Error::new(offset, "doctype", Problem::DocumentType)),
                Event::Decl(_) | Event::PI(_) | Event::Comment(_) => {}
                Event::Eof if self.depth > 0 => return Err(Error::new(offset, "xml", Problem::Unfinished)),
                Event::Eof => return Ok(Token::End),
            }
        }
    }

    fn open(&mut self, start: &BytesStart<'a>, offset: usize) -> Result<Open<'a>, Error> {
        if self.depth == 0 && std::mem::replace(&mut self.has_root, true) {
            return Err(Error::new(offset, "xml", Problem::Malformed("a second root".to_owned())));
        }
        self.depth += 1;
        if self.depth > self.limits.depth {
            return Err(Error::new(offset, "depth", Problem::Limit(self.limits.depth)));
        }
        let has_attributes = !start.attributes_raw().trim().is_empty() && self.attributes(start, offset)?;
        // The name in the document itself outlives the event.
        let name = &self.text[offset + 1..offset + 1 + start.name().as_ref().len()];
        let (prefix, local) = match memchr::memchr(b':', name.as_bytes()) {
            Some(at) => (&name[..at], &name[at + 1..]),
            None => ("", name),
        };
        let binding = self.bindings.iter().rposition(|it| it.prefix == prefix);
        let space = match binding {
            Some(at) => self.bindings[at].space,
            None if prefix.is_empty() => Space::None,
            None => return Err(Error::new(offset, "xml", Problem::Malformed(format!("no namespace for {prefix}")))),
        };
        let href = if local == "link" { start.try_get_attribute("href").ok().flatten() } else { None };
        let href = href.map(|it| it.value.replace("&amp;", "&"));
        Ok(Open { local, space, binding, offset, has_attributes, href })
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
    fn attributes(&mut self, start: &BytesStart<'a>, offset: usize) -> Result<bool, Error> {
        let malformed = |cause: AttrError| Error::new(offset, "attribute", Problem::Malformed(cause.to_string()));
        let mut has_others = false;
        let from = offset + 1 + start.name().as_ref().len();
        for attribute in start.attributes() {
            let attribute = attribute.map_err(malformed)?;
            let key: &str = attribute.key.as_ref();
            let prefix = match key.strip_prefix("xmlns") {
                Some("") => "",
                Some(declared) if declared.starts_with(':') => &declared[1..],
                _ => {
                    has_others |= !key.starts_with("xsi:");
                    continue;
                }
            };
            // As a slice of the document.
            let raw = &self.text[from..from + start.attributes_raw().len()];
            let prefix = memmem::find(raw.as_bytes(), prefix.as_bytes()).map_or("", |at| &raw[at..at + prefix.len()]);
            let uri = attribute.value.as_ref();
            let space = SPACES.iter().find(|it| it.0 == uri).map_or(Space::Other, |it| it.1);
            self.bindings.push(Binding { depth: self.depth, prefix, uri: uri.to_owned(), space });
        }
        Ok(has_others)
    }
}

/// Line ends as XML reads them: every one is a single line feed.
fn lines(text: Cow<'_, str>) -> Cow<'_, str> {
    if memchr::memchr(b'\r', text.as_bytes()).is_none() {
        return text;
    }
    Cow::Owned(text.replace("\r\n", "\n").replace('\r', "\n"))
}

fn reference<'a>(it: &BytesRef<'a>, offset: usize) -> Result<Cow<'a, str>, Error> {
    let refused = |name: &str| Error::new(offset, "entity", Problem::Entity(name.to_owned()));
    if it.is_char_ref() {
        let name = it.xml_content(XmlVersion::Explicit1_0);
        return match it.resolve_char_ref() {
            Ok(Some(c)) if c >= ' ' || matches!(c, '\t' | '\n' | '\r') => Ok(Cow::Owned(c.to_string())),
            _ => Err(refused(&name)),
        };
    }
    let name = it.xml_content(XmlVersion::Explicit1_0);
    let text = match name.as_ref() {
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
    // Counted, not searched: the compiler makes vectors of it.
    if text.as_bytes().iter().filter(|b| is_control(b)).count() == 0 {
        return Ok(text);
    }
    let at = text.bytes().position(|b| is_control(&b)).unwrap_or_default();
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
