//! What the numbers count: each with what is known of it, and the lists behind it.

use kernel::words;
use page::compare::Known;

use super::Counts;
use crate::narrow::Having;

words! {
    /// One number of a row.
    pub enum Measure {
        Accidents = "accidents",
        /// With the missing.
        Deaths = "deaths",
        Injured = "injured",
        /// In yuan.
        Loss = "loss",
    }
}

impl Measure {
    pub fn of(self, counts: &Counts) -> Known {
        let n = match self {
            Measure::Accidents => counts.accidents,
            Measure::Deaths => counts.deaths,
            Measure::Injured => counts.injured,
            Measure::Loss => counts.loss_yuan,
        };
        Known { n, open: self.unknown(counts) > 0 }
    }

    /// Of how many accidents it is not known.
    pub fn unknown(self, counts: &Counts) -> i64 {
        match self {
            Measure::Accidents => 0,
            Measure::Deaths => counts.deaths_unknown,
            Measure::Injured => counts.injured_unknown,
            Measure::Loss => counts.loss_unknown,
        }
    }

    /// The accidents that make the number; all of them where the number is theirs.
    pub fn having(self) -> Option<Having> {
        match self {
            Measure::Accidents => None,
            Measure::Deaths => Some(Having::Deaths),
            Measure::Injured => Some(Having::Injured),
            Measure::Loss => Some(Having::Loss),
        }
    }

    /// Those of which it is not known.
    pub fn having_unknown(self) -> Option<Having> {
        match self {
            Measure::Accidents => None,
            Measure::Deaths => Some(Having::DeathsUnknown),
            Measure::Injured => Some(Having::InjuredUnknown),
            Measure::Loss => Some(Having::LossUnknown),
        }
    }
}
