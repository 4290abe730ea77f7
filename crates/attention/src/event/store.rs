//! Every write to `mass_event`, and the load that its commands begin with.

use kernel::{Ctx, Error, Instant};
use ledger::{Clause, Reader, Row, ScopeColumns, Stamp, Tx, params};
use obligation::ObligationId;

use super::{Fact, MassEvent, MassEventId, Registered, State};
use crate::Owed;
use crate::period::text_of;

pub(super) const COLUMNS: &str = "t.id, t.version, t.number, t.title, t.division, t.place, t.organiser, t.organised_by, \
     t.starts_at, t.ends_at, t.expected, t.crowd_limit, t.over_reason, t.permit, t.department, t.plan, t.period, t.state, \
     t.look, t.look_due, t.outcome, t.outcome_due, t.registered_at, t.registered_by, t.fit, t.looked_at, t.looked_by, \
     t.findings, t.actual, t.held_at, t.held_by, t.note, t.ended_at";

/// Of its place, of whoever answers for it, and of whoever organises it.
pub(super) const SCOPE: ScopeColumns<'static> = ScopeColumns {
    division: "t.division",
    organisations: &["t.department", "t.organiser"],
    persons: &[],
    sector: None,
};

pub(super) fn read(row: &Row<'_>) -> Result<MassEvent, Error> {
    let owed = |at: usize| -> Result<Owed, Error> {
        Ok(Owed { obligation: row.get::<ObligationId>(at)?, due: row.get::<Instant>(at + 1)? })
    };
    Ok(MassEvent {
        id: row.get(0)?,
        version: row.get(1)?,
        number: row.get(2)?,
        title: row.get(3)?,
        division: row.get(4)?,
        place: text_of(row, 5)?,
        organiser: row.get(6)?,
        organised_by: text_of(row, 7)?,
        starts: row.get(8)?,
        ends: row.get(9)?,
        expected: row.get(10)?,
        limit: row.get(11)?,
        over_reason: text_of(row, 12)?,
        permit: row.get(13)?,
        department: row.get(14)?,
        plan: row.get(15)?,
        period: row.get(16)?,
        state: row.get(17)?,
        look: owed(18)?,
        outcome: owed(20)?,
        registered_at: row.get(22)?,
        registered_by: row.get(23)?,
        fit: row.get(24)?,
        looked_at: row.get(25)?,
        looked_by: row.get(26)?,
        findings: text_of(row, 27)?,
        actual: row.get(28)?,
        held_at: row.get(29)?,
        held_by: row.get(30)?,
        note: text_of(row, 31)?,
        ended_at: row.get(32)?,
    })
}

pub(super) fn load(r: &Reader<'_>, ctx: &Ctx, id: MassEventId) -> Result<MassEvent, Error> {
    let mut clause = Clause::new();
    clause.and_equals("t.district", ctx.district).and_equals("t.id", id).within(&ctx.scope, &SCOPE);
    let sql = format!("SELECT {COLUMNS} FROM mass_event t WHERE {}", clause.text());
    r.row(&sql, &clause.params(), read)?.ok_or(Error::NotFound("MassEventId"))
}

pub(super) fn record(tx: &mut Tx<'_>, ctx: &Ctx, it: &MassEvent, fact: &Fact) -> Result<(), Error> {
    let at = tx.record(ctx, it.id, it.version, fact)?;
    project(tx, &at, it.id, fact)
}

pub fn project(tx: &mut Tx<'_>, at: &Stamp, id: MassEventId, fact: &Fact) -> Result<(), Error> {
    match fact {
        Fact::Registered(it) => registered(tx, at, id, it),
        Fact::PlanReceived => tx.execute(
            "UPDATE mass_event SET version = $3, plan = 1 WHERE district = $1 AND id = $2",
            params![at.district, id, at.version],
        ),
        Fact::Permitted { permit } => tx.execute(
            "UPDATE mass_event SET version = $3, permit = $4 WHERE district = $1 AND id = $2",
            params![at.district, id, at.version, permit],
        ),
        Fact::Looked { by, fit, findings, again } => {
            if let Some(again) = again {
                tx.execute(
                    "UPDATE mass_event SET look = $3, look_due = $4 WHERE district = $1 AND id = $2",
                    params![at.district, id, again.obligation, again.due],
                )?;
            }
            let state = if *fit { State::Fit } else { State::Unfit };
            tx.execute(
                "UPDATE mass_event SET version = $3, state = $4, fit = $5, looked_at = $6, looked_by = $7, findings = $8
                 WHERE district = $1 AND id = $2",
                params![at.district, id, at.version, state, fit, at.effective_at, by, findings],
            )
        }
        Fact::Held { actual, note } => tx.execute(
            "UPDATE mass_event SET version = $3, state = $4, actual = $5, note = $6, held_at = $7, held_by = $8
             WHERE district = $1 AND id = $2",
            params![at.district, id, at.version, State::Held, actual, note, at.effective_at, at.person],
        ),
        Fact::Cancelled { reason } => tx.execute(
            "UPDATE mass_event SET version = $3, state = $4, note = $5, ended_at = $6 WHERE district = $1 AND id = $2",
            params![at.district, id, at.version, State::Cancelled, reason, at.effective_at],
        ),
        // What was written down about it stays where nothing is added.
        Fact::Closed { note } => tx.execute(
            "UPDATE mass_event SET version = $3, state = $4, note = COALESCE($5, note), ended_at = $6
             WHERE district = $1 AND id = $2",
            params![at.district, id, at.version, State::Closed, note, at.effective_at],
        ),
    }
    .map(drop)
}

fn registered(tx: &mut Tx<'_>, at: &Stamp, id: MassEventId, it: &Registered) -> Result<(), Error> {
    tx.execute(
        "INSERT INTO mass_event (district, id, version, number, title, division, place, organiser, organised_by, starts_at,
             ends_at, expected, crowd_limit, over_reason, permit, department, plan, period, state, look, look_due,
             outcome, outcome_due, registered_at, registered_by)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21, $22, $23,
                 $24, $25)",
        params![
            at.district,
            id,
            at.version,
            it.number,
            it.title,
            it.division,
            it.place,
            it.organiser,
            it.organised_by,
            it.starts,
            it.ends,
            it.expected,
            it.limit,
            it.over_reason,
            it.permit,
            it.department,
            it.plan,
            it.period,
            State::Planned,
            it.look.obligation,
            it.look.due,
            it.outcome.obligation,
            it.outcome.due,
            at.effective_at,
            at.person
        ],
    )
}
