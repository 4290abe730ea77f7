//! Stop orders: a unit, a line or a project stands still until what caused it is rectified, verified and signed off.
//!
//! Always true: an order in force names its hazards; nothing is reopened while one of them is not verified or while signs
//! of secret resumption are unanswered; whoever proposes does not sign, and applicant, examiner and signer of a reopening
//! are three people.
//!
//! Not here: the loop of each hazard.

pub mod export;
mod list;
mod panel;
mod paper;
pub mod query;
mod routes;
mod rule;
mod step;
pub(crate) mod store;
#[cfg(test)]
mod story;
#[cfg(test)]
mod tests;
mod watch;
mod web;

use kernel::{Ctx, Division, Error, Instant, OrganisationId, PersonId, Personal, Sector, words};
use ledger::{Reader, Tx};
use obligation::ObligationId;
use registry::{OrganisationKind, SubjectId};
use serde::{Deserialize, Serialize};

use crate::duties;
use crate::model::{Hazard, HazardId};

pub(crate) use panel::{card, fetch};
pub use routes::routes;
pub use rule::{Apply, Command, Examine, Propose, decide, decide_proposal};
pub use step::{Said, Step, take};
pub use watch::{DUTY_ANSWER, DUTY_REVISIT, Outcome, Sign};

kernel::ids! {
    /// One order over one scope, from its proposal to the signed reopening.
    StopId,
}

words! {
    /// What stands still.
    pub enum Extent {
        Unit = "unit",
        Line = "line",
        Project = "project",
    }
}

words! {
    /// Where the order stands; the order is the order of the step bar.
    pub enum Standing {
        Proposed = "proposed",
        InForce = "in_force",
        Applied = "applied",
        Examined = "examined",
        Reopened = "reopened",
        /// The proposal was not signed.
        Declined = "declined",
    }
}

impl Standing {
    /// While somebody owes a step of it.
    pub fn is_open(self) -> bool {
        !matches!(self, Standing::Reopened | Standing::Declined)
    }

    /// Signed and not reopened: the subject carries the mark.
    pub fn is_stopped(self) -> bool {
        matches!(self, Standing::InForce | Standing::Applied | Standing::Examined)
    }
}

/// The prefix is the district's; year and number make it unique.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Number {
    pub prefix: String,
    pub year: i16,
    pub number: i64,
}

impl Number {
    /// `停产〔2026〕3号`, as it stands on the document, in every language.
    pub fn text(&self) -> String {
        format!("{}〔{}〕{}号", self.prefix, self.year, self.number)
    }
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Fact {
    Proposed {
        subject: SubjectId,
        /// Who stands still and applies for the reopening, where the subject belongs to somebody.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        unit: Option<OrganisationId>,
        issuer: OrganisationId,
        division: Division,
        sector: Sector,
        extent: Extent,
        /// Which line or project; a unit needs no name.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        part: Option<Personal<String>>,
        hazards: Vec<HazardId>,
        reason: Personal<String>,
        basis: String,
        from: Instant,
    },
    /// By whoever would have signed.
    Declined {
        reason: Personal<String>,
    },
    /// In force from now on.
    Signed {
        number: Number,
    },
    HazardAdded {
        hazard: HazardId,
    },
    ReopeningApplied {
        statement: Personal<String>,
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        evidence: Vec<evidence::Digest>,
    },
    Examined {
        opinion: Personal<String>,
    },
    Reopened {
        number: Number,
    },
    /// Looked at on the spot, and it stood still.
    Revisited {
        found: Personal<String>,
    },
    /// It seems to work in spite of the order.
    SignSeen {
        found: Personal<String>,
        /// By which somebody owes what comes of it.
        answer: ObligationId,
        /// At a revisit; else it was told.
        on_the_spot: bool,
    },
    SignAnswered {
        /// The version at which it was told.
        sign: i64,
        outcome: Outcome,
        found: Personal<String>,
    },
    /// By the examiner or by the signer: it stays stopped, and may be applied for again.
    Refused {
        reason: Personal<String>,
    },
}

impl ledger::Fact for Fact {
    const STREAM: &'static str = "stop_order";
    type Id = StopId;

