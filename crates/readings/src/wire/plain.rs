//! A line of the usual shape, read where it lies. Nothing here says that a line is wrong: whatever isn't understood is
//! left to [`super::any`].

use std::borrow::Cow;

use super::{Line, instant, sequence};
use crate::Decimal;

pub fn read(line: &[u8]) -> Option<Line<'_>> {
    let mut fields = Fields::of(line)?;
    let (mut device, mut metric, mut at, mut value, mut number) = (None, None, None, None, None);
    while let Some((key, token)) = fields.next_field()? {
        let known = match (key, token) {
            (b"device", Token::Text(text)) => device.replace(text).is_none(),
            (b"metric", Token::Text(text)) => metric.replace(text).is_none(),
            (b"t", Token::Number(written)) => at.replace(written.scaled(0)?).is_none(),
            (b"t", Token::Text(text)) => at.replace(instant(text)?).is_none(),
            (b"v", Token::Number(written)) => value.replace(written).is_none(),
            (b"q", Token::Number(written)) => number.replace(sequence(written)?).is_none(),
            _ => false,
        };
        if !known {
            return None;
        }
    }
    Some(Line {
        device: Cow::Borrowed(device?),
        metric: Cow::Borrowed(metric?),
        at: at?,
        value: value?,
        sequence: number,
    })
}

/// A value of a flat object.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Token<'a> {
    Text(&'a str),
    Number(Decimal),
}

/// The fields of a flat object of plain texts (ASCII without escapes) and numbers.
pub struct Fields<'a> {
    rest: &'a [u8],
    begun: bool,
}

impl<'a> Fields<'a> {
    pub fn of(line: &'a [u8]) -> Option<Fields<'a>> {
        let inner = line.trim_ascii().strip_prefix(b"{")?.strip_suffix(b"}")?;
        Some(Fields { rest: inner, begun: false })
    }

    /// The next field, `Some(None)` behind the last one, `None` when the shape is another one.
    pub fn next_field(&mut self) -> Option<Option<(&'a [u8], Token<'a>)>> {
        self.pass_space();
        match (self.begun, self.rest) {
            (_, []) => return Some(None),
            (true, [b',', rest @ ..]) => self.rest = rest,
            (true, _) => return None,
            (false, _) => self.begun = true,
        }
        self.pass_space();
        let key = self.text()?;
        self.pass_space();
        self.rest = self.rest.strip_prefix(b":")?;
        self.pass_space();
        let token = match self.rest.first()? {
            b'"' => Token::Text(std::str::from_utf8(self.text()?).ok()?),
            _ => Token::Number(self.number()?),
        };
        Some(Some((key, token)))
    }

    fn pass_space(&mut self) {
        if let [b' ', ..] = self.rest {
            self.rest = self.rest.trim_ascii_start();
        }
    }

    fn text(&mut self) -> Option<&'a [u8]> {
        let inner = self.rest.strip_prefix(b"\"")?;
        let end = inner.iter().position(|byte| !matches!(byte, b' '..=b'~') || matches!(byte, b'"' | b'\\'))?;
        self.rest = inner[end..].strip_prefix(b"\"")?;
        Some(&inner[..end])
    }

    fn number(&mut self) -> Option<Decimal> {
        let end = self.rest.iter().position(|byte| matches!(byte, b',' | b' ')).unwrap_or(self.rest.len());
        let (written, rest) = self.rest.split_at(end);
        self.rest = rest;
        Decimal::read(written)
    }
}
