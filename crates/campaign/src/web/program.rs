//! Campaigns for programs.

use std::sync::Arc;

use axum::extract::{Path, State as Shared};
use axum::http::StatusCode;
use axum::response::{IntoResponse as _, Response};
use kernel::{Ctx, Day, Error, Instant, OrganisationId, Personal};
use ledger::{Db, Reader, Tx};
use page::{Doc, Json, Query, Reply};
use serde::{Deserialize, Serialize};

use super::Visitor;
use super::detail::{self, Shown};
use crate::member::MemberAnswer;
use crate::model::{Campaign, Gate, Topic};
use crate::progress::{self, Tally};
use crate::query::{self, Filter};
use crate::{Announce, Approve, CampaignId, Decide, Draft, Issue, member};

/// A campaign in the list.
#[derive(Debug, Serialize, Deserialize, utoipa::ToSchema)]
pub struct CampaignLine {
    #[schema(value_type = String)]
    id: CampaignId,
    version: i64,
    number: String,
    title: Option<String>,
    #[schema(value_type = String)]
    from: Day,
    #[schema(value_type = String)]
    to: Day,
    /// `open`, `closed`
    state: String,
    /// `missing`, `draft`, `approved`, `issued`
    plan: String,
    plan_number: Option<String>,
    tally: Tally,
}

#[derive(Debug, Serialize, utoipa::ToSchema)]
pub struct CampaignLines {
    campaigns: Vec<CampaignLine>,
}

/// One campaign.
#[derive(Debug, Serialize, Deserialize, utoipa::ToSchema)]
pub struct CampaignAnswer {
    campaign: CampaignLine,
    goal: Option<String>,
    gates: Vec<CampaignGate>,
    topics: Vec<CampaignTopic>,
    /// Those within reach.
    members: Vec<MemberAnswer>,
}

/// A stage, or a milestone where no stage is named.
#[derive(Debug, Serialize, Deserialize, utoipa::ToSchema)]
pub struct CampaignGate {
    no: i64,
    stage: Option<String>,
    title: Option<String>,
    #[schema(value_type = String)]
    from: Day,
    #[schema(value_type = String)]
    to: Day,
    #[schema(value_type = Option<String>)]
    passed_at: Option<Instant>,
    criteria: Vec<CampaignCriterion>,
}

#[derive(Debug, Serialize, Deserialize, utoipa::ToSchema)]
pub struct CampaignCriterion {
    words: Option<String>,
    met: Option<bool>,
    reason: Option<String>,
}

#[derive(Debug, Serialize, Deserialize, utoipa::ToSchema)]
pub struct CampaignTopic {
    no: i64,
    /// `topic`, `sector`
    sort: String,
    title: Option<String>,
    #[schema(value_type = String)]
    lead: OrganisationId,
}

fn known(it: Option<Personal<String>>) -> Option<String> {
    it.and_then(|it| it.known().cloned())
}

fn line(it: Campaign, tally: Tally) -> CampaignLine {
    CampaignLine {
        id: it.id,
        version: it.version,
        number: it.number,
        title: it.title.known().cloned(),
        from: it.from,
        to: it.to,
        state: it.state.word().to_owned(),
        plan: it.plan.word().to_owned(),
        plan_number: it.plan_number,
        tally,
    }
}

fn gate(it: Gate) -> CampaignGate {
    let criteria = it.criteria.into_iter().map(|it| CampaignCriterion {
        words: known(it.words),
        met: it.met,
        reason: known(it.reason),
    });
    CampaignGate {
        no: it.no,
        stage: it.stage.map(|it| it.word().to_owned()),
        title: known(it.title),
        from: it.from,
        to: it.to,
        passed_at: it.passed_at,
        criteria: criteria.collect(),
    }
}

fn topic(it: Topic) -> CampaignTopic {
    CampaignTopic { no: it.no, sort: it.sort.word().to_owned(), title: known(it.title), lead: it.lead }
}

/// As it is answered after an act, too: as far as the visitor sees.
pub(super) fn read(r: &Reader<'_>, ctx: &Ctx, id: CampaignId) -> Result<CampaignAnswer, Error> {
    let seen = Ctx { scope: ctx.scope_of(super::VIEW), ..ctx.clone() };
    let Shown { it, gates, topics, members, cells, .. } = detail::fetch(r, &seen, id)?;
    Ok(CampaignAnswer {
        goal: known(it.goal.clone()),
        campaign: line(it, progress::sum(cells.iter())),
        gates: gates.into_iter().map(gate).collect(),
        topics: topics.into_iter().map(topic).collect(),
        members: members.into_iter().map(member::answer_of).collect(),
    })
}

