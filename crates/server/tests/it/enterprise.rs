//! The registers of an enterprise, by page and by program: what is entered, objected and answered, and that another
//! enterprise comes upon none of it.

use axum::http::header;
use enterprise::credit_record::{self, CreditRecordId};
use enterprise::standardisation::{self, StandardisationId};
use enterprise::training::{self, TrainingId};
use kernel::Role;
use ledger::testing::TestDb;
use serde_json::{Value, json};

use crate::ask::{Answer, Ask, Site};
use crate::bodies::Form;
use crate::world::{Place, Seed, Spot, World};

/// One of each register, of the body of the place.
#[derive(Debug, Clone, Copy, serde::Serialize, serde::Deserialize)]
pub struct Registers {
    /// It stands, and its renewal is owed.
    pub standardisation: StandardisationId,
    /// It counts, and nobody objected.
    pub credit: CreditRecordId,
    /// An objection waits for its answer.
    pub objected: CreditRecordId,
    pub training: TrainingId,
}

const REASON: &str = "重大隐患逾期未整改，经催办仍未落实";

fn grade(trade: &str, announced_on: String, valid_to: String) -> standardisation::Announce {
    standardisation::Announce {
        sector: trade.into(),
        grade: "third".into(),
        certificate: "望AQB〔2023〕0007".into(),
        assessor: "某安全技术服务有限公司".into(),
        announced_on,
        valid_to,
    }
}

fn entry(from: String) -> credit_record::Enter {
    credit_record::Enter {
        sort: "bad".into(),
        reason: REASON.into(),
        basis: "望安委〔2026〕5 号第八条".into(),
        source: "2026-000417".into(),
        from,
        to: "2090-12-31".into(),
    }
}

fn session(held_on: String) -> training::Hold {
    training::Hold {
        sort: "yearly".into(),
        initial: "no".into(),
        topic: "有限空间作业安全".into(),
        held_on,
        hours: "4.5".into(),
        people: "30".into(),
        passed: "29".into(),
        trainer: "本单位安全部".into(),
        note: String::new(),
    }
}

pub fn registers(t: &TestDb, seed: &Seed) -> Registers {
    let (organisation, trade) = (seed.organisation, seed.sector.word());
    let made = t.db.write_blocking("registers", &t.rule(), move |tx, ctx| {
        let today = ctx.now.day();
        let cmd = grade(trade, today.plus_days(-1_000).to_string(), today.plus_days(60).to_string());
        let standardisation = standardisation::announce(tx, ctx, organisation, &cmd)?;
        let credit = credit_record::enter(tx, ctx, organisation, &entry(today.to_string()))?;
        let objected = credit_record::enter(tx, ctx, organisation, &entry(today.to_string()))?;
        credit_record::object(tx, ctx, objected, "已按期整改，附复查意见书")?;
        let training = training::hold(tx, ctx, organisation, &session(today.to_string()))?;
        Ok((standardisation, (credit, objected), training))
    });
    let (standardisation, (credit, objected), training) = made.unwrap();
    Registers { standardisation, credit, objected, training }
}

/// The same as texts of a form and as a body.
pub fn fields(value: Value) -> Form {
    let Value::Object(all) = value else { unreachable!("a command is an object") };
    let text = |it: Value| it.as_str().map_or_else(|| it.to_string(), str::to_owned);
    all.into_iter().map(|(name, it)| (&*name.leak(), text(it))).collect()
}

pub fn form(world: &World, path: &str, it: &Spot) -> Option<Form> {
    let body = json(world, path, it)?;
    let renamed = |from: &str, to: &str| {
        let mut body = body.clone();
        let text = body.as_object_mut().and_then(|it| it.remove(from)).unwrap_or_default();
        body[to] = text;
        fields(body)
    };
    Some(match path {
        "/credit-records/{id}/objection" => renamed("reason", "objection"),
        "/trainings/{id}/correction" => {
            let mut form = fields(body["training"].clone());
            form.push(("reason", "学时填错".into()));
            form
        }
        _ => fields(body),
    })
}

