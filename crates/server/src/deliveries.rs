//! A fact leaves the house: rows for the outbox, written in the transaction, sent after commit. All of them, in order.

use attention::key::{entry, list};
use hazard::accountability;
use kernel::OrganisationId;
use ledger::{Deliveries, Delivery, Stamp};
use obligation::{Fact, Owner};

pub fn deliveries() -> Deliveries {
    Deliveries::new().on(whose_move_it_is).on(where_a_case_stands).on(who_is_on_a_list).on(what_became_of_an_entry)
}

fn each(kind: &'static str, organisations: &[OrganisationId]) -> Vec<Delivery> {
    organisations.iter().map(|organisation| Delivery { kind, organisation: *organisation, person: None }).collect()
}

/// Whoever is on a key-attention list learns that they may object, what was answered, and that it stands.
fn who_is_on_a_list(_: &Stamp, fact: &list::Fact) -> Vec<Delivery> {
    match fact {
        list::Fact::Told { listed, .. } => each("attention_told", listed),
        list::Fact::Answered { organisation, .. } => each("attention_answered", organisation.as_slice()),
        list::Fact::Signed { listed, .. } => each("attention_signed", listed),
        list::Fact::Drafted(_) | list::Fact::Objected { .. } | list::Fact::Discarded { .. } => Vec::new(),
    }
}

/// They learn too when they are off it again, and so does whoever owed something there; all else is told as what is owed.
fn what_became_of_an_entry(_: &Stamp, fact: &entry::Fact) -> Vec<Delivery> {
    match fact {
        entry::Fact::Removed { told, .. } => each("attention_removed", told),
        _ => Vec::new(),
    }
}

/// The organisation concerned learns what was decided about its case and how that ended, and may answer; what it says after
/// a decision goes to whoever decided.
fn where_a_case_stands(_: &Stamp, fact: &accountability::Fact) -> Vec<Delivery> {
    use accountability::Fact;
    let (kind, told) = match fact {
        Fact::Stated { told, .. } => ("case_stated", *told),
        Fact::SetAside { told, .. } => ("case_set_aside", *told),
        Fact::InterviewDecided { told, .. } => ("case_interview", *told),
        Fact::InterviewRevoked { told, .. } => ("case_interview_revoked", Some(*told)),
        Fact::Concluded { told, .. } => ("case_concluded", Some(*told)),
        Fact::Opened(_)
        | Fact::StatementAsked { .. }
        | Fact::Interviewed { .. }
        | Fact::HandedOver { .. }
        | Fact::OutcomeOwed { .. }
        | Fact::OutcomeAsked { .. } => return Vec::new(),
    };
    told.map(|organisation| Delivery { kind, organisation, person: None }).into_iter().collect()
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
