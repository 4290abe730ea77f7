//! Every write to `task`, `task_part` and `task_count`, and the load that every command begins with.

use kernel::{Ctx, Error};
use ledger::{Clause, Reader, Row, Stamp, Tx, params};

use super::{Fact, Part, PartState, State, Task, TaskId, WasSet};
use crate::store::{reach, text};
use crate::{CampaignId, Stage};

pub(super) const COLUMNS: &str = "t.id, t.version, t.campaign, t.number, t.topic, t.stage, t.sheet, t.title, t.measure, \
     t.urgency, t.difficulty, t.directive, t.solves, t.state, t.parts, t.closed, t.due, t.next_due, t.set_at, t.set_by, \
     t.ended_at, t.reason";

const PART: &str = "no, organisation, division, words, due, obligation, state, done_at, done_by, said, late_seconds, \
     check_due, closed_at, closed_by, remark";

pub(super) fn read(row: &Row<'_>) -> Result<Task, Error> {
    Ok(Task {
        id: row.get(0)?,
        version: row.get(1)?,
        campaign: row.get(2)?,
        number: row.get(3)?,
        topic: row.get(4)?,
        stage: row.get(5)?,
        sheet: row.get(6)?,
        title: row.get(7)?,
        measure: text(row, 8)?,
        urgency: row.get(9)?,
        difficulty: row.get(10)?,
        directive: row.get(11)?,
        solves: row.get(12)?,
        state: row.get(13)?,
        parts: row.get(14)?,
        closed: row.get(15)?,
        due: row.get(16)?,
        next_due: row.get(17)?,
        set_at: row.get(18)?,
        set_by: row.get(19)?,
        ended_at: row.get(20)?,
        reason: text(row, 21)?,
    })
}

fn read_part(row: &Row<'_>) -> Result<Part, Error> {
    Ok(Part {
        no: row.get(0)?,
        organisation: row.get(1)?,
        division: row.get(2)?,
        words: text(row, 3)?,
        due: row.get(4)?,
        obligation: row.get(5)?,
        state: row.get(6)?,
        done_at: row.get(7)?,
        done_by: row.get(8)?,
        said: text(row, 9)?,
        late_seconds: row.get(10)?,
        check_due: row.get(11)?,
        closed_at: row.get(12)?,
        closed_by: row.get(13)?,
        remark: text(row, 14)?,
    })
}

/// Keeps the tasks of which the visitor reaches a part; the table has the alias `t`.
pub(super) fn within(clause: &mut Clause, ctx: &Ctx) {
    if let Some(ways) = reach(clause, ctx, "w") {
        clause.and(&format!(
            "EXISTS (SELECT 1 FROM task_part w WHERE w.district = t.district AND w.task = t.id AND {ways})"
        ));
    }
}

pub(super) fn load(r: &Reader<'_>, ctx: &Ctx, id: TaskId) -> Result<Task, Error> {
    let mut clause = Clause::new();
    clause.and_equals("t.district", ctx.district).and_equals("t.id", id);
    within(&mut clause, ctx);
    let sql = format!("SELECT {COLUMNS} FROM task t WHERE {}", clause.text());
    r.row(&sql, &clause.params(), read)?.ok_or(Error::NotFound("TaskId"))
}

/// All parts of a task, the lead's first: whoever holds one sees who holds the others.
pub(super) fn parts(r: &Reader<'_>, ctx: &Ctx, id: TaskId) -> Result<Vec<Part>, Error> {
    let sql = format!("SELECT {PART} FROM task_part WHERE district = $1 AND task = $2 ORDER BY no");
    r.rows(&sql, params![ctx.district, id], read_part)
}

pub fn project(tx: &mut Tx<'_>, at: &Stamp, id: TaskId, fact: &Fact) -> Result<(), Error> {
    match fact {
        Fact::Set(it) => return insert(tx, at, id, it),
        Fact::PartDone { no, said, late_seconds, check_due } => {
            tx.execute(
                "UPDATE task_part SET state = $4, owing = 0, done_at = $5, done_by = $6, said = $7, late_seconds = $8,
                        check_due = $9, remark = NULL
                 WHERE district = $1 AND task = $2 AND no = $3",
                params![
                    at.district,
                    id,
                    no,
                    PartState::Done,
                    at.effective_at,
                    at.person,
                    said,
                    late_seconds,
                    check_due
                ],
            )?;
            count(tx, at, id, *no, [0, 1, 0])?;
        }
        Fact::PartReturned { no, reason, due } => {
            tx.execute(
                "UPDATE task_part SET state = $4, owing = 1, remark = $5, due = $6, check_due = NULL
                 WHERE district = $1 AND task = $2 AND no = $3",
                params![at.district, id, no, PartState::Returned, reason, due],
            )?;
            count(tx, at, id, *no, [0, -1, 0])?;
        }
        Fact::PartClosed { no, note } => {
            tx.execute(
                "UPDATE task_part SET state = $4, closed_at = $5, closed_by = $6, remark = $7, check_due = NULL
                 WHERE district = $1 AND task = $2 AND no = $3",
                params![at.district, id, no, PartState::Closed, at.effective_at, at.person, note],
            )?;
            count(tx, at, id, *no, [0, -1, 1])?;
        }
        Fact::PartExtended { no, due, .. } => {
            tx.execute(
                "UPDATE task_part SET due = $4 WHERE district = $1 AND task = $2 AND no = $3",
                params![at.district, id, no, due],
            )?;
        }
        Fact::Withdrawn { reason } => return withdrawn(tx, at, id, reason),
    }
    whole(tx, at, id)
}

