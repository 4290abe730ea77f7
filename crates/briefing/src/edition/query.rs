//! Reads of texts and their editions: the list, one as it stands, what it said, and the edition before.

use kernel::{Ctx, Day, Error};
use ledger::{Clause, Reader, Recorded, Row, params};
use page::Values;

use super::store::sees_all;
use super::{Drafted, Fact, IssuedBriefingId, Listed, State};
use crate::Period;
use crate::text::{Briefing, Name};

const COLUMNS: &str = "b.id, b.version, b.name, b.from_day, b.to_day, b.state, b.office, b.draft, b.drafted_at, \
     b.drafted_by, b.edition, b.year, b.number, b.as_of, b.hash, b.issued_at, b.issued_by";

/// The state of the list; it stands in the address.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Filter {
    pub name: Option<Name>,
    pub state: Option<State>,
    /// The period ends on or after, on or before.
    pub from: Option<Day>,
    pub to: Option<Day>,
}

impl Filter {
    /// From the address; what can't be read there is left out.
    pub fn from_query(query: &Values) -> Filter {
        Filter {
            name: query.word("name", Name::from_word),
            state: query.word("state", State::from_word),
            from: registry::forms::day_of(query, "from"),
            to: registry::forms::day_of(query, "to"),
        }
    }
}

fn conditions(ctx: &Ctx, filter: &Filter) -> Clause {
    let mut clause = Clause::new();
    clause.and_equals("b.district", ctx.district);
    if !sees_all(ctx) {
        clause.and("1 = 0");
    }
    match filter.state {
        Some(state) => {
            clause.and_equals("b.state", state);
        }
        None => {
            clause.and("b.state <> 'discarded'");
        }
    }
    if let Some(name) = filter.name {
        clause.and_equals("b.name", name);
    }
    if let Some(from) = filter.from {
        let from = clause.bind(from.to_string());
        clause.and(&format!("b.to_day >= {from}"));
    }
    if let Some(to) = filter.to {
        let to = clause.bind(to.to_string());
        clause.and(&format!("b.to_day <= {to}"));
    }
    clause
}

fn read(row: &Row<'_>) -> Result<Listed, Error> {
    let year: Option<i64> = row.get(11)?;
    let year = year.map(i16::try_from).transpose().map_err(Error::internal)?;
    Ok(Listed {
        id: row.get(0)?,
        version: row.get(1)?,
        name: row.get(2)?,
        period: Period { from: row.get(3)?, to: row.get(4)? },
        state: row.get(5)?,
        office: row.get(6)?,
        draft: row.get(7)?,
        drafted_at: row.get(8)?,
        drafted_by: row.get(9)?,
        edition: row.get(10)?,
        number: year.zip(row.get(12)?),
        as_of: row.get(13)?,
        hash: row.get(14)?,
        issued_at: row.get(15)?,
        issued_by: row.get(16)?,
    })
}

/// The latest period first, its editions from the last.
pub fn list(r: &Reader<'_>, ctx: &Ctx, filter: &Filter, from: u32, rows: u32) -> Result<Vec<Listed>, Error> {
    let mut clause = conditions(ctx, filter);
    let (rows, from) = (clause.bind(rows), clause.bind(from));
    let sql = format!(
        "SELECT {COLUMNS} FROM issued_briefing b WHERE {}
         ORDER BY b.to_day DESC, b.from_day DESC, b.name, b.drafted_at DESC, b.id DESC LIMIT {rows} OFFSET {from}",
        clause.text()
    );
    r.rows(&sql, &clause.params(), read)
}

pub fn count(r: &Reader<'_>, ctx: &Ctx, filter: &Filter) -> Result<i64, Error> {
    let clause = conditions(ctx, filter);
    r.value(&format!("SELECT COUNT(*) FROM issued_briefing b WHERE {}", clause.text()), &clause.params())
}

pub fn listed(r: &Reader<'_>, ctx: &Ctx, id: IssuedBriefingId) -> Result<Listed, Error> {
    let sql = format!("SELECT {COLUMNS} FROM issued_briefing b WHERE b.district = $1 AND b.id = $2");
    let found = r.row(&sql, params![ctx.district, id], read)?.filter(|_| sees_all(ctx));
    found.ok_or(Error::NotFound("IssuedBriefingId"))
}

/// One with what was written for it.
#[derive(Debug, Clone)]
pub struct Detail {
    pub it: Listed,
    /// As it was last written.
    pub drafted: Drafted,
    /// What was issued; none while it is a draft, or where it was erased.
    pub text: Option<Briefing>,
    pub history: Vec<Recorded<Fact>>,
}

pub fn one(r: &Reader<'_>, ctx: &Ctx, id: IssuedBriefingId) -> Result<Detail, Error> {
    let it = listed(r, ctx, id)?;
    let history = r.history::<Fact>(ctx.district, id)?;
    Ok(Detail { it, drafted: last_draft(&history)?, text: issued_text(&history)?, history })
}

fn last_draft(history: &[Recorded<Fact>]) -> Result<Drafted, Error> {
    let drafts = history.iter().rev().find_map(|it| match &it.fact {
        Fact::Drafted(it) => Some(Drafted::clone(it)),
        Fact::Issued(_) | Fact::Discarded { .. } => None,
    });
    drafts.ok_or(Error::NotFound("IssuedBriefingId"))
}

fn issued_text(history: &[Recorded<Fact>]) -> Result<Option<Briefing>, Error> {
    let issued = history.iter().rev().find_map(|it| match &it.fact {
        Fact::Issued(it) => it.text.as_str(),
        Fact::Drafted(_) | Fact::Discarded { .. } => None,
    });
    issued.map(|text| serde_json::from_str(text).map_err(Error::internal)).transpose()
}

pub(super) fn drafted(r: &Reader<'_>, ctx: &Ctx, id: IssuedBriefingId) -> Result<Drafted, Error> {
    last_draft(&r.history::<Fact>(ctx.district, id)?)
}

/// What was issued.
pub fn text(r: &Reader<'_>, ctx: &Ctx, id: IssuedBriefingId) -> Result<Option<Briefing>, Error> {
    issued_text(&r.history::<Fact>(ctx.district, id)?)
}

/// Whether a draft of this text and period waits.
pub(super) fn drafting(r: &Reader<'_>, ctx: &Ctx, name: Name, period: Period) -> Result<bool, Error> {
    let sql = "SELECT COUNT(*) FROM issued_briefing
               WHERE district = $1 AND name = $2 AND from_day = $3 AND to_day = $4 AND state = 'draft'";
    Ok(r.value::<i64>(sql, params![ctx.district, name, period.from, period.to])? > 0)
}

/// The last edition of a text and a period.
pub fn last(r: &Reader<'_>, ctx: &Ctx, name: Name, period: Period) -> Result<Option<Listed>, Error> {
    before(r, ctx, name, period, i64::MAX)
}

/// The last edition of a text and a period before a number.
pub fn before(r: &Reader<'_>, ctx: &Ctx, name: Name, period: Period, edition: i64) -> Result<Option<Listed>, Error> {
    let sql = format!(
        "SELECT {COLUMNS} FROM issued_briefing b
         WHERE b.district = $1 AND b.name = $2 AND b.from_day = $3 AND b.to_day = $4 AND b.edition < $5
         ORDER BY b.edition DESC LIMIT 1"
    );
    r.row(&sql, params![ctx.district, name, period.from, period.to, edition], read)
}
