//! The page of one campaign: how far it is, its stages and milestones, its topics, its plan, who takes part and what is missing.

use std::collections::HashMap;
use std::sync::Arc;

use axum::extract::{Path, State as Shared};
use axum::response::Response;
use kernel::{Ctx, Error, OrganisationId, PersonId};
use ledger::{Db, Reader};
use maud::html;
use page::form;
use page::sheet::{Typed, answer};
use page::{Crumb, Reply, Screen, parts};

use super::adjusting::{self, Change};
use super::list::{plan_mark, state_mark};
use super::{PATH, SET, VIEW, Visitor, cards, tabs};
use crate::member::{self, Member};
use crate::model::{Campaign, Gate, State, Topic};
use crate::progress::{self, Cell};
use crate::words::{campaign as w, campaign_act, task as tw};
use crate::{CampaignId, directive, store};

pub(super) struct Shown {
    pub it: Campaign,
    pub gates: Vec<Gate>,
    pub topics: Vec<Topic>,
    pub members: Vec<Member>,
    pub cells: Vec<Cell>,
    pub names: HashMap<OrganisationId, String>,
    pub people: HashMap<PersonId, String>,
    pub directives: i64,
    pub changes: Vec<Change>,
}

pub(super) fn fetch(r: &Reader<'_>, ctx: &Ctx, id: CampaignId) -> Result<Shown, Error> {
    let it = store::load(r, ctx, id)?;
    let gates = store::gates(r, ctx, id)?;
    let mut people: Vec<PersonId> = gates.iter().filter_map(|it| it.passed_by).collect();
    people.extend([it.announced_by, it.drafted_by, it.approved_by, it.issued_by].into_iter().flatten());
    let bodies = crate::said::bodies(r, ctx)?;
    Ok(Shown {
        gates,
        topics: store::topics(r, ctx, id)?,
        members: member::query::of(r, ctx, id)?,
        cells: progress::counts(r, ctx, id, &progress::Filter::default())?,
        names: bodies.into_iter().map(|it| (it.id, it.short_name)).collect(),
        people: registry::query::person_names(r, ctx, &people)?,
        directives: directive::query::count_of_campaign(r, ctx, id)?,
        changes: adjusting::changes(r, ctx, id)?,
        it,
    })
}

impl Shown {
    pub fn name(&self, id: OrganisationId) -> &str {
        self.names.get(&id).map_or("--", String::as_str)
    }

    pub fn person(&self, id: Option<PersonId>) -> Option<&String> {
        id.and_then(|id| self.people.get(&id))
    }
}

pub(super) async fn show(
    Shared(db): Shared<Db>,
    axum::Extension(ctx): Visitor,
    screen: Screen,
    Path(id): Path<CampaignId>,
) -> Reply {
    page(&db, &ctx, &screen, id, &Typed::default()).await
}

pub(super) async fn page(db: &Db, ctx: &Arc<Ctx>, screen: &Screen, id: CampaignId, typed: &Typed) -> Reply<Response> {
    let seen = super::seeing(ctx, VIEW.0);
    let asked = Arc::clone(&seen);
    let shown = db.read(move |r| fetch(r, &asked, id)).await?;
    let lang = screen.lang();
    let it = &shown.it;
    let labels = [
        ("title", w::plan_title(lang)),
        ("text", w::plan_text(lang)),
        ("word", w::document_word(lang)),
        ("note", w::note(lang)),
        ("criteria", w::criteria(lang)),
    ];
    let body = html! {
        (form::error_summary(lang, &typed.problems, &labels))
        (parts::head(it.title(), html! { (state_mark(lang, it.state)) " " (plan_mark(lang, it.plan)) }, html! {
            @if it.state == State::Open && seen.may(SET) { (parts::link_button(tw::set(lang), &format!("/tasks/new?campaign={id}"))) }
            @if it.state == State::Open && seen.may(SET) { (parts::link_button(campaign_act::of(lang, "correct"), &format!("{PATH}/{id}/correction"))) }
            (parts::print_button(lang))
        }))
        (tabs(lang, id, w::overview(lang)))
        (cards::overview(lang, &shown))
        (cards::gates(lang, &seen, &shown))
        (cards::topics(lang, &seen, &shown))
        (cards::members(lang, &seen, &shown))
        (cards::plan(lang, &shown))
        (adjusting::card(lang, &shown))
        (cards::forms(screen, &seen, &shown, typed))
    };
    let crumbs = [Crumb::here(w::section(lang)), Crumb::link(w::title(lang), PATH), Crumb::here(it.title())];
    Ok(answer(screen, it.title(), &crumbs, typed, body))
}
