//! A stream as JSON lines, for people and pipes.
//!
//! Each line has `kind` and `at`, the position in the stream where its frame begins:
//! - `message`: `form` (hex, ascii), `direction`, `centre`, `station`, `password`, `function` (hex), `name`, `end`; `serial`,
//!   `sent`; then what the body holds: `station_type`, `elements` (each `element`, `name` with its unit, `observed`, `value` or
//!   `values` or `raw`), `asked`, `settings` (each `setting`, `descriptor`, `raw`: their list is not at hand), `manual`,
//!   `picture_bytes`, `from`, `to`, `version`, `raw`, `text`; `packages` when it came in several. `certainty` is `memory` when
//!   the whole layout is from memory, as that in characters; `uncertain` names the fields whose meaning is, as `station_type`
//!   of any station but a river's.
//! - `package`: the same head with `package` {`total`, `index`}: the message follows when it is whole.
//! - `error`: `offset`, `field`, `error`. Of a body, the head and `raw` stand there too.

use std::io::{self, Read, Write};

use serde_json::{Map, Value as Json, json};

use crate::part::{Element, Id, NO_LEVEL, NO_RAIN, Part, Value};
use crate::{
    Assembler, Error, Frame, Header, Limits, Message, Settings, Splitter, by_letters, function_name, identifier,
    station_name,
};

/// How many lines of each kind were written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Tally {
    pub messages: u64,
    pub packages: u64,
    pub errors: u64,
}

/// Reads to the end. Without a clock nothing times out: what is not whole at the end is an error.
///
/// ```
/// let mut out = Vec::new();
/// let stream = b"\x7e\x7e\x01\x00\x12\x34\x56\x78\x12\x34\x2f\x00\x08\x02\x00\x03\x59\x10\x11\x15\x51\x11\x03\x6b\xca??";
/// let tally = codec_sl651::lines(&stream[..], &mut out, &Default::default()).unwrap();
/// assert_eq!((tally.messages, tally.errors), (1, 1));
/// let text = String::from_utf8(out).unwrap();
/// assert!(text.contains(r#""function":"2f","kind":"message","name":"keep_alive""#), "{text}");
/// assert!(text.contains(r#""error":"2 bytes outside any frame""#), "{text}");
/// ```
pub fn lines(mut from: impl Read, to: impl Write, settings: &Settings) -> io::Result<Tally> {
    let mut writer = Lines { to, settings, tally: Tally::default(), assembler: Assembler::new(Limits::default()) };
    let mut splitter = Splitter::default();
    let mut chunk = vec![0; 64 << 10];
    let mut failed = Ok(());
    loop {
        let len = match from.read(&mut chunk) {
            Err(error) if error.kind() == io::ErrorKind::Interrupted => continue,
            read => read?,
        };
        let mut sink = |at, frame: Result<Frame<'_>, Error>| {
            if failed.is_ok() {
                failed = writer.frame(at, frame);
            }
        };
        if len == 0 {
            splitter.finish(&mut sink);
            failed?;
            return writer.finish();
        }
        splitter.push(&chunk[..len], &mut sink);
        if failed.is_err() {
            failed?;
            return Ok(writer.tally);
        }
    }
}

struct Lines<'a, W> {
    to: W,
    settings: &'a Settings,
    tally: Tally,
    assembler: Assembler,
}

