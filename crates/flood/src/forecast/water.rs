//! The water of a catchment, ten minutes at a time: rain and evaporation in, flow at the outlet out.

use standards::runoff::muskingum::Reach;
use standards::runoff::{mm_to_m3_s, xaj};

use super::parameters::{Parameter, Parameters};
use super::{STEP_H, STEPS_A_DAY};

#[derive(Debug, Clone)]
pub struct Water {
    basin: xaj::Basin,
    channel: xaj::Channel,
    /// One below the other, each as long as a step, so that no coefficient is negative.
    reaches: Vec<Reach>,
    area_km2: f64,
    base_m3_s: f64,
}

impl Water {
    /// Half full: what was before is unknown, and a warm-up takes away what this guesses.
    pub fn half_full(area_km2: f64, parameters: &Parameters) -> Result<Water, standards::Error> {
        let of_step = parameters.of_step(STEP_H);
        let travel_h = parameters.get(Parameter::ReachH);
        let reaches = (travel_h / STEP_H).round().max(0.0) as usize;
        let weight = parameters.get(Parameter::ReachWeight);
        let reach = |_| Reach::new(STEP_H, weight, STEP_H, 0.0);
        Ok(Water {
            basin: xaj::Basin::new(of_step, xaj::State::half_full(&of_step))?,
            channel: xaj::Channel::new(&of_step, xaj::Start::default()),
            reaches: (0..reaches).map(reach).collect::<Result<_, _>>()?,
            area_km2,
            base_m3_s: parameters.get(Parameter::BaseFlow),
        })
    }

    /// The flow at the end of a step.
    pub fn step(&mut self, rain_mm: f64, evaporation_mm: f64) -> Result<f64, standards::Error> {
        let runoff_mm = self.channel.step(self.basin.step(rain_mm, evaporation_mm)?.total_mm());
        let mut flow = mm_to_m3_s(runoff_mm, self.area_km2, STEP_H)?;
        for reach in &mut self.reaches {
            flow = reach.step(flow)?.max(0.0);
        }
        Ok(flow + self.base_m3_s)
    }

    /// How full the soil is, as a part of what it holds.
    pub fn soil(&self, parameters: &Parameters) -> f64 {
        let capacity = [Parameter::UpperMm, Parameter::LowerMm, Parameter::DeepMm];
        let capacity: f64 = capacity.into_iter().map(|it| parameters.get(it)).sum();
        let state = &self.basin.state;
        (state.upper_mm + state.lower_mm + state.deep_mm) / capacity.max(f64::MIN_POSITIVE)
    }
}

/// Of a step of a month, from millimetres a day by month.
pub fn evaporation_mm(by_month: &[f64; 12], at_ms: i64) -> f64 {
    let month = kernel::Instant::from_millis(at_ms).day().month();
    by_month[usize::try_from(month - 1).unwrap_or(0).min(11)] / STEPS_A_DAY as f64
}
