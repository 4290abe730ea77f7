//! Opening by the rule, what the organisation says, what a person decides, and what becomes of a referral.

use kernel::{Actor, Ctx, Day, Error, Instant, Personal, Problem, Text};
use ledger::{Db, Tx};
use obligation::follow_up::{self, FollowUpId, Occasion};
use obligation::{Check, Due, Open, Owed, Owner, Ref};
use registry::forms::{given, reasoned};
use serde::{Deserialize, Serialize};

use super::{
    Candidate, Case, CaseId, DUTY_DECIDE, DUTY_OUTCOME, DUTY_STATE, Fact, Opened, Outcome, State, query, store, trigger,
};

const DAY: &str = "write the day as 2026-06-18";
/// The actor of what the office's duty to decide gives way to.
const RULE: &str = "accountability.hearing";
/// Why it does, in the words of the record.
const HEARING: &str = "已请涉及单位陈述申辩，研判期限自陈述申辩期满起重新计算。";

#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct AskStatement {}

/// What the organisation concerned says.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Speak {
    pub statement: String,
}

/// Why it is set aside, or why there is an interview.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Reasoned {
    pub reason: String,
}

/// To whom it is handed over, under which document, and why.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Refer {
    pub to: String,
    pub document: String,
    pub reason: String,
}

/// What the other body said when it was asked.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Ask {
    pub answer: String,
}

#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Conclude {
    /// `no_action`, `criticised`, `interviewed`, `circular`, `self_criticism`, `admonished`, `organisational`,
    /// `disciplined`, `judiciary`, `other`
    pub outcome: String,
    /// yyyy-MM-dd
    pub on: String,
    /// Who decided.
    pub body: String,
    pub document: String,
    #[serde(default)]
    pub text: String,
}

/// Opens a case of everything that the triggers find; returns how many. Read first, so that a round which finds nothing
/// keeps nobody waiting.
pub fn sweep(db: &Db, ctx: &Ctx) -> Result<usize, Error> {
    complete(db, ctx)?;
    let found = db.read_blocking(|r| trigger::candidates(r, ctx))?;
    if found.is_empty() {
        return Ok(0);
    }
    let opened = move |tx: &mut Tx<'_>, ctx: &Ctx| {
        let mut opened = 0;
        for it in &found {
            // Another round may have been quicker.
            if !query::is_opened(tx, ctx, it.trigger, &it.about, it.mark)? {
                open(tx, ctx, it)?;
                opened += 1;
            }
        }
        Ok(opened)
    };
    db.write_blocking("accountability", ctx, opened)
}

/// Cases recorded before anybody was asked, or asked after: the organisation is asked now, and the outcome is owed now.
fn complete(db: &Db, ctx: &Ctx) -> Result<(), Error> {
    let found = db.read_blocking(|r| query::incomplete(r, ctx))?;
    if found.is_empty() {
        return Ok(());
    }
    let run = move |tx: &mut Tx<'_>, ctx: &Ctx| {
        for id in &found {
            let it = query::load(tx, &ctx.beyond_scope(), *id)?;
            // Somebody may have been quicker.
            if it.was_never_heard() {
                ask(tx, ctx, &it)?;
            } else if it.state == State::HandedOver && it.obligation.is_none() {
                let owed = owe_outcome(tx, ctx, &it)?;
                record(tx, ctx, &it, &Fact::OutcomeOwed { owed })?;
            }
        }
        Ok(())
    };
    db.write_blocking("accountability.complete", ctx, run)
}

/// The duties are the county's: whoever looks after the place of the matter does not see by them that there is a case. The
/// organisation concerned is asked at once what it says.
pub fn open(tx: &mut Tx<'_>, ctx: &Ctx, it: &Candidate) -> Result<CaseId, Error> {
    let id: CaseId = ctx.mint();
    let asked = owe(tx, ctx, id, (DUTY_STATE, &it.title), (it.organisation, Due::ByRule))?;
    let owed = owe_decision(tx, ctx, id, &it.title, asked.due)?;
    let Candidate { trigger, about, mark, organisation, division, sector, title, since, source } = it.clone();
    let fact = Fact::Opened(Box::new(Opened {
        trigger,
        about,
        mark,
        organisation,
        division,
        sector,
        title,
        since,
        source,
        obligation: owed.obligation,
        due: owed.due,
    }));
    let at = tx.record(ctx, id, 0, &fact)?;
    store::project(tx, &at, id, &fact)?;
    let fact = Fact::StatementAsked { owed: asked, decide: None };
    let at = tx.record(ctx, id, at.version, &fact)?;
    store::project(tx, &at, id, &fact)?;
    Ok(id)
}

