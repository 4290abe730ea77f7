//! What tests of this and higher crates need: the default rules, the published holidays, and a hand-turned timer loop.

use kernel::{Identity, Instant};
use ledger::testing::TestDb;

use crate::calendar::{Import, import, seed_statutory};
use crate::{LADDER, ObligationId, fire, rule};

/// Default deadline rules and the published holidays of 2019 to 2026.
pub fn seed(t: &TestDb) {
    let written = t.db.write_blocking("seed", &t.rule(), |tx, ctx| {
        for rule in rule::defaults() {
            rule::set(tx, ctx, &rule)?;
        }
        import(tx, ctx, &Import { days: seed_statutory(2019..=2026) })
    });
    written.expect("the defaults are well-formed");
}

/// What `server`'s loop does: every timer that has come due by the test's clock, one after another in order of its time.
/// Returns how many fired.
pub fn run_timers(t: &TestDb) -> usize {
    let mut fired = 0;
    loop {
        let now: Instant = ledger::Clock::now(&t.clock);
        let ctx = t.rule();
        let due = t.db.read_blocking(|r| r.due_timers(&ctx, now, 1)).expect("timers are read");
        let Some(timer) = due.into_iter().next() else { return fired };
        let written = t.db.write_blocking("timer", &ctx, move |tx, ctx| {
            if tx.take_timer(ctx, &timer)? && timer.stream == "obligation" && timer.kind == LADDER {
                fire(tx, ctx, timer.at, ObligationId::from_bytes(timer.id))?;
            }
            Ok(())
        });
        written.expect("a timer fires");
        fired += 1;
    }
}
