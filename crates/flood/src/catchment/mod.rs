//! Small catchments (小流域): what their forecast is made of, from which flow on people move, and who lives below.
//!
//! Always true: a catchment has a device of its own, with its code, as which its forecast is sent; a catchment that has ended
//! does not come back, and its device is retired with it.
//! Not here: the forecast itself (`forecast`), and what is thought of it (rules of `signal` over the device's series).

mod act;
mod answer;
mod below;
mod cards;
mod detail;
pub mod export;
mod form;
mod hydrograph;
mod list;
mod out;
mod parts;
pub mod query;
mod store;

pub use act::{Describe, End, amend, end, register, usual_evaporation};
pub(crate) use detail::VIEW;
pub use store::project;

use kernel::{Day, Division, Instant, OrganisationId, Personal, words};
use registry::SubjectId;
use serde::{Deserialize, Serialize};
use signal::Quantity;
use signal::device::{DeviceId, Watcher};

use crate::forecast::{Model, Parameters};

kernel::ids! {
    /// One small catchment.
    CatchmentId,
}

words! {
    pub enum State {
        Kept = "kept",
        Ended = "ended",
    }
}

/// A gauge of its rain, and how much of the catchment it stands for beside the others.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Gauge {
    pub device: DeviceId,
    pub weight: Quantity,
}

/// A village below the outlet: when the water is there, who is threatened, who moves them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Village {
    pub division: Division,
    /// From the outlet on.
    pub minutes: u32,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub households: Option<u32>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub people: Option<u32>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub mover: Option<Watcher>,
}

/// A pond or reservoir below: as a device, or as what is supervised.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Pond {
    Device(DeviceId),
    Subject(SubjectId),
}

/// Everything that is said of a catchment.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Described {
    pub code: String,
    pub name: String,
    pub division: Division,
    /// WGS-84, millionths of a degree.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub longitude_e6: Option<i64>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub latitude_e6: Option<i64>,
    pub area_km2: Quantity,
    pub owner: OrganisationId,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub watcher: Option<Watcher>,
    pub gauges: Vec<Gauge>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub outlet: Option<DeviceId>,
    /// From which flow on people get ready (准备转移) and move at once (立即转移).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ready_m3_s: Option<Quantity>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub immediate_m3_s: Option<Quantity>,
    /// Where these flows and the parameters come from.
    pub basis: Option<Personal<String>>,
    pub parameters: Parameters,
    /// Potential evaporation in millimetres a day, January first.
    pub evaporation: [Quantity; 12],
    pub villages: Vec<Village>,
    pub ponds: Vec<Pond>,
    pub since: Day,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Fact {
    Registered { said: Box<Described>, device: DeviceId },
    Amended { said: Box<Described> },
    Ended { reason: Personal<String> },
}

impl ledger::Fact for Fact {
    const STREAM: &'static str = "catchment";
    type Id = CatchmentId;

    fn kind(&self) -> &'static str {
        match self {
            Fact::Registered { .. } => "registered",
            Fact::Amended { .. } => "amended",
            Fact::Ended { .. } => "ended",
        }
    }
}

/// One catchment as it stands.
#[derive(Debug, Clone, PartialEq)]
pub struct Catchment {
    pub id: CatchmentId,
    pub version: i64,
    pub said: Described,
    pub device: DeviceId,
    pub state: State,
    pub state_at: Instant,
    pub note: Option<Personal<String>>,
}

impl Catchment {
    pub fn model(&self) -> Model {
        Model {
            area_km2: self.said.area_km2.value(),
            parameters: self.said.parameters.clone(),
            evaporation: self.said.evaporation.map(Quantity::value),
        }
    }

    /// Getting ready and moving at once, as far as they are known, the lower first.
    pub fn thresholds(&self) -> Vec<(Threshold, f64)> {
        let both = [(Threshold::Ready, self.said.ready_m3_s), (Threshold::Immediate, self.said.immediate_m3_s)];
        both.into_iter().filter_map(|(which, value)| Some((which, value?.value()))).collect()
    }
}

words! {
    /// What a flow at the outlet asks of those below.
    pub enum Threshold {
        Ready = "ready",
        Immediate = "immediate",
    }
}

pub(crate) fn routes() -> page::Routes<ledger::Db> {
    detail::routes()
}
