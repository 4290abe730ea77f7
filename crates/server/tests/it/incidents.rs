//! Incidents, by page and by program: a call, its clocks, its report, and what a late one leads to.

use axum::http::header;
use incident::{Add, Draft, IncidentId, Register};
use kernel::{Role, Span};
use ledger::Clock as _;
use ledger::testing::TestDb;
use serde_json::{Value, json};

use crate::ask::{Ask, Site};
use crate::bodies::Form;
use crate::enterprise::fields;
use crate::world::{Place, Seed, Spot, World};

fn call(seed: &Seed, happened_at: String) -> Value {
    json!({
        "particulars": {
            "category": "production_safety", "sector": seed.sector, "division": seed.division,
            "place": "检修平台", "unit": seed.names.organisation, "happened_at": happened_at,
            "summary": format!("检修作业时一人坠落，{}", seed.names.hazard),
        },
        "source": "unit", "dead": "0", "severely_injured": "1",
    })
}

/// One that happened in the place: a person severely injured, a draft that waits for its signature.
pub fn incident(t: &TestDb, seed: &Seed) -> IncidentId {
    let happened_at = (t.clock.now() - Span::minutes(30)).to_minute();
    let cmd: Register = serde_json::from_value(call(seed, happened_at)).unwrap();
    let made = t.db.write_blocking("incident", &t.rule(), move |tx, ctx| {
        let id = incident::register(tx, ctx, &cmd)?;
        let draft = Draft {
            situation: "检修作业时一人坠落，已送医".into(),
            response: "停止作业，保护现场".into(),
            ..Draft::default()
        };
        incident::draft(tx, ctx, id, &draft)?;
        Ok(id)
    });
    made.unwrap()
}

/// The form has the particulars beside what the caller said.
pub fn form(world: &World, path: &str, it: &Spot) -> Option<Form> {
    let mut body = match path {
        "/incidents/new" => json(world, "/incidents", it)?,
        path => json(world, path, it)?,
    };
    if let Some(Value::Object(particulars)) = body.as_object_mut().and_then(|all| all.remove("particulars")) {
        body.as_object_mut()?.extend(particulars);
    }
    Some(fields(body))
}

/// Of the draft that waits.
fn drafted_at(world: &World, it: &Spot) -> kernel::Instant {
    let sql = "SELECT drafted_at FROM incident_edition WHERE incident = $1 ORDER BY edition DESC LIMIT 1";
    world.t.db.read_blocking(|r| r.value(sql, ledger::params![it.incident])).unwrap()
}

pub fn json(world: &World, path: &str, it: &Spot) -> Option<Value> {
    let (now, today) = (world.now().to_minute(), world.now().day().to_string());
    let particulars = json!({
        "category": "production_safety", "sector": it.sector, "division": it.division, "place": "检修平台",
        "unit": it.names.organisation, "happened_at": now, "summary": "检修作业时一人坠落",
    });
    Some(match path {
        "/incidents" => json!({ "particulars": particulars, "source": "unit", "dead": "1" }),
        "/incidents/{id}/correction" => json!({ "particulars": particulars, "reason": "地点写错" }),
        "/incidents/{id}/telling" => json!({ "recipient": "other", "to": "县总工会", "means": "telephone" }),
        "/incidents/{id}/casualties" => json!({ "condition": "injured", "people": "2", "on": today }),
        "/incidents/{id}/casualties/{no}" => json!({ "condition": "dead", "on": today }),
        "/incidents/{id}/casualties/{no}/strike" => json!({ "reason": "重复计入" }),
        "/incidents/{id}/measures" => json!({ "loss_10k_yuan": "12.5" }),
        "/incidents/{id}/draft" => json!({ "situation": "检修作业时一人坠落，已送医", "response": "停止作业" }),
        "/incidents/{id}/signature" => json!({ "drafted_at": drafted_at(world, it) }),
        "/incidents/{id}/fault" => {
            json!({ "fault": "concealed", "organisation": it.names.organisation, "found": "现场两名伤者未列入报告" })
        }
        "/incidents/{id}/written" => json!({ "at": now, "from": it.names.organisation }),
        "/incidents/{id}/dismissal" => json!({ "reason": "经核实为演练" }),
        _ => return None,
    })
}

fn page(site: &Site, who: &str, path: &str) -> crate::ask::Answer {
    site.ask(&Ask::get(path).by(who).with(header::ACCEPT_LANGUAGE, "zh-CN"))
}

