//! Reads of earthquakes: the list, one, its reports, its neighbours, and the many of which statistics are made.

use kernel::{Ctx, Day, Error, Instant, Span};
use ledger::{Clause, Reader, Recorded, params};
use page::Values;
use registry::forms::day_of;
use standards::earthquake_catalogue::{distance_km, gardner_knopoff};

use super::store::{self, COLUMNS, REPORT_COLUMNS};
use super::take::{Known, span_around};
use super::{Apart, Earthquake, EarthquakeId, Fact, Report, Standing, State};

kernel::words! {
    /// The views of the list.
    pub enum View {
        Counted = "counted",
        /// A check of the damage is owed.
        Owed = "owed",
        /// Several sources tell of it.
        Several = "several",
        Withdrawn = "withdrawn",
    }
}

kernel::words! {
    /// How far from the district.
    pub enum Within {
        District = "district",
        Km50 = "km50",
        Km100 = "km100",
        Km200 = "km200",
        Km300 = "km300",
        Everywhere = "everywhere",
    }
}

impl Within {
    /// Kilometres from the border.
    pub fn km(self) -> Option<i64> {
        match self {
            Within::District => Some(0),
            Within::Km50 => Some(50),
            Within::Km100 => Some(100),
            Within::Km200 => Some(200),
            Within::Km300 => Some(300),
            Within::Everywhere => None,
        }
    }
}

/// The state of the list; it stands in the address.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Filter {
    pub view: Option<View>,
    pub from: Option<Day>,
    pub to: Option<Day>,
    /// Thousandths, both ends within.
    pub least: Option<i64>,
    pub most: Option<i64>,
    /// Kilometres.
    pub depth_most: Option<i64>,
    pub within: Option<Within>,
    pub source: String,
}

fn thousandths(text: &str) -> Option<i64> {
    let number: f64 = text.trim().parse().ok().filter(|it: &f64| (-3.0..=10.0).contains(it))?;
    Some((number * 1_000.0).round() as i64)
}

impl Filter {
    pub fn from_query(query: &Values) -> Filter {
        Filter {
            view: query.word("state", View::from_word),
            from: day_of(query, "from"),
            to: day_of(query, "to"),
            least: thousandths(query.get("least")),
            most: thousandths(query.get("most")),
            depth_most: query.reads("depth").filter(|km| (0..=800).contains(km)),
            within: query.word("within", Within::from_word),
            source: query.get("source").trim().to_owned(),
        }
    }

    pub fn view(&self) -> View {
        self.view.unwrap_or(View::Counted)
    }

    /// The address of the list of what it asks for.
    pub fn address(&self) -> String {
        let day = |it: Option<Day>| it.map_or(String::new(), |it| it.to_string());
        let magnitude = |it: Option<i64>| it.map_or(String::new(), crate::web::magnitude);
        Values::default()
            .with("state", self.view.map_or("", View::word))
            .with("from", day(self.from))
            .with("to", day(self.to))
            .with("least", magnitude(self.least))
            .with("most", magnitude(self.most))
            .with("depth", self.depth_most.map_or(String::new(), |it| it.to_string()))
            .with("within", self.within.map_or("", Within::word))
            .with("source", self.source.clone())
            .at(super::PATH)
    }
}

fn conditions(ctx: &Ctx, filter: &Filter) -> Clause {
    let mut clause = Clause::new();
    clause.and_equals("t.district", ctx.district);
    let state = if filter.view() == View::Withdrawn { State::Withdrawn } else { State::Counted };
    clause.and_equals("t.state", state);
    match filter.view() {
        View::Owed => drop(clause.and_equals("t.standing", Standing::Owed)),
        View::Several => drop(clause.and("t.reports > 1")),
        View::Counted | View::Withdrawn => {}
    }
    let mut bound = |column: &str, is: &str, value: Option<i64>| {
        if let Some(value) = value {
            let value = clause.bind(value);
            clause.and(&format!("{column} {is} {value}"));
        }
    };
    bound("t.magnitude", ">=", filter.least);
    bound("t.magnitude", "<=", filter.most);
    bound("t.depth_m", "<=", filter.depth_most.map(|km| km * 1_000));
    // Without outlines from the seat.
    bound("COALESCE(t.border_m, t.seat_m)", "<=", filter.within.and_then(Within::km).map(|km| km * 1_000));
    if let Some(from) = filter.from {
        let from = clause.bind(from.start());
        clause.and(&format!("t.at >= {from}"));
    }
    if let Some(to) = filter.to {
        let to = clause.bind(to.plus_days(1).start());
        clause.and(&format!("t.at < {to}"));
    }
    if !filter.source.is_empty() {
        let source = clause.bind(filter.source.clone());
        clause.and(&format!(
            "EXISTS (SELECT 1 FROM earthquake_report s WHERE s.district = t.district AND s.earthquake = t.id
                     AND s.source = {source})"
        ));
    }
    clause
}

