//! Numbers as bytes: small ones short. What is read may be anything; nothing here trusts it.

/// Writes a number in groups of seven bits, the lowest first.
pub fn put(out: &mut Vec<u8>, mut number: u64) {
    while number >= 0x80 {
        out.push(number as u8 | 0x80);
        number >>= 7;
    }
    out.push(number as u8);
}

/// Numbers near zero are short on both sides of it.
pub fn put_signed(out: &mut Vec<u8>, number: i64) {
    put(out, (number << 1 ^ number >> 63) as u64);
}

/// Bytes on their way to numbers; nothing when they end too early or say what can't be.
#[derive(Debug, Clone, Copy)]
pub struct Bytes<'a>(pub &'a [u8]);

impl<'a> Bytes<'a> {
    pub fn take(&mut self) -> Option<u64> {
        let mut number = 0;
        for shift in (0..64).step_by(7) {
            let byte = self.byte()?;
            let bits = u64::from(byte & 0x7f);
            if bits << shift >> shift != bits {
                return None;
            }
            number |= bits << shift;
            if byte < 0x80 {
                return Some(number);
            }
        }
        None
    }

    pub fn take_signed(&mut self) -> Option<i64> {
        let number = self.take()?;
        Some((number >> 1) as i64 ^ -((number & 1) as i64))
    }

    pub fn take_as<T: TryFrom<u64>>(&mut self) -> Option<T> {
        T::try_from(self.take()?).ok()
    }

    pub fn take_signed_as<T: TryFrom<i64>>(&mut self) -> Option<T> {
        T::try_from(self.take_signed()?).ok()
    }

    pub fn byte(&mut self) -> Option<u8> {
        let (first, rest) = self.0.split_first()?;
        self.0 = rest;
        Some(*first)
    }

    pub fn slice(&mut self, length: usize) -> Option<&'a [u8]> {
        let (taken, rest) = self.0.split_at_checked(length)?;
        self.0 = rest;
        Some(taken)
    }

    /// A length that was written before something of at least `each` bytes a piece: never more than can follow.
    pub fn length(&mut self, each: usize) -> Option<usize> {
        let length: usize = self.take_as()?;
        (length.checked_mul(each)? <= self.0.len()).then_some(length)
    }

    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

#[cfg(test)]
mod tests {
    use super::{Bytes, put, put_signed};

    #[test]
    fn numbers_come_back() {
        let edges = [0, 1, 63, 64, 127, 128, 16_383, 16_384, i64::MAX - 1, i64::MAX];
        let mut out = Vec::new();
        for edge in edges {
            put(&mut out, edge as u64);
            put_signed(&mut out, edge);
            put_signed(&mut out, -edge - 1);
        }
        put(&mut out, u64::MAX);
        let mut bytes = Bytes(&out);
        for edge in edges {
            assert_eq!(bytes.take(), Some(edge as u64));
            assert_eq!((bytes.take_signed(), bytes.take_signed()), (Some(edge), Some(-edge - 1)));
        }
        assert_eq!((bytes.take(), bytes.take()), (Some(u64::MAX), None));
    }

    #[test]
    fn what_is_no_number_is_none() {
        assert_eq!(Bytes(&[0x80]).take(), None);
        assert_eq!(Bytes(&[0xff; 9]).take(), None);
        assert_eq!(Bytes(&[0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x02]).take(), None);
        assert_eq!(Bytes(&[200, 1, 0]).length(1), None);
        assert_eq!(Bytes(&[1, 0]).length(1), Some(1));
    }
}
