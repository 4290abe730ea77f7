//! The recent readings of one series in order of their own time, and what can be asked of any window over them.
//!
//! Nothing is kept for a window: it is read. The newest readings lie open, older ones in blocks that know their own sums,
//! so a window of three days is a dozen blocks and one cut. A reading that comes late is put in its place, and every
//! window over it is right from then on, because there is nothing else that would have to be corrected.

mod block;
#[cfg(test)]
mod tests;

use std::collections::VecDeque;

use block::Block;

use crate::bytes::{Bytes, put, put_signed};

/// How many readings go into a block, and how many lie open at most. Fewer open ones save memory; those that stay open
/// behind a block (sixteen) take in late readings cheaply.
const BLOCK: usize = 48;
const OPEN: usize = 64;

/// Recent readings of a series.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Recent {
    blocks: VecDeque<Block>,
    times: Vec<i64>,
    values: Vec<i32>,
}

/// What is known of the readings in a window without their order.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Sums {
    pub count: u32,
    pub sum: i64,
    pub low: i32,
    pub high: i32,
}

/// A reading in its series.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Point {
    pub at: i64,
    pub value: i32,
}

/// Where a reading was put.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Placed {
    Newest,
    Between,
    /// There is one of that time already; nothing was put.
    Twice,
}

impl Sums {
    pub const NONE: Sums = Sums { count: 0, sum: 0, low: i32::MAX, high: i32::MIN };

    pub fn of(values: &[i32]) -> Sums {
        // One pass for each figure: these the compiler turns into vector instructions.
        Sums {
            count: values.len() as u32,
            sum: values.iter().map(|it| i64::from(*it)).sum(),
            low: values.iter().copied().fold(i32::MAX, i32::min),
            high: values.iter().copied().fold(i32::MIN, i32::max),
        }
    }

    pub fn with(self, other: &Sums) -> Sums {
        Sums {
            count: self.count + other.count,
            sum: self.sum + other.sum,
            low: self.low.min(other.low),
            high: self.high.max(other.high),
        }
    }
}

impl Recent {
    pub fn newest(&self) -> Option<Point> {
        Some(Point { at: *self.times.last()?, value: *self.values.last()? })
    }

    pub fn put(&mut self, at: i64, value: i32) -> Placed {
        match self.times.last() {
            Some(newest) if at <= *newest => self.put_late(at, value),
            _ => {
                if self.times.len() == OPEN {
                    self.close();
                }
                self.times.push(at);
                self.values.push(value);
                Placed::Newest
            }
        }
    }

    /// Forgets what no window ends behind any more. Blocks go as a whole, so a little more stays than was asked for.
    pub fn forget_until(&mut self, at: i64) {
        while self.blocks.front().is_some_and(|block| block.last() <= at) {
            self.blocks.pop_front();
        }
    }

    /// Forgets the oldest block when there are more than `most` readings; whether that was so.
    pub fn forget_all_but(&mut self, most: usize) -> bool {
        // Blocks are half full at least.
        let many = self.blocks.len() * BLOCK * 2 > most && self.len() > most;
        many && self.blocks.pop_front().is_some()
    }

    pub fn len(&self) -> usize {
        self.blocks.iter().map(Block::len).sum::<usize>() + self.times.len()
    }

    pub fn is_empty(&self) -> bool {
        self.times.is_empty()
    }

    /// The readings later than `after` and not later than `until`.
    pub fn over(&self, after: i64, until: i64) -> Sums {
        self.gather((after, until), Sums::NONE, Sums::of, Block::whole, Block::part, |a, b| a.with(&b))
    }

    /// Their sum alone, which costs a third.
    pub fn sum(&self, after: i64, until: i64) -> i64 {
        let open = |values: &[i32]| values.iter().map(|it| i64::from(*it)).sum();
        self.gather((after, until), 0, open, Block::sum, Block::part_sum, |a, b| a + b)
    }

    /// What is known of a window from the open readings in it, whole blocks and parts of blocks.
    fn gather<T>(
        &self,
        (after, until): (i64, i64),
        none: T,
        open: impl Fn(&[i32]) -> T,
        whole: impl Fn(&Block) -> T,
        part: impl Fn(&Block, usize, usize) -> T,
        add: impl Fn(T, T) -> T,
    ) -> T {
        if after >= until {
            return none;
        }
        let from = self.times.partition_point(|it| *it <= after);
        let is_newest = self.times.last().is_some_and(|newest| *newest <= until);
        let to = if is_newest { self.times.len() } else { self.times.partition_point(|it| *it <= until) };
        let mut all = open(&self.values[from..to]);
        if from > 0 {
            return all;
        }
        for block in self.blocks.iter().rev() {
            if block.last() <= after {
                break;
            }
            if block.first > after && block.last() <= until {
                all = add(all, whole(block));
            } else if block.first <= until {
                all = add(all, part(block, block.until(after), block.until(until)));
            }
        }
        all
    }

