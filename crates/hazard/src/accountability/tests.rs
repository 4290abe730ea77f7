//! What opens a case, what it is proved by, and who decides it how.

use kernel::{Act, Ctx, Identity as _, Instant, Personal, Role, Span};
use obligation::Ref;

use super::act::decide;
use super::query::{self, Filter};
use super::{Case, CaseId, Said, State, Step, Trigger, chain, sweep, take};
use crate::extend::Extend;
use crate::tests::story::Story;
use crate::{close, extend};

fn sweeps(s: &Story) -> usize {
    let ctx = s.t.rule();
    sweep(&s.t.db, &ctx).unwrap()
}

fn cases(s: &Story) -> Vec<Case> {
    let ctx = s.t.rule();
    s.t.db.read_blocking(|r| query::list(r, &ctx, &Filter::default(), 0, 50)).unwrap()
}

fn triggers(s: &Story) -> Vec<Trigger> {
    let mut all: Vec<Trigger> = cases(s).iter().map(|it| it.trigger).collect();
    all.sort();
    all
}

#[test]
fn late_and_extended_again_and_again() {
    let s = Story::begin();
    let id = s.assigned();
    assert_eq!(sweeps(&s), 0);
    for days in [20, 40] {
        let due = ledger::Clock::now(s.t.clock.as_ref()) + Span::days(days);
        s.act(Role::DistrictClerk, move |tx, ctx| extend::extend(tx, ctx, id, &Extend { due, reason: "排期".into() }))
            .unwrap();
    }
    assert_eq!(sweeps(&s), 1, "extended twice");
    assert_eq!(sweeps(&s), 0, "opened once");
    assert_eq!(triggers(&s), [Trigger::Extensions]);
    s.t.clock.advance(Span::days(120));
    assert_eq!(sweeps(&s), 1, "and late for long");
    let ctx = s.t.rule();
    let late = cases(&s).into_iter().find(|it| it.trigger == Trigger::Late).unwrap();
    assert_eq!((late.organisation, late.state), (s.people.enterprises[0], State::Candidate));
    assert!(late.source.contains("第二十二条第一项") && late.due.is_some());
    let kinds = s.t.db.read_blocking(|r| chain::kinds(r, &ctx, late.id)).unwrap();
    let life = ["hazard_reported", "hazard_assigned", "hazard_extended", "hazard_extended", "accountability_opened"];
    assert_eq!(kinds.iter().filter(|kind| life.contains(&kind.as_str())).count(), 5, "{kinds:?}");
    assert_eq!(kinds.last().map(String::as_str), Some("accountability_opened"));
    s.t.assert_replay_agrees();
}

#[test]
fn closed_and_found_again() {
    for (days, trigger) in [(10, Trigger::FalseClosing), (90, Trigger::Recurring)] {
        let s = Story::begin();
        let first = s.assigned();
        s.submitted(first).unwrap();
        s.verified(Role::DepartmentClerk, first, true).unwrap();
        s.act(Role::Leader, move |tx, ctx| close::close(tx, ctx, first, &close::Close::default())).unwrap();
        s.t.clock.advance(Span::days(days));
        s.reported();
        assert_eq!(sweeps(&s), 1);
        let ctx = s.t.rule();
        let it = cases(&s).remove(0);
        assert_eq!((it.trigger, it.organisation), (trigger, s.people.enterprises[0]), "whoever closed it");
        let kinds = s.t.db.read_blocking(|r| chain::kinds(r, &ctx, it.id)).unwrap();
        for kind in ["hazard_closed", "hazard_recurs"] {
            assert!(kinds.iter().any(|it| it == kind), "{kind} not in {kinds:?}");
        }
        // Both happen at one moment; the entry that comes first in the record comes first in the proof.
        let last = |kind: &str| kinds.iter().rposition(|it| it == kind).unwrap();
        assert!(last("hazard_reported") < last("hazard_recurs"), "{kinds:?}");
    }
}

#[test]
fn returned_again_and_again() {
    let s = Story::begin();
    let id = s.assigned();
    for _ in 0..2 {
        assert_eq!(sweeps(&s), 0);
        s.submitted(id).unwrap();
        s.verified(Role::DepartmentClerk, id, false).unwrap();
    }
    assert_eq!(sweeps(&s), 1);
    assert_eq!(triggers(&s), [Trigger::Returns]);
    let it = cases(&s).remove(0);
    let said = Said { reason: "已查明，系设备缺陷。".into(), ..Said::default() };
    let case = it.id;
    let leader = Ctx { scope: s.t.rule().scope, ..s.ctx(Role::Leader) };
    s.t.db.write_blocking("decide", &leader, move |tx, ctx| take(tx, ctx, case, Step::SettingAside, &said)).unwrap();
    let decided = cases(&s).remove(0);
    assert_eq!((decided.state, decided.due), (State::SetAside, None));
    let open =
        "SELECT COUNT(*) FROM obligation WHERE duty = 'accountability.decide' AND holder_organisation IS NOT NULL";
    assert_eq!(s.t.db.read_blocking(|r| r.value::<i64>(open, &[])).unwrap(), 0);
    assert_eq!(sweeps(&s), 0, "decided for good");
}

#[test]
fn deciding() {
    let s = Story::begin();
    let at = Instant::read("2026-06-18 09:00").unwrap();
    let case = |organisation, state| Case {
        id: CaseId::from_bytes([7; 16]),
        version: 1,
        trigger: Trigger::Late,
        state,
        about: Ref { kind: "hazard".into(), id: [9; 16] },
        organisation,
        division: s.people.villages[0],
        sector: None,
        title: Personal::text("积尘"),
        since: at,
        opened_at: at,
        source: "办法".into(),
        obligation: None,
        due: None,
        decided_at: None,
        decided_by: None,
        reason: None,
        handed_to: None,
        document: None,
    };
    let said = |reason: &str, to: &str, document: &str| Said {
        reason: reason.into(),
        to: to.into(),
        document: document.into(),
    };
    let (other, own) = (s.people.enterprises[0], s.people.office);
    use State::{Candidate, HandedOver};
    //   whose  state       step                 said                       outcome
    #[rustfmt::skip]
    let rows = [
        (other, Candidate,  Step::SettingAside,  said("已补办", "", ""),     "set_aside"),
        (other, Candidate,  Step::SettingAside,  said(" ", "", ""),          "reason: fill in this field"),
        (own,   Candidate,  Step::SettingAside,  said("已补办", "", ""),     "you may not set aside a case of your own organisation"),
        (own,   Candidate,  Step::Referral,      said("失职", "纪委", "1号"), "handed_over"),
        (other, Candidate,  Step::Referral,      said("失职", "", ""),       "to: fill in this field; document: fill in this field"),
        (other, HandedOver, Step::SettingAside,  said("已补办", "", ""),     "this case is decided already"),
    ];
    for (whose, state, step, said, outcome) in rows {
        let fact = decide(&case(whose, state), &s.ctx(Role::Leader), step, &said);
        let got = fact.map_or_else(|e| e.to_string(), |fact| ledger::Fact::kind(&fact).to_owned());
        assert_eq!(got, outcome, "{step} {said:?}");
    }
    assert!(s.ctx(Role::Leader).may(Act("hazard")));
}
