//! Reads of fire spots and their detections.

use kernel::{Ctx, Day, Division, Error, Instant, words};
use ledger::{Clause, Reader, Row, params};
use page::Values;
use registry::forms::day_of;
use standards::fire_hotspots::Merge;

use super::store::{COLUMNS, SCOPE, load, read};
use super::{Detection, Fact, Finding, FireSpot, FireSpotId};
use crate::source::HeatSourceId;

words! {
    /// The views of the list.
    pub enum View {
        /// Within the district, or asked about.
        Inside = "inside",
        Owed = "owed",
        Late = "late",
        Answered = "answered",
        /// At known heat sources.
        Known = "known",
        Outside = "outside",
        All = "all",
    }
}

/// The state of the list; it stands in the address.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Filter {
    pub view: Option<View>,
    pub finding: Option<Finding>,
    pub township: Option<Division>,
    pub source: Option<HeatSourceId>,
    /// First seen on or after, on or before.
    pub from: Option<Day>,
    pub to: Option<Day>,
}

impl Filter {
    pub fn from_query(query: &Values) -> Filter {
        Filter {
            view: query.word("state", View::from_word),
            finding: query.word("finding", Finding::from_word),
            township: query.reads("township"),
            source: query.reads("source"),
            from: day_of(query, "from"),
            to: day_of(query, "to"),
        }
    }

    pub fn view(&self) -> View {
        let usual = if self.source.is_some() { View::All } else { View::Inside };
        self.view.unwrap_or(usual)
    }
}

fn conditions(ctx: &Ctx, filter: &Filter) -> Clause {
    let mut clause = Clause::new();
    clause.and_equals("t.district", ctx.district);
    match filter.view() {
        View::Inside => drop(clause.and("t.outside_m = 0")),
        View::Owed => drop(clause.and("t.due IS NOT NULL AND t.finding IS NULL")),
        View::Late => {
            let now = clause.bind(ctx.now);
            clause.and(&format!("t.due <= {now} AND t.finding IS NULL"));
        }
        View::Answered => drop(clause.and("t.finding IS NOT NULL")),
        View::Known => drop(clause.and("t.source IS NOT NULL")),
        View::Outside => drop(clause.and("t.outside_m > 0")),
        View::All => {}
    }
    if let Some(finding) = filter.finding {
        clause.and_equals("t.finding", finding);
    }
    if let Some(source) = filter.source {
        clause.and_equals("t.source", source);
    }
    if let Some(township) = filter.township {
        let (first, last) = township.range();
        let (first, last) = (clause.bind(first), clause.bind(last));
        clause.and(&format!("t.division BETWEEN {first} AND {last}"));
    }
    if let Some(from) = filter.from {
        let from = clause.bind(from.start());
        clause.and(&format!("t.first_at >= {from}"));
    }
    if let Some(to) = filter.to {
        let to = clause.bind(to.plus_days(1).start());
        clause.and(&format!("t.first_at < {to}"));
    }
    clause.within(&ctx.scope, &SCOPE);
    clause
}

/// The latest first.
pub fn list(r: &Reader<'_>, ctx: &Ctx, filter: &Filter, from: u32, rows: u32) -> Result<Vec<FireSpot>, Error> {
    let mut clause = conditions(ctx, filter);
    let (rows, from) = (clause.bind(rows), clause.bind(from));
    let sql = format!(
        "SELECT {COLUMNS} FROM fire_spot t WHERE {} ORDER BY t.first_at DESC, t.id DESC LIMIT {rows} OFFSET {from}",
        clause.text()
    );
    r.rows(&sql, &clause.params(), read)
}

pub fn count(r: &Reader<'_>, ctx: &Ctx, filter: &Filter) -> Result<i64, Error> {
    let clause = conditions(ctx, filter);
    r.value(&format!("SELECT COUNT(*) FROM fire_spot t WHERE {}", clause.text()), &clause.params())
}

pub fn one(r: &Reader<'_>, ctx: &Ctx, id: FireSpotId) -> Result<FireSpot, Error> {
    load(r, ctx, id)
}

/// Every detection of a fire, by its time.
pub fn detections(r: &Reader<'_>, ctx: &Ctx, id: FireSpotId) -> Result<Vec<Detection>, Error> {
    let sql =
        "SELECT at, longitude_e6, latitude_e6, satellite, instrument, confidence, percent, power_mw FROM fire_detection
               WHERE district = $1 AND spot = $2 ORDER BY at, no LIMIT 5000";
    r.rows(sql, params![ctx.district, id], |row: &Row<'_>| {
        Ok(Detection {
            at: row.get(0)?,
            longitude_e6: row.get(1)?,
            latitude_e6: row.get(2)?,
            satellite: row.get(3)?,
            instrument: row.get(4)?,
            confidence: row.get(5)?,
            percent: row.get(6)?,
            power_mw: row.get(7)?,
        })
    })
}

/// The fire of a detection that is on record.
pub(super) fn by_mark(r: &Reader<'_>, ctx: &Ctx, mark: &str) -> Result<Option<FireSpotId>, Error> {
    let sql = "SELECT spot FROM fire_detection WHERE district = $1 AND mark = $2 LIMIT 1";
    r.row(sql, params![ctx.district, mark], |row| row.get(0))
}

/// A detection on record with the fire it belongs to.
pub(super) struct Around {
    pub spot: FireSpotId,
    pub version: i64,
    pub first_at: Instant,
    pub at: Instant,
    pub longitude_e6: i64,
    pub latitude_e6: i64,
    /// Whether its check is owed or was made.
    pub is_checked: bool,
}

/// Detections of a time that may be near enough to belong together: a box a little wider than the distance.
pub(super) fn around(
    r: &Reader<'_>,
    ctx: &Ctx,
    (from, to): (Instant, Instant),
    (longitude_e6, latitude_e6): (i64, i64),
) -> Result<Vec<Around>, Error> {
    let north = (Merge::USUAL.distance_km / 110.0 * 1e6) as i64 + 1;
    let east = (north as f64 / (latitude_e6 as f64 / 1e6).to_radians().cos().max(0.01)) as i64 + 1;
    let sql = "SELECT d.spot, t.version, t.first_at, d.at, d.longitude_e6, d.latitude_e6, t.due IS NOT NULL FROM fire_detection d
               JOIN fire_spot t ON t.district = d.district AND t.id = d.spot
               WHERE d.district = $1 AND d.at BETWEEN $2 AND $3 AND d.longitude_e6 BETWEEN $4 AND $5
                 AND d.latitude_e6 BETWEEN $6 AND $7
               ORDER BY t.first_at, d.spot, d.no LIMIT 2000";
    r.rows(
        sql,
        params![
            ctx.district,
            from,
            to,
            longitude_e6 - east,
            longitude_e6 + east,
            latitude_e6 - north,
            latitude_e6 + north
        ],
        |row| {
            Ok(Around {
                spot: row.get(0)?,
                version: row.get(1)?,
                first_at: row.get(2)?,
                at: row.get(3)?,
                longitude_e6: row.get(4)?,
                latitude_e6: row.get(5)?,
                is_checked: row.get(6)?,
            })
        },
    )
}

/// Everything that happened to it, oldest first.
pub fn history(r: &Reader<'_>, ctx: &Ctx, id: FireSpotId) -> Result<Vec<ledger::Recorded<Fact>>, Error> {
    load(r, ctx, id)?;
    r.history(ctx.district, id)
}
