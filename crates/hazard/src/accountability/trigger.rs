//! What the ledger says was neglected, as far as no case was opened of it yet: one question a trigger.
//!
//! How long is too long is dated data: the deadline rules named here, which nobody owes. Where none is in force the
//! trigger rests.

use kernel::{Ctx, Day, Division, Error, Identity as _, Instant, OrganisationId, Personal, Sector};
use ledger::{Clause, Reader, Row};
use obligation::rule::DeadlineRule;
use obligation::{Ref, calendar};

use super::{Trigger, query};
use crate::listing::Limit;
use crate::model::{Fact as HazardFact, Grade, HazardId};

/// Not rectified so long after the deadline.
pub const LATE: &str = "accountability.late";
/// Within so long, what comes twice comes again and again.
pub const REPEATED: &str = "accountability.repeated";
/// Found again within so long after closing.
pub const RECURRING: &str = "accountability.recurring";
/// Found again so soon after closing that it can hardly have been rectified.
pub const FALSE_CLOSING: &str = "accountability.false_closing";
/// So long after the deadline of a listing.
pub const LISTING: &str = "accountability.listing";
/// So long after the deadline of an answer.
pub const LETTER: &str = "accountability.letter";

/// Twice is again and again.
const AGAIN: i64 = 2;
/// What nobody noticed for so many days after it was found is not opened by the rule any more.
const LOOK_BACK_DAYS: i64 = 90;
/// Opened at once; the rest comes with the next round.
const AT_ONCE: u32 = 100;

/// What a case is opened of.
#[derive(Debug, Clone, PartialEq)]
pub struct Candidate {
    pub trigger: Trigger,
    pub about: Ref,
    pub mark: i64,
    pub organisation: OrganisationId,
    pub division: Division,
    pub sector: Option<Sector>,
    pub title: Personal<String>,
    pub since: Instant,
    pub source: String,
}

pub fn candidates(r: &Reader<'_>, ctx: &Ctx) -> Result<Vec<Candidate>, Error> {
    let mut all = late(r, ctx)?;
    all.extend(repeated(r, ctx)?);
    all.extend(found_again(r, ctx)?);
    all.extend(refused(r, ctx)?);
    all.extend(listed(r, ctx)?);
    all.extend(unanswered(r, ctx)?);
    Ok(all)
}

/// The rule in force, and the day that lies so long before today.
fn before(r: &Reader<'_>, ctx: &Ctx, duty: &str) -> Result<Option<(DeadlineRule, Day)>, Error> {
    before_today(r, ctx, obligation::rule::of_duty(r, ctx, duty, ctx.now.day())?)
}

fn before_today(r: &Reader<'_>, ctx: &Ctx, rule: Option<DeadlineRule>) -> Result<Option<(DeadlineRule, Day)>, Error> {
    let today = ctx.now.day();
    let Some(rule) = rule else { return Ok(None) };
    let first = today.plus_days(-calendar::days_holding(i64::from(rule.amount)));
    let calendar = calendar::between(r, ctx, first, today)?;
    let day = Limit::before(today, &rule.period(), &rule.source, &calendar).last;
    Ok(Some((rule, day)))
}

/// A major hazard is not waited for as long as an ordinary one: its rule is one of its grade.
fn late(r: &Reader<'_>, ctx: &Ctx) -> Result<Vec<Candidate>, Error> {
    let mut all = Vec::new();
    for grade in [Grade::Major, Grade::Ordinary] {
        let rule = obligation::rule::of_grade(r, ctx, LATE, grade.word(), ctx.now.day())?;
        let Some((rule, day)) = before_today(r, ctx, rule)? else { continue };
        let mut clause = open_ones(ctx, Trigger::Late);
        let (day, grade) = (clause.bind(day.start()), clause.bind(grade));
        clause.and(&format!(
            "h.status IN ('to_rectify', 'rectifying', 'returned') AND h.due < {day} AND h.grade = {grade}"
        ));
        all.extend(hazards(r, clause, "h.due", Trigger::Late, &rule.source)?);
    }
    Ok(all)
}

