//! Every write to the tables of rules, and the load that their commands begin with.

use kernel::{Act, Ctx, Day, Error, Instant};
use ledger::{Clause, Reader, Row, Stamp, Tx, params};
use readings::Metric;

use super::model::Parameters;
use super::{Decided, Described, Fact, SignalRule, SignalRuleId, State, Target, Threshold};
use crate::device::DeviceId;
use crate::web::text_of;
use crate::{Colour, Quantity};

pub(super) const COLUMNS: &str = "t.id, t.version, t.code, t.edition, t.follows, t.title, t.basis, t.metric, \
     t.window_minutes, t.aggregate, t.direction, t.blue, t.yellow, t.orange, t.red, t.hold_minutes, t.clear_minutes, \
     t.lateness_minutes, t.sort, t.township, t.state, t.drafted_at, t.drafted_by, t.from_day, t.on_at, t.on_by, \
     t.on_reason, t.to_day, t.off_at, t.off_by, t.off_reason, t.tested, \
     t.parameters";

fn decided(row: &Row<'_>, at: usize) -> Result<Option<Decided>, Error> {
    let Some((day, moment)) = row.get::<Option<Day>>(at)?.zip(row.get::<Option<Instant>>(at + 1)?) else {
        return Ok(None);
    };
    Ok(Some(Decided { day, at: moment, by: row.get(at + 2)?, reason: text_of(row, at + 3)? }))
}

/// What one column keeps as a text of its own.
fn json<T: serde::de::DeserializeOwned>(row: &Row<'_>, at: usize) -> Result<Option<T>, Error> {
    let text: Option<String> = row.get(at)?;
    text.map(|it| serde_json::from_str(&it).map_err(Error::internal)).transpose()
}

/// Without the chosen devices.
fn read(row: &Row<'_>) -> Result<SignalRule, Error> {
    let code: String = row.get(7)?;
    let metric = Metric::of_code(&code).ok_or_else(|| Error::internal(format!("no metric {code}")))?;
    let mut thresholds = Vec::new();
    for (place, colour) in (11..).zip(Colour::ALL) {
        if let Some(value) = row.get::<Option<Quantity>>(place)? {
            thresholds.push(Threshold { colour: *colour, value });
        }
    }
    let parameters: Parameters = json(row, 32)?.unwrap_or_default();
    Ok(SignalRule {
        id: row.get(0)?,
        version: row.get(1)?,
        code: row.get(2)?,
        edition: row.get(3)?,
        follows: row.get(4)?,
        said: Described {
            title: row.get(5)?,
            basis: row.get(6)?,
            metric,
            window_minutes: row.get(8)?,
            aggregate: row.get(9)?,
            direction: row.get(10)?,
            thresholds,
            hold_minutes: row.get(15)?,
            clear_minutes: row.get(16)?,
            lateness_minutes: row.get(17)?,
            target: Target { sort: row.get(18)?, township: row.get(19)?, devices: Vec::new() },
            model: parameters.model,
            wetness: parameters.wetness,
            per_site: parameters.per_site,
        },
        state: row.get(20)?,
        drafted_at: row.get(21)?,
        drafted_by: row.get(22)?,
        on: decided(row, 23)?,
        off: decided(row, 27)?,
        tested: json(row, 31)?,
    })
}

pub(super) fn fetch(r: &Reader<'_>, ctx: &Ctx, clause: &Clause, tail: &str) -> Result<Vec<SignalRule>, Error> {
    let sql = format!("SELECT {COLUMNS} FROM signal_rule t WHERE {} {tail}", clause.text());
    let mut rules = r.rows(&sql, &clause.params(), read)?;
    for it in &mut rules {
        it.said.target.devices = r.rows(
            "SELECT device FROM signal_rule_device WHERE district = $1 AND rule = $2 ORDER BY device LIMIT 1000",
            params![ctx.district, it.id],
            |row| row.get::<DeviceId>(0),
        )?;
    }
    Ok(rules)
}

/// What nobody switched on is of those who draft it and switch it on.
pub(super) fn sees_drafts(ctx: &Ctx) -> bool {
    ctx.person().is_none() || ctx.may(Act("signal_rule.draft")) || ctx.may(Act("signal_rule.switch"))
}

/// Rules are the district's: whoever may see them sees all, but for drafts.
pub(super) fn load(r: &Reader<'_>, ctx: &Ctx, id: SignalRuleId) -> Result<SignalRule, Error> {
    let mut clause = Clause::new();
    clause.and_equals("t.district", ctx.district).and_equals("t.id", id);
    let it = fetch(r, ctx, &clause, "LIMIT 1")?.pop().ok_or(Error::NotFound("SignalRuleId"))?;
    if matches!(it.state, State::Draft | State::Discarded) && !sees_drafts(ctx) {
        return Err(Error::NotFound("SignalRuleId"));
    }
    Ok(it)
}

