//! The campaign's own document: drafted, approved by a second person, numbered and issued, and owed a receipt by each member.

use kernel::{Ctx, Error, Personal, Text};
use ledger::Tx;
use serde::Deserialize;

use crate::model::{Campaign, Fact, PlanState};
use crate::{CampaignId, member, store};

/// The series of issued plans.
const SERIES: &str = "campaign_plan";

#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Draft {
    pub title: String,
    pub text: String,
}

#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Approve {
    #[serde(default)]
    pub note: String,
}

#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Issue {
    /// What heads the number: 望安委
    pub word: String,
}

fn must_be(it: &Campaign, states: &[PlanState], why: &'static str) -> Result<(), Error> {
    if states.contains(&it.plan) { Ok(()) } else { Err(Error::refused(why)) }
}

pub fn draft(tx: &mut Tx<'_>, ctx: &Ctx, id: CampaignId, cmd: &Draft) -> Result<(), Error> {
    let it = store::load(tx, ctx, id)?;
    must_be(&it, &[PlanState::Missing, PlanState::Draft], "the plan is approved and stands")?;
    let mut text = Text::new();
    let title = text.required("title", &cmd.title, 4, 120);
    let body = text.required("text", &cmd.text, 10, 20_000);
    text.finish()?;
    let fact = Fact::PlanDrafted { title: Personal::text(title), text: Personal::text(body) };
    store::record(tx, ctx, &it, &fact)
}

/// By somebody else than who drafted it.
pub fn approve(tx: &mut Tx<'_>, ctx: &Ctx, id: CampaignId, cmd: &Approve) -> Result<(), Error> {
    let it = store::load(tx, ctx, id)?;
    must_be(&it, &[PlanState::Draft], "there is no draft to approve")?;
    if it.drafted_by.is_some() && it.drafted_by == ctx.person() {
        return Err(Error::Forbidden { action: "approve the plan you drafted" });
    }
    let mut text = Text::new();
    let note = text.optional("note", &cmd.note, 500);
    text.finish()?;
    store::record(tx, ctx, &it, &Fact::PlanApproved { note: note.map(Personal::text) })
}

/// It gets its number; every member owes the receipt.
pub fn issue(tx: &mut Tx<'_>, ctx: &Ctx, id: CampaignId, cmd: &Issue) -> Result<(), Error> {
    let it = store::load(tx, ctx, id)?;
    must_be(&it, &[PlanState::Approved], "a plan is issued once it is approved")?;
    let mut text = Text::new();
    let word = text.required("word", &cmd.word, 1, 20);
    text.finish()?;
    let year = ctx.effective().day().year();
    let number = format!("{word}〔{year}〕{}号", tx.next_number(ctx, SERIES, year)?);
    member::send_plan(tx, ctx, &it, &number)?;
    store::record(tx, ctx, &it, &Fact::PlanIssued { number })
}
