//! Reads of checks, and when a subject was looked at last.

use std::collections::HashMap;

use kernel::{Ctx, Day, Division, Error, Identity as _, Instant, OrganisationId, PersonId, Personal, Sector};
use ledger::{Clause, Reader, Row, ScopeColumns, params};
use registry::SubjectId;

use super::CheckId;
use crate::model::{HazardId, Source};
use crate::risk::frequency::Party;

const SCOPE: ScopeColumns<'static> = ScopeColumns {
    division: "c.division",
    organisations: &["c.subject_organisation", "c.checker_organisation"],
    persons: &["c.checker"],
    sector: Some("c.sector"),
};

/// More than any sheet may have.
const EXPORTED_TO: i64 = 1_000_000;

#[derive(Debug, Clone, PartialEq)]
pub struct Check {
    pub id: CheckId,
    pub version: i64,
    pub subject: SubjectId,
    pub division: Division,
    pub sector: Sector,
    pub party: Party,
    pub source: Source,
    pub looked_at: Personal<String>,
    pub hazards: Vec<HazardId>,
    pub checker: Option<PersonId>,
    pub checker_organisation: Option<OrganisationId>,
    pub at: Instant,
}

const COLUMNS: &str = "c.id, c.version, c.subject, c.division, c.sector, c.party, c.source, c.looked_at, c.hazards,
    c.checker, c.checker_organisation, c.at";

fn check(row: &Row<'_>) -> Result<Check, Error> {
    let hazards: String = row.get(8)?;
    Ok(Check {
        id: row.get(0)?,
        version: row.get(1)?,
        subject: row.get(2)?,
        division: row.get(3)?,
        sector: row.get(4)?,
        party: row.get(5)?,
        source: row.get(6)?,
        looked_at: row.get(7)?,
        hazards: hazards.split(' ').filter_map(HazardId::parse).collect(),
        checker: row.get(9)?,
        checker_organisation: row.get(10)?,
        at: row.get(11)?,
    })
}

kernel::words! {
    pub enum Found {
        Nothing = "nothing",
        Hazards = "hazards",
    }
}

/// The state of the list; it stands in the address.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Filter {
    pub division: Option<Division>,
    pub sector: Option<Sector>,
    pub source: Option<Source>,
    pub found: Option<Found>,
    pub subject: Option<SubjectId>,
    pub from: Option<Day>,
    pub to: Option<Day>,
}

/// Which part of the list; it begins with the latest.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Slice {
    Page { from: u32, rows: u32 },
    After { last: Option<(Instant, CheckId)>, rows: u32 },
}

pub fn list(r: &Reader<'_>, ctx: &Ctx, filter: &Filter, slice: Slice) -> Result<Vec<Check>, Error> {
    let mut clause = conditions(ctx, filter);
    let limit = match slice {
        Slice::Page { from, rows } => {
            let (rows, from) = (clause.bind(rows), clause.bind(from));
            format!("LIMIT {rows} OFFSET {from}")
        }
        Slice::After { last, rows } => {
            if let Some((at, id)) = last {
                let (at, id) = (clause.bind(at), clause.bind(id));
                clause.and(&format!("(c.at, c.id) < ({at}, {id})"));
            }
            format!("LIMIT {}", clause.bind(rows))
        }
    };
    let sql =
        format!("SELECT {COLUMNS} FROM site_check c WHERE {} ORDER BY c.at DESC, c.id DESC {limit}", clause.text());
    r.rows(&sql, &clause.params(), check)
}

pub(crate) fn one(r: &Reader<'_>, ctx: &Ctx, id: CheckId) -> Result<Option<Check>, Error> {
    let mut clause = conditions(ctx, &Filter::default());
    clause.and_equals("c.id", id);
    r.row(&format!("SELECT {COLUMNS} FROM site_check c WHERE {}", clause.text()), &clause.params(), check)
}

/// Looks at a subject that name the hazard, the latest first.
pub(crate) fn naming(r: &Reader<'_>, ctx: &Ctx, subject: SubjectId, hazard: HazardId) -> Result<Vec<Check>, Error> {
    let mut clause = conditions(ctx, &Filter { subject: Some(subject), ..Filter::default() });
    let named = clause.bind(format!("%{}%", hazard.to_text()));
    clause.and(&format!("c.hazards LIKE {named}"));
    let sql =
        format!("SELECT {COLUMNS} FROM site_check c WHERE {} ORDER BY c.at DESC, c.id DESC LIMIT 20", clause.text());
    r.rows(&sql, &clause.params(), check)
}

