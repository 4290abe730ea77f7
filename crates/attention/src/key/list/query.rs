//! Reads of lists: which there are, their rows within the visitor's reach, and what is new, stays and is gone.

use kernel::{Ctx, Error};
use ledger::{Clause, Reader, Recorded, params};
use page::Values;

use super::store::{COLUMNS, SCOPE, load, read, within};
use super::{AttentionList, AttentionListId, Fact, LISTED, Listed, State, read_listed, reasons_of, reasons_of_list};
use crate::key::{Subject, entry};

/// The state of the list of lists; it stands in the address.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Filter {
    pub state: Option<State>,
}

impl Filter {
    pub fn from_query(query: &Values) -> Filter {
        Filter { state: query.word("state", State::from_word) }
    }
}

fn conditions(ctx: &Ctx, filter: &Filter) -> Clause {
    let mut clause = Clause::new();
    clause.and_equals("t.district", ctx.district);
    within(&mut clause, ctx);
    if let Some(state) = filter.state {
        clause.and_equals("t.state", state);
    }
    clause
}

/// The latest moment first.
pub fn list(r: &Reader<'_>, ctx: &Ctx, filter: &Filter, from: u32, rows: u32) -> Result<Vec<AttentionList>, Error> {
    let mut clause = conditions(ctx, filter);
    let (rows, from) = (clause.bind(rows), clause.bind(from));
    let sql = format!(
        "SELECT {COLUMNS} FROM attention_list t WHERE {} ORDER BY t.moment DESC, t.id DESC LIMIT {rows} OFFSET {from}",
        clause.text()
    );
    r.rows(&sql, &clause.params(), read)
}

pub fn count(r: &Reader<'_>, ctx: &Ctx, filter: &Filter) -> Result<i64, Error> {
    let clause = conditions(ctx, filter);
    r.value(&format!("SELECT COUNT(*) FROM attention_list t WHERE {}", clause.text()), &clause.params())
}

pub fn one(r: &Reader<'_>, ctx: &Ctx, id: AttentionListId) -> Result<AttentionList, Error> {
    load(r, ctx, id)
}

/// Its rows within the visitor's reach, with their reasons, in the order of the register.
pub fn rows(r: &Reader<'_>, ctx: &Ctx, id: AttentionListId) -> Result<Vec<Listed>, Error> {
    let mut clause = Clause::new();
    clause.and_equals("e.district", ctx.district).and_equals("e.list", id).within(&ctx.scope, &SCOPE);
    let sql = format!("SELECT {LISTED} FROM attention_listed e WHERE {} ORDER BY e.no LIMIT 20000", clause.text());
    let mut reasons = reasons_of_list(r, ctx, id)?;
    let mut rows = r.rows(&sql, &clause.params(), read_listed)?;
    for row in &mut rows {
        row.entry.reasons = reasons.remove(&row.entry.no).unwrap_or_default();
    }
    Ok(rows)
}

/// One row, if it is within the visitor's reach.
pub fn row(r: &Reader<'_>, ctx: &Ctx, id: AttentionListId, no: u32) -> Result<Listed, Error> {
    let mut clause = Clause::new();
    clause.and_equals("e.district", ctx.district).and_equals("e.list", id).and_equals("e.no", no);
    clause.within(&ctx.scope, &SCOPE);
    let sql = format!("SELECT {LISTED} FROM attention_listed e WHERE {}", clause.text());
    let mut row = r.row(&sql, &clause.params(), read_listed)?.ok_or(Error::NotFound("AttentionListEntry"))?;
    row.entry.reasons = reasons_of(r, ctx, id, no)?;
    Ok(row)
}

/// The last that was signed, whoever asks.
pub fn last_signed(r: &Reader<'_>, ctx: &Ctx) -> Result<Option<AttentionList>, Error> {
    let sql = format!(
        "SELECT {COLUMNS} FROM attention_list t WHERE t.district = $1 AND t.state = $2
         ORDER BY t.signed_at DESC, t.number DESC LIMIT 1"
    );
    r.row(&sql, params![ctx.district, State::Signed], read)
}

/// Against what was left by then of the list that was signed before: who is on it anew, and who is on it no more. Within the
/// visitor's reach.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Changes {
    /// The list before; without one nothing is said.
    pub before: Option<AttentionListId>,
    /// The visitor may open it: somebody on it is within reach.
    pub opens: bool,
    pub new: Vec<Subject>,
    pub gone: Vec<Subject>,
}

pub fn changes(r: &Reader<'_>, ctx: &Ctx, it: &AttentionList, rows: &[Listed]) -> Result<Changes, Error> {
    let before = match it.state {
        State::Signed | State::Discarded => it.follows,
        State::Draft | State::Told => last_signed(r, ctx)?.map(|it| it.id),
    };
    let Some(before) = before else { return Ok(Changes::default()) };
    let stands = |rows: &[Listed]| -> Vec<Subject> {
        rows.iter().filter(|row| !row.is_off()).map(|row| row.entry.subject).collect()
    };
    let seen = self::rows(r, ctx, before)?;
    let removed = entry::query::removed(r, ctx, before, it.signed_at.unwrap_or(ctx.now))?;
    let (mut was, is) = (stands(&seen), stands(rows));
    was.retain(|it| !removed.contains(it));
    Ok(Changes {
        before: Some(before),
        opens: !seen.is_empty(),
        new: is.iter().filter(|it| !was.contains(it)).copied().collect(),
        gone: was.iter().filter(|it| !is.contains(it)).copied().collect(),
    })
}

/// Everything that happened to it, oldest first.
pub fn history(r: &Reader<'_>, ctx: &Ctx, id: AttentionListId) -> Result<Vec<Recorded<Fact>>, Error> {
    load(r, ctx, id)?;
    r.history(ctx.district, id)
}
