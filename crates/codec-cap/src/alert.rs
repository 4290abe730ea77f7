//! One alert: what it says, whether its schema allows it, whether the rules beside the schema do, and how it is written.

use std::fmt::Write as _;

use crate::error::{Broken, Finding, Problem};
use crate::group::{Group, Item};
use crate::model::{ALERT, RELEASE};
use crate::{Error, release, rules};

/// What kind of message an alert is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Format {
    Cap12,
    Cap11,
    /// The message of the national release system 12379, GB/T 35965.1.
    Release12379,
    /// An alert in a namespace that is none of CAP.
    Unknown,
}

impl Format {
    pub fn name(self) -> &'static str {
        match self {
            Format::Cap12 => "cap-1.2",
            Format::Cap11 => "cap-1.1",
            Format::Release12379 => "12379",
            Format::Unknown => "unknown",
        }
    }
}

/// The answer of the schema. CAP 1.1 has another one, which is not checked.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Schema<'a> {
    Valid,
    Invalid(&'a [Finding]),
    NotChecked,
}

impl Schema<'_> {
    pub fn is_valid(&self) -> bool {
        *self == Schema::Valid
    }
}

/// An alert that was read, or made with [`Alert::new`].
///
/// ```
/// use codec_cap::{Alert, Format, Source, Limits};
/// let alert = Alert::new(Format::Cap12, |it| it
///     .with("identifier", "43120000-1").with("sender", "office@example.org").with("sent", "2026-07-01T08:00:00+08:00")
///     .with("status", "Actual").with("msgType", "Alert").with("scope", "Public")
///     .with_group("info", |it| it
///         .with("category", "Met").with("event", "暴雨 & 大风").with("urgency", "Immediate")
///         .with("severity", "Severe").with("certainty", "Likely")
///         .with_group("area", |it| it.with("areaDesc", "Town").with("circle", "28.5,110.2 5"))));
/// let written = alert.write().unwrap();
/// let source = Source::new(written.as_bytes(), Limits::default()).unwrap();
/// let read = source.read().unwrap();
/// assert_eq!(read.alerts[0].blocks().next().unwrap().text("event"), Some("暴雨 & 大风"));
/// assert!(read.alerts[0].schema().is_valid() && read.alerts[0].rules().is_empty());
///
/// let lacking = Alert::new(Format::Cap12, |it| it.with("identifier", "1"));
/// assert_eq!(lacking.write().unwrap_err().to_string(), "alert at byte 0: sender has no value for cap-1.2");
/// ```
#[derive(Debug, Clone, PartialEq)]
pub struct Alert<'a> {
    pub(crate) format: Format,
    pub(crate) namespace: String,
    pub(crate) offset: usize,
    pub(crate) signatures: usize,
    pub(crate) findings: Vec<Finding>,
    pub(crate) body: Group<'a>,
}

impl<'a> Alert<'a> {
    /// CAP 1.2 or the message of 12379; the others are read only and made as CAP 1.2.
    pub fn new(format: Format, fill: impl FnOnce(Group<'a>) -> Group<'a>) -> Self {
        let is_release = format == Format::Release12379;
        let body = fill(Group::new(if is_release { &RELEASE } else { &ALERT }));
        let mut findings = Vec::new();
        body.check(&mut findings);
        let format = if is_release { format } else { Format::Cap12 };
        let namespace = if is_release { String::new() } else { CAP_12.to_owned() };
        Self { format, namespace, offset: 0, signatures: 0, findings, body }
    }

    pub fn format(&self) -> Format {
        self.format
    }

    pub fn namespace(&self) -> &str {
        &self.namespace
    }

    /// Where it begins in its document.
    pub fn offset(&self) -> usize {
        self.offset
    }

    /// How many XML signatures it carries. They are not verified.
    pub fn signatures(&self) -> usize {
        self.signatures
    }

    pub fn body(&self) -> &Group<'a> {
        &self.body
    }

    /// The text of an element of the alert itself, under the name of its format.
    pub fn text(&self, name: &str) -> Option<&str> {
        self.body.text(name)
    }

    /// `sent`, or `sendTime` of 12379.
    pub fn sent(&self) -> Option<&str> {
        self.text(if self.format == Format::Release12379 { "sendTime" } else { "sent" })
    }

    /// Its `info` blocks.
    pub fn blocks(&self) -> impl Iterator<Item = &Group<'a>> {
        self.body.groups("info")
    }

    /// What the schema of CAP 1.2, or the table of 12379, says.
    pub fn schema(&self) -> Schema<'_> {
        match (self.format, self.findings.is_empty()) {
            (Format::Cap11, _) => Schema::NotChecked,
            (_, true) => Schema::Valid,
            (_, false) => Schema::Invalid(&self.findings),
        }
    }

    /// What the text of the standard demands beside its schema; for CAP 1.1 also the words that it enumerates.
    pub fn rules(&self) -> Vec<Finding> {
        match self.format {
            Format::Release12379 => release::check(&self.body, self.offset),
            Format::Cap11 => {
                let is_word = |it: &&Finding| matches!(it.problem, Broken::Word(_) | Broken::Form(_));
                let words = self.findings.iter().filter(is_word).cloned();
                words.chain(rules::check(&self.body, self.offset)).collect()
            }
            Format::Cap12 | Format::Unknown => rules::check(&self.body, self.offset),
        }
    }

    /// A value of its own, that doesn't borrow from the document.
    pub fn into_owned(self) -> Alert<'static> {
        let Self { format, namespace, offset, signatures, findings, body } = self;
        Alert { format, namespace, offset, signatures, findings, body: body.into_owned() }
    }

    /// As a document, in the order of the schema. An alert that lacks what is required is refused; signatures are not written,
    /// because they would sign something else.
    pub fn write(&self) -> Result<String, Error> {
        let missing = self.body.model.children.iter().enumerate();
        let missing = missing.filter(|(at, it)| it.is_required && !self.body.items.iter().any(|item| item.0 == *at));
        if let Some((_, child)) = missing.into_iter().next() {
            return Err(Error::new(0, "alert", Problem::Missing(child.name, self.format.name())));
        }
        let mut out = String::with_capacity(4096);
        out.push_str("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<alert");
        let namespace = match self.format {
            Format::Cap12 | Format::Unknown => CAP_12,
            Format::Cap11 => CAP_11,
            Format::Release12379 => "",
        };
        if !namespace.is_empty() {
            let _ = write!(out, " xmlns=\"{namespace}\"");
        }
        out.push('>');
        put(&self.body, &mut out);
        out.push_str("</alert>\n");
        Ok(out)
    }
}

const CAP_12: &str = "urn:oasis:names:tc:emergency:cap:1.2";
const CAP_11: &str = "urn:oasis:names:tc:emergency:cap:1.1";

fn put(group: &Group<'_>, out: &mut String) {
    for (at, child) in group.model.children.iter().enumerate() {
        for (_, item) in group.items.iter().filter(|it| it.0 == at) {
            let _ = write!(out, "<{}>", child.name);
            match item {
                Item::Text(text) => escape(text, out),
                Item::Group(inner) => put(inner, out),
            }
            let _ = write!(out, "</{}>", child.name);
        }
    }
}

/// Characters that XML can't hold become U+FFFD.
fn escape(text: &str, out: &mut String) {
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '\r' => out.push_str("&#13;"),
            '\t' | '\n' => out.push(c),
            control if control < ' ' => out.push('\u{fffd}'),
            other => out.push(other),
        }
    }
}
