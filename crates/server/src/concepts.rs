//! Every concept that records facts.

use std::sync::LazyLock;

use ledger::Concept;

static ALL: LazyLock<Vec<&'static Concept>> = LazyLock::new(|| {
    let mut all: Vec<&'static Concept> = Vec::new();
    all.extend(evidence::CONCEPTS);
    all.extend(registry::CONCEPTS);
    all.extend(obligation::CONCEPTS);
    all.extend(hazard::CONCEPTS);
    all.extend(enterprise::CONCEPTS);
    all.extend(incident::CONCEPTS);
    all.extend(disaster::CONCEPTS);
    all.extend(briefing::CONCEPTS);
    all.extend(campaign::CONCEPTS);
    all.extend(meeting::CONCEPTS);
    all.extend(oversight::CONCEPTS);
    all.extend(attention::CONCEPTS);
    all.extend(signal::CONCEPTS);
    all.extend(flood::CONCEPTS);
    all.extend(forestfire::CONCEPTS);
    all.extend(earthquake::CONCEPTS);
    all.push(&crate::exports::choice::CONCEPT);
    all.push(&ledger::ERASURE);
    all
});

pub fn all() -> &'static [&'static Concept] {
    &ALL
}

/// Tables that replay doesn't rebuild, and why.
pub const NOT_PROJECTIONS: &[(&str, &str)] = &[
    ("fact", "the ledger itself"),
    ("personal", "the erasable values of the ledger"),
    ("log_entry", "the numbers of facts in their log, which has its own proof"),
    ("timer", "what is still to come; the next step of each obligation is also in its own row"),
    ("outbox", "what leaves the house, and whether it has left"),
    ("idempotency", "first answers, kept seven days"),
    ("series", "the last number given; the numbers themselves are in the facts"),
    ("search", "an index over texts that stand in other tables"),
    ("search_queue", "texts on their way into that index"),
    ("secret", "passwords are not facts"),
    ("session", "who is signed in now"),
    ("attempt", "wrong passwords of the last minutes"),
    ("import", "files on their way in; what a row became is a fact of its own"),
    ("import_problem", "what is wrong with rows of such files"),
    ("import_heading", "names of columns that an organisation explained"),
    ("export", "sheets that were given out, for 400 days"),
    ("export_added", "rows of returned sheets that were added; what they became is a fact of its own"),
    ("returned_sheet", "sheets that came back; what they changed are facts of their own"),
    ("complaint", "what is said about the system; no fact of the district"),
    ("evidence_upload", "files on their way, gone after a day"),
    ("installation", "which district this file serves"),
    ("migration", "which tables there are"),
    ("to_fill", "tables that a migration added and that are filled from older facts at the next start"),
];
