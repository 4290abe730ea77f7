//! What a catchment's model asks to be told: each parameter with its domain, its unit, and what counts where nobody said.
//!
//! Coefficients that belong to a time are of a day or in hours, as tables and handbooks have them; the model turns them into
//! those of its own step. Not here: where they come from (calibration, a neighbour, a handbook).

use std::collections::BTreeMap;

use kernel::words;
use serde::{Deserialize, Serialize};
use signal::Quantity;
use standards::Domain;
use standards::runoff::xaj;

words! {
    /// Of Xin'anjiang with three sources, of a reach by Muskingum, and what flows when nothing else does.
    pub enum Parameter {
        EvaporationRatio = "evaporation_ratio",
        TensionExponent = "tension_exponent",
        Impervious = "impervious",
        UpperMm = "upper_mm",
        LowerMm = "lower_mm",
        DeepMm = "deep_mm",
        DeepEvaporation = "deep_evaporation",
        FreeWaterMm = "free_water_mm",
        FreeWaterExponent = "free_water_exponent",
        ToInterflow = "to_interflow",
        ToGroundwater = "to_groundwater",
        InterflowRecession = "interflow_recession",
        GroundwaterRecession = "groundwater_recession",
        StorageH = "storage_h",
        LagH = "lag_h",
        ReachH = "reach_h",
        ReachWeight = "reach_weight",
        BaseFlow = "base_flow",
    }
}

impl Parameter {
    /// Least and most, both allowed.
    pub fn domain(self) -> (f64, f64) {
        let ends = |domain: Domain| match domain {
            Domain::Between(least, most) => (least.to_f64(), most.to_f64()),
            _ => (0.0, 0.0),
        };
        match self {
            Parameter::EvaporationRatio => ends(xaj::RATIO),
            Parameter::TensionExponent | Parameter::FreeWaterExponent => ends(xaj::EXPONENT),
            Parameter::UpperMm | Parameter::DeepMm => ends(xaj::LAYER_MM),
            Parameter::LowerMm | Parameter::FreeWaterMm => ends(xaj::FREE_WATER_MM),
            Parameter::ToInterflow | Parameter::ToGroundwater => (0.0, 0.98),
            Parameter::Impervious
            | Parameter::DeepEvaporation
            | Parameter::InterflowRecession
            | Parameter::GroundwaterRecession => (0.0, 1.0),
            Parameter::StorageH => (0.0, 72.0),
            Parameter::LagH => (0.0, 24.0),
            Parameter::ReachH => (0.0, 24.0),
            Parameter::ReachWeight => (0.0, 0.45),
            Parameter::BaseFlow => (0.0, 1_000.0),
        }
    }

    pub fn unit(self) -> &'static str {
        match self {
            Parameter::UpperMm | Parameter::LowerMm | Parameter::DeepMm | Parameter::FreeWaterMm => "mm",
            Parameter::ToInterflow
            | Parameter::ToGroundwater
            | Parameter::InterflowRecession
            | Parameter::GroundwaterRecession => "d⁻¹",
            Parameter::StorageH | Parameter::LagH | Parameter::ReachH => "h",
            Parameter::BaseFlow => "m³/s",
            _ => "",
        }
    }

    /// How textbooks write it.
    pub fn symbol(self) -> &'static str {
        match self {
            Parameter::EvaporationRatio => "K",
            Parameter::TensionExponent => "B",
            Parameter::Impervious => "IM",
            Parameter::UpperMm => "UM",
            Parameter::LowerMm => "LM",
            Parameter::DeepMm => "DM",
            Parameter::DeepEvaporation => "C",
            Parameter::FreeWaterMm => "SM",
            Parameter::FreeWaterExponent => "EX",
            Parameter::ToInterflow => "KI",
            Parameter::ToGroundwater => "KG",
            Parameter::InterflowRecession => "CI",
            Parameter::GroundwaterRecession => "CG",
            Parameter::StorageH => "CS",
            Parameter::LagH => "L",
            Parameter::ReachH => "KE",
            Parameter::ReachWeight => "XE",
            Parameter::BaseFlow => "Q₀",
        }
    }

    /// What counts where nobody said: a steep catchment of red earth in the south-west; the times follow from the area.
    pub fn usual(self, area_km2: f64) -> f64 {
        let concentrates_h = 0.4 + 0.3 * area_km2.sqrt();
        match self {
            Parameter::EvaporationRatio => 0.95,
            Parameter::TensionExponent => 0.3,
            Parameter::Impervious => 0.03,
            Parameter::UpperMm => 20.0,
            Parameter::LowerMm => 70.0,
            Parameter::DeepMm => 40.0,
            Parameter::DeepEvaporation => 0.16,
            Parameter::FreeWaterMm => 25.0,
            Parameter::FreeWaterExponent => 1.2,
            Parameter::ToInterflow => 0.42,
            Parameter::ToGroundwater => 0.28,
            Parameter::InterflowRecession => 0.4,
            Parameter::GroundwaterRecession => 0.985,
            Parameter::StorageH => (concentrates_h * 10.0).round() / 10.0,
            Parameter::LagH => (concentrates_h * 8.0).round() / 10.0,
            Parameter::ReachH | Parameter::BaseFlow => 0.0,
            Parameter::ReachWeight => 0.2,
        }
    }
}

/// What was said of each; of the others the usual counts, and is written down with them, so that a set stays what it was.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Parameters(pub BTreeMap<Parameter, Quantity>);

impl Parameters {
    pub fn usual(area_km2: f64) -> Parameters {
        let all = Parameter::ALL.iter();
        Parameters(all.filter_map(|it| Some((*it, Quantity::of(it.usual(area_km2))?))).collect())
    }

    /// Written down by an older program, a set may lack what is new: that counts as nothing, as it did then.
    pub fn get(&self, it: Parameter) -> f64 {
        self.0.get(&it).map_or(0.0, |it| it.value())
    }

    /// Those of Xin'anjiang for steps of so many hours.
    pub(super) fn of_step(&self, step_h: f64) -> xaj::Parameters {
        use Parameter as P;
        let days = step_h / 24.0;
        let (interflow, groundwater) = (self.get(P::ToInterflow), self.get(P::ToGroundwater));
        // What leaves the free water in a day leaves it in equal parts of what is left, step after step.
        let out = (interflow + groundwater).min(0.98);
        let gone = 1.0 - (1.0 - out).powf(days);
        let part = |of: f64| if out > 0.0 { gone * of / (interflow + groundwater) } else { 0.0 };
        let storage_h = self.get(P::StorageH);
        xaj::Parameters {
            evaporation_ratio: self.get(P::EvaporationRatio),
            tension_exponent: self.get(P::TensionExponent),
            impervious: self.get(P::Impervious),
            upper_mm: self.get(P::UpperMm),
            lower_mm: self.get(P::LowerMm),
            deep_mm: self.get(P::DeepMm),
            deep_evaporation: self.get(P::DeepEvaporation),
            free_water_mm: self.get(P::FreeWaterMm),
            free_water_exponent: self.get(P::FreeWaterExponent),
            to_interflow: part(interflow),
            to_groundwater: part(groundwater),
            channel_recession: if storage_h > 0.0 { (-step_h / storage_h).exp() } else { 0.0 },
            lag_steps: (self.get(P::LagH) / step_h).round() as usize,
            interflow_recession: self.get(P::InterflowRecession).powf(days),
            groundwater_recession: self.get(P::GroundwaterRecession).powf(days),
        }
    }
}
