use std::fmt;

use serde::{Serialize, Serializer};

use crate::Error;

/// Text of the protocol: GBK bytes as sent, padding included, so that a decoded message encodes to the same bytes.
///
/// ```
/// use codec_jt808::Gbk;
/// assert_eq!(Gbk::new("粤A12345").bytes(), b"\xd4\xc1A12345");
/// assert_eq!(Gbk::from_bytes(b"CHI123\0").to_string(), "CHI123");
/// assert_eq!(Gbk::from_bytes(b"\xff\xff").text(), None); // no GBK
/// ```
#[derive(Clone, PartialEq, Eq, Default, Hash)]
pub struct Gbk(Vec<u8>);

impl Gbk {
    /// A character that GBK doesn't have is sent as `?`.
    pub fn new(text: &str) -> Self {
        let mut bytes = Vec::with_capacity(text.len());
        for c in text.chars() {
            let mut utf8 = [0; 4];
            let (encoded, _, unmappable) = encoding_rs::GBK.encode(c.encode_utf8(&mut utf8));
            bytes.extend_from_slice(if unmappable { b"?" } else { &encoded });
        }
        Self(bytes)
    }

    pub fn from_bytes(bytes: &[u8]) -> Self {
        Self(bytes.to_vec())
    }

    pub fn bytes(&self) -> &[u8] {
        &self.0
    }

    /// Without the padding of NUL at either end; `None` when the bytes are no GBK.
    pub fn text(&self) -> Option<String> {
        encoding_rs::GBK.decode_without_bom_handling_and_without_replacement(self.trimmed()).map(|it| it.into_owned())
    }

    /// In a field of `width` bytes, padded with NUL on the right.
    pub(crate) fn put_fixed(&self, field: &'static str, width: usize, into: &mut Vec<u8>) -> Result<(), Error> {
        let Some(missing) = width.checked_sub(self.0.len()) else {
            return Err(Error::long(field, self.0.len() - width));
        };
        into.extend_from_slice(&self.0);
        into.resize(into.len() + missing, 0);
        Ok(())
    }

    fn trimmed(&self) -> &[u8] {
        let from = self.0.iter().position(|b| *b != 0).unwrap_or(self.0.len());
        let to = self.0.iter().rposition(|b| *b != 0).map_or(from, |last| last + 1);
        &self.0[from..to]
    }
}

impl fmt::Display for Gbk {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (text, _) = encoding_rs::GBK.decode_without_bom_handling(self.trimmed());
        f.write_str(&text)
    }
}

impl fmt::Debug for Gbk {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:?}", self.to_string())
    }
}

impl Serialize for Gbk {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

/// Bytes as lower-case hexadecimal text.
#[derive(Clone, PartialEq, Eq, Default, Hash)]
pub struct Hex(pub Vec<u8>);

impl fmt::Debug for Hex {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&data_encoding::HEXLOWER.encode(&self.0))
    }
}

impl Serialize for Hex {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&data_encoding::HEXLOWER.encode(&self.0))
    }
}

/// `YYMMDDhhmmss` in BCD as sent, time of Beijing (UTC+8). Terminals without a position send zeros, so whether it is a
/// moment is asked with [`Time::is_valid`], not demanded.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Hash)]
pub struct Time(pub [u8; 6]);

impl Time {
    /// Two digits each; the year within its century.
    pub fn new(year: u8, month: u8, day: u8, hour: u8, minute: u8, second: u8) -> Self {
        Self([year, month, day, hour, minute, second].map(|it| ((it / 10 % 10) << 4) | (it % 10)))
    }

    /// Year within the century, month, day, hour, minute, second; `None` when a digit is no decimal one.
    pub fn parts(self) -> Option<[u8; 6]> {
        let decimal = self.0.iter().all(|b| b >> 4 < 10 && b & 15 < 10);
        decimal.then(|| self.0.map(|b| (b >> 4) * 10 + (b & 15)))
    }

    /// Whether the digits are a moment. 31 February passes: the calendar is the caller's.
    pub fn is_valid(self) -> bool {
        self.parts().is_some_and(|[_, month, day, hour, minute, second]| {
            (1..=12).contains(&month) && (1..=31).contains(&day) && hour < 24 && minute < 60 && second < 60
        })
    }
}

/// `20YY-MM-DDThh:mm:ss+08:00` for a moment, the twelve digits as sent otherwise.
impl fmt::Display for Time {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let [y, mo, d, h, mi, s] = self.0;
        if self.is_valid() {
            write!(f, "20{y:02x}-{mo:02x}-{d:02x}T{h:02x}:{mi:02x}:{s:02x}+08:00")
        } else {
            write!(f, "{y:02x}{mo:02x}{d:02x}{h:02x}{mi:02x}{s:02x}")
        }
    }
}

impl Serialize for Time {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}