#[test]
fn a_unit_that_told_too_late_is_weighed_by_the_office() {
    let world = World::new();
    let (site, spot) = (world.site(), world.spot(Place::Own));
    let duty = world.cookie(Role::DutyOfficer);
    let cases = world.count("accountability_case");
    let mut late = json(&world, "/incidents", spot).unwrap();
    late["particulars"]["happened_at"] = (world.now() - Span::minutes(100)).to_minute().into();
    late["told_phone"] = "13900000512".into();
    let made = site.json("/api/v1/incidents", &duty, &late);
    assert_eq!(made.code(), 201, "{}", made.body);
    assert_eq!(world.count("accountability_case"), cases + 1);

    let id = made.value()["id"].as_str().unwrap().to_owned();
    let shown = site.get(&format!("/api/v1/incidents/{id}"), &duty).value();
    assert_eq!(shown["faults"], json!(["late"]));
    assert_eq!(shown["clocks"].as_array().unwrap().len(), 4);
    let office = world.cookie(Role::Leader);
    let list = page(&site, &office, "/accountability?trigger=incident_late");
    assert!(list.body.contains(spot.names.organisation), "{}", list.body);
    let sql = "SELECT id FROM accountability_case WHERE cause = 'incident_late'";
    let case: hazard::accountability::CaseId = world.t.db.read_blocking(|r| r.value(sql, &[])).unwrap();
    let proof = page(&site, &office, &format!("/accountability/{case}"));
    for words in ["事故登记", "认定报送问题", &format!("/incidents/{id}")] {
        assert!(proof.body.contains(words), "{words} in {}", proof.body);
    }
    let plant = world.cookie(Role::EnterpriseUser);
    let (theirs, ours) =
        (page(&site, &plant, &format!("/incidents/{id}")), page(&site, &duty, &format!("/incidents/{id}")));
    assert!(theirs.code() == 200 && !theirs.body.contains("13900000512"), "the unit does not learn who called");
    assert!(ours.body.contains("13900000512"), "the desk does");
    let next = ours.body.split("下一步：").nth(1).unwrap_or_default();
    assert!(next.starts_with("20") && next.split('<').next().is_some_and(|it| it.contains(" 前报告")), "{next:.60}");
    let theirs = page(&site, &plant, &format!("/accountability/{case}"));
    assert!(
        theirs.code() == 200 && theirs.body.contains("认定报送问题"),
        "whoever is said to be at fault sees the proof"
    );
    assert!(!theirs.body.contains("13900000512"));
}

#[test]
fn the_report_goes_from_its_draft_to_a_word_file_under_one_signature() {
    let world = World::new();
    let (site, spot) = (world.site(), world.spot(Place::Own));
    let (duty, leader) = (world.cookie(Role::DutyOfficer), world.cookie(Role::Leader));
    let here = format!("/incidents/{}", spot.incident);
    let plant = world.cookie(Role::EnterpriseUser);
    for hidden in ["/editions/1", "/editions/1/file"] {
        let of = |who: &str| page(&site, who, &format!("{here}{hidden}")).code();
        assert_eq!((of(&plant), of(&duty)), (404, 200), "a draft is of those who draft and sign");
    }
    let theirs = page(&site, &plant, &here);
    assert!(theirs.body.contains("签发后在此显示数字") && !theirs.body.contains("检修作业时一人坠落，已送医"));
    let listed = site.get(&format!("/api/v1{here}"), &plant).value();
    assert_eq!((&listed["editions"], &listed["figures"], &listed["casualties"]), (&json!([]), &json!({}), &json!([])));
    let draft = format!("/api/v1{here}/draft");
    assert_eq!(site.json(&draft, &duty, &json(&world, "/incidents/{id}/draft", spot).unwrap()).code(), 200);
    // What was read before the new draft is not what would be signed.
    let stale = site.ask(&Ask::post(&format!("{here}/signature")).by(&leader).form(&[("drafted", "1")]));
    assert_eq!(stale.code(), 409, "{}", stale.body);
    let sign = format!("/api/v1{here}/signature");
    let read = site.get(&format!("/api/v1{here}"), &leader).value()["editions"][0]["drafted_at"].clone();
    let signing = json!({ "drafted_at": read });
    assert_eq!(site.json(&sign, &duty, &signing).code(), 403, "the desk does not sign");
    assert_eq!(site.json(&sign, &leader, &json!({ "drafted_at": "2020-01-01T00:00:00Z" })).code(), 409);
    assert!(site.json(&sign, &leader, &json!({})).code() >= 400, "nothing was read");
    let signed = site.json(&sign, &leader, &signing);
    assert_eq!(signed.value()["editions"][0]["figures"]["severely_injured"], 1);
    let read = page(&site, &duty, &format!("{here}/editions/1"));
    for words in ["首报", "重伤 1 人", "停止作业", "事故信息〔"] {
        assert!(read.body.contains(words), "{words} in {}", read.body);
    }
    let file = page(&site, &duty, &format!("{here}/editions/1/file"));
    assert_eq!(file.code(), 200);
    assert!(file.bytes.starts_with(b"PK"), "a Word file");
    assert_eq!(page(&site, &duty, &format!("{here}/editions/2")).code(), 404);
    let signed = page(&site, &plant, &format!("{here}/editions/1"));
    assert!(signed.code() == 200 && signed.body.contains("重伤 1 人"), "what is signed the unit reads, too");

    let add = Add { condition: "dead".into(), people: "3".into(), on: world.now().day().to_string(), ..Add::default() };
    let more = site.json(&format!("/api/v1{here}/casualties"), &duty, &serde_json::to_value(&add).unwrap());
    assert_eq!(more.value()["figures"]["grade"], "considerable");
    let again = site.json(&draft, &duty, &json(&world, "/incidents/{id}/draft", spot).unwrap());
    assert_eq!(again.code(), 422, "a grade that changed has its reason: {}", again.body);
}
