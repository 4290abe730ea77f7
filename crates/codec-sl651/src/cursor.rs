use crate::{Error, error::Problem};

/// Reads fields in order; every failure names the field and its offset in the frame.
#[derive(Debug, Clone)]
pub(crate) struct Cursor<'a> {
    bytes: &'a [u8],
    offset: usize,
}

impl<'a> Cursor<'a> {
    /// `offset`: where `bytes` begins in the frame.
    pub fn new(bytes: &'a [u8], offset: usize) -> Self {
        Self { bytes, offset }
    }

    pub fn offset(&self) -> usize {
        self.offset
    }

    pub fn is_empty(&self) -> bool {
        self.bytes.is_empty()
    }

    pub fn take(&mut self, field: &'static str, count: usize) -> Result<&'a [u8], Error> {
        let Some((head, tail)) = self.bytes.split_at_checked(count) else {
            let problem = Problem::Short { needed: count, found: self.bytes.len() };
            return Err(Error::new(self.offset, field, problem));
        };
        self.bytes = tail;
        self.offset += count;
        Ok(head)
    }

    pub fn array<const N: usize>(&mut self, field: &'static str) -> Result<[u8; N], Error> {
        let mut array = [0; N];
        array.copy_from_slice(self.take(field, N)?);
        Ok(array)
    }

    pub fn u8(&mut self, field: &'static str) -> Result<u8, Error> {
        self.array(field).map(u8::from_be_bytes)
    }

    pub fn u16(&mut self, field: &'static str) -> Result<u16, Error> {
        self.array(field).map(u16::from_be_bytes)
    }

    /// Whether these bytes come next; then they are passed.
    pub fn skip(&mut self, expected: &[u8]) -> bool {
        let Some(rest) = self.bytes.strip_prefix(expected) else { return false };
        self.bytes = rest;
        self.offset += expected.len();
        true
    }

    pub fn rest(&mut self) -> &'a [u8] {
        let rest = std::mem::take(&mut self.bytes);
        self.offset += rest.len();
        rest
    }
}
