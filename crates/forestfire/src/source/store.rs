//! Every write to the table of heat sources, and the load that their commands begin with.

use kernel::{Ctx, Error};
use ledger::{Clause, Reader, Row, ScopeColumns, Stamp, Tx, params};

use super::{Fact, HeatSource, HeatSourceId};
use crate::web::text_of;

const COLUMNS: &str = "t.id, t.version, t.name, t.division, t.longitude_e6, t.latitude_e6, t.radius_m, t.reason, t.marked_at, \
     t.marked_by, t.unmarked_at, t.note";

pub(super) const SCOPE: ScopeColumns<'static> =
    ScopeColumns { division: "t.division", organisations: &[], persons: &[], sector: None };

fn read(row: &Row<'_>) -> Result<HeatSource, Error> {
    Ok(HeatSource {
        id: row.get(0)?,
        version: row.get(1)?,
        name: row.get(2)?,
        division: row.get(3)?,
        longitude_e6: row.get(4)?,
        latitude_e6: row.get(5)?,
        radius_m: row.get(6)?,
        reason: text_of(row, 7)?,
        marked_at: row.get(8)?,
        marked_by: row.get(9)?,
        unmarked_at: row.get(10)?,
        note: text_of(row, 11)?,
    })
}

pub(super) fn fetch(r: &Reader<'_>, clause: &Clause, rest: &str) -> Result<Vec<HeatSource>, Error> {
    r.rows(&format!("SELECT {COLUMNS} FROM heat_source t WHERE {} {rest}", clause.text()), &clause.params(), read)
}

pub(super) fn load(r: &Reader<'_>, ctx: &Ctx, id: HeatSourceId) -> Result<HeatSource, Error> {
    let mut clause = Clause::new();
    clause.and_equals("t.district", ctx.district).and_equals("t.id", id).within(&ctx.scope, &SCOPE);
    fetch(r, &clause, "LIMIT 1")?.pop().ok_or(Error::NotFound("HeatSourceId"))
}

pub(super) fn record(tx: &mut Tx<'_>, ctx: &Ctx, (id, version): (HeatSourceId, i64), fact: &Fact) -> Result<(), Error> {
    let at = tx.record(ctx, id, version, fact)?;
    project(tx, &at, id, fact)
}

pub fn project(tx: &mut Tx<'_>, at: &Stamp, id: HeatSourceId, fact: &Fact) -> Result<(), Error> {
    match fact {
        Fact::Marked(it) => tx.execute(
            "INSERT INTO heat_source (district, id, version, name, division, longitude_e6, latitude_e6, radius_m, reason,
                 marked_at, marked_by)
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)",
            params![
                at.district,
                id,
                at.version,
                it.name,
                it.division,
                it.longitude_e6,
                it.latitude_e6,
                it.radius_m,
                it.reason,
                at.effective_at,
                at.person
            ],
        ),
        Fact::Unmarked { reason } => tx.execute(
            "UPDATE heat_source SET version = $3, unmarked_at = $4, note = $5 WHERE district = $1 AND id = $2",
            params![at.district, id, at.version, at.effective_at, reason],
        ),
    }
    .map(drop)
}
