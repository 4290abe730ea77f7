//! Statistical tables: filled, issued, kept as they were, and explained when figures change.

use axum::http::Method;
use briefing::issue::{Issue, IssuedTableId, issue};
use briefing::{Forms, Period};
use kernel::{Identity as _, Role, Span};
use ledger::testing::TestDb;
use serde_json::{Value, json};

use crate::ask::{Ask, Site};
use crate::bodies::Form;
use crate::world::{Place, World};

/// Every incident of the small district lies in it.
const PERIOD: (&str, &str) = ("2020-01-01", "2026-06-17");

/// A table of a period before anything happened.
pub fn issued(t: &TestDb) -> IssuedTableId {
    let forms = Forms::default();
    assert!(forms.newest().is_empty());
    let form = Forms::read([]).unwrap().of("accidents_by_sector", "2025-12-31".parse().unwrap()).unwrap().clone();
    let cmd = Issue { from: "2025-01-01".into(), to: "2025-12-31".into(), ..Issue::default() };
    t.db.write_blocking("issued table", &t.rule(), move |tx, ctx| issue(tx, ctx, &form, &cmd)).unwrap()
}

pub fn form(path: &str) -> Option<Form> {
    (path == "/tables/{id}/issues").then(|| vec![("from", PERIOD.0.to_owned()), ("to", PERIOD.1.to_owned())])
}

pub fn json(path: &str) -> Option<Value> {
    (path == "/tables/{id}/issues").then(|| json!({ "from": PERIOD.0, "to": PERIOD.1 }))
}

const TABLE: &str = "/tables/accidents_by_sector";

fn whole(world: &World) -> Site {
    Site::new(server::serve::router(&world.t.db, world.t.clock.clone()).unwrap())
}

/// How many accidents a table counts.
fn sum(table: &Value) -> f64 {
    table["sum"]["cells"][0]["number"].as_f64().unwrap_or_else(|| panic!("no number of accidents in {table}"))
}

#[test]
fn what_was_issued_stays_and_the_difference_is_a_list_of_accidents() {
    let world = World::new();
    let site = whole(&world);
    let (clerk, leader) = (world.cookie(Role::DistrictClerk), world.cookie(Role::Leader));
    world.t.clock.advance(Span::minutes(5));
    let today = world.now().day();
    let period = format!("from=2020-01-01&to={today}");
    let now = site.get(&format!("/api/v1{TABLE}?{period}"), &clerk).value();
    let all = sum(&now);
    assert!(all >= 3.0, "at least one a place: {now}");

    // Issued by page.
    let fields = [("from", "2020-01-01"), ("to", &today.to_string())];
    let made = site.ask(&Ask::new(Method::POST, &format!("{TABLE}/issues")).by(&leader).form(&fields));
    assert_eq!(made.code(), 303, "{}", made.body);
    let first = made.location();
    let kept = site.get(&format!("/api/v1{first}"), &clerk).value();
    assert_eq!((sum(&kept["table"]), &kept["issue"]), (all, &json!(1)));
    let sheet = site.get(&format!("{first}/file"), &clerk);
    assert!(sheet.bytes.starts_with(b"PK"));

    // Nothing has changed: not issued again, whatever is said.
    world.t.clock.advance(Span::minutes(1));
    let again = json!({ "from": "2020-01-01", "to": today.to_string(), "reason": "补报" });
    let refused = site.json(&format!("/api/v1{TABLE}/issues"), &clerk, &again);
    assert_eq!(refused.code(), 409, "{}", refused.body);

    // A little later one is dismissed.
    world.t.clock.advance(Span::minutes(10));
    let incident = world.spot(Place::Sibling).incident.to_text();
    let gone =
        site.json(&format!("/api/v1/incidents/{incident}/dismissal"), &leader, &json!({ "reason": "演练误作警情" }));
    assert!(gone.code() < 300, "{}", gone.body);
    world.t.clock.advance(Span::minutes(2));
    let page = site.get(first, &clerk);
    assert!(page.body.contains("演练误作警情") && page.body.contains(&incident), "{}", page.body);
    assert_eq!(sum(&site.get(&format!("/api/v1{TABLE}?{period}"), &clerk).value()), all - 1.0);
    assert_eq!(site.get(&format!("{first}/file"), &clerk).bytes, sheet.bytes, "kept as it was");

    // Counted again as of its moment it is the same, to the byte.
    let link = page.body.split("href=\"").map(|it| it.split('"').next().unwrap());
    let link =
        link.into_iter().find(|it| it.starts_with(TABLE) && it.contains("as_of=")).unwrap().replace("&amp;", "&");
    let past = site.get(&link, &clerk);
    assert!(past.body.contains("past-flag") && past.body.contains(kept["hash"].as_str().unwrap()), "{}", past.body);
    let reprinted = site.get(&link.replacen('?', "/file?", 1), &clerk);
    assert_eq!(reprinted.code(), 200, "{}", reprinted.body);
    assert_eq!(reprinted.bytes, sheet.bytes);

    // Issued again it says why; and what lies between the two.
    let without = json!({ "from": "2020-01-01", "to": today.to_string() });
    assert_eq!(site.json(&format!("/api/v1{TABLE}/issues"), &clerk, &without).code(), 422);
    let form = [fields[0], fields[1], ("reason", " ")];
    let wrong = site.ask(&Ask::new(Method::POST, &format!("{TABLE}/issues")).by(&clerk).form(&form));
    assert_eq!(wrong.code(), 422);
    assert!(wrong.body.contains("再次发布的原因"), "{}", wrong.body);
    let made = site.json(&format!("/api/v1{TABLE}/issues"), &clerk, &again);
    assert_eq!(made.code(), 201, "{}", made.body);
    let second = format!("/issued-tables/{}", made.value()["id"].as_str().unwrap());
    let page = site.get(&second, &clerk);
    assert!(page.body.contains("演练误作警情") && page.body.contains("补报"), "{}", page.body);
    let page = site.get(&format!("{second}?since=now"), &clerk);
    assert!(!page.body.contains("演练误作警情"), "{}", page.body);
    let list = site.get("/api/v1/issued-tables", &leader).value();
    assert_eq!(list["total"], 3);
}

