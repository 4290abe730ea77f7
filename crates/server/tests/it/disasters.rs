//! Disasters and loss sheets, by page and by program: registered, reported from a phone and from a table, summed, and hidden
//! from another township.

use axum::http::header;
use disaster::event::{self, DisasterId};
use disaster::place::Place as Reporting;
use disaster::sheet::{self, LossSheetId};
use disaster::victim::{self, VictimId};
use kernel::{Division, Role};
use ledger::testing::TestDb;
use registry::testing::Fixture;
use serde_json::{Value, json};

use crate::ask::{Answer, Ask, Site};
use crate::bodies::Form;
use crate::world::{Place, Seed, Spot, World};

/// Two disasters about which one village is asked.
#[derive(Debug, Clone, Copy, serde::Serialize, serde::Deserialize)]
pub struct Disasters {
    /// It goes on; the district has reported once, the place has sent a sheet.
    pub open: DisasterId,
    /// It is over, and the place has reported zero.
    pub ended: DisasterId,
    /// Of the one that goes on.
    pub sheet: LossSheetId,
    /// Missing in the one that goes on.
    pub victim: VictimId,
    pub place: Division,
}

pub fn flood(place: Division, from: String) -> event::Register {
    event::Register {
        kind: "flood".into(),
        sub_kind: "flash_flood".into(),
        title: "“6·18”暴雨山洪".into(),
        from,
        places: vec![place.to_string()],
        ..event::Register::default()
    }
}

fn says(people: &str) -> sheet::Send {
    let figures = [("affected", people), ("deaths", "0"), ("crops_affected_ha", "6.5")];
    sheet::Send {
        figures: figures.into_iter().map(|(name, n)| (name.to_owned(), n.to_owned())).collect(),
        ..sheet::Send::default()
    }
}

pub fn disasters(t: &TestDb, f: &Fixture, seed: &Seed) -> Disasters {
    // The county's own body lies in no township; its disaster is far from the first one.
    let place = f.villages[seed.township.unwrap_or(1)];
    let made = t.db.write_blocking("disasters", &t.rule(), move |tx, ctx| {
        let now = ctx.now.to_minute();
        let of = Reporting::of(place);
        let open = event::register(tx, ctx, &flood(place, now.clone()))?;
        let sheet = sheet::send(tx, ctx, open, &of, &says("120"))?;
        event::report(tx, ctx, open, &event::Report::default())?;
        let ended = event::register(tx, ctx, &flood(place, now.clone()))?;
        sheet::send(tx, ctx, ended, &of, &sheet::Send { zero: true, ..sheet::Send::default() })?;
        event::report(tx, ctx, ended, &event::Report::default())?;
        event::end(tx, ctx, ended, &event::End { to: now })?;
        let victim = victim::record(tx, ctx, open, &missing("李某某", place, &ctx.now.to_minute()))?;
        Ok((open, ended, sheet, victim))
    });
    let (open, ended, sheet, victim) = made.unwrap();
    Disasters { open, ended, sheet, victim, place }
}

fn missing(name: &str, place: Division, since: &str) -> victim::Person {
    victim::Person {
        name: name.into(),
        sex: "male".into(),
        age: "61".into(),
        division: place.to_string(),
        place: "三组河边公路".into(),
        cause: "drowned".into(),
        condition: "missing".into(),
        since: since.into(),
        note: "过河时被冲走".into(),
    }
}

fn table(place: Division, people: &str) -> String {
    format!("村\t受灾人口\t农作物受灾面积（亩）\n{place}\t{people}\t100\n")
}

