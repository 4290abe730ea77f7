//! What stands in `hazard_recurrence`, and the earlier hazards of a subject.

use kernel::{Ctx, Error, Instant, Span};
use ledger::{Clause, Reader, Row, Stamp, Tx, params};
use registry::SubjectId;
use serde::{Deserialize, Serialize};

use super::rule::Measure;
use super::{Earlier, Found};
use crate::model::{Finding, Harm, Hazard, HazardId, Source};
use crate::query::{self, LIST_COLUMNS, LIST_WIDTH, ListRow};
use crate::statistics::{self, Delta, Slot};

/// Which earlier hazard came back, and how alike it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Link {
    pub earlier: HazardId,
    /// In per mille.
    pub likeness: u32,
    pub same_harm: bool,
    /// From closing the earlier one to finding this one.
    pub days_between: i64,
}

pub(crate) fn recurs(tx: &mut Tx<'_>, at: &Stamp, id: HazardId, link: &Link) -> Result<(), Error> {
    let Link { earlier, likeness, same_harm, days_between } = *link;
    recounted(tx, at, id, 1)?;
    tx.execute(
        "INSERT INTO hazard_recurrence (district, hazard, earlier, likeness, same_harm, days_between)
         VALUES ($1, $2, $3, $4, $5, $6)",
        params![at.district, id, earlier, i64::from(likeness), same_harm, days_between],
    )
}

/// A person said that it is not the same.
pub(crate) fn denied(tx: &mut Tx<'_>, at: &Stamp, id: HazardId) -> Result<(), Error> {
    let sql = "DELETE FROM hazard_recurrence WHERE district = $1 AND hazard = $2";
    let taken = tx.changing(sql, params![at.district, id])?;
    recounted(tx, at, id, -i64::from(taken > 0))
}

/// A person said which one came back; what the rule had found gives way.
pub(crate) fn linked(tx: &mut Tx<'_>, at: &Stamp, id: HazardId, link: &Link) -> Result<(), Error> {
    denied(tx, at, id)?;
    recurs(tx, at, id, link)
}

fn recounted(tx: &mut Tx<'_>, at: &Stamp, id: HazardId, recurring: i64) -> Result<(), Error> {
    let slot = tx.row(
        "UPDATE hazard SET version = $3 WHERE district = $1 AND id = $2
         RETURNING found_at, township, sector, source, grade",
        params![at.district, id, at.version],
        Slot::read,
    )?;
    let delta = Delta { recurring, ..Delta::default() };
    slot.map_or(Ok(()), |slot| statistics::cube::count(tx, at, &slot, &delta))
}

/// Closed hazards of its subject that the visitor may see, closed when it was found, the latest first.
pub(super) fn closed_before(
    r: &Reader<'_>,
    ctx: &Ctx,
    it: &Hazard,
    found_at: Instant,
) -> Result<Vec<(ListRow, String)>, Error> {
    let mut clause = Clause::new();
    clause.and_equals("h.district", ctx.district).and_equals("h.subject", it.subject);
    let (this, found) = (clause.bind(it.id), clause.bind(found_at));
    clause.and(&format!("h.found_at <= {found} AND h.closed_at <= {found} AND h.status = 'closed' AND h.id <> {this}"));
    clause.within(&ctx.scope, &query::SCOPE);
    let at_most = clause.bind(LOOKED_AT);
    let sql = format!(
        "SELECT {LIST_COLUMNS}, t.description FROM hazard h
         JOIN hazard_text t ON t.district = h.district AND t.id = h.id
         WHERE {} ORDER BY h.found_at DESC, h.id DESC LIMIT {at_most}",
        clause.text()
    );
    r.rows(&sql, &clause.params(), |row| {
        let description: Option<String> = row.get(LIST_WIDTH)?;
        Ok((query::list_row(row)?, description.unwrap_or_default()))
    })
}

