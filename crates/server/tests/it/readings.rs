//! Readings over HTTP: who may send what, what is answered, and what becomes of them.

use axum::http::{StatusCode, header};
use kernel::Role;
use ledger::params;
use serde_json::{Value, json};
use server::monitor::{self, Monitor};

use crate::ask::{Answer, Ask, Site};
use crate::world::{Place, Spot, World};

struct Served {
    world: World,
    site: Site,
}

/// The router of a program that takes in readings.
pub fn site(world: &World) -> Site {
    let folder = world.t.folder().join("readings");
    let monitor = Monitor::start(world.t.db.clone(), world.t.clock.clone(), ledger::testing::district(), &folder);
    let router = server::serve::router(&world.t.db, world.t.clock.clone()).unwrap();
    Site::new(monitor::within(router, Some(&monitor.unwrap())))
}

/// A reading that no rule looks at, with the token of its device.
pub fn send(world: &World, spot: &Spot, ask: Ask) -> Ask {
    let sql = "SELECT code FROM device WHERE id = $1";
    let of = |spot: &Spot| -> Option<String> {
        let device = spot.signals.device;
        world.t.db.read_blocking(|r| r.row(sql, params![device], |row| row.get(0))).unwrap()
    };
    // A device that does not exist has no token: that of another speaks for it in vain.
    let code = of(spot).or_else(|| of(world.spot(Place::Own))).unwrap();
    let line = json!({ "device": code, "metric": "battery", "t": world.now().millis(), "v": 12.5 });
    let bearer = format!("Bearer {}", code.trim_end_matches("-1"));
    ask.with(header::AUTHORIZATION, &bearer).body("application/x-ndjson", line.to_string().into_bytes())
}

fn served() -> Served {
    let world = World::new();
    let site = site(&world);
    Served { world, site }
}

impl Served {
    fn code(&self, place: Place) -> String {
        let device = self.world.spot(place).signals.device;
        let sql = "SELECT code FROM device WHERE id = $1";
        self.world.t.db.read_blocking(|r| r.value(sql, params![device])).unwrap()
    }

    /// The token of a place's device is its code without the number.
    fn token(&self, place: Place) -> String {
        self.code(place).trim_end_matches("-1").to_owned()
    }

    fn send(&self, token: &str, body: &str) -> Answer {
        let ask = Ask::post("/api/v1/readings").with(header::AUTHORIZATION, &format!("Bearer {token}"));
        self.site.ask(&ask.body("application/x-ndjson", body.as_bytes().to_vec()))
    }

    fn line(&self, place: Place, seconds: i64, value: &str) -> String {
        let t = self.world.now().millis() - 60_000 + seconds * 1_000;
        format!("{{\"device\":\"{}\",\"metric\":\"level\",\"t\":{t},\"v\":{value}}}\n", self.code(place))
    }

    /// Colour and whether it is over, of the condition of the place's rule, when it comes to that.
    fn comes_to(&self, place: Place, expected: (&str, bool)) {
        let it = self.world.spot(place).signals;
        let sql = "SELECT colour, cleared_at IS NOT NULL FROM condition WHERE id = $1";
        let db = &self.world.t.db;
        let read = || db.read_blocking(|r| r.row(sql, params![it.condition], |row| Ok((row.get(0)?, row.get(1)?))));
        until(|| read().unwrap().unwrap(), (expected.0.to_owned(), expected.1));
    }
}

/// Reads until it comes to what is expected.
pub fn until<T: PartialEq + std::fmt::Debug>(read: impl Fn() -> T, expected: T) {
    for _ in 0..1_000 {
        if read() == expected {
            return;
        }
        std::thread::sleep(std::time::Duration::from_millis(20));
    }
    panic!("it came to {:?} and not to {expected:?}", read());
}

/// Number of conditions of a sort that are active.
fn active(world: &World, sort: &str) -> i64 {
    let sql = "SELECT COUNT(*) FROM condition WHERE sort = $1 AND cleared_at IS NULL";
    world.t.db.read_blocking(|r| r.value(sql, params![sort.to_owned()])).unwrap()
}

fn said(answer: &Answer) -> Value {
    serde_json::from_str(&answer.body).unwrap_or_else(|_| panic!("{} {}", answer.status, answer.body))
}

#[test]
fn a_reading_passes_a_threshold_and_the_condition_is_on_record() {
    let served = served();
    let token = served.token(Place::Own);
    let sent = served.send(&token, &served.line(Place::Own, 1, "98"));
    assert_eq!((sent.status, &said(&sent)["accepted"]), (StatusCode::OK, &json!(1)), "{}", sent.body);
    served.comes_to(Place::Own, ("red", false));
    served.send(&token, &served.line(Place::Own, 2, "90"));
    served.comes_to(Place::Own, ("red", true));
    assert_eq!(served.site.get("/readyz", "").status, StatusCode::OK);
}

