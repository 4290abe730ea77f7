//! Devices, tokens, rules of monitoring and conditions by page and by program: seen as far as one reaches, told once, switched
//! by a second person, acknowledged.

use axum::http::header;
use kernel::{Ctx, Error, Identity as _, Instant, Role};
use ledger::Tx;
use ledger::testing::TestDb;
use serde_json::{Value, json};
use signal::Colour;
use signal::condition::{self, Change, ConditionId, Place as Where, Reading, Recorded, Sort};
use signal::device::token::{self, DeviceTokenId, Digest, Issue};
use signal::device::{self, Describe, DeviceId};
use signal::rule::{self, SignalRuleId, SwitchOn};

use crate::ask::{Answer, Ask, Site};
use crate::bodies::Form;
use crate::world::{Place, Seed, Spot, World};

/// Devices of a place with a token, a rule of each state, and a condition that nobody acknowledged.
#[derive(Debug, Clone, Copy, serde::Serialize, serde::Deserialize)]
pub struct Signals {
    pub device: DeviceId,
    pub suspended: DeviceId,
    pub token: DeviceTokenId,
    pub condition: ConditionId,
    pub draft: SignalRuleId,
    pub on: SignalRuleId,
}

impl Signals {
    /// The one at the step that the path's act needs.
    pub fn at(&self, family: &str, path: &str) -> String {
        let step = path.rsplit('/').next().unwrap_or_default();
        match (family, step) {
            ("devices", "resumption") => self.suspended.to_text(),
            ("devices", _) => self.device.to_text(),
            ("device-tokens", _) => self.token.to_text(),
            ("conditions", _) => self.condition.to_text(),
            (_, "draft" | "switching-on" | "discarding") => self.draft.to_text(),
            _ => self.on.to_text(),
        }
    }
}

fn gauge(code: &str, owner: String, division: String) -> Describe {
    Describe {
        code: code.into(),
        name: "河道水位站".into(),
        sort: "river_level".into(),
        metrics: vec!["level".into(), "battery".into()],
        limits: "level 80 120 0.5".into(),
        division,
        longitude: "102.7043".into(),
        latitude: "25.0401".into(),
        owner,
        interval: "300".into(),
        ..Describe::default()
    }
}

fn high() -> rule::Describe {
    rule::Describe {
        title: "桥前水深过警戒线".into(),
        basis: "县防汛应急预案".into(),
        metric: "level".into(),
        window: "0".into(),
        aggregate: "last".into(),
        direction: "above".into(),
        yellow: "95".into(),
        red: "97.5".into(),
        ..rule::Describe::default()
    }
}

fn switched_on(tx: &mut Tx<'_>, ctx: &Ctx) -> Result<SignalRuleId, Error> {
    let id = rule::draft(tx, ctx, &high())?;
    let cmd = SwitchOn { version: "1".into(), from: ctx.now.day().to_string(), reason: "汛期启用".into() };
    rule::switch_on(tx, ctx, id, &cmd)?;
    Ok(id)
}

/// In force, of what no device measures.
pub fn idle_rule(tx: &mut Tx<'_>, ctx: &Ctx) -> Result<SignalRuleId, Error> {
    let id = rule::draft(tx, ctx, &rule::Describe { metric: "gas".into(), ..high() })?;
    let cmd = SwitchOn { version: "1".into(), from: ctx.now.day().to_string(), reason: "启用".into() };
    rule::switch_on(tx, ctx, id, &cmd)?;
    Ok(id)
}

/// A device that measures gas, of whoever keeps another one.
pub fn gas_device(tx: &mut Tx<'_>, ctx: &Ctx) -> Result<DeviceId, Error> {
    let sql = "SELECT owner, division FROM device ORDER BY code LIMIT 1";
    let (owner, division): (kernel::OrganisationId, kernel::Division) =
        tx.row(sql, &[], |row| Ok((row.get(0)?, row.get(1)?)))?.ok_or(Error::NotFound("DeviceId"))?;
    let it = Describe {
        metrics: vec!["gas".into()],
        limits: String::new(),
        sort: "gas".into(),
        ..gauge("gas-1", owner.to_string(), division.to_string())
    };
    device::register(tx, ctx, &it)
}

fn passed(device: DeviceId, rule: SignalRuleId, at: Instant) -> Change {
    let value = signal::Quantity::read("96.2").unwrap();
    Change {
        place: Where::Device(device),
        sort: Sort::Rule,
        rule: Some(rule),
        at,
        colour: Some(Colour::Yellow),
        reading: Some(Reading { metric: readings::Metric::Level, value, by: None }),
    }
}

