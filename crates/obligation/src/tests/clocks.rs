//! Clocks that go wrong: random acts between clock steps of minus an hour, plus a day, three days asleep, over the
//! end of a year and the 29th of February. No step is skipped, none is doubled, and there is one timer for each open
//! obligation with a step to come.

use kernel::{Ctx, Error, Instant, Personal, Span};
use ledger::testing::{TestDb, db};
use ledger::{Recorded, Tx};
use proptest::prelude::*;

use super::cast::{self, CHECKER, CLERK, COLLEAGUE, DOER, PLAYERS, Player, instant, open};
use crate::ladder::{Call, Step};
use crate::model::{Check, Due, Fact, ObligationId, Status};
use crate::query::{self, Count, Filter, Page};
use crate::testing::{run_timers, seed};
use crate::{close, done, extend, is_mine, reassign, settle, verify, waive};

/// The evening before a long holiday, the end of a year, the day before a leap day, a plain morning.
const STARTS: [&str; 5] =
    ["2026-06-18 17:59", "2025-12-30 23:30", "2024-02-28 16:00", "2026-06-15 09:00", "2026-09-30 08:00"];

#[derive(Debug, Clone, Copy)]
enum Act {
    OpenByRule(Check),
    OpenAt(Check, i64),
    Done(usize),
    Verify(usize, bool),
    Close(usize),
    Settle(usize),
    Extend(usize, i64),
    Waive(usize),
    Reassign(usize),
    Clock(i64),
    Timers,
}

fn check() -> impl Strategy<Value = Check> {
    prop_oneof![Just(Check::None), Just(Check::AnotherPerson), Just(Check::AnotherOrganisation)]
}

/// Minutes.
fn clock(backwards: bool) -> impl Strategy<Value = Act> {
    const DAY: i64 = 24 * 60;
    let step = prop_oneof![
        2 => Just(1_i64),
        3 => Just(7 * 60),
        3 => Just(DAY),
        2 => Just(3 * DAY),
        1 => Just(9 * DAY),
        2 => Just(-60),
    ];
    step.prop_map(move |minutes| Act::Clock(if backwards { minutes } else { minutes.abs() }))
}

fn acts(backwards: bool) -> impl Strategy<Value = Vec<Act>> {
    let which = 0..4_usize;
    let act = prop_oneof![
        2 => check().prop_map(Act::OpenByRule),
        2 => (check(), prop_oneof![-90..200_i64, 200..9_000_i64]).prop_map(|(check, minutes)| Act::OpenAt(check, minutes)),
        3 => which.clone().prop_map(Act::Done),
        3 => (which.clone(), any::<bool>()).prop_map(|(n, accepted)| Act::Verify(n, accepted)),
        1 => which.clone().prop_map(Act::Close),
        1 => which.clone().prop_map(Act::Settle),
        1 => (which.clone(), 1..8_000_i64).prop_map(|(n, minutes)| Act::Extend(n, minutes)),
        1 => which.clone().prop_map(Act::Waive),
        1 => which.prop_map(Act::Reassign),
        7 => clock(backwards),
        4 => Just(Act::Timers),
    ];
    prop::collection::vec(act, 1..45)
}

struct World {
    t: TestDb,
    ids: Vec<ObligationId>,
}

impl World {
    fn starting(at: &str) -> Self {
        let t = db(crate::CONCEPTS);
        t.clock.set(instant(at));
        seed(&t);
        World { t, ids: Vec::new() }
    }

    fn now(&self) -> Instant {
        ledger::Clock::now(&self.t.clock)
    }

