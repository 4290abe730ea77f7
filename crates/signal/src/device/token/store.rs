//! Every write to `device_token`, and the load that its commands begin with.

use kernel::{Ctx, Error};
use ledger::{Clause, Reader, Row, ScopeColumns, Stamp, Tx, params};

use super::{DeviceToken, DeviceTokenId, Fact};
use crate::web::text_of;

pub(super) const COLUMNS: &str =
    "t.id, t.version, t.device, t.owner, t.division, t.label, t.issued_at, t.issued_by, t.revoked_at, t.reason";

pub(super) const SCOPE: ScopeColumns<'static> =
    ScopeColumns { division: "t.division", organisations: &["t.owner"], persons: &[], sector: None };

pub(super) fn read(row: &Row<'_>) -> Result<DeviceToken, Error> {
    Ok(DeviceToken {
        id: row.get(0)?,
        version: row.get(1)?,
        device: row.get(2)?,
        owner: row.get(3)?,
        division: row.get(4)?,
        label: text_of(row, 5)?,
        issued_at: row.get(6)?,
        issued_by: row.get(7)?,
        revoked_at: row.get(8)?,
        reason: text_of(row, 9)?,
    })
}

pub(super) fn load(r: &Reader<'_>, ctx: &Ctx, id: DeviceTokenId) -> Result<DeviceToken, Error> {
    let mut clause = Clause::new();
    clause.and_equals("t.district", ctx.district).and_equals("t.id", id).within(&ctx.scope, &SCOPE);
    let sql = format!("SELECT {COLUMNS} FROM device_token t WHERE {}", clause.text());
    r.row(&sql, &clause.params(), read)?.ok_or(Error::NotFound("DeviceTokenId"))
}

pub(super) fn record(tx: &mut Tx<'_>, ctx: &Ctx, it: &DeviceToken, fact: &Fact) -> Result<(), Error> {
    let at = tx.record(ctx, it.id, it.version, fact)?;
    project(tx, &at, it.id, fact)
}

pub fn project(tx: &mut Tx<'_>, at: &Stamp, id: DeviceTokenId, fact: &Fact) -> Result<(), Error> {
    match fact {
        Fact::Issued { digest, device, owner, division, label } => tx.execute(
            "INSERT INTO device_token (district, id, version, digest, device, owner, division, label, issued_at, issued_by)
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)",
            params![
                at.district,
                id,
                at.version,
                digest.0,
                device,
                owner,
                division,
                label,
                at.effective_at,
                at.person
            ],
        ),
        Fact::Revoked { reason } => tx.execute(
            "UPDATE device_token SET version = $3, revoked_at = $4, revoked_by = $5, reason = $6
             WHERE district = $1 AND id = $2",
            params![at.district, id, at.version, at.effective_at, at.person, reason],
        ),
    }
    .map(drop)
}
