//! Every write to `resolution`, and the load that its commands begin with.

use kernel::{Ctx, Error};
use ledger::{Clause, Reader, Row, Stamp, Tx, params};

use super::{Fact, Resolution, ResolutionId, State};
use crate::store::{own, text};

pub(super) const COLUMNS: &str = "t.id, t.version, t.number, t.meeting, m.title, t.problem, t.resolution, t.owner, t.obligation, \
     t.due, t.state, t.resolved_at, t.resolved_by, t.done, t.reported_at, t.reported_by, t.note, t.closed_at, t.closed_by";
pub(super) const TABLES: &str = "resolution t JOIN meeting m ON m.district = t.district AND m.id = t.meeting";

pub(super) fn read(row: &Row<'_>) -> Result<Resolution, Error> {
    Ok(Resolution {
        id: row.get(0)?,
        version: row.get(1)?,
        number: row.get(2)?,
        meeting: row.get(3)?,
        meeting_title: row.get(4)?,
        problem: row.get(5)?,
        resolution: row.get(6)?,
        owner: row.get(7)?,
        obligation: row.get(8)?,
        due: row.get(9)?,
        state: row.get(10)?,
        resolved_at: row.get(11)?,
        resolved_by: row.get(12)?,
        done: text(row, 13)?,
        reported_at: row.get(14)?,
        reported_by: row.get(15)?,
        note: text(row, 16)?,
        closed_at: row.get(17)?,
        closed_by: row.get(18)?,
    })
}

/// Keeps those that the visitor's organisation owes, where the visitor does not reach the whole district.
pub(super) fn within(clause: &mut Clause, ctx: &Ctx) {
    let Some(own) = own(ctx) else { return };
    let names: Vec<String> = own.iter().map(|it| clause.bind(*it)).collect();
    match names.is_empty() {
        true => clause.and("1 = 0"),
        false => clause.and(&format!("t.owner IN ({})", names.join(", "))),
    };
}

pub(crate) fn load(r: &Reader<'_>, ctx: &Ctx, id: ResolutionId) -> Result<Resolution, Error> {
    let mut clause = Clause::new();
    clause.and_equals("t.district", ctx.district).and_equals("t.id", id);
    within(&mut clause, ctx);
    let sql = format!("SELECT {COLUMNS} FROM {TABLES} WHERE {}", clause.text());
    r.row(&sql, &clause.params(), read)?.ok_or(Error::NotFound("ResolutionId"))
}

pub(super) fn record(tx: &mut Tx<'_>, ctx: &Ctx, it: &Resolution, fact: &Fact) -> Result<(), Error> {
    let at = tx.record(ctx, it.id, it.version, fact)?;
    project(tx, &at, it.id, fact)
}

pub fn project(tx: &mut Tx<'_>, at: &Stamp, id: ResolutionId, fact: &Fact) -> Result<(), Error> {
    match fact {
        Fact::Resolved { number, meeting, problem, resolution, owner, owed } => tx.execute(
            "INSERT INTO resolution (district, id, version, number, meeting, problem, resolution, owner, obligation, due,
                                     state, resolved_at, resolved_by)
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)",
            params![
                at.district,
                id,
                at.version,
                number,
                meeting,
                problem,
                resolution,
                owner,
                owed.obligation,
                owed.due,
                State::Set,
                at.effective_at,
                at.person
            ],
        ),
        Fact::Imported { number, meeting, resolution, owner, on, due, done } => tx.execute(
            "INSERT INTO resolution (district, id, version, number, meeting, resolution, owner, due, state, resolved_at, done)
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)",
            params![
                at.district,
                id,
                at.version,
                number,
                meeting,
                resolution,
                owner,
                due,
                State::Closed,
                on,
                done
            ],
        ),
        Fact::Reported { done } => tx.execute(
            "UPDATE resolution SET version = $3, state = $4, done = $5, reported_at = $6, reported_by = $7, note = NULL
             WHERE district = $1 AND id = $2",
            params![at.district, id, at.version, State::Reported, done, at.effective_at, at.person],
        ),
        Fact::Returned { reason, due } => tx.execute(
            "UPDATE resolution SET version = $3, state = $4, note = $5, due = $6 WHERE district = $1 AND id = $2",
            params![at.district, id, at.version, State::Returned, reason, due],
        ),
        Fact::Closed { note } => end(tx, at, id, State::Closed, note.as_ref()),
        Fact::Extended { due, reason } => tx.execute(
            "UPDATE resolution SET version = $3, due = $4, note = $5 WHERE district = $1 AND id = $2",
            params![at.district, id, at.version, due, reason],
        ),
        Fact::Withdrawn { reason } => end(tx, at, id, State::Withdrawn, Some(reason)),
    }
    .map(drop)
}

fn end(
    tx: &mut Tx<'_>,
    at: &Stamp,
    id: ResolutionId,
    state: State,
    note: Option<&kernel::Personal<String>>,
) -> Result<(), Error> {
    tx.execute(
        "UPDATE resolution SET version = $3, state = $4, note = $5, closed_at = $6, closed_by = $7
         WHERE district = $1 AND id = $2",
        params![at.district, id, at.version, state, note, at.effective_at, at.person],
    )
}
