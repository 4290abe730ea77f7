//! Letters and interviews of the small district, each waiting for another step, and cases of neglect.

use hazard::accountability::{self, Candidate, CaseId, Fact, Opened, Reasoned, Refer, Trigger};
use kernel::{Ctx, Error};
use ledger::Tx;
use ledger::testing::TestDb;
use obligation::Ref;
use obligation::follow_up::commitment::{self, CommitmentId, Promise};
use obligation::follow_up::{FollowUpId, Said, Sort, Step, draft, take};
use obligation::undertaking::ReportDone;

use crate::world::Seed;

#[derive(Debug, Clone, Copy, serde::Serialize, serde::Deserialize)]
pub struct Letters {
    draft: FollowUpId,
    candidate: FollowUpId,
    issued: FollowUpId,
    /// Promised in the answer to another letter: to be done, and reported done.
    pub promised: CommitmentId,
    pub reported: CommitmentId,
}

impl Letters {
    /// The one that waits for the step of the path.
    pub fn at(&self, path: &str) -> FollowUpId {
        match path.rsplit('/').next().unwrap_or_default() {
            "text" | "issue" | "setting-aside" => self.draft,
            "interview" => self.candidate,
            _ => self.issued,
        }
    }
}

/// Drafted by the rule as if the duty were late.
pub fn letters(t: &TestDb, late: obligation::ObligationId) -> Letters {
    let made = t.db.write_blocking("letters", &t.rule(), move |tx, ctx| {
        let it = obligation::query::get(tx, ctx, late)?;
        let mut one = |sort| draft(tx, ctx, &it, sort);
        let (draft, candidate) = (one(Sort::Letter)?, one(Sort::Interview)?);
        let (issued, answered) = (one(Sort::Letter)?, one(Sort::Letter)?);
        for id in [issued, answered] {
            take(tx, ctx, id, Step::Issue, &Said::default())?;
        }
        let promise = |what: &str| Promise { what: what.into(), due: ctx.now.day().plus_days(20) };
        let commitments = vec![promise("更换除尘管道"), promise("建立清扫制度")];
        let said = Said { text: "已研究部署。".into(), commitments, ..Said::default() };
        take(tx, ctx, answered, Step::Answer, &said)?;
        let made = commitment::of(tx, ctx, answered)?;
        let done = ReportDone { done: "已建立制度。".into() };
        commitment::report(tx, ctx, made[1].id, &done)?;
        Ok(Letters { draft, candidate, issued, promised: made[0].id, reported: made[1].id })
    });
    made.unwrap()
}

/// Cases of neglect, each waiting for another step.
#[derive(Debug, Clone, Copy, serde::Serialize, serde::Deserialize)]
pub struct Cases {
    /// Its organisation has made its statement.
    heard: CaseId,
    /// Handed over.
    handed: CaseId,
    /// An interview was decided.
    to_interview: CaseId,
    /// Opened when nobody was asked yet.
    unasked: CaseId,
}

impl Cases {
    /// The one that waits for the step of the path.
    pub fn at(&self, path: &str) -> CaseId {
        match path.rsplit('/').next().unwrap_or_default() {
            "statement-request" => self.unasked,
            "outcome-request" | "outcome" => self.handed,
            "interview-revocation" => self.to_interview,
            _ => self.heard,
        }
    }
}

/// Opened as a round would, had the deadline passed long ago.
pub fn cases(t: &TestDb, seed: &Seed, about: hazard::HazardId) -> Cases {
    let candidate = |trigger| Candidate {
        trigger,
        about: Ref::new("hazard", about),
        mark: 0,
        organisation: seed.organisation,
        division: seed.division,
        sector: Some(seed.sector),
        title: kernel::Personal::text(seed.names.hazard),
        since: ledger::Clock::now(&t.clock),
        source: "望安委〔2026〕2 号".into(),
    };
    let all = [Trigger::Late, Trigger::Extensions, Trigger::Returns, Trigger::Listing].map(candidate);
    let made = t.db.write_blocking("cases", &t.rule(), move |tx, ctx| {
        let [heard, handed, unasked, to_interview] = &all;
        let it = Cases {
            heard: accountability::open(tx, ctx, heard)?,
            handed: accountability::open(tx, ctx, handed)?,
            to_interview: accountability::open(tx, ctx, to_interview)?,
            unasked: before_anybody_was_asked(tx, ctx, unasked)?,
        };
        for id in [it.heard, it.handed, it.to_interview] {
            let text = kernel::Personal::text("到货延误");
            record(tx, ctx, id, 2, &Fact::Stated { text, told: None })?;
        }
        let to = Refer {
            to: "县纪委监委".into(), document: "望安移〔2026〕9 号".into(), reason: "仍未整改".into()
        };
        accountability::refer(tx, ctx, it.handed, &to)?;
        let why = Reasoned { reason: "约谈主要负责人".into() };
        accountability::decide_interview(tx, ctx, it.to_interview, &why)?;
        Ok(it)
    });
    made.unwrap()
}

/// As the first cases stand in the ledger.
fn before_anybody_was_asked(tx: &mut Tx<'_>, ctx: &Ctx, it: &Candidate) -> Result<CaseId, Error> {
    let id: CaseId = ctx.mint();
    let party = obligation::Owner { organisation: registry::query::safety_office(tx, ctx)?, person: None };
    let open = obligation::Open {
        about: Ref::new("accountability", id),
        duty: accountability::DUTY_DECIDE.to_owned(),
        title: it.title.clone(),
        owner: party,
        owed_to: party,
        checker: None,
        check: obligation::Check::None,
        due: obligation::Due::ByRule,
        source: None,
        division: ctx.district.division(),
        sector: None,
        grade: None,
    };
    let (obligation, due) = obligation::open_due(tx, ctx, open)?;
    let opened = Opened {
        trigger: it.trigger,
        about: it.about.clone(),
        mark: it.mark,
        organisation: it.organisation,
        division: it.division,
        sector: it.sector,
        title: it.title.clone(),
        since: it.since,
        source: it.source.clone(),
        obligation,
        due,
    };
    record(tx, ctx, id, 0, &Fact::Opened(Box::new(opened)))?;
    Ok(id)
}

fn record(tx: &mut Tx<'_>, ctx: &Ctx, id: CaseId, version: i64, fact: &Fact) -> Result<(), Error> {
    let at = tx.record(ctx, id, version, fact)?;
    accountability::project(tx, &at, id, fact)
}