    /// The oldest reading later than `after`.
    pub fn first_after(&self, after: i64) -> Option<Point> {
        let place = self.times.partition_point(|it| *it <= after);
        if place == 0
            && let Some(block) = self.blocks.iter().rev().take_while(|block| block.last() > after).last()
        {
            let place = block.until(after);
            return Some(Point { at: block.time(place), value: block.value(place) });
        }
        Some(Point { at: *self.times.get(place)?, value: self.values[place] })
    }

    /// The readings from `from` on, in order.
    pub fn since(&self, from: i64) -> impl Iterator<Item = Point> {
        let old = self.blocks.iter().skip_while(move |block| block.last() < from);
        let old = old.flat_map(|block| (0..block.len()).map(|i| Point { at: block.time(i), value: block.value(i) }));
        let open = self.times.iter().zip(&self.values).map(|(at, value)| Point { at: *at, value: *value });
        old.chain(open).skip_while(move |it| it.at < from)
    }

    pub(crate) fn encode(&self, out: &mut Vec<u8>) {
        put(out, self.blocks.len() as u64);
        self.blocks.iter().for_each(|block| block.encode(out));
        put(out, self.times.len() as u64);
        let mut before = 0;
        for (at, value) in self.times.iter().zip(&self.values) {
            put_signed(out, at - std::mem::replace(&mut before, *at));
            put_signed(out, i64::from(*value));
        }
    }

    pub(crate) fn decode(bytes: &mut Bytes<'_>) -> Option<Recent> {
        let mut recent = Recent::default();
        for _ in 0..bytes.length(1)? {
            recent.blocks.push_back(Block::decode(bytes)?);
        }
        let mut at = 0_i64;
        for _ in 0..bytes.length(2)? {
            at = at.checked_add(bytes.take_signed()?)?;
            recent.times.push(at);
            recent.values.push(bytes.take_signed_as()?);
        }
        Some(recent)
    }

    /// Bytes in memory beside the value itself.
    pub fn bytes(&self) -> usize {
        let blocks = self.blocks.iter().map(|block| block.bytes() - size_of::<Block>()).sum::<usize>();
        blocks + self.blocks.capacity() * size_of::<Block>() + self.times.capacity() * 8 + self.values.capacity() * 4
    }

    /// The oldest open readings become a block.
    fn close(&mut self) {
        let blocks = packed(&self.times[..BLOCK], &self.values[..BLOCK]);
        self.blocks.extend(blocks);
        self.times.drain(..BLOCK);
        self.values.drain(..BLOCK);
    }

    fn put_late(&mut self, at: i64, value: i32) -> Placed {
        let block = self.blocks.partition_point(|block| block.first <= at);
        let in_the_open = self.blocks.back().is_none_or(|block| at > block.last());
        if in_the_open {
            return match self.times.binary_search(&at) {
                Ok(_) => Placed::Twice,
                Err(place) => {
                    self.times.insert(place, at);
                    self.values.insert(place, value);
                    if self.times.len() > OPEN {
                        self.close();
                    }
                    Placed::Between
                }
            };
        }
        let block = block.saturating_sub(1);
        let (mut times, mut values) = (Vec::with_capacity(BLOCK * 2), Vec::with_capacity(BLOCK * 2));
        self.blocks[block].unpack(&mut times, &mut values);
        match times.binary_search(&at) {
            Ok(_) => Placed::Twice,
            Err(place) => {
                times.insert(place, at);
                values.insert(place, value);
                let behind = self.blocks.split_off(block + 1);
                self.blocks.pop_back();
                let half = if times.len() > BLOCK * 2 { times.len() / 2 } else { times.len() };
                self.blocks.extend(packed(&times[..half], &values[..half]));
                self.blocks.extend(packed(&times[half..], &values[half..]));
                self.blocks.extend(behind);
                Placed::Between
            }
        }
    }
}

/// Readings in order as blocks: one, or more where they are too far apart.
fn packed(mut times: &[i64], mut values: &[i32]) -> Vec<Block> {
    let mut blocks = Vec::with_capacity(1);
    while let Some(first) = times.first() {
        let near = times.partition_point(|at| at - first <= Block::LONGEST).min(Block::MOST);
        blocks.push(Block::pack(&times[..near], &values[..near]));
        (times, values) = (&times[near..], &values[near..]);
    }
    blocks
}
