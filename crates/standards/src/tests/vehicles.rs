//! Vehicles: reference 10, vectors 1 to 10, every line of the tables, and order of the results.

use jiff::civil::{DateTime, date, time};
use proptest::prelude::*;

use super::{exact, run};
use crate::Exact;
use crate::vehicle::closed::{self, Hours, may_close_motorway};
use crate::vehicle::driving::{Breach, Rules, Spell, breaches, longest_drive_s, read};
use crate::vehicle::load::{Truck, limit_kg, weigh};
use crate::vehicle::speed::{Band, Conditions, Road, Settings, Vehicle, limit_km_h, over};

fn speed(vehicle: &str, speed_km_h: &str, road: &str, more: &[(&str, &str)]) -> String {
    let mut row = vec![("vehicle", vehicle), ("speed_km_h", speed_km_h), ("road", road)];
    row.extend(more);
    let found = run("vehicle-rules", &row);
    let parts: Vec<_> = found.split(" | ").collect();
    if parts.len() == 8 { parts[..4].join(" | ") } else { found }
}

#[test]
fn speeds() {
    for (vehicle, km_h, road, more, expected) in [
        ("coach", "101", "motorway", &[("sign_km_h", "120")][..], "too_fast | 100 | 1.00 | below_10_percent"),
        ("dangerous_goods", "81", "motorway", &[], "too_fast | 80 | 1.25 | below_10_percent"),
        ("dangerous_goods", "61", "other", &[], "too_fast | 60 | 1.67 | below_10_percent"),
        ("dangerous_goods", "45", "other", &[("sign_km_h", "40")], "too_fast | 40 | 12.50 | from_10_percent"),
        ("small_car", "120", "motorway", &[], " | 120 | 0.00 | within"),
        ("small_car", "132", "motorway", &[], "too_fast | 120 | 10.00 | from_10_percent"),
        ("small_car", "144", "motorway", &[], "too_fast | 120 | 20.00 | from_20_percent"),
        ("small_car", "180", "motorway", &[], "too_fast | 120 | 50.00 | from_50_percent"),
        ("small_car", "126", "motorway", &[("tolerance_percent", "5")], " | 120 | 5.00 | below_10_percent"),
        ("motorcycle", "81", "motorway", &[], "too_fast | 80 | 1.25 | below_10_percent"),
        ("truck", "31", "city_without_centre_line", &[], "too_fast | 30 | 3.33 | below_10_percent"),
        ("truck", "41", "highway_without_centre_line", &[], "too_fast | 40 | 2.50 | below_10_percent"),
        ("truck", "51", "city_one_lane_each_way", &[], "too_fast | 50 | 2.00 | below_10_percent"),
        ("truck", "71", "highway_one_lane_each_way", &[], "too_fast | 70 | 1.43 | below_10_percent"),
        ("truck", "71", "city_one_lane_each_way", &[("sign_km_h", "80")], " | 80 | 0.00 | within"),
        ("truck", "99", "other", &[], " |  |  | "),
        ("small_car", "61", "motorway", &[("sight_m", "199")], "too_fast | 60 | 1.67 | below_10_percent"),
        ("small_car", "61", "motorway", &[("sight_m", "200")], " | 120 | 0.00 | within"),
        ("small_car", "41", "motorway", &[("sight_m", "99")], "too_fast | 40 | 2.50 | below_10_percent"),
        ("small_car", "21", "motorway", &[("sight_m", "49")], "too_fast | 20 | 5.00 | below_10_percent"),
        ("slow", "16", "other", &[("special_conditions", "yes")], "too_fast | 15 | 6.67 | below_10_percent"),
        ("slow", "16", "motorway", &[], "not_allowed_on_motorway |  |  | "),
        ("slow", "", "motorway", &[("sign_km_h", "60")], "not_allowed_on_motorway |  |  | "),
        ("school_bus", "61", "other", &[], "too_fast | 60 | 1.67 | below_10_percent"),
        ("school_bus", "61", "other", &[("school_bus_elsewhere_km_h", "70")], " | 70 | 0.00 | within"),
        ("coach", "81", "motorway", &[("at", "2026-05-01 22:00")], "too_fast | 80 | 1.25 | below_10_percent"),
        ("coach", "81", "motorway", &[("at", "2026-05-01 21:59")], " | 100 | 0.00 | within"),
        ("coach", "101", "motorway", &[("sign_km_h", "500")], "sign_km_h is 500, allowed is a whole number, 5 to 120"),
        ("coach", "401", "motorway", &[], "speed_km_h is 401, allowed is 0 to 400"),
    ] {
        assert_eq!(speed(vehicle, km_h, road, more), expected, "{vehicle} {km_h} {road} {more:?}");
    }
}

