//! Reads of trainings: the list, one, the sums of a year, and when each organisation trained last.

use std::collections::HashMap;

use kernel::{Ctx, Day, Division, Error, Identity as _, OrganisationId};
use ledger::{Clause, Reader};
use page::Values;
use registry::query::SubjectFilter;

use super::store::{COLUMNS, load, read};
use super::{Sort, Training, TrainingId, hours};
use crate::unit::SCOPE;
use registry::forms::day_of;

/// The state of the list; it stands in the address.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Filter {
    pub sort: Option<Sort>,
    pub organisation: Option<OrganisationId>,
    pub township: Option<Division>,
    pub from: Option<Day>,
    pub to: Option<Day>,
    /// Only what was withdrawn; else only what was not.
    pub withdrawn: bool,
}

/// The view of what was withdrawn.
pub(super) const WITHDRAWN: &str = "withdrawn";

impl Filter {
    /// From the address; what can't be read there is left out.
    pub fn from_query(query: &Values) -> Filter {
        Filter {
            sort: query.word("sort", Sort::from_word),
            organisation: query.word("organisation", OrganisationId::parse),
            township: query.reads("township"),
            from: day_of(query, "from"),
            to: day_of(query, "to"),
            withdrawn: query.has("state", WITHDRAWN),
        }
    }
}

fn conditions(ctx: &Ctx, filter: &Filter) -> Clause {
    let mut clause = Clause::new();
    clause.and_equals("t.district", ctx.district).and_equals("t.withdrawn", filter.withdrawn);
    if let Some(sort) = filter.sort {
        clause.and_equals("t.sort", sort);
    }
    if let Some(organisation) = filter.organisation {
        clause.and_equals("t.organisation", organisation);
    }
    if let Some(township) = filter.township {
        let (first, last) = township.range();
        let (first, last) = (clause.bind(first), clause.bind(last));
        clause.and(&format!("t.division BETWEEN {first} AND {last}"));
    }
    if let Some(from) = filter.from {
        let from = clause.bind(from);
        clause.and(&format!("t.held_on >= {from}"));
    }
    if let Some(to) = filter.to {
        let to = clause.bind(to);
        clause.and(&format!("t.held_on <= {to}"));
    }
    clause.within(&ctx.scope, &SCOPE);
    clause
}

/// The latest first.
pub fn list(r: &Reader<'_>, ctx: &Ctx, filter: &Filter, from: u32, rows: u32) -> Result<Vec<Training>, Error> {
    let mut clause = conditions(ctx, filter);
    let (rows, from) = (clause.bind(rows), clause.bind(from));
    let sql = format!(
        "SELECT {COLUMNS} FROM training t WHERE {} ORDER BY t.held_on DESC, t.id DESC LIMIT {rows} OFFSET {from}",
        clause.text()
    );
    r.rows(&sql, &clause.params(), read)
}

pub fn count(r: &Reader<'_>, ctx: &Ctx, filter: &Filter) -> Result<i64, Error> {
    let clause = conditions(ctx, filter);
    r.value(&format!("SELECT COUNT(*) FROM training t WHERE {}", clause.text()), &clause.params())
}

pub fn one(r: &Reader<'_>, ctx: &Ctx, id: TrainingId) -> Result<Training, Error> {
    load(r, ctx, id)
}

/// What an organisation did of one sort in a year.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Sum {
    pub sort: Sort,
    /// Some of it was before taking up a post.
    pub initial: bool,
    pub times: i64,
    pub people: i64,
    pub passed: i64,
    pub half_hours: i64,
    /// In hours; `None` where nothing is required.
    pub required: Option<i64>,
}

impl Sum {
    pub fn short_of(&self) -> Option<i64> {
        hours::short_of(self.required, self.half_hours)
    }
}

/// One line a sort, in their order, those without a training too: what is missing must be seen.
pub fn of_year(r: &Reader<'_>, ctx: &Ctx, organisation: OrganisationId, year: i16) -> Result<Vec<Sum>, Error> {
    let high = is_high_hazard(r, ctx, organisation)?;
    let day = |month, day| Day::new(year, month, day);
    let filter = Filter { organisation: Some(organisation), from: day(1, 1), to: day(12, 31), ..Filter::default() };
    let clause = conditions(ctx, &filter);
    let sql = format!(
        "SELECT t.sort, MAX(t.initial), COUNT(*), SUM(t.people), SUM(t.passed), SUM(t.half_hours)
         FROM training t WHERE {} GROUP BY t.sort",
        clause.text()
    );
    let mut found: HashMap<Sort, Sum> = HashMap::new();
    r.each(&sql, &clause.params(), |row| {
        let sort: Sort = row.get(0)?;
        let (initial, times) = (row.get(1)?, row.get(2)?);
        let (people, passed, half_hours) = (row.get(3)?, row.get(4)?, row.get(5)?);
        let required = hours::required(sort, initial, high);
        found.insert(sort, Sum { sort, initial, times, people, passed, half_hours, required });
        Ok(())
    })?;
    let nothing = |sort: Sort| {
        let initial = sort == Sort::Induction;
        let required = hours::required(sort, initial, high);
        Sum { sort, initial, times: 0, people: 0, passed: 0, half_hours: 0, required }
    };
    Ok(Sort::ALL.iter().map(|sort| found.remove(sort).unwrap_or_else(|| nothing(*sort))).collect())
}

/// Whether one of its subjects is of a trade with more hours.
pub fn is_high_hazard(r: &Reader<'_>, ctx: &Ctx, organisation: OrganisationId) -> Result<bool, Error> {
    let everywhere = Ctx { scope: kernel::Scope::everything(ctx.district), ..ctx.clone() };
    let filter = SubjectFilter { organisation: Some(organisation), ..SubjectFilter::default() };
    let subjects = registry::query::every_subject(r, &everywhere, &filter)?;
    Ok(subjects.iter().any(|it| hours::HIGH_HAZARD.contains(&it.sector)))
}

/// The last training of each organisation within the scope.
pub(crate) fn last(r: &Reader<'_>, ctx: &Ctx) -> Result<HashMap<OrganisationId, Day>, Error> {
    let clause = conditions(ctx, &Filter::default());
    let sql = format!(
        "SELECT t.organisation, MAX(t.held_on) FROM training t WHERE {} GROUP BY t.organisation",
        clause.text()
    );
    Ok(r.rows(&sql, &clause.params(), |row| Ok((row.get(0)?, row.get(1)?)))?.into_iter().collect())
}
