//! The pages of incidents, and the same for programs.

mod acts;
mod call;
mod cards;
mod detail;
mod edition;
pub(crate) mod list;
pub(crate) mod marks;
mod paper;
mod program;
mod timeline;

use std::collections::HashMap;
use std::sync::Arc;

use axum::Extension;
use axum::http::Method;
use kernel::{Act, Ctx, Division, Error, OrganisationId, PersonId};
use ledger::{Db, Reader};
use page::Routes;

use crate::numbers;
use crate::sight::STATISTICS;

pub(crate) use list::conditions;
pub(crate) use timeline::quote;

pub(crate) const PATH: &str = "/incidents";
pub(crate) const VIEW: Act = Act("incident.view");

/// Who asks, with the scope of the route's act; `server` puts it into the request.
pub(crate) type Visitor = Extension<Arc<Ctx>>;

/// Every page and API route, with the act it needs.
pub fn routes() -> Routes<Db> {
    let (edition, file) = ("/incidents/{id}/editions/{edition}", "/incidents/{id}/editions/{edition}/file");
    Routes::new()
        .page(Method::GET, PATH, VIEW, list::show)
        .page(Method::GET, "/incidents/{id}", VIEW, detail::show)
        .page(Method::GET, edition, VIEW, edition::show)
        .page(Method::GET, file, VIEW, edition::file)
        .page(Method::GET, numbers::PATH, STATISTICS, numbers::show)
        .api(Method::GET, numbers::PATH, STATISTICS, numbers::get, numbers::doc())
        .api(Method::GET, PATH, VIEW, list::get, list::doc())
        .api(Method::GET, "/incidents/{id}", VIEW, program::get, program::doc())
        .and(call::routes())
        .and(acts::routes())
}

/// Names beside ids.
#[derive(Debug, Default, Clone)]
pub(crate) struct Around {
    organisations: HashMap<OrganisationId, String>,
    people: HashMap<PersonId, String>,
    pub places: Vec<(Division, String)>,
}

impl Around {
    pub fn fetch(
        r: &Reader<'_>,
        ctx: &Ctx,
        organisations: &[OrganisationId],
        people: &[PersonId],
    ) -> Result<Around, Error> {
        Ok(Around {
            organisations: registry::query::organisation_full_names(r, ctx, organisations)?,
            people: registry::query::person_names(r, ctx, people)?,
            places: registry::query::townships(r, ctx)?,
        })
    }

    pub fn organisation(&self, id: OrganisationId) -> &str {
        self.organisations.get(&id).map_or("", String::as_str)
    }

    pub fn person(&self, id: Option<PersonId>) -> &str {
        id.and_then(|id| self.people.get(&id)).map_or("", String::as_str)
    }

    pub fn place(&self, code: Division) -> &str {
        let township = code.township();
        self.places.iter().find(|(it, _)| *it == township).map_or("", |(_, name)| name.as_str())
    }
}

const WORDS: registry::field::Words = registry::field::Words {
    label: crate::words::field::of,
    hint: crate::words::field_hint::of,
    act: crate::words::act::of,
    then: crate::words::act_then::of,
};
