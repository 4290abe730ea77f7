//! Forest fires by page and by program: the danger of a day from the weather that stations sent, as a reading that rules watch;
//! what satellites saw, checked by its township, with the incident it became.

use axum::http::{StatusCode, header};
use forestfire::danger::{self, FireAreaId};
use forestfire::source::{self, HeatSourceId, Mark};
use forestfire::spot::{self, Confidence, Detection, FireSpotId, Took};
use kernel::{Division, Error, Identity as _, Instant, Role, Span};
use ledger::testing::TestDb;
use registry::testing::Fixture;
use serde_json::{Value, json};
use signal::device::token::{self, Digest, Issue};
use signal::device::{self, Describe, DeviceId};
use signal::rule::{self, SwitchOn};

use crate::ask::{Answer, Ask, Site};
use crate::bodies::Form;
use crate::readings::site;
use crate::world::{Place, Seed, Spot, World};

/// A fire area of a place with its weather station, a fire seen there, and what is hot there for good.
#[derive(Debug, Clone, Copy, serde::Serialize, serde::Deserialize)]
pub struct Fires {
    pub area: FireAreaId,
    pub station: DeviceId,
    pub spot: FireSpotId,
    pub source: HeatSourceId,
}

impl Fires {
    pub fn at(&self, family: &str) -> String {
        match family {
            "fire-areas" => self.area.to_text(),
            "fire-spots" => self.spot.to_text(),
            _ => self.source.to_text(),
        }
    }
}

/// Township 0 from 100.0 to 100.1 east, township 1 beside it; both from 24.0 to 24.1 north.
fn outlines(t: &TestDb, f: &Fixture) {
    let divisions = f.township_divisions;
    let run = move |tx: &mut ledger::Tx<'_>, ctx: &kernel::Ctx| {
        for (n, division) in (0..).zip(divisions) {
            let (west, east) = (100_000_000 + n * 100_000, 100_100_000 + n * 100_000);
            let ring = vec![[west, 24_000_000], [east, 24_000_000], [east, 24_100_000], [west, 24_100_000]];
            registry::division::outline(tx, ctx, division, &vec![ring])?;
        }
        Ok(())
    };
    t.db.write_blocking("outlines", &t.rule(), run).unwrap();
}

/// In the township; of the county itself, beyond its border.
fn place(township: Option<usize>) -> (i64, i64) {
    match township {
        Some(n) => (100_050_000 + n as i64 * 100_000, 24_050_000),
        None => (100_050_000, 23_970_000),
    }
}

fn degrees(e6: i64) -> String {
    format!("{}.{:06}", e6 / 1_000_000, e6 % 1_000_000)
}

fn seen(at: Instant, (longitude_e6, latitude_e6): (i64, i64)) -> Detection {
    Detection {
        at,
        longitude_e6,
        latitude_e6,
        satellite: "Terra".into(),
        instrument: "MODIS".into(),
        confidence: Confidence::Nominal,
        percent: Some(62),
        power_mw: None,
    }
}

fn area(division: Division, station: &str, since: &str) -> danger::Describe {
    danger::Describe {
        division: division.to_string(),
        stations: station.into(),
        watched: "yes".into(),
        forest_percent: "60".into(),
        season_from: "12-01".into(),
        season_to: "05-31".into(),
        cover: "0 0 5 10 15 20 20 15 10 5 5 0".into(),
        since: since.into(),
    }
}

