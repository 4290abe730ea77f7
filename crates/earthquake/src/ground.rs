//! The ground of the district: in which township a place lies, how far it is from the border and from the county seat.
//!
//! Pure but for one load. Distances near the district are taken on a plane through the place, on which a degree of longitude is as
//! long as it is there; a county is small enough.
//! Not here: words (`event::place`).

use std::sync::Arc;

use kernel::{Ctx, Division, DivisionLevel, Error};
use ledger::Reader;
use registry::division::{self, Outline};
use standards::earthquake_catalogue::distance_km;

use crate::event::{Placed, Report};
use crate::setting::{Region, Seat, Setting};

const KM_PER_DEGREE: f64 = 111.195;
/// A village farther off than this is not "nearby".
const NEAR_KM: f64 = 5.0;

#[derive(Debug, Clone)]
pub(crate) struct Ground {
    county: Division,
    townships: Vec<Outline>,
    villages: Vec<Outline>,
    /// The middle of all outlines.
    middle: Option<Seat>,
}

/// Kilometres east and north of a place.
type Plane = [f64; 2];

fn plane((east, north): (i64, i64), corner: [i32; 2]) -> Plane {
    let narrow = (north as f64 / 1e6).to_radians().cos();
    let degrees = |e6: i64| e6 as f64 / 1e6;
    [
        degrees(i64::from(corner[0]) - east) * KM_PER_DEGREE * narrow,
        degrees(i64::from(corner[1]) - north) * KM_PER_DEGREE,
    ]
}

/// From the origin to the part of a line between two corners.
fn to_segment(a: Plane, b: Plane) -> f64 {
    let along = [b[0] - a[0], b[1] - a[1]];
    let length = along[0] * along[0] + along[1] * along[1];
    let part = if length > 0.0 { (-(a[0] * along[0] + a[1] * along[1]) / length).clamp(0.0, 1.0) } else { 0.0 };
    (a[0] + part * along[0]).hypot(a[1] + part * along[1])
}

fn edges(at: (i64, i64), it: &Outline) -> impl Iterator<Item = (Plane, Plane)> {
    it.rings.iter().flat_map(move |ring| {
        let next = ring.iter().cycle().skip(1);
        ring.iter().zip(next).map(move |(a, b)| (plane(at, *a), plane(at, *b)))
    })
}

/// Whether the place lies inside: a ray to the east crosses the rings an odd number of times.
fn holds(at: (i64, i64), it: &Outline) -> bool {
    let crosses =
        |(a, b): &(Plane, Plane)| (a[1] > 0.0) != (b[1] > 0.0) && a[0] + (b[0] - a[0]) * a[1] / (a[1] - b[1]) > 0.0;
    edges(at, it).filter(crosses).count() % 2 == 1
}

/// Kilometres to the outline; zero inside.
pub(crate) fn away_km(at: (i64, i64), it: &Outline) -> f64 {
    if holds(at, it) { 0.0 } else { edges(at, it).map(|(a, b)| to_segment(a, b)).fold(f64::INFINITY, f64::min) }
}

/// The mean of the corners: where a name stands on the map.
pub(crate) fn middle(it: &Outline) -> Option<(i64, i64)> {
    let corners = it.rings.iter().max_by_key(|ring| ring.len())?;
    let count = i64::try_from(corners.len()).ok().filter(|n| *n > 0)?;
    let sum = |axis: usize| corners.iter().map(|corner| i64::from(corner[axis])).sum::<i64>();
    Some((sum(0) / count, sum(1) / count))
}

fn middle_of_all(outlines: &[Outline]) -> Option<Seat> {
    let corners = || outlines.iter().flat_map(|it| it.rings.iter().flatten());
    let between = |axis: usize| {
        let all = || corners().map(move |corner| i64::from(corner[axis]));
        Some((all().min()? + all().max()?) / 2)
    };
    Some(Seat { longitude_e6: between(0)?, latitude_e6: between(1)? })
}

