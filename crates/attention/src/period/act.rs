//! Drafting, opening, extending and shortening a period, and giving a draft up.

use std::collections::BTreeSet;

use kernel::{Ctx, Day, Division, Error, OrganisationId, Personal, Text};
use ledger::{Fact as _, Tx};
use registry::OrganisationKind;
use registry::forms::{given, reasoned};
use serde::{Deserialize, Serialize};

use super::{Fact, Kind, Said, SpecialPeriod, SpecialPeriodId, State, Tightening, days, store};
use crate::said::{self, Bodies, CHOOSE};

/// A period is days or weeks; a whole flood season is the longest.
const LONGEST_DAYS: i64 = 200;
const MOST_ASKED: usize = 300;

/// What the form or a program says, as it was typed.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Draft {
    /// `holiday`, `big_event`, `congress`, `flood_season`, `other`
    pub kind: String,
    pub title: String,
    /// yyyy-MM-dd
    pub from: String,
    pub to: String,
    /// Codes of townships; the whole district without any.
    #[serde(default)]
    pub townships: Vec<String>,
    pub reason: String,
    #[serde(default)]
    pub document: String,
    /// `townships`, `departments`
    #[serde(default)]
    pub groups: Vec<String>,
    /// Names of organisations, one a line.
    #[serde(default)]
    pub organisations: String,
    /// `leader_on_duty`, `doubled`, `sweep`, `zero_report`
    #[serde(default)]
    pub rules: Vec<String>,
    /// By when the sweep is reported; by the deadline rule without it.
    #[serde(default)]
    pub sweep_by: String,
    /// 0 to 23; 16 without it.
    #[serde(default)]
    pub report_hour: String,
}

#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct OpenIt {
    /// The version of the draft that was read.
    pub version: String,
}

#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Extend {
    /// The last day from now on.
    pub to: String,
    pub reason: String,
}

#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Shorten {
    /// The last day from now on; today at the earliest.
    pub to: String,
    pub reason: String,
}

#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Discard {
    pub reason: String,
}

/// By the end of the afternoon, unless the draft says otherwise.
const USUAL_HOUR: i8 = 16;

fn tightening(text: &mut Text, cmd: &Draft) -> Tightening {
    let mut it = Tightening::default();
    let mut reports = false;
    for rule in cmd.rules.iter().map(|it| it.trim()).filter(|it| !it.is_empty()) {
        match rule {
            "leader_on_duty" => it.leader_on_duty = true,
            "doubled" => it.doubled = true,
            "sweep" => it.sweep = true,
            "zero_report" => reports = true,
            _ => text.problem("rules", CHOOSE, rule),
        }
    }
    let hour = text.read_optional("report_hour", &cmd.report_hour, "write the hour as a number from 0 to 23", |it| {
        it.trim().parse::<i8>().ok().filter(|hour| (0..=23).contains(hour))
    });
    it.report_hour = reports.then_some(hour.unwrap_or(USUAL_HOUR));
    let by = text.read_optional("sweep_by", &cmd.sweep_by, said::DAY, |it| it.parse::<Day>().ok());
    it.sweep_by = by.filter(|_| it.sweep);
    if it.is_nothing() {
        text.problem("rules", "say what is tightened", "");
    }
    it
}

/// Townships that exist, in the order of their codes.
fn places(text: &mut Text, cmd: &Draft, known: &[(Division, String)]) -> Vec<Division> {
    let mut found = BTreeSet::new();
    for code in cmd.townships.iter().map(|it| it.trim()).filter(|it| !it.is_empty()) {
        match known.iter().find(|(it, name)| it.to_string() == code || name == code) {
            Some((it, _)) => drop(found.insert(*it)),
            None => text.problem("townships", CHOOSE, code),
        }
    }
    found.into_iter().collect()
}

