//! Who may hand what over, what may be said to it, and what the hazard and its obligation look like afterwards.

use kernel::{Act, Actor, Ctx, District, Error, Identity, Instant, OrganisationId, PersonId, Personal, PolicyRow};
use kernel::{Reach, RequestKey, Role, Sector, Span};
use ledger::Tx;
use ledger::testing::TestDb;
use obligation::Owner;
use registry::OrganisationKind as Kind;
use registry::testing::Fixture;

use super::act::{Sides, decide_answer, decide_decision, decide_offer, may_ask};
use super::query::{self, Filter, Refusals, View};
use super::{Answer, Offer, State, Transfer, TransferId, answer, ask, decide, offer, withdraw};
use crate::model::{Grade, Hazard, HazardId, Status};
use crate::testing::order;

const HOLDER: u8 = 11;
const OTHER: u8 = 12;
const OFFERED_BY: u8 = 1;
const REFUSED_BY: u8 = 2;
const CHIEF: u8 = 3;

fn body(n: u8) -> OrganisationId {
    Identity::from_bytes([n; 16])
}

fn person(n: u8) -> PersonId {
    Identity::from_bytes([n; 16])
}

fn ctx(actor: u8) -> Ctx {
    let (district, now) = (District::new(530_999).unwrap(), Instant::read("2026-06-18 09:00").unwrap());
    Ctx { actor: Actor::Person(person(actor)), ..Ctx::rule("test", district, now, RequestKey([1; 16]), [2; 32]) }
}

fn hazard(status: Status) -> Hazard {
    Hazard {
        id: Identity::from_bytes([9; 16]),
        version: 3,
        status,
        grade: Grade::Ordinary,
        sector: Sector::Industry,
        division: "530999001001".parse().unwrap(),
        subject: Identity::from_bytes([8; 16]),
        subject_organisation: None,
        reporter: None,
        reporter_organisation: None,
        owner: (status != Status::ToAssign).then(|| Owner { organisation: body(HOLDER), person: None }),
        checker: None,
        doer: None,
        doer_organisation: None,
        obligation: None,
        due: Instant::read("2026-06-24 18:00"),
    }
}

fn transfer(state: State) -> Transfer {
    Transfer {
        id: Identity::from_bytes([7; 16]),
        version: 1,
        hazard: Identity::from_bytes([9; 16]),
        from: body(HOLDER),
        to: body(OTHER),
        state,
        division: "530999001001".parse().unwrap(),
        sector: Sector::Industry,
        offered_at: Instant::read("2026-06-10 09:00").unwrap(),
        offered_by: Some(person(OFFERED_BY)),
        reason: Personal::text("属消防职责"),
        answered_at: Instant::read("2026-06-12 09:00"),
        answered_by: Some(person(REFUSED_BY)),
        refusal: None,
        asked_at: None,
        question: None,
        decided_at: None,
        decided_by: None,
        decided_to: (state == State::Decided).then(|| body(OTHER)),
        decision: None,
        obligation: None,
        due: None,
    }
}

fn said<T>(result: Result<T, Error>, fine: impl FnOnce(T) -> String) -> String {
    result.map(fine).unwrap_or_else(|error| error.to_string())
}

#[test]
#[rustfmt::skip]
fn offering() {
    use Status::{Closed, Rectifying, Returned, ToAssign, ToClose, ToRectify, ToVerify};
    let late = "only what is still to be rectified is handed over";
    let kinds = "to: it is handed over to a department, a township or the office";
    //          status      from              to                waiting  to whom  reason       outcome
    check_offer(ToRectify,  Kind::Department, Kind::Township,   false,   OTHER,   "属地职责",  "offered");
    check_offer(Rectifying, Kind::Township,   Kind::Office,     false,   OTHER,   "属地职责",  "offered");
    check_offer(Returned,   Kind::Office,     Kind::Department, false,   OTHER,   "属地职责",  "offered");
    check_offer(ToAssign,   Kind::Department, Kind::Department, false,   OTHER,   "属地职责",  late);
    check_offer(ToVerify,   Kind::Department, Kind::Department, false,   OTHER,   "属地职责",  late);
    check_offer(ToClose,    Kind::Department, Kind::Department, false,   OTHER,   "属地职责",  late);
    check_offer(Closed,     Kind::Department, Kind::Department, false,   OTHER,   "属地职责",  late);
    check_offer(ToRectify,  Kind::Enterprise, Kind::Department, false,   OTHER,   "属地职责",  "an enterprise does not hand over what it owes");
    check_offer(ToRectify,  Kind::Department, Kind::Department, true,    OTHER,   "属地职责",  "an offer of this hazard waits for its answer");
    check_offer(ToRectify,  Kind::Department, Kind::Department, false,   HOLDER,  "属地职责",  "to: they are the owner already");
    check_offer(ToRectify,  Kind::Department, Kind::Enterprise, false,   OTHER,   "属地职责",  kinds);
    check_offer(ToRectify,  Kind::Department, Kind::Village,    false,   OTHER,   "属地职责",  kinds);
    check_offer(ToRectify,  Kind::Department, Kind::Department, false,   OTHER,   "  ",          "reason: say why");
}

