//! Lengths of the shared texts of an old workbook, read as the reader of workbooks will, but without the texts.

use super::STRINGS_MAX;
use super::old_excel::{u16_at, u32_at};
use crate::fault::{self, Fault};

const WIDE: u8 = 1;
const PHONETIC: u8 = 4;
const RICH: u8 = 8;

/// Lengths in characters, in order. A text may run on in the next part, which then begins with its width again.
pub(super) fn lengths(first: &[u8], parts: Vec<&[u8]>) -> Result<Vec<u32>, Fault> {
    let body = first.get(8..).ok_or(fault::DAMAGED)?;
    let mut rest = Rest { body, parts: parts.into_iter() };
    let mut lengths = Vec::new();
    while !rest.body.is_empty() || rest.turn() {
        lengths.push(rest.text()?);
        if lengths.len() as u64 > STRINGS_MAX {
            return Err(fault::TOO_MANY_STRINGS);
        }
    }
    Ok(lengths)
}

struct Rest<'a> {
    body: &'a [u8],
    parts: std::vec::IntoIter<&'a [u8]>,
}

impl Rest<'_> {
    fn turn(&mut self) -> bool {
        self.parts.next().map(|part| self.body = part).is_some()
    }

    fn text(&mut self) -> Result<u32, Fault> {
        if self.body.is_empty() {
            return Ok(0);
        }
        let length = u16_at(self.body, 0)?;
        let flags = *self.body.get(2).ok_or(fault::DAMAGED)?;
        self.step(3)?;
        let mut behind = 0;
        if flags & RICH != 0 {
            behind += 4 * usize::from(u16_at(self.body, 0)?);
            self.step(2)?;
        }
        if flags & PHONETIC != 0 {
            behind += u32_at(self.body, 0)? as usize;
            self.step(4)?;
        }
        self.characters(length.into(), flags)?;
        self.skip(behind)?;
        Ok(length.into())
    }

    fn characters(&mut self, mut left: usize, mut flags: u8) -> Result<(), Fault> {
        loop {
            let width = if flags & WIDE == 0 { 1 } else { 2 };
            let here = left.min(self.body.len() / width);
            self.step(here * width)?;
            left -= here;
            if left == 0 {
                return Ok(());
            }
            if !self.turn() {
                return Err(fault::DAMAGED);
            }
            flags = *self.body.first().ok_or(fault::DAMAGED)?;
            self.step(1)?;
        }
    }

    fn skip(&mut self, mut left: usize) -> Result<(), Fault> {
        while left > 0 {
            if self.body.is_empty() && !self.turn() {
                return Err(fault::DAMAGED);
            }
            let here = left.min(self.body.len());
            self.step(here)?;
            left -= here;
        }
        Ok(())
    }

    fn step(&mut self, n: usize) -> Result<(), Fault> {
        self.body = self.body.get(n..).ok_or(fault::DAMAGED)?;
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lengths_are_read() {
        let head = [0; 8];
        //    first part                                             continued            lengths
        check(&[&head, &[2, 0, 0, b'a', b'b'][..]].concat(), vec![], Ok(vec![2]));
        check(&[&head, &[2, 0, 1, 0x2d, 0x4e][..]].concat(), vec![&[0, b'x'][..]], Ok(vec![2]));
        check(&[&head, &[1, 0, 8, 1, 0, b'a', 9, 9, 9, 9, 1, 0, 0, b'b'][..]].concat(), vec![], Ok(vec![1, 1]));
        check(&[&head, &[1, 0, 4, 3, 0, 0, 0, b'a', 9][..]].concat(), vec![&[9, 9][..]], Ok(vec![1]));
        check(&[&head, &[2, 0, 0, b'a'][..]].concat(), vec![], Err(fault::DAMAGED));
        check(&head[..7], vec![], Err(fault::DAMAGED));
    }

    fn check(first: &[u8], parts: Vec<&[u8]>, expected: Result<Vec<u32>, Fault>) {
        assert_eq!(lengths(first, parts), expected);
    }
}
