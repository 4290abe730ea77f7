//! Every write to `loss_sheet`, with the sums that follow from it, and the loads that commands begin with.

use kernel::{Ctx, District, Division, Error, Instant, Personal};
use ledger::{Reader, Row, Stamp, Tx, params};
use serde::{Deserialize, Serialize};

use super::sum::{self, Of};
use super::{Fact, LossSheet, LossSheetId, Road, Sent};
use crate::event::{DisasterId, Owed};
use crate::place::Place;

pub(super) const COLUMNS: &str = "t.id, t.version, t.disaster, t.division, t.village_group, t.edition, t.phase, t.zero, \
     t.figures, t.roads, t.reason, t.first_at, t.sent_at, t.sent_by, t.daily, t.daily_due, t.withdrawn";

/// A road in the column; its name is gone once it was erased.
#[derive(Serialize, Deserialize)]
struct RoadColumn {
    road: Option<String>,
    from: Instant,
    to: Option<Instant>,
}

fn roads_column(roads: &[Road]) -> Result<Option<String>, Error> {
    if roads.is_empty() {
        return Ok(None);
    }
    let column = |it: &Road| RoadColumn { road: it.road.known().cloned(), from: it.from, to: it.to };
    serde_json::to_string(&roads.iter().map(column).collect::<Vec<_>>()).map(Some).map_err(Error::internal)
}

fn roads(column: Option<String>) -> Result<Vec<Road>, Error> {
    let Some(column) = column else { return Ok(Vec::new()) };
    let all: Vec<RoadColumn> = serde_json::from_str(&column).map_err(Error::internal)?;
    let road =
        |it: RoadColumn| Road { road: it.road.map_or(Personal::Erased, Personal::Known), from: it.from, to: it.to };
    Ok(all.into_iter().map(road).collect())
}

pub(super) fn read(row: &Row<'_>) -> Result<LossSheet, Error> {
    let daily = row.get::<Option<obligation::ObligationId>>(14)?.zip(row.get::<Option<Instant>>(15)?);
    Ok(LossSheet {
        id: row.get(0)?,
        version: row.get(1)?,
        disaster: row.get(2)?,
        place: Place { division: row.get(3)?, group: row.get(4)? },
        edition: row.get(5)?,
        phase: row.get(6)?,
        zero: row.get(7)?,
        figures: crate::web::figures(&row.get::<String>(8)?)?,
        roads: roads(row.get(9)?)?,
        reason: row.get::<Option<String>>(10)?.map(Personal::Known),
        first_at: row.get(11)?,
        sent_at: row.get(12)?,
        sent_by: row.get(13)?,
        daily: daily.map(|(obligation, due)| Owed { obligation, due }),
        withdrawn: row.get(16)?,
    })
}

/// The sheet, if its place lies within the visitor's scope; else it does not exist.
pub(super) fn load(r: &Reader<'_>, ctx: &Ctx, id: LossSheetId) -> Result<LossSheet, Error> {
    let found = by_id(r, ctx.district, id)?;
    let reached = |it: &LossSheet| ctx.scope.covers(it.place.division, &[], &[], None);
    found.filter(reached).ok_or(Error::NotFound("LossSheetId"))
}

fn by_id(r: &Reader<'_>, district: District, id: LossSheetId) -> Result<Option<LossSheet>, Error> {
    let sql = format!("SELECT {COLUMNS} FROM loss_sheet t WHERE t.district = $1 AND t.id = $2");
    r.row(&sql, params![district, id], read)
}

/// The sheet of a place, sent or withdrawn.
pub(super) fn of_place(
    r: &Reader<'_>,
    ctx: &Ctx,
    disaster: DisasterId,
    place: &Place,
) -> Result<Option<LossSheet>, Error> {
    let sql = format!(
        "SELECT {COLUMNS} FROM loss_sheet t
         WHERE t.district = $1 AND t.disaster = $2 AND t.division = $3 AND t.village_group = $4"
    );
    r.row(&sql, params![ctx.district, disaster, place.division, place.group], read)
}

/// The sheets of one division: its own and those of its groups.
pub(super) fn of_division(
    r: &Reader<'_>,
    (district, disaster, division): (District, DisasterId, Division),
) -> Result<Vec<LossSheet>, Error> {
    let sql = format!(
        "SELECT {COLUMNS} FROM loss_sheet t
         WHERE t.district = $1 AND t.disaster = $2 AND t.division = $3 ORDER BY t.village_group"
    );
    r.rows(&sql, params![district, disaster, division], read)
}

pub fn project(tx: &mut Tx<'_>, at: &Stamp, id: LossSheetId, fact: &Fact) -> Result<(), Error> {
    let (disaster, division) = match fact {
        Fact::Sent(it) => (it.disaster, it.place.division),
        Fact::Withdrawn { .. } => {
            let it =
                by_id(tx, at.district, id)?.ok_or_else(|| Error::internal("a sheet withdrawn before it was sent"))?;
            (it.disaster, it.place.division)
        }
    };
    let of = Of { district: at.district, disaster };
    let before = sum::of_division(&of_division(tx, (at.district, disaster, division))?);
    match fact {
        Fact::Sent(it) if at.version == 1 => insert(tx, at, id, it)?,
        Fact::Sent(it) => update(tx, at, id, it)?,
        Fact::Withdrawn { reason } => {
            let sql = "UPDATE loss_sheet SET version = $3, withdrawn = 1, reason = $4 WHERE district = $1 AND id = $2";
            tx.execute(sql, params![at.district, id, at.version, reason])?;
        }
    }
    let after = sum::of_division(&of_division(tx, (at.district, disaster, division))?);
    sum::apply(tx, &of, division, &before, &after)
}

fn insert(tx: &mut Tx<'_>, at: &Stamp, id: LossSheetId, it: &Sent) -> Result<(), Error> {
    tx.execute(
        "INSERT INTO loss_sheet (district, id, version, disaster, division, village_group, edition, phase, zero, figures,
                                 roads, reason, first_at, sent_at, sent_by, daily, daily_due, withdrawn)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $13, $14, $15, $16, 0)",
        params![
            at.district,
            id,
            at.version,
            it.disaster,
            it.place.division,
            it.place.group,
            it.edition,
            it.phase,
            it.zero,
            it.figures.to_column(),
            roads_column(&it.roads)?,
            it.reason,
            at.effective_at,
            at.person,
            it.daily.map(|it| it.obligation),
            it.daily.map(|it| it.due)
        ],
    )
}

fn update(tx: &mut Tx<'_>, at: &Stamp, id: LossSheetId, it: &Sent) -> Result<(), Error> {
    tx.execute(
        "UPDATE loss_sheet SET version = $3, edition = $4, phase = $5, zero = $6, figures = $7, roads = $8, reason = $9,
                sent_at = $10, sent_by = $11, daily = $12, daily_due = $13, withdrawn = 0
         WHERE district = $1 AND id = $2",
        params![
            at.district,
            id,
            at.version,
            it.edition,
            it.phase,
            it.zero,
            it.figures.to_column(),
            roads_column(&it.roads)?,
            it.reason,
            at.effective_at,
            at.person,
            it.daily.map(|it| it.obligation),
            it.daily.map(|it| it.due)
        ],
    )
}
