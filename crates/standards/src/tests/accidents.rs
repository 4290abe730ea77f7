//! Grades, clocks and kinds: the vectors of the reference, the lines of every measure, and what must never happen.

use jiff::civil::date;
use proptest::prelude::*;
use proptest::sample::select;

use super::run;
use crate::accident::clock::FollowUps;
use crate::accident::gb_6441::{Edition, IN_FORCE_2025, earlier, industry_code, later};
use crate::accident::grade::{Grade, SCALES, Threat, Toll};
use crate::{Error, Exact};

fn graded(scale: &str, row: &[(&str, &str)]) -> String {
    let mut cells = vec![("scale", scale)];
    cells.extend(row);
    let found = run("accident-grade", &cells);
    let parts: Vec<_> = found.split(" | ").collect();
    if parts.len() == 6 { format!("{} by {} {}", parts[1], parts[2], parts[3]) } else { found }
}

/// Reference 01, vectors 1 to 9, and both sides of every line.
#[test]
fn grades_of_order_493() {
    for (deaths, injuries, loss, expected) in [
        ("2", "0", "0", "一般 by deaths;serious_injuries;direct_loss_10k_yuan yes"),
        ("3", "", "", "较大 by deaths no"),
        ("9", "50", "", "重大 by serious_injuries no"),
        ("10", "", "", "重大 by deaths no"),
        ("29", "", "", "重大 by deaths no"),
        ("30", "", "", "特别重大 by deaths no"),
        ("", "9", "", "一般 by serious_injuries no"),
        ("", "10", "", "较大 by serious_injuries no"),
        ("", "49", "", "较大 by serious_injuries no"),
        ("", "50", "", "重大 by serious_injuries no"),
        ("", "99", "", "重大 by serious_injuries no"),
        ("", "100", "", "特别重大 by serious_injuries no"),
        ("", "", "999.99", "一般 by direct_loss_10k_yuan no"),
        ("", "", "1000", "较大 by direct_loss_10k_yuan no"),
        ("", "", "4999.99", "较大 by direct_loss_10k_yuan no"),
        ("", "", "5000", "重大 by direct_loss_10k_yuan no"),
        ("", "", "9999.99", "重大 by direct_loss_10k_yuan no"),
        ("", "", "10000", "特别重大 by direct_loss_10k_yuan no"),
        ("0", "0", "2000", "较大 by direct_loss_10k_yuan yes"),
        ("1", "", "", "一般 by deaths no"),
        ("", "", "", " by  no"),
        ("2000000", "", "", "deaths is 2000000, allowed is a whole number, 0 to 1000000"),
        ("1.5", "", "", "deaths is 1.5, allowed is a whole number, 0 to 1000000"),
        ("", "", "-1", "direct_loss_10k_yuan is -1, allowed is 0 to 999999999"),
    ] {
        let row = [("deaths", deaths), ("serious_injuries", injuries), ("direct_loss_10k_yuan", loss)];
        assert_eq!(graded("order_493_2007", &row), expected, "{deaths} {injuries} {loss}");
    }
}

#[test]
fn the_missing_count_with_the_dead() {
    let toll = [("deaths", "2"), ("missing", "1")];
    assert_eq!(graded("order_493_2007", &toll), "较大 by deaths no");
    assert_eq!(graded("order_493_2007", &[("missing", "10")]), "重大 by deaths no");
    let mut apart = toll.to_vec();
    apart.push(("missing_count", "no"));
    assert_eq!(graded("order_493_2007", &apart), "一般 by deaths no");
}

