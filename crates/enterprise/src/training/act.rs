//! Entering a training, correcting the entry, withdrawing it.

use kernel::{Ctx, Day, Error, OrganisationId, Personal, Text};
use ledger::Tx;
use serde::Deserialize;

use super::{Fact, Session, Sort, Training, TrainingId, store};
use crate::unit;
use crate::web::read_day;
use registry::forms::{given, reasoned};

/// Longer than any one training, in halves of an hour.
const LONGEST: u32 = 1_000;
const MOST_PEOPLE: u32 = 100_000;

/// What the form or a program says, as it was typed.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Hold {
    /// `principal`, `manager`, `special_operation`, `induction`, `yearly`, `other`
    pub sort: String,
    /// `yes`: before taking up the post, of principals and managers.
    #[serde(default)]
    pub initial: String,
    pub topic: String,
    /// yyyy-MM-dd
    pub held_on: String,
    /// Of each person, in halves: `4`, `4.5`
    pub hours: String,
    pub people: String,
    pub passed: String,
    /// Who taught, or the institution.
    #[serde(default)]
    pub trainer: String,
    #[serde(default)]
    pub note: String,
}

/// In halves of an hour.
fn half_hours(text: &str) -> Option<u32> {
    let (whole, half) = match text.split_once('.') {
        None => (text, 0),
        Some((whole, "0")) => (whole, 0),
        Some((whole, "5")) => (whole, 1),
        Some(_) => return None,
    };
    let whole: u32 = whole.parse().ok()?;
    let halves = whole.checked_mul(2)?.checked_add(half)?;
    (1..=LONGEST).contains(&halves).then_some(halves)
}

/// Every problem at once.
pub(super) fn decide(cmd: &Hold, today: Day) -> Result<Session, Error> {
    let mut text = Text::new();
    let number = |given: &str| given.parse::<u32>().ok().filter(|it| *it <= MOST_PEOPLE);
    let sort = text.read("sort", &cmd.sort, "choose one of the list", Sort::from_word);
    let topic = text.required("topic", &cmd.topic, 2, 200);
    let held_on = read_day(&mut text, "held_on", &cmd.held_on);
    let hours = text.read("hours", &cmd.hours, "hours from 0.5 to 500, in halves", half_hours);
    let people = text.read("people", &cmd.people, "give a number from 1 to 100,000", |n| number(n).filter(|n| *n > 0));
    let passed = text.read("passed", &cmd.passed, "give a number from 0 to 100,000", number);
    let trainer = text.optional("trainer", &cmd.trainer, 100);
    let note = text.optional("note", &cmd.note, 500);
    if held_on.is_some_and(|day| day > today) {
        text.problem("held_on", "this day lies in the future", &cmd.held_on);
    }
    if people.zip(passed).is_some_and(|(people, passed)| passed > people) {
        text.problem("passed", "more passed than took part", &cmd.passed);
    }
    text.finish()?;
    let sort = given(sort)?;
    let initial = match sort {
        Sort::Induction => true,
        Sort::Principal | Sort::Manager => cmd.initial == "yes",
        _ => false,
    };
    Ok(Session {
        sort,
        initial,
        topic: Personal::text(topic),
        held_on: given(held_on)?,
        half_hours: given(hours)?,
        people: given(people)?,
        passed: given(passed)?,
        trainer: trainer.map(Personal::text),
        note: note.map(Personal::text),
    })
}

pub fn hold(tx: &mut Tx<'_>, ctx: &Ctx, organisation: OrganisationId, cmd: &Hold) -> Result<TrainingId, Error> {
    let id: TrainingId = ctx.mint();
    let unit = unit::load(tx, ctx, organisation)?;
    let session = decide(cmd, ctx.now.day())?;
    let fact = Fact::Held { organisation, division: unit.division, session };
    let at = tx.record(ctx, id, 0, &fact)?;
    store::project(tx, &at, id, &fact)?;
    Ok(id)
}

fn must_stand(it: &Training) -> Result<(), Error> {
    if it.withdrawn { Err(Error::refused("this entry was withdrawn")) } else { Ok(()) }
}

pub(super) fn decide_correction(it: &Training, cmd: &Hold, reason: &str, today: Day) -> Result<Fact, Error> {
    must_stand(it)?;
    match (decide(cmd, today), reasoned("reason", reason)) {
        (Ok(session), Ok(_)) if session == it.session => Err(Error::refused("nothing was changed")),
        (Ok(session), Ok(reason)) => Ok(Fact::Corrected { session, reason }),
        (Err(Error::Invalid(mut first)), Err(Error::Invalid(mut second))) => {
            first.0.append(&mut second.0);
            Err(first.into())
        }
        (Err(error), _) | (_, Err(error)) => Err(error),
    }
}

/// What was entered stays on record; from now on this counts.
pub fn correct(tx: &mut Tx<'_>, ctx: &Ctx, id: TrainingId, cmd: &Hold, reason: &str) -> Result<(), Error> {
    let it = store::load(tx, ctx, id)?;
    let fact = decide_correction(&it, cmd, reason, ctx.now.day())?;
    record(tx, ctx, &it, &fact)
}

pub fn withdraw(tx: &mut Tx<'_>, ctx: &Ctx, id: TrainingId, reason: &str) -> Result<(), Error> {
    let it = store::load(tx, ctx, id)?;
    must_stand(&it)?;
    let reason = reasoned("reason", reason)?;
    record(tx, ctx, &it, &Fact::Withdrawn { reason })
}

fn record(tx: &mut Tx<'_>, ctx: &Ctx, it: &Training, fact: &Fact) -> Result<(), Error> {
    let at = tx.record(ctx, it.id, it.version, fact)?;
    store::project(tx, &at, it.id, fact)
}
