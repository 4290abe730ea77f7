//! Displacement of a slope: speed against the speed of the uniform stage, and when it will fail.

use crate::{Domain, Error, Exact};

/// Speeds in any unit of length and time, as long as it is one.
pub const SPEED: Domain = Domain::between(-1_000_000, 1_000_000);
pub const UNIFORM_SPEED: Domain = Domain::Between(Exact::lowest_terms(1, 1_000_000), Exact::whole(1_000_000));

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Stage {
    Initial,
    Uniform,
    EarlyAcceleration,
    MiddleAcceleration,
    Imminent,
}

impl Stage {
    pub fn word(self) -> &'static str {
        match self {
            Stage::Initial => "initial",
            Stage::Uniform => "uniform",
            Stage::EarlyAcceleration => "early_acceleration",
            Stage::MiddleAcceleration => "middle_acceleration",
            Stage::Imminent => "imminent",
        }
    }

    /// The colour of the warning: 注意 blue, 警示 yellow, 警戒 orange, 警报 red.
    pub fn level(self) -> &'static str {
        match self {
            Stage::Initial => "none",
            Stage::Uniform => "blue",
            Stage::EarlyAcceleration => "yellow",
            Stage::MiddleAcceleration => "orange",
            Stage::Imminent => "red",
        }
    }
}

/// `α = arctan(v/v₀)` in degrees (Xu Qiang 2009): the tangent of the curve of displacement over the displacement that the
/// uniform speed makes in the same time, so that both axes are times.
pub fn tangent_angle_deg(speed: f64, uniform_speed: f64) -> Result<f64, Error> {
    SPEED.within("speed", speed)?;
    UNIFORM_SPEED.within("uniform_speed", uniform_speed)?;
    Ok((speed / uniform_speed).atan().to_degrees())
}

/// Where the stages begin, in degrees of the improved tangent angle.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Stages {
    /// The band around 45° that counts as uniform. The paper says "about": both ends are settings.
    pub uniform_from: f64,
    pub uniform_to: f64,
    pub middle_from: f64,
    pub imminent_from: f64,
}

impl Stages {
    pub const USUAL: Self = Self { uniform_from: 44.0, uniform_to: 46.0, middle_from: 80.0, imminent_from: 85.0 };

    pub fn of(&self, speed: f64, uniform_speed: f64) -> Result<Stage, Error> {
        let angle = tangent_angle_deg(speed, uniform_speed)?;
        Ok(match angle {
            _ if angle >= self.imminent_from => Stage::Imminent,
            _ if angle >= self.middle_from => Stage::MiddleAcceleration,
            _ if angle > self.uniform_to => Stage::EarlyAcceleration,
            _ if angle >= self.uniform_from => Stage::Uniform,
            _ => Stage::Initial,
        })
    }
}

/// The speed from which a class begins: `V₀ = max(1.5·V, V + 2σ)` of the uniform stage.
pub fn alert_speed(uniform_speeds: &[f64]) -> Result<f64, Error> {
    let count = uniform_speeds.len();
    if count < 2 {
        return Err(Error::TooFew { name: "speed", count, least: 2 });
    }
    for speed in uniform_speeds {
        SPEED.within("speed", *speed)?;
    }
    let n = count as f64;
    let mean = uniform_speeds.iter().sum::<f64>() / n;
    let variance = uniform_speeds.iter().map(|it| (it - mean).powi(2)).sum::<f64>() / (n - 1.0);
    Ok((1.5 * mean).max(mean + 2.0 * variance.sqrt()))
}

/// The class of a speed against [`alert_speed`]: below it none, at it (within `tolerance`, a setting) blue, then yellow,
/// from 5 times orange, from 10 times red.
pub fn speed_level(speed: f64, alert_speed: f64, tolerance: f64) -> Result<&'static str, Error> {
    SPEED.within("speed", speed)?;
    UNIFORM_SPEED.within("alert_speed", alert_speed)?;
    Domain::between(0, 1).within("tolerance", tolerance)?;
    let times = speed / alert_speed;
    Ok(match times {
        _ if times >= 10.0 => "red",
        _ if times >= 5.0 => "orange",
        _ if times > 1.0 + tolerance => "yellow",
        _ if times >= 1.0 - tolerance => "blue",
        _ => "none",
    })
}

