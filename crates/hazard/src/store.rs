//! Every write to this crate's tables, and the load that every command begins with.

use kernel::{Ctx, Error, Instant, OrganisationId, PersonId, Personal};
use ledger::{Reader, Row, Stamp, Tx, params};
use obligation::{ObligationId, Owner};

use crate::extend::ask::store as requests;
use crate::model::{Fact, Finding, Hazard, HazardId, Hearsay, Status};
use crate::statistics::{self, Closing, Delta, Slot};
use crate::{five_elements, judge, merge, recurrence, root_cause};

/// The hazard, if it lies within the visitor's scope; else it does not exist.
pub fn load(reader: &Reader<'_>, ctx: &Ctx, id: HazardId) -> Result<Hazard, Error> {
    let found = reader.row(
        "SELECT version, status, grade, sector, division, subject, subject_organisation, reporter,
                reporter_organisation, owner_organisation, owner, checker_organisation, checker, doer,
                doer_organisation, obligation, due
         FROM hazard WHERE district = $1 AND id = $2",
        params![ctx.district, id],
        |row| hazard(id, row),
    )?;
    found.filter(|h| covers(ctx, h)).ok_or(Error::NotFound("HazardId"))
}

fn covers(ctx: &Ctx, h: &Hazard) -> bool {
    let organisations: Vec<OrganisationId> = [
        h.subject_organisation,
        h.reporter_organisation,
        h.owner.as_ref().map(|o| o.organisation),
        h.checker.as_ref().map(|o| o.organisation),
    ]
    .into_iter()
    .flatten()
    .collect();
    let persons: Vec<PersonId> =
        [h.reporter, h.owner.as_ref().and_then(|o| o.person), h.checker.as_ref().and_then(|o| o.person)]
            .into_iter()
            .flatten()
            .collect();
    ctx.scope.covers(h.division, &organisations, &persons, Some(h.sector))
}

fn hazard(id: HazardId, row: &Row<'_>) -> Result<Hazard, Error> {
    let owner = |organisation: Option<OrganisationId>, person: Option<PersonId>| {
        organisation.map(|organisation| Owner { organisation, person })
    };
    Ok(Hazard {
        id,
        version: row.get(0)?,
        status: row.get(1)?,
        grade: row.get(2)?,
        sector: row.get(3)?,
        division: row.get(4)?,
        subject: row.get(5)?,
        subject_organisation: row.get(6)?,
        reporter: row.get(7)?,
        reporter_organisation: row.get(8)?,
        owner: owner(row.get(9)?, row.get(10)?),
        checker: owner(row.get(11)?, row.get(12)?),
        doer: row.get(13)?,
        doer_organisation: row.get(14)?,
        obligation: row.get(15)?,
        due: row.get(16)?,
    })
}

