//! The course of a meeting: its agenda, who is asked and what they answer, its postponement or end, and the roll.

use std::collections::HashMap;

use kernel::{Ctx, Error, Instant, OrganisationId, Personal, Text};
use ledger::Tx;
use obligation::{Due, Ref};
use registry::forms::{given, reasoned};
use serde::{Deserialize, Serialize};

use crate::calendar;
use crate::convene::{Bodies, CHOOSE, MINUTE, invitations, read_agenda, whom};
use crate::model::{Attendance, Attended, Fact, Meeting, MeetingId, State};
use crate::owed::{self, speaks_for};
use crate::store;
use obligation::owing::{self, Duty};

#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct SetAgenda {
    /// One item a line, in order.
    pub agenda: String,
}

#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Invite {
    /// Names of organisations, one a line.
    pub invited: String,
    #[serde(default)]
    pub post: String,
    /// Names of those of them on the list of speakers, one a line.
    #[serde(default)]
    pub speakers: String,
}

/// What an organisation answers to its invitation.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Answer {
    /// The name of an organisation that is asked.
    pub organisation: String,
    /// `present`, `represented`, `excused`
    pub answer: String,
    /// Who comes.
    #[serde(default)]
    pub name: String,
}

#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Postpone {
    /// yyyy-MM-dd HH:mm
    pub to: String,
    pub reason: String,
}

#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Cancel {
    pub reason: String,
}

#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Hold {
    /// When it ended, yyyy-MM-dd HH:mm
    pub ended: String,
}

/// One line of the roll.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Come {
    #[schema(value_type = String)]
    pub organisation: String,
    /// `present`, `represented`, `excused`, `absent`
    pub attendance: String,
    /// Who came.
    #[serde(default)]
    pub name: String,
}

/// The roll: every organisation that was asked.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Attend {
    pub roll: Vec<Come>,
}

pub(crate) fn must_be_planned(it: &Meeting) -> Result<(), Error> {
    match it.state {
        State::Planned => Ok(()),
        State::Cancelled => Err(Error::refused("this meeting was cancelled")),
        State::Held | State::Signed => Err(Error::refused("this meeting was held already")),
    }
}

/// What was said and who came is written down from the end of the meeting until its minutes are signed.
pub(crate) fn must_be_held(it: &Meeting) -> Result<(), Error> {
    match it.state {
        _ if it.imported => Err(Error::refused("this meeting came in from a ledger and stands as it is")),
        State::Held => Ok(()),
        State::Planned => Err(Error::refused("this meeting was not held yet")),
        State::Cancelled => Err(Error::refused("this meeting was cancelled")),
        State::Signed => Err(Error::refused("the minutes are signed and stand")),
    }
}

pub fn set_agenda(tx: &mut Tx<'_>, ctx: &Ctx, id: MeetingId, cmd: &SetAgenda) -> Result<(), Error> {
    let it = store::load(tx, ctx, id)?;
    must_be_planned(&it)?;
    let mut text = Text::new();
    let agenda = read_agenda(&mut text, &cmd.agenda);
    text.finish()?;
    store::record(tx, ctx, &it, &Fact::AgendaSet { agenda })
}

/// More organisations are asked; those that are asked already stay as they are.
pub fn invite(tx: &mut Tx<'_>, ctx: &Ctx, id: MeetingId, cmd: &Invite) -> Result<(), Error> {
    let it = store::load(tx, ctx, id)?;
    must_be_planned(&it)?;
    let bodies = Bodies::fetch(tx, ctx)?;
    let asked = store::invited(tx, ctx, id)?;
    let mut text = Text::new();
    let post = text.optional("post", &cmd.post, 40);
    let (mut wanted, speakers) = whom(&mut text, &bodies, (&[], &cmd.invited), &cmd.speakers);
    wanted.retain(|one| !asked.contains_key(one));
    if wanted.is_empty() && cmd.invited.trim().is_empty() {
        text.problem("invited", "fill in this field", "");
    } else if wanted.is_empty() {
        text.problem("invited", "these organisations are asked already", "");
    }
    text.finish()?;
    store::record(tx, ctx, &it, &Fact::Invited { invited: invitations((wanted, speakers), post.as_ref(), it.invited) })
}

/// The organisation itself, or the office for one that telephones.
pub fn answer(tx: &mut Tx<'_>, ctx: &Ctx, id: MeetingId, cmd: &Answer) -> Result<(), Error> {
    let it = store::load(tx, ctx, id)?;
    must_be_planned(&it)?;
    let bodies = Bodies::fetch(tx, ctx)?;
    let asked = store::invited(tx, ctx, id)?;
    let mut text = Text::new();
    let organisation = read_asked(&mut text, &bodies, &asked, &cmd.organisation);
    let answer =
        text.read("answer", &cmd.answer, CHOOSE, |it| Attendance::from_word(it).filter(|it| *it != Attendance::Absent));
    let name = text.optional("name", &cmd.name, 60);
    if answer == Some(Attendance::Represented) && name.is_none() {
        text.problem("name", "say who represents the organisation", "");
    }
    text.finish()?;
    let organisation = given(organisation)?;
    if !speaks_for(ctx, organisation) {
        return Err(Error::Forbidden { action: "answer for another organisation" });
    }
    let fact = Fact::Answered { organisation, answer: given(answer)?, name: name.map(Personal::text) };
    store::record(tx, ctx, &it, &fact)
}

