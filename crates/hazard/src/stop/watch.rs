//! Watching what stands still: revisits on a clock of their own, signs that it works again in secret, and what came of
//! each sign. Nothing is reopened while a sign is unanswered (`rule`).

use kernel::{Ctx, Error, Instant, Personal, Problem, words};
use ledger::{Reader, Stamp, Tx, params};
use obligation::ObligationId;
use serde::{Deserialize, Serialize};

use super::{Fact, Said, Step, Stop, StopId, owe};
use crate::accountability::{self, Candidate, Trigger};
use crate::duties;
use crate::model::Hazard;

words! {
    /// What came of a sign of secret resumption.
    pub enum Outcome {
        /// It stood still after all.
        Unfounded = "unfounded",
        /// It was working, was halted on the spot, and stands still again.
        Halted = "halted",
        /// A case of enforcement was filed.
        Penalised = "penalised",
        /// Handed to the police: to go on in spite of the order may be a crime.
        Referred = "referred",
    }
}

/// A sign of secret resumption. Its number is the version of the order at which it was told.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Sign {
    pub number: i64,
    pub seen_at: Instant,
    pub outcome: Option<Outcome>,
    pub answered_at: Option<Instant>,
    /// By which its answer is owed.
    pub answer: ObligationId,
}

pub const DUTY_REVISIT: &str = "stop.revisit";
pub const DUTY_ANSWER: &str = "stop.answer";

/// The fact of a step of the watch; what it opens is opened with it.
pub(super) fn act(
    tx: &mut Tx<'_>,
    ctx: &Ctx,
    (it, hazards): (&Stop, &[Hazard]),
    step: Step,
    said: &Said,
) -> Result<Fact, Error> {
    if !it.standing.is_stopped() {
        return Err(Error::refused("only what a stop order in force holds still is watched"));
    }
    let text = |field, problem| match said.text.trim() {
        "" => Err(Error::from(Problem::at(field, problem))),
        text => Ok(Personal::text(text)),
    };
    match step {
        Step::Outcome => {
            let found = text("done", "say what was found and done");
            let chosen = said.outcome.ok_or_else(|| Error::from(Problem::at("outcome", "choose one of the list")));
            let sign = open(tx, ctx, it.id)?.into_iter().find(|sign| Some(sign.number) == said.sign);
            let sign =
                sign.ok_or_else(|| Error::from(Problem::at("sign", "choose a sign that is not answered yet")))?;
            Ok(Fact::SignAnswered { sign: sign.number, outcome: chosen?, found: found? })
        }
        Step::Revisit if said.agreed.is_none() => Err(Problem::at("agreed", "say whether it stands still").into()),
        Step::Revisit if said.agreed == Some(true) => {
            Ok(Fact::Revisited { found: text("found", "say what was seen on the spot")? })
        }
        _ => {
            let field = if step == Step::Revisit { "found" } else { "seen" };
            let found = text(field, "say what was seen")?;
            let answer = owe(tx, ctx, it.id, hazards, DUTY_ANSWER, it.issuer)?;
            Ok(Fact::SignSeen { found, answer, on_the_spot: step == Step::Revisit })
        }
    }
}

/// One revisit settles the one that was owed, and owes the next; an answer settles its own. Once it is reopened, nothing is
/// left to visit.
pub(super) fn follow(tx: &mut Tx<'_>, ctx: &Ctx, it: &Stop, hazards: &[Hazard], fact: &Fact) -> Result<(), Error> {
    let visited = |tx: &mut Tx<'_>| duties::settle(tx, ctx, &duties::about_stop(it.id), DUTY_REVISIT);
    match fact {
        Fact::Signed { .. } | Fact::Revisited { .. } | Fact::SignSeen { on_the_spot: true, .. } => {
            visited(tx)?;
            owe(tx, ctx, it.id, hazards, DUTY_REVISIT, it.issuer).map(drop)
        }
        Fact::Reopened { .. } => visited(tx),
        Fact::SignAnswered { sign, outcome, .. } => {
            let answered = all(tx, ctx, it.id)?.into_iter().find(|it| it.number == *sign);
            let answered = answered.ok_or_else(|| Error::internal("an answer to a sign that nobody told of"))?;
            obligation::settle(tx, &ctx.beyond_scope(), answered.answer)?;
            if *outcome == Outcome::Unfounded { Ok(()) } else { neglect(tx, ctx, it, hazards, &answered) }
        }
        _ => Ok(()),
    }
}

