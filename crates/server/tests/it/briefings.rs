//! Briefings and talking points: drafted by one, issued by another, kept as they were, and explained when they change.

use briefing::edition::{Draft, Issue, IssuedBriefingId, draft, issue};
use briefing::issue::IssuedTableId;
use kernel::Role;
use ledger::testing::TestDb;
use serde_json::{Value, json};

use crate::ask::{Answer, Ask, Site};
use crate::bodies::Form;
use crate::world::World;

fn cmd(name: &str, from: &str, to: &str) -> Draft {
    Draft { name: name.into(), from: from.into(), to: to.into(), ..Draft::default() }
}

/// A table and talking points that were issued, and a briefing that waits; of a period before anything happened.
#[derive(Debug, Clone, Copy, serde::Serialize, serde::Deserialize)]
pub struct Kept {
    pub table: IssuedTableId,
    pub issued: IssuedBriefingId,
    pub draft: IssuedBriefingId,
}

pub fn begin(t: &TestDb) -> Kept {
    let write = |name: &'static str| {
        let cmd = cmd(name, "2025-01-01", "2025-12-31");
        t.db.write_blocking("briefing", &t.rule(), move |tx, ctx| draft(tx, ctx, None, &cmd)).unwrap()
    };
    let issued = write("talking_points");
    t.db.write_blocking("issue", &t.rule(), move |tx, ctx| issue(tx, ctx, issued, &Issue { draft: 1 })).unwrap();
    Kept { table: crate::tables::issued(t), issued, draft: write("situation") }
}

