//! Whole lives: from opening to closing, with every turn on the way.

use kernel::{Ctx, Error, Personal};
use ledger::testing::{TestDb, db};
use ledger::{Fact as _, Recorded, Tx};

use super::cast::{CHECKER, CLERK, COLLEAGUE, DOER, Player, district, instant, open};
use crate::model::{Check, Due, Fact, Obligation, ObligationId, Open, Owner, Status};
use crate::testing::{run_timers, seed};
use crate::{close, done, extend, query, reassign, settle, verify, waive};

struct Loop {
    t: TestDb,
    id: ObligationId,
}

impl Loop {
    fn opened(check: Check, due: Due) -> Self {
        let t = db(crate::CONCEPTS);
        t.clock.set(instant("2026-06-15 10:00"));
        seed(&t);
        let run = move |tx: &mut Tx<'_>, ctx: &Ctx| crate::open(tx, ctx, open(check, due));
        let id = t.db.write_blocking("open", &CLERK.of(&t), run).unwrap();
        Loop { t, id }
    }

    /// At a time, after the timers.
    fn at<T>(
        &self,
        now: &str,
        who: Player,
        run: impl Fn(&mut Tx<'_>, &Ctx, ObligationId) -> Result<T, Error> + Send + 'static,
    ) -> Obligation {
        self.t.clock.set(instant(now));
        run_timers(&self.t);
        let id = self.id;
        self.t.db.write_blocking("act", &who.of(&self.t), move |tx, ctx| run(tx, ctx, id).map(drop)).unwrap();
        self.read()
    }

    fn read(&self) -> Obligation {
        let (ctx, id) = (self.t.rule(), self.id);
        self.t.db.read_blocking(|r| query::get(r, &ctx, id)).unwrap()
    }

    fn kinds(&self) -> Vec<&'static str> {
        let history = self.t.db.read_blocking(|r| r.history::<Fact>(district(), self.id)).unwrap();
        history.iter().map(|recorded| recorded.fact.kind()).collect()
    }
}

fn reason(text: &str) -> Personal<String> {
    Personal::text(text)
}

#[test]
fn a_loop_that_goes_well() {
    let it = Loop::opened(Check::AnotherOrganisation, Due::ByRule);
    let is = |o: Obligation, status, holder: Player, due: &str| {
        assert_eq!((o.status, o.holder, o.due.to_minute().as_str()), (status, Some(holder.body()), due));
        assert_eq!((o.late_since, o.late_seconds), (None, 0));
    };
    is(it.read(), Status::Assigned, DOER, "2026-06-30 18:00");
    is(it.at("2026-06-18 16:00", DOER, |tx, c, id| done(tx, c, id, None)), Status::Done, CHECKER, "2026-06-24 18:00");
    let returned = it.at("2026-06-22 10:00", CHECKER, |tx, c, id| verify(tx, c, id, false, Some(reason("缺护栏"))));
    is(returned, Status::Returned, DOER, "2026-06-30 18:00");
    is(it.at("2026-06-23 09:00", DOER, |tx, c, id| done(tx, c, id, None)), Status::Done, CHECKER, "2026-06-26 18:00");
    let verified = it.at("2026-06-24 09:00", CHECKER, |tx, c, id| verify(tx, c, id, true, None));
    is(verified, Status::Verified, CLERK, "2026-06-26 18:00");
    let closed = it.at("2026-06-25 09:00", CLERK, close);
    assert_eq!((closed.status, closed.holder, closed.next_at), (Status::Closed, None, None));
    assert_eq!(closed.finished_at, Some(instant("2026-06-25 09:00")));
    it.t.clock.set(instant("2027-06-25 09:00"));
    assert_eq!(run_timers(&it.t), 0);
    let kinds = ["opened", "done", "reminded", "returned", "done", "reminded", "verified", "reminded", "closed"];
    assert_eq!(it.kinds(), kinds);
    it.t.assert_replay_agrees();
}

