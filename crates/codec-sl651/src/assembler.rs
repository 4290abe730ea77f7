//! Messages that came in packages, put together again.
//!
//! Packages may come in any order and twice. Time is the caller's: a message that isn't whole after `timeout_ms` is given up.
//! Memory is bounded by [`Limits`], whatever a peer sends.

use std::collections::HashMap;

use crate::error::Problem;
use crate::{Direction, Error, Frame, Header, Station};

/// How much a peer may leave unfinished. The defaults take a picture in pieces from a few hundred
/// stations over a slow line.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limits {
    pub messages: usize,
    /// Of one message.
    pub packages: u16,
    /// Of all messages that aren't whole yet.
    pub bytes: usize,
    /// From a message's last package on.
    pub timeout_ms: u64,
}

impl Default for Limits {
    fn default() -> Self {
        Self { messages: 1024, packages: 1024, bytes: 64 << 20, timeout_ms: 600_000 }
    }
}

/// A whole message: the header of its first package, without the package, and all bodies in order.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Whole {
    header: Header,
    body: Vec<u8>,
}

impl Whole {
    pub fn frame(&self) -> Frame<'_> {
        Frame::joined(self.header, &self.body)
    }
}

/// A message given up, with what is missing of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct GivenUp {
    pub station: Station,
    pub function: u8,
    pub missing: Vec<u16>,
}

/// Packages carry no number of their message, so it is known by station, function and number of packages; a second package 1
/// that differs begins it anew.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
struct Key {
    station: Station,
    is_down: bool,
    function: u8,
    total: u16,
}

struct Part {
    header: Header,
    body: Vec<u8>,
}

struct Unfinished {
    last_ms: u64,
    parts: Vec<Option<Part>>,
    found: u16,
    bytes: usize,
}

/// ```
/// use codec_sl651::{Assembler, Direction, End, Form, Frame, Header, Limits, Package, Station};
/// let mut header = Header {
///     form: Form::Hex, direction: Direction::Up, centre: 1, station: Station([0, 0x12, 0x34, 0x56, 0x78]),
///     password: 0, function: 0x36, package: None, end: End::Etb,
/// };
/// let mut assembler = Assembler::new(Limits::default());
/// let mut whole = None;
/// for (index, part) in [(2, b"cd"), (1, b"ab")] {
///     header.package = Some(Package { total: 2, index });
///     let sent = Frame::encode(&header, part).unwrap();
///     whole = assembler.accept(0, &Frame::parse(&sent).unwrap().0).unwrap();
/// }
/// assert_eq!(whole.unwrap().frame().body(), b"abcd");
///
/// header.package = Some(Package { total: 4095, index: 1 });
/// let sent = Frame::encode(&header, b"x").unwrap();
/// assert_eq!(assembler.accept(0, &Frame::parse(&sent).unwrap().0).unwrap_err().field, "package_total");
/// ```
pub struct Assembler {
    limits: Limits,
    unfinished: HashMap<Key, Unfinished>,
    bytes: usize,
}

impl Assembler {
    pub fn new(limits: Limits) -> Self {
        Self { limits, unfinished: HashMap::new(), bytes: 0 }
    }

    /// Takes one frame that is a package. Gives the message when it was the last one missing; `None` also for a frame that is
    /// no package, which its caller decodes at once.
    pub fn accept(&mut self, now_ms: u64, frame: &Frame<'_>) -> Result<Option<Whole>, Error> {
        let header = *frame.header();
        let Some(package) = header.package else { return Ok(None) };
        let key = Key {
            station: header.station,
            is_down: header.direction == Direction::Down,
            function: header.function,
            total: package.total,
        };
        self.forget_when_begun_anew(&key, package.index, frame.body());
        self.make_room(&key, frame.body().len())?;
        let it = self.unfinished.entry(key).or_insert_with(|| Unfinished {
            last_ms: now_ms,
            parts: (0..package.total).map(|_| None).collect(),
            found: 0,
            bytes: 0,
        });
        it.last_ms = now_ms;
        let place = &mut it.parts[usize::from(package.index - 1)];
        if place.is_none() {
            *place = Some(Part { header, body: frame.body().to_vec() });
            it.found += 1;
            it.bytes += frame.body().len();
            self.bytes += frame.body().len();
        }
        if it.found < package.total {
            return Ok(None);
        }
        Ok(self.forget(&key).and_then(join))
    }

    /// Gives up what has waited too long, oldest first.
    pub fn expire(&mut self, now_ms: u64) -> Vec<GivenUp> {
        let timeout = self.limits.timeout_ms;
        let is_late = |it: &Unfinished| now_ms.saturating_sub(it.last_ms) >= timeout;
        let mut late: Vec<_> =
            self.unfinished.iter().filter(|(_, it)| is_late(it)).map(|(key, it)| (it.last_ms, *key)).collect();
        late.sort_by_key(|(last_ms, key)| (*last_ms, key.station.0, key.function, key.total));
        late.into_iter().filter_map(|(_, key)| Some(given_up(&key, &self.forget(&key)?))).collect()
    }

    /// Bytes of the messages that aren't whole yet.
    pub fn bytes(&self) -> usize {
        self.bytes
    }

    pub fn unfinished(&self) -> usize {
        self.unfinished.len()
    }

    fn forget(&mut self, key: &Key) -> Option<Unfinished> {
        let gone = self.unfinished.remove(key)?;
        self.bytes -= gone.bytes;
        Some(gone)
    }

    fn forget_when_begun_anew(&mut self, key: &Key, index: u16, body: &[u8]) {
        let first = |it: &Unfinished| it.parts[0].as_ref().is_some_and(|part| part.body != body);
        if index == 1 && self.unfinished.get(key).is_some_and(first) {
            self.forget(key);
        }
    }

    fn make_room(&self, key: &Key, more: usize) -> Result<(), Error> {
        let Limits { messages, packages, bytes, .. } = self.limits;
        let refuse = |field, limit| Err(Error::new(0, field, Problem::Limit { limit }));
        if key.total > packages {
            return refuse("package_total", packages.into());
        }
        if self.unfinished.len() >= messages && !self.unfinished.contains_key(key) {
            return refuse("unfinished_messages", messages);
        }
        if self.bytes + more > bytes {
            return refuse("unfinished_bytes", bytes);
        }
        Ok(())
    }
}

fn join(it: Unfinished) -> Option<Whole> {
    let mut header = it.parts.first()?.as_ref()?.header;
    header.package = None;
    header.end = it.parts.last()?.as_ref()?.header.end;
    let mut body = Vec::with_capacity(it.bytes);
    for part in it.parts.iter().flatten() {
        body.extend_from_slice(&part.body);
    }
    Some(Whole { header, body })
}

fn given_up(key: &Key, it: &Unfinished) -> GivenUp {
    let missing = (1..=key.total).zip(&it.parts).filter(|(_, part)| part.is_none()).map(|(index, _)| index).collect();
    GivenUp { station: key.station, function: key.function, missing }
}
