//! People and measures: counted, named, changed, struck. The grade follows by itself.

use kernel::{Ctx, Day, Error, Personal, Text};
use ledger::{Reader, Tx};
use serde::{Deserialize, Serialize};

use crate::duties::{self, Matter, SUPPLEMENT};
use crate::figures::Figures;
use crate::model::{Condition, Counted, Fact, Incident, IncidentId, Stage};
use crate::register::{measure as read_measure, must_stand, whole};
use crate::{figures, query, store};

const CHOOSE: &str = "choose one of the list";
const DAY: &str = "write the day as 2026-06-18";

/// More people in one condition; 0 says that there is nobody.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Add {
    /// `dead`, `missing`, `trapped`, `severely_injured`, `injured`, `safe`
    pub condition: String,
    pub people: String,
    /// Since when, yyyy-MM-dd.
    pub on: String,
    /// Of one person.
    #[serde(default)]
    pub name: String,
}

/// What became of one person.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Change {
    pub condition: String,
    /// yyyy-MM-dd
    pub on: String,
    #[serde(default)]
    pub name: String,
    /// Required where somebody is dead no more.
    #[serde(default)]
    pub reason: String,
}

/// Counted wrongly, and why.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Strike {
    pub reason: String,
}

/// Loss, area and evacuated people, whole as they are known now; empty is unknown.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Measure {
    /// Direct loss in 10,000 yuan, at most four decimals.
    #[serde(default)]
    pub loss_10k_yuan: String,
    /// Forest that was burnt, in hectares.
    #[serde(default)]
    pub area_ha: String,
    #[serde(default)]
    pub evacuated: String,
    /// Required where a figure falls.
    #[serde(default)]
    pub reason: String,
}

/// The day of a condition lies between the incident and today.
fn day(text: &mut Text, ctx: &Ctx, it: &Incident, given: &str) -> Option<Day> {
    let day = text.read("on", given, DAY, |it| it.parse::<Day>().ok())?;
    if day > ctx.now.day() {
        text.problem("on", "this day lies in the future", given);
    }
    if day < it.happened_at.day() {
        text.problem("on", "this day lies before the incident", given);
    }
    Some(day)
}

pub fn add(tx: &mut Tx<'_>, ctx: &Ctx, id: IncidentId, cmd: &Add) -> Result<(), Error> {
    let it = store::load(tx, ctx, id)?;
    must_stand(&it)?;
    let mut text = Text::new();
    let condition = text.read("condition", &cmd.condition, CHOOSE, Condition::from_word);
    let people = text.read("people", &cmd.people, "give a whole number up to 10,000", whole);
    let on = day(&mut text, ctx, &it, &cmd.on);
    let name = text.optional("name", &cmd.name, 50);
    if name.is_some() && people.is_some_and(|n| n != 1) {
        text.problem("name", "a name is of one person", &cmd.name);
    }
    text.finish()?;
    let (Some(condition), Some(people), Some(on)) = (condition, people, on) else {
        return Err(Error::internal("a field without a value and without a problem"));
    };
    let within = counts(tx, ctx, &it, condition, on)?;
    let counted = Counted { first: it.last_casualty + 1, people, condition, on, within };
    let fact = Fact::CasualtiesAdded { counted, name: name.map(Personal::text) };
    changed(tx, ctx, &it, &fact)
}

pub fn change(tx: &mut Tx<'_>, ctx: &Ctx, id: IncidentId, no: u32, cmd: &Change) -> Result<(), Error> {
    let it = store::load(tx, ctx, id)?;
    must_stand(&it)?;
    let before = store::casualty(tx, ctx, id, no)?;
    let mut text = Text::new();
    let condition = text.read("condition", &cmd.condition, CHOOSE, Condition::from_word);
    let on = day(&mut text, ctx, &it, &cmd.on);
    let name = text.optional("name", &cmd.name, 50);
    let reason = text.optional("reason", &cmd.reason, 500);
    if on.is_some_and(|on| on < before.on) && reason.is_none() {
        text.problem("reason", "say why the day is an earlier one", "");
    }
    if before.condition == Condition::Dead && condition.is_some_and(|it| it != Condition::Dead) && reason.is_none() {
        text.problem("reason", "say why somebody is not dead any more", "");
    }
    text.finish()?;
    let (Some(condition), Some(on)) = (condition, on) else {
        return Err(Error::internal("a field without a value and without a problem"));
    };
    if condition == before.condition && on == before.on && (name.is_none() || before.is_named && reason.is_none()) {
        return Err(Error::refused("nothing is different: say what changed"));
    }
    let within = counts(tx, ctx, &it, condition, on)?;
    let (name, reason) = (name.map(Personal::text), reason.map(Personal::text));
    changed(tx, ctx, &it, &Fact::CasualtyChanged { no, condition, on, within, name, reason })
}

