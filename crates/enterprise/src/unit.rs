//! The organisation that a record is about, as far as the visitor reaches.

use std::collections::HashMap;

use kernel::{Ctx, Division, Error, OrganisationId};
use ledger::{Reader, ScopeColumns};
use registry::query::Organisation;

/// Where a record of this crate belongs; tables have the alias `t`.
pub(crate) const SCOPE: ScopeColumns<'static> =
    ScopeColumns { division: "t.division", organisations: &["t.organisation"], persons: &[], sector: None };

/// Outside the visitor's reach it does not exist.
pub(crate) fn load(r: &Reader<'_>, ctx: &Ctx, id: OrganisationId) -> Result<Organisation, Error> {
    registry::query::organisation_in_scope(r, ctx, id)?.ok_or(Error::NotFound("OrganisationId"))
}

pub(crate) fn covers(ctx: &Ctx, division: Division, organisation: OrganisationId) -> bool {
    // Records have no sector that could hide them.
    let of_any_sector = |sector: &kernel::Sector| ctx.scope.covers(division, &[organisation], &[], Some(*sector));
    kernel::Sector::ALL.iter().any(of_any_sector)
}

/// Names beside the rows of a list.
#[derive(Debug, Default, Clone)]
pub(crate) struct Around {
    organisations: HashMap<OrganisationId, String>,
    pub places: Vec<(Division, String)>,
}

impl Around {
    pub fn fetch(r: &Reader<'_>, ctx: &Ctx, ids: impl Iterator<Item = OrganisationId>) -> Result<Around, Error> {
        let ids: Vec<_> = ids.collect();
        Ok(Around {
            organisations: registry::query::organisation_full_names(r, ctx, &ids)?,
            places: registry::query::townships(r, ctx)?,
        })
    }

    pub fn organisation(&self, id: OrganisationId) -> &str {
        self.organisations.get(&id).map_or("", String::as_str)
    }

    pub fn place(&self, code: Division) -> &str {
        let township = code.township();
        self.places.iter().find(|(it, _)| *it == township).map_or("", |(_, name)| name.as_str())
    }
}
