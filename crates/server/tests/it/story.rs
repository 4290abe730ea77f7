//! Days of duty through HTTP, with a clock turned by hand: what is owed shows on the desk of who owes it, lateness climbs,
//! the loop closes, and the ledger replays to the same tables.

use kernel::{Identity as _, Instant, Role, Span};
use ledger::params;
use serde_json::{Value, json};
use server::timers;

use crate::ask::{Answer, Site};
use crate::bodies;
use crate::world::{Place, Standing, World};

use Role::{DepartmentClerk, DistrictClerk, EnterpriseUser, Inspector, Leader, TownshipOfficer};

struct Story {
    world: World,
    site: Site,
}

impl Story {
    fn begin() -> Self {
        let world = World::new();
        Self { site: world.site(), world }
    }

    /// Signed in anew: days pass between two acts.
    fn cookie(&self, role: Role) -> String {
        let player = self.world.player(role, Standing::Active);
        self.world.start(player);
        player.cookie()
    }

    fn get(&self, role: Role, path: &str) -> Answer {
        self.site.get(path, &self.cookie(role))
    }

    fn post(&self, role: Role, path: &str, body: &Value) -> Answer {
        self.site.json(&format!("/api/v1{path}"), &self.cookie(role), body)
    }

    fn hazard(&self, id: &str) -> Value {
        self.get(Leader, &format!("/api/v1/hazards/{id}")).value()
    }

    /// Open and late of what the role owes.
    fn owes(&self, role: Role) -> (i64, i64) {
        let desk = self.get(role, "/api/v1/desk").value();
        (desk["i_owe"]["open"].as_i64().unwrap(), desk["i_owe"]["late"].as_i64().unwrap())
    }

    /// Hour by hour until then, with the timers run and the invariants checked each evening.
    fn wait(&self, until: &str) {
        let until = Instant::read(until).unwrap();
        while self.world.now() < until {
            let next = (self.world.now() + Span::hours(1)).min(until);
            self.world.t.clock.set(next);
            timers::run_due(&self.world.t.db, &self.world.t.clock, ledger::testing::district()).unwrap();
        }
        self.check();
    }

    /// What must never be true (ARCHITECTURE.md, 6).
    fn check(&self) {
        let none = |what: &str, sql: &str| {
            let found: i64 = self.world.t.db.read_blocking(|r| r.value(sql, &[])).unwrap();
            assert_eq!(found, 0, "{what}");
        };
        none(
            "an open hazard whose loop is not exactly one open obligation",
            "SELECT COUNT(*) FROM hazard h WHERE h.open = 1 AND 1 <>
               (SELECT COUNT(*) FROM obligation o WHERE o.about_kind = 'hazard' AND o.about_id = h.id
                AND o.duty IN ('hazard.assign', 'hazard.rectify') AND o.holder_organisation IS NOT NULL)",
        );
        none(
            "a closed hazard that somebody still owes",
            "SELECT COUNT(*) FROM hazard h JOIN obligation o ON o.about_id = h.id AND o.about_kind = 'hazard'
             WHERE h.open = 0 AND o.duty <> 'hazard.extension' AND o.holder_organisation IS NOT NULL",
        );
        none(
            "a finished obligation with a timer",
            "SELECT COUNT(*) FROM timer t JOIN obligation o ON o.id = t.id AND t.stream = 'obligation'
             WHERE o.holder_organisation IS NULL",
        );
        none(
            "an open obligation whose next step is not its one timer",
            "SELECT COUNT(*) FROM obligation o WHERE o.holder_organisation IS NOT NULL AND o.next_at IS NOT NULL
             AND 1 <> (SELECT COUNT(*) FROM timer t WHERE t.id = o.id AND t.stream = 'obligation' AND t.at = o.next_at)",
        );
        none(
            "a gap in the versions of an object",
            "SELECT COUNT(*) FROM (SELECT 1 FROM fact GROUP BY district, stream, id
             HAVING COUNT(*) <> MAX(version) OR MIN(version) <> 1) AS wrong",
        );
    }

    /// Whom the letters about a hazard's rectification went to, oldest first: kind and, if named, the person.
    fn letters(&self, id: &str) -> Vec<(String, Option<kernel::PersonId>)> {
        let id = hazard::HazardId::parse(id).unwrap();
        let sql = "SELECT b.kind, b.person FROM outbox b
                   JOIN obligation o ON o.district = b.district AND o.id = b.id AND b.stream = 'obligation'
                   WHERE o.about_id = $1 AND o.duty = 'hazard.rectify' ORDER BY b.version, b.place";
        let read = self.world.t.db.read_blocking(|r| r.rows(sql, params![id], |row| Ok((row.get(0)?, row.get(1)?))));
        read.unwrap()
    }
}

