//! Every write to `oversight_problem`, and the load that its commands begin with.

use kernel::{Ctx, Error};
use ledger::{Clause, Reader, Row, Stamp, Tx, params};

use super::{Fact, OversightProblemId, Problem, State};
use crate::scheme::{of_own, text};

pub(super) const COLUMNS: &str = "t.id, t.version, t.number, t.examination, s.id, s.title, t.item, t.problem, t.owner, \
     t.obligation, t.due, t.state, t.found_at, t.found_by, t.done, t.reported_at, t.reported_by, t.note, t.closed_at, \
     t.closed_by";
pub(super) const TABLES: &str = "oversight_problem t \
     JOIN oversight_examination e ON e.district = t.district AND e.id = t.examination \
     JOIN oversight_scheme s ON s.district = e.district AND s.id = e.scheme";

pub(super) fn read(row: &Row<'_>) -> Result<Problem, Error> {
    Ok(Problem {
        id: row.get(0)?,
        version: row.get(1)?,
        number: row.get(2)?,
        examination: row.get(3)?,
        scheme: row.get(4)?,
        scheme_title: row.get(5)?,
        item: row.get(6)?,
        problem: row.get(7)?,
        owner: row.get(8)?,
        obligation: row.get(9)?,
        due: row.get(10)?,
        state: row.get(11)?,
        found_at: row.get(12)?,
        found_by: row.get(13)?,
        done: text(row, 14)?,
        reported_at: row.get(15)?,
        reported_by: row.get(16)?,
        note: text(row, 17)?,
        closed_at: row.get(18)?,
        closed_by: row.get(19)?,
    })
}

/// Keeps those that the visitor's organisation owes or group found, where the visitor does not reach the whole district.
pub(super) fn within(clause: &mut Clause, ctx: &Ctx) {
    of_own(clause, ctx, ("t", "owner", "examination"));
}

pub(crate) fn load(r: &Reader<'_>, ctx: &Ctx, id: OversightProblemId) -> Result<Problem, Error> {
    let mut clause = Clause::new();
    clause.and_equals("t.district", ctx.district).and_equals("t.id", id);
    within(&mut clause, ctx);
    let sql = format!("SELECT {COLUMNS} FROM {TABLES} WHERE {}", clause.text());
    r.row(&sql, &clause.params(), read)?.ok_or(Error::NotFound("OversightProblemId"))
}

pub(super) fn record(tx: &mut Tx<'_>, ctx: &Ctx, it: &Problem, fact: &Fact) -> Result<(), Error> {
    let at = tx.record(ctx, it.id, it.version, fact)?;
    project(tx, &at, it.id, fact)
}

pub fn project(tx: &mut Tx<'_>, at: &Stamp, id: OversightProblemId, fact: &Fact) -> Result<(), Error> {
    match fact {
        Fact::Found { number, examination, item, problem, owner, owed } => tx.execute(
            "INSERT INTO oversight_problem (district, id, version, number, examination, item, problem, owner, obligation, due,
                                            state, found_at, found_by)
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)",
            params![
                at.district,
                id,
                at.version,
                number,
                examination,
                item,
                problem,
                owner,
                owed.obligation,
                owed.due,
                State::Set,
                at.effective_at,
                at.person
            ],
        ),
        Fact::Reported { done } => tx.execute(
            "UPDATE oversight_problem SET version = $3, state = $4, done = $5, reported_at = $6, reported_by = $7, note = NULL
             WHERE district = $1 AND id = $2",
            params![at.district, id, at.version, State::Reported, done, at.effective_at, at.person],
        ),
        Fact::Returned { reason, due } => tx.execute(
            "UPDATE oversight_problem SET version = $3, state = $4, note = $5, due = $6 WHERE district = $1 AND id = $2",
            params![at.district, id, at.version, State::Returned, reason, due],
        ),
        Fact::Closed { note } => end(tx, at, id, State::Closed, note.as_ref()),
        Fact::Extended { due, reason } => tx.execute(
            "UPDATE oversight_problem SET version = $3, due = $4, note = $5 WHERE district = $1 AND id = $2",
            params![at.district, id, at.version, due, reason],
        ),
        Fact::Withdrawn { reason } => end(tx, at, id, State::Withdrawn, Some(reason)),
    }
    .map(drop)
}

fn end(
    tx: &mut Tx<'_>,
    at: &Stamp,
    id: OversightProblemId,
    state: State,
    note: Option<&kernel::Personal<String>>,
) -> Result<(), Error> {
    tx.execute(
        "UPDATE oversight_problem SET version = $3, state = $4, note = $5, closed_at = $6, closed_by = $7
         WHERE district = $1 AND id = $2",
        params![at.district, id, at.version, state, note, at.effective_at, at.person],
    )
}
