//! What a body is made of. Each part exists as a view (`Part<&[u8]>`) and as a value of its own (`Part<Vec<u8>>`).

use std::fmt;

use crate::cursor::Cursor;
use crate::frame::{Direction, Header};
use crate::{Error, Settings, Station};

/// An identifier: one byte of the standard, or `FF` and a byte of the maker's.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Id {
    Standard(u8),
    Own(u8),
}

/// Two digits, or four for a maker's own.
impl fmt::Display for Id {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Id::Standard(id) => write!(f, "{id:02x}"),
            Id::Own(id) => write!(f, "ff{id:02x}"),
        }
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Part<B> {
    /// `F0 F0` and `YYMMDDhhmm`: when the elements that follow were observed.
    Observed([u8; 5]),
    /// `F1 F1`, the address, and in reports the letter of the station's type.
    Station { station: Station, kind: Option<u8> },
    /// Identifier, descriptor and so many bytes.
    Element(Element<B>),
    /// Identifier and descriptor without a value, in a question.
    Asked { id: Id, descriptor: u8 },
    /// `F2 F2`: what a person typed in, in characters.
    Manual(B),
    /// `F3 F3`: the bytes of a picture.
    Picture(B),
    /// Function 38 down: from and to, `YYMMDDhh` each.
    Period { from: [u8; 4], to: [u8; 4] },
    /// Function 45 up: the length and so many characters.
    Version(B),
    /// What the standard doesn't divide further, or this crate doesn't know.
    Raw(B),
}

/// A measured value as sent: the descriptor's upper five bits count its bytes, the lower three its decimals.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Element<B> {
    pub id: Id,
    pub descriptor: u8,
    pub bytes: B,
}

/// What the bytes of an element mean.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Value<'a> {
    /// `digits / 10^decimals`
    Number { digits: i64, decimals: u8 },
    /// Not measured.
    Missing,
    /// F4: twelve times tenths of a millimetre in five minutes.
    Rain(&'a [u8; 12]),
    /// F5: twelve times two bytes, centimetres.
    Levels(&'a [u8; 24]),
    /// 04: days, hours, minutes; one of them isn't zero.
    Step { days: u8, hours: u8, minutes: u8 },
    /// 45: thirty-two bits.
    Status(u32),
    /// No decimal digits.
    Raw(&'a [u8]),
}

/// In F4, no value.
pub const NO_RAIN: u8 = 0xff;
/// In F5, no value.
pub const NO_LEVEL: [u8; 2] = [0xff, 0xff];

impl<B: AsRef<[u8]>> Element<B> {
    pub fn value(&self, settings: &Settings) -> Value<'_> {
        let bytes = self.bytes.as_ref();
        self.special(bytes).unwrap_or_else(|| number(bytes, self.descriptor & 7, settings))
    }

    fn special<'a>(&self, bytes: &'a [u8]) -> Option<Value<'a>> {
        match self.id {
            Id::Standard(0xf4) => bytes.try_into().ok().map(Value::Rain),
            Id::Standard(0xf5) => bytes.try_into().ok().map(Value::Levels),
            Id::Standard(0x04) => match bytes {
                [d, h, m] => Some(Value::Step { days: two(*d)?, hours: two(*h)?, minutes: two(*m)? }),
                _ => None,
            },
            Id::Standard(0x45) => bytes.try_into().ok().map(|it| Value::Status(u32::from_be_bytes(it))),
            _ => None,
        }
    }
}

fn number<'a>(bytes: &'a [u8], decimals: u8, settings: &Settings) -> Value<'a> {
    let filled = |with: u8| bytes.iter().all(|b| *b == with);
    if settings.filled_is_missing && !bytes.is_empty() && (filled(0xff) || filled(0xaa)) {
        return Value::Missing;
    }
    let (is_negative, amount) = match bytes {
        [0xff, rest @ ..] if settings.leading_ff_is_negative && !rest.is_empty() => (true, rest),
        all => (false, all),
    };
    let digits = match amount {
        [] => None,
        // Eighteen digits are what an i64 always holds.
        many if many.len() > 9 => None,
        some => some.iter().try_fold(0_i64, |sum, b| Some(sum * 100 + i64::from(two(*b)?))),
    };
    match digits {
        Some(digits) => Value::Number { digits: if is_negative { -digits } else { digits }, decimals },
        None => Value::Raw(bytes),
    }
}

fn two(bcd: u8) -> Option<u8> {
    (bcd >> 4 < 10 && bcd & 15 < 10).then_some((bcd >> 4) * 10 + (bcd & 15))
}

/// How a function's body is divided.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Division {
    /// Station with its type, then times, elements, a text or a picture.
    Report,
    /// Station without a type, then settings written like elements.
    Settings,
    /// Identifiers and descriptors without values.
    Question,
    Period,
    Version,
    Raw,
}

impl Division {
    fn of(header: &Header) -> Self {
        match (header.function, header.direction) {
            (0x30..=0x39, Direction::Up) | (0x3a, Direction::Up) => Self::Report,
            (0x40..=0x43 | 0x46, Direction::Up) | (0x40 | 0x42, Direction::Down) => Self::Settings,
            (0x3a | 0x41 | 0x43, Direction::Down) => Self::Question,
            (0x38, Direction::Down) => Self::Period,
            (0x45, Direction::Up) => Self::Version,
            _ => Self::Raw,
        }
    }
}

