//! Every write to `hazard_transfer`, and the load that every command begins with.

use kernel::{Ctx, Error, Instant, Personal};
use ledger::{Reader, Row, Stamp, Tx, params};
use obligation::ObligationId;

use super::{Fact, State, Transfer, TransferId};

pub(super) const COLUMNS: &str =
    "x.id, x.version, x.hazard, x.from_organisation, x.to_organisation, x.state, x.division,
    x.sector, x.offered_at, x.offered_by, x.reason, x.answered_at, x.answered_by, x.refusal, x.asked_at, x.question,
    x.decided_at, x.decided_by, x.decided_to, x.decision, x.obligation, x.due";

/// A personal text of a column that stays empty until it is said.
fn said(row: &Row<'_>, column: usize) -> Result<Option<Personal<String>>, Error> {
    Ok(row.get::<Option<String>>(column)?.map(Personal::Known))
}

pub(super) fn transfer(row: &Row<'_>) -> Result<Transfer, Error> {
    Ok(Transfer {
        id: row.get(0)?,
        version: row.get(1)?,
        hazard: row.get(2)?,
        from: row.get(3)?,
        to: row.get(4)?,
        state: row.get(5)?,
        division: row.get(6)?,
        sector: row.get(7)?,
        offered_at: row.get(8)?,
        offered_by: row.get(9)?,
        reason: row.get(10)?,
        answered_at: row.get(11)?,
        answered_by: row.get(12)?,
        refusal: said(row, 13)?,
        asked_at: row.get(14)?,
        question: said(row, 15)?,
        decided_at: row.get(16)?,
        decided_by: row.get(17)?,
        decided_to: row.get(18)?,
        decision: said(row, 19)?,
        obligation: row.get(20)?,
        due: row.get(21)?,
    })
}

/// The offer, if it lies within the visitor's scope; else it does not exist.
pub(super) fn load(r: &Reader<'_>, ctx: &Ctx, id: TransferId) -> Result<Transfer, Error> {
    let sql = format!("SELECT {COLUMNS} FROM hazard_transfer x WHERE x.district = $1 AND x.id = $2");
    let found = r.row(&sql, params![ctx.district, id], transfer)?;
    let covers = |it: &Transfer| ctx.scope.covers(it.division, &[it.from, it.to], &[], Some(it.sector));
    found.filter(covers).ok_or(Error::NotFound("TransferId"))
}

pub fn project(tx: &mut Tx<'_>, at: &Stamp, id: TransferId, fact: &Fact) -> Result<(), Error> {
    match fact {
        Fact::Offered { .. } => insert(tx, at, id, fact),
        Fact::Accepted => answered(tx, at, id, State::Accepted, None),
        Fact::Refused { reason } => answered(tx, at, id, State::Refused, Some(reason)),
        Fact::Asked { reason, obligation, due } => asked(tx, at, id, reason, (*obligation, *due)),
        Fact::Withdrawn { reason } => tx.execute(
            "UPDATE hazard_transfer SET version = $3, state = 'withdrawn', open = 0, decided_at = $4, decided_by = $5,
                        decision = $6, obligation = NULL, due = NULL
                 WHERE district = $1 AND id = $2",
            params![at.district, id, at.version, at.effective_at, at.person, reason],
        ),
        Fact::Decided { to, reason } => tx.execute(
            "UPDATE hazard_transfer SET version = $3, state = 'decided', open = 0, decided_at = $4, decided_by = $5,
                        decided_to = $6, decision = $7, obligation = NULL, due = NULL
                 WHERE district = $1 AND id = $2",
            params![at.district, id, at.version, at.effective_at, at.person, to, reason],
        ),
    }
}

fn insert(tx: &mut Tx<'_>, at: &Stamp, id: TransferId, fact: &Fact) -> Result<(), Error> {
    let Fact::Offered { hazard, from, to, division, sector, reason, obligation, due } = fact else { return Ok(()) };
    tx.execute(
        "INSERT INTO hazard_transfer (district, id, version, hazard, from_organisation, to_organisation, state, open,
                                      division, sector, offered_at, offered_by, reason, obligation, due)
         VALUES ($1, $2, $3, $4, $5, $6, 'offered', 1, $7, $8, $9, $10, $11, $12, $13)",
        params![
            at.district,
            id,
            at.version,
            hazard,
            from,
            to,
            division,
            sector,
            at.effective_at,
            at.person,
            reason,
            obligation,
            due
        ],
    )
}

fn answered(
    tx: &mut Tx<'_>,
    at: &Stamp,
    id: TransferId,
    state: State,
    refusal: Option<&Personal<String>>,
) -> Result<(), Error> {
    tx.execute(
        "UPDATE hazard_transfer SET version = $3, state = $4, open = 0, answered_at = $5, answered_by = $6, refusal = $7,
                obligation = NULL, due = NULL
         WHERE district = $1 AND id = $2",
        params![at.district, id, at.version, state, at.effective_at, at.person, refusal.cloned()],
    )
}

fn asked(
    tx: &mut Tx<'_>,
    at: &Stamp,
    id: TransferId,
    reason: &Personal<String>,
    (obligation, due): (ObligationId, Instant),
) -> Result<(), Error> {
    tx.execute(
        "UPDATE hazard_transfer SET version = $3, state = 'asked', open = 1, asked_at = $4, question = $5,
                obligation = $6, due = $7
         WHERE district = $1 AND id = $2",
        params![at.district, id, at.version, at.effective_at, reason, obligation, due],
    )
}