/// Those of the groups and names, each once, in the order of the register; of townships only those of the period's places.
fn whom(text: &mut Text, cmd: &Draft, bodies: &Bodies, places: &[Division]) -> Vec<OrganisationId> {
    let here = |place: Division| places.is_empty() || places.iter().any(|it| it.contains(place));
    let mut wanted = BTreeSet::new();
    for group in cmd.groups.iter().map(|it| it.trim()).filter(|it| !it.is_empty()) {
        match group {
            "townships" => {
                wanted.extend(bodies.of(OrganisationKind::Township).filter(|it| here(it.division)).map(|it| it.id));
            }
            "departments" => wanted.extend(bodies.of(OrganisationKind::Department).map(|it| it.id)),
            _ => text.problem("groups", CHOOSE, group),
        }
    }
    wanted.extend(bodies.read(text, "organisations", &cmd.organisations));
    if wanted.is_empty() {
        text.problem("organisations", "say who is asked", "");
    }
    if wanted.len() > MOST_ASKED {
        text.problem("organisations", "too many organisations at once", "");
    }
    bodies.0.iter().map(|it| it.id).filter(|id| wanted.contains(id)).collect()
}

pub(super) fn decide(cmd: &Draft, bodies: &Bodies, known: &[(Division, String)], today: Day) -> Result<Said, Error> {
    let mut text = Text::new();
    let sort = text.read("kind", &cmd.kind, CHOOSE, Kind::from_word);
    let title = text.required("title", &cmd.title, 2, 80);
    let from = said::day(&mut text, "from", &cmd.from);
    let to = said::day(&mut text, "to", &cmd.to);
    if let Some((from, to)) = from.zip(to) {
        if to < from {
            text.problem("to", "the end comes before the beginning", &cmd.to);
        }
        if to < today {
            text.problem("to", "this period is over already", &cmd.to);
        }
        if from.days_until(to) >= LONGEST_DAYS {
            text.problem("to", "a special period is at most 200 days", &cmd.to);
        }
    }
    let places = places(&mut text, cmd, known);
    let reason = text.required("reason", &cmd.reason, 2, 1_000);
    let document = text.optional("document", &cmd.document, 120);
    let organisations = whom(&mut text, cmd, bodies, &places);
    let tightening = tightening(&mut text, cmd);
    if let Some((by, to)) = tightening.sweep_by.zip(to) {
        if by < today {
            text.problem("sweep_by", "this day is too early", &cmd.sweep_by);
        }
        if by > to {
            text.problem("sweep_by", "this lies after the period", &cmd.sweep_by);
        }
    }
    text.finish()?;
    Ok(Said {
        sort: given(sort)?,
        title: Personal::text(title),
        from: given(from)?,
        to: given(to)?,
        townships: places,
        reason: Personal::text(reason),
        document: document.map(Personal::text),
        organisations,
        tightening,
    })
}

pub fn draft(tx: &mut Tx<'_>, ctx: &Ctx, cmd: &Draft) -> Result<SpecialPeriodId, Error> {
    let id: SpecialPeriodId = ctx.mint();
    let (bodies, known) = (Bodies::fetch(tx, ctx)?, registry::query::townships(tx, ctx)?);
    let said = decide(cmd, &bodies, &known, ctx.now.day())?;
    let year = said.from.year();
    let number = format!("{year}-{:02}", tx.next_number(ctx, Fact::STREAM, year)?);
    let fact = Fact::Drafted { number, said: Box::new(said) };
    let at = tx.record(ctx, id, 0, &fact)?;
    store::project(tx, &at, id, &fact)?;
    Ok(id)
}

fn must_be(it: &SpecialPeriod, state: State) -> Result<(), Error> {
    match (it.state, state) {
        (is, wanted) if is == wanted => Ok(()),
        (_, State::Draft) => Err(Error::refused("this period is not a draft any more")),
        (State::Draft, _) => Err(Error::refused("this period was not opened yet")),
        _ => Err(Error::refused("this period is over")),
    }
}

pub fn redraft(tx: &mut Tx<'_>, ctx: &Ctx, id: SpecialPeriodId, cmd: &Draft) -> Result<(), Error> {
    let it = store::load(tx, ctx, id)?;
    must_be(&it, State::Draft)?;
    let (bodies, known) = (Bodies::fetch(tx, ctx)?, registry::query::townships(tx, ctx)?);
    let said = decide(cmd, &bodies, &known, ctx.now.day())?;
    store::record(tx, ctx, &it, &Fact::Redrafted { said: Box::new(said) })
}

