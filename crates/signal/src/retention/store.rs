//! Every write to `readings_retention`, and its reads.

use kernel::{Ctx, Day, Error};
use ledger::{Reader, Row, Stamp, Tx, params};

use super::{Fact, Retention, RetentionId};
use crate::web::text_of;

/// Settings of a district that are shown.
const SHOWN: u32 = 200;

pub fn project(tx: &mut Tx<'_>, at: &Stamp, id: RetentionId, fact: &Fact) -> Result<(), Error> {
    let Fact::Set { months, from, reason } = fact;
    tx.execute(
        "INSERT INTO readings_retention (district, id, version, months, from_day, reason, set_at, set_by)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8)",
        params![at.district, id, at.version, months, from, reason, at.effective_at, at.person],
    )
}

fn read(row: &Row<'_>) -> Result<Retention, Error> {
    Ok(Retention {
        id: row.get(0)?,
        version: row.get(1)?,
        months: row.get(2)?,
        from: row.get(3)?,
        reason: text_of(row, 4)?,
        set_at: row.get(5)?,
        set_by: row.get(6)?,
    })
}

/// The latest first.
pub fn list(r: &Reader<'_>, ctx: &Ctx) -> Result<Vec<Retention>, Error> {
    let sql = "SELECT id, version, months, from_day, reason, set_at, set_by FROM readings_retention
               WHERE district = $1 ORDER BY set_at DESC, id DESC LIMIT $2";
    r.rows(sql, params![ctx.district, SHOWN], read)
}

/// How many months are kept on a day; none: all.
pub fn in_force(r: &Reader<'_>, ctx: &Ctx, day: Day) -> Result<Option<u32>, Error> {
    Ok(list(r, ctx)?.into_iter().find(|it| it.from <= day).and_then(|it| it.months))
}
