//! Every write to `listing`.

use kernel::Error;
use ledger::{Stamp, Tx, params};

use super::{Fact, ListingId, Status};

pub fn project(tx: &mut Tx<'_>, at: &Stamp, id: ListingId, fact: &Fact) -> Result<(), Error> {
    match fact {
        Fact::Proposed { hazard, level, organisation, deadline, .. } => tx.execute(
            "INSERT INTO listing (district, id, version, hazard, status, level, organisation, deadline, proposer,
                                      proposed_at)
                 VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)",
            params![
                at.district,
                id,
                at.version,
                hazard,
                Status::Proposed,
                level,
                organisation,
                deadline,
                at.person,
                at.effective_at
            ],
        ),
        Fact::Declined { .. } => to(tx, at, id, Status::Declined),
        Fact::Listed { year, number } => tx.execute(
            "UPDATE listing SET version = $3, status = $4, number_year = $5, number = $6
                 WHERE district = $1 AND id = $2",
            params![at.district, id, at.version, Status::Listed, i64::from(*year), number],
        ),
        Fact::Published { .. } => to(tx, at, id, Status::Published),
        Fact::ExtensionAsked { until, .. } => tx.execute(
            "UPDATE listing SET version = $3, asked_until = $4, asker = $5 WHERE district = $1 AND id = $2",
            params![at.district, id, at.version, until, at.person],
        ),
        Fact::ExtensionGranted { until } => tx.execute(
            "UPDATE listing SET version = $3, deadline = $4, asked_until = NULL WHERE district = $1 AND id = $2",
            params![at.district, id, at.version, until],
        ),
        Fact::ExtensionRefused { .. } => tx.execute(
            "UPDATE listing SET version = $3, asked_until = NULL WHERE district = $1 AND id = $2",
            params![at.district, id, at.version],
        ),
        Fact::AcceptanceApplied { .. } => asked(tx, at, id, Status::Acceptance),
        Fact::Accepted { .. } => asked(tx, at, id, Status::Accepted),
        Fact::NotAccepted { .. } => to(tx, at, id, Status::Published),
        Fact::Delisted { .. } => to(tx, at, id, Status::Delisted),
        Fact::DelistingPublished { .. } => to(tx, at, id, Status::Ended),
    }
}

fn to(tx: &mut Tx<'_>, at: &Stamp, id: ListingId, status: Status) -> Result<(), Error> {
    tx.execute(
        "UPDATE listing SET version = $3, status = $4 WHERE district = $1 AND id = $2",
        params![at.district, id, at.version, status],
    )
}

/// A step that another person answers. A request for more time that nobody decided falls with it.
fn asked(tx: &mut Tx<'_>, at: &Stamp, id: ListingId, status: Status) -> Result<(), Error> {
    tx.execute(
        "UPDATE listing SET version = $3, status = $4, asker = $5, asked_until = NULL WHERE district = $1 AND id = $2",
        params![at.district, id, at.version, status, at.person],
    )
}
