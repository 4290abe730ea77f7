//! Setting up a township, rating its days, weather by hand; what a day is computed from.

use kernel::{Ctx, Day, Role};
use ledger::Tx;
use readings::{Metric, Point};
use signal::device;
use standards::fire_weather;

use super::{Story, at, outcome, quantity};
use crate::Class;
use crate::danger::rate::rate;
use crate::danger::{
    self, Codes, Describe, Enter, FireArea, FireAreaId, From, Last, MonthDay, Noon, Rating, Setting, query, rated,
};

/// Weather at noon that was no different in the 24 hours before.
fn noon(temperature: &str, humidity: &str, wind: &str, rain: &str) -> Noon {
    Noon {
        station: None,
        measured_at: at("2027-03-05 13:00"),
        temperature_c: quantity(temperature),
        humidity_percent: quantity(humidity),
        wind_m_s: quantity(wind),
        temperature_c_max: quantity(temperature),
        humidity_percent_min: quantity(humidity),
        wind_m_s_max: quantity(wind),
        rain_mm: quantity(rain),
    }
}

fn day(text: &str) -> Day {
    text.parse().unwrap()
}

fn described() -> Describe {
    Describe {
        division: "城关镇".into(),
        stations: "57001".into(),
        watched: "yes".into(),
        forest_percent: "62".into(),
        season_from: "12-01".into(),
        season_to: "05-31".into(),
        cover: "0 0 5 10 15 20 20 15 10 5 5 0".into(),
        since: "2027-03-01".into(),
    }
}

fn set(s: &Story, cmd: Describe) -> Result<FireAreaId, kernel::Error> {
    s.act(Role::DistrictClerk, move |tx, ctx| danger::set(tx, ctx, &cmd))
}

fn area(s: &Story, id: FireAreaId) -> FireArea {
    s.t.db.read_blocking(|r| query::one(r, &s.t.rule(), id)).unwrap()
}

fn rated_on(s: &Story, id: FireAreaId, on: &str, it: Noon) -> Option<(From, u8)> {
    let on = day(on);
    let made = s.t.db.write_blocking("rate", &s.t.rule(), move |tx, ctx| {
        Ok(rated(tx, ctx, id, (on, &it))?.map(|it| (it.from, it.class.number())))
    });
    made.unwrap()
}

fn setting() -> Setting {
    use kernel::Identity as _;
    Setting {
        division: kernel::Division::new(330_799_101_000).unwrap(),
        device: device::DeviceId::from_bytes([1; 16]),
        stations: vec![],
        is_watched: true,
        forest_percent: None,
        season_from: MonthDay::read("12-01").unwrap(),
        season_to: MonthDay::read("05-31").unwrap(),
        cover: danger::USUAL_COVER,
        since: day("2026-01-01"),
    }
}

fn rated_from(last: Option<Last>, on: &str, noon: Noon) -> Rating {
    rate(&setting(), 24.0, last, (day(on), noon)).unwrap()
}

fn last(of: &Rating) -> Option<Last> {
    Some(Last { day: of.day, codes: of.codes })
}

#[test]
fn the_season_may_pass_the_turn_of_the_year() {
    let spring = setting();
    let autumn = Setting { season_from: spring.season_to, season_to: spring.season_from, ..setting() };
    for (on, in_spring, in_autumn) in [
        ("2026-12-01", true, true),
        ("2027-02-28", true, false),
        ("2026-05-31", true, true),
        ("2026-06-01", false, true),
        ("2026-11-30", false, true),
    ] {
        assert_eq!((spring.is_in_season(day(on)), autumn.is_in_season(day(on))), (in_spring, in_autumn), "{on}");
    }
    for wrong in ["13-01", "02-30", "1201", "", "12-"] {
        assert_eq!(MonthDay::read(wrong), None, "{wrong}");
    }
}

/// The index is that of `standards`; what is checked here is what goes in: m/s as km/h, the day's own month, the codes as they
/// were computed.
#[test]
fn a_day_goes_on_from_the_day_before() {
    let first = rated_from(None, "2027-03-05", noon("24.5", "31", "5", "0"));
    let weather =
        fire_weather::Weather { temperature_c: 24.5, relative_humidity_percent: 31.0, wind_km_h: 18.0, rain_mm: 0.0 };
    let edition = fire_weather::Edition::VanWagner1987;
    let codes = fire_weather::next_day(edition, fire_weather::Codes::START, &weather, 3, 24.0).unwrap();
    let fwi = fire_weather::indices(edition, codes, 18.0).unwrap().fwi;
    assert_eq!(first.from, From::Start);
    assert!((first.fwi.value() - fwi).abs() < 1e-6, "{} {fwi}", first.fwi);
    let second = rated_from(last(&first), "2027-03-06", noon("24.5", "31", "5", "0"));
    let codes = fire_weather::next_day(edition, codes, &weather, 3, 24.0).unwrap();
    assert_eq!(second.from, From::Yesterday);
    assert!((second.codes.dc.value() - codes.dc).abs() < 1e-5, "{} {}", second.codes.dc, codes.dc);
}

