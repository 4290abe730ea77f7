//! Every write to `stop_order` and `stop_order_hazard`; those to `stop_sign` are in `watch`.

use kernel::Error;
use ledger::{Stamp, Tx, params};

use super::{Fact, Standing, StopId, watch};
use crate::model::HazardId;

pub fn project(tx: &mut Tx<'_>, at: &Stamp, id: StopId, fact: &Fact) -> Result<(), Error> {
    match fact {
        Fact::Proposed { .. } => insert(tx, at, id, fact),
        Fact::Declined { .. } => to(tx, at, id, Standing::Declined),
        Fact::Signed { number } => tx.execute(
            "UPDATE stop_order SET version = $3, standing = $4, number = $5, signed_at = $6
                 WHERE district = $1 AND id = $2",
            params![at.district, id, at.version, Standing::InForce, number.text(), at.effective_at],
        ),
        Fact::HazardAdded { hazard } => {
            name(tx, at, id, *hazard)?;
            back(tx, at, id)
        }
        Fact::ReopeningApplied { .. } => tx.execute(
            "UPDATE stop_order SET version = $3, standing = $4, applicant = $5 WHERE district = $1 AND id = $2",
            params![at.district, id, at.version, Standing::Applied, at.person],
        ),
        Fact::Examined { .. } => tx.execute(
            "UPDATE stop_order SET version = $3, standing = $4, examiner = $5 WHERE district = $1 AND id = $2",
            params![at.district, id, at.version, Standing::Examined, at.person],
        ),
        Fact::Reopened { number } => tx.execute(
            "UPDATE stop_order SET version = $3, standing = $4, reopening = $5, reopened_at = $6
                 WHERE district = $1 AND id = $2",
            params![at.district, id, at.version, Standing::Reopened, number.text(), at.effective_at],
        ),
        Fact::Refused { .. } => back(tx, at, id),
        Fact::Revisited { .. } => watch::visited(tx, at, id),
        Fact::SignSeen { answer, on_the_spot, .. } => watch::seen(tx, at, id, *answer, *on_the_spot),
        Fact::SignAnswered { sign, outcome, .. } => watch::answered(tx, at, id, *sign, *outcome),
    }
}

fn insert(tx: &mut Tx<'_>, at: &Stamp, id: StopId, fact: &Fact) -> Result<(), Error> {
    let Fact::Proposed { subject, unit, issuer, division, sector, extent, part, hazards, from, .. } = fact else {
        return Ok(());
    };
    tx.execute(
        "INSERT INTO stop_order (district, id, version, standing, subject, unit, issuer, division, sector, extent,
                                 part, from_at, proposer, proposed_at)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14)",
        params![
            at.district,
            id,
            at.version,
            Standing::Proposed,
            subject,
            unit,
            issuer,
            division,
            sector,
            extent,
            part.clone(),
            from,
            at.person,
            at.effective_at
        ],
    )?;
    hazards.iter().try_for_each(|hazard| name(tx, at, id, *hazard))
}

fn name(tx: &mut Tx<'_>, at: &Stamp, id: StopId, hazard: HazardId) -> Result<(), Error> {
    tx.execute(
        "INSERT INTO stop_order_hazard (district, stop_order, hazard) VALUES ($1, $2, $3)",
        params![at.district, id, hazard],
    )
}

fn to(tx: &mut Tx<'_>, at: &Stamp, id: StopId, standing: Standing) -> Result<(), Error> {
    tx.execute(
        "UPDATE stop_order SET version = $3, standing = $4 WHERE district = $1 AND id = $2",
        params![at.district, id, at.version, standing],
    )
}

/// In force again: whoever applied and examined did so for what is over.
fn back(tx: &mut Tx<'_>, at: &Stamp, id: StopId) -> Result<(), Error> {
    tx.execute(
        "UPDATE stop_order SET version = $3, standing = $4, applicant = NULL, examiner = NULL
         WHERE district = $1 AND id = $2",
        params![at.district, id, at.version, Standing::InForce],
    )
}
