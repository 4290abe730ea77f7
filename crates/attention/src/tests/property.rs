//! Whatever is reported in whatever order, however the days are slept through: each organisation owes each thing of each day
//! once, and it ends once.

use std::collections::BTreeSet;

use kernel::{Role, Span};
use proptest::prelude::*;

use super::{Story, holiday};
use crate::duty::{self, Nothing, Report, ReportSweep, Sort, State};
use crate::period::{self, Extend, Shorten};

#[derive(Debug, Clone)]
enum Deed {
    /// So many hours pass, with whatever rings in them.
    Wait(i64),
    /// So many hours pass with nobody awake; what is due rings afterwards, at once.
    Sleep(i64),
    Nothing(usize),
    Say(usize),
    Sweep(usize),
    Look(usize, bool),
    Waive(usize),
    Extend,
    Shorten,
}

fn deeds() -> impl Strategy<Value = Vec<Deed>> {
    let one = prop_oneof![
        5 => (1..30_i64).prop_map(Deed::Wait),
        2 => (1..60_i64).prop_map(Deed::Sleep),
        4 => (0..12_usize).prop_map(Deed::Nothing),
        2 => (0..12_usize).prop_map(Deed::Say),
        3 => (0..4_usize).prop_map(Deed::Sweep),
        3 => (0..4_usize, any::<bool>()).prop_map(|(n, yes)| Deed::Look(n, yes)),
        1 => (0..12_usize).prop_map(Deed::Waive),
        1 => Just(Deed::Extend),
        1 => Just(Deed::Shorten),
    ];
    proptest::collection::vec(one, 1..30)
}

type Act = Box<dyn Fn(&mut ledger::Tx<'_>, &kernel::Ctx) -> Result<(), kernel::Error> + Send>;

/// What does not fit the moment is refused, and changes nothing.
fn run(s: &Story, id: period::SpecialPeriodId, deed: &Deed) {
    let report = |n: &usize| s.duties(id, Sort::ZeroReport).get(*n).map(|it| it.id);
    let sweep = |n: &usize| s.duties(id, Sort::Sweep).get(*n).map(|it| it.id);
    let rule = |run: Act| {
        let _ = s.t.db.write_blocking("deed", &s.t.rule(), run);
    };
    match deed {
        Deed::Wait(hours) => s.wait(Span::hours(*hours)),
        Deed::Sleep(hours) => {
            s.t.clock.advance(Span::hours(*hours));
            s.wait(Span::minutes(1));
        }
        Deed::Nothing(n) => {
            if let Some(id) = report(n) {
                rule(Box::new(move |tx, ctx| duty::nothing(tx, ctx, id, &Nothing {})));
            }
        }
        Deed::Say(n) => {
            if let Some(id) = report(n) {
                let cmd = Report { text: "处置一起险情".into() };
                rule(Box::new(move |tx, ctx| duty::report(tx, ctx, id, &cmd)));
            }
        }
        Deed::Sweep(n) => {
            if let Some(id) = sweep(n) {
                let cmd = ReportSweep { visited: "12".into(), found: "3".into(), text: "已检查".into() };
                rule(Box::new(move |tx, ctx| duty::report_sweep(tx, ctx, id, &cmd)));
            }
        }
        Deed::Look(n, yes) => {
            if let Some(id) = sweep(n) {
                let cmd =
                    duty::Look { result: if *yes { "accepted" } else { "returned" }.into(), note: "请补充".into() };
                let _ = s.act(Role::Leader, move |tx, ctx| duty::look(tx, ctx, id, &cmd));
            }
        }
        Deed::Waive(n) => {
            if let Some(id) = report(n) {
                let cmd = duty::Waive { reason: "单位撤并".into() };
                let _ = s.act(Role::Leader, move |tx, ctx| duty::waive(tx, ctx, id, &cmd));
            }
        }
        Deed::Extend => {
            let cmd = Extend { to: s.period(id).to.plus_days(2).to_string(), reason: "返程延后".into() };
            let _ = s.act(Role::Leader, move |tx, ctx| period::extend(tx, ctx, id, &cmd));
        }
        Deed::Shorten => {
            let cmd = Shorten { to: s.period(id).to.plus_days(-1).to_string(), reason: "提前结束".into() };
            let _ = s.act(Role::Leader, move |tx, ctx| period::shorten(tx, ctx, id, &cmd));
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 12, failure_persistence: None, ..ProptestConfig::default() })]
    #[test]
    fn each_day_and_organisation_owes_once_and_ends_once(all in deeds()) {
        let s = Story::begin("2026-09-28 09:00");
        let id = s.opened(&holiday());
        for deed in &all {
            run(&s, id, deed);
        }
        s.go_to_at(s.period(id).to.plus_days(20).at(9, 0));
        let it = s.period(id);
        prop_assert_eq!(it.state, period::State::Closed);
        let reports = s.duties(id, Sort::ZeroReport);
        let asked: BTreeSet<_> = reports.iter().map(|it| (it.day, it.organisation)).collect();
        // Four organisations, each day that the period had in the end, and none besides.
        prop_assert_eq!((asked.len(), reports.len() as i64), (reports.len(), 4 * it.days()));
        prop_assert!(reports.iter().all(|one| it.holds_on(one.day)));
        prop_assert_eq!(s.duties(id, Sort::Sweep).len(), 4);
        for one in reports.iter().chain(&s.duties(id, Sort::Sweep)).chain(&s.duties(id, Sort::Roster)) {
            prop_assert_eq!(s.status(one.obligation).is_open(), one.state.is_open(), "{:?}", one);
            let history = s.t.db.read_blocking(|r| duty::query::history(r, &s.t.rule(), one.id)).unwrap();
            let ends = history.iter().filter(|step| matches!(
                (one.sort, &step.fact),
                (Sort::ZeroReport | Sort::Roster, duty::Fact::Reported { .. })
                    | (_, duty::Fact::Accepted { .. } | duty::Fact::Filled | duty::Fact::Lapsed { .. } | duty::Fact::Waived { .. })
            )).count();
            prop_assert_eq!(ends, usize::from(!one.state.is_open()), "{:?}", one);
            if one.state == State::Done && one.reported_at.is_some_and(|at| at > one.due) {
                prop_assert!(one.late, "late stays late: {:?}", one);
            }
        }
        s.t.assert_replay_agrees();
    }
}
