//! A document into alerts and entries.

use std::borrow::Cow;

use crate::Error;
use crate::alert::{Alert, Format};
use crate::error::{Broken, Finding, Problem};
use crate::group::{Group, Item, form};
use crate::model::{ALERT, Kind, Model, RELEASE, trimmed};
use crate::xml::{Open, Space, Token, Xml, text};

/// How large and how deep a document may be, and how many alerts or entries it may hold.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limits {
    pub bytes: usize,
    pub depth: usize,
    pub alerts: usize,
    /// Of schema errors that are told; more make no difference.
    pub findings: usize,
}

impl Default for Limits {
    fn default() -> Self {
        Self { bytes: 8 << 20, depth: 48, alerts: 10_000, findings: 100 }
    }
}

/// What the root of a document is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Root {
    Alert,
    /// Several alerts in one element.
    Alerts,
    Atom,
    Rss,
    /// An EDXL-DE envelope.
    Distribution,
}

/// One line of an Atom or RSS index: where an alert is to be found. Nothing is fetched from there.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Entry {
    pub id: String,
    pub title: String,
    pub updated: String,
    pub link: String,
}

#[derive(Debug, Clone, PartialEq)]
pub struct Document<'a> {
    pub root: Root,
    pub namespace: String,
    /// In their order, wherever they are embedded.
    pub alerts: Vec<Alert<'a>>,
    pub entries: Vec<Entry>,
}

/// The text of a document, to be read.
///
/// ```
/// use codec_cap::{Source, Limits, Problem};
/// let bytes = br#"<alert xmlns="urn:oasis:names:tc:emergency:cap:1.2"><identifier>1</identifier><sender>a</sender>
///   <sent>2026-07-01T08:00:00+08:00</sent><status>Actual</status><msgType>Alert</msgType><scope>Public</scope></alert>"#;
/// let source = Source::new(bytes, Limits::default()).unwrap();
/// let document = source.read().unwrap();
/// assert_eq!(document.alerts[0].text("sent"), Some("2026-07-01T08:00:00+08:00"));
/// assert!(document.alerts[0].schema().is_valid());
///
/// let source = Source::new(br#"<!DOCTYPE a SYSTEM "http://example.org/a"><alert/>"#, Limits::default()).unwrap();
/// assert_eq!(source.read().unwrap_err().problem, Problem::DocumentType);
/// ```
#[derive(Debug, Clone)]
pub struct Source<'a> {
    text: Cow<'a, str>,
    limits: Limits,
}

impl<'a> Source<'a> {
    /// Undoes the encoding that the document declares.
    pub fn new(bytes: &'a [u8], limits: Limits) -> Result<Self, Error> {
        if bytes.len() > limits.bytes {
            return Err(Error::new(limits.bytes, "document", Problem::Limit(limits.bytes)));
        }
        Ok(Self { text: text(bytes)?, limits })
    }

    /// The document, to its end: what is not well formed anywhere is refused as a whole.
    pub fn read(&self) -> Result<Document<'_>, Error> {
        let mut reading = Reading { xml: Xml::new(&self.text, self.limits), limits: self.limits };
        let document = reading.document()?;
        loop {
            match reading.xml.next()? {
                Token::End => return Ok(document),
                Token::Text(_) | Token::Open(_) | Token::Close => {}
            }
        }
    }
}

struct Reading<'a> {
    xml: Xml<'a>,
    limits: Limits,
}

