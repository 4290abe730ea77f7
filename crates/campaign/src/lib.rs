//! Campaigns (专项行动): stages with gates, topics, who takes part, the plan, tasks with parts, and directives from above.
//!
//! Four streams. A campaign says what is to be reached by when; a member is one organisation within it, with its leading
//! group, its own plan and its receipt of the campaign's; a task has one lead and cooperating organisations, each with a
//! part and a date of its own; a directive is what a higher level said and who has studied it.
//!
//! Always true: a stage is passed by a decision on each of its criteria, in order, and what is not fulfilled says why it
//! goes on; a part is closed by somebody else than who did it; a task is late when a part is; what is missing is listed.
//!
//! Not here: meetings, dispatch, assessment, the half-year report.

mod adjust;
mod announce;
pub mod directive;
pub mod export;
mod gate;
pub mod member;
mod model;
mod owe;
mod plan;
pub mod progress;
pub mod query;
mod said;
mod store;
pub mod task;
#[cfg(test)]
mod tests;
mod web;

/// The words of this crate's pages.
pub mod words {
    include!(concat!(env!("OUT_DIR"), "/words.rs"));
}

pub use adjust::{AddTopic, Correct, LeadTopic, Prolong, add_topic, correct, lead_topic, prolong};
pub use announce::{Announce, MilestoneSaid, StageSaid, TopicSaid, announce};
pub use gate::{CriterionSaid, Decide, decide};
pub use model::*;
pub use plan::{Approve, Draft, Issue, approve, draft, issue};
pub use store::{project, topics};

static CAMPAIGN: ledger::Concept =
    ledger::concept!(Fact, ["campaign", "campaign_gate", "campaign_criterion", "campaign_topic"], store::project);
static MEMBER: ledger::Concept = ledger::concept!(member::Fact, ["campaign_member"], member::project);
static TASK: ledger::Concept = ledger::concept!(task::Fact, ["task", "task_part", "task_count"], task::project);
static DIRECTIVE: ledger::Concept =
    ledger::concept!(directive::Fact, ["directive", "directive_copy"], directive::project);

/// The concepts of this crate.
pub static CONCEPTS: &[&ledger::Concept] = &[&CAMPAIGN, &MEMBER, &TASK, &DIRECTIVE];

/// Every page and API route, with the act it needs.
pub fn routes() -> page::Routes<ledger::Db> {
    web::routes().and(member::routes()).and(task::routes()).and(progress::routes()).and(directive::routes())
}
