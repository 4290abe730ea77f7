//! Setting a rule of the calendar, and ending it. A change is an end and a new rule, so that each period keeps its own.

use kernel::{Ctx, Day, Error, Text};
use ledger::Tx;
use registry::forms::given;
use serde::{Deserialize, Serialize};

use super::{Every, MeetingRule, MeetingRuleId, RuleFact, Said, query, store};
use crate::convene::{Bodies, CHOOSE};
use crate::model::Kind;
use crate::said::DAY;

#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct SetRule {
    /// `special`, `plenary`, `liaison`, `coordination`, `report`
    pub kind: String,
    /// `month`, `quarter`, `half_year`, `year`
    pub every: String,
    /// Days before the end of the period, 0 to 60.
    pub days_before: String,
    /// The name of a registered office, department or township.
    pub owner: String,
    /// yyyy-MM-dd
    pub from: String,
    #[serde(default)]
    pub to: String,
    pub source: String,
}

#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct EndRule {
    /// The last day, yyyy-MM-dd
    pub to: String,
}

fn overlaps(it: &MeetingRule, from: Day, to: Option<Day>) -> bool {
    it.said.to.is_none_or(|end| end >= from) && to.is_none_or(|end| it.said.from <= end)
}

/// Every problem at once. Two rules never ask one owner for the same thing on one day.
fn decide(text: &mut Text, cmd: &SetRule, bodies: &Bodies, standing: &[MeetingRule]) -> Option<Said> {
    let sort = text.read("kind", &cmd.kind, CHOOSE, Kind::from_word);
    let every = text.read("every", &cmd.every, CHOOSE, Every::from_word);
    let days_before = text.read("days_before", &cmd.days_before, "a whole number from 0 to 60", |it| {
        it.parse::<u32>().ok().filter(|days| *days <= 60)
    });
    if every == Some(Every::Month) && days_before.is_some_and(|days| days > 27) {
        text.problem("days_before", "the deadline would lie before the period", &cmd.days_before);
    }
    if cmd.owner.trim().is_empty() {
        text.problem("owner", "fill in this field", "");
    }
    let owner = bodies.read_one(text, "owner", &cmd.owner);
    let from = text.read("from", &cmd.from, DAY, |it| it.parse::<Day>().ok());
    let to = text.read_optional("to", &cmd.to, DAY, |it| it.parse::<Day>().ok());
    if from.zip(to).is_some_and(|(from, to)| to < from) {
        text.problem("to", "the last day comes before the first", &cmd.to);
    }
    let source = text.required("source", &cmd.source, 2, 100);
    let (sort, owner, from) = (sort?, owner?, from?);
    if standing.iter().any(|it| it.said.sort == sort && it.said.owner == owner && overlaps(it, from, to)) {
        text.problem("from", "a rule asks for this already: end it first", &cmd.from);
    }
    Some(Said { sort, every: every?, days_before: days_before?, owner, from, to, source })
}

pub fn set_rule(tx: &mut Tx<'_>, ctx: &Ctx, cmd: &SetRule) -> Result<MeetingRuleId, Error> {
    let id: MeetingRuleId = ctx.mint();
    let bodies = Bodies::fetch(tx, ctx)?;
    let standing = query::rules(tx, ctx)?;
    let mut text = Text::new();
    let said = decide(&mut text, cmd, &bodies, &standing);
    text.finish()?;
    let fact = RuleFact::Set(given(said)?);
    let at = tx.record(ctx, id, 0, &fact)?;
    store::project_rule(tx, &at, id, &fact)?;
    Ok(id)
}

pub fn end_rule(tx: &mut Tx<'_>, ctx: &Ctx, id: MeetingRuleId, cmd: &EndRule) -> Result<(), Error> {
    let it = query::rule(tx, ctx, id)?;
    if it.said.to.is_some_and(|to| to < ctx.now.day()) {
        return Err(Error::refused("this rule has ended already"));
    }
    let mut text = Text::new();
    let to = text.read("to", &cmd.to, DAY, |it| it.parse::<Day>().ok());
    if to.is_some_and(|to| to < it.said.from) {
        text.problem("to", "the last day comes before the first", &cmd.to);
    }
    if to.zip(it.said.to).is_some_and(|(to, end)| to > end) {
        text.problem("to", "a rule is ended sooner, not later: set another one", &cmd.to);
    }
    text.finish()?;
    let fact = RuleFact::Ended { to: given(to)? };
    let at = tx.record(ctx, id, it.version, &fact)?;
    store::project_rule(tx, &at, id, &fact)
}