/// Values at equal steps by straight lines between the readings, from the first to the last.
pub fn equal_steps(times: &[f64], values: &[f64], step: f64) -> Result<Vec<f64>, Error> {
    let rises = times.windows(2).all(|pair| pair[0] < pair[1]) && values.iter().all(|it| it.is_finite());
    if times.len() < 2 || times.len() != values.len() || !rises {
        return Err(Domain::Form("rising times, a value for each, at least two").refuse("time", times.len()));
    }
    let step = Domain::Between(Exact::lowest_terms(1, 1_000_000), Exact::whole(1_000_000)).within("step", step)?;
    let (first, last) = (times[0], times[times.len() - 1]);
    let steps = ((last - first) / step + 1e-9).floor() as usize;
    let at = |number: usize| {
        let time = first + step * number as f64;
        let right = times.partition_point(|it| *it < time).clamp(1, times.len() - 1);
        let part = (time - times[right - 1]) / (times[right] - times[right - 1]);
        values[right - 1] + part * (values[right] - values[right - 1])
    };
    Ok((0..=steps).map(at).collect())
}

/// When a slope fails, in the unit of the times that were given.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Failure {
    pub time: f64,
    /// Standard error from the scatter around the line (first order in the errors of both of its coefficients).
    pub sigma: f64,
}

/// Inverse velocity (Fukuzono 1985, Voight 1988): `v^(1−α)` falls on a straight line and is nothing at the failure.
///
/// - `exponent` (α) above 1; 2 is Fukuzono's `1/v = A·(t_f − t)`. Speeds are positive.
/// - Errors: [`Error::TooFew`] below three readings; [`Error::OutOfDomain`] when the line does not fall, for then nothing
///   accelerates and there is no time of failure.
pub fn inverse_velocity(times: &[f64], speeds: &[f64], exponent: f64) -> Result<Failure, Error> {
    const EXPONENT: Domain = Domain::Between(Exact::lowest_terms(101, 100), Exact::whole(5));
    EXPONENT.within("exponent", exponent)?;
    let count = times.len().min(speeds.len());
    if count < 3 {
        return Err(Error::TooFew { name: "speed", count, least: 3 });
    }
    for speed in speeds {
        UNIFORM_SPEED.within("speed", *speed)?;
    }
    let n = count as f64;
    let inverse = |at: usize| speeds[at].powf(1.0 - exponent);
    let (mean_t, mean_y) = (times.iter().sum::<f64>() / n, (0..count).map(inverse).sum::<f64>() / n);
    let (mut tt, mut ty) = (0.0, 0.0);
    for (at, time) in times.iter().enumerate().take(count) {
        tt += (time - mean_t).powi(2);
        ty += (time - mean_t) * (inverse(at) - mean_y);
    }
    let slope = ty / tt;
    let falls = slope < 0.0;
    if !falls {
        return Err(Domain::Form("rising: a slope that fails accelerates").refuse("speed", speeds[count - 1]));
    }
    let before_failure = -mean_y / slope;
    let scatter = |at: usize| inverse(at) - mean_y - slope * (times[at] - mean_t);
    let variance = (0..count).map(|at| scatter(at).powi(2)).sum::<f64>() / (n - 2.0);
    let sigma = (variance * (1.0 / n + before_failure.powi(2) / tt)).sqrt() / slope.abs();
    Ok(Failure { time: mean_t + before_failure, sigma })
}

/// Saito 1965: `log10 t = intercept − slope·log10 ε̇ ± spread`, t in minutes to failure, ε̇ in 10⁻⁴ per minute.
///
/// The usual coefficients are quoted from memory of the paper and not compared with it: they are a setting.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Saito {
    pub intercept: f64,
    pub slope: f64,
    pub spread: f64,
}

impl Saito {
    pub const USUAL: Self = Self { intercept: 2.33, slope: 0.916, spread: 0.59 };

    /// Minutes to failure: least, middle, most.
    pub fn minutes_to_failure(&self, strain_rate_1e4_min: f64) -> Result<[f64; 3], Error> {
        let rate = UNIFORM_SPEED.within("strain_rate_1e4_min", strain_rate_1e4_min)?;
        let middle = self.intercept - self.slope * rate.log10();
        Ok([-self.spread, 0.0, self.spread].map(|spread| 10_f64.powf(middle + spread)))
    }
}

/// Saito 1969, third creep from three times with equal displacement between them:
/// `t_f − t₁ = ½(t₂−t₁)² / ((t₂−t₁) − ½(t₃−t₁))`.
pub fn saito_three_points(times: [f64; 3]) -> Result<f64, Error> {
    let [first, second, third] = times;
    let (early, both) = (second - first, third - first);
    let accelerates = early > 0.0 && both > early && both < 2.0 * early;
    if !accelerates {
        let form = "three rising times, the second step shorter than the first";
        return Err(Domain::Form(form).refuse("time", format!("{first}, {second}, {third}")));
    }
    Ok(first + 0.5 * early * early / (early - 0.5 * both))
}