pub fn count(r: &Reader<'_>, ctx: &Ctx, filter: &Filter) -> Result<i64, Error> {
    let clause = conditions(ctx, filter);
    r.value(&format!("SELECT COUNT(*) FROM site_check c WHERE {}", clause.text()), &clause.params())
}

/// Every row of the list in its order, one after the other.
pub fn each(
    r: &Reader<'_>,
    ctx: &Ctx,
    filter: &Filter,
    mut row: impl FnMut(Check) -> Result<(), Error>,
) -> Result<(), Error> {
    let mut clause = conditions(ctx, filter);
    let most = clause.bind(EXPORTED_TO);
    let sql = format!(
        "SELECT {COLUMNS} FROM site_check c WHERE {} ORDER BY c.at DESC, c.id DESC LIMIT {most}",
        clause.text()
    );
    r.each(&sql, &clause.params(), |found| row(check(found)?))
}

fn conditions(ctx: &Ctx, filter: &Filter) -> Clause {
    let mut clause = Clause::new();
    clause.and_equals("c.district", ctx.district);
    if let Some(division) = filter.division {
        let (first, last) = division.range();
        let (first, last) = (clause.bind(first), clause.bind(last));
        clause.and(&format!("c.division BETWEEN {first} AND {last}"));
    }
    if let Some(sector) = filter.sector {
        clause.and_equals("c.sector", sector);
    }
    if let Some(source) = filter.source {
        clause.and_equals("c.source", source);
    }
    match filter.found {
        Some(Found::Nothing) => clause.and("c.hazards = ''"),
        Some(Found::Hazards) => clause.and("c.hazards <> ''"),
        None => &mut clause,
    };
    if let Some(subject) = filter.subject {
        clause.and_equals("c.subject", subject);
    }
    if let Some(from) = filter.from {
        let from = clause.bind(from.start());
        clause.and(&format!("c.at >= {from}"));
    }
    if let Some(to) = filter.to {
        let to = clause.bind(to.plus_days(1).start());
        clause.and(&format!("c.at < {to}"));
    }
    clause.within(&ctx.scope, &SCOPE);
    clause
}

/// When each party looked at a subject last: by a check, or by finding a hazard.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Last {
    pub department: Option<Instant>,
    pub township: Option<Instant>,
    pub enterprise: Option<Instant>,
}

impl Last {
    pub fn of(&self, party: Party) -> Option<Instant> {
        match party {
            Party::Department => self.department,
            Party::Township => self.township,
            Party::Enterprise => self.enterprise,
        }
    }

    fn take(&mut self, party: Party, at: Instant) {
        let known = match party {
            Party::Department => &mut self.department,
            Party::Township => &mut self.township,
            Party::Enterprise => &mut self.enterprise,
        };
        *known = (*known).max(Some(at));
    }
}

/// Of one subject, or of all; whatever the visitor's scope, for those who show only subjects within it.
pub(crate) fn last(r: &Reader<'_>, ctx: &Ctx, only: Option<SubjectId>) -> Result<HashMap<SubjectId, Last>, Error> {
    let mut last: HashMap<SubjectId, Last> = HashMap::new();
    let one = if only.is_some() { "AND subject = $2" } else { "AND COALESCE($2, subject) = subject" };
    let looks =
        format!("SELECT subject, party, MAX(at) FROM site_check WHERE district = $1 {one} GROUP BY subject, party");
    r.each(&looks, params![ctx.district, only], |row| {
        last.entry(row.get(0)?).or_default().take(row.get(1)?, row.get(2)?);
        Ok(())
    })?;
    // What the public reported or a sheet said is no look; whether it was the department or the township is not told there.
    let finds =
        format!("SELECT subject, source, MAX(found_at) FROM hazard WHERE district = $1 {one} GROUP BY subject, source");
    r.each(&finds, params![ctx.district, only], |row| {
        if let Some(party) = party_of(row.get(1)?) {
            last.entry(row.get(0)?).or_default().take(party, row.get(2)?);
        }
        Ok(())
    })?;
    Ok(last)
}

/// Who was there when a hazard of this source was found.
pub(crate) fn party_of(source: Source) -> Option<Party> {
    match source {
        Source::EnterpriseSelfCheck => Some(Party::Enterprise),
        Source::DepartmentInspection | Source::ExpertReview | Source::UnannouncedVisit => Some(Party::Department),
        _ => None,
    }
}