    fn kind(&self) -> &'static str {
        match self {
            Fact::Proposed { .. } => "proposed",
            Fact::Declined { .. } => "declined",
            Fact::Signed { .. } => "signed",
            Fact::HazardAdded { .. } => "hazard_added",
            Fact::ReopeningApplied { .. } => "reopening_applied",
            Fact::Examined { .. } => "examined",
            Fact::Reopened { .. } => "reopened",
            Fact::Refused { .. } => "refused",
            Fact::Revisited { .. } => "revisited",
            Fact::SignSeen { .. } => "sign_seen",
            Fact::SignAnswered { .. } => "sign_answered",
        }
    }
}

/// An order as its rule needs it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Stop {
    pub id: StopId,
    pub version: i64,
    pub standing: Standing,
    pub subject: SubjectId,
    pub unit: Option<OrganisationId>,
    pub issuer: OrganisationId,
    pub hazards: Vec<HazardId>,
    pub proposer: Option<PersonId>,
    pub applicant: Option<PersonId>,
    pub examiner: Option<PersonId>,
}

pub const DUTY_SIGN: &str = "stop.sign";
pub const DUTY_EXAMINE: &str = "stop.examine";
pub const DUTY_REOPEN: &str = "stop.reopen";

/// The order stands in its issuer's name: the department or office that the proposer acts for, else the department that
/// looks after the sector.
pub fn propose(tx: &mut Tx<'_>, ctx: &Ctx, cmd: &Propose) -> Result<StopId, Error> {
    let hazards =
        cmd.hazards.iter().map(|id| crate::store::load(tx, ctx, *id)).collect::<Result<Vec<Hazard>, Error>>()?;
    let sector = hazards.first().map(|it| it.sector);
    let issuer = issuer(tx, ctx, sector)?;
    let mut open = Vec::new();
    for it in &hazards {
        open.extend(query::of_hazard(tx, ctx, it.id)?.into_iter().filter(|it| it.stop.standing.is_open()));
    }
    let fact = decide_proposal(cmd, issuer, &hazards, &open)?;
    let id: StopId = ctx.mint();
    let at = tx.record(ctx, id, 0, &fact)?;
    store::project(tx, &at, id, &fact)?;
    let office = registry::query::safety_office(tx, ctx)?;
    owe(tx, ctx, id, &hazards, DUTY_SIGN, office)?;
    Ok(id)
}

fn issuer(r: &Reader<'_>, ctx: &Ctx, sector: Option<Sector>) -> Result<OrganisationId, Error> {
    let own = ctx.scope.widest().map(|grant| grant.organisation);
    let kind = own.map(|own| registry::query::organisation_kind(r, ctx, own)).transpose()?.flatten();
    match (own, kind, sector) {
        (Some(own), Some(OrganisationKind::Department | OrganisationKind::Office), _) => Ok(own),
        (_, _, Some(sector)) => duties::department(r, ctx, sector),
        _ => registry::query::safety_office(r, ctx),
    }
}

/// What a step of the order is owed about: the first of its hazards, for its words and place.
fn owe(
    tx: &mut Tx<'_>,
    ctx: &Ctx,
    id: StopId,
    hazards: &[Hazard],
    duty: &str,
    owner: OrganisationId,
) -> Result<ObligationId, Error> {
    let first = hazards.first().ok_or_else(|| Error::internal("a stop order without a hazard"))?;
    let matter = duties::Matter::of(tx, ctx, first)?;
    duties::owe(tx, ctx, duties::about_stop(id), matter, duty, owner)
}

/// Refuses to close what keeps a unit stopped: the reopening is signed first.
pub(crate) fn may_close(tx: &Tx<'_>, ctx: &Ctx, it: &Hazard) -> Result<(), Error> {
    match query::standing(tx, ctx, it.id)? {
        Some(stop) => {
            Err(Error::Refused { why: "a hazard is closed after its stop order is lifted", with: stop.number })
        }
        None => Ok(()),
    }
}
