//! Reads of tokens.

use kernel::{Ctx, District, Error, OrganisationId};
use ledger::{Clause, Reader, params};

use super::store::{COLUMNS, SCOPE, load, read};
use super::{DeviceToken, DeviceTokenId, Digest};
use crate::device::{Device, DeviceId};

/// What a token opens.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Opens {
    pub token: DeviceTokenId,
    /// The one device, else every device of the owner.
    pub device: Option<DeviceId>,
    pub owner: OrganisationId,
}

/// For whoever takes in readings: what the presented token opens, if it holds.
pub fn opens(r: &Reader<'_>, district: District, presented: &str) -> Result<Option<Opens>, Error> {
    let sql = "SELECT id, device, owner FROM device_token
               WHERE district = $1 AND digest = $2 AND revoked_at IS NULL";
    r.row(sql, params![district, Digest::of(presented).0], |row| {
        Ok(Opens { token: row.get(0)?, device: row.get(1)?, owner: row.get(2)? })
    })
}

/// Its own, and those of its owner's gateways that hold.
pub fn of_device(r: &Reader<'_>, ctx: &Ctx, it: &Device) -> Result<Vec<DeviceToken>, Error> {
    let mut clause = Clause::new();
    clause.and_equals("t.district", ctx.district);
    let (device, owner) = (clause.bind(it.id), clause.bind(it.said.owner));
    clause.and(&format!("(t.device = {device} OR t.device IS NULL AND t.owner = {owner} AND t.revoked_at IS NULL)"));
    fetch(r, &clause, "LIMIT 100")
}

/// Those that hold first, the latest before.
pub fn list(r: &Reader<'_>, ctx: &Ctx, from: u32, rows: u32) -> Result<Vec<DeviceToken>, Error> {
    let mut clause = conditions(ctx);
    let (rows, from) = (clause.bind(rows), clause.bind(from));
    fetch(r, &clause, &format!("LIMIT {rows} OFFSET {from}"))
}

fn fetch(r: &Reader<'_>, clause: &Clause, tail: &str) -> Result<Vec<DeviceToken>, Error> {
    let order = "ORDER BY CASE WHEN t.revoked_at IS NULL THEN 0 ELSE 1 END, t.issued_at DESC, t.id DESC";
    let sql = format!("SELECT {COLUMNS} FROM device_token t WHERE {} {order} {tail}", clause.text());
    r.rows(&sql, &clause.params(), read)
}

fn conditions(ctx: &Ctx) -> Clause {
    let mut clause = Clause::new();
    clause.and_equals("t.district", ctx.district).within(&ctx.scope, &SCOPE);
    clause
}

pub fn count(r: &Reader<'_>, ctx: &Ctx) -> Result<i64, Error> {
    let clause = conditions(ctx);
    r.value(&format!("SELECT COUNT(*) FROM device_token t WHERE {}", clause.text()), &clause.params())
}

pub fn one(r: &Reader<'_>, ctx: &Ctx, id: DeviceTokenId) -> Result<DeviceToken, Error> {
    load(r, ctx, id)
}
