//! Whole lives on a real ledger, between the people of the test district.

use kernel::{Act, Ctx, Error, PolicyRow, Reach, Role, Span};
use ledger::Tx;
use ledger::testing::TestDb;
use registry::testing::Fixture;

use crate::model::{HazardId, Status};
use crate::query::{self, Filter, Slice, View};
use crate::testing::{finding, order};
use crate::{assign, close, correct, extend, import, report, start, statistics, submit, verify};

const POLICY: &[PolicyRow] = &[PolicyRow {
    act: Act("hazard"),
    grants: &[
        (Role::DistrictClerk, Reach::District),
        (Role::Leader, Reach::District),
        (Role::Inspector, Reach::District),
        (Role::DepartmentClerk, Reach::District),
        (Role::TownshipOfficer, Reach::Division),
        (Role::EnterpriseUser, Reach::Organisation),
    ],
    by_sector: &[Role::DepartmentClerk],
}];

pub(crate) fn concepts() -> &'static [&'static ledger::Concept] {
    let mut all: Vec<&'static ledger::Concept> = registry::CONCEPTS.to_vec();
    all.extend(obligation::CONCEPTS);
    all.extend(crate::CONCEPTS);
    all.leak()
}

pub(crate) struct Story {
    pub t: TestDb,
    pub people: Fixture,
}

impl Story {
    pub(crate) fn begin() -> Story {
        let t = ledger::testing::db(concepts());
        let people = registry::testing::district(&t);
        let rules = |tx: &mut Tx<'_>, ctx: &Ctx| {
            obligation::rule::defaults().iter().try_for_each(|rule| obligation::rule::set(tx, ctx, rule).map(drop))
        };
        t.db.write_blocking("rules", &t.rule(), rules).unwrap();
        Story { t, people }
    }

    pub(crate) fn ctx(&self, role: Role) -> Ctx {
        self.people.ctx(&self.t, role, POLICY, "hazard")
    }

    pub(crate) fn act<T>(
        &self,
        role: Role,
        run: impl Fn(&mut Tx<'_>, &Ctx) -> Result<T, Error> + Send + 'static,
    ) -> Result<T, Error>
    where
        T: serde::Serialize + serde::de::DeserializeOwned + Send + 'static,
    {
        self.t.clock.advance(Span::hours(1));
        self.t.db.write_blocking("test", &self.ctx(role), run)
    }

    pub(crate) fn status(&self, id: HazardId) -> Status {
        let ctx = self.ctx(Role::DistrictClerk);
        self.t.db.read_blocking(|r| query::detail(r, &ctx, id)).unwrap().hazard.status
    }

    pub(crate) fn reported(&self) -> HazardId {
        let subject = self.people.subjects[0];
        self.act(Role::Inspector, move |tx, ctx| report::report(tx, ctx, &finding(subject, ctx.now))).unwrap()
    }

    pub(crate) fn assigned(&self) -> HazardId {
        let id = self.reported();
        let order = order(self.people.enterprises[0], None, self.people.departments[0]);
        self.act(Role::DistrictClerk, move |tx, ctx| assign::assign(tx, ctx, id, &order)).unwrap();
        id
    }

    pub(crate) fn submitted(&self, id: HazardId) -> Result<(), Error> {
        let cmd = submit::Submit { work: "已清扫并建立清扫记录。".into(), evidence: Vec::new() };
        self.act(Role::EnterpriseUser, move |tx, ctx| submit::submit(tx, ctx, id, &cmd))
    }

    pub(crate) fn verified(&self, role: Role, id: HazardId, accepted: bool) -> Result<(), Error> {
        let cmd = verify::Verify { accepted, note: "现场查看".into() };
        self.act(role, move |tx, ctx| verify::verify(tx, ctx, id, &cmd))
    }
}

