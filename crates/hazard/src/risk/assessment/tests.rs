//! What is refused, which assessment counts, and how a measure gets in place.

use kernel::{Act, Ctx, Error, PolicyRow, Reach, Role, Span};
use ledger::testing::TestDb;
use ledger::{Clock as _, Tx};
use obligation::Owner;
use registry::testing::Fixture;

use super::query::{self, Filter, Slice, View};
use super::{About, Assess, Colour, MeasureState, RiskAssessmentId, assess, measure};
use crate::risk::grade::Factors;
use crate::risk::scheme::Method;
use crate::risk::testing;

const POLICY: &[PolicyRow] = &[PolicyRow {
    act: Act("risk"),
    grants: &[
        (Role::DistrictClerk, Reach::District),
        (Role::DepartmentClerk, Reach::District),
        (Role::TownshipOfficer, Reach::Division),
        (Role::EnterpriseUser, Reach::Organisation),
    ],
    by_sector: &[Role::DepartmentClerk],
}];

struct Story {
    t: TestDb,
    f: Fixture,
}

impl Story {
    fn begin() -> Story {
        let t = ledger::testing::db(crate::tests::story::concepts());
        let f = registry::testing::district(&t);
        obligation::testing::seed(&t);
        testing::scheme(&t);
        Story { t, f }
    }

    fn ctx(&self, role: Role) -> Ctx {
        self.f.ctx(&self.t, role, POLICY, "risk")
    }

    fn good(&self) -> Assess {
        let owner = Owner { organisation: self.f.enterprises[0], person: None };
        testing::assessment(self.t.clock.now(), self.f.subjects[0], owner)
    }

