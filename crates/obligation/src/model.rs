//! What an obligation is, and everything that can happen to one. No input or output.

use kernel::{Division, Error, Identity, Instant, OrganisationId, PersonId, Personal, Sector, words};
use serde::{Deserialize, Serialize};

use crate::ladder::Step;
use crate::term::{Periods, Term};

kernel::ids! {
    /// One closed loop, from opening to closing.
    ObligationId,
}

/// The object an obligation is about: another concept's row, by its kind and id.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Ref {
    pub kind: String,
    #[serde(with = "id_text")]
    pub id: [u8; 16],
}

impl Ref {
    pub fn new(kind: &str, id: impl Identity) -> Self {
        Self { kind: kind.to_owned(), id: *id.bytes() }
    }

    /// Where its page is: `/hazards/<26 characters>`.
    pub fn path(&self) -> String {
        let id = PersonId::from_bytes(self.id).to_text();
        match self.kind.as_str() {
            "responsibility" => format!("/responsibilities/{id}"),
            "accountability" => format!("/accountability/{id}"),
            "follow_up" => format!("/letters/{id}"),
            "risk_assessment" => format!("/risks/{id}"),
            "series" => format!("/series/{id}"),
            "special_duty" => format!("/special-duties/{id}"),
            "attention_entry" => format!("/attention-entries/{id}"),
            kind => format!("/{}s/{id}", kind.replace('_', "-")),
        }
    }
}

mod id_text {
    use kernel::{Identity, PersonId};
    use serde::{Deserialize, Deserializer, Serializer};

    pub fn serialize<S: Serializer>(id: &[u8; 16], to: S) -> Result<S::Ok, S::Error> {
        to.collect_str(&PersonId::from_bytes(*id))
    }

    pub fn deserialize<'de, D: Deserializer<'de>>(from: D) -> Result<[u8; 16], D::Error> {
        PersonId::deserialize(from).map(|id| *id.bytes())
    }
}

/// A party of an obligation: an organisation, and the person in it if one is named.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Owner {
    pub organisation: OrganisationId,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub person: Option<PersonId>,
}

words! {
    /// Who may look at finished work.
    pub enum Check {
        /// Nobody looks: the duty is settled by doing it.
        None = "none",
        AnotherPerson = "another_person",
        AnotherOrganisation = "another_organisation",
    }
}

words! {
    pub enum Status {
        Assigned = "assigned",
        /// The owner says it is done; the checker looks.
        Done = "done",
        /// The checker was not satisfied; the owner goes on.
        Returned = "returned",
        /// The checker was satisfied; whom it is owed to closes it.
        Verified = "verified",
        /// A duty without check was done.
        Settled = "settled",
        Closed = "closed",
        /// Given up with a reason, not done.
        Waived = "waived",
    }
}

impl Status {
    pub fn is_open(self) -> bool {
        matches!(self, Status::Assigned | Status::Done | Status::Returned | Status::Verified)
    }

    /// The owner's move.
    pub fn is_owners(self) -> bool {
        matches!(self, Status::Assigned | Status::Returned)
    }
}

/// By when, at opening.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Due {
    At(Instant),
    /// By the deadline rule in force for the duty on the day of opening.
    ByRule,
    /// As [`Due::ByRule`], counted from an earlier moment: a call that came before it was written down.
    ByRuleFrom(Instant),
}

/// Something owed, by when.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Owed {
    pub obligation: ObligationId,
    pub due: Instant,
}

/// What a concept says when it opens an obligation.
#[derive(Debug, Clone)]
pub struct Open<'a> {
    pub about: Ref,
    /// Object and verb: `hazard.rectify`.
    pub duty: String,
    pub title: Personal<String>,
    pub owner: Owner,
    pub owed_to: Owner,
    pub checker: Option<Owner>,
    pub check: Check,
    pub due: Due,
    /// The text the duty comes from; the deadline rule's when not given.
    pub source: Option<String>,
    pub division: Division,
    pub sector: Option<Sector>,
    /// Lets rules differ: `major`.
    pub grade: Option<&'a str>,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Opened {
    pub about: Ref,
    pub duty: String,
    pub title: Personal<String>,
    pub owner: Owner,
    pub owed_to: Owner,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub checker: Option<Owner>,
    pub check: Check,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub source: Option<String>,
    pub division: Division,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sector: Option<Sector>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub grade: Option<String>,
    pub term: Term,
    pub periods: Periods,
}

