//! The forms by which an announced campaign is changed, and the card that says what was.

use std::cmp::Reverse;

use kernel::{Ctx, Error, Instant, Lang, OrganisationId, Personal};
use ledger::{Db, Reader};
use maud::{Markup, html};
use page::{Crumb, Routes, Values, parts};
use registry::field::{Kind, Words, may, must};
use registry::forms::said;
use registry::step::{Step, Subject, nothing};

use super::detail::{self, Shown};
use super::program::{self, CampaignAnswer};
use super::{APPROVE, PATH, SET, VIEW};
use crate::member::{self, CampaignMemberId, Join, Leave, Member, MemberAnswer};
use crate::model::{Fact, TopicSort};
use crate::query::gate_name;
use crate::words::{campaign as w, campaign_act, campaign_field, campaign_hint, campaign_then, topic_sort};
use crate::{AddTopic, CampaignId, Correct, LeadTopic, Prolong};

const WORDS: Words =
    Words { label: campaign_field::of, hint: campaign_hint::of, act: campaign_act::of, then: campaign_then::of };

/// Campaigns, as changing them needs them.
struct Campaigns;

impl Subject for Campaigns {
    type Id = CampaignId;
    type Shown = Shown;
    type Answer = CampaignAnswer;

    const WORDS: Words = WORDS;

    fn shown(r: &Reader<'_>, ctx: &Ctx, id: CampaignId) -> Result<Shown, Error> {
        detail::fetch(r, &Ctx { scope: ctx.scope_of(VIEW), ..ctx.clone() }, id)
    }

    fn answer(r: &Reader<'_>, ctx: &Ctx, id: CampaignId) -> Result<CampaignAnswer, Error> {
        program::read(r, ctx, id)
    }

    fn page(id: CampaignId) -> String {
        format!("{PATH}/{id}")
    }

    fn crumbs(lang: Lang, shown: &Shown) -> Vec<Crumb> {
        vec![
            Crumb::here(w::section(lang)),
            Crumb::link(w::title(lang), PATH),
            Crumb::link(shown.it.title(), Self::page(shown.it.id)),
        ]
    }

    fn about(shown: &Shown) -> &str {
        shown.it.title()
    }

    fn start_row(shown: &Shown, word: &str, no: u32, values: &mut Values) -> Result<(), Error> {
        let no = i64::from(no);
        if word == "prolong" {
            let gate = shown.gates.iter().find(|it| it.no == no).ok_or(Error::NotFound("Gate"))?;
            values.set("to", gate.to.to_string());
        } else {
            let topic = shown.topics.iter().find(|it| it.no == no).ok_or(Error::NotFound("Topic"))?;
            values.set("lead", shown.name(topic.lead));
        }
        Ok(())
    }
}

/// Who takes part, as leaving needs them.
struct Members;

impl Subject for Members {
    type Id = CampaignMemberId;
    type Shown = (Member, String);
    type Answer = MemberAnswer;

    const WORDS: Words = WORDS;

    fn shown(r: &Reader<'_>, ctx: &Ctx, id: CampaignMemberId) -> Result<(Member, String), Error> {
        let it = member::query::one(r, ctx, id)?;
        let mut names = registry::query::organisation_full_names(r, ctx, &[it.organisation])?;
        let name = names.remove(&it.organisation).unwrap_or_default();
        Ok((it, name))
    }

    fn answer(r: &Reader<'_>, ctx: &Ctx, id: CampaignMemberId) -> Result<MemberAnswer, Error> {
        member::query::one(r, ctx, id).map(member::answer_of)
    }

    fn page(id: CampaignMemberId) -> String {
        format!("{}/{id}", member::PATH)
    }

    fn crumbs(lang: Lang, (it, name): &(Member, String)) -> Vec<Crumb> {
        vec![
            Crumb::here(w::section(lang)),
            Crumb::link(w::title(lang), PATH),
            Crumb::link(name.as_str(), Self::page(it.id)),
        ]
    }

    fn about((_, name): &(Member, String)) -> &str {
        name
    }

