//! How good forecasts were: the highest flow that was forecast within a lead time, against the highest that was then measured.

use standards::runoff::{nash_sutcliffe, peak_error_percent};

/// Fewer pairs say nothing.
const LEAST: usize = 36;

#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Skill {
    /// Forecasts that could be compared.
    pub count: usize,
    /// 1 is perfect, 0 no better than the mean; none where the flow never changed.
    pub nash_sutcliffe: Option<f64>,
    pub peak_error_percent: Option<f64>,
    pub measured_peak: f64,
    pub forecast_peak: f64,
}

/// Both in order of time. Forecasts whose lead time is not over, or of whose time nothing was measured, do not count.
pub fn skill(forecast: &[(i64, f64)], measured: &[(i64, f64)], hours: u32) -> Option<Skill> {
    let lead = i64::from(hours) * 3_600_000;
    let end = measured.last()?.0;
    let pair = |&(at, flow): &(i64, f64)| {
        let place = |moment: i64| measured.partition_point(|it| it.0 < moment);
        let here = &measured[place(at)..place(at + lead + 1)];
        let highest =
            here.iter().map(|it| it.1).fold(None, |most: Option<f64>, it| Some(most.map_or(it, |m| m.max(it))));
        highest.filter(|_| at + lead <= end).map(|highest| (highest, flow))
    };
    let (came, said): (Vec<f64>, Vec<f64>) = forecast.iter().filter_map(pair).unzip();
    if came.len() < LEAST {
        return None;
    }
    Some(Skill {
        count: came.len(),
        nash_sutcliffe: nash_sutcliffe(&came, &said).ok(),
        peak_error_percent: peak_error_percent(&came, &said).ok(),
        measured_peak: came.iter().copied().fold(0.0, f64::max),
        forecast_peak: said.iter().copied().fold(0.0, f64::max),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    const STEP: i64 = 600_000;

    #[test]
    fn a_forecast_is_compared_with_the_highest_that_came() {
        let flow = |n: i64| 10.0 + 40.0 * (-((n - 60) as f64 / 10.0).powi(2)).exp();
        let measured: Vec<(i64, f64)> = (0..=144).map(|n| (n * STEP, flow(n))).collect();
        let highest = |n: i64| (n..=n + 6).map(flow).fold(0.0, f64::max);
        let perfect: Vec<(i64, f64)> = (0..=144).map(|n| (n * STEP, highest(n))).collect();
        let it = skill(&perfect, &measured, 1).unwrap();
        assert_eq!((it.count, it.nash_sutcliffe, it.peak_error_percent), (139, Some(1.0), Some(0.0)));
        // Who only repeats what flows now is late on the rise, though the crest is right.
        let late = skill(&measured, &measured, 1).unwrap();
        assert!(late.nash_sutcliffe.unwrap() < 0.95 && late.forecast_peak == late.measured_peak, "{late:?}");
        let low: Vec<(i64, f64)> = perfect.iter().map(|it| (it.0, it.1 * 0.8)).collect();
        assert!((skill(&low, &measured, 1).unwrap().peak_error_percent.unwrap() + 20.0).abs() < 1e-9);
        assert_eq!(skill(&perfect[..20], &measured, 1), None);
        assert_eq!(skill(&perfect, &[], 1), None);
        assert_eq!(skill(&perfect[130..], &measured[..100], 1), None, "nothing was measured then");
    }
}
