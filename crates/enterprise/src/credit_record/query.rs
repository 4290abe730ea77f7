//! Reads of credit: the list, one, and what counts of each organisation today.

use std::collections::HashMap;

use kernel::{Ctx, Day, Division, Error, Identity as _, OrganisationId};
use ledger::{Clause, Reader};
use page::Values;

use super::store::{COLUMNS, load, read};
use super::{Closing, CreditRecord, CreditRecordId, Objection, Sort, State};
use crate::unit::SCOPE;
use registry::forms::day_of;

/// The view that shows every state.
pub(super) const ALL: &str = "all";
/// The view of what waits for an answer.
pub(super) const OBJECTED: &str = "objected";

/// The state of the list; it stands in the address.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Filter {
    pub state: Option<State>,
    /// Whatever its state.
    pub all: bool,
    /// Only what an objection waits about.
    pub objected: bool,
    pub organisation: Option<OrganisationId>,
    pub township: Option<Division>,
    pub sort: Option<Sort>,
    pub from: Option<Day>,
    pub to: Option<Day>,
}

impl Filter {
    /// From the address; what can't be read there is left out. Without a state: what counts today.
    pub fn from_query(query: &Values) -> Filter {
        Filter {
            state: query.word("state", State::from_word),
            all: query.has("state", ALL),
            objected: query.has("state", OBJECTED),
            organisation: query.word("organisation", OrganisationId::parse),
            township: query.reads("township"),
            sort: query.word("sort", Sort::from_word),
            from: day_of(query, "from"),
            to: day_of(query, "to"),
        }
    }

    /// The word of the state in the address.
    pub(super) fn word(&self) -> &'static str {
        match self.state {
            _ if self.objected => OBJECTED,
            Some(state) => state.word(),
            None if self.all => ALL,
            None => State::InForce.word(),
        }
    }
}

fn conditions(ctx: &Ctx, filter: &Filter) -> Clause {
    let mut clause = Clause::new();
    clause.and_equals("t.district", ctx.district);
    in_state(&mut clause, filter, ctx.now.day());
    if let Some(organisation) = filter.organisation {
        clause.and_equals("t.organisation", organisation);
    }
    if let Some(township) = filter.township {
        let (first, last) = township.range();
        let (first, last) = (clause.bind(first), clause.bind(last));
        clause.and(&format!("t.division BETWEEN {first} AND {last}"));
    }
    if let Some(sort) = filter.sort {
        clause.and_equals("t.sort", sort);
    }
    if let Some(from) = filter.from {
        let from = clause.bind(from);
        clause.and(&format!("t.from_day >= {from}"));
    }
    if let Some(to) = filter.to {
        let to = clause.bind(to);
        clause.and(&format!("t.from_day <= {to}"));
    }
    clause.within(&ctx.scope, &SCOPE);
    clause
}

/// The twin of [`CreditRecord::state`].
fn in_state(clause: &mut Clause, filter: &Filter, today: Day) {
    if filter.objected {
        clause.and_equals("t.objection", Objection::Open);
        return;
    }
    let state = filter.state.or((!filter.all).then_some(State::InForce));
    match state {
        None => {}
        Some(State::Repaired) => drop(clause.and_equals("t.ended", Closing::Repaired)),
        Some(State::Withdrawn) => drop(clause.and_equals("t.ended", Closing::Withdrawn)),
        Some(State::Waiting) => {
            let today = clause.bind(today);
            clause.and(&format!("t.ended IS NULL AND t.from_day > {today}"));
        }
        Some(State::Ended) => {
            let today = clause.bind(today);
            clause.and(&format!("t.ended IS NULL AND t.from_day <= {today} AND t.to_day < {today}"));
        }
        Some(State::InForce) => {
            let today = clause.bind(today);
            clause.and(&counts(&today));
        }
    }
}

fn counts(today: &str) -> String {
    format!("t.ended IS NULL AND t.from_day <= {today} AND (t.to_day IS NULL OR t.to_day >= {today})")
}

/// The latest first.
pub fn list(r: &Reader<'_>, ctx: &Ctx, filter: &Filter, from: u32, rows: u32) -> Result<Vec<CreditRecord>, Error> {
    let mut clause = conditions(ctx, filter);
    let (rows, from) = (clause.bind(rows), clause.bind(from));
    let sql = format!(
        "SELECT {COLUMNS} FROM credit_record t WHERE {} ORDER BY t.from_day DESC, t.id DESC LIMIT {rows} OFFSET {from}",
        clause.text()
    );
    r.rows(&sql, &clause.params(), read)
}

pub fn count(r: &Reader<'_>, ctx: &Ctx, filter: &Filter) -> Result<i64, Error> {
    let clause = conditions(ctx, filter);
    r.value(&format!("SELECT COUNT(*) FROM credit_record t WHERE {}", clause.text()), &clause.params())
}

pub fn one(r: &Reader<'_>, ctx: &Ctx, id: CreditRecordId) -> Result<CreditRecord, Error> {
    load(r, ctx, id)
}

/// How many entries of each sort count today.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Standing {
    pub good: i64,
    pub bad: i64,
}

/// Of every organisation within the scope that has any.
pub(crate) fn standing(r: &Reader<'_>, ctx: &Ctx) -> Result<HashMap<OrganisationId, Standing>, Error> {
    let mut clause = Clause::new();
    clause.and_equals("t.district", ctx.district);
    let today = clause.bind(ctx.now.day());
    clause.and(&counts(&today)).within(&ctx.scope, &SCOPE);
    let sql = format!(
        "SELECT t.organisation, t.sort, COUNT(*) FROM credit_record t WHERE {} GROUP BY t.organisation, t.sort",
        clause.text()
    );
    let mut all: HashMap<OrganisationId, Standing> = HashMap::new();
    r.each(&sql, &clause.params(), |row| {
        let it = all.entry(row.get(0)?).or_default();
        match row.get::<Sort>(1)? {
            Sort::Good => it.good = row.get(2)?,
            Sort::Bad => it.bad = row.get(2)?,
        }
        Ok(())
    })?;
    Ok(all)
}
