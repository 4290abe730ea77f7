//! Announcing a campaign: its time, its four stages and milestones with criteria, its topics, and who takes part.

use kernel::{Ctx, Day, Error, OrganisationId, Personal, Text};
use ledger::{Fact as _, Tx};
use obligation::{Check, Due};
use registry::forms::given;
use registry::query::Organisation;
use serde::Deserialize;

use crate::model::{Announced, CampaignId, DUTY_GATE, Fact, GateSet, Stage, TopicSet, TopicSort};
use crate::owe::{Duty, owe};
use crate::said::{self, NO_BODY};
use crate::{member, store};

const CRITERIA_MOST: usize = 20;
pub(crate) const TOPICS_MOST: usize = 60;
pub(crate) const MEMBERS_MOST: usize = 300;

/// What the form or a program says, as it was typed.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Announce {
    pub title: String,
    #[serde(default)]
    pub goal: String,
    /// yyyy-MM-dd
    pub from: String,
    pub to: String,
    /// The four stages in their order.
    pub stages: Vec<StageSaid>,
    #[serde(default)]
    pub milestones: Vec<MilestoneSaid>,
    pub topics: Vec<TopicSaid>,
    /// Ids or names of departments and townships.
    pub organisations: Vec<String>,
}

#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct StageSaid {
    pub from: String,
    pub to: String,
    pub criteria: Vec<String>,
}

#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct MilestoneSaid {
    pub title: String,
    pub on: String,
    pub criteria: Vec<String>,
}

#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct TopicSaid {
    /// `topic` or `sector`
    pub sort: String,
    pub title: String,
    /// Id or name of a department or township.
    pub lead: String,
}

#[derive(Debug)]
pub(crate) struct Described<'a> {
    title: String,
    goal: Option<String>,
    from: Day,
    to: Day,
    gates: Vec<Span>,
    topics: Vec<TopicSet>,
    members: Vec<&'a Organisation>,
}

#[derive(Debug)]
struct Span {
    stage: Option<Stage>,
    title: Option<String>,
    from: Day,
    to: Day,
    criteria: Vec<String>,
}

/// Every problem at once.
pub(crate) fn read<'a>(cmd: &Announce, bodies: &'a [Organisation]) -> Result<Described<'a>, Error> {
    let mut text = Text::new();
    let title = text.required("title", &cmd.title, 4, 80);
    let goal = text.optional("goal", &cmd.goal, 1_000);
    let from = said::day(&mut text, "from", &cmd.from);
    let to = said::day(&mut text, "to", &cmd.to);
    if from.zip(to).is_some_and(|(from, to)| to <= from) {
        text.problem("to", "the end comes before the beginning", &cmd.to);
    }
    let mut gates = stages(&mut text, &cmd.stages, from.zip(to));
    gates.extend(milestones(&mut text, &cmd.milestones, from.zip(to)));
    // The last stage waits for the milestones.
    gates.sort_by_key(|it| (it.to, it.stage.is_some(), it.stage));
    let topics = topics(&mut text, &cmd.topics, bodies);
    let mut members: Vec<&Organisation> = Vec::new();
    for name in cmd.organisations.iter().filter(|it| !it.trim().is_empty()) {
        match said::body(bodies, name) {
            Some(body) if members.iter().all(|it| it.id != body.id) => members.push(body),
            Some(_) => {}
            None => text.problem("organisations", NO_BODY, name),
        }
    }
    if members.is_empty() {
        text.problem("organisations", "say who takes part", "");
    }
    if members.len() > MEMBERS_MOST {
        text.problem("organisations", "too many organisations at once", "");
    }
    text.finish()?;
    Ok(Described { title, goal, from: given(from)?, to: given(to)?, gates, topics, members })
}

fn stages(text: &mut Text, said: &[StageSaid], whole: Option<(Day, Day)>) -> Vec<Span> {
    if said.len() != Stage::ALL.len() {
        text.problem("stages", "a campaign has four stages", "");
        return Vec::new();
    }
    let mut all: Vec<Span> = Vec::new();
    for (stage, it) in Stage::ALL.iter().zip(said) {
        let from = said::day(text, "stages", &it.from);
        let to = said::day(text, "stages", &it.to);
        let criteria = criteria(text, "stages", &it.criteria);
        let Some((from, to)) = from.zip(to) else { continue };
        if to < from || all.last().is_some_and(|before| from <= before.to) {
            text.problem("stages", "a stage begins after the one before and ends after it began", &it.from);
        }
        outside(text, "stages", whole, from, to);
        all.push(Span { stage: Some(*stage), title: None, from, to, criteria });
    }
    all
}

