//! Reads of the calendar: rules, the periods of a year, and those that wait for a meeting.

use std::collections::HashMap;

use kernel::{Ctx, Day, Error, Personal};
use ledger::{Clause, Reader, Row, params};

use super::{MeetingPeriodId, MeetingRule, MeetingRuleId, Period, PeriodState, Said};
use crate::model::{Kind, MeetingId, State};

const RULE: &str = "id, version, kind, every, days_before, owner, from_day, to_day, source, set_on";

fn read_rule(row: &Row<'_>) -> Result<MeetingRule, Error> {
    Ok(MeetingRule {
        id: row.get(0)?,
        version: row.get(1)?,
        said: Said {
            sort: row.get(2)?,
            every: row.get(3)?,
            days_before: row.get(4)?,
            owner: row.get(5)?,
            from: row.get(6)?,
            to: row.get(7)?,
            source: row.get(8)?,
        },
        set_on: row.get(9)?,
    })
}

/// Every rule, by kind, the newest first.
pub fn rules(r: &Reader<'_>, ctx: &Ctx) -> Result<Vec<MeetingRule>, Error> {
    let sql =
        format!("SELECT {RULE} FROM meeting_rule WHERE district = $1 ORDER BY kind, from_day DESC, id DESC LIMIT 500");
    r.rows(&sql, params![ctx.district], read_rule)
}

pub fn rule(r: &Reader<'_>, ctx: &Ctx, id: MeetingRuleId) -> Result<MeetingRule, Error> {
    let sql = format!("SELECT {RULE} FROM meeting_rule WHERE district = $1 AND id = $2");
    r.row(&sql, params![ctx.district, id], read_rule)?.ok_or(Error::NotFound("MeetingRuleId"))
}

const PERIOD: &str = "id, version, rule, kind, every, first_day, last_day, owner, obligation, due, state, meeting, done_at, \
     document, note";

fn read(row: &Row<'_>) -> Result<Period, Error> {
    let text = |column| Ok::<_, Error>(row.get::<Option<String>>(column)?.map(Personal::Known));
    Ok(Period {
        id: row.get(0)?,
        version: row.get(1)?,
        rule: row.get(2)?,
        kind: row.get(3)?,
        every: row.get(4)?,
        first: row.get(5)?,
        last: row.get(6)?,
        owner: row.get(7)?,
        obligation: row.get(8)?,
        due: row.get(9)?,
        state: row.get(10)?,
        meeting: row.get(11)?,
        done_at: row.get(12)?,
        document: text(13)?,
        note: text(14)?,
    })
}

/// One period. The calendar is the district's: whoever may see it sees all of it.
pub fn period(r: &Reader<'_>, ctx: &Ctx, id: MeetingPeriodId) -> Result<Period, Error> {
    if !ctx.scope.covers(ctx.district.division(), &[], &[], None) {
        return Err(Error::NotFound("MeetingPeriodId"));
    }
    let sql = format!("SELECT {PERIOD} FROM meeting_period WHERE district = $1 AND id = $2");
    r.row(&sql, params![ctx.district, id], read)?.ok_or(Error::NotFound("MeetingPeriodId"))
}

/// The periods that end in a year, by kind and beginning.
pub fn of_year(r: &Reader<'_>, ctx: &Ctx, year: i16) -> Result<Vec<Period>, Error> {
    let Some((first, last)) = Day::new(year, 1, 1).zip(Day::new(year, 12, 31)) else { return Ok(Vec::new()) };
    let sql = format!(
        "SELECT {PERIOD} FROM meeting_period WHERE district = $1 AND last_day BETWEEN $2 AND $3
         ORDER BY first_day, due, id LIMIT 1000"
    );
    r.rows(&sql, params![ctx.district, first, last], read)
}

/// Those that wait for a meeting of a kind, the most urgent first.
pub fn waiting(r: &Reader<'_>, ctx: &Ctx) -> Result<Vec<Period>, Error> {
    let sql = format!(
        "SELECT {PERIOD} FROM meeting_period p WHERE district = $1 AND state = $2 AND kind <> $3
           AND NOT EXISTS (SELECT 1 FROM meeting t WHERE t.district = p.district AND t.period = p.id AND t.state <> $4)
         ORDER BY due, id LIMIT 200"
    );
    r.rows(&sql, params![ctx.district, PeriodState::Owed, Kind::Report, State::Cancelled], read)
}

/// The one that a meeting of this kind on this day would be for: the most urgent that waits for one and holds the day.
pub(crate) fn waiting_on(r: &Reader<'_>, ctx: &Ctx, kind: Kind, day: Day) -> Result<Option<Period>, Error> {
    let waiting = waiting(r, ctx)?;
    Ok(waiting.into_iter().find(|it| it.kind == kind && (it.first..=it.last).contains(&day)))
}

/// The meetings that are convened for the periods of a year and that the visitor may see, by period.
pub fn convened(r: &Reader<'_>, ctx: &Ctx, year: i16) -> Result<HashMap<MeetingPeriodId, (MeetingId, String)>, Error> {
    let Some((first, last)) = Day::new(year, 1, 1).zip(Day::new(year, 12, 31)) else { return Ok(HashMap::new()) };
    let mut clause = Clause::new();
    clause.and_equals("p.district", ctx.district);
    let (first, last, cancelled) = (clause.bind(first), clause.bind(last), clause.bind(State::Cancelled));
    clause.and(&format!("p.last_day BETWEEN {first} AND {last} AND t.state <> {cancelled}"));
    crate::store::within(&mut clause, &crate::web::seeing(ctx));
    let sql = format!(
        "SELECT p.id, t.id, t.title FROM meeting_period p
         JOIN meeting t ON t.district = p.district AND t.period = p.id
         WHERE {} ORDER BY t.id LIMIT 1000",
        clause.text()
    );
    let rows =
        r.rows(&sql, &clause.params(), |row| Ok((row.get(0)?, (row.get(1)?, row.get::<Personal<String>>(2)?))))?;
    let title = |it: Personal<String>| it.as_str().unwrap_or("--").to_owned();
    Ok(rows.into_iter().map(|(period, (meeting, name))| (period, (meeting, title(name)))).collect())
}

/// The years that have periods.
pub fn years(r: &Reader<'_>, ctx: &Ctx) -> Result<Option<(i16, i16)>, Error> {
    let days: Option<(Option<Day>, Option<Day>)> = r.row(
        "SELECT MIN(last_day), MAX(last_day) FROM meeting_period WHERE district = $1",
        params![ctx.district],
        |row| Ok((row.get(0)?, row.get(1)?)),
    )?;
    Ok(days.and_then(|(first, last)| first.zip(last)).map(|(first, last)| (first.year(), last.year())))
}