    fn start_row(_: &(Member, String), _: &str, _: u32, _: &mut Values) -> Result<(), Error> {
        Err(Error::NotFound("CampaignMemberId"))
    }
}

fn sorts(lang: Lang) -> Vec<(String, String)> {
    TopicSort::ALL.iter().map(|it| (it.word().to_owned(), topic_sort::of(lang, it.word()).to_owned())).collect()
}

static PROLONGING: Step<Campaigns, Prolong> = Step {
    name: "gates/{no}/prolonging",
    word: "prolong",
    act: APPROVE,
    write: ["campaign.prolong", "campaign.prolong by program"],
    doc: "A stage or milestone goes on until a later day, with a reason; by somebody who does not owe the decision on it",
    fields: &[must("to", Kind::Day), must("reason", Kind::Area(3))],
    start: nothing,
    run: |tx, ctx, id, no, cmd| crate::prolong(tx, ctx, id, no.into(), cmd),
};

static ADDING: Step<Campaigns, AddTopic> = Step {
    name: "topics",
    word: "add_topic",
    act: SET,
    write: ["campaign.add_topic", "campaign.add_topic by program"],
    doc: "A topic or sector comes to the campaign",
    fields: &[
        must("sort", Kind::Choice(sorts)),
        must("title", Kind::Text),
        must("lead", Kind::Organisation),
        must("reason", Kind::Area(3)),
    ],
    start: nothing,
    run: |tx, ctx, id, _, cmd| crate::add_topic(tx, ctx, id, cmd),
};

static LEADING: Step<Campaigns, LeadTopic> = Step {
    name: "topics/{no}/lead",
    word: "lead_topic",
    act: SET,
    write: ["campaign.lead_topic", "campaign.lead_topic by program"],
    doc: "Another organisation leads a topic from now on; its tasks stay with whoever has them",
    fields: &[must("lead", Kind::Organisation), must("reason", Kind::Area(3))],
    start: nothing,
    run: |tx, ctx, id, no, cmd| crate::lead_topic(tx, ctx, id, no.into(), cmd),
};

static CORRECTING: Step<Campaigns, Correct> = Step {
    name: "correction",
    word: "correct",
    act: SET,
    write: ["campaign.correct", "campaign.correct by program"],
    doc: "The name or goal of the campaign was written wrong",
    fields: &[must("title", Kind::Text), may("goal", Kind::Area(3)), must("reason", Kind::Area(3))],
    start: |_, shown, values| {
        values.set("title", shown.it.title());
        values.set("goal", shown.it.goal.as_ref().and_then(Personal::as_str).unwrap_or_default());
    },
    run: |tx, ctx, id, _, cmd| crate::correct(tx, ctx, id, cmd),
};

static JOINING: Step<Campaigns, Join> = Step {
    name: "members",
    word: "join",
    act: SET,
    write: ["campaign.join", "campaign.join by program"],
    doc: "An organisation takes part that was not named before; it owes its leading group, its plan, and the receipt of what was issued",
    fields: &[must("organisation", Kind::Organisation), must("reason", Kind::Area(3))],
    start: nothing,
    run: |tx, ctx, id, _, cmd| member::join_later(tx, ctx, id, cmd),
};

static LEAVING: Step<Members, Leave> = Step {
    name: "leaving",
    word: "leave",
    act: SET,
    write: ["campaign_member.leave", "campaign_member.leave by program"],
    doc: "An organisation takes part no more, once it has no task left; what it owed falls away with the reason",
    fields: &[must("reason", Kind::Area(3))],
    start: nothing,
    run: |tx, ctx, id, _, cmd| member::leave(tx, ctx, id, cmd),
};

pub(super) fn routes() -> Routes<Db> {
    Routes::new()
        .and(PROLONGING.routes("/campaigns/{id}/gates/{no}/prolonging"))
        .and(ADDING.routes("/campaigns/{id}/topics"))
        .and(LEADING.routes("/campaigns/{id}/topics/{no}/lead"))
        .and(CORRECTING.routes("/campaigns/{id}/correction"))
        .and(JOINING.routes("/campaigns/{id}/members"))
        .and(LEAVING.routes("/campaign-members/{id}/leaving"))
}

