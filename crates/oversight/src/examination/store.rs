//! Every write to the tables of examinations, and the loads that their commands begin with.

use kernel::{Ctx, Error, PersonId, Personal};
use ledger::{Clause, Reader, Row, Stamp, Tx, params};

use super::{Computed, Examination, Fact, Finding, Objection, Origin, OversightExaminationId, State};
use crate::marks::{Marks, Value};
use crate::scheme::{OversightSchemeId, of_own, text};
use obligation::Owed;

pub(super) const COLUMNS: &str = "e.id, e.version, e.scheme, e.organisation, e.state, e.obligation, e.due, e.opened_at, \
     e.told_at, e.told_by, e.object_until, e.agreed_at, e.confirmed_at, e.confirmed_by, e.published_at, e.note, e.objections";

pub(super) fn read(row: &Row<'_>) -> Result<Examination, Error> {
    Ok(Examination {
        id: row.get(0)?,
        version: row.get(1)?,
        scheme: row.get(2)?,
        organisation: row.get(3)?,
        state: row.get(4)?,
        obligation: row.get(5)?,
        due: row.get(6)?,
        opened_at: row.get(7)?,
        told_at: row.get(8)?,
        told_by: row.get(9)?,
        object_until: row.get(10)?,
        agreed_at: row.get(11)?,
        confirmed_at: row.get(12)?,
        confirmed_by: row.get(13)?,
        published_at: row.get(14)?,
        note: text(row, 15)?,
        objections: row.get(16)?,
    })
}

/// Keeps those of the visitor's organisation or group, where the visitor does not reach the whole district; alias `e`.
pub(crate) fn within(clause: &mut Clause, ctx: &Ctx) {
    of_own(clause, ctx, ("e", "organisation", "id"));
}

/// The examination, if the visitor may see it; else it does not exist.
pub(crate) fn load(r: &Reader<'_>, ctx: &Ctx, id: OversightExaminationId) -> Result<Examination, Error> {
    let mut clause = Clause::new();
    clause.and_equals("e.district", ctx.district).and_equals("e.id", id);
    within(&mut clause, ctx);
    let sql = format!("SELECT {COLUMNS} FROM oversight_examination e WHERE {}", clause.text());
    r.row(&sql, &clause.params(), read)?.ok_or(Error::NotFound("OversightExaminationId"))
}

/// Whoever asks, in the order of the register.
pub(crate) fn of_scheme(r: &Reader<'_>, ctx: &Ctx, scheme: OversightSchemeId) -> Result<Vec<Examination>, Error> {
    let sql = format!(
        "SELECT {COLUMNS} FROM oversight_examination e
         JOIN oversight_scheme_organisation o ON o.district = e.district AND o.scheme = e.scheme
              AND o.organisation = e.organisation
         WHERE e.district = $1 AND e.scheme = $2 ORDER BY o.no LIMIT 300"
    );
    r.rows(&sql, params![ctx.district, scheme], read)
}

pub(crate) fn group(r: &Reader<'_>, ctx: &Ctx, id: OversightExaminationId) -> Result<Vec<PersonId>, Error> {
    let sql = "SELECT person FROM oversight_examiner WHERE district = $1 AND examination = $2 ORDER BY no LIMIT 50";
    r.rows(sql, params![ctx.district, id], |row| row.get(0))
}

/// Every revision, the earlier first.
pub(crate) fn findings(r: &Reader<'_>, ctx: &Ctx, id: OversightExaminationId) -> Result<Vec<Finding>, Error> {
    r.rows(
        "SELECT item, revision, origin, measure, part, whole, marks, finding, reason, evidence, found_at, found_by
         FROM oversight_finding WHERE district = $1 AND examination = $2 ORDER BY item, revision LIMIT 2000",
        params![ctx.district, id],
        |row| {
            let evidence: String = row.get(9)?;
            Ok(Finding {
                item: row.get(0)?,
                revision: row.get(1)?,
                origin: row.get(2)?,
                measure: row.get(3)?,
                value: Value::of_columns(row.get(4)?, row.get(5)?),
                marks: row.get(6)?,
                finding: text(row, 7)?,
                reason: text(row, 8)?,
                evidence: evidence.lines().map(str::to_owned).collect(),
                found_at: row.get(10)?,
                found_by: row.get(11)?,
            })
        },
    )
}

/// What stands of each item: its last revision.
pub(crate) fn standing(all: &[Finding]) -> Vec<&Finding> {
    let last = |it: &&Finding| !all.iter().any(|one| one.item == it.item && one.revision > it.revision);
    all.iter().filter(last).collect()
}

