//! Every write to the tables of conditions, and the load that their commands begin with.

use kernel::{Ctx, Error};
use ledger::{Clause, Reader, Row, ScopeColumns, Stamp, Tx, params};
use obligation::{Owed, Owner};

use super::record::Step;
use super::{Condition, ConditionId, Fact, Place, Raised, Reading};
use crate::web::text_of;
use crate::{Colour, Quantity};

pub(super) const COLUMNS: &str = "t.id, t.version, t.number, t.sort, t.mark, t.device, t.site, t.intake, t.rule, \
     t.rule_code, t.division, t.owner, t.holder, t.holder_person, t.colour, t.worst, t.raised_at, t.last_at, \
     t.cleared_at, t.metric, t.value, t.repeats, t.acknowledged_at, t.acknowledged_by, t.note, t.obligation, t.due";

/// Of its place, of whoever keeps the device alive and of whoever owes the acknowledgement.
pub(super) const SCOPE: ScopeColumns<'static> =
    ScopeColumns { division: "t.division", organisations: &["t.owner", "t.holder"], persons: &[], sector: None };

pub(super) fn read(row: &Row<'_>) -> Result<Condition, Error> {
    let place = match (row.get(5)?, row.get(6)?) {
        (Some(device), _) => Place::Device(device),
        (None, Some(site)) => Place::Site(site),
        (None, None) => Place::Intake(row.get::<Option<String>>(7)?.unwrap_or_default()),
    };
    let (code, value) = (row.get::<Option<String>>(19)?, row.get::<Option<Quantity>>(20)?);
    Ok(Condition {
        id: row.get(0)?,
        version: row.get(1)?,
        number: row.get(2)?,
        sort: row.get(3)?,
        mark: row.get(4)?,
        place,
        rule: row.get(8)?,
        rule_code: row.get(9)?,
        division: row.get(10)?,
        owner: row.get(11)?,
        holder: Owner { organisation: row.get(12)?, person: row.get(13)? },
        colour: row.get(14)?,
        worst: row.get(15)?,
        raised_at: row.get(16)?,
        last_at: row.get(17)?,
        cleared_at: row.get(18)?,
        reading: code.zip(value).and_then(|(code, value)| Reading::of(&code, value)),
        repeats: row.get(21)?,
        acknowledged_at: row.get(22)?,
        acknowledged_by: row.get(23)?,
        note: text_of(row, 24)?,
        owed: Owed { obligation: row.get(25)?, due: row.get(26)? },
    })
}

pub(super) fn load(r: &Reader<'_>, ctx: &Ctx, id: ConditionId) -> Result<Condition, Error> {
    let mut clause = Clause::new();
    clause.and_equals("t.district", ctx.district).and_equals("t.id", id).within(&ctx.scope, &SCOPE);
    let sql = format!("SELECT {COLUMNS} FROM condition t WHERE {}", clause.text());
    r.row(&sql, &clause.params(), read)?.ok_or(Error::NotFound("ConditionId"))
}

pub(super) fn record(tx: &mut Tx<'_>, ctx: &Ctx, it: &Condition, fact: &Fact) -> Result<(), Error> {
    let at = tx.record(ctx, it.id, it.version, fact)?;
    project(tx, &at, it.id, fact)
}

