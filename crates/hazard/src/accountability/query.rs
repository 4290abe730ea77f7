//! Reads of cases: the latest opened first, never in an order of organisations or people.

use kernel::{Ctx, Error, Identity, OrganisationId};
use ledger::{Clause, Reader, ScopeColumns, params};
use obligation::Ref;
use page::Values;

use super::store::{COLUMNS, case};
use super::{Case, CaseId, State, Trigger};

const SCOPE: ScopeColumns<'static> =
    ScopeColumns { division: "c.division", organisations: &["c.organisation"], persons: &[], sector: Some("c.sector") };

/// The state of the list; it stands in the address.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Filter {
    pub state: Option<State>,
    pub trigger: Option<Trigger>,
    pub organisation: Option<OrganisationId>,
}

impl Filter {
    /// From the address; what can't be read there is left out.
    pub fn from_query(query: &Values) -> Filter {
        Filter {
            state: query.word("state", State::from_word),
            trigger: query.word("trigger", Trigger::from_word),
            organisation: query.word("organisation", Identity::parse),
        }
    }
}

fn conditions(ctx: &Ctx, filter: &Filter) -> Clause {
    let mut clause = Clause::new();
    clause.and_equals("c.district", ctx.district);
    clause.within(&ctx.scope, &SCOPE);
    if let Some(state) = filter.state {
        clause.and_equals("c.state", state);
    }
    if let Some(trigger) = filter.trigger {
        clause.and_equals("c.cause", trigger);
    }
    if let Some(organisation) = filter.organisation {
        clause.and_equals("c.organisation", organisation);
    }
    clause
}

pub fn list(r: &Reader<'_>, ctx: &Ctx, filter: &Filter, from: u32, rows: u32) -> Result<Vec<Case>, Error> {
    let mut clause = conditions(ctx, filter);
    let (rows, from) = (clause.bind(rows), clause.bind(from));
    let sql = format!(
        "SELECT {COLUMNS} FROM accountability_case c WHERE {}
         ORDER BY c.opened_at DESC, c.id DESC LIMIT {rows} OFFSET {from}",
        clause.text()
    );
    r.rows(&sql, &clause.params(), case)
}

pub fn count(r: &Reader<'_>, ctx: &Ctx, filter: &Filter) -> Result<i64, Error> {
    let clause = conditions(ctx, filter);
    r.value(&format!("SELECT COUNT(*) FROM accountability_case c WHERE {}", clause.text()), &clause.params())
}

/// The case within the visitor's reach; else it does not exist.
pub fn load(r: &Reader<'_>, ctx: &Ctx, id: CaseId) -> Result<Case, Error> {
    let mut clause = conditions(ctx, &Filter::default());
    clause.and_equals("c.id", id);
    let sql = format!("SELECT {COLUMNS} FROM accountability_case c WHERE {}", clause.text());
    r.row(&sql, &clause.params(), case)?.ok_or(Error::NotFound(CaseId::NAME))
}

/// Recorded when nobody was asked for a statement, or nobody owed asking what became of a referral.
pub(super) fn incomplete(r: &Reader<'_>, ctx: &Ctx) -> Result<Vec<CaseId>, Error> {
    let sql = "SELECT id FROM accountability_case
               WHERE district = $1 AND (state = $2 AND statement IS NULL AND stated_at IS NULL
                                        OR state = $3 AND obligation IS NULL)
               ORDER BY opened_at, id LIMIT 100";
    r.rows(sql, params![ctx.district, State::Candidate, State::HandedOver], |row| row.get(0))
}

/// Whether a case was opened of it, whatever became of that.
pub(super) fn is_opened(r: &Reader<'_>, ctx: &Ctx, trigger: Trigger, about: &Ref, mark: i64) -> Result<bool, Error> {
    let found: i64 = r.value(
        "SELECT COUNT(*) FROM accountability_case WHERE district = $1 AND about_id = $2 AND cause = $3 AND mark = $4",
        params![ctx.district, about.id, trigger, mark],
    )?;
    Ok(found > 0)
}