    fn run(&mut self, act: Act) {
        let target = |n: usize| self.ids.get(n % self.ids.len().max(1)).copied();
        let soon = |minutes: i64| self.now() + Span::minutes(minutes);
        let reason = || Personal::text("事出有因");
        match act {
            Act::Clock(minutes) => self.t.clock.advance(Span::minutes(minutes)),
            Act::Timers => drop(run_timers(&self.t)),
            Act::OpenByRule(check) => self.open(check, Due::ByRule),
            Act::OpenAt(check, minutes) => self.open(check, Due::At(soon(minutes))),
            Act::Done(n) => self.act(DOER, target(n), |tx, ctx, id| done(tx, ctx, id, None)),
            Act::Verify(n, yes) => {
                self.act(CHECKER, target(n), move |tx, ctx, id| verify(tx, ctx, id, yes, Some(reason())));
            }
            Act::Close(n) => self.act(CLERK, target(n), close),
            Act::Settle(n) => self.act(DOER, target(n), settle),
            Act::Extend(n, minutes) => {
                let due = soon(minutes);
                self.act(CLERK, target(n), move |tx, ctx, id| extend(tx, ctx, id, due, reason()));
            }
            Act::Waive(n) => self.act(CLERK, target(n), move |tx, ctx, id| waive(tx, ctx, id, reason())),
            Act::Reassign(n) => {
                self.act(CLERK, target(n), move |tx, ctx, id| reassign(tx, ctx, id, COLLEAGUE.named(), reason()));
            }
        }
    }

    fn open(&mut self, check: Check, due: Due) {
        let run = move |tx: &mut Tx<'_>, ctx: &Ctx| crate::open(tx, ctx, open(check, due));
        self.ids.push(self.t.db.write_blocking("open", &CLERK.of(&self.t), run).unwrap());
    }

