//! How wet the ground is: rain of the days before, each by what is left of it, and thresholds that follow from it.
//!
//! `Pa = Σ k^i · P(i)` over the `n` days before the day of the reading, the formula of `standards`. Days are rain days, from 08:00 to
//! 08:00 in Beijing, as hydrology counts them: a reading of 08:00 tells of what fell before and belongs to the day that ends. The
//! day itself does not count, for its rain is what the rule's window looks at.

use std::collections::VecDeque;

use standards::landslide::rain::antecedent_rain_mm;

use crate::Metric;
use crate::bytes::{Bytes, put, put_signed};

/// 08:00 in Beijing is midnight of Greenwich.
const DAY: i64 = 86_400_000;

/// Thresholds of dry and of wet ground beside the usual ones.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Wetness {
    /// Days that are looked back.
    pub days: u8,
    /// What is left after a day, in thousandths.
    pub decay: u32,
    /// Below this effective antecedent rain the ground is dry, from the other on it is wet, in steps of rain's last digit.
    pub dry_below: i64,
    pub wet_from: i64,
    pub dry: [Option<i64>; 4],
    pub wet: [Option<i64>; 4],
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Ground {
    Dry,
    Usual,
    Wet,
}

impl Wetness {
    pub const MOST_DAYS: u8 = 30;

    pub(crate) fn fault(&self) -> Option<&'static str> {
        let rises = |set: &[Option<i64>; 4]| set.iter().flatten().is_sorted();
        if !(1..=Self::MOST_DAYS).contains(&self.days) {
            Some("the ground is looked back on for one to thirty days")
        } else if !(1..=1_000).contains(&self.decay) {
            Some("what is left after a day lies above 0 and not above 1")
        } else if self.dry_below > self.wet_from {
            Some("the ground is not dry from where it is wet")
        } else if !rises(&self.dry) || !rises(&self.wet) {
            Some("a higher level must not be easier to reach than a lower one")
        } else {
            None
        }
    }

    /// How far back days are needed, behind the memory of the rule's own window.
    pub(crate) fn reach(&self) -> i64 {
        (i64::from(self.days) + 1) * DAY
    }

    /// How the ground was when the reading came, by the days before.
    pub(crate) fn ground(&self, days: &RainDays, at: i64) -> Ground {
        match self.antecedent(days, at) {
            rain if rain < self.dry_below => Ground::Dry,
            rain if rain >= self.wet_from => Ground::Wet,
            _ => Ground::Usual,
        }
    }

    /// The effective antecedent rain at a moment, to the nearest step. A day without readings counts as dry.
    pub fn antecedent(&self, days: &RainDays, at: i64) -> i64 {
        let mut before_mm = [0.0; Self::MOST_DAYS as usize];
        let before_mm = &mut before_mm[..usize::from(self.days)];
        let mut is_dry = true;
        for (n, rain) in (1..).zip(before_mm.iter_mut()) {
            let steps = days.rain(day_of(at) - n);
            is_dry &= steps == 0;
            *rain = (steps as f64 / 10.0).clamp(0.0, RAIN_MM_MOST);
        }
        if is_dry {
            return 0;
        }
        // Both arguments lie within their domains.
        let rain_mm = antecedent_rain_mm(before_mm, f64::from(self.decay) / 1e3).unwrap_or(0.0);
        (rain_mm * 10.0).round() as i64
    }
}

/// More in a day is no rain but a fault of the gauge: where the domain of `standards` ends.
const RAIN_MM_MOST: f64 = 5_000.0;

/// Rain of each of the last days of one series: four bytes a day.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RainDays {
    first: i64,
    /// The sum of each day; of a total its highest value, `i32::MIN` where none is known.
    days: VecDeque<i32>,
    most: u16,
    is_total: bool,
    /// Whether it began with what is stored, or without anything.
    began: bool,
}

impl RainDays {
    /// As many days as are needed to look back so far, in milliseconds.
    pub(crate) fn new(metric: Metric, reach: i64) -> RainDays {
        let is_total = metric == Metric::RainTotal;
        let most = (reach.div_euclid(DAY) + 2 + i64::from(is_total)) as u16;
        RainDays { first: 0, days: VecDeque::with_capacity(most.into()), most, is_total, began: false }
    }

    /// Whether it reaches as far back as is asked now.
    pub(crate) fn fits(&self, metric: Metric, reach: i64) -> bool {
        let fresh = RainDays::new(metric, reach);
        (fresh.most, fresh.is_total) == (self.most, self.is_total)
    }

    /// Whether nobody told it of the days before its first reading.
    pub(crate) fn is_new(&self) -> bool {
        !self.began
    }

    pub(crate) fn begin(&mut self) {
        self.began = true;
    }

    /// Takes in a reading that was not taken before.
    pub(crate) fn add(&mut self, at: i64, value: i32) {
        let day = day_of(at);
        if self.days.is_empty() {
            self.first = day;
        }
        let nothing = if self.is_total { i32::MIN } else { 0 };
        let last = self.first + self.days.len() as i64 - 1;
        if day - last > i64::from(self.most) {
            self.days.clear();
            self.first = day;
        }
        while day >= self.first + self.days.len() as i64 {
            self.days.push_back(nothing);
        }
        // One that is late may lie before the first day, as long as there is room.
        while day < self.first && self.days.len() < usize::from(self.most) {
            self.days.push_front(nothing);
            self.first -= 1;
        }
        while self.days.len() > usize::from(self.most) {
            self.days.pop_front();
            self.first += 1;
        }
        let is_total = self.is_total;
        if let Some(sum) = usize::try_from(day - self.first).ok().and_then(|place| self.days.get_mut(place)) {
            *sum = if is_total { value.max(*sum) } else { sum.saturating_add(value) };
        }
    }

    /// What fell on a day, in steps.
    fn rain(&self, day: i64) -> i64 {
        let of = |day: i64| usize::try_from(day - self.first).ok().and_then(|place| self.days.get(place)).copied();
        if !self.is_total {
            return of(day).unwrap_or(0).into();
        }
        let known = |day: i64| of(day).filter(|it| *it != i32::MIN);
        let before = (self.first..day).rev().find_map(known);
        known(day).zip(before).map_or(0, |(now, before)| (i64::from(now) - i64::from(before)).max(0))
    }

    pub(crate) fn bytes(&self) -> usize {
        size_of::<RainDays>() + self.days.capacity() * 4
    }

    pub(crate) fn encode(&self, out: &mut Vec<u8>) {
        put_signed(out, self.first);
        put(out, u64::from(self.most) << 2 | u64::from(self.is_total) << 1 | u64::from(self.began));
        put(out, self.days.len() as u64);
        self.days.iter().for_each(|it| put_signed(out, (*it).into()));
    }

    pub(crate) fn decode(bytes: &mut Bytes<'_>) -> Option<RainDays> {
        let first = bytes.take_signed()?;
        let shape: u32 = bytes.take_as()?;
        let (most, is_total, began) = (u16::try_from(shape >> 2).ok()?, shape & 2 == 2, shape & 1 == 1);
        let count = bytes.length(1)?;
        let mut days = VecDeque::with_capacity(usize::from(most).min(64));
        for _ in 0..count {
            days.push_back(bytes.take_signed_as()?);
        }
        (count <= usize::from(most)).then_some(RainDays { first, days, most, is_total, began })
    }
}

/// The rain day of a reading, which tells of what fell before it.
fn day_of(at: i64) -> i64 {
    (at - 1).div_euclid(DAY)
}

#[cfg(test)]
mod tests;