impl<'a> Reading<'a> {
    fn document(&mut self) -> Result<Document<'a>, Error> {
        let open = match self.xml.next()? {
            Token::Open(open) => open,
            _ => return Err(Error::new(self.xml.offset(), "root", Problem::Unfinished)),
        };
        let root = match open.local {
            "alert" => Root::Alert,
            "alerts" => Root::Alerts,
            "feed" => Root::Atom,
            "rss" => Root::Rss,
            "EDXLDistribution" => Root::Distribution,
            other => return Err(Error::new(open.offset, "root", Problem::Unknown(other.to_owned()))),
        };
        let namespace = self.xml.uri(&open).to_owned();
        let mut document = Document { root, namespace, alerts: Vec::new(), entries: Vec::new() };
        if root == Root::Alert {
            document.alerts.push(self.alert(&open)?);
        } else {
            self.embedded(&mut document, None)?;
        }
        Ok(document)
    }

    /// Whatever stands in an envelope, a feed or an entry of one, until it closes.
    fn embedded(&mut self, document: &mut Document<'a>, mut entry: Option<&mut Entry>) -> Result<(), Error> {
        loop {
            match self.xml.next()? {
                Token::Open(open) => {
                    if document.alerts.len() + document.entries.len() >= self.limits.alerts {
                        return Err(Error::new(open.offset, "alerts", Problem::Limit(self.limits.alerts)));
                    }
                    self.element(document, entry.as_deref_mut(), &open)?;
                }
                Token::Close => return Ok(()),
                Token::Text(_) => {}
                Token::End => return Err(Error::new(self.xml.offset(), "xml", Problem::Unfinished)),
            }
        }
    }

    fn element(
        &mut self,
        document: &mut Document<'a>,
        entry: Option<&mut Entry>,
        open: &Open<'a>,
    ) -> Result<(), Error> {
        let is_index = matches!(document.root, Root::Atom | Root::Rss);
        match (open.local, entry) {
            ("alert", _) => {
                let alert = self.alert(open)?;
                document.alerts.push(alert);
                Ok(())
            }
            ("entry" | "item", None) if is_index => {
                let mut entry = Entry::default();
                self.embedded(document, Some(&mut entry))?;
                document.entries.push(entry);
                Ok(())
            }
            ("id" | "guid", Some(entry)) => self.plain().map(|it| entry.id = it),
            ("title", Some(entry)) if open.space != Space::Cap11 => self.plain().map(|it| entry.title = it),
            ("updated" | "pubDate", Some(entry)) => self.plain().map(|it| entry.updated = it),
            ("link", Some(entry)) => {
                let address = open.href();
                let text = self.plain()?;
                entry.link = address.unwrap_or(text);
                Ok(())
            }
            (_, entry) => self.embedded(document, entry),
        }
    }

    fn plain(&mut self) -> Result<String, Error> {
        self.value(Kind::Text, "", &mut Findings::none()).map(|it| it.trim().to_owned())
    }

    fn alert(&mut self, open: &Open<'a>) -> Result<Alert<'a>, Error> {
        // The message of the national system is an alert, too, and names its time otherwise.
        let is_release =
            !matches!(open.space, Space::Cap11 | Space::Cap12) && self.xml.is_ahead("<senderCode", "</alert>");
        let (model, format) = match open.space {
            Space::Cap12 => (&ALERT, Format::Cap12),
            Space::Cap11 => (&ALERT, Format::Cap11),
            _ if is_release => (&RELEASE, Format::Release12379),
            _ => (&ALERT, Format::Unknown),
        };
        let mut findings = Findings { all: Vec::new(), limit: self.limits.findings, signatures: 0, space: open.space };
        if format == Format::Unknown {
            findings.tell(open.offset, "alert", Broken::Rule("its namespace is none of CAP"));
        }
        let namespace = self.xml.uri(open).to_owned();
        let body = self.group(model, open, &mut findings)?;
        Ok(Alert {
            format,
            namespace,
            offset: open.offset,
            signatures: findings.signatures,
            findings: findings.all,
            body,
        })
    }

    fn group(&mut self, model: &'static Model, open: &Open<'a>, findings: &mut Findings) -> Result<Group<'a>, Error> {
        if open.has_attributes {
            findings.tell(open.offset, model.name, Broken::Attribute);
        }
        let mut group = Group { model, items: Vec::with_capacity(model.children.len().min(16)) };
        // One bit for each child of the model, which has fewer than 32.
        let (mut last, mut seen) = (0, 0_u32);
        loop {
            match self.xml.next()? {
                Token::Open(child) => {
                    let found = if child.space == findings.space { model.position(child.local, last) } else { None };
                    let Some(at) = found else {
                        self.foreign(model, &child, findings)?;
                        continue;
                    };
                    findings.order(model, at, last, seen, &child);
                    (last, seen) = (last.max(at), seen | 1 << at);
                    let kind = model.children[at].kind;
                    let item = match kind {
                        Kind::Group(inner) => Item::Group(self.group(inner, &child, findings)?),
                        kind => Item::Text(self.checked(kind, model.children[at].name, &child, findings)?),
                    };
                    group.items.push((at, item));
                }
                Token::Close => break,
                Token::Text(text) if trimmed(&text).is_empty() => {}
                Token::Text(_) => findings.tell(self.xml.offset(), model.name, Broken::Text),
                Token::End => return Err(Error::new(self.xml.offset(), "xml", Problem::Unfinished)),
            }
        }
        for (at, child) in model.children.iter().enumerate() {
            if child.is_required && seen & 1 << at == 0 {
                findings.tell(open.offset, child.name, Broken::Missing);
            }
        }
        Ok(group)
    }

    fn checked(
        &mut self,
        kind: Kind,
        name: &'static str,
        open: &Open<'a>,
        findings: &mut Findings,
    ) -> Result<Cow<'a, str>, Error> {
        if open.has_attributes {
            findings.tell(open.offset, name, Broken::Attribute);
        }
        let value = self.value(kind, name, findings)?;
        if let Some(broken) = form(kind, &value) {
            findings.tell(open.offset, name, broken);
        }
        Ok(value)
    }

    /// The text of an element until it closes, borrowed when it is one piece.
    fn value(&mut self, kind: Kind, name: &'static str, findings: &mut Findings) -> Result<Cow<'a, str>, Error> {
        let mut value = Cow::Borrowed("");
        loop {
            match self.xml.next()? {
                Token::Text(text) if value.is_empty() => value = text,
                Token::Text(text) => value.to_mut().push_str(&text),
                Token::Close => return Ok(value),
                Token::Open(open) => {
                    findings.tell(
                        open.offset,
                        name,
                        if matches!(kind, Kind::Text) { Broken::Unexpected } else { Broken::Text },
                    );
                    self.skip(findings)?;
                }
                Token::End => return Err(Error::new(self.xml.offset(), "xml", Problem::Unfinished)),
            }
        }
    }

    /// An element that the model doesn't know: a signature at the end of an alert, or an error.
    fn foreign(&mut self, model: &'static Model, open: &Open<'a>, findings: &mut Findings) -> Result<(), Error> {
        let is_signature = open.space == Space::Signature;
        if is_signature && open.local == "Signature" {
            findings.signatures += 1;
        }
        if !is_signature || model.name != "alert" {
            findings.tell(open.offset, open.local, Broken::Unexpected);
        }
        self.skip(findings)
    }

    fn skip(&mut self, findings: &mut Findings) -> Result<(), Error> {
        let mut depth = 1;
        while depth > 0 {
            match self.xml.next()? {
                Token::Open(open) => {
                    depth += 1;
                    findings.signatures += usize::from(open.space == Space::Signature && open.local == "Signature");
                }
                Token::Close => depth -= 1,
                Token::Text(_) => {}
                Token::End => return Err(Error::new(self.xml.offset(), "xml", Problem::Unfinished)),
            }
        }
        Ok(())
    }
}

struct Findings {
    all: Vec<Finding>,
    limit: usize,
    signatures: usize,
    /// The namespace of the alert, which is that of its elements.
    space: Space,
}

impl Findings {
    fn none() -> Self {
        Self { all: Vec::new(), limit: 0, signatures: 0, space: Space::None }
    }

    fn tell(&mut self, offset: usize, element: &str, problem: Broken) {
        if self.all.len() < self.limit {
            self.all.push(Finding { offset, element: element.to_owned(), problem });
        }
    }

    fn order(&mut self, model: &'static Model, at: usize, last: usize, seen: u32, open: &Open<'_>) {
        let child = &model.children[at];
        if model.is_ordered && at < last {
            self.tell(open.offset, child.name, Broken::OutOfOrder(model.children[last].name));
        } else if !child.is_repeated && seen & 1 << at != 0 {
            self.tell(open.offset, child.name, Broken::Repeated);
        }
    }
}
