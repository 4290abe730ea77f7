//! A level above supervises the investigation in public: listed, published, extended, accepted, delisted, published again. The
//! steps and their rule are those of every listing (`obligation::supervision`).

use kernel::{Ctx, Day, Error, OrganisationId, Personal, Text};
use ledger::Tx;
use obligation::supervision::{self, DUTY_PUBLISH, Limit, Listed, Said, Step, Turn};
use serde::{Deserialize, Serialize};

use super::close::above;
use super::group::{at_work, must_not_be_recused, must_stand};
use super::model::{Fact, Investigation, InvestigationId, Stage};
use super::open::{BEFORE_IT_HAPPENED, DAY, past_day, unread};
use super::owed::{self, Duty};
use super::store;

/// A level above lists it for supervision.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct List {
    /// `city`, `province`, `state`
    pub by: String,
    /// Of the notice.
    pub number: String,
    /// yyyy-MM-dd
    pub deadline: String,
}

/// What a step of the listing says; which of it is needed depends on the step.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Supervise {
    /// `yes` or `no`, of a decision.
    #[serde(default)]
    pub agreed: String,
    /// Reason, report or note.
    #[serde(default)]
    pub text: String,
    /// Where it was published.
    #[serde(default)]
    pub place: String,
    /// On which day it was published, yyyy-MM-dd
    #[serde(default)]
    pub day: String,
    /// Until when more time is asked for, yyyy-MM-dd
    #[serde(default)]
    pub until: String,
}

/// It is listed no more.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Delist {
    /// yyyy-MM-dd
    pub on: String,
    #[serde(default)]
    pub note: String,
}

pub fn list(tx: &mut Tx<'_>, ctx: &Ctx, id: InvestigationId, cmd: &List) -> Result<(), Error> {
    let it = at_work(tx, ctx, id)?;
    if it.listed_by.is_some() {
        return Err(Error::refused("this investigation is listed already"));
    }
    let mut text = Text::new();
    let by = above(&mut text, &it, &cmd.by);
    let number = text.required("number", &cmd.number, 2, 100);
    let deadline = text.read("deadline", &cmd.deadline, DAY, |it| it.parse::<Day>().ok());
    if deadline.is_some_and(|day| day < it.happened) {
        text.problem("deadline", BEFORE_IT_HAPPENED, &cmd.deadline);
    }
    text.finish()?;
    let (by, deadline) = by.zip(deadline).ok_or_else(unread)?;
    let title = owed::title(&it.number_text(), &it.title);
    let duty = Duty { name: owed::LISTED, title, owner: it.organisation, checker: None, due: deadline };
    let obligation = owed::owe(tx, ctx, (&it).into(), duty)?;
    let office = registry::query::safety_office(tx, ctx)?;
    let it = store::record(tx, ctx, &it, &Fact::Listed { by, number, deadline, obligation })?;
    owed::owe_by_rule(tx, ctx, &it, DUTY_PUBLISH, office).map(drop)
}

fn listed(it: &Investigation) -> Result<Listed, Error> {
    it.listing.ok_or_else(|| Error::refused("this investigation is not listed"))
}

/// Acceptance is asked for once the government has replied.
fn ready(it: &Investigation) -> Result<(), Error> {
    if it.stage.is_replied() {
        return Ok(());
    }
    Err(Error::refused("the government's reply comes before asking for acceptance"))
}

/// An investigation that a step can be taken of: what was taken over is supervised elsewhere, and once it is closed the end of
/// its listing is still made public.
fn under_supervision(tx: &Tx<'_>, ctx: &Ctx, id: InvestigationId, step: Step) -> Result<Investigation, Error> {
    let it = store::load(tx, ctx, id)?;
    if step != Step::DelistingPublication || it.stage == Stage::TakenOver {
        must_stand(&it)?;
    }
    must_not_be_recused(tx, ctx, id)?;
    Ok(it)
}

/// A step of the listing but its delisting, which has a day of its own.
pub fn supervise(tx: &mut Tx<'_>, ctx: &Ctx, id: InvestigationId, step: Step, cmd: &Supervise) -> Result<(), Error> {
    let it = under_supervision(tx, ctx, id, step)?;
    let listed = listed(&it)?;
    supervision::must_wait(&listed, step)?;
    supervision::must_be_another(&listed, ctx, step)?;
    let mut text = Text::new();
    let mut read = |field, given: &str| text.read_optional(field, given, DAY, |it| it.parse::<Day>().ok());
    let day = if step == Step::Extension { read("until", &cmd.until) } else { read("day", &cmd.day) };
    let words = text.optional("text", &cmd.text, 2_000).unwrap_or_default();
    let place = text.optional("place", &cmd.place, 200).unwrap_or_default();
    text.finish()?;
    let agreed = match cmd.agreed.as_str() {
        "yes" => Some(true),
        "no" => Some(false),
        _ => None,
    };
    let limit = if step == Step::Extension { Limit::in_force(tx, ctx, listed.deadline)? } else { None };
    let said = Said { agreed, text: words, place, day };
    let turn = supervision::decide(&listed, ctx, step, &said, limit.as_ref(), ready(&it))?;
    let it = store::record(tx, ctx, &it, &Fact::Supervised(turn.clone()))?;
    follow(tx, ctx, &it, &turn, ctx.now.day())?;
    match turn {
        Turn::ExtensionGranted { until } => extend(tx, ctx, &it, until),
        _ => Ok(()),
    }
}

/// Once it was accepted on the spot, by somebody else than who accepted it.
pub fn delist(tx: &mut Tx<'_>, ctx: &Ctx, id: InvestigationId, cmd: &Delist) -> Result<(), Error> {
    let it = at_work(tx, ctx, id)?;
    let listed = listed(&it)?;
    supervision::must_wait(&listed, Step::Delisting)?;
    supervision::must_be_another(&listed, ctx, Step::Delisting)?;
    let mut text = Text::new();
    let on = past_day(&mut text, ctx, "on", &cmd.on, (it.happened, BEFORE_IT_HAPPENED));
    let note = text.optional("note", &cmd.note, 500).map(Personal::text);
    text.finish()?;
    let on = on.ok_or_else(unread)?;
    owed::settle(tx, ctx, id, owed::LISTED, on)?;
    let it = store::record(tx, ctx, &it, &Fact::Delisted { on, note: note.clone() })?;
    follow(tx, ctx, &it, &Turn::Delisted { note }, on)
}

/// What the step settles, and what is owed after it by the Safety Office.
fn follow(tx: &mut Tx<'_>, ctx: &Ctx, it: &Investigation, turn: &Turn, on: Day) -> Result<(), Error> {
    let (settled, next) = turn.duties();
    if let Some(duty) = settled {
        owed::settle(tx, ctx, it.id, duty, on)?;
    }
    let Some(duty) = next else { return Ok(()) };
    let office: OrganisationId = registry::query::safety_office(tx, ctx)?;
    owed::owe_by_rule(tx, ctx, it, duty, office).map(drop)
}

/// What is granted to the listing is granted to what is owed under it.
fn extend(tx: &mut Tx<'_>, ctx: &Ctx, it: &Investigation, until: Day) -> Result<(), Error> {
    if owed::end_of(until) <= ctx.now {
        return Ok(());
    }
    for duty in owed::open(tx, ctx, it.id, Some(owed::LISTED))? {
        obligation::extend(tx, &owed::by_law(ctx), duty, owed::end_of(until), Personal::text(until.to_string()))?;
    }
    Ok(())
}
