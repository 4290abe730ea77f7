//! Every write to `disaster_victim`, and the load that every act begins with.

use kernel::{Ctx, Error, Personal};
use ledger::{Reader, Row, Stamp, Tx, params};

use super::{Fact, Known, Victim, VictimId};

pub(super) const COLUMNS: &str = "t.id, t.version, t.disaster, t.name, t.sex, t.age, t.division, t.place, t.cause, \
     t.condition, t.since, t.note, t.withdrawn, t.recorded_at, t.recorded_by";

pub(super) fn read(row: &Row<'_>) -> Result<Victim, Error> {
    let text = |column| Ok::<_, Error>(row.get::<Option<String>>(column)?.map(Personal::Known));
    Ok(Victim {
        id: row.get(0)?,
        version: row.get(1)?,
        disaster: row.get(2)?,
        known: Known {
            name: row.get(3)?,
            sex: text(4)?,
            age: text(5)?,
            division: row.get(6)?,
            place: text(7)?,
            cause: row.get(8)?,
            condition: row.get(9)?,
            since: row.get(10)?,
            note: text(11)?,
        },
        withdrawn: row.get(12)?,
        recorded_at: row.get(13)?,
        recorded_by: row.get(14)?,
    })
}

/// The record, if its place lies within the visitor's scope; else it does not exist.
pub(super) fn load(r: &Reader<'_>, ctx: &Ctx, id: VictimId) -> Result<Victim, Error> {
    let sql = format!("SELECT {COLUMNS} FROM disaster_victim t WHERE t.district = $1 AND t.id = $2");
    let found = r.row(&sql, params![ctx.district, id], read)?;
    let reached = |it: &Victim| ctx.scope.covers(it.known.division, &[], &[], None);
    found.filter(reached).ok_or(Error::NotFound("VictimId"))
}

pub fn project(tx: &mut Tx<'_>, at: &Stamp, id: VictimId, fact: &Fact) -> Result<(), Error> {
    match fact {
        Fact::Recorded { disaster, known } => tx.execute(
            "INSERT INTO disaster_victim (district, id, version, disaster, name, sex, age, division, place, cause, condition,
                                          since, note, withdrawn, recorded_at, recorded_by)
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, 0, $14, $15)",
            params![
                at.district,
                id,
                at.version,
                disaster,
                known.name,
                known.sex,
                known.age,
                known.division,
                known.place,
                known.cause,
                known.condition,
                known.since,
                known.note,
                at.effective_at,
                at.person
            ],
        ),
        Fact::Corrected { known, .. } => tx.execute(
            "UPDATE disaster_victim SET version = $3, name = $4, sex = $5, age = $6, division = $7, place = $8, cause = $9,
                    condition = $10, since = $11, note = $12 WHERE district = $1 AND id = $2",
            params![
                at.district,
                id,
                at.version,
                known.name,
                known.sex,
                known.age,
                known.division,
                known.place,
                known.cause,
                known.condition,
                known.since,
                known.note
            ],
        ),
        // What was noted before stays where nothing new is.
        Fact::Found { condition, since, note } => tx.execute(
            "UPDATE disaster_victim SET version = $3, condition = $4, since = $5, note = COALESCE($6, note)
             WHERE district = $1 AND id = $2",
            params![at.district, id, at.version, condition, since, note],
        ),
        Fact::Withdrawn { .. } => tx.execute(
            "UPDATE disaster_victim SET version = $3, withdrawn = 1 WHERE district = $1 AND id = $2",
            params![at.district, id, at.version],
        ),
    }
    .map(drop)
}
