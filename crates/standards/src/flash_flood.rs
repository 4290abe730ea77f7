//! Flash floods: from which rain a village gets ready (准备转移) and from which it moves at once (立即转移).
//!
//! The stage at which houses are flooded gives a flow (Manning or a rating curve), the flow gives net rain through the unit
//! hydrograph, and net rain plus what the ground takes at its wetness is the critical rain of a period.
//!
//! - Units: rain in mm, flow in m³/s, stage and depth in m, periods in steps of the hydrograph.
//! - Source: 山洪灾害分析评价技术要求 2014 for the method (from memory); the worked table of geog.com.cn 2017, table 11. That
//!   getting ready begins at 0.6 to 0.9 of the critical rain is remembered, too: the factor is a setting.
//! - Errors: [`Error::OutOfDomain`].
//!
//! ```
//! use standards::flash_flood::{Loss, State, critical_rain_mm, state, to_five_mm};
//!
//! let dry = Loss { storage_mm: 8.0, interception_mm: 15.0, infiltration_mm: 7.5 };
//! let critical = critical_rain_mm(dry, 8.1)?;
//! assert_eq!((critical, to_five_mm(critical)), (38.6, 40.0));
//! assert_eq!(state(33.0, 32.0, 40.0)?, State::Ready);
//!
//! let refusal = state(33.0, 50.0, 40.0).unwrap_err();
//! assert_eq!(refusal.to_string(), "ready_mm is 50, allowed is not above immediate_mm");
//! # Ok::<(), standards::Error>(())
//! ```

use crate::{Domain, Error, Exact};

pub const RAIN_MM: Domain = Domain::between(0, 2000);
pub const FLOW_M3_S: Domain = Domain::between(0, 1_000_000);
pub const POSITIVE: Domain = Domain::Between(Exact::lowest_terms(1, 1_000_000), Exact::whole(100_000));

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum State {
    Quiet,
    Ready,
    Immediate,
}

impl State {
    pub fn word(self) -> &'static str {
        match self {
            State::Quiet => "none",
            State::Ready => "ready",
            State::Immediate => "immediate",
        }
    }
}

/// Where the rain of a period stands against the two values of that period.
pub fn state(rain_mm: f64, ready_mm: f64, immediate_mm: f64) -> Result<State, Error> {
    RAIN_MM.within("rain_mm", rain_mm)?;
    RAIN_MM.within("immediate_mm", immediate_mm)?;
    RAIN_MM.within("ready_mm", ready_mm)?;
    if ready_mm > immediate_mm {
        return Err(Domain::Form("not above immediate_mm").refuse("ready_mm", ready_mm));
    }
    Ok(match rain_mm {
        _ if rain_mm >= immediate_mm => State::Immediate,
        _ if rain_mm >= ready_mm => State::Ready,
        _ => State::Quiet,
    })
}

/// How wet the ground is: critical rain is worked out for 0.2, 0.5 and 0.8 of what it holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Wetness {
    Dry,
    Medium,
    Wet,
}

impl Wetness {
    /// From the antecedent rain ([`crate::landslide::rain::antecedent_rain_mm`]) over what the ground holds. Which of
    /// the three is nearest begins at 0.35 and 0.65; no source says, so both ends are the caller's.
    pub fn of(antecedent_mm: f64, capacity_mm: f64, dry_below: f64, wet_from: f64) -> Result<Self, Error> {
        RAIN_MM.within("antecedent_mm", antecedent_mm)?;
        POSITIVE.within("capacity_mm", capacity_mm)?;
        let part = Domain::between(0, 1);
        part.within("wet_from", wet_from)?;
        if part.within("dry_below", dry_below)? > wet_from {
            return Err(Domain::Form("not above wet_from").refuse("dry_below", dry_below));
        }
        Ok(match antecedent_mm / capacity_mm {
            filled if filled >= wet_from => Wetness::Wet,
            filled if filled >= dry_below => Wetness::Medium,
            _ => Wetness::Dry,
        })
    }

    pub fn word(self) -> &'static str {
        match self {
            Wetness::Dry => "dry",
            Wetness::Medium => "medium",
            Wetness::Wet => "wet",
        }
    }
}

