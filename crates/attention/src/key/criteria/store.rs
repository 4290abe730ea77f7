//! Every write to the tables of criteria, and the load that their commands begin with.

use kernel::{Act, Ctx, Error};
use ledger::{Reader, Row, Stamp, Tx, params};

use super::{AttentionCriteriaId, Criteria, Criterion, Fact, State};
use crate::period::text_of;

pub(super) const COLUMNS: &str = "t.id, t.version, t.number, t.title, t.reason, t.state, t.from_day, t.drafted_at, \
     t.drafted_by, t.put_at, t.put_by, t.note, t.criteria";

pub(super) fn read(row: &Row<'_>) -> Result<Criteria, Error> {
    Ok(Criteria {
        id: row.get(0)?,
        version: row.get(1)?,
        number: row.get(2)?,
        title: row.get(3)?,
        reason: text_of(row, 4)?,
        state: row.get(5)?,
        from: row.get(6)?,
        drafted_at: row.get(7)?,
        drafted_by: row.get(8)?,
        put_at: row.get(9)?,
        put_by: row.get(10)?,
        note: text_of(row, 11)?,
        last: row.get(12)?,
    })
}

/// What nobody put in force is of those who draft it and put it in force.
pub(super) fn sees_drafts(ctx: &Ctx) -> bool {
    ctx.person().is_none()
        || ctx.may(Act("attention_criteria.draft"))
        || ctx.may(Act("attention_criteria.put_in_force"))
}

/// Criteria are the district's: whoever may see them sees all, but for drafts.
pub(crate) fn load(r: &Reader<'_>, ctx: &Ctx, id: AttentionCriteriaId) -> Result<Criteria, Error> {
    let sql = format!("SELECT {COLUMNS} FROM attention_criteria t WHERE t.district = $1 AND t.id = $2");
    let it = r.row(&sql, params![ctx.district, id], read)?.ok_or(Error::NotFound("AttentionCriteriaId"))?;
    if it.state != State::InForce && !sees_drafts(ctx) {
        return Err(Error::NotFound("AttentionCriteriaId"));
    }
    Ok(it)
}

pub(super) fn record(tx: &mut Tx<'_>, ctx: &Ctx, it: &Criteria, fact: &Fact) -> Result<(), Error> {
    let at = tx.record(ctx, it.id, it.version, fact)?;
    project(tx, &at, it.id, fact)
}

pub fn project(tx: &mut Tx<'_>, at: &Stamp, id: AttentionCriteriaId, fact: &Fact) -> Result<(), Error> {
    if let Fact::Drafted(it) = fact {
        tx.execute(
            "INSERT INTO attention_criteria (district, id, version, number, title, reason, state, drafted_at, drafted_by,
                                             criteria)
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, 0)",
            params![
                at.district,
                id,
                at.version,
                it.number,
                it.title,
                it.reason,
                State::Draft,
                at.effective_at,
                at.person
            ],
        )?;
        return it.criteria.iter().try_for_each(|one| set(tx, at, id, one));
    }
    tx.execute(
        "UPDATE attention_criteria SET version = $3 WHERE district = $1 AND id = $2",
        params![at.district, id, at.version],
    )?;
    match fact {
        Fact::Drafted(_) => Ok(()),
        Fact::CriterionSet { criterion } => set(tx, at, id, criterion),
        Fact::CriterionDropped { no } => tx.execute(
            "DELETE FROM attention_criterion WHERE district = $1 AND edition = $2 AND no = $3",
            params![at.district, id, no],
        ),
        Fact::PutInForce { from } => tx.execute(
            "UPDATE attention_criteria SET state = $3, from_day = $4, put_at = $5, put_by = $6
                 WHERE district = $1 AND id = $2",
            params![at.district, id, State::InForce, from, at.effective_at, at.person],
        ),
        Fact::Discarded { reason } => tx.execute(
            "UPDATE attention_criteria SET state = $3, note = $4 WHERE district = $1 AND id = $2",
            params![at.district, id, State::Discarded, reason],
        ),
    }
}

/// In place of the one that had its number.
fn set(tx: &mut Tx<'_>, at: &Stamp, id: AttentionCriteriaId, it: &Criterion) -> Result<(), Error> {
    tx.execute(
        "DELETE FROM attention_criterion WHERE district = $1 AND edition = $2 AND no = $3",
        params![at.district, id, it.no],
    )?;
    tx.execute(
        "INSERT INTO attention_criterion (district, edition, no, sort, measure, months, comparison, threshold, treatment)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
        params![
            at.district,
            id,
            it.no,
            it.sort,
            it.measure,
            it.months,
            it.comparison,
            it.threshold,
            it.treatment
        ],
    )?;
    tx.execute(
        "UPDATE attention_criteria SET criteria = $3 WHERE district = $1 AND id = $2 AND criteria < $3",
        params![at.district, id, it.no],
    )
}
