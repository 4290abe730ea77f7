//! Recording a grade, revoking it, and the day from which its renewal is owed.

use kernel::{Ctx, Day, Error, Identity as _, Instant, OrganisationId, RequestKey, Sector, Text};
use ledger::Tx;
use obligation::{Due, Ref};
use registry::query::Organisation;
use serde::Deserialize;

use super::{
    Announced, DUTY_RENEW, Fact, Grade, RULE_AHEAD, RULE_VALIDITY, Standardisation, StandardisationId, TIMER, query,
    store,
};
use crate::duties::{self, Duty};
use crate::unit;
use crate::web::{read_day, read_day_or_none};
use registry::forms::{given, reasoned};

/// Days end with the working day, as deadlines do.
const LAST_HOUR: i8 = 18;
const STREAM: &str = <Fact as ledger::Fact>::STREAM;

/// What the form or a program says, as it was typed.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Announce {
    /// The trade: a sector word.
    pub sector: String,
    /// `first`, `second`, `third`
    pub grade: String,
    pub certificate: String,
    /// Who assessed it.
    pub assessor: String,
    /// yyyy-MM-dd
    pub announced_on: String,
    /// The last day, yyyy-MM-dd; by the deadline rule `standardisation.validity` when not given.
    #[serde(default)]
    pub valid_to: String,
}

/// What the rule must know of the organisation.
pub(super) struct Known<'a> {
    pub unit: &'a Organisation,
    /// How many days a grade holds, by the rule in force.
    pub validity: Option<i64>,
    /// The records that stand, one a trade.
    pub standing: Vec<Standardisation>,
}

/// Every problem at once.
pub(super) fn decide(ctx: &Ctx, cmd: &Announce, known: &Known<'_>) -> Result<Announced, Error> {
    let mut text = Text::new();
    let sector = text.read("sector", &cmd.sector, "choose one of the list", Sector::from_word);
    let grade = text.read("grade", &cmd.grade, "choose one of the list", Grade::from_word);
    let certificate = text.required("certificate", &cmd.certificate, 2, 60);
    let assessor = text.required("assessor", &cmd.assessor, 2, 100);
    let announced_on = read_day(&mut text, "announced_on", &cmd.announced_on);
    let stated = read_day_or_none(&mut text, "valid_to", &cmd.valid_to);
    let valid_to = stated.or_else(|| Some(announced_on?.plus_days(known.validity?)));
    let place = known.unit.division;
    if sector.is_some_and(|it| !ctx.scope.covers(place, &[], &[], Some(it))) {
        text.problem("sector", "another department looks after this trade", &cmd.sector);
    }
    if announced_on.is_some_and(|day| day > ctx.now.day()) {
        text.problem("announced_on", "this day lies in the future", &cmd.announced_on);
    }
    let older = known.standing.iter().find(|it| Some(it.sector) == sector);
    if older.zip(announced_on).is_some_and(|(older, day)| day < older.announced_on) {
        text.problem("announced_on", "a record of this trade that was announced later stands", &cmd.announced_on);
    }
    if announced_on.is_some() && valid_to.is_none() && cmd.valid_to.trim().is_empty() {
        text.problem("valid_to", "no rule says how long it holds: write the last day", &cmd.valid_to);
    }
    if announced_on.zip(valid_to).is_some_and(|(from, to)| to <= from) {
        text.problem("valid_to", "the last day comes before the first", &cmd.valid_to);
    }
    text.finish()?;
    Ok(Announced {
        organisation: known.unit.id,
        division: place,
        sector: given(sector)?,
        grade: given(grade)?,
        certificate,
        assessor,
        announced_on: given(announced_on)?,
        valid_to: given(valid_to)?,
        replaces: older.map(|it| it.id),
    })
}

/// Records a grade; the one of the same trade that stood before is replaced, and its renewal done.
pub fn announce(
    tx: &mut Tx<'_>,
    ctx: &Ctx,
    organisation: OrganisationId,
    cmd: &Announce,
) -> Result<StandardisationId, Error> {
    let id: StandardisationId = ctx.mint();
    let unit = unit::load(tx, ctx, organisation)?;
    let validity = duties::days_of_rule(tx, ctx, RULE_VALIDITY)?;
    let standing = query::standing(tx, ctx, organisation)?;
    let told = decide(ctx, cmd, &Known { unit: &unit, validity, standing: standing.clone() })?;
    let older = standing.into_iter().find(|it| Some(it.id) == told.replaces);
    let valid_to = told.valid_to;
    let fact = Fact::Announced(told);
    let at = tx.record(ctx, id, 0, &fact)?;
    store::project(tx, &at, id, &fact)?;
    if let Some(older) = older {
        end(tx, ctx, &older, &Fact::Replaced { by: id })?;
    }
    look_ahead(tx, ctx, id, &unit, valid_to)
}

