//! Meetings: who is asked, who came, what was said, what was decided, and the calendar that asks for the next one.
//!
//! Four streams. A meeting (`model`) is convened, held, and closed by minutes that a second person signs; a resolution
//! (`resolution`) is one thing decided there, owed by one organisation; a rule of the calendar (`calendar`) asks for a meeting
//! or a report in every period, and a period says whether it had one.
//!
//! Always true: a resolution has exactly one obligation; a period counts at most one meeting and a meeting for at most one
//! period; who drafted the minutes does not sign them; who reported a resolution done does not close it.
//!
//! The end of a meeting and the day of a report are what somebody says. They decide whether a period was late only if they
//! were written down within a day; later, the moment of writing decides (`calendar::counts_from`). A day, because a meeting that
//! ends on the evening of the deadline is written down the next morning; no more, because else whoever forgot the deadline
//! could still say afterwards that it was kept. The meeting keeps the end that was said, beside when it was recorded, and its
//! minutes are owed from that end, where an earlier one only shortens the time.
//!
//! What an imported ledger says of past meetings stands as it is; of what they decided only what is still open is owed.
//!
//! Not here: the briefing that is read at the meeting (`briefing`), campaigns.

pub mod calendar;
mod convene;
mod course;
pub mod export;
pub mod import;
mod minutes;
mod model;
mod owed;
mod printed;
pub mod query;
pub mod resolution;
mod said;
mod store;
#[cfg(test)]
mod tests;
mod web;

/// The words of this crate's pages.
pub mod words {
    include!(concat!(env!("OUT_DIR"), "/words.rs"));
}

pub use convene::{Convene, convene};
pub use course::{
    Answer, Attend, Cancel, Come, Hold, Invite, Postpone, SetAgenda, answer, attend, cancel, hold, invite, postpone,
    set_agenda,
};
pub use minutes::{Draft, Sign, draft, issue_notice, sign};
pub use model::*;
pub use said::{AskMaterials, Receive, Standing, State as StateStatement, ask_materials, receive, state};
pub use web::routes;

static MEETING: ledger::Concept = ledger::concept!(
    model::Fact,
    [
        "meeting",
        "meeting_item",
        "meeting_invitation",
        "meeting_statement",
        "meeting_problem",
        "meeting_material",
        "meeting_document"
    ],
    store::project
);
static RESOLUTION: ledger::Concept = ledger::concept!(resolution::Fact, ["resolution"], resolution::project);
static RULE: ledger::Concept = ledger::concept!(calendar::RuleFact, ["meeting_rule"], calendar::project_rule);
static PERIOD: ledger::Concept = ledger::concept!(calendar::PeriodFact, ["meeting_period"], calendar::project_period);

/// The concepts of this crate.
pub static CONCEPTS: &[&ledger::Concept] = &[&MEETING, &RESOLUTION, &RULE, &PERIOD];