pub fn form(world: &World, path: &str, it: &Spot) -> Option<Form> {
    let now = world.now().to_minute();
    let place = it.disasters.place;
    Some(match path {
        "/disasters" => vec![
            ("kind", "flood".into()),
            ("title", "“6·18”暴雨山洪".into()),
            ("from", now),
            ("places", world.f.township_divisions[0].to_string()),
        ],
        "/disasters/{id}/places" => vec![("places", world.f.township_divisions[0].to_string())],
        "/disasters/{id}/correction" => vec![
            ("kind", "flood".into()),
            ("title", "“6·17”暴雨山洪".into()),
            ("from", now),
            ("reason", "接报时间误作发生时间".into()),
        ],
        "/disasters/{id}/report" => vec![("note", "已核对".into())],
        "/disasters/{id}/ending" => vec![("to", now)],
        "/disasters/{id}/verification" => vec![("note", "经会商一致".into())],
        "/disasters/{id}/dismissal" => vec![("reason", "重复登记".into())],
        "/disasters/{id}/sheets/{division}" => vec![
            ("affected", "130".into()),
            ("deaths", "0".into()),
            ("crops_affected_ha", "6.5".into()),
            ("road_1", "村道 K2+300".into()),
            ("road_from_1", now),
        ],
        "/disasters/{id}/paste" => vec![("text", table(place, "130"))],
        "/loss-sheets/{id}/withdrawal" => vec![("reason", "误报为邻村".into())],
        "/disasters/{id}/victims" => person(&missing("陈某某", place, &now)),
        "/disaster-victims/{id}/correction" => {
            let mut fields = person(&missing("黎某某", place, &now));
            fields.push(("reason", "家属辨认后更正".into()));
            fields
        }
        "/disaster-victims/{id}/outcome" => vec![("condition", "found".into()), ("since", now)],
        "/disaster-victims/{id}/withdrawal" => vec![("reason", "与另一登记为同一人".into())],
        _ => return None,
    })
}

fn person(it: &victim::Person) -> Form {
    vec![
        ("name", it.name.clone()),
        ("sex", it.sex.clone()),
        ("age", it.age.clone()),
        ("division", it.division.clone()),
        ("place", it.place.clone()),
        ("cause", it.cause.clone()),
        ("condition", it.condition.clone()),
        ("since", it.since.clone()),
        ("note", it.note.clone()),
    ]
}

pub fn json(world: &World, path: &str, it: &Spot) -> Option<Value> {
    let now = world.now().to_minute();
    let place = it.disasters.place;
    Some(match path {
        "/disasters" => {
            json!({ "kind": "flood", "title": "“6·18”暴雨山洪", "from": now, "places": [world.f.township_divisions[0]] })
        }
        "/disasters/{id}/places" => json!({ "places": [world.f.township_divisions[0]] }),
        "/disasters/{id}/correction" => {
            json!({ "kind": "flood", "title": "“6·17”暴雨山洪", "from": now, "reason": "接报时间误作发生时间" })
        }
        "/disasters/{id}/report" => json!({ "note": "已核对" }),
        "/disasters/{id}/ending" => json!({ "to": now }),
        "/disasters/{id}/verification" => json!({ "note": "经会商一致" }),
        "/disasters/{id}/dismissal" => json!({ "reason": "重复登记" }),
        "/disasters/{id}/sheets/{division}" => {
            json!({ "sheet": { "figures": { "affected": "130", "deaths": "0", "crops_affected_ha": "6.5" },
                    "roads": [{ "road": "村道 K2+300", "from": now }] } })
        }
        "/disasters/{id}/paste" => json!({ "text": table(place, "130") }),
        "/loss-sheets/{id}/withdrawal" => json!({ "reason": "误报为邻村" }),
        "/disasters/{id}/victims" => json!(missing("陈某某", place, &now)),
        "/disaster-victims/{id}/correction" => {
            json!({ "person": missing("黎某某", place, &now), "reason": "家属辨认后更正" })
        }
        "/disaster-victims/{id}/outcome" => json!({ "condition": "found", "since": now }),
        "/disaster-victims/{id}/withdrawal" => json!({ "reason": "与另一登记为同一人" }),
        _ => return None,
    })
}

fn page(site: &Site, who: &str, path: &str) -> Answer {
    site.ask(&Ask::get(path).by(who).with(header::ACCEPT_LANGUAGE, "zh-CN"))
}