/// The renewal is owed from a day ahead of the end: now, where that day has come.
fn look_ahead(
    tx: &mut Tx<'_>,
    ctx: &Ctx,
    id: StandardisationId,
    unit: &Organisation,
    valid_to: Day,
) -> Result<StandardisationId, Error> {
    let ahead = duties::days_of_rule(tx, ctx, RULE_AHEAD)?;
    let owed_from = valid_to.plus_days(-ahead.unwrap_or_default()).start();
    if owed_from > ctx.now {
        tx.set_timer(ctx, owed_from, STREAM, *id.bytes(), TIMER)?;
    } else {
        let it = store::load(tx, ctx, id)?;
        owe_renewal(tx, ctx, &it, unit)?;
    }
    Ok(id)
}

fn owe_renewal(tx: &mut Tx<'_>, ctx: &Ctx, it: &Standardisation, unit: &Organisation) -> Result<(), Error> {
    let sector = registry::words::sector::of(kernel::Lang::Zh, it.sector.word());
    let duty = Duty {
        name: DUTY_RENEW,
        title: format!("{}安全生产标准化（{sector}）期满换证", unit.short_name),
        owner: it.organisation,
        owed_to: registry::query::safety_office(tx, ctx)?,
        due: Due::At(end_of(it.valid_to)),
        sector: Some(it.sector),
    };
    let (obligation, due) = duties::owe(tx, ctx, about(it.id), unit, duty)?;
    record(tx, ctx, it, &Fact::RenewalOwed { obligation, due })
}

pub(super) fn end_of(day: Day) -> Instant {
    day.at(LAST_HOUR, 0)
}

pub(super) fn about(id: StandardisationId) -> Ref {
    Ref::new(STREAM, id)
}

/// What the timer does: nothing where the record ended meanwhile. Many fall due at one midnight, so each has ids of its own.
pub fn fall_due(tx: &mut Tx<'_>, ctx: &Ctx, id: StandardisationId) -> Result<(), Error> {
    let ctx = &Ctx { request: RequestKey(*id.bytes()), ..ctx.clone() };
    let it = store::load(tx, ctx, id)?;
    if !it.stands() || it.obligation.is_some() {
        return Ok(());
    }
    let unit = unit::load(tx, ctx, it.organisation)?;
    owe_renewal(tx, ctx, &it, &unit)
}

pub fn revoke(tx: &mut Tx<'_>, ctx: &Ctx, id: StandardisationId, on: &str, reason: &str) -> Result<(), Error> {
    let it = store::load(tx, ctx, id)?;
    let fact = decide_revocation(ctx, &it, on, reason)?;
    end(tx, ctx, &it, &fact)
}

pub(super) fn decide_revocation(ctx: &Ctx, it: &Standardisation, on: &str, reason: &str) -> Result<Fact, Error> {
    if !it.stands() {
        return Err(Error::refused("this record does not stand any more"));
    }
    if !ctx.scope.covers(it.division, &[], &[], Some(it.sector)) {
        return Err(Error::Forbidden { action: "revoke what another department looks after" });
    }
    let mut text = Text::new();
    let day = read_day(&mut text, "on", on);
    if day.is_some_and(|day| day > ctx.now.day()) {
        text.problem("on", "this day lies in the future", on);
    }
    if day.is_some_and(|day| day < it.announced_on) {
        text.problem("on", "the last day comes before the first", on);
    }
    let told = reasoned("reason", reason);
    if let Err(Error::Invalid(problems)) = &told {
        problems.0.iter().for_each(|problem| text.add(problem.clone()));
    }
    text.finish()?;
    Ok(Fact::Revoked { on: given(day)?, reason: told? })
}

/// Ends the record; what was owed of it is done.
fn end(tx: &mut Tx<'_>, ctx: &Ctx, it: &Standardisation, fact: &Fact) -> Result<(), Error> {
    record(tx, ctx, it, fact)?;
    duties::settle(tx, ctx, &about(it.id), DUTY_RENEW)
}

fn record(tx: &mut Tx<'_>, ctx: &Ctx, it: &Standardisation, fact: &Fact) -> Result<(), Error> {
    let at = tx.record(ctx, it.id, it.version, fact)?;
    store::project(tx, &at, it.id, fact)
}
