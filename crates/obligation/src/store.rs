//! The tables of obligations: read one, record what happened to one.
//!
//! One narrow row an obligation, rewritten by each act; texts and copied rules in a row beside it that is written once.
//! Rows of finished obligations have no holder, and the indexes of the lists hold only rows with one.

use kernel::{Ctx, Error, FromCell, Identity, Instant, OrganisationId, PersonId};
use ledger::{Fact as _, Reader, Row, Stamp, Tx, params};

use crate::climb;
use crate::follow_up;
use crate::ladder::{steps_from_column, steps_to_column};
use crate::model::{Fact, Obligation, ObligationId, Opened, Owner, Ref, Status};
use crate::term::Term;

/// The kind of our one timer.
pub const LADDER: &str = "ladder";

pub(crate) const COLUMNS: &str = "o.id, o.version, o.about_kind, o.about_id, o.duty, o.status, \
     o.owner_organisation, o.owner_person, o.owed_to_organisation, o.owed_to_person, \
     o.checker_organisation, o.checker_person, o.check_by, o.holder_organisation, o.holder_person, \
     o.due, o.owner_due, o.late_since, o.late_seconds, o.doer, o.doer_organisation, o.division, o.sector, o.grade, \
     o.opened_at, o.finished_at, o.steps, o.rung, o.next_at, t.title, t.source, t.periods";

pub(crate) const TABLES: &str = "obligation o JOIN obligation_text t ON t.district = o.district AND t.id = o.id";

/// Within the visitor's scope, else NotFound. Steps of the ladder whose time has come are recorded first, so that the
/// history is the same whether the timer loop or the act came earlier.
pub(crate) fn load(tx: &mut Tx<'_>, ctx: &Ctx, id: ObligationId) -> Result<Obligation, Error> {
    let mut it = find(tx, ctx, id)?;
    if it.next_at.is_some_and(|at| at <= ctx.now) {
        climb::climb(tx, ctx, &mut it, ctx.now)?;
    }
    Ok(it)
}

pub(crate) fn find(r: &Reader<'_>, ctx: &Ctx, id: ObligationId) -> Result<Obligation, Error> {
    let sql = concat_sql();
    let found = r.row(sql, params![ctx.district, id], obligation)?;
    found.filter(|it| is_visible(it, ctx)).ok_or(Error::NotFound(ObligationId::NAME))
}

fn is_visible(it: &Obligation, ctx: &Ctx) -> bool {
    ctx.scope.covers(it.division, &it.organisations(), &it.persons(), it.sector)
}

/// The statement of every act, made once.
fn concat_sql() -> &'static str {
    static SQL: std::sync::OnceLock<String> = std::sync::OnceLock::new();
    SQL.get_or_init(|| format!("SELECT {COLUMNS} FROM {TABLES} WHERE o.district = $1 AND o.id = $2"))
}

/// Records the fact, projects it, moves the one timer, and lets fall what lateness led to and nobody decided.
pub(crate) fn record(tx: &mut Tx<'_>, ctx: &Ctx, it: &Obligation, fact: &Fact) -> Result<Stamp, Error> {
    let at = tx.record(ctx, it.id, it.version, fact)?;
    project(tx, &at, it.id, fact)?;
    move_timer(tx, ctx, it.id, it.next_at, fact.next_at(it.next_at))?;
    if it.late_since.is_some() && fact.ends_lateness() {
        follow_up::lapse(tx, ctx, it)?;
    }
    Ok(at)
}

/// As [`record`], for a fact that begins a phase; returns by when its holder moves.
pub(crate) fn record_phase(tx: &mut Tx<'_>, ctx: &Ctx, it: &Obligation, fact: &Fact) -> Result<Instant, Error> {
    record(tx, ctx, it, fact)?;
    due_of(fact)
}

pub(crate) fn record_opened(tx: &mut Tx<'_>, ctx: &Ctx, id: ObligationId, fact: &Fact) -> Result<Instant, Error> {
    let at = tx.record(ctx, id, 0, fact)?;
    project(tx, &at, id, fact)?;
    move_timer(tx, ctx, id, None, fact.next_at(None))?;
    due_of(fact)
}

fn due_of(fact: &Fact) -> Result<Instant, Error> {
    fact.term().map(|term| term.due).ok_or_else(|| Error::internal("a phase without a due time"))
}

fn move_timer(
    tx: &mut Tx<'_>,
    ctx: &Ctx,
    id: ObligationId,
    before: Option<Instant>,
    after: Option<Instant>,
) -> Result<(), Error> {
    if before == after {
        return Ok(());
    }
    let id = *id.bytes();
    match (before, after) {
        (Some(before), Some(after)) => tx.move_timer(ctx, before, after, Fact::STREAM, id, LADDER),
        (Some(at), None) => tx.clear_timer(ctx, at, Fact::STREAM, id, LADDER),
        (None, Some(at)) => tx.set_timer(ctx, at, Fact::STREAM, id, LADDER),
        (None, None) => Ok(()),
    }
}

