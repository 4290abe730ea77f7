//! Every write to the tables of meetings, and the loads that every command begins with.

use std::collections::HashMap;

use kernel::{Ctx, Error, Instant, OrganisationId, Personal, Reach};
use ledger::{Clause, Reader, Row, Stamp, Tx, params};
use obligation::ObligationId;

use crate::calendar::MeetingPeriodId;
use crate::model::{
    Attendance, Convened, Document, Fact, Headquarters, Imported, Invited, Meeting, MeetingId, Owed, State,
};

pub(crate) const COLUMNS: &str = "t.id, t.version, t.number, t.kind, t.title, t.place, t.chair, t.host, t.starts_at, t.state, \
     t.period, t.postponed, t.convened_at, t.convened_by, t.ended_at, t.attended, t.note, t.minutes, t.minutes_due, \
     t.edition, t.draft, t.drafted_at, t.drafted_by, t.signed_at, t.signed_by, t.invited, t.statements, t.problems, \
     t.materials, t.documents, t.imported, t.document";

pub(crate) fn text(row: &Row<'_>, column: usize) -> Result<Option<Personal<String>>, Error> {
    Ok(row.get::<Option<String>>(column)?.map(Personal::Known))
}

pub(crate) fn read(row: &Row<'_>) -> Result<Meeting, Error> {
    let minutes = row.get::<Option<ObligationId>>(17)?.zip(row.get::<Option<Instant>>(18)?);
    Ok(Meeting {
        id: row.get(0)?,
        version: row.get(1)?,
        number: row.get(2)?,
        kind: row.get(3)?,
        title: row.get(4)?,
        place: row.get(5)?,
        chair: row.get(6)?,
        host: row.get(7)?,
        starts: row.get(8)?,
        state: row.get(9)?,
        period: row.get(10)?,
        postponed: row.get(11)?,
        convened_at: row.get(12)?,
        convened_by: row.get(13)?,
        ended: row.get(14)?,
        attended: row.get(15)?,
        note: text(row, 16)?,
        minutes: minutes.map(|(obligation, due)| Owed { obligation, due }),
        edition: row.get(19)?,
        draft: text(row, 20)?,
        drafted_at: row.get(21)?,
        drafted_by: row.get(22)?,
        signed_at: row.get(23)?,
        signed_by: row.get(24)?,
        invited: row.get(25)?,
        statements: row.get(26)?,
        problems: row.get(27)?,
        materials: row.get(28)?,
        documents: row.get(29)?,
        imported: row.get(30)?,
        document: row.get(31)?,
    })
}

/// The organisations of the visitor's grants where they do not reach the whole district; `None` where they do.
pub(crate) fn own(ctx: &Ctx) -> Option<Vec<OrganisationId>> {
    if ctx.scope.covers(ctx.district.division(), &[], &[], None) {
        return None;
    }
    let grants = ctx.scope.grants.iter().filter(|it| it.reach != Reach::Own);
    Some(grants.map(|it| it.organisation).collect())
}

/// Keeps the meetings that the visitor's organisation was asked to, is the host of, or owes something of; alias `t`.
pub(crate) fn within(clause: &mut Clause, ctx: &Ctx) {
    let Some(own) = own(ctx) else { return };
    if own.is_empty() {
        clause.and("1 = 0");
        return;
    }
    let names: Vec<String> = own.iter().map(|it| clause.bind(*it)).collect();
    let own = names.join(", ");
    clause.and(&format!(
        "(t.host IN ({own})
          OR EXISTS (SELECT 1 FROM meeting_invitation i WHERE i.district = t.district AND i.meeting = t.id
                     AND i.organisation IN ({own}))
          OR EXISTS (SELECT 1 FROM meeting_material m WHERE m.district = t.district AND m.meeting = t.id
                     AND m.organisation IN ({own}))
          OR EXISTS (SELECT 1 FROM resolution r WHERE r.district = t.district AND r.meeting = t.id
                     AND r.owner IN ({own})))"
    ));
}

/// The meeting, if the visitor may see it; else it does not exist.
pub(crate) fn load(r: &Reader<'_>, ctx: &Ctx, id: MeetingId) -> Result<Meeting, Error> {
    let mut clause = Clause::new();
    clause.and_equals("t.district", ctx.district).and_equals("t.id", id);
    within(&mut clause, ctx);
    let sql = format!("SELECT {COLUMNS} FROM meeting t WHERE {}", clause.text());
    r.row(&sql, &clause.params(), read)?.ok_or(Error::NotFound("MeetingId"))
}