pub fn json(world: &World, path: &str, it: &Spot) -> Option<Value> {
    let today = world.now().day().to_string();
    Some(match path {
        "/enterprises/{id}/standardisations" => {
            json!({ "sector": it.sector, "grade": "second", "certificate": "望AQB〔2026〕0008",
                    "assessor": "某安全技术服务有限公司", "announced_on": today, "valid_to": "2030-12-31" })
        }
        "/standardisations/{id}/revocation" => json!({ "on": today, "reason": "发生生产安全事故" }),
        "/enterprises/{id}/credit-records" => {
            json!({ "sort": "good", "reason": "连续三年未发生生产安全事故", "basis": "望安委〔2026〕6 号", "from": today })
        }
        "/credit-records/{id}/repair" => json!({ "reason": "已整改并经复查" }),
        "/credit-records/{id}/objection" => json!({ "reason": "已按期整改，附复查意见书" }),
        "/credit-records/{id}/answer" => json!({ "outcome": "withdrawn", "answer": "情况属实，予以撤销" }),
        "/enterprises/{id}/trainings" => {
            json!({ "sort": "principal", "initial": "yes", "topic": "安全生产法律法规", "held_on": today, "hours": "8",
                    "people": "2", "passed": "2" })
        }
        "/trainings/{id}/correction" => {
            json!({ "reason": "学时填错", "training": { "sort": "yearly", "topic": "有限空间作业安全", "held_on": today,
                    "hours": "8", "people": "30", "passed": "30" } })
        }
        "/trainings/{id}/withdrawal" => json!({ "reason": "重复登记" }),
        _ => return None,
    })
}

fn page(site: &Site, who: &str, path: &str) -> Answer {
    site.ask(&Ask::get(path).by(who).with(header::ACCEPT_LANGUAGE, "zh-CN"))
}

#[test]
fn an_enterprise_sees_its_own_and_another_answers_404() {
    let world = World::new();
    let site = world.site();
    let plant = world.cookie(Role::EnterpriseUser);
    let (own, other) = (world.spot(Place::Own), world.spot(Place::Sibling));
    let mine = page(&site, &plant, "/enterprise");
    assert!(
        mine.code() == 200 && mine.body.contains(own.names.organisation) && mine.body.contains(REASON),
        "{}",
        mine.body
    );
    assert_eq!(page(&site, &plant, "/enterprises").code(), 403);
    let paths = |it: &Spot| {
        let r = it.registers;
        [
            format!("/enterprises/{}", it.organisation),
            format!("/enterprises/{}/trainings", it.organisation),
            format!("/standardisations/{}", r.standardisation),
            format!("/credit-records/{}", r.credit),
            format!("/credit-records/{}/objection", r.objected),
            format!("/trainings/{}", r.training),
            format!("/trainings/{}/correction", r.training),
        ]
    };
    for (seen, hidden) in paths(own).iter().zip(&paths(other)) {
        let (seen_by, hidden_by) = (page(&site, &plant, seen), page(&site, &plant, hidden));
        assert_eq!((seen_by.code(), hidden_by.code()), (200, 404), "{seen}");
        assert!(!hidden_by.body.contains(other.names.organisation), "{hidden}");
    }
    // Asked for by the other's id, a list of one's own is empty.
    for list in ["/standardisations?state=all", "/credit-records?state=all", "/trainings?state="] {
        let answer = page(&site, &plant, &format!("{list}&organisation={}", other.organisation));
        let rows = answer.body.matches("<tr class").count() + answer.body.matches("<tr>").count();
        assert!(answer.code() == 200 && rows == 0, "{list}: {}", answer.body);
    }
    let before = world.count("fact");
    let acts = [
        (format!("/enterprises/{}/trainings", other.organisation), "/enterprises/{id}/trainings"),
        (format!("/credit-records/{}/objection", other.registers.credit), "/credit-records/{id}/objection"),
        (format!("/trainings/{}/withdrawal", other.registers.training), "/trainings/{id}/withdrawal"),
        (format!("/trainings/{}/correction", other.registers.training), "/trainings/{id}/correction"),
    ];
    for (path, body) in acts {
        let told = site.json(&format!("/api/v1{path}"), &plant, &json(&world, body, other).unwrap());
        assert_eq!(told.code(), 404, "{path} {}", told.body);
    }
    assert_eq!(world.count("fact"), before);
}

