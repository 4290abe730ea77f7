//! Small catchments by page and by program; and the whole way from rain to a condition by the forecast, and back.

use axum::http::header;
use bytes::Bytes;
use gateway::{Door, Intake as _};
use kernel::{Identity as _, Instant, Role, Span};
use ledger::params;
use ledger::testing::TestDb;
use serde_json::{Value, json};
use server::monitor::{self, Forecaster, Monitor};
use signal::device;
use signal::rule::{self, SwitchOn};

use flood::catchment::{self, CatchmentId};
use flood::rainfall::{self, ExpectedRainId};

use crate::ask::{Answer, Ask, Site};
use crate::bodies::Form;
use crate::world::{Place, Seed, Spot, World};

/// A catchment of a place with its gauge's code, and rain that is expected.
#[derive(Debug, Clone, serde::Serialize, serde::Deserialize)]
pub struct Floods {
    pub catchment: CatchmentId,
    pub rain: ExpectedRainId,
    pub gauge: String,
}

impl Floods {
    pub fn at(&self, family: &str) -> String {
        match family {
            "catchments" => self.catchment.to_text(),
            _ => self.rain.to_text(),
        }
    }
}

fn stream(code: &str, (owner, division): (&str, &str), gauge: &str) -> catchment::Describe {
    catchment::Describe {
        code: code.into(),
        name: "石门河小流域".into(),
        division: division.into(),
        area: "40".into(),
        owner: owner.into(),
        gauges: format!("{gauge} 1"),
        ready: "5".into(),
        immediate: "10".into(),
        basis: "山洪灾害调查评价成果".into(),
        villages: format!("{division} 20 30 110 -"),
        ..catchment::Describe::default()
    }
}

fn told() -> rainfall::Tell {
    rainfall::Tell { within_3h: "20".into(), source: "县气象台".into(), ..rainfall::Tell::default() }
}

pub fn floods(t: &TestDb, seed: &Seed) -> Floods {
    let (owner, division) = (seed.organisation.to_string(), seed.division.to_string());
    let (gauge, code) = (format!("{}-3", seed.login), format!("{}-4", seed.login));
    let rain_gauge = device::Describe {
        code: gauge.clone(),
        name: "上游雨量站".into(),
        sort: "rain_gauge".into(),
        metrics: vec!["rain".into()],
        division: division.clone(),
        owner: owner.clone(),
        interval: "300".into(),
        ..device::Describe::default()
    };
    let made = t.db.write_blocking("floods", &t.rule(), move |tx, ctx| {
        device::register(tx, ctx, &rain_gauge)?;
        let catchment = catchment::register(tx, ctx, &stream(&code, (&owner, &division), &rain_gauge.code))?;
        Ok((catchment, rainfall::tell(tx, ctx, &told())?))
    });
    let (catchment, rain) = made.unwrap();
    Floods { catchment, rain, gauge }
}

pub fn form(path: &str, it: &Spot) -> Option<Form> {
    let described = |code: &str| {
        vec![
            ("code", code.to_owned()),
            ("name", "石门河小流域".into()),
            ("division", it.division.to_string()),
            ("area", "40".into()),
            ("owner", it.names.organisation.into()),
            ("gauges", it.floods.gauge.clone()),
        ]
    };
    Some(match path {
        "/catchments" => described("XLY-1"),
        "/catchments/{id}/amendment" => described("XLY-2"),
        "/catchments/{id}/ending" | "/expected-rain/{id}/withdrawal" => vec![("reason", "不再使用".into())],
        "/expected-rain" => vec![("within_3h", "20".into()), ("source", "县气象台".into())],
        _ => return None,
    })
}

fn page(site: &Site, who: &str, path: &str) -> Answer {
    site.ask(&Ask::get(path).by(who).with(header::ACCEPT_LANGUAGE, "zh-CN"))
}

/// A program that takes readings in and forecasts, over a world with a rule by the forecast of the place's catchment.
struct Served {
    world: World,
    site: Site,
    monitor: Monitor,
    forecaster: Forecaster,
}

