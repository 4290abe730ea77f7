//! The course of an investigation: appraisals that stop its clock, its extension, its report, the reply, the evaluation.

use kernel::{Ctx, Day, Error, Personal, Text};
use ledger::Tx;
use serde::{Deserialize, Serialize};

use super::group::{at_work, holds, stands_as, unsigned};
use super::model::{
    Fact, Investigation, InvestigationId, Part, Stage, Standing, Track, evaluation_due, reply_due, report_due,
};
use super::open::{BEFORE_IT_HAPPENED, DAY, past_day, unread};
use super::owed::{self, Duty};
use super::store;

/// At most so many days, by the law.
const MOST_DAYS_MORE: u32 = 60;
/// Nobody answers before they were asked.
const BEFORE_SUBMITTED: &str = "this day lies before the report was submitted";
const BEFORE_REPLIED: &str = "this day lies before the reply";

/// A technical appraisal begins.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct BeginAppraisal {
    /// What is appraised, and by whom.
    pub what: String,
    /// yyyy-MM-dd
    pub on: String,
    /// When its result is expected, yyyy-MM-dd.
    pub until: String,
}

/// Its result came.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct EndAppraisal {
    /// yyyy-MM-dd
    pub on: String,
    pub result: String,
}

/// More time for the report, once.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Extend {
    /// 1 to 60.
    pub days: String,
    pub reason: String,
}

/// The report goes to the government.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Submit {
    /// yyyy-MM-dd
    pub on: String,
    /// Which government.
    pub to: String,
}

/// The government's reply.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Reply {
    /// yyyy-MM-dd
    pub on: String,
    /// Of the document.
    pub number: String,
    pub decision: String,
}

/// What became of the rectification.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Evaluate {
    /// yyyy-MM-dd
    pub on: String,
    pub result: String,
    /// Where the result was made public.
    #[serde(default)]
    pub published: String,
}

fn investigating(it: &Investigation) -> Result<(), Error> {
    if it.stage == Stage::Investigating { Ok(()) } else { Err(Error::refused("the report is submitted already")) }
}

fn duty(it: &Investigation, name: &'static str, due: Day) -> Duty {
    Duty { name, title: owed::title(&it.number_text(), &it.title), owner: it.organisation, checker: None, due }
}

/// The report is owed no more until the appraisal ends; instead its result is, by the day it is expected.
pub fn begin_appraisal(tx: &mut Tx<'_>, ctx: &Ctx, id: InvestigationId, cmd: &BeginAppraisal) -> Result<(), Error> {
    let it = at_work(tx, ctx, id)?;
    investigating(&it)?;
    if it.appraised_since.is_some() {
        return Err(Error::refused("an appraisal is under way already"));
    }
    let mut text = Text::new();
    let what = text.required("what", &cmd.what, 4, 500);
    let on = past_day(&mut text, ctx, "on", &cmd.on, (it.happened, BEFORE_IT_HAPPENED));
    let until = text.read("until", &cmd.until, DAY, |it| it.parse::<Day>().ok());
    if on.is_some_and(|on| on > it.due) {
        text.problem("on", "the report was due before this day", &cmd.on);
    }
    if on.zip(until).is_some_and(|(on, until)| until < on) {
        text.problem("until", "this day lies before the appraisal", &cmd.until);
    }
    text.finish()?;
    let (on, until) = on.zip(until).ok_or_else(unread)?;
    let what = Personal::text(what);
    owed::waive(tx, ctx, id, Some(owed::REPORT), &Personal::text("技术鉴定期间不计入调查期限"))?;
    let obligation = owed::owe(tx, ctx, (&it).into(), duty(&it, owed::APPRAISAL, until))?;
    store::record(tx, ctx, &it, &Fact::AppraisalBegun { what, on, until, obligation }).map(drop)
}

/// The deadline moves by the days from its begin to its result.
pub fn end_appraisal(tx: &mut Tx<'_>, ctx: &Ctx, id: InvestigationId, cmd: &EndAppraisal) -> Result<(), Error> {
    let it = at_work(tx, ctx, id)?;
    let Some(since) = it.appraised_since else { return Err(Error::refused("no appraisal is under way")) };
    let mut text = Text::new();
    let on = past_day(&mut text, ctx, "on", &cmd.on, (since, "this day lies before the appraisal"));
    let result = text.required("result", &cmd.result, 4, 2_000);
    text.finish()?;
    let on = on.ok_or_else(unread)?;
    let days = u32::try_from(since.days_until(on)).map_err(Error::internal)?;
    let due = report_due(it.happened, it.appraised_days + days, it.extended_days)?;
    owed::settle(tx, ctx, id, owed::APPRAISAL, on)?;
    let obligation = owed::owe(tx, ctx, (&it).into(), duty(&it, owed::REPORT, due))?;
    let fact = Fact::AppraisalEnded { result: Personal::text(result), on, days, due, obligation };
    store::record(tx, ctx, &it, &fact).map(drop)
}

