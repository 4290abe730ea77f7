//! Assigning many hazards at once (批量派单): one owner and one deadline for all, each by the same rule as when it is
//! assigned alone. What can't be assigned is told apart with its reason and stops nothing else.

#[cfg(test)]
mod tests;
pub mod web;

use std::collections::HashSet;

use kernel::{Ctx, Error, Instant, OrganisationId, Problem};
use ledger::{Reader, Tx};
use obligation::Owner;
use serde::{Deserialize, Serialize};

use super::web::default_checker;
use super::{Assign, allowed, assign};
use crate::model::{Demand, Hazard, HazardId};

/// In one go.
pub const MOST: usize = 200;

#[derive(Debug, Clone, PartialEq)]
pub struct Order {
    pub hazards: Vec<HazardId>,
    pub owner: Owner,
    /// Without one, the department that answers for each subject verifies.
    pub checker: Option<OrganisationId>,
    pub demand: Demand,
    pub due: Option<Instant>,
    pub note: Option<String>,
}

/// What becomes of one hazard, or became.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Line {
    pub hazard: HazardId,
    pub checker: Option<OrganisationId>,
    /// Why it is not assigned, in the words of the rule; none when it is.
    pub refused: Option<String>,
}

impl Order {
    /// Each once, in the order they were chosen.
    fn chosen(&self) -> Result<Vec<HazardId>, Error> {
        let mut seen = HashSet::new();
        let chosen: Vec<HazardId> = self.hazards.iter().copied().filter(|id| seen.insert(*id)).collect();
        match chosen.len() {
            1..=MOST => Ok(chosen),
            _ => Err(Problem::at("hazards", "choose from 1 to 200 hazards").into()),
        }
    }

    fn of(&self, r: &Reader<'_>, ctx: &Ctx, it: &Hazard) -> Result<Assign, Error> {
        let checker = match self.checker {
            Some(organisation) => Owner { organisation, person: None },
            None => default_checker(r, ctx, it.subject, self.owner.organisation)?,
        };
        Ok(Assign { owner: self.owner, checker, demand: self.demand, due: self.due, note: self.note.clone() })
    }
}

/// The order for one hazard, if the rule lets it be assigned so; else why not.
fn one(r: &Reader<'_>, ctx: &Ctx, id: HazardId, order: &Order) -> Result<(Assign, Option<String>), Error> {
    let nobody = Assign { owner: order.owner, checker: order.owner, demand: order.demand, due: order.due, note: None };
    let it = match crate::store::load(r, ctx, id) {
        Err(Error::NotFound(_)) => return Ok((nobody, Some("there is no such hazard".to_owned()))),
        found => found?,
    };
    let cmd = order.of(r, ctx, &it)?;
    match allowed(r, ctx, &it, &cmd) {
        Ok(_) => Ok((cmd, None)),
        Err(Error::Refused { why, .. }) => Ok((cmd, Some(why.to_owned()))),
        Err(Error::Invalid(problems)) => {
            let why = problems.0.first().map_or("the hazard can't be assigned so", |it| it.problem);
            Ok((cmd, Some(why.to_owned())))
        }
        Err(other) => Err(other),
    }
}

/// What would become of each now; nothing is done.
pub fn preview(r: &Reader<'_>, ctx: &Ctx, order: &Order) -> Result<Vec<Line>, Error> {
    let lines = order.chosen()?.into_iter().map(|id| {
        let (cmd, refused) = one(r, ctx, id, order)?;
        let checker = refused.is_none().then_some(cmd.checker.organisation);
        Ok(Line { hazard: id, checker, refused })
    });
    lines.collect()
}

/// All that can be assigned in one transaction; the same request a second time gets the first answer.
pub fn run(tx: &mut Tx<'_>, ctx: &Ctx, order: &Order) -> Result<Vec<Line>, Error> {
    let mut lines = Vec::new();
    for id in order.chosen()? {
        let (cmd, refused) = one(tx, ctx, id, order)?;
        if refused.is_none() {
            assign(tx, ctx, id, &cmd)?;
        }
        let checker = refused.is_none().then_some(cmd.checker.organisation);
        lines.push(Line { hazard: id, checker, refused });
    }
    Ok(lines)
}
