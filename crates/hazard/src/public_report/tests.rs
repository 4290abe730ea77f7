//! What is asked of a report, who may answer it, and that nobody comes upon its reporter.

use kernel::{Act, Actor, Ctx, Division, Error, PolicyRow, Reach, RequestKey, Role, Span};
use ledger::Tx;
use ledger::testing::TestDb;
use registry::testing::Fixture;

use super::query::{self, Filter};
use super::receive::decide;
use super::*;
use crate::model::{Harm, Source};
use crate::report::Report;

const CONTACT: &str = "某人 13900001234";

fn typed() -> Receive {
    Receive {
        text: "菜市场西门电梯层门关不严，运行时抖动。".into(),
        township: "530999001000".into(),
        place: "滨江路菜市场".into(),
        category: "special_equipment".into(),
        contact: CONTACT.into(),
    }
}

#[test]
fn what_is_asked_of_a_report() {
    //    field       value                problem
    check("text", "电梯坏了", "text: too short: say what, where and how many");
    check("text", "", "text: fill in this field");
    check("text", &"长".repeat(2_001), "text: too long");
    check("township", "", "township: fill in this field");
    check("township", "530999002000", "township: choose one of the list");
    check("township", "别处", "township: choose one of the list");
    check("place", "1", "place: too short: say what, where and how many");
    check("category", "elsewhere", "category: choose one of the list");
    check("contact", &"1".repeat(101), "contact: too long");
    check("contact", "", "fine");
    check("place", "滨江路 12 号", "fine");
}

fn check(field: &str, value: &str, outcome: &str) {
    let mut cmd = typed();
    let it = match field {
        "text" => &mut cmd.text,
        "township" => &mut cmd.township,
        "place" => &mut cmd.place,
        "category" => &mut cmd.category,
        _ => &mut cmd.contact,
    };
    *it = value.to_owned();
    let township: Division = "530999001000".parse().unwrap();
    let found = decide(&cmd, &[township]).map_or_else(|error| error.to_string(), |_| "fine".to_owned());
    assert_eq!(found, outcome, "{field} {value}");
}

const RECEIVERS: &[(Role, Reach)] = &[(Role::DistrictClerk, Reach::District), (Role::TownshipOfficer, Reach::Division)];
const POLICY: &[PolicyRow] = &[
    PolicyRow { act: Act("public_report.handle"), grants: RECEIVERS, by_sector: &[] },
    PolicyRow { act: Act("public_report.list"), grants: RECEIVERS, by_sector: &[] },
];

struct Story {
    t: TestDb,
    people: Fixture,
}

impl Story {
    fn begin() -> Story {
        let all =
            registry::CONCEPTS.iter().chain(obligation::CONCEPTS).chain(crate::CONCEPTS).chain(evidence::CONCEPTS);
        let t = ledger::testing::db(all.copied().collect::<Vec<_>>().leak());
        let people = registry::testing::district(&t);
        obligation::testing::seed(&t);
        Story { t, people }
    }

    /// From the township, with a form of its own.
    fn received(&self, township: usize, form: u8) -> Result<Received, Error> {
        let cmd = Receive { township: self.people.township_divisions[township].to_string(), ..typed() };
        let signed_in = self.people.ctx(&self.t, Role::EnterpriseUser, POLICY, "public");
        let ctx = Ctx { request: RequestKey([form; 16]), ..signed_in };
        // As the server does: nobody is recorded.
        let ctx = Ctx { actor: Actor::Public, ..ctx };
        self.t.db.write_blocking("receive", &ctx, move |tx, ctx| receive(tx, ctx, &cmd))
    }

