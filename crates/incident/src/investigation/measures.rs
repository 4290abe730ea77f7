//! What follows from an investigation: measures of named owners, checks of like subjects, circulating the case.

use kernel::{Ctx, Day, Error, OrganisationId, Personal, Text};
use ledger::{Reader, Tx};
use registry::SubjectId;
use registry::query::SubjectFilter;
use serde::{Deserialize, Serialize};

use super::group::{at_work, must_stand};
use super::model::{Fact, Investigation, InvestigationId, MeasureState, Track};
use super::open::{BEFORE_IT_HAPPENED, CHOOSE, DAY, is_authority, organisation, past_day, unread};
use super::owed::{self, Duty};
use super::store;

/// Of one demand.
const MOST_SUBJECTS: usize = 500;
/// Of one circular.
const MOST_RECIPIENTS: usize = 100;

/// A measure with its owner.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct SetMeasure {
    pub measure: String,
    /// The name of a registered organisation.
    pub owner: String,
    /// Who looks at it; who leads the investigation when empty.
    #[serde(default)]
    pub checker: String,
    /// yyyy-MM-dd
    pub due: String,
}

/// The owner says that it is done.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ReportMeasure {
    pub done: String,
}

/// Another organisation has looked.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct VerifyMeasure {
    /// `accepted`, `returned`
    pub result: String,
    /// What is missing; required when returned.
    #[serde(default)]
    pub note: String,
}

/// Subjects of the same sector are to be checked.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct DemandChecks {
    /// What has to be looked at.
    pub demand: String,
    /// Only those whose name or address has these words.
    #[serde(default)]
    pub like: String,
    /// The name of an authority; the department of the sector when empty.
    #[serde(default)]
    pub owner: String,
    /// yyyy-MM-dd
    pub due: String,
}

/// They were checked.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct CheckLike {
    /// yyyy-MM-dd
    pub on: String,
    pub result: String,
}

/// The case goes to others.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Circulate {
    /// Names of registered organisations, one a line.
    pub to: String,
    pub text: String,
    /// yyyy-MM-dd
    pub on: String,
}

fn due_day(text: &mut Text, given: &str, first: Day) -> Option<Day> {
    let due = text.read("due", given, DAY, |it| it.parse::<Day>().ok())?;
    if due < first {
        text.problem("due", "this day is too early", given);
    }
    Some(due)
}

/// Measures bind from the reply on.
pub fn set_measure(tx: &mut Tx<'_>, ctx: &Ctx, id: InvestigationId, cmd: &SetMeasure) -> Result<(), Error> {
    let it = at_work(tx, ctx, id)?;
    let Some(replied) = it.replied_on else {
        return Err(Error::refused("measures bind with the reply: record it first"));
    };
    if it.has_ended(Track::Measures) {
        return Err(Error::refused("the track of the measures is ended"));
    }
    let mut text = Text::new();
    let measure = text.required("measure", &cmd.measure, 4, 1_000);
    let owner = organisation(tx, ctx, &mut text, "owner", &cmd.owner)?;
    if cmd.owner.trim().is_empty() {
        text.problem("owner", "fill in this field", "");
    }
    let checker = organisation(tx, ctx, &mut text, "checker", &cmd.checker)?.unwrap_or(it.organisation);
    if owner == Some(checker) {
        text.problem("checker", "another organisation looks at a measure", &cmd.checker);
    }
    let due = due_day(&mut text, &cmd.due, replied);
    text.finish()?;
    let (owner, due) = owner.zip(due).ok_or_else(unread)?;
    let measure = Personal::text(measure);
    let duty = Duty { name: owed::MEASURE, title: measure.clone(), owner, checker: Some(checker), due };
    let obligation = owed::owe(tx, ctx, (&it).into(), duty)?;
    let no = it.measures + 1;
    store::record(tx, ctx, &it, &Fact::MeasureSet { no, measure, owner, checker, due, obligation }).map(drop)
}

/// Of the organisation that owes it.
pub(super) fn holds(ctx: &Ctx, owner: OrganisationId) -> bool {
    ctx.person().is_none() || ctx.acting.iter().any(|it| it.organisation == owner && it.is_active(ctx.now))
}

pub fn report_measure(
    tx: &mut Tx<'_>,
    ctx: &Ctx,
    id: InvestigationId,
    no: u32,
    cmd: &ReportMeasure,
) -> Result<(), Error> {
    let it = store::load(tx, ctx, id)?;
    must_stand(&it)?;
    let measure = store::measure(tx, ctx, id, no)?;
    if !holds(ctx, measure.owner) {
        return Err(Error::Forbidden { action: "report what another organisation owes" });
    }
    if !matches!(measure.state, MeasureState::Set | MeasureState::Returned) {
        return Err(Error::refused("this measure is not still to be done"));
    }
    let mut text = Text::new();
    let done = text.required("done", &cmd.done, 2, 2_000);
    text.finish()?;
    obligation::done(tx, &ctx.beyond_scope(), measure.obligation, None)?;
    store::record(tx, ctx, &it, &Fact::MeasureReported { no, done: Personal::text(done) }).map(drop)
}