    /// A refusal is an answer like another; only a fault is a fault.
    fn act<T>(
        &self,
        who: Player,
        id: Option<ObligationId>,
        run: impl Fn(&mut Tx<'_>, &Ctx, ObligationId) -> Result<T, Error> + Send + 'static,
    ) {
        let Some(id) = id else { return };
        match self.t.db.write_blocking("act", &who.of(&self.t), move |tx, ctx| run(tx, ctx, id).map(drop)) {
            Ok(()) | Err(Error::Refused { .. } | Error::Forbidden { .. } | Error::Invalid(_)) => {}
            Err(fault) => panic!("{fault:?}"),
        }
    }

    fn history(&self, id: ObligationId) -> Vec<Recorded<Fact>> {
        self.t.db.read_blocking(|r| r.history::<Fact>(cast::district(), id)).unwrap()
    }

    /// Those that were opened here, and those that their lateness led to.
    fn every(&self) -> Vec<ObligationId> {
        let sql = "SELECT id FROM obligation ORDER BY id LIMIT 1000";
        self.t.db.read_blocking(|r| r.rows(sql, &[], |row| row.get(0))).unwrap()
    }

    /// One timer for each open obligation with a step to come, at that step's time; none otherwise.
    fn assert_timers(&self) {
        let ctx = self.t.rule();
        let far = self.now() + Span::days(4_000);
        let timers = self.t.db.read_blocking(|r| r.due_timers(&ctx, far, 10_000)).unwrap();
        let mut wanted: Vec<(Instant, [u8; 16])> = Vec::new();
        for id in &self.every() {
            let it = self.t.db.read_blocking(|r| query::get(r, &ctx, *id)).unwrap();
            let next = it.steps.get(it.rung as usize).map(|step| step.at).filter(|_| it.status.is_open());
            assert_eq!(it.next_at, next, "{it:?}");
            assert_eq!(it.holder.is_some(), it.status.is_open());
            wanted.extend(next.map(|at| (at, *kernel::Identity::bytes(id))));
        }
        wanted.sort_unstable();
        let mut found: Vec<_> = timers.iter().map(|timer| (timer.at, timer.id)).collect();
        found.sort_unstable();
        assert_eq!(found, wanted, "timers");
    }

    /// `until`: the timers have run at this time.
    fn assert_histories(&self, until: Instant) {
        for id in &self.every() {
            let mut ladder = Climb::default();
            for recorded in self.history(*id) {
                ladder.follow(&recorded);
            }
            ladder.assert_nothing_due(until, "at the end");
        }
    }

    /// The list is true (U-17): it has what is the visitor's move, nothing else, and counts the same.
    fn assert_lists(&self) {
        for player in PLAYERS {
            let ctx = player.of(&self.t);
            let read = |id: &ObligationId| self.t.db.read_blocking(|r| query::get(r, &ctx, *id)).unwrap();
            let mut mine: Vec<_> = self.every().iter().map(read).filter(|it| is_mine(it, &ctx)).collect();
            mine.sort_by_key(|it| (it.due, it.id));
            let listed =
                self.t.db.read_blocking(|r| query::i_owe(r, &ctx, &Filter::default(), &Page::default())).unwrap();
            assert!(listed.iter().map(|row| row.id).eq(mine.iter().map(|it| it.id)), "{player:?}");
            let late = mine.iter().filter(|it| it.is_late(ctx.now)).count() as i64;
            let counts = self.t.db.read_blocking(|r| query::counts(r, &ctx)).unwrap();
            assert_eq!(counts.i_owe, Count { open: mine.len() as i64, late }, "{player:?}");
        }
    }

    fn assert_time_never_goes_back(&self) {
        let sql = "SELECT recorded_at FROM fact ORDER BY place LIMIT 100000";
        let times: Vec<Instant> = self.t.db.read_blocking(|r| r.rows(sql, &[], |row| row.get(0))).unwrap();
        assert!(times.is_sorted());
    }
}

/// The ladder of one obligation, followed fact by fact, without knowing how the crate does it.
#[derive(Default)]
struct Climb {
    steps: Vec<Step>,
    fired: usize,
    finished: bool,
}

impl Climb {
    fn follow(&mut self, recorded: &Recorded<Fact>) {
        let at = recorded.at.effective_at;
        let (call, step) = match &recorded.fact {
            Fact::Reminded { step, .. } => (vec![Call::Remind], *step),
            Fact::Overdue { step, .. } => (vec![Call::Overdue], *step),
            Fact::Escalated { step, .. } => {
                (vec![Call::HolderLeader, Call::SafetyOffice, Call::Leader, Call::Letter, Call::Interview], *step)
            }
            act => return self.act(act, at),
        };
        assert!(!self.finished, "a step of what is finished");
        assert_eq!(step as usize, self.fired, "skipped or doubled");
        let due = self.steps[self.fired];
        assert!(call.contains(&due.call) && due.at == at, "{due} fired as {:?} at {at}", recorded.fact);
        assert_eq!(recorded.at.actor, "rule:obligation.ladder");
        self.fired += 1;
    }

    fn act(&mut self, fact: &Fact, at: Instant) {
        assert!(!self.finished, "an act on what is finished");
        self.assert_nothing_due(at, "before an act");
        if let Some(term) = fact.term() {
            assert_eq!(term.steps.iter().filter(|s| s.call == Call::Overdue && s.at == term.due).count(), 1);
            assert!(term.steps.is_sorted_by_key(|s| s.at));
            (self.steps, self.fired) = (term.steps.clone(), 0);
        }
        if matches!(fact, Fact::Closed { .. } | Fact::Settled { .. } | Fact::Waived { .. }) {
            (self.steps, self.fired, self.finished) = (Vec::new(), 0, true);
        }
    }

