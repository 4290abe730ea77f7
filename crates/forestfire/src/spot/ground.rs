//! Where a detection lies: in which township, or how far beyond the border; near which village; at which known heat source.

use kernel::{Ctx, Division, DivisionLevel, Error};
use ledger::Reader;
use registry::division::Outline;
use standards::areas::Areas;
use standards::earthquake_catalogue::distance_km;

use super::{Detection, Near};
use crate::source::{self, HeatSource};

/// Fires so far beyond the border are kept, since they come; those farther away are not ours.
pub const BORDER_KM: f64 = 10.0;
/// A device farther away says nothing of where a fire is.
const NEAR_KM: f64 = 10.0;

/// In the district or near it.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Lies {
    pub division: Division,
    pub outside_m: u32,
}

/// The outlines of the townships, and of which a place is.
pub struct Ground {
    district: Division,
    townships: Vec<Outline>,
    areas: Areas,
}

impl Ground {
    pub fn read(r: &Reader<'_>, ctx: &Ctx) -> Result<Ground, Error> {
        let mut townships = registry::division::outlines(r, ctx)?;
        townships.retain(|it| it.code.level() == DivisionLevel::Township);
        if townships.is_empty() {
            return Err(Error::refused(
                "import the outlines of the townships first: without them nobody knows what lies in the district",
            ));
        }
        let degrees = |e6: i32| f64::from(e6) / 1e6;
        let rings = |it: &Outline| {
            it.rings.iter().map(|ring| ring.iter().map(|corner| corner.map(degrees)).collect()).collect::<Vec<_>>()
        };
        let areas = Areas::new(&townships.iter().map(rings).collect::<Vec<_>>()).map_err(Error::internal)?;
        Ok(Ground { district: ctx.district.division(), townships, areas })
    }

    /// In which a place lies.
    pub fn township(&self, longitude_e6: i64, latitude_e6: i64) -> Option<Division> {
        let at = self.areas.of([longitude_e6 as f64 / 1e6, latitude_e6 as f64 / 1e6]).next()?;
        Some(self.townships[at].code)
    }

    /// None: too far away.
    pub fn lies(&self, it: &Detection) -> Option<Lies> {
        if let Some(division) = self.township(it.longitude_e6, it.latitude_e6) {
            return Some(Lies { division, outside_m: 0 });
        }
        let rings = self.townships.iter().flat_map(|it| &it.rings);
        let away = rings.map(|ring| from_ring(ring, it)).fold(f64::MAX, f64::min);
        let outside_m = ((away * 1_000.0).round() as u32).max(1);
        (away <= BORDER_KM).then_some(Lies { division: self.district, outside_m })
    }
}

/// Kilometres from a closed ring's edges. On a plane around the point: the border is near, or it does not matter.
fn from_ring(ring: &[[i32; 2]], it: &Detection) -> f64 {
    const KM_DEGREE: f64 = 111.195;
    let east = KM_DEGREE * (it.latitude_e6 as f64 / 1e6).to_radians().cos();
    let flat = |corner: &[i32; 2]| {
        [
            (i64::from(corner[0]) - it.longitude_e6) as f64 / 1e6 * east,
            (i64::from(corner[1]) - it.latitude_e6) as f64 / 1e6 * KM_DEGREE,
        ]
    };
    let edges = ring.iter().zip(ring.iter().cycle().skip(1)).take(ring.len());
    edges.map(|(a, b)| from_edge(flat(a), flat(b))).fold(f64::MAX, f64::min)
}

/// From the origin to a stretch between two corners.
fn from_edge(a: [f64; 2], b: [f64; 2]) -> f64 {
    let along = [b[0] - a[0], b[1] - a[1]];
    let length = along[0].powi(2) + along[1].powi(2);
    let part = if length > 0.0 { (-(a[0] * along[0] + a[1] * along[1]) / length).clamp(0.0, 1.0) } else { 0.0 };
    (a[0] + part * along[0]).hypot(a[1] + part * along[1])
}

fn km(it: &Detection, longitude_e6: i64, latitude_e6: i64) -> f64 {
    let place = |longitude: i64, latitude: i64| (latitude as f64 / 1e6, longitude as f64 / 1e6);
    distance_km(place(it.longitude_e6, it.latitude_e6), place(longitude_e6, latitude_e6))
}

/// The known heat source within whose radius it lies, the nearest first.
pub fn at_source(r: &Reader<'_>, ctx: &Ctx, it: &Detection) -> Result<Option<HeatSource>, Error> {
    let known = source::query::marked(r, &ctx.beyond_scope())?.into_iter();
    let within = known.filter_map(|source| {
        let away = km(it, source.longitude_e6, source.latitude_e6);
        (away * 1_000.0 <= source.radius_m as f64).then_some((away, source))
    });
    Ok(within.min_by(|a, b| a.0.total_cmp(&b.0)).map(|(_, source)| source))
}

pub fn near(r: &Reader<'_>, ctx: &Ctx, it: &Detection) -> Result<Option<Near>, Error> {
    let found = signal::device::query::nearest(r, ctx, (it.longitude_e6, it.latitude_e6))?;
    Ok(found.filter(|(_, km)| *km <= NEAR_KM).map(|(it, km)| Near { device: it.id, m: (km * 1_000.0).round() as u32 }))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn how_far_from_a_stretch() {
        for (a, b, far) in [
            ([-1.0, 3.0], [1.0, 3.0], 3.0),
            ([3.0, 4.0], [6.0, 8.0], 5.0),
            ([0.0, 0.0], [1.0, 0.0], 0.0),
            ([3.0, 4.0], [3.0, 4.0], 5.0),
        ] {
            assert_eq!(from_edge(a, b), far, "{a:?} {b:?}");
        }
    }
}