impl<W: Write> Lines<'_, W> {
    fn frame(&mut self, at: u64, frame: Result<Frame<'_>, Error>) -> io::Result<()> {
        let frame = match frame {
            Ok(frame) => frame,
            Err(error) => return self.error(Map::new(), at, &error),
        };
        let Some(package) = frame.header().package else { return self.message(at, &frame, None) };
        match self.assembler.accept(0, &frame) {
            Err(error) => self.error(head(frame.header()), at, &error),
            Ok(whole) => {
                let mut line = head(frame.header());
                line.insert("package".into(), json!(package));
                self.tally.packages += 1;
                self.line("package", at, line)?;
                whole.map_or(Ok(()), |whole| self.message(at, &whole.frame(), Some(package.total)))
            }
        }
    }

    fn message(&mut self, at: u64, frame: &Frame<'_>, packages: Option<u16>) -> io::Result<()> {
        let mut line = head(frame.header());
        if let Some(packages) = packages {
            line.insert("packages".into(), packages.into());
        }
        match Message::decode(frame) {
            Ok(message) => {
                show(&message, frame.header().function, self.settings, &mut line);
                self.tally.messages += 1;
                self.line("message", at, line)
            }
            Err(error) => {
                line.insert("raw".into(), hex(frame.body()));
                self.error(line, at, &error)
            }
        }
    }

    fn error(&mut self, mut line: Map<String, Json>, at: u64, error: &Error) -> io::Result<()> {
        line.insert("offset".into(), error.offset.into());
        line.insert("field".into(), error.field.into());
        line.insert("error".into(), error.problem.to_string().into());
        self.tally.errors += 1;
        self.line("error", at, line)
    }

    fn finish(&mut self) -> io::Result<Tally> {
        for lost in self.assembler.expire(u64::MAX) {
            self.tally.errors += 1;
            let line = json!({
                "kind": "error", "station": lost.station, "function": format!("{:02x}", lost.function), "field": "packages",
                "missing": lost.missing, "error": format!("packages {:?} did not come", lost.missing),
            });
            self.write(&line)?;
        }
        self.to.flush()?;
        Ok(self.tally)
    }

    fn line(&mut self, kind: &str, at: u64, mut line: Map<String, Json>) -> io::Result<()> {
        line.insert("kind".into(), kind.into());
        line.insert("at".into(), at.into());
        self.write(&Json::Object(line))
    }

    fn write(&mut self, line: &Json) -> io::Result<()> {
        serde_json::to_writer(&mut self.to, line)?;
        self.to.write_all(b"\n")
    }
}

fn head(header: &Header) -> Map<String, Json> {
    let head = json!({
        "form": header.form, "direction": header.direction, "centre": header.centre, "station": header.station,
        "password": format!("{:04x}", header.password), "function": format!("{:02x}", header.function),
        "name": function_name(header.function), "end": header.end,
    });
    if let Json::Object(head) = head { head } else { Map::new() }
}

fn show(message: &Message, function: u8, settings: &Settings, line: &mut Map<String, Json>) {
    let (serial, sent) = match message {
        Message::Hex { serial, sent, .. } | Message::Ascii { serial, sent, .. } => (*serial, sent),
    };
    line.insert("serial".into(), serial.into());
    line.insert("sent".into(), time(sent));
    match message {
        Message::Hex { parts, .. } => show_parts(parts, function, settings, line),
        Message::Ascii { text, .. } => {
            line.insert("certainty".into(), "memory".into());
            line.insert("text".into(), text.as_str().into());
            line.insert("elements".into(), words(text));
        }
    }
}

fn show_parts(parts: &[Part<Vec<u8>>], function: u8, settings: &Settings, line: &mut Map<String, Json>) {
    // Their identifiers are another list than the elements', and it is not at hand.
    let is_setting = matches!(function, 0x40..=0x43);
    let (mut elements, mut asked, mut given) = (Vec::new(), Vec::new(), Vec::new());
    let mut observed = None;
    for part in parts {
        let (name, value) = match part {
            Part::Observed(at) => {
                observed = Some(time(at));
                continue;
            }
            Part::Element(it) if is_setting => {
                let descriptor = format!("{:02x}", it.descriptor);
                given.push(json!({ "setting": it.id.to_string(), "descriptor": descriptor, "raw": hex(&it.bytes) }));
                continue;
            }
            Part::Element(it) => {
                elements.push(element(it, observed.as_ref(), settings));
                continue;
            }
            Part::Asked { id, descriptor } => {
                let descriptor = format!("{descriptor:02x}");
                asked.push(if is_setting {
                    json!({ "setting": id.to_string(), "descriptor": descriptor })
                } else {
                    json!({ "element": id.to_string(), "name": name(*id), "descriptor": descriptor })
                });
                continue;
            }
            Part::Station { station, kind } => {
                if let Some(kind) = kind {
                    line.insert("station_type".into(), json!(station_name(*kind).unwrap_or("unknown")));
                    if *kind != RIVER {
                        line.insert("uncertain".into(), json!(["station_type"]));
                    }
                }
                ("observed_station", json!(station))
            }
            Part::Manual(text) => ("manual", String::from_utf8_lossy(text).into()),
            Part::Picture(bytes) => ("picture_bytes", bytes.len().into()),
            Part::Period { from, to } => {
                line.insert("from".into(), time(from));
                ("to", time(to))
            }
            Part::Version(text) => ("version", String::from_utf8_lossy(text).into()),
            Part::Raw(bytes) => ("raw", hex(bytes)),
        };
        line.insert(name.into(), value);
    }
    if !elements.is_empty() {
        line.insert("elements".into(), elements.into());
    }
    if !given.is_empty() {
        line.insert("settings".into(), given.into());
    }
    if !asked.is_empty() {
        line.insert("asked".into(), asked.into());
    }
}

