//! Whatever is done in whatever order: every resolution has exactly one obligation, and no period is counted twice.

use std::collections::BTreeSet;

use kernel::Role;
use proptest::prelude::*;

use super::{Story, special};
use crate::resolution::{self, ResolutionId};
use crate::*;

#[derive(Debug, Clone)]
enum Deed {
    Convene,
    Cancel(usize),
    Hold(usize),
    Resolve(usize),
    Report(usize),
    Look(usize, bool),
    Withdraw(usize),
}

fn deeds() -> impl Strategy<Value = Vec<Deed>> {
    let one = prop_oneof![
        2 => Just(Deed::Convene),
        1 => (0..4_usize).prop_map(Deed::Cancel),
        3 => (0..4_usize).prop_map(Deed::Hold),
        4 => (0..4_usize).prop_map(Deed::Resolve),
        3 => (0..6_usize).prop_map(Deed::Report),
        3 => (0..6_usize, any::<bool>()).prop_map(|(n, accepted)| Deed::Look(n, accepted)),
        1 => (0..6_usize).prop_map(Deed::Withdraw),
    ];
    proptest::collection::vec(one, 1..24)
}

fn run(s: &Story, period: &str, all: &[Deed]) -> (Vec<MeetingId>, Vec<ResolutionId>) {
    let (mut meetings, mut resolutions): (Vec<MeetingId>, Vec<ResolutionId>) = Default::default();
    for deed in all {
        let meeting = |n: &usize| meetings.get(*n).copied();
        let one = |n: &usize| resolutions.get(*n).copied();
        match deed {
            Deed::Convene => {
                // Refused while another counts for the period; then one without a period.
                let starts = s.now().to_minute();
                let made = s.convene(&special(&starts, period)).or_else(|_| s.convene(&special(&starts, "")));
                meetings.extend(made.ok());
            }
            Deed::Cancel(n) => {
                if let Some(id) = meeting(n) {
                    let _ = s.act(Role::DistrictClerk, move |tx, ctx| {
                        cancel(tx, ctx, id, &Cancel { reason: "另行安排".into() })
                    });
                }
            }
            Deed::Hold(n) => {
                if let Some(id) = meeting(n) {
                    let cmd = Hold { ended: s.now().to_minute() };
                    let _ = s.act(Role::DistrictClerk, move |tx, ctx| hold(tx, ctx, id, &cmd));
                }
            }
            Deed::Resolve(n) => resolutions.extend(meeting(n).and_then(|id| s.resolve(id, "城关镇", "").ok())),
            Deed::Report(n) => {
                if let Some(id) = one(n) {
                    let cmd = resolution::ReportDone { done: "已办".into() };
                    let _ = s.act(Role::TownshipOfficer, move |tx, ctx| resolution::report(tx, ctx, id, &cmd));
                }
            }
            Deed::Look(n, accepted) => {
                if let Some(id) = one(n) {
                    let result = if *accepted { "accepted" } else { "returned" };
                    let cmd = resolution::Verify { result: result.into(), note: "请补充".into() };
                    let _ = s.act(Role::Leader, move |tx, ctx| resolution::verify(tx, ctx, id, &cmd));
                }
            }
            Deed::Withdraw(n) => {
                if let Some(id) = one(n) {
                    let cmd = resolution::Withdraw { reason: "重复".into() };
                    let _ = s.act(Role::Leader, move |tx, ctx| resolution::withdraw(tx, ctx, id, &cmd));
                }
            }
        }
    }
    (meetings, resolutions)
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 12, failure_persistence: None, ..ProptestConfig::default() })]
    #[test]
    fn nothing_is_owed_twice_and_no_period_counted_twice(all in deeds()) {
        let s = Story::begin();
        s.go_to("2026-07-03 09:00");
        s.rule("special", "quarter", 5, "2026-07-01");
        s.open_periods();
        let period = s.year(2026)[0].clone();
        let (meetings, resolutions) = run(&s, &period.id.to_string(), &all);
        let owed: BTreeSet<_> = resolutions.iter().map(|id| s.resolution(*id).obligation).collect();
        prop_assert_eq!((owed.len(), s.owed("meeting.resolution").1), (resolutions.len(), resolutions.len()));
        for id in &resolutions {
            let it = s.resolution(*id);
            let status = s.t.db.read_blocking(|r| obligation::query::get(r, &s.t.rule(), it.obligation.unwrap())).unwrap().status;
            prop_assert_eq!(status.is_open(), it.state.is_open());
        }
        let counting: Vec<_> =
            meetings.iter().map(|id| s.one(*id).it).filter(|it| it.period.is_some() && it.state != State::Cancelled).collect();
        prop_assert!(counting.len() <= 1, "one meeting a period");
        let held = counting.iter().filter(|it| it.was_held()).map(|it| it.id).next();
        prop_assert_eq!(s.year(2026)[0].meeting, held);
        s.t.assert_replay_agrees();
    }
}
