//! The speed limit of a vehicle on a road, and by how much it is passed.
//!
//! - Units: km/h, metres of sight, percent of the limit.
//! - The limit is the least of what the road, the vehicle's kind, the sight and the sign allow; a sign takes the place of
//!   the road's own limit.
//! - Slow vehicles may not be on a motorway ([`may_be_there`]; Road Traffic Safety Law, article 67): no limit applies there.
//! - Source: Implementation Regulation of the Road Traffic Safety Law (2017), articles 45, 46, 78 and 81; dangerous goods
//!   80 on motorways and 60 elsewhere: Safety Administration of Road Transport of Dangerous Goods (2019), article 46.
//! - Settings ([`Settings`]): school buses 80 and 60, and coaches by night (22:00 to 6:00) at 80 % of the day's limit, are
//!   remembered.
//! - Errors: [`Error::OutOfDomain`] for a speed, sign or sight outside its domain.
//!
//! ```
//! use standards::Exact;
//! use standards::vehicle::speed::{Conditions, Road, Settings, Vehicle, over};
//!
//! let place = Conditions { road: Road::Motorway, sign_km_h: Some(120), ..Conditions::default() };
//! let found = over(Exact::from(101), Vehicle::Coach, &place, &Settings::default())?.expect("a limit");
//! assert_eq!((found.limit_km_h.to_string(), found.percent.to_string()), ("100".into(), "1".into()));
//!
//! let sign = Conditions { sign_km_h: Some(500), ..place };
//! assert!(over(Exact::from(101), Vehicle::Coach, &sign, &Settings::default()).is_err());
//! # Ok::<(), standards::Error>(())
//! ```

use crate::{Domain, Error, Exact};

pub const SPEED_KM_H: Domain = Domain::Between(Exact::ZERO, Exact::whole(400));
pub const SIGN_KM_H: Domain = Domain::Whole(5, 120);
pub const SIGHT_M: Domain = Domain::Whole(0, 100_000);
/// Slow vehicles under the special conditions of article 46.
const SLOW_VEHICLE_KM_H: u32 = 15;

#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Road {
    CityWithoutCentreLine,
    HighwayWithoutCentreLine,
    CityOneLaneEachWay,
    HighwayOneLaneEachWay,
    Motorway,
    /// No limit of its own: only the sign's, and the vehicle's.
    #[default]
    Other,
}

impl Road {
    const ALL: [Road; 6] = [
        Road::CityWithoutCentreLine,
        Road::HighwayWithoutCentreLine,
        Road::CityOneLaneEachWay,
        Road::HighwayOneLaneEachWay,
        Road::Motorway,
        Road::Other,
    ];
    pub const WORDS: [&str; 6] = [
        "city_without_centre_line",
        "highway_without_centre_line",
        "city_one_lane_each_way",
        "highway_one_lane_each_way",
        "motorway",
        "other",
    ];

    pub fn from_word(word: &str) -> Option<Self> {
        Self::WORDS.iter().position(|it| *it == word).map(|at| Self::ALL[at])
    }

    fn limit_km_h(self) -> Option<u32> {
        match self {
            Road::CityWithoutCentreLine => Some(30),
            Road::HighwayWithoutCentreLine => Some(40),
            Road::CityOneLaneEachWay => Some(50),
            Road::HighwayOneLaneEachWay => Some(70),
            Road::Motorway => Some(120),
            Road::Other => None,
        }
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Vehicle {
    SmallCar,
    Coach,
    Truck,
    DangerousGoods,
    SchoolBus,
    Motorcycle,
    /// Tractors, electric carts, wheeled machines.
    Slow,
}

impl Vehicle {
    const ALL: [Vehicle; 7] = [
        Vehicle::SmallCar,
        Vehicle::Coach,
        Vehicle::Truck,
        Vehicle::DangerousGoods,
        Vehicle::SchoolBus,
        Vehicle::Motorcycle,
        Vehicle::Slow,
    ];
    pub const WORDS: [&str; 7] = ["small_car", "coach", "truck", "dangerous_goods", "school_bus", "motorcycle", "slow"];

    pub fn from_word(word: &str) -> Option<Self> {
        Self::WORDS.iter().position(|it| *it == word).map(|at| Self::ALL[at])
    }
}

/// Where and how somebody drives.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Conditions {
    pub road: Road,
    pub sign_km_h: Option<u32>,
    /// How far one sees; `None`: far enough.
    pub sight_m: Option<u32>,
    /// A bend, a level crossing, ice, towing and the like (article 46).
    pub special: bool,
    /// Between 22:00 and 6:00.
    pub night: bool,
}

/// What is remembered and not read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Settings {
    pub school_bus_motorway_km_h: u32,
    pub school_bus_elsewhere_km_h: u32,
    pub coach_night_percent: u32,
}

