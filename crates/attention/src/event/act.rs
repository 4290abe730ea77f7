//! Registering an event, looking at it, and how it ended.

use kernel::{Ctx, Division, Error, Instant, OrganisationId, Personal, Span, Text};
use ledger::{Fact as _, Tx};
use obligation::{Due, Ref};
use registry::forms::{given, reasoned};
use serde::{Deserialize, Serialize};

use super::{Fact, MassEvent, MassEventId, Registered, State, store};
use crate::period::{self, SpecialPeriodId};
use crate::said::{Bodies, CHOOSE, LAST_HOUR, MINUTE, count};
use obligation::owing::{self, Duty};

/// From so many people on a permit is asked for.
pub const PERMIT_FROM: i64 = 1_000;
const MOST_PEOPLE: i64 = 10_000_000;
/// A festival is weeks at the longest.
const LONGEST: Span = Span::days(60);

const LOOK: &str = "mass_event.look";
const OUTCOME: &str = "mass_event.outcome";

/// What the form or a program says, as it was typed.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Register {
    pub title: String,
    /// Code of the township, or of the district.
    pub division: String,
    pub place: String,
    /// The name of an organisation on record, or of whoever organises it.
    pub organiser: String,
    /// yyyy-MM-dd HH:mm
    pub starts: String,
    pub ends: String,
    pub expected: String,
    pub limit: String,
    #[serde(default)]
    pub over_reason: String,
    #[serde(default)]
    pub permit: String,
    /// Who answers for its safety.
    pub department: String,
    /// `yes` when the safety plan is here.
    #[serde(default)]
    pub plan: String,
}

#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct PlanIn {}

#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Permit {
    pub permit: String,
}

#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Look {
    /// `fit`, `unfit`
    pub result: String,
    pub findings: String,
}

#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Hold {
    /// How many people came.
    pub actual: String,
    #[serde(default)]
    pub note: String,
}

#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Cancel {
    pub reason: String,
}

#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Close {
    #[serde(default)]
    pub note: String,
}

/// What was said, before anything is owed for it.
#[derive(Debug)]
pub(super) struct Told {
    title: String,
    division: Division,
    place: String,
    pub organiser: Option<OrganisationId>,
    organised_by: Option<String>,
    starts: Instant,
    ends: Instant,
    expected: i64,
    limit: i64,
    over_reason: Option<String>,
    permit: Option<String>,
    pub department: OrganisationId,
    plan: bool,
}

/// Where events are, and who organises and answers for them.
pub(super) struct Known<'a> {
    pub bodies: &'a Bodies,
    pub places: &'a [(Division, String)],
    /// The organisation of the typed name, also one that is no body of the state.
    pub organiser: Option<OrganisationId>,
}

fn times(text: &mut Text, cmd: &Register, now: Instant) -> Option<(Instant, Instant)> {
    let starts = text.read("starts", &cmd.starts, MINUTE, Instant::read);
    let ends = text.read("ends", &cmd.ends, MINUTE, Instant::read);
    if starts.is_some_and(|starts| starts <= now) {
        text.problem("starts", "an event is registered before it begins", &cmd.starts);
    }
    let (starts, ends) = starts.zip(ends)?;
    if ends <= starts {
        text.problem("ends", "the end comes before the beginning", &cmd.ends);
    }
    if ends.since(starts) > LONGEST {
        text.problem("ends", "an event is at most 60 days", &cmd.ends);
    }
    Some((starts, ends))
}

