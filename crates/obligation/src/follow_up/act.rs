//! Drafting by the ladder, and the steps that people take: the rules and the commands.

use kernel::{
    Actor, Ctx, Day, Division, Error, Identity as _, Instant, OrganisationId, Personal, Problem, Problems, RequestKey,
    Sector, words,
};
use ledger::Tx;

use super::commitment::{self, Promise};
use super::{
    CASE, DUTY_ANSWER, DUTY_INTERVIEW, DUTY_ISSUE, Drafted, Fact, FollowUp, FollowUpId, Sort, State, query, store, text,
};
use crate::ladder::{Call, Step as Rung};
use crate::leaders;
use crate::model::{Check, Due, Obligation, ObligationId, Open, Owner, Ref};

words! {
    /// Each is a form of the page, and a resource.
    pub enum Step {
        Text = "text",
        Issue = "issue",
        Interview = "interview",
        SettingAside = "setting-aside",
        Answer = "answer",
    }
}

/// What a form of a step may say.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Said {
    /// The letter, the record, the reason or the answer.
    pub text: String,
    /// Who was present at an interview.
    pub present: String,
    pub day: Option<Day>,
    /// What is promised with an answer or in an interview.
    pub commitments: Vec<Promise>,
}

/// What a letter or an interview is about.
#[derive(Debug, Clone)]
pub struct Occasion<'a> {
    /// The duty on whose account it comes about.
    pub obligation: ObligationId,
    pub about: Ref,
    pub duty: &'a str,
    pub title: Personal<String>,
    pub organisation: OrganisationId,
    pub division: Division,
    pub sector: Option<Sector>,
    pub grade: Option<&'a str>,
    pub since: Instant,
}

impl<'a> Occasion<'a> {
    /// Whoever holds the duty is late with it.
    fn late(it: &'a Obligation) -> Self {
        Occasion {
            obligation: it.id,
            about: it.about.clone(),
            duty: &it.duty,
            title: it.title.clone(),
            organisation: it.holder.unwrap_or(it.owner).organisation,
            division: it.division,
            sector: it.sector,
            grade: it.grade.as_deref(),
            since: it.due,
        }
    }
}

/// A rung that asks for more than telling somebody. The draft is the rule's, at the rung's own time, with ids of its own:
/// those of the visitor, in whose act it may come about, go on as if nothing had been drafted.
pub(crate) fn on_the_ladder(tx: &mut Tx<'_>, ruled: &Ctx, it: &Obligation, rung: &Rung) -> Result<(), Error> {
    let sort = match rung.call {
        Call::Letter => Sort::Letter,
        Call::Interview => Sort::Interview,
        _ => return Ok(()),
    };
    let mut key = *it.id.bytes();
    key[15] ^= it.rung as u8;
    let own = Ctx { now: rung.at, request: RequestKey(key), ..ruled.clone() };
    draft(tx, &own, it, sort).map(drop)
}

/// Drafts a letter to whoever is late, or suggests an interview.
pub fn draft(tx: &mut Tx<'_>, ctx: &Ctx, it: &Obligation, sort: Sort) -> Result<FollowUpId, Error> {
    let office = leaders::told(tx, ctx, it, Call::SafetyOffice)?;
    begin(tx, ctx, sort, &Occasion::late(it), office)
}

/// Somebody decided that there is an interview: the office owes holding it.
pub fn interview(tx: &mut Tx<'_>, ctx: &Ctx, of: &Occasion<'_>) -> Result<FollowUpId, Error> {
    let office = Owner { organisation: registry::query::safety_office(tx, ctx)?, person: None };
    begin(tx, ctx, Sort::Interview, of, office)
}

