//! Rain before a landslide: events, thresholds of intensity over duration, and what earlier days left in the ground.

use std::ops::Range;

use crate::{Domain, Error, Exact};

pub const RAIN_MM: Domain = Domain::between(0, 5000);
pub const DURATION_H: Domain = Domain::Between(Exact::lowest_terms(1, 60), Exact::whole(10_000));
pub const DECAY: Domain = Domain::between(0, 1);

/// `I = c + α·D^(−β)`, I in mm/h, D in hours.
///
/// Every district needs its own: with daily rain over a basin, Caine's line never fires. The published ones are here to
/// begin with. Where a range of durations is printed with a line, the printings do not agree or it is remembered, and for
/// Aleotti, Chen and Iida none is: the ranges here are settings ([`Threshold::over`]).
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Threshold {
    pub name: &'static str,
    pub base_mm_h: f64,
    pub factor: f64,
    pub exponent: f64,
    pub duration_h: Domain,
    /// Whether the coefficients were read and are not disputed. It says nothing about `duration_h`.
    pub certain: bool,
}

pub const CAINE_1980: Threshold = threshold("caine_1980", 14.82, 0.39, 167, 240, true);
/// Not certain: one code prints 0.82·D^(−0.20) for the same paper.
pub const GUZZETTI_2008: Threshold = threshold("guzzetti_2008", 2.20, 0.44, 100, 1000, false);
pub const GUZZETTI_2007_CADSES: Threshold = threshold("guzzetti_2007_cadses", 9.40, 0.56, 100, 4000, false);
pub const ALEOTTI_2004: Threshold = threshold("aleotti_2004", 19.0, 0.50, 100, 1000, true);
pub const CHEN_2015_TAIWAN: Threshold = threshold("chen_2015_taiwan", 18.10, 0.17, 100, 1000, true);
pub const IIDA_1999: Threshold = threshold("iida_1999", 14.7, 0.42, 100, 1000, true);

pub const THRESHOLDS: [&Threshold; 6] =
    [&CAINE_1980, &GUZZETTI_2008, &GUZZETTI_2007_CADSES, &ALEOTTI_2004, &CHEN_2015_TAIWAN, &IIDA_1999];

impl Threshold {
    /// A district's own line, for durations from six minutes to a thousand hours.
    pub fn local(base_mm_h: f64, factor: f64, exponent: f64) -> Result<Self, Error> {
        Domain::between(0, 1000).within("base_mm_h", base_mm_h)?;
        Domain::between(0, 1000).within("factor", factor)?;
        Domain::between(0, 5).within("exponent", exponent)?;
        Ok(Self { base_mm_h, factor, exponent, ..threshold("local", 0.0, 0.0, 100, 1000, true) })
    }

    /// The same line for other durations, in hours.
    pub fn over(self, least_h: Exact, most_h: Exact) -> Result<Self, Error> {
        DURATION_H.hold("duration_h_min", least_h)?;
        DURATION_H.hold("duration_h_max", most_h)?;
        let duration_h = Domain::Between(least_h, most_h);
        if least_h < most_h {
            Ok(Self { duration_h, ..self })
        } else {
            Err(DURATION_H.refuse("duration_h_min", least_h))
        }
    }

    /// The intensity from which slides are to be expected.
    pub fn intensity_mm_h(&self, duration_h: f64) -> Result<f64, Error> {
        let duration = self.duration_h.within("duration_h", duration_h)?;
        Ok(self.base_mm_h + self.factor * duration.powf(-self.exponent))
    }

    /// How many times the threshold this rain is; from 1 on it is reached.
    pub fn reached(&self, rain_mm: f64, duration_h: f64) -> Result<f64, Error> {
        let intensity = RAIN_MM.within("rain_mm", rain_mm)? / self.duration_h.within("duration_h", duration_h)?;
        Ok(intensity / self.intensity_mm_h(duration_h)?)
    }
}

const fn threshold(
    name: &'static str,
    factor: f64,
    exponent: f64,
    least_thousandths: i128,
    most_h: i128,
    certain: bool,
) -> Threshold {
    let least = if least_thousandths == 100 {
        Exact::lowest_terms(1, 10)
    } else {
        Exact::lowest_terms(least_thousandths, 1000)
    };
    let duration_h = Domain::Between(least, Exact::whole(most_h));
    Threshold { name, base_mm_h: 0.0, factor, exponent, duration_h, certain }
}

/// One rain, from its first wet step to its last.
#[derive(Debug, Clone, PartialEq)]
pub struct RainEvent {
    pub steps: Range<usize>,
    pub duration_h: f64,
    pub rain_mm: f64,
    pub most_mm_h: f64,
}

/// Rains that lie `dry_h` or more apart; those with less than `least_mm` altogether do not count. How long it must be dry
/// is a choice of the district: 3 to 96 hours are in use.
pub fn rain_events(rain_mm: &[f64], step_h: f64, dry_h: f64, least_mm: f64) -> Result<Vec<RainEvent>, Error> {
    Domain::Between(Exact::lowest_terms(1, 60), Exact::whole(24)).within("step_h", step_h)?;
    Domain::between(0, 1000).within("dry_h", dry_h)?;
    RAIN_MM.within("least_mm", least_mm)?;
    let mut found: Vec<RainEvent> = Vec::new();
    for (step, &rain) in rain_mm.iter().enumerate() {
        if RAIN_MM.within("rain_mm", rain)? == 0.0 {
            continue;
        }
        let end = step + 1;
        match found.last_mut().filter(|last| (step - last.steps.end) as f64 * step_h < dry_h.max(step_h)) {
            Some(last) => {
                last.steps.end = end;
                last.duration_h = last.steps.len() as f64 * step_h;
                last.rain_mm += rain;
                last.most_mm_h = last.most_mm_h.max(rain / step_h);
            }
            None => {
                found.push(RainEvent { steps: step..end, duration_h: step_h, rain_mm: rain, most_mm_h: rain / step_h })
            }
        }
    }
    found.retain(|event| event.rain_mm >= least_mm);
    Ok(found)
}

/// `R_a = Σ k^i · R_i` over the days before, `days_before_mm[0]` being yesterday. k of 0.8 to 0.84 is usual in China, a
/// figure from memory: a setting.
pub fn antecedent_rain_mm(days_before_mm: &[f64], decay: f64) -> Result<f64, Error> {
    DECAY.within("decay", decay)?;
    days_before_mm.iter().rev().try_fold(0.0, |sum, rain| Ok(decay * (sum + RAIN_MM.within("rain_mm", *rain)?)))
}

/// Rainfall triggering index of Taiwan's debris flows: `RTI = I · (R₀ + Σ 0.7^i·R_i)` in mm²/h, from the hour's intensity,
/// the rain of the event so far and the days before. One code writes 0.7 without its exponent; the decay is a setting.
pub fn triggering_index_mm2_h(
    intensity_mm_h: f64,
    event_mm: f64,
    days_before_mm: &[f64],
    decay: f64,
) -> Result<f64, Error> {
    RAIN_MM.within("intensity_mm_h", intensity_mm_h)?;
    RAIN_MM.within("event_mm", event_mm)?;
    Ok(intensity_mm_h * (event_mm + antecedent_rain_mm(days_before_mm, decay)?))
}
