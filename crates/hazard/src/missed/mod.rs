//! What was missed: a risk whose day of review has passed, a subject that no office looked at within its period. Each becomes
//! an obligation of the department that looks after the sector, else of the Safety Office, with a deadline by rule.
//!
//! Always true: at most one such obligation is open about a risk or a subject; a new assessment settles the first, a look or
//! a hazard found by an office the second.
//!
//! Not here: subjects that nobody ever looked at. They are silent, not late, and stand in the coverage.

#[cfg(test)]
mod tests;

use std::collections::HashSet;

use kernel::{Ctx, Day, Division, Error, Identity as _, Instant, Personal, Sector};
use ledger::{Reader, Tx};
use obligation::{Check, Due, Open, Owner, Ref};
use registry::SubjectId;

use crate::coverage::{self, Line, Standing};
use crate::duties;
use crate::risk::assessment::{self, RiskAssessmentId};
use crate::risk::frequency::Party;
use crate::{DUTY_CHECK, DUTY_LIKE, DUTY_REVIEW};

/// The stream of subjects, as obligations name it.
pub(crate) const SUBJECT: &str = "subject";

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Missed {
    Review(RiskAssessmentId),
    Look(SubjectId),
}

/// What is missed today and owed by nobody yet.
pub fn find(r: &Reader<'_>, ctx: &Ctx) -> Result<Vec<Missed>, Error> {
    let owed = |duty| -> Result<HashSet<[u8; 16]>, Error> { obligation::query::open_about(r, ctx, duty) };
    let (reviews, looks) = (owed(DUTY_REVIEW)?, owed(DUTY_CHECK)?);
    let risks = assessment::query::review_missed(r, ctx)?.into_iter();
    let mut missed: Vec<_> = risks.filter(|id| !reviews.contains(id.bytes())).map(Missed::Review).collect();
    let lines = coverage::lines(r, ctx, None, None)?.into_iter();
    let late = lines.filter(|it| it.standing == Standing::Overdue && !looks.contains(it.id().bytes()));
    missed.extend(late.map(|it| Missed::Look(it.id())));
    Ok(missed)
}

/// What is owed, before the registers say by whom.
struct Late {
    about: Ref,
    duty: &'static str,
    title: Personal<String>,
    division: Division,
    sector: Sector,
}

/// Looks again, because it may have been done meanwhile, and says who owes it.
pub fn open(tx: &mut Tx<'_>, ctx: &Ctx, missed: Missed) -> Result<(), Error> {
    let late = match missed {
        Missed::Review(id) => review(&assessment::query::load(tx, ctx, id)?, ctx.now.day()),
        Missed::Look(id) => coverage::line(tx, ctx, id)?.and_then(|it| look(&it)),
    };
    let Some(late) = late else { return Ok(()) };
    if !duties::open(tx, ctx, &late.about, late.duty)?.is_empty() {
        return Ok(());
    }
    let whole = |organisation| Owner { organisation, person: None };
    let open = Open {
        about: late.about,
        duty: late.duty.into(),
        title: late.title,
        owner: whole(duties::department(tx, ctx, late.sector)?),
        owed_to: whole(registry::query::safety_office(tx, ctx)?),
        checker: None,
        check: Check::None,
        due: Due::ByRule,
        source: None,
        division: late.division,
        sector: Some(late.sector),
        grade: None,
    };
    obligation::open(tx, ctx, open).map(drop)
}

fn review(it: &assessment::query::Risk, today: Day) -> Option<Late> {
    let missed = it.superseded_by.is_none() && it.next_review < today;
    missed.then(|| Late {
        about: about_review(it.id),
        duty: DUTY_REVIEW,
        title: it.risk_point.clone(),
        division: it.division,
        sector: it.sector,
    })
}

fn look(it: &Line) -> Option<Late> {
    let subject = &it.subject;
    (it.standing == Standing::Overdue).then(|| Late {
        about: about_look(subject.id),
        duty: DUTY_CHECK,
        title: Personal::text(&subject.name),
        division: subject.division,
        sector: subject.sector,
    })
}

fn about_review(id: RiskAssessmentId) -> Ref {
    Ref::new(<assessment::Fact as ledger::Fact>::STREAM, id)
}

fn about_look(id: SubjectId) -> Ref {
    Ref::new(SUBJECT, id)
}

/// Assessed anew.
pub(crate) fn reviewed(tx: &mut Tx<'_>, ctx: &Ctx, earlier: RiskAssessmentId) -> Result<(), Error> {
    duties::settle(tx, ctx, &about_review(earlier), DUTY_REVIEW)
}

/// An office was there at a moment; an enterprise's own look settles nothing, nor does one that came before it was asked for
/// what was asked for by name.
pub(crate) fn looked(
    tx: &mut Tx<'_>,
    ctx: &Ctx,
    subject: SubjectId,
    party: Option<Party>,
    at: Instant,
) -> Result<(), Error> {
    match party {
        Some(Party::Department | Party::Township) => {
            // Whoever looked need not reach who owes it.
            let everywhere = ctx.beyond_scope();
            duties::settle(tx, &everywhere, &about_look(subject), DUTY_CHECK)?;
            for asked in duties::open(tx, ctx, &about_look(subject), DUTY_LIKE)? {
                if asked.opened_at <= at {
                    obligation::settle(tx, &everywhere, asked.id)?;
                }
            }
            Ok(())
        }
        Some(Party::Enterprise) | None => Ok(()),
    }
}
