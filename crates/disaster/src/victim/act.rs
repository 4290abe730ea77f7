//! Recording a person, correcting what was said, finding who was missing, taking a record back.

use kernel::{Ctx, Division, DivisionLevel, Error, Instant, Personal, Text};
use ledger::{Reader, Tx};
use serde::{Deserialize, Serialize};

use super::{Cause, Condition, Fact, Known, Sex, Victim, VictimId, query, store};
use crate::event::{self, Disaster, DisasterId, State};
use crate::web::read_minute;
use registry::forms::{given, reasoned};

const CHOOSE: &str = "choose one of the list";
const OLDEST: u32 = 130;

/// What is typed of one person.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Person {
    pub name: String,
    /// `male`, `female`
    #[serde(default)]
    pub sex: String,
    /// In years, when it happened.
    #[serde(default)]
    pub age: String,
    /// The township or village where it happened.
    pub division: String,
    /// In words.
    #[serde(default)]
    pub place: String,
    /// `drowned`, `house_collapsed`, `landslide`, …
    pub cause: String,
    /// `dead`, `missing`; in a correction `found`, too.
    pub condition: String,
    /// yyyy-MM-dd HH:mm
    pub since: String,
    #[serde(default)]
    pub note: String,
}

/// What is right of a person, whole.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Correct {
    pub person: Person,
    pub reason: String,
}

/// What became of a missing person.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Outcome {
    /// `dead`, `found`
    pub condition: String,
    /// yyyy-MM-dd HH:mm
    pub since: String,
    #[serde(default)]
    pub note: String,
}

/// Recorded by mistake, and why.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Withdraw {
    pub reason: String,
}

/// Names are often known only after the figures were verified: they are taken until a disaster is dismissed.
fn must_stand(it: &Disaster) -> Result<(), Error> {
    match it.state {
        State::Dismissed => Err(Error::refused("this disaster was dismissed")),
        State::Open | State::Ended | State::Verified => Ok(()),
    }
}

/// The record, that of a disaster that stands and not taken back.
fn load(r: &Reader<'_>, ctx: &Ctx, id: VictimId) -> Result<(Victim, Disaster), Error> {
    let it = store::load(r, ctx, id)?;
    let disaster = event::store::load(r, ctx, it.disaster)?;
    must_stand(&disaster)?;
    if it.withdrawn {
        return Err(Error::refused("this record was taken back"));
    }
    Ok((it, disaster))
}

/// Every problem at once. `reached`: whether a place is one of the district's that the visitor looks after.
pub(super) fn decide(
    cmd: &Person,
    disaster: &Disaster,
    of: &[Condition],
    now: Instant,
    reached: impl Fn(Division) -> bool,
) -> Result<Known, Error> {
    let mut text = Text::new();
    let name = text.required("name", &cmd.name, 2, 50);
    let sex = text.read_optional("sex", &cmd.sex, CHOOSE, Sex::from_word);
    let age = text.read_optional("age", &cmd.age, "the age in whole years, 130 at most", |it| {
        it.parse::<u32>().ok().filter(|it| *it <= OLDEST)
    });
    let is_place = |it: &Division| matches!(it.level(), DivisionLevel::Township | DivisionLevel::Village);
    let no_place = "this is no township or village of the district";
    let division = text.read("division", &cmd.division, no_place, |it| it.parse().ok().filter(is_place));
    if division.is_some_and(|it| !reached(it)) {
        text.problem("division", no_place, &cmd.division);
    }
    let place = text.optional("place", &cmd.place, 100);
    let cause = text.read("cause", &cmd.cause, CHOOSE, Cause::from_word);
    let condition =
        text.read("condition", &cmd.condition, CHOOSE, |it| Condition::from_word(it).filter(|it| of.contains(it)));
    let since = moment(&mut text, &cmd.since, disaster.from, now);
    let note = text.optional("note", &cmd.note, 500);
    text.finish()?;
    Ok(Known {
        name: Personal::text(name),
        sex: sex.map(|it| Personal::text(it.word())),
        age: age.map(|it| Personal::text(it.to_string())),
        division: given(division)?,
        place: place.map(Personal::text),
        cause: given(cause)?,
        condition: given(condition)?,
        since: given(since)?,
        note: note.map(Personal::text),
    })
}

