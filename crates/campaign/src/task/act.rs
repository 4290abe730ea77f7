//! Setting a task, reporting a part done, verifying or returning it, giving more time, withdrawing: rules and commands.

use kernel::{Ctx, Day, Error, Identity, Personal, Problem, Text};
use ledger::{Fact as _, Reader, Tx, params};
use obligation::{Check, Due};
use registry::forms::{given, reasoned};
use registry::query::Organisation;
use serde::Deserialize;

use super::{Difficulty, Fact, Part, PartSet, Sheet, State, Task, TaskId, Urgency, WasSet, store};
use crate::directive::DirectiveId;
use crate::model::{Campaign, DUTY_TASK, State as CampaignState, Topic};
use crate::owe::{Duty, owe, owes};
use crate::said::{self, NO_BODY};
use crate::{CampaignId, Stage};
use obligation::owing::waive;

const PARTS_MOST: usize = 80;

/// What the form, a row of a table or a program says, as it was typed.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Set {
    /// Id or number of the campaign.
    pub campaign: String,
    /// Number or name of one of its topics.
    pub topic: String,
    /// `mobilise`, `inspect`, `storm`, `consolidate`
    pub stage: String,
    /// `work`, `problem`, `measure`; `work` when empty
    #[serde(default)]
    pub sheet: String,
    pub title: String,
    #[serde(default)]
    pub measure: String,
    /// `urgent` or `ordinary`; `ordinary` when empty
    #[serde(default)]
    pub urgency: String,
    /// `easy`, `medium`, `hard`; `medium` when empty
    #[serde(default)]
    pub difficulty: String,
    /// Id of the directive that it comes from.
    #[serde(default)]
    pub directive: String,
    /// Id of the problem that this measure does away with.
    #[serde(default)]
    pub solves: String,
    /// The lead's first.
    pub parts: Vec<PartSaid>,
}

#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct PartSaid {
    /// Id or name of a department or township.
    pub organisation: String,
    #[serde(default)]
    pub words: String,
    /// yyyy-MM-dd
    pub due: String,
}

impl Urgency {
    /// As people and programs write it.
    pub fn said(text: &str) -> Option<Self> {
        match text.trim() {
            "" => Some(Urgency::Ordinary),
            text => Urgency::from_word(text).or_else(|| Self::ALL.iter().copied().find(|it| it.plain() == text)),
        }
    }

    /// Without the letter that orders it.
    pub fn plain(self) -> &'static str {
        &self.word()[2..]
    }
}

impl Difficulty {
    /// As people and programs write it.
    pub fn said(text: &str) -> Option<Self> {
        match text.trim() {
            "" => Some(Difficulty::Medium),
            text => Difficulty::from_word(text).or_else(|| Self::ALL.iter().copied().find(|it| it.plain() == text)),
        }
    }

    /// Without the letter that orders it.
    pub fn plain(self) -> &'static str {
        &self.word()[2..]
    }
}

pub(crate) struct Described<'a> {
    pub topic: i64,
    pub stage: Stage,
    pub sheet: Sheet,
    pub title: String,
    pub measure: Option<String>,
    pub urgency: Urgency,
    pub difficulty: Difficulty,
    pub parts: Vec<(&'a Organisation, Option<String>, Day)>,
}

/// Every problem at once. What the others must be stands with the campaign: its topics and its time.
pub(crate) fn decide<'a>(
    cmd: &Set,
    campaign: &Campaign,
    topics: &[Topic],
    bodies: &'a [Organisation],
) -> Result<Described<'a>, Error> {
    if campaign.state == CampaignState::Closed {
        return Err(Error::refused("this campaign is over"));
    }
    let mut text = Text::new();
    let topic =
        |given: &str| topics.iter().find(|it| it.title() == given || it.no.to_string() == given).map(|it| it.no);
    let topic = text.read("topic", &cmd.topic, "this campaign has no such topic", topic);
    let stage = text.read("stage", &cmd.stage, "choose one of the list", Stage::from_word);
    let sheet = text.read_optional("sheet", &cmd.sheet, "choose one of the list", Sheet::from_word);
    let title = text.required("title", &cmd.title, 4, 200);
    let measure = text.optional("measure", &cmd.measure, 1_000);
    let urgency = Urgency::said(&cmd.urgency);
    if urgency.is_none() {
        text.problem("urgency", "choose one of the list", &cmd.urgency);
    }
    let difficulty = Difficulty::said(&cmd.difficulty);
    if difficulty.is_none() {
        text.problem("difficulty", "choose one of the list", &cmd.difficulty);
    }
    let parts = parts(&mut text, &cmd.parts, campaign, bodies);
    text.finish()?;
    Ok(Described {
        topic: given(topic)?,
        stage: given(stage)?,
        sheet: sheet.unwrap_or(Sheet::Work),
        title,
        measure,
        urgency: given(urgency)?,
        difficulty: given(difficulty)?,
        parts,
    })
}

