//! Why a line was not taken, how often, and the last few to look at.

use std::collections::VecDeque;

/// Why a reading was refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[repr(u8)]
pub enum Reason {
    NotJson,
    /// A field is missing, of the wrong type, or there twice.
    FieldMissing,
    UnknownDevice,
    /// The metric is none, or none that this device measures.
    UnknownMetric,
    /// Outside of what can be true of the metric or of this device.
    ImpossibleValue,
    Duplicate,
    /// Older than what the store takes at all. What only comes too late for a rule is kept.
    TooLate,
    InTheFuture,
}

impl Reason {
    pub const ALL: [Reason; 8] = [
        Reason::NotJson,
        Reason::FieldMissing,
        Reason::UnknownDevice,
        Reason::UnknownMetric,
        Reason::ImpossibleValue,
        Reason::Duplicate,
        Reason::TooLate,
        Reason::InTheFuture,
    ];

    /// The word for it in answers to programs and in records.
    pub const fn code(self) -> &'static str {
        match self {
            Reason::NotJson => "not_json",
            Reason::FieldMissing => "field_missing",
            Reason::UnknownDevice => "unknown_device",
            Reason::UnknownMetric => "unknown_metric",
            Reason::ImpossibleValue => "impossible_value",
            Reason::Duplicate => "duplicate",
            Reason::TooLate => "too_late",
            Reason::InTheFuture => "in_the_future",
        }
    }
}

/// What came of a batch, or of all of them.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Counts {
    pub accepted: u64,
    /// Of the accepted ones: too late to be judged by any rule.
    pub late: u64,
    refused: [u64; Reason::ALL.len()],
}

impl Counts {
    pub fn refused(&self, reason: Reason) -> u64 {
        self.refused[reason as usize]
    }

    pub fn all_refused(&self) -> u64 {
        self.refused.iter().sum()
    }

    pub fn refuse(&mut self, reason: Reason) {
        self.refused[reason as usize] += 1;
    }

    pub fn add(&mut self, other: &Counts) {
        self.accepted += other.accepted;
        self.late += other.late;
        for (sum, more) in self.refused.iter_mut().zip(other.refused) {
            *sum += more;
        }
    }
}

/// The last refused lines of each reason, each cut to what a person needs to recognise it.
#[derive(Debug, Default)]
pub struct Quarantine {
    kept: [VecDeque<Kept>; Reason::ALL.len()],
}

/// A refused line, and when it came.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Kept {
    pub arrived: i64,
    pub line: Box<[u8]>,
}

impl Quarantine {
    pub const LINES: usize = 32;
    pub const LINE_BYTES: usize = 256;

    pub fn keep(&mut self, reason: Reason, line: &[u8], arrived: i64) {
        let kept = &mut self.kept[reason as usize];
        if kept.len() == Self::LINES {
            kept.pop_front();
        }
        kept.push_back(Kept { arrived, line: line[..line.len().min(Self::LINE_BYTES)].into() });
    }

    /// From the oldest to the newest.
    pub fn of(&self, reason: Reason) -> impl Iterator<Item = &Kept> {
        self.kept[reason as usize].iter()
    }
}

#[cfg(test)]
mod tests {
    use super::{Counts, Quarantine, Reason};

    #[test]
    fn each_reason_has_its_own_place_and_word() {
        let mut counts = Counts::default();
        for (place, reason) in Reason::ALL.into_iter().enumerate() {
            assert_eq!(reason as usize, place);
            (0..=place).for_each(|_| counts.refuse(reason));
        }
        counts.add(&counts.clone());
        assert_eq!(Reason::ALL.map(|it| counts.refused(it)), [2, 4, 6, 8, 10, 12, 14, 16]);
        let words: std::collections::BTreeSet<_> = Reason::ALL.into_iter().map(Reason::code).collect();
        assert_eq!(words.len(), Reason::ALL.len());
    }

    #[test]
    fn the_quarantine_keeps_the_last_lines_of_each_reason_and_no_more() {
        let mut quarantine = Quarantine::default();
        for n in 0..100 {
            quarantine.keep(Reason::NotJson, &vec![n; usize::from(n) * 10], i64::from(n));
        }
        quarantine.keep(Reason::Duplicate, b"{}", 7);
        let kept: Vec<_> = quarantine.of(Reason::NotJson).collect();
        assert_eq!((kept.len(), kept[0].arrived, kept[31].arrived), (Quarantine::LINES, 68, 99));
        assert!(kept.iter().all(|it| it.line.len() == Quarantine::LINE_BYTES));
        assert_eq!(quarantine.of(Reason::Duplicate).count(), 1);
    }
}
