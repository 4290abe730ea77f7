//! Messages that came in packages, put together again.
//!
//! Packages may come in any order and twice. Time is the caller's: a message that isn't whole after `timeout_ms` is given up.
//! Memory is bounded by [`Limits`], whatever a peer sends.

use std::collections::HashMap;

use crate::error::Problem;
use crate::{Error, Frame, Header, Phone};

/// How much a peer may leave unfinished. The defaults take a photograph in pieces from a few hundred terminals.
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
        Self { messages: 1024, packages: 4096, bytes: 64 << 20, timeout_ms: 60_000 }
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

/// A message given up: enough for a request to send the missing packages again (0x8003, 0x0005).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct GivenUp {
    pub phone: Phone,
    pub id: u16,
    /// Of package 1, when it came.
    pub first_serial: Option<u16>,
    pub missing: Vec<u16>,
}

/// Sequence numbers don't name a message: some terminals skip some between packages. So a message is known by terminal, id and
/// number of packages; a second package 1 that differs begins it anew.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
struct Key {
    phone: Phone,
    id: u16,
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
/// use codec_jt808::{Assembler, Frame, Header, Limits, Package, Phone};
/// let mut assembler = Assembler::new(Limits::default());
/// let mut header = Header::new(0x0801, Phone::of_2013("13800000000").unwrap(), 7);
/// let mut scratch = Default::default();
/// let mut whole = None;
/// for (index, part) in [(2, b"cd"), (1, b"ab")] {
///     header.package = Some(Package { total: 2, index });
///     let sent = Frame::encode(&header, part).unwrap();
///     let frame = Frame::parse(&sent[1..sent.len() - 1], &Default::default(), &mut scratch).unwrap();
///     whole = assembler.accept(0, &frame).unwrap();
/// }
/// assert_eq!(whole.unwrap().frame().body(), b"abcd");
///
/// header.package = Some(Package { total: 5000, index: 1 });
/// let sent = Frame::encode(&header, b"x").unwrap();
/// let frame = Frame::parse(&sent[1..sent.len() - 1], &Default::default(), &mut scratch).unwrap();
/// assert_eq!(assembler.accept(0, &frame).unwrap_err().field, "package_total");
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
        let key = Key { phone: header.phone, id: header.id, total: package.total };
        self.forget_when_begun_anew(&key, package.index, frame.body());
        self.make_room(&key, &header, frame.body().len())?;
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
        late.sort_by_key(|(last_ms, key)| (*last_ms, key.phone.to_string(), key.id, key.total));
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

    fn make_room(&self, key: &Key, header: &Header, more: usize) -> Result<(), Error> {
        let Limits { messages, packages, bytes, .. } = self.limits;
        let refuse = |field, limit| Err(Error::new(header.len() - 4, field, Problem::Limit { limit }));
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
    let mut body = Vec::with_capacity(it.bytes);
    for part in it.parts.iter().flatten() {
        body.extend_from_slice(&part.body);
    }
    Some(Whole { header, body })
}

fn given_up(key: &Key, it: &Unfinished) -> GivenUp {
    let missing = (1..=key.total).zip(&it.parts).filter(|(_, part)| part.is_none()).map(|(index, _)| index).collect();
    let first_serial = it.parts.first().and_then(|part| Some(part.as_ref()?.header.serial));
    GivenUp { phone: key.phone, id: key.id, first_serial, missing }
}
