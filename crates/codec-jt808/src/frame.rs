//! One frame: escape, check byte, header. A [`Frame`] is a checked view on bytes that somebody else owns.

use std::fmt;

use memchr::memchr2;
use serde::{Serialize, Serializer};

use crate::cursor::Cursor;
use crate::error::Problem;
use crate::settings::HeaderRule;
use crate::{Error, Settings};

/// Stands at both ends of a frame and nowhere else.
pub const FLAG: u8 = 0x7e;
const ESCAPE: u8 = 0x7d;
/// Ten bits of the body properties.
pub const BODY_MAX: usize = 1023;
/// Header of 2019 with packages, body, check byte.
pub const FRAME_MAX: usize = 17 + 4 + BODY_MAX + 1;
const LENGTH_BITS: u16 = 0x03ff;
const PACKAGES: u16 = 1 << 13;
const EDITION_2019: u16 = 1 << 14;
const RESERVED: u16 = 1 << 15;

/// Room for one frame whose escapes had to be undone; kept between frames, so that decoding doesn't allocate.
pub struct Scratch([u8; FRAME_MAX]);

impl Default for Scratch {
    fn default() -> Self {
        Self([0; FRAME_MAX])
    }
}

/// The terminal's number as sent: six bytes of BCD before 2019, ten since. Some makers send other digits than decimal.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct Phone {
    bytes: [u8; 10],
    len: u8,
}

impl Phone {
    /// Twelve digits or fewer for a header of 2013.
    pub fn of_2013(digits: &str) -> Option<Self> {
        Self::of(digits, 6)
    }

    /// Twenty digits or fewer for a header of 2019.
    pub fn of_2019(digits: &str) -> Option<Self> {
        Self::of(digits, 10)
    }

    fn of(digits: &str, len: u8) -> Option<Self> {
        let width = usize::from(len) * 2;
        if digits.len() > width || !digits.bytes().all(|b| b.is_ascii_digit()) {
            return None;
        }
        let padded = format!("{digits:0>width$}");
        let mut bytes = [0; 10];
        for (byte, pair) in bytes.iter_mut().zip(padded.as_bytes().chunks_exact(2)) {
            *byte = (pair[0] - b'0') << 4 | (pair[1] - b'0');
        }
        Some(Self { bytes, len })
    }

    pub fn bytes(&self) -> &[u8] {
        &self.bytes[..usize::from(self.len)]
    }

    pub fn is_decimal(&self) -> bool {
        self.bytes().iter().all(|b| b >> 4 < 10 && b & 15 < 10)
    }
}

/// All digits, leading zeros included.
impl fmt::Display for Phone {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.bytes().iter().try_for_each(|b| write!(f, "{b:02x}"))
    }
}

impl fmt::Debug for Phone {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl Serialize for Phone {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

/// The edition that a header shows. 2011 and 2013 share a header; only some bodies tell them apart.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize)]
pub enum Edition {
    #[serde(rename = "2013")]
    Of2013,
    #[serde(rename = "2019")]
    Of2019,
}

/// Which part of a message that didn't fit one frame; `index` counts from 1.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize)]
pub struct Package {
    pub total: u16,
    pub index: u16,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Header {
    pub id: u16,
    /// Three bits: 0 none, 1 RSA, the others reserved.
    pub encryption: u8,
    /// Bits 14 and 15 of the body properties as sent; `true, false` for 2019.
    flags: (bool, bool),
    /// Present in a header of 2019: 1 is its first edition.
    pub protocol_version: Option<u8>,
    pub phone: Phone,
    pub serial: u16,
    pub package: Option<Package>,
}

impl Header {
    /// A header without packages and encryption, of the edition that the phone's width shows.
    pub fn new(id: u16, phone: Phone, serial: u16) -> Self {
        let is_2019 = phone.len == 10;
        let protocol_version = is_2019.then_some(1);
        Self { id, encryption: 0, flags: (is_2019, false), protocol_version, phone, serial, package: None }
    }