    fn assert_nothing_due(&self, until: Instant, when: &str) {
        if let Some(step) = self.steps.get(self.fired) {
            assert!(step.at > until, "{step} was skipped {when} ({until})");
        }
    }
}

/// What happened to each obligation, without who and how.
fn told(world: &World) -> Vec<Vec<(String, Instant)>> {
    let line = |r: Recorded<Fact>| (ledger::Fact::kind(&r.fact).to_owned(), r.at.effective_at);
    world.ids.iter().map(|id| world.history(*id).into_iter().map(line).collect()).collect()
}

fn config() -> ProptestConfig {
    // On a server each case waits for a database of its own.
    let cases = if ledger::testing::is_on_server() { 4 } else { 40 };
    ProptestConfig { cases, failure_persistence: None, max_shrink_iters: 300, ..ProptestConfig::default() }
}

proptest! {
    #![proptest_config(config())]

    #[test]
    fn nothing_is_skipped_and_nothing_doubled(start in 0..STARTS.len(), acts in acts(true)) {
        let mut world = World::starting(STARTS[start]);
        for act in acts {
            world.run(act);
            world.assert_timers();
        }
        run_timers(&world.t);
        world.assert_timers();
        world.assert_histories(world.now());
        world.assert_lists();
        world.assert_time_never_goes_back();
        if !world.ids.is_empty() {
            world.t.assert_replay_agrees();
        }
    }

    /// While the clock only goes forward, it makes no difference whether the timer loop or an act comes first.
    #[test]
    fn a_slow_timer_loop_changes_no_history(start in 0..STARTS.len(), acts in acts(false)) {
        let (mut prompt, mut slow) = (World::starting(STARTS[start]), World::starting(STARTS[start]));
        for act in acts {
            run_timers(&prompt.t);
            prompt.run(act);
            if !matches!(act, Act::Timers) {
                slow.run(act);
            }
        }
        run_timers(&prompt.t);
        run_timers(&slow.t);
        prop_assert_eq!(told(&prompt), told(&slow));
    }
}

#[test]
fn three_days_asleep_everything_fires_once_in_order() {
    let mut world = World::starting("2026-06-22 08:00");
    // Due on Wednesday and on Tuesday at six in the evening; the machine sleeps from Monday to Friday.
    world.open(Check::None, Due::At(instant("2026-06-24 18:00")));
    world.open(Check::None, Due::At(instant("2026-06-23 18:00")));
    world.t.clock.set(instant("2026-06-26 08:00"));
    assert_eq!(run_timers(&world.t), 7);
    assert_eq!(run_timers(&world.t), 0);
    let sql = "SELECT id, kind, effective_at FROM fact WHERE stream = 'obligation' AND kind <> 'opened' ORDER BY place";
    let row = |row: &ledger::Row<'_>| {
        let first = row.get::<ObligationId>(0)? == world.ids[0];
        let at: Instant = row.get(2)?;
        Ok(format!("{} {} {}", if first { "a" } else { "b" }, row.get::<String>(1)?, &at.to_minute()[5..]))
    };
    let fired = world.t.db.read_blocking(|r| r.rows(sql, &[], row)).unwrap();
    let wanted = [
        "a reminded 06-22 09:00",
        "b reminded 06-22 09:00",
        "a reminded 06-23 09:00",
        "b overdue 06-23 18:00",
        "b escalated 06-24 09:00",
        "a overdue 06-24 18:00",
        "a escalated 06-25 09:00",
    ];
    let mut fired_in_time = fired.clone();
    fired_in_time.sort_by_key(|line| line[line.len() - 11..].to_owned());
    assert_eq!(fired, fired_in_time);
    let mut sorted = fired;
    sorted.sort();
    let mut expected = wanted.map(str::to_owned).to_vec();
    expected.sort();
    assert_eq!(sorted, expected);
    world.t.assert_replay_agrees();
}

#[test]
fn a_clock_that_goes_back_fires_nothing_again() {
    let mut world = World::starting("2026-06-22 08:00");
    world.open(Check::None, Due::At(instant("2026-06-23 18:00")));
    world.t.clock.set(instant("2026-06-23 18:00"));
    assert_eq!(run_timers(&world.t), 2);
    for minutes in [-60, 60, -24 * 60, 24 * 60] {
        world.run(Act::Clock(minutes));
        assert_eq!(run_timers(&world.t), 0, "{minutes}");
    }
    let ctx = world.t.rule();
    let it = world.t.db.read_blocking(|r| query::get(r, &ctx, world.ids[0])).unwrap();
    assert_eq!((it.late_since, it.status), (Some(instant("2026-06-23 18:00")), Status::Assigned));
}
