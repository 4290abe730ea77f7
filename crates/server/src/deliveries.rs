//! A fact leaves the house: rows for the outbox, written in the transaction, sent after commit. All of them, in order.

use kernel::{Error, Identity as _};
use ledger::{Deliveries, Delivery, Reader, Stamp};
use obligation::{Fact, ObligationId, Owner};

pub fn deliveries() -> Deliveries {
    Deliveries::new().on(whose_move_it_is)
}

/// Whoever has to act next is told, and told again by the ladder.
fn whose_move_it_is(r: &Reader<'_>, at: &Stamp, fact: &Fact) -> Result<Vec<Delivery>, Error> {
    let to = |kind, owner: &Owner| vec![Delivery { kind, organisation: owner.organisation, person: owner.person }];
    let id = ObligationId::from_bytes(at.id);
    let parties = || obligation::query::parties(r, at.district, id);
    Ok(match fact {
        Fact::Opened(opened) => to("opened", &opened.owner),
        Fact::Done { checker, .. } => to("to_check", checker),
        Fact::Returned { .. } => to("returned", &parties()?.owner),
        Fact::Verified { .. } => to("to_close", &parties()?.owed_to),
        Fact::Extended { .. } => to("extended", &parties()?.owner),
        Fact::Reassigned { owner, .. } => to("opened", owner),
        Fact::Reminded { .. } => to("reminded", &parties()?.holder),
        Fact::Overdue { .. } => to("overdue", &parties()?.holder),
        Fact::Escalated { to: whom, .. } => to("escalated", whom),
        Fact::Closed { .. } | Fact::Settled { .. } | Fact::Waived { .. } => Vec::new(),
    })
}
