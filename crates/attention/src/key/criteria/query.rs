//! Reads of criteria.

use kernel::{Ctx, Day, Error};
use ledger::{Clause, Reader, Recorded, params};

use super::store::{COLUMNS, load, read, sees_drafts};
use super::{AttentionCriteriaId, Criteria, Criterion, Fact, State};

fn conditions(ctx: &Ctx) -> Clause {
    let mut clause = Clause::new();
    clause.and_equals("t.district", ctx.district);
    if !sees_drafts(ctx) {
        clause.and_equals("t.state", State::InForce);
    }
    clause
}

/// The latest first.
pub fn list(r: &Reader<'_>, ctx: &Ctx, from: u32, rows: u32) -> Result<Vec<Criteria>, Error> {
    let mut clause = conditions(ctx);
    let (rows, from) = (clause.bind(rows), clause.bind(from));
    let sql = format!(
        "SELECT {COLUMNS} FROM attention_criteria t WHERE {}
         ORDER BY t.drafted_at DESC, t.id DESC LIMIT {rows} OFFSET {from}",
        clause.text()
    );
    r.rows(&sql, &clause.params(), read)
}

pub fn count(r: &Reader<'_>, ctx: &Ctx) -> Result<i64, Error> {
    let clause = conditions(ctx);
    r.value(&format!("SELECT COUNT(*) FROM attention_criteria t WHERE {}", clause.text()), &clause.params())
}

/// The edition of a day: the last that was put in force from then or before.
pub fn in_force(r: &Reader<'_>, ctx: &Ctx, day: Day) -> Result<Option<Criteria>, Error> {
    let sql = format!(
        "SELECT {COLUMNS} FROM attention_criteria t WHERE t.district = $1 AND t.state = $2 AND t.from_day <= $3
         ORDER BY t.from_day DESC, t.put_at DESC, t.id DESC LIMIT 1"
    );
    r.row(&sql, params![ctx.district, State::InForce, day], read)
}

pub fn one(r: &Reader<'_>, ctx: &Ctx, id: AttentionCriteriaId) -> Result<Criteria, Error> {
    load(r, ctx, id)
}

/// By kind of subject, in the order in which they were written.
pub fn criteria(r: &Reader<'_>, ctx: &Ctx, id: AttentionCriteriaId) -> Result<Vec<Criterion>, Error> {
    r.rows(
        "SELECT no, sort, measure, months, comparison, threshold, treatment FROM attention_criterion
         WHERE district = $1 AND edition = $2 ORDER BY no LIMIT 200",
        params![ctx.district, id],
        |row| {
            Ok(Criterion {
                no: row.get(0)?,
                sort: row.get(1)?,
                measure: row.get(2)?,
                months: row.get(3)?,
                comparison: row.get(4)?,
                threshold: row.get(5)?,
                treatment: row.get(6)?,
            })
        },
    )
}

/// Everything that happened to it, oldest first.
pub fn history(r: &Reader<'_>, ctx: &Ctx, id: AttentionCriteriaId) -> Result<Vec<Recorded<Fact>>, Error> {
    load(r, ctx, id)?;
    r.history(ctx.district, id)
}