fn check_offer(status: Status, from: Kind, to: Kind, waiting: bool, whom: u8, reason: &str, outcome: &str) {
    let cmd = Offer { to: body(whom), reason: reason.into() };
    let result = decide_offer(&hazard(status), &cmd, &Sides { from, to, waiting });
    let fine = |from| {
        assert_eq!(from, body(HOLDER));
        "offered".to_owned()
    };
    assert_eq!(said(result, fine), outcome, "{status:?} {from:?} {to:?} {waiting} {reason}");
}

#[test]
#[rustfmt::skip]
fn answering() {
    use Status::{Rectifying, ToRectify, ToVerify};
    let gone = "the hazard does not wait for its rectification any more";
    //           offer            hazard      accepted reason     outcome
    check_answer(State::Offered,  ToRectify,  true,    "",        "accepted");
    check_answer(State::Offered,  Rectifying, true,    "",        "accepted");
    check_answer(State::Offered,  ToVerify,   true,    "",        gone);
    check_answer(State::Offered,  ToVerify,   false,   "无职责",  "refused");
    check_answer(State::Offered,  ToRectify,  false,   "无职责",  "refused");
    check_answer(State::Offered,  ToRectify,  false,   " ",       "reason: say why");
    for state in [State::Accepted, State::Refused, State::Asked, State::Decided] {
        check_answer(state, ToRectify, true, "", "this offer is answered already");
    }
}

fn check_answer(state: State, status: Status, accepted: bool, reason: &str, outcome: &str) {
    let result = decide_answer(&transfer(state), &Answer { accepted, reason: reason.into() }, status);
    assert_eq!(said(result, |fact| ledger::Fact::kind(&fact).to_owned()), outcome, "{state:?} {status:?} {accepted}");
}

#[test]
#[rustfmt::skip]
fn asking() {
    let fits = "only a refused offer is put before the Safety Office";
    let gone = "the hazard does not wait for its rectification any more";
    //        offer            hazard            waiting  holder   outcome
    check_ask(State::Refused,  Status::ToRectify, false,  HOLDER,  "asked");
    check_ask(State::Refused,  Status::ToVerify,  false,  HOLDER,  gone);
    check_ask(State::Refused,  Status::ToRectify, false,  OTHER,   gone);
    check_ask(State::Refused,  Status::ToRectify, true,   HOLDER,  "an offer of this hazard waits for its answer");
    for state in [State::Offered, State::Accepted, State::Asked, State::Decided] {
        check_ask(state, Status::ToRectify, false, HOLDER, fits);
    }
}

fn check_ask(state: State, status: Status, waiting: bool, holder: u8, outcome: &str) {
    let held = Hazard { owner: Some(Owner { organisation: body(holder), person: None }), ..hazard(status) };
    assert_eq!(
        said(may_ask(&transfer(state), &held, waiting), |()| "asked".to_owned()),
        outcome,
        "{state:?} {status:?}"
    );
}

#[test]
#[rustfmt::skip]
fn deciding() {
    let own = "you may not decide what you offered or refused yourself";
    let gone = "the hazard does not wait for its rectification any more";
    //           offer           who         goes   reason    hazard             outcome
    check_decide(State::Asked,   CHIEF,      true,  "权责清单", Status::ToRectify, OTHER.to_string().as_str());
    check_decide(State::Asked,   CHIEF,      false, "权责清单", Status::ToRectify, HOLDER.to_string().as_str());
    check_decide(State::Asked,   CHIEF,      false, "权责清单", Status::ToVerify,  HOLDER.to_string().as_str());
    check_decide(State::Asked,   CHIEF,      true,  "权责清单", Status::ToVerify,  gone);
    check_decide(State::Asked,   CHIEF,      true,  "",         Status::ToRectify, "reason: say why");
    check_decide(State::Asked,   OFFERED_BY, true,  "权责清单", Status::ToRectify, own);
    check_decide(State::Asked,   REFUSED_BY, false, "权责清单", Status::ToRectify, own);
    for state in [State::Offered, State::Accepted, State::Refused, State::Decided] {
        check_decide(state, CHIEF, true, "权责清单", Status::ToRectify, "nobody asked for a decision");
    }
}

