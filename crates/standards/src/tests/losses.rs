//! Losses: reference 06, its rules one by one and vectors 4 to 10, sums of towns, and jumps.

use jiff::civil::date;
use proptest::prelude::*;

use super::{exact, run};
use crate::Exact;
use crate::losses::clock::{Daily, drought_follow_up_due, first_due};
use crate::losses::{
    CropDamage, INDICATORS, Report, Settings, check, check_roll_up, crop_damage, ha_from_mu, indicator, jumps,
    must_go_to_the_top, roll_up,
};

fn report(text: &str) -> Report {
    Report::read(text).unwrap()
}

fn said(text: &str) -> String {
    let found = check(&report(text), &Settings::default());
    found.iter().map(|it| format!("{:?}: {it}", it.weight)).collect::<Vec<_>>().join("; ")
}

#[test]
fn what_must_agree_within_a_report() {
    for (values, expected) in [
        ("affected=100; deaths=1; missing=1; injured=3; seriously_injured=1", ""),
        ("affected=1; deaths=2", "Contradiction: deaths 2 is more than affected 1"),
        ("injured=1; seriously_injured=2", "Contradiction: seriously_injured 2 is more than injured 1"),
        (
            "crops_affected_ha=120; crops_damaged_ha=130",
            "Contradiction: crops_damaged_ha 130 is more than crops_affected_ha 120",
        ),
        ("crops_damaged_ha=5; crops_lost_ha=5.01", "Contradiction: crops_lost_ha 5.01 is more than crops_damaged_ha 5"),
        (
            "crops_affected_grain_ha=2; crops_affected_ha=1",
            "Contradiction: crops_affected_grain_ha 2 is more than crops_affected_ha 1",
        ),
        (
            "relocated=500; relocated_together=300; relocated_scattered=150",
            "Contradiction: relocated is 500, its parts sum to 450",
        ),
        ("relocated=500; relocated_together=300", ""),
        ("relocated=10; relocated_now=11", "Contradiction: relocated_now 11 is more than relocated 10"),
        (
            "rooms_collapsed=3; rooms_collapsed_housing=4",
            "Contradiction: rooms_collapsed_housing 4 is more than rooms_collapsed 3",
        ),
        ("households_collapsed=0; rooms_collapsed_housing=0", ""),
        (
            "households_collapsed=1; rooms_collapsed_housing=0",
            "Contradiction: households_collapsed is 1 and rooms_collapsed_housing 0: one is not there without the other",
        ),
        ("households_severe=2; rooms_severe_housing=40", ""),
        (
            "households_severe=2; rooms_severe_housing=41",
            "Explain: rooms_severe_housing are 20.5 for each of households_severe",
        ),
        (
            "households_severe=2; rooms_severe_housing=1",
            "Explain: rooms_severe_housing are 0.5 for each of households_severe",
        ),
        (
            "deaths=1; missing=1; named_dead_and_missing=1",
            "Contradiction: named_dead_and_missing is 1, its parts sum to 2",
        ),
        ("livestock_deaths=5; livestock_deaths_large=2; livestock_deaths_small=3", ""),
        ("affected=0; deaths=0; loss_10k_yuan=0", ""),
    ] {
        assert_eq!(said(values), expected, "{values}");
    }
    let losses = "loss_homes_10k_yuan=1200.5; loss_farming_10k_yuan=300; loss_business_10k_yuan=0; \
                  loss_infrastructure_10k_yuan=88.25; loss_public_10k_yuan=10; loss_other_10k_yuan=1.25";
    for (total, expected) in
        [("1600", ""), ("1600.01", ""), ("1600.02", "Contradiction: loss_10k_yuan is 1600.02, its parts sum to 1600")]
    {
        assert_eq!(said(&format!("loss_10k_yuan={total}; {losses}")), expected, "{total}");
    }
}

/// What the silent parts would say can't make it less.
#[test]
fn parts_that_pass_their_sum_contradict_it_though_others_are_silent() {
    for (values, expected) in [
        (
            "relocated=100; relocated_together=150",
            "Contradiction: relocated is 100, the parts that are said sum to 150 already",
        ),
        (
            "loss_10k_yuan=10; loss_homes_10k_yuan=20",
            "Contradiction: loss_10k_yuan is 10, the parts that are said sum to 20 already",
        ),
        ("loss_10k_yuan=10; loss_homes_10k_yuan=10.01", ""),
        (
            "livestock_deaths=5; livestock_deaths_large=9",
            "Contradiction: livestock_deaths is 5, the parts that are said sum to 9 already",
        ),
        (
            "deaths=2; named_dead_and_missing=1",
            "Contradiction: named_dead_and_missing is 1, the parts that are said sum to 2 already",
        ),
    ] {
        assert_eq!(said(values), expected, "{values}");
    }
}