    fn act<T>(
        &self,
        role: Role,
        run: impl Fn(&mut Tx<'_>, &Ctx) -> Result<T, Error> + Send + 'static,
    ) -> Result<T, Error>
    where
        T: serde::Serialize + serde::de::DeserializeOwned + Send + 'static,
    {
        self.t.clock.advance(Span::minutes(1));
        self.t.db.write_blocking("test", &self.ctx(role), run)
    }

    fn assessed(&self, cmd: &Assess) -> Result<RiskAssessmentId, Error> {
        let cmd = cmd.clone();
        self.act(Role::DistrictClerk, move |tx, ctx| assess(tx, ctx, &cmd))
    }

    fn risk(&self, id: RiskAssessmentId) -> query::Risk {
        self.t.db.read_blocking(|r| query::load(r, &self.ctx(Role::DistrictClerk), id)).unwrap()
    }

    fn listed(&self, role: Role, view: View) -> usize {
        let filter = Filter { view, ..Filter::default() };
        let ctx = self.ctx(role);
        let rows =
            self.t.db.read_blocking(|r| query::list(r, &ctx, &filter, Slice::Page { from: 0, rows: 50 })).unwrap();
        let counted = self.t.db.read_blocking(|r| query::count(r, &ctx, &filter)).unwrap();
        assert_eq!(rows.len() as i64, counted, "{view}");
        rows.len()
    }
}

fn said<T>(result: Result<T, Error>) -> String {
    result.map_or_else(|error| error.to_string(), |_| "done".into())
}

#[test]
fn assessing() {
    let s = Story::begin();
    let factors = |method, values: &[&str]| Factors::read(method, values).unwrap();
    let check = |change: &dyn Fn(&mut Assess), outcome: &str| {
        let mut cmd = s.good();
        change(&mut cmd);
        assert_eq!(said(s.assessed(&cmd)), outcome, "{cmd:?}");
    };
    //    change                                                            outcome
    check(&|_| {}, "done");
    check(&|it| it.day = it.day.plus_days(1), "day: the day of the assessment lies in the future");
    check(&|it| it.day = it.day.plus_days(-1), "method: no scheme of this method was in force on the day");
    check(&|it| it.next_review = it.day, "next_review: the next review comes after the assessment");
    check(&|it| it.measures.clear(), "measures: name at least one control measure");
    check(&|it| it.measures = vec![it.measures[2].clone(); 21], "measures: at most twenty measures");
    check(&|it| it.measures[0].due = Some(s.t.clock.now()), "measures: the deadline lies in the past");
    check(&|it| it.direct_red = Some("构成重大危险源".into()), "done");
    check(&|it| it.direct_red = Some("有人看见".into()), "direct_red: the scheme does not name this case");
    let matrix = factors(Method::Matrix, &["4", "4"]);
    check(&|it| it.factors = matrix, "method: no scheme of this method was in force on the day");
    let off_table = factors(Method::Lec, &["4", "6", "15"]);
    check(&|it| it.factors = off_table, "likelihood: this is outside the domain of the standard");
    let nowhere = About::Subject { subject: kernel::Identity::from_bytes([9; 16]), risk_point: "无".into() };
    check(&|it| it.about = nowhere.clone(), "subject: no such subject");
}

#[test]
fn the_newest_of_one_risk_point_counts_and_those_before_stay() {
    let s = Story::begin();
    let first = s.assessed(&s.good()).unwrap();
    let other = About::Subject { subject: s.f.subjects[0], risk_point: "喷漆房".into() };
    s.assessed(&Assess { about: other, ..s.good() }).unwrap();
    let mut again = s.good();
    again.factors = Factors::read(Method::Lec, &["1", "6", "15"]).unwrap();
    again.direct_red = Some("构成重大危险源".into());
    let second = s.assessed(&again).unwrap();
    let (before, now) = (s.risk(first), s.risk(second));
    assert_eq!((before.score.as_str(), before.colour, before.superseded_by), ("270", Colour::Orange, Some(second)));
    assert_eq!((now.score.as_str(), now.colour, now.superseded_by), ("90", Colour::Red, None));
    //           view                rows
    for (view, rows) in [
        (View::Current, 2),
        (View::Red, 1),
        (View::Orange, 1),
        (View::Yellow, 0),
        (View::Superseded, 1),
        (View::ReviewDue, 0),
    ] {
        assert_eq!(s.listed(Role::DistrictClerk, view), rows, "{view}");
    }
    s.t.clock.advance(Span::days(366));
    assert_eq!(s.listed(Role::DistrictClerk, View::ReviewDue), 2);
    let ctx = s.ctx(Role::DistrictClerk);
    let earlier = s.t.db.read_blocking(|r| query::superseded(r, &ctx, &now)).unwrap();
    assert_eq!(earlier.iter().map(|it| it.id).collect::<Vec<_>>(), [first]);
    s.t.assert_replay_agrees();
}

#[test]
fn a_hazard_is_assessed_under_its_own_title() {
    let s = Story::begin();
    let subject = s.f.subjects[0];
    let hazard = s
        .act(Role::DistrictClerk, move |tx, ctx| {
            crate::report::report(tx, ctx, &crate::testing::finding(subject, ctx.now))
        })
        .unwrap();
    let of_hazard = Assess { about: About::Hazard(hazard), ..s.good() };
    let first = s.assessed(&of_hazard).unwrap();
    let second = s.assessed(&of_hazard).unwrap();
    assert_eq!(s.risk(first).superseded_by, Some(second));
    assert_eq!(
        s.risk(second).risk_point.as_str(),
        Some("打磨车间除尘管道积尘厚度超过 3 毫米，未按规定清扫，遇火源有爆炸危险")
    );
    let ctx = s.ctx(Role::DistrictClerk);
    let counts = s.t.db.read_blocking(|r| query::of_hazard(r, &ctx, hazard)).unwrap();
    assert_eq!(counts.map(|it| it.id), Some(second));
}

#[test]
fn a_measure_is_put_in_place_between_two_bodies() {
    use Role::{DepartmentClerk, DistrictClerk, EnterpriseUser};
    let s = Story::begin();
    let id = s.assessed(&s.good()).unwrap();
    let report = |role, measure, note: &str| {
        let cmd = measure::Report { measure, note: note.into() };
        said(s.act(role, move |tx, ctx| measure::report(tx, ctx, id, &cmd)))
    };
    let verify = |role, measure, accepted, note: &str| {
        let cmd = measure::Verify { measure, accepted, note: note.into() };
        said(s.act(role, move |tx, ctx| measure::verify(tx, ctx, id, &cmd)))
    };
    let not_owed = "this measure is not still to be put in place";
    assert_eq!(verify(DistrictClerk, 1, true, ""), "this measure is not reported done");
    assert_eq!(report(DepartmentClerk, 1, "已装"), "you may not put in place what another organisation owes");
    assert_eq!(report(EnterpriseUser, 1, " "), "note: say what was done");
    assert_eq!(report(EnterpriseUser, 3, "已配发"), not_owed);
    assert_eq!(report(EnterpriseUser, 4, "已配发"), "RiskMeasure does not exist");
    assert_eq!(report(EnterpriseUser, 1, "已加装"), "done");
    assert_eq!(report(EnterpriseUser, 1, "已加装"), not_owed);
    assert_eq!(verify(EnterpriseUser, 1, true, ""), "you may not verify your own work");
    assert_eq!(verify(DepartmentClerk, 1, false, " "), "note: say what is missing");
    assert_eq!(verify(DepartmentClerk, 1, false, "缺合格证"), "done");
    assert_eq!(s.risk(id).measures[0].state, MeasureState::Returned);
    assert_eq!(report(EnterpriseUser, 1, "已补合格证"), "done");
    assert_eq!(verify(DepartmentClerk, 1, true, "已查看"), "done");
    let states: Vec<_> = s.risk(id).measures.iter().map(|it| it.state).collect();
    assert_eq!(states, [MeasureState::Verified, MeasureState::Planned, MeasureState::InPlace]);
    let owed = s.risk(id).measures[0].obligation.unwrap();
    let finished = s.t.db.read_blocking(|r| obligation::query::get(r, &s.ctx(DistrictClerk), owed)).unwrap();
    assert_eq!(finished.status, obligation::Status::Closed);
    s.t.assert_replay_agrees();
}

#[test]
fn everybody_sees_their_own_part() {
    let s = Story::begin();
    let id = s.assessed(&s.good()).unwrap();
    let sibling = About::Subject { subject: s.f.subjects[1], risk_point: "基坑".into() };
    let owner = Owner { organisation: s.f.enterprises[0], person: None };
    let mut of_sibling = Assess { about: sibling, ..s.good() };
    of_sibling.measures.retain(|it| it.due.is_none());
    of_sibling.measures[0].owner = Owner { organisation: s.f.enterprises[1], person: None };
    let other = s.assessed(&of_sibling).unwrap();
    //   role                    own    sibling  rows
    for (role, own, there, rows) in [
        (Role::DistrictClerk, true, true, 2),
        (Role::TownshipOfficer, true, false, 1),
        (Role::EnterpriseUser, true, false, 1),
        (Role::DepartmentClerk, true, false, 1),
    ] {
        let ctx = s.ctx(role);
        let sees = |id| s.t.db.read_blocking(|r| query::load(r, &ctx, id)).is_ok();
        assert_eq!((sees(id), sees(other)), (own, there), "{role}");
        assert_eq!(s.listed(role, View::Current), rows, "{role}");
    }
    // Whoever owes a measure sees the assessment that asks for it.
    of_sibling.measures[0].owner = owner;
    let owed = s.assessed(&of_sibling).unwrap();
    let ctx = s.ctx(Role::EnterpriseUser);
    assert!(s.t.db.read_blocking(|r| query::load(r, &ctx, owed)).is_ok());
}
