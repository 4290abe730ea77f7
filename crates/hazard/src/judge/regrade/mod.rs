//! Confirming that a hazard is no major one: a second person looks at the ordinary verdict. Nobody downgrades alone.

pub mod web;

use kernel::{Ctx, Error, PersonId, Personal, Problem};
use ledger::{Recorded, Tx};

use super::{Graded, Judged, last};
use crate::model::{Fact, Grade, Hazard, HazardId};
use crate::{DUTY_INQUIRY, DUTY_REGRADE, duties};

#[derive(Debug, Clone, PartialEq)]
pub struct Regrade {
    pub agreed: bool,
    pub reason: String,
}

/// The verdict that waits for the second person, and who gave it.
fn waiting(history: &[Recorded<Fact>]) -> Option<(Option<PersonId>, &Judged)> {
    let (entry, judged) = last(history)?;
    let answered = |it: &Recorded<Fact>| {
        it.at.version > entry.at.version && matches!(it.fact, Fact::Graded(_) | Fact::GradeKept { .. })
    };
    (judged.second.is_some() && !history.iter().any(answered)).then_some((entry.at.person, judged))
}

/// Whether one waits, and who judged.
pub(crate) fn waits(history: &[Recorded<Fact>]) -> Option<Option<PersonId>> {
    waiting(history).map(|(judge, _)| judge)
}

pub fn decide(
    it: &Hazard,
    ctx: &Ctx,
    waiting: Option<(Option<PersonId>, &Judged)>,
    cmd: &Regrade,
) -> Result<Fact, Error> {
    if !it.status.is_open() {
        return Err(Error::refused("a closed hazard is not judged"));
    }
    let Some((judge, judged)) = waiting else {
        return Err(Error::refused("no verdict waits for a second person"));
    };
    if ctx.person().is_some() && ctx.person() == judge {
        return Err(Error::Forbidden { action: "confirm your own verdict" });
    }
    let said = cmd.reason.trim();
    match (cmd.agreed, said.is_empty()) {
        (false, true) => Err(Problem::at("reason", "say why it stays a major one").into()),
        (false, false) => Ok(Fact::GradeKept { reason: Personal::text(said) }),
        (true, false) => Ok(Fact::Graded(Graded { grade: Grade::Ordinary, reason: Personal::text(said) })),
        (true, true) => {
            let reason = judged.reason.clone().unwrap_or_default();
            Ok(Fact::Graded(Graded { grade: Grade::Ordinary, reason }))
        }
    }
}

pub fn regrade(tx: &mut Tx<'_>, ctx: &Ctx, id: HazardId, cmd: &Regrade) -> Result<(), Error> {
    let it = crate::store::load(tx, ctx, id)?;
    let history = tx.history::<Fact>(ctx.district, id)?;
    if cmd.agreed && crate::listing::query::standing(tx, ctx, id)?.is_some() {
        return Err(Error::refused("a listed hazard is delisted before its grade changes"));
    }
    let fact = decide(&it, ctx, waiting(&history), cmd)?;
    duties::settle(tx, ctx, &duties::about(id), DUTY_REGRADE)?;
    if cmd.agreed {
        // What is no major hazard needs no inquiry.
        duties::settle(tx, ctx, &duties::about(id), DUTY_INQUIRY)?;
    }
    let at = tx.record(ctx, id, it.version, &fact)?;
    crate::store::project(tx, &at, id, &fact)
}
