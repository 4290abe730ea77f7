//! Drafting an edition, switching it on and off, giving a draft up.

use kernel::{Ctx, Day, Division, Error, PersonId, Personal, Text};
use ledger::{Fact as _, Reader, Tx};
use registry::forms::{given, reasoned};
use serde::{Deserialize, Serialize};

use super::backtest::Tested;
use super::model;
use super::{
    Aggregate, Described, Direction, Drafted, Fact, SignalRule, SignalRuleId, State, Target, Threshold, query, store,
};
use crate::device::{self, DeviceId};
use crate::said::{self, CHOOSE, NUMBER};
use crate::{Colour, Quantity};

/// Seventy-two hours: the longest window of rain, and the longest lateness.
const LONGEST: u32 = 72 * 60;
/// Chosen devices of one rule.
const MOST_DEVICES: usize = 500;

/// What the form or a program says, as it was typed.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = SignalRuleDescribe)]
pub struct Describe {
    pub title: String,
    /// After which text, and why.
    pub basis: String,
    /// Code of a metric, as `rain`.
    pub metric: String,
    /// Minutes; 0 for the reading itself.
    pub window: String,
    /// `sum`, `last`, `max`, `min`, `mean`, `rise`, `rate`, `intensity_duration`, `tangent_angle`, `inverse_velocity`
    pub aggregate: String,
    /// `above`, `below`
    pub direction: String,
    #[serde(default)]
    pub blue: String,
    #[serde(default)]
    pub yellow: String,
    #[serde(default)]
    pub orange: String,
    #[serde(default)]
    pub red: String,
    /// Minutes.
    #[serde(default)]
    pub hold: String,
    #[serde(default)]
    pub clear: String,
    /// Minutes; as long as the window without it.
    #[serde(default)]
    pub lateness: String,
    /// Kind of device; of every kind without it.
    #[serde(default)]
    pub sort: String,
    /// Code of a township; of every one without it.
    #[serde(default)]
    pub township: String,
    /// Station codes, one a line; all that fit without it.
    #[serde(default)]
    pub devices: String,
    /// Of `intensity_duration`: `factor` and `exponent` of I = a·D^(-b) in mm/h and hours, the shortest duration in minutes (an hour
    /// without it); the window is the longest one. Thresholds are percent.
    #[serde(default)]
    pub factor: String,
    #[serde(default)]
    pub exponent: String,
    #[serde(default)]
    pub shortest: String,
    /// Of `tangent_angle`: millimetres a day. Thresholds are degrees; of `inverse_velocity` they are hours.
    #[serde(default)]
    pub uniform_speed: String,
    /// Of sums of rain: days that are looked back for the wetness of the ground, what is left after a day (0.85 without it), below
    /// which effective antecedent rain (mm) the ground is dry, from which on it is wet, and the thresholds then.
    #[serde(default)]
    pub wet_days: String,
    #[serde(default)]
    pub decay: String,
    #[serde(default)]
    pub dry_below: String,
    #[serde(default)]
    pub wet_from: String,
    #[serde(default)]
    pub dry_blue: String,
    #[serde(default)]
    pub dry_yellow: String,
    #[serde(default)]
    pub dry_orange: String,
    #[serde(default)]
    pub dry_red: String,
    #[serde(default)]
    pub wet_blue: String,
    #[serde(default)]
    pub wet_yellow: String,
    #[serde(default)]
    pub wet_orange: String,
    #[serde(default)]
    pub wet_red: String,
    /// `device`, `site`: whether each device makes its own condition, or the devices of a supervised subject one; then, how many of
    /// them must agree (1 without it).
    #[serde(default)]
    pub per: String,
    #[serde(default)]
    pub agree: String,
    /// Of a new edition: the edition that it follows.
    #[serde(default)]
    pub follows: String,
}

#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = SignalRuleSwitchOn)]
pub struct SwitchOn {
    /// The version of the draft that was read.
    pub version: String,
    /// From which day on: today at the earliest.
    pub from: String,
    pub reason: String,
}

#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = SignalRuleSwitchOff)]
pub struct SwitchOff {
    /// The first day on which it does not hold: today at the earliest.
    pub to: String,
    pub reason: String,
}

#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = SignalRuleDiscard)]
pub struct Discard {
    pub reason: String,
}

