//! Joining, naming the group, filing the plan, receiving the campaign's: the rules and the commands.

use kernel::{Ctx, Error, OrganisationId, Personal, Text};
use ledger::{Fact as _, Tx};
use obligation::{Check, Due};
use registry::forms::given;
use registry::query::Organisation;
use serde::Deserialize;

use super::{CampaignMemberId, Fact, Member, query, store};
use crate::announce::MEMBERS_MOST;
use crate::model::{Campaign, DUTY_GROUP, DUTY_PLAN, DUTY_RECEIVE, State};
use crate::owe::{Duty, owe, owes};
use crate::{CampaignId, Owed, said};
use obligation::owing::{settle, waive};

#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NameGroup {
    /// Who leads the group, with the position.
    pub head: String,
    /// Who answers for the daily work.
    pub responsible: String,
    /// Number of the document that set it up.
    pub document: String,
}

#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct FilePlan {
    pub title: String,
    /// Number of the plan.
    pub document: String,
}

#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Join {
    /// Id or name of a department or township.
    pub organisation: String,
    pub reason: String,
}

#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Leave {
    pub reason: String,
}

fn duty(
    name: &'static str,
    title: String,
    it: (&OrganisationId, kernel::Division),
    office: OrganisationId,
) -> Duty<'static> {
    Duty {
        name,
        title,
        owner: *it.0,
        owed_to: office,
        division: it.1,
        due: Due::ByRule,
        check: Check::None,
        source: None,
    }
}

pub(crate) fn join(
    tx: &mut Tx<'_>,
    ctx: &Ctx,
    (campaign, title): (CampaignId, &str),
    body: &Organisation,
    office: OrganisationId,
    reason: Option<Personal<String>>,
) -> Result<Member, Error> {
    let id: CampaignMemberId = ctx.mint();
    let at = (&body.id, body.division);
    let mut owed = |name, what| owe(tx, ctx, (Fact::STREAM, id), duty(name, format!("{title}：{what}"), at, office));
    let group: Owed = owed(DUTY_GROUP, "成立领导小组、明确责任人")?;
    let plan: Owed = owed(DUTY_PLAN, "制定并报送本单位实施方案")?;
    let fact = Fact::Joined { campaign, organisation: body.id, division: body.division, group, plan, reason };
    let at = tx.record(ctx, id, 0, &fact)?;
    store::project(tx, &at, id, &fact)?;
    store::load(tx, &ctx.beyond_scope(), id)
}

/// Each member owes the receipt of what was issued.
pub(crate) fn send_plan(tx: &mut Tx<'_>, ctx: &Ctx, campaign: &Campaign, number: &str) -> Result<(), Error> {
    let office = registry::query::safety_office(tx, ctx)?;
    for it in query::of(tx, &ctx.beyond_scope(), campaign.id)? {
        send_to(tx, ctx, (campaign.title(), number), office, &it)?;
    }
    Ok(())
}

fn send_to(
    tx: &mut Tx<'_>,
    ctx: &Ctx,
    (campaign, number): (&str, &str),
    office: OrganisationId,
    it: &Member,
) -> Result<(), Error> {
    let title = format!("{campaign}：签收实施方案（{number}）");
    let duty = duty(DUTY_RECEIVE, title, (&it.organisation, it.division), office);
    let receipt = owe(tx, ctx, (Fact::STREAM, it.id), duty)?;
    record(tx, ctx, it, &Fact::PlanSent { receipt })
}

pub fn name_group(tx: &mut Tx<'_>, ctx: &Ctx, id: CampaignMemberId, cmd: &NameGroup) -> Result<(), Error> {
    let it = store::load(tx, ctx, id)?;
    still_in(&it)?;
    let mut text = Text::new();
    let head = text.required("head", &cmd.head, 2, 60);
    let responsible = text.required("responsible", &cmd.responsible, 2, 60);
    let document = text.required("document", &cmd.document, 2, 60);
    text.finish()?;
    settle(tx, ctx, it.group_owed.obligation)?;
    let fact = Fact::GroupNamed { head: Personal::text(head), responsible: Personal::text(responsible), document };
    record(tx, ctx, &it, &fact)
}