pub(super) fn record(tx: &mut Tx<'_>, ctx: &Ctx, it: &SignalRule, fact: &Fact) -> Result<(), Error> {
    let at = tx.record(ctx, it.id, it.version, fact)?;
    project(tx, &at, it.id, fact)
}

pub fn project(tx: &mut Tx<'_>, at: &Stamp, id: SignalRuleId, fact: &Fact) -> Result<(), Error> {
    match fact {
        Fact::Drafted(it) => {
            tx.execute(
                "INSERT INTO signal_rule (district, id, version, code, edition, follows, metric, window_minutes, aggregate,
                     direction, hold_minutes, clear_minutes, lateness_minutes, chosen, state, drafted_at, drafted_by)
                 VALUES ($1, $2, $3, $4, $5, $6, '', 0, '', '', 0, 0, 0, 0, $7, $8, $9)",
                params![
                    at.district,
                    id,
                    at.version,
                    it.code,
                    it.edition,
                    it.follows,
                    State::Draft,
                    at.effective_at,
                    at.person
                ],
            )?;
            describe(tx, at, id, &it.said)
        }
        Fact::Redrafted { said } => describe(tx, at, id, said),
        Fact::Tested(it) => {
            let tested = serde_json::to_string(it).map_err(Error::internal)?;
            let sql = "UPDATE signal_rule SET version = $3, tested = $4 WHERE district = $1 AND id = $2";
            tx.execute(sql, params![at.district, id, at.version, tested])
        }
        Fact::SwitchedOn { from, reason } => tx.execute(
            "UPDATE signal_rule SET version = $3, state = $4, from_day = $5, on_at = $6, on_by = $7, on_reason = $8
                 WHERE district = $1 AND id = $2",
            params![at.district, id, at.version, State::On, from, at.effective_at, at.person, reason],
        ),
        Fact::SwitchedOff { to, reason } => tx.execute(
            "UPDATE signal_rule SET version = $3, state = $4, to_day = $5, off_at = $6, off_by = $7, off_reason = $8
                 WHERE district = $1 AND id = $2",
            params![at.district, id, at.version, State::Off, to, at.effective_at, at.person, reason],
        ),
        Fact::Discarded { reason } => tx.execute(
            "UPDATE signal_rule SET version = $3, state = $4, off_at = $5, off_by = $6, off_reason = $7
                 WHERE district = $1 AND id = $2",
            params![at.district, id, at.version, State::Discarded, at.effective_at, at.person, reason],
        ),
    }
}

fn describe(tx: &mut Tx<'_>, at: &Stamp, id: SignalRuleId, it: &Described) -> Result<(), Error> {
    let parameters = Parameters { model: it.model, wetness: it.wetness.clone(), per_site: it.per_site };
    let parameters = match parameters == Parameters::default() {
        true => None,
        false => Some(serde_json::to_string(&parameters).map_err(Error::internal)?),
    };
    let value = |colour| it.thresholds.iter().find(|one| one.colour == colour).map(|one| one.value);
    tx.execute(
        "UPDATE signal_rule SET version = $3, title = $4, basis = $5, metric = $6, window_minutes = $7, aggregate = $8,
             direction = $9, blue = $10, yellow = $11, orange = $12, red = $13, hold_minutes = $14, clear_minutes = $15,
             lateness_minutes = $16, sort = $17, township = $18, chosen = $19, tested = NULL,
             parameters = $20
         WHERE district = $1 AND id = $2",
        params![
            at.district,
            id,
            at.version,
            it.title,
            it.basis,
            it.metric.code(),
            it.window_minutes,
            it.aggregate,
            it.direction,
            value(Colour::Blue),
            value(Colour::Yellow),
            value(Colour::Orange),
            value(Colour::Red),
            it.hold_minutes,
            it.clear_minutes,
            it.lateness_minutes,
            it.target.sort,
            it.target.township,
            it.target.devices.len() as i64,
            parameters
        ],
    )?;
    tx.execute("DELETE FROM signal_rule_device WHERE district = $1 AND rule = $2", params![at.district, id])?;
    for device in &it.target.devices {
        tx.execute(
            "INSERT INTO signal_rule_device (district, rule, device) VALUES ($1, $2, $3)",
            params![at.district, id, device],
        )?;
    }
    Ok(())
}