pub fn project(tx: &mut Tx<'_>, at: &Stamp, id: ObligationId, fact: &Fact) -> Result<(), Error> {
    match fact {
        Fact::Opened(opened) => insert(tx, at, id, opened),
        Fact::Done { checker, late_seconds, term } => done(tx, at, id, checker, *late_seconds, term),
        Fact::Returned { holder, term, .. } => returned(tx, at, id, holder, term),
        Fact::Verified { holder, term, .. } => verified(tx, at, id, holder, term),
        Fact::Settled { late_seconds } => finished(tx, at, id, Status::Settled, Some(*late_seconds)),
        Fact::Closed { .. } => finished(tx, at, id, Status::Closed, None),
        Fact::Waived { .. } => finished(tx, at, id, Status::Waived, None),
        Fact::Extended { term, .. } => extended(tx, at, id, term),
        Fact::Reassigned { owner, .. } => reassigned(tx, at, id, owner),
        Fact::Reminded { step, next_at, .. } | Fact::Escalated { step, next_at, .. } => {
            climbed(tx, at, id, *step, *next_at)
        }
        Fact::Overdue { step, next_at, .. } => overdue(tx, at, id, *step, *next_at),
    }
}

fn insert(tx: &mut Tx<'_>, at: &Stamp, id: ObligationId, it: &Opened) -> Result<(), Error> {
    let checker = it.checker.map(|c| c.organisation);
    let checker_person = it.checker.and_then(|c| c.person);
    tx.execute(
        "INSERT INTO obligation (district, id, version, about_kind, about_id, duty, status,
             owner_organisation, owner_person, owed_to_organisation, owed_to_person, checker_organisation,
             checker_person, check_by, holder_organisation, holder_person, due, owner_due, late_seconds, division,
             sector, grade, opened_at, steps, rung, next_at)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $8, $9, $15, $15, 0, $16, $17, $18, $19,
             $20, 0, $21)",
        params![
            at.district,
            id,
            at.version,
            it.about.kind,
            it.about.id,
            it.duty,
            Status::Assigned,
            it.owner.organisation,
            it.owner.person,
            it.owed_to.organisation,
            it.owed_to.person,
            checker,
            checker_person,
            it.check,
            it.term.due,
            it.division,
            it.sector,
            it.grade,
            at.effective_at,
            steps_to_column(&it.term.steps),
            it.term.first_at()
        ],
    )?;
    tx.execute(
        "INSERT INTO obligation_text (district, id, title, source, periods) VALUES ($1, $2, $3, $4, $5)",
        params![at.district, id, it.title, it.source, serde_json::to_string(&it.periods)?],
    )?;
    Ok(())
}

fn done(
    tx: &mut Tx<'_>,
    at: &Stamp,
    id: ObligationId,
    checker: &Owner,
    late_seconds: i64,
    term: &Term,
) -> Result<(), Error> {
    tx.execute(
        "UPDATE obligation SET version = $3, status = $4, checker_organisation = $5, checker_person = $6,
             holder_organisation = $5, holder_person = $6, doer = $7, doer_organisation = $8, late_seconds = $9,
             due = $10, late_since = NULL, steps = $11, rung = 0, next_at = $12
         WHERE district = $1 AND id = $2",
        params![
            at.district,
            id,
            at.version,
            Status::Done,
            checker.organisation,
            checker.person,
            at.person,
            at.organisation,
            late_seconds,
            term.due,
            steps_to_column(&term.steps),
            term.first_at()
        ],
    )?;
    Ok(())
}

fn returned(tx: &mut Tx<'_>, at: &Stamp, id: ObligationId, holder: &Owner, term: &Term) -> Result<(), Error> {
    tx.execute(
        "UPDATE obligation SET version = $3, status = $4, holder_organisation = $5, holder_person = $6, due = $7,
             owner_due = $7, late_since = NULL, steps = $8, rung = 0, next_at = $9
         WHERE district = $1 AND id = $2",
        params![
            at.district,
            id,
            at.version,
            Status::Returned,
            holder.organisation,
            holder.person,
            term.due,
            steps_to_column(&term.steps),
            term.first_at()
        ],
    )?;
    Ok(())
}