pub fn project(tx: &mut Tx<'_>, at: &Stamp, id: HazardId, fact: &Fact) -> Result<(), Error> {
    match fact {
        Fact::Reported { finding, dispatch, due, .. } => insert(
            tx,
            at,
            id,
            finding,
            &Opening { obligation: Some(*dispatch), due: Some(*due), unit: None, closed: None },
        ),
        Fact::Imported { finding, said, dispatch, due } => imported(tx, at, id, (finding, said), (*dispatch, *due)),
        Fact::Assigned { owner, checker, due, obligation, demand, .. } => tx.execute(
            "UPDATE hazard SET version = $3, status = 'to_rectify', owner_organisation = $4, owner = $5,
                        checker_organisation = $6, checker = $7, due = $8, obligation = $9, demand = $10
                 WHERE district = $1 AND id = $2",
            params![
                at.district,
                id,
                at.version,
                owner.organisation,
                owner.person,
                checker.organisation,
                checker.person,
                due,
                obligation,
                demand
            ],
        ),
        Fact::Started => step(tx, at, id, Status::Rectifying, None),
        Fact::Submitted { doer_organisation, due, .. } => submitted(tx, at, id, *doer_organisation, *due),
        Fact::Returned { due, .. } => tx.execute(
            "UPDATE hazard SET version = $3, status = 'returned', due = $4, returns = returns + 1
                 WHERE district = $1 AND id = $2",
            params![at.district, id, at.version, due],
        ),
        Fact::Verified { due, .. } => step(tx, at, id, Status::ToClose, Some(*due)),
        Fact::Extended { due, .. } => {
            tx.execute(
                "UPDATE hazard SET version = $3, due = $4, extensions = extensions + 1
                 WHERE district = $1 AND id = $2",
                params![at.district, id, at.version, due],
            )?;
            requests::decided(tx, at, id)
        }
        Fact::ExtensionAsked { due, reason, organisation, decision } => {
            requests::asked(tx, at, id, (*due, reason), (*organisation, *decision))
        }
        Fact::ExtensionRefused { .. } => requests::refused(tx, at, id),
        Fact::Corrected { title, description, place, .. } => reword(tx, at, id, [title, description, place]),
        Fact::Closed { in_time, .. } => close(tx, at, id, *in_time),
        Fact::Planned(plan) => five_elements::planned(tx, at, id, plan),
        Fact::Inquired(_) => judge::seen(tx, at, id),
        Fact::Judged(judged) => judge::judged(tx, at, id, judged),
        Fact::Graded(graded) => judge::graded(tx, at, id, graded),
        Fact::GradeKept { .. } => judge::kept(tx, at, id),
        Fact::Recurs(link) => recurrence::recurs(tx, at, id, link),
        Fact::RecurrenceDenied { .. } => recurrence::denied(tx, at, id),
        Fact::RecurrenceLinked { link, .. } => recurrence::linked(tx, at, id, link),
        Fact::CauseFound(found) => root_cause::found(tx, at, id, found),
        Fact::Merged { into, reason } => merge::merged(tx, at, id, *into, reason),
        Fact::Unmerged { dispatch, due, .. } => merge::unmerged(tx, at, id, (*dispatch, *due)),
        Fact::Divided { into, .. } => merge::divided(tx, at, id, into),
        Fact::Transferred { owner, .. } => handed_over(tx, at, id, owner),
    }
}

fn submitted(tx: &mut Tx<'_>, at: &Stamp, id: HazardId, doer: OrganisationId, due: Instant) -> Result<(), Error> {
    tx.execute(
        "UPDATE hazard SET version = $3, status = 'to_verify', doer = $4, doer_organisation = $5, due = $6
         WHERE district = $1 AND id = $2",
        params![at.district, id, at.version, at.person, doer, due],
    )
}

fn imported(
    tx: &mut Tx<'_>,
    at: &Stamp,
    id: HazardId,
    (finding, said): (&Finding, &Hearsay),
    (obligation, due): (Option<ObligationId>, Option<Instant>),
) -> Result<(), Error> {
    // A ledger may say only when it was due: what is closed was closed by the day it came here.
    let told = said.rechecked_at.or(said.due).unwrap_or(finding.found_at);
    let closed = said.closed.then(|| (told.min(at.recorded_at), said.closing()));
    let unit = Some(said.unit.as_str());
    insert(tx, at, id, finding, &Opening { obligation, due, unit, closed })
}

/// Whoever takes it over has not begun.
fn handed_over(tx: &mut Tx<'_>, at: &Stamp, id: HazardId, owner: &Owner) -> Result<(), Error> {
    tx.execute(
        "UPDATE hazard SET version = $3, owner_organisation = $4, owner = $5,
                status = CASE WHEN status = 'rectifying' THEN 'to_rectify' ELSE status END
         WHERE district = $1 AND id = $2",
        params![at.district, id, at.version, owner.organisation, owner.person],
    )
}