fn served() -> Served {
    let world = World::new();
    let id = world.spot(Place::Own).floods.catchment;
    world
        .t
        .db
        .write_blocking("rule", &world.t.rule(), move |tx, ctx| {
            let it = catchment::query::one(tx, ctx, id)?;
            let cmd = rule::Describe {
                title: "石门河转移预报".into(),
                basis: "山洪灾害调查评价成果".into(),
                metric: "flow_within_3h".into(),
                window: "0".into(),
                aggregate: "last".into(),
                direction: "above".into(),
                orange: "5".into(),
                red: "10".into(),
                clear: "10".into(),
                devices: it.said.code,
                ..rule::Describe::default()
            };
            let id = rule::draft(tx, ctx, &cmd)?;
            let on = SwitchOn { version: "1".into(), from: ctx.now.day().to_string(), reason: "汛期启用".into() };
            rule::switch_on(tx, ctx, id, &on)
        })
        .unwrap();
    let folder = world.t.folder().join("readings");
    let monitor =
        Monitor::start(world.t.db.clone(), world.t.clock.clone(), ledger::testing::district(), &folder).unwrap();
    let forecaster = Forecaster::of(world.t.db.clone(), monitor.clone());
    let router = server::serve::router(&world.t.db, world.t.clock.clone()).unwrap();
    let site = Site::new(monitor::within(forecaster.within(router), Some(&monitor)));
    Served { world, site, monitor, forecaster }
}

impl Served {
    /// So much rain each five minutes at the catchment's gauge, later than `from`, until `until`.
    fn rains(&self, from: Instant, until: Instant, mm: f64) {
        let code = &self.world.spot(Place::Own).floods.gauge;
        let times = (from.millis() / 300_000 + 1..).map(|n| n * 300_000).take_while(|at| *at <= until.millis());
        let lines: String =
            times.map(|at| format!("{{\"device\":\"{code}\",\"metric\":\"rain\",\"t\":{at},\"v\":{mm}}}\n")).collect();
        let receipt = pollster::block_on(self.monitor.take(Door::Http, Bytes::from(lines))).unwrap();
        assert_eq!(receipt.refused, 0, "{receipt:?}");
    }

    /// Colour of the condition by the rule, and whether it is over; none where there is none.
    fn condition(&self) -> Option<(String, bool)> {
        let sql = "SELECT c.colour, c.cleared_at IS NOT NULL FROM condition c JOIN catchment k ON k.device = c.device
                   WHERE c.sort = 'rule' AND k.id = $1";
        let id = self.world.spot(Place::Own).floods.catchment;
        self.world.t.db.read_blocking(|r| r.row(sql, params![id], |row| Ok((row.get(0)?, row.get(1)?)))).unwrap()
    }
}

