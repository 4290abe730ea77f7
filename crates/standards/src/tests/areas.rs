use std::num::NonZero;

use proptest::prelude::*;

use super::run;
use crate::areas::{Areas, Ring};

fn star(centre: [f64; 2], spikes: &[f64]) -> Ring {
    let turn = std::f64::consts::TAU / spikes.len() as f64;
    let spike = |(at, length): (usize, &f64)| {
        let (sin, cos) = (turn * at as f64).sin_cos();
        [centre[0] + length * cos, centre[1] + length * sin]
    };
    spikes.iter().enumerate().map(spike).collect()
}

/// The winding of the ring around the point by its angles: another way to the same answer.
fn winds(ring: &Ring, [x, y]: [f64; 2]) -> bool {
    let angle = |vertex: &[f64; 2]| (vertex[1] - y).atan2(vertex[0] - x);
    let next = ring.iter().skip(1).chain(ring.first());
    let turned: f64 = ring
        .iter()
        .zip(next)
        .map(|(from, to)| {
            let turn = angle(to) - angle(from);
            turn - std::f64::consts::TAU * (turn / std::f64::consts::TAU).round()
        })
        .sum();
    turned.abs() > 3.0
}

#[test]
fn inside_a_hole_is_outside() {
    let square =
        |least: f64, most: f64| vec![[least, least], [most, least], [most, most], [least, most], [least, least]];
    let areas = Areas::new(&[vec![square(0.0, 10.0), square(4.0, 6.0)]]).unwrap();
    for (point, inside) in
        [([1.0, 1.0], true), ([5.0, 5.0], false), ([3.999, 5.0], true), ([10.1, 5.0], false), ([f64::NAN, 5.0], false)]
    {
        assert_eq!(areas.of(point).count() == 1, inside, "{point:?}");
    }
    assert_eq!(Areas::new(&[]).unwrap().of([0.0, 0.0]).count(), 0);
    assert!(Areas::new(&[vec![vec![[0.0, 0.0], [1.0, f64::NAN], [1.0, 1.0]]]]).is_err());
}

#[test]
fn on_a_sheet() {
    let cells = |x, ring| [("x", x), ("y", "25.5"), ("ring", ring)];
    assert_eq!(run("point-in-polygon", &cells("100.2", "100 25, 101 25, 101 26")), "no");
    assert_eq!(run("point-in-polygon", &cells("100.8", "100 25, 101 25, 101 26")), "yes");
    assert!(run("point-in-polygon", &cells("100.8", "100 25, 101 25")).starts_with("ring is 100 25, 101 25, allowed"));
}

proptest! {
    #[test]
    fn cells_change_nothing(
        stars in proptest::collection::vec(((0.0..100.0_f64, 0.0..100.0_f64), proptest::collection::vec(1.0..30.0_f64, 3..12)), 1..12),
        points in proptest::collection::vec((-10.0..110.0_f64, -10.0..110.0_f64), 1..60),
        threads in 1_usize..4,
    ) {
        let rings: Vec<Ring> = stars.iter().map(|((x, y), spikes)| star([*x, *y], spikes)).collect();
        let areas = Areas::new(&rings.iter().map(|ring| vec![ring.clone()]).collect::<Vec<_>>()).unwrap();
        let points: Vec<[f64; 2]> = points.into_iter().map(|(x, y)| [x, y]).collect();
        let expected: Vec<(usize, usize)> = points.iter().enumerate().flat_map(|(at, point)| {
            rings.iter().enumerate().filter(|(_, ring)| winds(ring, *point)).map(move |(area, _)| (at, area))
        }).collect();
        prop_assert_eq!(areas.of_all(&points, NonZero::new(threads).unwrap()), expected);
    }

    /// Squares that share their borders cover the plane once, also on the borders and corners.
    #[test]
    fn a_shared_border_belongs_to_one(x in 0_u8..40, y in 0_u8..40) {
        let square = |x: f64, y: f64| vec![vec![[x, y], [x + 1.0, y], [x + 1.0, y + 1.0], [x, y + 1.0]]];
        let squares: Vec<_> = (0..25).map(|n| square(f64::from(n % 5), f64::from(n / 5))).collect();
        let found = Areas::new(&squares).unwrap().of([f64::from(x) / 8.0, f64::from(y) / 8.0]).count();
        prop_assert_eq!(found, 1);
    }
}
