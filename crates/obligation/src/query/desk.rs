//! The personal lists: what I owe and what others owe me. Late first, then soonest.
//!
//! Both walk an index that holds open obligations only, so finished ones don't weigh.

use kernel::{Ctx, Error, Instant, OrganisationId, Personal, Span, ToCell};
use ledger::{Clause, Reader};

use crate::leaders::{self, Names};
use crate::mine::{self, Mine};
use crate::model::{ObligationId, Owner, Ref, Status};

/// One line of the desk.
#[derive(Debug, Clone, PartialEq)]
pub struct Row {
    pub id: ObligationId,
    pub due: Instant,
    pub duty: String,
    pub title: Personal<String>,
    pub about: Ref,
    /// The text the duty comes from.
    pub source: Option<String>,
    pub holder: Owner,
    pub holder_organisation: String,
    pub holder_person: Option<String>,
    pub status: Status,
    pub late_since: Option<Instant>,
}

#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Filter {
    pub late_only: bool,
    pub duty: Option<String>,
    /// Due within so many hours from now; what is late is within any.
    pub within_hours: Option<u32>,
    /// What this organisation has to do, instead of a list of one's own.
    pub organisation: Option<OrganisationId>,
}

/// Where a page ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Place {
    pub due: Instant,
    pub id: ObligationId,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Page {
    pub after: Option<Place>,
    pub at_most: u32,
}

impl Default for Page {
    fn default() -> Self {
        Self { after: None, at_most: 50 }
    }
}

const LONGEST_PAGE: u32 = 500;

#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Count {
    pub open: i64,
    pub late: i64,
}

#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Counts {
    pub i_owe: Count,
    pub owed_to_me: Count,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Side {
    IOwe,
    OwedToMe,
}

/// What the visitor has to do.
pub fn i_owe(r: &Reader<'_>, ctx: &Ctx, filter: &Filter, page: &Page) -> Result<Vec<Row>, Error> {
    list(r, ctx, Side::IOwe, filter, page)
}

/// What the visitor waits for: owed to them, and somebody else's move.
pub fn owed_to_me(r: &Reader<'_>, ctx: &Ctx, filter: &Filter, page: &Page) -> Result<Vec<Row>, Error> {
    list(r, ctx, Side::OwedToMe, filter, page)
}

/// What an organisation has to do, as far as the visitor sees it; never what the office alone decides.
pub fn held_by(
    r: &Reader<'_>,
    ctx: &Ctx,
    organisation: OrganisationId,
    filter: &Filter,
    page: &Page,
) -> Result<Vec<Row>, Error> {
    page_of(r, ctx, held(ctx, organisation), filter, page)
}

pub fn count_held_by(r: &Reader<'_>, ctx: &Ctx, organisation: OrganisationId, filter: &Filter) -> Result<i64, Error> {
    let mut clause = held(ctx, organisation);
    filtered(&mut clause, filter, ctx.now);
    r.value(&format!("SELECT COUNT(*) FROM obligation o WHERE {}", clause.text()), &clause.params())
}

fn held(ctx: &Ctx, organisation: OrganisationId) -> Clause {
    let mut clause = Clause::new();
    clause.and_equals("o.district", ctx.district);
    clause.and_equals("o.holder_organisation", organisation);
    clause.within(&ctx.scope, &super::SCOPE);
    clause.and(&mine::unreserved("o.duty"));
    mine::known(&mut clause, ctx);
    clause
}

pub fn counts(r: &Reader<'_>, ctx: &Ctx) -> Result<Counts, Error> {
    Ok(Counts { i_owe: count(r, ctx, Side::IOwe)?, owed_to_me: count(r, ctx, Side::OwedToMe)? })
}

fn count(r: &Reader<'_>, ctx: &Ctx, side: Side) -> Result<Count, Error> {
    let mine = Mine::of(ctx);
    if mine.is_nobody() {
        return Ok(Count::default());
    }
    let mut clause = side_clause(&mine, ctx, side);
    let now = clause.bind(ctx.now);
    let sql = format!(
        "SELECT COUNT(*), COALESCE(SUM(CASE WHEN o.due <= {now} THEN 1 ELSE 0 END), 0)
         FROM obligation o WHERE {}",
        clause.text()
    );
    let found = r.row(&sql, &clause.params(), |row| Ok(Count { open: row.get(0)?, late: row.get(1)? }))?;
    Ok(found.unwrap_or_default())
}

