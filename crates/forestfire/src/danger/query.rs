//! Reads of fire areas and of their rated days.

use kernel::{Ctx, Day, Division, Error, Instant};
use ledger::{Clause, Reader, Row, params};
use page::Values;
use readings::Metric;
use registry::forms::day_of;

use super::store::{SCOPE, fetch, load};
use super::{Codes, Fact, FireArea, FireAreaId, LastRain, Noon, Rated, Rating};
use crate::Class;
use crate::web::text_of;

/// What a weather station measures that can stand for a township.
pub const NEEDED: [Metric; 4] = [Metric::Temperature, Metric::Humidity, Metric::WindSpeed, Metric::Rain];
/// More townships than a county has.
const MOST: u32 = 1_000;

/// The state of the list; it stands in the address.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Filter {
    pub day: Option<Day>,
    pub class: Option<Class>,
    pub township: Option<Division>,
}

impl Filter {
    pub fn from_query(query: &Values) -> Filter {
        Filter {
            day: day_of(query, "day"),
            class: query.reads("class").and_then(Class::of),
            township: query.reads("township"),
        }
    }

    /// Today from its noon on, until then the day before.
    pub fn day(&self, ctx: &Ctx) -> Day {
        self.day.unwrap_or_else(|| super::due(ctx.now))
    }
}

/// Every area within reach, by township.
pub fn all(r: &Reader<'_>, ctx: &Ctx) -> Result<Vec<FireArea>, Error> {
    let mut clause = Clause::new();
    clause.and_equals("t.district", ctx.district).within(&ctx.scope, &SCOPE);
    fetch(r, &clause, &format!("ORDER BY t.division LIMIT {MOST}"))
}

pub fn one(r: &Reader<'_>, ctx: &Ctx, id: FireAreaId) -> Result<FireArea, Error> {
    load(r, ctx, id)
}

/// Within reach or not: a township has one area.
pub fn of_division(r: &Reader<'_>, ctx: &Ctx, division: Division) -> Result<Option<FireAreaId>, Error> {
    let sql = "SELECT id FROM fire_area WHERE district = $1 AND division = $2";
    r.row(sql, params![ctx.district, division], |row| row.get(0))
}

const RATED: &str = "t.area, t.division, a.device, t.at, t.day, t.class, t.points, t.fwi, t.isi, t.bui, t.ffmc, t.dmc, t.dc, \
     t.rain_mm, t.dry_days, t.went_on_from, t.station, t.measured_at, t.temperature, t.humidity, t.wind, t.temperature_max, \
     t.humidity_min, t.wind_max, t.rain, t.reason
     FROM fire_rating t JOIN fire_area a ON a.district = t.district AND a.id = t.area";

fn read(row: &Row<'_>) -> Result<Rated, Error> {
    let rain = row.get::<Option<_>>(13)?.zip(row.get::<Option<_>>(14)?).map(|(mm, days)| LastRain { mm, days });
    Ok(Rated {
        area: row.get(0)?,
        division: row.get(1)?,
        device: row.get(2)?,
        at: row.get(3)?,
        it: Rating {
            day: row.get(4)?,
            class: row.get(5)?,
            points: row.get(6)?,
            fwi: row.get(7)?,
            isi: row.get(8)?,
            bui: row.get(9)?,
            codes: Codes { ffmc: row.get(10)?, dmc: row.get(11)?, dc: row.get(12)?, rain },
            from: row.get(15)?,
            noon: Noon {
                station: row.get(16)?,
                measured_at: row.get(17)?,
                temperature_c: row.get(18)?,
                humidity_percent: row.get(19)?,
                wind_m_s: row.get(20)?,
                temperature_c_max: row.get(21)?,
                humidity_percent_min: row.get(22)?,
                wind_m_s_max: row.get(23)?,
                rain_mm: row.get(24)?,
            },
            reason: text_of(row, 25)?,
        },
    })
}

/// Ratings of the days from one to another, both of them, by day and township.
pub fn between(r: &Reader<'_>, ctx: &Ctx, (from, to): (Day, Day)) -> Result<Vec<Rated>, Error> {
    let mut clause = Clause::new();
    clause.and_equals("t.district", ctx.district).within(&ctx.scope, &SCOPE);
    let (from, to) = (clause.bind(from), clause.bind(to));
    clause.and(&format!("t.day BETWEEN {from} AND {to}"));
    let sql = format!("SELECT {RATED} WHERE {} ORDER BY t.day, t.division LIMIT 20000", clause.text());
    r.rows(&sql, &clause.params(), read)
}

/// Ratings that were recorded after a moment, in their order, by day.
pub fn recorded_after(r: &Reader<'_>, ctx: &Ctx, since: Instant) -> Result<Vec<Rated>, Error> {
    let mut clause = Clause::new();
    clause.and_equals("t.district", ctx.district).within(&ctx.scope, &SCOPE);
    let since = clause.bind(since);
    clause.and(&format!("t.at > {since}"));
    let sql = format!("SELECT {RATED} WHERE {} ORDER BY t.at, t.day, t.division LIMIT 20000", clause.text());
    r.rows(&sql, &clause.params(), read)
}

/// Ratings of one area, the latest first.
pub fn of_area(
    r: &Reader<'_>,
    ctx: &Ctx,
    (id, from, to): (FireAreaId, Day, Day),
    rows: u32,
) -> Result<Vec<Rated>, Error> {
    load(r, ctx, id)?;
    let sql = format!(
        "SELECT {RATED} WHERE t.district = $1 AND t.area = $2 AND t.day BETWEEN $3 AND $4 ORDER BY t.day DESC LIMIT {rows}"
    );
    r.rows(&sql, params![ctx.district, id, from, to], read)
}

/// What was said of it and by whom, oldest first; its ratings are in the table.
pub fn history(r: &Reader<'_>, ctx: &Ctx, id: FireAreaId) -> Result<Vec<ledger::Recorded<Fact>>, Error> {
    load(r, ctx, id)?;
    let mut all: Vec<ledger::Recorded<Fact>> = r.history(ctx.district, id)?;
    all.retain(|it| !matches!(it.fact, Fact::Rated(_)));
    Ok(all)
}
