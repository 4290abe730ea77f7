//! Every write to the tables of earthquakes, and the load that their commands begin with. What shakes the ground is no secret:
//! whoever may see earthquakes sees all of the district.

use kernel::{Ctx, Error, Identity as _};
use ledger::{Clause, Reader, Row, Stamp, Tx, params};

use super::take::Known;
use super::{Apart, Earthquake, EarthquakeId, Fact, Placed, Report, Standing, State};

pub(super) const COLUMNS: &str = "t.id, t.version, t.source, t.source_id, t.at, t.precise, t.longitude_e6, t.latitude_e6, \
     t.depth_m, t.magnitude, t.magnitude_kind, t.place, t.division, t.border_m, t.seat_m, t.bearing_deg, t.intensity, \
     t.reports, t.state, t.note, t.standing, t.obligation, t.due, t.main, t.answer, t.answered_at, t.answered_by, \
     t.azimuth_deg, t.azimuth_source, t.recorded_at";
pub(super) const REPORT_COLUMNS: &str = "source, source_id, at, precise, longitude_e6, latitude_e6, depth_m, magnitude, \
     magnitude_kind, place";

/// The ten columns of a report from the given one on.
pub(super) fn report(row: &Row<'_>, from: usize) -> Result<Report, Error> {
    Ok(Report {
        source: row.get(from)?,
        source_id: row.get(from + 1)?,
        at: row.get(from + 2)?,
        precise: row.get(from + 3)?,
        longitude_e6: row.get(from + 4)?,
        latitude_e6: row.get(from + 5)?,
        depth_m: row.get(from + 6)?,
        magnitude_e3: row.get(from + 7)?,
        magnitude_kind: row.get(from + 8)?,
        place: row.get(from + 9)?,
    })
}

fn text(row: &Row<'_>, at: usize) -> Result<Option<kernel::Personal<String>>, Error> {
    Ok(row.get::<Option<String>>(at)?.map(kernel::Personal::Known))
}

pub(super) fn read(row: &Row<'_>) -> Result<Earthquake, Error> {
    Ok(Earthquake {
        id: row.get(0)?,
        version: row.get(1)?,
        report: report(row, 2)?,
        placed: Placed {
            division: row.get(12)?,
            border_m: row.get(13)?,
            seat_m: row.get(14)?,
            bearing_deg: row.get(15)?,
            intensity: row.get(16)?,
        },
        reports: row.get(17)?,
        state: row.get(18)?,
        note: text(row, 19)?,
        standing: row.get(20)?,
        obligation: row.get(21)?,
        due: row.get(22)?,
        main: row.get(23)?,
        answer: text(row, 24)?,
        answered_at: row.get(25)?,
        answered_by: row.get(26)?,
        azimuth_deg: row.get(27)?,
        azimuth_source: row.get(28)?,
        recorded_at: row.get(29)?,
    })
}

pub(super) fn load(r: &Reader<'_>, ctx: &Ctx, id: EarthquakeId) -> Result<Earthquake, Error> {
    let sql = format!("SELECT {COLUMNS} FROM earthquake t WHERE t.district = $1 AND t.id = $2");
    r.row(&sql, params![ctx.district, id], read)?.ok_or(Error::NotFound(EarthquakeId::NAME))
}

pub(super) fn fetch(r: &Reader<'_>, clause: &Clause, more: &str) -> Result<Vec<Earthquake>, Error> {
    r.rows(&format!("SELECT {COLUMNS} FROM earthquake t WHERE {} {more}", clause.text()), &clause.params(), read)
}

pub(super) fn known(row: &Row<'_>) -> Result<Known, Error> {
    let state: State = row.get(12)?;
    Ok(Known { of: row.get(0)?, no: row.get(1)?, report: report(row, 2)?, counted: state == State::Counted })
}

pub(super) fn record(tx: &mut Tx<'_>, ctx: &Ctx, it: &Earthquake, fact: &Fact) -> Result<(), Error> {
    let at = tx.record(ctx, it.id, it.version, fact)?;
    project(tx, &at, it.id, fact)
}

pub fn project(tx: &mut Tx<'_>, at: &Stamp, id: EarthquakeId, fact: &Fact) -> Result<(), Error> {
    match fact {
        Fact::Recorded { report, placed } => {
            recorded(tx, at, id, report, placed)?;
            add_report(tx, at, id, report, None)
        }
        Fact::Joined { report, apart, placed } => {
            add_report(tx, at, id, report, Some(*apart))?;
            tx.execute(
                "UPDATE earthquake SET version = $3, reports = reports + 1 WHERE district = $1 AND id = $2",
                params![at.district, id, at.version],
            )?;
            placed.as_ref().map_or(Ok(()), |placed| count(tx, at, id, report, placed))
        }
        Fact::Revised { no, report, placed } => {
            change_report(tx, at, id, *no, report)?;
            version(tx, at, id)?;
            placed.as_ref().map_or(Ok(()), |placed| count(tx, at, id, report, placed))
        }
        Fact::Parted { no, .. } => {
            tx.execute(
                "DELETE FROM earthquake_report WHERE district = $1 AND earthquake = $2 AND no = $3",
                params![at.district, id, no],
            )?;
            tx.execute(
                "UPDATE earthquake SET version = $3, reports = reports - 1 WHERE district = $1 AND id = $2",
                params![at.district, id, at.version],
            )
        }
        Fact::Withdrawn { reason } => tx.execute(
            "UPDATE earthquake SET version = $3, state = $4, note = $5 WHERE district = $1 AND id = $2",
            params![at.district, id, at.version, State::Withdrawn, reason],
        ),
        Fact::CheckOwed { owed, .. } => {
            stand(tx, at, id, (Standing::Owed, None))?;
            tx.execute(
                "UPDATE earthquake SET obligation = $3, due = $4 WHERE district = $1 AND id = $2",
                params![at.district, id, owed.obligation, owed.due],
            )
        }
        Fact::Attached { main } => stand(tx, at, id, (Standing::Attached, Some(*main))),
        Fact::LetOff { .. } => stand(tx, at, id, (Standing::LetOff, None)),
        Fact::Checked { answer } => tx.execute(
            "UPDATE earthquake SET version = $3, standing = $4, answer = $5, answered_at = $6, answered_by = $7
                 WHERE district = $1 AND id = $2",
            params![at.district, id, at.version, Standing::Checked, answer, at.effective_at, at.person],
        ),
        Fact::Directed { azimuth_deg, source } => tx.execute(
            "UPDATE earthquake SET version = $3, azimuth_deg = $4, azimuth_source = $5
                 WHERE district = $1 AND id = $2",
            params![at.district, id, at.version, azimuth_deg, source],
        ),
    }
}