/// Once, by somebody who neither opened it nor is in its group.
pub fn extend(tx: &mut Tx<'_>, ctx: &Ctx, id: InvestigationId, cmd: &Extend) -> Result<(), Error> {
    let it = at_work(tx, ctx, id)?;
    investigating(&it)?;
    if it.extended_days > 0 {
        return Err(Error::refused("this investigation was extended already"));
    }
    if let Some(person) = ctx.person() {
        let opened = it.opened_by == Some(person);
        if opened || stands_as(tx, ctx, id, person, Standing::In)? {
            return Err(Error::Forbidden { action: "give your own investigation more time" });
        }
    }
    let mut text = Text::new();
    let whole = |it: &str| it.parse::<u32>().ok().filter(|n| (1..=MOST_DAYS_MORE).contains(n));
    let days = text.read("days", &cmd.days, "give a whole number of days from 1 to 60", whole);
    let reason = text.required("reason", &cmd.reason, 4, 500);
    let due = days.map(|days| report_due(it.happened, it.appraised_days, days)).transpose()?;
    if due.is_some_and(|due| owed::end_of(due) <= ctx.now) {
        text.problem("days", "the new deadline lies in the past", &cmd.days);
    }
    text.finish()?;
    let (days, due) = days.zip(due).ok_or_else(unread)?;
    let reason = Personal::text(reason);
    for report in owed::open(tx, ctx, id, Some(owed::REPORT))? {
        obligation::extend(tx, &owed::by_law(ctx), report, owed::end_of(due), reason.clone())?;
    }
    store::record(tx, ctx, &it, &Fact::Extended { days, due, reason }).map(drop)
}

/// With a leader, a cause, and every member's signature.
pub fn submit(tx: &mut Tx<'_>, ctx: &Ctx, id: InvestigationId, cmd: &Submit) -> Result<(), Error> {
    let it = at_work(tx, ctx, id)?;
    investigating(&it)?;
    if it.appraised_since.is_some() {
        return Err(Error::refused("an appraisal is under way: its result comes first"));
    }
    if !holds(tx, ctx, id, Part::Leader)? {
        return Err(Error::refused("the group has no leader"));
    }
    if !it.has_found(Track::Cause) {
        return Err(Error::refused("the report says no cause yet"));
    }
    if let Some(name) = unsigned(tx, ctx, id)? {
        return Err(Error::Refused { why: "a member has not signed the report yet", with: Some(name) });
    }
    let mut text = Text::new();
    let on = past_day(&mut text, ctx, "on", &cmd.on, (it.happened, BEFORE_IT_HAPPENED));
    let to = text.required("to", &cmd.to, 4, 100);
    text.finish()?;
    let on = on.ok_or_else(unread)?;
    let reply_due = reply_due(on, it.grade)?;
    owed::settle(tx, ctx, id, owed::REPORT, on)?;
    let office = registry::query::safety_office(tx, ctx)?;
    let reply = Duty { owner: office, ..duty(&it, owed::REPLY, reply_due) };
    let obligation = owed::owe(tx, ctx, (&it).into(), reply)?;
    store::record(tx, ctx, &it, &Fact::Submitted { on, to, reply_due, obligation }).map(drop)
}

pub fn reply(tx: &mut Tx<'_>, ctx: &Ctx, id: InvestigationId, cmd: &Reply) -> Result<(), Error> {
    let it = at_work(tx, ctx, id)?;
    let Some(submitted) = it.submitted_on.filter(|_| it.stage == Stage::Submitted) else {
        return Err(Error::refused("no report waits for a reply"));
    };
    let mut text = Text::new();
    let on = past_day(&mut text, ctx, "on", &cmd.on, (submitted, BEFORE_SUBMITTED));
    let number = text.required("number", &cmd.number, 2, 100);
    let decision = text.required("decision", &cmd.decision, 4, 5_000);
    text.finish()?;
    let on = on.ok_or_else(unread)?;
    let evaluation_due = evaluation_due(on)?;
    owed::settle(tx, ctx, id, owed::REPLY, on)?;
    let obligation = owed::owe(tx, ctx, (&it).into(), duty(&it, owed::EVALUATE, evaluation_due))?;
    let fact = Fact::Replied { on, number, decision: Personal::text(decision), evaluation_due, obligation };
    store::record(tx, ctx, &it, &fact).map(drop)
}

pub fn evaluate(tx: &mut Tx<'_>, ctx: &Ctx, id: InvestigationId, cmd: &Evaluate) -> Result<(), Error> {
    let it = at_work(tx, ctx, id)?;
    let Some(replied) = it.replied_on.filter(|_| it.stage == Stage::Replied) else {
        return Err(Error::refused("only what was replied to can be evaluated, once"));
    };
    let mut text = Text::new();
    let on = past_day(&mut text, ctx, "on", &cmd.on, (replied, BEFORE_REPLIED));
    let result = text.required("result", &cmd.result, 4, 5_000);
    let published = text.optional("published", &cmd.published, 200);
    text.finish()?;
    let on = on.ok_or_else(unread)?;
    owed::settle(tx, ctx, id, owed::EVALUATE, on)?;
    store::record(tx, ctx, &it, &Fact::Evaluated { on, result: Personal::text(result), published }).map(drop)
}
