//! Judging whether a hazard is a major one (重大事故隐患判定): article by article, against one dated edition of the
//! sector's criteria.
//!
//! A judgement keeps the edition it was made by, whatever comes later. A "yes" makes the hazard major at once; an ordinary
//! verdict on a major hazard waits for a second person ([`regrade`]); what could not be decided changes nothing and says
//! why. Not here: the criteria themselves (`standards`).

mod card;
pub mod criteria;
pub mod newer;
pub mod regrade;
pub mod sentence;
mod store;
#[cfg(test)]
mod tests;
pub mod web;

use kernel::{Ctx, Day, Error, Personal, Problem, Problems, words};
use ledger::{Recorded, Tx};
use obligation::ObligationId;
use serde::{Deserialize, Serialize};
use standards::major_hazard_criteria as rules;

use crate::duties::{self, Matter};
use crate::model::{Fact, Finding, Grade, Hazard, HazardId};
use crate::{DUTY_JUDGE, DUTY_REGRADE, inquiry, query};

pub(crate) use card::card;
pub(crate) use store::{graded, judged, kept, seen, unjudged};

words! {
    pub enum Answer {
        Yes = "yes",
        No = "no",
        /// The article is about something that is not there.
        DoesNotApply = "does_not_apply",
    }
}

words! {
    pub enum Verdict {
        Major = "major",
        Ordinary = "ordinary",
        /// No article says yes, and not every article was judged or is listed.
        Undecided = "undecided",
    }
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Answered {
    pub article: String,
    pub answer: Answer,
}

/// What was found, article by article.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Judged {
    pub edition: String,
    pub answers: Vec<Answered>,
    pub verdict: Verdict,
    /// Whether an article that is known, and not only remembered, carries the verdict.
    pub certain: bool,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<Personal<String>>,
    /// The articles listed decide nothing, and whoever judges has read the document itself: the reason says what was found.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub own: bool,
    /// The second person's duty, where the verdict would take a hazard out of the major ones.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub second: Option<ObligationId>,
}

/// A grade that changed, and why.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Graded {
    pub grade: Grade,
    pub reason: Personal<String>,
}

#[derive(Debug, Clone, PartialEq, Default)]
pub struct Judge {
    pub edition: String,
    /// What nobody looked at is left out.
    pub answers: Vec<Answered>,
    pub reason: Option<String>,
    /// One's own verdict, where the articles listed of the edition decide nothing.
    pub own: Option<Verdict>,
}

/// The verdict as it is recorded, and the grade that follows from it at once.
#[derive(Debug, Clone, PartialEq)]
pub struct Decision {
    pub judged: Judged,
    pub graded: Option<Graded>,
}

impl Decision {
    /// Whether a second person has to look.
    pub fn waits(&self, it: &Hazard) -> bool {
        it.grade == Grade::Major && self.judged.verdict == Verdict::Ordinary
    }
}

/// `found` and `today`: an edition judges what was found while it was in force, and what is open while it is.
pub fn decide(it: &Hazard, cmd: &Judge, found: Day, today: Day) -> Result<Decision, Error> {
    if !it.status.is_open() {
        return Err(Error::refused("a closed hazard is not judged"));
    }
    let Some(edition) = rules::edition(&cmd.edition) else {
        return Err(Problem::at("edition", "choose one of the list").into());
    };
    let mut problems = Vec::new();
    if !criteria::may_judge(edition, found, today) {
        problems.push(Problem::at("edition", "this edition was in force neither on the day of finding nor today"));
    }
    if cmd.answers.is_empty() && !edition.articles.is_empty() {
        problems.push(Problem::at("answers", "answer at least one article"));
    }
    let answers: Vec<_> = cmd.answers.iter().map(|it| (it.article.as_str(), it.answer.to_rule())).collect();
    let judgement = rules::judge(edition, &answers)
        .map_err(|_| problems.push(Problem::at("answers", "an article is not of this edition, or answered twice")));
    let reason = cmd.reason.as_deref().map(str::trim).filter(|it| !it.is_empty());
    let verdict = judgement.as_ref().map(|it| Verdict::of(it.verdict)).unwrap_or(Verdict::Undecided);
    let own = cmd.own.filter(|it| *it != Verdict::Undecided);
    if own.is_some() && (verdict != Verdict::Undecided || edition.complete) {
        problems.push(Problem::at("own", "the articles of this edition decide it"));
    }
    if own.is_some() && reason.is_none() {
        problems.push(Problem::at("reason", "say what was found, and by which article of the document"));
    }
    let verdict = own.unwrap_or(verdict);
    if own.is_none() && it.grade == Grade::Major && verdict == Verdict::Ordinary && reason.is_none() {
        problems.push(Problem::at("reason", "say why it is no longer a major one"));
    }
    let (Ok(judgement), true) = (judgement, problems.is_empty()) else { return Err(Problems(problems).into()) };
    let graded = (it.grade == Grade::Ordinary && verdict == Verdict::Major)
        .then(|| match reason.filter(|_| own.is_some()) {
            Some(reason) => reason.to_owned(),
            None => criteria::cited(edition, &judgement.by),
        })
        .map(|reason| Graded { grade: Grade::Major, reason: Personal::text(reason) });
    let judged = Judged {
        edition: edition.name.to_owned(),
        answers: cmd.answers.clone(),
        verdict,
        certain: judgement.certain,
        reason: reason.map(Personal::text),
        own: own.is_some(),
        second: None,
    };
    Ok(Decision { judged, graded })
}

