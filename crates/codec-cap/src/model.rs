//! What may stand in an alert, as data: CAP 1.2 as its schema says, and the message of the national release system (12379).

/// The type of an element's text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    Text,
    /// `YYYY-MM-DDThh:mm:ss±hh:mm`
    Time,
    /// `YYYY-MM-DD hh:mm:ss+08:00`: with a blank.
    BlankTime,
    Words(&'static [&'static str]),
    Language,
    Integer,
    Decimal,
    Group(&'static Model),
}

#[derive(Debug, PartialEq, Eq)]
pub struct Child {
    pub name: &'static str,
    /// Another spelling that real files have.
    pub alias: &'static str,
    pub kind: Kind,
    pub is_required: bool,
    pub is_repeated: bool,
}

/// The elements of one element.
#[derive(Debug, PartialEq, Eq)]
pub struct Model {
    pub name: &'static str,
    /// In the schema's order.
    pub children: &'static [Child],
    /// Whether another order is an error.
    pub is_ordered: bool,
}

const fn one(name: &'static str, kind: Kind) -> Child {
    Child { name, alias: name, kind, is_required: true, is_repeated: false }
}

const fn optional(name: &'static str, kind: Kind) -> Child {
    Child { name, alias: name, kind, is_required: false, is_repeated: false }
}

const fn many(name: &'static str, kind: Kind) -> Child {
    Child { name, alias: name, kind, is_required: false, is_repeated: true }
}

use Kind::{BlankTime, Decimal, Group, Integer, Language, Text, Time, Words};

pub const STATUS: &[&str] = &["Actual", "Exercise", "System", "Test", "Draft"];
pub const MSG_TYPE: &[&str] = &["Alert", "Update", "Cancel", "Ack", "Error"];
const SCOPE: &[&str] = &["Public", "Restricted", "Private"];
const CATEGORY: &[&str] =
    &["Geo", "Met", "Safety", "Security", "Rescue", "Fire", "Health", "Env", "Transport", "Infra", "CBRNE", "Other"];
const RESPONSE: &[&str] =
    &["Shelter", "Evacuate", "Prepare", "Execute", "Avoid", "Monitor", "Assess", "AllClear", "None"];
const URGENCY: &[&str] = &["Immediate", "Expected", "Future", "Past", "Unknown"];
const SEVERITY: &[&str] = &["Extreme", "Severe", "Moderate", "Minor", "Unknown"];
const CERTAINTY: &[&str] = &["Observed", "Likely", "Possible", "Unlikely", "Unknown"];

/// CAP 1.2, OASIS, 1 July 2010: the schema `CAP-v1.2`.
pub static ALERT: Model = Model {
    name: "alert",
    is_ordered: true,
    children: &[
        one("identifier", Text),
        one("sender", Text),
        one("sent", Time),
        one("status", Words(STATUS)),
        one("msgType", Words(MSG_TYPE)),
        optional("source", Text),
        one("scope", Words(SCOPE)),
        optional("restriction", Text),
        optional("addresses", Text),
        many("code", Text),
        optional("note", Text),
        optional("references", Text),
        optional("incidents", Text),
        many("info", Group(&INFO)),
    ],
};

pub static INFO: Model = Model {
    name: "info",
    is_ordered: true,
    children: &[
        optional("language", Language),
        Child { name: "category", alias: "category", kind: Words(CATEGORY), is_required: true, is_repeated: true },
        one("event", Text),
        many("responseType", Words(RESPONSE)),
        one("urgency", Words(URGENCY)),
        one("severity", Words(SEVERITY)),
        one("certainty", Words(CERTAINTY)),
        optional("audience", Text),
        many("eventCode", Group(&EVENT_CODE)),
        optional("effective", Time),
        optional("onset", Time),
        optional("expires", Time),
        optional("senderName", Text),
        optional("headline", Text),
        optional("description", Text),
        optional("instruction", Text),
        optional("web", Text),
        optional("contact", Text),
        many("parameter", Group(&PARAMETER)),
        many("resource", Group(&RESOURCE)),
        many("area", Group(&AREA)),
    ],
};

static EVENT_CODE: Model = Model { name: "eventCode", is_ordered: true, children: PAIR };
static PARAMETER: Model = Model { name: "parameter", is_ordered: true, children: PAIR };
static GEOCODE: Model = Model { name: "geocode", is_ordered: true, children: PAIR };
const PAIR: &[Child] = &[one("valueName", Text), one("value", Text)];

static RESOURCE: Model = Model {
    name: "resource",
    is_ordered: true,
    children: &[
        one("resourceDesc", Text),
        one("mimeType", Text),
        optional("size", Integer),
        optional("uri", Text),
        optional("derefUri", Text),
        optional("digest", Text),
    ],
};

static AREA: Model = Model {
    name: "area",
    is_ordered: true,
    children: &[
        one("areaDesc", Text),
        many("polygon", Text),
        many("circle", Text),
        many("geocode", Group(&GEOCODE)),
        optional("altitude", Decimal),
        optional("ceiling", Decimal),
    ],
};

/// The message of the national release system 12379 (GB/T 35965.1) as two code bases and one real message read it.
pub static RELEASE: Model = Model {
    name: "alert",
    is_ordered: false,
    children: &[
        one("identifier", Text),
        one("sender", Text),
        one("senderCode", Text),
        optional("phone", Text),
        one("sendTime", BlankTime),
        one("status", Words(&["Actual", "Exercise", "Test", "Draft"])),
        one("msgType", Words(MSG_TYPE)),
        one("scope", Words(&["Public"])),
        one("code", Group(&RELEASE_CODE)),
        optional("secClassification", Words(&["None", "Inner"])),
        optional("note", Text),
        optional("references", Text),
        Child { name: "info", alias: "info", kind: Group(&RELEASE_INFO), is_required: true, is_repeated: true },
    ],
};

