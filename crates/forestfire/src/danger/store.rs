//! Every write to the tables of fire areas, and the load that their commands begin with.

use kernel::{Ctx, Error};
use ledger::{Clause, Reader, Row, ScopeColumns, Stamp, Tx, params};

use super::{Codes, Fact, FireArea, FireAreaId, Last, LastRain, MonthDay, Rating, Setting};

pub(super) const COLUMNS: &str = "t.id, t.version, t.division, t.device, t.stations, t.is_watched, t.forest_percent, \
     t.season_from, t.season_to, t.cover, t.since, t.last_day, t.ffmc, t.dmc, t.dc, t.rain_mm, t.dry_days";

/// Of its township alone.
pub(super) const SCOPE: ScopeColumns<'static> =
    ScopeColumns { division: "t.division", organisations: &[], persons: &[], sector: None };

pub(super) fn read(row: &Row<'_>) -> Result<FireArea, Error> {
    let month_day = |at| -> Result<MonthDay, Error> {
        MonthDay::read(&row.get::<String>(at)?).ok_or_else(|| Error::internal("a season's day"))
    };
    let stations: String = row.get(4)?;
    let mut cover = [0; 12];
    let points: String = row.get(9)?;
    for (place, point) in cover.iter_mut().zip(points.split(' ')) {
        *place = point.parse().map_err(Error::internal)?;
    }
    let rain = row.get::<Option<_>>(15)?.zip(row.get::<Option<_>>(16)?).map(|(mm, days)| LastRain { mm, days });
    let last = match row.get::<Option<kernel::Day>>(11)? {
        Some(day) => Some(Last { day, codes: Codes { ffmc: row.get(12)?, dmc: row.get(13)?, dc: row.get(14)?, rain } }),
        None => None,
    };
    Ok(FireArea {
        id: row.get(0)?,
        version: row.get(1)?,
        said: Setting {
            division: row.get(2)?,
            device: row.get(3)?,
            stations: stations.split_whitespace().map(str::parse).collect::<Result<_, _>>()?,
            is_watched: row.get(5)?,
            forest_percent: row.get(6)?,
            season_from: month_day(7)?,
            season_to: month_day(8)?,
            cover,
            since: row.get(10)?,
        },
        last,
    })
}

pub(super) fn fetch(r: &Reader<'_>, clause: &Clause, rest: &str) -> Result<Vec<FireArea>, Error> {
    let sql = format!("SELECT {COLUMNS} FROM fire_area t WHERE {} {rest}", clause.text());
    r.rows(&sql, &clause.params(), read)
}

pub(super) fn load(r: &Reader<'_>, ctx: &Ctx, id: FireAreaId) -> Result<FireArea, Error> {
    let mut clause = Clause::new();
    clause.and_equals("t.district", ctx.district).and_equals("t.id", id).within(&ctx.scope, &SCOPE);
    fetch(r, &clause, "LIMIT 1")?.pop().ok_or(Error::NotFound("FireAreaId"))
}

pub(super) fn record(tx: &mut Tx<'_>, ctx: &Ctx, (id, version): (FireAreaId, i64), fact: &Fact) -> Result<(), Error> {
    let at = tx.record(ctx, id, version, fact)?;
    project(tx, &at, id, fact)
}

pub fn project(tx: &mut Tx<'_>, at: &Stamp, id: FireAreaId, fact: &Fact) -> Result<(), Error> {
    match fact {
        Fact::Set(it) => tx.execute(
            "INSERT INTO fire_area (district, id, version, division, device, stations, is_watched, forest_percent,
                     season_from, season_to, cover, since)
                 VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)",
            params![
                at.district,
                id,
                at.version,
                it.division,
                it.device,
                stations(it),
                it.is_watched,
                it.forest_percent,
                it.season_from.to_string(),
                it.season_to.to_string(),
                cover(it),
                it.since
            ],
        ),
        Fact::Amended(it) => tx.execute(
            "UPDATE fire_area SET version = $3, stations = $4, is_watched = $5, forest_percent = $6, season_from = $7,
                     season_to = $8, cover = $9, since = $10
                 WHERE district = $1 AND id = $2",
            params![
                at.district,
                id,
                at.version,
                stations(it),
                it.is_watched,
                it.forest_percent,
                it.season_from.to_string(),
                it.season_to.to_string(),
                cover(it),
                it.since
            ],
        ),
        Fact::Rated(it) => rated(tx, at, id, it),
    }
}

fn stations(it: &Setting) -> String {
    it.stations.iter().map(ToString::to_string).collect::<Vec<_>>().join(" ")
}

fn cover(it: &Setting) -> String {
    it.cover.map(|points| points.to_string()).join(" ")
}

fn rated(tx: &mut Tx<'_>, at: &Stamp, id: FireAreaId, it: &Rating) -> Result<(), Error> {
    let (codes, noon) = (&it.codes, &it.noon);
    tx.execute(
        "UPDATE fire_area SET version = $3, last_day = $4, ffmc = $5, dmc = $6, dc = $7, rain_mm = $8, dry_days = $9
         WHERE district = $1 AND id = $2",
        params![
            at.district,
            id,
            at.version,
            it.day,
            codes.ffmc,
            codes.dmc,
            codes.dc,
            codes.rain.map(|it| it.mm),
            codes.rain.map(|it| it.days)
        ],
    )?;
    tx.execute(
        "INSERT INTO fire_rating (district, area, day, at, division, class, points, fwi, isi, bui, ffmc, dmc, dc, rain_mm,
             dry_days, went_on_from, station, measured_at, temperature, humidity, wind, temperature_max, humidity_min, wind_max,
             rain, reason)
         SELECT $1, $2, $3, $4, t.division, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21, $22,
             $23, $24, $25
         FROM fire_area t WHERE t.district = $1 AND t.id = $2",
        params![
            at.district,
            id,
            it.day,
            at.effective_at,
            it.class,
            it.points,
            it.fwi,
            it.isi,
            it.bui,
            codes.ffmc,
            codes.dmc,
            codes.dc,
            codes.rain.map(|it| it.mm),
            codes.rain.map(|it| it.days),
            it.from,
            noon.station,
            noon.measured_at,
            noon.temperature_c,
            noon.humidity_percent,
            noon.wind_m_s,
            noon.temperature_c_max,
            noon.humidity_percent_min,
            noon.wind_m_s_max,
            noon.rain_mm,
            it.reason
        ],
    )
}
