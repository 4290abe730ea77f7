//! Backtests of rules: the same as what happened live, seen while they run, kept with the draft, beside what is in force.

use std::sync::Arc;

use axum::http::{StatusCode, header};
use kernel::{Identity as _, Role};
use readings::{Engine, Reading, Timeline, What};
use serde_json::{Value, json};
use server::monitor::Known;
use signal::condition;
use signal::device::token::{self, Digest, Issue};
use signal::device::{self, DeviceId};
use signal::rule::{self, SignalRuleId, SwitchOn};

use crate::ask::{Answer, Ask, Site};
use crate::world::{Place, World};

const HOUR: i64 = 3_600_000;
const CODE: &str = "60912377";
const TOKEN: &str = "backtest";
const DAYS: i64 = 20;

/// A gauge with its token, a rule over its rain that is in force, and a draft of the next edition with lower thresholds.
struct Served {
    world: World,
    site: Site,
    device: DeviceId,
    in_force: SignalRuleId,
    draft: SignalRuleId,
}

fn heavy(yellow: &str, red: &str) -> rule::Describe {
    rule::Describe {
        title: "三小时雨量".into(),
        basis: "县防汛应急预案".into(),
        metric: "rain".into(),
        window: "180".into(),
        aggregate: "sum".into(),
        direction: "above".into(),
        yellow: yellow.into(),
        red: red.into(),
        clear: "120".into(),
        lateness: "360".into(),
        devices: CODE.into(),
        ..rule::Describe::default()
    }
}

fn served() -> Served {
    let world = World::new();
    let spot = world.spot(Place::Own);
    let (owner, division) = (spot.organisation.to_string(), spot.division.to_string());
    let made = world.write(move |tx, ctx| {
        let gauge = device::Describe {
            code: CODE.into(),
            name: "上坪雨量站".into(),
            sort: "rain_gauge".into(),
            metrics: vec!["rain".into()],
            division: division.clone(),
            owner: owner.clone(),
            interval: "3600".into(),
            ..device::Describe::default()
        };
        let device = device::register(tx, ctx, &gauge)?;
        let issue = Issue { device: device.to_text(), label: "遥测终端".into(), ..Issue::default() };
        token::issue(tx, ctx, Digest::of(TOKEN), &issue)?;
        let in_force = rule::draft(tx, ctx, &heavy("30", "60"))?;
        let on = SwitchOn { version: "1".into(), from: ctx.now.day().to_string(), reason: "汛期启用".into() };
        rule::switch_on(tx, ctx, in_force, &on)?;
        let draft = rule::draft(tx, ctx, &rule::Describe { follows: in_force.to_text(), ..heavy("20", "50") })?;
        Ok((device, in_force, draft))
    });
    let site = crate::readings::site(&world);
    let (device, in_force, draft) = made;
    Served { world, site, device, in_force, draft }
}

/// Each hour of the past days: when, in tenths of a millimetre, and how many hours late. A storm every three days.
fn rain(served: &Served) -> Vec<(i64, i64, i64)> {
    let last = served.world.now().millis() / HOUR * HOUR;
    (1..DAYS * 24)
        .map(|n| {
            let (at, place) = (last - (DAYS * 24 - n) * HOUR, n % 72);
            let strength = n / 72 * 30;
            let value = if (40..46).contains(&place) { strength + place * 7 % 50 } else { 0 };
            (at, value, if n % 11 == 0 { n % 5 } else { 0 })
        })
        .collect()
}

/// In the order in which they come.
fn as_they_come(rain: &[(i64, i64, i64)]) -> Vec<(i64, i64)> {
    let mut all: Vec<_> = rain.iter().map(|(at, value, late)| (at + late * HOUR, *at, *value)).collect();
    all.sort_unstable();
    all.into_iter().map(|(_, at, value)| (at, value)).collect()
}

impl Served {
    fn send(&self) {
        let bearer = format!("Bearer {TOKEN}");
        for piece in as_they_come(&rain(self)).chunks(50) {
            let line = |(at, value): &(i64, i64)| {
                let value = *value as f64 / 10.0;
                json!({ "device": CODE, "metric": "rain", "t": at, "v": value }).to_string() + "\n"
            };
            let lines: String = piece.iter().map(line).collect();
            let ask = Ask::post("/api/v1/readings").with(header::AUTHORIZATION, &bearer);
            let sent = self.site.ask(&ask.body("application/x-ndjson", lines.into_bytes()));
            let said: Value = serde_json::from_str(&sent.body).unwrap();
            assert_eq!((sent.status, &said["accepted"]), (StatusCode::OK, &json!(piece.len())), "{}", sent.body);
        }
    }