/// Counted from when the organisation's time has passed: hearing it makes nobody late.
fn owe_decision(
    tx: &mut Tx<'_>,
    ctx: &Ctx,
    id: CaseId,
    title: &Personal<String>,
    heard: Instant,
) -> Result<Owed, Error> {
    let office = registry::query::safety_office(tx, ctx)?;
    owe(tx, ctx, id, (DUTY_DECIDE, title), (office, Due::ByRuleFrom(heard.max(ctx.now))))
}

fn owe_outcome(tx: &mut Tx<'_>, ctx: &Ctx, it: &Case) -> Result<Owed, Error> {
    let office = registry::query::safety_office(tx, ctx)?;
    owe(tx, ctx, it.id, (DUTY_OUTCOME, &it.title), (office, Due::ByRule))
}

fn owe(
    tx: &mut Tx<'_>,
    ctx: &Ctx,
    id: CaseId,
    (duty, title): (&str, &Personal<String>),
    (owner, due): (kernel::OrganisationId, Due),
) -> Result<Owed, Error> {
    let party = |organisation| Owner { organisation, person: None };
    let owed = Open {
        about: Ref::new(<Fact as ledger::Fact>::STREAM, id),
        duty: duty.to_owned(),
        title: title.clone(),
        owner: party(owner),
        owed_to: party(registry::query::safety_office(tx, ctx)?),
        checker: None,
        check: Check::None,
        due,
        source: None,
        division: ctx.district.division(),
        sector: None,
        grade: None,
    };
    let (obligation, due) = obligation::open_due(tx, ctx, owed)?;
    Ok(Owed { obligation, due })
}

fn record(tx: &mut Tx<'_>, ctx: &Ctx, it: &Case, fact: &Fact) -> Result<(), Error> {
    let at = tx.record(ctx, it.id, it.version, fact)?;
    store::project(tx, &at, it.id, fact)
}

/// Acts for the organisation concerned; a rule acts for nobody.
pub(super) fn concerned(ctx: &Ctx, it: &Case) -> bool {
    ctx.person().is_some() && ctx.acting.iter().any(|m| m.organisation == it.organisation && m.is_active(ctx.now))
}

fn not_concerned(ctx: &Ctx, it: &Case) -> Result<(), Error> {
    if concerned(ctx, it) {
        return Err(Error::Forbidden { action: "decide on a case of your own organisation" });
    }
    Ok(())
}

/// Nothing is decided twice, or before the organisation concerned could answer. Whoever belongs to it may hand the case
/// over, and no more: else nobody could decide on a case of the office that decides.
pub(super) fn may_decide(it: &Case, ctx: &Ctx) -> Result<(), Error> {
    if it.state != State::Candidate {
        return Err(Error::refused("this case is decided already"));
    }
    if it.was_never_heard() {
        return Err(Error::refused("the organisation was never asked for a statement"));
    }
    match it.heard_until(ctx.now) {
        Some(due) => Err(Error::Refused {
            why: "the organisation was asked for a statement, and its time has not passed",
            with: Some(due.to_minute()),
        }),
        None => Ok(()),
    }
}

/// What keeps the case in the house: never by the organisation concerned.
pub(super) fn may_settle(it: &Case, ctx: &Ctx) -> Result<(), Error> {
    may_decide(it, ctx)?;
    not_concerned(ctx, it)
}

pub(super) fn may_be_asked(it: &Case) -> Result<(), Error> {
    if it.state != State::Candidate {
        return Err(Error::refused("this case is decided already"));
    }
    if it.statement.is_some() {
        return Err(Error::refused("the organisation was asked for a statement already"));
    }
    if it.stated_at.is_some() {
        return Err(Error::refused("the organisation made a statement already"));
    }
    Ok(())
}