#[test]
fn five_people_close_a_hazard_after_one_return() {
    let s = Story::begin();
    let id = s.assigned();
    s.act(Role::EnterpriseUser, move |tx, ctx| start::start(tx, ctx, id)).unwrap();
    s.submitted(id).unwrap();
    s.verified(Role::DepartmentClerk, id, false).unwrap();
    assert_eq!(s.status(id), Status::Returned);
    let longer = s.t.clock.as_ref();
    let due = ledger::Clock::now(longer) + Span::days(60);
    s.act(Role::DistrictClerk, move |tx, ctx| {
        extend::extend(tx, ctx, id, &extend::Extend { due, reason: "检验机构排期".into() })
    })
    .unwrap();
    s.submitted(id).unwrap();
    s.verified(Role::DepartmentClerk, id, true).unwrap();
    assert_eq!(s.status(id), Status::ToClose);
    s.act(Role::Leader, move |tx, ctx| close::close(tx, ctx, id, &close::Close::default())).unwrap();
    assert_eq!(s.status(id), Status::Closed);

    let ctx = s.ctx(Role::DistrictClerk);
    let detail = s.t.db.read_blocking(|r| query::detail(r, &ctx, id)).unwrap();
    let kinds: Vec<_> = detail.history.iter().map(|e| ledger::Fact::kind(&e.fact)).collect();
    let life =
        ["reported", "assigned", "started", "submitted", "returned", "extended", "submitted", "verified", "closed"];
    assert_eq!(kinds, life);
    assert_eq!((detail.returns, detail.extensions), (1, 1));
    // A closed loop leaves nothing that could still ring.
    let timers: i64 = s.t.db.read_blocking(|r| r.value("SELECT COUNT(*) FROM timer", &[])).unwrap();
    assert_eq!(timers, 0);
    s.t.assert_replay_agrees();
}

#[test]
fn what_was_closed_and_is_found_again_says_so_at_once() {
    let s = Story::begin();
    let (first, open) = (s.assigned(), s.assigned());
    let ctx = s.ctx(Role::DistrictClerk);
    let link = |id| s.t.db.read_blocking(|r| crate::recurrence::link(r, &ctx, id)).unwrap();
    assert_eq!(link(open), None, "the first is open still: a duplicate, no recurrence");
    s.submitted(first).unwrap();
    s.verified(Role::DepartmentClerk, first, true).unwrap();
    s.act(Role::Leader, move |tx, ctx| close::close(tx, ctx, first, &close::Close::default())).unwrap();
    s.t.clock.advance(Span::days(40));
    let again = s.reported();
    let found = link(again).unwrap();
    assert_eq!((found.earlier, found.likeness, found.same_harm, found.days_between), (first, 1_000, true, 40));
    // It goes on through its loop, and the list finds it.
    let order = order(s.people.enterprises[0], None, s.people.departments[0]);
    s.act(Role::DistrictClerk, move |tx, ctx| assign::assign(tx, ctx, again, &order)).unwrap();
    let filter = Filter { view: View::All, recurring: true, ..Filter::default() };
    let listed = s.t.db.read_blocking(|r| query::list(r, &ctx, &filter, Slice::Page { from: 0, rows: 50 })).unwrap();
    assert_eq!(listed.iter().map(|row| row.id).collect::<Vec<_>>(), [again]);
    s.t.assert_replay_agrees();
}

#[test]
fn nobody_does_what_is_not_theirs() {
    let s = Story::begin();
    let id = s.assigned();
    let start_it = move |tx: &mut Tx<'_>, ctx: &Ctx| start::start(tx, ctx, id);
    let refused = s.act(Role::Inspector, start_it).unwrap_err().to_string();
    assert_eq!(refused, "you may not rectify what another organisation owes");
    s.submitted(id).unwrap();
    let own = s.verified(Role::EnterpriseUser, id, true).unwrap_err().to_string();
    assert_eq!(own, "you may not verify your own work");
    let twice = s.submitted(id).unwrap_err().to_string();
    assert_eq!(twice, "there is nothing to rectify now");
    let early = s.act(Role::Leader, move |tx, ctx| close::close(tx, ctx, id, &close::Close::default()));
    assert_eq!(early.unwrap_err().to_string(), "only a verified hazard can be closed");
    assert_eq!(s.status(id), Status::ToVerify);
    s.t.assert_replay_agrees();
}

#[test]
fn each_visitor_sees_their_own() {
    let s = Story::begin();
    let id = s.reported();
    let seen = |role| {
        let ctx = s.ctx(role);
        let rows =
            s.t.db.read_blocking(|r| query::list(r, &ctx, &Filter::default(), Slice::Page { from: 0, rows: 50 }));
        let counted = s.t.db.read_blocking(|r| query::count(r, &ctx, &Filter::default())).unwrap();
        let one = s.t.db.read_blocking(|r| query::detail(r, &ctx, id)).is_ok();
        (rows.unwrap().len() as i64, counted, one)
    };
    //              role                                  list, count, page
    assert_eq!(seen(Role::DistrictClerk), (1, 1, true));
    assert_eq!(seen(Role::Inspector), (1, 1, true));
    assert_eq!(seen(Role::DepartmentClerk), (1, 1, true), "of the sector");
    assert_eq!(seen(Role::TownshipOfficer), (1, 1, true), "of the township");
    assert_eq!(seen(Role::EnterpriseUser), (1, 1, true), "about the enterprise");
    assert_eq!(seen(Role::Administrator), (0, 0, false));
    assert_eq!(seen(Role::Auditor), (0, 0, false));
}