/// The page of a list with its rows that are marked late.
fn late_rows(answer: &Answer) -> usize {
    answer.body.matches("is-late").count()
}

#[test]
fn a_hazard_that_nobody_rectifies_climbs_until_it_is_closed() {
    let story = Story::begin();
    let world = &story.world;
    let reported = bodies::json(world, "/hazards", world.spot(Place::Own)).unwrap();
    let made = story.post(DistrictClerk, "/hazards", &reported);
    assert_eq!(made.code(), 201, "{}", made.body);
    let id = made.value()["id"].as_str().unwrap().to_owned();
    let act = |step: &str| format!("/hazards/{id}/{step}");
    let (open, late) = story.owes(EnterpriseUser);

    let order = json!({ "owner_organisation": world.f.enterprises[0], "checker_organisation": world.f.departments[0],
                        "due": "2026-06-26T18:00:00+08:00" });
    let township = story.post(TownshipOfficer, &act("assignment"), &order);
    assert_eq!(township.code(), 200, "{}", township.body);
    assert_eq!(story.owes(EnterpriseUser), (open + 1, late));

    story.wait("2026-06-26 17:00");
    let before = (story.owes(EnterpriseUser).1, late_rows(&story.get(EnterpriseUser, "/")));
    story.wait("2026-06-26 18:00");
    let after = (story.owes(EnterpriseUser).1, late_rows(&story.get(EnterpriseUser, "/")));
    assert!(after.0 > before.0 && after.1 > before.1, "the desk shows it late: {before:?} {after:?}");
    assert!(story.get(DistrictClerk, "/hazards?view=late").body.contains(&id));

    // Two reminders, lateness, then the head of the enterprise, the office, and the leader of the office.
    story.wait("2026-07-09 12:00");
    let kinds: Vec<String> = story.letters(&id).into_iter().map(|(kind, _)| kind).collect();
    assert_eq!(kinds, ["opened", "reminded", "reminded", "overdue", "escalated", "escalated", "escalated"]);
    let told: Vec<_> = story.letters(&id).into_iter().skip(4).map(|(_, person)| person).collect();
    assert_eq!(told, [Some(world.f.enterprise_heads[0]), None, Some(world.f.leader)]);

    close(&story, &id);
    assert_eq!(story.hazard(&id)["status"], "closed");
    assert_eq!(
        story.letters(&id).len(),
        kinds.len() + 4,
        "to_check, returned, to_check, to_close, and no more after it"
    );
    story.wait("2026-07-31 12:00");
    assert_eq!(story.letters(&id).len(), kinds.len() + 4);
    world.t.assert_replay_agrees();
}

