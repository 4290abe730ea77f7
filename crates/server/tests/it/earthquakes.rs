//! Earthquakes by page and by program: a feeder's report is taken once, the desk checks the damage, a catalogue comes in, and the
//! seasonal view counts what is on record.

use axum::http::header;
use earthquake::EarthquakeId;
use earthquake::event::{Tell, take};
use earthquake::setting::{self, SetSetting};
use kernel::{Error, Instant, Role, Span};
use ledger::testing::TestDb;
use serde_json::{Value, json};

use crate::ask::{Answer, Ask, Site};
use crate::bodies::Form;
use crate::world::World;

fn told(source: &str, number: &str, at: Instant, magnitude: &str) -> Tell {
    Tell {
        source: source.into(),
        source_id: number.into(),
        time: at.to_string(),
        longitude: "100.05".into(),
        latitude: "24.05".into(),
        depth_km: "10".into(),
        magnitude: magnitude.into(),
        magnitude_kind: "M".into(),
        ..Tell::default()
    }
}

fn decided(now: Instant) -> SetSetting {
    SetSetting {
        from: now.day().to_string(),
        longitude: "100.05".into(),
        latitude: "24.05".into(),
        keep_km: "300".into(),
        intensity: "5".into(),
        preferred: "CENC".into(),
        basis: "望抗震指〔2026〕1号".into(),
        ..SetSetting::default()
    }
}

/// Felt at the county seat; told by two networks, of which the later one counts; its check is owed.
pub fn earthquake(t: &TestDb) -> EarthquakeId {
    let made = t.db.write_blocking("earthquakes", &t.rule(), |tx, ctx| {
        setting::set(tx, ctx, &decided(ctx.now))?;
        let at = ctx.now - Span::minutes(20);
        let id = take(tx, ctx, &told("us", "us1", at, "5.2"))?.id();
        take(tx, ctx, &told("CENC", "CD1", at + Span::seconds(3), "5.1"))?;
        id.ok_or(Error::NotFound("EarthquakeId"))
    });
    made.unwrap()
}

pub fn form(world: &World, path: &str) -> Option<Form> {
    Some(match path {
        "/earthquakes" => vec![
            ("time", (world.now() - Span::minutes(2)).to_string()),
            ("magnitude", "3.1".into()),
            ("longitude", "100.2".into()),
            ("latitude", "24.1".into()),
            ("source", "CENC".into()),
        ],
        "/earthquakes/{id}/withdrawal" | "/earthquakes/{id}/reports/{no}/parting" => vec![("reason", "误报".into())],
        "/earthquakes/{id}/direction" => vec![("azimuth", "135".into()), ("source", "现场调查".into())],
        "/earthquakes/{id}/damage-check" => vec![("answer", "无人员伤亡".into())],
        "/earthquake-settings" => vec![
            ("from", world.now().day().to_string()),
            ("basis", "望抗震指〔2026〕2号".into()),
            ("keep_km", "200".into()),
            ("intensity", "6".into()),
        ],
        _ => return None,
    })
}

fn page(site: &Site, who: &str, path: &str) -> Answer {
    site.ask(&Ask::get(path).by(who).with(header::ACCEPT_LANGUAGE, "zh-CN"))
}

#[test]
fn the_desk_checks_the_damage() {
    let world = World::new();
    let site = world.site();
    let officer = world.cookie(Role::DutyOfficer);
    let list = page(&site, &officer, "/earthquakes?state=owed");
    assert!(list.body.contains("待核查") && list.body.contains(&world.earthquake.to_string()), "{}", list.body);
    let path = format!("/earthquakes/{}", world.earthquake);
    let before = page(&site, &officer, &path);
    assert!(
        before.body.contains("M 5.1") && before.body.contains("us1") && before.body.contains("填报核查结果"),
        "{}",
        before.body
    );
    let answer = [("answer", "各乡镇已报，无人员伤亡")];
    let done = site.ask(&Ask::post(&format!("{path}/damage-check")).by(&officer).form(&answer));
    assert_eq!(done.code(), 303, "{}", done.body);
    let after = page(&site, &officer, &path);
    assert!(after.body.contains("各乡镇已报") && !after.body.contains("填报核查结果"), "{}", after.body);
}

#[test]
fn a_feeder_tells_twice_and_a_township_only_reads() {
    let world = World::new();
    let site = world.site();
    let (officer, town) = (world.cookie(Role::DutyOfficer), world.cookie(Role::TownshipOfficer));
    let body = json!({
        "source": "YN", "source_id": "yn77", "time": world.now().to_string(), "longitude": "100.3", "latitude": "24.2",
        "magnitude": "3.4", "magnitude_kind": "ML",
    });
    let tell = |who: &str| site.ask(&Ask::post("/api/v1/earthquakes").by(who).json(&body));
    let first = tell(&officer);
    assert_eq!((first.code(), first.body.contains("\"recorded\"")), (201, true), "{}", first.body);
    let second = tell(&officer);
    assert!(second.body.contains("recorded") || second.body.contains("known"), "{}", second.body);
    assert_eq!(tell(&town).code(), 403);
    let listed = site.ask(&Ask::get("/api/v1/earthquakes?least=3.0").by(&town));
    assert!(listed.body.contains("yn77") && listed.body.contains("\"total\":2"), "{}", listed.body);
}

#[test]
fn statistics_and_seasons_count_what_is_on_record() {
    let world = World::new();
    let site = world.site();
    let leader = world.cookie(Role::Leader);
    let figures = page(&site, &leader, "/statistics/earthquakes?within=everywhere");
    assert!(
        figures.body.contains("已有0天未发生M≥5.0地震") && figures.body.contains("未发生M≥6.0地震"),
        "{}",
        figures.body
    );
    let season = page(&site, &leader, "/season");
    assert!(season.body.contains("历年情况") && season.body.contains("事故"), "{}", season.body);
    let api = site.ask(&Ask::get("/api/v1/season?source=disasters").by(&leader));
    let answer: Value = serde_json::from_str(&api.body).unwrap();
    let total = answer["parts"][0]["total"].as_u64().unwrap();
    assert!(total > 0, "{}", api.body);
    let records = page(&site, &leader, "/season/records?source=disasters");
    assert!(
        records.body.contains(&format!("共{total}")) || records.body.contains(&total.to_string()),
        "{}",
        records.body
    );
}
