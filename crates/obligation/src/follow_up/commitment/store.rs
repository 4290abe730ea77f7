//! Every write to `commitment`.

use kernel::{Error, Personal};
use ledger::{Row, Stamp, Tx, params};

use super::{Commitment, CommitmentId, Fact};
use crate::undertaking::State;

pub(super) const COLUMNS: &str = "k.id, k.version, k.follow_up, k.no, k.what, k.owner, k.obligation, k.due, k.state,
    k.made_at, k.done, k.reported_at, k.reported_by, k.note, k.closed_at";

pub(super) fn read(row: &Row<'_>) -> Result<Commitment, Error> {
    let said = |column| -> Result<Option<Personal<String>>, Error> {
        Ok(row.get::<Option<String>>(column)?.map(Personal::Known))
    };
    Ok(Commitment {
        id: row.get(0)?,
        version: row.get(1)?,
        follow_up: row.get(2)?,
        no: row.get(3)?,
        what: row.get(4)?,
        owner: row.get(5)?,
        obligation: row.get(6)?,
        due: row.get(7)?,
        state: row.get(8)?,
        made_at: row.get(9)?,
        done: said(10)?,
        reported_at: row.get(11)?,
        reported_by: row.get(12)?,
        note: said(13)?,
        closed_at: row.get(14)?,
    })
}

pub fn project(tx: &mut Tx<'_>, at: &Stamp, id: CommitmentId, fact: &Fact) -> Result<(), Error> {
    match fact {
        Fact::Made { follow_up, no, what, owner, division, sector, owed } => tx.execute(
            "INSERT INTO commitment (district, id, version, follow_up, no, what, owner, division, sector, obligation,
                                     due, state, made_at)
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)",
            params![
                at.district,
                id,
                at.version,
                follow_up,
                no,
                what,
                owner,
                division,
                sector,
                owed.obligation,
                owed.due,
                State::Set,
                at.effective_at
            ],
        ),
        Fact::Reported { done } => tx.execute(
            "UPDATE commitment SET version = $3, state = $4, done = $5, reported_at = $6, reported_by = $7, note = NULL
             WHERE district = $1 AND id = $2",
            params![at.district, id, at.version, State::Reported, done, at.effective_at, at.person],
        ),
        Fact::Returned { reason, due } => tx.execute(
            "UPDATE commitment SET version = $3, state = $4, note = $5, due = $6 WHERE district = $1 AND id = $2",
            params![at.district, id, at.version, State::Returned, reason, due],
        ),
        Fact::Extended { due, .. } => tx.execute(
            "UPDATE commitment SET version = $3, due = $4 WHERE district = $1 AND id = $2",
            params![at.district, id, at.version, due],
        ),
        Fact::Withdrawn { reason } => tx.execute(
            "UPDATE commitment SET version = $3, state = $4, note = $5, closed_at = $6 WHERE district = $1 AND id = $2",
            params![at.district, id, at.version, State::Withdrawn, reason, at.effective_at],
        ),
        Fact::Closed { note } => tx.execute(
            "UPDATE commitment SET version = $3, state = $4, note = $5, closed_at = $6 WHERE district = $1 AND id = $2",
            params![at.district, id, at.version, State::Closed, note, at.effective_at],
        ),
    }
    .map(drop)
}