/// From started to closed, with a return on the way and everybody who may not refused.
fn close(story: &Story, id: &str) {
    let work = json!({ "work": "已清扫并加装监测。" });
    let accept = json!({ "accepted": true, "note": "现场合格" });
    let back = json!({ "accepted": false, "note": "仍有积尘" });
    //   who              act             body            code
    #[rustfmt::skip]
    let steps = [
        (Inspector,       "start",        json!({}),      403),
        (EnterpriseUser,  "verification", accept.clone(), 403),
        (DepartmentClerk, "verification", accept.clone(), 409),
        (EnterpriseUser,  "start",        json!({}),      200),
        (EnterpriseUser,  "start",        json!({}),      409),
        (EnterpriseUser,  "submission",   work.clone(),   200),
        (TownshipOfficer, "verification", accept.clone(), 403),
        (DepartmentClerk, "verification", back,           200),
        (DepartmentClerk, "submission",   work.clone(),   403),
        (EnterpriseUser,  "submission",   work,           200),
        (Leader,          "closing",      json!({}),      409),
        (DepartmentClerk, "verification", accept,         200),
        (TownshipOfficer, "closing",      json!({}),      403),
        (Leader,          "closing",      json!({}),      200),
        (Leader,          "closing",      json!({}),      409),
    ];
    for (role, act, body, code) in steps {
        story.world.t.clock.advance(Span::minutes(20));
        let answer = story.post(role, &format!("/hazards/{id}/{act}"), &body);
        assert_eq!(answer.code(), code, "{role} {act}: {}", answer.body);
        story.check();
    }
}

/// A small generator; chance is an argument.
struct Chance(u64);

impl Chance {
    fn below(&mut self, n: u64) -> u64 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) % n
    }
}

#[test]
fn three_weeks_of_hazards_from_a_seed() {
    const SEED: u64 = 20_260_618;
    let story = Story::begin();
    let mut chance = Chance(SEED);
    let mut hazards: Vec<String> = Vec::new();
    let mut closed = 0;
    for day in 0..21 {
        let evening = story.world.now().day().plus_days(1).at(9, 0);
        story.wait(&evening.to_minute());
        for _ in 0..chance.below(3) {
            let reporter = [DistrictClerk, TownshipOfficer, Inspector, EnterpriseUser][chance.below(4) as usize];
            let body = bodies::json(&story.world, "/hazards", story.world.spot(Place::Own)).unwrap();
            let made = story.post(reporter, "/hazards", &body);
            assert_eq!(made.code(), 201, "day {day} {reporter}: {}", made.body);
            hazards.push(made.value()["id"].as_str().unwrap().to_owned());
        }
        for id in &hazards {
            if chance.below(3) > 0 {
                closed += usize::from(step(&story, &mut chance, id) == "closing");
            }
        }
        story.check();
    }
    println!("seed {SEED}: {} hazards reported, {closed} closed, {} facts", hazards.len(), story.world.count("fact"));
    assert!(hazards.len() > 10 && closed > 3);
    story.world.t.assert_replay_agrees();
}

/// Whatever comes next, by who may; a stranger tries first and moves nothing.
fn step(story: &Story, chance: &mut Chance, id: &str) -> &'static str {
    let f = &story.world.f;
    let it = story.hazard(id);
    let (role, act, body) = match it["status"].as_str().unwrap() {
        "to_assign" => {
            let order = json!({ "owner_organisation": f.enterprises[0], "checker_organisation": f.departments[0] });
            ([DistrictClerk, TownshipOfficer, DepartmentClerk][chance.below(3) as usize], "assignment", order)
        }
        "to_rectify" => (EnterpriseUser, "start", json!({})),
        "rectifying" | "returned" => (EnterpriseUser, "submission", json!({ "work": "已整改到位。" })),
        "to_verify" => {
            let accepted = chance.below(4) > 0;
            (DepartmentClerk, "verification", json!({ "accepted": accepted, "note": "复查意见" }))
        }
        // The same again and again has a cause.
        "to_close" => {
            let cause = json!({ "root_cause": { "cause": "management", "said": "检查没有责任人" } });
            ([DistrictClerk, Leader][chance.below(2) as usize], "closing", cause)
        }
        _ => return "nothing",
    };
    let path = format!("/hazards/{id}/{act}");
    let stranger = story.post(Role::DutyOfficer, &path, &body);
    assert_eq!(stranger.code(), 403, "{act}: {}", stranger.body);
    let done = story.post(role, &path, &body);
    assert_eq!(done.code(), 200, "{role} {act}: {}", done.body);
    let facts = if act == "closing" { 2 } else { 1 };
    assert_eq!(story.hazard(id)["version"].as_i64(), it["version"].as_i64().map(|v| v + facts));
    act
}
