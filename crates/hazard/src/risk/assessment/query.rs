//! Reads of assessments. All of them see only what the visitor's scope covers.

use std::collections::HashMap;

use kernel::{Ctx, Day, Division, Error, Sector};
use ledger::{Clause, Reader, ScopeColumns, params};
use registry::SubjectId;

use super::store::{self, COLUMNS};
use super::{Colour, RiskAssessmentId};
use crate::model::HazardId;
use crate::risk::scheme::Method;

pub use super::store::{KnownMeasure, Risk, load};

const SCOPE: ScopeColumns<'static> = ScopeColumns {
    division: "k.division",
    organisations: &["k.subject_organisation", "k.assessor_organisation"],
    persons: &["k.assessor"],
    sector: Some("k.sector"),
};

/// More than any sheet may have.
const EXPORTED_TO: i64 = 1_000_000;
/// More risk points than a subject has on one card.
const OF_ONE: i64 = 50;

kernel::words! {
    /// The ready-made questions above the list. What was superseded stands in the last alone.
    pub enum View {
        Current = "current",
        Red = "red",
        Orange = "orange",
        Yellow = "yellow",
        Blue = "blue",
        ReviewDue = "review_due",
        Superseded = "superseded",
    }
}

/// The state of the list; it stands in the address.
#[derive(Debug, Clone, PartialEq)]
pub struct Filter {
    pub view: View,
    pub division: Option<Division>,
    pub sector: Option<Sector>,
    pub method: Option<Method>,
    pub subject: Option<SubjectId>,
}

impl Default for Filter {
    fn default() -> Self {
        Self { view: View::Current, division: None, sector: None, method: None, subject: None }
    }
}

/// Which part of the list.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Slice {
    /// For pages: rows `from`, counted from 0, the worst first.
    Page { from: u32, rows: u32 },
    /// For programs: what comes after this row, the newest first.
    After { last: Option<(Day, RiskAssessmentId)>, rows: u32 },
}

const WORST_FIRST: &str = "CASE k.colour WHEN 'red' THEN 0 WHEN 'orange' THEN 1 WHEN 'yellow' THEN 2 ELSE 3 END,
    k.next_review, k.id";
const NEWEST_FIRST: &str = "k.day DESC, k.id DESC";

/// Without their measures.
pub fn list(r: &Reader<'_>, ctx: &Ctx, filter: &Filter, slice: Slice) -> Result<Vec<Risk>, Error> {
    let mut clause = conditions(ctx, filter);
    let (order, limit) = match slice {
        Slice::Page { from, rows } => {
            let (rows, from) = (clause.bind(rows), clause.bind(from));
            (WORST_FIRST, format!("LIMIT {rows} OFFSET {from}"))
        }
        Slice::After { last, rows } => {
            if let Some((day, id)) = last {
                let (day, id) = (clause.bind(day), clause.bind(id));
                clause.and(&format!("(k.day, k.id) < ({day}, {id})"));
            }
            (NEWEST_FIRST, format!("LIMIT {}", clause.bind(rows)))
        }
    };
    let sql = format!("SELECT {COLUMNS} FROM risk_assessment k WHERE {} ORDER BY {order} {limit}", clause.text());
    r.rows(&sql, &clause.params(), store::risk)
}

pub fn count(r: &Reader<'_>, ctx: &Ctx, filter: &Filter) -> Result<i64, Error> {
    let clause = conditions(ctx, filter);
    let sql = format!("SELECT COUNT(*) FROM risk_assessment k WHERE {}", clause.text());
    r.value(&sql, &clause.params())
}

/// Every row of the page's list in its order, one after the other.
pub fn each(
    r: &Reader<'_>,
    ctx: &Ctx,
    filter: &Filter,
    mut row: impl FnMut(Risk) -> Result<(), Error>,
) -> Result<(), Error> {
    let mut clause = conditions(ctx, filter);
    let most = clause.bind(EXPORTED_TO);
    let sql =
        format!("SELECT {COLUMNS} FROM risk_assessment k WHERE {} ORDER BY {WORST_FIRST} LIMIT {most}", clause.text());
    r.each(&sql, &clause.params(), |found| row(store::risk(found)?))
}

/// What counts now of a subject's own risk points, the worst first. What a hazard is worth goes when the hazard does.
pub fn of_subject(r: &Reader<'_>, ctx: &Ctx, subject: SubjectId) -> Result<Vec<Risk>, Error> {
    let mut clause = conditions(ctx, &Filter { subject: Some(subject), ..Filter::default() });
    let most = clause.bind(OF_ONE);
    clause.and("k.hazard IS NULL");
    let sql =
        format!("SELECT {COLUMNS} FROM risk_assessment k WHERE {} ORDER BY {WORST_FIRST} LIMIT {most}", clause.text());
    r.rows(&sql, &clause.params(), store::risk)
}

