//! Reads of offers: the list, those of one hazard, and who refused how often.

use kernel::{Ctx, Day, Error, Identity, OrganisationId, Personal};
use ledger::{Clause, Reader, ScopeColumns, params};
use page::Values;

use super::store::{COLUMNS, transfer};
use super::{Transfer, TransferId};
use crate::model::HazardId;

const SCOPE: ScopeColumns<'static> = ScopeColumns {
    division: "x.division",
    organisations: &["x.from_organisation", "x.to_organisation"],
    persons: &[],
    sector: Some("x.sector"),
};

kernel::words! {
    /// The ready-made questions above the list.
    pub enum View {
        Open = "open",
        /// Refused, whatever came after.
        Refused = "refused",
        Decided = "decided",
        All = "all",
    }
}

/// The state of the list; it stands in the address.
#[derive(Debug, Clone, PartialEq)]
pub struct Filter {
    pub view: View,
    pub hazard: Option<HazardId>,
    /// On either side.
    pub organisation: Option<OrganisationId>,
    pub from: Option<Day>,
    pub to: Option<Day>,
}

impl Filter {
    /// From the address; what can't be read there is left out.
    pub fn from_query(query: &Values) -> Filter {
        Filter {
            view: query.word("view", View::from_word).unwrap_or(View::All),
            hazard: query.word("hazard", Identity::parse),
            organisation: query.word("organisation", Identity::parse),
            from: query.reads::<Day>("from"),
            to: query.reads::<Day>("to"),
        }
    }
}

/// An offer with what it is about.
#[derive(Debug, Clone, PartialEq)]
pub struct Line {
    pub transfer: Transfer,
    pub number: String,
    pub title: Personal<String>,
}

/// Not by its words, which may have been erased since.
const REFUSED: &str = "x.answered_at IS NOT NULL AND x.state <> 'accepted'";

fn conditions(ctx: &Ctx, filter: &Filter) -> Clause {
    let mut clause = Clause::new();
    clause.and_equals("x.district", ctx.district);
    match filter.view {
        View::Open => clause.and("x.open = 1"),
        View::Refused => clause.and(REFUSED),
        View::Decided => clause.and("x.state = 'decided'"),
        View::All => &mut clause,
    };
    if let Some(hazard) = filter.hazard {
        clause.and_equals("x.hazard", hazard);
    }
    if let Some(organisation) = filter.organisation {
        let side = clause.bind(organisation);
        clause.and(&format!("(x.from_organisation = {side} OR x.to_organisation = {side})"));
    }
    within(&mut clause, filter.from, filter.to);
    clause.within(&ctx.scope, &SCOPE);
    clause
}

fn within(clause: &mut Clause, from: Option<Day>, to: Option<Day>) {
    if let Some(from) = from {
        let from = clause.bind(from.start());
        clause.and(&format!("x.offered_at >= {from}"));
    }
    if let Some(to) = to {
        let to = clause.bind(to.plus_days(1).start());
        clause.and(&format!("x.offered_at < {to}"));
    }
}

/// The latest offered first.
pub fn list(r: &Reader<'_>, ctx: &Ctx, filter: &Filter, from: u32, rows: u32) -> Result<Vec<Line>, Error> {
    lines(r, conditions(ctx, filter), from, rows)
}

pub fn count(r: &Reader<'_>, ctx: &Ctx, filter: &Filter) -> Result<i64, Error> {
    let clause = conditions(ctx, filter);
    r.value(&format!("SELECT COUNT(*) FROM hazard_transfer x WHERE {}", clause.text()), &clause.params())
}

/// One offer within the visitor's reach, with the words of its hazard: whoever is asked reads them here.
pub fn one(r: &Reader<'_>, ctx: &Ctx, id: TransferId) -> Result<Line, Error> {
    let mut clause = Clause::new();
    clause.and_equals("x.district", ctx.district).and_equals("x.id", id).within(&ctx.scope, &SCOPE);
    lines(r, clause, 0, 1)?.pop().ok_or(Error::NotFound("TransferId"))
}

/// More of one hazard than these stand in the list.
pub(super) const OF_ONE: u32 = 20;

/// The latest offers of a hazard that the caller has loaded within the visitor's scope; one more than are shown, where
/// there are more.
pub(crate) fn of_hazard(r: &Reader<'_>, ctx: &Ctx, hazard: HazardId) -> Result<Vec<Line>, Error> {
    let mut clause = Clause::new();
    clause.and_equals("x.district", ctx.district).and_equals("x.hazard", hazard);
    lines(r, clause, 0, OF_ONE + 1)
}

fn lines(r: &Reader<'_>, mut clause: Clause, from: u32, rows: u32) -> Result<Vec<Line>, Error> {
    let (rows, from) = (clause.bind(rows), clause.bind(from));
    let sql = format!(
        "SELECT {COLUMNS}, h.number_year, h.number, t.title FROM hazard_transfer x
         JOIN hazard h ON h.district = x.district AND h.id = x.hazard
         JOIN hazard_text t ON t.district = x.district AND t.id = x.hazard
         WHERE {} ORDER BY x.offered_at DESC, x.id DESC LIMIT {rows} OFFSET {from}",
        clause.text()
    );
    r.rows(&sql, &clause.params(), |row| {
        let number = crate::query::number_text(row.get(22)?, row.get(23)?);
        Ok(Line { transfer: transfer(row)?, number, title: row.get(24)? })
    })
}

/// Whether an offer of this hazard waits for its answer or its decision.
pub(crate) fn waits(r: &Reader<'_>, ctx: &Ctx, hazard: HazardId) -> Result<bool, Error> {
    let open: i64 = r.value(
        "SELECT COUNT(*) FROM hazard_transfer WHERE district = $1 AND hazard = $2 AND open = 1",
        params![ctx.district, hazard],
    )?;
    Ok(open > 0)
}

/// How often an organisation was offered something and refused, and how often it had to take it all the same.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Refusals {
    pub organisation: OrganisationId,
    pub offered: i64,
    pub refused: i64,
    /// Refused, and given to it by the Safety Office's decision.
    pub decided_against: i64,
}

/// Of the offers made in these days, both included; whoever was never offered anything is missing.
pub fn refusals(r: &Reader<'_>, ctx: &Ctx, from: Day, to: Day) -> Result<Vec<Refusals>, Error> {
    let mut clause = Clause::new();
    clause.and_equals("x.district", ctx.district);
    within(&mut clause, Some(from), Some(to));
    clause.within(&ctx.scope, &SCOPE);
    let sql = format!(
        "SELECT x.to_organisation, COUNT(*), SUM(CASE WHEN {REFUSED} THEN 1 ELSE 0 END),
                SUM(CASE WHEN x.decided_to = x.to_organisation THEN 1 ELSE 0 END)
         FROM hazard_transfer x WHERE {} GROUP BY x.to_organisation ORDER BY x.to_organisation",
        clause.text()
    );
    r.rows(&sql, &clause.params(), |row| {
        Ok(Refusals {
            organisation: row.get(0)?,
            offered: row.get(1)?,
            refused: row.get(2)?,
            decided_against: row.get(3)?,
        })
    })
}