pub fn form(path: &str) -> Option<Form> {
    let text = |all: &[(&'static str, &str)]| all.iter().map(|(name, text)| (*name, (*text).to_owned())).collect();
    Some(match path {
        "/issued-briefings" => text(&[("name", "situation"), ("from", "2025-01-01"), ("to", "2025-06-30")]),
        "/issued-briefings/{id}/draft" => text(&[("problems", "个别乡镇报送不及时。")]),
        "/issued-briefings/{id}/issue" => text(&[("draft", "1")]),
        "/issued-briefings/{id}/discard" => text(&[("reason", "统计期选错")]),
        _ => return None,
    })
}

pub fn json(path: &str) -> Option<Value> {
    Some(match path {
        "/issued-briefings" => json!({ "name": "situation", "from": "2025-01-01", "to": "2025-06-30" }),
        "/issued-briefings/{id}/draft" => json!({ "problems": "个别乡镇报送不及时。" }),
        "/issued-briefings/{id}/issue" => json!({ "draft": 1 }),
        "/issued-briefings/{id}/discard" => json!({ "reason": "统计期选错" }),
        _ => return None,
    })
}

fn whole(world: &World) -> Site {
    Site::new(server::serve::router(&world.t.db, world.t.clock.clone()).unwrap())
}

fn post(site: &Site, who: &str, path: &str, fields: &[(&str, &str)]) -> Answer {
    site.ask(&Ask::post(path).by(who).form(fields))
}

/// Where an act led to.
fn led_to(it: &Answer) -> String {
    assert_eq!(it.code(), 303, "{}", it.body);
    it.location().to_owned()
}

#[test]
fn what_one_drafts_another_issues_and_the_next_edition_says_what_changed() {
    let world = World::new();
    let site = whole(&world);
    let (clerk, leader) = (world.cookie(Role::DistrictClerk), world.cookie(Role::Leader));
    world.t.clock.advance(kernel::Span::minutes(5));
    let to = world.now().day().to_string();
    let fields = [
        ("name", "situation"),
        ("from", "2020-01-01"),
        ("to", to.as_str()),
        ("office", "望澜县安全生产委员会办公室、望澜县减灾委员会办公室"),
        ("problems", "少数企业主体责任不落实。\n专项经费拨付不及时。"),
    ];
    let here = led_to(&post(&site, &clerk, "/issued-briefings", &fields));
    let twice = post(&site, &leader, "/issued-briefings", &fields);
    assert_eq!(twice.code(), 409, "one draft of a period at a time");
    let read = site.get(&here, &leader);
    for words in ["少数企业主体责任不落实。", "专项经费拨付不及时。", "待签发", "事故总体情况"]
    {
        assert!(read.body.contains(words), "{words} in {}", read.body);
    }
    let sign = format!("{here}/issue");
    assert_eq!(post(&site, &clerk, &sign, &[("draft", "1")]).code(), 403, "not by whoever drafted it");
    assert_eq!(post(&site, &leader, &sign, &[("draft", "2")]).code(), 409, "not what was not read");
    assert_eq!(post(&site, &leader, &sign, &[]).code(), 409, "nor what nobody read");
    led_to(&post(&site, &leader, &sign, &[("draft", "1")]));
    let first = site.get(&format!("/api/v1{here}"), &leader).value();
    assert_eq!((&first["edition"], &first["state"]), (&json!(1), &json!("issued")));
    let number = first["number"].as_str().unwrap();
    assert!(number.starts_with("安委办通报〔") && number.ends_with("〕1号"), "{number}");
    let page = site.get(&here, &leader).body;
    assert!(page.contains("as_of="), "a figure opens its list as of the moment of the text");
    assert!(site.get(&format!("{here}/print"), &leader).body.contains("<svg"), "with its code");
    let file = site.get(&format!("{here}/file"), &leader);
    assert!(file.code() == 200 && file.bytes.starts_with(b"PK"), "a Word file");
    let again = format!("{here}/draft");
    assert_eq!(post(&site, &clerk, &again, &[("problems", "改字")]).code(), 409, "issued is issued");

    // Nothing has changed: no second edition. Something has: it says why and what.
    let silent = post(&site, &clerk, "/issued-briefings", &fields);
    assert_eq!(silent.code(), 422, "again, without a reason");
    let mut more = fields.to_vec();
    more.push(("reason", "补报死亡一人"));
    let next = led_to(&post(&site, &clerk, "/issued-briefings", &more));
    let same = post(&site, &leader, &format!("{next}/issue"), &[("draft", "1")]);
    assert!(same.code() == 409 && same.body.contains("没有变化"), "{}", same.body);
    let incident = format!("/api/v1/incidents/{}/casualties", world.spots[0].incident);
    let died = json!({ "condition": "dead", "people": "1", "on": world.now().day().to_string() });
    let added = site.json(&incident, &world.cookie(Role::DutyOfficer), &died);
    assert_eq!(added.code(), 200, "{}", added.body);
    led_to(&post(&site, &leader, &format!("{next}/issue"), &[("draft", "1")]));
    let second = site.get(&next, &leader).body;
    for words in ["第2版", "与上一版相比", "补报死亡一人", "数字变化涉及的事故"] {
        assert!(second.contains(words), "{words} in {second}");
    }
    let kept = site.get(&format!("/api/v1{here}"), &leader).value();
    assert_eq!(kept["text"], first["text"], "the first edition stays as it was");
    world.t.assert_replay_agrees();
}

#[test]
fn talking_points_are_spoken_and_have_no_number() {
    let world = World::new();
    let site = whole(&world);
    let leader = world.cookie(Role::Leader);
    let listed = site.get("/api/v1/issued-briefings?name=talking_points", &leader).value();
    assert_eq!(listed["total"], json!(1));
    assert_eq!(listed["issued_briefings"][0]["number"], Value::Null);
    let live = site.get("/briefing?name=talking_points&from=2026-01-01&to=2026-03-31", &leader).body;
    for words in ["同志们", "2026年第一季度", "看清当前形势", "抓好下一步工作", "抓好落实"] {
        assert!(live.contains(words), "{words} in {live}");
    }
    let township = site.get("/issued-briefings", &world.cookie(Role::TownshipOfficer));
    assert_eq!(township.code(), 403);
}
