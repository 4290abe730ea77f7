//! Named models as figures of one series: critical rain by intensity and duration, the improved tangent angle of a slope, and
//! the time of its failure by inverse velocity. The formulas are those of `standards`.
//!
//! Each depends on the readings of its window alone, in their own times, and on nothing that was computed before, so that a
//! late reading puts it right like any sum. What is a number of nature is computed in floating point and rounded to tenths,
//! half away from zero; the comparison with a threshold is exact from there.

use standards::landslide::displacement::{inverse_velocity as failure, tangent_angle_deg};
use standards::landslide::rain::Threshold;

use crate::{Metric, Point, Recent};

const HOUR_MS: f64 = 3_600_000.0;

/// A curve of critical rain, `I = a·D^(-b)`, I in mm/h, D in hours.
///
/// The figure is the highest part of the curve that the rain of any duration ending with the reading comes to. Looked at are the
/// durations back to each earlier reading, for whatever fell between two readings is known as one amount: a window
/// that ends between them holds no less time for the same rain. Since `b` is at most one, the rain that the curve asks for
/// grows with the duration; so of windows with the same rain the shortest is the worst, and windows that begin with a
/// dry reading are passed over. Rain that fell in less than the shortest duration counts as rain of that duration.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct IntensityDuration {
    /// `a` in thousandths of mm/h.
    pub factor: u32,
    /// `b` in thousandths.
    pub exponent: u32,
    /// In milliseconds; the longest duration is the rule's window.
    pub shortest: i64,
}

impl IntensityDuration {
    /// Six minutes: for less than that no curve was made.
    pub const SHORTEST: i64 = 6 * 60_000;

    pub(crate) fn fault(&self, longest: i64) -> Option<&'static str> {
        if !(1..=1_000_000).contains(&self.factor) {
            Some("the factor of the curve lies above 0 and not above 1000")
        } else if self.exponent > 1_000 {
            Some("the exponent of the curve lies between 0 and 1")
        } else if !(Self::SHORTEST..=longest).contains(&self.shortest) {
            Some("the shortest duration is at least six minutes and not longer than the longest")
        } else {
            None
        }
    }

    fn curve(&self) -> Option<Threshold> {
        Threshold::local(0.0, f64::from(self.factor) / 1e3, f64::from(self.exponent) / 1e3).ok()
    }

    /// Nothing while there is no reading before it within the longest duration.
    pub(crate) fn tenths_of_percent(
        &self,
        metric: Metric,
        recent: &Recent,
        reading: Point,
        longest: i64,
    ) -> Option<i64> {
        let begins = reading.at - longest;
        let first = recent.first_after(begins - 1).filter(|it| it.at < reading.at)?;
        let is_total = metric == Metric::RainTotal;
        let fallen = recent.over(first.at, reading.at);
        if (is_total && first.value == reading.value) || (!is_total && fallen.high <= 0) {
            return Some(0);
        }
        let curve = self.curve()?;
        let steps = 10_f64.powi(metric.shape().decimals.into());
        let (mut before, mut left, mut highest) = (first, fallen.sum, 0.0_f64);
        for it in recent.since(first.at + 1).take_while(|it| it.at <= reading.at) {
            let amount = if is_total { i64::from(it.value) - i64::from(before.value) } else { it.value.into() };
            let rain = if is_total { i64::from(reading.value) - i64::from(before.value) } else { left };
            if amount > 0 && rain > 0 {
                let duration_h = (reading.at - before.at).max(self.shortest) as f64 / HOUR_MS;
                highest = highest.max(curve.reached(rain as f64 / steps, duration_h).unwrap_or(0.0));
            }
            (before, left) = (it, left - i64::from(it.value));
        }
        tenths(highest * 100.0)
    }
}

/// The speed of a slope in its uniform stage, in thousandths of a millimetre a day.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct UniformSpeed(pub u32);

impl UniformSpeed {
    pub(crate) fn fault(self) -> Option<&'static str> {
        (self.0 == 0).then_some("the uniform speed lies above zero")
    }

    pub(crate) fn tenths_of_degree(self, metric: Metric, first: Point, last: Point) -> Option<i64> {
        if first.at >= last.at {
            return None;
        }
        let days = (last.at - first.at) as f64 / HOUR_MS / 24.0;
        let speed = (amount(metric, last) - amount(metric, first)).abs() / days;
        tenths(tangent_angle_deg(speed, f64::from(self.0) / 1e3).ok()?)
    }
}

/// Into how many equal parts of time the window is divided for speeds.
const PARTS: usize = 8;

/// Tenths of an hour until the slope fails, by a line through the inverse speeds of the parts of the window (exponent 2).
///
/// Displacements between readings lie on straight lines. Nothing while readings cover less than half of the window, while a
/// part stands still or goes back, or while the movement does not accelerate. What should have failed already has none left.
pub(crate) fn inverse_velocity(metric: Metric, recent: &Recent, reading: Point, window: i64) -> Option<i64> {
    let first = recent.first_after(reading.at - window)?;
    let lasts = reading.at - first.at;
    if lasts * 2 < window || lasts < PARTS as i64 {
        return None;
    }
    let border = |part: usize| first.at + lasts * part as i64 / PARTS as i64;
    let (mut values, mut next, mut before) = ([0.0; PARTS + 1], 0, first);
    for it in recent.since(first.at).take_while(|it| it.at <= reading.at) {
        while next <= PARTS && border(next) <= it.at {
            values[next] = between(metric, before, it, border(next));
            next += 1;
        }
        before = it;
    }
    let ahead = (values[PARTS] - values[0]).signum();
    let (mut times, mut speeds) = ([0.0; PARTS], [0.0; PARTS]);
    for part in 0..PARTS {
        let (from, to) = (border(part), border(part + 1));
        times[part] = ((from - reading.at) + (to - reading.at)) as f64 / 2.0 / HOUR_MS;
        speeds[part] = (values[part + 1] - values[part]) * ahead / ((to - from) as f64 / HOUR_MS);
    }
    let found = failure(&times, &speeds, 2.0).ok()?;
    tenths(found.time.clamp(0.0, (crate::Rule::NOT_IN_SIGHT - 1) as f64 / 10.0))
}

fn amount(metric: Metric, point: Point) -> f64 {
    f64::from(point.value) / 10_f64.powi(metric.shape().decimals.into())
}

fn between(metric: Metric, before: Point, after: Point, at: i64) -> f64 {
    let (low, high) = (amount(metric, before), amount(metric, after));
    if before.at == after.at {
        high
    } else {
        low + (high - low) * ((at - before.at) as f64 / (after.at - before.at) as f64)
    }
}

fn tenths(number: f64) -> Option<i64> {
    (number.is_finite() && number.abs() < 1e15).then(|| (number * 10.0).round() as i64)
}

#[cfg(test)]
mod tests;
