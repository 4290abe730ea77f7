//! Who is told of lateness, and what people and organisations are called: all that is asked of the registry.

use std::collections::HashMap;

use kernel::{Ctx, Error, OrganisationId, PersonId};
use ledger::Reader;
use registry::query;

use crate::ladder::Call;
use crate::model::{Obligation, Owner};

/// Who is told by a step. A district without an office or a head must not stop the ladder: then the organisation itself
/// is told, or whom it is owed to.
pub(crate) fn told(r: &Reader<'_>, ctx: &Ctx, it: &Obligation, call: Call) -> Result<Owner, Error> {
    let holder = it.holder.unwrap_or(it.owner);
    match call {
        Call::Remind | Call::Overdue => Ok(holder),
        Call::HolderLeader => headed(r, ctx, holder.organisation),
        Call::SafetyOffice | Call::Letter | Call::Interview => {
            Ok(office(r, ctx)?.map_or(it.owed_to, |organisation| Owner { organisation, person: None }))
        }
        Call::Leader => match office(r, ctx)? {
            Some(organisation) => headed(r, ctx, organisation),
            None => Ok(it.owed_to),
        },
    }
}

fn headed(r: &Reader<'_>, ctx: &Ctx, organisation: OrganisationId) -> Result<Owner, Error> {
    Ok(Owner { organisation, person: query::head_of(r, ctx, organisation)? })
}

fn office(r: &Reader<'_>, ctx: &Ctx) -> Result<Option<OrganisationId>, Error> {
    query::find_safety_office(r, ctx)
}

/// What parties are called, fetched at once.
#[derive(Debug, Default)]
pub(crate) struct Names {
    organisations: HashMap<OrganisationId, String>,
    persons: HashMap<PersonId, String>,
}

impl Names {
    pub fn organisation(&self, id: OrganisationId) -> String {
        self.organisations.get(&id).cloned().unwrap_or_default()
    }

    pub fn person(&self, id: PersonId) -> Option<String> {
        self.persons.get(&id).cloned()
    }

    /// `宋砚 · 县市场监管局`
    pub fn both(&self, party: Owner) -> String {
        let organisation = self.organisation(party.organisation);
        match party.person.and_then(|person| self.person(person)) {
            Some(person) => format!("{person} · {organisation}"),
            None => organisation,
        }
    }
}

pub(crate) fn names(r: &Reader<'_>, ctx: &Ctx, parties: impl Iterator<Item = Owner>) -> Result<Names, Error> {
    let (organisations, persons): (Vec<_>, Vec<_>) = parties.map(|p| (p.organisation, p.person)).unzip();
    let persons: Vec<PersonId> = persons.into_iter().flatten().collect();
    Ok(Names {
        organisations: query::organisation_names(r, ctx, &organisations)?,
        persons: query::person_names(r, ctx, &persons)?,
    })
}
