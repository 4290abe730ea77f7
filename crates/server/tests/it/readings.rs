//! Readings over HTTP: who may send what, what is answered, and what becomes of them.

use axum::http::{StatusCode, header};
use kernel::{Identity as _, Role};
use ledger::params;
use registry::SubjectId;
use serde_json::{Value, json};
use server::monitor::{self, Monitor};
use signal::device::{self, Describe, token};
use signal::rule::{self, SwitchOn};

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
    let gaps = said(&served.site.get(&format!("/api/v1/devices/{id}/gaps?metric=level&span=day"), &cookie));
    let gaps = gaps["gaps"].as_array().unwrap();
    let first = kernel::Instant::from_millis(served.world.now().millis() - 59_000).to_string();
    assert_eq!((gaps.len(), &gaps[0]["until"]), (1, &json!(first)));
    assert!(page.body.contains("缺测时段") && page.body.contains("23 小时"), "{}", page.body);
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
    assert!(!page.contains("数据迟到"), "{page}");
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
fn what_comes_late_stands_out() {
    let served = served();
    // Measured a quarter of an hour before it came, of a device that sends every five minutes.
    served.send(&served.token(Place::Own), &served.line(Place::Own, -900, "90"));
    let clerk = served.world.cookie(Role::DistrictClerk);
    let page = served.site.get("/devices", &clerk).body;
    assert!(page.contains("数据迟到16 分钟"), "{page}");
    let lines = said(&served.site.get("/api/v1/devices", &clerk));
    let code = json!(served.code(Place::Own));
    let found = lines["devices"].as_array().unwrap().iter().find(|it| it["code"] == code).unwrap();
    assert_eq!(found["now"]["delay_seconds"], json!(960), "{found}");
    // As soon as one comes in time, it is late no more.
    served.send(&served.token(Place::Own), &served.line(Place::Own, 60, "90"));
    assert!(!served.site.get("/devices", &clerk).body.contains("数据迟到"));
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

/// Two gas detectors of one subject, and a rule by which they make one condition when both reach it.
fn two_of_one_site(world: &World) -> SubjectId {
    let (subject, organisation) = (world.spot(Place::Own).subject, world.spot(Place::Own).organisation);
    let division = world.spot(Place::Own).division.to_string();
    let made = world.t.db.write_blocking("site", &world.t.rule(), move |tx, ctx| {
        for code in ["gas-1", "gas-2"] {
            let it = Describe {
                code: code.into(),
                name: "可燃气体探头".into(),
                sort: "gas".into(),
                metrics: vec!["gas".into()],
                division: division.clone(),
                owner: organisation.to_string(),
                interval: "60".into(),
                subject: subject.to_text(),
                ..Describe::default()
            };
            let device = device::register(tx, ctx, &it)?.to_text();
            let issue = token::Issue { device, label: "网关".into(), ..token::Issue::default() };
            token::issue(tx, ctx, token::Digest::of(&format!("of {code}")), &issue)?;
        }
        let it = rule::Describe {
            title: "可燃气体超限".into(),
            basis: "GB/T 50493".into(),
            metric: "gas".into(),
            window: "0".into(),
            aggregate: "last".into(),
            direction: "above".into(),
            yellow: "25".into(),
            red: "50".into(),
            per: "site".into(),
            agree: "2".into(),
            ..rule::Describe::default()
        };
        let id = rule::draft(tx, ctx, &it)?;
        let from = ctx.now.day().to_string();
        rule::switch_on(tx, ctx, id, &SwitchOn { version: "1".into(), from, reason: "投用".into() })
    });
    made.unwrap();
    subject
}

#[test]
fn the_devices_of_a_site_make_one_condition() {
    let world = World::new();
    let subject = two_of_one_site(&world);
    let served = Served { site: site(&world), world };
    let send = |n: u32, seconds: i64, value: u32| {
        let t = served.world.now().millis() - 60_000 + seconds * 1_000;
        let line = format!("{{\"device\":\"gas-{n}\",\"metric\":\"gas\",\"t\":{t},\"v\":{value}}}\n");
        assert_eq!(said(&served.send(&format!("of gas-{n}"), &line))["accepted"], 1);
    };
    let stands = || {
        let sql = "SELECT site, device IS NULL, colour, cleared_at IS NOT NULL FROM condition
                   WHERE metric = 'gas' ORDER BY raised_at";
        let of = |row: &ledger::Row<'_>| Ok((row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?));
        served.world.t.db.read_blocking(|r| r.rows(sql, &[], of)).unwrap()
    };
    let one = |colour: &str, over| vec![(Some(subject), true, colour.to_owned(), over)];
    // One alone may be a fault of its own.
    send(1, 1, 60);
    send(2, 2, 30);
    until(stands, one("yellow", false));
    send(2, 3, 55);
    until(stands, one("red", false));
    // On the pages of the subject and of either device.
    let clerk = served.world.cookie(Role::DistrictClerk);
    let page = served.site.get("/devices?state=alarmed", &clerk).body;
    assert!(page.contains("gas-1") && page.contains("gas-2"), "{page}");
    let device = "SELECT id FROM device WHERE code = 'gas-1'";
    let device: device::DeviceId = served.world.t.db.read_blocking(|r| r.value(device, &[])).unwrap();
    let of_device = said(&served.site.get(&format!("/api/v1/conditions?device={device}"), &clerk));
    let found = &of_device["conditions"][0];
    assert_eq!((&found["site"], &found["colour"]), (&json!(subject.to_text()), &json!("red")), "{of_device}");
    let condition = served.site.get(&format!("/conditions/{}", found["id"].as_str().unwrap()), &clerk).body;
    assert!(condition.contains(&format!("/subjects/{subject}")), "{condition}");
    let sites = said(&served.site.get("/api/v1/monitored-sites?state=alarmed", &clerk));
    let of_site = &sites["sites"][0];
    let gas: Vec<&Value> =
        of_site["devices"].as_array().unwrap().iter().filter(|it| it["name"] == "可燃气体探头").collect();
    assert_eq!((&of_site["colour"], gas.len()), (&json!("red"), 2), "{sites}");
    assert_eq!(gas[1]["now"]["latest"][0]["value"], json!(55.0));
    assert!(served.site.get("/monitored-sites", &clerk).body.contains("55 %"));
    // One of them is back: it is over.
    send(1, 4, 0);
    until(stands, one("red", true));
    let rule = served.site.get(&format!("/signal-rules/{}", found["rule"].as_str().unwrap()), &clerk).body;
    assert!(rule.contains("至少2台设备达到"), "{rule}");
    // The one that stays goes on alone when the other goes.
    send(2, 5, 60);
    let other = "SELECT id FROM device WHERE code = 'gas-1'";
    let other: device::DeviceId = served.world.t.db.read_blocking(|r| r.value(other, &[])).unwrap();
    let reason = device::Reason { reason: "报废".into() };
    let retired = move |tx: &mut ledger::Tx<'_>, ctx: &kernel::Ctx| device::retire(tx, ctx, other, &reason);
    served.world.t.db.write_blocking("retire", &served.world.t.rule(), retired).unwrap();
    served.world.t.clock.advance(kernel::Span::seconds(5));
    until(|| stands().iter().filter(|it| !it.3).count(), 1);
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