/// The latest first.
pub fn list(r: &Reader<'_>, ctx: &Ctx, filter: &Filter, from: u32, rows: u32) -> Result<Vec<Earthquake>, Error> {
    let mut clause = conditions(ctx, filter);
    let (rows, from) = (clause.bind(rows), clause.bind(from));
    store::fetch(r, &clause, &format!("ORDER BY t.at DESC, t.id DESC LIMIT {rows} OFFSET {from}"))
}

pub fn count(r: &Reader<'_>, ctx: &Ctx, filter: &Filter) -> Result<i64, Error> {
    let clause = conditions(ctx, filter);
    r.value(&format!("SELECT COUNT(*) FROM earthquake t WHERE {}", clause.text()), &clause.params())
}

/// The largest first, for a map.
pub(super) fn largest(r: &Reader<'_>, ctx: &Ctx, filter: &Filter, most: u32) -> Result<Vec<Earthquake>, Error> {
    let mut clause = conditions(ctx, filter);
    let most = clause.bind(most);
    store::fetch(r, &clause, &format!("ORDER BY t.magnitude DESC, t.at DESC, t.id LIMIT {most}"))
}

/// What statistics are made of; a line is small.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Line {
    pub id: EarthquakeId,
    pub at: Instant,
    pub longitude_e6: i64,
    pub latitude_e6: i64,
    pub magnitude_e3: i64,
}

/// More than any district has; in the order of time.
pub const LINES_MOST: i64 = 500_000;

pub fn lines(r: &Reader<'_>, ctx: &Ctx, filter: &Filter) -> Result<Vec<Line>, Error> {
    let mut clause = conditions(ctx, filter);
    let most = clause.bind(LINES_MOST);
    let sql = format!(
        "SELECT t.id, t.at, t.longitude_e6, t.latitude_e6, t.magnitude FROM earthquake t WHERE {}
         ORDER BY t.at, t.id LIMIT {most}",
        clause.text()
    );
    r.rows(&sql, &clause.params(), |row| {
        Ok(Line {
            id: row.get(0)?,
            at: row.get(1)?,
            longitude_e6: row.get(2)?,
            latitude_e6: row.get(3)?,
            magnitude_e3: row.get(4)?,
        })
    })
}

/// The first day on record, whatever lies where.
pub fn first_day(r: &Reader<'_>, ctx: &Ctx) -> Result<Option<Day>, Error> {
    let sql = "SELECT MIN(at) FROM earthquake WHERE district = $1 AND state = $2";
    let first: Option<Instant> = r.value(sql, params![ctx.district, State::Counted])?;
    Ok(first.map(Instant::day))
}

pub fn one(r: &Reader<'_>, ctx: &Ctx, id: EarthquakeId) -> Result<Earthquake, Error> {
    store::load(r, ctx, id)
}

const KNOWN: &str = "r.earthquake, r.no, r.source, r.source_id, r.at, r.precise, r.longitude_e6, r.latitude_e6, r.depth_m, \
     r.magnitude, r.magnitude_kind, r.place, t.state";

/// The report that a source made under this number.
pub(super) fn report_of(r: &Reader<'_>, ctx: &Ctx, source: &str, number: &str) -> Result<Option<Known>, Error> {
    let sql = format!(
        "SELECT {KNOWN} FROM earthquake_report r JOIN earthquake t ON t.district = r.district AND t.id = r.earthquake
         WHERE r.district = $1 AND r.source = $2 AND r.source_id = $3 ORDER BY r.told_at DESC, r.no DESC LIMIT 1"
    );
    r.row(&sql, params![ctx.district, source, number], store::known)
}

/// Reports of about the same time.
pub(super) fn reports_around(r: &Reader<'_>, ctx: &Ctx, it: &Report) -> Result<Vec<Known>, Error> {
    let (from, to) = span_around(it.at);
    let sql = format!(
        "SELECT {KNOWN} FROM earthquake_report r JOIN earthquake t ON t.district = r.district AND t.id = r.earthquake
         WHERE r.district = $1 AND r.at BETWEEN $2 AND $3 ORDER BY r.at, r.earthquake, r.no LIMIT 1000"
    );
    r.rows(&sql, params![ctx.district, from, to], store::known)
}

