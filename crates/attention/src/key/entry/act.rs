//! Asking, reporting, accepting and sending back, and removing an entry.

use kernel::{Ctx, Error, OrganisationId, Personal, Text};
use ledger::{Fact as _, Tx};
use obligation::{Due, Ref};
use registry::forms::{given, reasoned};
use registry::measure::Values;
use serde::{Deserialize, Serialize};

use super::{Asked, AttentionEntry, AttentionEntryId, Fact, State, checked, store};
use crate::key::Entry;
use crate::key::list::AttentionList;
use crate::said::{CHOOSE, count};
use obligation::owing::{self, Duty};

/// Key inspection, control or guidance of an entry.
const TREAT: &str = "attention.treat";
const MOST: i64 = 1_000_000;
/// What is owed is read by more than the entry: no reason of anybody stands there.
const REMOVED: &str = "已移出重点关注名单";
const SENT_BACK: &str = "退回补充，意见见重点关注名单";

#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ReportTreatment {
    /// Places inspected.
    pub visited: String,
    /// Hazards found there.
    pub found: String,
    /// Which key inspection, control or guidance was carried out, and what it came to.
    pub text: String,
}

#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct LookAtTreatment {
    /// `accepted`, `returned`
    pub result: String,
    #[serde(default)]
    pub note: String,
}

#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct RemoveEntry {
    pub reason: String,
}

/// With the signing of its list.
pub(crate) fn ask(
    tx: &mut Tx<'_>,
    ctx: &Ctx,
    list: &AttentionList,
    (number, entry): (&str, &Entry),
) -> Result<AttentionEntryId, Error> {
    let id: AttentionEntryId = ctx.mint();
    let treatments = entry.treatments();
    let duty = Duty {
        about: Ref::new(Fact::STREAM, id),
        name: TREAT,
        title: format!("落实重点关注措施（名单{number}）"),
        owner: entry.owner,
        division: entry.division,
        checker: Some(registry::query::safety_office(tx, ctx)?),
        due: Due::ByRule,
        source: Some(format!("重点关注名单 {number}")),
    };
    let owed = owing::owe(tx, ctx, duty)?;
    let fact = Fact::Asked(Asked {
        list: list.id,
        no: entry.no,
        subject: entry.subject,
        division: entry.division,
        owner: entry.owner,
        treatments,
        owed,
    });
    let at = tx.record(ctx, id, 0, &fact)?;
    store::project(tx, &at, id, &fact)?;
    Ok(id)
}

fn must_stand(it: &AttentionEntry) -> Result<(), Error> {
    match it.removed_at {
        None => Ok(()),
        Some(_) => Err(Error::refused("this entry was removed from the list")),
    }
}

pub(crate) fn must_owe(it: &AttentionEntry, ctx: &Ctx) -> Result<(), Error> {
    if !ctx.acts_for(it.owner) {
        return Err(Error::Forbidden { action: "report what another organisation owes" });
    }
    must_stand(it)?;
    if !it.state.is_owners() {
        return Err(Error::refused("nothing is owed here any more"));
    }
    Ok(())
}

pub fn report(tx: &mut Tx<'_>, ctx: &Ctx, id: AttentionEntryId, cmd: &ReportTreatment) -> Result<(), Error> {
    let it = store::load(tx, ctx, id)?;
    must_owe(&it, ctx)?;
    let mut text = Text::new();
    let visited = count(&mut text, "visited", &cmd.visited, 0, MOST);
    let found = count(&mut text, "found", &cmd.found, 0, MOST);
    let said = text.required("text", &cmd.text, 2, 2_000);
    if visited == Some(0) && found.is_some_and(|n| n > 0) {
        text.problem("found", "hazards are found where somebody was", &cmd.found);
    }
    text.finish()?;
    obligation::done(tx, &ctx.beyond_scope(), it.obligation, None)?;
    let fact = Fact::Reported { visited: given(visited)?, found: given(found)?, text: Personal::text(said) };
    store::record(tx, ctx, &it, &fact)
}

pub(crate) fn may_look(it: &AttentionEntry, ctx: &Ctx) -> Result<(), Error> {
    must_stand(it)?;
    if it.state != State::Reported {
        return Err(Error::refused("this is not reported done"));
    }
    if it.reported_by.is_some() && it.reported_by == ctx.person() {
        return Err(Error::Forbidden { action: "accept what you reported yourself" });
    }
    Ok(())
}

/// Somebody of the Safety Office accepts it, or sends it back with what is missing.
pub fn look(tx: &mut Tx<'_>, ctx: &Ctx, id: AttentionEntryId, cmd: &LookAtTreatment) -> Result<(), Error> {
    let it = store::load(tx, ctx, id)?;
    may_look(&it, ctx)?;
    let mut text = Text::new();
    let accepted = text.read("result", &cmd.result, CHOOSE, |it| match it {
        "accepted" => Some(true),
        "returned" => Some(false),
        _ => None,
    });
    let note = text.optional("note", &cmd.note, 1_000);
    if accepted == Some(false) && note.is_none() {
        text.problem("note", "say what is missing", "");
    }
    text.finish()?;
    let beyond = ctx.beyond_scope();
    let fact = match (accepted, note.map(Personal::text)) {
        (Some(false), Some(reason)) => {
            let due = obligation::verify(tx, &beyond, it.obligation, false, Some(Personal::text(SENT_BACK)))?;
            Fact::Returned { reason, due }
        }
        (_, note) => {
            obligation::verify(tx, &beyond, it.obligation, true, None)?;
            obligation::close(tx, &beyond, it.obligation)?;
            Fact::Accepted { note }
        }
    };
    store::record(tx, ctx, &it, &fact)
}

/// Not whoever is on the list, and not whoever answers for what is done there. Nobody but the Safety Office removes: of what
/// it answers for itself, whoever reported it does not.
pub(crate) fn may_remove(it: &AttentionEntry, ctx: &Ctx, office: OrganisationId) -> Result<(), Error> {
    let own = ctx.acts_for(it.subject.organisation) || (it.owner != office && ctx.acts_for(it.owner));
    if ctx.person().is_some() && own {
        return Err(Error::Forbidden { action: "decide about your own organisation" });
    }
    if it.reported_by.is_some() && it.reported_by == ctx.person() {
        return Err(Error::Forbidden { action: "remove an entry that you reported on yourself" });
    }
    must_stand(it)
}

/// What is still owed for it falls away with it.
pub fn remove(
    tx: &mut Tx<'_>,
    ctx: &Ctx,
    id: AttentionEntryId,
    (cmd, values): (&RemoveEntry, &Values),
) -> Result<(), Error> {
    let it = store::load(tx, ctx, id)?;
    let office = registry::query::safety_office(tx, ctx)?;
    may_remove(&it, ctx, office)?;
    let reason = reasoned("reason", &cmd.reason)?;
    let now = checked::now(tx, ctx, &it, values)?;
    let holding = now.iter().filter(|it| it.holds).map(|it| it.reason.criterion).collect();
    if it.state.is_open() {
        let removed = Personal::text(REMOVED);
        // Who may remove it was decided above: of what the office owes itself, its own people.
        match it.owner == office {
            true => owing::let_off(tx, ctx, crate::LET_OFF, (it.obligation, &removed))?,
            false => owing::waive(tx, ctx, it.obligation, &removed)?,
        }
    }
    let mut told = vec![it.subject.organisation, it.owner];
    told.dedup();
    store::record(tx, ctx, &it, &Fact::Removed { reason, holding, told })
}
