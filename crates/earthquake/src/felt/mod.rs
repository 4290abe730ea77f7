//! How far an earthquake was felt: degrees of intensity around the epicentre, and what each township comes to.
//!
//! Along and across the long axis where somebody has said which way it lies; a circle of the mean otherwise. An estimate by a
//! relation, with its spread; what was found on the ground is another matter.

use kernel::{Division, Error};
use registry::division::Outline;
use registry::map::Reach;
use standards::earthquake_intensity::Relation;

use crate::event::Earthquake;
use crate::ground::{away_km, middle};

const KM_PER_DEGREE: f64 = 111.195;
/// Below IV hardly anybody notices.
const LEAST: i64 = 4;

/// How far a degree reaches, in kilometres.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Zone {
    pub degree: i64,
    pub long_km: f64,
    pub short_km: f64,
}

/// What a township or village comes to, in tenths of a degree.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Shaken {
    pub code: Division,
    pub name: String,
    /// Of its nearest part, and of its middle.
    pub most: i64,
    pub middle: i64,
    pub km: f64,
}

pub(crate) struct Felt {
    pub zones: Vec<Zone>,
    pub places: Vec<Shaken>,
}

pub(crate) fn zones(relation: &Relation, it: &Earthquake) -> Result<Vec<Zone>, standards::Error> {
    let magnitude = it.as_event().magnitude;
    let mut found = Vec::new();
    for degree in (LEAST..=12).rev() {
        let intensity = degree as f64;
        let radii = match it.azimuth_deg {
            Some(_) => relation.radii_km(magnitude, intensity)?,
            None => relation.mean_radius_km(magnitude, intensity)?.map(|km| (km, km)),
        };
        if let Some((long_km, short_km)) = radii.filter(|it| it.0 >= 0.5 && it.1 >= 0.5) {
            found.push(Zone { degree, long_km, short_km });
        }
    }
    Ok(found)
}

/// Tenths of a degree at so many kilometres east and north of the epicentre.
fn at(relation: &Relation, it: &Earthquake, east: f64, north: f64) -> Result<i64, standards::Error> {
    let magnitude = it.as_event().magnitude;
    let felt = match it.azimuth_deg {
        Some(azimuth) => {
            let (sin, cos) = (azimuth as f64).to_radians().sin_cos();
            relation.beside(magnitude, east * sin + north * cos, east * cos - north * sin)?
        }
        None => relation.mean(magnitude, east.hypot(north))?,
    };
    Ok((felt * 10.0).floor() as i64)
}

fn shaken(relation: &Relation, it: &Earthquake, of: &Outline) -> Result<Option<Shaken>, standards::Error> {
    let report = &it.report;
    let epicentre = (report.longitude_e6, report.latitude_e6);
    let Some((east, north)) = middle(of) else { return Ok(None) };
    let narrow = (report.latitude_e6 as f64 / 1e6).to_radians().cos();
    let km = |e6: i64| e6 as f64 / 1e6 * KM_PER_DEGREE;
    let (east, north) = (km(east - epicentre.0) * narrow, km(north - epicentre.1));
    let nearest = away_km(epicentre, of);
    let far = east.hypot(north);
    // The nearest part lies about in the direction of the middle.
    let part = if far > 0.0 { (nearest / far).min(1.0) } else { 0.0 };
    if far > standards::earthquake_intensity::DISTANCE_KM_MOST {
        return Ok(None);
    }
    let (most, middle) = (at(relation, it, east * part, north * part)?, at(relation, it, east, north)?);
    Ok(Some(Shaken { code: of.code, name: of.name.clone(), most: most.max(middle), middle, km: nearest }))
}

/// Nothing where the relation doesn't speak of such a magnitude.
pub(crate) fn felt<'a>(
    relation: &Relation,
    it: &Earthquake,
    outlines: impl Iterator<Item = &'a Outline>,
) -> Result<Option<Felt>, Error> {
    let magnitude = it.as_event().magnitude;
    if standards::earthquake_intensity::MAGNITUDE.within("magnitude", magnitude).is_err() {
        return Ok(None);
    }
    let zones = zones(relation, it).map_err(Error::internal)?;
    let mut places = Vec::new();
    for of in outlines {
        places.extend(shaken(relation, it, of).map_err(Error::internal)?);
    }
    places.retain(|it| it.most >= LEAST * 10);
    places.sort_by(|a, b| b.most.cmp(&a.most).then(a.km.total_cmp(&b.km)).then(a.code.cmp(&b.code)));
    Ok(Some(Felt { zones, places }))
}

/// The zones on a map, the outermost first.
pub(crate) fn reaches(it: &Earthquake, zones: &[Zone], label: impl Fn(i64) -> String) -> Vec<Reach> {
    let Some(middle) = registry::map::Point::corner(Some(it.report.longitude_e6), Some(it.report.latitude_e6)) else {
        return Vec::new();
    };
    let metres = |km: f64| (km * 1_000.0).round() as i64;
    let reach = |zone: &Zone| Reach {
        middle,
        long_m: metres(zone.long_km),
        short_m: metres(zone.short_km),
        azimuth_deg: it.azimuth_deg.unwrap_or_default(),
        label: label(zone.degree),
    };
    zones.iter().rev().map(reach).collect()
}