pub(crate) fn objections(r: &Reader<'_>, ctx: &Ctx, id: OversightExaminationId) -> Result<Vec<Objection>, Error> {
    r.rows(
        "SELECT no, item, reason, objected_at, objected_by, obligation, due, accepted, answer, answered_at, answered_by
         FROM oversight_objection WHERE district = $1 AND examination = $2 ORDER BY no LIMIT 500",
        params![ctx.district, id],
        |row| {
            Ok(Objection {
                no: row.get(0)?,
                item: row.get(1)?,
                reason: text(row, 2)?,
                objected_at: row.get(3)?,
                objected_by: row.get(4)?,
                obligation: row.get(5)?,
                due: row.get(6)?,
                accepted: row.get(7)?,
                answer: text(row, 8)?,
                answered_at: row.get(9)?,
                answered_by: row.get(10)?,
            })
        },
    )
}

pub(crate) fn record(tx: &mut Tx<'_>, ctx: &Ctx, it: &Examination, fact: &Fact) -> Result<(), Error> {
    let at = tx.record(ctx, it.id, it.version, fact)?;
    project(tx, &at, it.id, fact)
}

pub fn project(tx: &mut Tx<'_>, at: &Stamp, id: OversightExaminationId, fact: &Fact) -> Result<(), Error> {
    if let Fact::Opened { scheme, organisation, owed } = fact {
        let sql =
            "INSERT INTO oversight_examination (district, id, version, scheme, organisation, state, obligation, due,
                                                      opened_at, objections)
                   VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, 0)";
        let (obligation, due) = (owed.obligation, owed.due);
        let values =
            params![at.district, id, at.version, scheme, organisation, State::Open, obligation, due, at.effective_at];
        return tx.execute(sql, values);
    }
    tx.execute(
        "UPDATE oversight_examination SET version = $3 WHERE district = $1 AND id = $2",
        params![at.district, id, at.version],
    )?;
    match fact {
        Fact::Opened { .. } => Ok(()),
        Fact::GroupSet { people } => grouped(tx, at, id, people),
        Fact::Taken { found, .. } => found.iter().try_for_each(|it| taken(tx, at, id, it)),
        Fact::Judged { item, finding, reason, marks } => {
            let said = Said { origin: Origin::Judged, finding: Some(finding), reason: Some(reason), marks: *marks };
            say(tx, at, (id, *item), &said)
        }
        Fact::Objected { no, item, reason, owed } => objected(tx, at, (id, *no, *item), (reason, owed)),
        Fact::Answered { .. } => answered(tx, at, id, fact),
        Fact::Told { .. } | Fact::Agreed | Fact::Confirmed | Fact::Published | Fact::Dropped { .. } => {
            moved(tx, at, id, fact)
        }
    }
}

fn moved(tx: &mut Tx<'_>, at: &Stamp, id: OversightExaminationId, fact: &Fact) -> Result<(), Error> {
    let now = at.effective_at;
    match fact {
        Fact::Told { until, owed } => tx.execute(
            "UPDATE oversight_examination SET state = $3, told_at = $4, told_by = $5, object_until = $6, obligation = $7,
                    due = $8
             WHERE district = $1 AND id = $2",
            params![at.district, id, State::Told, now, at.person, until, owed.obligation, owed.due],
        ),
        Fact::Agreed => tx.execute(
            "UPDATE oversight_examination SET agreed_at = $3 WHERE district = $1 AND id = $2",
            params![at.district, id, now],
        ),
        Fact::Confirmed => tx.execute(
            "UPDATE oversight_examination SET state = $3, confirmed_at = $4, confirmed_by = $5
             WHERE district = $1 AND id = $2",
            params![at.district, id, State::Confirmed, now, at.person],
        ),
        Fact::Published => tx.execute(
            "UPDATE oversight_examination SET state = $3, published_at = $4 WHERE district = $1 AND id = $2",
            params![at.district, id, State::Published, now],
        ),
        Fact::Dropped { reason } => tx.execute(
            "UPDATE oversight_examination SET state = $3, note = $4 WHERE district = $1 AND id = $2",
            params![at.district, id, State::Dropped, reason],
        ),
        _ => return Err(Error::internal("a fact of another part")),
    }
    .map(drop)
}

