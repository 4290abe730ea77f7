//! A look at a subject: who, when, at what, and what was found, which may be nothing. Without these records silence and
//! good order would look alike.
//!
//! Always true: an enterprise looks at its own subjects only and calls it a self-check, and nobody else does; what was
//! found is named by hazards of the same subject. A hazard found by an office counts as a look of that day too.
//!
//! Not here: what is done about a hazard, and whether a look came in time (`coverage`).

mod assigned;
mod card;
pub mod export;
pub(crate) mod find;
mod list;
mod program;
pub mod query;
mod record;
mod routes;
#[cfg(test)]
mod tests;
mod web;

use kernel::{Ctx, Division, Error, Instant, OrganisationId, Personal, Sector};
use ledger::{Stamp, Tx, params};
use registry::SubjectId;
use serde::{Deserialize, Serialize};

use crate::model::{HazardId, Source};
use crate::risk::frequency::Party;

pub use assigned::{Assignment, Progress, assign, progress};
pub use card::of_subject;
pub use record::{Record, record};
pub(crate) use routes::routes;

kernel::ids! {
    /// One look at one subject.
    CheckId,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Looked {
    pub subject: SubjectId,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub subject_organisation: Option<OrganisationId>,
    pub division: Division,
    pub sector: Sector,
    pub party: Party,
    pub source: Source,
    pub looked_at: Personal<String>,
    /// None: nothing was found.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub hazards: Vec<HazardId>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub checker_organisation: Option<OrganisationId>,
    pub at: Instant,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Fact {
    Recorded(Looked),
    /// Reported out of the look, after it.
    HazardFound {
        hazard: HazardId,
    },
}

impl ledger::Fact for Fact {
    const STREAM: &'static str = "check";
    type Id = CheckId;

    fn kind(&self) -> &'static str {
        match self {
            Fact::Recorded(_) => "recorded",
            Fact::HazardFound { .. } => "hazard_found",
        }
    }
}

pub fn project(tx: &mut Tx<'_>, at: &Stamp, id: CheckId, fact: &Fact) -> Result<(), Error> {
    match fact {
        Fact::Recorded(it) => recorded(tx, at, id, it),
        Fact::HazardFound { hazard } => tx.execute(
            "UPDATE site_check SET version = $3, hazards = TRIM(hazards || ' ' || $4) WHERE district = $1 AND id = $2",
            params![at.district, id, at.version, kernel::Identity::to_text(hazard)],
        ),
    }
}

fn recorded(tx: &mut Tx<'_>, at: &Stamp, id: CheckId, it: &Looked) -> Result<(), Error> {
    let hazards: Vec<_> = it.hazards.iter().map(kernel::Identity::to_text).collect();
    tx.execute(
        "INSERT INTO site_check (district, id, version, subject, subject_organisation, division, sector, party, source,
             looked_at, hazards, checker, checker_organisation, at)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14)",
        params![
            at.district,
            id,
            at.version,
            it.subject,
            it.subject_organisation,
            it.division,
            it.sector,
            it.party,
            it.source,
            it.looked_at,
            hazards.join(" "),
            at.person,
            it.checker_organisation,
            it.at
        ],
    )
}

/// As whom the visitor looks.
pub(crate) fn party(r: &ledger::Reader<'_>, ctx: &Ctx) -> Result<Option<Party>, Error> {
    let Some(grant) = ctx.scope.widest().filter(|_| ctx.person().is_some()) else { return Ok(None) };
    let kind = registry::query::organisation_kind(r, ctx, grant.organisation)?;
    Ok(kind.map(|kind| match kind {
        registry::OrganisationKind::Enterprise => Party::Enterprise,
        registry::OrganisationKind::Township | registry::OrganisationKind::Village => Party::Township,
        _ => Party::Department,
    }))
}
