//! A watched slope and its rain gauge, read in place: Lamosano, 2015 to 2020.

use super::collected::sheet;
use crate::function;
use crate::landslide::displacement::inverse_velocity;
use crate::landslide::rain::{CAINE_1980, GUZZETTI_2008, rain_events};

const HOURLY: &str = "landslide/lamosano_rain_hourly_part1.csv.gz";
const SLOPE: &str = "landslide/lamosano_displacement_rain.csv";

/// Counted by an independent script: rains six dry hours apart, and those over the two lines.
#[test]
fn rains_of_four_years_against_thresholds() {
    let Some(gauge) = sheet(HOURLY, b',') else { return };
    let events = rain_events(&gauge.numbers("rain"), 1.0, 6.0, 0.0).unwrap();
    let over = |threshold: crate::landslide::rain::Threshold| {
        events.iter().filter(|it| threshold.reached(it.rain_mm, it.duration_h).unwrap() >= 1.0).count()
    };
    let sum: f64 = events.iter().map(|it| it.rain_mm).sum();
    assert!((sum - 5817.2).abs() < 1e-6, "{sum}");
    assert_eq!((gauge.len(), events.len(), over(CAINE_1980), over(GUZZETTI_2008)), (37_872, 555, 7, 215));
    println!("{} hours, {} rains", gauge.len(), events.len());
}

/// The rain column does not belong to the dates beside it: sums of the gauge meet it best fourteen days later, and then in
/// 48 of 141 intervals only. The collection says nothing of it.
#[test]
fn sums_of_the_gauge_and_the_column_of_rain() {
    let (Some(gauge), Some(slope)) = (sheet(HOURLY, b','), sheet(SLOPE, b',')) else { return };
    let hourly = gauge.numbers("rain");
    let hour_of = |row: usize| {
        let day: jiff::civil::Date = slope.cell(row, "date").parse().unwrap();
        let first = jiff::civil::date(2015, 3, 30);
        usize::try_from(24 * (day - first).get_days()).unwrap()
    };
    let agree = |later_h: usize| {
        let intervals = (1..slope.len()).filter_map(|row| {
            let sum = hourly.get(hour_of(row - 1) + later_h..hour_of(row) + later_h)?.iter().sum::<f64>();
            Some((sum - slope.number(row, "rain")).abs() < 0.06)
        });
        intervals.fold((0, 0), |(good, all), is| (good + usize::from(is), all + 1))
    };
    assert_eq!(agree(336), (48, 141));
    assert!([0, 24, 312, 360].into_iter().all(|later| agree(later).0 < 48));
}

/// The slope creeps and never fails: every angle is the arc tangent of its speed, and a time of failure is found only where
/// speeds rise, always behind the middle of its readings. Not the physics: the uniform speed is any, speeds have no sign.
#[test]
fn a_slope_that_did_not_fail() {
    let Some(slope) = sheet(SLOPE, b',') else { return };
    // One column of the file is the movement of the interval: it is summed, for the sheet takes it from the beginning.
    let movements = slope.numbers("p5");
    let mut sum = 0.0;
    let text: Vec<(String, String)> = movements
        .iter()
        .enumerate()
        .map(|(row, movement)| {
            sum += movement;
            (format!("{} 00:00", slope.cell(row, "date")), sum.to_string())
        })
        .collect();
    let rows: Vec<Vec<(&str, &str)>> = text
        .iter()
        .map(|(time, sum)| vec![("time", &**time), ("displacement_mm", &**sum), ("uniform_speed_mm_day", "0.1")])
        .collect();
    let found = function("displacement").unwrap().run_all(&rows);
    let number = |row: usize, at: usize| found[row].as_ref().unwrap()[at].1.parse::<f64>().unwrap();
    for row in 1..slope.len() {
        let (speed, angle) = (number(row, 0), number(row, 1));
        assert!(((speed / 0.1).atan().to_degrees() - angle).abs() < 1e-4, "{row}");
    }
    let speeds: Vec<f64> = (1..slope.len()).map(|row| number(row, 0).abs().max(1e-6)).collect();
    let times: Vec<f64> = (0..speeds.len()).map(|row| 11.0 * row as f64).collect();
    let mut fitted = 0;
    for (times, speeds) in times.windows(5).zip(speeds.windows(5)) {
        if let Ok(failure) = inverse_velocity(times, speeds, 2.0) {
            fitted += 1;
            assert!(failure.time > times[2] && failure.sigma >= 0.0, "{failure:?}");
        }
    }
    assert!((1..speeds.len() - 4).contains(&fitted), "{fitted}");
    println!("{} rows, {fitted} windows with a time of failure", slope.len());
}