impl Default for Settings {
    fn default() -> Self {
        Self { school_bus_motorway_km_h: 80, school_bus_elsewhere_km_h: 60, coach_night_percent: 80 }
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Over {
    pub limit_km_h: Exact,
    /// Zero within the limit.
    pub over_km_h: Exact,
    /// Of the limit.
    pub percent: Exact,
    pub band: Band,
}

/// How far over, as the penalties count it. A share on a line belongs to the graver band.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Band {
    Within,
    BelowTenth,
    FromTenth,
    FromFifth,
    FromHalf,
}

impl Band {
    pub fn word(self) -> &'static str {
        ["within", "below_10_percent", "from_10_percent", "from_20_percent", "from_50_percent"][self as usize]
    }
}

/// Whether this kind of vehicle may be on this kind of road at all.
pub fn may_be_there(vehicle: Vehicle, road: Road) -> bool {
    (vehicle, road) != (Vehicle::Slow, Road::Motorway)
}

/// `None` when neither road, sign, sight nor vehicle set one, and where the vehicle may not be.
pub fn limit_km_h(vehicle: Vehicle, at: &Conditions, settings: &Settings) -> Result<Option<Exact>, Error> {
    let sign = at.sign_km_h.map(|it| SIGN_KM_H.hold("sign_km_h", Exact::from(it)).map(|_| it)).transpose()?;
    let sight = at.sight_m.map(|it| SIGHT_M.hold("sight_m", Exact::from(it)).map(|_| it)).transpose()?;
    if !may_be_there(vehicle, at.road) {
        return Ok(None);
    }
    let limits = [
        sign.or(at.road.limit_km_h()),
        of_vehicle(vehicle, at.road, settings),
        sight.and_then(|sight_m| of_sight(sight_m, at.road)),
        at.special.then_some(if vehicle == Vehicle::Slow { SLOW_VEHICLE_KM_H } else { 30 }),
    ];
    let Some(limit) = limits.into_iter().flatten().min().map(Exact::from) else { return Ok(None) };
    if vehicle == Vehicle::Coach && at.night {
        let share = Exact::from(settings.coach_night_percent).over(Exact::whole(100));
        return Ok(share.map(|share| limit.times(share)));
    }
    Ok(Some(limit))
}

/// `None` where there is no limit.
pub fn over(speed_km_h: Exact, vehicle: Vehicle, at: &Conditions, settings: &Settings) -> Result<Option<Over>, Error> {
    let speed_km_h = SPEED_KM_H.hold("speed_km_h", speed_km_h)?;
    let Some(limit_km_h) = limit_km_h(vehicle, at, settings)? else { return Ok(None) };
    let over_km_h = if speed_km_h > limit_km_h { speed_km_h.minus(limit_km_h) } else { Exact::ZERO };
    let percent = over_km_h.times(Exact::whole(100)).over(limit_km_h).unwrap_or(Exact::ZERO);
    let band = match percent {
        it if it == Exact::ZERO => Band::Within,
        it if it < Exact::whole(10) => Band::BelowTenth,
        it if it < Exact::whole(20) => Band::FromTenth,
        it if it < Exact::whole(50) => Band::FromFifth,
        _ => Band::FromHalf,
    };
    Ok(Some(Over { limit_km_h, over_km_h, percent, band }))
}

fn of_vehicle(vehicle: Vehicle, road: Road, settings: &Settings) -> Option<u32> {
    match (vehicle, road) {
        (Vehicle::DangerousGoods, Road::Motorway) => Some(80),
        (Vehicle::DangerousGoods, _) => Some(60),
        (Vehicle::SchoolBus, Road::Motorway) => Some(settings.school_bus_motorway_km_h),
        (Vehicle::SchoolBus, _) => Some(settings.school_bus_elsewhere_km_h),
        (Vehicle::Coach | Vehicle::Truck, Road::Motorway) => Some(100),
        (Vehicle::Motorcycle, Road::Motorway) => Some(80),
        _ => None,
    }
}

/// Motorways in fog, rain or dust; elsewhere below 50 m article 46 applies.
fn of_sight(sight_m: u32, road: Road) -> Option<u32> {
    match (road, sight_m) {
        (Road::Motorway, ..50) => Some(20),
        (Road::Motorway, ..100) => Some(40),
        (Road::Motorway, ..200) => Some(60),
        (_, ..50) => Some(30),
        _ => None,
    }
}