pub fn fires(t: &TestDb, f: &Fixture, seed: &Seed) -> Fires {
    if seed.township == Some(0) {
        outlines(t, f);
    }
    let (owner, division, login, at) = (seed.organisation.to_string(), seed.division, seed.login, place(seed.township));
    let made = t.db.write_blocking("fires", &t.rule(), move |tx, ctx| {
        let code = format!("{login}-weather");
        let station = Describe {
            code: code.clone(),
            name: "区域气象站".into(),
            sort: "weather_station".into(),
            metrics: ["rain", "temperature", "humidity", "wind_speed"].map(str::to_owned).to_vec(),
            division: division.to_string(),
            longitude: degrees(at.0),
            latitude: degrees(at.1),
            owner: owner.clone(),
            interval: "600".into(),
            ..Describe::default()
        };
        let station = device::register(tx, ctx, &station)?;
        let since = ctx.now.day().plus_days(-3).to_string();
        let area = danger::set(tx, ctx, &area(division, &code, &since))?;
        let spot = match spot::see(tx, ctx, &seen(ctx.now - Span::minutes(20), at))? {
            Took::Found(spot) => spot,
            other => return Err(Error::internal(format!("{other:?}"))),
        };
        let mark = Mark {
            name: "隧道窑砖厂".into(),
            division: division.to_string(),
            longitude: degrees(at.0 + 30_000),
            latitude: degrees(at.1),
            radius: "500".into(),
            reason: "常年连续生产".into(),
        };
        let source = source::mark(tx, ctx, &mark)?;
        Ok(Fires { area, station, spot, source })
    });
    made.unwrap()
}

pub fn form(world: &World, path: &str, it: &Spot) -> Option<Form> {
    let yesterday = world.now().day().plus_days(-1).to_string();
    let described = |division: Division, station: &str| {
        let it = area(division, station, &world.now().day().plus_days(-3).to_string());
        vec![
            ("division", it.division),
            ("stations", it.stations),
            ("watched", it.watched),
            ("forest_percent", "61".into()),
            ("season_from", it.season_from),
            ("season_to", it.season_to),
            ("cover", it.cover),
            ("since", it.since),
        ]
    };
    Some(match path {
        "/fire-areas" => described(world.f.township_divisions[0], &it.fires.station.to_text()),
        "/fire-areas/{id}/setting" => described(it.division, &it.fires.station.to_text()),
        "/fire-areas/{id}/weather" => vec![
            ("day", yesterday),
            ("temperature", "24.5".into()),
            ("humidity", "31".into()),
            ("wind", "5".into()),
            ("rain", "0".into()),
            ("temperature_max", String::new()),
            ("humidity_min", String::new()),
            ("wind_max", String::new()),
            ("reason", "气象站停电，数据来自县气象局".into()),
        ],
        "/fire-spots/{id}/answer" => {
            vec![("finding", "false_alarm".into()), ("note", "现场未见烟火".into()), ("incident", String::new())]
        }
        "/heat-sources" => vec![
            ("name", "石灰窑".into()),
            ("division", it.division.to_string()),
            ("longitude", degrees(place(it.township).0 - 30_000)),
            ("latitude", "24.02".into()),
            ("radius", "600".into()),
            ("reason", "常年连续生产".into()),
        ],
        "/heat-sources/{id}/removal" => vec![("reason", "已停产拆除".into())],
        _ => return None,
    })
}

pub fn json(world: &World, path: &str, it: &Spot) -> Option<Value> {
    if path == "/fire-spots" {
        let (longitude, latitude) = place(it.township);
        let degrees = |e6: i64| e6 as f64 / 1e6;
        let at = (world.now() - Span::minutes(5)).to_string();
        let one = json!({ "at": at, "longitude": degrees(longitude + 1_000), "latitude": degrees(latitude),
            "satellite": "NOAA-20", "instrument": "VIIRS", "confidence": "high", "power_mw": 4.2 });
        return Some(json!({ "detections": [one] }));
    }
    let fields = form(world, path, it)?;
    Some(Value::Object(fields.into_iter().map(|(name, value)| (name.to_owned(), value.into())).collect()))
}

fn said(answer: &Answer) -> Value {
    serde_json::from_str(&answer.body).unwrap_or_else(|_| panic!("{} {}", answer.status, answer.body))
}

