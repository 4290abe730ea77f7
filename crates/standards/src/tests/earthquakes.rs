use proptest::prelude::*;

use super::collected::sheet;
use crate::earthquake_catalogue::*;
use crate::{Error, function};

fn quake(day: f64, latitude_deg: f64, magnitude: f64) -> Event {
    Event { day, latitude_deg, longitude_deg: 100.0, magnitude }
}

/// Published values of the drawn catalogues, to seven decimals.
#[test]
fn published_b_values() {
    let Some(expected) = sheet("earthquake/b_value_expected.tsv", b'\t') else { return };
    let Some(drawn) = sheet("earthquake/simulated_magnitudes.csv.gz", b',') else { return };
    for row in 0..expected.len() {
        let bin = expected.number(row, "delta_m");
        let estimator = match expected.cell(row, "estimator") {
            "Utsu" => Estimator::Utsu,
            "b-positive" => {
                let rise = expected.number(row, "dmc");
                Estimator::Positive { bins: if rise.is_nan() { 1 } else { (rise / bin).round() as u32 } }
            }
            _ => Estimator::Classic,
        };
        let magnitudes = drawn.numbers(expected.cell(row, "column_or_rows"));
        let found = b_value(estimator, &magnitudes, expected.number(row, "mc"), bin).unwrap();
        assert!((found.b - expected.number(row, "expected_b")).abs() < 1e-7, "row {row}: {found:?}");
    }
    println!("{} published b-values met", expected.len());
}

#[test]
fn published_completeness() {
    let Some(expected) = sheet("earthquake/mc_maxc_expected.tsv", b'\t') else { return };
    let magnitudes: Vec<f64> = expected.cell(0, "magnitudes").split(',').map(|it| it.parse().unwrap()).collect();
    let (bin, correction) = (expected.number(0, "fmd_bin"), expected.number(0, "correction"));
    let found = completeness_maximum_curvature(&magnitudes, bin, correction);
    assert_eq!(found, Ok(expected.number(0, "expected_mc")));
}

/// A catalogue as it is delivered runs through the sheet: b and its rate lie where Yunnan's do, nothing is refused.
#[test]
fn the_catalogue_of_yunnan() {
    let Some(yunnan) = sheet("earthquake/yunnan_m3_2010_2021.csv", b',') else { return };
    let names = [("magnitude", "震级"), ("latitude_deg", "纬度(°)"), ("longitude_deg", "经度(°)")];
    let rows: Vec<Vec<(&str, &str)>> = (0..yunnan.len())
        .map(|row| {
            let cells = names.into_iter().map(|(column, name)| (column, yunnan.cell(row, name)));
            cells.chain([("years", "12"), ("asked_magnitude", "5"), ("completeness", "3")]).collect()
        })
        .collect();
    let found = function("catalogue").unwrap().run_all(&rows);
    let value = |at: usize| found[0].as_ref().unwrap()[at].1.parse::<f64>().unwrap();
    assert!((0.6..1.2).contains(&value(1)) && value(3) == 574.0 && (1.0..6.0).contains(&value(5)), "{:?}", found[0]);
    assert!(found.iter().all(|row| row == &found[0]));
}

/// By hand. Four events at 2.0, 2.1, 2.2, 2.3 from 2.0: mean excess 0.15. Utsu: 0.4342945/(0.15 + 0.05) = 2.1714724.
/// Classic: log10(1 + 0.1/0.15)/0.1 = 2.2184875. σ = 2.302585·b²·√(0.05/12). Rises in this order: 0.1, 0.1 and 0.1 of
/// which none is above the least rise: no estimate.
#[test]
fn worked_b_values() {
    let four = [2.0, 2.1, 2.2, 2.3];
    let utsu = b_value(Estimator::Utsu, &four, 2.0, 0.1).unwrap();
    assert!((utsu.b - 2.171_472_4).abs() < 1e-7 && (utsu.sigma - 0.700_84).abs() < 1e-5, "{utsu:?}");
    assert!((b_value(Estimator::Classic, &four, 2.0, 0.1).unwrap().b - 2.218_487_5).abs() < 1e-7);
    let flat = b_value(Estimator::Positive { bins: 1 }, &four, 2.0, 0.1);
    assert_eq!(flat, Err(Error::TooFew { name: "magnitude", count: 3, least: 2 }));
    // Rises of 3 and 1 bins: mean excess 0.1 over the least rise, log10(2)/0.1.
    let rises = b_value(Estimator::Positive { bins: 1 }, &[2.0, 2.3, 2.1, 2.2], 2.0, 0.1).unwrap();
    assert!((rises.b - 3.010_299_9).abs() < 1e-6 && rises.count == 2);
}

