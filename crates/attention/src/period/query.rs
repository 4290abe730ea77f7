//! Reads of special periods.

use kernel::{Ctx, Day, Error};
use ledger::{Clause, Reader, Recorded, params};
use page::Values;

use super::store::{self, COLUMNS, read, sees_drafts};
use super::{Fact, Kind, SpecialPeriod, SpecialPeriodId, State};

/// The state of the list; it stands in the address.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Filter {
    pub state: Option<State>,
    pub kind: Option<Kind>,
}

impl Filter {
    pub fn from_query(query: &Values) -> Filter {
        Filter { state: query.word("state", State::from_word), kind: query.word("kind", Kind::from_word) }
    }
}

fn conditions(ctx: &Ctx, filter: &Filter) -> Clause {
    let mut clause = Clause::new();
    clause.and_equals("t.district", ctx.district);
    if !sees_drafts(ctx) {
        let (draft, discarded) = (clause.bind(State::Draft), clause.bind(State::Discarded));
        clause.and(&format!("t.state NOT IN ({draft}, {discarded})"));
    }
    if let Some(state) = filter.state {
        clause.and_equals("t.state", state);
    }
    if let Some(kind) = filter.kind {
        clause.and_equals("t.kind", kind);
    }
    clause
}

/// The latest first.
pub fn list(r: &Reader<'_>, ctx: &Ctx, filter: &Filter, from: u32, rows: u32) -> Result<Vec<SpecialPeriod>, Error> {
    let mut clause = conditions(ctx, filter);
    let (rows, from) = (clause.bind(rows), clause.bind(from));
    let sql = format!(
        "SELECT {COLUMNS} FROM special_period t WHERE {} ORDER BY t.from_day DESC, t.id DESC LIMIT {rows} OFFSET {from}",
        clause.text()
    );
    r.rows(&sql, &clause.params(), read)
}

pub fn count(r: &Reader<'_>, ctx: &Ctx, filter: &Filter) -> Result<i64, Error> {
    let clause = conditions(ctx, filter);
    r.value(&format!("SELECT COUNT(*) FROM special_period t WHERE {}", clause.text()), &clause.params())
}

pub fn one(r: &Reader<'_>, ctx: &Ctx, id: SpecialPeriodId) -> Result<SpecialPeriod, Error> {
    store::load(r, ctx, id)
}

pub use store::asked;

/// Those that are open.
pub fn open_ones(r: &Reader<'_>, ctx: &Ctx) -> Result<Vec<SpecialPeriod>, Error> {
    let sql = format!(
        "SELECT {COLUMNS} FROM special_period t WHERE t.district = $1 AND t.state = $2 ORDER BY t.from_day, t.id LIMIT 50"
    );
    r.rows(&sql, params![ctx.district, State::Open], read)
}

/// The one within which a day lies, the latest begun of several.
pub fn on(r: &Reader<'_>, ctx: &Ctx, day: Day) -> Result<Vec<SpecialPeriod>, Error> {
    let sql = format!(
        "SELECT {COLUMNS} FROM special_period t WHERE t.district = $1 AND t.from_day <= $2 AND t.to_day >= $2
           AND t.state IN ($3, $4) ORDER BY t.from_day DESC, t.id DESC LIMIT 20"
    );
    r.rows(&sql, params![ctx.district, day, State::Open, State::Closed], read)
}

/// Everything that happened to it, oldest first.
pub fn history(r: &Reader<'_>, ctx: &Ctx, id: SpecialPeriodId) -> Result<Vec<Recorded<Fact>>, Error> {
    store::load(r, ctx, id)?;
    r.history(ctx.district, id)
}