#[test]
fn words_and_numbers_find_a_hazard() {
    let s = Story::begin();
    s.reported();
    s.t.db.write_blocking("index", &s.t.rule(), |tx, ctx| tx.index_queued(ctx, 10)).unwrap();
    let found = |text: &str| {
        let filter = Filter { view: View::All, text: Some(text.into()), ..Filter::default() };
        let ctx = s.ctx(Role::DistrictClerk);
        s.t.db.read_blocking(|r| query::count(r, &ctx, &filter)).unwrap()
    };
    //               words           hits
    assert_eq!(found("除尘管道"), 1);
    assert_eq!(found("积尘 管道"), 1);
    assert_eq!(found("2026-000001"), 1);
    assert_eq!(found("1"), 1);
    assert_eq!(found("消防通道"), 0);
    assert_eq!(found("\" OR 1"), 0);
}

#[test]
fn a_hazard_is_said_better_and_both_wordings_stay() {
    let s = Story::begin();
    let id = s.assigned();
    let better = correct::Correct {
        description: "打磨车间除尘管道积尘超过 5 毫米；清扫制度未落实。".into(),
        place: "3 号厂房打磨车间".into(),
        reason: Some("现场复核".into()),
        version: None,
    };
    let (cmd, plant) = (better.clone(), better.clone());
    let refused = s.act(Role::EnterpriseUser, move |tx, ctx| correct::correct(tx, ctx, id, &plant));
    assert_eq!(refused.unwrap_err().to_string(), "you may not correct what another organisation reported");
    s.act(Role::DistrictClerk, move |tx, ctx| correct::correct(tx, ctx, id, &cmd)).unwrap();
    let ctx = s.ctx(Role::DistrictClerk);
    let detail = || s.t.db.read_blocking(|r| query::detail(r, &ctx, id)).unwrap();
    let said = detail();
    assert_eq!(said.title.as_str(), Some("打磨车间除尘管道积尘超过 5 毫米"));
    assert_eq!((said.place.as_str(), said.hazard.status), (Some("3 号厂房打磨车间"), Status::ToRectify));
    // The same again is no fact.
    s.act(Role::DistrictClerk, move |tx, ctx| correct::correct(tx, ctx, id, &better)).unwrap();
    assert_eq!(detail().history.len(), said.history.len());
    s.t.assert_replay_agrees();
}

pub fn from_a_ledger(s: &Story, closed: bool) -> import::Import {
    import::Import {
        digest: [7; 16],
        sheet: "汇总清单".into(),
        row: 2,
        description: "三级配电箱内存在一闸多机现象，存在触电风险。".into(),
        place: None,
        harms: vec![crate::Harm::ElectricShock],
        grade: crate::Grade::Ordinary,
        unit: "从未登记过的建设有限公司".into(),
        responsible: Some("某人".into()),
        measure: Some("当场纠正".into()),
        recheck: None,
        found_at: kernel::Instant::read("2020-05-24").unwrap(),
        due: kernel::Instant::read("2020-05-24 18:00"),
        rechecked_at: None,
        closed,
        division: s.people.villages[0],
        sector: kernel::Sector::Construction,
    }
}

#[test]
fn an_imported_row_is_known_the_second_time() {
    let s = Story::begin();
    let row = |closed| from_a_ledger(&s, closed);
    let once = |cmd: import::Import| s.act(Role::DistrictClerk, move |tx, ctx| import::import(tx, ctx, &cmd)).unwrap();
    let import::Outcome::Created { id, new_unit } = once(row(true)) else { panic!("the first import creates") };
    assert!(new_unit);
    assert_eq!(s.status(id), Status::Closed);
    assert_eq!(once(row(true)), import::Outcome::Unchanged { id });
    let open = import::Import { digest: [8; 16], ..row(false) };
    let import::Outcome::Created { id, new_unit } = once(open) else { panic!("another row creates") };
    assert!(!new_unit, "the unit is registered now");
    assert_eq!(s.status(id), Status::ToAssign);
    s.t.assert_replay_agrees();
}

