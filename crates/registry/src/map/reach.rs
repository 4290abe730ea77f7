//! How far something reaches around a place: an ellipse on the drawing, with its word.

use maud::{Markup, html};

use crate::division::Corner;

const CORNERS: u32 = 72;
const METRES_PER_DEGREE: f64 = 111_195.0;

#[derive(Debug, Clone)]
pub struct Reach {
    pub middle: Corner,
    pub long_m: i64,
    pub short_m: i64,
    /// Which way the long axis lies: 0 is north, 90 east.
    pub azimuth_deg: i64,
    pub label: String,
}

impl Reach {
    /// The ellipse as a ring; a degree of longitude is as long as it is in the middle.
    pub fn corners(&self) -> Vec<Corner> {
        let narrow = (f64::from(self.middle[1]) / 1e6).to_radians().cos().max(0.01);
        let (sin, cos) = (self.azimuth_deg as f64).to_radians().sin_cos();
        let corner = |n: u32| {
            let (side, ahead) = (std::f64::consts::TAU * f64::from(n) / f64::from(CORNERS)).sin_cos();
            let (along, across) = (ahead * self.long_m as f64, side * self.short_m as f64);
            let (east, north) = (along * sin + across * cos, along * cos - across * sin);
            let e6 = |metres: f64| (metres / METRES_PER_DEGREE * 1e6).round() as i32;
            [self.middle[0].saturating_add(e6(east / narrow)), self.middle[1].saturating_add(e6(north))]
        };
        (0..CORNERS).map(corner).collect()
    }

    pub(super) fn line(&self, path: impl Fn(&[Corner]) -> String) -> Markup {
        html! { path.reach d=(path(&self.corners())) { title { (self.label) } } }
    }

    /// The word stands at the southern end, where names of places rarely are.
    pub(super) fn written(&self, at: impl Fn(Corner) -> (i64, i64)) -> Markup {
        let lowest = self.corners().into_iter().min_by_key(|corner| corner[1]);
        let Some((x, y)) = lowest.map(at) else { return html! {} };
        html! { text.reach x=(x) y=(y - 5) { (self.label) } }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_long_axis_lies_where_it_is_said() {
        //    azimuth   widest from west to east, from south to north, in metres
        check(0, 20_000, 40_000);
        check(90, 40_000, 20_000);
        check(45, 31_623, 31_623);
    }

    fn check(azimuth_deg: i64, width: i64, height: i64) {
        let it = Reach {
            middle: [100_000_000, 24_000_000],
            long_m: 20_000,
            short_m: 10_000,
            azimuth_deg,
            label: String::new(),
        };
        let corners = it.corners();
        let spread = |axis: usize, narrow: f64| {
            let all = || corners.iter().map(|corner| f64::from(corner[axis]));
            let e6 = all().fold(f64::MIN, f64::max) - all().fold(f64::MAX, f64::min);
            (e6 / 1e6 * METRES_PER_DEGREE * narrow) as i64
        };
        let found = (spread(0, 24_f64.to_radians().cos()), spread(1, 1.0));
        assert!((found.0 - width).abs() < 150 && (found.1 - height).abs() < 150, "{azimuth_deg}: {found:?}");
    }
}