/// The meeting that is convened for a period, if one is.
pub(crate) fn of_period(r: &Reader<'_>, ctx: &Ctx, period: MeetingPeriodId) -> Result<Option<MeetingId>, Error> {
    r.row(
        "SELECT id FROM meeting WHERE district = $1 AND period = $2 AND state <> $3 ORDER BY id LIMIT 1",
        params![ctx.district, period, State::Cancelled],
        |row| row.get(0),
    )
}

/// Who is asked, with the number of the invitation.
pub(crate) fn invited(r: &Reader<'_>, ctx: &Ctx, id: MeetingId) -> Result<HashMap<OrganisationId, u32>, Error> {
    let sql = "SELECT organisation, no FROM meeting_invitation WHERE district = $1 AND meeting = $2 LIMIT 1000";
    let rows = r.rows(sql, params![ctx.district, id], |row| Ok((row.get(0)?, row.get(1)?)))?;
    Ok(rows.into_iter().collect())
}

pub(crate) struct Material {
    pub no: u32,
    pub headquarters: Headquarters,
    pub organisation: OrganisationId,
    pub due: Instant,
    pub obligation: ObligationId,
    pub title: Option<Personal<String>>,
    pub received_at: Option<Instant>,
    pub dropped: bool,
}

pub(crate) fn materials(r: &Reader<'_>, ctx: &Ctx, id: MeetingId) -> Result<Vec<Material>, Error> {
    r.rows(
        "SELECT no, headquarters, organisation, due, obligation, title, received_at, dropped FROM meeting_material
         WHERE district = $1 AND meeting = $2 ORDER BY no LIMIT 100",
        params![ctx.district, id],
        |row| {
            Ok(Material {
                no: row.get(0)?,
                headquarters: row.get(1)?,
                organisation: row.get(2)?,
                due: row.get(3)?,
                obligation: row.get(4)?,
                title: text(row, 5)?,
                received_at: row.get(6)?,
                dropped: row.get(7)?,
            })
        },
    )
}

pub(crate) fn materials_owed(r: &Reader<'_>, ctx: &Ctx, id: MeetingId) -> Result<Vec<ObligationId>, Error> {
    let waiting = materials(r, ctx, id)?.into_iter().filter(|it| it.received_at.is_none());
    Ok(waiting.map(|it| it.obligation).collect())
}

/// Whether the notice tells the present time of the meeting.
pub(crate) fn noticed_since(r: &Reader<'_>, ctx: &Ctx, id: MeetingId) -> Result<bool, Error> {
    let history = r.history::<Fact>(ctx.district, id)?;
    let last = |wanted: fn(&Fact) -> bool| history.iter().rev().find(|it| wanted(&it.fact)).map(|it| it.at.version);
    let noticed = last(|it| matches!(it, Fact::Noticed { .. }));
    let postponed = last(|it| matches!(it, Fact::Postponed { .. }));
    Ok(noticed.is_some() && noticed > postponed)
}

pub(crate) fn record(tx: &mut Tx<'_>, ctx: &Ctx, it: &Meeting, fact: &Fact) -> Result<(), Error> {
    let at = tx.record(ctx, it.id, it.version, fact)?;
    project(tx, &at, it.id, fact)
}

pub fn project(tx: &mut Tx<'_>, at: &Stamp, id: MeetingId, fact: &Fact) -> Result<(), Error> {
    match fact {
        Fact::Convened(it) => return insert(tx, at, id, it),
        Fact::Imported(it) => return import(tx, at, id, it),
        _ => {}
    }
    tx.execute(
        "UPDATE meeting SET version = $3 WHERE district = $1 AND id = $2",
        params![at.district, id, at.version],
    )?;
    match fact {
        Fact::Convened(_) | Fact::Imported(_) => Ok(()),
        Fact::MaterialsAsked { .. }
        | Fact::MaterialReceived { .. }
        | Fact::RollTaken { .. }
        | Fact::Stated { .. }
        | Fact::MinutesDrafted { .. }
        | Fact::MinutesSigned { .. } => spoken(tx, at, id, fact),
        _ => moved(tx, at, id, fact),
    }
}

