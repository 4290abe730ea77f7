use super::MAGNITUDE;
use crate::{Domain, Error};

pub const LATITUDE_DEG: Domain = Domain::between(-90, 90);
pub const LONGITUDE_DEG: Domain = Domain::between(-180, 180);
pub const RADIUS_KM: Domain = Domain::between(0, 20_016);
/// Mean radius of the sphere on which distances are taken.
const EARTH_RADIUS_KM: f64 = 6371.0088;

/// One row of a catalogue.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Event {
    /// Days from any origin.
    pub day: f64,
    pub latitude_deg: f64,
    pub longitude_deg: f64,
    pub magnitude: f64,
}

impl Event {
    pub(super) fn check(&self) -> Result<(), Error> {
        LATITUDE_DEG.within("latitude_deg", self.latitude_deg)?;
        LONGITUDE_DEG.within("longitude_deg", self.longitude_deg)?;
        MAGNITUDE.within("magnitude", self.magnitude)?;
        if self.day.is_finite() { Ok(()) } else { Err(Domain::Form("days").refuse("day", self.day)) }
    }
}

/// Great-circle distance (haversine on a sphere of 6371.0088 km), from latitude and longitude in degrees.
pub fn distance_km(from: (f64, f64), to: (f64, f64)) -> f64 {
    let (north, east) = ((to.0 - from.0).to_radians() / 2.0, (to.1 - from.1).to_radians() / 2.0);
    let across = from.0.to_radians().cos() * to.0.to_radians().cos() * east.sin().powi(2);
    let half = (north.sin().powi(2) + across).min(1.0);
    2.0 * EARTH_RADIUS_KM * half.sqrt().asin()
}

#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Circle {
    pub latitude_deg: f64,
    pub longitude_deg: f64,
    pub radius_km: f64,
}

impl Circle {
    pub fn holds(&self, event: &Event) -> bool {
        let centre = (self.latitude_deg, self.longitude_deg);
        distance_km(centre, (event.latitude_deg, event.longitude_deg)) <= self.radius_km
    }
}

/// Days from the last event of at least this magnitude inside the circle to `day`; events after `day` are not known yet.
/// `None` when there was none. A district is asked through a circle around it, or by giving only its own events.
pub fn days_since(events: &[Event], day: f64, magnitude: f64, within: Option<Circle>) -> Result<Option<f64>, Error> {
    MAGNITUDE.within("magnitude", magnitude)?;
    if let Some(circle) = within {
        LATITUDE_DEG.within("latitude_deg", circle.latitude_deg)?;
        LONGITUDE_DEG.within("longitude_deg", circle.longitude_deg)?;
        RADIUS_KM.within("radius_km", circle.radius_km)?;
    }
    let mut last: Option<f64> = None;
    for event in events {
        event.check()?;
        let counts = event.day <= day && event.magnitude >= magnitude && within.is_none_or(|it| it.holds(event));
        if counts {
            last = Some(last.map_or(event.day, |known| known.max(event.day)));
        }
    }
    Ok(last.map(|last| day - last))
}
