//! Reads of listings. Whoever may see the hazard may see its listing.

use std::collections::HashSet;

use kernel::{Ctx, Day, Division, Error, Instant, OrganisationId, Personal};
use ledger::{Clause, Reader, Row, params};

use super::{Level, Listing, ListingId, Status};
use crate::model::HazardId;
use crate::query::{SCOPE, number_text};

const COLUMNS: &str =
    "l.id, l.version, l.hazard, l.status, l.level, l.organisation, l.number_year, l.number, l.deadline,
    l.asked_until, l.proposer, l.asker";

fn listing(row: &Row<'_>) -> Result<Listing, Error> {
    let year: Option<i64> = row.get(6)?;
    let number: Option<i64> = row.get(7)?;
    Ok(Listing {
        id: row.get(0)?,
        version: row.get(1)?,
        hazard: row.get(2)?,
        status: row.get(3)?,
        level: row.get(4)?,
        organisation: row.get(5)?,
        number: year.zip(number),
        deadline: row.get(8)?,
        asked_until: row.get(9)?,
        proposer: row.get(10)?,
        asker: row.get(11)?,
    })
}

/// The listing, if its hazard lies within the visitor's scope; else it does not exist.
pub fn load(r: &Reader<'_>, ctx: &Ctx, id: ListingId) -> Result<Listing, Error> {
    let sql = format!("SELECT {COLUMNS} FROM listing l WHERE l.district = $1 AND l.id = $2");
    let it = r.row(&sql, params![ctx.district, id], listing)?.ok_or(Error::NotFound("ListingId"))?;
    crate::store::load(r, ctx, it.hazard).map_err(|error| match error {
        Error::NotFound(_) => Error::NotFound("ListingId"),
        other => other,
    })?;
    Ok(it)
}

/// Those of a hazard that the visitor may see, the newest first.
pub fn of_hazard(r: &Reader<'_>, ctx: &Ctx, hazard: HazardId) -> Result<Vec<Listing>, Error> {
    let sql = format!(
        "SELECT {COLUMNS} FROM listing l WHERE l.district = $1 AND l.hazard = $2
         ORDER BY l.proposed_at DESC, l.id DESC LIMIT 20"
    );
    r.rows(&sql, params![ctx.district, hazard], listing)
}

/// The one that keeps the hazard from being closed.
pub fn standing(r: &Reader<'_>, ctx: &Ctx, hazard: HazardId) -> Result<Option<Listing>, Error> {
    Ok(of_hazard(r, ctx, hazard)?.into_iter().find(|it| it.status.stands()))
}

/// Whether a hazard is listed and not delisted; one that is only proposed is not.
pub(crate) fn supervised(district: &str, hazard: &str) -> String {
    format!(
        "EXISTS (SELECT 1 FROM listing l WHERE l.district = {district} AND l.hazard = {hazard}
                 AND l.status IN ('listed', 'published', 'acceptance', 'accepted'))"
    )
}

/// Which rows of a page are listed. Only a major hazard is.
pub(crate) fn of_rows(r: &Reader<'_>, ctx: &Ctx, rows: &[crate::query::ListRow]) -> Result<HashSet<HazardId>, Error> {
    let mut clause = Clause::new();
    clause.and_equals("h.district", ctx.district);
    let major = rows.iter().filter(|row| row.grade == crate::model::Grade::Major);
    let places: Vec<String> = major.map(|row| clause.bind(row.id)).collect();
    if places.is_empty() {
        return Ok(HashSet::new());
    }
    clause.and(&format!("h.id IN ({})", places.join(", "))).and(&supervised("h.district", "h.id"));
    let sql = format!("SELECT h.id FROM hazard h WHERE {} LIMIT {}", clause.text(), places.len());
    Ok(r.rows(&sql, &clause.params(), |row| row.get(0))?.into_iter().collect())
}

#[derive(Debug, Clone, PartialEq, Default)]
pub struct Filter {
    pub status: Option<Status>,
    pub level: Option<Level>,
    /// Those that nobody owes a step of any more, too.
    pub all: bool,
    pub text: Option<String>,
}

#[derive(Debug, Clone, PartialEq)]
pub struct ListRow {
    pub listing: Listing,
    pub hazard_number: String,
    pub title: Personal<String>,
    pub division: Division,
    pub owner: Option<OrganisationId>,
    pub proposed_at: Instant,
}

fn list_row(row: &Row<'_>) -> Result<ListRow, Error> {
    Ok(ListRow {
        listing: listing(row)?,
        hazard_number: number_text(row.get(12)?, row.get(13)?),
        title: row.get(14)?,
        division: row.get(15)?,
        owner: row.get(16)?,
        proposed_at: row.get(17)?,
    })
}

fn conditions(ctx: &Ctx, filter: &Filter) -> Clause {
    let mut clause = Clause::new();
    clause.and_equals("l.district", ctx.district);
    if !filter.all && filter.status.is_none() {
        clause.and("l.status NOT IN ('declined', 'ended')");
    }
    if let Some(status) = filter.status {
        clause.and_equals("l.status", status);
    }
    if let Some(level) = filter.level {
        clause.and_equals("l.level", level);
    }
    if let Some(text) = &filter.text {
        ledger::search::condition(&mut clause, ctx, <crate::Fact as ledger::Fact>::STREAM, "h.id", text);
    }
    clause.within(&ctx.scope, &SCOPE);
    clause
}

const FROM: &str = "listing l JOIN hazard h ON h.district = l.district AND h.id = l.hazard
    JOIN hazard_text t ON t.district = l.district AND t.id = l.hazard";

/// What is due first stands first.
pub fn list(r: &Reader<'_>, ctx: &Ctx, filter: &Filter, from: u32, rows: u32) -> Result<Vec<ListRow>, Error> {
    let mut clause = conditions(ctx, filter);
    let (rows, from) = (clause.bind(rows), clause.bind(from));
    let sql = format!(
        "SELECT {COLUMNS}, h.number_year, h.number, t.title, h.division, h.owner_organisation, l.proposed_at
         FROM {FROM} WHERE {} ORDER BY l.deadline, l.id LIMIT {rows} OFFSET {from}",
        clause.text()
    );
    r.rows(&sql, &clause.params(), list_row)
}

pub fn count(r: &Reader<'_>, ctx: &Ctx, filter: &Filter) -> Result<i64, Error> {
    let clause = conditions(ctx, filter);
    let sql = format!("SELECT COUNT(*) FROM {FROM} WHERE {}", clause.text());
    r.value(&sql, &clause.params())
}

/// Whether its deadline has passed while it is supervised.
pub fn is_late(it: &Listing, today: Day) -> bool {
    it.deadline < today && it.status.stands()
}
