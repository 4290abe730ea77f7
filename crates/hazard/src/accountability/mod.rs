//! Accountability (追责问责): what the ledger says was neglected, put before a person with its proof.
//!
//! Always true: a rule opens a case and never decides one; a case is about an organisation and one matter, opened once;
//! its proof is the facts themselves, in their order, each with the way to its page. The organisation sees all of it from
//! the first moment and is asked what it says; nothing is decided before it answered or its time has passed, and silence
//! is no admission. A person who is not of that organisation sets it aside with a reason, decides on an interview, or hands
//! it over to whoever examines conduct, and owes that decision by a deadline. What was handed over is asked after until
//! its outcome is on record. Nobody is ranked and nothing is scored: there is no count by person here, and none may be
//! added.
//! Not here: the examination of conduct itself, which is another body's.

mod act;
mod cards;
mod chain;
mod detail;
pub mod export;
mod list;
pub mod query;
mod store;
#[cfg(test)]
mod tests;
pub mod trigger;
mod web;

use kernel::{Day, Division, Instant, OrganisationId, PersonId, Personal, Sector, words};
use obligation::follow_up::FollowUpId;
use obligation::{ObligationId, Owed, Ref};
use serde::{Deserialize, Serialize};

pub use act::{
    Ask, AskStatement, Conclude, Reasoned, Refer, Speak, ask_outcome, ask_statement, conclude, decide_interview,
    interviewed, open, refer, revoke_interview, set_aside, speak, sweep,
};
pub use store::project;
pub use trigger::Candidate;
pub(crate) use web::routes;

kernel::ids! {
    /// One case of neglect to be decided about.
    CaseId,
}

/// Owed by the Safety Office for each case.
pub const DUTY_DECIDE: &str = "accountability.decide";
/// Owed by the organisation concerned; it falls away without harm.
pub const DUTY_STATE: &str = "accountability.statement";
/// Owed by the Safety Office for each referral: to ask what became of it.
pub const DUTY_OUTCOME: &str = "accountability.outcome";

pub(crate) const PATH: &str = "/accountability";

words! {
    /// Why a rule opened it.
    pub enum Trigger {
        /// Not rectified so long after the deadline.
        Late = "late",
        /// Given more time again and again.
        Extensions = "extensions",
        /// Closed, and found again.
        Recurring = "recurring",
        /// Closed and found again at once.
        FalseClosing = "false_closing",
        /// Reported done and returned again and again.
        Returns = "returns",
        /// Refused again and again what the Safety Office then gave to it.
        Transfers = "transfers",
        /// Listed for supervision, and the deadline of the listing has passed.
        Listing = "listing",
        /// A letter without an answer.
        Letter = "letter",
        /// Worked in secret in spite of a stop order.
        Resumption = "resumption",
        /// An incident told late, left out, told untruly, kept secret.
        IncidentLate = "incident_late",
        IncidentOmitted = "incident_omitted",
        IncidentFalse = "incident_false",
        IncidentConcealed = "incident_concealed",
    }
}

words! {
    pub enum State {
        Candidate = "candidate",
        SetAside = "set_aside",
        /// An interview was decided, and is not held yet.
        Interview = "interview",
        /// It waits for its outcome.
        HandedOver = "handed_over",
        Concluded = "concluded",
    }
}