#[test]
fn forest_fires_and_geological_disasters() {
    for (area_ha, deaths, expected) in [
        ("0.99", "0", "一般 by area_ha;deaths no"),
        ("1", "0", "较大 by area_ha no"),
        ("99.9", "0", "较大 by area_ha no"),
        ("100", "0", "重大 by area_ha no"),
        ("1000", "0", "特别重大 by area_ha no"),
        ("1", "30", "特别重大 by deaths no"),
    ] {
        let row = [("area_ha", area_ha), ("deaths", deaths)];
        assert_eq!(graded("forest_fire_2008", &row), expected, "{area_ha} {deaths}");
    }
    for (deaths, loss, expected) in [
        ("2", "99.99", "小型 by deaths;direct_loss_10k_yuan yes"),
        ("0", "100", "中型 by direct_loss_10k_yuan yes"),
        ("3", "0", "中型 by deaths yes"),
        ("0", "500", "大型 by direct_loss_10k_yuan yes"),
        ("10", "999.99", "大型 by deaths;direct_loss_10k_yuan yes"),
        ("0", "1000", "特大型 by direct_loss_10k_yuan yes"),
    ] {
        let row = [("deaths", deaths), ("direct_loss_10k_yuan", loss)];
        assert_eq!(graded("geological_disaster_2003", &row), expected, "{deaths} {loss}");
    }
}

#[test]
fn who_hears_of_it_and_who_investigates() {
    for (deaths, expected) in [
        ("0", "ordinary | city | county"),
        ("3", "considerable | province | city"),
        ("10", "major | state | province"),
        ("30", "extraordinary | state | state"),
    ] {
        let found = run("accident-grade", &[("deaths", deaths)]);
        let parts: Vec<_> = found.split(" | ").collect();
        assert_eq!(format!("{} | {} | {}", parts[0], parts[4], parts[5]), expected);
    }
}

/// Reference 01, vectors 10 to 15.
#[test]
fn clocks() {
    let found = run(
        "accident-deadlines",
        &[
            ("occurred", "2020-09-01"),
            ("grade", "ordinary"),
            ("unit_told", "2020-09-01 10:05"),
            ("county_received", "2020-09-01 10:50"),
            ("city_received", "2020-09-01 23:30"),
            ("report_received", "2020-11-02"),
            ("replied", "2020-11-17"),
        ],
    );
    let expected = "2020-09-01 11:05 | 2020-09-01 12:50 | 2020-09-02 01:30 |  | 2020-10-01 | 2020-10-31 | 2020-12-30 | \
                    2020-11-17 |  | 2021-11-17";
    assert_eq!(found, expected);
    let road = [("occurred", "2020-09-01"), ("grade", "extraordinary"), ("window", "road_or_fire")];
    let with = |more: &[(&'static str, &'static str)]| run("accident-deadlines", &[&road[..], more].concat());
    assert!(with(&[]).contains("| 2020-09-08 |"), "third death on 09-10 is outside");
    assert!(with(&[("counting", "event_day_is_first")]).contains("| 2020-09-07 |"));
    assert!(with(&[("report_received", "2020-11-02")]).ends_with("| 2020-12-02 | 2021-01-01 | "));
    assert!(with(&[("appraisal_days", "10")]).contains("| 2020-11-10 | 2021-01-09 |"));
    assert_eq!(
        with(&[("unit_told", "ten o'clock")]),
        "unit_told is ten o'clock, allowed is a minute like 2026-05-01 10:05"
    );
}

#[test]
fn follow_ups_and_threats() {
    let daily = Grade::ALL.map(|grade| FollowUps::default().a_day(grade));
    assert_eq!(daily, [1, 1, 2, 2]);
    let observed = Threat { under_hospital_observation: 10, ..Threat::default() };
    assert_eq!([true, false].map(|alone| observed.is_considerable(alone)), [true, false]);
    for (threat, expected) in [
        (Threat { people_at_risk: 9, trapped_or_missing: 2, evacuated: 499, ..Threat::default() }, false),
        (Threat { people_at_risk: 10, ..Threat::default() }, true),
        (Threat { trapped_or_missing: 3, ..Threat::default() }, true),
        (Threat { evacuated: 500, ..Threat::default() }, true),
        (Threat { key_place_or_environment: true, ..Threat::default() }, true),
    ] {
        assert_eq!(threat.is_considerable(false), expected, "{threat:?}");
    }
}

