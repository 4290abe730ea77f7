//! A fact leaves the house: rows for the outbox, written in the transaction, sent after commit. All of them, in order.

use ledger::{Deliveries, Delivery, Stamp};

pub fn deliveries() -> Deliveries {
    Deliveries::new().on(hazard_moves).on(obligation_presses)
}

/// Whoever has to act next is told.
fn hazard_moves(_: &Stamp, fact: &hazard::Fact) -> Vec<Delivery> {
    match fact {
        hazard::Fact::Assigned { owner, .. } => {
            vec![Delivery { kind: "hazard_assigned", organisation: owner.organisation, person: owner.person }]
        }
        _ => Vec::new(),
    }
}

fn obligation_presses(_: &Stamp, fact: &obligation::Fact) -> Vec<Delivery> {
    obligation::told_by(fact)
        .into_iter()
        .map(|(kind, owner)| Delivery { kind, organisation: owner.organisation, person: owner.person })
        .collect()
}