fn sent(site: &Site, who: &str, path: &str, fields: &[(&str, &str)]) -> Answer {
    site.ask(&Ask::post(path).by(who).with(header::ACCEPT_LANGUAGE, "zh-CN").form(fields))
}

/// Where an act leads to.
fn next(answer: &Answer) -> String {
    assert_eq!(answer.code(), 303, "{}", answer.body);
    answer.headers[header::LOCATION].to_str().unwrap().to_owned()
}

#[test]
fn a_flood_is_registered_reported_and_summed() {
    let world = World::new();
    let site = world.site();
    let (duty, officer) = (world.cookie(Role::DutyOfficer), world.cookie(Role::TownshipOfficer));
    let [east, west] = world.f.township_divisions.map(|it| it.to_string());
    let now = world.now().to_minute();
    let fields = [
        ("kind", "flood"),
        ("title", "龙潭沟山洪"),
        ("from", &*now),
        ("villages", "yes"),
        ("places", &*east),
        ("places", &*west),
    ];
    let disaster = next(&sent(&site, &duty, "/disasters", &fields));
    let shown = page(&site, &duty, &disaster);
    assert!(shown.body.contains("未报 2") && shown.body.contains("还没有灾情数据"), "{}", shown.body);

    let form = format!("{disaster}/sheets/{}", world.f.villages[0]);
    assert!(page(&site, &officer, &form).body.contains("无灾情（零报告）"));
    let wrong = sent(&site, &officer, &form, &[("affected", "12"), ("deaths", "13")]);
    assert!(wrong.code() == 422 && wrong.body.contains("大于所属的总数"), "{}", wrong.body);
    let sheet = next(&sent(&site, &officer, &form, &[("affected", "1234"), ("deaths", "0")]));
    assert!(page(&site, &officer, &sheet).body.contains("1,234"));
    let early = sent(&site, &officer, &form, &[("zero", "yes"), ("affected", "1234"), ("deaths", "0")]);
    assert!(early.code() == 422 && early.body.contains("比上次减少"), "{}", early.body);

    let paste = format!("{disaster}/paste");
    let table = format!("村\t受灾人口\t房子\n{}\t12.5\t1\n", world.f.villages[1]);
    let wrong = sent(&site, &duty, &paste, &[("text", &table)]);
    assert!(
        wrong.code() == 422 && wrong.body.contains("没有这个指标") && wrong.body.contains("请填整数"),
        "{}",
        wrong.body
    );
    let id = disaster.rsplit('/').next().unwrap();
    let grid = format!("/loss-sheets?disaster={id}");
    let before = page(&site, &duty, &grid);
    assert!(before.body.contains("td class=\"silent\"") && before.body.contains("未报"), "{}", before.body);
    assert!(before.body.contains(&format!("href=\"{sheet}\"")), "each number leads to its sheet");
    let table = format!("村\t受灾人口\n{}\t766\n合计\t766\n", world.f.villages[1]);
    assert_eq!(next(&sent(&site, &duty, &paste, &[("text", &table)])), grid);
    assert!(page(&site, &duty, &grid).body.contains("2,000"), "the district is the sum of its villages");
    let own = page(&site, &officer, &grid);
    assert!(own.body.contains("1,234") && !own.body.contains("766") && !own.body.contains("2,000"), "{}", own.body);

    let told = site.ask(&Ask::get(&format!("/api/v1{disaster}")).by(&duty));
    let told: Value = serde_json::from_str(&told.body).unwrap();
    assert_eq!((&told["figures"]["affected"], &told["silent"]), (&json!("2000"), &json!(0)));
    let told = site.ask(&Ask::get(&format!("/api/v1/loss-sheets?disaster={id}")).by(&officer));
    let told: Value = serde_json::from_str(&told.body).unwrap();
    assert_eq!(told["sheets"].as_array().map(Vec::len), Some(1));
}