/// The way to the form of an act.
pub(super) fn link(lang: Lang, word: &str, path: &str) -> Markup {
    html! { a.in-text href=(path) { (campaign_act::of(lang, word)) } }
}

/// A change: when, by whom, what, why.
pub(super) struct Change {
    at: Instant,
    who: String,
    what: What,
    reason: Option<Personal<String>>,
}

enum What {
    Campaign(Fact),
    Joined(OrganisationId),
    Left(OrganisationId),
}

/// What was changed after the announcement, the latest first.
pub(super) fn changes(r: &Reader<'_>, ctx: &Ctx, id: CampaignId) -> Result<Vec<Change>, Error> {
    let name = |person| Ok::<_, Error>(registry::forms::person(r, ctx, person)?.unwrap_or_default());
    let mut changes = Vec::new();
    for one in r.history::<Fact>(ctx.district, id)? {
        if let Some(reason) = one.fact.adjusts().cloned() {
            let who = name(one.at.person)?;
            changes.push(Change { at: one.at.effective_at, who, what: What::Campaign(one.fact), reason: Some(reason) });
        }
    }
    for it in member::query::moved(r, ctx, id)? {
        let body = it.organisation;
        if let Some(at) = it.joined_at {
            changes.push(Change { at, who: name(it.joined_by)?, what: What::Joined(body), reason: it.joined_reason });
        }
        if let Some(at) = it.left_at {
            changes.push(Change { at, who: name(it.left_by)?, what: What::Left(body), reason: it.left_reason });
        }
    }
    changes.sort_by_key(|it| Reverse(it.at));
    Ok(changes)
}

pub(super) fn card(lang: Lang, shown: &Shown) -> Markup {
    if shown.changes.is_empty() {
        return Markup::default();
    }
    let body = html! {
        div.scroll { table.tb {
            thead { tr {
                th scope="col" { (w::changed_at(lang)) }
                th scope="col" { (w::change(lang)) }
                th scope="col" { (campaign_field::of(lang, "reason")) }
            } }
            tbody { @for it in &shown.changes { tr {
                td { span.nowrap { (page::format::instant(it.at)) } " " span lang="zh-CN" { (it.who) } }
                td { (what(lang, shown, &it.what)) }
                td { @if let Some(reason) = &it.reason { (said(reason)) } @else { (parts::dash()) } }
            } } }
        } }
    };
    parts::card(w::changes(lang), Some(shown.changes.len() as u64), None, body)
}

fn what(lang: Lang, shown: &Shown, what: &What) -> Markup {
    let chinese = |it: &str| html! { span lang="zh-CN" { (it) } };
    let fact = match what {
        What::Joined(body) => return html! { (w::joined(lang)) " " (chinese(shown.name(*body))) },
        What::Left(body) => return html! { (chinese(shown.name(*body))) " " (w::has_left(lang)) },
        What::Campaign(fact) => fact,
    };
    match fact {
        Fact::GateProlonged { gate, to, .. } => {
            let gate = shown.gates.iter().find(|it| it.no == *gate);
            html! { @if let Some(gate) = gate { (gate_name(lang, gate)) " " } (w::prolonged_to(lang, to)) }
        }
        Fact::TopicAdded { topic, .. } => html! {
            (w::topic_added(lang)) " " (chinese(topic.title.as_str().unwrap_or("--"))) (w::led_by(lang)) (chinese(shown.name(topic.lead)))
        },
        Fact::TopicLed { topic, lead, .. } => {
            let topic = shown.topics.iter().find(|it| it.no == *topic);
            html! { (chinese(topic.map_or("--", |it| it.title()))) (w::led_by(lang)) (chinese(shown.name(*lead))) }
        }
        Fact::Corrected { title, goal, .. } => html! {
            (w::corrected_to(lang)) " " (said(title)) @if let Some(goal) = goal { p { (w::goal(lang)) " " (said(goal)) } }
        },
        _ => Markup::default(),
    }
}