fn stand(
    tx: &mut Tx<'_>,
    at: &Stamp,
    id: EarthquakeId,
    (standing, main): (Standing, Option<EarthquakeId>),
) -> Result<(), Error> {
    tx.execute(
        "UPDATE earthquake SET version = $3, standing = $4, main = $5 WHERE district = $1 AND id = $2",
        params![at.district, id, at.version, standing, main],
    )
}

fn version(tx: &mut Tx<'_>, at: &Stamp, id: EarthquakeId) -> Result<(), Error> {
    tx.execute(
        "UPDATE earthquake SET version = $3 WHERE district = $1 AND id = $2",
        params![at.district, id, at.version],
    )
}

fn recorded(tx: &mut Tx<'_>, at: &Stamp, id: EarthquakeId, it: &Report, placed: &Placed) -> Result<(), Error> {
    tx.execute(
        "INSERT INTO earthquake (district, id, version, at, precise, longitude_e6, latitude_e6, depth_m, magnitude,
             magnitude_kind, source, source_id, place, division, border_m, seat_m, bearing_deg, intensity, reports, state,
             standing, recorded_at)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, 1, $19, $20, $21)",
        params![
            at.district,
            id,
            at.version,
            it.at,
            it.precise,
            it.longitude_e6,
            it.latitude_e6,
            it.depth_m,
            it.magnitude_e3,
            it.magnitude_kind,
            it.source,
            it.source_id,
            it.place,
            placed.division,
            placed.border_m,
            placed.seat_m,
            placed.bearing_deg,
            placed.intensity,
            State::Counted,
            Standing::None,
            at.effective_at
        ],
    )
}

/// This report counts from now on.
fn count(tx: &mut Tx<'_>, at: &Stamp, id: EarthquakeId, it: &Report, placed: &Placed) -> Result<(), Error> {
    tx.execute(
        "UPDATE earthquake SET at = $3, precise = $4, longitude_e6 = $5, latitude_e6 = $6, depth_m = $7, magnitude = $8,
             magnitude_kind = $9, source = $10, source_id = $11, place = $12, division = $13, border_m = $14, seat_m = $15,
             bearing_deg = $16, intensity = $17
         WHERE district = $1 AND id = $2",
        params![
            at.district,
            id,
            it.at,
            it.precise,
            it.longitude_e6,
            it.latitude_e6,
            it.depth_m,
            it.magnitude_e3,
            it.magnitude_kind,
            it.source,
            it.source_id,
            it.place,
            placed.division,
            placed.border_m,
            placed.seat_m,
            placed.bearing_deg,
            placed.intensity
        ],
    )
}

/// Its number is the version at which it came.
fn add_report(tx: &mut Tx<'_>, at: &Stamp, id: EarthquakeId, it: &Report, apart: Option<Apart>) -> Result<(), Error> {
    tx.execute(
        "INSERT INTO earthquake_report (district, earthquake, no, source, source_id, at, precise, longitude_e6, latitude_e6,
             depth_m, magnitude, magnitude_kind, place, apart_ms, apart_m, told_at)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16)",
        params![
            at.district,
            id,
            at.version,
            it.source,
            it.source_id,
            it.at,
            it.precise,
            it.longitude_e6,
            it.latitude_e6,
            it.depth_m,
            it.magnitude_e3,
            it.magnitude_kind,
            it.place,
            apart.map(|it| it.ms),
            apart.map(|it| it.metres),
            at.effective_at
        ],
    )
}

fn change_report(tx: &mut Tx<'_>, at: &Stamp, id: EarthquakeId, no: i64, it: &Report) -> Result<(), Error> {
    tx.execute(
        "UPDATE earthquake_report SET source = $4, source_id = $5, at = $6, precise = $7, longitude_e6 = $8,
             latitude_e6 = $9, depth_m = $10, magnitude = $11, magnitude_kind = $12, place = $13, told_at = $14
         WHERE district = $1 AND earthquake = $2 AND no = $3",
        params![
            at.district,
            id,
            no,
            it.source,
            it.source_id,
            it.at,
            it.precise,
            it.longitude_e6,
            it.latitude_e6,
            it.depth_m,
            it.magnitude_e3,
            it.magnitude_kind,
            it.place,
            at.effective_at
        ],
    )
}
