//! Rules as data: which figure of which window is looked at, from where on it counts, and for how long.

use crate::model::{IntensityDuration, UniformSpeed, inverse_velocity};
use crate::wetness::{Ground, RainDays, Wetness};
use crate::{Metric, Point, Recent};

/// A rule watches one metric of every device it is given to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rule {
    /// The caller's number for this edition of the rule. A changed rule is another one.
    pub id: u64,
    pub metric: Metric,
    pub aggregate: Aggregate,
    /// The window, in milliseconds, ends with the reading and is open at its other end: `(t - window, t]`. For
    /// [`Aggregate::IntensityDuration`] it is the longest duration, both ends included.
    pub window: i64,
    pub direction: Direction,
    /// Levels 1 to 4, each at least as strict as the one before, in steps of the figure's last digit ([`Aggregate::decimals`];
    /// [`Aggregate::Rate`]: steps an hour). A level without a threshold is never reached.
    pub thresholds: [Option<i64>; 4],
    /// For how long a level must be reached without a break before the condition has it, in milliseconds.
    pub hold: i64,
    /// For how long it must not be reached before the condition eases.
    pub clear: i64,
    pub late: Late,
    /// For sums of rain: thresholds of dry and of wet ground instead of the usual ones.
    pub wetness: Option<Wetness>,
}

/// The figure of a window that is compared.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Aggregate {
    Sum,
    Last,
    Max,
    Min,
    /// To the nearest step, a half away from zero.
    Mean,
    /// The reading less the oldest one in the window.
    Rise,
    /// The rise by the hour, to the nearest step; nothing while the window holds a single reading.
    Rate,
    /// Tenths of a percent of a curve of critical rain, see [`IntensityDuration`].
    IntensityDuration(IntensityDuration),
    /// Tenths of a degree: the improved tangent angle of the speed over the window, whatever its sign.
    TangentAngle(UniformSpeed),
    /// Tenths of an hour until failure by the inverse velocity over the window, see [`crate::model`]; nothing while the
    /// movement does not accelerate.
    InverseVelocity,
}

impl Aggregate {
    /// Digits after the point of its figure.
    pub fn decimals(self, metric: Metric) -> u8 {
        match self {
            Aggregate::IntensityDuration(_) | Aggregate::TangentAngle(_) | Aggregate::InverseVelocity => 1,
            _ => metric.shape().decimals,
        }
    }
}

/// On which side of its threshold a level is reached; the threshold itself counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Direction {
    Above,
    Below,
    /// By its size, whatever its sign.
    Either,
}

/// What becomes of a reading that is older than one that came before it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Late {
    /// Up to so many milliseconds behind the newest reading it is judged in its place, and everything after it once more:
    /// the condition comes out as if the readings had come in order. Behind that it is not judged, but counts in windows
    /// that end later.
    Corrected(i64),
    /// Each reading is judged once, when it comes, at its own time over what has come so far.
    AsItComes,
}

impl Rule {
    /// The longest window, and the longest lateness.
    pub const LONGEST: i64 = 72 * 3_600_000;
    /// Stands for no failure in sight where a figure must be told: more than eleven years, in tenths of an hour.
    pub const NOT_IN_SIGHT: i64 = 1_000_000;
    /// The least window.
    pub const SHORTEST: i64 = 1;

