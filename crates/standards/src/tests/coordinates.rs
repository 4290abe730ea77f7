//! Coordinates: the values of other libraries and of a map service, the series as it is printed, and the way back.

use std::f64::consts::PI;

use proptest::prelude::*;
use proptest::sample::select;

use super::collected::sheet;
use super::run;
use crate::gcj02::{
    LonLat, System, bd09_to_gcj02, bd09_to_gcj02_one_step, convert, gcj02_to_bd09, gcj02_to_wgs84, wgs84_to_gcj02,
};

fn at(lon_deg: f64, lat_deg: f64) -> LonLat {
    LonLat::new(lon_deg, lat_deg).unwrap()
}

/// The greater of both differences, in degrees.
fn apart(a: LonLat, b: LonLat) -> f64 {
    (a.lon_deg() - b.lon_deg()).abs().max((a.lat_deg() - b.lat_deg()).abs())
}

/// Reference 07, section 6: computed there from the published series.
#[test]
fn values_of_the_reference() {
    for (lon, lat, expected) in [
        ("116.404", "39.915", "116.410244499 | 39.916404282"),
        ("121.4737", "31.2304", "121.478223059 | 31.228457738"),
        ("114.2", "22.5", "114.204898759 | 22.497176174"),
        ("104.0657", "30.6595", "104.068207400 | 30.657079145"),
        ("2.35", "48.85", "2.350000000 | 48.850000000"),
        ("39.915", "116.404", "lat_deg is 116.404, allowed is -90 to 90"),
        ("NaN", "39.915", "lon_deg is NaN, allowed is -180 to 180"),
        ("east", "39.915", "lon_deg is east, allowed is -180 to 180"),
    ] {
        assert_eq!(run("gcj02", &[("lon_deg", lon), ("lat_deg", lat)]), expected, "{lon} {lat}");
    }
}

/// The series with its twelve sines as libraries print it.
fn printed(at: LonLat) -> (f64, f64) {
    let (a, ee) = (6_378_245.0, 0.006_693_421_622_965_943);
    let (x, y) = (at.lon_deg() - 105.0, at.lat_deg() - 35.0);
    let wave = (20.0 * (6.0 * x * PI).sin() + 20.0 * (2.0 * x * PI).sin()) * 2.0 / 3.0;
    let mut north = -100.0 + 2.0 * x + 3.0 * y + 0.2 * y * y + 0.1 * x * y + 0.2 * x.abs().sqrt() + wave;
    north += (20.0 * (y * PI).sin() + 40.0 * (y / 3.0 * PI).sin()) * 2.0 / 3.0;
    north += (160.0 * (y / 12.0 * PI).sin() + 320.0 * (y * PI / 30.0).sin()) * 2.0 / 3.0;
    let mut east = 300.0 + x + 2.0 * y + 0.1 * x * x + 0.1 * x * y + 0.1 * x.abs().sqrt() + wave;
    east += (20.0 * (x * PI).sin() + 40.0 * (x / 3.0 * PI).sin()) * 2.0 / 3.0;
    east += (150.0 * (x / 12.0 * PI).sin() + 300.0 * (x / 30.0 * PI).sin()) * 2.0 / 3.0;
    let radians = at.lat_deg() / 180.0 * PI;
    let magic = 1.0 - ee * radians.sin() * radians.sin();
    let north = north * 180.0 / ((a * (1.0 - ee)) / (magic * magic.sqrt()) * PI);
    let east = east * 180.0 / (a / magic.sqrt() * radians.cos() * PI);
    (at.lon_deg() + east, at.lat_deg() + north)
}

#[test]
fn cities_as_published_on_maps() {
    let Some(cities) = sheet("gcj02/city_points.tsv", b'\t') else { return };
    assert_eq!(cities.len(), 30);
    for row in 0..cities.len() {
        let place = |system: &str| {
            at(cities.number(row, &format!("{system}_lon")), cities.number(row, &format!("{system}_lat")))
        };
        let (wgs84, gcj02, bd09) = (place("wgs84"), place("gcj02"), place("bd09"));
        let metre = 1.0 / 111_000.0;
        assert!(apart(wgs84_to_gcj02(wgs84), gcj02) < metre, "{}", cities.cell(row, "name"));
        assert!(apart(gcj02_to_wgs84(gcj02), wgs84) < metre, "{}", cities.cell(row, "name"));
        assert!(apart(gcj02_to_bd09(gcj02), bd09) < metre, "{}", cities.cell(row, "name"));
        assert!(apart(bd09_to_gcj02(bd09), gcj02) < metre, "{}", cities.cell(row, "name"));
    }
}

#[test]
fn values_that_other_libraries_assert() {
    let Some(values) = sheet("gcj02/library_test_values.tsv", b'\t') else { return };
    assert_eq!(values.len(), 7);
    for row in 0..values.len() {
        let from = at(values.number(row, "in_lon"), values.number(row, "in_lat"));
        let expected = at(values.number(row, "out_lon"), values.number(row, "out_lat"));
        let operation = values.cell(row, "operation");
        let (found, tolerance_deg) = match operation {
            "wgs84_to_gcj02" if values.cell(row, "tolerance").starts_with("1e-9") => (wgs84_to_gcj02(from), 1e-9),
            "wgs84_to_gcj02" => (wgs84_to_gcj02(from), 1e-5),
            "gcj02_to_bd09" => (gcj02_to_bd09(from), 1e-9),
            "bd09_to_gcj02" => (bd09_to_gcj02_one_step(from), 1e-9),
            // Libraries take the shift of the shifted place; ours is better, and near it.
            _ => (gcj02_to_wgs84(from), 1e-5),
        };
        assert!(apart(found, expected) < tolerance_deg, "{operation} {found:?}");
    }
}

/// Inside the box, away from its edge.
fn inside() -> impl Strategy<Value = LonLat> {
    (72.1..137.8, 0.9..55.8).prop_map(|(lon, lat)| at(lon, lat))
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2_000))]

    #[test]
    fn the_sines_by_addition_are_those_of_the_series(place in inside()) {
        let (lon, lat) = printed(place);
        let found = wgs84_to_gcj02(place);
        prop_assert!((found.lon_deg() - lon).abs() < 1e-11 && (found.lat_deg() - lat).abs() < 1e-11);
    }

    #[test]
    fn there_and_back_is_the_same_place(
        place in inside(), from in select(&[System::Wgs84, System::Gcj02, System::Bd09][..]),
        to in select(&[System::Wgs84, System::Gcj02, System::Bd09][..]),
    ) {
        prop_assert!(apart(convert(convert(place, from, to), to, from), place) < 1e-9);
    }

    #[test]
    fn the_shift_is_of_some_hundred_metres(place in inside()) {
        prop_assert!((1e-6..0.02).contains(&apart(wgs84_to_gcj02(place), place)));
    }

    #[test]
    fn outside_nothing_moves(lon in -180.0..72.0, lat in -90.0..90.0) {
        prop_assert_eq!(wgs84_to_gcj02(at(lon, lat)), at(lon, lat));
        prop_assert_eq!(gcj02_to_wgs84(at(lon, lat)), at(lon, lat));
    }
}