pub(super) fn decide(cmd: &Register, known: &Known<'_>, now: Instant) -> Result<Told, Error> {
    let mut text = Text::new();
    let title = text.required("title", &cmd.title, 2, 80);
    let division = text.read("division", &cmd.division, CHOOSE, |code| {
        known.places.iter().find(|(it, name)| it.to_string() == code.trim() || name == code.trim()).map(|it| it.0)
    });
    let place = text.required("place", &cmd.place, 2, 80);
    let organised_by = text.required("organiser", &cmd.organiser, 2, 80);
    let times = times(&mut text, cmd, now);
    let expected = count(&mut text, "expected", &cmd.expected, 1, MOST_PEOPLE);
    let limit = count(&mut text, "limit", &cmd.limit, 1, MOST_PEOPLE);
    let over_reason = text.optional("over_reason", &cmd.over_reason, 500);
    if expected.zip(limit).is_some_and(|(expected, limit)| expected > limit) && over_reason.is_none() {
        text.problem("over_reason", "more people are expected than the place may hold: give the reason", "");
    }
    let permit = text.optional("permit", &cmd.permit, 80);
    let department = known.bodies.read_one(&mut text, "department", &cmd.department);
    if department.is_some() && department == known.organiser {
        text.problem("department", "whoever organises an event does not look at it", &cmd.department);
    }
    let plan = text.read_optional("plan", &cmd.plan, CHOOSE, |it| match it.trim() {
        "yes" => Some(true),
        "no" => Some(false),
        _ => None,
    });
    text.finish()?;
    let (starts, ends) = given(times)?;
    Ok(Told {
        title,
        division: given(division)?,
        place,
        organiser: known.organiser,
        organised_by: known.organiser.is_none().then_some(organised_by),
        starts,
        ends,
        expected: given(expected)?,
        limit: given(limit)?,
        over_reason,
        permit,
        department: given(department)?,
        plan: plan == Some(true),
    })
}

/// The district itself and its townships.
pub(super) fn places(r: &ledger::Reader<'_>, ctx: &Ctx) -> Result<Vec<(Division, String)>, Error> {
    let whole = ctx.district.division();
    let mut all = vec![(whole, registry::query::division_name(r, ctx, whole)?)];
    all.extend(registry::query::townships(r, ctx)?);
    Ok(all)
}

/// The look is due on the evening before, or when it begins where that is sooner; how it went a day after its end.
fn look_due(starts: Instant, now: Instant) -> Instant {
    let evening_before = starts.day().plus_days(-1).at(LAST_HOUR, 0);
    if evening_before > now { evening_before } else { starts }
}

fn within(
    tx: &Tx<'_>,
    ctx: &Ctx,
    (starts, ends): (Instant, Instant),
    place: Division,
) -> Result<Option<SpecialPeriodId>, Error> {
    for n in 0..=starts.day().days_until(ends.day()) {
        let on = period::query::on(tx, ctx, starts.day().plus_days(n))?;
        if let Some(it) = on.into_iter().find(|it| it.covers(place) || place == ctx.district.division()) {
            return Ok(Some(it.id));
        }
    }
    Ok(None)
}

pub fn register(tx: &mut Tx<'_>, ctx: &Ctx, cmd: &Register) -> Result<MassEventId, Error> {
    let id: MassEventId = ctx.mint();
    let bodies = Bodies::fetch(tx, ctx)?;
    let typed = cmd.organiser.trim();
    let organiser = match bodies.named(typed) {
        Some(it) => Some(it.id),
        None => registry::query::organisation_by_name(tx, ctx, typed)?.map(|it| it.id),
    };
    let places = places(tx, ctx)?;
    let told = decide(cmd, &Known { bodies: &bodies, places: &places, organiser }, ctx.now)?;
    if !ctx.scope.covers(told.division, &[told.department], &[], None) {
        return Err(Error::Forbidden { action: "register an event there" });
    }
    let year = told.starts.day().year();
    let number = format!("{year}-{:03}", tx.next_number(ctx, Fact::STREAM, year)?);
    let office = registry::query::safety_office(tx, ctx)?;
    let duty = |name, title, checker, due| Duty {
        about: Ref::new(Fact::STREAM, id),
        name,
        title,
        owner: told.department,
        division: told.division,
        checker,
        due: Due::At(due),
        source: Some("《大型群众性活动安全管理条例》".to_owned()),
    };
    let (at_look, at_outcome) = (look_due(told.starts, ctx.now), told.ends.day().plus_days(1).at(LAST_HOUR, 0));
    let look = owing::owe(tx, ctx, duty(LOOK, format!("{}：活动前现场检查", told.title), None, at_look))?;
    let outcome =
        owing::owe(tx, ctx, duty(OUTCOME, format!("{}：报告举办情况", told.title), Some(office), at_outcome))?;
    let fact = Fact::Registered(Box::new(Registered {
        number,
        title: Personal::text(told.title),
        division: told.division,
        place: Personal::text(told.place),
        organiser: told.organiser,
        organised_by: told.organised_by.map(Personal::text),
        starts: told.starts,
        ends: told.ends,
        expected: told.expected,
        limit: told.limit,
        over_reason: told.over_reason.map(Personal::text),
        permit: told.permit,
        department: told.department,
        plan: told.plan,
        period: within(tx, ctx, (told.starts, told.ends), told.division)?,
        look,
        outcome,
    }));
    let at = tx.record(ctx, id, 0, &fact)?;
    store::project(tx, &at, id, &fact)?;
    Ok(id)
}

