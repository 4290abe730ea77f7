//! What may be settled, and by whom on its own page.

use kernel::Ctx;
use ledger::Tx;
use ledger::testing::db;

use super::{decide, settle_mine};
use crate::model::{Check, Due, Obligation, Ref, Status};
use crate::tests::cast::{self, CHECKER, CLERK, DOER, INSPECTOR, Player, instant, obligation, outcome};

#[test]
fn settling() {
    let free = |status| Obligation { check: Check::None, ..obligation(status) };
    check(free(Status::Assigned), "settled");
    check(free(Status::Settled), "this is not open any more");
    check(free(Status::Waived), "this is not open any more");
    check(obligation(Status::Assigned), "this duty is checked: it is reported done, not settled");
}

fn check(it: Obligation, said: &str) {
    assert_eq!(outcome(decide(&it, &DOER.at("2026-06-16 10:00"))), said);
}

#[test]
fn only_ones_own_on_its_page() {
    let free = || crate::Open { about: meeting(), ..cast::open(Check::None, Due::At(instant("2026-06-30"))) };
    let named = crate::Open { owner: CHECKER.named(), ..free() };
    //   owes                                                            who settles   outcome
    own(free(), CLERK, "you may not settle what others owe");
    own(free(), DOER, "settled");
    own(named.clone(), INSPECTOR, "you may not settle what others owe");
    own(named, CHECKER, "settled");
}

fn meeting() -> Ref {
    Ref { kind: "errand".into(), id: [1; 16] }
}

#[test]
fn what_has_a_page_is_worked_there() {
    for kind in ["hazard", "listing", "risk_assessment", "transfer", "follow_up", "accountability"] {
        let about = Ref { kind: kind.into(), id: [1; 16] };
        let open = crate::Open { about, ..cast::open(Check::None, Due::At(instant("2026-06-30"))) };
        own(open, DOER, "this is worked on its own page");
    }
}

fn own(open: crate::Open<'static>, who: Player, said: &str) {
    let t = db(crate::CONCEPTS);
    let id = t.db.write_blocking("open", &t.rule(), move |tx, ctx| crate::open(tx, ctx, open.clone())).unwrap();
    let run = move |tx: &mut Tx<'_>, ctx: &Ctx| settle_mine(tx, ctx, id);
    let done = t.db.write_blocking("obligation.settle", &who.of(&t), run);
    assert_eq!(done.map_or_else(|e| e.to_string(), |()| "settled".into()), said, "{who:?}");
}
