use crate::Error;

/// `1 − Σ(obs − sim)² / Σ(obs − mean)²`: 1 is perfect, 0 as good as the mean. Steps without an observation (NaN) do not
/// count.
pub fn nash_sutcliffe(observed: &[f64], simulated: &[f64]) -> Result<f64, Error> {
    let (mut count, mut sum, mut squares, mut errors) = (0, 0.0, 0.0, 0.0);
    let first = observed.iter().copied().find(|it| !it.is_nan()).unwrap_or(0.0);
    for (obs, sim) in pairs(observed, simulated) {
        // Measured from one of them, so that large numbers lose nothing.
        let value = obs - first;
        count += 1;
        sum += value;
        squares += value * value;
        errors += (obs - sim) * (obs - sim);
    }
    let spread = squares - sum * sum / f64::from(count.max(1));
    if count < 2 || spread <= 0.0 {
        return Err(Error::TooFew { name: "observed", count: count as usize, least: 2 });
    }
    Ok(1.0 - errors / spread)
}

/// The highest value of a series and its step; of equal ones the first.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Peak {
    pub value: f64,
    pub step: usize,
}

pub fn peak(series: &[f64]) -> Result<Peak, Error> {
    let steps = series.iter().copied().zip(0..).filter(|(value, _)| !value.is_nan());
    let highest = steps.map(|(value, step)| Peak { value, step }).reduce(|a, b| if b.value > a.value { b } else { a });
    highest.ok_or(Error::TooFew { name: "observed", count: 0, least: 1 })
}

/// `100 · (simulated peak − observed peak) / observed peak`, wherever the two peaks are.
pub fn peak_error_percent(observed: &[f64], simulated: &[f64]) -> Result<f64, Error> {
    let (observed, simulated) = (peak(observed)?.value, peak(simulated)?.value);
    Ok(100.0 * (simulated - observed) / observed)
}

fn pairs<'a>(observed: &'a [f64], simulated: &'a [f64]) -> impl Iterator<Item = (f64, f64)> {
    observed.iter().copied().zip(simulated.iter().copied()).filter(|(obs, _)| !obs.is_nan())
}
