//! Rain over a catchment from what its gauges sent, in steps of ten minutes.
//!
//! A reading counts for the time since the one before it, one interval at most, and falls evenly on that time; what a counter
//! counted falls on all of the time since it was read before. Always true: a step of which no gauge knows anything has no rain and is not covered; nothing is filled in.

use super::STEP_MS;

/// What one gauge said of a stretch of steps.
#[derive(Debug, Clone, PartialEq)]
pub struct Gauged {
    pub mm: Vec<f64>,
    /// Whether it was heard of at least half of the step.
    pub heard: Vec<bool>,
    /// Its newest reading before the end.
    pub last: Option<i64>,
}

/// Readings of a gauge, in order of time, as steps that begin at `from`. `is_total`: it counts since it was set up.
pub fn gauged(readings: &[(i64, f64)], from: i64, steps: usize, interval_ms: i64, is_total: bool) -> Gauged {
    let end = from + steps as i64 * STEP_MS;
    let (mut mm, mut known_ms) = (vec![0.0; steps], vec![0_i64; steps]);
    let mut before: Option<(i64, f64)> = None;
    let mut dropped: Option<(i64, f64)> = None;
    let mut last = None;
    for &(at, value) in readings.iter().filter(|it| it.0 <= end) {
        let told = if is_total {
            // A counter says nothing by its first value, and one that fell was set anew, unless it is back at the next reading.
            let earlier = [dropped.take(), before].into_iter().flatten().find(|it| value >= it.1);
            dropped = before.filter(|_| earlier.is_none());
            earlier.map(|(since, counted)| (since, value - counted))
        } else {
            Some((before.map_or(at - interval_ms, |it| it.0.max(at - interval_ms)), value))
        };
        (before, last) = (Some((at, value)), Some(at));
        if let Some((since, fell)) = told {
            spread(&mut mm, &mut known_ms, (since - from, at - from), fell);
        }
    }
    let heard = known_ms.into_iter().map(|ms| ms * 2 >= STEP_MS).collect();
    Gauged { mm, heard, last }
}

/// So much rain, evenly over a time that is counted from the first step.
fn spread(mm: &mut [f64], known_ms: &mut [i64], (since, until): (i64, i64), fell: f64) {
    if until <= since || until <= 0 {
        return;
    }
    let first = since.max(0) / STEP_MS;
    let last = (until - 1) / STEP_MS;
    for step in first..=last {
        let Some(place) = usize::try_from(step).ok().filter(|it| *it < mm.len()) else { continue };
        let part = until.min((step + 1) * STEP_MS) - since.max(step * STEP_MS);
        mm[place] += fell * part as f64 / (until - since) as f64;
        known_ms[place] += part;
    }
}

/// Rain over the catchment, and of which part of it something is known, step by step.
#[derive(Debug, Clone, PartialEq)]
pub struct Areal {
    pub mm: Vec<f64>,
    pub covered: Vec<f64>,
}

/// By weight; where gauges are missing, the others stand for them.
pub fn areal(gauges: &[(f64, &Gauged)], steps: usize) -> Areal {
    let whole: f64 = gauges.iter().map(|it| it.0).sum();
    let mut areal = Areal { mm: vec![0.0; steps], covered: vec![0.0; steps] };
    for step in 0..steps {
        let heard = gauges.iter().filter(|(_, it)| it.heard[step]);
        let (weight, rain) = heard.fold((0.0, 0.0), |(weight, rain), (of, it)| (weight + of, rain + of * it.mm[step]));
        if weight > 0.0 {
            areal.mm[step] = rain / weight;
            areal.covered[step] = weight / whole;
        }
    }
    areal
}

#[cfg(test)]
mod tests {
    use super::*;

    const MINUTE: i64 = 60_000;

    #[test]
    fn a_reading_falls_evenly_on_the_time_since_the_one_before() {
        let five = 5 * MINUTE;
        //    readings of a gauge each five minutes           mm of three steps     heard
        type Row<'a> = (&'a [(i64, f64)], [f64; 3], [bool; 3]);
        let rows: [Row<'_>; 5] = [
            (&[(five, 1.0), (2 * five, 2.0)], [3.0, 0.0, 0.0], [true, false, false]),
            // One of two is lost: half of the step is known.
            (&[(2 * five, 2.0)], [2.0, 0.0, 0.0], [true, false, false]),
            // Each minute in a flood: each for its minute, but for the first, which may be of a whole interval.
            (&[(14 * MINUTE, 0.5), (15 * MINUTE, 0.5), (16 * MINUTE, 1.0)], [0.1, 1.9, 0.0], [false, true, false]),
            // Across the edge of two steps.
            (&[(12 * MINUTE, 5.0)], [3.0, 2.0, 0.0], [false, false, false]),
            (&[], [0.0; 3], [false; 3]),
        ];
        for (readings, mm, heard) in rows {
            let got = gauged(readings, 0, 3, five, false);
            assert!(got.mm.iter().zip(mm).all(|(a, b)| (a - b).abs() < 1e-9), "{readings:?}: {:?}", got.mm);
            assert_eq!(got.heard, heard, "{readings:?}");
        }
        let hourly = gauged(&[(60 * MINUTE, 6.0)], 0, 6, 60 * MINUTE, false);
        assert_eq!((hourly.mm[0], hourly.mm[5], hourly.heard[3]), (1.0, 1.0, true));
    }

    #[test]
    fn a_counter_tells_by_its_differences_and_may_be_set_anew() {
        let ten = 10 * MINUTE;
        let readings = [(ten, 100.0), (2 * ten, 104.5), (3 * ten, 0.5), (4 * ten, 1.0)];
        let got = gauged(&readings, 0, 4, ten, true);
        assert_eq!(got.mm, [0.0, 4.5, 0.0, 0.5]);
        assert_eq!(got.heard, [false, true, false, true]);
        // Silent for half an hour: what it counted fell on all of it, and not in the last ten minutes.
        let got = gauged(&[(ten, 100.0), (4 * ten, 130.0)], 0, 4, ten, true);
        assert_eq!((got.mm, got.heard), (vec![0.0, 10.0, 10.0, 10.0], vec![false, true, true, true]));
        // Nothing in between, as when a terminal starts again, is no rain of all that was ever counted.
        let got = gauged(&[(ten, 812.0), (2 * ten, 0.0), (3 * ten, 812.5)], 0, 3, ten, true);
        assert_eq!(got.mm, [0.0, 0.25, 0.25]);
    }

    #[test]
    fn others_stand_for_a_missing_gauge_and_nobody_stands_for_all() {
        let of = |mm: f64, heard| Gauged { mm: vec![mm; 2], heard: vec![heard, false], last: None };
        let (near, far, silent) = (of(10.0, true), of(4.0, true), of(0.0, false));
        let got = areal(&[(0.5, &near), (0.25, &far), (0.25, &silent)], 2);
        assert_eq!((got.mm[0], got.covered[0]), (8.0, 0.75));
        assert_eq!((got.mm[1], got.covered[1]), (0.0, 0.0));
    }
}