pub(crate) fn read_asked(
    text: &mut Text,
    bodies: &Bodies,
    asked: &HashMap<OrganisationId, u32>,
    given: &str,
) -> Option<OrganisationId> {
    if given.trim().is_empty() {
        text.problem("organisation", "fill in this field", given);
    }
    let organisation = bodies.read_one(text, "organisation", given)?;
    if !asked.contains_key(&organisation) {
        text.problem("organisation", "this organisation was not asked to come", given);
    }
    Some(organisation)
}

pub fn postpone(tx: &mut Tx<'_>, ctx: &Ctx, id: MeetingId, cmd: &Postpone) -> Result<(), Error> {
    let it = store::load(tx, ctx, id)?;
    must_be_planned(&it)?;
    let mut text = Text::new();
    let to = text.read("to", &cmd.to, MINUTE, Instant::read);
    if to.is_some_and(|to| to <= it.starts) {
        text.problem("to", "this is not later than before", &cmd.to);
    }
    let reason = text.required("reason", &cmd.reason, 2, 500);
    text.finish()?;
    store::record(tx, ctx, &it, &Fact::Postponed { to: given(to)?, reason: Personal::text(reason) })
}

/// Its period waits for a meeting again; materials that did not come are owed no more.
pub fn cancel(tx: &mut Tx<'_>, ctx: &Ctx, id: MeetingId, cmd: &Cancel) -> Result<(), Error> {
    let it = store::load(tx, ctx, id)?;
    must_be_planned(&it)?;
    let reason = reasoned("reason", &cmd.reason)?;
    for owed in store::materials_owed(tx, ctx, id)? {
        owing::let_off(tx, ctx, owed::LET_OFF, (owed, &reason))?;
    }
    store::record(tx, ctx, &it, &Fact::Cancelled { reason })
}

fn decide_end(it: &Meeting, now: Instant, cmd: &Hold) -> Result<Instant, Error> {
    must_be_planned(it)?;
    let mut text = Text::new();
    let ended = text.read("ended", &cmd.ended, MINUTE, Instant::read);
    if ended.is_some_and(|ended| ended < it.starts) {
        text.problem("ended", "the end comes before the beginning", &cmd.ended);
    }
    if ended.is_some_and(|ended| ended > now) {
        text.problem("ended", "this lies in the future", &cmd.ended);
    }
    text.finish()?;
    given(ended)
}

/// It took place: the period has its meeting, the minutes are owed.
pub fn hold(tx: &mut Tx<'_>, ctx: &Ctx, id: MeetingId, cmd: &Hold) -> Result<(), Error> {
    let it = store::load(tx, ctx, id)?;
    let ended = decide_end(&it, ctx.now, cmd)?;
    if let Some(period) = it.period {
        calendar::count(tx, ctx, period, id, ended)?;
    }
    // Whoever hosts it, the Safety Office alone writes and numbers the minutes.
    let office = registry::query::safety_office(tx, ctx)?;
    let duty = Duty {
        about: about(id),
        division: ctx.district.division(),
        name: owed::MINUTES,
        title: format!("{}：印发会议纪要", it.title()),
        owner: office,
        checker: None,
        due: Due::ByRuleFrom(ended),
        source: None,
    };
    let minutes = owing::owe(tx, ctx, duty)?;
    store::record(tx, ctx, &it, &Fact::Held { ended, minutes })
}

pub(crate) fn about(id: MeetingId) -> Ref {
    Ref::new(<Fact as ledger::Fact>::STREAM, id)
}

/// The roll is taken whole; taken again, it is corrected.
pub fn attend(tx: &mut Tx<'_>, ctx: &Ctx, id: MeetingId, cmd: &Attend) -> Result<(), Error> {
    let it = store::load(tx, ctx, id)?;
    must_be_held(&it)?;
    let roll = decide_roll(&store::invited(tx, ctx, id)?, cmd)?;
    store::record(tx, ctx, &it, &Fact::RollTaken { roll })
}

fn decide_roll(asked: &HashMap<OrganisationId, u32>, cmd: &Attend) -> Result<Vec<Attended>, Error> {
    let mut text = Text::new();
    let mut said = HashMap::new();
    for line in &cmd.roll {
        let organisation = line.organisation.parse::<OrganisationId>().ok().filter(|it| asked.contains_key(it));
        if organisation.is_none() {
            text.problem("roll", "this organisation was not asked to come", &line.organisation);
        }
        let attendance = text.read("roll", &line.attendance, CHOOSE, Attendance::from_word);
        let name = text.optional("roll", &line.name, 60);
        if attendance == Some(Attendance::Represented) && name.is_none() {
            text.problem("roll", "say who represents the organisation", "");
        }
        if let Some((organisation, attendance)) = organisation.zip(attendance) {
            let name = name.map(Personal::text);
            said.insert(organisation, Attended { organisation, attendance, name });
        }
    }
    if asked.keys().any(|it| !said.contains_key(it)) {
        text.problem("roll", "the roll names everybody who was asked", "");
    }
    text.finish()?;
    let mut roll: Vec<_> = said.into_values().collect();
    roll.sort_by_key(|it| asked.get(&it.organisation).copied());
    Ok(roll)
}