static RELEASE_CODE: Model = Model {
    name: "code",
    is_ordered: false,
    children: &[Child { name: "method", alias: "method", kind: Group(&METHOD), is_required: true, is_repeated: true }],
};

static METHOD: Model = Model {
    name: "method",
    is_ordered: false,
    children: &[
        one("methodName", Text),
        optional("message", Text),
        optional("audienceGrp", Text),
        Child { name: "audiencePrt", alias: "audenceprt", kind: Text, is_required: false, is_repeated: false },
    ],
};

static RELEASE_INFO: Model = Model {
    name: "info",
    is_ordered: false,
    children: &[
        optional("language", Language),
        one("eventType", Text),
        one("urgency", Words(URGENCY)),
        one("severity", Words(&["Red", "Orange", "Yellow", "Blue", "Unknown"])),
        one("certainty", Words(&["Observed", "VeryLikely", "Likely", "Unlikely", "Unknown"])),
        one("effective", BlankTime),
        optional("onset", BlankTime),
        optional("expires", BlankTime),
        one("senderName", Text),
        one("headline", Text),
        one("description", Text),
        optional("instruction", Text),
        optional("web", Text),
        many("area", Group(&RELEASE_AREA)),
    ],
};

static RELEASE_AREA: Model = Model {
    name: "area",
    is_ordered: false,
    children: &[
        optional("areaDesc", Text),
        many("polygon", Text),
        many("circle", Text),
        Child { name: "geocode", alias: "geocode", kind: Text, is_required: false, is_repeated: true },
    ],
};

impl Model {
    pub(crate) fn position(&self, name: &str, from: usize) -> Option<usize> {
        // Elements come in order, so the search begins where the last one was found.
        let (before, after) = self.children.split_at(from);
        let is = |it: &Child| it.name == name || it.alias == name;
        after.iter().position(is).map(|at| from + at).or_else(|| before.iter().position(is))
    }
}

/// Whether the text is one of its kind; white space around it is none of it, except where words are enumerated.
pub(crate) fn is_written(kind: Kind, text: &str) -> bool {
    if matches!(kind, Kind::Text | Group(_)) {
        return true;
    }
    let trimmed = trimmed(text);
    match kind {
        Kind::Text | Group(_) => true,
        Time => is_time(trimmed, b'T') && is_calendar(trimmed),
        BlankTime => is_time(trimmed, b' ') && trimmed.ends_with("+08:00"),
        Words(words) => words.contains(&text),
        Language => is_language(trimmed),
        Integer => is_digits(trimmed.strip_prefix(['-', '+']).unwrap_or(trimmed)),
        Decimal => {
            let amount = trimmed.strip_prefix(['-', '+']).unwrap_or(trimmed);
            let (whole, part) = amount.split_once('.').unwrap_or((amount, ""));
            !(whole.is_empty() && part.is_empty()) && [whole, part].iter().all(|it| it.is_empty() || is_digits(it))
        }
    }
}

/// Without the white space of XML around it.
pub(crate) fn trimmed(text: &str) -> &str {
    // Nearly every text has none, and its ends show that at once.
    match (text.as_bytes().first(), text.as_bytes().last()) {
        (Some(b'!'..), Some(b'!'..)) => text,
        _ => text.trim_matches([' ', '\t', '\n', '\r']),
    }
}

fn is_digits(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit())
}

fn is_language(text: &str) -> bool {
    let mut parts = text.split('-');
    let is_part = |it: &str| (1..=8).contains(&it.len());
    parts.next().is_some_and(|it| is_part(it) && it.bytes().all(|b| b.is_ascii_alphabetic()))
        && parts.all(|it| is_part(it) && it.bytes().all(|b| b.is_ascii_alphanumeric()))
}

/// The pattern alone: 25 characters, digits where digits stand. "Z" is not allowed.
fn is_time(text: &str, between: u8) -> bool {
    let Ok(bytes) = <&[u8; 25]>::try_from(text.as_bytes()) else { return false };
    // A digit becomes a 0, so that the whole is compared at once.
    let form = bytes.map(|b| if b.is_ascii_digit() { b'0' } else { b });
    let mut expected = *b"0000-00-00?00:00:00+00:00";
    expected[10] = between;
    if form[19] == b'-' {
        expected[19] = b'-';
    }
    form == expected
}

/// Of what [`is_time`] accepts.
fn is_calendar(text: &str) -> bool {
    let digit = |at: usize| text.as_bytes().get(at).map_or(0, |b| u32::from(b.wrapping_sub(b'0')));
    let number = |from: usize| digit(from) * 10 + digit(from + 1);
    let year = number(0) * 100 + number(2);
    let is_leap = year.is_multiple_of(4) && (!year.is_multiple_of(100) || year.is_multiple_of(400));
    let days = match number(5) {
        4 | 6 | 9 | 11 => 30,
        2 => 28 + u32::from(is_leap),
        1..=12 => 31,
        _ => 0,
    };
    let ends_day = number(11) == 24 && number(14) == 0 && number(17) == 0;
    let zone = number(20) * 60 + number(23);
    (1..=days).contains(&number(8))
        && (number(11) < 24 || ends_day)
        && number(14) < 60
        && number(17) < 60
        && number(23) < 60
        && zone <= 14 * 60
}
