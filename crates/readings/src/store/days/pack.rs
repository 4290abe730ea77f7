//! Runs of whole numbers in as few bits as most of them need; the few that need more stand behind.
//!
//! Sixty-four at a time: the width in bits, how many don't fit, the low bits of all of them, then place and high bits of
//! each that doesn't fit.

use crate::bytes::{Bytes, put};

const RUN: usize = 64;

pub fn zigzag(number: i64) -> u64 {
    (number << 1 ^ number >> 63) as u64
}

pub fn unzigzag(number: u64) -> i64 {
    (number >> 1) as i64 ^ -((number & 1) as i64)
}

pub fn pack(numbers: &[u64], out: &mut Vec<u8>) {
    for run in numbers.chunks(RUN) {
        let width = cheapest(run);
        let large = || run.iter().enumerate().filter(|(_, it)| high_bits(**it, width) > 0);
        out.extend([width, large().count() as u8]);
        let (mut filled, mut bits) = (0, 0_u128);
        for number in run {
            bits |= u128::from(low_bits(*number, width)) << filled;
            filled += u32::from(width);
            while filled >= 8 {
                out.push(bits as u8);
                bits >>= 8;
                filled -= 8;
            }
        }
        if filled > 0 {
            out.push(bits as u8);
        }
        for (place, number) in large() {
            out.push(place as u8);
            put(out, high_bits(*number, width));
        }
    }
}

/// Reads `count` numbers.
pub fn unpack(bytes: &mut Bytes<'_>, count: usize, numbers: &mut Vec<u64>) -> Option<()> {
    let mut left = count;
    while left > 0 {
        let run = left.min(RUN);
        let (width, large) = (bytes.byte().filter(|width| *width <= 64)?, bytes.byte()?);
        let packed = bytes.slice((run * usize::from(width)).div_ceil(8))?;
        let (mut filled, mut bits, mut next) = (0, 0_u128, packed.iter());
        let begun = numbers.len();
        for _ in 0..run {
            while filled < u32::from(width) {
                bits |= u128::from(*next.next()?) << filled;
                filled += 8;
            }
            numbers.push(low_bits(bits as u64, width));
            bits >>= width;
            filled -= u32::from(width);
        }
        for _ in 0..large {
            let place = begun + usize::from(bytes.byte()?);
            let high = bytes.take()?;
            *numbers.get_mut(place)? |= high.checked_shl(width.into())?;
        }
        left -= run;
    }
    Some(())
}

fn low_bits(number: u64, width: u8) -> u64 {
    number & 1_u64.checked_shl(width.into()).map_or(u64::MAX, |it| it - 1)
}

fn high_bits(number: u64, width: u8) -> u64 {
    number.checked_shr(width.into()).unwrap_or(0)
}

/// The width that makes a run smallest.
fn cheapest(run: &[u64]) -> u8 {
    let mut needing = [0_usize; 65];
    for number in run {
        needing[(64 - number.leading_zeros()) as usize] += 1;
    }
    let widest = needing.iter().rposition(|count| *count > 0).unwrap_or(0);
    let large = |needed: usize, width: usize| (needed - width).div_ceil(7) * 8 + 8;
    let cost = |width: usize| {
        let others = (width + 1..=widest).filter(|needed| needing[*needed] > 0);
        run.len() * width + others.map(|needed| needing[needed] * large(needed, width)).sum::<usize>()
    };
    (0..=widest).min_by_key(|width| cost(*width)).unwrap_or(0) as u8
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::{pack, unpack, unzigzag, zigzag};
    use crate::bytes::Bytes;

    proptest! {
        #[test]
        fn numbers_come_back(numbers in prop::collection::vec(prop_oneof![0..4_u64, 0..900_u64, any::<u64>()], 0..200)) {
            let (mut out, mut back) = (Vec::new(), Vec::new());
            pack(&numbers, &mut out);
            let mut bytes = Bytes(&out);
            prop_assert_eq!(unpack(&mut bytes, numbers.len(), &mut back), Some(()));
            prop_assert!(bytes.is_empty());
            prop_assert_eq!(&back, &numbers);
            for number in numbers {
                prop_assert_eq!(zigzag(unzigzag(number)), number);
            }
        }

        #[test]
        fn anything_is_read_without_harm(bytes in prop::collection::vec(any::<u8>(), 0..200), count in 0..300_usize) {
            let _numbers_or_none = unpack(&mut Bytes(&bytes), count, &mut Vec::new());
        }
    }

    #[test]
    fn equal_numbers_cost_next_to_nothing() {
        let mut out = Vec::new();
        let mut numbers = [0; 256];
        pack(&numbers, &mut out);
        assert_eq!(out.len(), 8);
        numbers[77] = 300_000;
        out.clear();
        pack(&numbers, &mut out);
        assert_eq!(out.len(), 12);
    }
}