/// Given more time, or returned, again and again.
fn repeated(r: &Reader<'_>, ctx: &Ctx) -> Result<Vec<Candidate>, Error> {
    let Some((rule, day)) = before(r, ctx, REPEATED)? else { return Ok(Vec::new()) };
    let mut all = Vec::new();
    for (trigger, column) in [(Trigger::Extensions, "h.extensions"), (Trigger::Returns, "h.returns")] {
        let mut clause = open_ones(ctx, trigger);
        let (day, times) = (clause.bind(day.start()), clause.bind(AGAIN));
        clause.and(&format!("h.found_at >= {day} AND {column} >= {times}"));
        all.extend(hazards(r, clause, "h.found_at", trigger, &rule.source)?);
    }
    Ok(all)
}

/// Open hazards with an owner, of which no case was opened for this reason.
fn open_ones(ctx: &Ctx, trigger: Trigger) -> Clause {
    let mut clause = Clause::new();
    clause.and_equals("h.district", ctx.district);
    clause.and("h.open = 1 AND h.owner_organisation IS NOT NULL");
    unopened(&mut clause, "h", trigger);
    clause
}

fn unopened(clause: &mut Clause, table: &str, trigger: Trigger) {
    let trigger = clause.bind(trigger);
    clause.and(&format!(
        "NOT EXISTS (SELECT 1 FROM accountability_case c
         WHERE c.district = {table}.district AND c.about_id = {table}.id AND c.cause = {trigger})"
    ));
}

const TEXT: &str = "JOIN hazard_text t ON t.district = h.district AND t.id = h.id";

fn hazards(
    r: &Reader<'_>,
    mut clause: Clause,
    since: &str,
    trigger: Trigger,
    source: &str,
) -> Result<Vec<Candidate>, Error> {
    let rows = clause.bind(AT_ONCE);
    let sql = format!(
        "SELECT h.id, h.owner_organisation, h.division, h.sector, t.title, {since} FROM hazard h {TEXT}
         WHERE {} ORDER BY h.found_at LIMIT {rows}",
        clause.text()
    );
    r.rows(&sql, &clause.params(), |row| of_hazard(row, trigger, source))
}

fn of_hazard(row: &Row<'_>, trigger: Trigger, source: &str) -> Result<Candidate, Error> {
    let id: HazardId = row.get(0)?;
    Ok(Candidate {
        trigger,
        about: Ref::new(<HazardFact as ledger::Fact>::STREAM, id),
        mark: 0,
        organisation: row.get(1)?,
        division: row.get(2)?,
        sector: Some(row.get(3)?),
        title: row.get(4)?,
        since: row.get(5)?,
        source: source.to_owned(),
    })
}

/// Closed by an organisation, and found again: at once, or within a while.
fn found_again(r: &Reader<'_>, ctx: &Ctx) -> Result<Vec<Candidate>, Error> {
    let today = ctx.now.day();
    let of = |duty| obligation::rule::of_duty(r, ctx, duty, today);
    let (soon, later) = (of(FALSE_CLOSING)?, of(RECURRING)?);
    let days = |rule: &Option<DeadlineRule>| rule.as_ref().map_or(-1, |rule| i64::from(rule.amount));
    let mut all = Vec::new();
    for (trigger, rule, least) in [(Trigger::FalseClosing, &soon, 0), (Trigger::Recurring, &later, days(&soon) + 1)] {
        let Some(rule) = rule else { continue };
        let mut clause = Clause::new();
        clause.and_equals("x.district", ctx.district);
        let first = clause.bind(first_id(ctx.now.day().plus_days(-LOOK_BACK_DAYS)));
        let (least, most) = (clause.bind(least), clause.bind(i64::from(rule.amount)));
        clause.and(&format!(
            "x.hazard >= {first} AND x.days_between BETWEEN {least} AND {most} AND e.owner_organisation IS NOT NULL"
        ));
        unopened(&mut clause, "h", trigger);
        let rows = clause.bind(AT_ONCE);
        let sql = format!(
            "SELECT h.id, e.owner_organisation, h.division, h.sector, t.title, h.found_at FROM hazard_recurrence x
             JOIN hazard h ON h.district = x.district AND h.id = x.hazard
             JOIN hazard e ON e.district = x.district AND e.id = x.earlier {TEXT}
             WHERE {} ORDER BY x.hazard LIMIT {rows}",
            clause.text()
        );
        all.extend(r.rows(&sql, &clause.params(), |row| of_hazard(row, trigger, &rule.source))?);
    }
    Ok(all)
}

