//! What may follow on what, and who may not do two of the steps.

use evidence::Digest;
use kernel::{Ctx, Error, Instant, OrganisationId, PersonId, Personal, Problem, Problems};
use registry::SubjectId;

use super::query::Line;
use super::{Extent, Fact, Number, Standing, Stop};
use crate::model::{Hazard, HazardId, Status};

#[derive(Debug, Clone, PartialEq)]
pub struct Propose {
    pub subject: SubjectId,
    pub extent: Extent,
    pub part: Option<String>,
    pub hazards: Vec<HazardId>,
    pub reason: String,
    pub basis: String,
    pub from: Instant,
}

#[derive(Debug, Clone, PartialEq)]
pub struct Apply {
    pub statement: String,
    pub evidence: Vec<Digest>,
}

#[derive(Debug, Clone, PartialEq)]
pub struct Examine {
    pub accepted: bool,
    pub opinion: String,
}

/// Everything that can be done with an order once it is proposed.
#[derive(Debug, Clone, PartialEq)]
pub enum Command {
    /// The number is drawn in the same transaction.
    Sign(Number),
    /// Not signed; the unit goes on.
    Decline(String),
    Add(HazardId),
    Apply(Apply),
    Examine(Examine),
    Reopen(Number),
    /// The signer does not sign.
    Refuse(String),
}

/// `hazards`: those the command names, as they stand now. One that is verified or closed already stops nothing.
/// `open`: orders that name one of them and are not over.
pub fn decide_proposal(
    cmd: &Propose,
    issuer: OrganisationId,
    hazards: &[Hazard],
    open: &[Line],
) -> Result<Fact, Error> {
    let part = cmd.part.as_deref().map(str::trim).filter(|part| !part.is_empty());
    let mut problems = Vec::new();
    let mut wrong = |field, problem| problems.push(Problem::at(field, problem));
    if cmd.extent != Extent::Unit && part.is_none() {
        wrong("part", "say which line or project is stopped");
    }
    if hazards.is_empty() {
        wrong("hazards", "a stop order names at least one hazard");
    }
    if hazards.iter().any(|it| it.subject != cmd.subject) {
        wrong("hazards", "a stop order names hazards of its own subject");
    }
    if hazards.iter().any(|it| is_over(it.status)) {
        wrong("hazards", "this hazard is verified or closed already");
    }
    if cmd.reason.trim().is_empty() {
        wrong("reason", "say why production is stopped");
    }
    if cmd.basis.trim().is_empty() {
        wrong("basis", "say by which article it is stopped");
    }
    if !problems.is_empty() {
        return Err(Problems(problems).into());
    }
    let same_scope = |it: &&Line| it.extent == cmd.extent && it.part.as_ref().and_then(|it| it.as_str()) == part;
    if let Some(it) = open.iter().find(same_scope) {
        let why = "an open stop order names this hazard and the same scope already";
        return Err(Error::Refused { why, with: it.number.clone() });
    }
    let first = hazards.first().ok_or_else(|| Error::internal("a stop order without a hazard"))?;
    let mut named: Vec<_> = hazards.iter().map(|it| it.id).collect();
    named.sort();
    named.dedup();
    Ok(Fact::Proposed {
        subject: cmd.subject,
        unit: first.subject_organisation,
        issuer,
        division: first.division,
        sector: first.sector,
        extent: cmd.extent,
        part: part.map(Personal::text),
        hazards: named,
        reason: Personal::text(cmd.reason.trim()),
        basis: cmd.basis.trim().to_owned(),
        from: cmd.from,
    })
}

/// `statuses`: of each hazard of the order, as it stands now; of the hazard itself when one is added.
/// `open_signs`: signs of secret resumption nobody has answered yet.
pub fn decide(it: &Stop, statuses: &[Status], open_signs: usize, ctx: &Ctx, cmd: &Command) -> Result<Fact, Error> {
    match cmd {
        Command::Sign(number) => sign(it, statuses, ctx, number),
        Command::Decline(reason) => decline(it, ctx, reason),
        Command::Add(hazard) => add(it, statuses, *hazard),
        Command::Apply(cmd) => apply(it, statuses, open_signs, ctx, cmd),
        Command::Examine(cmd) => examine(it, statuses, open_signs, ctx, cmd),
        Command::Reopen(number) => reopen(it, statuses, open_signs, ctx, number),
        Command::Refuse(reason) => refuse(it, ctx, reason),
    }
}

fn sign(it: &Stop, statuses: &[Status], ctx: &Ctx, number: &Number) -> Result<Fact, Error> {
    must_be_signed_by_another(it, ctx)?;
    if statuses.iter().all(|status| is_verified(*status)) {
        return Err(Error::refused("every hazard of the stop order is verified already"));
    }
    Ok(Fact::Signed { number: number.clone() })
}

