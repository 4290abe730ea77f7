//! What changes after a campaign was announced (调整): a stage goes on longer, a topic comes to it or gets another lead, its
//! name is put right. What was announced stays in the record; each change says why.

use kernel::{Ctx, Day, Error, Instant, Personal, Problem, Text};
use ledger::Tx;
use registry::forms::given;
use serde::Deserialize;

use crate::announce::{TOPICS_MOST, TopicSaid, a_topic};
use crate::model::{Campaign, Fact, Gate, State};
use crate::{CampaignId, said, store};

#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Prolong {
    /// Its new last day, yyyy-MM-dd.
    pub to: String,
    pub reason: String,
}

#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct AddTopic {
    /// `topic` or `sector`
    pub sort: String,
    pub title: String,
    /// Id or name of a department or township.
    pub lead: String,
    pub reason: String,
}

#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct LeadTopic {
    /// Id or name of the department or township that leads it from now on.
    pub lead: String,
    pub reason: String,
}

#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Correct {
    pub title: String,
    #[serde(default)]
    pub goal: String,
    pub reason: String,
}

/// What a stage that goes on longer does to the next one and to the campaign.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Longer {
    /// The stage after it begins on the day after its new end.
    pub next: Option<(i64, Day)>,
    /// The campaign ends with its last stage.
    pub whole: bool,
}

pub(crate) fn longer(gate: &Gate, gates: &[Gate], whole: (Day, Day), to: Day, now: Instant) -> Result<Longer, Error> {
    let wrong = |problem| Err(Problem { field: "to", problem, given: to.to_string() }.into());
    if gate.passed_at.is_some() {
        return Err(Error::refused("this is decided already"));
    }
    if to <= gate.to {
        return wrong("give a day later than the present one");
    }
    if said::due(to) <= now {
        return wrong("this day is over already");
    }
    if gate.stage.is_none() {
        return if to > whole.1 {
            wrong("this lies outside the time of the campaign")
        } else {
            Ok(Longer { next: None, whole: false })
        };
    }
    let next = gates.iter().find(|it| it.stage.is_some() && it.stage > gate.stage);
    match next {
        None => Ok(Longer { next: None, whole: true }),
        Some(next) if to >= next.to => wrong("the next stage would be over by then; give it more time first"),
        Some(next) if to >= next.from => Ok(Longer { next: Some((next.no, to.plus_days(1))), whole: false }),
        Some(_) => Ok(Longer { next: None, whole: false }),
    }
}

fn open(it: &Campaign) -> Result<(), Error> {
    if it.state == State::Closed { Err(Error::refused("this campaign is over")) } else { Ok(()) }
}

/// Somebody who does not owe the decision on it gives more time.
pub fn prolong(tx: &mut Tx<'_>, ctx: &Ctx, id: CampaignId, no: i64, cmd: &Prolong) -> Result<(), Error> {
    let it = store::load(tx, ctx, id)?;
    open(&it)?;
    let gates = store::gates(tx, ctx, id)?;
    let gate = gates.iter().find(|gate| gate.no == no).ok_or(Error::NotFound("Gate"))?;
    let mut text = Text::new();
    let to = said::day(&mut text, "to", &cmd.to);
    let reason = text.required("reason", &cmd.reason, 2, 500);
    text.finish()?;
    let to = given(to)?;
    let Longer { next, whole } = longer(gate, &gates, (it.from, it.to), to, ctx.now)?;
    let reason = Personal::text(reason);
    obligation::extend(tx, &ctx.beyond_scope(), gate.obligation, said::due(to), reason.clone())?;
    let (next, next_from) = next.unzip();
    store::record(tx, ctx, &it, &Fact::GateProlonged { gate: gate.no, to, next, next_from, whole, reason })
}

pub fn add_topic(tx: &mut Tx<'_>, ctx: &Ctx, id: CampaignId, cmd: &AddTopic) -> Result<(), Error> {
    let it = store::load(tx, ctx, id)?;
    open(&it)?;
    let topics = store::topics(tx, ctx, id)?;
    let bodies = said::bodies(tx, ctx)?;
    let mut text = Text::new();
    let said = TopicSaid { sort: cmd.sort.clone(), title: cmd.title.clone(), lead: cmd.lead.clone() };
    let topic = a_topic(&mut text, ["sort", "title", "lead"], &said, &bodies);
    if topics.iter().any(|it| it.title() == cmd.title.trim()) {
        text.problem("title", "this campaign has such a topic already", &cmd.title);
    }
    if topics.len() >= TOPICS_MOST {
        text.problem("title", "too many topics", "");
    }
    let reason = text.required("reason", &cmd.reason, 2, 500);
    text.finish()?;
    store::record(tx, ctx, &it, &Fact::TopicAdded { topic: given(topic)?, reason: Personal::text(reason) })
}

/// Its tasks stay with whoever has them.
pub fn lead_topic(tx: &mut Tx<'_>, ctx: &Ctx, id: CampaignId, no: i64, cmd: &LeadTopic) -> Result<(), Error> {
    let it = store::load(tx, ctx, id)?;
    open(&it)?;
    let topics = store::topics(tx, ctx, id)?;
    let topic = topics.iter().find(|it| it.no == no).ok_or(Error::NotFound("Topic"))?;
    let bodies = said::bodies(tx, ctx)?;
    let mut text = Text::new();
    let lead = said::a_body(&mut text, "lead", &cmd.lead, &bodies).map(|it| it.id);
    if lead == Some(topic.lead) {
        text.problem("lead", "it leads this topic already", &cmd.lead);
    }
    let reason = text.required("reason", &cmd.reason, 2, 500);
    text.finish()?;
    let lead = given(lead)?;
    store::record(tx, ctx, &it, &Fact::TopicLed { topic: topic.no, lead, reason: Personal::text(reason) })
}

pub fn correct(tx: &mut Tx<'_>, ctx: &Ctx, id: CampaignId, cmd: &Correct) -> Result<(), Error> {
    let it = store::load(tx, ctx, id)?;
    open(&it)?;
    let mut text = Text::new();
    let title = text.required("title", &cmd.title, 4, 80);
    let goal = text.optional("goal", &cmd.goal, 1_000);
    let reason = text.required("reason", &cmd.reason, 2, 500);
    let before = it.goal.as_ref().and_then(Personal::as_str);
    if title == it.title() && goal.as_deref() == before {
        text.problem("title", "nothing is changed", "");
    }
    text.finish()?;
    let fact = Fact::Corrected {
        title: Personal::text(title),
        goal: goal.map(Personal::text),
        reason: Personal::text(reason),
    };
    store::record(tx, ctx, &it, &fact)
}
