//! The steps of an order after its proposal: who may take each, and what is owed after it.

use kernel::{Ctx, Error, PersonId, Problem, Role, words};
use ledger::Tx;

use super::rule::{Apply, Command, Examine, decide};
use super::{DUTY_EXAMINE, DUTY_REOPEN, DUTY_SIGN, Fact, Number, Standing, Stop, StopId, owe, query, store, watch};
use crate::duties;
use crate::model::{Hazard, HazardId, Status};

words! {
    /// Each is a form of the order's page, and a resource.
    pub enum Step {
        Signature = "signature",
        Addition = "addition",
        Application = "application",
        Examination = "examination",
        Reopening = "reopening",
        /// Looked at on the spot.
        Revisit = "revisit",
        /// Somebody tells of signs that it works again.
        Resumption = "resumption",
        /// What came of such a sign.
        Outcome = "outcome",
    }
}

/// What a form of a step may say.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Said {
    pub agreed: Option<bool>,
    /// Statement, opinion or reason, as the step asks for it.
    pub text: String,
    pub hazard: Option<HazardId>,
    /// Which sign of resumption is answered, and how.
    pub sign: Option<i64>,
    pub outcome: Option<watch::Outcome>,
}

/// Which steps its standing allows, whoever takes them.
pub fn open(it: &Stop) -> Vec<Step> {
    match it.standing {
        Standing::Proposed => vec![Step::Signature],
        Standing::InForce => vec![Step::Application, Step::Revisit, Step::Resumption, Step::Outcome, Step::Addition],
        Standing::Applied => vec![Step::Examination, Step::Revisit, Step::Resumption, Step::Outcome, Step::Addition],
        Standing::Examined => vec![Step::Reopening, Step::Revisit, Step::Resumption, Step::Outcome, Step::Addition],
        Standing::Reopened | Standing::Declined => Vec::new(),
    }
}

/// Whether this visitor may take it: the unit, or its issuer for it, applies; the issuer adds and examines; each person
/// takes one step of a reopening.
pub(super) fn may_take(it: &Stop, ctx: &Ctx, step: Step) -> Result<(), Error> {
    let myself = |person: Option<PersonId>| ctx.person().is_some() && ctx.person() == person;
    let acts_for = |organisation| ctx.acts_for(organisation);
    let office =
        ctx.acting.iter().any(|m| matches!(m.role, Role::DistrictClerk | Role::Leader) && m.is_active(ctx.now));
    match step {
        Step::Signature if myself(it.proposer) => Err(Error::Forbidden { action: "sign the stop order you proposed" }),
        Step::Application if !acts_for(it.issuer) && !it.unit.is_some_and(acts_for) => {
            Err(Error::Forbidden { action: "apply for the reopening of another organisation" })
        }
        Step::Revisit if it.unit.is_some_and(acts_for) && ctx.person().is_some() => {
            Err(Error::Forbidden { action: "revisit your own organisation" })
        }
        Step::Addition | Step::Examination | Step::Outcome if !acts_for(it.issuer) && !office => {
            Err(Error::Forbidden { action: "deal with the stop order of another organisation" })
        }
        Step::Examination if myself(it.applicant) => {
            Err(Error::Forbidden { action: "examine the reopening you applied for" })
        }
        Step::Reopening if myself(it.applicant) || myself(it.examiner) => {
            Err(Error::Forbidden { action: "sign the reopening you applied for or examined" })
        }
        _ => Ok(()),
    }
}

/// The series of document numbers, per district and year, and what stands before the year.
const ORDERS: (&str, &str) = ("stop_order", "停产");
const REOPENINGS: (&str, &str) = ("stop_reopening", "复产");

/// `None` for the steps of the watch, which move no order on.
fn command(step: Step, said: &Said, number: Number) -> Result<Option<Command>, Error> {
    let agreed = || said.agreed.ok_or_else(|| Error::from(Problem::at("agreed", "say whether you agree")));
    let text = said.text.clone();
    Ok(Some(match step {
        Step::Revisit | Step::Resumption | Step::Outcome => return Ok(None),
        Step::Signature if agreed()? => Command::Sign(number),
        Step::Signature => Command::Decline(text),
        Step::Addition => match said.hazard {
            Some(hazard) => Command::Add(hazard),
            None => return Err(Problem::at("hazards", "choose one of the list").into()),
        },
        Step::Application => Command::Apply(Apply { statement: text, evidence: Vec::new() }),
        Step::Examination => Command::Examine(Examine { accepted: agreed()?, opinion: text }),
        Step::Reopening if agreed()? => Command::Reopen(number),
        Step::Reopening => Command::Refuse(text),
    }))
}

pub fn take(tx: &mut Tx<'_>, ctx: &Ctx, id: StopId, step: Step, said: &Said) -> Result<(), Error> {
    let it = query::load(tx, ctx, id)?.stop;
    may_take(&it, ctx, step)?;
    let mut hazards = query::hazards(tx, ctx, &it)?;
    let mut statuses: Vec<Status> = hazards.iter().map(|it| it.status).collect();
    if let (Step::Addition, Some(added)) = (step, said.hazard) {
        let added = crate::store::load(tx, ctx, added)?;
        if added.subject != it.subject {
            return Err(Problem::at("hazards", "a stop order names hazards of its own subject").into());
        }
        statuses = vec![added.status];
        hazards.push(added);
    }
    let (series, prefix) = if step == Step::Reopening { REOPENINGS } else { ORDERS };
    let year = ctx.now.day().year();
    let mut number = Number { prefix: prefix.to_owned(), year, number: 0 };
    let open_signs = watch::open(tx, ctx, id)?.len();
    let mut fact = match command(step, said, number.clone())? {
        Some(command) => decide(&it, &statuses, open_signs, ctx, &command)?,
        None => watch::act(tx, ctx, (&it, &hazards), step, said)?,
    };
    // A number is taken only for a document that is really given out.
    if let Fact::Signed { number: given } | Fact::Reopened { number: given } = &mut fact {
        number.number = tx.next_number(ctx, series, year)?;
        *given = number;
    }
    let at = tx.record(ctx, id, it.version, &fact)?;
    store::project(tx, &at, id, &fact)?;
    follow(tx, ctx, &it, &hazards, &fact)?;
    watch::follow(tx, ctx, &it, &hazards, &fact)
}

/// What the step settles, and what is owed after it, beside the watch.
fn follow(tx: &mut Tx<'_>, ctx: &Ctx, it: &Stop, hazards: &[Hazard], fact: &Fact) -> Result<(), Error> {
    let (settled, next): (&[&str], _) = match fact {
        Fact::Proposed { .. } | Fact::Revisited { .. } | Fact::SignSeen { .. } | Fact::SignAnswered { .. } => {
            (&[], None)
        }
        Fact::Declined { .. } | Fact::Signed { .. } => (&[DUTY_SIGN], None),
        Fact::ReopeningApplied { .. } => (&[], Some((DUTY_EXAMINE, it.issuer))),
        Fact::Examined { .. } => (&[DUTY_EXAMINE], Some((DUTY_REOPEN, registry::query::safety_office(tx, ctx)?))),
        Fact::HazardAdded { .. } | Fact::Refused { .. } | Fact::Reopened { .. } => (&[DUTY_EXAMINE, DUTY_REOPEN], None),
    };
    for duty in settled {
        duties::settle(tx, ctx, &duties::about_stop(it.id), duty)?;
    }
    match next {
        Some((duty, owner)) => owe(tx, ctx, it.id, hazards, duty, owner).map(drop),
        None => Ok(()),
    }
}