fn begin(tx: &mut Tx<'_>, ctx: &Ctx, sort: Sort, of: &Occasion<'_>, office: Owner) -> Result<FollowUpId, Error> {
    let id: FollowUpId = ctx.mint();
    let duty = match sort {
        Sort::Letter => DUTY_ISSUE,
        Sort::Interview => DUTY_INTERVIEW,
    };
    let (owed, due) = owe(tx, ctx, id, of, duty, [office, office])?;
    let fact = Fact::Drafted(Box::new(Drafted {
        sort,
        obligation: of.obligation,
        about: of.about.clone(),
        duty: of.duty.to_owned(),
        title: of.title.clone(),
        organisation: of.organisation,
        division: of.division,
        sector: of.sector,
        late_since: of.since,
        owed,
        due,
    }));
    let at = tx.record(ctx, id, 0, &fact)?;
    store::project(tx, &at, id, &fact)?;
    Ok(id)
}

/// Opens the duty to decide or to answer: who owes it, and to whom.
fn owe(
    tx: &mut Tx<'_>,
    ctx: &Ctx,
    id: FollowUpId,
    of: &Occasion<'_>,
    duty: &str,
    [owner, owed_to]: [Owner; 2],
) -> Result<(ObligationId, Instant), Error> {
    let body = |party: Owner| Owner { person: None, ..party };
    let open = Open {
        about: Ref::new("follow_up", id),
        duty: duty.to_owned(),
        title: of.title.clone(),
        owner: body(owner),
        owed_to: body(owed_to),
        checker: None,
        check: Check::None,
        due: Due::ByRule,
        source: None,
        division: of.division,
        sector: of.sector,
        grade: of.grade,
    };
    crate::open_due(tx, ctx, open)
}

/// What was late is late no more: what nobody decided yet falls away.
pub(crate) fn lapse(tx: &mut Tx<'_>, ctx: &Ctx, it: &Obligation) -> Result<(), Error> {
    let wide = ctx.beyond_scope();
    for waiting in query::waiting(tx, ctx, it.id)? {
        finish(tx, &wide, &waiting, &Fact::Lapsed)?;
    }
    Ok(())
}

/// Whoever decided that it is held takes that back: it falls away, with the duty to hold it.
pub fn revoke(tx: &mut Tx<'_>, ctx: &Ctx, id: FollowUpId) -> Result<(), Error> {
    let wide = ctx.beyond_scope();
    // Whoever decides about cases need not write letters.
    let it = query::load(tx, &Ctx { actor: Actor::Rule("follow_up.revoke"), ..wide.clone() }, id)?;
    if it.state != State::Candidate {
        return Err(Error::refused("it does not wait for this step"));
    }
    finish(tx, &wide, &it, &Fact::Lapsed)
}

/// Whether the visitor acts for the addressee; a rule acts for all.
pub(super) fn acts_for(ctx: &Ctx, it: &FollowUp) -> bool {
    ctx.person().is_none() || ctx.acting.iter().any(|m| m.organisation == it.organisation && m.is_active(ctx.now))
}

/// Which steps its state allows, whoever takes them.
pub(super) fn steps(it: &FollowUp) -> &'static [Step] {
    match it.state {
        State::Draft => &[Step::Text, Step::Issue, Step::SettingAside],
        // Somebody decided that it is held.
        State::Candidate if it.about.kind == CASE => &[Step::Interview],
        State::Candidate => &[Step::Interview, Step::SettingAside],
        State::Issued => &[Step::Answer],
        State::Answered | State::Held | State::SetAside | State::Lapsed => &[],
    }
}

/// The fact of a step that a person takes; issuing has a number and a duty besides.
pub(super) fn decide(it: &FollowUp, ctx: &Ctx, step: Step, said: &Said) -> Result<Fact, Error> {
    if !steps(it).contains(&step) {
        return Err(Error::refused("it does not wait for this step"));
    }
    let needed = |field, why, text: &str| match text.trim() {
        "" => Err(Error::from(Problem::at(field, why))),
        text => Ok(Personal::text(text)),
    };
    match step {
        Step::Answer | Step::Interview => commitment::check(ctx, &said.commitments)?,
        _ if said.commitments.is_empty() => {}
        _ => return Err(Problem::at("commitments", "only an answer or an interview holds commitments").into()),
    }
    match step {
        Step::Text => Ok(Fact::Edited { text: needed("text", "fill in this field", &said.text)? }),
        Step::SettingAside => Ok(Fact::SetAside { reason: needed("text", "say why", &said.text)? }),
        Step::Answer if !acts_for(ctx, it) => Err(Error::Forbidden { action: "answer for another organisation" }),
        Step::Answer => Ok(Fact::Answered { text: needed("text", "fill in this field", &said.text)? }),
        Step::Interview => held(ctx, said),
        Step::Issue => Err(Error::internal("a letter is issued with its number")),
    }
}