/// For a case that was opened when nobody was asked.
pub fn ask_statement(tx: &mut Tx<'_>, ctx: &Ctx, id: CaseId, _: &AskStatement) -> Result<(), Error> {
    let it = query::load(tx, ctx, id)?;
    may_be_asked(&it)?;
    ask(tx, ctx, &it)
}

/// The office's own time begins anew, after that of the organisation. The rule does it: nobody lets oneself off.
fn ask(tx: &mut Tx<'_>, ctx: &Ctx, it: &Case) -> Result<(), Error> {
    let owed = owe(tx, ctx, it.id, (DUTY_STATE, &it.title), (it.organisation, Due::ByRule))?;
    if let Some(before) = it.obligation {
        let ruled = Ctx { actor: Actor::Rule(RULE), ..ctx.beyond_scope() };
        obligation::waive(tx, &ruled, before, Personal::text(HEARING))?;
    }
    let decide = owe_decision(tx, ctx, it.id, &it.title, owed.due)?;
    record(tx, ctx, it, &Fact::StatementAsked { owed, decide: Some(decide) })
}

/// Whenever it wants to, again and again: a statement takes nothing back.
pub fn speak(tx: &mut Tx<'_>, ctx: &Ctx, id: CaseId, cmd: &Speak) -> Result<(), Error> {
    let it = query::load(tx, ctx, id)?;
    if !concerned(ctx, &it) {
        return Err(Error::Forbidden { action: "make a statement for another organisation" });
    }
    let mut text = Text::new();
    let statement = text.required("statement", &cmd.statement, 2, 5_000);
    text.finish()?;
    // Once its time has passed the duty falls away by itself.
    if let Some(owed) = it.statement.filter(|_| it.statement_due.is_some_and(|due| ctx.now < due)) {
        let wide = ctx.beyond_scope();
        if obligation::query::get(tx, &wide, owed)?.status.is_open() {
            obligation::settle(tx, &wide, owed)?;
        }
    }
    // Whoever decided could not read it before.
    let told = match it.state {
        State::Candidate => None,
        _ => Some(registry::query::safety_office(tx, ctx)?),
    };
    record(tx, ctx, &it, &Fact::Stated { text: Personal::text(statement), told })
}

/// Whatever the office owes about it now is done by this act, wherever the matter is.
fn settle(tx: &mut Tx<'_>, ctx: &Ctx, it: &Case) -> Result<(), Error> {
    it.obligation.map_or(Ok(()), |owed| obligation::settle(tx, &ctx.beyond_scope(), owed))
}

pub fn set_aside(tx: &mut Tx<'_>, ctx: &Ctx, id: CaseId, cmd: &Reasoned) -> Result<(), Error> {
    let it = query::load(tx, ctx, id)?;
    may_settle(&it, ctx)?;
    let reason = reasoned("reason", &cmd.reason)?;
    settle(tx, ctx, &it)?;
    record(tx, ctx, &it, &Fact::SetAside { reason, told: Some(it.organisation) })
}

/// The office owes holding it from now on.
pub fn decide_interview(tx: &mut Tx<'_>, ctx: &Ctx, id: CaseId, cmd: &Reasoned) -> Result<(), Error> {
    let it = query::load(tx, ctx, id)?;
    may_settle(&it, ctx)?;
    let reason = reasoned("reason", &cmd.reason)?;
    // Every case was opened with the duty to decide it.
    let owed = given(it.obligation)?;
    settle(tx, ctx, &it)?;
    let occasion = Occasion {
        obligation: owed,
        about: Ref::new(<Fact as ledger::Fact>::STREAM, id),
        duty: DUTY_DECIDE,
        title: it.title.clone(),
        organisation: it.organisation,
        division: it.division,
        sector: it.sector,
        grade: None,
        since: it.since,
    };
    let interview = follow_up::interview(tx, ctx, &occasion)?;
    record(tx, ctx, &it, &Fact::InterviewDecided { reason, interview, told: Some(it.organisation) })
}

pub(super) fn may_revoke(it: &Case, ctx: &Ctx) -> Result<FollowUpId, Error> {
    let interview = it.interview.filter(|_| it.state == State::Interview);
    let interview = interview.ok_or(Error::refused("this case does not wait for an interview"))?;
    not_concerned(ctx, it)?;
    Ok(interview)
}