fn driven(vehicle: &str, driving: &str, may_drive_by_night: &str) -> String {
    let row = [("vehicle", vehicle), ("driving", driving), ("may_drive_by_night", may_drive_by_night)];
    let found = run("vehicle-rules", &row);
    let parts: Vec<_> = found.split(" | ").collect();
    if parts.len() == 8 { format!("{} | {}", parts[0], parts[4]) } else { found }
}

#[test]
fn hours_at_the_wheel() {
    let day = "2020-09-01";
    for (vehicle, spells, expected) in [
        ("truck", "08:00/11:50 12:09/12:20", "too_long | 241"),
        ("truck", "08:00/11:50 12:10/15:10", "soon_too_long | 230"),
        ("truck", "08:00/12:00", "soon_too_long | 240"),
        ("truck", "08:00/11:29", " | 209"),
        ("truck", "08:00/12:00:01", "too_long | 241"),
        ("truck", "00:00/03:00", " | 180"),
        ("coach", "22:00/23:59", " | 119"),
        ("coach", "19:59/22:00", " | 121"),
        ("coach", "00:00/01:00 01:10/02:00", " | 110"),
        ("coach", "00:00/01:00 01:10/01:59:59 05:00/07:00", " | 120"),
        ("coach", "05:00/07:00 07:20/09:20 09:40/11:40 12:00/14:00", " | 120"),
        ("coach", "05:00/07:00 07:20/09:20 09:40/11:40 12:00/14:00 14:20/14:21", "too_much_in_a_day | 120"),
        ("coach", "01:59/02:00", " | 1"),
        ("coach", "02:00/02:01", "between_2_and_5 | 1"),
        ("coach", "04:59:59/05:00", "between_2_and_5 | 1"),
        ("coach", "05:00/05:30", " | 30"),
    ] {
        let whole: Vec<_> = spells
            .split(' ')
            .map(|spell| spell.split('/').map(|at| format!("{day} {at}")).collect::<Vec<_>>().join("/"))
            .collect();
        assert_eq!(driven(vehicle, &whole.join("; "), "no"), expected, "{vehicle} {spells}");
    }
    // Two hours and a minute by night; the airport line of ninety kilometres at three.
    let night = "2020-09-01 22:00/2020-09-02 00:01";
    assert_eq!(driven("coach", night, "no"), "too_long_by_night | 121");
    assert_eq!(driven("coach", "2020-09-02 03:00/2020-09-02 03:40", "yes"), " | 40");
    assert_eq!(driven("truck", night, "no"), " | 121");
    let refused = driven("truck", "2020-09-01 08:00/2020-09-01 07:00", "no");
    assert_eq!(
        refused,
        "driving is 2020-09-01T08:00:00/2020-09-01T07:00:00, allowed is spells of driving in their order, from/to between \
         semicolons, at most 1000"
    );
    assert!(driven("truck", "2020-09-01 08:00", "no").starts_with("driving is 2020-09-01 08:00, allowed is"));
}

/// 44 h 30 in seven days, never more than eight in a day.
#[test]
fn a_week_at_the_wheel() {
    let spell = |day: i8, from: (i8, i8), to: (i8, i8)| Spell {
        from: date(2020, 9, day).at(from.0, from.1, 0, 0),
        to: date(2020, 9, day).at(to.0, to.1, 0, 0),
    };
    let mut week = Vec::new();
    for day in 1..=6 {
        week.push(spell(day, (8, 0), (11, 0)));
        week.push(spell(day, (11, 30), (15, 50)));
    }
    assert_eq!(breaches(&week, &Rules::COACH).unwrap(), [Breach::TooLong], "4 h 20 without a stop, 44 h in all");
    week.push(spell(7, (8, 0), (8, 30)));
    assert!(breaches(&week, &Rules::COACH).unwrap().contains(&Breach::TooMuchInAWeek));
    let later = Spell { from: date(2020, 9, 8).at(8, 0, 0, 0), to: date(2020, 9, 8).at(8, 30, 0, 0) };
    week.pop();
    week.push(later);
    assert!(!breaches(&week, &Rules::COACH).unwrap().contains(&Breach::TooMuchInAWeek), "the first day is out of it");
}

