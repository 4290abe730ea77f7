//! Reading what a form or a program said: days, moments, organisations by id or name.

use kernel::{Ctx, Day, Error, Instant, OrganisationId, Text};
use ledger::Reader;
use registry::OrganisationKind;
use registry::query::{Organisation, OrganisationFilter};

pub(crate) const DAY: &str = "write the day as 2026-06-18";

pub(crate) fn day(text: &mut Text, field: &'static str, given: &str) -> Option<Day> {
    text.read(field, given, DAY, |it| it.parse().ok())
}

/// By the end of work of a day.
pub(crate) fn due(day: Day) -> Instant {
    day.at(18, 0)
}

/// Bodies of the state that may take part: departments, townships, and the office itself.
pub(crate) fn bodies(r: &Reader<'_>, ctx: &Ctx) -> Result<Vec<Organisation>, Error> {
    let ctx = ctx.beyond_scope();
    let mut all = Vec::new();
    for kind in [OrganisationKind::Office, OrganisationKind::Department, OrganisationKind::Township] {
        let filter = OrganisationFilter { kind: Some(kind), ..OrganisationFilter::default() };
        all.extend(registry::query::every_organisation(r, &ctx, &filter)?);
    }
    Ok(all)
}

/// By identity, name or short name.
pub(crate) fn body<'a>(all: &'a [Organisation], given: &str) -> Option<&'a Organisation> {
    let given = given.trim();
    let id: Option<OrganisationId> = given.parse().ok();
    all.iter().find(|it| Some(it.id) == id || it.name == given || it.short_name == given)
}

pub(crate) const NO_BODY: &str = "no department or township of this name";

pub(crate) fn a_body<'a>(
    text: &mut Text,
    field: &'static str,
    given: &str,
    all: &'a [Organisation],
) -> Option<&'a Organisation> {
    text.read(field, given, NO_BODY, |it| body(all, it))
}