#[test]
fn a_gap_is_bridged_for_three_days() {
    let first = rated_from(None, "2027-03-05", noon("24.5", "31", "5", "6"));
    assert_eq!(first.codes.rain.map(|it| it.days), Some(0));
    //    day           from            days since the rain
    for (on, from, dry) in [
        ("2027-03-06", From::Yesterday, Some(1)),
        ("2027-03-07", From::Bridged, Some(2)),
        ("2027-03-09", From::Bridged, Some(4)),
        ("2027-03-10", From::Start, None),
    ] {
        let next = rated_from(last(&first), on, noon("24.5", "31", "5", "0"));
        assert_eq!((next.from, next.codes.rain.map(|it| it.days)), (from, dry), "{on}");
    }
}

#[test]
fn the_class_is_that_of_the_standard() {
    //    temperature  humidity  wind    rain    points  class
    for (temperature, humidity, wind, rain, points, class) in [
        // A 20, B 20, C 50 without rain, D 20, E 5 in March.
        ("26", "28", "6", "0", 105, Class::Five),
        // A 4, B 0, C 0 on the day of 6 mm, D 5.
        ("8", "90", "1", "6", 4, Class::One),
        // A 12, B 12, C 50, D 5.
        ("18", "45", "1", "0", 74, Class::Four),
    ] {
        let it = rated_from(None, "2027-03-05", noon(temperature, humidity, wind, rain));
        assert_eq!((it.points, it.class), (points, class), "{temperature} {humidity} {wind} {rain}");
    }
}

#[test]
fn a_township_is_set_up_once() {
    let s = Story::begin("2027-03-05 14:00");
    for (wrong, said) in [
        (
            Describe { stations: "57999".into(), ..described() },
            "stations: no such device; stations: name a weather station",
        ),
        (Describe { division: "无此镇".into(), ..described() }, "division: no such division"),
        (Describe { watched: "maybe".into(), ..described() }, "watched: choose one of the list"),
        (Describe { season_from: "13-01".into(), ..described() }, "season_from: write month and day as 12-01"),
        (
            Describe { cover: "0 0 0".into(), ..described() },
            "cover: write twelve numbers of 0, 5, 10, 15 and 20, January first",
        ),
        (Describe { since: "2027-03-06".into(), ..described() }, "since: this day is in the future or long past"),
    ] {
        assert_eq!(outcome(set(&s, wrong)), said);
    }
    let id = set(&s, described()).unwrap();
    assert_eq!(outcome(set(&s, described())), "division: the danger of this township is computed already");
    let it = area(&s, id);
    let device = s.t.db.read_blocking(|r| device::query::one(r, &s.t.rule(), it.said.device)).unwrap();
    assert_eq!(device.said.code, format!("FIRE-{}", it.said.division));
    assert_eq!((device.said.longitude_e6, device.said.latitude_e6), (Some(100_050_000), Some(24_037_500)));
    s.t.assert_replay_agrees();
}

#[test]
fn days_are_rated_in_their_order_each_once() {
    let s = Story::begin("2027-03-08 14:00");
    let id = set(&s, described()).unwrap();
    assert_eq!(rated_on(&s, id, "2027-03-05", noon("26", "28", "6", "0")), Some((From::Start, 5)));
    assert_eq!(rated_on(&s, id, "2027-03-05", noon("8", "90", "1", "6")), None, "rated already");
    assert_eq!(rated_on(&s, id, "2027-03-04", noon("8", "90", "1", "6")), None, "behind a rated day");
    assert_eq!(rated_on(&s, id, "2027-03-06", noon("8", "90", "1", "6")), Some((From::Yesterday, 1)));
    let all = s.t.db.read_blocking(|r| query::between(r, &s.t.rule(), (day("2027-03-01"), day("2027-03-08")))).unwrap();
    let classes: Vec<_> = all.iter().map(|it| (it.it.day.to_string(), it.it.class.number())).collect();
    assert_eq!(classes, [("2027-03-05".to_owned(), 5), ("2027-03-06".to_owned(), 1)]);
    let later = Describe { since: "2027-03-02".into(), ..described() };
    let amended = s.act(Role::DistrictClerk, move |tx, ctx| danger::amend(tx, ctx, id, &later));
    assert_eq!(outcome(amended), "since: days are rated already: the first day stays");
    s.t.assert_replay_agrees();
}

#[test]
fn a_township_without_forest_is_not_rated() {
    let s = Story::begin("2027-03-08 14:00");
    let id = set(&s, described()).unwrap();
    let without = Describe { watched: "no".into(), ..described() };
    let amend = |cmd: Describe| s.act(Role::DistrictClerk, move |tx, ctx| danger::amend(tx, ctx, id, &cmd)).unwrap();
    assert!(amend(without.clone()));
    assert!(!amend(without), "nothing is different");
    assert_eq!(rated_on(&s, id, "2027-03-05", noon("26", "28", "6", "0")), None);
    let state = || {
        let device = area(&s, id).said.device;
        s.t.db.read_blocking(|r| device::query::one(r, &s.t.rule(), device)).unwrap().state
    };
    assert_eq!(state(), device::State::Suspended, "no reading of it is expected");
    assert!(amend(described()));
    assert_eq!(state(), device::State::InService);
    s.t.assert_replay_agrees();
}

