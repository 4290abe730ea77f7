use crate::{Error, error::Problem};

/// Bytes behind a count of one byte.
pub(crate) fn put_counted(field: &'static str, bytes: &[u8], into: &mut Vec<u8>) -> Result<(), Error> {
    put_count(field, bytes.len(), into)?;
    into.extend_from_slice(bytes);
    Ok(())
}

pub(crate) fn put_count(field: &'static str, count: usize, into: &mut Vec<u8>) -> Result<(), Error> {
    into.push(u8::try_from(count).map_err(|_| Error::long(field, count - 255))?);
    Ok(())
}

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

    pub fn len(&self) -> usize {
        self.bytes.len()
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

    pub fn u32(&mut self, field: &'static str) -> Result<u32, Error> {
        self.array(field).map(u32::from_be_bytes)
    }

    pub fn rest(&mut self) -> &'a [u8] {
        let rest = std::mem::take(&mut self.bytes);
        self.offset += rest.len();
        rest
    }

    /// Nothing may follow.
    pub fn end(&self, field: &'static str) -> Result<(), Error> {
        match self.bytes.len() {
            0 => Ok(()),
            extra => Err(Error::new(self.offset, field, Problem::Long { extra })),
        }
    }
}
