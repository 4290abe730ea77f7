//! A run of readings that is complete for the most part: packed in as few bytes as their times and values differ by.
//!
//! The `i`th time is `first - lag + i·step + u(i)`, where `step` is the mean distance and `u(i)` has no sign; a device
//! that keeps its beat needs no bytes for times at all. The `i`th value is `low + w(i)`: rain that doesn't fall needs no
//! bytes for values. `u` and `w` take 0, 1, 2 or 4 bytes each, the same within a block, so that any place in it can be
//! read without the ones before.

use super::Sums;
use crate::bytes::{Bytes, put, put_signed};

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Block {
    pub first: i64,
    span: u32,
    lag: u32,
    step: u32,
    low: i32,
    high: i32,
    sum: i64,
    count: u8,
    time_bytes: u8,
    value_bytes: u8,
    /// All times, then all values.
    packed: Box<[u8]>,
}

impl Block {
    /// No block goes over a longer time, in milliseconds (49 days).
    pub const LONGEST: i64 = u32::MAX as i64;
    pub const MOST: usize = u8::MAX as usize;

    /// Packs readings in order of time: at least one, at most [`Block::MOST`], over at most [`Block::LONGEST`].
    pub fn pack(times: &[i64], values: &[i32]) -> Block {
        let (first, last) = (times[0], times[times.len() - 1]);
        let step = (last - first) / (times.len() as i64 - 1).max(1);
        let off = |(i, at): (usize, &i64)| at - first - i as i64 * step;
        let ahead = times.iter().enumerate().map(off).min().unwrap_or(0);
        let off: Vec<u32> = times.iter().enumerate().map(|it| (off(it) - ahead) as u32).collect();
        let sums = Sums::of(values);
        let above: Vec<u32> = values.iter().map(|it| it.wrapping_sub(sums.low) as u32).collect();
        let (time_bytes, value_bytes) = (bytes_for(&off), bytes_for(&above));
        let mut packed = Vec::with_capacity(times.len() * usize::from(time_bytes + value_bytes));
        write(&off, time_bytes, &mut packed);
        write(&above, value_bytes, &mut packed);
        Block {
            first,
            span: (last - first) as u32,
            lag: off[0],
            step: step as u32,
            low: sums.low,
            high: sums.high,
            sum: sums.sum,
            count: times.len() as u8,
            time_bytes,
            value_bytes,
            packed: packed.into_boxed_slice(),
        }
    }

    pub fn len(&self) -> usize {
        usize::from(self.count)
    }

    pub fn last(&self) -> i64 {
        self.first + i64::from(self.span)
    }

    pub fn time(&self, place: usize) -> i64 {
        let beat = i64::from(self.step) * place as i64;
        self.first - i64::from(self.lag) + beat + i64::from(read(self.times(), self.time_bytes, place))
    }

    pub fn value(&self, place: usize) -> i32 {
        self.low.wrapping_add(read(self.values(), self.value_bytes, place) as i32)
    }