/// What a source says of an event.
#[derive(Debug, Clone, PartialEq)]
pub struct Said {
    pub no: i64,
    pub report: Report,
    /// From what counted when it came; nothing for the first.
    pub apart: Option<Apart>,
    pub told_at: Instant,
}

/// In the order in which they came.
pub fn reports(r: &Reader<'_>, ctx: &Ctx, id: EarthquakeId) -> Result<Vec<Said>, Error> {
    let sql = format!(
        "SELECT {REPORT_COLUMNS}, no, apart_ms, apart_m, told_at FROM earthquake_report
         WHERE district = $1 AND earthquake = $2 ORDER BY no LIMIT 200"
    );
    r.rows(&sql, params![ctx.district, id], |row| {
        let apart = row.get::<Option<i64>>(11)?.zip(row.get::<Option<i64>>(12)?);
        Ok(Said {
            report: store::report(row, 0)?,
            no: row.get(10)?,
            apart: apart.map(|(ms, metres)| Apart { ms, metres }),
            told_at: row.get(13)?,
        })
    })
}

/// Sources of which something is on record.
pub(super) fn sources(r: &Reader<'_>, ctx: &Ctx) -> Result<Vec<String>, Error> {
    let sql = "SELECT DISTINCT source FROM earthquake_report WHERE district = $1 ORDER BY source LIMIT 100";
    r.rows(sql, params![ctx.district], |row| row.get(0))
}

/// The longest window of Gardner and Knopoff, of an M 9.
const LONGEST_DAYS: i64 = 1_100;

/// Earlier ones for which a check is owed or was made.
pub(super) fn checked_before(r: &Reader<'_>, ctx: &Ctx, it: &Earthquake) -> Result<Vec<Earthquake>, Error> {
    let sql = format!(
        "SELECT {COLUMNS} FROM earthquake t WHERE t.district = $1 AND t.standing IN ('owed', 'checked') AND t.at >= $2
         AND t.at <= $3 AND t.id <> $4 ORDER BY t.at DESC, t.id LIMIT 200"
    );
    let from = it.report.at - Span::days(LONGEST_DAYS);
    r.rows(&sql, params![ctx.district, from, it.report.at, it.id], store::read)
}

/// Those that are not checked because this one is, the earliest first.
pub(super) fn attached_to(r: &Reader<'_>, ctx: &Ctx, id: EarthquakeId) -> Result<Vec<EarthquakeId>, Error> {
    let sql = "SELECT id FROM earthquake WHERE district = $1 AND main = $2 AND standing = $3 ORDER BY at, id LIMIT 200";
    r.rows(sql, params![ctx.district, id, Standing::Attached], |row| row.get(0))
}

/// The others within the window of this one, before and after, with how far off in kilometres; in the order of time.
pub fn neighbours(r: &Reader<'_>, ctx: &Ctx, it: &Earthquake, most: usize) -> Result<Vec<(Earthquake, f64)>, Error> {
    let event = it.as_event();
    let window = gardner_knopoff(event.magnitude);
    let days = Span::minutes((window.days * 1_440.0) as i64);
    let (mut clause, place) = (Clause::new(), (event.latitude_deg, event.longitude_deg));
    clause.and_equals("t.district", ctx.district).and_equals("t.state", State::Counted);
    let (own, from, to) = (clause.bind(it.id), clause.bind(it.report.at - days), clause.bind(it.report.at + days));
    clause.and(&format!("t.id <> {own} AND t.at BETWEEN {from} AND {to}"));
    let found = store::fetch(r, &clause, "ORDER BY t.magnitude DESC, t.at, t.id LIMIT 20000")?;
    let away = |it: Earthquake| {
        let other = it.as_event();
        let km = distance_km(place, (other.latitude_deg, other.longitude_deg));
        (km <= window.distance_km).then_some((it, km))
    };
    let mut near: Vec<(Earthquake, f64)> = found.into_iter().filter_map(away).take(most).collect();
    near.sort_by_key(|(it, _)| it.report.at);
    Ok(near)
}

/// Everything that happened to it, oldest first.
pub fn history(r: &Reader<'_>, ctx: &Ctx, id: EarthquakeId) -> Result<Vec<Recorded<Fact>>, Error> {
    store::load(r, ctx, id)?;
    r.history(ctx.district, id)
}
