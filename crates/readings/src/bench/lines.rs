//! Lines of rain gauges: a few hours are written once, then only their times are moved, as cheaply as a generator can
//! that shares the processor with what it measures.

/// Rounds of readings that are written beforehand: two hours.
const ROUNDS: usize = 24;
/// One line in so many comes twice, one in so many a round later.
const TWICE: u32 = 50;
const LATE: u32 = 100;
const TIME_DIGITS: usize = 13;
/// Between two readings of a device, in milliseconds.
pub const INTERVAL: i64 = 300_000;

pub fn key(device: u32) -> String {
    format!("rain-{device:06}")
}

/// Batches of lines, round by round.
pub struct Rounds {
    rounds: Vec<Vec<Batch>>,
    next: usize,
}

struct Batch {
    lines: Vec<u8>,
    /// Where the time of each line stands, and how far it is from the round's.
    times: Vec<(usize, i64)>,
}

impl Rounds {
    pub fn of(devices: std::ops::Range<u32>, batch_lines: usize) -> Rounds {
        let mut chance = Chance(20_200_930);
        let mut storm = vec![0_u32; 64];
        let mut held_back = vec![None; devices.len()];
        let mut rounds = Vec::with_capacity(ROUNDS);
        for _ in 0..ROUNDS {
            for it in &mut storm {
                *it = if chance.below(60) == 0 { 10 + chance.below(60) } else { *it * 15 / 16 };
            }
            let mut batches: Vec<Batch> = Vec::new();
            for device in devices.clone() {
                let value = storm[device as usize % 64] * chance.below(64) / 64;
                let off = i64::from(device % 1_000) * 59;
                let late = held_back[(device - devices.start) as usize].take().map(|value| (off - INTERVAL, value));
                if chance.below(LATE) == 0 {
                    held_back[(device - devices.start) as usize] = Some(value);
                    continue;
                }
                let twice = chance.below(TWICE) == 0;
                for (off, value) in late.into_iter().chain([(off, value)]).chain(twice.then_some((off, value))) {
                    if batches.last().is_none_or(|batch| batch.times.len() >= batch_lines) {
                        batches.push(Batch { lines: Vec::new(), times: Vec::new() });
                    }
                    if let Some(batch) = batches.last_mut() {
                        batch.add(device, off, value);
                    }
                }
            }
            rounds.push(batches);
        }
        Rounds { rounds, next: 0 }
    }

    /// The batches of the next round with their number of lines, with their times moved to it.
    pub fn shifted_to(&mut self, at: i64) -> impl Iterator<Item = (&[u8], usize)> {
        let round = self.next;
        self.next = (self.next + 1) % self.rounds.len();
        self.rounds[round].iter_mut().map(move |batch| {
            let count = batch.times.len();
            (batch.shifted_to(at), count)
        })
    }
}

impl Batch {
    fn add(&mut self, device: u32, off: i64, value: u32) {
        let head = format!("{{\"device\":\"{}\",\"metric\":\"rain\",\"t\":", key(device));
        let tail = format!(",\"v\":{}.{}}}\n", value / 10, value % 10);
        self.lines.extend_from_slice(head.as_bytes());
        self.times.push((self.lines.len(), off));
        self.lines.extend_from_slice(&[b'0'; TIME_DIGITS]);
        self.lines.extend_from_slice(tail.as_bytes());
    }

    fn shifted_to(&mut self, at: i64) -> &[u8] {
        for (place, off) in &self.times {
            let mut rest = at + off;
            for digit in self.lines[*place..*place + TIME_DIGITS].iter_mut().rev() {
                *digit = b'0' + (rest % 10) as u8;
                rest /= 10;
            }
        }
        &self.lines
    }
}

/// The same numbers each time.
struct Chance(u64);

impl Chance {
    fn below(&mut self, most: u32) -> u32 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (((self.0 >> 32) * u64::from(most)) >> 32) as u32
    }
}