    /// How many readings are not later than `at`.
    pub fn until(&self, at: i64) -> usize {
        if at < self.first {
            return 0;
        }
        if at >= self.last() {
            return self.len();
        }
        if self.time_bytes == 0 {
            return ((at - self.first) / i64::from(self.step)) as usize + 1;
        }
        let (mut low, mut high) = (0, self.len());
        while low < high {
            let middle = (low + high) / 2;
            if self.time(middle) <= at {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        low
    }

    pub fn whole(&self) -> Sums {
        Sums { count: self.count.into(), sum: self.sum, low: self.low, high: self.high }
    }

    pub fn sum(&self) -> i64 {
        self.sum
    }

    pub fn part_sum(&self, from: usize, to: usize) -> i64 {
        let width = usize::from(self.value_bytes);
        let values = &self.values()[from * width..to * width];
        let above: u64 = match width {
            0 => 0,
            1 => values.iter().map(|it| u64::from(*it)).sum(),
            2 => values.as_chunks().0.iter().map(|it| u64::from(u16::from_le_bytes(*it))).sum(),
            _ => values.as_chunks().0.iter().map(|it| u64::from(u32::from_le_bytes(*it))).sum(),
        };
        above as i64 + i64::from(self.low) * (to - from) as i64
    }

    pub fn part(&self, from: usize, to: usize) -> Sums {
        let count = to - from;
        if count == 0 {
            return Sums::NONE;
        }
        let width = usize::from(self.value_bytes);
        let values = &self.values()[from * width..to * width];
        let (above, least, most) = match width {
            0 => (0, 0, 0),
            1 => fold(values, |it| (*it).into()),
            2 => fold(values.as_chunks().0, |it| u16::from_le_bytes(*it).into()),
            _ => fold(values.as_chunks().0, |it| u32::from_le_bytes(*it)),
        };
        let raised = |by: u32| self.low.wrapping_add(by as i32);
        let sum = above as i64 + i64::from(self.low) * count as i64;
        Sums { count: count as u32, sum, low: raised(least), high: raised(most) }
    }

    pub fn unpack(&self, times: &mut Vec<i64>, values: &mut Vec<i32>) {
        times.extend((0..self.len()).map(|place| self.time(place)));
        values.extend((0..self.len()).map(|place| self.value(place)));
    }

    pub fn encode(&self, out: &mut Vec<u8>) {
        out.extend([self.count, self.time_bytes, self.value_bytes]);
        put_signed(out, self.first);
        [self.span, self.lag, self.step].into_iter().for_each(|it| put(out, it.into()));
        [self.low.into(), self.high.into(), self.sum].into_iter().for_each(|it| put_signed(out, it));
        out.extend_from_slice(&self.packed);
    }

    pub fn decode(bytes: &mut Bytes<'_>) -> Option<Block> {
        let (count, time_bytes, value_bytes) = (bytes.byte()?, bytes.byte()?, bytes.byte()?);
        let width = |it: u8| [0, 1, 2, 4].contains(&it).then_some(usize::from(it));
        let (first, span, lag, step) = (bytes.take_signed()?, bytes.take_as()?, bytes.take_as()?, bytes.take_as()?);
        let (low, high, sum) = (bytes.take_signed_as()?, bytes.take_signed_as()?, bytes.take_signed()?);
        let length = usize::from(count) * (width(time_bytes)? + width(value_bytes)?);
        let packed = bytes.slice(length)?.into();
        // A step of nothing is that of a single reading.
        let sound = count > 0 && (step > 0 || count == 1 || time_bytes > 0);
        sound.then_some(Block { first, span, lag, step, low, high, sum, count, time_bytes, value_bytes, packed })
    }

    pub fn bytes(&self) -> usize {
        size_of::<Block>() + self.packed.len()
    }

    fn times(&self) -> &[u8] {
        &self.packed[..self.len() * usize::from(self.time_bytes)]
    }

    fn values(&self) -> &[u8] {
        &self.packed[self.len() * usize::from(self.time_bytes)..]
    }
}

fn fold<T>(values: &[T], number: impl Fn(&T) -> u32) -> (u64, u32, u32) {
    let numbers = || values.iter().map(&number);
    (numbers().map(u64::from).sum(), numbers().fold(u32::MAX, u32::min), numbers().fold(0, u32::max))
}

fn bytes_for(numbers: &[u32]) -> u8 {
    match numbers.iter().fold(0, |all, it| all | it) {
        0 => 0,
        1..=0xff => 1,
        0x100..=0xffff => 2,
        _ => 4,
    }
}

fn write(numbers: &[u32], width: u8, out: &mut Vec<u8>) {
    for number in numbers {
        out.extend_from_slice(&number.to_le_bytes()[..usize::from(width)]);
    }
}

fn read(packed: &[u8], width: u8, place: usize) -> u32 {
    match width {
        0 => 0,
        1 => packed[place].into(),
        2 => u16::from_le_bytes(packed.as_chunks().0[place]).into(),
        _ => u32::from_le_bytes(packed.as_chunks().0[place]),
    }
}
