//! Every write to `special_duty`, and the load that its commands begin with.

use kernel::{Ctx, Error};
use ledger::{Clause, Reader, Row, ScopeColumns, Stamp, Tx, params};

use super::{Fact, SpecialDuty, SpecialDutyId, State};
use crate::period::text_of;

pub(super) const COLUMNS: &str = "t.id, t.version, t.period, p.title, t.sort, t.organisation, t.division, t.day, t.obligation, \
     t.due, t.state, t.late, t.no_content, t.visited, t.found, t.report, t.reported_at, t.reported_by, t.note, t.ended_at";
pub(super) const TABLES: &str = "special_duty t JOIN special_period p ON p.district = t.district AND p.id = t.period";

/// Of its place and of whoever owes it.
pub(super) const SCOPE: ScopeColumns<'static> =
    ScopeColumns { division: "t.division", organisations: &["t.organisation"], persons: &[], sector: None };

pub(super) fn read(row: &Row<'_>) -> Result<SpecialDuty, Error> {
    Ok(SpecialDuty {
        id: row.get(0)?,
        version: row.get(1)?,
        period: row.get(2)?,
        period_title: row.get(3)?,
        sort: row.get(4)?,
        organisation: row.get(5)?,
        division: row.get(6)?,
        day: row.get(7)?,
        obligation: row.get(8)?,
        due: row.get(9)?,
        state: row.get(10)?,
        late: row.get(11)?,
        nothing: row.get(12)?,
        visited: row.get(13)?,
        found: row.get(14)?,
        text: text_of(row, 15)?,
        reported_at: row.get(16)?,
        reported_by: row.get(17)?,
        note: text_of(row, 18)?,
        ended_at: row.get(19)?,
    })
}

pub(crate) fn load(r: &Reader<'_>, ctx: &Ctx, id: SpecialDutyId) -> Result<SpecialDuty, Error> {
    let mut clause = Clause::new();
    clause.and_equals("t.district", ctx.district).and_equals("t.id", id).within(&ctx.scope, &SCOPE);
    let sql = format!("SELECT {COLUMNS} FROM {TABLES} WHERE {}", clause.text());
    r.row(&sql, &clause.params(), read)?.ok_or(Error::NotFound("SpecialDutyId"))
}

pub(super) fn record(tx: &mut Tx<'_>, ctx: &Ctx, it: &SpecialDuty, fact: &Fact) -> Result<(), Error> {
    let at = tx.record(ctx, it.id, it.version, fact)?;
    project(tx, &at, it.id, fact)
}

pub fn project(tx: &mut Tx<'_>, at: &Stamp, id: SpecialDutyId, fact: &Fact) -> Result<(), Error> {
    match fact {
        Fact::Asked(it) => tx.execute(
            "INSERT INTO special_duty (district, id, version, period, sort, organisation, division, day, obligation, due,
                                       state, late, no_content)
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, 0, 0)",
            params![
                at.district,
                id,
                at.version,
                it.period,
                it.sort,
                it.organisation,
                it.division,
                it.day,
                it.owed.obligation,
                it.owed.due,
                State::Owed
            ],
        ),
        // Late once is late: whatever is sent back and reported again.
        Fact::Reported { text } => tx.execute(
            "UPDATE special_duty SET version = $3, state = $4, report = $5, no_content = $6, reported_at = $7,
                 reported_by = $8, ended_at = $7, late = CASE WHEN due < $7 THEN 1 ELSE late END
             WHERE district = $1 AND id = $2",
            params![at.district, id, at.version, State::Done, text, text.is_none(), at.effective_at, at.person],
        ),
        Fact::Swept { visited, found, text } => tx.execute(
            "UPDATE special_duty SET version = $3, state = $4, visited = $5, found = $6, report = $7, reported_at = $8,
                 reported_by = $9, note = NULL, late = CASE WHEN due < $8 THEN 1 ELSE late END
             WHERE district = $1 AND id = $2",
            params![at.district, id, at.version, State::Reported, visited, found, text, at.effective_at, at.person],
        ),
        Fact::Returned { reason, due } => tx.execute(
            "UPDATE special_duty SET version = $3, state = $4, note = $5, due = $6 WHERE district = $1 AND id = $2",
            params![at.district, id, at.version, State::Returned, reason, due],
        ),
        Fact::Filled => tx.execute(
            "UPDATE special_duty SET version = $3, state = $4, ended_at = $5,
                 late = CASE WHEN due < $5 THEN 1 ELSE late END
             WHERE district = $1 AND id = $2",
            params![at.district, id, at.version, State::Done, at.effective_at],
        ),
        Fact::Accepted { note } => end(tx, at, id, State::Done, note.as_ref()),
        Fact::Lapsed { reason } => end(tx, at, id, State::Lapsed, Some(reason)),
        Fact::Waived { reason } => end(tx, at, id, State::Waived, Some(reason)),
    }
    .map(drop)
}

fn end(
    tx: &mut Tx<'_>,
    at: &Stamp,
    id: SpecialDutyId,
    state: State,
    note: Option<&kernel::Personal<String>>,
) -> Result<(), Error> {
    tx.execute(
        "UPDATE special_duty SET version = $3, state = $4, note = $5, ended_at = $6 WHERE district = $1 AND id = $2",
        params![at.district, id, at.version, state, note, at.effective_at],
    )
}
