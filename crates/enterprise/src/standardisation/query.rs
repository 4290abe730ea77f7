//! Reads of grades: the list, one, those that stand of an organisation.

use std::collections::HashMap;

use kernel::{Ctx, Day, Division, Error, Identity as _, OrganisationId, Sector};
use ledger::{Clause, Reader};
use page::Values;

use super::store::{COLUMNS, load, read};
use super::{Ended, Grade, RULE_AHEAD, Standardisation, StandardisationId, State};
use crate::duties;
use crate::unit::SCOPE;

/// The view that shows every state.
pub(super) const ALL: &str = "all";
/// More than any organisation has.
const MOST_OF_ONE: i64 = 200;

/// The state of the list; it stands in the address.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Filter {
    pub state: Option<State>,
    /// Replaced and revoked ones too.
    pub all: bool,
    pub organisation: Option<OrganisationId>,
    pub township: Option<Division>,
    pub sector: Option<Sector>,
    pub grade: Option<Grade>,
}

impl Filter {
    /// From the address; what can't be read there is left out. Without a state: what stands.
    pub fn from_query(query: &Values) -> Filter {
        Filter {
            state: query.word("state", State::from_word),
            all: query.has("state", ALL),
            organisation: query.word("organisation", OrganisationId::parse),
            township: query.reads("township"),
            sector: query.word("sector", Sector::from_word),
            grade: query.word("grade", Grade::from_word),
        }
    }
}

/// From how many days ahead a grade is expiring.
pub fn ahead(r: &Reader<'_>, ctx: &Ctx) -> Result<Option<i64>, Error> {
    duties::days_of_rule(r, ctx, RULE_AHEAD)
}

fn conditions(ctx: &Ctx, filter: &Filter, ahead: Option<i64>) -> Clause {
    let mut clause = Clause::new();
    clause.and_equals("t.district", ctx.district);
    in_state(&mut clause, filter, ctx.now.day(), ahead);
    if let Some(organisation) = filter.organisation {
        clause.and_equals("t.organisation", organisation);
    }
    if let Some(township) = filter.township {
        let (first, last) = township.range();
        let (first, last) = (clause.bind(first), clause.bind(last));
        clause.and(&format!("t.division BETWEEN {first} AND {last}"));
    }
    if let Some(sector) = filter.sector {
        clause.and_equals("t.sector", sector);
    }
    if let Some(grade) = filter.grade {
        clause.and_equals("t.grade", grade);
    }
    clause.within(&ctx.scope, &SCOPE);
    clause
}

/// The twin of [`Standardisation::state`].
fn in_state(clause: &mut Clause, filter: &Filter, today: Day, ahead: Option<i64>) {
    let soon = today.plus_days(ahead.unwrap_or_default());
    match filter.state {
        None if filter.all => {}
        None => drop(clause.and("t.ended IS NULL")),
        Some(State::Replaced) => drop(clause.and_equals("t.ended", Ended::Replaced)),
        Some(State::Revoked) => drop(clause.and_equals("t.ended", Ended::Revoked)),
        Some(State::Expired) => {
            let today = clause.bind(today);
            clause.and(&format!("t.ended IS NULL AND t.valid_to < {today}"));
        }
        Some(State::Expiring) => {
            let (today, soon) = (clause.bind(today), clause.bind(soon));
            clause.and(&format!("t.ended IS NULL AND t.valid_to >= {today} AND t.valid_to < {soon}"));
        }
        Some(State::InForce) => {
            let (today, soon) = (clause.bind(today), clause.bind(soon));
            clause.and(&format!("t.ended IS NULL AND t.valid_to >= {today} AND t.valid_to >= {soon}"));
        }
    }
}

/// The one that ends first comes first.
pub fn list(r: &Reader<'_>, ctx: &Ctx, filter: &Filter, from: u32, rows: u32) -> Result<Vec<Standardisation>, Error> {
    let mut clause = conditions(ctx, filter, ahead(r, ctx)?);
    let (rows, from) = (clause.bind(rows), clause.bind(from));
    let sql = format!(
        "SELECT {COLUMNS} FROM standardisation t WHERE {} ORDER BY t.valid_to, t.id LIMIT {rows} OFFSET {from}",
        clause.text()
    );
    r.rows(&sql, &clause.params(), read)
}

pub fn count(r: &Reader<'_>, ctx: &Ctx, filter: &Filter) -> Result<i64, Error> {
    let clause = conditions(ctx, filter, ahead(r, ctx)?);
    r.value(&format!("SELECT COUNT(*) FROM standardisation t WHERE {}", clause.text()), &clause.params())
}

pub fn one(r: &Reader<'_>, ctx: &Ctx, id: StandardisationId) -> Result<Standardisation, Error> {
    load(r, ctx, id)
}

/// What stands of one organisation, the latest first.
pub fn standing(r: &Reader<'_>, ctx: &Ctx, organisation: OrganisationId) -> Result<Vec<Standardisation>, Error> {
    let mut clause = Clause::new();
    clause.and_equals("t.district", ctx.district).and_equals("t.organisation", organisation).and("t.ended IS NULL");
    clause.within(&ctx.scope, &SCOPE);
    let sql = format!(
        "SELECT {COLUMNS} FROM standardisation t WHERE {} ORDER BY t.announced_on DESC, t.id LIMIT {MOST_OF_ONE}",
        clause.text()
    );
    r.rows(&sql, &clause.params(), read)
}

/// For every organisation within the scope what stands of it: the best grade that is in force, else what expired last.
pub(crate) fn best(r: &Reader<'_>, ctx: &Ctx) -> Result<HashMap<OrganisationId, Standardisation>, Error> {
    let mut clause = Clause::new();
    clause.and_equals("t.district", ctx.district).and("t.ended IS NULL").within(&ctx.scope, &SCOPE);
    let sql = format!("SELECT {COLUMNS} FROM standardisation t WHERE {}", clause.text());
    let today = ctx.now.day();
    let mut best: HashMap<OrganisationId, Standardisation> = HashMap::new();
    // Rising: in force goes before expired, then the better grade, then the later end.
    let rank = |it: &Standardisation| (it.valid_to >= today, std::cmp::Reverse(it.grade), it.valid_to);
    r.each(&sql, &clause.params(), |row| {
        let it = read(row)?;
        match best.get(&it.organisation) {
            Some(known) if rank(known) >= rank(&it) => {}
            _ => drop(best.insert(it.organisation, it)),
        }
        Ok(())
    })?;
    Ok(best)
}