pub fn file_plan(tx: &mut Tx<'_>, ctx: &Ctx, id: CampaignMemberId, cmd: &FilePlan) -> Result<(), Error> {
    let it = store::load(tx, ctx, id)?;
    still_in(&it)?;
    let mut text = Text::new();
    let title = text.required("title", &cmd.title, 4, 120);
    let document = text.required("plan_document", &cmd.document, 2, 60);
    text.finish()?;
    settle(tx, ctx, it.plan_owed.obligation)?;
    record(tx, ctx, &it, &Fact::PlanFiled { title: Personal::text(title), document })
}

pub fn receive(tx: &mut Tx<'_>, ctx: &Ctx, id: CampaignMemberId) -> Result<(), Error> {
    let it = store::load(tx, ctx, id)?;
    still_in(&it)?;
    let owed = it.receipt_owed.ok_or(Error::refused("no plan was issued yet"))?;
    if it.received_at.is_some() {
        return Err(Error::refused("the plan is received already"));
    }
    settle(tx, ctx, owed.obligation)?;
    record(tx, ctx, &it, &Fact::Received)
}

/// An organisation that was not named when the campaign was announced.
pub fn join_later(tx: &mut Tx<'_>, ctx: &Ctx, id: CampaignId, cmd: &Join) -> Result<(), Error> {
    let campaign = crate::store::load(tx, ctx, id)?;
    if campaign.state == State::Closed {
        return Err(Error::refused("this campaign is over"));
    }
    let bodies = said::bodies(tx, ctx)?;
    let mut text = Text::new();
    let body = said::a_body(&mut text, "organisation", &cmd.organisation, &bodies);
    let known = query::of(tx, &ctx.beyond_scope(), id)?;
    if body.is_some_and(|body| known.iter().any(|it| it.organisation == body.id)) {
        text.problem("organisation", "it takes part already", &cmd.organisation);
    }
    if known.len() >= MEMBERS_MOST {
        text.problem("organisation", "too many organisations at once", "");
    }
    let reason = text.required("reason", &cmd.reason, 2, 500);
    text.finish()?;
    let body = given(body)?;
    let office = registry::query::safety_office(tx, ctx)?;
    let member = join(tx, ctx, (id, campaign.title()), body, office, Some(Personal::text(reason)))?;
    match &campaign.plan_number {
        Some(number) => send_to(tx, ctx, (campaign.title(), number), office, &member),
        None => Ok(()),
    }
}

/// What it owed in the campaign falls away, by somebody else.
pub fn leave(tx: &mut Tx<'_>, ctx: &Ctx, id: CampaignMemberId, cmd: &Leave) -> Result<(), Error> {
    let it = store::load(tx, ctx, id)?;
    still_in(&it)?;
    let mut text = Text::new();
    let reason = text.required("reason", &cmd.reason, 2, 500);
    text.finish()?;
    if owes(ctx, it.organisation) {
        return Err(Error::Forbidden { action: "let yourself off what you owe" });
    }
    let campaign = crate::store::load(tx, ctx, it.campaign)?;
    if campaign.state == State::Closed {
        return Err(Error::refused("this campaign is over"));
    }
    if crate::store::topics(tx, ctx, it.campaign)?.iter().any(|topic| topic.lead == it.organisation) {
        return Err(Error::refused("it leads a topic of this campaign; give the topic another lead first"));
    }
    if query::open_parts(tx, ctx, &it)? > 0 {
        return Err(Error::refused("it still has tasks in this campaign; close or withdraw them first"));
    }
    let reason = Personal::text(reason);
    for owed in [Some(it.group_owed), Some(it.plan_owed), it.receipt_owed].into_iter().flatten() {
        waive(tx, ctx, owed.obligation, &reason)?;
    }
    record(tx, ctx, &it, &Fact::Left { reason })
}

fn still_in(it: &Member) -> Result<(), Error> {
    if it.left_at.is_some() { Err(Error::refused("it takes part no more")) } else { Ok(()) }
}

fn record(tx: &mut Tx<'_>, ctx: &Ctx, it: &Member, fact: &Fact) -> Result<(), Error> {
    let at = tx.record(ctx, it.id, it.version, fact)?;
    store::project(tx, &at, it.id, fact)
}
