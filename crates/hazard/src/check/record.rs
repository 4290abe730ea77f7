//! Recording a look.

use kernel::{Ctx, Error, Instant, OrganisationId, Personal, Problem, Problems};
use ledger::Tx;
use registry::SubjectId;
use registry::query::Subject;

use super::{CheckId, Fact, Looked, project};
use crate::model::{HazardId, Source};
use crate::risk::frequency::Party;

#[derive(Debug, Clone, PartialEq)]
pub struct Record {
    pub subject: SubjectId,
    pub source: Source,
    pub looked_at: String,
    /// None: nothing was found.
    pub hazards: Vec<HazardId>,
    pub at: Instant,
}

/// What the form can't know: the subject if it lies within reach, whose hazards those are, and as whom the visitor looks.
pub struct Known {
    pub subject: Option<Subject>,
    pub hazards_of: Vec<SubjectId>,
    pub party: Option<Party>,
    pub organisation: Option<OrganisationId>,
}

pub(super) const MOST_HAZARDS: usize = 50;
/// What is no look at a subject: somebody else said it, or it stood in a sheet.
const NO_LOOK: [Source; 2] = [Source::PublicReport, Source::Ledger];

pub(crate) fn decide(ctx: &Ctx, cmd: &Record, known: Known) -> Result<Looked, Error> {
    let mut problems = Vec::new();
    let mut wrong = |field, problem| problems.push(Problem::at(field, problem));
    if known.subject.is_none() {
        wrong("subject", "no such subject");
    }
    if NO_LOOK.contains(&cmd.source) {
        wrong("source", "choose one of the list");
    }
    let is_self = cmd.source == Source::EnterpriseSelfCheck;
    match known.party {
        Some(Party::Enterprise) if !is_self => wrong("source", "an enterprise records self-checks"),
        Some(Party::Department | Party::Township) if is_self => wrong("source", "a self-check is the enterprise's own"),
        _ => {}
    }
    let own = |subject: &Subject| subject.organisation.is_some() && subject.organisation == known.organisation;
    if known.party == Some(Party::Enterprise) && known.subject.as_ref().is_some_and(|it| !own(it)) {
        wrong("subject", "an enterprise checks its own subjects");
    }
    if cmd.looked_at.trim().is_empty() {
        wrong("looked_at", "say what was looked at");
    }
    if cmd.at > ctx.now {
        wrong("at", "the time of the check lies in the future");
    }
    if cmd.hazards.len() > MOST_HAZARDS || known.hazards_of.iter().any(|it| *it != cmd.subject) {
        wrong("hazards", "name hazards of this subject");
    }
    let (Some(subject), true) = (known.subject, problems.is_empty()) else {
        return Err(Problems(problems).into());
    };
    let by_source = if is_self { Party::Enterprise } else { Party::Department };
    Ok(Looked {
        subject: subject.id,
        subject_organisation: subject.organisation,
        division: subject.division,
        sector: subject.sector,
        party: known.party.unwrap_or(by_source),
        source: cmd.source,
        looked_at: Personal::text(cmd.looked_at.trim()),
        hazards: cmd.hazards.clone(),
        checker_organisation: known.organisation,
        at: cmd.at,
    })
}

pub fn record(tx: &mut Tx<'_>, ctx: &Ctx, cmd: &Record) -> Result<CheckId, Error> {
    let id: CheckId = ctx.mint();
    let mut hazards_of = Vec::with_capacity(cmd.hazards.len());
    for hazard in cmd.hazards.iter().take(MOST_HAZARDS + 1) {
        hazards_of.push(crate::store::load(tx, ctx, *hazard)?.subject);
    }
    let known = Known {
        subject: registry::query::subject(tx, ctx, cmd.subject)?,
        hazards_of,
        party: super::party(tx, ctx)?,
        organisation: ctx.scope.widest().map(|g| g.organisation),
    };
    let looked = decide(ctx, cmd, known)?;
    let fact = Fact::Recorded(looked.clone());
    let at = tx.record(ctx, id, 0, &fact)?;
    project(tx, &at, id, &fact)?;
    crate::missed::looked(tx, ctx, looked.subject, Some(looked.party), looked.at)?;
    Ok(id)
}
