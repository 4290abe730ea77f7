//! Confined spaces: reference 10, vectors 11 and 12, both sides of every limit, and what was not measured.

use proptest::prelude::*;

use super::{exact, run};
use crate::Exact;
use crate::gas::{Gas, Limits, Readings, entry, mg_m3_from_ppm, ppm_from_mg_m3};

#[test]
fn limits() {
    for (oxygen, lel, h2s, co, expected) in [
        ("20.9", "0", "0", "0", "yes | "),
        ("19.4", "0", "0", "0", "no | oxygen_too_low"),
        ("19.5", "0", "0", "0", "yes | "),
        ("23.5", "0", "0", "0", "yes | "),
        ("23.6", "0", "0", "0", "no | oxygen_too_high"),
        ("20.9", "9.9", "0", "0", "yes | "),
        ("20.9", "10", "0", "0", "no | flammable_too_high"),
        ("20.9", "0", "10", "30", "yes | "),
        ("20.9", "0", "10.1", "30.1", "no | h2s_too_high;co_too_high"),
        ("", "", "", "", "no | oxygen_not_measured;flammable_not_measured;h2s_not_measured;co_not_measured"),
        ("101", "0", "0", "0", "oxygen_percent is 101, allowed is 0 to 100"),
        ("20.9", "0", "-1", "0", "h2s_mg_m3 is -1, allowed is 0 to 1000000"),
    ] {
        let row = [("oxygen_percent", oxygen), ("flammable_lel_percent", lel), ("h2s_mg_m3", h2s), ("co_mg_m3", co)];
        assert_eq!(run("gas-limits", &row), expected, "{oxygen} {lel} {h2s} {co}");
    }
}

#[test]
fn settings_time_and_units() {
    let clean = [("oxygen_percent", "20.9"), ("flammable_lel_percent", "0"), ("co_mg_m3", "25")];
    let with = |more: &[(&'static str, &'static str)]| run("gas-limits", &[&clean[..], more].concat());
    // 7.1 ppm of hydrogen sulfide are 9.9 mg/m³ at 25 °C, 7.2 are 10.04.
    assert_eq!(with(&[("h2s_ppm", "7.1")]), "yes | ");
    assert_eq!(with(&[("h2s_ppm", "7.2")]), "no | h2s_too_high");
    assert_eq!(with(&[("h2s_ppm", "7.1"), ("temperature_c", "20")]), "no | h2s_too_high");
    assert_eq!(with(&[("h2s_ppm", "1"), ("h2s_mg_m3", "1")]), "h2s_mg_m3 names h2s_ppm twice");
    assert_eq!(with(&[("h2s_ppm", "0"), ("co_mg_m3_max", "20")]), "no | co_too_high");
    assert_eq!(with(&[("h2s_ppm", "0"), ("oxygen_percent_max", "20")]), "no | oxygen_too_high");
    assert_eq!(with(&[("h2s_ppm", "0"), ("minutes_since", "30")]), "yes | ");
    assert_eq!(with(&[("h2s_ppm", "0"), ("minutes_since", "31")]), "no | measured_too_long_ago");
}

/// As printed: 10 mg/m³ of hydrogen sulfide are 7.2 ppm, 30 of carbon monoxide 26.2, at 25 °C.
#[test]
fn parts_per_million() {
    let ppm = |gas, mg_m3| ppm_from_mg_m3(gas, exact(mg_m3), exact("25")).unwrap().rounded(1);
    assert_eq!([ppm(Gas::HydrogenSulfide, "10"), ppm(Gas::CarbonMonoxide, "30")], ["7.2", "26.2"]);
    assert_eq!(mg_m3_from_ppm(Gas::CarbonMonoxide, exact("24.45"), exact("25")).unwrap(), exact("28.01"));
    assert!(mg_m3_from_ppm(Gas::CarbonMonoxide, exact("1"), exact("-61")).is_err());
}

proptest! {
    #[test]
    fn more_poison_never_opens_a_space(h2s in 0_u32..100, co in 0_u32..100, more in 0_u32..100, lel in 0_u32..30) {
        let readings = |h2s: u32, co: u32| Readings {
            oxygen_percent: Some(exact("20.9")),
            flammable_lel_percent: Some(Exact::from(lel)),
            h2s_mg_m3: Some(Exact::from(h2s)),
            co_mg_m3: Some(Exact::from(co)),
            minutes_since: None,
        };
        let reasons = |readings: &Readings| entry(readings, &Limits::default()).unwrap().reasons.len();
        prop_assert!(reasons(&readings(h2s, co)) <= reasons(&readings(h2s + more, co + more)));
    }

    #[test]
    fn units_go_there_and_back(tenths in 0_u32..100_000, celsius in 0_u32..50) {
        let (ppm, celsius) = (Exact::from(tenths), Exact::from(celsius));
        for gas in [Gas::HydrogenSulfide, Gas::CarbonMonoxide] {
            let mg_m3 = mg_m3_from_ppm(gas, ppm, celsius).unwrap();
            prop_assume!(mg_m3 <= exact("1000000"));
            prop_assert_eq!(ppm_from_mg_m3(gas, mg_m3, celsius).unwrap(), ppm);
        }
    }
}
