//! What is done from a campaign's page.

use std::sync::Arc;

use axum::extract::{Path, State as Shared};
use kernel::{Ctx, Error};
use ledger::Db;
use page::sheet::done;
use page::{Reply, Screen, Values};

use super::{PATH, Visitor, detail};
use crate::{Approve, CampaignId, CriterionSaid, Decide, Draft, Issue, approve, decide, draft, issue};

async fn back(
    (db, ctx, screen): (&Db, &Arc<Ctx>, &Screen),
    id: CampaignId,
    values: Values,
    made: Result<(), Error>,
) -> Reply {
    match done(made, values, |()| format!("{PATH}/{id}"))? {
        Ok(next) => Ok(next),
        Err(again) => detail::page(db, ctx, screen, id, &again).await,
    }
}

pub(super) async fn post_draft(
    Shared(db): Shared<Db>,
    axum::Extension(ctx): Visitor,
    screen: Screen,
    Path(id): Path<CampaignId>,
    values: Values,
) -> Reply {
    let cmd = Draft { title: values.get("title").to_owned(), text: values.get("text").to_owned() };
    let made = db.write("campaign.draft", &ctx, move |tx, ctx| draft(tx, ctx, id, &cmd)).await;
    back((&db, &ctx, &screen), id, values, made).await
}

pub(super) async fn post_approve(
    Shared(db): Shared<Db>,
    axum::Extension(ctx): Visitor,
    screen: Screen,
    Path(id): Path<CampaignId>,
    values: Values,
) -> Reply {
    let cmd = Approve { note: values.get("note").to_owned() };
    let made = db.write("campaign.approve", &ctx, move |tx, ctx| approve(tx, ctx, id, &cmd)).await;
    back((&db, &ctx, &screen), id, values, made).await
}

pub(super) async fn post_issue(
    Shared(db): Shared<Db>,
    axum::Extension(ctx): Visitor,
    screen: Screen,
    Path(id): Path<CampaignId>,
    values: Values,
) -> Reply {
    let cmd = Issue { word: values.get("word").to_owned() };
    let made = db.write("campaign.issue", &ctx, move |tx, ctx| issue(tx, ctx, id, &cmd)).await;
    back((&db, &ctx, &screen), id, values, made).await
}

/// The form has a field for each criterion, as many as stand on the page.
fn criteria(values: &Values) -> Vec<CriterionSaid> {
    let last = values.pairs().filter_map(|(name, _)| name.strip_prefix("reason_")?.parse::<usize>().ok()).max();
    let said = |n: usize| CriterionSaid {
        met: values.get(&format!("met_{n}")).to_owned(),
        reason: values.get(&format!("reason_{n}")).to_owned(),
    };
    (1..=last.unwrap_or(0).min(100)).map(said).collect()
}

pub(super) async fn post_gate(
    Shared(db): Shared<Db>,
    axum::Extension(ctx): Visitor,
    screen: Screen,
    Path((id, no)): Path<(CampaignId, i64)>,
    values: Values,
) -> Reply {
    let cmd = Decide { criteria: criteria(&values), note: values.get("note").to_owned() };
    let made = db.write("campaign.decide", &ctx, move |tx, ctx| decide(tx, ctx, id, no, &cmd)).await;
    back((&db, &ctx, &screen), id, values, made).await
}