/// A day of weather each ten minutes up to a noon, dry and hot.
fn weather(code: &str, noon: Instant) -> String {
    let line = |metric: &str, t: i64, value: f64| {
        format!("{{\"device\":\"{code}\",\"metric\":\"{metric}\",\"t\":{t},\"v\":{value:.1}}}\n")
    };
    let at = |n: i64| noon.millis() - n * 600_000;
    (0..144)
        .rev()
        .map(|n| {
            let swing = (n as f64 / 144.0 * std::f64::consts::TAU).cos();
            [
                line("temperature", at(n), 22.0 + 8.0 * swing),
                line("humidity", at(n), 40.0 - 15.0 * swing),
                line("wind_speed", at(n), (4.0 + 4.5 * swing).max(0.0)),
                line("rain", at(n), 0.0),
            ]
            .concat()
        })
        .collect()
}

/// From the weather of stations to a condition by a rule on the class, through the whole program.
#[test]
fn a_dangerous_day_is_a_reading_and_a_condition() {
    let world = World::new();
    let spot = world.spot(Place::Own);
    let (station, area) = (spot.fires.station, spot.fires.area);
    let on = world.t.db.write_blocking("rule and token", &world.t.rule(), move |tx, ctx| {
        let cmd = rule::Describe {
            title: "森林火险等级".into(),
            basis: "县森林防灭火应急预案".into(),
            metric: "fire_danger_class".into(),
            window: "0".into(),
            aggregate: "last".into(),
            direction: "above".into(),
            orange: "4".into(),
            red: "5".into(),
            ..rule::Describe::default()
        };
        let id = rule::draft(tx, ctx, &cmd)?;
        let cmd = SwitchOn { version: "1".into(), from: ctx.now.day().to_string(), reason: "防火期启用".into() };
        rule::switch_on(tx, ctx, id, &cmd)?;
        let issue = Issue { device: station.to_text(), label: "气象站".into(), ..Issue::default() };
        token::issue(tx, ctx, Digest::of("weather"), &issue)
    });
    on.unwrap();
    let site = site(&world);
    let noon = (world.now() - Span::hours(14)).day().at(danger::NOON_HOUR, 0);
    let ask = Ask::post("/api/v1/readings").with(header::AUTHORIZATION, "Bearer weather");
    let sent = site.ask(&ask.body("application/x-ndjson", weather("enterprise0-weather", noon).into_bytes()));
    assert_eq!((sent.status, &said(&sent)["accepted"]), (StatusCode::OK, &json!(576)), "{}", sent.body);
    // A township without the day's weather is looked at again after a minute.
    world.t.clock.advance(Span::minutes(2));
    let cookie = world.cookie(Role::DutyOfficer);
    let day = noon.day().to_string();
    let rated = until(|| {
        let all = said(&site.get(&format!("/api/v1/fire-danger?day={day}"), &cookie));
        all["ratings"].as_array().unwrap().iter().find(|it| it["area"] == json!(area.to_text())).cloned()
    });
    // A 20, B 20, C 50 without rain, D 25, less 20 for the green of June.
    assert_eq!((&rated["class"], &rated["station"]), (&json!(5), &json!(station.to_text())), "{rated}");
    let device = said(&site.get(&format!("/api/v1/fire-areas/{}", area.to_text()), &cookie))["device"].clone();
    let device = device.as_str().unwrap().to_owned();
    let readings = format!("/api/v1/devices/{device}/readings?metric=fire_danger_class&span=week");
    let values = until(|| {
        let values = said(&site.get(&readings, &cookie))["v"].clone();
        (!values.as_array().unwrap().is_empty()).then_some(values)
    });
    assert_eq!(values, json!([5.0]));
    let raised = until(|| {
        let all = said(&site.get(&format!("/api/v1/conditions?device={device}"), &cookie));
        all["conditions"].as_array().unwrap().iter().find(|it| it["sort"] == "rule").cloned()
    });
    assert_eq!((&raised["colour"], &raised["value"]), (&json!("red"), &json!(5.0)), "{raised}");
    let page = site.get(&format!("/fire-danger?day={day}"), &cookie).body;
    assert!(page.contains("五级 极高"), "{page}");
    let detail = site.get(&format!("/fire-areas/{}", area.to_text()), &cookie).body;
    for shown in ["起始值", "未知，按无降雨计", "区域气象站", "森林火险等级", "FFMC"] {
        assert!(detail.contains(shown), "{shown}: {detail}");
    }
}

