//! Reads of catchments.

use kernel::{Ctx, Division, Error};
use ledger::{Clause, Reader, Recorded, params};
use page::Values;

use super::store::{self, SCOPE, fetch};
use super::{Catchment, CatchmentId, Fact, State};

/// A county has some hundreds at most.
pub const MOST: u32 = 2_000;

kernel::words! {
    /// The views of the list.
    pub enum View {
        Kept = "kept",
        Ended = "ended",
    }
}

/// The state of the list; it stands in the address.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Filter {
    pub view: Option<View>,
    pub township: Option<Division>,
    /// Part of the code or name.
    pub text: String,
}

impl Filter {
    pub fn from_query(query: &Values) -> Filter {
        Filter {
            view: query.word("state", View::from_word),
            township: query.reads("township"),
            text: query.get("q").trim().to_owned(),
        }
    }

    pub fn view(&self) -> View {
        self.view.unwrap_or(View::Kept)
    }
}

fn conditions(ctx: &Ctx, filter: &Filter) -> Clause {
    let mut clause = Clause::new();
    clause.and_equals("t.district", ctx.district).within(&ctx.scope, &SCOPE);
    let state = match filter.view() {
        View::Kept => State::Kept,
        View::Ended => State::Ended,
    };
    clause.and_equals("t.state", state);
    if let Some(township) = filter.township {
        let (first, last) = township.range();
        let (first, last) = (clause.bind(first), clause.bind(last));
        clause.and(&format!("t.division BETWEEN {first} AND {last}"));
    }
    if !filter.text.is_empty() {
        let escaped = filter.text.replace('\\', "\\\\").replace('%', "\\%").replace('_', "\\_");
        let part = clause.bind(format!("%{escaped}%"));
        clause.and(&format!("(t.code LIKE {part} ESCAPE '\\' OR t.name LIKE {part} ESCAPE '\\')"));
    }
    clause
}

/// By place and code.
pub fn list(r: &Reader<'_>, ctx: &Ctx, filter: &Filter) -> Result<Vec<Catchment>, Error> {
    let mut clause = conditions(ctx, filter);
    let most = clause.bind(MOST);
    fetch(r, &clause, &format!("ORDER BY t.division, t.code LIMIT {most}"))
}

pub fn count(r: &Reader<'_>, ctx: &Ctx, filter: &Filter) -> Result<i64, Error> {
    let clause = conditions(ctx, filter);
    r.value(&format!("SELECT COUNT(*) FROM catchment t WHERE {}", clause.text()), &clause.params())
}

pub fn one(r: &Reader<'_>, ctx: &Ctx, id: CatchmentId) -> Result<Catchment, Error> {
    store::load(r, ctx, id)
}

/// By its code, within reach.
pub fn by_code(r: &Reader<'_>, ctx: &Ctx, code: &str) -> Result<Option<Catchment>, Error> {
    let mut clause = Clause::new();
    clause.and_equals("t.district", ctx.district).and_equals("t.code", code.trim().to_owned());
    clause.within(&ctx.scope, &SCOPE);
    Ok(fetch(r, &clause, "LIMIT 1")?.pop())
}

/// A number that changes with every change of a catchment.
pub fn changes(r: &Reader<'_>, ctx: &Ctx) -> Result<i64, Error> {
    let sql = "SELECT COUNT(*) + COALESCE(SUM(version), 0) FROM catchment WHERE district = $1";
    r.value(sql, params![ctx.district])
}

/// Everything that happened to it, oldest first.
pub fn history(r: &Reader<'_>, ctx: &Ctx, id: CatchmentId) -> Result<Vec<Recorded<Fact>>, Error> {
    store::load(r, ctx, id)?;
    r.history(ctx.district, id)
}
