//! Chance from a seed, so that the same seed gives the same county on every machine.

/// splitmix64: thirty lines are enough here, and a library's generator may change its stream with a new version.
#[derive(Debug, Clone)]
pub struct Chance(u64);

impl Chance {
    /// Each part of the county draws from a stream of its own: a new draw in one part leaves the others as they were.
    pub fn new(seed: u64, part: &str) -> Self {
        let mixed = part.bytes().fold(seed ^ 0x9e37_79b9_7f4a_7c15, |hash, byte| {
            (hash ^ u64::from(byte)).wrapping_mul(0x0000_0100_0000_01b3)
        });
        Self(mixed)
    }

    pub fn draw(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    /// From 0 up to but not including `n`; `n` is at least 1.
    pub fn below(&mut self, n: usize) -> usize {
        (self.draw() % n.max(1) as u64) as usize
    }

    /// From 0 up to but not including 1.
    pub fn unit(&mut self) -> f64 {
        (self.draw() >> 11) as f64 / (1_u64 << 53) as f64
    }

    /// From `low` up to `high`.
    pub fn within(&mut self, low: f64, high: f64) -> f64 {
        low + (high - low) * self.unit()
    }

    /// Chance that is asked by place and time and not by turn: the same answer whoever asks, and in whatever order.
    pub fn at(seed: u64, place: u64, time: i64) -> Chance {
        let mixed = (seed ^ place.wrapping_mul(0xd6e8_feb8_6659_fd93)).wrapping_add(time.cast_unsigned());
        Chance(mixed.wrapping_mul(0x9e37_79b9_7f4a_7c15) ^ (mixed >> 29))
    }

    /// Both ends included.
    pub fn between(&mut self, first: i64, last: i64) -> i64 {
        first + self.below((last - first + 1).max(1) as usize) as i64
    }

    pub fn permille(&mut self, n: u32) -> bool {
        self.below(1000) < n as usize
    }

    /// The list is never empty: every list here is a table of this crate.
    pub fn one<'a, T>(&mut self, list: &'a [T]) -> &'a T {
        &list[self.below(list.len())]
    }

    /// Index into a rising table of sums, so that a wider step is drawn more often.
    pub fn weighted(&mut self, sums: &[u64]) -> usize {
        let total = sums.last().copied().unwrap_or(1).max(1);
        let drawn = self.draw() % total;
        sums.partition_point(|sum| *sum <= drawn).min(sums.len().saturating_sub(1))
    }
}
