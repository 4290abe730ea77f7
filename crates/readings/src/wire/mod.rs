//! One reading a line, as JSON: `{"device":"key","metric":"rain","t":1767225600000,"v":1.5,"q":7}`.
//!
//! `t` is the reading's own time, in milliseconds since 1970 or as RFC 3339; `v` a number in the unit of the metric;
//! `q` the device's sequence number, if it has one. The order of fields is free, unknown ones are passed over. A field
//! of the wrong type is as good as missing.
//!
//! A line of the usual shape is read where it lies, without an allocation. Anything unusual (escapes, white space at odd
//! places, unknown fields, nesting) is left to a JSON library, with the same answers: a test holds the two together.

mod any;
mod plain;

pub use plain::{Fields, Token};

use crate::{Decimal, Reason};

/// A reading as it came, before anybody asked whether the device exists.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Line<'a> {
    pub device: std::borrow::Cow<'a, str>,
    pub metric: std::borrow::Cow<'a, str>,
    /// The reading's own time, in milliseconds since 1970.
    pub at: i64,
    pub value: Decimal,
    pub sequence: Option<u64>,
}

impl<'a> Line<'a> {
    /// Reads one line, without its line feed.
    pub fn read(line: &'a [u8]) -> Result<Line<'a>, Reason> {
        match plain::read(line) {
            Some(read) => Ok(read),
            None => any::read(line),
        }
    }
}

/// The lines of a batch, without their line feeds; empty ones are none.
pub fn lines(batch: &[u8]) -> impl Iterator<Item = &[u8]> {
    let mut rest = batch;
    std::iter::from_fn(move || {
        loop {
            let end = memchr::memchr(b'\n', rest);
            let line = &rest[..end.unwrap_or(rest.len())];
            rest = end.map_or(&[], |end| &rest[end + 1..]);
            match (line.trim_ascii().is_empty(), rest.is_empty()) {
                (false, _) => return Some(line),
                (true, true) => return None,
                (true, false) => {}
            }
        }
    })
}

fn instant(text: &str) -> Option<i64> {
    text.parse::<jiff::Timestamp>().ok().map(jiff::Timestamp::as_millisecond)
}

fn sequence(number: Decimal) -> Option<u64> {
    number.scaled(0).and_then(|it| u64::try_from(it).ok())
}

#[cfg(test)]
mod tests;
