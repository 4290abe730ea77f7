//! A stream as JSON lines, for people and pipes.
//!
//! Each line has `kind` and `at`, the position in the stream where its frame begins:
//! - `message`: `message_id` (hex), `name`, `edition` (2013, 2019), `phone`, `serial`, `body`; with `packages` when it came in
//!   several, `encryption` when its body is encrypted, `certainty` (`frames`, `memory`) when the layout of the body is not
//!   confirmed by descriptions: see [`crate::Certainty`]. Of a location, `uncertain` names the bits that are set and whose
//!   meaning is from memory.
//! - `package`: the same head, with `package` {`total`, `index`} and no body: the message follows when it is whole.
//! - `error`: `offset`, `field`, `error`. Of a body, the head and `raw` stand there too.

use std::io::{self, Read, Write};

use serde::Serialize;

use crate::message::Shown;
use crate::text::Hex;
use crate::{Assembler, Certainty, Edition, Error, Frame, Header, Limits, Message, Package, Phone, Settings, Splitter};

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
/// let stream = b"\x7e\0\x02\0\0\x01\x23\x45\x67\x89\0\0\x0a\x81\x7e\x7e\xff\x7e";
/// let tally = codec_jt808::lines(&stream[..], &mut out, &Default::default()).unwrap();
/// assert_eq!((tally.messages, tally.errors), (1, 1));
/// let text = String::from_utf8(out).unwrap();
/// assert_eq!(text.lines().next().unwrap(), concat!(
///     r#"{"kind":"message","at":0,"message_id":"0002","name":"heartbeat","edition":"2013","#,
///     r#""phone":"012345678900","serial":10,"body":{}}"#));
/// assert!(text.contains(r#"{"kind":"error","at":15,"offset":0,"field":"check","#));
/// ```
pub fn lines(mut from: impl Read, to: impl Write, settings: &Settings) -> io::Result<Tally> {
    let mut writer = Lines { to, settings, tally: Tally::default(), assembler: Assembler::new(Limits::default()) };
    let mut splitter = Splitter::new(*settings);
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

#[derive(Serialize)]
struct Line<'a, T: Serialize> {
    kind: &'static str,
    at: u64,
    #[serde(flatten)]
    head: Head,
    #[serde(flatten)]
    told: T,
    #[serde(skip_serializing_if = "Option::is_none")]
    body: Option<Shown<'a>>,
}

#[derive(Serialize)]
struct Head {
    message_id: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    name: Option<&'static str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    certainty: Option<Certainty>,
    edition: Edition,
    phone: Phone,
    serial: u16,
    #[serde(skip_serializing_if = "is_zero")]
    encryption: u8,
}

#[derive(Serialize)]
struct Told<'a> {
    offset: usize,
    field: &'a str,
    error: String,
}

#[derive(Serialize)]
struct ErrorLine<'a> {
    kind: &'static str,
    at: u64,
    #[serde(flatten)]
    told: Told<'a>,
}

#[derive(Serialize)]
struct BodyError<'a> {
    #[serde(flatten)]
    told: Told<'a>,
    raw: Hex,
}

#[derive(Serialize)]
struct Packages {
    #[serde(skip_serializing_if = "Option::is_none")]
    packages: Option<u16>,
}

#[derive(Serialize)]
struct OnePackage {
    package: Package,
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
            Err(error) => return self.error(at, &error),
        };
        let Some(package) = frame.header().package else { return self.message(at, &frame, None) };
        match self.assembler.accept(0, &frame) {
            Err(error) => self.error(at, &error),
            Ok(Some(whole)) => {
                self.package(at, &frame, package)?;
                self.message(at, &whole.frame(), Some(package.total))
            }
            Ok(None) => self.package(at, &frame, package),
        }
    }

    fn message(&mut self, at: u64, frame: &Frame<'_>, packages: Option<u16>) -> io::Result<()> {
        match Message::decode(frame) {
            Ok(message) => {
                self.tally.messages += 1;
                let certainty = Some(message.certainty()).filter(|it| *it != Certainty::Confirmed);
                let head = Head { name: Some(message.name()), certainty, ..head(frame.header()) };
                let body = Some(Shown(&message, self.settings));
                self.line(&Line { kind: "message", at, head, told: Packages { packages }, body })
            }
            Err(error) => {
                self.tally.errors += 1;
                let told = BodyError { told: told(&error), raw: Hex(frame.body().to_vec()) };
                self.line(&Line { kind: "error", at, head: head(frame.header()), told, body: None })
            }
        }
    }

    fn package(&mut self, at: u64, frame: &Frame<'_>, package: Package) -> io::Result<()> {
        self.tally.packages += 1;
        let head = head(frame.header());
        self.line(&Line { kind: "package", at, head, told: OnePackage { package }, body: None })
    }

    fn error(&mut self, at: u64, error: &Error) -> io::Result<()> {
        self.tally.errors += 1;
        self.line(&ErrorLine { kind: "error", at, told: told(error) })
    }

    fn finish(&mut self) -> io::Result<Tally> {
        for lost in self.assembler.expire(u64::MAX) {
            self.tally.errors += 1;
            let error = format!("packages {:?} did not come", lost.missing);
            let line = serde_json::json!({
                "kind": "error", "message_id": format!("{:04x}", lost.id), "phone": lost.phone,
                "field": "packages", "missing": lost.missing, "error": error,
            });
            self.line(&line)?;
        }
        self.to.flush()?;
        Ok(self.tally)
    }

    fn line(&mut self, line: &impl Serialize) -> io::Result<()> {
        serde_json::to_writer(&mut self.to, line)?;
        self.to.write_all(b"\n")
    }
}

fn head(header: &Header) -> Head {
    Head {
        message_id: format!("{:04x}", header.id),
        name: None,
        certainty: None,
        edition: header.edition(),
        phone: header.phone,
        serial: header.serial,
        encryption: header.encryption,
    }
}

fn told(error: &Error) -> Told<'_> {
    Told { offset: error.offset, field: error.field, error: error.problem.to_string() }
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde calls it with a reference")]
fn is_zero(encryption: &u8) -> bool {
    *encryption == 0
}