#[test]
fn what_is_late_by_who_rectifies() {
    let s = Story::begin();
    let (ctx, first) = (|| s.ctx(Role::DistrictClerk), s.assigned());
    let late = || s.t.db.read_blocking(|r| crate::late::by_owner(r, &ctx())).unwrap();
    assert_eq!(late(), []);
    s.t.clock.advance(Span::days(40));
    let owner = s.people.enterprises[0];
    assert_eq!(late(), [(owner, 1)]);
    let filter = Filter { view: View::Late, owner: Some(owner), ..Filter::default() };
    assert_eq!(s.t.db.read_blocking(|r| query::count(r, &ctx(), &filter)).unwrap(), 1);
    let owners = Filter { view: View::OwnerLate, ..filter.clone() };
    assert_eq!(s.t.db.read_blocking(|r| query::count(r, &ctx(), &owners)).unwrap(), 1);
    s.submitted(first).unwrap();
    assert_eq!(late(), [], "it is the checker's move, and in time");
    // The checker is late: that is not the owner's lateness.
    s.t.clock.advance(Span::days(40));
    let count = |view| {
        let filter = Filter { view, owner: Some(owner), ..Filter::default() };
        s.t.db.read_blocking(|r| query::count_all(r, &ctx(), &filter)).unwrap()
    };
    assert_eq!((count(View::Late), count(View::OwnerLate)), (1, 0));
    let by_owner = |view| {
        let filter = Filter { view, ..Filter::default() };
        s.t.db.read_blocking(|r| query::count_by(r, &ctx(), &filter, query::Party::Owner)).unwrap()
    };
    assert_eq!((by_owner(View::Late), by_owner(View::OwnerLate)), (vec![(owner, 1)], vec![]));
}

/// Every number of every table, and what the list that it opens holds.
fn numbers_and_lists(s: &Story, role: Role) -> Vec<(String, i64, i64)> {
    use statistics::query::{Ask, By, Measure, table};
    let ctx = s.ctx(role);
    let mut all = Vec::new();
    for by in [
        vec![By::Township, By::Month],
        vec![By::Sector, By::Source],
        vec![By::Grade],
        vec![By::Village],
        vec![By::Owner],
        vec![By::Harm, By::Reporter],
        vec![By::Subject],
    ] {
        let (from, to) = ("2020-01".parse().unwrap(), statistics::Month::of(ctx.now.day()));
        let ask = Ask { by, from, to, township: None, sector: None, source: None, grade: None };
        let shown = s.t.db.read_blocking(|r| table(r, &ctx, &ask)).unwrap();
        let total = (Vec::new(), shown.total);
        for (key, it) in shown.rows.into_iter().chain([total]) {
            let measures = [
                (Measure::Found, it.found),
                (Measure::Closed, it.closed),
                (Measure::ClosedInTime, it.closed_in_time),
                (Measure::ClosedLate, it.closed_late),
                (Measure::Open, it.open()),
                (Measure::Late, it.late),
                (Measure::Major, it.major),
                (Measure::Recurring, it.recurring),
            ];
            for (measure, number) in measures {
                let Some(filter) = ask.list(&key, measure) else { continue };
                let listed = s.t.db.read_blocking(|r| query::count(r, &ctx, &filter)).unwrap();
                all.push((format!("{role:?} {key:?} {measure:?}"), number, listed));
            }
        }
    }
    all
}

#[test]
fn what_another_ledger_closed_was_closed_by_the_day_it_came() {
    let s = Story::begin();
    let now = s.ctx(Role::DistrictClerk).now;
    let (ahead, before) = (now + Span::days(9), |days| now - Span::days(days));
    for (n, (due, rechecked_at, closed)) in (1..).zip([
        (Some(ahead), None, now),
        (Some(before(9)), None, before(9)),
        (Some(ahead), Some(before(2)), before(2)),
        (None, None, before(11)),
    ]) {
        let told =
            import::Import { digest: [n; 16], due, rechecked_at, found_at: before(11), ..from_a_ledger(&s, true) };
        let run = move |tx: &mut Tx<'_>, ctx: &Ctx| import::import(tx, ctx, &told);
        let import::Outcome::Created { id, .. } = s.act(Role::DistrictClerk, run).unwrap() else { panic!("row {n}") };
        let ctx = s.ctx(Role::DistrictClerk);
        let closed_at = s.t.db.read_blocking(|r| query::detail(r, &ctx, id)).unwrap().closed_at;
        assert_eq!(closed_at.map(|at| at.day()), Some(closed.day()), "row {n}");
    }
    s.t.assert_replay_agrees();
}