fn check_decide(state: State, actor: u8, goes: bool, reason: &str, status: Status, outcome: &str) {
    let result = decide_decision(&transfer(state), &ctx(actor), goes, reason, status);
    let fine = |fact| match fact {
        super::Fact::Decided { to, .. } => to.bytes()[0].to_string(),
        other => ledger::Fact::kind(&other).to_owned(),
    };
    assert_eq!(said(result, fine), outcome, "{state:?} {actor} {goes} {status:?}");
}

#[test]
fn days_and_holder() {
    //    state            days until 06-18, holder
    for (state, days, holder) in [
        (State::Offered, 8, HOLDER),
        (State::Accepted, 2, OTHER),
        (State::Refused, 2, HOLDER),
        (State::Asked, 8, HOLDER),
        (State::Decided, 2, OTHER),
    ] {
        let it = transfer(state);
        assert_eq!((it.days(ctx(CHIEF).now), it.holder()), (days, body(holder)), "{state:?}");
    }
}

const POLICY: &[PolicyRow] = &[PolicyRow {
    act: Act("transfer"),
    grants: &[
        (Role::DistrictClerk, Reach::District),
        (Role::Leader, Reach::District),
        (Role::DepartmentClerk, Reach::Organisation),
        (Role::TownshipOfficer, Reach::Organisation),
    ],
    by_sector: &[],
}];

struct Story {
    t: TestDb,
    people: Fixture,
    hazard: HazardId,
}

impl Story {
    /// A hazard that the emergency bureau owes.
    fn begin() -> Story {
        let all = registry::CONCEPTS.iter().chain(obligation::CONCEPTS).chain(crate::CONCEPTS).copied();
        let t = ledger::testing::db(all.collect::<Vec<_>>().leak());
        let people = registry::testing::district(&t);
        let (subject, order) = (people.subjects[0], order(people.departments[0], None, people.office));
        let made = t.db.write_blocking("begin", &t.rule(), move |tx, ctx| {
            obligation::rule::defaults().iter().try_for_each(|rule| obligation::rule::set(tx, ctx, rule).map(drop))?;
            crate::testing::assigned(tx, ctx, subject, &order)
        });
        let hazard = made.unwrap();
        Story { t, people, hazard }
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
        self.t.db.write_blocking("test", &self.people.ctx(&self.t, role, POLICY, "transfer"), run)
    }

    fn offered(&self, to: OrganisationId) -> Result<TransferId, Error> {
        let hazard = self.hazard;
        let cmd = Offer { to, reason: "不属本局职责".into() };
        self.act(Role::DepartmentClerk, move |tx, ctx| offer(tx, ctx, hazard, &cmd))
    }

    fn answered(&self, role: Role, id: TransferId, accepted: bool) -> Result<(), Error> {
        let cmd = Answer { accepted, reason: "无此职责".into() };
        self.act(role, move |tx, ctx| answer(tx, ctx, id, &cmd))
    }

    /// Who owes the hazard, by its row and by its obligation; and how many duties to answer or decide are open.
    fn owes(&self) -> (OrganisationId, OrganisationId, usize) {
        let ctx = self.t.rule();
        let (it, rectify, open) = self
            .t
            .db
            .read_blocking(|r| {
                let it = crate::store::load(r, &ctx, self.hazard)?;
                let about = obligation::Ref::new("hazard", self.hazard);
                let rectify = obligation::query::of(r, &ctx, &about)?;
                let mut open = 0;
                for line in query::of_hazard(r, &ctx, self.hazard)? {
                    let about = obligation::Ref::new("transfer", line.transfer.id);
                    open += obligation::query::of(r, &ctx, &about)?.iter().filter(|o| o.status.is_open()).count();
                }
                Ok((it, rectify, open))
            })
            .unwrap();
        let holder = rectify.iter().find(|o| o.status.is_open()).unwrap().holder.unwrap();
        (it.owner.unwrap().organisation, holder.organisation, open)
    }
}

