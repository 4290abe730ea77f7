//! Editions of the report: each knows its predecessor, is drafted by one person and signed by another.

use kernel::{Ctx, Error, Instant, Personal, Text};
use ledger::Tx;
use serde::{Deserialize, Serialize};

use crate::duties::{self, FOLLOW_UP, Matter};
use crate::model::{Fact, Incident, IncidentId, Sort, Stage};
use crate::register::must_stand;
use crate::{figures, query, store};

/// What the form or a program says; the figures are those on record.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Draft {
    /// What happened and how it stands.
    pub situation: String,
    /// What was done.
    pub response: String,
    /// What comes next.
    #[serde(default)]
    pub next: String,
    /// Why a figure fell or the grade changed; required then.
    #[serde(default)]
    pub explained: String,
    /// The last report: `yes`.
    #[serde(default, rename = "final")]
    pub is_final: String,
}

/// What the next edition is: the first, one more, the last one, or after the last.
pub(crate) fn sort(it: &Incident, is_final: bool) -> Sort {
    match (it.editions, it.stage) {
        (_, Stage::Reported) => Sort::Supplement,
        (0, _) if !is_final => Sort::First,
        _ if is_final => Sort::Final,
        _ => Sort::FollowUp,
    }
}

pub fn draft(tx: &mut Tx<'_>, ctx: &Ctx, id: IncidentId, cmd: &Draft) -> Result<u32, Error> {
    let it = store::load(tx, ctx, id)?;
    must_stand(&it)?;
    if it.told_at.is_none() {
        return Err(Error::refused("the district was not told yet"));
    }
    let now = figures::now(tx, ctx, &it)?;
    let before = store::figures_of(tx, ctx, id, it.editions)?;
    let mut text = Text::new();
    let situation = text.required("situation", &cmd.situation, 10, 5_000);
    let response = text.required("response", &cmd.response, 2, 5_000);
    let next = text.optional("next", &cmd.next, 2_000);
    let explained = text.optional("explained", &cmd.explained, 1_000);
    if explained.is_none() && before.is_some_and(|before| now.needs_reason(before)) {
        text.problem("explained", "say why a figure fell or the grade changed", "");
    }
    text.finish()?;
    let edition = it.editions + 1;
    let fact = Fact::Drafted {
        edition,
        sort: sort(&it, cmd.is_final == "yes"),
        situation: Personal::text(situation),
        response: Personal::text(response),
        next: next.map(Personal::text),
        explained: explained.map(Personal::text),
        figures: now,
    };
    store::record(tx, ctx, &it, &fact)?;
    Ok(edition)
}

/// Whether the draft is still the one that was read: another one may have taken its place meanwhile.
pub(crate) fn is_as_read(tx: &Tx<'_>, ctx: &Ctx, id: IncidentId, read: Option<Instant>) -> Result<bool, Error> {
    let it = store::load(tx, ctx, id)?;
    let Some(edition) = it.draft else { return Ok(true) };
    Ok(query::drafted_at(tx, ctx, id, edition)? == read)
}

/// By a second person: from then on these are the figures in force.
pub fn sign(tx: &mut Tx<'_>, ctx: &Ctx, id: IncidentId) -> Result<u32, Error> {
    let it = store::load(tx, ctx, id)?;
    must_stand(&it)?;
    let Some(edition) = it.draft else { return Err(Error::refused("there is no draft to sign")) };
    if it.drafted_by.is_some() && it.drafted_by == ctx.person() {
        return Err(Error::Forbidden { action: "sign a report you drafted yourself" });
    }
    let drafted = store::figures_of(tx, ctx, id, edition)?;
    if drafted != Some(figures::now(tx, ctx, &it)?) {
        return Err(Error::refused("the figures changed since this draft: draft it anew"));
    }
    let sort = query::edition_sort(tx, ctx, id, edition)?;
    for duty in [FOLLOW_UP, duties::SUPPLEMENT] {
        for owed in duties::open(tx, ctx, id, Some(duty))? {
            duties::settle(tx, ctx, owed, ctx.now)?;
        }
    }
    store::record(tx, ctx, &it, &Fact::Signed { edition, sort })?;
    if matches!(sort, Sort::First | Sort::FollowUp) {
        let owner = duties::desk(tx, ctx, &it)?;
        let office = registry::query::safety_office(tx, ctx)?;
        let matter = Matter::of(&query::particulars(tx, ctx, id)?, it.number_text(), office);
        duties::owe(tx, ctx, id, &matter, FOLLOW_UP, owner, obligation::Due::ByRule)?;
    }
    Ok(edition)
}