#[test]
fn every_number_of_the_statistics_is_as_long_as_its_list() {
    let s = Story::begin();
    let close = |id| {
        s.submitted(id).unwrap();
        s.verified(Role::DepartmentClerk, id, true).unwrap();
        s.act(Role::Leader, move |tx, ctx| crate::testing::close(tx, ctx, id)).unwrap();
    };
    close(s.assigned());
    let late = s.assigned();
    s.t.clock.advance(Span::days(90));
    close(late);
    s.assigned();
    s.t.clock.advance(Span::days(90));
    s.reported();
    // One in a village and one of its township, for which no village is noted.
    for (n, division) in [(21, s.people.villages[0]), (22, s.people.villages[0].township())] {
        let found_at = s.ctx(Role::DistrictClerk).now;
        let told = import::Import { digest: [n; 16], division, found_at, due: None, ..from_a_ledger(&s, false) };
        s.act(Role::DistrictClerk, move |tx, ctx| import::import(tx, ctx, &told)).unwrap();
    }

    let told = numbers_and_lists(&s, Role::DistrictClerk);
    let wrong: Vec<_> = told.iter().filter(|(_, number, listed)| number != listed).collect();
    assert!(wrong.is_empty(), "{wrong:?}");
    let total = |measure: &str| told.iter().find(|(what, ..)| what.ends_with(&format!("[] {measure}"))).unwrap().1;
    let all = ["Found", "Closed", "ClosedInTime", "ClosedLate", "Open", "Late", "Major", "Recurring"].map(total);
    assert_eq!(all, [6, 2, 1, 1, 4, 1, 0, 3]);
    for role in [Role::TownshipOfficer, Role::EnterpriseUser, Role::DepartmentClerk] {
        let told = numbers_and_lists(&s, role);
        let wrong: Vec<_> = told.iter().filter(|(_, number, listed)| number != listed).collect();
        assert!(wrong.is_empty(), "{wrong:?}");
    }
    s.t.assert_replay_agrees();
}

#[test]
fn a_year_before_adds_up_and_silence_is_no_zero() {
    use statistics::compare::{compared, is_silent};
    use statistics::query::{Ask, By};
    let s = Story::begin();
    s.reported();
    s.t.clock.advance(Span::days(365));
    s.reported();
    s.t.clock.advance(Span::days(32));
    let ask = |by: &str, role| Ask::from_query(&page::Values::from_query(&format!("by={by}")), s.ctx(role).now);
    let told = |ask: &Ask, role| {
        let ctx = s.ctx(role);
        s.t.db.read_blocking(|r| compared(r, &ctx, ask)).unwrap()
    };
    for role in [Role::DistrictClerk, Role::TownshipOfficer] {
        for by in ["township", "month", "sector,month", "village"] {
            let found = told(&ask(by, role), role);
            let sum = found.rows.values().map(|line| line.before).sum::<i64>();
            assert_eq!((found.total.counts.found, found.total.before, sum), (1, 1, 1), "{role:?} {by}");
        }
    }
    let silent = |by: &str, role| {
        let ask = ask(by, role);
        told(&ask, role).rows.values().filter(|line| is_silent(&ask, line)).count()
    };
    let townships = s.t.db.read_blocking(|r| registry::query::townships(r, &s.ctx(Role::DistrictClerk))).unwrap().len();
    assert_eq!(silent("township", Role::DistrictClerk), townships - 1);
    assert_eq!(silent("township", Role::TownshipOfficer), 0);
    assert_eq!(silent("township&grade=major", Role::DistrictClerk), 0);
    assert_eq!(silent("sector", Role::DistrictClerk), 0);
    let by_month = ask("month", Role::DistrictClerk);
    assert_eq!(by_month.by, [By::Month]);
}

#[test]
fn an_address_opens_the_list_it_was_made_of() {
    for query in [
        "view=late&division=330127102000&sector=industry&owner=01980000-0000-7000-8000-000000000001",
        "view=all&status=closed&closing=late&found_from=2026-01-01&found_to=2026-03-31&recurring=1",
        "view=major&grade=major&source=ledger&q=%E7%AE%A1%E9%81%93+%26",
    ] {
        let filter = Filter::from_query(&page::Values::from_query(query));
        let address = filter.address();
        let again = Filter::from_query(&page::Values::from_query(address.split_once('?').unwrap().1));
        assert_eq!(again, filter, "{address}");
        assert_ne!(filter, Filter::default(), "{query}");
    }
}
