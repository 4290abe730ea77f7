//! Every write to `training`, and the load that every command begins with.

use kernel::{Ctx, Error, Personal};
use ledger::{Reader, Row, Stamp, Tx, params};

use super::{Fact, Session, Training, TrainingId};
use crate::unit;

pub(super) const COLUMNS: &str = "t.id, t.version, t.organisation, t.division, t.sort, t.initial, t.topic, t.held_on, \
     t.half_hours, t.people, t.passed, t.trainer, t.note, t.entered_at, t.entered_by, t.corrections, t.withdrawn, t.reason";

pub(super) fn read(row: &Row<'_>) -> Result<Training, Error> {
    let text = |column| Ok::<_, Error>(row.get::<Option<String>>(column)?.map(Personal::Known));
    Ok(Training {
        id: row.get(0)?,
        version: row.get(1)?,
        organisation: row.get(2)?,
        division: row.get(3)?,
        session: Session {
            sort: row.get(4)?,
            initial: row.get(5)?,
            topic: row.get(6)?,
            held_on: row.get(7)?,
            half_hours: row.get(8)?,
            people: row.get(9)?,
            passed: row.get(10)?,
            trainer: text(11)?,
            note: text(12)?,
        },
        entered_at: row.get(13)?,
        entered_by: row.get(14)?,
        corrections: row.get(15)?,
        withdrawn: row.get(16)?,
        reason: text(17)?,
    })
}

/// The training, if it lies within the visitor's scope; else it does not exist.
pub(super) fn load(r: &Reader<'_>, ctx: &Ctx, id: TrainingId) -> Result<Training, Error> {
    let sql = format!("SELECT {COLUMNS} FROM training t WHERE t.district = $1 AND t.id = $2");
    let found = r.row(&sql, params![ctx.district, id], read)?;
    found.filter(|it| unit::covers(ctx, it.division, it.organisation)).ok_or(Error::NotFound("TrainingId"))
}

/// What may be erased stands as NULL then.
fn known(text: &Option<Personal<String>>) -> Option<&str> {
    text.as_ref().and_then(|it| it.as_str())
}

pub fn project(tx: &mut Tx<'_>, at: &Stamp, id: TrainingId, fact: &Fact) -> Result<(), Error> {
    match fact {
        Fact::Held { organisation, division, session: it } => tx.execute(
            "INSERT INTO training (district, id, version, organisation, division, sort, initial, topic, held_on, half_hours,
                                   people, passed, trainer, note, entered_at, entered_by, corrections, withdrawn)
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, 0, 0)",
            params![
                at.district,
                id,
                at.version,
                organisation,
                division,
                it.sort,
                it.initial,
                it.topic,
                it.held_on,
                it.half_hours,
                it.people,
                it.passed,
                known(&it.trainer),
                known(&it.note),
                at.effective_at,
                at.person
            ],
        ),
        Fact::Corrected { session: it, reason } => tx.execute(
            "UPDATE training SET version = $3, sort = $4, initial = $5, topic = $6, held_on = $7, half_hours = $8,
                    people = $9, passed = $10, trainer = $11, note = $12, reason = $13, corrections = corrections + 1
             WHERE district = $1 AND id = $2",
            params![
                at.district,
                id,
                at.version,
                it.sort,
                it.initial,
                it.topic,
                it.held_on,
                it.half_hours,
                it.people,
                it.passed,
                known(&it.trainer),
                known(&it.note),
                reason
            ],
        ),
        Fact::Withdrawn { reason } => tx.execute(
            "UPDATE training SET version = $3, withdrawn = 1, reason = $4 WHERE district = $1 AND id = $2",
            params![at.district, id, at.version, reason],
        ),
    }
    .map(drop)
}
