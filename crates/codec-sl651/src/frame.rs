//! One frame: addresses, length, control characters, CRC. A [`Frame`] is a checked view on bytes that somebody else owns.

use std::fmt;

use crc::{CRC_16_MODBUS, Crc, Table};
use serde::{Serialize, Serializer};

use crate::Error;
use crate::cursor::Cursor;
use crate::error::Problem;

const CRC: Crc<u16, Table<16>> = Crc::<u16, Table<16>>::new(&CRC_16_MODBUS);
pub(crate) const HEX_START: [u8; 2] = [0x7e, 0x7e];
/// Start of heading: what follows is written in characters.
pub(crate) const SOH: u8 = 0x01;
const STX: u8 = 0x02;
const SYN: u8 = 0x16;
/// Twelve bits of the length field.
pub const BODY_MAX: usize = 0xfff;
const ASCII_HEAD: usize = 23;
const NO_DIGIT: &str = "no digit of 0 to 9, A to F";
/// The longest frame: in characters, with packages.
pub const FRAME_MAX: usize = ASCII_HEAD + 1 + BODY_MAX + 1 + 4;

/// How a frame is written. The layout in characters is the one in bytes, two characters a byte, with the body as text; beyond
/// its first byte it is from memory (certainty M).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Form {
    Hex,
    Ascii,
}

/// Up: from the station to its centre.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Direction {
    Up,
    Down,
}

/// A station's address, five bytes as sent; hydrological stations have ten decimal digits.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct Station(pub [u8; 5]);

impl fmt::Display for Station {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.iter().try_for_each(|b| write!(f, "{b:02x}"))
    }
}

impl fmt::Debug for Station {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl Serialize for Station {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

/// The control character that ends a body.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum End {
    /// The last frame of a message.
    Etx,
    /// More frames follow.
    Etb,
    /// The centre asks.
    Enq,
    /// The station shall go off line.
    Eot,
    Ack,
    Nak,
    /// The station shall stay on line.
    Esc,
}

const ENDS: [(u8, End); 7] = [
    (0x03, End::Etx),
    (0x17, End::Etb),
    (0x05, End::Enq),
    (0x04, End::Eot),
    (0x06, End::Ack),
    (0x15, End::Nak),
    (0x1b, End::Esc),
];

/// Which part of a message that didn't fit one frame; `index` counts from 1. Twelve bits each.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize)]
pub struct Package {
    pub total: u16,
    pub index: u16,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Header {
    pub form: Form,
    pub direction: Direction,
    pub centre: u8,
    pub station: Station,
    pub password: u16,
    pub function: u8,
    pub package: Option<Package>,
    pub end: End,
}

/// A frame whose length, control characters and CRC are right. The body is not looked at.
///
/// ```
/// use codec_sl651::{Frame, Problem};
/// let sent = b"\x7e\x7e\x01\x00\x12\x34\x56\x78\x12\x34\x2f\x00\x08\x02\x00\x03\x59\x10\x11\x15\x51\x11\x03\x6b\xca";
/// let (frame, len) = Frame::parse(sent).unwrap();
/// assert_eq!((frame.header().station.to_string().as_str(), len), ("0012345678", 25));
///
/// let mut wrong = *sent;
/// wrong[15] = 4;
/// let error = Frame::parse(&wrong).unwrap_err();
/// assert_eq!((error.offset, error.field), (23, "check"));
/// assert!(matches!(error.problem, Problem::Check { found: 0x6bca, .. }));
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Frame<'a> {
    header: Header,
    body: &'a [u8],
    offset: usize,
}

impl<'a> Frame<'a> {
    /// The frame that `bytes` begin with, and how many bytes it has. [`Problem::Short`] when it isn't there as a whole.
    pub fn parse(bytes: &'a [u8]) -> Result<(Self, usize), Error> {
        let mut c = Cursor::new(bytes, 0);
        let (form, head) = if c.skip(&HEX_START) {
            (Form::Hex, Head::read(c.array::<11>("head")?))
        } else if c.skip(&[SOH]) {
            let seen = bytes.len().min(ASCII_HEAD);
            if let Some(wrong) = bytes[1..seen].iter().position(|b| !matches!(b, b'0'..=b'9' | b'A'..=b'F')) {
                return Err(Error::value(1 + wrong, "head", NO_DIGIT));
            }
            let (at, digits) = (c.offset(), c.array::<22>("head")?);
            (Form::Ascii, Head::read(from_digits(at, "head", &digits)?))
        } else {
            let found = bytes.get(..2).unwrap_or(bytes);
            if HEX_START.starts_with(found) {
                return Err(Error::new(0, "start", Problem::Short { needed: 2, found: found.len() }));
            }
            return Err(Error::value(0, "start", format!("{found:02x?}")));
        };
        let (direction, len) = head.direction()?;
        let at = c.offset();
        let has_packages = match c.u8("start_of_text")? {
            STX => false,
            SYN => true,
            other => return Err(Error::value(at, "start_of_text", format!("{other:02x}"))),
        };
        let mut text = Cursor::new(c.take("body", len)?, at + 1);
        let at = c.offset();
        let end = c.u8("end")?;
        let Some((_, end)) = ENDS.iter().find(|it| it.0 == end) else {
            return Err(Error::value(at, "end", format!("{end:02x}")));
        };
        check(form, bytes, &mut c)?;
        let package = if has_packages { Some(package(form, &mut text)?) } else { None };
        let header = head.header(form, direction, package, *end);
        let offset = text.offset();
        Ok((Self { header, body: text.rest(), offset }, c.offset()))
    }