#[test]
fn a_row_of_a_sheet() {
    for (row, expected) in [
        (&[("deaths", "3"), ("missing", "7"), ("affected", "100")][..], "yes |  |  | yes"),
        (&[("deaths", "9"), ("affected", "100")], "yes |  |  | no"),
        (&[("affected", "1"), ("deaths", "2")], "no | deaths 2 is more than affected 1 |  | no"),
        (&[("affected", "0")], "yes |  |  | no"),
        (&[("affected", "160"), ("before", "affected=100")], "yes |  | affected rose from 100 to 160 | no"),
        (&[("affected", "160"), ("before", "affected=100"), ("jump_percent", "60")], "yes |  |  | no"),
        (&[("affected", "90"), ("before", "affected=100")], "no | affected fell from 100 to 90 |  | no"),
        (
            &[("affected", "90"), ("before", "affected=100"), ("verified", "yes")],
            "yes |  | affected fell from 100 to 90 | no",
        ),
        (&[("note", "nothing")], "indicators is missing"),
        (&[("deaths", "1.5")], "deaths is 1.5, allowed is a whole number, 0 to 100000000"),
        (&[("affected", "1"), ("before", "dead=1")], "report is dead, allowed is indicator=value between semicolons"),
    ] {
        assert_eq!(run("losses-check", row), expected, "{row:?}");
    }
    assert!(must_go_to_the_top(&report("deaths=0"), true));
    assert!(report("affected=0; deaths=0").is_zero() && !report("affected=0; deaths=1").is_zero());
}

#[test]
fn somebody_missing_is_found_dead() {
    let after = report("deaths=1; missing=2").found_dead(1).unwrap();
    assert_eq!(after, report("deaths=2; missing=1"));
    assert!(
        jumps(&report("deaths=1; missing=2"), &after, &Settings { jump_percent: exact("100"), ..Settings::default() })
            .is_empty()
    );
    assert!(report("deaths=1; missing=2").found_dead(3).is_err());
    assert!(report("deaths=1").found_dead(1).is_err());
}

#[test]
fn how_badly_a_field_is_hit() {
    use CropDamage::*;
    for (percent, expected) in
        [("9.9", None), ("10", Affected), ("29.9", Affected), ("30", Damaged), ("79.9", Damaged), ("80", Lost)]
    {
        assert_eq!(crop_damage(exact(percent)), Ok(expected), "{percent}");
    }
    assert!(crop_damage(exact("100.1")).is_err());
    assert_eq!(ha_from_mu(exact("15000")), Some(exact("1000")));
}

#[test]
fn towns_sum_to_the_county() {
    let towns = [("东镇", report("affected=10; deaths=1")), ("西乡", report("affected=5; deaths=0; missing=1"))];
    let found = |county: &str| {
        let findings = check_roll_up(&report(county), &towns, &Settings::default());
        findings.iter().map(ToString::to_string).collect::<Vec<_>>().join("; ")
    };
    assert_eq!(found("affected=15; deaths=1"), "");
    assert_eq!(found("affected=16; deaths=1"), "affected is 16, the towns sum to 15");
    assert_eq!(found("missing=1"), "missing is not said, not even zero, by 东镇");
    assert_eq!(roll_up(&towns.map(|(_, town)| town)), report("affected=15; deaths=1"));
    assert_eq!(roll_up(&[]), Report::default());
}

/// Vectors 1 to 3 and 11.
#[test]
fn reports_are_due() {
    let of = date(2020, 8, 11);
    assert_eq!(first_due(of.at(3, 20, 0, 0)), Ok(of.at(5, 20, 0, 0)));
    assert_eq!(first_due(of.at(5, 10, 0, 0)), Ok(of.at(7, 10, 0, 0)));
    let (daily, of) = (Daily::default(), date(2020, 8, 12));
    let due = [daily.county_due(of), daily.city_due(of), daily.province_due(of)];
    assert_eq!(due.map(Result::unwrap), [9, 10, 12].map(|hour| date(2020, 8, 13).at(hour, 0, 0, 0)));
    let drought = [1, 2, 3].map(|n| drought_follow_up_due(date(2020, 7, 1), n).unwrap());
    assert_eq!(drought, [11, 21, 31].map(|day| date(2020, 7, day)));
}

#[test]
fn indicators_have_names_of_their_own() {
    for it in INDICATORS {
        assert_eq!(indicator(it.name).map(|found| found.term), Some(it.term));
    }
    assert!(matches!(Report::read("deaths=1; deaths=1"), Err(crate::Error::Twice { .. })));
}

/// Values of every indicator, small enough to be summed.
fn values() -> impl Strategy<Value = Report> {
    proptest::collection::vec(0_u32..10_000, INDICATORS.len()).prop_map(|values| {
        let mut report = Report::default();
        for (indicator, value) in INDICATORS.iter().zip(values) {
            report.put(indicator, Exact::from(value)).unwrap();
        }
        report
    })
}

proptest! {
    #[test]
    fn a_sum_agrees_with_its_towns(towns in proptest::collection::vec(values(), 1..6)) {
        let county = roll_up(&towns);
        let named: Vec<_> = towns.into_iter().map(|town| ("某镇", town)).collect();
        prop_assert!(check_roll_up(&county, &named, &Settings::default()).is_empty());
    }

    #[test]
    fn the_same_report_again_has_no_jump(report in values()) {
        prop_assert!(jumps(&report, &report, &Settings::default()).is_empty());
    }
}
