//! Every write to `standardisation`, and the load that every command begins with.

use kernel::{Ctx, Error, Personal};
use ledger::{Reader, Row, Stamp, Tx, params};

use super::{Announced, Ended, Fact, Standardisation, StandardisationId};
use crate::unit;

pub(super) const COLUMNS: &str = "t.id, t.version, t.organisation, t.division, t.sector, t.grade, t.certificate, \
     t.assessor, t.announced_on, t.valid_to, t.ended, t.replaced_by, t.revoked_on, t.reason, t.obligation, \
     t.recorded_at, t.recorded_by";

pub(super) fn read(row: &Row<'_>) -> Result<Standardisation, Error> {
    Ok(Standardisation {
        id: row.get(0)?,
        version: row.get(1)?,
        organisation: row.get(2)?,
        division: row.get(3)?,
        sector: row.get(4)?,
        grade: row.get(5)?,
        certificate: row.get(6)?,
        assessor: row.get(7)?,
        announced_on: row.get(8)?,
        valid_to: row.get(9)?,
        ended: row.get(10)?,
        replaced_by: row.get(11)?,
        revoked_on: row.get(12)?,
        reason: row.get::<Option<String>>(13)?.map(Personal::Known),
        obligation: row.get(14)?,
        recorded_at: row.get(15)?,
        recorded_by: row.get(16)?,
    })
}

/// The record, if it lies within the visitor's scope; else it does not exist.
pub(super) fn load(r: &Reader<'_>, ctx: &Ctx, id: StandardisationId) -> Result<Standardisation, Error> {
    let sql = format!("SELECT {COLUMNS} FROM standardisation t WHERE t.district = $1 AND t.id = $2");
    let found = r.row(&sql, params![ctx.district, id], read)?;
    found.filter(|it| unit::covers(ctx, it.division, it.organisation)).ok_or(Error::NotFound("StandardisationId"))
}

pub fn project(tx: &mut Tx<'_>, at: &Stamp, id: StandardisationId, fact: &Fact) -> Result<(), Error> {
    match fact {
        Fact::Announced(it) => insert(tx, at, id, it),
        Fact::Replaced { by } => tx.execute(
            "UPDATE standardisation SET version = $3, ended = $4, replaced_by = $5 WHERE district = $1 AND id = $2",
            params![at.district, id, at.version, Ended::Replaced, by],
        ),
        Fact::Revoked { on, reason } => tx.execute(
            "UPDATE standardisation SET version = $3, ended = $4, revoked_on = $5, reason = $6
             WHERE district = $1 AND id = $2",
            params![at.district, id, at.version, Ended::Revoked, on, reason],
        ),
        Fact::RenewalOwed { obligation, .. } => tx.execute(
            "UPDATE standardisation SET version = $3, obligation = $4 WHERE district = $1 AND id = $2",
            params![at.district, id, at.version, obligation],
        ),
    }
    .map(drop)
}

fn insert(tx: &mut Tx<'_>, at: &Stamp, id: StandardisationId, it: &Announced) -> Result<(), Error> {
    tx.execute(
        "INSERT INTO standardisation (district, id, version, organisation, division, sector, grade, certificate, assessor,
                                      announced_on, valid_to, recorded_at, recorded_by)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)",
        params![
            at.district,
            id,
            at.version,
            it.organisation,
            it.division,
            it.sector,
            it.grade,
            it.certificate,
            it.assessor,
            it.announced_on,
            it.valid_to,
            at.effective_at,
            at.person
        ],
    )
}
