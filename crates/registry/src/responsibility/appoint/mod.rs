//! Appointing who answers for a subject. A full appointment ends the one before it on the day before its first.

#[cfg(test)]
mod tests;
pub(crate) mod web;

use kernel::{Ctx, Day, Error, OrganisationId, PersonId, Personal, Text};
use ledger::Tx;
use serde::Deserialize;
use utoipa::ToSchema;

use super::{Fact, store, store::Known};
use crate::{Party, ResponsibilityId, SubjectId, SubjectStatus, organisation, person, subject};

#[derive(Debug, Clone, PartialEq, Eq, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = ResponsibilityAppoint)]
pub struct Appoint {
    #[schema(value_type = String)]
    pub subject: SubjectId,
    #[schema(value_type = String)]
    pub party: Party,
    #[schema(value_type = String)]
    pub person: PersonId,
    #[schema(value_type = String)]
    pub organisation: OrganisationId,
    #[schema(value_type = String)]
    pub from: Day,
    /// The last day.
    #[schema(value_type = Option<String>)]
    pub to: Option<Day>,
    /// The document that appoints: its number, or its title and date.
    pub document: String,
    /// In another's place, who stays appointed.
    #[serde(default)]
    pub acting: bool,
}

/// What the rule must know of the rest of the district.
#[derive(Debug, Clone)]
pub struct Around {
    pub subject: SubjectStatus,
    pub person_known: bool,
    pub organisation_known: bool,
    /// Every appointment of this party of this subject.
    pub party: Vec<Known>,
}

/// What is recorded: the appointment, and the end of the one that it follows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Decision {
    pub appointed: Fact,
    pub ended: Option<(Known, Fact)>,
}

pub fn decide(id: ResponsibilityId, around: &Around, cmd: &Appoint) -> Result<Decision, Error> {
    let mut text = Text::new();
    let document = text.required("document", &cmd.document, 2, 120);
    if !around.person_known {
        text.problem("person", "no such person", "");
    }
    if !around.organisation_known {
        text.problem("organisation", "no such organisation", "");
    }
    if cmd.to.is_some_and(|to| to < cmd.from) {
        text.problem("to", "the last day lies before the first", "");
    }
    if cmd.acting && cmd.to.is_none() {
        text.problem("to", "a deputy acts until a stated day", "");
    }
    text.finish()?;
    if around.subject == SubjectStatus::Withdrawn {
        return Err(Error::refused("the subject is withdrawn"));
    }
    let mut overlapping = around.party.iter().filter(|it| overlaps(it, cmd));
    let former = if cmd.acting { deputised(&mut overlapping, cmd)? } else { followed(&mut overlapping, cmd)? };
    let ended = former.filter(|_| !cmd.acting).map(|former| {
        let on = cmd.from.plus_days(-1);
        let reason = Personal::text(document.clone());
        (former.clone(), Fact::Ended { on, succeeded_by: Some(id), reason })
    });
    // Whoever ended by himself the day before hands over too.
    let hands_over = former.or_else(|| before(around, cmd)).map(|it| it.id);
    let appointed = Fact::Appointed {
        subject: cmd.subject,
        party: cmd.party,
        person: cmd.person,
        organisation: cmd.organisation,
        from: cmd.from,
        to: cmd.to,
        document: Personal::text(document),
        acting: cmd.acting,
        hands_over,
    };
    Ok(Decision { appointed, ended })
}

fn overlaps(it: &Known, cmd: &Appoint) -> bool {
    it.acting == cmd.acting && it.to.is_none_or(|to| to >= cmd.from) && cmd.to.is_none_or(|to| it.from <= to)
        || cmd.acting && !it.acting && it.from <= cmd.from && it.to.is_none_or(|to| to >= cmd.from)
}

/// The full appointment that a new full one ends: one at most, and it must have begun before.
fn followed<'a>(overlapping: &mut dyn Iterator<Item = &'a Known>, cmd: &Appoint) -> Result<Option<&'a Known>, Error> {
    let Some(former) = overlapping.next() else { return Ok(None) };
    if overlapping.next().is_some() || former.from >= cmd.from {
        return Err(Error::Refused {
            why: "another appointment of this party begins on this day or later",
            with: Some(former.from.to_string()),
        });
    }
    Ok(Some(former))
}

/// The full appointment whose place a deputy takes. Two deputies at once would be nobody's deputy.
fn deputised<'a>(overlapping: &mut dyn Iterator<Item = &'a Known>, cmd: &Appoint) -> Result<Option<&'a Known>, Error> {
    let mut full = None;
    for it in overlapping {
        if it.acting {
            return Err(Error::Refused { why: "somebody already acts in these days", with: Some(it.from.to_string()) });
        }
        full = Some(it);
    }
    match full {
        Some(it) if it.person == cmd.person => Err(Error::refused("nobody deputises for themselves")),
        Some(it) => Ok(Some(it)),
        None => Err(Error::refused("nobody is appointed whose place a deputy could take")),
    }
}

fn before<'a>(around: &'a Around, cmd: &Appoint) -> Option<&'a Known> {
    let eve = cmd.from.plus_days(-1);
    around.party.iter().find(|it| !it.acting && !cmd.acting && it.to == Some(eve))
}

pub fn appoint(tx: &mut Tx<'_>, ctx: &Ctx, cmd: &Appoint) -> Result<ResponsibilityId, Error> {
    let around = Around {
        subject: subject::store::load(tx, ctx, cmd.subject)?.status,
        person_known: person::store::find(tx, ctx, cmd.person)?.is_some(),
        organisation_known: organisation::store::find(tx, ctx, cmd.organisation)?.is_some(),
        party: store::of_party(tx, ctx, cmd.subject, cmd.party)?,
    };
    let id = ctx.mint();
    let decision = decide(id, &around, cmd)?;
    let at = tx.record(ctx, id, 0, &decision.appointed)?;
    store::project(tx, &at, id, &decision.appointed)?;
    if let Some((former, ended)) = &decision.ended {
        let at = tx.record(ctx, former.id, former.version, ended)?;
        store::project(tx, &at, former.id, ended)?;
    }
    Ok(id)
}