    /// What is wrong with it, in words for whoever wrote it down.
    pub fn fault(&self) -> Option<&'static str> {
        let stricter = |pair: &[i64]| match self.direction {
            Direction::Above | Direction::Either => pair[0] <= pair[1],
            Direction::Below => pair[0] >= pair[1],
        };
        let set: Vec<i64> = self.thresholds.iter().flatten().copied().collect();
        if !(Self::SHORTEST..=Self::LONGEST).contains(&self.window) {
            Some("the window must be longer than nothing and not longer than 72 hours")
        } else if !(0..=Self::LONGEST).contains(&self.hold) || !(0..=Self::LONGEST).contains(&self.clear) {
            Some("hold and clear must not be longer than 72 hours")
        } else if !(0..=Self::LONGEST).contains(&self.lateness()) {
            Some("the allowed lateness must not be longer than 72 hours")
        } else if let Aggregate::IntensityDuration(curve) = self.aggregate
            && let Some(fault) = curve.fault(self.window)
        {
            Some(fault)
        } else if let Aggregate::TangentAngle(speed) = self.aggregate
            && let Some(fault) = speed.fault()
        {
            Some(fault)
        } else if let Some(fault) = self.wetness.as_ref().and_then(Wetness::fault) {
            Some(fault)
        } else if self.wetness.is_some() && !self.sums_rain() {
            Some("only a sum of rain has thresholds by the wetness of the ground")
        } else if self.wetness.is_some_and(|it| {
            set.iter().chain(it.dry.iter().flatten()).chain(it.wet.iter().flatten()).any(|it| *it <= 0)
        }) {
            Some("thresholds by the wetness of the ground lie above zero")
        } else if set.is_empty() {
            Some("a rule needs a threshold for at least one level")
        } else if !set.windows(2).all(stricter) {
            Some("a higher level must not be easier to reach than a lower one")
        } else {
            None
        }
    }

    /// How far behind the newest reading one is still judged.
    pub fn lateness(&self) -> i64 {
        match self.late {
            Late::Corrected(lateness) => lateness,
            Late::AsItComes => Self::LONGEST,
        }
    }

    fn sums_rain(&self) -> bool {
        matches!((self.metric, self.aggregate), (Metric::Rain, Aggregate::Sum) | (Metric::RainTotal, Aggregate::Rise))
    }

    /// How far back days of rain are needed to judge the newest reading and any that may still come; 0 for none.
    pub(crate) fn rain_days(&self) -> i64 {
        let lateness = match self.late {
            Late::Corrected(lateness) => lateness,
            Late::AsItComes => 0,
        };
        self.wetness.map_or(0, |it| it.reach() + lateness)
    }

    /// How far back readings are needed to judge the newest one and any that may still come.
    pub(crate) fn memory(&self) -> i64 {
        match self.late {
            Late::Corrected(lateness) => self.reach() + lateness,
            Late::AsItComes => self.reach(),
        }
    }

    /// From this far behind a reading on nothing bears on its figure.
    pub(crate) fn reach(&self) -> i64 {
        self.window + i64::from(matches!(self.aggregate, Aggregate::IntensityDuration(_)))
    }

    /// What counts where there is no figure: nothing to judge, but for a failure that is not in sight.
    pub(crate) fn without_figure(&self) -> Option<i64> {
        (self.aggregate == Aggregate::InverseVelocity).then_some(Self::NOT_IN_SIGHT)
    }

    /// How far before a moment readings are looked at, so that the rule's state there is what it would have been.
    pub(crate) fn warm_up(&self) -> i64 {
        self.memory().max(self.rain_days()) + self.hold + self.clear
    }

    /// The figure of the window that ends with this reading.
    pub fn figure(&self, recent: &Recent, reading: Point) -> Option<i64> {
        let after = reading.at - self.window;
        let sums = || recent.over(after, reading.at);
        match self.aggregate {
            Aggregate::Last => Some(reading.value.into()),
            Aggregate::Sum => Some(recent.sum(after, reading.at)),
            Aggregate::Max => Some(sums().high.into()),
            Aggregate::Min => Some(sums().low.into()),
            Aggregate::Mean => {
                let sums = sums();
                nearest(sums.sum.into(), sums.count.into())
            }
            Aggregate::Rise => Some(rise(recent.first_after(after)?, reading)),
            Aggregate::Rate => {
                let first = recent.first_after(after)?;
                nearest(i128::from(rise(first, reading)) * 3_600_000, (reading.at - first.at).into())
            }
            Aggregate::IntensityDuration(curve) => curve.tenths_of_percent(self.metric, recent, reading, self.window),
            Aggregate::TangentAngle(uniform) => {
                uniform.tenths_of_degree(self.metric, recent.first_after(after)?, reading)
            }
            Aggregate::InverseVelocity => inverse_velocity(self.metric, recent, reading, self.window),
        }
    }

    /// The highest level whose threshold the figure reaches, 0 for none, on usual ground.
    pub fn level(&self, figure: i64) -> u8 {
        self.level_of(&self.thresholds, figure)
    }

    /// The same on the ground as it was when the reading came.
    pub(crate) fn level_at(&self, figure: i64, at: i64, days: Option<&RainDays>) -> u8 {
        match self.wetness.as_ref().zip(days) {
            Some((wetness, days)) if figure > 0 => match wetness.ground(days, at) {
                Ground::Dry => self.level_of(&wetness.dry, figure),
                Ground::Usual => self.level(figure),
                Ground::Wet => self.level_of(&wetness.wet, figure),
            },
            _ => self.level(figure),
        }
    }

    fn level_of(&self, thresholds: &[Option<i64>; 4], figure: i64) -> u8 {
        let reached = |threshold: &Option<i64>| match (threshold, self.direction) {
            (None, _) => false,
            (Some(threshold), Direction::Above) => figure >= *threshold,
            (Some(threshold), Direction::Below) => figure <= *threshold,
            (Some(threshold), Direction::Either) => figure.saturating_abs() >= *threshold,
        };
        thresholds.iter().rposition(reached).map_or(0, |place| place as u8 + 1)
    }
}

