//! What is wrong with how it was reported, the unit's own report in writing, and what was no incident.

use kernel::{Ctx, Error, OrganisationId, Personal, Text};
use ledger::Tx;
use serde::{Deserialize, Serialize};

use crate::model::{Fact, Fault, IncidentId};
use crate::register::{must_stand, time};
use crate::{duties, store};

/// A fault that a person found, with what shows it.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Find {
    /// `late`, `omitted`, `false`, `concealed`
    pub fault: String,
    /// The name of a registered organisation.
    pub organisation: String,
    pub found: String,
}

/// The unit's own report in writing.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct WrittenReport {
    /// yyyy-MM-dd HH:mm
    pub at: String,
    pub from: String,
}

/// Why it is none.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Dismiss {
    pub reason: String,
}

pub fn find(tx: &mut Tx<'_>, ctx: &Ctx, id: IncidentId, cmd: &Find) -> Result<(), Error> {
    let it = store::load(tx, ctx, id)?;
    must_stand(&it)?;
    let mut text = Text::new();
    let fault = text.read("fault", &cmd.fault, "choose one of the list", Fault::from_word);
    let name = text.required("organisation", &cmd.organisation, 2, 100);
    let found = text.required("found", &cmd.found, 5, 1_000);
    let organisation: Option<OrganisationId> =
        if name.is_empty() { None } else { registry::query::organisation_by_name(tx, ctx, &name)?.map(|it| it.id) };
    if organisation.is_none() && !name.is_empty() {
        text.problem("organisation", "no registered organisation has this name", &cmd.organisation);
    }
    text.finish()?;
    let Some((fault, organisation)) = fault.zip(organisation) else {
        return Err(Error::internal("a field without a value and without a problem"));
    };
    let fact = Fact::FaultFound { fault, organisation, found: Personal::text(found), late_seconds: None };
    store::record(tx, ctx, &it, &fact).map(drop)
}

pub fn written(tx: &mut Tx<'_>, ctx: &Ctx, id: IncidentId, cmd: &WrittenReport) -> Result<(), Error> {
    let it = store::load(tx, ctx, id)?;
    must_stand(&it)?;
    let mut text = Text::new();
    let at = time(&mut text, "at", &cmd.at);
    if at.is_some_and(|at| at > ctx.now) {
        text.problem("at", "this time lies in the future", &cmd.at);
    }
    if at.is_some_and(|at| at < it.happened_at) {
        text.problem("at", "nobody told before it happened", &cmd.at);
    }
    let from = text.required("from", &cmd.from, 2, 100);
    text.finish()?;
    let Some(at) = at else { return Err(Error::internal("a field without a value and without a problem")) };
    store::record(tx, ctx, &it, &Fact::WrittenReceived { at, from: Personal::text(from) }).map(drop)
}

/// It was no incident, or is recorded elsewhere: by somebody else than who registered it; nothing is owed any more.
pub fn dismiss(tx: &mut Tx<'_>, ctx: &Ctx, id: IncidentId, cmd: &Dismiss) -> Result<(), Error> {
    let it = store::load(tx, ctx, id)?;
    must_stand(&it)?;
    if it.editions > 0 {
        return Err(Error::refused("a report is signed: correct it by the next one"));
    }
    if crate::investigation::query::stands(tx, ctx, id)? {
        return Err(Error::refused("this incident is investigated: it is dismissed no more"));
    }
    if it.registered_by.is_some() && it.registered_by == ctx.person() {
        return Err(Error::Forbidden { action: "dismiss an incident you registered yourself" });
    }
    let mut text = Text::new();
    let reason = text.required("reason", &cmd.reason, 5, 500);
    text.finish()?;
    // What was owed falls with the incident; that a second person says so stands in for the rule that nobody lets their
    // own office off.
    let second = Ctx { acting: Vec::new(), ..ctx.beyond_scope() };
    for owed in duties::open(tx, ctx, id, None)? {
        obligation::waive(tx, &second, owed, Personal::text(reason.clone()))?;
    }
    store::record(tx, ctx, &it, &Fact::Dismissed { reason: Personal::text(reason) }).map(drop)
}
