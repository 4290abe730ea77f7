//! Every write to `meeting_rule` and `meeting_period`.

use kernel::{Ctx, Day, Error};
use ledger::{Reader, Stamp, Tx, params};

use super::{MeetingPeriodId, MeetingRuleId, PeriodFact, PeriodState, RuleFact, given_at};

/// The first days of the periods of a rule that are open or were.
pub(super) fn opened(r: &Reader<'_>, ctx: &Ctx, rule: MeetingRuleId) -> Result<Vec<Day>, Error> {
    r.rows(
        "SELECT first_day FROM meeting_period WHERE district = $1 AND rule = $2 ORDER BY first_day LIMIT 2000",
        params![ctx.district, rule],
        |row| row.get(0),
    )
}

pub fn project_rule(tx: &mut Tx<'_>, at: &Stamp, id: MeetingRuleId, fact: &RuleFact) -> Result<(), Error> {
    match fact {
        RuleFact::Set(it) => tx.execute(
            "INSERT INTO meeting_rule (district, id, version, kind, every, days_before, owner, from_day, to_day, set_on,
                                       source)
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)",
            params![
                at.district,
                id,
                at.version,
                it.sort,
                it.every,
                it.days_before,
                it.owner,
                it.from,
                it.to,
                at.effective_at.day(),
                it.source
            ],
        ),
        RuleFact::Ended { to } => tx.execute(
            "UPDATE meeting_rule SET version = $3, to_day = $4 WHERE district = $1 AND id = $2",
            params![at.district, id, at.version, to],
        ),
    }
    .map(drop)
}

pub fn project_period(tx: &mut Tx<'_>, at: &Stamp, id: MeetingPeriodId, fact: &PeriodFact) -> Result<(), Error> {
    match fact {
        PeriodFact::Opened { rule, sort, every, first, last, owner, owed } => tx.execute(
            "INSERT INTO meeting_period (district, id, version, rule, kind, every, first_day, last_day, owner, obligation,
                                         due, state)
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)",
            params![
                at.district,
                id,
                at.version,
                rule,
                sort,
                every,
                first,
                last,
                owner,
                owed.obligation,
                owed.due,
                PeriodState::Owed
            ],
        ),
        PeriodFact::Counted { meeting, at: done } => tx.execute(
            "UPDATE meeting_period SET version = $3, state = $4, meeting = $5, done_at = $6
             WHERE district = $1 AND id = $2",
            params![at.district, id, at.version, PeriodState::Held, meeting, done],
        ),
        PeriodFact::Reported { on, document, at: counts } => {
            let done = counts.unwrap_or_else(|| given_at(*on, at.effective_at));
            tx.execute(
                "UPDATE meeting_period SET version = $3, state = $4, document = $5, done_at = $6
                 WHERE district = $1 AND id = $2",
                params![at.district, id, at.version, PeriodState::Reported, document, done],
            )
        }
        PeriodFact::Waived { reason } => tx.execute(
            "UPDATE meeting_period SET version = $3, state = $4, note = $5 WHERE district = $1 AND id = $2",
            params![at.district, id, at.version, PeriodState::Waived, reason],
        ),
    }
    .map(drop)
}