fn rise(first: Point, last: Point) -> i64 {
    i64::from(last.value) - i64::from(first.value)
}

fn nearest(sum: i128, count: i128) -> Option<i64> {
    if count <= 0 {
        return None;
    }
    let away = (sum % count).abs() * 2 >= count;
    i64::try_from(sum / count + if away { sum.signum() } else { 0 }).ok()
}

#[cfg(test)]
mod tests {
    use super::{Aggregate, Direction, Late, Rule};
    use crate::{Metric, Point, Recent};

    fn rule(aggregate: Aggregate, window_min: i64, direction: Direction) -> Rule {
        Rule {
            id: 1,
            metric: Metric::Level,
            aggregate,
            window: window_min * 60_000,
            direction,
            thresholds: [Some(10), None, Some(20), None],
            hold: 0,
            clear: 0,
            late: Late::Corrected(0),
            wetness: None,
        }
    }

    #[test]
    fn figures_of_a_window() {
        let mut recent = Recent::default();
        for (minute, value) in [(0, 100), (10, -3), (20, 8), (30, 6), (45, 9)] {
            recent.put(minute * 60_000, value);
        }
        let check = |aggregate, window, figure| {
            let last = Point { at: 45 * 60_000, value: 9 };
            assert_eq!(
                rule(aggregate, window, Direction::Above).figure(&recent, last),
                figure,
                "{aggregate:?} {window}"
            );
        };
        check(Aggregate::Sum, 45, Some(20));
        check(Aggregate::Sum, 46, Some(120));
        check(Aggregate::Last, 45, Some(9));
        check(Aggregate::Max, 45, Some(9));
        check(Aggregate::Max, 46, Some(100));
        check(Aggregate::Min, 45, Some(-3));
        check(Aggregate::Min, 35, Some(6));
        check(Aggregate::Mean, 45, Some(5));
        check(Aggregate::Mean, 35, Some(8));
        check(Aggregate::Rise, 45, Some(12));
        check(Aggregate::Rise, 15, Some(0));
        check(Aggregate::Rate, 45, Some(21));
        check(Aggregate::Rate, 46, Some(-121));
        check(Aggregate::Rate, 15, None);
    }

    #[test]
    fn levels_of_a_figure() {
        let check = |direction, figure, level| {
            let mut rule = rule(Aggregate::Last, 1, direction);
            if direction == Direction::Below {
                rule.thresholds = [Some(20), None, Some(10), None];
            }
            assert_eq!(rule.fault(), None);
            assert_eq!(rule.level(figure), level, "{direction:?} {figure}");
        };
        check(Direction::Above, 9, 0);
        check(Direction::Above, 10, 1);
        check(Direction::Above, 19, 1);
        check(Direction::Above, 20, 3);
        check(Direction::Above, -99, 0);
        check(Direction::Below, 21, 0);
        check(Direction::Below, 20, 1);
        check(Direction::Below, 10, 3);
        check(Direction::Either, -19, 1);
        check(Direction::Either, i64::MIN, 3);
    }

    #[test]
    fn a_rule_that_cannot_work_is_told() {
        let good = rule(Aggregate::Last, 60, Direction::Above);
        let faults = [
            Rule { window: 0, ..good.clone() },
            Rule { window: Rule::LONGEST + 1, ..good.clone() },
            Rule { hold: -1, ..good.clone() },
            Rule { clear: Rule::LONGEST + 1, ..good.clone() },
            Rule { late: Late::Corrected(-1), ..good.clone() },
            Rule { thresholds: [None; 4], ..good.clone() },
            Rule { thresholds: [Some(2), None, None, Some(1)], ..good.clone() },
            Rule { direction: Direction::Below, ..good.clone() },
        ];
        assert!(faults.iter().all(|rule| rule.fault().is_some()));
        assert_eq!(good.fault(), None);
    }
}