fn parts<'a>(
    text: &mut Text,
    said: &[PartSaid],
    campaign: &Campaign,
    bodies: &'a [Organisation],
) -> Vec<(&'a Organisation, Option<String>, Day)> {
    if said.is_empty() {
        text.problem("lead", "say who leads", "");
    }
    if said.len() > PARTS_MOST {
        text.problem("parts", "too many organisations at once", "");
    }
    let mut all: Vec<(&Organisation, Option<String>, Day)> = Vec::new();
    for (n, it) in said.iter().enumerate() {
        let (who, when) = if n == 0 { ("lead", "due") } else { ("parts", "parts") };
        let body = text.read(who, &it.organisation, NO_BODY, |name| said::body(bodies, name));
        let words = text.optional("parts", &it.words, 500);
        let due = said::day(text, when, &it.due);
        if due.is_some_and(|due| due < campaign.from || campaign.to < due) {
            text.problem(when, "this lies outside the time of the campaign", &it.due);
        }
        let Some((body, due)) = body.zip(due) else { continue };
        if all.iter().any(|(other, ..)| other.id == body.id) {
            text.problem(who, "this organisation has a part already", &it.organisation);
        }
        all.push((body, words, due));
    }
    all
}

/// By identity or number.
pub(crate) fn campaign(r: &ledger::Reader<'_>, ctx: &Ctx, given: &str) -> Result<Campaign, Error> {
    if let Ok(id) = given.trim().parse::<CampaignId>() {
        return crate::query::one(r, ctx, id);
    }
    match crate::query::by_number(r, ctx, given)? {
        Some(it) => Ok(it),
        None => Err(Problem::at("campaign", "there is no such campaign").into()),
    }
}

fn reference<I: Identity + std::str::FromStr>(field: &'static str, given: &str) -> Result<Option<I>, Error> {
    match given.trim() {
        "" => Ok(None),
        text => text.parse().map(Some).map_err(|_| Problem::at(field, "choose one of the list").into()),
    }
}

/// It took part, and does no more.
fn has_left(r: &Reader<'_>, ctx: &Ctx, campaign: CampaignId, body: &Organisation) -> Result<bool, Error> {
    let sql = "SELECT COUNT(*), COUNT(left_at) FROM campaign_member
               WHERE district = $1 AND campaign = $2 AND organisation = $3";
    let counts =
        r.row(sql, params![ctx.district, campaign, body.id], |row| Ok((row.get::<i64>(0)?, row.get::<i64>(1)?)))?;
    Ok(counts.is_some_and(|(all, left)| all > 0 && all == left))
}

pub fn set(tx: &mut Tx<'_>, ctx: &Ctx, cmd: &Set) -> Result<TaskId, Error> {
    let campaign = campaign(tx, ctx, &cmd.campaign)?;
    let topics = crate::query::topics(tx, ctx, campaign.id)?;
    let bodies = said::bodies(tx, ctx)?;
    let it = decide(cmd, &campaign, &topics, &bodies)?;
    let has_left = |body: &Organisation| has_left(tx, ctx, campaign.id, body);
    for (body, ..) in &it.parts {
        if has_left(body)? {
            return Err(Problem {
                field: "parts",
                problem: "it takes part in this campaign no more",
                given: body.short_name.clone(),
            }
            .into());
        }
    }
    let directive: Option<DirectiveId> = reference("directive", &cmd.directive)?;
    if let Some(directive) = directive {
        crate::directive::query::one(tx, &ctx.beyond_scope(), directive)?;
    }
    let solves: Option<TaskId> = reference("solves", &cmd.solves)?;
    if let Some(solves) = solves
        && store::load(tx, &ctx.beyond_scope(), solves)?.campaign != campaign.id
    {
        return Err(Problem::at("solves", "choose one of the list").into());
    }
    let id: TaskId = ctx.mint();
    let office = registry::query::safety_office(tx, ctx)?;
    let mut parts = Vec::with_capacity(it.parts.len());
    for (body, words, day) in it.parts {
        // Nobody checks their own: what the office owes a second person of it looks at.
        let check = if body.id == office { Check::AnotherPerson } else { Check::AnotherOrganisation };
        let duty = Duty {
            name: DUTY_TASK,
            title: words.clone().map_or_else(|| it.title.clone(), |words| format!("{}：{words}", it.title)),
            owner: body.id,
            owed_to: office,
            division: body.division,
            due: Due::At(said::due(day)),
            check,
            source: campaign.plan_number.as_deref(),
        };
        let owed = owe(tx, ctx, (Fact::STREAM, id), duty)?;
        parts.push(PartSet {
            organisation: body.id,
            division: body.division,
            words: words.map(Personal::text),
            due: owed.due,
            obligation: owed.obligation,
        });
    }
    let year = ctx.effective().day().year();
    let fact = Fact::Set(WasSet {
        campaign: campaign.id,
        number: format!("{year}-{:04}", tx.next_number(ctx, Fact::STREAM, year)?),
        topic: it.topic,
        stage: it.stage,
        sheet: it.sheet,
        title: Personal::text(it.title),
        measure: it.measure.map(Personal::text),
        urgency: it.urgency,
        difficulty: it.difficulty,
        directive,
        solves,
        parts,
    });
    let at = tx.record(ctx, id, 0, &fact)?;
    store::project(tx, &at, id, &fact)?;
    Ok(id)
}

