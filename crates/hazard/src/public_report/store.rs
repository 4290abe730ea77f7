//! Every write to `public_report` and `public_report_look`, and the load that every command begins with.

use kernel::{Ctx, Error, Personal};
use ledger::{Reader, Row, Stamp, Tx, params};

use super::{Fact, PublicReport, PublicReportId, State};

pub(super) const COLUMNS: &str = "p.id, p.version, p.number_year, p.number, p.state, p.division, p.category, p.place, \
     p.said, p.contact IS NOT NULL, p.received_at, p.due, p.answered_at, p.answered_by, p.answer, p.hazard";

pub(super) fn public_report(row: &Row<'_>) -> Result<PublicReport, Error> {
    Ok(PublicReport {
        id: row.get(0)?,
        version: row.get(1)?,
        year: row.get(2)?,
        number: row.get(3)?,
        state: row.get(4)?,
        division: row.get(5)?,
        category: row.get(6)?,
        place: row.get(7)?,
        text: row.get(8)?,
        has_contact: row.get(9)?,
        received_at: row.get(10)?,
        due: row.get(11)?,
        answered_at: row.get(12)?,
        answered_by: row.get(13)?,
        answer: row.get::<Option<String>>(14)?.map(Personal::Known),
        hazard: row.get(15)?,
    })
}

/// The report, if it lies within the visitor's scope; else it does not exist.
pub(super) fn load(r: &Reader<'_>, ctx: &Ctx, id: PublicReportId) -> Result<PublicReport, Error> {
    let sql = format!("SELECT {COLUMNS} FROM public_report p WHERE p.district = $1 AND p.id = $2");
    let found = r.row(&sql, params![ctx.district, id], public_report)?;
    let covers = |it: &PublicReport| ctx.scope.covers(it.division, &[], &[], None);
    found.filter(covers).ok_or(Error::NotFound("PublicReportId"))
}

pub fn project(tx: &mut Tx<'_>, at: &Stamp, id: PublicReportId, fact: &Fact) -> Result<(), Error> {
    match fact {
        Fact::Received { .. } => insert(tx, at, id, fact),
        Fact::Accepted { hazard, answer } => {
            answered(tx, at, id, State::Accepted, answer.as_ref())?;
            tx.execute(
                "UPDATE public_report SET hazard = $3 WHERE district = $1 AND id = $2",
                params![at.district, id, hazard],
            )
        }
        Fact::Answered { answer } => answered(tx, at, id, State::Answered, Some(answer)),
        Fact::Refused { reason } => answered(tx, at, id, State::Refused, Some(reason)),
        Fact::ContactSeen => {
            tx.execute(
                "INSERT INTO public_report_look (district, report, version, person, looked_at)
                 VALUES ($1, $2, $3, $4, $5)",
                params![at.district, id, at.version, at.person, at.effective_at],
            )?;
            tx.execute(
                "UPDATE public_report SET version = $3 WHERE district = $1 AND id = $2",
                params![at.district, id, at.version],
            )
        }
    }
}

fn insert(tx: &mut Tx<'_>, at: &Stamp, id: PublicReportId, fact: &Fact) -> Result<(), Error> {
    let Fact::Received { year, number, receipt, division, category, place, text, contact, obligation, due } = fact
    else {
        return Ok(());
    };
    tx.execute(
        "INSERT INTO public_report (district, id, version, number_year, number, receipt, state, division, category, place,
                                    said, contact, received_at, obligation, due)
         VALUES ($1, $2, $3, $4, $5, $6, 'open', $7, $8, $9, $10, $11, $12, $13, $14)",
        params![
            at.district,
            id,
            at.version,
            i64::from(*year),
            number,
            receipt,
            division,
            category,
            place,
            text,
            contact.as_ref().and_then(|it| it.as_str()),
            at.effective_at,
            obligation,
            due
        ],
    )
}

fn answered(
    tx: &mut Tx<'_>,
    at: &Stamp,
    id: PublicReportId,
    state: State,
    answer: Option<&Personal<String>>,
) -> Result<(), Error> {
    tx.execute(
        "UPDATE public_report SET version = $3, state = $4, answered_at = $5, answered_by = $6, answer = $7
         WHERE district = $1 AND id = $2",
        params![at.district, id, at.version, state, at.effective_at, at.person, answer.cloned()],
    )
}