impl Answer {
    fn to_rule(self) -> rules::Answer {
        match self {
            Answer::Yes => rules::Answer::Yes,
            Answer::No => rules::Answer::No,
            Answer::DoesNotApply => rules::Answer::DoesNotApply,
        }
    }
}

impl Verdict {
    fn of(it: rules::Verdict) -> Self {
        match it {
            rules::Verdict::Major => Verdict::Major,
            rules::Verdict::NotMajor => Verdict::Ordinary,
            rules::Verdict::Undecided => Verdict::Undecided,
        }
    }
}

impl Judged {
    /// The judgement as the criteria see it; `None` when the edition is not listed any more.
    pub(crate) fn judgement(&self) -> Option<rules::Judgement> {
        let answers: Vec<_> = self.answers.iter().map(|it| (it.article.as_str(), it.answer.to_rule())).collect();
        rules::judge(rules::edition(&self.edition)?, &answers).ok()
    }
}

pub fn judge(tx: &mut Tx<'_>, ctx: &Ctx, id: HazardId, cmd: &Judge) -> Result<(), Error> {
    let it = crate::store::load(tx, ctx, id)?;
    let found = query::found_at(tx, ctx, id)?.day();
    let Decision { mut judged, graded } = decide(&it, cmd, found, ctx.now.day())?;
    // A newer judgement takes the place of one that waited.
    duties::settle(tx, ctx, &duties::about(id), DUTY_REGRADE)?;
    if judged.verdict != Verdict::Undecided {
        duties::settle(tx, ctx, &duties::about(id), DUTY_JUDGE)?;
    }
    if it.grade == Grade::Major && judged.verdict == Verdict::Ordinary {
        let office = registry::query::safety_office(tx, ctx)?;
        let matter = Matter::of(tx, ctx, &it)?;
        judged.second = Some(duties::owe(tx, ctx, duties::about(id), matter, DUTY_REGRADE, office)?);
    }
    let fact = Fact::Judged(judged);
    let at = tx.record(ctx, id, it.version, &fact)?;
    crate::store::project(tx, &at, id, &fact)?;
    if let Some(graded) = graded {
        let matter = Matter { grade: Grade::Major, ..Matter::of(tx, ctx, &it)? };
        inquiry::owe(tx, ctx, id, matter)?;
        let fact = Fact::Graded(graded);
        let at = tx.record(ctx, id, at.version, &fact)?;
        crate::store::project(tx, &at, id, &fact)?;
    }
    Ok(())
}

/// Somebody called it major when it was recorded; by which article, and how it came to be, has to be said.
pub(crate) fn owe(tx: &mut Tx<'_>, ctx: &Ctx, id: HazardId, finding: &Finding) -> Result<(), Error> {
    if finding.grade != Grade::Major {
        return Ok(());
    }
    inquiry::owe(tx, ctx, id, Matter::found(ctx, finding))?;
    let department = duties::department(tx, ctx, finding.sector)?;
    duties::owe(tx, ctx, duties::about(id), Matter::found(ctx, finding), DUTY_JUDGE, department).map(drop)
}

/// Once a major hazard is closed nobody can judge it any more: what was still owed of that ends with it.
pub(crate) fn owe_no_more(tx: &mut Tx<'_>, ctx: &Ctx, it: &Hazard) -> Result<(), Error> {
    if it.grade != Grade::Major {
        return Ok(());
    }
    let about = duties::about(it.id);
    [DUTY_JUDGE, DUTY_REGRADE].into_iter().try_for_each(|duty| duties::settle(tx, ctx, &about, duty))
}

/// The last judgement of a history.
pub(crate) fn last(history: &[Recorded<Fact>]) -> Option<(&Recorded<Fact>, &Judged)> {
    history.iter().rev().find_map(|entry| match &entry.fact {
        Fact::Judged(judged) => Some((entry, judged)),
        _ => None,
    })
}