    pub fn edition(&self) -> Edition {
        if self.protocol_version.is_some() { Edition::Of2019 } else { Edition::Of2013 }
    }

    /// Bytes of the header, which is where the body begins.
    pub fn len(&self) -> usize {
        let fixed = if self.protocol_version.is_some() { 17 } else { 12 };
        fixed + if self.package.is_some() { 4 } else { 0 }
    }

    /// Always false: a header has at least twelve bytes.
    pub fn is_empty(&self) -> bool {
        false
    }

    fn put(&self, body_len: usize, into: &mut Vec<u8>) {
        let bit = |set: bool, bit: u16| if set { bit } else { 0 };
        let properties = body_len as u16 & LENGTH_BITS
            | u16::from(self.encryption & 7) << 10
            | bit(self.package.is_some(), PACKAGES)
            | bit(self.flags.0, EDITION_2019)
            | bit(self.flags.1, RESERVED);
        into.extend_from_slice(&self.id.to_be_bytes());
        into.extend_from_slice(&properties.to_be_bytes());
        into.extend(self.protocol_version);
        into.extend_from_slice(self.phone.bytes());
        into.extend_from_slice(&self.serial.to_be_bytes());
        if let Some(Package { total, index }) = self.package {
            into.extend_from_slice(&total.to_be_bytes());
            into.extend_from_slice(&index.to_be_bytes());
        }
    }
}

/// A frame whose check byte, length and header are right. The body is not looked at.
///
/// ```
/// use codec_jt808::{Frame, Problem, Scratch, Settings};
/// let mut scratch = Scratch::default();
/// let sent = b"\x00\x02\x00\x00\x04\x00\x21\x67\x92\x87\x00\x2b\x7d\x02"; // between the flags
/// let frame = Frame::parse(sent, &Settings::default(), &mut scratch).unwrap();
/// assert_eq!((frame.header().id, frame.header().serial), (0x0002, 43));
///
/// let error = Frame::parse(&sent[..10], &Settings::default(), &mut scratch).unwrap_err();
/// assert_eq!(error.field, "check");
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Frame<'a> {
    header: Header,
    body: &'a [u8],
}

impl<'a> Frame<'a> {
    /// `sent`: what stood between the two flags, still escaped.
    pub fn parse(sent: &'a [u8], settings: &Settings, scratch: &'a mut Scratch) -> Result<Self, Error> {
        let bytes = match memchr2(FLAG, ESCAPE, sent) {
            None if sent.len() > FRAME_MAX => {
                return Err(Error::new(FRAME_MAX, "frame", Problem::Limit { limit: FRAME_MAX }));
            }
            None => sent,
            Some(first) => unescape(sent, first, &mut scratch.0)?,
        };
        Self::checked(bytes, settings.header)
    }

    fn checked(bytes: &'a [u8], rule: HeaderRule) -> Result<Self, Error> {
        let Some((&found, covered)) = bytes.split_last() else {
            return Err(Error::new(0, "check", Problem::Short { needed: 1, found: 0 }));
        };
        let computed = xor(covered);
        if computed != found {
            return Err(Error::new(covered.len(), "check", Problem::Check { computed, found }));
        }
        let mut cursor = Cursor::new(covered, 0);
        let (header, declared) = read_header(&mut cursor, rule)?;
        let offset = cursor.offset();
        let body = cursor.rest();
        if body.len() != declared {
            return Err(Error::new(offset, "body", Problem::Length { declared, found: body.len() }));
        }
        Ok(Self { header, body })
    }

    /// For a message whose packages have been put together.
    pub(crate) fn joined(header: Header, body: &'a [u8]) -> Self {
        Self { header, body }
    }

    pub fn header(&self) -> &Header {
        &self.header
    }

    pub fn body(&self) -> &'a [u8] {
        self.body
    }

