//! Opening by the rule, and what a person decides.

use kernel::{Ctx, Error, Personal, Problem, Problems, words};
use ledger::{Db, Tx};
use obligation::{Check, Due, Open, Owner, Ref};

use super::{Candidate, Case, CaseId, DUTY_DECIDE, Fact, Opened, State, query, store, trigger};

words! {
    /// Each is a form of the case's page, and a resource.
    pub enum Step {
        SettingAside = "setting-aside",
        Referral = "referral",
    }
}

/// What a form of a step may say.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Said {
    pub reason: String,
    /// To whom it is handed over, and under which document.
    pub to: String,
    pub document: String,
}

/// Opens a case of everything that the triggers find; returns how many. Read first, so that a round which finds nothing
/// keeps nobody waiting.
pub fn sweep(db: &Db, ctx: &Ctx) -> Result<usize, Error> {
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

/// The duty is the county's: whoever looks after the place of the matter does not see by it that there is a case.
pub fn open(tx: &mut Tx<'_>, ctx: &Ctx, it: &Candidate) -> Result<CaseId, Error> {
    let id: CaseId = ctx.mint();
    let office = Owner { organisation: registry::query::safety_office(tx, ctx)?, person: None };
    let owed = Open {
        about: Ref::new(<Fact as ledger::Fact>::STREAM, id),
        duty: DUTY_DECIDE.to_owned(),
        title: it.title.clone(),
        owner: office,
        owed_to: office,
        checker: None,
        check: Check::None,
        due: Due::ByRule,
        source: None,
        division: ctx.district.division(),
        sector: None,
        grade: None,
    };
    let (obligation, due) = obligation::open_due(tx, ctx, owed)?;
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
        obligation,
        due,
    }));
    let at = tx.record(ctx, id, 0, &fact)?;
    store::project(tx, &at, id, &fact)?;
    Ok(id)
}

pub(super) fn decide(it: &Case, ctx: &Ctx, step: Step, said: &Said) -> Result<Fact, Error> {
    if it.state != State::Candidate {
        return Err(Error::refused("this case is decided already"));
    }
    let acts_for = ctx.acting.iter().any(|m| m.organisation == it.organisation && m.is_active(ctx.now));
    if step == Step::SettingAside && ctx.person().is_some() && acts_for {
        return Err(Error::Forbidden { action: "set aside a case of your own organisation" });
    }
    let asked: &[(&'static str, &str)] = match step {
        Step::SettingAside => &[("reason", &said.reason)],
        Step::Referral => &[("to", &said.to), ("document", &said.document), ("reason", &said.reason)],
    };
    let missing = asked.iter().filter(|(_, text)| text.trim().is_empty());
    let problems: Vec<Problem> = missing.map(|(field, _)| Problem::at(field, "fill in this field")).collect();
    if !problems.is_empty() {
        return Err(Problems(problems).into());
    }
    let reason = Personal::text(said.reason.trim());
    Ok(match step {
        Step::SettingAside => Fact::SetAside { reason },
        Step::Referral => {
            let text = |text: &str| text.trim().to_owned();
            Fact::HandedOver { to: text(&said.to), document: text(&said.document), reason }
        }
    })
}

pub fn take(tx: &mut Tx<'_>, ctx: &Ctx, id: CaseId, step: Step, said: &Said) -> Result<(), Error> {
    let it = query::load(tx, ctx, id)?;
    let fact = decide(&it, ctx, step, said)?;
    if let Some(owed) = it.obligation {
        // The duty is the county's, wherever the matter is.
        obligation::settle(tx, &ctx.beyond_scope(), owed)?;
    }
    let at = tx.record(ctx, id, it.version, &fact)?;
    store::project(tx, &at, id, &fact)
}
