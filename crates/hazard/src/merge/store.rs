//! What stands in `hazard_merge` and `hazard_part`, and a hazard that ends without having been rectified: it is counted
//! nowhere.

use kernel::{Ctx, Error, Instant, OrganisationId, PersonId, Personal};
use ledger::{Clause, Reader, Stamp, Tx, params};
use obligation::ObligationId;

use crate::extend::ask::store as requests;
use crate::model::{Hazard, HazardId, Status};
use crate::query::{self, LIST_COLUMNS, LIST_WIDTH, ListRow};
use crate::statistics::{self, Delta, Slot};

pub(crate) fn merged(
    tx: &mut Tx<'_>,
    at: &Stamp,
    id: HazardId,
    into: HazardId,
    reason: &Personal<String>,
) -> Result<(), Error> {
    ended(tx, at, id, Status::Merged)?;
    tx.execute(
        "INSERT INTO hazard_merge (district, hazard, kept, merged_at, merged_by, organisation, reason)
         VALUES ($1, $2, $3, $4, $5, $6, $7)",
        params![at.district, id, into, at.effective_at, at.person, at.organisation, reason],
    )
}

pub(crate) fn divided(tx: &mut Tx<'_>, at: &Stamp, id: HazardId, parts: &[HazardId]) -> Result<(), Error> {
    ended(tx, at, id, Status::Divided)?;
    parts.iter().try_for_each(|part| {
        let sql = "INSERT INTO hazard_part (district, part, whole) VALUES ($1, $2, $3)";
        tx.execute(sql, params![at.district, part, id])
    })
}

/// It is open no more, and was never closed.
fn ended(tx: &mut Tx<'_>, at: &Stamp, id: HazardId, status: Status) -> Result<(), Error> {
    let slot = tx.row(
        "UPDATE hazard SET version = $3, status = $4, due = NULL, open = 0 WHERE district = $1 AND id = $2
         RETURNING found_at, township, sector, source, grade",
        params![at.district, id, at.version, status],
        Slot::read,
    )?;
    counted(tx, at, id, slot, -1)?;
    requests::decided(tx, at, id)
}

pub(crate) fn unmerged(
    tx: &mut Tx<'_>,
    at: &Stamp,
    id: HazardId,
    (dispatch, due): (ObligationId, Instant),
) -> Result<(), Error> {
    let slot = tx.row(
        "UPDATE hazard SET version = $3, status = 'to_assign', due = $4, obligation = $5, open = 1,
                owner_organisation = NULL, owner = NULL, checker_organisation = NULL, checker = NULL,
                doer_organisation = NULL, doer = NULL
         WHERE district = $1 AND id = $2 RETURNING found_at, township, sector, source, grade",
        params![at.district, id, at.version, due, dispatch],
        Slot::read,
    )?;
    counted(tx, at, id, slot, 1)?;
    let sql = "DELETE FROM hazard_merge WHERE district = $1 AND hazard = $2";
    tx.execute(sql, params![at.district, id])
}

fn counted(tx: &mut Tx<'_>, at: &Stamp, id: HazardId, slot: Option<Slot>, sign: i64) -> Result<(), Error> {
    let Some(slot) = slot else { return Ok(()) };
    let recurring: i64 = tx.value(
        "SELECT COUNT(*) FROM hazard_recurrence WHERE district = $1 AND hazard = $2",
        params![at.district, id],
    )?;
    statistics::cube::count(tx, at, &slot, &Delta { found: sign, recurring: sign * recurring, ..Delta::default() })
}

/// One record that went into another: who said so, why and when.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Merger {
    pub hazard: HazardId,
    pub kept: HazardId,
    pub at: Instant,
    pub by: Option<PersonId>,
    pub organisation: Option<OrganisationId>,
    pub reason: Personal<String>,
}

/// Into which it went, and which went into it; of the latter the last hundred.
pub(crate) fn mergers(r: &Reader<'_>, ctx: &Ctx, id: HazardId) -> Result<Vec<Merger>, Error> {
    r.rows(
        "SELECT hazard, kept, merged_at, merged_by, organisation, reason FROM hazard_merge
         WHERE district = $1 AND (hazard = $2 OR kept = $2) ORDER BY merged_at DESC, hazard LIMIT 100",
        params![ctx.district, id],
        |row| {
            Ok(Merger {
                hazard: row.get(0)?,
                kept: row.get(1)?,
                at: row.get(2)?,
                by: row.get(3)?,
                organisation: row.get(4)?,
                reason: row.get(5)?,
            })
        },
    )
}

/// Its parts, or what it is a part of: part and whole.
pub(crate) fn parts(r: &Reader<'_>, ctx: &Ctx, id: HazardId) -> Result<Vec<(HazardId, HazardId)>, Error> {
    r.rows(
        "SELECT part, whole FROM hazard_part WHERE district = $1 AND (part = $2 OR whole = $2) ORDER BY part LIMIT 100",
        params![ctx.district, id],
        |row| Ok((row.get(0)?, row.get(1)?)),
    )
}

/// Looked at, the latest found first.
const LOOKED_AT: i64 = 100;

/// The other open ones of its subject that the visitor may see, with their words.
pub(super) fn others(r: &Reader<'_>, ctx: &Ctx, it: &Hazard) -> Result<Vec<(ListRow, String)>, Error> {
    let mut clause = Clause::new();
    clause.and_equals("h.district", ctx.district).and_equals("h.subject", it.subject);
    let this = clause.bind(it.id);
    clause.and(&format!("h.open = 1 AND h.id <> {this}"));
    clause.within(&ctx.scope, &query::SCOPE);
    let at_most = clause.bind(LOOKED_AT);
    let sql = format!(
        "SELECT {LIST_COLUMNS}, t.description FROM hazard h
         JOIN hazard_text t ON t.district = h.district AND t.id = h.id
         WHERE {} ORDER BY h.found_at DESC, h.id DESC LIMIT {at_most}",
        clause.text()
    );
    r.rows(&sql, &clause.params(), |row| {
        let description: Option<String> = row.get(LIST_WIDTH)?;
        Ok((query::list_row(row)?, description.unwrap_or_default()))
    })
}
