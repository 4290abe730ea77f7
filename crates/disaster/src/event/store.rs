//! Every write to `disaster` and the tables beside it, and the load that every command begins with.

use kernel::{Ctx, Division, Error, Instant, Personal};
use ledger::{Clause, Reader, Row, Stamp, Tx, params};

use super::{Asked, Corrected, Disaster, DisasterId, Fact, Owed, Registered, Reported, State};

pub(super) const COLUMNS: &str = "t.id, t.version, t.number, t.kind, t.sub_kind, t.title, t.set_off_by, t.began_at, \
     t.over_at, t.state, t.registered_at, t.registered_by, t.ended_at, t.ended_by, t.closed_at, t.closed_by, t.note, \
     t.reporting, t.reporting_due, t.verifying, t.verifying_due, t.reports";

fn text(row: &Row<'_>, column: usize) -> Result<Option<Personal<String>>, Error> {
    Ok(row.get::<Option<String>>(column)?.map(Personal::Known))
}

fn owed(row: &Row<'_>, column: usize) -> Result<Option<Owed>, Error> {
    let obligation = row.get::<Option<obligation::ObligationId>>(column)?;
    let due = row.get::<Option<Instant>>(column + 1)?;
    Ok(obligation.zip(due).map(|(obligation, due)| Owed { obligation, due }))
}

pub(super) fn read(row: &Row<'_>) -> Result<Disaster, Error> {
    Ok(Disaster {
        id: row.get(0)?,
        version: row.get(1)?,
        number: row.get(2)?,
        kind: row.get(3)?,
        sub_kind: row.get(4)?,
        title: row.get(5)?,
        trigger: text(row, 6)?,
        from: row.get(7)?,
        to: row.get(8)?,
        state: row.get(9)?,
        registered_at: row.get(10)?,
        registered_by: row.get(11)?,
        ended_at: row.get(12)?,
        ended_by: row.get(13)?,
        closed_at: row.get(14)?,
        closed_by: row.get(15)?,
        note: text(row, 16)?,
        reporting: owed(row, 17)?,
        verifying: owed(row, 19)?,
        reports: row.get(21)?,
    })
}

/// Keeps the disasters within the visitor's reach; the table has the alias `t`.
pub(super) fn within(clause: &mut Clause, ctx: &Ctx) {
    let county = ctx.district.division();
    if ctx.scope.covers(county, &[], &[], None) {
        return;
    }
    let ranges = ctx.scope.grants.iter().filter(|grant| grant.reach == kernel::Reach::Division);
    let ways: Vec<String> = ranges
        .map(|grant| {
            let (first, last) = grant.division.range();
            let (first, last) = (clause.bind(first), clause.bind(last));
            format!("p.division BETWEEN {first} AND {last}")
        })
        .collect();
    if ways.is_empty() {
        clause.and("1 = 0");
        return;
    }
    clause.and(&format!(
        "EXISTS (SELECT 1 FROM disaster_place p WHERE p.district = t.district AND p.disaster = t.id AND ({}))",
        ways.join(" OR ")
    ));
}

/// The disaster, if somebody is asked within the visitor's reach; else it does not exist.
pub(crate) fn load(r: &Reader<'_>, ctx: &Ctx, id: DisasterId) -> Result<Disaster, Error> {
    let mut clause = Clause::new();
    clause.and_equals("t.district", ctx.district).and_equals("t.id", id);
    within(&mut clause, ctx);
    let sql = format!("SELECT {COLUMNS} FROM disaster t WHERE {}", clause.text());
    r.row(&sql, &clause.params(), read)?.ok_or(Error::NotFound("DisasterId"))
}

/// Who is asked, whatever the visitor's reach, by place.
pub(crate) fn places(r: &Reader<'_>, ctx: &Ctx, id: DisasterId) -> Result<Vec<Asked>, Error> {
    r.rows(
        "SELECT division, obligation, due FROM disaster_place WHERE district = $1 AND disaster = $2 ORDER BY division",
        params![ctx.district, id],
        |row| Ok(Asked { division: row.get(0)?, obligation: row.get(1)?, due: row.get(2)? }),
    )
}

/// What one place owes first, if it is asked.
pub(crate) fn asked(r: &Reader<'_>, ctx: &Ctx, id: DisasterId, division: Division) -> Result<Option<Asked>, Error> {
    r.row(
        "SELECT division, obligation, due FROM disaster_place WHERE district = $1 AND disaster = $2 AND division = $3",
        params![ctx.district, id, division],
        |row| Ok(Asked { division: row.get(0)?, obligation: row.get(1)?, due: row.get(2)? }),
    )
}