fn must_be_ahead(it: &MassEvent) -> Result<(), Error> {
    match it.state {
        state if state.is_ahead() => Ok(()),
        State::Cancelled => Err(Error::refused("this event was cancelled")),
        _ => Err(Error::refused("this event was held already")),
    }
}

pub fn plan_in(tx: &mut Tx<'_>, ctx: &Ctx, id: MassEventId, _: &PlanIn) -> Result<(), Error> {
    let it = store::load(tx, ctx, id)?;
    must_be_ahead(&it)?;
    if it.plan {
        return Err(Error::refused("the safety plan is here already"));
    }
    store::record(tx, ctx, &it, &Fact::PlanReceived)
}

pub fn permit(tx: &mut Tx<'_>, ctx: &Ctx, id: MassEventId, cmd: &Permit) -> Result<(), Error> {
    let it = store::load(tx, ctx, id)?;
    must_be_ahead(&it)?;
    let mut text = Text::new();
    let permit = text.required("permit", &cmd.permit, 2, 80);
    text.finish()?;
    store::record(tx, ctx, &it, &Fact::Permitted { permit })
}

/// Whose look it is: the first organisation of the visitor that does not organise the event.
pub(super) fn looker(it: &MassEvent, ctx: &Ctx) -> Result<OrganisationId, Error> {
    let own = ctx.acting.iter().filter(|one| one.is_active(ctx.now)).map(|one| one.organisation);
    let organises = ctx.acting.iter().any(|one| one.is_active(ctx.now) && Some(one.organisation) == it.organiser);
    if organises {
        return Err(Error::Forbidden { action: "look at the event that you organise" });
    }
    let mut own = own.peekable();
    // A rule and a program act for the department.
    Ok(own.next().unwrap_or(it.department))
}

pub(super) fn decide_look(it: &MassEvent, ctx: &Ctx, cmd: &Look) -> Result<(bool, String), Error> {
    must_be_ahead(it)?;
    if ctx.effective() >= it.ends {
        return Err(Error::refused("this event is over: say how it went"));
    }
    let mut text = Text::new();
    let fit = text.read("result", &cmd.result, CHOOSE, |it| match it {
        "fit" => Some(true),
        "unfit" => Some(false),
        _ => None,
    });
    let findings = text.required("findings", &cmd.findings, 2, 2_000);
    if fit == Some(true) && !it.plan {
        text.problem("result", "without its safety plan an event is not fit", &cmd.result);
    }
    text.finish()?;
    Ok((given(fit)?, findings))
}