    /// Begin, end and worst colour of each condition on record.
    fn on_record(&self) -> Vec<(i64, Option<i64>, String)> {
        let ctx = self.world.t.rule();
        let filter = condition::query::Filter { device: Some(self.device), ..Default::default() };
        let all = self.world.t.db.read_blocking(|r| condition::query::list(r, &ctx, &filter, 0, 1_000)).unwrap();
        let of_rule = all.into_iter().filter(|it| it.rule == Some(self.in_force));
        let mut all: Vec<_> = of_rule
            .map(|it| (it.raised_at.millis(), it.cleared_at.map(|at| at.millis()), it.worst.word().to_owned()))
            .collect();
        all.sort_unstable();
        all
    }

    /// What the engine says when it is given the same in memory.
    fn simulated(&self) -> Vec<(i64, Option<i64>, String)> {
        let ctx = self.world.t.rule();
        let known = self.world.t.db.read_blocking(|r| Known::read(r, &ctx, ctx.now.day(), &[])).unwrap();
        let mut engine = Engine::new(Arc::new(known.directory.clone()));
        let series = known.directory.number(CODE, readings::Metric::Rain).unwrap();
        let mut timeline = Timeline::default();
        for (at, value) in as_they_come(&rain(self)) {
            let reading = Reading { series, at, value, sequence: None };
            let tell = &mut |change: readings::Change| match change.what {
                What::Condition { told, .. } => timeline.tell(&told),
                What::Site { .. } | What::Quality { .. } => {}
            };
            engine.step(&reading, self.world.now().millis(), tell).unwrap();
        }
        let colour = |worst: u8| ["blue", "yellow", "orange", "red"][usize::from(worst) - 1].to_owned();
        timeline.conditions(i64::MAX).into_iter().map(|it| (it.from, it.until, colour(it.worst))).collect()
    }

    fn path(&self, id: SignalRuleId) -> String {
        format!("/signal-rules/{}/backtest", id.to_text())
    }

    fn page(&self, role: Role, path: &str) -> Answer {
        let ask = Ask::get(path).by(&self.world.cookie(role)).with(header::ACCEPT_LANGUAGE, "zh-CN");
        self.site.ask(&ask)
    }

    fn api(&self, id: SignalRuleId) -> Value {
        let answer = self.site.get(&format!("/api/v1{}", self.path(id)), &self.world.cookie(Role::DistrictClerk));
        serde_json::from_str(&answer.body).unwrap_or_else(|_| panic!("{} {}", answer.status, answer.body))
    }

    /// Begins it and waits until it has ended.
    fn run(&self, id: SignalRuleId, fields: &[(&str, &str)]) -> Value {
        let ask = Ask::post(&self.path(id)).by(&self.world.cookie(Role::DistrictClerk));
        let begun = self.site.ask(&ask.with(header::ACCEPT_LANGUAGE, "zh-CN").form(fields));
        assert_eq!(begun.code(), 303, "{}", begun.body);
        self.ended(id)
    }

    fn ended(&self, id: SignalRuleId) -> Value {
        for _ in 0..1_000 {
            let said = self.api(id);
            if said["state"] != "running" {
                return said;
            }
            std::thread::sleep(std::time::Duration::from_millis(20));
        }
        panic!("it does not end: {}", self.api(id));
    }

    fn disaster(&self, hours_ago: i64) -> disaster::event::DisasterId {
        let place = self.world.spot(Place::Own).division;
        let from = (self.world.now() - kernel::Span::hours(hours_ago)).to_minute();
        self.world.write(move |tx, ctx| {
            // Of a kind of which nothing else is on record.
            let (kind, sub_kind) = ("wind_and_hail".into(), "hail".into());
            let hail = disaster::event::Register { kind, sub_kind, ..crate::disasters::flood(place, from.clone()) };
            disaster::event::register(tx, ctx, &hail)
        })
    }
}

fn conditions(outcome: &Value) -> Vec<(i64, Option<i64>, String)> {
    let time = |it: &Value| it.as_str().map(|it| kernel::Instant::read(it).unwrap().millis());
    let all = outcome["conditions"].as_array().unwrap();
    let one = |it: &Value| (time(&it["from"]).unwrap(), time(&it["until"]), it["worst"].as_str().unwrap().to_owned());
    let mut all: Vec<_> = all.iter().map(one).collect();
    all.sort_unstable();
    all
}