pub fn signals(t: &TestDb, seed: &Seed) -> Signals {
    let (owner, division, login) = (seed.organisation.to_string(), seed.division.to_string(), seed.login);
    let subject = seed.subject;
    let made = t.db.write_blocking("signals", &t.rule(), move |tx, ctx| {
        let register = |tx: &mut Tx<'_>, n: u32| {
            let it = gauge(&format!("{login}-{n}"), owner.clone(), division.clone());
            device::register(tx, ctx, &Describe { subject: subject.to_text(), ..it })
        };
        let (device, suspended) = (register(tx, 1)?, register(tx, 2)?);
        device::suspend(tx, ctx, suspended, &device::Reason { reason: "检修".into() })?;
        let issue = Issue { device: device.to_text(), label: "遥测终端".into(), ..Issue::default() };
        let token = token::issue(tx, ctx, Digest::of(login), &issue)?.id;
        let (draft, on) = (rule::draft(tx, ctx, &high())?, switched_on(tx, ctx)?);
        match condition::record(tx, ctx, &passed(device, on, ctx.now))? {
            Recorded::Raised(condition) => Ok(Signals { device, suspended, token, condition, draft, on }),
            other => Err(Error::internal(format!("{other:?}"))),
        }
    });
    made.unwrap()
}

pub fn form(world: &World, path: &str, it: &Spot) -> Option<Form> {
    let today = world.now().day().to_string();
    let device = |code: &str| {
        vec![
            ("code", code.to_owned()),
            ("name", "河道水位站".into()),
            ("sort", "river_level".into()),
            ("metrics", "level".into()),
            ("division", it.division.to_string()),
            ("owner", it.names.organisation.into()),
            ("interval", "300".into()),
        ]
    };
    Some(match path {
        "/devices" => device("60912340"),
        "/devices/{id}/amendment" => device("60912341"),
        "/devices/{id}/suspension" | "/devices/{id}/resumption" | "/devices/{id}/retirement" => {
            vec![("reason", "检修".into())]
        }
        "/device-tokens" => vec![("device", it.signals.device.to_text()), ("label", "遥测终端".into())],
        "/readings-retention" => vec![
            ("months", "60".into()),
            ("from", world.now().day().plus_days(30).to_string()),
            ("reason", "磁盘容量".into()),
        ],
        "/device-tokens/{id}/revocation" => vec![("reason", "终端报废".into())],
        "/conditions/{id}/acknowledgement" => vec![("note", "已派人到站检查".into())],
        "/signal-rules" | "/signal-rules/{id}/draft" => vec![
            ("title", "河道水位".into()),
            ("basis", "县防汛应急预案".into()),
            ("metric", "level".into()),
            ("window", "0".into()),
            ("aggregate", "last".into()),
            ("direction", "above".into()),
            ("red", "98".into()),
        ],
        "/signal-rules/{id}/switching-on" => {
            vec![("version", "1".into()), ("from", today), ("reason", "汛期启用".into())]
        }
        "/signal-rules/{id}/switching-off" => vec![("to", today), ("reason", "误报较多".into())],
        "/signal-rules/{id}/backtest" => vec![("before", "12".into())],
        "/signal-rules/{id}/backtest/cancellation" => vec![],
        "/signal-rules/{id}/discarding" => vec![("reason", "重复".into())],
        // What is computed of floods and of forest fires is measured, too.
        _ => {
            let computed = crate::floods::form(path, it).or_else(|| crate::fires::form(world, path, it));
            return computed.or_else(|| crate::earthquakes::form(world, path));
        }
    })
}

/// The fields of the forms, but for the list of metrics.
pub fn json(world: &World, path: &str, it: &Spot) -> Option<Value> {
    if path.starts_with("/fire-spots") {
        return crate::fires::json(world, path, it);
    }
    let fields = form(world, path, it)?;
    let mut body = Value::Object(fields.into_iter().map(|(name, value)| (name.to_owned(), value.into())).collect());
    if body.get("metrics").is_some() {
        body["metrics"] = json!(["level"]);
    }
    Some(body)
}

fn page(site: &Site, who: &str, path: &str) -> Answer {
    site.ask(&Ask::get(path).by(who).with(header::ACCEPT_LANGUAGE, "zh-CN"))
}

fn sent(site: &Site, who: &str, path: &str, fields: &[(&str, &str)]) -> Answer {
    site.ask(&Ask::post(path).by(who).with(header::ACCEPT_LANGUAGE, "zh-CN").form(fields))
}