    /// For a message whose packages have been put together.
    pub(crate) fn joined(header: Header, body: &'a [u8]) -> Self {
        Self { header, body, offset: 0 }
    }

    pub fn header(&self) -> &Header {
        &self.header
    }

    pub fn body(&self) -> &'a [u8] {
        self.body
    }

    /// Where the body begins in the frame, for errors.
    pub fn body_offset(&self) -> usize {
        self.offset
    }

    /// The bytes as sent. A frame that was decoded gives the bytes it came from.
    pub fn encode(header: &Header, body: &[u8]) -> Result<Vec<u8>, Error> {
        let package = header.package.map(|it| u32::from(it.total & 0xfff) << 12 | u32::from(it.index & 0xfff));
        let package = package.map_or_else(Vec::new, |it| written(header.form, &it.to_be_bytes()[1..]));
        let len = package.len() + body.len();
        if len > BODY_MAX {
            return Err(Error::new(0, "body", Problem::Limit { limit: BODY_MAX }));
        }
        let mut sent = match header.form {
            Form::Hex => HEX_START.to_vec(),
            Form::Ascii => vec![SOH],
        };
        sent.extend(written(header.form, &Head::of(header, len).0));
        sent.push(if package.is_empty() { STX } else { SYN });
        sent.extend(package);
        sent.extend_from_slice(body);
        sent.extend(ENDS.iter().find(|it| it.1 == header.end).map(|it| it.0));
        let check = CRC.checksum(&sent);
        sent.extend(written(header.form, &check.to_be_bytes()));
        Ok(sent)
    }
}

/// Addresses, password, function, direction and length: eleven bytes.
struct Head([u8; 11]);

impl Head {
    fn read(bytes: [u8; 11]) -> Self {
        Self(bytes)
    }

    fn of(header: &Header, len: usize) -> Self {
        let Station([a, b, c, d, e]) = header.station;
        let [p, q] = header.password.to_be_bytes();
        let (direction, centre) = match header.direction {
            Direction::Up => (0, [header.centre, a, b, c, d, e]),
            Direction::Down => (0x80, [a, b, c, d, e, header.centre]),
        };
        let [s, t, u, v, w, x] = centre;
        Self([s, t, u, v, w, x, p, q, header.function, direction | (len >> 8) as u8, len as u8])
    }

    fn direction(&self) -> Result<(Direction, usize), Error> {
        let word = u16::from_be_bytes([self.0[9], self.0[10]]);
        let direction = match word >> 12 {
            0 => Direction::Up,
            8 => Direction::Down,
            other => return Err(Error::value(11, "direction", format!("{other:x}"))),
        };
        Ok((direction, usize::from(word & 0xfff)))
    }

    fn header(&self, form: Form, direction: Direction, package: Option<Package>, end: End) -> Header {
        let [a, b, c, d, e, f, p, q, function, ..] = self.0;
        let (centre, station) = match direction {
            Direction::Up => (a, [b, c, d, e, f]),
            Direction::Down => (f, [a, b, c, d, e]),
        };
        let password = u16::from_be_bytes([p, q]);
        Header { form, direction, centre, station: Station(station), password, function, package, end }
    }
}

fn check(form: Form, bytes: &[u8], c: &mut Cursor<'_>) -> Result<(), Error> {
    let at = c.offset();
    let found = match form {
        Form::Hex => c.u16("check")?,
        Form::Ascii => u16::from_be_bytes(from_digits(at, "check", &c.array::<4>("check")?)?),
    };
    let computed = CRC.checksum(&bytes[..at]);
    if computed == found { Ok(()) } else { Err(Error::new(at, "check", Problem::Check { computed, found })) }
}

fn package(form: Form, text: &mut Cursor<'_>) -> Result<Package, Error> {
    let at = text.offset();
    let [a, b, c] = match form {
        Form::Hex => text.array::<3>("package")?,
        Form::Ascii => from_digits(at, "package", &text.array::<6>("package")?)?,
    };
    let both = u32::from_be_bytes([0, a, b, c]);
    let package = Package { total: (both >> 12) as u16, index: (both & 0xfff) as u16 };
    if (1..=package.total).contains(&package.index) {
        return Ok(package);
    }
    Err(Error::new(at, "package", Problem::Package { index: package.index, total: package.total }))
}

/// Upper-case digits, as they are written; others would not encode to the same bytes.
fn from_digits<const N: usize, const M: usize>(
    at: usize,
    field: &'static str,
    digits: &[u8; M],
) -> Result<[u8; N], Error> {
    let mut bytes = [0; N];
    match data_encoding::HEXUPPER.decode_mut(digits, &mut bytes) {
        Ok(_) => Ok(bytes),
        Err(wrong) => Err(Error::value(at + wrong.error.position, field, NO_DIGIT)),
    }
}

fn written(form: Form, bytes: &[u8]) -> Vec<u8> {
    match form {
        Form::Hex => bytes.to_vec(),
        Form::Ascii => data_encoding::HEXUPPER.encode(bytes).into_bytes(),
    }
}