fn verified(tx: &mut Tx<'_>, at: &Stamp, id: ObligationId, holder: &Owner, term: &Term) -> Result<(), Error> {
    tx.execute(
        "UPDATE obligation SET version = $3, status = $4, holder_organisation = $5, holder_person = $6, due = $7,
             late_since = NULL, steps = $8, rung = 0, next_at = $9
         WHERE district = $1 AND id = $2",
        params![
            at.district,
            id,
            at.version,
            Status::Verified,
            holder.organisation,
            holder.person,
            term.due,
            steps_to_column(&term.steps),
            term.first_at()
        ],
    )?;
    Ok(())
}

/// `late` is given where finishing is the owner's own act.
fn finished(tx: &mut Tx<'_>, at: &Stamp, id: ObligationId, status: Status, late: Option<i64>) -> Result<(), Error> {
    tx.execute(
        "UPDATE obligation SET version = $3, status = $4, holder_organisation = NULL, holder_person = NULL,
             late_seconds = COALESCE($5, late_seconds), finished_at = $6, steps = '', rung = 0, next_at = NULL
         WHERE district = $1 AND id = $2",
        params![at.district, id, at.version, status, late, at.effective_at],
    )?;
    Ok(())
}

fn extended(tx: &mut Tx<'_>, at: &Stamp, id: ObligationId, term: &Term) -> Result<(), Error> {
    tx.execute(
        "UPDATE obligation SET version = $3, due = $4, owner_due = $4, late_since = NULL, steps = $5, rung = 0,
             next_at = $6
         WHERE district = $1 AND id = $2",
        params![at.district, id, at.version, term.due, steps_to_column(&term.steps), term.first_at()],
    )?;
    Ok(())
}

fn reassigned(tx: &mut Tx<'_>, at: &Stamp, id: ObligationId, owner: &Owner) -> Result<(), Error> {
    tx.execute(
        "UPDATE obligation SET version = $3, owner_organisation = $4, owner_person = $5, holder_organisation = $4,
             holder_person = $5
         WHERE district = $1 AND id = $2",
        params![at.district, id, at.version, owner.organisation, owner.person],
    )?;
    Ok(())
}

fn climbed(tx: &mut Tx<'_>, at: &Stamp, id: ObligationId, step: u32, next_at: Option<Instant>) -> Result<(), Error> {
    tx.execute(
        "UPDATE obligation SET version = $3, rung = $4, next_at = $5 WHERE district = $1 AND id = $2",
        params![at.district, id, at.version, i64::from(step) + 1, next_at],
    )?;
    Ok(())
}

fn overdue(tx: &mut Tx<'_>, at: &Stamp, id: ObligationId, step: u32, next_at: Option<Instant>) -> Result<(), Error> {
    tx.execute(
        "UPDATE obligation SET version = $3, rung = $4, next_at = $5, late_since = due WHERE district = $1 AND id = $2",
        params![at.district, id, at.version, i64::from(step) + 1, next_at],
    )?;
    Ok(())
}

/// Reads the columns of [`COLUMNS`], in their order.
pub(crate) fn obligation(row: &Row<'_>) -> Result<Obligation, Error> {
    fn nth<T: FromCell>(row: &Row<'_>, column: usize) -> Result<T, Error> {
        row.get(column)
    }
    let party = |at: usize| -> Result<Option<Owner>, Error> {
        let organisation: Option<OrganisationId> = nth(row, at)?;
        let person: Option<PersonId> = nth(row, at + 1)?;
        Ok(organisation.map(|organisation| Owner { organisation, person }))
    };
    let always = |party: Option<Owner>| party.ok_or_else(|| Error::internal("an obligation without its parties"));
    let steps: String = nth(row, 26)?;
    let periods: String = nth(row, 31)?;
    Ok(Obligation {
        id: nth(row, 0)?,
        version: nth(row, 1)?,
        about: Ref { kind: nth(row, 2)?, id: nth(row, 3)? },
        duty: nth(row, 4)?,
        status: nth(row, 5)?,
        owner: always(party(6)?)?,
        owed_to: always(party(8)?)?,
        checker: party(10)?,
        check: nth(row, 12)?,
        holder: party(13)?,
        due: nth(row, 15)?,
        owner_due: nth(row, 16)?,
        late_since: nth(row, 17)?,
        late_seconds: nth(row, 18)?,
        doer: nth(row, 19)?,
        doer_organisation: nth(row, 20)?,
        division: nth(row, 21)?,
        sector: nth(row, 22)?,
        grade: nth(row, 23)?,
        opened_at: nth(row, 24)?,
        finished_at: nth(row, 25)?,
        steps: steps_from_column(&steps).ok_or_else(|| Error::internal("steps that can't be read"))?,
        rung: nth(row, 27)?,
        next_at: nth(row, 28)?,
        title: nth(row, 29)?,
        source: nth(row, 30)?,
        periods: serde_json::from_str(&periods)?,
    })
}
