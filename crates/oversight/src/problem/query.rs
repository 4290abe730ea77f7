//! Reads of problems: across examinations, of one examination, one.

use std::collections::HashMap;

use kernel::{Ctx, Day, Error, OrganisationId};
use ledger::{Clause, Reader, Recorded};
use page::Values;
use registry::forms::day_of;

use super::store::{COLUMNS, TABLES, load, read, within};
use super::{Fact, OversightProblemId, Problem, State};
use crate::examination::OversightExaminationId;
use crate::scheme::{Kind, OversightSchemeId};

/// The view that shows what is still to be done or looked at.
pub(super) const OPEN: &str = "open";
pub(super) const LATE: &str = "late";
pub(super) const ALL: &str = "all";

#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum View {
    #[default]
    Open,
    /// The owner is late now.
    Late,
    All,
    Of(State),
}

impl View {
    pub fn from_word(word: &str) -> View {
        match word {
            LATE => View::Late,
            ALL => View::All,
            word => State::from_word(word).map_or(View::Open, View::Of),
        }
    }

    pub fn word(self) -> &'static str {
        match self {
            View::Open => OPEN,
            View::Late => LATE,
            View::All => ALL,
            View::Of(state) => state.word(),
        }
    }

    /// In the order of the page.
    pub(super) const ALL: [View; 6] = [
        View::Open,
        View::Late,
        View::Of(State::Reported),
        View::Of(State::Closed),
        View::Of(State::Withdrawn),
        View::All,
    ];
}

/// The state of the list; it stands in the address.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Filter {
    pub view: View,
    pub kind: Option<Kind>,
    pub scheme: Option<OversightSchemeId>,
    pub examination: Option<OversightExaminationId>,
    pub item: Option<u32>,
    pub owner: Option<OrganisationId>,
    /// Found on or after.
    pub from: Option<Day>,
    pub to: Option<Day>,
}

impl Filter {
    pub fn from_query(query: &Values) -> Filter {
        Filter {
            view: View::from_word(query.get("state")),
            kind: query.word("kind", Kind::from_word),
            scheme: query.reads("scheme"),
            examination: query.reads("examination"),
            item: query.reads("item"),
            owner: query.reads("owner"),
            from: day_of(query, "from"),
            to: day_of(query, "to"),
        }
    }
}

fn conditions(ctx: &Ctx, filter: &Filter) -> Clause {
    let mut clause = Clause::new();
    clause.and_equals("t.district", ctx.district);
    let states = |clause: &mut Clause, all: &[State]| {
        let names: Vec<String> = all.iter().map(|it| clause.bind(*it)).collect();
        clause.and(&format!("t.state IN ({})", names.join(", ")));
    };
    match filter.view {
        View::Open => states(&mut clause, &[State::Set, State::Reported, State::Returned]),
        View::Late => {
            states(&mut clause, &[State::Set, State::Returned]);
            let now = clause.bind(ctx.now);
            clause.and(&format!("t.due < {now}"));
        }
        View::All => {}
        View::Of(state) => states(&mut clause, &[state]),
    }
    if let Some(kind) = filter.kind {
        clause.and_equals("s.kind", kind);
    }
    if let Some(scheme) = filter.scheme {
        clause.and_equals("s.id", scheme);
    }
    if let Some(examination) = filter.examination {
        clause.and_equals("t.examination", examination);
    }
    if let Some(item) = filter.item {
        clause.and_equals("t.item", item);
    }
    if let Some(owner) = filter.owner {
        clause.and_equals("t.owner", owner);
    }
    if let Some(from) = filter.from {
        let from = clause.bind(from.start());
        clause.and(&format!("t.found_at >= {from}"));
    }
    if let Some(to) = filter.to {
        let to = clause.bind(to.plus_days(1).start());
        clause.and(&format!("t.found_at < {to}"));
    }
    within(&mut clause, ctx);
    clause
}

/// What is open by its deadline; what is over, the latest first.
pub fn list(r: &Reader<'_>, ctx: &Ctx, filter: &Filter, from: u32, rows: u32) -> Result<Vec<Problem>, Error> {
    let mut clause = conditions(ctx, filter);
    let (rows, from) = (clause.bind(rows), clause.bind(from));
    let order = match filter.view {
        View::Open | View::Late | View::Of(State::Reported) => "t.due, t.id",
        _ => "t.found_at DESC, t.id DESC",
    };
    let sql =
        format!("SELECT {COLUMNS} FROM {TABLES} WHERE {} ORDER BY {order} LIMIT {rows} OFFSET {from}", clause.text());
    r.rows(&sql, &clause.params(), read)
}

pub fn count(r: &Reader<'_>, ctx: &Ctx, filter: &Filter) -> Result<i64, Error> {
    let clause = conditions(ctx, filter);
    r.value(&format!("SELECT COUNT(*) FROM {TABLES} WHERE {}", clause.text()), &clause.params())
}

/// Those of an examination within the visitor's reach, in the order they were found.
pub fn of_examination(r: &Reader<'_>, ctx: &Ctx, examination: OversightExaminationId) -> Result<Vec<Problem>, Error> {
    let mut clause = Clause::new();
    clause.and_equals("t.district", ctx.district).and_equals("t.examination", examination);
    within(&mut clause, ctx);
    let sql =
        format!("SELECT {COLUMNS} FROM {TABLES} WHERE {} ORDER BY t.found_at, t.number, t.id LIMIT 500", clause.text());
    r.rows(&sql, &clause.params(), read)
}

/// How many each item of each examination of a scheme has that were not withdrawn, within the visitor's reach.
pub(crate) fn counted(
    r: &Reader<'_>,
    ctx: &Ctx,
    scheme: OversightSchemeId,
) -> Result<HashMap<(OversightExaminationId, u32), i64>, Error> {
    let mut clause = Clause::new();
    clause.and_equals("t.district", ctx.district).and_equals("s.id", scheme);
    let withdrawn = clause.bind(State::Withdrawn);
    clause.and(&format!("t.state <> {withdrawn}"));
    within(&mut clause, ctx);
    let sql = format!(
        "SELECT t.examination, t.item, COUNT(*) FROM {TABLES} WHERE {} GROUP BY t.examination, t.item LIMIT 20000",
        clause.text()
    );
    let rows = r.rows(&sql, &clause.params(), |row| Ok(((row.get(0)?, row.get(1)?), row.get(2)?)))?;
    Ok(rows.into_iter().collect())
}

pub fn one(r: &Reader<'_>, ctx: &Ctx, id: OversightProblemId) -> Result<Problem, Error> {
    load(r, ctx, id)
}

/// Everything that happened to it, oldest first.
pub fn history(r: &Reader<'_>, ctx: &Ctx, id: OversightProblemId) -> Result<Vec<Recorded<Fact>>, Error> {
    load(r, ctx, id)?;
    r.history(ctx.district, id)
}
