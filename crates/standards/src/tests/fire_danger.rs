use proptest::prelude::*;
use proptest::sample::select;

use super::run;
use crate::fire_danger::ly_t_1172_1995::{Day, Settings, danger};

/// By hand from the table; both sides of the lines of rain.
#[test]
fn points_and_grades() {
    //    °C   %    mm    days m/s   E     points, grade
    for (t, h, rain, days, wind, cover, outcome) in [
        ("26", "28", "0", "9", "6", "0", "110 | 5"),
        ("12", "55", "3", "2", "2.0", "10", "31 | 2"),
        ("18", "35", "1.0", "3", "4", "5", "63 | 3"),
        ("22", "40", "6", "5", "8.5", "0", "82 | 4"),
        ("3", "80", "15", "0", "0", "20", "-20 | 1"),
        ("5", "71", "2.0", "0", "0", "0", "10 | 1"),
        ("5", "71", "2.1", "0", "0", "0", "5 | 1"),
        ("5", "71", "0.2", "0", "0", "0", "50 | 2"),
        ("5", "71", "20", "8", "0", "0", "35 | 2"),
        ("5", "71", "20", "9", "0", "0", "50 | 2"),
        ("5", "70.5", "2.0", "0", "0", "0", "14 | 1"),
        ("25.1", "30", "0", "0", "17.2", "0", "130 | 5"),
    ] {
        let cells = [
            ("temperature_c", t),
            ("humidity_percent", h),
            ("rain_mm", rain),
            ("days_since_rain", days),
            ("wind_m_s", wind),
            ("cover_points", cover),
        ];
        assert_eq!(run("fire-danger", &cells), outcome, "{cells:?}");
    }
}

#[test]
fn settings_of_the_district() {
    let day = [
        ("temperature_c", "5"),
        ("humidity_percent", "65"),
        ("rain_mm", "2.0"),
        ("days_since_rain", "8"),
        ("wind_m_s", "0"),
        ("cover_points", "0"),
    ];
    for (name, value, outcome) in [
        ("rain_points_max", "50", "54 | 3"),
        ("rain_points_max", "40", "44 | 2"),
        ("rain_on_line", "upper", "49 | 2"),
        ("humidity_lines_percent", "24;34;44;54;65", "50 | 2"),
        (
            "humidity_lines_percent",
            "24;34;44",
            "humidity_lines_percent is 24;34;44, allowed is five rising numbers from 0 to 100 with ; between them",
        ),
        ("rain_on_line", "left", "rain_on_line is left, allowed is one of lower, upper"),
    ] {
        let cells: Vec<_> = day.into_iter().chain([(name, value)]).collect();
        assert_eq!(run("fire-danger", &cells), outcome, "{name} {value}");
    }
}

proptest! {
    #[test]
    fn drier_hotter_and_windier_is_never_safer(
        t in -20.0..40.0_f64, h in 0.0..90.0_f64, rain in 0.0..20.0_f64, days in 0_u32..12, wind in 0.0..20.0_f64,
        cover in select(vec![5_u32, 10, 15, 20]), more in 0.0..10.0_f64,
    ) {
        let day = Day { temperature_c: t, humidity_percent: h + 10.0, rain_mm: rain, days_since_rain: days, wind_m_s: wind, cover };
        let here = danger(&day, &Settings::USUAL).unwrap();
        for worse in [
            Day { temperature_c: t + more, ..day },
            Day { humidity_percent: h + 10.0 - more, ..day },
            Day { days_since_rain: days + 1, ..day },
            Day { wind_m_s: wind + more, ..day },
            Day { cover: cover - 5, ..day },
        ] {
            let worse = danger(&worse, &Settings::USUAL).unwrap();
            prop_assert!(worse.points >= here.points && worse.grade >= here.grade);
        }
    }
}