#[test]
fn readings_are_seen_as_a_page_a_table_and_by_programs() {
    let served = served();
    let sent =
        served.send(&served.token(Place::Own), &[1, 2, 3].map(|n| served.line(Place::Own, n, "90.125")).concat());
    assert_eq!(said(&sent)["accepted"], 3, "{}", sent.body);
    let cookie = served.world.cookie(Role::DistrictClerk);
    let id = served.world.spot(Place::Own).signals.device;
    let page = served.site.get(&format!("/devices/{id}/readings?metric=level"), &cookie);
    assert_eq!(page.status, StatusCode::OK);
    for shown in ["90.125", "<polyline", "红色 97.5 m", "距黄色还差 4.875 m"] {
        assert!(page.body.contains(shown), "{shown}: {}", page.body);
    }
    let csv = served.site.get(&format!("/devices/{id}/readings.csv?metric=level"), &cookie).body;
    assert_eq!(csv.lines().filter(|it| it.ends_with(",level,90.125,m")).count(), 3, "{csv}");
    let points = said(&served.site.get(&format!("/api/v1/devices/{id}/readings?metric=level"), &cookie));
    assert_eq!((points["v"].clone(), points["whole"].clone()), (json!([90.125, 90.125, 90.125]), json!(true)));
    // Who may not see the device sees none of its readings.
    let other = served.world.spot(Place::Sibling).signals.device;
    let enterprise = served.world.cookie(Role::EnterpriseUser);
    assert_eq!(served.site.get(&format!("/devices/{other}/readings"), &enterprise).status, StatusCode::NOT_FOUND);
}

#[test]
fn each_line_is_accounted_for() {
    let served = served();
    let (mine, other) = (served.line(Place::Own, 1, "90"), served.line(Place::Sibling, 1, "90"));
    let broken = "{\"device\":\n";
    let impossible = served.line(Place::Own, 2, "500");
    let token = served.token(Place::Own);
    let sent = served.send(&token, &[&mine, &other, broken, &impossible, &mine].map(|it| it as &str).concat());
    let expected = json!({
        "accepted": 1, "late": 0, "duplicates": 1, "refused": 3,
        "reasons": { "unknown_device": 1, "not_json": 1, "impossible_value": 1 },
    });
    assert_eq!(said(&sent), expected);
    // The same again changes nothing; an array says the same as lines.
    let array = format!("[{}]", mine.trim());
    let again: Value = said(&served.send(&token, &array));
    assert_eq!((&again["accepted"], &again["duplicates"]), (&json!(0), &json!(1)));
}

#[test]
fn without_a_token_nothing_is_taken() {
    let served = served();
    let line = served.line(Place::Own, 1, "98");
    for token in ["", "anlan-device-unknown"] {
        let answer = served.send(token, &line);
        assert_eq!(answer.status, StatusCode::UNAUTHORIZED);
        assert_eq!(answer.headers[header::WWW_AUTHENTICATE], "Bearer");
        assert!(answer.body.contains("接入令牌"), "{}", answer.body);
    }
    let sibling = served.send(&served.token(Place::Sibling), &line);
    assert_eq!(said(&sibling)["reasons"], json!({ "unknown_device": 1 }), "a token speaks for its device alone");
    served.comes_to(Place::Own, ("yellow", false));
}

#[test]
fn what_is_measured_now_stands_in_the_list_and_on_the_map() {
    let served = served();
    served.send(&served.token(Place::Own), &served.line(Place::Own, 1, "98"));
    served.comes_to(Place::Own, ("red", false));
    let (code, clerk) = (served.code(Place::Own), served.world.cookie(Role::DistrictClerk));
    let page = served.site.get("/devices?state=alarmed", &clerk).body;
    assert!(page.contains(&code) && page.contains("98 m"), "{page}");
    let lines = said(&served.site.get("/api/v1/devices?state=alarmed", &clerk));
    let found = lines["devices"].as_array().unwrap().iter().find(|it| it["code"] == json!(code)).unwrap();
    assert_eq!((&found["colour"], &found["now"]["latest"][0]["value"]), (&json!("red"), &json!(98.0)), "{found}");
    let map = served.site.get("/devices/map", &clerk).body;
    assert!(map.contains("is-red") && map.contains("#s-red") && map.contains("98 m"), "{map}");
    let points = said(&served.site.get("/api/v1/devices/points?look=red", &clerk));
    let on_map = points["features"].as_array().unwrap().iter().find(|it| it["properties"]["code"] == json!(code));
    let properties = &on_map.unwrap()["properties"];
    assert_eq!(
        (&properties["look"], &properties["colour"], &properties["faults"]),
        (&json!("red"), &json!("red"), &json!([]))
    );
    // Nothing of now is shown of the past, and who may not see a device does not find it on the map.
    let day = served.world.now().day();
    let past = served.site.get(&format!("/devices?state=kept&as_of={day}"), &clerk);
    assert!(past.status == StatusCode::OK && past.body.contains(&code) && !past.body.contains("98 m"), "{}", past.body);
    assert!(!served.site.get(&format!("/devices/map?as_of={day}"), &clerk).status.is_success());
    let other = served.code(Place::Sibling);
    let enterprise = served.world.cookie(Role::EnterpriseUser);
    assert!(!served.site.get("/api/v1/devices/points", &enterprise).body.contains(&other));
}