fn side_clause(mine: &Mine, ctx: &Ctx, side: Side) -> Clause {
    let mut clause = Clause::new();
    clause.and_equals("o.district", ctx.district);
    clause.and("o.holder_organisation IS NOT NULL");
    if let Some(seen) = mine.seen("o.duty") {
        clause.and(&seen);
    }
    let holder = mine.clause(&mut clause, "o.holder");
    match side {
        Side::IOwe => clause.and(&holder),
        Side::OwedToMe => {
            if let Some(awaited) = mine.awaited("o.duty") {
                clause.and(&awaited);
            }
            let owed_to = mine.clause(&mut clause, "o.owed_to");
            clause.and(&owed_to).and(&format!("NOT COALESCE({holder}, 1 = 0)"))
        }
    };
    clause
}

fn list(r: &Reader<'_>, ctx: &Ctx, side: Side, filter: &Filter, page: &Page) -> Result<Vec<Row>, Error> {
    let mine = Mine::of(ctx);
    if mine.is_nobody() {
        return Ok(Vec::new());
    }
    page_of(r, ctx, side_clause(&mine, ctx, side), filter, page)
}

fn page_of(r: &Reader<'_>, ctx: &Ctx, mut clause: Clause, filter: &Filter, page: &Page) -> Result<Vec<Row>, Error> {
    filtered(&mut clause, filter, ctx.now);
    if let Some(place) = page.after {
        let (due, id) = (clause.bind(place.due), clause.bind(place.id));
        clause.and(&format!("(o.due > {due} OR o.due = {due} AND o.id > {id})"));
    }
    let limit = clause.bind(page.at_most.clamp(1, LONGEST_PAGE));
    let sql = format!(
        "SELECT o.id, o.due, o.duty, o.about_kind, o.about_id, o.holder_organisation, o.holder_person, o.status,
                t.title, t.source
         FROM obligation o JOIN obligation_text t ON t.district = o.district AND t.id = o.id
         WHERE {} ORDER BY o.due, o.id LIMIT {limit}",
        clause.text()
    );
    let mut rows = read(r, ctx, &sql, &clause.params())?;
    name(r, ctx, &mut rows)?;
    Ok(rows)
}

fn filtered(clause: &mut Clause, filter: &Filter, now: Instant) {
    if filter.late_only {
        let now = clause.bind(now);
        clause.and(&format!("o.due <= {now}"));
    }
    if let Some(hours) = filter.within_hours {
        let until = clause.bind(now + Span::hours(i64::from(hours)));
        clause.and(&format!("o.due <= {until}"));
    }
    if let Some(duty) = &filter.duty {
        clause.and_equals("o.duty", duty.clone());
    }
}

fn read(r: &Reader<'_>, ctx: &Ctx, sql: &str, params: &[&dyn ToCell]) -> Result<Vec<Row>, Error> {
    r.rows(sql, params, |row| {
        let due: Instant = row.get(1)?;
        Ok(Row {
            id: row.get(0)?,
            due,
            duty: row.get(2)?,
            about: Ref { kind: row.get(3)?, id: row.get(4)? },
            holder: Owner { organisation: row.get(5)?, person: row.get(6)? },
            holder_organisation: String::new(),
            holder_person: None,
            status: row.get(7)?,
            title: row.get(8)?,
            source: row.get(9)?,
            late_since: (due <= ctx.now).then_some(due),
        })
    })
}

fn name(r: &Reader<'_>, ctx: &Ctx, rows: &mut [Row]) -> Result<(), Error> {
    let names: Names = leaders::names(r, ctx, rows.iter().map(|row| row.holder))?;
    for row in rows {
        row.holder_organisation = names.organisation(row.holder.organisation);
        row.holder_person = row.holder.person.and_then(|person| names.person(person));
    }
    Ok(())
}