/// Between what came before it and now. A minute is typed, so the minute in which a disaster began is not before it.
fn moment(text: &mut Text, typed: &str, before: Instant, now: Instant) -> Option<Instant> {
    let since = read_minute(text, "since", typed)?;
    if since > now {
        text.problem("since", "this lies in the future", typed);
    }
    if since < before && since.to_minute() != before.to_minute() {
        text.problem("since", "this lies before the disaster or before the person was lost", typed);
    }
    Some(since)
}

fn known(
    r: &Reader<'_>,
    ctx: &Ctx,
    cmd: &Person,
    disaster: &Disaster,
    (of, but): (&[Condition], Option<VictimId>),
) -> Result<Known, Error> {
    let mut there = false;
    if let Ok(division) = cmd.division.trim().parse::<Division>() {
        there = ctx.scope.covers(division, &[], &[], None) && registry::query::division(r, ctx, division)?.is_some();
    }
    let known = decide(cmd, disaster, of, ctx.now, |_| there)?;
    // Two people of one name live in one village; then somebody has to have looked.
    if known.note.is_none() && query::is_named(r, ctx, disaster.id, &known, but)? {
        let mut text = Text::new();
        text.problem("note", "this name of this place is recorded already: say how the two differ", "");
        text.finish()?;
    }
    Ok(known)
}

pub fn record(tx: &mut Tx<'_>, ctx: &Ctx, id: DisasterId, cmd: &Person) -> Result<VictimId, Error> {
    let disaster = event::store::load(tx, ctx, id)?;
    must_stand(&disaster)?;
    let known = known(tx, ctx, cmd, &disaster, (&[Condition::Dead, Condition::Missing], None))?;
    let victim: VictimId = ctx.mint();
    let fact = Fact::Recorded { disaster: id, known: Box::new(known) };
    let at = tx.record(ctx, victim, 0, &fact)?;
    store::project(tx, &at, victim, &fact)?;
    Ok(victim)
}

pub fn correct(tx: &mut Tx<'_>, ctx: &Ctx, id: VictimId, cmd: &Correct) -> Result<(), Error> {
    let (it, disaster) = load(tx, ctx, id)?;
    let reason = reasoned("reason", &cmd.reason);
    let known = known(tx, ctx, &cmd.person, &disaster, (Condition::ALL, Some(id)));
    let (known, reason) = match (known, reason) {
        (Err(Error::Invalid(mut all)), Err(Error::Invalid(more))) => {
            all.0.extend(more.0);
            return Err(Error::Invalid(all));
        }
        (known, reason) => (known?, reason?),
    };
    if known == it.known {
        return Err(Error::refused("nothing is different: say what changed"));
    }
    done(tx, ctx, &it, &Fact::Corrected { known: Box::new(known), reason })
}

pub fn find(tx: &mut Tx<'_>, ctx: &Ctx, id: VictimId, cmd: &Outcome) -> Result<(), Error> {
    let (it, _) = load(tx, ctx, id)?;
    if it.known.condition != Condition::Missing {
        return Err(Error::refused("only who is missing can be found"));
    }
    let mut text = Text::new();
    let condition = text.read("condition", &cmd.condition, CHOOSE, |it| {
        Condition::from_word(it).filter(|it| *it != Condition::Missing)
    });
    let since = moment(&mut text, &cmd.since, it.known.since, ctx.now);
    let note = text.optional("note", &cmd.note, 500);
    text.finish()?;
    let (condition, since) = (given(condition)?, given(since)?);
    done(tx, ctx, &it, &Fact::Found { condition, since, note: note.map(Personal::text) })
}

pub fn withdraw(tx: &mut Tx<'_>, ctx: &Ctx, id: VictimId, cmd: &Withdraw) -> Result<(), Error> {
    let (it, _) = load(tx, ctx, id)?;
    let reason = reasoned("reason", &cmd.reason)?;
    done(tx, ctx, &it, &Fact::Withdrawn { reason })
}

fn done(tx: &mut Tx<'_>, ctx: &Ctx, it: &Victim, fact: &Fact) -> Result<(), Error> {
    let at = tx.record(ctx, it.id, it.version, fact)?;
    store::project(tx, &at, it.id, fact)
}