#[test]
fn the_desk_leads_to_what_is_active_and_it_is_acknowledged() {
    let world = World::new();
    let site = world.site();
    let officer = world.cookie(Role::DutyOfficer);
    let it = world.spot(Place::Own).signals;
    let desk = page(&site, &officer, "/");
    assert!(desk.body.contains("/conditions?state=active&amp;colour=yellow"), "{}", desk.body);
    let list = page(&site, &officer, "/conditions?state=active&colour=yellow");
    assert!(list.body.contains(&it.condition.to_text()) && list.body.contains("水位 96.2 m"), "{}", list.body);
    assert!(!page(&site, &officer, "/conditions?colour=red").body.contains(&it.condition.to_text()));
    let path = format!("/conditions/{}", it.condition);
    let before = page(&site, &officer, &path);
    assert!(before.body.contains("未确认") && before.body.contains("河道水位站"), "{}", before.body);
    let done = sent(&site, &officer, &format!("{path}/acknowledgement"), &[("note", "已派人到站检查")]);
    assert_eq!(done.code(), 303, "{}", done.body);
    let after = page(&site, &officer, &path);
    assert!(after.body.contains("已派人到站检查") && !after.body.contains("未确认"), "{}", after.body);
    // Seen, and still so.
    assert!(page(&site, &officer, "/conditions?state=active").body.contains(&it.condition.to_text()));
    assert!(!page(&site, &officer, "/conditions?state=unacknowledged").body.contains(&it.condition.to_text()));
}

#[test]
fn a_token_is_told_once() {
    let world = World::new();
    let site = world.site();
    let officer = world.cookie(Role::DutyOfficer);
    let device = world.spot(Place::Own).signals.device;
    let fields = [("device", &*device.to_text()), ("label", "新终端"), (page::REQUEST_KEY, "one-request")];
    let told = sent(&site, &officer, "/device-tokens", &fields);
    assert_eq!(told.code(), 200, "{}", told.body);
    assert_eq!(told.header(header::CACHE_CONTROL), "no-store");
    let token = told.body.split("anlan-device-").nth(1).and_then(|rest| rest.split('<').next()).unwrap();
    let token = format!("anlan-device-{token}");
    let opens = |token: &str| {
        let district = ledger::testing::district();
        world.t.db.read_blocking(|r| token::query::opens(r, district, token)).unwrap()
    };
    assert_eq!(opens(&token).and_then(|it| it.device), Some(device));
    // The same request again: the first answer, without the token, and no second one.
    let again = sent(&site, &officer, "/device-tokens", &fields);
    assert!(again.code() == 200 && !again.body.contains("anlan-device-"), "{}", again.body);
    assert!(again.body.contains("该令牌已经显示过"), "{}", again.body);
    let list = page(&site, &officer, "/device-tokens");
    assert!(list.body.contains("新终端") && !list.body.contains(&token));
    assert_eq!(list.body.matches("新终端").count(), 1);
}

#[test]
fn whoever_drafted_a_rule_has_no_button_to_switch_it_on() {
    let world = World::new();
    let site = world.site();
    let (clerk, leader) = (world.cookie(Role::DistrictClerk), world.cookie(Role::Leader));
    let fields = form(&world, "/signal-rules", world.spot(Place::Own)).unwrap();
    let fields: Vec<(&str, &str)> = fields.iter().map(|(name, value)| (*name, value.as_str())).collect();
    let made = sent(&site, &clerk, "/signal-rules", &fields);
    assert_eq!(made.code(), 303, "{}", made.body);
    let path = made.location().to_owned();
    let own = page(&site, &clerk, &path);
    assert!(own.body.contains("须由另一人启用") && !own.body.contains("/switching-on"), "{}", own.body);
    let today = world.now().day().to_string();
    let on = [("version", "1"), ("from", &*today), ("reason", "汛期启用")];
    assert_eq!(sent(&site, &clerk, &format!("{path}/switching-on"), &on).code(), 403);
    assert!(page(&site, &leader, &path).body.contains("/switching-on"));
    assert_eq!(sent(&site, &leader, &format!("{path}/switching-on"), &on).code(), 303);
    let list = page(&site, &clerk, "/signal-rules");
    assert!(list.body.contains(path.rsplit('/').next().unwrap()), "{}", list.body);
}

#[test]
fn a_list_of_devices_comes_in_and_an_auditor_reads() {
    use server::imports::Kind;
    let world = World::new();
    let site = world.site();
    let text = "站码,站名,站类,乡镇,管理单位,盯守人\n60912340,东门雨量站,雨量站,城关镇,县应急局,己六\n\
                60912341,无主站,雨量站,城关镇,无此单位,\n";
    let file = ("设备台账.csv", text.as_bytes());
    assert_eq!(crate::imports::became(&world, &site, Kind::Devices, file), (1, 0, 1));
    assert_eq!(crate::imports::became(&world, &site, Kind::Devices, file), (0, 1, 1), "the same file twice");
    let auditor = world.cookie(Role::Auditor);
    let list = page(&site, &auditor, "/devices?q=60912340");
    assert!(list.code() == 200 && list.body.contains("东门雨量站") && !list.body.contains("/devices/new"));
    world.t.assert_replay_agrees();
}
