//! Every write to `credit_record`, and the load that every command begins with.

use kernel::{Ctx, Error, Personal};
use ledger::{Reader, Row, Stamp, Tx, params};

use super::{Closed, Closing, CreditRecord, CreditRecordId, Entered, Fact, Objected, Objection};
use crate::unit;

pub(super) const COLUMNS: &str = "t.id, t.version, t.organisation, t.division, t.sort, t.reason, t.basis, t.source, \
     t.from_day, t.to_day, t.entered_at, t.entered_by, t.ended, t.ended_at, t.ended_by, t.ended_reason, t.objection, \
     t.objected_at, t.objected_by, t.objected, t.due, t.answered_at, t.answered_by, t.answer";

fn text(row: &Row<'_>, column: usize) -> Result<Option<Personal<String>>, Error> {
    Ok(row.get::<Option<String>>(column)?.map(Personal::Known))
}

pub(super) fn read(row: &Row<'_>) -> Result<CreditRecord, Error> {
    Ok(CreditRecord {
        id: row.get(0)?,
        version: row.get(1)?,
        organisation: row.get(2)?,
        division: row.get(3)?,
        sort: row.get(4)?,
        reason: row.get(5)?,
        basis: row.get(6)?,
        source: row.get(7)?,
        from: row.get(8)?,
        to: row.get(9)?,
        entered_at: row.get(10)?,
        entered_by: row.get(11)?,
        closed: closed(row)?,
        objected: objected(row)?,
    })
}

fn closed(row: &Row<'_>) -> Result<Option<Closed>, Error> {
    let Some(how) = row.get::<Option<Closing>>(12)? else { return Ok(None) };
    Ok(Some(Closed { how, at: row.get(13)?, by: row.get(14)?, reason: text(row, 15)? }))
}

fn objected(row: &Row<'_>) -> Result<Option<Objected>, Error> {
    let Some(state) = row.get::<Option<Objection>>(16)? else { return Ok(None) };
    Ok(Some(Objected {
        state,
        at: row.get(17)?,
        by: row.get(18)?,
        reason: text(row, 19)?,
        due: row.get(20)?,
        answered_at: row.get(21)?,
        answered_by: row.get(22)?,
        answer: text(row, 23)?,
    }))
}

/// The entry, if it lies within the visitor's scope; else it does not exist.
pub(super) fn load(r: &Reader<'_>, ctx: &Ctx, id: CreditRecordId) -> Result<CreditRecord, Error> {
    let sql = format!("SELECT {COLUMNS} FROM credit_record t WHERE t.district = $1 AND t.id = $2");
    let found = r.row(&sql, params![ctx.district, id], read)?;
    found.filter(|it| unit::covers(ctx, it.division, it.organisation)).ok_or(Error::NotFound("CreditRecordId"))
}

pub fn project(tx: &mut Tx<'_>, at: &Stamp, id: CreditRecordId, fact: &Fact) -> Result<(), Error> {
    match fact {
        Fact::Entered(it) => insert(tx, at, id, it),
        Fact::Repaired { reason } => close(tx, at, id, Closing::Repaired, reason),
        Fact::Objected { reason, obligation, due } => tx.execute(
            "UPDATE credit_record SET version = $3, objection = $4, objected_at = $5, objected_by = $6, objected = $7,
                        obligation = $8, due = $9, answered_at = NULL, answered_by = NULL, answer = NULL
                 WHERE district = $1 AND id = $2",
            params![at.district, id, at.version, Objection::Open, at.effective_at, at.person, reason, obligation, due],
        ),
        Fact::Upheld { answer } => answered(tx, at, id, Objection::Upheld, answer),
        Fact::Withdrawn { answer } => {
            answered(tx, at, id, Objection::Withdrawn, answer)?;
            close(tx, at, id, Closing::Withdrawn, answer)
        }
    }
}

fn insert(tx: &mut Tx<'_>, at: &Stamp, id: CreditRecordId, it: &Entered) -> Result<(), Error> {
    tx.execute(
        "INSERT INTO credit_record (district, id, version, organisation, division, sort, reason, basis, source, from_day,
                                    to_day, entered_at, entered_by)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)",
        params![
            at.district,
            id,
            at.version,
            it.organisation,
            it.division,
            it.sort,
            it.reason,
            it.basis,
            it.source,
            it.from,
            it.to,
            at.effective_at,
            at.person
        ],
    )
}

fn close(
    tx: &mut Tx<'_>,
    at: &Stamp,
    id: CreditRecordId,
    how: Closing,
    reason: &Personal<String>,
) -> Result<(), Error> {
    tx.execute(
        "UPDATE credit_record SET version = $3, ended = $4, ended_at = $5, ended_by = $6, ended_reason = $7
         WHERE district = $1 AND id = $2",
        params![at.district, id, at.version, how, at.effective_at, at.person, reason],
    )
}

fn answered(
    tx: &mut Tx<'_>,
    at: &Stamp,
    id: CreditRecordId,
    outcome: Objection,
    answer: &Personal<String>,
) -> Result<(), Error> {
    tx.execute(
        "UPDATE credit_record SET version = $3, objection = $4, answered_at = $5, answered_by = $6, answer = $7
         WHERE district = $1 AND id = $2",
        params![at.district, id, at.version, outcome, at.effective_at, at.person, answer],
    )
}