/// What happened. `late_seconds` is how long after its due time the act came, 0 when in time.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Fact {
    Opened(Box<Opened>),
    Done {
        checker: Owner,
        late_seconds: i64,
        term: Term,
    },
    /// `holder` is whose move it is then: the owner's.
    Returned {
        holder: Owner,
        reason: Personal<String>,
        late_seconds: i64,
        term: Term,
    },
    /// `holder` is whose move it is then: of whom it is owed to.
    Verified {
        holder: Owner,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        reason: Option<Personal<String>>,
        late_seconds: i64,
        term: Term,
    },
    Closed {
        late_seconds: i64,
    },
    Settled {
        late_seconds: i64,
    },
    Extended {
        holder: Owner,
        reason: Personal<String>,
        term: Term,
    },
    Waived {
        reason: Personal<String>,
    },
    Reassigned {
        owner: Owner,
        reason: Personal<String>,
    },
    /// The step of the present term by its place in it, who is told, and when the next one comes.
    Reminded {
        step: u32,
        to: Owner,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        next_at: Option<Instant>,
    },
    Overdue {
        step: u32,
        to: Owner,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        next_at: Option<Instant>,
    },
    Escalated {
        step: u32,
        to: Owner,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        next_at: Option<Instant>,
    },
}

impl ledger::Fact for Fact {
    const STREAM: &'static str = "obligation";
    type Id = ObligationId;

    fn kind(&self) -> &'static str {
        match self {
            Fact::Opened(_) => "opened",
            Fact::Done { .. } => "done",
            Fact::Returned { .. } => "returned",
            Fact::Verified { .. } => "verified",
            Fact::Closed { .. } => "closed",
            Fact::Settled { .. } => "settled",
            Fact::Extended { .. } => "extended",
            Fact::Waived { .. } => "waived",
            Fact::Reassigned { .. } => "reassigned",
            Fact::Reminded { .. } => "reminded",
            Fact::Overdue { .. } => "overdue",
            Fact::Escalated { .. } => "escalated",
        }
    }
}

impl Fact {
    /// The new due time and ladder, where the fact sets one.
    pub fn term(&self) -> Option<&Term> {
        match self {
            Fact::Opened(opened) => Some(&opened.term),
            Fact::Done { term, .. }
            | Fact::Returned { term, .. }
            | Fact::Verified { term, .. }
            | Fact::Extended { term, .. } => Some(term),
            _ => None,
        }
    }

    /// Whether the holder is late no more after it.
    pub fn ends_lateness(&self) -> bool {
        !matches!(self, Fact::Reassigned { .. } | Fact::Reminded { .. } | Fact::Overdue { .. } | Fact::Escalated { .. })
    }

    /// The time of the next step after this fact, given the one before it.
    pub fn next_at(&self, before: Option<Instant>) -> Option<Instant> {
        match self {
            Fact::Closed { .. } | Fact::Settled { .. } | Fact::Waived { .. } => None,
            Fact::Reassigned { .. } => before,
            Fact::Reminded { next_at, .. } | Fact::Overdue { next_at, .. } | Fact::Escalated { next_at, .. } => {
                *next_at
            }
            fact => fact.term().and_then(Term::first_at),
        }
    }
}

/// One obligation as it stands.
#[derive(Debug, Clone, PartialEq)]
pub struct Obligation {
    pub id: ObligationId,
    pub version: i64,
    pub about: Ref,
    pub duty: String,
    pub title: Personal<String>,
    pub source: Option<String>,
    pub status: Status,
    pub owner: Owner,
    pub owed_to: Owner,
    pub checker: Option<Owner>,
    pub check: Check,
    /// Whose move it is; nobody's once it is finished.
    pub holder: Option<Owner>,
    /// By when the holder moves; once finished, by when the last move was due.
    pub due: Instant,
    /// By when the owner has it done.
    pub owner_due: Instant,
    /// Since when the present holder is late, as recorded.
    pub late_since: Option<Instant>,
    /// How late the owner was when it was last reported done or settled.
    pub late_seconds: i64,
    pub doer: Option<PersonId>,
    pub doer_organisation: Option<OrganisationId>,
    pub division: Division,
    pub sector: Option<Sector>,
    pub grade: Option<String>,
    pub opened_at: Instant,
    pub finished_at: Option<Instant>,
    pub periods: Periods,
    /// The present ladder, whole; `rung` is the place of the next step in it.
    pub steps: Vec<Step>,
    pub rung: u32,
    pub next_at: Option<Instant>,
}

impl Obligation {
    pub fn is_late(&self, now: Instant) -> bool {
        self.status.is_open() && self.due <= now
    }

    /// Seconds since the due time of the present phase, 0 when in time.
    pub fn late_seconds_at(&self, at: Instant) -> i64 {
        at.since(self.due).as_seconds().max(0)
    }

    /// The parties, as the access rule sees them.
    pub fn organisations(&self) -> Vec<OrganisationId> {
        self.parties().map(|party| party.organisation).collect()
    }

    pub fn persons(&self) -> Vec<PersonId> {
        self.parties().filter_map(|party| party.person).collect()
    }

    fn parties(&self) -> impl Iterator<Item = Owner> {
        [Some(self.owner), Some(self.owed_to), self.checker].into_iter().flatten()
    }
}

/// A reason is asked for where somebody is refused something or let off.
pub fn reasoned(reason: &Personal<String>) -> Result<Personal<String>, Error> {
    match reason.as_str().map(str::trim) {
        Some(text) if !text.is_empty() => Ok(Personal::text(text)),
        _ => Err(kernel::Problem::at("reason", "fill in this field").into()),
    }
}