#[test]
fn a_loop_that_goes_badly() {
    let it = Loop::opened(Check::AnotherPerson, Due::At(instant("2026-06-17 18:00")));
    let done_late = it.at("2026-06-22 18:00", DOER, |tx, c, id| done(tx, c, id, None));
    assert_eq!((done_late.late_seconds, done_late.late_since), (5 * 24 * 3600, None));
    // The checker is late as well: the owner's time has passed meanwhile, so the rule gives it anew.
    let returned = it.at("2026-07-03 10:00", CHECKER, |tx, c, id| verify(tx, c, id, false, Some(reason("仍有积尘"))));
    assert_eq!((returned.due.to_minute().as_str(), returned.owner_due), ("2026-07-10 18:00", returned.due));
    let extended = it.at("2026-07-13 10:00", CLERK, |tx, c, id| {
        assert!(matches!(extend(tx, c, id, instant("2026-07-12"), reason("短了")), Err(Error::Invalid(_))));
        extend(tx, c, id, instant("2026-07-20 18:00"), reason("配件未到"))
    });
    assert_eq!((extended.late_since, extended.due.to_minute().as_str()), (None, "2026-07-20 18:00"));
    let moved = it.at("2026-07-14 10:00", CLERK, |tx, c, id| reassign(tx, c, id, COLLEAGUE.named(), reason("调岗")));
    assert_eq!((moved.holder, moved.due), (Some(COLLEAGUE.named()), extended.due));
    let waived = it.at("2026-07-21 10:00", CLERK, |tx, c, id| waive(tx, c, id, reason("产线拆除")));
    assert_eq!((waived.status, waived.holder), (Status::Waived, None));
    let kinds = [
        "opened",
        "reminded",
        "overdue",
        "escalated",
        "done", // five days late: leader, not yet the office
        "reminded",
        "reminded",
        "overdue",
        "escalated",
        "escalated",
        "returned",
        "reminded",
        "reminded",
        "overdue",
        "escalated",
        "extended",
        "reassigned",
        "reminded",
        "reminded",
        "overdue",
        "escalated",
        "waived",
    ];
    assert_eq!(it.kinds(), kinds);
    it.t.assert_replay_agrees();
}

#[test]
fn a_duty_without_check_is_settled() {
    let it = Loop::opened(Check::None, Due::At(instant("2026-06-15 11:00")));
    let settled = it.at("2026-06-15 11:20", DOER, settle);
    assert_eq!((settled.status, settled.late_seconds, settled.holder), (Status::Settled, 20 * 60, None));
    assert_eq!(it.kinds(), ["opened", "reminded", "reminded", "overdue", "escalated", "settled"]);
    it.t.assert_replay_agrees();
}

#[test]
fn an_act_that_comes_before_the_timer_loop_leaves_the_same_history() {
    let it = Loop::opened(Check::None, Due::At(instant("2026-06-15 11:00")));
    it.t.clock.set(instant("2026-06-15 11:20"));
    let id = it.id;
    it.t.db.write_blocking("act", &DOER.of(&it.t), move |tx, ctx| settle(tx, ctx, id)).unwrap();
    assert_eq!(it.kinds(), ["opened", "reminded", "reminded", "overdue", "escalated", "settled"]);
    assert_eq!(run_timers(&it.t), 0);
    it.t.assert_replay_agrees();
}

/// The registry's district: heads and the office are known.
#[test]
fn who_is_told_of_lateness() {
    static CONCEPTS: std::sync::LazyLock<Vec<&'static ledger::Concept>> =
        std::sync::LazyLock::new(|| [registry::CONCEPTS, crate::CONCEPTS].concat());
    let t = db(&CONCEPTS);
    let f = registry::testing::district(&t);
    seed(&t);
    let owner = Owner { organisation: f.enterprises[0], person: Some(f.enterprise_officers[0]) };
    let it = Open { owner, ..open(Check::None, Due::At(instant("2026-06-18 10:00"))) };
    let id = t.db.write_blocking("open", &t.rule(), move |tx, ctx| crate::open(tx, ctx, it.clone())).unwrap();
    t.clock.set(instant("2026-06-18 12:00"));
    assert_eq!(run_timers(&t), 6);
    let to = |recorded: Recorded<Fact>| match recorded.fact {
        Fact::Reminded { to, .. } | Fact::Overdue { to, .. } | Fact::Escalated { to, .. } => Some(to),
        _ => None,
    };
    let history = t.db.read_blocking(|r| r.history::<Fact>(district(), id)).unwrap();
    let told: Vec<Owner> = history.into_iter().filter_map(to).collect();
    let head = Owner { organisation: f.enterprises[0], person: Some(f.enterprise_heads[0]) };
    let office = Owner { organisation: f.office, person: None };
    let leader = Owner { organisation: f.office, person: Some(f.leader) };
    assert_eq!(told, [owner, owner, owner, head, office, leader]);

    // What they are called stands on the desk of the officer who owes it.
    let ctx = f.ctx(&t, kernel::Role::EnterpriseUser, &[], "obligation.list");
    let listed = t.db.read_blocking(|r| query::i_owe(r, &ctx, &Default::default(), &Default::default())).unwrap();
    assert_eq!(listed[0].holder_organisation, "鑫源化工");
    assert_eq!(listed[0].holder_person.as_deref(), Some("孙小安"));
    t.assert_replay_agrees();
}

#[test]
fn an_erased_title_is_shown_as_erased() {
    let t = db(crate::CONCEPTS);
    let due = Due::At(instant("2026-06-18 18:00"));
    let it = Open { title: Personal::Erased, ..open(Check::None, due) };
    let id = t.db.write_blocking("open", &t.rule(), move |tx, ctx| crate::open(tx, ctx, it.clone())).unwrap();
    let ctx = t.rule();
    assert_eq!(t.db.read_blocking(|r| query::get(r, &ctx, id)).unwrap().title, Personal::Erased);
    t.assert_replay_agrees();
}