#[test]
fn rates() {
    // 100 events of M ≥ 3 in 10 years and b = 1: a = log10(10) + 3 = 4, one M ≥ 4 in a year.
    let found = BValue { b: 1.0, sigma: 0.1, count: 100 };
    let a = annual_a_value(&found, 3.0, 10.0).unwrap();
    assert_eq!((a, annual_rate(a, 1.0, 4.0)), (4.0, Ok(1.0)));
    assert!(annual_a_value(&found, 3.0, 0.0).is_err() && annual_rate(a, 1.0, 11.0).is_err());
}

#[test]
fn windows_and_clusters() {
    // 10^(0.1238·5 + 0.983) = 40.0 km, 10^(0.5409·5 − 0.547) = 143.71 days; from 6.5 the other line.
    let five = gardner_knopoff(5.0);
    assert!((five.distance_km - 39.994).abs() < 0.01 && (five.days - 143.714).abs() < 0.01, "{five:?}");
    assert!((gardner_knopoff(6.5).days - 884.9).abs() < 0.1);
    let events = [
        quake(0.0, 25.0, 3.0),
        quake(10.0, 25.0, 5.0),
        quake(20.0, 25.1, 4.9),
        quake(20.0, 26.0, 4.0),
        quake(400.0, 25.0, 3.5),
    ];
    assert_eq!(main_shocks(&events, gardner_knopoff, 1.0), Ok(vec![1, 1, 1, 3, 4]));
    assert_eq!(main_shocks(&events, gardner_knopoff, 0.0), Ok(vec![0, 1, 1, 3, 4]));
    assert!(main_shocks(&[quake(0.0, 95.0, 3.0)], gardner_knopoff, 0.0).is_err());
}

#[test]
fn days_since_the_last_one() {
    let events = [quake(0.0, 25.0, 5.0), quake(10.0, 25.0, 3.0), quake(30.0, 29.0, 6.0), quake(90.0, 25.0, 7.0)];
    let near = Some(Circle { latitude_deg: 25.0, longitude_deg: 100.0, radius_km: 100.0 });
    assert_eq!(days_since(&events, 50.0, 5.0, near), Ok(Some(50.0)));
    assert_eq!(days_since(&events, 50.0, 3.0, near), Ok(Some(40.0)));
    assert_eq!(days_since(&events, 50.0, 5.0, None), Ok(Some(20.0)));
    assert_eq!(days_since(&events, 50.0, 6.5, None), Ok(None));
    // One degree of a meridian on this sphere.
    assert!((distance_km((25.0, 100.0), (26.0, 100.0)) - 111.195).abs() < 0.001);
}

#[test]
fn clusters_on_a_sheet() {
    let row = |time, magnitude| {
        vec![("time", time), ("latitude_deg", "25"), ("longitude_deg", "100"), ("magnitude", magnitude)]
    };
    let rows =
        [row("2021-05-21 21:48:34", "6.4"), row("2021-05-21 22:15", "4"), row("yesterday", "4"), row("2010-1-01", "5")];
    let found = function("catalogue-decluster").unwrap().run_all(&rows);
    assert_eq!(found[1].as_ref().unwrap()[0].1, "no");
    assert_eq!(found[1].as_ref().unwrap()[1].1, "2021-05-21 21:48:34");
    assert!(found[2].as_ref().unwrap_err().to_string().starts_with("time is yesterday, allowed is a time like"));
    assert!(found[3].is_err(), "a day of one digit is no ISO date");
    let since = function("catalogue-since").unwrap().run_all(&rows);
    assert_eq!(since[0].as_ref().unwrap()[0].1, "");
    assert!(since[1].as_ref().unwrap()[0].1.starts_with("0.018"));
}

