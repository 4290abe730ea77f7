//! Drafting an edition, saying its criteria, putting it in force, giving a draft up.

use kernel::{Ctx, Day, Error, PersonId, Personal, Text};
use ledger::{Fact as _, Reader, Tx};
use registry::forms::{given, reasoned};
use registry::measure::{Measure, Unit, read_hundredths};
use serde::{Deserialize, Serialize};

use super::{AttentionCriteriaId, Criteria, Criterion, Drafted, Fact, State, query, store};
use crate::key::{Comparison, Kind, Treatment};
use crate::said::{self, CHOOSE, count};

/// The criteria that the first edition begins with.
const DEFAULT: &str = include_str!("../../../criteria/default.toml");
const MOST: usize = 60;
const MOST_MONTHS: i64 = 60;

/// A draft begins with the criteria in force, the first one with those that come with the program.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct DraftCriteria {
    pub title: String,
    /// Why, and after which text.
    pub reason: String,
}

#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct SetCriterion {
    /// `township`, `sector`, `unit`
    pub sort: String,
    /// The name of a measure.
    pub measure: String,
    /// Of a measure that counts days; none of one that is of the moment.
    #[serde(default)]
    pub months: String,
    /// `at_least`, `above`, `at_most`, `below`
    pub comparison: String,
    /// Cases, people or per cent.
    pub threshold: String,
    /// `inspection`, `control`, `guidance`
    pub treatment: String,
}

#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct DropCriterion {}

#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct PutInForce {
    /// The version of the draft that was read.
    pub version: String,
    /// From which day on: today at the earliest.
    pub from: String,
}

#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct DiscardCriteria {
    pub reason: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Shipped {
    criterion: Vec<SetCriterion>,
}

/// Those that come with the program, read by the same rule as a form.
pub(crate) fn defaults() -> Result<Vec<Criterion>, Error> {
    let file: Shipped = toml::from_str(DEFAULT).map_err(Error::internal)?;
    (1..).zip(&file.criterion).map(|(no, cmd)| read(no, cmd)).collect()
}

/// Pure: one criterion as it was typed.
pub(crate) fn read(no: u32, cmd: &SetCriterion) -> Result<Criterion, Error> {
    let mut text = Text::new();
    let sort = text.read("sort", &cmd.sort, CHOOSE, Kind::from_word);
    let measure = text.read("measure", &cmd.measure, CHOOSE, Measure::find);
    if sort == Some(Kind::Sector) && measure.is_some_and(|it| !it.by_sector) {
        text.problem("measure", "this measure is not counted by sector", &cmd.measure);
    }
    let typed = cmd.months.trim();
    let months = match measure {
        Some(it) if it.standing && !typed.is_empty() => {
            text.problem("months", "this measure is of the moment and has no window", typed);
            None
        }
        Some(it) if !it.standing => {
            count(&mut text, "months", typed, 1, MOST_MONTHS).and_then(|it| u32::try_from(it).ok())
        }
        _ => None,
    };
    let comparison = text.read("comparison", &cmd.comparison, CHOOSE, Comparison::from_word);
    let threshold = text.read("threshold", &cmd.threshold, "a number of at most two decimal places", read_hundredths);
    if measure.is_some_and(|it| it.unit == Unit::Share) && threshold.is_some_and(|it| it > 10_000) {
        text.problem("threshold", "a share is at most 100 per cent", &cmd.threshold);
    }
    let treatment = text.read("treatment", &cmd.treatment, CHOOSE, Treatment::from_word);
    text.finish()?;
    Ok(Criterion {
        no,
        sort: given(sort)?,
        measure: given(measure)?.name.to_owned(),
        months,
        comparison: given(comparison)?,
        threshold: given(threshold)?,
        treatment: given(treatment)?,
    })
}

pub fn draft(tx: &mut Tx<'_>, ctx: &Ctx, cmd: &DraftCriteria) -> Result<AttentionCriteriaId, Error> {
    let id: AttentionCriteriaId = ctx.mint();
    let mut text = Text::new();
    let title = text.required("title", &cmd.title, 2, 80);
    let reason = text.required("reason", &cmd.reason, 2, 500);
    text.finish()?;
    let today = ctx.now.day();
    let criteria = match query::in_force(tx, ctx, today)? {
        Some(it) => query::criteria(tx, ctx, it.id)?,
        None => defaults()?,
    };
    let criteria = (1..).zip(criteria).map(|(no, it)| Criterion { no, ..it }).collect();
    let year = today.year();
    let number = format!("{year}-{:02}", tx.next_number(ctx, Fact::STREAM, year)?);
    let (title, reason) = (Personal::text(title), Personal::text(reason));
    let fact = Fact::Drafted(Box::new(Drafted { number, title, reason, criteria }));
    let at = tx.record(ctx, id, 0, &fact)?;
    store::project(tx, &at, id, &fact)?;
    Ok(id)
}