/// What is written down where a station failed is a reading as what stations sent.
#[test]
fn weather_entered_by_hand_becomes_a_reading() {
    let (world, site) = served();
    let cookie = world.cookie(Role::DutyOfficer);
    let spot = world.spot(Place::Own);
    let (own, path) = (spot.fires.area.to_text(), "/api/v1/fire-areas/{id}/weather");
    let body = json(&world, path.trim_start_matches("/api/v1"), spot).unwrap();
    let entered = site.json(&path.replace("{id}", &own), &cookie, &body);
    assert_eq!(entered.status, StatusCode::OK, "{}", entered.body);
    let device = said(&site.get(&format!("/api/v1/fire-areas/{own}"), &cookie))["device"].clone();
    let readings = format!("/api/v1/devices/{}/readings?metric=fire_danger_class&span=week", device.as_str().unwrap());
    let values = until(|| {
        let values = said(&site.get(&readings, &cookie))["v"].clone();
        (!values.as_array().unwrap().is_empty()).then_some(values)
    });
    let day = world.now().day().plus_days(-1);
    let all = said(&site.get(&format!("/api/v1/fire-danger?day={day}"), &cookie));
    let rated = all["ratings"].as_array().unwrap().iter().find(|it| it["area"] == json!(own)).unwrap();
    assert_eq!(values, json!([rated["class"].as_f64().unwrap()]), "{rated}");
}

/// Asks again until something is there; a minute at most.
fn until<T>(mut look: impl FnMut() -> Option<T>) -> T {
    let begun = std::time::Instant::now();
    loop {
        if let Some(it) = look() {
            return it;
        }
        assert!(begun.elapsed().as_secs() < 60, "it did not come");
        std::thread::yield_now();
    }
}

fn served() -> (World, Site) {
    let world = World::new();
    let site = site(&world);
    (world, site)
}

#[test]
fn a_feeder_may_hand_in_the_same_again() {
    let (world, site) = served();
    let cookie = world.cookie(Role::DutyOfficer);
    let at = (world.now() - Span::minutes(5)).to_string();
    let pixel = |longitude: f64, latitude: f64| json!({ "at": at, "longitude": longitude, "latitude": latitude, "satellite": "NOAA-20", "confidence": "81" });
    let body = json!({ "detections": [pixel(100.02, 24.09), pixel(100.025, 24.09), pixel(103.0, 24.09)] });
    let hand_in = || said(&site.json("/api/v1/fire-spots", &cookie, &body));
    let taken = |recorded, fires, known| json!({ "recorded": recorded, "fires": fires, "known": known, "too_far": 1 });
    assert_eq!(hand_in(), taken(2, 1, 0));
    assert_eq!(hand_in(), taken(0, 0, 2));
}

#[test]
fn a_wildfire_names_an_incident_that_exists() {
    let (world, site) = served();
    let officer = world.cookie(Role::TownshipOfficer);
    let path = format!("/api/v1/fire-spots/{}/answer", world.spot(Place::Own).fires.spot.to_text());
    let answer = |number: &str| {
        let body = json!({ "finding": "wildfire", "note": "林地起火，已组织扑救", "incident": number });
        site.json(&path, &officer, &body)
    };
    let refused = answer("2026-9999");
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY, "{}", refused.body);
    assert!(
        refused.body.contains("没有该编号") || refused.body.contains("no incident of this number"),
        "{}",
        refused.body
    );
    let id = world.spot(Place::Own).incident;
    let number = world.t.db.read_blocking(|r| {
        let sql = "SELECT year, number FROM incident WHERE id = $1";
        let (year, n): (i64, i64) = r
            .row(sql, ledger::params![id], |row| Ok((row.get(0)?, row.get(1)?)))?
            .ok_or(Error::NotFound("IncidentId"))?;
        Ok(format!("{year}-{n:04}"))
    });
    let done = answer(&number.unwrap());
    assert_eq!((done.status, &said(&done)["state"]), (StatusCode::OK, &json!("answered")), "{}", done.body);
}