fn entered() -> Enter {
    Enter {
        day: "2027-03-05".into(),
        temperature: "24.5".into(),
        humidity: "31".into(),
        wind: "5".into(),
        rain: "0".into(),
        reason: "气象站停电，数据来自县气象局".into(),
        ..Enter::default()
    }
}

#[test]
fn weather_by_hand_has_a_reason() {
    let s = Story::begin("2027-03-05 12:00");
    let id = set(&s, described()).unwrap();
    let enter =
        |role, cmd: Enter| outcome(s.act(role, move |tx: &mut Tx<'_>, ctx: &Ctx| danger::enter(tx, ctx, id, &cmd)));
    let clerk = Role::DistrictClerk;
    assert_eq!(enter(clerk, entered()), "day: only days since the beginning whose noon has passed are rated");
    s.go_to("2027-03-05 15:00");
    for (wrong, said) in [
        (Enter { reason: " ".into(), ..entered() }, "reason: fill in this field"),
        (Enter { humidity: "131".into(), ..entered() }, "temperature: the formulas take no such weather"),
        (
            Enter { temperature_max: "20".into(), ..entered() },
            "temperature_max: the extremes of the 24 hours hold the values of 13:00",
        ),
        (
            Enter { day: "2027-02-28".into(), ..entered() },
            "day: only days since the beginning whose noon has passed are rated",
        ),
    ] {
        assert_eq!(enter(clerk, wrong), said);
    }
    assert_eq!(enter(clerk, entered()), "done");
    assert_eq!(enter(clerk, entered()), "day: this day, or a later one, is rated already");
    let it = s.t.db.read_blocking(|r| query::of_area(r, &s.t.rule(), (id, day("2027-03-05"), day("2027-03-05")), 9));
    let it = it.unwrap().pop().unwrap();
    assert_eq!((it.it.noon.station, it.it.from), (None, From::Start));
    assert_eq!(it.it.reason.as_ref().and_then(|it| it.as_str()), Some("气象站停电，数据来自县气象局"));
    assert!(matches!(area(&s, id).last, Some(Last { codes: Codes { rain: None, .. }, .. })));
    s.t.assert_replay_agrees();
    s.erase("fire_area", id);
}

/// Readings of a day and a night, each ten minutes, the value rising by one step each.
fn points(from: &str, count: i64, first: i32) -> Vec<Point> {
    let from = at(from).millis();
    (1..=count).map(|n| Point { at: from + n * 600_000, value: first + n as i32 - 1 }).collect()
}

#[test]
fn a_station_stands_for_a_day_when_it_has_the_whole_of_it() {
    let s = Story::begin("2027-03-05 14:00");
    let station = s.t.db.read_blocking(|r| device::query::by_code(r, &s.t.rule(), "57001")).unwrap().unwrap();
    let noon_of = |of: &dyn Fn(Metric) -> Vec<Point>| {
        danger::noon::noon((station.id, 600), day("2027-03-05"), |metric, _, _| Ok::<_, kernel::Error>(of(metric)))
            .unwrap()
    };
    let whole = |_| points("2027-03-04 13:00", 144, 100);
    let it = noon_of(&whole).unwrap();
    // The last of 144 is 24.3, the least 10.0; rain is their sum.
    assert_eq!((it.temperature_c, it.temperature_c_max), (quantity("24.3"), quantity("24.3")));
    assert_eq!((it.humidity_percent_min, it.rain_mm), (quantity("10"), quantity("2469.6")));
    assert_eq!(it.measured_at, at("2027-03-05 13:00"));
    // More than a quarter is missing; or the noon itself is; or one metric has nothing.
    assert_eq!(noon_of(&|_| points("2027-03-04 19:10", 107, 100)), None);
    assert!(noon_of(&|_| points("2027-03-04 19:00", 108, 100)).is_some());
    assert_eq!(noon_of(&|_| points("2027-03-04 13:00", 137, 100)), None);
    assert!(noon_of(&|_| points("2027-03-04 13:00", 138, 100)).is_some());
    assert_eq!(noon_of(&|metric| if metric == Metric::Rain { Vec::new() } else { whole(metric) }), None);
    // What lies outside of the 24 hours does not count.
    let early = |_| points("2027-03-04 09:00", 168, 76);
    assert_eq!(noon_of(&early).unwrap().humidity_percent_min, quantity("10"));
}

#[test]
fn a_day_is_due_ten_minutes_after_its_noon() {
    for (now, due) in [
        ("2027-03-05 13:09", "2027-03-04"),
        ("2027-03-05 13:10", "2027-03-05"),
        ("2027-03-06 00:00", "2027-03-05"),
        ("2027-03-06 13:09", "2027-03-05"),
    ] {
        assert_eq!(danger::due(at(now)).to_string(), due, "{now}");
    }
}