/// It did work in secret: somebody has to decide what the unit answers for, with the order and its hazards as proof.
fn neglect(tx: &mut Tx<'_>, ctx: &Ctx, it: &Stop, hazards: &[Hazard], sign: &Sign) -> Result<(), Error> {
    let (Some(unit), Some(first)) = (it.unit, hazards.first()) else { return Ok(()) };
    let candidate = Candidate {
        trigger: Trigger::Resumption,
        about: duties::about_stop(it.id),
        mark: sign.number,
        organisation: unit,
        division: first.division,
        sector: Some(first.sector),
        title: crate::query::title(tx, ctx, first.id)?,
        since: sign.seen_at,
        source: "《中华人民共和国安全生产法》第七十条".to_owned(),
    };
    accountability::open(tx, ctx, &candidate).map(drop)
}

/// Signs that nobody has answered yet, for whoever loaded the order.
pub fn open(r: &Reader<'_>, ctx: &Ctx, id: StopId) -> Result<Vec<Sign>, Error> {
    let mut all = all(r, ctx, id)?;
    all.retain(|it| it.outcome.is_none());
    Ok(all)
}

/// The newest first.
pub fn all(r: &Reader<'_>, ctx: &Ctx, id: StopId) -> Result<Vec<Sign>, Error> {
    r.rows(
        "SELECT number, seen_at, outcome, answered_at, answer FROM stop_sign
         WHERE district = $1 AND stop_order = $2 ORDER BY number DESC LIMIT 200",
        params![ctx.district, id],
        |row| {
            Ok(Sign {
                number: row.get(0)?,
                seen_at: row.get(1)?,
                outcome: row.get(2)?,
                answered_at: row.get(3)?,
                answer: row.get(4)?,
            })
        },
    )
}

pub(super) fn visited(tx: &mut Tx<'_>, at: &Stamp, id: StopId) -> Result<(), Error> {
    tx.execute(
        "UPDATE stop_order SET version = $3, revisited_at = $4 WHERE district = $1 AND id = $2",
        params![at.district, id, at.version, at.effective_at],
    )
}

pub(super) fn seen(
    tx: &mut Tx<'_>,
    at: &Stamp,
    id: StopId,
    answer: ObligationId,
    on_the_spot: bool,
) -> Result<(), Error> {
    tx.execute(
        "INSERT INTO stop_sign (district, stop_order, number, seen_at, answer) VALUES ($1, $2, $3, $4, $5)",
        params![at.district, id, at.version, at.effective_at, answer],
    )?;
    if on_the_spot {
        visited(tx, at, id)?;
    }
    signs(tx, at, id, 1)
}

pub(super) fn answered(tx: &mut Tx<'_>, at: &Stamp, id: StopId, sign: i64, outcome: Outcome) -> Result<(), Error> {
    tx.execute(
        "UPDATE stop_sign SET outcome = $4, answered_at = $5 WHERE district = $1 AND stop_order = $2 AND number = $3",
        params![at.district, id, sign, outcome, at.effective_at],
    )?;
    signs(tx, at, id, -1)
}

fn signs(tx: &mut Tx<'_>, at: &Stamp, id: StopId, more: i64) -> Result<(), Error> {
    tx.execute(
        "UPDATE stop_order SET version = $3, open_signs = open_signs + $4 WHERE district = $1 AND id = $2",
        params![at.district, id, at.version, more],
    )
}