#[test]
fn an_objection_goes_from_the_enterprise_to_the_office_and_back() {
    let world = World::new();
    let site = world.site();
    let (plant, clerk) = (world.cookie(Role::EnterpriseUser), world.cookie(Role::DistrictClerk));
    let spot = world.spot(Place::Own);
    let one = format!("/credit-records/{}", spot.registers.credit);
    assert!(page(&site, &plant, &one).body.contains(&format!("action=\"{one}/objection\"")));
    assert!(!page(&site, &plant, &one).body.contains("/repair\""), "the enterprise repairs nothing");
    assert_eq!(site.form(&format!("{one}/objection"), &plant, &[("objection", " ")]).code(), 422);
    let sent = site.form(&format!("{one}/objection"), &plant, &[("objection", "已按期整改，附复查意见书")]);
    assert_eq!((sent.code(), sent.location()), (303, one.as_str()), "{}", sent.body);
    let desk = page(&site, &clerk, "/obligations?duty=credit.objection");
    assert!(desk.body.contains(&format!("href=\"{one}\"")), "{}", desk.body);
    let unsaid = site.form(&format!("{one}/answer"), &clerk, &[("answer", "情况属实")]);
    assert_eq!(unsaid.code(), 422, "which of the two buttons");
    let fields = [("answer", "情况属实，予以撤销"), ("outcome", "withdrawn")];
    assert_eq!(site.form(&format!("{one}/answer"), &clerk, &fields).code(), 303);
    let told = page(&site, &plant, &one);
    assert!(told.body.contains("情况属实，予以撤销") && told.body.contains("已撤销"), "{}", told.body);
    let file = site.get("/api/v1/enterprise", &plant).value();
    assert_eq!(file["credit_records"].as_array().unwrap().len(), 1, "what was withdrawn counts no more: {file}");
}

#[test]
fn a_grade_is_renewed_and_its_duty_done() {
    let world = World::new();
    let site = world.site();
    let (plant, clerk) = (world.cookie(Role::EnterpriseUser), world.cookie(Role::DistrictClerk));
    let spot = world.spot(Place::Own);
    let owed = || page(&site, &plant, "/obligations?duty=standardisation.renew");
    assert!(owed().body.contains(&format!("/standardisations/{}", spot.registers.standardisation)), "{}", owed().body);
    let path = format!("/enterprises/{}/standardisations", spot.organisation);
    let form = page(&site, &clerk, &path);
    assert!(form.code() == 200 && form.body.contains("1,095 天"), "{}", form.body);
    let body = form_fields(&world, spot);
    let fields: Vec<(&str, &str)> = body.iter().map(|(name, value)| (*name, value.as_str())).collect();
    let done = site.form(&path, &clerk, &fields);
    assert_eq!(done.code(), 303, "{}", done.body);
    assert!(!owed().body.contains("/standardisations/"), "{}", owed().body);
    let old = page(&site, &plant, &format!("/standardisations/{}", spot.registers.standardisation));
    assert!(old.body.contains("已换证") && old.body.contains(done.location()), "{}", old.body);
    assert_eq!(site.form(&path, &plant, &fields).code(), 403);
}

fn form_fields(world: &World, spot: &Spot) -> Form {
    form(world, "/enterprises/{id}/standardisations", spot).unwrap()
}

/// The timer of the server opens the renewal when its day comes.
#[test]
fn the_day_comes_by_itself() {
    let world = World::new();
    let other = world.spot(Place::Sibling).organisation;
    let id = world.write(move |tx, ctx| {
        let today = ctx.now.day();
        let cmd = grade("fire", today.to_string(), today.plus_days(120).to_string());
        standardisation::announce(tx, ctx, other, &cmd)
    });
    let owed = || {
        let about = obligation::Ref::new("standardisation", id);
        world.t.db.read_blocking(|r| obligation::query::of(r, &world.t.rule(), &about)).unwrap().len()
    };
    assert_eq!(owed(), 0);
    world.t.clock.advance(kernel::Span::days(31));
    server::timers::run_due(&world.t.db, &world.t.clock, ledger::testing::district()).unwrap();
    assert_eq!(owed(), 1);
    world.t.assert_replay_agrees();
}
