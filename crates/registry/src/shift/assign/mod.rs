//! Assigning a shift.

#[cfg(test)]
mod tests;
pub(crate) mod web;

use kernel::{Ctx, Error, Instant, PersonId, Span, Text};
use ledger::Tx;
use serde::Deserialize;
use utoipa::ToSchema;

use super::{Fact, store};
use crate::{PostId, ShiftId, person, post};

/// Nobody keeps a watch longer; a longer one is a slip in a date.
const LONGEST: Span = Span::days(7);

#[derive(Debug, Clone, PartialEq, Eq, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = ShiftAssign)]
pub struct Assign {
    #[schema(value_type = String)]
    pub post: PostId,
    #[schema(value_type = String)]
    pub person: PersonId,
    #[schema(value_type = String)]
    pub from: Instant,
    #[schema(value_type = String)]
    pub to: Instant,
}

/// `overlapping`: when a shift of the same post begins that overlaps this one.
pub fn decide(person_known: bool, overlapping: Option<Instant>, cmd: &Assign) -> Result<Fact, Error> {
    let mut text = Text::new();
    if !person_known {
        text.problem("person", "no such person", "");
    }
    if cmd.to <= cmd.from {
        text.problem("to", "the end must lie after the beginning", "");
    } else if cmd.to.since(cmd.from) > LONGEST {
        text.problem("to", "a shift is seven days at most", "");
    }
    text.finish()?;
    if let Some(from) = overlapping {
        return Err(Error::Refused { why: "this post is filled in that time", with: Some(from.to_minute()) });
    }
    Ok(Fact::Assigned { post: cmd.post, person: cmd.person, from: cmd.from, to: cmd.to })
}

pub fn assign(tx: &mut Tx<'_>, ctx: &Ctx, cmd: &Assign) -> Result<ShiftId, Error> {
    post::store::load(tx, ctx, cmd.post)?;
    let person_known = person::store::find(tx, ctx, cmd.person)?.is_some();
    let overlapping = store::overlapping(tx, ctx, cmd.post, cmd.from, cmd.to)?;
    let fact = decide(person_known, overlapping, cmd)?;
    let id = ctx.mint();
    let at = tx.record(ctx, id, 0, &fact)?;
    store::project(tx, &at, id, &fact)?;
    Ok(id)
}
