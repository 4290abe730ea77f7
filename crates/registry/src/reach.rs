//! Whether a place or a body lies within the visitor's scope, whatever its sector.

use kernel::{Ctx, Division, OrganisationId, Sector};

/// Organisations and people have no sector, so a department's limit to its sectors does not hide them.
pub fn covers(ctx: &Ctx, division: Division, organisation: Option<OrganisationId>) -> bool {
    let organisations = organisation.as_slice();
    Sector::ALL.iter().any(|sector| ctx.scope.covers(division, organisations, &[], Some(*sector)))
}
