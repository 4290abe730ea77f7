//! Reads of reports: the list, one with who looked at its contact, and what its reporter is told.

use kernel::{Ctx, Day, Division, Error, Instant, PersonId, Personal};
use ledger::{Clause, Reader, ScopeColumns, params};
use page::Values;

pub(super) use super::store::load;
use super::store::{COLUMNS, public_report};
use super::{Category, PublicReport, PublicReportId, Receipt, State};
use crate::model::{HazardId, Status};

/// They belong to a place and to nobody's organisation.
const SCOPE: ScopeColumns<'static> =
    ScopeColumns { division: "p.division", organisations: &[], persons: &[], sector: None };

/// The state of the list; it stands in the address.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Filter {
    /// None: all.
    pub state: Option<State>,
    pub township: Option<Division>,
    pub category: Option<Category>,
    pub from: Option<Day>,
    pub to: Option<Day>,
}

/// The view that shows every state.
pub(super) const ALL: &str = "all";

impl Filter {
    /// From the address; what can't be read there is left out. Without a state: what waits for an answer.
    pub fn from_query(query: &Values) -> Filter {
        let state = query.word("state", State::from_word);
        Filter {
            state: if query.has("state", ALL) { None } else { state.or(Some(State::Open)) },
            township: query.reads("township"),
            category: query.word("category", Category::from_word),
            from: query.reads("from"),
            to: query.reads("to"),
        }
    }
}

fn conditions(ctx: &Ctx, filter: &Filter) -> Clause {
    let mut clause = Clause::new();
    clause.and_equals("p.district", ctx.district);
    if let Some(state) = filter.state {
        clause.and_equals("p.state", state);
    }
    if let Some(township) = filter.township {
        clause.and_equals("p.division", township);
    }
    if let Some(category) = filter.category {
        clause.and_equals("p.category", category);
    }
    if let Some(from) = filter.from {
        let from = clause.bind(from.start());
        clause.and(&format!("p.received_at >= {from}"));
    }
    if let Some(to) = filter.to {
        let to = clause.bind(to.plus_days(1).start());
        clause.and(&format!("p.received_at < {to}"));
    }
    clause.within(&ctx.scope, &SCOPE);
    clause
}

/// The latest first.
pub fn list(r: &Reader<'_>, ctx: &Ctx, filter: &Filter, from: u32, rows: u32) -> Result<Vec<PublicReport>, Error> {
    let mut clause = conditions(ctx, filter);
    let (rows, from) = (clause.bind(rows), clause.bind(from));
    let sql = format!(
        "SELECT {COLUMNS} FROM public_report p WHERE {} ORDER BY p.received_at DESC, p.id DESC LIMIT {rows} OFFSET {from}",
        clause.text()
    );
    r.rows(&sql, &clause.params(), public_report)
}

pub fn count(r: &Reader<'_>, ctx: &Ctx, filter: &Filter) -> Result<i64, Error> {
    let clause = conditions(ctx, filter);
    r.value(&format!("SELECT COUNT(*) FROM public_report p WHERE {}", clause.text()), &clause.params())
}

/// How the reporter is reached. Only for a page whose look was recorded before.
pub(super) fn contact(r: &Reader<'_>, ctx: &Ctx, id: PublicReportId) -> Result<Personal<String>, Error> {
    load(r, ctx, id)?;
    r.value("SELECT contact FROM public_report WHERE district = $1 AND id = $2", params![ctx.district, id])
}

/// Who looked at the contact, the latest first.
pub fn looks(r: &Reader<'_>, ctx: &Ctx, id: PublicReportId) -> Result<Vec<(Option<PersonId>, Instant)>, Error> {
    r.rows(
        "SELECT person, looked_at FROM public_report_look WHERE district = $1 AND report = $2
         ORDER BY version DESC LIMIT 100",
        params![ctx.district, id],
        |row| Ok((row.get(0)?, row.get(1)?)),
    )
}

/// The report that a hazard came from, if the visitor may see the report.
pub(super) fn of_hazard(r: &Reader<'_>, ctx: &Ctx, hazard: HazardId) -> Result<Option<PublicReport>, Error> {
    let mut clause = Clause::new();
    clause.and_equals("p.district", ctx.district).and_equals("p.hazard", hazard).within(&ctx.scope, &SCOPE);
    r.row(&format!("SELECT {COLUMNS} FROM public_report p WHERE {}", clause.text()), &clause.params(), public_report)
}

/// What whoever holds the receipt is told.
#[derive(Debug, Clone, PartialEq)]
pub struct Told {
    pub state: State,
    pub category: Category,
    pub received_at: Instant,
    /// By when it is answered.
    pub due: Instant,
    pub answered_at: Option<Instant>,
    pub answer: Option<Personal<String>>,
    /// Taken up, and put right since.
    pub closed: bool,
}

/// Whatever the reach: the receipt is the right to ask.
pub fn told(r: &Reader<'_>, ctx: &Ctx, receipt: &Receipt) -> Result<Option<Told>, Error> {
    r.row(
        "SELECT p.state, p.category, p.received_at, p.due, p.answered_at, p.answer, h.status FROM public_report p
         LEFT JOIN hazard h ON h.district = p.district AND h.id = p.hazard
         WHERE p.district = $1 AND p.receipt = $2",
        params![ctx.district, receipt.digest()],
        |row| {
            Ok(Told {
                state: row.get(0)?,
                category: row.get(1)?,
                received_at: row.get(2)?,
                due: row.get(3)?,
                answered_at: row.get(4)?,
                answer: row.get::<Option<String>>(5)?.map(Personal::Known),
                closed: row.get::<Option<Status>>(6)? == Some(Status::Closed),
            })
        },
    )
}