/// Pure: the words as values, every problem at once; places and devices were found before.
pub(crate) fn decide(mut text: Text, cmd: &Describe, target: Target) -> Result<Described, Error> {
    let title = text.required("title", &cmd.title, 2, 80);
    let basis = text.required("basis", &cmd.basis, 2, 500);
    let metric = text.read("metric", &cmd.metric, CHOOSE, said::metric);
    let window = said::count(&mut text, "window", &cmd.window, 0, LONGEST);
    let aggregate = text.read("aggregate", &cmd.aggregate, CHOOSE, Aggregate::from_word);
    if let Some((aggregate, metric)) = aggregate.zip(metric)
        && !aggregate.fits(metric)
    {
        text.problem("aggregate", "this says nothing of such a metric", &cmd.aggregate);
    }
    if aggregate.is_some_and(|it| it != Aggregate::Last) && window == Some(0) {
        text.problem("window", "without a window only the last reading counts", &cmd.window);
    }
    let model = model::model(&mut text, cmd, aggregate, window);
    let sums_rain = aggregate == Some(Aggregate::Sum) && metric == Some(readings::Metric::Rain);
    let wetness = model::wetness(&mut text, cmd, sums_rain && cmd.direction == Direction::Above.word());
    let direction = text.read("direction", &cmd.direction, CHOOSE, Direction::from_word);
    if let Some((aggregate, direction)) = aggregate.zip(direction)
        && aggregate.worse().is_some_and(|worse| worse != direction)
    {
        text.problem("direction", "of this figure the other side is bad", &cmd.direction);
    }
    let thresholds = thresholds(&mut text, cmd, direction);
    let per_site = model::per_site(&mut text, cmd);
    let mut minutes = |field, typed: &str, otherwise: u32| match typed.trim() {
        "" => Some(otherwise),
        typed => said::count(&mut text, field, typed, 0, LONGEST),
    };
    let (hold, clear) = (minutes("hold", &cmd.hold, 0), minutes("clear", &cmd.clear, 0));
    let lateness = minutes("lateness", &cmd.lateness, window.unwrap_or_default());
    text.finish()?;
    Ok(Described {
        title: Personal::text(title),
        basis: Personal::text(basis),
        metric: given(metric)?,
        window_minutes: given(window)?,
        aggregate: given(aggregate)?,
        direction: given(direction)?,
        thresholds,
        hold_minutes: given(hold)?,
        clear_minutes: given(clear)?,
        lateness_minutes: given(lateness)?,
        target,
        model,
        wetness,
        per_site,
    })
}

/// From blue to red each further on the bad side.
fn thresholds(text: &mut Text, cmd: &Describe, direction: Option<Direction>) -> Vec<Threshold> {
    let typed = [
        ("blue", &cmd.blue, Colour::Blue),
        ("yellow", &cmd.yellow, Colour::Yellow),
        ("orange", &cmd.orange, Colour::Orange),
        ("red", &cmd.red, Colour::Red),
    ];
    let mut found: Vec<Threshold> = Vec::new();
    for (field, typed, colour) in typed {
        let Some(value) = text.read_optional(field, typed, NUMBER, Quantity::read) else { continue };
        let wrong = found.last().is_some_and(|before| match direction {
            Some(Direction::Above) => value <= before.value,
            Some(Direction::Below) => value >= before.value,
            None => false,
        });
        if wrong {
            text.problem(field, "a worse colour begins further on the bad side", typed);
        }
        found.push(Threshold { colour, value });
    }
    if typed.iter().all(|(_, typed, _)| typed.trim().is_empty()) {
        text.problem("red", "give at least one colour its threshold", "");
    }
    found
}

fn target(r: &Reader<'_>, ctx: &Ctx, text: &mut Text, cmd: &Describe) -> Result<Target, Error> {
    let sort = text.read_optional("sort", &cmd.sort, CHOOSE, device::Sort::from_word);
    let townships = registry::query::townships(r, ctx)?;
    let township: Option<Division> = text.read_optional("township", &cmd.township, CHOOSE, |typed| {
        townships.iter().find(|(code, name)| code.to_string() == typed || name == typed).map(|(code, _)| *code)
    });
    let mut devices: Vec<DeviceId> = Vec::new();
    for code in cmd.devices.split(['\n', '、', ',', '，']).map(str::trim).filter(|it| !it.is_empty()) {
        match device::query::by_code(r, ctx, code)? {
            Some(it) if devices.contains(&it.id) => {}
            Some(it) if it.measures_code(&cmd.metric) => devices.push(it.id),
            Some(_) => text.problem("devices", "this device does not measure that", code),
            None => text.problem("devices", "no such device", code),
        }
    }
    if devices.len() > MOST_DEVICES {
        text.problem("devices", "at most five hundred devices are chosen one by one", "");
    }
    Ok(Target { sort, township, devices })
}

pub fn draft(tx: &mut Tx<'_>, ctx: &Ctx, cmd: &Describe) -> Result<SignalRuleId, Error> {
    let id: SignalRuleId = ctx.mint();
    let mut text = Text::new();
    let follows = match cmd.follows.trim() {
        "" => None,
        typed => match typed.parse::<SignalRuleId>() {
            Ok(id) => Some(query::one(tx, ctx, id)?),
            Err(_) => return Err(Error::NotFound("SignalRuleId")),
        },
    };
    let target = target(tx, ctx, &mut text, cmd)?;
    let said = decide(text, cmd, target)?;
    let (code, edition) = match &follows {
        Some(it) => (it.code.clone(), query::last_edition(tx, ctx, &it.code)? + 1),
        None => {
            let year = ctx.now.day().year();
            (format!("R{year}-{:03}", tx.next_number(ctx, Fact::STREAM, year)?), 1)
        }
    };
    let follows = follows.map(|it| it.id);
    let fact = Fact::Drafted(Box::new(Drafted { code, edition, follows, said }));
    let at = tx.record(ctx, id, 0, &fact)?;
    store::project(tx, &at, id, &fact)?;
    Ok(id)
}