#[test]
fn losses_are_issued_and_the_difference_is_cells_and_sheets() {
    const LOSSES: &str = "/tables/losses_by_kind";
    let world = World::new();
    let site = whole(&world);
    let leader = world.cookie(Role::Leader);
    world.t.clock.advance(Span::minutes(5));
    let today = world.now().day();
    let page = site.get(&format!("{LOSSES}?from=2020-03-08&to={today}"), &leader);
    assert!(page.body.contains("only=counted") && page.body.contains("kind=flood"), "{}", page.body);
    assert!(page.body.contains("num silent"), "some places have not reported: {}", page.body);
    let fields = [("from", "2020-03-08"), ("to", &today.to_string())];
    let made = site.ask(&Ask::new(Method::POST, &format!("{LOSSES}/issues")).by(&leader).form(&fields));
    let first = made.location();
    assert!(first.starts_with("/issued-tables/"), "{} {}", made.code(), made.body);
    let csv = site.get(&format!("{first}/file?as=csv"), &leader);
    assert!(csv.body.contains("未报"), "{}", csv.body);

    world.t.clock.advance(Span::minutes(10));
    let it = world.spot(Place::Own).disasters;
    let cmd = json!({ "sheet": { "figures": { "affected": "120", "person_times": "120", "deaths": "1", "crops_affected_ha": "6.5" },
                                 "reason": "入户核实后补报" } });
    let officer = world.cookie(Role::TownshipOfficer);
    let sent = site.json(&format!("/api/v1/disasters/{}/sheets/{}", it.open, it.place), &officer, &cmd);
    assert_eq!(sent.code(), 201, "{}", sent.body);
    world.t.clock.advance(Span::minutes(2));
    let page = site.get(first, &leader);
    assert!(page.body.contains("入户核实后补报"), "{}", page.body);
    assert!(page.body.contains("因灾死亡（人） 本期"), "{}", page.body);
    let kept = site.get(&format!("{first}/file?as=csv"), &leader);
    assert_eq!(kept.bytes, csv.bytes, "kept as it was");
}

#[test]
fn a_period_that_goes_on_is_not_issued_and_a_township_counts_its_own() {
    let world = World::new();
    let site = whole(&world);
    let (clerk, officer) = (world.cookie(Role::DistrictClerk), world.cookie(Role::TownshipOfficer));
    let cmd = json!({ "from": "2026-01-01", "to": world.now().day().plus_days(1).to_string() });
    let refused = site.json(&format!("/api/v1{TABLE}/issues"), &clerk, &cmd);
    assert_eq!(refused.code(), 409, "{}", refused.body);
    let period = format!("from=2020-01-01&to={}", world.now().day());
    let own = site.get(&format!("/api/v1{TABLE}?{period}"), &officer).value();
    let whole = site.get(&format!("/api/v1{TABLE}?{period}"), &clerk).value();
    assert!((1.0..sum(&whole)).contains(&sum(&own)), "{own}");
    assert_eq!(site.get("/tables/nothing", &clerk).code(), 404);
    assert_eq!(site.get("/issued-tables", &officer).code(), 403);
    let page = site.get(TABLE, &officer);
    assert!(!page.body.contains("/issued-tables"), "{}", page.body);
    let all: Vec<_> = Forms::read([]).unwrap().newest().iter().map(|it| it.name.clone()).collect();
    for name in all {
        assert_eq!(site.get(&format!("/tables/{name}"), &clerk).code(), 200, "{name}");
    }
    assert_eq!(Period::so_far("2026-01-15".parse().unwrap()).to.to_string(), "2026-01-15");
    assert_eq!(Period::so_far("2026-06-15".parse().unwrap()).to.to_string(), "2026-05-31");
}

/// A table that a migration added is filled from older facts only where a concept has it.
#[test]
fn nothing_waits_to_be_filled() {
    let world = World::new();
    assert_eq!(world.count("to_fill"), 0);
}
