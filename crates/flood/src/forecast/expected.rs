//! Rain that is expected, as somebody told it: so many millimetres within the next 1, 3, 6 and 24 hours.

use super::STEP_MS;

/// Within how many hours, each with what falls until then.
pub const HOURS: [u32; 4] = [1, 3, 6, 24];
const HOUR_MS: f64 = 3_600_000.0;

/// From when on, until when it counts, and what falls within each of [`HOURS`]; nothing where nobody said.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Expected {
    pub issued: i64,
    pub until: i64,
    pub mm: [Option<f64>; 4],
}

impl Expected {
    /// What falls in each of the steps from `at` on: evenly between the hours that were told, and nothing after the last.
    pub fn steps(&self, at: i64, steps: usize) -> Vec<f64> {
        let edge = |n: i64| self.fallen((at + n * STEP_MS).clamp(self.issued, self.until));
        (0..steps as i64).map(|n| edge(n + 1) - edge(n)).collect()
    }

    fn fallen(&self, at: i64) -> f64 {
        let hours = (at - self.issued) as f64 / HOUR_MS;
        let told = HOURS.iter().zip(self.mm).filter_map(|(hour, mm)| Some((f64::from(*hour), mm?)));
        let mut before = (0.0, 0.0);
        for (hour, mm) in told {
            if hours <= hour {
                return before.1 + (mm - before.1) * (hours - before.0) / (hour - before.0);
            }
            before = (hour, mm);
        }
        before.1
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_told_falls_evenly_between_its_hours() {
        let hour = 3_600_000;
        let told = Expected { issued: 0, until: 24 * hour, mm: [Some(6.0), Some(18.0), None, Some(18.0)] };
        let steps = told.steps(0, 30);
        let near = |a: f64, b: f64| (a - b).abs() < 1e-9;
        assert!(near(steps[0], 1.0) && near(steps[5], 1.0) && near(steps[6], 1.0) && near(steps[17], 1.0));
        assert!(near(steps[18], 0.0) && near(steps.iter().sum(), 18.0));
        // An hour later the first hour is over.
        assert!(near(told.steps(hour, 150).iter().sum(), 12.0));
        // What is not valid any more is expected no more.
        let brief = Expected { until: 2 * hour, ..told };
        assert!(near(brief.steps(0, 150).iter().sum(), 12.0));
        assert!(near(brief.steps(3 * hour, 10).iter().sum(), 0.0));
    }
}