fn must_be_draft(it: &SignalRule) -> Result<(), Error> {
    match it.state {
        State::Draft => Ok(()),
        State::On | State::Off => Err(Error::refused("what was switched on is not changed: draft a new edition")),
        State::Discarded => Err(Error::refused("this draft was discarded")),
    }
}

pub fn redraft(tx: &mut Tx<'_>, ctx: &Ctx, id: SignalRuleId, cmd: &Describe) -> Result<(), Error> {
    let it = store::load(tx, ctx, id)?;
    must_be_draft(&it)?;
    let mut text = Text::new();
    let target = target(tx, ctx, &mut text, cmd)?;
    let said = Box::new(decide(text, cmd, target)?);
    store::record(tx, ctx, &it, &Fact::Redrafted { said })
}

/// What a draft would have warned stays with it until it is written anew.
pub fn tested(
    tx: &mut Tx<'_>,
    ctx: &Ctx,
    id: SignalRuleId,
    (said, tested): (&Described, &Tested),
) -> Result<(), Error> {
    let it = store::load(tx, ctx, id)?;
    must_be_draft(&it)?;
    if it.said != *said {
        return Err(Error::refused("the draft was changed meanwhile: begin the backtest again"));
    }
    store::record(tx, ctx, &it, &Fact::Tested(Box::new(tested.clone())))
}

/// Everybody who wrote at the draft.
pub(crate) fn authors(r: &Reader<'_>, ctx: &Ctx, id: SignalRuleId) -> Result<Vec<PersonId>, Error> {
    let history = r.history::<Fact>(ctx.district, id)?;
    let wrote = |fact: &Fact| matches!(fact, Fact::Drafted(_) | Fact::Redrafted { .. });
    Ok(history.into_iter().filter(|it| wrote(&it.fact)).filter_map(|it| it.at.person).collect())
}

fn must_be_another(ctx: &Ctx, authors: &[PersonId]) -> Result<(), Error> {
    match ctx.person() {
        Some(person) if authors.contains(&person) => {
            Err(Error::Forbidden { action: "switch the rule that you drafted yourself" })
        }
        _ => Ok(()),
    }
}

/// A day from today on, and why.
fn dated(ctx: &Ctx, (field, day): (&'static str, &str), reason: &str) -> Result<(Day, Personal<String>), Error> {
    let mut text = Text::new();
    let read = said::day(&mut text, field, day);
    if read.is_some_and(|it| it < ctx.now.day()) {
        text.problem(field, "this day is over", day);
    }
    let reason = text.required("reason", reason, 2, 500);
    text.finish()?;
    Ok((given(read)?, Personal::text(reason)))
}

pub(crate) fn decide_on(it: &SignalRule, ctx: &Ctx, authors: &[PersonId], cmd: &SwitchOn) -> Result<Fact, Error> {
    must_be_draft(it)?;
    must_be_another(ctx, authors)?;
    if cmd.version.trim() != it.version.to_string() {
        return Err(Error::refused("another draft took the place of the one you read"));
    }
    let (from, reason) = dated(ctx, ("from", &cmd.from), &cmd.reason)?;
    Ok(Fact::SwitchedOn { from, reason })
}

/// By a second person, from a day on that is not over.
pub fn switch_on(tx: &mut Tx<'_>, ctx: &Ctx, id: SignalRuleId, cmd: &SwitchOn) -> Result<(), Error> {
    let it = store::load(tx, ctx, id)?;
    let fact = decide_on(&it, ctx, &authors(tx, ctx, id)?, cmd)?;
    store::record(tx, ctx, &it, &fact)
}

pub(crate) fn decide_off(it: &SignalRule, ctx: &Ctx, authors: &[PersonId], cmd: &SwitchOff) -> Result<Fact, Error> {
    let Some(on) = it.on.as_ref().filter(|_| it.state == State::On) else {
        return Err(Error::refused("this edition is not switched on"));
    };
    must_be_another(ctx, authors)?;
    let (to, reason) = dated(ctx, ("to", &cmd.to), &cmd.reason)?;
    if to < on.day {
        return Err(kernel::Problem {
            field: "to",
            problem: "this lies before the day it begins",
            given: cmd.to.clone(),
        }
        .into());
    }
    Ok(Fact::SwitchedOff { to, reason })
}

/// Likewise.
pub fn switch_off(tx: &mut Tx<'_>, ctx: &Ctx, id: SignalRuleId, cmd: &SwitchOff) -> Result<(), Error> {
    let it = store::load(tx, ctx, id)?;
    let fact = decide_off(&it, ctx, &authors(tx, ctx, id)?, cmd)?;
    store::record(tx, ctx, &it, &fact)
}

pub fn discard(tx: &mut Tx<'_>, ctx: &Ctx, id: SignalRuleId, cmd: &Discard) -> Result<(), Error> {
    let it = store::load(tx, ctx, id)?;
    must_be_draft(&it)?;
    let reason = reasoned("reason", &cmd.reason)?;
    store::record(tx, ctx, &it, &Fact::Discarded { reason })
}
