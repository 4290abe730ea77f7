//! The table `shift`.

use kernel::{Ctx, Error, Identity, Instant, PersonId};
use ledger::{Clause, Reader, Stamp, Tx, params};

use super::Fact;
use crate::{PostId, ShiftId, post};

/// What a rule may know of a shift.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Known {
    pub version: i64,
    pub person: PersonId,
    pub from: Instant,
    pub to: Instant,
    pub cancelled: bool,
}

/// A shift belongs where its post does.
pub fn load(r: &Reader<'_>, ctx: &Ctx, id: ShiftId) -> Result<Known, Error> {
    let mut clause = Clause::new();
    clause.and_equals("h.district", ctx.district).and_equals("h.id", id).within(&ctx.scope, &post::store::SCOPE);
    let sql = format!(
        "SELECT h.version, h.person, h.from_at, h.to_at, h.cancelled
         FROM shift h
         JOIN post t ON t.district = h.district AND t.id = h.post
         JOIN organisation o ON o.district = t.district AND o.id = t.organisation
         WHERE {} LIMIT 1",
        clause.text()
    );
    let known = r.row(&sql, &clause.params(), |row| {
        Ok(Known {
            version: row.get(0)?,
            person: row.get(1)?,
            from: row.get(2)?,
            to: row.get(3)?,
            cancelled: row.get(4)?,
        })
    })?;
    known.ok_or(Error::NotFound(ShiftId::NAME))
}

/// When a shift of this post begins that overlaps the stated time.
pub fn overlapping(
    r: &Reader<'_>,
    ctx: &Ctx,
    post: PostId,
    from: Instant,
    to: Instant,
) -> Result<Option<Instant>, Error> {
    r.row(
        "SELECT from_at FROM shift
         WHERE district = $1 AND post = $2 AND +from_at < $4 AND to_at > $3 AND cancelled = 0 ORDER BY from_at LIMIT 1",
        params![ctx.district, post, from, to],
        |row| row.get(0),
    )
}

pub fn project(tx: &mut Tx<'_>, at: &Stamp, id: ShiftId, fact: &Fact) -> Result<(), Error> {
    match fact {
        Fact::Assigned { post, person, from, to } => tx.execute(
            "INSERT INTO shift (district, id, version, post, person, from_at, to_at, cancelled)
             VALUES ($1, $2, $3, $4, $5, $6, $7, 0)",
            params![at.district, id, at.version, post, person, from, to],
        ),
        Fact::Cancelled { .. } => tx.execute(
            "UPDATE shift SET version = $3, cancelled = 1 WHERE district = $1 AND id = $2",
            params![at.district, id, at.version],
        ),
    }?;
    Ok(())
}