pub(super) async fn list(
    Shared(db): Shared<Db>,
    axum::Extension(ctx): Visitor,
    Query(query): Query,
) -> Reply<Json<CampaignLines>> {
    let filter = Filter::from_query(&query);
    let answer = move |r: &Reader<'_>| {
        let mut campaigns = Vec::new();
        for it in query::list(r, &ctx, &filter)? {
            let tally = progress::total_of(r, &ctx, it.id)?;
            campaigns.push(line(it, tally));
        }
        Ok(CampaignLines { campaigns })
    };
    Ok(Json(db.read(answer).await?))
}

pub(super) fn list_doc() -> Doc {
    Doc::new("Campaigns, the latest first").returns::<CampaignLines>().query("state", "open or closed; both without it")
}

pub(super) async fn one(
    Shared(db): Shared<Db>,
    axum::Extension(ctx): Visitor,
    Path(id): Path<CampaignId>,
) -> Reply<Json<CampaignAnswer>> {
    Ok(Json(db.read(move |r| read(r, &ctx, id)).await?))
}

pub(super) fn one_doc() -> Doc {
    Doc::new("One campaign: stages and milestones with their criteria, topics, who takes part and what is missing")
        .returns::<CampaignAnswer>()
}

/// What was made.
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub struct CampaignCreated {
    #[schema(value_type = String)]
    id: CampaignId,
}

pub(super) async fn announce(
    Shared(db): Shared<Db>,
    axum::Extension(ctx): Visitor,
    Json(cmd): Json<Announce>,
) -> Reply<Response> {
    let act = move |tx: &mut Tx<'_>, ctx: &Ctx| crate::announce(tx, ctx, &cmd);
    let id = db.write("campaign.announce by program", &ctx, act).await?;
    Ok((StatusCode::CREATED, Json(CampaignCreated { id })).into_response())
}

pub(super) fn announce_doc() -> Doc {
    Doc::new("Announce a campaign; each organisation that takes part owes its leading group and its plan")
        .body::<Announce>()
        .creates::<CampaignCreated>()
}

async fn by_program(
    db: &Db,
    ctx: &Arc<Ctx>,
    name: &'static str,
    id: CampaignId,
    act: impl Fn(&mut Tx<'_>, &Ctx) -> Result<(), Error> + Send + 'static,
) -> Reply<Json<CampaignAnswer>> {
    db.write(name, ctx, act).await?;
    let asked = Arc::clone(ctx);
    Ok(Json(db.read(move |r| read(r, &asked, id)).await?))
}

pub(super) async fn draft(
    Shared(db): Shared<Db>,
    axum::Extension(ctx): Visitor,
    Path(id): Path<CampaignId>,
    Json(cmd): Json<Draft>,
) -> Reply<Json<CampaignAnswer>> {
    let act = move |tx: &mut Tx<'_>, ctx: &Ctx| crate::draft(tx, ctx, id, &cmd);
    by_program(&db, &ctx, "campaign.draft by program", id, act).await
}

pub(super) fn draft_doc() -> Doc {
    Doc::new("Draft the campaign's plan; again until it is approved").body::<Draft>().returns::<CampaignAnswer>()
}

pub(super) async fn approve(
    Shared(db): Shared<Db>,
    axum::Extension(ctx): Visitor,
    Path(id): Path<CampaignId>,
    Json(cmd): Json<Approve>,
) -> Reply<Json<CampaignAnswer>> {
    let act = move |tx: &mut Tx<'_>, ctx: &Ctx| crate::approve(tx, ctx, id, &cmd);
    by_program(&db, &ctx, "campaign.approve by program", id, act).await
}

pub(super) fn approve_doc() -> Doc {
    Doc::new("Approve the plan, by somebody who did not draft it").body::<Approve>().returns::<CampaignAnswer>()
}

pub(super) async fn issue(
    Shared(db): Shared<Db>,
    axum::Extension(ctx): Visitor,
    Path(id): Path<CampaignId>,
    Json(cmd): Json<Issue>,
) -> Reply<Json<CampaignAnswer>> {
    let act = move |tx: &mut Tx<'_>, ctx: &Ctx| crate::issue(tx, ctx, id, &cmd);
    by_program(&db, &ctx, "campaign.issue by program", id, act).await
}

pub(super) fn issue_doc() -> Doc {
    Doc::new("Issue the approved plan: it gets its number, and each organisation owes the receipt")
        .body::<Issue>()
        .returns::<CampaignAnswer>()
}

pub(super) async fn decide(
    Shared(db): Shared<Db>,
    axum::Extension(ctx): Visitor,
    Path((id, no)): Path<(CampaignId, i64)>,
    Json(cmd): Json<Decide>,
) -> Reply<Json<CampaignAnswer>> {
    let act = move |tx: &mut Tx<'_>, ctx: &Ctx| crate::decide(tx, ctx, id, no, &cmd);
    by_program(&db, &ctx, "campaign.decide by program", id, act).await
}

pub(super) fn decide_doc() -> Doc {
    Doc::new("Pass a stage or milestone: each criterion is fulfilled, or has a reason why it goes on")
        .body::<Decide>()
        .returns::<CampaignAnswer>()
}
