//! Every write to the tables of fire spots, and the load that their commands begin with.

use kernel::{Ctx, Error};
use ledger::{Clause, Reader, Row, ScopeColumns, Stamp, Tx, params};
use obligation::Owed;

use super::{Confidence, Detection, Fact, FireSpot, FireSpotId, Found, Said};
use crate::web::text_of;

pub(super) const COLUMNS: &str = "t.id, t.version, t.number, t.division, t.outside_m, t.near, t.near_m, t.longitude_e6, \
     t.latitude_e6, t.first_at, t.last_at, t.detections, t.confidence, t.power_mw_max, t.source, t.owner, t.obligation, t.due, \
     t.finding, t.note, t.incident, t.answered_at, t.answered_by";

/// Of its place and of whoever owes the check.
pub(super) const SCOPE: ScopeColumns<'static> =
    ScopeColumns { division: "t.division", organisations: &["t.owner"], persons: &[], sector: None };

pub(super) fn read(row: &Row<'_>) -> Result<FireSpot, Error> {
    let owed = row.get::<Option<_>>(16)?.zip(row.get::<Option<_>>(17)?);
    let answer = match row.get::<Option<_>>(18)?.zip(row.get::<Option<_>>(21)?) {
        Some((finding, at)) => {
            Some(Said { finding, note: text_of(row, 19)?, incident: row.get(20)?, at, by: row.get(22)? })
        }
        None => None,
    };
    Ok(FireSpot {
        id: row.get(0)?,
        version: row.get(1)?,
        number: row.get(2)?,
        division: row.get(3)?,
        outside_m: row.get(4)?,
        near: row.get::<Option<_>>(5)?.zip(row.get::<Option<_>>(6)?),
        longitude_e6: row.get(7)?,
        latitude_e6: row.get(8)?,
        first_at: row.get(9)?,
        last_at: row.get(10)?,
        detections: row.get(11)?,
        confidence: row.get(12)?,
        power_mw_max: row.get(13)?,
        source: row.get(14)?,
        owner: row.get(15)?,
        owed: owed.map(|(obligation, due)| Owed { obligation, due }),
        answer,
    })
}

pub(super) fn load(r: &Reader<'_>, ctx: &Ctx, id: FireSpotId) -> Result<FireSpot, Error> {
    let mut clause = Clause::new();
    clause.and_equals("t.district", ctx.district).and_equals("t.id", id).within(&ctx.scope, &SCOPE);
    let sql = format!("SELECT {COLUMNS} FROM fire_spot t WHERE {}", clause.text());
    r.row(&sql, &clause.params(), read)?.ok_or(Error::NotFound("FireSpotId"))
}

pub(super) fn record(tx: &mut Tx<'_>, ctx: &Ctx, (id, version): (FireSpotId, i64), fact: &Fact) -> Result<(), Error> {
    let at = tx.record(ctx, id, version, fact)?;
    project(tx, &at, id, fact)
}

pub fn project(tx: &mut Tx<'_>, at: &Stamp, id: FireSpotId, fact: &Fact) -> Result<(), Error> {
    match fact {
        Fact::Found(it) => {
            found(tx, at, id, it)?;
            detection(tx, at, id, &it.detection)
        }
        Fact::Detected(it) => {
            detected(tx, at, id, it)?;
            detection(tx, at, id, it)
        }
        Fact::Answered { finding, note, incident } => tx
            .execute(
                "UPDATE fire_spot SET version = $3, finding = $4, note = $5, incident = $6, answered_at = $7, answered_by = $8
                 WHERE district = $1 AND id = $2",
                params![at.district, id, at.version, finding, note, incident, at.effective_at, at.person],
            ),
    }
}

fn found(tx: &mut Tx<'_>, at: &Stamp, id: FireSpotId, it: &Found) -> Result<(), Error> {
    let seen = &it.detection;
    tx.execute(
        "INSERT INTO fire_spot (district, id, version, number, division, outside_m, near, near_m, longitude_e6, latitude_e6,
             first_at, last_at, detections, confidence, power_mw_max, source, owner, obligation, due)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $11, 1, $12, $13, $14, $15, $16, $17)",
        params![
            at.district,
            id,
            at.version,
            it.number,
            it.division,
            it.outside_m,
            it.near.map(|it| it.device),
            it.near.map(|it| it.m),
            seen.longitude_e6,
            seen.latitude_e6,
            seen.at,
            seen.confidence,
            seen.power_mw,
            it.source,
            it.owner,
            it.owed.map(|it| it.obligation),
            it.owed.map(|it| it.due)
        ],
    )
}

/// The fire with one detection more, in whatever order they come.
fn detected(tx: &mut Tx<'_>, at: &Stamp, id: FireSpotId, it: &Detection) -> Result<(), Error> {
    let sql = "SELECT confidence FROM fire_spot WHERE district = $1 AND id = $2";
    let known: Confidence = tx.value(sql, params![at.district, id])?;
    tx.execute(
        "UPDATE fire_spot SET version = $3, detections = detections + 1,
             first_at = CASE WHEN $4 < first_at THEN $4 ELSE first_at END,
             last_at = CASE WHEN $4 > last_at THEN $4 ELSE last_at END,
             confidence = $5,
             power_mw_max = CASE WHEN $6 > COALESCE(power_mw_max, -1) THEN $6 ELSE power_mw_max END
         WHERE district = $1 AND id = $2",
        params![at.district, id, at.version, it.at, known.max(it.confidence), it.power_mw],
    )
}

fn detection(tx: &mut Tx<'_>, at: &Stamp, id: FireSpotId, it: &Detection) -> Result<(), Error> {
    tx.execute(
        "INSERT INTO fire_detection (district, spot, no, mark, at, longitude_e6, latitude_e6, satellite, instrument, confidence,
             percent, power_mw)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)",
        params![
            at.district,
            id,
            at.version,
            it.mark(),
            it.at,
            it.longitude_e6,
            it.latitude_e6,
            it.satellite,
            it.instrument,
            it.confidence,
            it.percent,
            it.power_mw
        ],
    )
}