/// A circle of which a part is missing is no circle, and never everywhere.
#[test]
fn a_circle_is_whole() {
    let circle = [("centre_latitude_deg", "25"), ("centre_longitude_deg", "100"), ("radius_km", "50")];
    let since = |given: &[(&'static str, &'static str)]| {
        let row = [("time", "2021-05-21"), ("latitude_deg", "40"), ("longitude_deg", "100"), ("magnitude", "6.4")];
        let first: Vec<_> = row.into_iter().chain(given.iter().copied()).collect();
        let second = vec![("time", "2021-05-31"), row[1], row[2], row[3]];
        match &function("catalogue-since").unwrap().run_all(&[first, second])[1] {
            Ok(columns) => columns[0].1.clone(),
            Err(refusal) => refusal.to_string(),
        }
    };
    assert_eq!(since(&[]), "10");
    assert_eq!(since(&circle), "");
    for (missing, (name, _)) in circle.into_iter().enumerate() {
        let given: Vec<_> = circle.into_iter().enumerate().filter(|(at, _)| *at != missing).map(|(_, it)| it).collect();
        assert_eq!(since(&given), format!("{name} is missing"));
    }
    assert_eq!(since(&circle[..1]), "centre_longitude_deg is missing");
}

proptest! {
    /// b falls when large events are added, and moving the whole catalogue changes nothing.
    #[test]
    fn b_follows_the_tail(counts in proptest::collection::vec(1_usize..50, 3..12), shift in 0_i32..30) {
        let catalogue = |shift: i32| -> Vec<f64> {
            let bins = counts.iter().enumerate();
            bins.flat_map(|(bin, count)| vec![f64::from(bin as i32 + shift) / 10.0; *count]).collect()
        };
        let here = b_value(Estimator::Classic, &catalogue(0), 0.0, 0.1).unwrap();
        let moved = b_value(Estimator::Classic, &catalogue(shift), f64::from(shift) / 10.0, 0.1).unwrap();
        prop_assert!((here.b - moved.b).abs() < 1e-9 && here.count == moved.count);
        let mut more = catalogue(0);
        more.push(5.0);
        prop_assert!(b_value(Estimator::Classic, &more, 0.0, 0.1).unwrap().b < here.b);
        let belongs = main_shocks(
            &catalogue(30).iter().zip(0..).map(|(m, day)| quake(f64::from(day), 25.0, *m)).collect::<Vec<_>>(),
            gardner_knopoff, 1.0,
        ).unwrap();
        prop_assert!(belongs.iter().all(|main| belongs[*main] == *main));
    }
}

/// On the axes the ellipse is the line itself; between them it lies between; a radius leads back to its intensity.
#[test]
fn ellipses_of_intensity() {
    use crate::earthquake_intensity::{Region, Relation};
    for (region, magnitude, distance) in
        [(Region::West, 6.5, 40.0), (Region::East, 5.5, 25.0), (Region::West, 7.5, 120.0)]
    {
        let it = Relation::of(region);
        let (long, short) = it.on_axes(magnitude, distance).unwrap();
        let near = |found: f64, expected: f64| assert!((found - expected).abs() < 1e-6, "{found} is not {expected}");
        near(it.beside(magnitude, distance, 0.0).unwrap(), long);
        near(it.beside(magnitude, 0.0, distance).unwrap(), short);
        let side = distance / 2_f64.sqrt();
        assert!((short..long).contains(&it.beside(magnitude, side, side).unwrap()));
        near(it.mean(magnitude, it.mean_radius_km(magnitude, 5.0).unwrap().unwrap()).unwrap(), 5.0);
        let (far, close) = it.radii_km(magnitude, 5.0).unwrap().unwrap();
        near(it.on_axes(magnitude, far).unwrap().0, 5.0);
        near(it.on_axes(magnitude, close).unwrap().1, 5.0);
    }
}