words! {
    /// What the other body decided.
    pub enum Outcome {
        NoAction = "no_action",
        Criticised = "criticised",
        Interviewed = "interviewed",
        Circular = "circular",
        SelfCriticism = "self_criticism",
        Admonished = "admonished",
        Organisational = "organisational",
        Disciplined = "disciplined",
        Judiciary = "judiciary",
        Other = "other",
    }
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Opened {
    pub trigger: Trigger,
    pub about: Ref,
    /// Tells apart what may come again: the year of a count over a year; else 0.
    pub mark: i64,
    pub organisation: OrganisationId,
    pub division: Division,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sector: Option<Sector>,
    pub title: Personal<String>,
    /// When the fact that counts came about.
    pub since: Instant,
    /// The dated rule that says so.
    pub source: String,
    pub obligation: ObligationId,
    pub due: Instant,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Fact {
    Opened(Box<Opened>),
    StatementAsked {
        owed: Owed,
        /// The duty to decide that takes the place of the one before, where the organisation was asked later.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        decide: Option<Owed>,
    },
    /// What the organisation concerned says, before a decision or after one.
    Stated {
        text: Personal<String>,
        /// The office, where it had decided already.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        told: Option<OrganisationId>,
    },
    SetAside {
        reason: Personal<String>,
        /// The organisation concerned.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        told: Option<OrganisationId>,
    },
    InterviewDecided {
        reason: Personal<String>,
        interview: FollowUpId,
        /// The organisation concerned.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        told: Option<OrganisationId>,
    },
    /// There is no interview after all: the case is to be decided anew.
    InterviewRevoked {
        reason: Personal<String>,
        owed: Owed,
        told: OrganisationId,
    },
    /// The interview was held.
    Interviewed {
        on: Day,
    },
    /// To whom, under which document.
    HandedOver {
        to: String,
        document: String,
        reason: Personal<String>,
        /// Asking what became of it.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        owed: Option<Owed>,
    },
    /// Asking what became of a referral that was recorded when nobody owed that.
    OutcomeOwed {
        owed: Owed,
    },
    /// The other body was asked and has not decided yet; it is asked again by the next deadline.
    OutcomeAsked {
        answer: Personal<String>,
        owed: Owed,
    },
    Concluded {
        outcome: Outcome,
        on: Day,
        /// Who decided, under which document.
        body: String,
        document: String,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        text: Option<Personal<String>>,
        /// The organisation concerned.
        told: OrganisationId,
    },
}

impl ledger::Fact for Fact {
    const STREAM: &'static str = "accountability";
    type Id = CaseId;

    fn kind(&self) -> &'static str {
        match self {
            Fact::Opened(_) => "opened",
            Fact::StatementAsked { .. } => "statement_asked",
            Fact::Stated { .. } => "stated",
            Fact::SetAside { .. } => "set_aside",
            Fact::InterviewDecided { .. } => "interview_decided",
            Fact::InterviewRevoked { .. } => "interview_revoked",
            Fact::Interviewed { .. } => "interviewed",
            Fact::HandedOver { .. } => "handed_over",
            Fact::OutcomeOwed { .. } => "outcome_owed",
            Fact::OutcomeAsked { .. } => "outcome_asked",
            Fact::Concluded { .. } => "concluded",
        }
    }
}

/// One case as it stands.
#[derive(Debug, Clone, PartialEq)]
pub struct Case {
    pub id: CaseId,
    pub version: i64,
    pub trigger: Trigger,
    pub state: State,
    pub about: Ref,
    pub organisation: OrganisationId,
    pub division: Division,
    pub sector: Option<Sector>,
    pub title: Personal<String>,
    pub since: Instant,
    pub opened_at: Instant,
    pub source: String,
    /// What the Safety Office owes about it now, by when.
    pub obligation: Option<ObligationId>,
    pub due: Option<Instant>,
    /// What the organisation was asked to say, by when; and when it first said something.
    pub statement: Option<ObligationId>,
    pub statement_due: Option<Instant>,
    pub stated_at: Option<Instant>,
    pub decided_at: Option<Instant>,
    pub decided_by: Option<PersonId>,
    pub reason: Option<Personal<String>>,
    pub interview: Option<FollowUpId>,
    pub handed_to: Option<String>,
    pub document: Option<String>,
    pub outcome: Option<Outcome>,
    pub outcome_on: Option<Day>,
    pub outcome_body: Option<String>,
    pub outcome_document: Option<String>,
    pub outcome_text: Option<Personal<String>>,
    pub concluded_at: Option<Instant>,
}

impl Case {
    /// Recorded when nobody was asked yet: the organisation neither was asked nor spoke.
    pub fn was_never_heard(&self) -> bool {
        self.state == State::Candidate && self.statement.is_none() && self.stated_at.is_none()
    }

    /// Until when nothing may be decided, because the organisation was asked and has not answered.
    pub fn heard_until(&self, now: Instant) -> Option<Instant> {
        self.statement_due.filter(|due| self.stated_at.is_none() && now < *due)
    }
}
