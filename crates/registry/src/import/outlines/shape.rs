//! Whether rings can be the outline of a division: enough corners, an area, no side that crosses another of its ring.

use crate::division::{Corner, Rings};

/// A residents' committee in a town has a few hectares; the largest county of the country has 202,000 km².
const LEAST_KM2: f64 = 0.005;
const MOST_KM2: f64 = 300_000.0;
const KM_PER_DEGREE: f64 = 111.2;

pub fn check(rings: &Rings) -> Result<(), &'static str> {
    if rings.is_empty() || rings.iter().any(|ring| ring.len() < 3) {
        return Err("a ring has three corners or more");
    }
    let largest = rings.iter().map(|ring| area_km2(ring)).fold(0.0, f64::max);
    if largest < LEAST_KM2 {
        return Err("the outline has next to no area");
    }
    if largest > MOST_KM2 {
        return Err("the outline is larger than any county");
    }
    if rings.iter().any(|ring| crosses_itself(ring)) {
        return Err("a ring crosses itself");
    }
    Ok(())
}

/// On a plane on which a degree of longitude is as long as at the first corner; good to a percent at this size.
fn area_km2(ring: &[Corner]) -> f64 {
    let twice: i128 =
        sides(ring).map(|([x1, y1], [x2, y2])| i128::from(x1) * i128::from(y2) - i128::from(x2) * i128::from(y1)).sum();
    let latitude = ring.first().map_or(0.0, |[_, north]| f64::from(*north) / 1e6);
    twice.unsigned_abs() as f64 / 2.0 / 1e12 * KM_PER_DEGREE * KM_PER_DEGREE * latitude.to_radians().cos()
}

type Side = (Corner, Corner);

fn sides(ring: &[Corner]) -> impl Iterator<Item = Side> + '_ {
    ring.iter().copied().zip(ring.iter().copied().cycle().skip(1))
}

/// Sides in the order of their western ends; each is held against those that begin before it ends. Neighbours share a
/// corner, which is no crossing.
fn crosses_itself(ring: &[Corner]) -> bool {
    let mut all: Vec<(usize, Side)> = sides(ring).enumerate().collect();
    all.sort_by_key(|(_, (a, b))| a[0].min(b[0]));
    let neighbours = |a: usize, b: usize| a.abs_diff(b) <= 1 || a.abs_diff(b) == ring.len() - 1;
    all.iter().enumerate().any(|(at, (n, side))| {
        let east = side.0[0].max(side.1[0]);
        let mut begun = all[at + 1..].iter().take_while(|(_, (a, b))| a[0].min(b[0]) <= east);
        begun.any(|(m, other)| !neighbours(*n, *m) && cross(*side, *other))
    })
}

/// Each side has the ends of the other on both its sides. Mere touching is let pass: surveys have it.
fn cross((a, b): Side, (c, d): Side) -> bool {
    let turn = |p: Corner, q: Corner, r: Corner| {
        let along = |axis: usize, from: Corner, to: Corner| i128::from(to[axis]) - i128::from(from[axis]);
        (along(0, p, q) * along(1, p, r) - along(1, p, q) * along(0, p, r)).signum()
    };
    turn(a, b, c) * turn(a, b, d) < 0 && turn(c, d, a) * turn(c, d, b) < 0
}