impl Ground {
    /// Held within acts until a division changes.
    pub fn fetch(r: &Reader<'_>, ctx: &Ctx) -> Result<Arc<Ground>, Error> {
        r.kept::<division::Fact, _, _>((ctx.district, "ground of earthquakes"), |_| {
            let all = division::outlines(r, ctx)?;
            let of = |level| all.iter().filter(move |it| it.code.level() == level).cloned().collect::<Vec<_>>();
            let townships = of(DivisionLevel::Township);
            Ok(Arc::new(Ground {
                county: ctx.district.division(),
                middle: middle_of_all(&townships),
                villages: of(DivisionLevel::Village),
                townships,
            }))
        })
    }

    /// Townships, then villages.
    pub fn outlines(&self) -> impl Iterator<Item = &Outline> {
        self.townships.iter().chain(&self.villages)
    }

    pub fn townships(&self) -> &[Outline] {
        &self.townships
    }

    pub fn region(&self, setting: &Setting) -> Region {
        let longitude = self.seat(setting).map_or(0, |it| it.longitude_e6);
        setting.said.region.unwrap_or_else(|| Region::at(longitude))
    }

    fn seat<'a>(&'a self, setting: &'a Setting) -> Option<&'a Seat> {
        setting.said.seat.as_ref().or(self.middle.as_ref())
    }

    /// Kilometres to the border of the district; zero inside, nothing without outlines.
    fn border_km(&self, at: (i64, i64)) -> Option<f64> {
        self.townships.iter().map(|it| away_km(at, it)).min_by(f64::total_cmp)
    }

    fn division(&self, at: (i64, i64)) -> Division {
        let Some(township) = self.townships.iter().find(|it| holds(at, it)) else { return self.county };
        let near = self.villages.iter().filter(|it| township.code.contains(it.code));
        let near = near.map(|it| (away_km(at, it), it.code)).filter(|(km, _)| *km <= NEAR_KM);
        near.min_by(|a, b| a.0.total_cmp(&b.0)).map_or(township.code, |(_, code)| code)
    }

    /// Whether a place lies near enough to be kept. Without outlines from the seat; where neither is known, everything is.
    pub fn keeps(&self, setting: &Setting, at: (i64, i64)) -> bool {
        let far = self.border_km(at).or_else(|| self.seat(setting).map(|seat| from_seat(seat, at).0));
        far.is_none_or(|km| km <= setting.said.keep_km as f64)
    }

    pub fn place(&self, setting: &Setting, it: &Report) -> Placed {
        let at = (it.longitude_e6, it.latitude_e6);
        let border = self.border_km(at);
        let seat = self.seat(setting).map(|seat| from_seat(seat, at));
        let metres = |km: f64| (km * 1_000.0).round() as i64;
        // Without outlines at the county seat.
        let nearest = border.or(seat.map(|(km, _)| km));
        let magnitude = it.magnitude_e3 as f64 / 1_000.0;
        let felt = nearest.and_then(|km| self.region(setting).relation().mean(magnitude, km).ok());
        Placed {
            division: self.division(at),
            border_m: border.map(metres),
            seat_m: seat.map(|(km, _)| metres(km)),
            bearing_deg: seat.map(|(_, degrees)| degrees),
            intensity: felt.map(|degrees| (degrees * 10.0).floor() as i64).filter(|tenths| *tenths >= 10),
        }
    }
}

/// Kilometres from the seat, and in which direction a place lies from it: 0 is north, 90 east.
fn from_seat(seat: &Seat, (east, north): (i64, i64)) -> (f64, i64) {
    let degrees = |e6: i64| e6 as f64 / 1e6;
    let from = (degrees(seat.latitude_e6), degrees(seat.longitude_e6));
    let to = (degrees(north), degrees(east));
    let turn = (to.1 - from.1).to_radians();
    let (here, there) = (from.0.to_radians(), to.0.to_radians());
    let y = turn.sin() * there.cos();
    let x = here.cos() * there.sin() - here.sin() * there.cos() * turn.cos();
    let bearing = y.atan2(x).to_degrees().rem_euclid(360.0).round() as i64 % 360;
    (distance_km(from, to), bearing)
}