/// Where a vehicle is at one moment.
#[test]
fn the_hour_of_standing() {
    for (at, km_h, may, expected) in [
        ("2020-09-02 02:00", "50", "no", "between_2_and_5"),
        ("2020-09-02 04:59:59", "50", "no", "between_2_and_5"),
        ("2020-09-02 05:00", "50", "no", ""),
        ("2020-09-02 03:00", "0", "no", ""),
        ("2020-09-02 03:00", "50", "yes", ""),
    ] {
        let row = [("vehicle", "coach"), ("at", at), ("speed_km_h", km_h), ("may_drive_by_night", may)];
        assert_eq!(run("vehicle-rules", &row).split(" | ").next(), Some(expected), "{at} {km_h} {may}");
    }
}

#[test]
fn closed_hours() {
    for (at, inside, expected) in [
        ("2020-09-02 07:00", "yes", "closed"),
        ("2020-09-02 09:00", "yes", ""),
        ("2020-09-02 23:00", "yes", "closed"),
        ("2020-09-02 05:59:59", "yes", "closed"),
        ("2020-09-02 06:00", "yes", ""),
        ("2020-09-02 07:00", "no", ""),
    ] {
        let row = [
            ("vehicle", "truck"),
            ("at", at),
            ("closed_hours", "07:00-09:00; 22:00-06:00"),
            ("in_closed_area", inside),
        ];
        assert_eq!(run("vehicle-rules", &row).split(" | ").next(), Some(expected), "{at} {inside}");
    }
    assert_eq!(run("vehicle-rules", &[("vehicle", "truck"), ("closed_hours", "07:00-09:00")]), "at is missing");
    let always = closed::read("00:00-24:00").unwrap();
    assert!(closed::is_closed(&always, time(0, 0, 0, 0)) && closed::is_closed(&always, time(23, 59, 59, 0)));
    for (from, to, expected) in [(0, 6, true), (1, 5, true), (0, 7, false), (23, 6, false)] {
        let hours = Hours { from: time(from, 0, 0, 0), to: time(to, 0, 0, 0) };
        assert_eq!(may_close_motorway(hours), expected, "{from} {to}");
    }
}

fn weighed(axles: &str, mass_kg: &str, more: &[(&str, &str)]) -> String {
    let mut row = vec![("vehicle", "truck"), ("axles", axles), ("mass_kg", mass_kg)];
    row.extend(more);
    let found = run("vehicle-rules", &row);
    let parts: Vec<_> = found.split(" | ").collect();
    if parts.len() == 8 { format!("{} | {}", parts[0], parts[5..].join(" | ")) } else { found }
}

