//! What is owed about meetings, resolutions and periods, by its names.

use kernel::{Ctx, Error, Instant, OrganisationId};
use ledger::Tx;
use obligation::{ObligationId, owing};

/// A meeting or report of a period.
pub(crate) const PERIOD: &str = "meeting.period";
/// The written material of a sub-headquarters.
pub(crate) const MATERIAL: &str = "meeting.material";
/// Having the minutes drafted and signed.
pub(crate) const MINUTES: &str = "meeting.minutes";
/// What a meeting decided.
pub(crate) const RESOLUTION: &str = "meeting.resolution";

/// What falls away with its meeting.
pub(crate) const LET_OFF: &str = "meeting.let_off";

/// Done at this moment, if it is still owed.
pub(crate) fn settle(tx: &mut Tx<'_>, ctx: &Ctx, id: ObligationId, at: Instant) -> Result<(), Error> {
    owing::settle(tx, &Ctx { effective_at: Some(at), ..ctx.beyond_scope() }, id)
}

/// Acts for the whole district, or for this organisation.
pub(crate) fn speaks_for(ctx: &Ctx, organisation: OrganisationId) -> bool {
    ctx.acts_for(organisation) || ctx.scope.covers(ctx.district.division(), &[], &[], None)
}
