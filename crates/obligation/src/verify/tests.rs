//! Who may look, and what follows.

use kernel::{Ctx, Personal};

use super::{decide, reckoning};
use crate::model::{Check, Obligation, Status};
use crate::tests::cast::{CHECKER, CLERK, COLLEAGUE, DOER, Player, june, obligation, outcome};

const YES: bool = true;
const NO: bool = false;

#[test]
fn verification() {
    let done = || obligation(Status::Done);
    let strict = || Obligation { check: Check::AnotherOrganisation, ..done() };
    let by_town =
        || Obligation { doer: Some(CLERK.person()), doer_organisation: Some(CHECKER.organisation()), ..strict() };
    let own = "you may not verify your own work";
    //    obligation                 actor      ok   reason        now                 outcome
    check(done(), CHECKER, YES, "", "2026-06-16 10:00", "verified, due 2026-06-18 18:00");
    check(done(), COLLEAGUE, YES, "", "2026-06-16 10:00", "verified, due 2026-06-18 18:00");
    check(done(), DOER, YES, "", "2026-06-16 10:00", own);
    check(done(), DOER, NO, "no railing", "2026-06-16 10:00", own);
    check(strict(), COLLEAGUE, YES, "", "2026-06-16 10:00", own);
    check(strict(), CHECKER, YES, "", "2026-06-16 10:00", "verified, due 2026-06-18 18:00");
    check(by_town(), CHECKER, YES, "", "2026-06-16 10:00", own);
    check(done(), CHECKER, NO, "no railing", "2026-06-16 10:00", "returned, due 2026-06-22 18:00");
    check(done(), CHECKER, NO, "no railing", "2026-06-23 10:00", "returned, due 2026-06-30 18:00");
    check(done(), CHECKER, NO, "  ", "2026-06-16 10:00", "reason: fill in this field");
    check(obligation(Status::Assigned), CHECKER, YES, "", "2026-06-16 10:00", "this is not reported done");
    check(obligation(Status::Verified), CHECKER, YES, "", "2026-06-16 10:00", "this is not reported done");
}

fn check(it: Obligation, actor: Player, accepted: bool, reason: &str, now: &str, said: &str) {
    let ctx = actor.at(now);
    let reason = (!reason.is_empty()).then(|| Personal::text(reason));
    let reckoning = reckoning(&it, &ctx, accepted);
    assert_eq!(outcome(decide(&it, &ctx, accepted, reason.as_ref(), &reckoning, &june())), said, "{actor:?}");
}

#[test]
fn a_membership_that_has_ended_counts_no_more() {
    let it = Obligation { check: Check::AnotherOrganisation, ..obligation(Status::Done) };
    let ctx = COLLEAGUE.at("2026-06-16 10:00");
    let ended = |m: &kernel::Membership| kernel::Membership { to: Some(ctx.now), ..m.clone() };
    let ctx = Ctx { acting: ctx.acting.iter().map(ended).collect(), ..ctx.clone() };
    let reckoning = reckoning(&it, &ctx, true);
    assert!(decide(&it, &ctx, true, None, &reckoning, &june()).is_ok());
}