/// What changes about the meeting itself and who comes.
fn moved(tx: &mut Tx<'_>, at: &Stamp, id: MeetingId, fact: &Fact) -> Result<(), Error> {
    match fact {
        Fact::AgendaSet { agenda } => {
            let sql = "DELETE FROM meeting_item WHERE district = $1 AND meeting = $2";
            tx.execute(sql, params![at.district, id])?;
            items(tx, at, id, agenda)
        }
        Fact::Invited { invited } => invite(tx, at, id, invited),
        Fact::Answered { organisation, answer, name } => tx.execute(
            "UPDATE meeting_invitation SET answer = $4, answered_at = $5, name = $6
                 WHERE district = $1 AND meeting = $2 AND organisation = $3",
            params![at.district, id, organisation, answer, at.effective_at, name],
        ),
        Fact::Postponed { to, reason } => tx.execute(
            "UPDATE meeting SET starts_at = $3, postponed = postponed + 1, note = $4
                 WHERE district = $1 AND id = $2",
            params![at.district, id, to, reason],
        ),
        Fact::Cancelled { reason } => {
            tx.execute(
                "UPDATE meeting_material SET dropped = 1
                 WHERE district = $1 AND meeting = $2 AND received_at IS NULL",
                params![at.district, id],
            )?;
            let sql = "UPDATE meeting SET state = $3, note = $4 WHERE district = $1 AND id = $2";
            tx.execute(sql, params![at.district, id, State::Cancelled, reason])
        }
        Fact::Noticed { year, number } => document(tx, at, id, Document::Notice, (*year, *number)),
        Fact::Held { ended, minutes } => tx.execute(
            "UPDATE meeting SET state = $3, ended_at = $4, minutes = $5, minutes_due = $6
                 WHERE district = $1 AND id = $2",
            params![at.district, id, State::Held, ended, minutes.obligation, minutes.due],
        ),
        _ => Err(Error::internal("a fact of another part")),
    }
}

/// Materials, the roll, statements and minutes.
fn spoken(tx: &mut Tx<'_>, at: &Stamp, id: MeetingId, fact: &Fact) -> Result<(), Error> {
    match fact {
        Fact::MaterialsAsked { asked } => asked.iter().try_for_each(|it| {
            tx.execute(
                "INSERT INTO meeting_material (district, meeting, no, headquarters, organisation, due, obligation, dropped)
                 VALUES ($1, $2, $3, $4, $5, $6, $7, 0)",
                params![
                    at.district,
                    id,
                    it.no,
                    it.headquarters,
                    it.organisation,
                    it.owed.due,
                    it.owed.obligation
                ],
            )?;
            let sql = "UPDATE meeting SET materials = $3 WHERE district = $1 AND id = $2";
            tx.execute(sql, params![at.district, id, it.no])
        }),
        Fact::MaterialReceived { no, title } => tx
            .execute(
                "UPDATE meeting_material SET title = $4, received_at = $5
                 WHERE district = $1 AND meeting = $2 AND no = $3",
                params![at.district, id, no, title, at.effective_at],
            ),
        Fact::RollTaken { roll } => {
            for it in roll {
                tx.execute(
                    "UPDATE meeting_invitation SET attendance = $4, name = $5
                     WHERE district = $1 AND meeting = $2 AND organisation = $3",
                    params![at.district, id, it.organisation, it.attendance, it.name],
                )?;
            }
            let sql = "UPDATE meeting SET attended = 1 WHERE district = $1 AND id = $2";
            tx.execute(sql, params![at.district, id])
        }
        Fact::Stated { no, organisation, statement, problems } => {
            tx.execute(
                "INSERT INTO meeting_statement (district, meeting, no, organisation, statement)
                 VALUES ($1, $2, $3, $4, $5)",
                params![at.district, id, no, organisation, statement],
            )?;
            for it in problems {
                tx.execute(
                    "INSERT INTO meeting_problem (district, meeting, no, statement, organisation, problem)
                     VALUES ($1, $2, $3, $4, $5, $6)",
                    params![at.district, id, it.no, no, organisation, it.problem],
                )?;
            }
            let sql = "UPDATE meeting SET statements = $3, problems = problems + $4 WHERE district = $1 AND id = $2";
            tx.execute(sql, params![at.district, id, no, problems.len() as i64])
        }
        Fact::MinutesDrafted { edition, text } => tx
            .execute(
                "UPDATE meeting SET edition = $3, draft = $4, drafted_at = $5, drafted_by = $6
                 WHERE district = $1 AND id = $2",
                params![at.district, id, edition, text, at.effective_at, at.person],
            ),
        Fact::MinutesSigned { year, number, .. } => {
            tx.execute(
                "UPDATE meeting SET state = $3, signed_at = $4, signed_by = $5 WHERE district = $1 AND id = $2",
                params![at.district, id, State::Signed, at.effective_at, at.person],
            )?;
            document(tx, at, id, Document::Minutes, (*year, *number))
        }
        _ => Err(Error::internal("a fact of another part")),
    }
}