/// What is not fit is looked at again.
pub fn look(tx: &mut Tx<'_>, ctx: &Ctx, id: MassEventId, cmd: &Look) -> Result<(), Error> {
    let it = store::load(tx, ctx, id)?;
    let by = looker(&it, ctx)?;
    let (fit, findings) = decide_look(&it, ctx, cmd)?;
    owing::settle(tx, ctx, it.look.obligation)?;
    let again = match fit {
        true => None,
        false => Some(owing::owe(
            tx,
            ctx,
            Duty {
                about: Ref::new(Fact::STREAM, id),
                name: LOOK,
                title: format!("{}：活动前现场复查", it.title()),
                owner: it.department,
                division: it.division,
                checker: None,
                due: Due::At(it.starts.max(ctx.now)),
                source: Some("《大型群众性活动安全管理条例》".to_owned()),
            },
        )?),
    };
    store::record(tx, ctx, &it, &Fact::Looked { by, fit, findings: Personal::text(findings), again })
}

pub(super) fn decide_hold(it: &MassEvent, ctx: &Ctx, cmd: &Hold) -> Result<Fact, Error> {
    must_be_ahead(it)?;
    if ctx.effective() < it.starts {
        return Err(Error::refused("this event has not begun"));
    }
    let mut text = Text::new();
    let actual = count(&mut text, "actual", &cmd.actual, 0, MOST_PEOPLE);
    let note = text.optional("note", &cmd.note, 2_000);
    if actual.is_some_and(|n| n > it.limit) && note.is_none() {
        text.problem("note", "more people came than the place may hold: say what was done", "");
    }
    text.finish()?;
    Ok(Fact::Held { actual: given(actual)?, note: note.map(Personal::text) })
}

pub fn hold(tx: &mut Tx<'_>, ctx: &Ctx, id: MassEventId, cmd: &Hold) -> Result<(), Error> {
    let it = store::load(tx, ctx, id)?;
    let fact = decide_hold(&it, ctx, cmd)?;
    obligation::done(tx, &ctx.beyond_scope(), it.outcome.obligation, None)?;
    store::record(tx, ctx, &it, &fact)
}

/// It will not be held: nothing is owed for it any more.
pub fn cancel(tx: &mut Tx<'_>, ctx: &Ctx, id: MassEventId, cmd: &Cancel) -> Result<(), Error> {
    let it = store::load(tx, ctx, id)?;
    must_be_ahead(&it)?;
    let reason = reasoned("reason", &cmd.reason)?;
    owing::let_off(tx, ctx, crate::LET_OFF, (it.look.obligation, &reason))?;
    owing::let_off(tx, ctx, crate::LET_OFF, (it.outcome.obligation, &reason))?;
    store::record(tx, ctx, &it, &Fact::Cancelled { reason })
}

pub(super) fn may_close(it: &MassEvent, ctx: &Ctx) -> Result<(), Error> {
    if it.state != State::Held {
        return Err(Error::refused("nobody wrote down that this event was held"));
    }
    if it.held_by.is_some() && it.held_by == ctx.person() {
        return Err(Error::Forbidden { action: "accept what you reported yourself" });
    }
    Ok(())
}

/// Somebody else accepts what was written down. A look that nobody made can't be made any more: it falls away, and the
/// event stays one that nobody had found fit.
pub fn close(tx: &mut Tx<'_>, ctx: &Ctx, id: MassEventId, cmd: &Close) -> Result<(), Error> {
    let it = store::load(tx, ctx, id)?;
    may_close(&it, ctx)?;
    let mut text = Text::new();
    let note = text.optional("note", &cmd.note, 1_000);
    text.finish()?;
    let note = note.map(Personal::text);
    let beyond = ctx.beyond_scope();
    obligation::verify(tx, &beyond, it.outcome.obligation, true, note.clone())?;
    obligation::close(tx, &beyond, it.outcome.obligation)?;
    owing::let_off(tx, ctx, crate::LET_OFF, (it.look.obligation, &Personal::text("活动已举办，活动前未完成现场检查")))?;
    store::record(tx, ctx, &it, &Fact::Closed { note })
}