#[test]
fn what_did_not_come_is_counted_by_device_and_owner() {
    let served = served();
    let lines: String = (0..3).map(|n| served.line(Place::Own, n * 10, "90")).collect();
    served.send(&served.token(Place::Own), &lines);
    let clerk = served.world.cookie(Role::DistrictClerk);
    let all = said(&served.site.get("/api/v1/devices/completeness", &clerk));
    let code = served.code(Place::Own);
    let own = all["devices"].as_array().unwrap().iter().find(|it| it["code"] == json!(code)).unwrap();
    let today = &own["days"][6];
    // Level and battery, each five minutes since the day began: three levels came, or as many as are due by now.
    let due = served.world.now().millis() - served.world.now().day().start().millis();
    let due = u64::try_from(due / 300_000).unwrap();
    assert_eq!((today["came"].as_u64(), today["due"].as_u64()), (Some(due.min(3)), Some(2 * due)), "{own}");
    assert_eq!(own["days"].as_array().unwrap().len(), 7);
    let page = served.site.get("/devices/completeness", &clerk).body;
    assert!(page.contains("按运维单位") && page.contains(&code), "{page}");
    let nobody = served.site.get("/devices/completeness?township=530127107", &clerk).body;
    assert!(nobody.contains("没有在用的监测设备"), "{nobody}");
}

#[test]
fn refused_lines_are_there_to_look_at() {
    let served = served();
    served.send(&served.token(Place::Own), "{\"device\":<b>\n");
    let clerk = served.world.cookie(Role::DistrictClerk);
    let page = served.site.get("/refused-readings", &clerk).body;
    assert!(page.contains("格式不对") && page.contains("{&quot;device&quot;:&lt;b&gt;"), "{page}");
    let all = said(&served.site.get("/api/v1/refused-readings", &clerk));
    let first = &all["reasons"][0];
    assert_eq!(
        (&first["reason"], &first["count"], &first["lines"][0]["line"]),
        (&json!("not_json"), &json!(1), &json!("{\"device\":<b>"))
    );
    assert_eq!(served.site.get("/refused-readings", &served.world.cookie(Role::Leader)).status, StatusCode::FORBIDDEN);
}

#[test]
fn a_rule_that_nothing_can_be_said_of_is_a_condition() {
    let world = World::new();
    let rule = world.t.db.write_blocking("idle", &world.t.rule(), crate::signals::idle_rule).unwrap();
    let served = site(&world);
    until(|| active(&world, "unevaluable"), 1);
    let sql = "SELECT rule FROM condition WHERE sort = 'unevaluable'";
    let of: signal::rule::SignalRuleId = world.t.db.read_blocking(|r| r.value(sql, &[])).unwrap();
    assert_eq!(of, rule);
    // Another start does not say it again; what is measured from then on ends it.
    drop(served);
    world.t.clock.advance(kernel::Span::seconds(1));
    world.t.db.write_blocking("gas", &world.t.rule(), crate::signals::gas_device).unwrap();
    let folder = world.t.folder().join("other");
    let again = Monitor::start(world.t.db.clone(), world.t.clock.clone(), ledger::testing::district(), &folder);
    until(|| active(&world, "unevaluable"), 0);
    drop(again);
}

#[test]
fn a_store_that_cannot_be_opened_is_told_and_recorded() {
    let world = World::new();
    let clock: std::sync::Arc<dyn ledger::Clock> = world.t.clock.clone();
    monitor::lost(&world.t.db, &clock, ledger::testing::district()).unwrap();
    assert_eq!(active(&world, "intake_lost"), 1);
    let router = server::serve::router(&world.t.db, world.t.clock.clone()).unwrap();
    let answer = Site::new(monitor::within(router, None)).get("/readyz", "");
    assert_eq!((answer.status, answer.body.as_str()), (StatusCode::SERVICE_UNAVAILABLE, "readings are not taken in"));
    world.t.clock.advance(kernel::Span::seconds(1));
    let site = site(&world);
    until(|| active(&world, "intake_lost"), 0);
    assert_eq!(site.get("/readyz", "").status, StatusCode::OK);
}