/// The parts of a body in order; an error is the last.
#[derive(Debug, Clone)]
pub struct Parts<'a> {
    cursor: Cursor<'a>,
    division: Division,
    is_first: bool,
    is_over: bool,
}

impl<'a> Parts<'a> {
    pub(crate) fn new(header: &Header, cursor: Cursor<'a>) -> Self {
        Self { cursor, division: Division::of(header), is_first: true, is_over: false }
    }

    fn part(&mut self) -> Result<Part<&'a [u8]>, Error> {
        let is_first = std::mem::take(&mut self.is_first);
        let c = &mut self.cursor;
        if c.skip(&[0xf1, 0xf1]) {
            let station = Station(c.array("station")?);
            let has_kind = self.division == Division::Report && !c.is_empty();
            return Ok(Part::Station { station, kind: if has_kind { Some(c.u8("station_type")?) } else { None } });
        }
        match self.division {
            Division::Raw => Ok(Part::Raw(c.rest())),
            Division::Version => {
                let len = c.u8("version_length")?;
                Ok(Part::Version(c.take("version", len.into())?))
            }
            Division::Question => Ok(Part::Asked { id: id(c)?, descriptor: c.u8("descriptor")? }),
            Division::Period if is_first => Ok(Part::Period { from: c.array("from")?, to: c.array("to")? }),
            Division::Period if c.skip(&[0x04, 0x18]) => {
                let bytes = c.take("time_step", 3)?;
                Ok(Part::Element(Element { id: Id::Standard(0x04), descriptor: 0x18, bytes }))
            }
            Division::Period => Ok(Part::Asked { id: id(c)?, descriptor: c.u8("descriptor")? }),
            Division::Report if c.skip(&[0xf0, 0xf0]) => Ok(Part::Observed(c.array("observed")?)),
            Division::Report if c.skip(&[0xf2, 0xf2]) => Ok(Part::Manual(c.rest())),
            Division::Report if c.skip(&[0xf3, 0xf3]) => Ok(Part::Picture(c.rest())),
            Division::Report | Division::Settings => element(c),
        }
    }
}

impl<'a> Iterator for Parts<'a> {
    type Item = Result<Part<&'a [u8]>, Error>;

    fn next(&mut self) -> Option<Self::Item> {
        if self.is_over || self.cursor.is_empty() {
            return None;
        }
        let part = self.part();
        self.is_over = part.is_err();
        Some(part)
    }
}

fn id(c: &mut Cursor<'_>) -> Result<Id, Error> {
    Ok(match c.u8("identifier")? {
        0xff => Id::Own(c.u8("identifier")?),
        id => Id::Standard(id),
    })
}

fn element<'a>(c: &mut Cursor<'a>) -> Result<Part<&'a [u8]>, Error> {
    let id = id(c)?;
    let descriptor = c.u8("descriptor")?;
    Ok(Part::Element(Element { id, descriptor, bytes: c.take("value", (descriptor >> 3).into())? }))
}

impl Part<&[u8]> {
    pub fn to_value(&self) -> Part<Vec<u8>> {
        match *self {
            Part::Observed(at) => Part::Observed(at),
            Part::Station { station, kind } => Part::Station { station, kind },
            Part::Element(Element { id, descriptor, bytes }) => {
                Part::Element(Element { id, descriptor, bytes: bytes.to_vec() })
            }
            Part::Asked { id, descriptor } => Part::Asked { id, descriptor },
            Part::Manual(bytes) => Part::Manual(bytes.to_vec()),
            Part::Picture(bytes) => Part::Picture(bytes.to_vec()),
            Part::Period { from, to } => Part::Period { from, to },
            Part::Version(bytes) => Part::Version(bytes.to_vec()),
            Part::Raw(bytes) => Part::Raw(bytes.to_vec()),
        }
    }
}

impl Part<Vec<u8>> {
    pub(crate) fn put(&self, into: &mut Vec<u8>) {
        let put_id = |id: Id, into: &mut Vec<u8>| match id {
            Id::Standard(id) => into.push(id),
            Id::Own(id) => into.extend_from_slice(&[0xff, id]),
        };
        match self {
            Part::Observed(at) => into.extend([0xf0, 0xf0].iter().chain(at)),
            Part::Station { station, kind } => into.extend([0xf1, 0xf1].iter().chain(&station.0).chain(kind)),
            Part::Element(Element { id, descriptor, bytes }) => {
                put_id(*id, into);
                into.push(*descriptor);
                into.extend_from_slice(bytes);
            }
            Part::Asked { id, descriptor } => {
                put_id(*id, into);
                into.push(*descriptor);
            }
            Part::Manual(text) => into.extend([0xf2, 0xf2].iter().chain(text)),
            Part::Picture(bytes) => into.extend([0xf3, 0xf3].iter().chain(bytes)),
            Part::Period { from, to } => into.extend(from.iter().chain(to)),
            Part::Version(text) => into.extend([text.len() as u8].iter().chain(text)),
            Part::Raw(bytes) => into.extend_from_slice(bytes),
        }
    }
}
