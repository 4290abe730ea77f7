//! A catchment for programs.

use kernel::{Division, OrganisationId, PersonId};
use serde::{Deserialize, Serialize};
use signal::device::DeviceId;

use super::{Catchment, CatchmentId, Village};

/// One catchment for programs.
#[derive(Debug, Serialize, Deserialize, utoipa::ToSchema)]
pub struct CatchmentAnswer {
    #[schema(value_type = String)]
    id: CatchmentId,
    version: i64,
    code: String,
    name: String,
    #[schema(value_type = String)]
    division: Division,
    longitude: Option<f64>,
    latitude: Option<f64>,
    area_km2: f64,
    #[schema(value_type = String)]
    owner: OrganisationId,
    /// The device as which its forecast is sent.
    #[schema(value_type = String)]
    device: DeviceId,
    #[schema(value_type = Option<String>)]
    outlet: Option<DeviceId>,
    ready_m3_s: Option<f64>,
    immediate_m3_s: Option<f64>,
    basis: Option<String>,
    gauges: Vec<GaugeAnswer>,
    parameters: std::collections::BTreeMap<String, f64>,
    /// Millimetres a day, January first.
    evaporation: Vec<f64>,
    villages: Vec<VillageAnswer>,
    since: String,
    /// `kept`, `ended`
    state: String,
}

#[derive(Debug, Serialize, Deserialize, utoipa::ToSchema)]
#[schema(as = CatchmentGauge)]
pub struct GaugeAnswer {
    #[schema(value_type = String)]
    device: DeviceId,
    weight: f64,
}

#[derive(Debug, Serialize, Deserialize, utoipa::ToSchema)]
#[schema(as = CatchmentVillage)]
pub struct VillageAnswer {
    #[schema(value_type = String)]
    division: Division,
    /// From the outlet on.
    minutes: u32,
    households: Option<u32>,
    people: Option<u32>,
    #[schema(value_type = Option<String>)]
    mover: Option<PersonId>,
}

pub(super) fn answer(it: &Catchment) -> CatchmentAnswer {
    let said = &it.said;
    let degrees = |it: Option<i64>| it.map(|e6| e6 as f64 / 1e6);
    let village = |it: &Village| VillageAnswer {
        division: it.division,
        minutes: it.minutes,
        households: it.households,
        people: it.people,
        mover: it.mover.map(|it| it.person),
    };
    CatchmentAnswer {
        id: it.id,
        version: it.version,
        code: said.code.clone(),
        name: said.name.clone(),
        division: said.division,
        longitude: degrees(said.longitude_e6),
        latitude: degrees(said.latitude_e6),
        area_km2: said.area_km2.value(),
        owner: said.owner,
        device: it.device,
        outlet: said.outlet,
        ready_m3_s: said.ready_m3_s.map(|it| it.value()),
        immediate_m3_s: said.immediate_m3_s.map(|it| it.value()),
        basis: said.basis.as_ref().and_then(|it| it.as_str()).map(str::to_owned),
        gauges: said.gauges.iter().map(|it| GaugeAnswer { device: it.device, weight: it.weight.value() }).collect(),
        parameters: said.parameters.0.iter().map(|(name, it)| (name.word().to_owned(), it.value())).collect(),
        evaporation: said.evaporation.iter().map(|it| it.value()).collect(),
        villages: said.villages.iter().map(village).collect(),
        since: said.since.to_string(),
        state: it.state.word().to_owned(),
    }
}
