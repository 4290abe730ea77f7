//! A document as JSON lines, for people and pipes.
//!
//! - `alert`: `at`, `format` (cap-1.2, cap-1.1, 12379, unknown), `root`, `namespace`, `schema` (valid, invalid, not_checked) with
//!   `schema_findings`, `rules` (what the rules beside the schema find), `signatures`, then `alert`: its elements under their
//!   names in the standard, repeated ones as lists.
//! - `entry`: a line of an index, with `id`, `title`, `updated`, `link`.
//! - `error`: `offset`, `field`, `error`: the document is refused as a whole.

use std::io::{self, Read, Write};

use serde_json::{Map, Value as Json, json};

use crate::alert::{Alert, Schema};
use crate::error::Finding;
use crate::group::{Group, Item};
use crate::{Document, Error, Limits, Root, Source};

/// How many lines of each kind were written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Tally {
    pub alerts: u64,
    pub entries: u64,
    pub errors: u64,
}

/// Reads one document, at most as many bytes as the limits allow and one.
///
/// ```
/// let mut out = Vec::new();
/// let alert = br#"<alert xmlns="urn:oasis:names:tc:emergency:cap:1.2"><identifier>1</identifier></alert>"#;
/// let tally = codec_cap::lines(&alert[..], &mut out, Default::default()).unwrap();
/// assert_eq!((tally.alerts, tally.errors), (1, 0));
/// let text = String::from_utf8(out).unwrap();
/// assert!(text.contains(r#""schema":"invalid""#) && text.contains(r#"{"at":0,"element":"sender","problem":"it is missing"}"#));
///
/// let mut out = Vec::new();
/// assert_eq!(codec_cap::lines(&b"<alert>"[..], &mut out, Default::default()).unwrap().errors, 1);
/// ```
pub fn lines(from: impl Read, mut to: impl Write, limits: Limits) -> io::Result<Tally> {
    let mut bytes = Vec::new();
    from.take(limits.bytes as u64 + 1).read_to_end(&mut bytes)?;
    let mut tally = Tally::default();
    let source = match Source::new(&bytes, limits) {
        Ok(source) => source,
        Err(error) => return refused(&error, to, tally),
    };
    let document = match source.read() {
        Ok(document) => document,
        Err(error) => return refused(&error, to, tally),
    };
    for alert in &document.alerts {
        tally.alerts += 1;
        line(&show(alert, &document), &mut to)?;
    }
    for it in &document.entries {
        tally.entries += 1;
        line(
            &json!({ "kind": "entry", "id": it.id, "title": it.title, "updated": it.updated, "link": it.link }),
            &mut to,
        )?;
    }
    to.flush()?;
    Ok(tally)
}

fn refused(error: &Error, mut to: impl Write, mut tally: Tally) -> io::Result<Tally> {
    tally.errors += 1;
    let told =
        json!({ "kind": "error", "offset": error.offset, "field": error.field, "error": error.problem.to_string() });
    line(&told, &mut to)?;
    to.flush()?;
    Ok(tally)
}

fn line(line: &Json, to: &mut impl Write) -> io::Result<()> {
    serde_json::to_writer(&mut *to, line)?;
    to.write_all(b"\n")
}

fn show(alert: &Alert<'_>, document: &Document<'_>) -> Json {
    let (schema, findings) = match alert.schema() {
        Schema::Valid => ("valid", &[][..]),
        Schema::Invalid(findings) => ("invalid", findings),
        Schema::NotChecked => ("not_checked", &[][..]),
    };
    json!({
        "kind": "alert", "at": alert.offset(), "format": alert.format().name(), "root": root(document.root),
        "namespace": alert.namespace(), "schema": schema, "schema_findings": told(findings), "rules": told(&alert.rules()),
        "signatures": alert.signatures(), "alert": elements(alert.body()),
    })
}

fn root(root: Root) -> &'static str {
    match root {
        Root::Alert => "alert",
        Root::Alerts => "alerts",
        Root::Atom => "feed",
        Root::Rss => "rss",
        Root::Distribution => "EDXLDistribution",
    }
}

fn told(findings: &[Finding]) -> Vec<Json> {
    let told = |it: &Finding| json!({ "at": it.offset, "element": it.element, "problem": it.problem.to_string() });
    findings.iter().map(told).collect()
}

fn elements(group: &Group<'_>) -> Json {
    let mut shown = Map::new();
    for (at, item) in &group.items {
        let child = &group.model.children[*at];
        let value = match item {
            Item::Text(text) => Json::from(text.as_ref()),
            Item::Group(inner) => elements(inner),
        };
        if !child.is_repeated {
            shown.insert(child.name.to_owned(), value);
        } else if let Json::Array(all) = shown.entry(child.name).or_insert_with(|| Json::Array(Vec::new())) {
            all.push(value);
        }
    }
    Json::Object(shown)
}
