//! A fact leaves the house: rows for the outbox, written in the transaction, sent after commit. All of them, in order.

use hazard::accountability;
use ledger::{Deliveries, Delivery, Stamp};
use obligation::{Fact, Owner};

pub fn deliveries() -> Deliveries {
    Deliveries::new().on(whose_move_it_is).on(what_became_of_a_case)
}

/// The organisation concerned learns how its case ended, and may answer.
fn what_became_of_a_case(_: &Stamp, fact: &accountability::Fact) -> Vec<Delivery> {
    let accountability::Fact::Concluded { told, .. } = fact else { return Vec::new() };
    vec![Delivery { kind: "case_concluded", organisation: *told, person: None }]
}

/// Whoever has to act next is told, and told again by the ladder.
fn whose_move_it_is(_: &Stamp, fact: &Fact) -> Vec<Delivery> {
    let to = |kind, owner: &Owner| vec![Delivery { kind, organisation: owner.organisation, person: owner.person }];
    match fact {
        Fact::Opened(opened) => to("opened", &opened.owner),
        Fact::Done { checker, .. } => to("to_check", checker),
        Fact::Returned { holder, .. } => to("returned", holder),
        Fact::Verified { holder, .. } => to("to_close", holder),
        Fact::Extended { holder, .. } => to("extended", holder),
        Fact::Reassigned { owner, .. } => to("opened", owner),
        Fact::Reminded { to: whom, .. } => to("reminded", whom),
        Fact::Overdue { to: whom, .. } => to("overdue", whom),
        Fact::Escalated { to: whom, .. } => to("escalated", whom),
        Fact::Closed { .. } | Fact::Settled { .. } | Fact::Waived { .. } => Vec::new(),
    }
}
