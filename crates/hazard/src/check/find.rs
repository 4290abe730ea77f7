//! A hazard that is reported out of a look stands with that look, so that each leads to the other.

use kernel::{Act, Ctx, Error, OrganisationId, Problem};
use ledger::{Reader, Tx};
use registry::SubjectId;

use super::query::{self, Check};
use super::record::MOST_HAZARDS;
use super::{CheckId, Fact, project};
use crate::model::HazardId;

/// Whoever looked, or somebody of the same organisation, adds what was found; `None` when it stands there already.
pub(crate) fn decide(
    ctx: &Ctx,
    it: &Check,
    as_whom: Option<OrganisationId>,
    of: SubjectId,
    hazard: HazardId,
) -> Result<Option<Fact>, Error> {
    let wrong = |problem| Err(Problem::at("check", problem).into());
    if !looked(ctx, it, as_whom) {
        return wrong("only those who looked add what they found");
    }
    if of != it.subject {
        return wrong("the check was at another subject");
    }
    if it.hazards.contains(&hazard) {
        return Ok(None);
    }
    if it.hazards.len() >= MOST_HAZARDS {
        return wrong("a check names at most 50 hazards");
    }
    Ok(Some(Fact::HazardFound { hazard }))
}

fn looked(ctx: &Ctx, it: &Check, as_whom: Option<OrganisationId>) -> bool {
    let own = it.checker.is_some() && it.checker == ctx.person();
    let colleague = it.checker_organisation.is_some() && it.checker_organisation == as_whom;
    own || colleague
}

pub(crate) fn find(tx: &mut Tx<'_>, ctx: &Ctx, id: CheckId, hazard: HazardId) -> Result<(), Error> {
    let it = one(tx, ctx, id)?.ok_or_else(|| Problem::at("check", "no such check"))?;
    let of = crate::store::load(tx, ctx, hazard)?.subject;
    let as_whom = ctx.scope.widest().map(|grant| grant.organisation);
    if let Some(fact) = decide(ctx, &it, as_whom, of, hazard)? {
        let at = tx.record(ctx, id, it.version, &fact)?;
        project(tx, &at, id, &fact)?;
    }
    Ok(())
}

/// One look that the visitor may see.
pub(crate) fn one(r: &Reader<'_>, ctx: &Ctx, id: CheckId) -> Result<Option<Check>, Error> {
    query::one(r, &Ctx { scope: ctx.scope_of(Act("check.list")), ..ctx.clone() }, id)
}

/// Looks that the visitor may see and at which this hazard was found, the latest first.
pub(crate) fn of_hazard(r: &Reader<'_>, ctx: &Ctx, subject: SubjectId, hazard: HazardId) -> Result<Vec<Check>, Error> {
    query::naming(r, &Ctx { scope: ctx.scope_of(Act("check.list")), ..ctx.clone() }, subject, hazard)
}

/// Whether the visitor would add to this look.
pub(crate) fn is_own(ctx: &Ctx, it: &Check) -> bool {
    looked(ctx, it, ctx.scope_of(Act("check.record")).widest().map(|grant| grant.organisation))
}