/// The only letter that two sources confirm.
const RIVER: u8 = b'H';

fn element(it: &Element<Vec<u8>>, observed: Option<&Json>, settings: &Settings) -> Json {
    let mut shown = json!({ "element": it.id.to_string(), "name": name(it.id) });
    if let Some(observed) = observed {
        shown["observed"] = observed.clone();
    }
    let (key, value) = match it.value(settings) {
        Value::Number { digits, decimals } => ("value", decimal(digits, decimals)),
        Value::Missing => ("value", Json::Null),
        Value::Rain(all) => {
            let of = |it: &u8| if *it == NO_RAIN { Json::Null } else { decimal((*it).into(), 1) };
            ("values", all.iter().map(of).collect())
        }
        Value::Levels(all) => {
            let of = |it: &[u8]| {
                if it == NO_LEVEL {
                    Json::Null
                } else {
                    decimal(it.iter().fold(0, |sum, b| sum << 8 | i64::from(*b)), 2)
                }
            };
            ("values", all.chunks_exact(2).map(of).collect())
        }
        Value::Step { days, hours, minutes } => ("value", json!({ "days": days, "hours": hours, "minutes": minutes })),
        Value::Status(bits) => ("value", bits.into()),
        Value::Raw(bytes) => ("raw", hex(bytes)),
    };
    shown[key] = value;
    shown
}

/// `PJ 0.5` and the like; words that are no pair of known letters and a number are left to `text`.
fn words(text: &str) -> Json {
    let mut words = text.split_whitespace().peekable();
    let mut elements = Vec::new();
    while let Some(word) = words.next() {
        let Some(it) = by_letters(word) else { continue };
        let Some(value) = words.next_if(|next| next.parse::<f64>().is_ok()).and_then(|it| it.parse::<f64>().ok())
        else {
            continue;
        };
        elements.push(json!({ "element": format!("{:02x}", it.id), "name": it.name, "value": value }));
    }
    elements.into()
}

fn name(id: Id) -> Option<&'static str> {
    match id {
        Id::Standard(id) => Some(identifier(id)?.name),
        Id::Own(_) => None,
    }
}

/// Division, so that the number is the one nearest to the decimal.
fn decimal(digits: i64, decimals: u8) -> Json {
    if decimals == 0 { digits.into() } else { (digits as f64 / 10_f64.powi(decimals.into())).into() }
}

/// `20YY-MM-DDThh:mm:ss+08:00`, as far as there are digits; the digits themselves when one is no decimal digit.
fn time(bcd: &[u8]) -> Json {
    let digits = data_encoding::HEXLOWER.encode(bcd);
    if !digits.bytes().all(|b| b.is_ascii_digit()) {
        return digits.into();
    }
    let mut text = "20".to_owned();
    for (n, pair) in bcd.iter().enumerate() {
        text.push_str(["", "-", "-", "T", ":", ":"][n.min(5)]);
        text.push_str(&format!("{pair:02x}"));
    }
    if bcd.len() == 4 {
        text.push_str(":00");
    }
    text.push_str("+08:00");
    text.into()
}

fn hex(bytes: &[u8]) -> Json {
    data_encoding::HEXLOWER.encode(bytes).into()
}