fn insert(tx: &mut Tx<'_>, at: &Stamp, id: MeetingId, it: &Convened) -> Result<(), Error> {
    tx.execute(
        "INSERT INTO meeting (district, id, version, number, kind, title, place, chair, host, starts_at, state, period,
                              postponed, convened_at, convened_by, attended, edition, invited, statements, problems,
                              materials, documents)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, 0, $13, $14, 0, 0, 0, 0, 0, 0, 0)",
        params![
            at.district,
            id,
            at.version,
            it.number,
            it.sort,
            it.title,
            it.place,
            it.chair,
            it.host,
            it.starts,
            State::Planned,
            it.period,
            at.effective_at,
            at.person
        ],
    )?;
    items(tx, at, id, &it.agenda)?;
    invite(tx, at, id, &it.invited)
}

/// Signed where its minutes have a number. What the ledger says of it is no draft of anybody.
fn import(tx: &mut Tx<'_>, at: &Stamp, id: MeetingId, it: &Imported) -> Result<(), Error> {
    let nothing = Personal::text("");
    let state = if it.document.is_some() { State::Signed } else { State::Held };
    tx.execute(
        "INSERT INTO meeting (district, id, version, number, kind, title, place, chair, host, starts_at, state, period,
                              postponed, convened_at, convened_by, ended_at, attended, edition, draft, drafted_at, invited,
                              statements, problems, materials, documents, imported, document)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, 0, $13, $14, $15, $16, $17, $18, $19, $20, 0, 0, 0, 0, 1,
                 $21)",
        params![
            at.district,
            id,
            at.version,
            it.number,
            it.sort,
            it.title,
            it.place.as_ref().unwrap_or(&nothing),
            it.chair.as_ref().unwrap_or(&nothing),
            it.host,
            it.starts,
            state,
            it.period,
            at.effective_at,
            at.person,
            it.ended,
            !it.attended.is_empty(),
            i64::from(it.minutes.is_some()),
            it.minutes,
            it.minutes.as_ref().map(|_| at.effective_at),
            it.attended.len() as i64,
            it.document
        ],
    )?;
    items(tx, at, id, &it.agenda)?;
    for (no, organisation) in (1_i64..).zip(&it.attended) {
        tx.execute(
            "INSERT INTO meeting_invitation (district, meeting, no, organisation, speaks, attendance)
             VALUES ($1, $2, $3, $4, 0, $5)",
            params![at.district, id, no, organisation, Attendance::Present],
        )?;
    }
    Ok(())
}

fn items(tx: &mut Tx<'_>, at: &Stamp, id: MeetingId, agenda: &[Personal<String>]) -> Result<(), Error> {
    for (no, item) in (1_i64..).zip(agenda) {
        tx.execute(
            "INSERT INTO meeting_item (district, meeting, no, item) VALUES ($1, $2, $3, $4)",
            params![at.district, id, no, item],
        )?;
    }
    Ok(())
}

fn invite(tx: &mut Tx<'_>, at: &Stamp, id: MeetingId, invited: &[Invited]) -> Result<(), Error> {
    for it in invited {
        tx.execute(
            "INSERT INTO meeting_invitation (district, meeting, no, organisation, post, speaks)
             VALUES ($1, $2, $3, $4, $5, $6)",
            params![at.district, id, it.no, it.organisation, it.post, it.speaks],
        )?;
    }
    let last = invited.iter().map(|it| it.no).max();
    let Some(last) = last else { return Ok(()) };
    let sql = "UPDATE meeting SET invited = $3 WHERE district = $1 AND id = $2";
    tx.execute(sql, params![at.district, id, last])
}

fn document(
    tx: &mut Tx<'_>,
    at: &Stamp,
    id: MeetingId,
    kind: Document,
    (year, number): (i16, i64),
) -> Result<(), Error> {
    let last: i64 =
        tx.value("SELECT documents FROM meeting WHERE district = $1 AND id = $2", params![at.district, id])?;
    let no = last + 1;
    tx.execute("UPDATE meeting SET documents = $3 WHERE district = $1 AND id = $2", params![at.district, id, no])?;
    tx.execute(
        "INSERT INTO meeting_document (district, meeting, no, kind, year, number, step, issued_at, issued_by)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
        params![at.district, id, no, kind, i64::from(year), number, at.version, at.effective_at, at.person],
    )
}