/// Ids begin with the time at which they were minted.
fn first_id(day: Day) -> HazardId {
    let mut bytes = [0; 16];
    bytes[..6].copy_from_slice(&day.start().millis().max(0).to_be_bytes()[2..]);
    HazardId::from_bytes(bytes)
}

/// Refused what the Safety Office then gave to it, again and again.
fn refused(r: &Reader<'_>, ctx: &Ctx) -> Result<Vec<Candidate>, Error> {
    let Some((rule, day)) = before(r, ctx, REPEATED)? else { return Ok(Vec::new()) };
    let counts = crate::transfer::query::refusals(r, ctx, day, ctx.now.day())?;
    let mark = i64::from(ctx.now.day().year());
    let mut all = Vec::new();
    for it in counts.into_iter().filter(|it| it.decided_against >= AGAIN) {
        let about = Ref::new("organisation", it.organisation);
        if query::is_opened(r, ctx, Trigger::Transfers, &about, mark)? {
            continue;
        }
        let name = registry::query::organisation_names(r, ctx, &[it.organisation])?.remove(&it.organisation);
        all.push(Candidate {
            trigger: Trigger::Transfers,
            about,
            mark,
            organisation: it.organisation,
            division: ctx.district.division(),
            sector: None,
            title: Personal::text(name.unwrap_or_default()),
            since: ctx.now,
            source: rule.source.clone(),
        });
    }
    Ok(all)
}

fn listed(r: &Reader<'_>, ctx: &Ctx) -> Result<Vec<Candidate>, Error> {
    let Some((rule, day)) = before(r, ctx, LISTING)? else { return Ok(Vec::new()) };
    let mut clause = Clause::new();
    clause.and_equals("l.district", ctx.district);
    clause.and("l.status IN ('listed', 'published', 'acceptance', 'accepted') AND h.owner_organisation IS NOT NULL");
    let day = clause.bind(day);
    clause.and(&format!("l.deadline < {day}"));
    unopened(&mut clause, "l", Trigger::Listing);
    let rows = clause.bind(AT_ONCE);
    let sql = format!(
        "SELECT l.id, h.owner_organisation, h.division, h.sector, t.title, l.deadline FROM listing l
         JOIN hazard h ON h.district = l.district AND h.id = l.hazard {TEXT} WHERE {} ORDER BY l.deadline LIMIT {rows}",
        clause.text()
    );
    r.rows(&sql, &clause.params(), |row| {
        let deadline: Day = row.get(5)?;
        Ok(Candidate {
            trigger: Trigger::Listing,
            about: Ref { kind: <crate::listing::Fact as ledger::Fact>::STREAM.to_owned(), id: row.get(0)? },
            mark: 0,
            organisation: row.get(1)?,
            division: row.get(2)?,
            sector: Some(row.get(3)?),
            title: row.get(4)?,
            since: deadline.plus_days(1).start(),
            source: rule.source.clone(),
        })
    })
}

fn unanswered(r: &Reader<'_>, ctx: &Ctx) -> Result<Vec<Candidate>, Error> {
    let Some((rule, day)) = before(r, ctx, LETTER)? else { return Ok(Vec::new()) };
    let mut all = Vec::new();
    for it in obligation::follow_up::query::unanswered(r, ctx, day.start(), AT_ONCE)? {
        let about = Ref::new("follow_up", it.id);
        let Some(due) = it.due else { continue };
        if query::is_opened(r, ctx, Trigger::Letter, &about, 0)? {
            continue;
        }
        all.push(Candidate {
            trigger: Trigger::Letter,
            about,
            mark: 0,
            organisation: it.organisation,
            division: it.division,
            sector: it.sector,
            title: it.title,
            since: due,
            source: rule.source.clone(),
        });
    }
    Ok(all)
}
