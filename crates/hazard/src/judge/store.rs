//! What stands in `hazard_judgement`, and a grade that changes: it is counted anew where it belongs.

use std::collections::HashSet;

use kernel::{Ctx, Error};
use ledger::{Clause, Reader, Stamp, Tx, params};

use super::{Graded, Judged};
use crate::model::{Grade, HazardId};
use crate::query::ListRow;
use crate::statistics::{self, Delta, Slot};

pub(crate) fn judged(tx: &mut Tx<'_>, at: &Stamp, id: HazardId, it: &Judged) -> Result<(), Error> {
    seen(tx, at, id)?;
    let answers = serde_json::to_string(&it.answers)?;
    tx.execute(
        "INSERT INTO hazard_judgement (district, hazard, version, edition, verdict, answers, judge, waits)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
         ON CONFLICT (district, hazard) DO UPDATE SET version = excluded.version, edition = excluded.edition,
             verdict = excluded.verdict, answers = excluded.answers, judge = excluded.judge, waits = excluded.waits",
        params![at.district, id, at.version, it.edition, it.verdict, answers, at.person, it.second.is_some()],
    )
}

/// The grade as decided; what was counted under the old one moves to the new one.
pub(crate) fn graded(tx: &mut Tx<'_>, at: &Stamp, id: HazardId, it: &Graded) -> Result<(), Error> {
    let before = tx.row(
        "SELECT found_at, township, sector, source, grade FROM hazard WHERE district = $1 AND id = $2",
        params![at.district, id],
        Slot::read,
    )?;
    tx.execute(
        "UPDATE hazard SET version = $3, grade = $4 WHERE district = $1 AND id = $2",
        params![at.district, id, at.version, it.grade],
    )?;
    tx.execute(
        "UPDATE hazard_text SET grade_reason = $3 WHERE district = $1 AND id = $2",
        params![at.district, id, it.reason],
    )?;
    let recurring: i64 = tx.value(
        "SELECT COUNT(*) FROM hazard_recurrence WHERE district = $1 AND hazard = $2",
        params![at.district, id],
    )?;
    if let Some(slot) = before {
        let counted = Delta { recurring, ..Delta::FOUND };
        let taken = Delta { found: -1, recurring: -recurring, ..Delta::default() };
        statistics::cube::count(tx, at, &slot, &taken)?;
        statistics::cube::count(tx, at, &Slot { grade: it.grade, ..slot }, &counted)?;
    }
    waits_no_more(tx, at, id)
}

pub(crate) fn kept(tx: &mut Tx<'_>, at: &Stamp, id: HazardId) -> Result<(), Error> {
    seen(tx, at, id)?;
    waits_no_more(tx, at, id)
}

/// A fact that changes nothing else in the tables.
pub(crate) fn seen(tx: &mut Tx<'_>, at: &Stamp, id: HazardId) -> Result<(), Error> {
    let sql = "UPDATE hazard SET version = $3 WHERE district = $1 AND id = $2";
    tx.execute(sql, params![at.district, id, at.version])
}

fn waits_no_more(tx: &mut Tx<'_>, at: &Stamp, id: HazardId) -> Result<(), Error> {
    let sql = "UPDATE hazard_judgement SET waits = $3 WHERE district = $1 AND hazard = $2";
    tx.execute(sql, params![at.district, id, false])
}

/// Which rows of a page are major and were not judged by any criteria yet.
pub(crate) fn unjudged(r: &Reader<'_>, ctx: &Ctx, rows: &[ListRow]) -> Result<HashSet<HazardId>, Error> {
    let mut major: HashSet<HazardId> = rows.iter().filter(|row| row.grade == Grade::Major).map(|row| row.id).collect();
    if major.is_empty() {
        return Ok(major);
    }
    let mut clause = Clause::new();
    clause.and_equals("district", ctx.district);
    let places: Vec<String> = major.iter().map(|id| clause.bind(*id)).collect();
    clause.and(&format!("hazard IN ({})", places.join(", ")));
    let sql = format!("SELECT hazard FROM hazard_judgement WHERE {} LIMIT {}", clause.text(), places.len());
    let judged: Vec<HazardId> = r.rows(&sql, &clause.params(), |row| row.get(0))?;
    major.retain(|id| !judged.contains(id));
    Ok(major)
}
