//! Reads of stop orders.

use kernel::{Act, Ctx, Division, Error, Instant, Personal, Sector};
use ledger::{Clause, Reader, Row, ScopeColumns, params};
use registry::SubjectId;

use super::{Extent, Standing, Stop, StopId};
use crate::model::{Grade, Hazard, HazardId, Status};
use crate::query::number_text;

/// Where an order belongs: the unit's place and sector, the unit itself, and whoever issued it.
const SCOPE: ScopeColumns<'static> = ScopeColumns {
    division: "s.division",
    organisations: &["s.unit", "s.issuer"],
    persons: &[],
    sector: Some("s.sector"),
};

const COLUMNS: &str = "s.id, s.version, s.standing, s.subject, s.unit, s.issuer, s.proposer, s.applicant, s.examiner,
    s.division, s.sector, s.extent, s.part, s.from_at, s.number, s.reopening, s.proposed_at, s.signed_at, s.reopened_at,
    s.revisited_at, s.open_signs";

/// An order as a page shows it; its hazards are read apart.
#[derive(Debug, Clone, PartialEq)]
pub struct Line {
    pub stop: Stop,
    pub division: Division,
    pub sector: Sector,
    pub extent: Extent,
    pub part: Option<Personal<String>>,
    pub from: Instant,
    /// Of the order once it is signed, and of the reopening.
    pub number: Option<String>,
    pub reopening: Option<String>,
    pub proposed_at: Instant,
    pub signed_at: Option<Instant>,
    pub reopened_at: Option<Instant>,
    pub revisited_at: Option<Instant>,
    /// Signs of secret resumption that nobody has answered yet.
    pub open_signs: i64,
}

fn line(row: &Row<'_>) -> Result<Line, Error> {
    Ok(Line {
        stop: Stop {
            id: row.get(0)?,
            version: row.get(1)?,
            standing: row.get(2)?,
            subject: row.get(3)?,
            unit: row.get(4)?,
            issuer: row.get(5)?,
            hazards: Vec::new(),
            proposer: row.get(6)?,
            applicant: row.get(7)?,
            examiner: row.get(8)?,
        },
        division: row.get(9)?,
        sector: row.get(10)?,
        extent: row.get(11)?,
        part: row.get::<Option<String>>(12)?.map(Personal::Known),
        from: row.get(13)?,
        number: row.get(14)?,
        reopening: row.get(15)?,
        proposed_at: row.get(16)?,
        signed_at: row.get(17)?,
        reopened_at: row.get(18)?,
        revisited_at: row.get(19)?,
        open_signs: row.get(20)?,
    })
}

/// The order with its hazards, if it lies within the visitor's scope; else it does not exist.
pub fn load(r: &Reader<'_>, ctx: &Ctx, id: StopId) -> Result<Line, Error> {
    let mut clause = Clause::new();
    clause.and_equals("s.district", ctx.district).and_equals("s.id", id).within(&ctx.scope, &SCOPE);
    let sql = format!("SELECT {COLUMNS} FROM stop_order s WHERE {}", clause.text());
    let mut it = r.row(&sql, &clause.params(), line)?.ok_or(Error::NotFound("StopId"))?;
    it.stop.hazards = r.rows(
        "SELECT hazard FROM stop_order_hazard WHERE district = $1 AND stop_order = $2 ORDER BY hazard",
        params![ctx.district, id],
        |row| row.get(0),
    )?;
    Ok(it)
}

/// Every hazard that the order names, whatever the visitor's reach.
pub(super) fn hazards(r: &Reader<'_>, ctx: &Ctx, it: &Stop) -> Result<Vec<Hazard>, Error> {
    let wide = ctx.beyond_scope();
    it.hazards.iter().map(|id| crate::store::load(r, &wide, *id)).collect()
}

impl Line {
    /// Whether the visitor may open it: who sees the hazard need not reach the place of its order.
    pub(crate) fn is_within(&self, ctx: &Ctx) -> bool {
        let named: Vec<_> = self.stop.unit.into_iter().chain([self.stop.issuer]).collect();
        ctx.scope_of(Act("stop.view")).covers(self.division, &named, &[], Some(self.sector))
    }
}

/// Orders that name a hazard, the newest first, for those who loaded the hazard.
pub fn of_hazard(r: &Reader<'_>, ctx: &Ctx, hazard: HazardId) -> Result<Vec<Line>, Error> {
    let sql = format!(
        "SELECT {COLUMNS} FROM stop_order_hazard n
         JOIN stop_order s ON s.district = n.district AND s.id = n.stop_order
         WHERE n.district = $1 AND n.hazard = $2 ORDER BY s.proposed_at DESC, s.id DESC LIMIT 20"
    );
    r.rows(&sql, params![ctx.district, hazard], line)
}

/// The one in force that names the hazard and keeps it from being closed.
pub fn standing(r: &Reader<'_>, ctx: &Ctx, hazard: HazardId) -> Result<Option<Line>, Error> {
    Ok(of_hazard(r, ctx, hazard)?.into_iter().find(|it| it.stop.standing.is_stopped()))
}