fn grouped(tx: &mut Tx<'_>, at: &Stamp, id: OversightExaminationId, people: &[PersonId]) -> Result<(), Error> {
    let sql = "DELETE FROM oversight_examiner WHERE district = $1 AND examination = $2";
    tx.execute(sql, params![at.district, id])?;
    for (no, person) in (1_i64..).zip(people) {
        tx.execute(
            "INSERT INTO oversight_examiner (district, examination, no, person) VALUES ($1, $2, $3, $4)",
            params![at.district, id, no, person],
        )?;
    }
    Ok(())
}

fn next_revision(tx: &Tx<'_>, at: &Stamp, (id, item): (OversightExaminationId, u32)) -> Result<i64, Error> {
    tx.value(
        "SELECT COALESCE(MAX(revision), 0) + 1 FROM oversight_finding
         WHERE district = $1 AND examination = $2 AND item = $3",
        params![at.district, id, item],
    )
}

fn taken(tx: &mut Tx<'_>, at: &Stamp, id: OversightExaminationId, it: &Computed) -> Result<(), Error> {
    let revision = next_revision(tx, at, (id, it.item))?;
    let (part, whole) = it.value.columns();
    tx.execute(
        "INSERT INTO oversight_finding (district, examination, item, revision, origin, measure, part, whole, marks,
                                        evidence, found_at, found_by)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)",
        params![
            at.district,
            id,
            it.item,
            revision,
            Origin::Taken,
            it.measure,
            part,
            whole,
            it.marks,
            it.evidence.join("\n"),
            at.effective_at,
            at.person
        ],
    )
}

/// What a person says of an item.
struct Said<'a> {
    origin: Origin,
    finding: Option<&'a Personal<String>>,
    reason: Option<&'a Personal<String>>,
    marks: Option<Marks>,
}

/// The value of a measure and its lists stay with the item, whatever is answered.
fn say(tx: &mut Tx<'_>, at: &Stamp, key: (OversightExaminationId, u32), it: &Said<'_>) -> Result<(), Error> {
    let revision = next_revision(tx, at, key)?;
    let (id, item) = key;
    let kept = tx.row(
        "SELECT measure, part, whole, evidence, finding FROM oversight_finding
         WHERE district = $1 AND examination = $2 AND item = $3 ORDER BY revision DESC LIMIT 1",
        params![at.district, id, item],
        |row| {
            Ok((
                row.get::<Option<String>>(0)?,
                (row.get::<Option<i64>>(1)?, row.get::<Option<i64>>(2)?),
                row.get::<String>(3)?,
                text(row, 4)?,
            ))
        },
    )?;
    let (measure, (part, whole), evidence, before) = kept.unwrap_or_default();
    tx.execute(
        "INSERT INTO oversight_finding (district, examination, item, revision, origin, measure, part, whole, marks,
                                        finding, reason, evidence, found_at, found_by)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14)",
        params![
            at.district,
            id,
            item,
            revision,
            it.origin,
            measure,
            part,
            whole,
            it.marks,
            it.finding.or(before.as_ref()),
            it.reason,
            evidence,
            at.effective_at,
            at.person
        ],
    )
}

fn objected(
    tx: &mut Tx<'_>,
    at: &Stamp,
    (id, no, item): (OversightExaminationId, u32, u32),
    (reason, owed): (&Personal<String>, &Owed),
) -> Result<(), Error> {
    tx.execute(
        "INSERT INTO oversight_objection (district, examination, no, item, reason, objected_at, objected_by, obligation, due)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
        params![at.district, id, no, item, reason, at.effective_at, at.person, owed.obligation, owed.due],
    )?;
    let sql = "UPDATE oversight_examination SET objections = $3 WHERE district = $1 AND id = $2";
    tx.execute(sql, params![at.district, id, no])
}

fn answered(tx: &mut Tx<'_>, at: &Stamp, id: OversightExaminationId, fact: &Fact) -> Result<(), Error> {
    let Fact::Answered { no, accepted, answer, marks, finding } = fact else { return Ok(()) };
    tx.execute(
        "UPDATE oversight_objection SET accepted = $4, answer = $5, answered_at = $6, answered_by = $7
         WHERE district = $1 AND examination = $2 AND no = $3",
        params![at.district, id, no, accepted, answer, at.effective_at, at.person],
    )?;
    if !accepted {
        return Ok(());
    }
    let item: u32 = tx.value(
        "SELECT item FROM oversight_objection WHERE district = $1 AND examination = $2 AND no = $3",
        params![at.district, id, no],
    )?;
    let said = Said { origin: Origin::Answered, finding: finding.as_ref(), reason: Some(answer), marks: *marks };
    say(tx, at, (id, item), &said)
}
