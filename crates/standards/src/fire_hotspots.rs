//! Satellite detections of fire: which belong to one fire, and how sure they are.
//!
//! - Units: degrees, km, days from any origin, radiative power in MW.
//! - Detections belong together when a chain of them leads from one to the other, each step no farther than `distance_km`
//!   and `days` ([`Merge`], settings: a pixel of MODIS is 1 km wide and wider at the edge of the swath).
//! - Confidence of MODIS in %: below 30 low, to 80 nominal, above 80 high (MODIS Collection 6 user's guide).
//! - Errors: [`Error::OutOfDomain`].
//!
//! ```
//! use standards::fire_hotspots::{Detection, Merge, confidence_class, fires};
//!
//! let seen = |latitude_deg, day| Detection { latitude_deg, longitude_deg: 100.0, day, power_mw: 10.0 };
//! let found = fires(&[seen(25.0, 0.3), seen(25.01, 0.8), seen(25.5, 0.8)], Merge::USUAL)?;
//! assert_eq!(found, [0, 0, 1]);
//! assert_eq!(confidence_class(80.0)?, "nominal");
//!
//! assert_eq!(confidence_class(101.0).unwrap_err().to_string(), "confidence_percent is 101, allowed is 0 to 100");
//! # Ok::<(), standards::Error>(())
//! ```

use std::collections::HashMap;

use crate::earthquake_catalogue::{LATITUDE_DEG, LONGITUDE_DEG, distance_km};
use crate::{Domain, Error, Exact};

pub const CONFIDENCE_PERCENT: Domain = Domain::between(0, 100);
pub const POWER_MW: Domain = Domain::between(0, 100_000);
pub const DISTANCE_KM: Domain = Domain::Between(Exact::lowest_terms(1, 10), Exact::whole(50));
pub const DAYS: Domain = Domain::between(0, 60);

#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Detection {
    pub latitude_deg: f64,
    pub longitude_deg: f64,
    pub day: f64,
    pub power_mw: f64,
}

#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Merge {
    pub distance_km: f64,
    pub days: f64,
}

impl Merge {
    pub const USUAL: Self = Self { distance_km: 2.0, days: 1.0 };
}

pub fn confidence_class(confidence_percent: f64) -> Result<&'static str, Error> {
    Ok(match CONFIDENCE_PERCENT.within("confidence_percent", confidence_percent)? {
        percent if percent > 80.0 => "high",
        percent if percent >= 30.0 => "nominal",
        _ => "low",
    })
}

/// The fire of each detection, numbered from 0 in the order in which they first appear in the list.
pub fn fires(detections: &[Detection], merge: Merge) -> Result<Vec<usize>, Error> {
    DISTANCE_KM.within("distance_km", merge.distance_km)?;
    DAYS.within("days", merge.days)?;
    for it in detections {
        LATITUDE_DEG.within("latitude_deg", it.latitude_deg)?;
        LONGITUDE_DEG.within("longitude_deg", it.longitude_deg)?;
        POWER_MW.within("power_mw", it.power_mw)?;
        if !it.day.is_finite() {
            return Err(Domain::Form("days").refuse("day", it.day));
        }
    }
    // Only detections of one belt of latitude or of its neighbours can be near each other.
    let belt = |it: &Detection| (distance_km((0.0, 0.0), (it.latitude_deg + 90.0, 0.0)) / merge.distance_km) as i64;
    let mut belts: HashMap<i64, Vec<usize>> = HashMap::new();
    let mut leads: Vec<usize> = (0..detections.len()).collect();
    for (at, it) in detections.iter().enumerate() {
        let here = belt(it);
        for other in (here - 1..=here + 1).filter_map(|belt| belts.get(&belt)).flatten() {
            if together(it, &detections[*other], merge) {
                let (a, b) = (first(&mut leads, at), first(&mut leads, *other));
                leads[a.max(b)] = a.min(b);
            }
        }
        belts.entry(here).or_default().push(at);
    }
    let mut numbers = HashMap::new();
    let fires = (0..detections.len()).map(|at| {
        let next = numbers.len();
        *numbers.entry(first(&mut leads, at)).or_insert(next)
    });
    Ok(fires.collect())
}

fn together(a: &Detection, b: &Detection, merge: Merge) -> bool {
    let places = ((a.latitude_deg, a.longitude_deg), (b.latitude_deg, b.longitude_deg));
    (a.day - b.day).abs() <= merge.days && distance_km(places.0, places.1) <= merge.distance_km
}

/// The first detection of a fire; the way to it is shortened.
fn first(leads: &mut [usize], mut at: usize) -> usize {
    while leads[at] != at {
        leads[at] = leads[leads[at]];
        at = leads[at];
    }
    at
}
