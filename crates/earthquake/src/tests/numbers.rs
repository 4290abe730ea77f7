//! Figures of a few events by hand, and how long there has been none.

use kernel::{Day, Identity as _, Instant};

use crate::event::EarthquakeId;
use crate::event::query::Line;
use crate::statistics::{Asked, compute, since};

fn line(minute: &str, magnitude_e3: i64) -> Line {
    Line {
        id: EarthquakeId::from_bytes([1; 16]),
        at: Instant::read(minute).unwrap(),
        longitude_e6: 102_250_000,
        latitude_e6: 25_250_000,
        magnitude_e3,
    }
}

fn day(text: &str) -> Day {
    text.parse().unwrap()
}

/// Four years; eight events at 2.0 to 3.1 as in the worked examples of `standards`, and one M 5 with an aftershock.
fn some() -> Vec<Line> {
    let small = [2_000, 2_100, 2_000, 2_300, 2_600, 2_200, 2_000, 3_100];
    let mut all: Vec<Line> =
        small.iter().enumerate().map(|(n, m)| line(&format!("2020-0{}-01 08:00", n + 1), *m)).collect();
    all.extend([line("2022-05-01 08:00", 5_000), line("2022-05-03 08:00", 4_000)]);
    all
}

#[test]
fn counts_by_class_and_year() {
    let asked = Asked { from: day("2020-01-01"), to: day("2023-12-31"), without_aftershocks: false };
    let it = compute(some(), &asked);
    assert_eq!((it.total, it.left_out, it.largest.unwrap().magnitude_e3), (10, 0, 5_000));
    let counts: Vec<_> = it.years.iter().map(|it| (it.year, it.counts, it.largest.max(0))).collect();
    assert_eq!(
        counts,
        [(2020, [0, 7, 1, 0, 0, 0], 3_100), (2021, [0; 6], 0), (2022, [0, 0, 0, 1, 1, 0], 5_000), (2023, [0; 6], 0),]
    );
    // The fullest bin is 2.0; the correction makes it 2.2.
    assert_eq!(it.completeness, Some(2.2));
    assert_eq!(it.b.map(|b| b.count), Some(6));
    let rates: Vec<_> = it.rates.iter().map(|it| (it.magnitude_e3, it.count, it.observed)).collect();
    assert_eq!(
        rates,
        [
            (3_000, 3, 3.0 / asked.years()),
            (4_000, 2, 2.0 / asked.years()),
            (5_000, 1, 1.0 / asked.years()),
            (6_000, 0, 0.0)
        ]
    );
    assert!((asked.years() - 4.0).abs() < 0.001);
}

#[test]
fn aftershocks_are_taken_out() {
    let asked = Asked { from: day("2020-01-01"), to: day("2023-12-31"), without_aftershocks: true };
    let it = compute(some(), &asked);
    // The M 4 two days after the M 5 at the same place, and nothing of two years before it.
    assert_eq!((it.years[2].counts, it.rates[1].count), ([0, 0, 0, 0, 1, 0], 1));
    assert_eq!(it.total + it.left_out, 10);
}

#[test]
fn of_too_few_nothing_is_estimated() {
    let asked = Asked { from: day("2020-01-01"), to: day("2020-12-31"), without_aftershocks: false };
    let none = compute(Vec::new(), &asked);
    assert_eq!((none.total, none.completeness, none.b, none.a), (0, None, None, None));
    let one = compute(vec![line("2020-02-01 08:00", 3_000)], &asked);
    assert_eq!((one.completeness, one.b), (Some(3.2), None));
}

#[test]
fn how_long_there_has_been_none() {
    let all = some();
    let check = |magnitude: i64, until: &str| {
        let it = since(&all, magnitude, day("2020-01-01"), day(until));
        (it.last.map(|it| it.at.day().to_string()), it.years, it.days)
    };
    assert_eq!(check(5_000, "2022-05-01"), (Some("2022-05-01".into()), 0, 0));
    assert_eq!(check(5_000, "2023-05-01"), (Some("2022-05-01".into()), 1, 0));
    assert_eq!(check(5_000, "2026-11-30"), (Some("2022-05-01".into()), 4, 213));
    assert_eq!(check(4_000, "2022-06-01"), (Some("2022-05-03".into()), 0, 29));
    assert_eq!(check(6_000, "2026-11-30"), (None, 6, 333));
    let leap = since(&[line("2020-02-29 08:00", 5_000)], 5_000, day("2020-01-01"), day("2023-02-28"));
    assert_eq!((leap.years, leap.days), (3, 0));
}