#[test]
fn it_stays_until_it_is_accepted() {
    let s = Story::begin();
    let (bureau, office) = (s.people.departments[0], s.people.office);
    let id = s.offered(office).unwrap();
    assert_eq!(s.owes(), (bureau, bureau, 1));
    let (hazard, cmd) = (s.hazard, Offer { to: office, reason: "应由我办承担".into() });
    let grasped = s.act(Role::DistrictClerk, move |tx, ctx| offer(tx, ctx, hazard, &cmd)).unwrap_err();
    assert_eq!(grasped.to_string(), "you may not hand over what another organisation owes");
    let again = s.offered(s.people.departments[1]).unwrap_err();
    assert_eq!(again.to_string(), "an offer of this hazard waits for its answer");
    let own = s.answered(Role::DepartmentClerk, id, true).unwrap_err();
    assert_eq!(own.to_string(), "you may not answer for another organisation");
    s.answered(Role::DistrictClerk, id, true).unwrap();
    assert_eq!(s.owes(), (office, office, 0));
    // They acted as who they are.
    let (ctx, hazard) = (s.t.rule(), s.hazard);
    let history = s.t.db.read_blocking(|r| r.history::<crate::Fact>(ctx.district, hazard)).unwrap();
    assert_eq!(history.last().unwrap().at.organisation, Some(office));
    // It is not the bureau's any more.
    assert_eq!(s.offered(s.people.departments[1]).unwrap_err().to_string(), "HazardId does not exist");
    s.t.assert_replay_agrees();
}

#[test]
fn a_refusal_is_counted_and_the_office_decides() {
    let s = Story::begin();
    let (bureau, township) = (s.people.departments[0], s.people.townships[0]);
    let id = s.offered(township).unwrap();
    s.answered(Role::TownshipOfficer, id, false).unwrap();
    assert_eq!(s.owes(), (bureau, bureau, 0));
    let early = s.act(Role::Leader, move |tx, ctx| decide(tx, ctx, id, true, "权责清单")).unwrap_err();
    assert_eq!(early.to_string(), "nobody asked for a decision");
    let other = s.act(Role::TownshipOfficer, move |tx, ctx| ask(tx, ctx, id, "双方意见不一")).unwrap_err();
    assert_eq!(other.to_string(), "you may not ask for a decision for another organisation");
    s.act(Role::DepartmentClerk, move |tx, ctx| ask(tx, ctx, id, "双方意见不一")).unwrap();
    assert_eq!(s.owes(), (bureau, bureau, 1));
    s.act(Role::Leader, move |tx, ctx| decide(tx, ctx, id, true, "权责清单第 12 项")).unwrap();
    assert_eq!(s.owes(), (township, township, 0));

    let (ctx, today) = (s.t.rule(), ledger::Clock::now(s.t.clock.as_ref()).day());
    let counted = |from, to| s.t.db.read_blocking(|r| query::refusals(r, &ctx, from, to)).unwrap();
    let once = Refusals { organisation: township, offered: 1, refused: 1, decided_against: 1 };
    assert_eq!(counted(today.plus_days(-1), today), [once]);
    assert_eq!(counted(today.plus_days(1), today.plus_days(2)), []);
    let seen = |view| {
        let filter = Filter { view, hazard: None, organisation: Some(township), from: None, to: None };
        s.t.db.read_blocking(|r| query::count(r, &ctx, &filter)).unwrap()
    };
    assert_eq!([View::Open, View::Refused, View::Decided, View::All].map(seen), [0, 1, 1, 1]);
    s.t.assert_replay_agrees();
}

#[test]
fn who_offered_it_takes_it_back_while_it_waits() {
    let s = Story::begin();
    let (bureau, township) = (s.people.departments[0], s.people.townships[0]);
    let id = s.offered(township).unwrap();
    let back = |role, reason: &'static str| {
        let done = s.act(role, move |tx, ctx| withdraw(tx, ctx, id, reason));
        done.map(|()| "done".to_owned()).unwrap_or_else(|error| error.to_string())
    };
    assert_eq!(back(Role::TownshipOfficer, "误报"), "you may not withdraw what another organisation offered");
    assert_eq!(back(Role::DepartmentClerk, " "), "reason: say why");
    assert_eq!(back(Role::DepartmentClerk, "已由本局自行处置"), "done");
    assert_eq!(s.owes(), (bureau, bureau, 0));
    assert_eq!(back(Role::DepartmentClerk, "已由本局自行处置"), "only an offer that waits is withdrawn");
    assert_eq!(s.answered(Role::TownshipOfficer, id, true).unwrap_err().to_string(), "this offer is answered already");
    let (ctx, hazard) = (s.t.rule(), s.hazard);
    let filter = Filter { view: View::All, hazard: Some(hazard), organisation: None, from: None, to: None };
    assert_eq!(s.t.db.read_blocking(|r| query::count(r, &ctx, &filter)).unwrap(), 1);
    // It can be offered again, and is not counted as refused.
    s.offered(township).unwrap();
    let today = ledger::Clock::now(s.t.clock.as_ref()).day();
    let counted = s.t.db.read_blocking(|r| query::refusals(r, &ctx, today.plus_days(-1), today)).unwrap();
    assert_eq!(counted, [Refusals { organisation: township, offered: 2, refused: 0, decided_against: 0 }]);
    s.t.assert_replay_agrees();
}