fn outside(text: &mut Text, field: &'static str, whole: Option<(Day, Day)>, from: Day, to: Day) {
    if whole.is_some_and(|(first, last)| from < first || last < to) {
        text.problem(field, "this lies outside the time of the campaign", &from.to_string());
    }
}

fn criteria(text: &mut Text, field: &'static str, said: &[String]) -> Vec<String> {
    let all: Vec<_> = said.iter().map(|it| it.trim().to_owned()).filter(|it| !it.is_empty()).collect();
    if all.is_empty() {
        text.problem(field, "give at least one criterion", "");
    }
    if all.len() > CRITERIA_MOST {
        text.problem(field, "too many criteria", "");
    }
    for one in &all {
        text.required(field, one, 2, 300);
    }
    all
}

fn milestones(text: &mut Text, said: &[MilestoneSaid], whole: Option<(Day, Day)>) -> Vec<Span> {
    let mut all = Vec::new();
    for it in said {
        let title = text.required("milestones", &it.title, 2, 60);
        let on = said::day(text, "milestones", &it.on);
        let criteria = criteria(text, "milestones", &it.criteria);
        let Some(on) = on else { continue };
        outside(text, "milestones", whole, on, on);
        all.push(Span { stage: None, title: Some(title), from: on, to: on, criteria });
    }
    all
}

fn topics(text: &mut Text, said: &[TopicSaid], bodies: &[Organisation]) -> Vec<TopicSet> {
    if said.is_empty() {
        text.problem("topics", "give at least one topic or sector", "");
    }
    if said.len() > TOPICS_MOST {
        text.problem("topics", "too many topics", "");
    }
    said.iter().filter_map(|it| a_topic(text, ["topics"; 3], it, bodies)).collect()
}

/// `fields` is where its sort, its name and its lead were typed.
pub(crate) fn a_topic(
    text: &mut Text,
    fields: [&'static str; 3],
    it: &TopicSaid,
    bodies: &[Organisation],
) -> Option<TopicSet> {
    let sort = text.read(fields[0], &it.sort, "choose one of the list", TopicSort::from_word);
    let title = text.required(fields[1], &it.title, 2, 60);
    let lead = said::a_body(text, fields[2], &it.lead, bodies);
    Some(TopicSet { sort: sort?, title: Personal::text(title), lead: lead?.id })
}

pub fn announce(tx: &mut Tx<'_>, ctx: &Ctx, cmd: &Announce) -> Result<CampaignId, Error> {
    let id: CampaignId = ctx.mint();
    let bodies = said::bodies(tx, ctx)?;
    let it = read(cmd, &bodies)?;
    let office = registry::query::safety_office(tx, ctx)?;
    let mut gates = Vec::with_capacity(it.gates.len());
    for span in it.gates {
        gates.push(gate(tx, ctx, (id, &it.title), office, span)?);
    }
    let year = it.from.year();
    let fact = Fact::Announced(Announced {
        number: format!("{year}-{:02}", tx.next_number(ctx, Fact::STREAM, year)?),
        title: Personal::text(it.title.clone()),
        goal: it.goal.map(Personal::text),
        from: it.from,
        to: it.to,
        gates,
        topics: it.topics,
    });
    let at = tx.record(ctx, id, 0, &fact)?;
    store::project(tx, &at, id, &fact)?;
    for body in it.members {
        member::join(tx, ctx, (id, &it.title), body, office, None)?;
    }
    Ok(id)
}

/// The decision on it is owed by its last day.
fn gate(
    tx: &mut Tx<'_>,
    ctx: &Ctx,
    (id, title): (CampaignId, &str),
    office: OrganisationId,
    span: Span,
) -> Result<GateSet, Error> {
    let name = match (span.stage, &span.title) {
        (Some(stage), _) => crate::words::stage::of(kernel::Lang::Zh, stage.word()),
        (None, title) => title.as_deref().unwrap_or_default(),
    };
    let duty = Duty {
        name: DUTY_GATE,
        title: format!("{title}：{name}验收"),
        owner: office,
        owed_to: office,
        division: ctx.district.division(),
        due: Due::At(said::due(span.to)),
        check: Check::None,
        source: None,
    };
    let owed = owe(tx, ctx, (Fact::STREAM, id), duty)?;
    Ok(GateSet {
        stage: span.stage,
        title: span.title.map(Personal::text),
        from: span.from,
        to: span.to,
        criteria: span.criteria.into_iter().map(Personal::text).collect(),
        obligation: owed.obligation,
    })
}