/// Who may look is the obligation's rule: never its owner.
pub fn verify_measure(
    tx: &mut Tx<'_>,
    ctx: &Ctx,
    id: InvestigationId,
    no: u32,
    cmd: &VerifyMeasure,
) -> Result<(), Error> {
    let it = at_work(tx, ctx, id)?;
    let measure = store::measure(tx, ctx, id, no)?;
    if measure.state != MeasureState::Reported {
        return Err(Error::refused("this measure waits for no look"));
    }
    let mut text = Text::new();
    let accepted = text.read("result", &cmd.result, CHOOSE, |it| match it {
        "accepted" => Some(true),
        "returned" => Some(false),
        _ => None,
    });
    let note = text.optional("note", &cmd.note, 1_000);
    if accepted == Some(false) && note.is_none() {
        text.problem("note", "say what the measure lacks", "");
    }
    text.finish()?;
    let note = note.map(Personal::text);
    let beyond = ctx.beyond_scope();
    obligation::verify(tx, &beyond, measure.obligation, accepted == Some(true), note.clone())?;
    let fact = match (accepted, note) {
        (Some(false), Some(reason)) => Fact::MeasureReturned { no, reason },
        (_, note) => {
            obligation::close(tx, &beyond, measure.obligation)?;
            Fact::MeasureAccepted { no, note }
        }
    };
    store::record(tx, ctx, &it, &fact).map(drop)
}

/// Those of the sector that are supervised now, but for the unit's own.
fn like_subjects(r: &Reader<'_>, ctx: &Ctx, it: &Investigation, like: &str) -> Result<Vec<SubjectId>, Error> {
    let filter = SubjectFilter { sector: Some(it.sector), text: like.trim().to_owned(), ..SubjectFilter::default() };
    let all = registry::query::every_subject(r, &ctx.beyond_scope(), &filter)?;
    let others = all.into_iter().filter(|one| one.organisation.is_none() || one.organisation != it.unit);
    Ok(others.map(|one| one.id).collect())
}

/// The demand is one duty of the authority; each check stands in the register of checks.
pub fn demand_checks(tx: &mut Tx<'_>, ctx: &Ctx, id: InvestigationId, cmd: &DemandChecks) -> Result<(), Error> {
    let it = at_work(tx, ctx, id)?;
    let mut text = Text::new();
    let demand = text.required("demand", &cmd.demand, 4, 1_000);
    let like = text.optional("like", &cmd.like, 50).unwrap_or_default();
    let owner = match organisation(tx, ctx, &mut text, "owner", &cmd.owner)? {
        Some(named) => named,
        None => match registry::query::regulators(tx, ctx, it.sector)?.first() {
            Some(regulator) => *regulator,
            None => it.organisation,
        },
    };
    if !is_authority(tx, ctx, owner)? {
        text.problem("owner", "an authority has like subjects checked", &cmd.owner);
    }
    let due = due_day(&mut text, &cmd.due, it.happened);
    let subjects = like_subjects(tx, ctx, &it, &like)?;
    if subjects.is_empty() {
        text.problem("like", "no other subject of the sector is like that", &cmd.like);
    }
    if subjects.len() > MOST_SUBJECTS {
        text.problem("like", "more than 500 subjects are like that: narrow it down", &cmd.like);
    }
    text.finish()?;
    let due = due.ok_or_else(unread)?;
    let demand = Personal::text(demand);
    let duty = Duty { name: owed::LIKE_CHECKS, title: demand.clone(), owner, checker: None, due };
    let obligation = owed::owe(tx, ctx, (&it).into(), duty)?;
    let no = it.checks + 1;
    store::record(tx, ctx, &it, &Fact::ChecksDemanded { no, demand, subjects, owner, due, obligation }).map(drop)
}

pub fn check_like(tx: &mut Tx<'_>, ctx: &Ctx, id: InvestigationId, no: u32, cmd: &CheckLike) -> Result<(), Error> {
    let it = at_work(tx, ctx, id)?;
    let check = store::check(tx, ctx, id, no)?;
    if check.is_checked {
        return Err(Error::refused("these subjects are checked already"));
    }
    let mut text = Text::new();
    let on = past_day(&mut text, ctx, "on", &cmd.on, (it.happened, BEFORE_IT_HAPPENED));
    let result = text.required("result", &cmd.result, 4, 2_000);
    text.finish()?;
    let on = on.ok_or_else(unread)?;
    let done = Ctx { effective_at: Some(owed::moment_of(ctx, on)), ..ctx.beyond_scope() };
    obligation::settle(tx, &done, check.obligation)?;
    store::record(tx, ctx, &it, &Fact::LikeChecked { no, on, result: Personal::text(result) }).map(drop)
}

/// To registered organisations, in words of its own; an ended case is circulated, too.
pub fn circulate(tx: &mut Tx<'_>, ctx: &Ctx, id: InvestigationId, cmd: &Circulate) -> Result<(), Error> {
    let it = store::load(tx, ctx, id)?;
    if !it.stage.is_replied() {
        return Err(Error::refused("a case is circulated once it is replied to"));
    }
    let mut text = Text::new();
    let names: Vec<&str> = cmd.to.lines().map(str::trim).filter(|name| !name.is_empty()).collect();
    if names.is_empty() {
        text.problem("to", "fill in this field", "");
    }
    if names.len() > MOST_RECIPIENTS {
        text.problem("to", "too long", &cmd.to);
    }
    let mut to: Vec<OrganisationId> = Vec::new();
    for name in names.into_iter().take(MOST_RECIPIENTS) {
        let found = organisation(tx, ctx, &mut text, "to", name)?;
        to.extend(found.filter(|id| !to.contains(id)));
    }
    let said = text.required("text", &cmd.text, 4, 5_000);
    let on = past_day(&mut text, ctx, "on", &cmd.on, (it.happened, BEFORE_IT_HAPPENED));
    text.finish()?;
    let on = on.ok_or_else(unread)?;
    store::record(tx, ctx, &it, &Fact::Circulated { to, text: Personal::text(said), on }).map(drop)
}