/// Reference 01, section 4: the advice of old to new.
#[test]
fn kinds() {
    for (kind, edition, expected) in [
        ("车辆伤害", "gb_6441_1986", "2 | 车辆伤害 | 2 | 厂(场)内车辆致害"),
        ("冒顶片帮", "gb_6441_1986", "11 | 冒顶片帮 | 12 | 坍塌"),
        ("19", "gb_6441_1986", "19 | 中毒和窒息 | 23;24 | 中毒;窒息"),
        ("15", "gb_6441_1986", "15 | 瓦斯爆炸 | 16 | 可燃气体爆炸"),
        ("20", "gb_6441_1986", "20 | 其他伤害 | 27 | 其他"),
        ("27", "gb_6441_2025", "18;20 | 其他爆炸;其他伤害 | 27 | 其他"),
        ("容器爆炸", "gb_6441_2025", "16;17 | 锅炉爆炸;容器爆炸 | 14 | 容器爆炸"),
        ("粉尘爆炸", "gb_6441_2025", " |  | 18 | 粉尘爆炸"),
        ("21", "gb_6441_1986", "kind is 21, allowed is the number or the name of a kind of this edition"),
    ] {
        assert_eq!(run("accident-kind", &[("kind", kind), ("edition", edition)]), expected, "{kind}");
    }
    assert_eq!(Edition::ALL.map(|edition| edition.kinds().len()), [20, 27]);
    for edition in Edition::ALL {
        assert!(edition.kinds().iter().zip(1..).all(|(kind, code)| kind.code == code && kind.edition == edition));
    }
    let both = Edition::Of1986.kinds().iter().all(|old| later(old).all(|new| earlier(new).any(|it| it == old)));
    assert!(both, "the mapping is the same in both directions");
    let on = |day| Edition::on(day, IN_FORCE_2025);
    assert_eq!([on(date(2026, 6, 30)), on(date(2026, 7, 1))], Edition::ALL);
    assert_eq!(industry_code("5523").unwrap(), "WSA35523");
    assert!(matches!(industry_code("G5523"), Err(Error::OutOfDomain { .. })));
}

fn toll() -> impl Strategy<Value = Toll> {
    let people = || proptest::option::of(0_u32..200);
    let value = || proptest::option::of((0_u32..20_000).prop_map(Exact::from));
    (people(), people(), people(), value(), value()).prop_map(
        |(deaths, missing, serious_injuries, direct_loss_10k_yuan, area_ha)| Toll {
            deaths,
            missing,
            serious_injuries,
            direct_loss_10k_yuan,
            area_ha,
        },
    )
}

proptest! {
    #[test]
    fn more_harm_is_never_milder(it in toll(), more in toll(), scale in select(&SCALES[..])) {
        let sum = |a: Option<u32>, b: Option<u32>| a.map(|a| a + b.unwrap_or(0)).or(b);
        let added = |a: Option<Exact>, b: Option<Exact>| a.map(|a| a.plus(b.unwrap_or(Exact::ZERO))).or(b);
        let worse = Toll {
            deaths: sum(it.deaths, more.deaths),
            missing: sum(it.missing, more.missing),
            serious_injuries: sum(it.serious_injuries, more.serious_injuries),
            direct_loss_10k_yuan: added(it.direct_loss_10k_yuan, more.direct_loss_10k_yuan),
            area_ha: added(it.area_ha, more.area_ha),
        };
        let grade = |toll: &Toll| scale.grade(toll).unwrap().map(|found| found.grade);
        prop_assert!(grade(&it) <= grade(&worse));
    }

    #[test]
    fn the_grade_is_the_worst_of_its_measures(it in toll(), scale in select(&SCALES[..])) {
        let Some(whole) = scale.grade(&it).unwrap() else { return Ok(()) };
        let alone = [
            Toll { deaths: it.deaths, missing: it.missing, ..Toll::default() },
            Toll { serious_injuries: it.serious_injuries, ..Toll::default() },
            Toll { direct_loss_10k_yuan: it.direct_loss_10k_yuan, ..Toll::default() },
            Toll { area_ha: it.area_ha, ..Toll::default() },
        ];
        let grades = alone.iter().filter_map(|toll| scale.grade(toll).unwrap());
        prop_assert_eq!(Some(whole.grade), grades.map(|found| found.grade).max());
        prop_assert!(!whole.by.is_empty());
    }
}