fn insert(tx: &mut Tx<'_>, at: &Stamp, id: TaskId, it: &WasSet) -> Result<(), Error> {
    let due = it.parts.iter().map(|part| part.due).max();
    let next = it.parts.iter().map(|part| part.due).min();
    tx.execute(
        "INSERT INTO task (district, id, version, campaign, number, topic, stage, sheet, title, measure, urgency,
                           difficulty, directive, solves, state, parts, closed, due, next_due, set_at, set_by)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, 0, $17, $18, $19, $20)",
        params![
            at.district,
            id,
            at.version,
            it.campaign,
            it.number,
            it.topic,
            it.stage,
            it.sheet,
            it.title,
            it.measure,
            it.urgency,
            it.difficulty,
            it.directive,
            it.solves,
            State::Open,
            it.parts.len() as i64,
            due,
            next,
            at.effective_at,
            at.person
        ],
    )?;
    for (no, part) in (1_i64..).zip(&it.parts) {
        tx.execute(
            "INSERT INTO task_part (district, task, no, campaign, topic, stage, organisation, division, words, due,
                                    obligation, state, owing, late_seconds)
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, 1, 0)",
            params![
                at.district,
                id,
                no,
                it.campaign,
                it.topic,
                it.stage,
                part.organisation,
                part.division,
                part.words,
                part.due,
                part.obligation,
                PartState::Assigned
            ],
        )?;
        tx.execute(
            "INSERT INTO task_count (district, campaign, stage, topic, organisation, parts, done, closed)
             VALUES ($1, $2, $3, $4, $5, 1, 0, 0)
             ON CONFLICT (district, campaign, stage, topic, organisation) DO UPDATE SET parts = task_count.parts + 1",
            params![at.district, it.campaign, it.stage, it.topic, part.organisation],
        )?;
    }
    Ok(())
}

/// The difference that a part makes to the counts of its topic, organisation and stage: parts, done, closed.
fn count(tx: &mut Tx<'_>, at: &Stamp, id: TaskId, no: i64, by: [i64; 3]) -> Result<(), Error> {
    let sql =
        "SELECT campaign, stage, topic, organisation FROM task_part WHERE district = $1 AND task = $2 AND no = $3";
    let of = tx.row(sql, params![at.district, id, no], |row| {
        Ok((row.get::<CampaignId>(0)?, row.get::<Stage>(1)?, row.get::<i64>(2)?, row.get::<kernel::OrganisationId>(3)?))
    })?;
    let Some((campaign, stage, topic, organisation)) = of else { return Ok(()) };
    tx.execute(
        "UPDATE task_count SET parts = parts + $6, done = done + $7, closed = closed + $8
         WHERE district = $1 AND campaign = $2 AND stage = $3 AND topic = $4 AND organisation = $5",
        params![at.district, campaign, stage, topic, organisation, by[0], by[1], by[2]],
    )
}

/// What follows for the whole from its parts.
fn whole(tx: &mut Tx<'_>, at: &Stamp, id: TaskId) -> Result<(), Error> {
    tx.execute(
        "UPDATE task SET version = $3,
                closed = (SELECT COUNT(*) FROM task_part p WHERE p.district = $1 AND p.task = $2 AND p.state = $4),
                due = (SELECT MAX(p.due) FROM task_part p WHERE p.district = $1 AND p.task = $2),
                next_due = (SELECT MIN(p.due) FROM task_part p WHERE p.district = $1 AND p.task = $2 AND p.owing = 1)
         WHERE district = $1 AND id = $2",
        params![at.district, id, at.version, PartState::Closed],
    )?;
    tx.execute(
        "UPDATE task SET state = $3, ended_at = $4 WHERE district = $1 AND id = $2 AND closed = parts",
        params![at.district, id, State::Closed, at.effective_at],
    )
}

/// Nothing of it is counted any more; what was closed before stays closed.
fn withdrawn(tx: &mut Tx<'_>, at: &Stamp, id: TaskId, reason: &kernel::Personal<String>) -> Result<(), Error> {
    let sql = "SELECT no, state FROM task_part WHERE district = $1 AND task = $2 ORDER BY no";
    let parts: Vec<(i64, PartState)> = tx.rows(sql, params![at.district, id], |row| Ok((row.get(0)?, row.get(1)?)))?;
    for (no, state) in parts {
        let is = |one| -i64::from(state == one);
        count(tx, at, id, no, [-1, is(PartState::Done), is(PartState::Closed)])?;
    }
    tx.execute(
        "UPDATE task_part SET state = $3, owing = 0, check_due = NULL
         WHERE district = $1 AND task = $2 AND state <> $4",
        params![at.district, id, PartState::Withdrawn, PartState::Closed],
    )?;
    tx.execute(
        "UPDATE task SET version = $3, state = $4, next_due = NULL, ended_at = $5, reason = $6
         WHERE district = $1 AND id = $2",
        params![at.district, id, at.version, State::Withdrawn, at.effective_at, reason],
    )
}