fn decline(it: &Stop, ctx: &Ctx, reason: &str) -> Result<Fact, Error> {
    must_be_signed_by_another(it, ctx)?;
    match reason.trim() {
        "" => Err(Problem::at("reason", "say why it is not signed").into()),
        reason => Ok(Fact::Declined { reason: Personal::text(reason) }),
    }
}

fn must_be_signed_by_another(it: &Stop, ctx: &Ctx) -> Result<(), Error> {
    must_stand(it, Standing::Proposed, "only a proposed stop order can be signed")?;
    if Some(signer(ctx)?) == it.proposer {
        return Err(Error::Forbidden { action: "sign the stop order you proposed" });
    }
    Ok(())
}

/// Also after somebody applied: what was examined is no longer what must be rectified, so `project` puts the order back
/// in force.
fn add(it: &Stop, statuses: &[Status], hazard: HazardId) -> Result<Fact, Error> {
    if !it.standing.is_stopped() {
        return Err(Error::refused("hazards are added to a stop order in force"));
    }
    if it.hazards.contains(&hazard) {
        return Err(Error::refused("the stop order names this hazard already"));
    }
    if statuses.iter().any(|status| is_over(*status)) {
        return Err(Problem::at("hazards", "this hazard is verified or closed already").into());
    }
    Ok(Fact::HazardAdded { hazard })
}

fn apply(it: &Stop, statuses: &[Status], open_signs: usize, ctx: &Ctx, cmd: &Apply) -> Result<Fact, Error> {
    must_stand(it, Standing::InForce, "reopening is applied for while the stop order is in force")?;
    signer(ctx)?;
    must_be_rectified(statuses, open_signs)?;
    let statement = cmd.statement.trim();
    if statement.is_empty() {
        return Err(Problem::at("statement", "say what was rectified").into());
    }
    Ok(Fact::ReopeningApplied { statement: Personal::text(statement), evidence: cmd.evidence.clone() })
}

fn examine(it: &Stop, statuses: &[Status], open_signs: usize, ctx: &Ctx, cmd: &Examine) -> Result<Fact, Error> {
    must_stand(it, Standing::Applied, "nobody has applied for the reopening")?;
    if Some(signer(ctx)?) == it.applicant {
        return Err(Error::Forbidden { action: "examine the reopening you applied for" });
    }
    let opinion = cmd.opinion.trim();
    if opinion.is_empty() {
        return Err(Problem::at("opinion", "say what the examination found").into());
    }
    if !cmd.accepted {
        return Ok(Fact::Refused { reason: Personal::text(opinion) });
    }
    must_be_rectified(statuses, open_signs)?;
    Ok(Fact::Examined { opinion: Personal::text(opinion) })
}

fn reopen(it: &Stop, statuses: &[Status], open_signs: usize, ctx: &Ctx, number: &Number) -> Result<Fact, Error> {
    must_stand(it, Standing::Examined, "a reopening is signed after its examination")?;
    must_not_have_acted(it, signer(ctx)?)?;
    must_be_rectified(statuses, open_signs)?;
    Ok(Fact::Reopened { number: number.clone() })
}

fn refuse(it: &Stop, ctx: &Ctx, reason: &str) -> Result<Fact, Error> {
    must_stand(it, Standing::Examined, "a reopening is signed after its examination")?;
    must_not_have_acted(it, signer(ctx)?)?;
    match reason.trim() {
        "" => Err(Problem::at("reason", "say why it is not reopened").into()),
        reason => Ok(Fact::Refused { reason: Personal::text(reason) }),
    }
}

/// A rule stops nothing and reopens nothing: each step has a name under it.
fn signer(ctx: &Ctx) -> Result<PersonId, Error> {
    ctx.person().ok_or(Error::Forbidden { action: "sign without a name" })
}

fn must_not_have_acted(it: &Stop, signer: PersonId) -> Result<(), Error> {
    if [it.applicant, it.examiner].contains(&Some(signer)) {
        return Err(Error::Forbidden { action: "sign the reopening you applied for or examined" });
    }
    Ok(())
}

fn must_stand(it: &Stop, standing: Standing, why: &'static str) -> Result<(), Error> {
    if it.standing == standing { Ok(()) } else { Err(Error::refused(why)) }
}

fn must_be_rectified(statuses: &[Status], open_signs: usize) -> Result<(), Error> {
    if statuses.is_empty() || !statuses.iter().all(|status| is_verified(*status)) {
        return Err(Error::refused("not every hazard of the stop order is verified"));
    }
    if open_signs > 0 {
        return Err(Error::refused("signs of secret resumption are not answered yet"));
    }
    Ok(())
}

/// Nothing is left to rectify about it.
fn is_over(status: Status) -> bool {
    is_verified(status) || !status.is_open()
}

pub(super) fn is_verified(status: Status) -> bool {
    matches!(status, Status::ToClose | Status::Closed)
}