pub(crate) fn link(r: &Reader<'_>, ctx: &Ctx, id: HazardId) -> Result<Option<Link>, Error> {
    r.row(
        "SELECT earlier, likeness, same_harm, days_between FROM hazard_recurrence
         WHERE district = $1 AND hazard = $2 ORDER BY likeness DESC, earlier DESC LIMIT 1",
        params![ctx.district, id],
        |row| {
            Ok(Link { earlier: row.get(0)?, likeness: row.get(1)?, same_harm: row.get(2)?, days_between: row.get(3)? })
        },
    )
}

/// Looked at, the latest found first: enough for a year of the worst subject, and few enough for the act of reporting.
const LOOKED_AT: i64 = 100;

/// Whatever the reporter's scope: whether it came back is a fact of the subject. The page shows what its visitor may see.
pub(super) fn earlier(
    r: &Reader<'_>,
    ctx: &Ctx,
    id: HazardId,
    finding: &Finding,
    measure: &Measure,
) -> Result<Vec<Earlier>, Error> {
    let since = finding.found_at - Span::days(measure.days + 1);
    r.rows(
        "SELECT h.id, h.harm, t.description, h.closed_at
         FROM hazard h JOIN hazard_text t ON t.district = h.district AND t.id = h.id
         WHERE h.district = $1 AND h.subject = $2 AND h.found_at <= $3 AND h.closed_at >= $4 AND h.id <> $5
         ORDER BY h.found_at DESC, h.id DESC LIMIT $6",
        params![ctx.district, finding.subject, finding.found_at, since, id, LOOKED_AT],
        read,
    )
}

fn read(row: &Row<'_>) -> Result<Earlier, Error> {
    Ok(Earlier {
        id: row.get(0)?,
        harm: main_harm(&row.get::<String>(1)?),
        // Erased words are like no others.
        description: row.get::<Option<String>>(2)?.unwrap_or_default(),
        closed_at: row.get(3)?,
    })
}

/// The hazard as the earlier one of others; none while it is open.
pub(super) fn as_earlier(r: &Reader<'_>, ctx: &Ctx, id: HazardId) -> Result<Option<Earlier>, Error> {
    r.row(
        "SELECT h.id, h.harm, t.description, h.closed_at
         FROM hazard h JOIN hazard_text t ON t.district = h.district AND t.id = h.id
         WHERE h.district = $1 AND h.id = $2 AND h.closed_at IS NOT NULL",
        params![ctx.district, id],
        read,
    )
}

/// A hazard that counts as found for the first time, as its words stand now.
pub(super) struct First {
    pub id: HazardId,
    pub version: i64,
    pub found_at: Instant,
    source: Source,
    harm: Option<Harm>,
    description: String,
}

impl First {
    pub fn found(&self) -> Found<'_> {
        Found { said: &self.description, harm: self.harm, found_at: self.found_at, source: self.source }
    }
}

/// Those of the subject found since, the first found first. What was merged or divided is counted nowhere.
pub(super) fn found_first(
    r: &Reader<'_>,
    ctx: &Ctx,
    id: HazardId,
    subject: SubjectId,
    since: Instant,
) -> Result<Vec<First>, Error> {
    r.rows(
        "SELECT h.id, h.version, h.found_at, h.source, h.harm, t.description
         FROM hazard h JOIN hazard_text t ON t.district = h.district AND t.id = h.id
         WHERE h.district = $1 AND h.subject = $2 AND h.found_at >= $3 AND h.id <> $4
             AND h.status NOT IN ('merged', 'divided') AND t.description IS NOT NULL AND NOT EXISTS
             (SELECT 1 FROM hazard_recurrence a WHERE a.district = h.district AND a.hazard = h.id)
         ORDER BY h.found_at, h.id LIMIT $5",
        params![ctx.district, subject, since, id, LOOKED_AT],
        |row| {
            Ok(First {
                id: row.get(0)?,
                version: row.get(1)?,
                found_at: row.get(2)?,
                source: row.get(3)?,
                harm: main_harm(&row.get::<String>(4)?),
                description: row.get(5)?,
            })
        },
    )
}

fn main_harm(harms: &str) -> Option<Harm> {
    harms.split(' ').next().and_then(Harm::from_word)
}