    fn act<T>(
        &self,
        role: Role,
        run: impl Fn(&mut Tx<'_>, &Ctx) -> Result<T, Error> + Send + 'static,
    ) -> Result<T, Error>
    where
        T: serde::Serialize + serde::de::DeserializeOwned + Send + 'static,
    {
        self.t.clock.advance(Span::hours(1));
        self.t.db.write_blocking("test", &self.people.ctx(&self.t, role, POLICY, "public_report.handle"), run)
    }

    fn told(&self, receipt: &str) -> Option<query::Told> {
        let receipt = Receipt::read(receipt).unwrap();
        self.t.db.read_blocking(|r| query::told(r, &self.t.rule(), &receipt)).unwrap()
    }

    fn open_duties(&self, id: PublicReportId) -> usize {
        let about = obligation::Ref::new("public_report", id);
        let all = self.t.db.read_blocking(|r| obligation::query::of(r, &self.t.rule(), &about)).unwrap();
        all.iter().filter(|it| it.status.is_open()).count()
    }

    fn count(&self, role: Role, state: Option<State>) -> i64 {
        let ctx = self.people.ctx(&self.t, role, POLICY, "public_report.list");
        self.t.db.read_blocking(|r| query::count(r, &ctx, &Filter { state, ..Filter::default() })).unwrap()
    }
}

#[test]
fn it_is_answered_once_and_its_reporter_is_told() {
    let s = Story::begin();
    let it = s.received(0, 1).unwrap();
    assert_eq!(s.received(0, 1).unwrap(), it, "the same form sent again");
    assert_ne!(s.received(0, 2).unwrap().receipt, it.receipt);
    assert_eq!((s.told(&it.receipt).unwrap().state, s.open_duties(it.id)), (State::Open, 1));
    let id = it.id;
    let empty = s.act(Role::DistrictClerk, move |tx, ctx| answer(tx, ctx, id, " ")).unwrap_err();
    assert_eq!(empty.to_string(), "answer: fill in this field");
    s.act(Role::TownshipOfficer, move |tx, ctx| answer(tx, ctx, id, "已现场核实，层门已修复。")).unwrap();
    let told = s.told(&it.receipt).unwrap();
    assert_eq!(
        (told.state, told.answer.as_ref().unwrap().as_str()),
        (State::Answered, Some("已现场核实，层门已修复。"))
    );
    assert_eq!(s.open_duties(id), 0);
    let again = s.act(Role::DistrictClerk, move |tx, ctx| refuse(tx, ctx, id, "重复举报")).unwrap_err();
    assert_eq!(again.to_string(), "this report is answered already");
    let by = s.t.db.read_blocking(|r| query::load(r, &s.t.rule(), id)).unwrap().answered_by;
    assert_eq!(by, Some(s.people.township_officer));
    s.t.assert_replay_agrees();
}

#[test]
fn a_township_sees_its_own_and_the_office_all() {
    let s = Story::begin();
    let (own, other) = (s.received(0, 1).unwrap().id, s.received(1, 2).unwrap().id);
    //    who                    open
    for (role, open) in
        [(Role::DistrictClerk, 2), (Role::TownshipOfficer, 1), (Role::EnterpriseUser, 0), (Role::Leader, 0)]
    {
        assert_eq!(s.count(role, Some(State::Open)), open, "{role}");
    }
    let hidden = s.act(Role::TownshipOfficer, move |tx, ctx| see_contact(tx, ctx, other)).unwrap_err();
    assert_eq!(hidden.to_string(), "PublicReportId does not exist");
    s.act(Role::TownshipOfficer, move |tx, ctx| refuse(tx, ctx, own, "属消费纠纷，请拨打 12315")).unwrap();
    assert_eq!((s.count(Role::DistrictClerk, Some(State::Refused)), s.count(Role::DistrictClerk, None)), (1, 2));
}

#[test]
fn it_becomes_a_hazard_that_says_nothing_of_its_reporter() {
    let s = Story::begin();
    let it = s.received(0, 1).unwrap();
    let (id, subject) = (it.id, s.people.subjects[0]);
    let found_at = ledger::Clock::now(s.t.clock.as_ref());
    let report = Report {
        subject,
        place: "菜市场西门".into(),
        description: "电梯层门关闭不严，运行抖动，须停用检修。".into(),
        harm: Harm::LiftingInjury,
        source: Source::DepartmentInspection,
        grade: crate::Grade::Ordinary,
        grade_reason: None,
        found_at,
        evidence: Vec::new(),
    };
    let cmd = Accept { report, answer: Some("已登记，正在整改。".into()) };
    let taken = cmd.clone();
    let hazard = s.act(Role::DistrictClerk, move |tx, ctx| accept(tx, ctx, id, &taken)).unwrap();
    assert_eq!(
        s.act(Role::DistrictClerk, move |tx, ctx| accept(tx, ctx, id, &cmd)).unwrap_err().to_string(),
        "this report is answered already"
    );
    let detail = s.t.db.read_blocking(|r| crate::query::detail(r, &s.t.rule(), hazard)).unwrap();
    assert_eq!(detail.hazard.reporter, Some(s.people.district_clerk));
    assert_eq!(s.told(&it.receipt).unwrap().state, State::Accepted);
    let linked = s.t.db.read_blocking(|r| query::load(r, &s.t.rule(), id)).unwrap();
    assert_eq!((linked.hazard, s.open_duties(id)), (Some(hazard), 0));
    let source: String = s.t.db.read_blocking(|r| r.value("SELECT source FROM hazard", &[])).unwrap();
    assert_eq!(source, "public_report");
    // Only the erasable table and the report's own row know how the reporter is reached; the receipt is nowhere.
    let payloads: Vec<String> =
        s.t.db.read_blocking(|r| r.rows("SELECT payload FROM fact", &[], |row| row.get(0))).unwrap();
    let receipt = it.receipt.replace('-', "");
    assert!(payloads.iter().all(|it| !it.contains("13900001234") && !it.contains(&receipt)));
    let actor: Vec<String> = s
        .t
        .db
        .read_blocking(|r| {
            r.rows("SELECT actor FROM fact WHERE stream = 'public_report' AND kind = 'received'", &[], |row| row.get(0))
        })
        .unwrap();
    assert_eq!(actor, ["public"]);
    s.t.assert_replay_agrees();
}

#[test]
fn each_look_at_the_contact_is_a_fact() {
    let s = Story::begin();
    let id = s.received(0, 1).unwrap().id;
    for role in [Role::DistrictClerk, Role::TownshipOfficer] {
        s.act(role, move |tx, ctx| see_contact(tx, ctx, id)).unwrap();
    }
    let ctx = s.t.rule();
    let looks = s.t.db.read_blocking(|r| query::looks(r, &ctx, id)).unwrap();
    let who: Vec<_> = looks.iter().map(|(person, _)| *person).collect();
    assert_eq!(who, [Some(s.people.township_officer), Some(s.people.district_clerk)]);
    let history = s.t.db.read_blocking(|r| r.history::<Fact>(ctx.district, id)).unwrap();
    assert_eq!(history.iter().filter(|it| it.fact == Fact::ContactSeen).count(), 2);
    let contact = s.t.db.read_blocking(|r| query::contact(r, &ctx, id)).unwrap();
    assert_eq!(contact.as_str(), Some(CONTACT));
    s.t.assert_replay_agrees();
}

#[test]
fn a_flood_is_stopped_and_ends() {
    let s = Story::begin();
    for n in 0..60 {
        s.received(0, n).unwrap();
    }
    assert_eq!(s.received(0, 60).unwrap_err().to_string(), TOO_MANY);
    assert!(s.received(0, 3).is_ok(), "who was received before gets the receipt again");
    s.t.clock.advance(Span::minutes(11));
    assert!(s.received(0, 60).is_ok());
}