pub fn project(tx: &mut Tx<'_>, at: &Stamp, id: DisasterId, fact: &Fact) -> Result<(), Error> {
    match fact {
        Fact::Registered(it) => {
            insert(tx, at, id, it)?;
            ask(tx, at, id, &it.places)
        }
        Fact::PlacesAdded { places } => {
            ask(tx, at, id, places)?;
            let sql = "UPDATE disaster SET version = $3 WHERE district = $1 AND id = $2";
            tx.execute(sql, params![at.district, id, at.version])
        }
        Fact::Reported(it) => report(tx, at, id, it),
        Fact::Ended { to, verify } => tx.execute(
            "UPDATE disaster SET version = $3, state = $4, over_at = $5, ended_at = $6, ended_by = $7, verifying = $8,
                        verifying_due = $9, reporting = NULL, reporting_due = NULL
                 WHERE district = $1 AND id = $2",
            params![
                at.district,
                id,
                at.version,
                State::Ended,
                to,
                at.effective_at,
                at.person,
                verify.obligation,
                verify.due
            ],
        ),
        Fact::Verified { report: it } => {
            report(tx, at, id, it)?;
            close(tx, at, id, State::Verified, it.note.as_ref())
        }
        Fact::Dismissed { reason } => close(tx, at, id, State::Dismissed, Some(reason)),
        Fact::Corrected(it) => correct(tx, at, id, it),
    }
}

fn insert(tx: &mut Tx<'_>, at: &Stamp, id: DisasterId, it: &Registered) -> Result<(), Error> {
    tx.execute(
        "INSERT INTO disaster (district, id, version, number, kind, sub_kind, title, set_off_by, began_at, over_at, state,
                               registered_at, registered_by, reporting, reporting_due, reports)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, 0)",
        params![
            at.district,
            id,
            at.version,
            it.number,
            it.sort,
            it.sub_kind,
            it.title,
            it.trigger,
            it.from,
            it.to,
            State::Open,
            at.effective_at,
            at.person,
            it.first.obligation,
            it.first.due
        ],
    )
}

fn correct(tx: &mut Tx<'_>, at: &Stamp, id: DisasterId, it: &Corrected) -> Result<(), Error> {
    tx.execute(
        "UPDATE disaster SET version = $3, kind = $4, sub_kind = $5, title = $6, set_off_by = $7, began_at = $8, over_at = $9
         WHERE district = $1 AND id = $2",
        params![at.district, id, at.version, it.sort, it.sub_kind, it.title, it.trigger, it.from, it.to],
    )?;
    let Some(first) = it.first else { return Ok(()) };
    tx.execute(
        "UPDATE disaster SET reporting = $3, reporting_due = $4 WHERE district = $1 AND id = $2",
        params![at.district, id, first.obligation, first.due],
    )
}

fn ask(tx: &mut Tx<'_>, at: &Stamp, id: DisasterId, places: &[Asked]) -> Result<(), Error> {
    for it in places {
        tx.execute(
            "INSERT INTO disaster_place (district, disaster, division, obligation, due, asked_at)
             VALUES ($1, $2, $3, $4, $5, $6)",
            params![at.district, id, it.division, it.obligation, it.due, at.effective_at],
        )?;
    }
    Ok(())
}

fn report(tx: &mut Tx<'_>, at: &Stamp, id: DisasterId, it: &Reported) -> Result<(), Error> {
    tx.execute(
        "INSERT INTO disaster_report (district, disaster, edition, phase, figures, asked, silent, note, sent_at, sent_by)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)",
        params![
            at.district,
            id,
            it.edition,
            it.phase,
            it.figures.to_column(),
            it.asked,
            it.silent,
            it.note,
            at.effective_at,
            at.person
        ],
    )?;
    tx.execute(
        "UPDATE disaster SET version = $3, reports = $4, reporting = $5, reporting_due = $6
         WHERE district = $1 AND id = $2",
        params![at.district, id, at.version, it.edition, it.next.map(|it| it.obligation), it.next.map(|it| it.due)],
    )
}

fn close(
    tx: &mut Tx<'_>,
    at: &Stamp,
    id: DisasterId,
    state: State,
    note: Option<&Personal<String>>,
) -> Result<(), Error> {
    tx.execute(
        "UPDATE disaster SET version = $3, state = $4, closed_at = $5, closed_by = $6, note = $7, reporting = NULL,
                reporting_due = NULL, verifying = NULL, verifying_due = NULL
         WHERE district = $1 AND id = $2",
        params![at.district, id, at.version, state, at.effective_at, at.person, note],
    )
}