#[test]
fn rain_becomes_a_forecast_a_forecast_a_condition_and_the_condition_is_over() {
    let mut it = served();
    let now = it.world.now();
    let officer = it.world.cookie(Role::DutyOfficer);
    let id = it.world.spot(Place::Own).floods.catchment;
    let address = format!("/catchments/{id}");
    assert!(page(&it.site, &officer, &address).body.contains("尚未计算预报"));
    // Nothing is known of the rain: no forecast, and never a zero.
    it.forecaster.turn(now).unwrap();
    let without = page(&it.site, &officer, &address);
    assert!(without.body.contains("雨量资料不足") && !without.body.contains("后达到"), "{}", without.body);
    let heard = |it: &Served| {
        let code = it.world.spot(Place::Own).floods.gauge.replace("-3", "-4");
        it.monitor.look(|intake| {
            let number = intake.engine().directory().number(&code, readings::Metric::FlowWithin3h);
            intake.engine().heard(number.unwrap())
        })
    };
    assert_eq!(heard(&it), None);

    // Dry days, and then a storm that has just begun to flow.
    it.rains(now + Span::hours(-60), now + Span::hours(-3), 0.0);
    it.rains(now + Span::hours(-3), now, 3.0);
    it.forecaster.turn(now + Span::seconds(61)).unwrap();
    assert!(heard(&it).is_some());
    crate::readings::until(|| it.condition().map(|it| it.0), Some("red".to_owned()));
    let shown = page(&it.site, &officer, &address);
    assert!(shown.body.contains("立即转移流量") && shown.body.contains("石门河转移预报"), "{}", shown.body);
    let list = page(&it.site, &officer, "/catchments");
    assert!(list.body.contains("达立即转移") && list.body.contains(&address), "{}", list.body);

    // The same for a program, whose clock of it is the same.
    let answer = it.site.ask(&Ask::get(&format!("/api/v1{address}/forecast")).by(&officer));
    let answer: Value = serde_json::from_str(&answer.body).unwrap();
    assert!(answer["flow_within_24h"].as_f64().unwrap() > 10.0 && answer["immediate_at"].is_string(), "{answer}");
    assert_eq!(answer["t"].as_array().unwrap().len(), answer["v"].as_array().unwrap().len());

    // Somebody acknowledges it; two dry days later it is over.
    let sql =
        "SELECT c.id FROM condition c JOIN catchment k ON k.device = c.device WHERE c.sort = 'rule' AND k.id = $1";
    let condition: signal::condition::ConditionId = it.world.t.db.read_blocking(|r| r.value(sql, params![id])).unwrap();
    let path = format!("/conditions/{condition}/acknowledgement");
    let ask = Ask::post(&path).by(&officer).form(&[("note", "已通知石门村做好转移准备")]);
    assert_eq!(it.site.ask(&ask).code(), 303);
    it.world.t.clock.advance(Span::hours(72));
    it.rains(now, now + Span::hours(72), 0.0);
    for minutes in [0, 10, 20] {
        it.forecaster.turn(now + Span::hours(72) + Span::minutes(minutes) + Span::seconds(-540)).unwrap();
    }
    crate::readings::until(|| it.condition(), Some(("red".to_owned(), true)));
    it.world.t.assert_replay_agrees();
}

#[test]
fn what_somebody_expects_is_in_the_forecast_and_a_withdrawal_takes_it_out() {
    let mut it = served();
    let now = it.world.now();
    let (officer, clerk) = (it.world.cookie(Role::DutyOfficer), it.world.cookie(Role::DistrictClerk));
    it.rains(now + Span::hours(-60), now, 0.2);
    it.forecaster.turn(now + Span::seconds(61)).unwrap();
    let Floods { catchment, rain, .. } = it.world.spot(Place::Own).floods.clone();
    let peak = |it: &Served| {
        let answer = it.site.ask(&Ask::get(&format!("/api/v1/catchments/{catchment}/forecast")).by(&officer));
        let answer: Value = serde_json::from_str(&answer.body).unwrap();
        answer["flow_within_24h"].as_f64().unwrap()
    };
    let tell = |it: &Served, mm: &str| {
        let body = json!({ "within_3h": mm, "source": "县气象台" });
        it.site.ask(&Ask::post("/api/v1/expected-rain").by(&clerk).json(&body))
    };
    let before = peak(&it);
    let told = tell(&it, "90");
    assert_eq!(told.code(), 201, "{}", told.body);
    let more = peak(&it);
    assert!(more > 3.0 * before, "{more} {before}");
    let shown = page(&it.site, &officer, &format!("/catchments/{catchment}"));
    assert!(shown.body.contains("3小时 90 mm") && shown.body.contains("县气象台"), "{}", shown.body);
    let made: Value = serde_json::from_str(&told.body).unwrap();
    for id in [made["id"].as_str().unwrap(), &rain.to_text()] {
        let path = format!("/expected-rain/{id}/withdrawal");
        let _ = it.site.ask(&Ask::post(&path).by(&clerk).form(&[("reason", "雨带南移")]));
    }
    let after = peak(&it);
    assert!(after < more, "{after} {more}");
}
