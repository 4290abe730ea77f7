//! What the rule tables of this crate share: contexts, ids, and the outcome of a decision as one line.

use kernel::{Actor, Ctx, District, Error, Grant, Identity, Instant, PersonId, Reach, RequestKey, Role, Scope};

pub fn id<I: Identity>(n: u8) -> I {
    I::from_bytes([n; 16])
}

/// A visitor who reaches the whole district.
pub fn clerk() -> Ctx {
    visitor(Reach::District, "530999")
}

/// A visitor who reaches one division.
pub fn of_division(code: &str) -> Ctx {
    visitor(Reach::Division, code)
}

fn visitor(reach: Reach, division: &str) -> Ctx {
    let district = District::new(530_999).unwrap();
    let person: PersonId = id(99);
    let grant = Grant {
        role: Role::DistrictClerk,
        reach,
        organisation: id(98),
        division: division.parse().unwrap(),
        sectors: None,
    };
    let now = Instant::read("2026-06-18 09:00").unwrap();
    let ctx = Ctx::rule("test", district, now, RequestKey([0; 16]), [0; 32]);
    let scope = Scope { district, person: Some(person), grants: vec![grant] };
    Ctx { actor: Actor::Person(person), scope, ..ctx }
}

/// The kind of the fact, or the refusal.
pub fn outcome<F: ledger::Fact>(decided: Result<F, Error>) -> String {
    match decided {
        Ok(fact) => fact.kind().to_owned(),
        Err(error) => error.to_string(),
    }
}

/// As [`outcome`], where there may be nothing to say.
pub fn outcome_or_nothing<F: ledger::Fact>(decided: Result<Option<F>, Error>) -> String {
    match decided.transpose() {
        Some(decided) => outcome(decided),
        None => "nothing".to_owned(),
    }
}