/// One statement more than the step itself, which tells where it is counted.
fn close(tx: &mut Tx<'_>, at: &Stamp, id: HazardId, in_time: Option<bool>) -> Result<(), Error> {
    let closing = match in_time {
        Some(true) => Closing::InTime,
        Some(false) => Closing::Late,
        None => Closing::Unknown,
    };
    let found = tx.row(
        "UPDATE hazard SET version = $3, status = 'closed', due = NULL, open = 0, closed_at = $4, closing = $5
         WHERE district = $1 AND id = $2 RETURNING found_at, township, sector, source, grade",
        params![at.district, id, at.version, at.effective_at, closing],
        Slot::read,
    )?;
    found.map_or(Ok(()), |slot| statistics::cube::count(tx, at, &slot, &Delta::closed(closing)))
}

fn slot(f: &Finding) -> Slot {
    Slot { found_at: f.found_at, township: f.division.township(), sector: f.sector, source: f.source, grade: f.grade }
}

/// What it was called before still finds it.
fn reword(
    tx: &mut Tx<'_>,
    at: &Stamp,
    id: HazardId,
    [title, description, place]: [&Personal<String>; 3],
) -> Result<(), Error> {
    tx.execute("UPDATE hazard SET version = $3 WHERE district = $1 AND id = $2", params![at.district, id, at.version])?;
    tx.execute(
        "UPDATE hazard_text SET title = $3, description = $4, place = $5 WHERE district = $1 AND id = $2",
        params![at.district, id, title, description, place],
    )?;
    let texts = [description.as_str(), place.as_str()];
    tx.index_text(at, &texts.into_iter().flatten().collect::<Vec<_>>().join(" "))
}

fn step(tx: &mut Tx<'_>, at: &Stamp, id: HazardId, status: Status, due: Option<Instant>) -> Result<(), Error> {
    tx.execute(
        "UPDATE hazard SET version = $3, status = $4, due = COALESCE($5, due) WHERE district = $1 AND id = $2",
        params![at.district, id, at.version, status, due],
    )
}

/// How a new hazard stands: under way, or closed long ago by another ledger's word.
struct Opening<'a> {
    obligation: Option<ObligationId>,
    due: Option<Instant>,
    unit: Option<&'a str>,
    closed: Option<(Instant, Closing)>,
}

fn insert(tx: &mut Tx<'_>, at: &Stamp, id: HazardId, f: &Finding, opening: &Opening<'_>) -> Result<(), Error> {
    let status = if opening.closed.is_some() { Status::Closed } else { Status::ToAssign };
    let harms: Vec<&str> = f.harms.iter().map(|h| h.word()).collect();
    tx.execute(
        "INSERT INTO hazard (district, id, version, number_year, number, status, grade, harm, source, sector, division,
                             township, subject, subject_organisation, reporter, reporter_organisation, obligation,
                             found_at, due, open, returns, extensions, imported, closed_at, closing)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, 0, 0, $21,
                 $22, $23)",
        params![
            at.district,
            id,
            at.version,
            i64::from(f.year),
            f.number,
            status,
            f.grade,
            harms.join(" "),
            f.source,
            f.sector,
            f.division,
            f.division.township(),
            f.subject,
            f.subject_organisation,
            at.person,
            f.reporter_organisation,
            opening.obligation,
            f.found_at,
            opening.due,
            opening.closed.is_none(),
            opening.unit.is_some(),
            opening.closed.map(|it| it.0),
            opening.closed.map(|it| it.1)
        ],
    )?;
    tx.execute(
        "INSERT INTO hazard_text (district, id, title, description, place, grade_reason, unit)
         VALUES ($1, $2, $3, $4, $5, $6, $7)",
        params![at.district, id, f.title, f.description, f.place, f.grade_reason, opening.unit],
    )?;
    let delta = opening.closed.map_or(Delta::FOUND, |it| Delta { found: 1, ..Delta::closed(it.1) });
    statistics::cube::count(tx, at, &slot(f), &delta)?;
    let texts = [f.description.as_str(), f.place.as_str(), opening.unit];
    tx.index_text(at, &texts.into_iter().flatten().collect::<Vec<_>>().join(" "))
}