/// What of the rain does not run off at a given wetness of the ground.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Loss {
    pub storage_mm: f64,
    pub interception_mm: f64,
    pub infiltration_mm: f64,
}

/// Loss and net rain together.
pub fn critical_rain_mm(loss: Loss, net_mm: f64) -> Result<f64, Error> {
    let parts = [
        RAIN_MM.within("storage_mm", loss.storage_mm)?,
        RAIN_MM.within("interception_mm", loss.interception_mm)?,
        RAIN_MM.within("infiltration_mm", loss.infiltration_mm)?,
        RAIN_MM.within("net_mm", net_mm)?,
    ];
    Ok(parts.iter().sum())
}

/// A warning value is a multiple of 5 mm, the nearest one.
pub fn to_five_mm(critical_mm: f64) -> f64 {
    (critical_mm / 5.0).round() * 5.0
}

/// Net rain of a period that brings the flow to `critical_m3_s`, when it falls evenly over `period_steps` steps.
///
/// `unit_m3_s` is the hydrograph of 10 mm net rain in one step. The flow is linear in the rain, so the answer is exact.
pub fn net_rain_mm(critical_m3_s: f64, base_m3_s: f64, unit_m3_s: &[f64], period_steps: usize) -> Result<f64, Error> {
    FLOW_M3_S.within("critical_m3_s", critical_m3_s)?;
    FLOW_M3_S.within("base_m3_s", base_m3_s)?;
    Domain::Whole(1, 1000).within("period_steps", period_steps as f64)?;
    for ordinate in unit_m3_s {
        FLOW_M3_S.within("unit_m3_s", *ordinate)?;
    }
    if base_m3_s > critical_m3_s {
        return Err(Domain::Form("not above critical_m3_s").refuse("base_m3_s", base_m3_s));
    }
    let steps = unit_m3_s.len() + period_steps - 1;
    let sum = |end: usize| -> f64 {
        let from = (end + 1).saturating_sub(period_steps);
        unit_m3_s[from.min(unit_m3_s.len())..(end + 1).min(unit_m3_s.len())].iter().sum()
    };
    let highest = (0..steps).map(sum).fold(0.0, f64::max);
    POSITIVE.within("unit_m3_s", highest)?;
    Ok((critical_m3_s - base_m3_s) * 10.0 * period_steps as f64 / highest)
}

/// Flow at a stage from a rating curve of rising (stage m, flow m³/s), by straight lines; never beyond its ends.
pub fn rated_flow_m3_s(curve: &[(f64, f64)], stage_m: f64) -> Result<f64, Error> {
    let rises = curve.windows(2).all(|pair| pair[0].0 < pair[1].0 && pair[0].1 <= pair[1].1);
    let (Some(first), Some(last), true) = (curve.first(), curve.last(), rises && curve.len() >= 2) else {
        return Err(Domain::Form("at least two rising pairs").refuse("curve", curve.len()));
    };
    let inside = (first.0..=last.0).contains(&stage_m);
    if !inside {
        return Err(Domain::Form("a stage of the curve").refuse("stage_m", stage_m));
    }
    let right = curve.partition_point(|point| point.0 < stage_m).clamp(1, curve.len() - 1);
    let ((low, flow), (high, more)) = (curve[right - 1], curve[right]);
    Ok(flow + (more - flow) * (stage_m - low) / (high - low))
}

/// Manning: `Q = A·(A/P)^(2/3)·√S / n`, with area m², wetted perimeter m, slope and roughness without unit.
pub fn manning_flow_m3_s(area_m2: f64, perimeter_m: f64, slope: f64, roughness: f64) -> Result<f64, Error> {
    let area = POSITIVE.within("area_m2", area_m2)?;
    let perimeter = POSITIVE.within("perimeter_m", perimeter_m)?;
    let slope = Domain::Between(Exact::lowest_terms(1, 1_000_000), Exact::whole(1)).within("slope", slope)?;
    let roughness =
        Domain::Between(Exact::lowest_terms(1, 200), Exact::lowest_terms(1, 2)).within("roughness", roughness)?;
    Ok(area * (area / perimeter).powf(2.0 / 3.0) * slope.sqrt() / roughness)
}
