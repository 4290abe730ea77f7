//! Cases of neglect between the office and the organisation concerned.

use hazard::accountability::{self, Candidate, Trigger};
use kernel::Role;
use obligation::Ref;
use serde_json::{Value, json};

use crate::ask::Site;
use crate::bodies::Form;
use crate::world::{Place, World};

/// What each act says, by its path.
fn said(today: &str, path: &str) -> Option<Vec<(&'static str, String)>> {
    let said: &[(&'static str, &str)] = match path {
        "/accountability/{id}/statement-request" => &[],
        "/accountability/{id}/statement" => &[("statement", "到货延误，已采取防范措施。")],
        "/accountability/{id}/setting-aside"
        | "/accountability/{id}/interview"
        | "/accountability/{id}/interview-revocation" => &[("reason", "已如期补办")],
        "/accountability/{id}/referral" => {
            &[("to", "县纪委监委"), ("document", "望安移〔2026〕1 号"), ("reason", "多次延期仍未整改")]
        }
        "/accountability/{id}/outcome-request" => &[("answer", "正在核查，尚未作出处理")],
        "/accountability/{id}/outcome" => &[
            ("outcome", "criticised"),
            ("on", today),
            ("body", "县纪委监委"),
            ("document", "望纪函〔2026〕6 号"),
            ("text", "对分管负责人批评教育"),
        ],
        "/commitments/{id}/report" => &[("done", "已更换并验收。")],
        "/commitments/{id}/extension" => &[("due", "2027-12-01"), ("reason", "设备到货延误")],
        "/commitments/{id}/withdrawal" => &[("reason", "已另案办理")],
        "/commitments/{id}/verification" => &[("result", "accepted"), ("note", "")],
        _ => return None,
    };
    Some(said.iter().map(|(name, value)| (*name, (*value).to_owned())).collect())
}

pub fn form(today: &str, path: &str) -> Option<Form> {
    said(today, path)
}

pub fn json(today: &str, path: &str) -> Option<Value> {
    let fields = said(today, path)?;
    Some(fields.into_iter().map(|(name, value)| (name.to_owned(), Value::from(value))).collect())
}

fn case(site: &Site, who: &str, path: &str) -> Value {
    let answer = site.get(&format!("/api/v1{path}"), who);
    assert_eq!(answer.code(), 200, "{path}: {}", answer.body);
    answer.value()
}

/// Opened by the rule now, about the hazard of the own place.
fn opened(world: &World) -> String {
    let spot = world.spot(Place::Own);
    let it = Candidate {
        trigger: Trigger::Recurring,
        about: Ref::new("hazard", spot.hazards.to_rectify),
        mark: 0,
        organisation: spot.organisation,
        division: spot.division,
        sector: Some(spot.sector),
        title: kernel::Personal::text("除尘管道再次积尘"),
        since: world.now(),
        source: "县履职办法 第二十二条第三项".into(),
    };
    let open = move |tx: &mut ledger::Tx<'_>, ctx: &kernel::Ctx| accountability::open(tx, ctx, &it);
    format!("/accountability/{}", world.t.db.write_blocking("case", &world.t.rule(), open).unwrap())
}

#[test]
fn the_organisation_answers_before_anybody_decides_and_the_interview_ends_the_case() {
    let world = World::new();
    let site = world.site();
    let (leader, clerk) = (world.cookie(Role::Leader), world.cookie(Role::DistrictClerk));
    let plant = world.cookie(Role::EnterpriseUser);
    let here = opened(&world);

    // The plant sees all of it from the first moment, in its list and on its page, and others see nothing.
    let theirs = case(&site, &plant, &here);
    assert_eq!(theirs["proof"], case(&site, &leader, &here)["proof"]);
    assert!(theirs["proof"].as_array().unwrap().len() > 2, "{theirs}");
    assert!(site.get("/accountability", &plant).body.contains("除尘管道再次积尘"));
    for other in [Role::DepartmentClerk, Role::TownshipOfficer] {
        assert_eq!(site.get(&here, &world.cookie(other)).code(), 404, "{other}");
    }
    let desk = site.get("/obligations?duty=accountability.statement", &plant);
    assert!(desk.body.contains(&here), "{}", desk.body);

    // The department lists what the plant owes, and learns nothing of the case there.
    let id = here.rsplit('/').next().and_then(kernel::Identity::parse).unwrap();
    let it = world.t.db.read_blocking(|r| accountability::query::load(r, &world.t.rule(), id)).unwrap();
    let duty = format!("/api/v1/obligations/{}", it.statement.unwrap());
    let list = format!("/obligations?organisation={}&duty=accountability.statement", it.organisation);
    for (who, code) in [(&plant, 200), (&leader, 200), (&clerk, 200), (&world.cookie(Role::DepartmentClerk), 404)] {
        assert_eq!(site.get(&duty, who).code(), code);
        assert_eq!(site.get(&list, who).body.contains(&here), code == 200);
    }

    let decide =
        |what: &str| site.json(&format!("/api/v1{here}/{what}"), &leader, &json!({ "reason": "约谈主要负责人" }));
    let early = decide("interview");
    assert_eq!(early.code(), 409, "{}", early.body);
    assert!(early.body.contains("time has not passed"), "{}", early.body);
    let said = json!({ "statement": "设备到货延误，已采取防范措施。" });
    assert_eq!(site.json(&format!("/api/v1{here}/statement"), &clerk, &said).code(), 404, "not the clerk's");
    assert_eq!(site.json(&format!("/api/v1{here}/statement"), &plant, &said).code(), 200);
    // The form of the decision shows what was said.
    assert!(site.get(&format!("{here}/interview"), &leader).body.contains("设备到货延误"));
    assert_eq!(decide("interview").code(), 200);

    let interview = case(&site, &leader, &here)["interview"].as_str().unwrap().to_owned();
    assert!(site.get(&here, &clerk).body.contains(&format!("/letters/{interview}")));
    assert!(site.get(&format!("/letters/{interview}"), &clerk).body.contains(&here), "and back");
    let mine = site.get(&here, &plant);
    assert!(
        mine.code() == 200 && !mine.body.contains(&format!("/letters/{interview}")),
        "nobody is led to a closed page"
    );
    let held = json!({ "day": world.now().day().to_string(), "present": "安委办、企业负责人", "text": "已约谈。" });
    assert_eq!(site.json(&format!("/api/v1/letters/{interview}/interview"), &clerk, &held).code(), 200);
    let ended = case(&site, &plant, &here);
    assert_eq!((&ended["state"], &ended["due"]), (&json!("concluded"), &Value::Null));
    assert!(site.get(&here, &plant).body.contains(&format!("/letters/{interview}")));
    let held = format!("/letters/{interview}");
    for (who, code) in [(&plant, 200), (&leader, 200), (&clerk, 200), (&world.cookie(Role::DepartmentClerk), 404)] {
        assert_eq!(site.get(&held, who).code(), code);
        assert_eq!(site.get("/letters?view=interviews", who).body.contains(&held), code == 200);
    }
}

#[test]
fn what_became_of_a_referral_is_told_to_the_organisation_and_stands_in_no_list_with_its_text() {
    let world = World::new();
    let site = world.site();
    let (clerk, plant) = (world.cookie(Role::DistrictClerk), world.cookie(Role::EnterpriseUser));
    let here = format!("/accountability/{}", world.spot(Place::Own).cases.at("/outcome"));
    let waiting = |who: &str| site.get("/accountability?state=handed_over", who).body.contains(&here);
    assert!(waiting(&clerk) && waiting(&plant));
    let outcome = json!({
        "outcome": "criticised", "on": world.now().day().to_string(), "body": "县纪委监委",
        "document": "望纪函〔2026〕6 号", "text": "对分管负责人批评教育"
    });
    let path = format!("/api/v1{here}/outcome");
    assert_eq!(site.json(&path, &plant, &outcome).code(), 403);
    assert_eq!(site.json(&path, &clerk, &outcome).code(), 200);
    let told = "SELECT COUNT(*) FROM outbox WHERE kind = 'case_concluded'";
    assert_eq!(world.t.db.read_blocking(|r| r.value::<i64>(told, &[])).unwrap(), 1);
    assert!(!waiting(&clerk));
    let list = site.get("/accountability?state=concluded", &plant).body;
    assert!(list.contains(&here) && list.contains("批评教育") && !list.contains("对分管负责人"), "{list}");
    let listed = case(&site, &plant, "/accountability?state=concluded");
    assert_eq!(listed["cases"][0]["outcome_text"], Value::Null);
    assert!(site.get(&here, &plant).body.contains("对分管负责人批评教育"));
    let answer = json!({ "statement": "对处理结果无异议。" });
    assert_eq!(site.json(&format!("/api/v1{here}/statement"), &plant, &answer).code(), 200);
    let said = case(&site, &clerk, &here);
    assert_eq!(said["statements"].as_array().unwrap().len(), 2, "{said}");
}