pub fn strike(tx: &mut Tx<'_>, ctx: &Ctx, id: IncidentId, no: u32, cmd: &Strike) -> Result<(), Error> {
    let it = store::load(tx, ctx, id)?;
    must_stand(&it)?;
    store::casualty(tx, ctx, id, no)?;
    let mut text = Text::new();
    let reason = text.required("reason", &cmd.reason, 2, 500);
    text.finish()?;
    changed(tx, ctx, &it, &Fact::CasualtyStruck { no, reason: Personal::text(reason) })
}

pub fn measure(tx: &mut Tx<'_>, ctx: &Ctx, id: IncidentId, cmd: &Measure) -> Result<(), Error> {
    let it = store::load(tx, ctx, id)?;
    must_stand(&it)?;
    let mut text = Text::new();
    let loss_yuan = read_measure(&mut text, "loss_10k_yuan", &cmd.loss_10k_yuan);
    let area_m2 = read_measure(&mut text, "area_ha", &cmd.area_ha);
    let evacuated = text.read_optional("evacuated", &cmd.evacuated, "give a whole number up to 1,000,000", |it| {
        it.parse::<u32>().ok().filter(|n| *n <= 1_000_000)
    });
    let reason = text.optional("reason", &cmd.reason, 500);
    let fell = |old: Option<i64>, new: Option<i64>| old.is_some_and(|old| new.is_none_or(|new| new < old));
    let people = |it: Option<u32>| it.map(i64::from);
    let falls =
        fell(it.loss_yuan, loss_yuan) || fell(it.area_m2, area_m2) || fell(people(it.evacuated), people(evacuated));
    if falls && reason.is_none() {
        text.problem("reason", "say why a figure falls", "");
    }
    text.finish()?;
    if (loss_yuan, area_m2, evacuated) == (it.loss_yuan, it.area_m2, it.evacuated) {
        return Err(Error::refused("nothing is different: say what changed"));
    }
    changed(tx, ctx, &it, &Fact::Measured { loss_yuan, area_m2, evacuated, reason: reason.map(Personal::text) })
}

/// Only a death has days in which it counts.
fn counts(r: &Reader<'_>, ctx: &Ctx, it: &Incident, condition: Condition, on: Day) -> Result<bool, Error> {
    Ok(condition != Condition::Dead || duties::is_within(r, ctx, (it.category, it.happened_at.day()), on)?)
}

/// The day or the category was corrected: which deaths count is decided anew.
pub(crate) fn count_anew(
    tx: &mut Tx<'_>,
    ctx: &Ctx,
    mut it: Incident,
    reason: &Personal<String>,
) -> Result<Incident, Error> {
    for (no, on, counted) in store::dead(tx, ctx, it.id)? {
        let within = counts(tx, ctx, &it, Condition::Dead, on)?;
        if within != counted {
            let reason = Some(reason.clone());
            let fact = Fact::CasualtyChanged { no, condition: Condition::Dead, on, within, name: None, reason };
            it = store::record(tx, ctx, &it, &fact)?;
        }
    }
    Ok(it)
}

fn changed(tx: &mut Tx<'_>, ctx: &Ctx, it: &Incident, fact: &Fact) -> Result<(), Error> {
    let before = figures::now(tx, ctx, it)?;
    let it = store::record(tx, ctx, it, fact)?;
    follow(tx, ctx, it, before)
}

/// Grades anew, and after the final report owes one more edition where the figures are others.
pub(crate) fn follow(tx: &mut Tx<'_>, ctx: &Ctx, it: Incident, before: Figures) -> Result<(), Error> {
    let it = store::grade_anew(tx, ctx, it)?;
    // What was taken over from a list has no final report that could want a supplement.
    if it.stage != Stage::Reported
        || it.editions == 0
        || it.supplement.is_some()
        || figures::now(tx, ctx, &it)? == before
    {
        return Ok(());
    }
    let owner = duties::desk(tx, ctx, &it)?;
    let office = registry::query::safety_office(tx, ctx)?;
    let matter = Matter::of(&query::particulars(tx, ctx, it.id)?, it.number_text(), office);
    let (obligation, due) = duties::owe(tx, ctx, it.id, &matter, SUPPLEMENT, owner, obligation::Due::ByRule)?;
    store::record(tx, ctx, &it, &Fact::SupplementOwed { obligation, due }).map(drop)
}
