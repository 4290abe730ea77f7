//! The five elements of rectifying a major hazard (五落实): who, what, with what money, by when, and what protects people
//! meanwhile. A plan may be written bit by bit and each edition stays; a major hazard isn't reported done while one lacks.
//!
//! Not here: the enterprise's responsibility of the same name (五落实五到位), which is no part of one hazard.

mod card;
mod store;
#[cfg(test)]
mod tests;
pub mod web;

use evidence::{About, Digest, Phase, UploadId, attach};
use kernel::{Ctx, Day, Error, OrganisationId, PersonId, Personal, Problem, Problems, Text, words};
use ledger::{Fact as _, Reader, Recorded, Tx};
use serde::{Deserialize, Serialize};

use crate::model::{Fact, Grade, Hazard, HazardId, Status};

pub(crate) use card::{bar, card};
pub use store::Filled;
pub(crate) use store::{of_rows, planned};

words! {
    pub enum Element {
        Responsibility = "responsibility",
        Measures = "measures",
        Money = "money",
        Deadline = "deadline",
        EmergencyPlan = "emergency_plan",
    }
}

/// One edition of the treatment plan: the five elements, and what the written plan says besides.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct Plan {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub organisation: Option<OrganisationId>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub person: Option<PersonId>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub measures: Option<Personal<String>>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub money_yuan: Option<i64>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub deadline: Option<Day>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub emergency_plan: Option<Personal<String>>,
    /// Files of the emergency plan, by their hashes.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub evidence: Vec<Digest>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub goals: Option<Personal<String>>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub materials: Option<Personal<String>>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub safety: Option<Personal<String>>,
}

impl Plan {
    fn has(&self, element: Element) -> bool {
        let said = |text: &Option<Personal<String>>| text.is_some();
        match element {
            Element::Responsibility => self.organisation.is_some() && self.person.is_some(),
            Element::Measures => said(&self.measures),
            Element::Money => self.money_yuan.is_some(),
            Element::Deadline => self.deadline.is_some(),
            Element::EmergencyPlan => said(&self.emergency_plan) || !self.evidence.is_empty(),
        }
    }

    pub fn missing(&self) -> Vec<Element> {
        Element::ALL.iter().copied().filter(|element| !self.has(*element)).collect()
    }
}

#[derive(Debug, Clone, PartialEq, Default)]
pub struct Write {
    pub organisation: Option<OrganisationId>,
    pub person: Option<PersonId>,
    pub measures: String,
    pub money_yuan: Option<i64>,
    pub deadline: Option<Day>,
    pub emergency_plan: String,
    pub evidence: Vec<UploadId>,
    pub goals: String,
    pub materials: String,
    pub safety: String,
}

/// `before`: files of the edition before stay with the plan.
pub fn decide(it: &Hazard, ctx: &Ctx, cmd: &Write, before: Vec<Digest>, new: Vec<Digest>) -> Result<Plan, Error> {
    if it.grade != Grade::Major {
        return Err(Error::refused("only a major hazard needs a plan with the five elements"));
    }
    if !matches!(it.status, Status::ToRectify | Status::Rectifying | Status::Returned) {
        return Err(Error::refused("there is nothing to rectify now"));
    }
    let mut text = Text::new();
    if cmd.money_yuan.is_some_and(|yuan| yuan < 0) {
        text.add(Problem::at("money", "money can't be less than nothing"));
    }
    if cmd.deadline.is_some_and(|day| day < ctx.now.day()) {
        text.add(Problem::at("deadline", "the deadline lies in the past"));
    }
    // Once the order's deadline has passed, a plan may still say when it will be done.
    let granted = it.due.map(|due| due.day()).filter(|day| *day >= ctx.now.day());
    if cmd.deadline.zip(granted).is_some_and(|(day, granted)| day > granted) {
        text.add(Problem::at("deadline", "the plan ends after the deadline of the order: ask for an extension first"));
    }
    let mut said = |field, given: &str| text.optional(field, given, 2_000).map(Personal::text);
    let plan = Plan {
        organisation: cmd.organisation,
        person: cmd.person,
        measures: said("measures", &cmd.measures),
        money_yuan: cmd.money_yuan,
        deadline: cmd.deadline,
        emergency_plan: said("emergency_plan", &cmd.emergency_plan),
        evidence: before.into_iter().chain(new).collect(),
        goals: said("goals", &cmd.goals),
        materials: said("materials", &cmd.materials),
        safety: said("safety", &cmd.safety),
    };
    text.finish()?;
    if plan.missing().len() == Element::ALL.len() {
        return Err(Problem::at("measures", "write at least one of the five").into());
    }
    Ok(plan)
}

pub fn write(tx: &mut Tx<'_>, ctx: &Ctx, id: HazardId, cmd: &Write) -> Result<(), Error> {
    let it = crate::store::load(tx, ctx, id)?;
    crate::must_hold(ctx, &it)?;
    let files = attach::waiting(tx, ctx, &cmd.evidence)?;
    let history = tx.history::<Fact>(ctx.district, id)?;
    let before = last(&history).map(|plan| plan.evidence.clone()).unwrap_or_default();
    // Refuses before anything is kept of the files.
    decide(&it, ctx, cmd, before.clone(), files.iter().map(|(_, found)| found.sha256).collect())?;
    let shown = attach::attach(tx, ctx, &files, &About::new(Fact::STREAM, id), Phase::Other)?;
    let plan = decide(&it, ctx, cmd, before, shown.iter().map(|file| file.sha256).collect())?;
    let fact = Fact::Planned(Box::new(plan));
    let at = tx.record(ctx, id, it.version, &fact)?;
    crate::store::project(tx, &at, id, &fact)
}

/// The edition that holds now.
pub(crate) fn last(history: &[Recorded<Fact>]) -> Option<&Plan> {
    history.iter().rev().find_map(|entry| match &entry.fact {
        Fact::Planned(plan) => Some(&**plan),
        _ => None,
    })
}

/// Refuses while one of the five lacks, and names each that does. Only a major hazard is asked.
pub(crate) fn complete(r: &Reader<'_>, ctx: &Ctx, it: &Hazard) -> Result<(), Error> {
    if it.grade != Grade::Major {
        return Ok(());
    }
    let history = r.history::<Fact>(ctx.district, it.id)?;
    let missing = last(&history).map_or_else(|| Element::ALL.to_vec(), Plan::missing);
    if missing.is_empty() {
        return Ok(());
    }
    Err(Problems(missing.into_iter().map(|it| Problem::at("plan", lacks(it))).collect()).into())
}

fn lacks(element: Element) -> &'static str {
    match element {
        Element::Responsibility => "the plan names no responsible organisation and person",
        Element::Measures => "the plan says no measures",
        Element::Money => "the plan says no money",
        Element::Deadline => "the plan says no deadline",
        Element::EmergencyPlan => "the plan has no interim emergency plan",
    }
}