fn must_be_draft(it: &Criteria) -> Result<(), Error> {
    match it.state {
        State::Draft => Ok(()),
        State::InForce => Err(Error::refused("what is in force is not changed: draft another edition")),
        State::Discarded => Err(Error::refused("this draft was discarded")),
    }
}

/// Number 0 adds one.
pub fn set_criterion(
    tx: &mut Tx<'_>,
    ctx: &Ctx,
    id: AttentionCriteriaId,
    no: u32,
    cmd: &SetCriterion,
) -> Result<(), Error> {
    let it = store::load(tx, ctx, id)?;
    must_be_draft(&it)?;
    let known = query::criteria(tx, ctx, id)?;
    if no > 0 && known.iter().all(|one| one.no != no) {
        return Err(Error::NotFound("AttentionCriterion"));
    }
    if no == 0 && known.len() >= MOST {
        return Err(Error::refused("an edition has at most sixty criteria"));
    }
    let criterion = read(if no == 0 { it.last + 1 } else { no }, cmd)?;
    store::record(tx, ctx, &it, &Fact::CriterionSet { criterion })
}

pub fn drop_criterion(tx: &mut Tx<'_>, ctx: &Ctx, id: AttentionCriteriaId, no: u32) -> Result<(), Error> {
    let it = store::load(tx, ctx, id)?;
    must_be_draft(&it)?;
    if query::criteria(tx, ctx, id)?.iter().all(|one| one.no != no) {
        return Err(Error::NotFound("AttentionCriterion"));
    }
    store::record(tx, ctx, &it, &Fact::CriterionDropped { no })
}

/// Everybody who wrote at the draft.
pub(crate) fn authors(r: &Reader<'_>, ctx: &Ctx, id: AttentionCriteriaId) -> Result<Vec<PersonId>, Error> {
    let wrote =
        |fact: &Fact| matches!(fact, Fact::Drafted(_) | Fact::CriterionSet { .. } | Fact::CriterionDropped { .. });
    let history = r.history::<Fact>(ctx.district, id)?;
    Ok(history.into_iter().filter(|it| wrote(&it.fact)).filter_map(|it| it.at.person).collect())
}

/// Pure: whether this person may put in force what was read.
pub(crate) fn decide_force(it: &Criteria, ctx: &Ctx, authors: &[PersonId], criteria: usize) -> Result<(), Error> {
    must_be_draft(it)?;
    if ctx.person().is_some_and(|it| authors.contains(&it)) {
        return Err(Error::Forbidden { action: "put in force the criteria you drafted yourself" });
    }
    if criteria == 0 {
        return Err(Error::refused("this edition has no criteria yet"));
    }
    Ok(())
}

/// By a second person, from a day on that is not over.
pub fn put_in_force(tx: &mut Tx<'_>, ctx: &Ctx, id: AttentionCriteriaId, cmd: &PutInForce) -> Result<(), Error> {
    let it = store::load(tx, ctx, id)?;
    decide_force(&it, ctx, &authors(tx, ctx, id)?, query::criteria(tx, ctx, id)?.len())?;
    if cmd.version.trim() != it.version.to_string() {
        return Err(Error::refused("another draft took the place of the one you read"));
    }
    let mut text = Text::new();
    let from: Option<Day> = said::day(&mut text, "from", &cmd.from);
    if from.is_some_and(|from| from < ctx.now.day()) {
        text.problem("from", "this day is too early", &cmd.from);
    }
    text.finish()?;
    store::record(tx, ctx, &it, &Fact::PutInForce { from: given(from)? })
}

pub fn discard(tx: &mut Tx<'_>, ctx: &Ctx, id: AttentionCriteriaId, cmd: &DiscardCriteria) -> Result<(), Error> {
    let it = store::load(tx, ctx, id)?;
    must_be_draft(&it)?;
    let reason = reasoned("reason", &cmd.reason)?;
    store::record(tx, ctx, &it, &Fact::Discarded { reason })
}