/// Whether an order names the hazard and is not over: proposed, or in force.
pub(crate) fn names(r: &Reader<'_>, ctx: &Ctx, hazard: HazardId) -> Result<bool, Error> {
    Ok(of_hazard(r, ctx, hazard)?.iter().any(|it| it.stop.standing.is_open()))
}

/// A hazard as an order names it.
#[derive(Debug, Clone, PartialEq)]
pub struct Named {
    pub id: HazardId,
    pub number: String,
    pub title: Personal<String>,
    /// The whole of it; the title is its beginning.
    pub description: Personal<String>,
    pub grade: Grade,
    pub status: Status,
}

const NAMED: &str = "h.id, h.number_year, h.number, t.title, h.grade, h.status, t.description";

fn named(row: &Row<'_>) -> Result<Named, Error> {
    Ok(Named {
        id: row.get(0)?,
        number: number_text(row.get(1)?, row.get(2)?),
        title: row.get(3)?,
        grade: row.get(4)?,
        status: row.get(5)?,
        description: row.get(6)?,
    })
}

/// The hazards of an order, for those who loaded the order.
pub(super) fn named_by(r: &Reader<'_>, ctx: &Ctx, id: StopId) -> Result<Vec<Named>, Error> {
    let sql = format!(
        "SELECT {NAMED} FROM stop_order_hazard n JOIN hazard h ON h.district = n.district AND h.id = n.hazard
         JOIN hazard_text t ON t.district = h.district AND t.id = h.id
         WHERE n.district = $1 AND n.stop_order = $2 ORDER BY h.number_year, h.number LIMIT 200"
    );
    r.rows(&sql, params![ctx.district, id], named)
}

/// Hazards of a subject that could be named: found, not verified yet, and within the visitor's reach.
pub(super) fn could_be_named(r: &Reader<'_>, ctx: &Ctx, subject: SubjectId) -> Result<Vec<Named>, Error> {
    let mut clause = Clause::new();
    clause.and_equals("h.district", ctx.district).and_equals("h.subject", subject);
    clause.and("h.open = 1 AND h.status <> 'to_close'").within(&ctx.scope, &crate::query::SCOPE);
    let sql = format!(
        "SELECT {NAMED} FROM hazard h JOIN hazard_text t ON t.district = h.district AND t.id = h.id
         WHERE {} ORDER BY h.grade DESC, h.found_at DESC LIMIT 30",
        clause.text()
    );
    let mut all = r.rows(&sql, &clause.params(), named)?;
    all.sort_by_key(|it| it.grade != Grade::Major);
    Ok(all)
}

#[derive(Debug, Clone, PartialEq, Default)]
pub struct Filter {
    pub standing: Option<Standing>,
    pub extent: Option<Extent>,
    /// Those that are lifted or were not signed, too.
    pub all: bool,
    /// With a sign of secret resumption that nobody has answered yet.
    pub signs: bool,
    /// Words of one of its hazards.
    pub text: Option<String>,
}

fn conditions(ctx: &Ctx, filter: &Filter) -> Clause {
    let mut clause = Clause::new();
    clause.and_equals("s.district", ctx.district);
    if !filter.all && filter.standing.is_none() {
        clause.and("s.standing NOT IN ('reopened', 'declined')");
    }
    if let Some(standing) = filter.standing {
        clause.and_equals("s.standing", standing);
    }
    if let Some(extent) = filter.extent {
        clause.and_equals("s.extent", extent);
    }
    if filter.signs {
        clause.and("s.open_signs > 0");
    }
    if let Some(text) = &filter.text {
        ledger::search::condition(&mut clause, ctx, <crate::Fact as ledger::Fact>::STREAM, "n.hazard", text);
    }
    clause.within(&ctx.scope, &SCOPE);
    clause
}

/// Only a search for words looks at the hazards of each order.
fn from(filter: &Filter) -> &'static str {
    match filter.text {
        Some(_) => "stop_order s JOIN stop_order_hazard n ON n.district = s.district AND n.stop_order = s.id",
        None => "stop_order s",
    }
}

/// The newest first.
pub fn list(r: &Reader<'_>, ctx: &Ctx, filter: &Filter, first: u32, rows: u32) -> Result<Vec<Line>, Error> {
    let mut clause = conditions(ctx, filter);
    let (rows, first) = (clause.bind(rows), clause.bind(first));
    let sql = format!(
        "SELECT DISTINCT {COLUMNS} FROM {} WHERE {} ORDER BY s.proposed_at DESC, s.id DESC LIMIT {rows} OFFSET {first}",
        from(filter),
        clause.text()
    );
    r.rows(&sql, &clause.params(), line)
}

pub fn count(r: &Reader<'_>, ctx: &Ctx, filter: &Filter) -> Result<i64, Error> {
    let clause = conditions(ctx, filter);
    let sql = format!("SELECT COUNT(DISTINCT s.id) FROM {} WHERE {}", from(filter), clause.text());
    r.value(&sql, &clause.params())
}