#[test]
fn another_township_is_not_there() {
    let world = World::new();
    let site = world.site();
    let officer = world.cookie(Role::TownshipOfficer);
    let (own, other) = (world.spot(Place::Own).disasters, world.spot(Place::Sibling).disasters);
    let paths = |it: &Disasters| {
        [
            format!("/disasters/{}", it.open),
            format!("/loss-sheets?disaster={}", it.open),
            format!("/loss-sheets/{}", it.sheet),
            format!("/disasters/{}/sheets/{}", it.open, it.place),
            format!("/disasters/{}/paste", it.open),
        ]
    };
    for (seen, hidden) in paths(&own).iter().zip(&paths(&other)) {
        let codes = (page(&site, &officer, seen).code(), page(&site, &officer, hidden).code());
        assert_eq!(codes, (200, 404), "{seen}");
    }
    let foreign = format!("/disasters/{}/sheets/{}", own.open, other.place);
    assert_eq!(sent(&site, &officer, &foreign, &[("affected", "1")]).code(), 404);
    let plant = world.cookie(Role::EnterpriseUser);
    assert_eq!(page(&site, &plant, &format!("/disasters/{}", own.open)).code(), 403);
}

#[test]
fn names_are_recorded_by_page_and_stand_beside_the_figures() {
    let world = World::new();
    let site = world.site();
    let (officer, inspector) = (world.cookie(Role::TownshipOfficer), world.cookie(Role::Inspector));
    let it = world.spot(Place::Own).disasters;
    let (list, now) = (format!("/disaster-victims?disaster={}", it.open), world.now().to_minute());
    let disaster = page(&site, &officer, &format!("/disasters/{}", it.open)).body;
    assert!(disaster.contains("名单 1 人") && disaster.contains("灾情数字未报"), "{disaster}");
    assert!(disaster.contains("与灾情数字不一致"));

    let form = format!("/disasters/{}/victims", it.open);
    let fields = |it: &victim::Person| -> Vec<(&'static str, String)> { person(it) };
    let chen = fields(&missing("陈某某", it.place, &now));
    let asked = |fields: &[(&'static str, String)]| -> Vec<(&'static str, String)> { fields.to_vec() };
    let post = |path: &str, all: Vec<(&'static str, String)>| {
        let all: Vec<(&str, &str)> = all.iter().map(|(name, text)| (*name, text.as_str())).collect();
        sent(&site, &officer, path, &all)
    };
    let mut wrong = asked(&chen);
    wrong[2].1 = "很老".into();
    let again = post(&form, wrong);
    assert_eq!(again.code(), 422);
    assert!(again.body.contains("年龄填写周岁整数") && again.body.contains("陈某某"), "{}", again.body);
    let made = next(&post(&form, chen));
    assert!(made.starts_with("/disaster-victims/") && !made.contains('陈'), "{made}");
    let found = vec![("condition", "found".to_owned()), ("since", now), ("note", "在下游村民家中".to_owned())];
    assert_eq!(next(&post(&format!("{made}/outcome"), found)), made);
    let shown = page(&site, &officer, &made).body;
    assert!(
        shown.contains("已找到（生还）") && shown.contains("在下游村民家中") && !shown.contains("/outcome\""),
        "{shown}"
    );
    let listed = page(&site, &officer, &list).body;
    assert!(listed.contains("李某某") && listed.contains("陈某某") && listed.contains("export"), "{listed}");
    let only = page(&site, &officer, &format!("{list}&condition=found")).body;
    assert!(only.contains("陈某某") && !only.contains("李某某"), "{only}");

    // Who sees disasters does not see names by that.
    assert_eq!(page(&site, &inspector, &list).code(), 403);
    let theirs = page(&site, &inspector, &format!("/disasters/{}", it.open)).body;
    assert!(!theirs.contains("灾情数字") && !theirs.contains("disaster-victims"), "{theirs}");
    let other = world.spot(Place::Sibling).disasters.victim;
    assert_eq!(page(&site, &officer, &format!("/disaster-victims/{other}")).code(), 404);
    let program = site.get("/api/v1/disaster-victims", &officer).value();
    assert_eq!(program["total"], 2, "{program}");
}
