//! The lie of the land, simple and invented: one valley from the north-west to the south-east, hills beside it, and what they do
//! to rain.

use std::sync::LazyLock;

use crate::place::TOWNSHIPS;

/// Kilometres east and north of the county's middle.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Spot {
    pub east: f64,
    pub north: f64,
}

const MIDDLE_E6: (i32, i32) = (100_270_000, 24_250_000);
const KM_A_DEGREE: (f64, f64) = (101.5, 110.9);

impl Spot {
    pub fn of(longitude_e6: i32, latitude_e6: i32) -> Spot {
        let km = |e6: i32, middle: i32, a_degree: f64| f64::from(e6 - middle) * 1e-6 * a_degree;
        Spot { east: km(longitude_e6, MIDDLE_E6.0, KM_A_DEGREE.0), north: km(latitude_e6, MIDDLE_E6.1, KM_A_DEGREE.1) }
    }

    pub fn distance_km(self, to: Spot) -> f64 {
        (self.east - to.east).hypot(self.north - to.north)
    }
}

/// The townships that the 澜水 passes, from its source down.
pub const RIVER: [&str; 6] = ["云门岭乡", "大坪垭镇", "双河口镇", "城关街道", "白鹭渡镇", "河尾镇"];

/// Where the county's offices are.
pub const SEAT: &str = "城关街道";

static COURSE: LazyLock<Vec<Spot>> = LazyLock::new(|| {
    let towns = RIVER.iter().filter_map(|name| TOWNSHIPS.iter().find(|it| it.name == *name));
    towns.map(|it| Spot::of(it.longitude_e6, it.latitude_e6)).collect()
});

/// How far a spot is from the river, and how far down the river that is: 0 at its source, 1 where it leaves the county.
fn beside_river(it: Spot) -> (f64, f64) {
    let reaches = COURSE.windows(2).enumerate();
    let near = reaches.map(|(n, reach)| {
        let (a, b) = (reach[0], reach[1]);
        let (east, north) = (b.east - a.east, b.north - a.north);
        let along = ((it.east - a.east) * east + (it.north - a.north) * north) / (east * east + north * north);
        let along = along.clamp(0.0, 1.0);
        let foot = Spot { east: a.east + along * east, north: a.north + along * north };
        (it.distance_km(foot), (n as f64 + along) / (COURSE.len() - 1) as f64)
    });
    near.min_by(|a, b| a.0.total_cmp(&b.0)).unwrap_or((0.0, 0.0))
}

pub fn altitude_m(it: Spot) -> f64 {
    let (away_km, down) = beside_river(it);
    let valley = 1_430.0 - 330.0 * down;
    let slope = 640.0 * (1.0 - (-away_km / 9.0).exp());
    let ridges = 90.0 * (it.east / 5.3).sin() * (it.north / 4.1).cos() * (away_km / 6.0).min(1.0);
    valley + slope + ridges
}

/// How many times as much rain falls here as over a plain: more with the height, and more where the ground rises to the
/// south-west, from where the moist air comes.
pub fn rain_factor(it: Spot) -> f64 {
    let height = altitude_m(it);
    let behind = altitude_m(Spot { east: it.east - 2.0, north: it.north - 2.0 });
    let lift = ((height - behind) / 1_000.0).clamp(-0.15, 0.15);
    (0.84 + 0.19 * ((height - 1_200.0) / 800.0).clamp(-0.2, 1.2) + 0.8 * lift).clamp(0.7, 1.3)
}