/// The first day that owes a report: today only while its hour is not over.
pub(super) fn decide_open(it: &SpecialPeriod, ctx: &Ctx, cmd: &OpenIt) -> Result<Fact, Error> {
    must_be(it, State::Draft)?;
    if it.drafted_by.is_some() && it.drafted_by == ctx.person() {
        return Err(Error::Forbidden { action: "open the period that you drafted yourself" });
    }
    if cmd.version.trim() != it.version.to_string() {
        return Err(Error::refused("another draft took the place of the one you read"));
    }
    let today = ctx.now.day();
    if it.to < today {
        return Err(Error::refused("this period is over already"));
    }
    if it.tightening.sweep_by.is_some_and(|by| by < today) {
        return Err(Error::refused("the day by which the sweep is asked for is over: draft it anew"));
    }
    let hour_over = it.tightening.report_hour.is_some_and(|hour| ctx.now >= today.at(hour, 0));
    let today_or_next = if hour_over { today.plus_days(1) } else { today };
    Ok(Fact::Opened { first_report: it.from.max(today_or_next) })
}

/// The rules are on from now: sweeps are owed at once, reports day by day.
pub fn open(tx: &mut Tx<'_>, ctx: &Ctx, id: SpecialPeriodId, cmd: &OpenIt) -> Result<(), Error> {
    let it = store::load(tx, ctx, id)?;
    let fact = decide_open(&it, ctx, cmd)?;
    store::record(tx, ctx, &it, &fact)?;
    days::begin(tx, ctx, id)
}

pub(super) fn decide_extend(it: &SpecialPeriod, cmd: &Extend) -> Result<Fact, Error> {
    must_be(it, State::Open)?;
    let mut text = Text::new();
    let to = said::day(&mut text, "to", &cmd.to);
    if to.is_some_and(|to| to <= it.to) {
        text.problem("to", "this is not later than before", &cmd.to);
    }
    if to.is_some_and(|to| it.from.days_until(to) >= LONGEST_DAYS) {
        text.problem("to", "a special period is at most 200 days", &cmd.to);
    }
    let reason = text.required("reason", &cmd.reason, 2, 500);
    text.finish()?;
    Ok(Fact::Extended { to: given(to)?, reason: Personal::text(reason) })
}

pub fn extend(tx: &mut Tx<'_>, ctx: &Ctx, id: SpecialPeriodId, cmd: &Extend) -> Result<(), Error> {
    let it = store::load(tx, ctx, id)?;
    let fact = decide_extend(&it, cmd)?;
    store::record(tx, ctx, &it, &fact)
}

pub(super) fn decide_shorten(it: &SpecialPeriod, today: Day, cmd: &Shorten) -> Result<Fact, Error> {
    must_be(it, State::Open)?;
    let mut text = Text::new();
    let to = said::day(&mut text, "to", &cmd.to);
    if to.is_some_and(|to| to >= it.to) {
        text.problem("to", "this is not earlier than before", &cmd.to);
    }
    if to.is_some_and(|to| to < today || to < it.from) {
        text.problem("to", "this day is too early", &cmd.to);
    }
    let reason = text.required("reason", &cmd.reason, 2, 500);
    text.finish()?;
    Ok(Fact::Shortened { to: given(to)?, reason: Personal::text(reason) })
}

/// What the last day owes is still owed; the timer ends the period on the day after it.
pub fn shorten(tx: &mut Tx<'_>, ctx: &Ctx, id: SpecialPeriodId, cmd: &Shorten) -> Result<(), Error> {
    let it = store::load(tx, ctx, id)?;
    let fact = decide_shorten(&it, ctx.now.day(), cmd)?;
    store::record(tx, ctx, &it, &fact)
}

pub fn discard(tx: &mut Tx<'_>, ctx: &Ctx, id: SpecialPeriodId, cmd: &Discard) -> Result<(), Error> {
    let it = store::load(tx, ctx, id)?;
    must_be(&it, State::Draft)?;
    let reason = reasoned("reason", &cmd.reason)?;
    store::record(tx, ctx, &it, &Fact::Discarded { reason })
}