/// Those that count and whose day of review has passed, the longest first. Whatever the visitor's scope: for the rule that
/// opens what is owed.
pub(crate) fn review_missed(r: &Reader<'_>, ctx: &Ctx) -> Result<Vec<RiskAssessmentId>, Error> {
    let sql = "SELECT id FROM risk_assessment WHERE district = $1 AND superseded_by IS NULL AND next_review < $2
        ORDER BY next_review, id LIMIT 10000";
    r.rows(sql, params![ctx.district, ctx.now.day()], |row| row.get(0))
}

/// The colour of each assessed subject, or of one: that of its worst risk point. Whatever the visitor's scope, for those
/// who show only subjects within it.
pub(crate) fn colours(r: &Reader<'_>, ctx: &Ctx, only: Option<SubjectId>) -> Result<HashMap<SubjectId, Colour>, Error> {
    let one = if only.is_some() { "AND subject = $2" } else { "AND COALESCE($2, subject) = subject" };
    let sql = format!(
        "SELECT DISTINCT subject, colour FROM risk_assessment
         WHERE district = $1 {one} AND superseded_by IS NULL AND hazard IS NULL"
    );
    let mut colours = HashMap::new();
    r.each(&sql, params![ctx.district, only], |row| {
        let (subject, colour): (SubjectId, Colour) = (row.get(0)?, row.get(1)?);
        colours.entry(subject).and_modify(|known: &mut Colour| *known = colour.min(*known)).or_insert(colour);
        Ok(())
    })?;
    Ok(colours)
}

/// What counts now of a hazard.
pub fn of_hazard(r: &Reader<'_>, ctx: &Ctx, hazard: HazardId) -> Result<Option<Risk>, Error> {
    let mut clause = Clause::new();
    clause.and_equals("k.district", ctx.district).and_equals("k.hazard", hazard).and("k.superseded_by IS NULL");
    clause.within(&ctx.scope, &SCOPE);
    let sql = format!("SELECT {COLUMNS} FROM risk_assessment k WHERE {} ORDER BY k.id DESC LIMIT 1", clause.text());
    r.row(&sql, &clause.params(), store::risk)
}

/// Those that this one superseded, the newest first.
pub fn superseded(r: &Reader<'_>, ctx: &Ctx, it: &Risk) -> Result<Vec<Risk>, Error> {
    let mut clause = Clause::new();
    clause.and_equals("k.district", ctx.district).and_equals("k.subject", it.subject);
    clause.and_equals("k.superseded_by", it.id).within(&ctx.scope, &SCOPE);
    let most = clause.bind(OF_ONE);
    let sql =
        format!("SELECT {COLUMNS} FROM risk_assessment k WHERE {} ORDER BY {NEWEST_FIRST} LIMIT {most}", clause.text());
    r.rows(&sql, &clause.params(), store::risk)
}

fn conditions(ctx: &Ctx, filter: &Filter) -> Clause {
    let mut clause = Clause::new();
    clause.and_equals("k.district", ctx.district);
    let colour = |clause: &mut Clause, colour: Colour| {
        clause.and_equals("k.colour", colour);
    };
    match filter.view {
        View::Current | View::Superseded => {}
        View::Red => colour(&mut clause, Colour::Red),
        View::Orange => colour(&mut clause, Colour::Orange),
        View::Yellow => colour(&mut clause, Colour::Yellow),
        View::Blue => colour(&mut clause, Colour::Blue),
        View::ReviewDue => {
            let today = clause.bind(ctx.now.day());
            clause.and(&format!("k.next_review < {today}"));
        }
    }
    let counts = if filter.view == View::Superseded { "IS NOT NULL" } else { "IS NULL" };
    clause.and(&format!("k.superseded_by {counts}"));
    if let Some(division) = filter.division {
        let (first, last) = division.range();
        let (first, last) = (clause.bind(first), clause.bind(last));
        clause.and(&format!("k.division BETWEEN {first} AND {last}"));
    }
    if let Some(sector) = filter.sector {
        clause.and_equals("k.sector", sector);
    }
    if let Some(method) = filter.method {
        clause.and_equals("k.method", method);
    }
    if let Some(subject) = filter.subject {
        clause.and_equals("k.subject", subject);
    }
    clause.within(&ctx.scope, &SCOPE);
    clause
}
