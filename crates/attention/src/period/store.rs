//! Every write to the tables of special periods, and the loads that every command begins with.

use kernel::{Act, Ctx, Division, Error, OrganisationId, Personal};
use ledger::{Reader, Row, Stamp, Tx, params};

use super::{Fact, Said, SpecialPeriod, SpecialPeriodId, State, Tightening};

pub(super) const COLUMNS: &str = "t.id, t.version, t.number, t.kind, t.title, t.reason, t.document, t.from_day, t.to_day, \
     t.townships, t.leader_on_duty, t.doubled, t.sweep, t.sweep_by, t.report_hour, t.state, t.drafted_at, t.drafted_by, \
     t.opened_at, t.opened_by, t.first_report, t.closed_at, t.note";

pub(crate) fn text(row: &Row<'_>, column: usize) -> Result<Option<Personal<String>>, Error> {
    Ok(row.get::<Option<String>>(column)?.map(Personal::Known))
}

pub(super) fn read(row: &Row<'_>) -> Result<SpecialPeriod, Error> {
    let townships: String = row.get(9)?;
    Ok(SpecialPeriod {
        id: row.get(0)?,
        version: row.get(1)?,
        number: row.get(2)?,
        kind: row.get(3)?,
        title: row.get(4)?,
        reason: text(row, 5)?,
        document: text(row, 6)?,
        from: row.get(7)?,
        to: row.get(8)?,
        townships: townships.split(',').filter_map(|it| it.parse::<i64>().ok().and_then(Division::new)).collect(),
        tightening: Tightening {
            leader_on_duty: row.get(10)?,
            doubled: row.get(11)?,
            sweep: row.get(12)?,
            sweep_by: row.get(13)?,
            report_hour: row.get::<Option<i64>>(14)?.and_then(|it| i8::try_from(it).ok()),
        },
        state: row.get(15)?,
        drafted_at: row.get(16)?,
        drafted_by: row.get(17)?,
        opened_at: row.get(18)?,
        opened_by: row.get(19)?,
        first_report: row.get(20)?,
        closed_at: row.get(21)?,
        note: text(row, 22)?,
    })
}

/// What nobody opened is of those who draft and open it.
pub(super) fn sees_drafts(ctx: &Ctx) -> bool {
    ctx.person().is_none() || ctx.may(Act("special_period.draft")) || ctx.may(Act("special_period.open"))
}

/// A period is the district's: whoever may see periods sees all of them, but for drafts.
pub(crate) fn load(r: &Reader<'_>, ctx: &Ctx, id: SpecialPeriodId) -> Result<SpecialPeriod, Error> {
    let sql = format!("SELECT {COLUMNS} FROM special_period t WHERE t.district = $1 AND t.id = $2");
    let it = r.row(&sql, params![ctx.district, id], read)?.ok_or(Error::NotFound("SpecialPeriodId"))?;
    let drafted = matches!(it.state, State::Draft | State::Discarded);
    if drafted && !sees_drafts(ctx) { Err(Error::NotFound("SpecialPeriodId")) } else { Ok(it) }
}

/// Who is asked, in the order of the register.
pub fn asked(r: &Reader<'_>, ctx: &Ctx, id: SpecialPeriodId) -> Result<Vec<OrganisationId>, Error> {
    let sql = "SELECT organisation FROM special_asked WHERE district = $1 AND period = $2 ORDER BY no LIMIT 1000";
    r.rows(sql, params![ctx.district, id], |row| row.get(0))
}

pub(super) fn record(tx: &mut Tx<'_>, ctx: &Ctx, it: &SpecialPeriod, fact: &Fact) -> Result<(), Error> {
    let at = tx.record(ctx, it.id, it.version, fact)?;
    project(tx, &at, it.id, fact)
}

pub fn project(tx: &mut Tx<'_>, at: &Stamp, id: SpecialPeriodId, fact: &Fact) -> Result<(), Error> {
    match fact {
        Fact::Drafted { number, said } => {
            tx.execute(
                "INSERT INTO special_period (district, id, version, number, kind, title, reason, document, from_day, to_day,
                     townships, leader_on_duty, doubled, sweep, sweep_by, report_hour, state, drafted_at, drafted_by)
                 VALUES ($1, $2, $3, $4, $5, NULL, NULL, NULL, $6, $7, '', 0, 0, 0, NULL, NULL, $8, $9, $10)",
                params![
                    at.district,
                    id,
                    at.version,
                    number,
                    said.sort,
                    said.from,
                    said.to,
                    State::Draft,
                    at.effective_at,
                    at.person
                ],
            )?;
            say(tx, at, id, said)
        }
        Fact::Redrafted { said } => {
            tx.execute(
                "UPDATE special_period SET drafted_at = $3, drafted_by = $4 WHERE district = $1 AND id = $2",
                params![at.district, id, at.effective_at, at.person],
            )?;
            say(tx, at, id, said)
        }
        Fact::Opened { first_report } => tx.execute(
            "UPDATE special_period SET version = $3, state = $4, first_report = $5, opened_at = $6, opened_by = $7
                 WHERE district = $1 AND id = $2",
            params![at.district, id, at.version, State::Open, first_report, at.effective_at, at.person],
        ),
        Fact::Extended { to, reason } | Fact::Shortened { to, reason } => tx.execute(
            "UPDATE special_period SET version = $3, to_day = $4, note = $5 WHERE district = $1 AND id = $2",
            params![at.district, id, at.version, to, reason],
        ),
        Fact::Closed => tx.execute(
            "UPDATE special_period SET version = $3, state = $4, closed_at = $5 WHERE district = $1 AND id = $2",
            params![at.district, id, at.version, State::Closed, at.effective_at],
        ),
        Fact::Discarded { reason } => tx.execute(
            "UPDATE special_period SET version = $3, state = $4, note = $5 WHERE district = $1 AND id = $2",
            params![at.district, id, at.version, State::Discarded, reason],
        ),
    }
}

/// What a draft says, in place of what one said before.
fn say(tx: &mut Tx<'_>, at: &Stamp, id: SpecialPeriodId, said: &Said) -> Result<(), Error> {
    let townships: Vec<String> = said.townships.iter().map(|it| it.code().to_string()).collect();
    let it = &said.tightening;
    tx.execute(
        "UPDATE special_period SET version = $3, kind = $4, title = $5, reason = $6, document = $7, from_day = $8,
             to_day = $9, townships = $10, leader_on_duty = $11, doubled = $12, sweep = $13, sweep_by = $14,
             report_hour = $15
         WHERE district = $1 AND id = $2",
        params![
            at.district,
            id,
            at.version,
            said.sort,
            said.title,
            said.reason,
            said.document,
            said.from,
            said.to,
            townships.join(","),
            it.leader_on_duty,
            it.doubled,
            it.sweep,
            it.sweep_by,
            it.report_hour.map(i64::from)
        ],
    )?;
    tx.execute("DELETE FROM special_asked WHERE district = $1 AND period = $2", params![at.district, id])?;
    for (no, organisation) in (1_i64..).zip(&said.organisations) {
        tx.execute(
            "INSERT INTO special_asked (district, period, no, organisation) VALUES ($1, $2, $3, $4)",
            params![at.district, id, no, organisation],
        )?;
    }
    Ok(())
}