fn held(ctx: &Ctx, said: &Said) -> Result<Fact, Error> {
    let mut problems = Vec::new();
    match said.day {
        None => problems.push(Problem::at("day", "say on which day it was held")),
        Some(day) if day > ctx.now.day() => problems.push(Problem::at("day", "this day lies in the future")),
        Some(_) => {}
    }
    for (field, text) in [("present", &said.present), ("text", &said.text)] {
        if text.trim().is_empty() {
            problems.push(Problem::at(field, "fill in this field"));
        }
    }
    match said.day {
        Some(on) if problems.is_empty() => Ok(Fact::Held {
            on,
            present: Personal::text(said.present.trim()),
            record: Personal::text(said.text.trim()),
        }),
        _ => Err(Problems(problems).into()),
    }
}

/// The series of letter numbers, per district and year.
const SERIES: &str = "letter";

pub fn take(tx: &mut Tx<'_>, ctx: &Ctx, id: FollowUpId, step: Step, said: &Said) -> Result<(), Error> {
    let it = query::load(tx, ctx, id)?;
    if step == Step::Issue {
        return issue(tx, ctx, &it);
    }
    let fact = decide(&it, ctx, step, said)?;
    if step == Step::Text {
        let at = tx.record(ctx, it.id, it.version, &fact)?;
        return store::project(tx, &at, it.id, &fact);
    }
    finish(tx, &ctx.beyond_scope(), &it, &fact)?;
    for (no, promise) in (1..).zip(&said.commitments) {
        // By the visitor's own context: it mints the id.
        commitment::make(tx, ctx, &it, (no, promise))?;
    }
    Ok(())
}

/// Signed by a person: it gets its number, its text stands, and the addressee owes an answer.
fn issue(tx: &mut Tx<'_>, ctx: &Ctx, it: &FollowUp) -> Result<(), Error> {
    if !steps(it).contains(&Step::Issue) {
        return Err(Error::refused("it does not wait for this step"));
    }
    let wide = ctx.beyond_scope();
    let late = crate::store::find(tx, &wide, it.obligation)?;
    let name = registry::query::organisation_names(tx, ctx, &[it.organisation])?.remove(&it.organisation);
    let letter = text::of(it, name.as_deref().unwrap_or_default(), ctx.now);
    settle_owed(tx, &wide, it)?;
    let office = leaders::told(tx, &wide, &late, Call::SafetyOffice)?;
    let addressee = Owner { organisation: it.organisation, person: None };
    // By the visitor's own context: it mints the id.
    let (owed, due) = owe(tx, ctx, it.id, &Occasion::late(&late), DUTY_ANSWER, [addressee, office])?;
    let year = ctx.now.day().year();
    let number = tx.next_number(ctx, SERIES, year)?;
    let fact = Fact::Issued { year, number, text: Personal::text(letter), owed, due };
    let at = tx.record(ctx, it.id, it.version, &fact)?;
    store::project(tx, &at, it.id, &fact)
}

fn finish(tx: &mut Tx<'_>, ctx: &Ctx, it: &FollowUp, fact: &Fact) -> Result<(), Error> {
    settle_owed(tx, ctx, it)?;
    let at = tx.record(ctx, it.id, it.version, fact)?;
    store::project(tx, &at, it.id, fact)
}

fn settle_owed(tx: &mut Tx<'_>, ctx: &Ctx, it: &FollowUp) -> Result<(), Error> {
    it.owed.map_or(Ok(()), |owed| crate::settle(tx, ctx, owed))
}