#[test]
fn live_in_backtest_and_simulated_the_conditions_are_the_same() {
    let served = served();
    served.send();
    let simulated = served.simulated();
    assert!(simulated.len() >= 4 && simulated.iter().any(|it| it.2 == "red"), "{simulated:?}");
    for _ in 0..1_000 {
        if served.on_record() == simulated {
            break;
        }
        std::thread::sleep(std::time::Duration::from_millis(20));
    }
    assert_eq!(served.on_record(), simulated);
    let today = served.world.now().day().to_string();
    let said = served.run(served.in_force, &[("kinds", "flood"), ("to", &today)]);
    assert_eq!(conditions(&said["outcome"]), simulated, "{said}");
}

#[test]
fn a_draft_is_tried_and_the_second_person_sees_what_came_of_it() {
    let served = served();
    served.send();
    // Storms begin 40 hours into each three days; one disaster follows one of them, another came out of a blue sky.
    let told = served.disaster(DAYS * 24 - (5 * 72 + 44));
    served.disaster(DAYS * 24 - (4 * 72 + 68));
    let before = served.page(Role::DistrictClerk, &format!("/signal-rules/{}", served.draft));
    assert!(before.body.contains("尚未用历史数据检验本版本"), "{}", before.body);
    let said = served.run(served.draft, &[("kinds", "wind_and_hail"), ("before", "12")]);
    let outcome = &said["outcome"];
    let today = served.world.now().day().start().millis();
    let until_yesterday = rain(&served).iter().filter(|it| it.0 < today).count();
    assert_eq!(
        (&outcome["readings"], &outcome["devices_with_readings"]),
        (&json!(until_yesterday), &json!(1)),
        "{said}"
    );
    let yellow = &outcome["editions"][0]["colours"][0];
    assert_eq!((&yellow["events"], &yellow["hits"], &yellow["misses"]), (&json!(2), &json!(1), &json!(1)), "{outcome}");
    assert_eq!(yellow["critical_success_index"].as_f64().map(|it| it > 0.0 && it < 0.5), Some(true), "{outcome}");
    let (own, other) = (&outcome["editions"][0], &outcome["editions"][1]);
    assert_eq!((&own["edition"], &other["edition"], &other["in_force"]), (&json!(2), &json!(1), &json!(true)));
    assert!(own["colours"][0]["conditions"].as_u64() > other["colours"][0]["conditions"].as_u64(), "{outcome}");
    // Shown with the draft, one by one, and above the form that switches it on.
    let page = served.page(Role::DistrictClerk, &served.path(served.draft));
    for shown in ["命中", "空报", "漏报", &format!("/disasters/{}", told.to_text()), "上坪雨量站", "&amp;until="]
    {
        assert!(page.body.contains(shown), "{shown}: {}", page.body);
    }
    let rule = served.page(Role::Leader, &format!("/signal-rules/{}", served.draft));
    assert!(rule.body.contains("命中1，漏报1"), "{}", rule.body);
    let switching = served.page(Role::Leader, &format!("/signal-rules/{}/switching-on", served.draft));
    assert!(switching.body.contains("临界成功指数"), "{}", switching.body);
    // Written anew, nothing is known of it.
    let draft = served.draft;
    let cmd = rule::Describe { ..heavy("25", "50") };
    served.world.write(move |tx, ctx| rule::redraft(tx, ctx, draft, &cmd));
    assert_eq!(served.api(draft)["outcome"], Value::Null);
    assert!(served.page(Role::Leader, &served.path(draft)).body.contains("尚未检验"));
    served.world.t.assert_replay_agrees();
}

#[test]
fn without_readings_or_with_nonsense_it_says_so() {
    let served = served();
    let said = served.run(served.draft, &[("kinds", "drought")]);
    assert_eq!(said["outcome"]["readings"], 0, "{said}");
    let page = served.page(Role::DistrictClerk, &served.path(served.draft));
    assert!(page.body.contains("检验时段内没有监测数据"), "{}", page.body);
    let ask = Ask::post(&served.path(served.draft)).by(&served.world.cookie(Role::DistrictClerk));
    let fields = [("from", "2026-07-15"), ("to", "2026-07-14"), ("before", "多"), ("nearness", "near")];
    let wrong = served.site.ask(&ask.with(header::ACCEPT_LANGUAGE, "zh-CN").form(&fields));
    assert_eq!(wrong.code(), 422);
    for said in ["早于起始日期", "请填整数", "请从列表中选择"] {
        assert!(wrong.body.contains(said), "{said}: {}", wrong.body);
    }
    // Nobody else sees it, or stops it.
    for role in [Role::TownshipOfficer, Role::Auditor] {
        assert_eq!(served.page(role, &served.path(served.draft)).code(), 403);
    }
}
