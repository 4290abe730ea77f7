//! How heavy a truck may be, and by how much it is heavier.
//!
//! - Units: kg, metres, percent of the limit. Mass is the whole vehicle with its load; a combination is a truck with a
//!   trailer or a tractor with a semi-trailer.
//! - Limits by axles: Ministry of Transport Order 62 of 2016, in agreement with GB 1589-2016. Less 3000 kg for each axle
//!   that is not driven and has single tyres where twin tyres are assumed (wide tyres excepted); 1000 kg more for air
//!   suspension on trucks of three and four axles and on combinations of four.
//! - From 100 000 kg on the road it is a 百吨王 ([`Weighed::hundred_tonnes`]): the loading site is traced.
//! - Not certain: limits of single axles and groups are only remembered, so they are not here.
//! - Errors: [`Error::OutOfDomain`] for a number of axles without a limit, or a mass that no scale shows.
//!
//! ```
//! use standards::Exact;
//! use standards::vehicle::load::{Truck, weigh};
//!
//! let six = Truck { axles: 6, combination: true, ..Truck::default() };
//! assert_eq!(weigh(&six, Exact::from(49_000))?.over_kg.to_string(), "0");
//! assert_eq!(weigh(&six, Exact::from(49_001))?.over_kg.to_string(), "1");
//!
//! assert!(weigh(&Truck { axles: 1, ..six }, Exact::from(49_000)).is_err());
//! # Ok::<(), standards::Error>(())
//! ```

use crate::{Domain, Error, Exact};

pub const EDITION: &str = "MOT Order 62 (2016), GB 1589-2016";
pub const MASS_KG: Domain = Domain::Between(Exact::ZERO, Exact::whole(1_000_000));
pub const TRUCK_AXLES: Domain = Domain::Whole(2, 4);
pub const COMBINATION_AXLES: Domain = Domain::Whole(3, 20);
pub const AXLES: Domain = Domain::Whole(0, 20);
/// Height, width and length that no vehicle passes without a permit.
pub const HEIGHT_M_MAX: Exact = Exact::whole(4);
pub const WIDTH_M_MAX: Exact = Exact::lowest_terms(51, 20);
pub const LENGTH_M_MAX: Exact = Exact::lowest_terms(181, 10);
const SINGLE_TYRES_KG: u32 = 3_000;
const AIR_SUSPENSION_KG: u32 = 1_000;
const HUNDRED_TONNES_KG: u32 = 100_000;

#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Truck {
    /// A group counts each of its axles.
    pub axles: u32,
    pub combination: bool,
    /// The tractor of a combination of six axles has one driven axle.
    pub single_drive_axle: bool,
    /// Axles with single tyres where twin tyres are assumed, neither driven nor with wide tyres.
    pub single_tyre_axles: u32,
    pub air_suspension: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Weighed {
    pub limit_kg: Exact,
    /// Zero within the limit.
    pub over_kg: Exact,
    /// Of the limit.
    pub over_percent: Exact,
    pub hundred_tonnes: bool,
}

impl Weighed {
    /// More than 30 % over: the upper range of fines. Exactly 30 % is not.
    pub fn is_over_30_percent(&self) -> bool {
        self.over_percent > Exact::whole(30)
    }
}

pub fn limit_kg(truck: &Truck) -> Result<Exact, Error> {
    let axles = if truck.combination { COMBINATION_AXLES } else { TRUCK_AXLES };
    axles.hold("axles", Exact::from(truck.axles))?;
    let fewer = Domain::Whole(0, truck.axles);
    fewer.hold("single_tyre_axles", Exact::from(truck.single_tyre_axles))?;
    let (of_axles, with_air) = match (truck.combination, truck.axles) {
        (false, 2) => (18_000, false),
        (false, 3) => (25_000, true),
        (false, _) => (31_000, true),
        (true, 3) => (27_000, false),
        (true, 4) => (36_000, true),
        (true, 5) => (43_000, false),
        (true, _) => (if truck.single_drive_axle { 46_000 } else { 49_000 }, false),
    };
    let more = if with_air && truck.air_suspension { AIR_SUSPENSION_KG } else { 0 };
    let less = truck.single_tyre_axles * SINGLE_TYRES_KG;
    let limit = Exact::from(of_axles + more).minus(Exact::from(less));
    if limit > Exact::ZERO { Ok(limit) } else { Err(fewer.refuse("single_tyre_axles", truck.single_tyre_axles)) }
}

pub fn weigh(truck: &Truck, mass_kg: Exact) -> Result<Weighed, Error> {
    let mass_kg = MASS_KG.hold("mass_kg", mass_kg)?;
    let limit_kg = limit_kg(truck)?;
    let over_kg = if mass_kg > limit_kg { mass_kg.minus(limit_kg) } else { Exact::ZERO };
    let over_percent = over_kg.times(Exact::whole(100)).over(limit_kg).unwrap_or(Exact::ZERO);
    Ok(Weighed { limit_kg, over_kg, over_percent, hundred_tonnes: mass_kg >= Exact::from(HUNDRED_TONNES_KG) })
}