/// It can't be held, or something came out: the interview falls away, and the case is to be decided anew.
pub fn revoke_interview(tx: &mut Tx<'_>, ctx: &Ctx, id: CaseId, cmd: &Reasoned) -> Result<(), Error> {
    let it = query::load(tx, ctx, id)?;
    let interview = may_revoke(&it, ctx)?;
    let reason = reasoned("reason", &cmd.reason)?;
    follow_up::revoke(tx, ctx, interview)?;
    let owed = owe_decision(tx, ctx, id, &it.title, ctx.now)?;
    record(tx, ctx, &it, &Fact::InterviewRevoked { reason, owed, told: it.organisation })
}

/// The interview that the case led to was held: with it the case ends. Another one, with whoever is late about the case,
/// ends nothing.
pub fn interviewed(tx: &mut Tx<'_>, ctx: &Ctx, id: CaseId, interview: FollowUpId, on: Day) -> Result<(), Error> {
    let it = query::load(tx, &ctx.beyond_scope(), id)?;
    if it.state != State::Interview || it.interview != Some(interview) {
        return Ok(());
    }
    if it.decided_at.is_some_and(|at| on < at.day()) {
        return Err(Problem::at("day", "this day lies before the decision").into());
    }
    record(tx, ctx, &it, &Fact::Interviewed { on })
}

pub fn refer(tx: &mut Tx<'_>, ctx: &Ctx, id: CaseId, cmd: &Refer) -> Result<(), Error> {
    let it = query::load(tx, ctx, id)?;
    may_decide(&it, ctx)?;
    let mut text = Text::new();
    let to = text.required("to", &cmd.to, 2, 100);
    let document = text.required("document", &cmd.document, 2, 100);
    let reason = text.required("reason", &cmd.reason, 2, 2_000);
    text.finish()?;
    settle(tx, ctx, &it)?;
    let owed = owe_outcome(tx, ctx, &it)?;
    record(tx, ctx, &it, &Fact::HandedOver { to, document, reason: Personal::text(reason), owed: Some(owed) })
}

/// Another body decides: whoever records it decides nothing.
pub(super) fn may_conclude(it: &Case) -> Result<(), Error> {
    if it.state != State::HandedOver {
        return Err(Error::refused("this case does not wait for an outcome"));
    }
    Ok(())
}

/// The other body has not decided yet: it was asked, and is asked again by the next deadline.
pub fn ask_outcome(tx: &mut Tx<'_>, ctx: &Ctx, id: CaseId, cmd: &Ask) -> Result<(), Error> {
    let it = query::load(tx, ctx, id)?;
    may_conclude(&it)?;
    let answer = reasoned("answer", &cmd.answer)?;
    settle(tx, ctx, &it)?;
    let owed = owe_outcome(tx, ctx, &it)?;
    record(tx, ctx, &it, &Fact::OutcomeAsked { answer, owed })
}

/// What became of it; the organisation concerned is told, and may answer.
pub fn conclude(tx: &mut Tx<'_>, ctx: &Ctx, id: CaseId, cmd: &Conclude) -> Result<(), Error> {
    let it = query::load(tx, ctx, id)?;
    may_conclude(&it)?;
    let fact = outcome(&it, ctx, cmd)?;
    settle(tx, ctx, &it)?;
    record(tx, ctx, &it, &fact)
}

pub(super) fn outcome(it: &Case, ctx: &Ctx, cmd: &Conclude) -> Result<Fact, Error> {
    let mut text = Text::new();
    let outcome = text.read("outcome", &cmd.outcome, "choose one of the list", Outcome::from_word);
    let on = text.read("on", &cmd.on, DAY, |it| it.parse::<Day>().ok());
    if on.is_some_and(|day| day > ctx.now.day()) {
        text.problem("on", "this day lies in the future", &cmd.on);
    }
    if let (Some(day), Some(decided)) = (on, it.decided_at)
        && day < decided.day()
    {
        text.problem("on", "this day lies before the referral", &cmd.on);
    }
    let body = text.required("body", &cmd.body, 2, 100);
    let document = text.required("document", &cmd.document, 2, 100);
    let said = text.optional("text", &cmd.text, 2_000);
    text.finish()?;
    Ok(Fact::Concluded {
        outcome: given(outcome)?,
        on: given(on)?,
        body,
        document,
        text: said.map(Personal::text),
        told: it.organisation,
    })
}