    /// The bytes as sent, flags included. A frame that was decoded gives the bytes it came from.
    pub fn encode(header: &Header, body: &[u8]) -> Result<Vec<u8>, Error> {
        if body.len() > BODY_MAX {
            return Err(Error::new(header.len(), "body", Problem::Limit { limit: BODY_MAX }));
        }
        let mut plain = Vec::with_capacity(header.len() + body.len() + 1);
        header.put(body.len(), &mut plain);
        plain.extend_from_slice(body);
        plain.push(xor(&plain));
        let mut sent = Vec::with_capacity(plain.len() + 8);
        sent.push(FLAG);
        for byte in plain {
            match byte {
                FLAG => sent.extend_from_slice(&[ESCAPE, 2]),
                ESCAPE => sent.extend_from_slice(&[ESCAPE, 1]),
                other => sent.push(other),
            }
        }
        sent.push(FLAG);
        Ok(sent)
    }
}

fn xor(bytes: &[u8]) -> u8 {
    let mut lanes = 0_u64;
    let chunks = bytes.chunks_exact(8);
    let tail = chunks.remainder().iter().fold(0, |check, byte| check ^ byte);
    for chunk in chunks {
        let mut lane = [0; 8];
        lane.copy_from_slice(chunk);
        lanes ^= u64::from_ne_bytes(lane);
    }
    lanes.to_ne_bytes().iter().fold(tail, |check, byte| check ^ byte)
}

fn read_header(cursor: &mut Cursor<'_>, rule: HeaderRule) -> Result<(Header, usize), Error> {
    let id = cursor.u16("message_id")?;
    let properties = cursor.u16("body_properties")?;
    let flags = (properties & EDITION_2019 != 0, properties & RESERVED != 0);
    let is_2019 = flags.0 && rule == HeaderRule::ByFlag;
    let protocol_version = if is_2019 { Some(cursor.u8("protocol_version")?) } else { None };
    let len = if is_2019 { 10 } else { 6 };
    let mut phone = Phone { bytes: [0; 10], len };
    phone.bytes[..usize::from(len)].copy_from_slice(cursor.take("phone", usize::from(len))?);
    let serial = cursor.u16("serial")?;
    let package = if properties & PACKAGES == 0 {
        None
    } else {
        let offset = cursor.offset();
        let package = Package { total: cursor.u16("package_total")?, index: cursor.u16("package_index")? };
        if !(1..=package.total).contains(&package.index) {
            let problem = Problem::Package { index: package.index, total: package.total };
            return Err(Error::new(offset, "package_index", problem));
        }
        Some(package)
    };
    let encryption = (properties >> 10 & 7) as u8;
    let header = Header { id, encryption, flags, protocol_version, phone, serial, package };
    Ok((header, usize::from(properties & LENGTH_BITS)))
}

fn unescape<'a>(sent: &[u8], first: usize, room: &'a mut [u8; FRAME_MAX]) -> Result<&'a [u8], Error> {
    let mut len = 0;
    let (mut rest, mut escape) = (sent, Some(first));
    loop {
        let plain = escape.unwrap_or(rest.len());
        let Some(target) = room.get_mut(len..len + plain) else {
            return Err(Error::new(FRAME_MAX, "frame", Problem::Limit { limit: FRAME_MAX }));
        };
        target.copy_from_slice(&rest[..plain]);
        len += plain;
        if escape.is_none() {
            return Ok(&room[..len]);
        }
        if rest[plain] == FLAG {
            return Err(Error::new(len, "escape", Problem::Value { value: "7e inside a frame".to_owned() }));
        }
        let meant = match rest.get(plain + 1) {
            Some(1) => ESCAPE,
            Some(2) => FLAG,
            other => {
                let found = other.map_or_else(|| "the end".to_owned(), |byte| format!("{byte:02x}"));
                return Err(Error::new(len, "escape", Problem::Escape { found }));
            }
        };
        let Some(target) = room.get_mut(len) else {
            return Err(Error::new(FRAME_MAX, "frame", Problem::Limit { limit: FRAME_MAX }));
        };
        *target = meant;
        len += 1;
        rest = &rest[plain + 2..];
        escape = memchr2(FLAG, ESCAPE, rest);
    }
}