/// What the owner of a part says was done.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Report {
    pub said: String,
}

/// `accepted`: `yes` closes the part, `no` returns it with a reason.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Verify {
    pub accepted: String,
    #[serde(default)]
    pub note: String,
}

fn part(parts: Vec<Part>, no: i64) -> Result<Part, Error> {
    parts.into_iter().find(|it| it.no == no).ok_or(Error::NotFound("Part"))
}

fn open(tx: &Tx<'_>, ctx: &Ctx, id: TaskId, no: i64) -> Result<(Task, Part), Error> {
    let it = store::load(tx, ctx, id)?;
    if it.state != State::Open {
        return Err(Error::refused("this task is not open any more"));
    }
    let part = part(store::parts(tx, ctx, id)?, no)?;
    Ok((it, part))
}

/// By the people of the organisation that holds the part.
pub fn report(tx: &mut Tx<'_>, ctx: &Ctx, id: TaskId, no: i64, cmd: &Report) -> Result<(), Error> {
    let (it, part) = open(tx, ctx, id, no)?;
    if !ctx.acts_for(part.organisation) {
        return Err(Error::Forbidden { action: "report what another organisation owes" });
    }
    if !part.state.is_owners() {
        return Err(Error::refused("this part is not to be done any more"));
    }
    let said = reasoned("said", &cmd.said)?;
    let beyond = ctx.beyond_scope();
    let late_seconds = ctx.effective().since(part.due).as_seconds().max(0);
    let check_due = obligation::done(tx, &beyond, part.obligation, None)?;
    record(tx, ctx, &it, &Fact::PartDone { no, said, late_seconds, check_due })
}

/// By somebody else than who did it; what is accepted is closed.
pub fn verify(tx: &mut Tx<'_>, ctx: &Ctx, id: TaskId, no: i64, cmd: &Verify) -> Result<(), Error> {
    let (it, part) = open(tx, ctx, id, no)?;
    let beyond = ctx.beyond_scope();
    match cmd.accepted.trim() {
        "yes" => {
            let mut text = Text::new();
            let note = text.optional("note", &cmd.note, 500).map(Personal::text);
            text.finish()?;
            obligation::verify(tx, &beyond, part.obligation, true, note.clone())?;
            obligation::close(tx, &beyond, part.obligation)?;
            record(tx, ctx, &it, &Fact::PartClosed { no, note })
        }
        "no" => {
            let reason = reasoned("note", &cmd.note)?;
            let due = obligation::verify(tx, &beyond, part.obligation, false, Some(reason.clone()))?;
            record(tx, ctx, &it, &Fact::PartReturned { no, reason, due })
        }
        _ => Err(Problem::at("accepted", "choose one of the list").into()),
    }
}

/// More time for a part, by somebody other than its owner.
pub fn extend(tx: &mut Tx<'_>, ctx: &Ctx, id: TaskId, no: i64, to: &str, reason: &str) -> Result<(), Error> {
    let (it, part) = open(tx, ctx, id, no)?;
    // As obligations are extended; said before the form is read, because whoever may not is not asked for anything.
    if !part.state.is_owners() {
        return Err(Error::refused("only what is still to be done can be extended"));
    }
    if owes(ctx, part.organisation) {
        return Err(Error::Forbidden { action: "let yourself off what you owe" });
    }
    let mut text = Text::new();
    let day = said::day(&mut text, "to", to);
    let reason_given = text.required("because", reason, 2, 500);
    text.finish()?;
    let (due, reason) = (said::due(given(day)?), Personal::text(reason_given));
    match obligation::extend(tx, &ctx.beyond_scope(), part.obligation, due, reason.clone()) {
        Err(Error::Invalid(_)) => Err(Problem::at("to", "give a time later than the present one").into()),
        other => other,
    }?;
    record(tx, ctx, &it, &Fact::PartExtended { no, reason, due })
}

/// The plan changed: nothing of it is owed any more.
pub fn withdraw(tx: &mut Tx<'_>, ctx: &Ctx, id: TaskId, reason: &str) -> Result<(), Error> {
    let it = store::load(tx, ctx, id)?;
    if it.state != State::Open {
        return Err(Error::refused("this task is not open any more"));
    }
    let reason = reasoned("reason", reason)?;
    for part in store::parts(tx, ctx, id)? {
        waive(tx, ctx, part.obligation, &reason)?;
    }
    record(tx, ctx, &it, &Fact::Withdrawn { reason })
}

fn record(tx: &mut Tx<'_>, ctx: &Ctx, it: &Task, fact: &Fact) -> Result<(), Error> {
    let at = tx.record(ctx, it.id, it.version, fact)?;
    store::project(tx, &at, it.id, fact)
}