pub fn project(tx: &mut Tx<'_>, at: &Stamp, id: ConditionId, fact: &Fact) -> Result<(), Error> {
    match fact {
        Fact::Raised(it) => {
            raised(tx, at, id, it)?;
            change(tx, at, id, (Step::Raised, Some(it.colour), it.reading))
        }
        Fact::Worsened { colour, reading, owed } => {
            if let Some(owed) = owed {
                tx.execute(
                    "UPDATE condition SET obligation = $3, due = $4, acknowledged_at = NULL, acknowledged_by = NULL, note = NULL
                     WHERE district = $1 AND id = $2",
                    params![at.district, id, owed.obligation, owed.due],
                )?;
            }
            stand(tx, at, id, (*colour, *reading))?;
            worst(tx, at, id, *colour)?;
            change(tx, at, id, (Step::Worsened, Some(*colour), *reading))
        }
        Fact::Eased { colour, reading } => {
            stand(tx, at, id, (*colour, *reading))?;
            change(tx, at, id, (Step::Eased, Some(*colour), *reading))
        }
        Fact::Repeated { reading } => {
            latest(tx, at, id, *reading)?;
            tx.execute(
                "UPDATE condition SET repeats = repeats + 1 WHERE district = $1 AND id = $2",
                params![at.district, id],
            )?;
            let sql = "SELECT colour FROM condition WHERE district = $1 AND id = $2";
            let colour: Colour = tx.value(sql, params![at.district, id])?;
            change(tx, at, id, (Step::Repeated, Some(colour), *reading))
        }
        Fact::Cleared { reading } => {
            latest(tx, at, id, *reading)?;
            tx.execute(
                "UPDATE condition SET cleared_at = $3 WHERE district = $1 AND id = $2",
                params![at.district, id, at.effective_at],
            )?;
            change(tx, at, id, (Step::Cleared, None, *reading))
        }
        Fact::Late { colour, reading } => {
            tx.execute(
                "UPDATE condition SET version = $3,
                     raised_at = CASE WHEN $5 = 1 AND raised_at > $4 THEN $4 ELSE raised_at END
                 WHERE district = $1 AND id = $2",
                params![at.district, id, at.version, at.effective_at, colour.is_some()],
            )?;
            if let Some(colour) = colour {
                worst(tx, at, id, *colour)?;
            }
            change(tx, at, id, (Step::Late, *colour, *reading))
        }
        Fact::Acknowledged { note } => tx.execute(
            "UPDATE condition SET version = $3, acknowledged_at = $4, acknowledged_by = $5, note = $6
                 WHERE district = $1 AND id = $2",
            params![at.district, id, at.version, at.effective_at, at.person, note],
        ),
    }
}

fn raised(tx: &mut Tx<'_>, at: &Stamp, id: ConditionId, it: &Raised) -> Result<(), Error> {
    tx.execute(
        "INSERT INTO condition (district, id, version, number, sort, mark, device, site, intake, rule, rule_code, division,
             owner, holder, holder_person, colour, worst, raised_at, last_at, metric, value, repeats, obligation, due)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $16, $17, $17, $18, $19, 0, $20,
                 $21)",
        params![
            at.district,
            id,
            at.version,
            it.number,
            it.sort,
            it.mark,
            it.place.device(),
            it.place.site(),
            it.place.intake(),
            it.rule,
            it.rule_code,
            it.division,
            it.owner,
            it.holder.organisation,
            it.holder.person,
            it.colour,
            at.effective_at,
            it.reading.map(|it| it.code()),
            it.reading.map(|it| it.value),
            it.owed.obligation,
            it.owed.due
        ],
    )
}

/// The latest change, with its value where it has one.
fn latest(tx: &mut Tx<'_>, at: &Stamp, id: ConditionId, reading: Option<Reading>) -> Result<(), Error> {
    tx.execute(
        "UPDATE condition SET version = $3, last_at = $4, metric = COALESCE($5, metric), value = COALESCE($6, value)
         WHERE district = $1 AND id = $2",
        params![at.district, id, at.version, at.effective_at, reading.map(|it| it.code()), reading.map(|it| it.value)],
    )
}

fn stand(
    tx: &mut Tx<'_>,
    at: &Stamp,
    id: ConditionId,
    (colour, reading): (Colour, Option<Reading>),
) -> Result<(), Error> {
    latest(tx, at, id, reading)?;
    tx.execute("UPDATE condition SET colour = $3 WHERE district = $1 AND id = $2", params![at.district, id, colour])
}

fn worst(tx: &mut Tx<'_>, at: &Stamp, id: ConditionId, colour: Colour) -> Result<(), Error> {
    let sql = "SELECT worst FROM condition WHERE district = $1 AND id = $2";
    let known: Option<Colour> = tx.row(sql, params![at.district, id], |row| row.get(0))?;
    if known.is_some_and(|known| known >= colour) {
        return Ok(());
    }
    tx.execute("UPDATE condition SET worst = $3 WHERE district = $1 AND id = $2", params![at.district, id, colour])
}

fn change(
    tx: &mut Tx<'_>,
    at: &Stamp,
    id: ConditionId,
    (step, colour, reading): (Step, Option<Colour>, Option<Reading>),
) -> Result<(), Error> {
    let sql = "SELECT mark FROM condition WHERE district = $1 AND id = $2";
    let mark: String = tx.value(sql, params![at.district, id])?;
    tx.execute(
        "INSERT INTO condition_change (district, condition, no, mark, at, step, colour, metric, value)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
        params![
            at.district,
            id,
            at.version,
            mark,
            at.effective_at,
            step,
            colour,
            reading.map(|it| it.code()),
            reading.map(|it| it.value)
        ],
    )
}