#[test]
fn loads() {
    let combination = ("combination", "yes");
    for (axles, mass_kg, more, expected) in [
        ("6", "49000", &[combination][..], " | 49000 | 0 | 0.00"),
        ("6", "49001", &[combination], "too_heavy | 49000 | 1 | 0.00"),
        ("6", "47000", &[combination, ("single_drive_axle", "yes")], "too_heavy | 46000 | 1000 | 2.17"),
        ("4", "40300", &[], "too_heavy | 31000 | 9300 | 30.00"),
        ("4", "28001", &[("single_tyre_axles", "1")], "too_heavy | 28000 | 1 | 0.00"),
        ("6", "100000", &[combination], "too_heavy;hundred_tonnes | 49000 | 51000 | 104.08"),
        ("6", "99999", &[combination], "too_heavy | 49000 | 50999 | 104.08"),
        ("2", "18000", &[], " | 18000 | 0 | 0.00"),
        ("3", "25001", &[("air_suspension", "yes")], " | 26000 | 0 | 0.00"),
        ("4", "32000", &[("air_suspension", "yes")], " | 32000 | 0 | 0.00"),
        ("3", "27001", &[combination], "too_heavy | 27000 | 1 | 0.00"),
        ("4", "36001", &[combination, ("air_suspension", "yes")], " | 37000 | 0 | 0.00"),
        ("5", "43001", &[combination, ("air_suspension", "yes")], "too_heavy | 43000 | 1 | 0.00"),
        ("8", "49000", &[combination], " | 49000 | 0 | 0.00"),
        ("5", "43000", &[], "axles is 5, allowed is a whole number, 2 to 4"),
        ("2", "43000", &[combination], "axles is 2, allowed is a whole number, 3 to 20"),
        ("2", "1000", &[("single_tyre_axles", "3")], "single_tyre_axles is 3, allowed is a whole number, 0 to 2"),
        ("", "1000", &[], "axles is missing"),
    ] {
        assert_eq!(weighed(axles, mass_kg, more), expected, "{axles} {mass_kg} {more:?}");
    }
    let four = Truck { axles: 4, ..Truck::default() };
    let over_30 = |mass_kg| weigh(&four, exact(mass_kg)).unwrap().is_over_30_percent();
    assert_eq!([over_30("40300"), over_30("40301")], [false, true]);
}

fn spells() -> impl Strategy<Value = Vec<Spell>> {
    proptest::collection::vec((0_i64..400, 0_i64..300), 1..30).prop_map(|parts| {
        let mut at: DateTime = date(2026, 5, 1).at(0, 0, 0, 0);
        let mut spells = Vec::new();
        for (pause_min, drive_min) in parts {
            let from = at + jiff::Span::new().minutes(pause_min);
            at = from + jiff::Span::new().minutes(drive_min);
            spells.push(Spell { from, to: at });
        }
        spells
    })
}

proptest! {
    #[test]
    fn a_faster_vehicle_is_never_less_over(a in 0_u32..300, more in 0_u32..100, sign in 5_u32..=120) {
        let place = Conditions { road: Road::Motorway, sign_km_h: Some(sign), ..Conditions::default() };
        let over = |km_h: u32| over(Exact::from(km_h), Vehicle::Truck, &place, &Settings::default()).unwrap().unwrap();
        let (slow, fast) = (over(a), over(a + more));
        prop_assert!(slow.percent <= fast.percent && slow.band <= fast.band);
        prop_assert_eq!(slow.band == Band::Within, Exact::from(a) <= slow.limit_km_h);
    }

    #[test]
    fn less_sight_never_allows_more(a in 0_u32..300, less in 0_u32..300) {
        let limit = |sight_m: u32| {
            let place = Conditions { road: Road::Motorway, sight_m: Some(sight_m), ..Conditions::default() };
            limit_km_h(Vehicle::SmallCar, &place, &Settings::default()).unwrap()
        };
        prop_assert!(limit(a.saturating_sub(less)) <= limit(a));
    }

    #[test]
    fn more_driving_is_never_fewer_breaches(spells in spells()) {
        let some = breaches(&spells[..spells.len() - 1], &Rules::COACH).unwrap();
        let all = breaches(&spells, &Rules::COACH).unwrap();
        let kept = |breach: &&Breach| **breach != Breach::SoonTooLong;
        prop_assert!(some.iter().filter(kept).all(|breach| all.contains(breach)));
        let written: Vec<_> = spells.iter().map(|it| format!("{}/{}", it.from, it.to)).collect();
        prop_assert_eq!(&read(&written.join(";")).unwrap(), &spells);
        let driven: i64 = spells.iter().map(|it| it.to.duration_since(it.from).as_secs()).sum();
        prop_assert!(longest_drive_s(&spells, &Rules::COACH).unwrap() <= driven);
    }

    #[test]
    fn single_tyres_never_allow_more(axles in 2_u32..=4, singles in 0_u32..4) {
        let singles = singles.min(axles - 1);
        let limit = |single_tyre_axles| limit_kg(&Truck { axles, single_tyre_axles, ..Truck::default() }).unwrap();
        prop_assert!(limit(singles + 1) < limit(singles));
    }
}
