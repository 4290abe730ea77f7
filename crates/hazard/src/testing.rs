//! A hazard at any stage of its loop, for the tests of this crate and of those above it.

use kernel::{Ctx, Error, Instant, OrganisationId, PersonId};
use ledger::Tx;
use obligation::Owner;
use registry::SubjectId;

use crate::assign::{Assign, assign};
use crate::model::{Grade, Harm, HazardId, Source};
use crate::report::{Report, report};
use crate::{close, root_cause};

/// An ordinary finding at a subject.
pub fn finding(subject: SubjectId, found_at: Instant) -> Report {
    Report {
        subject,
        place: "2 号厂房打磨车间".into(),
        description: "打磨车间除尘管道积尘厚度超过 3 毫米，未按规定清扫，遇火源有爆炸危险。".into(),
        harm: Harm::OtherExplosion,
        source: Source::DepartmentInspection,
        grade: Grade::Ordinary,
        grade_reason: None,
        found_at,
        evidence: Vec::new(),
    }
}

pub fn order(owner: OrganisationId, person: Option<PersonId>, checker: OrganisationId) -> Assign {
    Assign {
        owner: Owner { organisation: owner, person },
        checker: Owner { organisation: checker, person: None },
        due: None,
        note: None,
        demand: crate::Demand::default(),
    }
}

/// Reported and assigned in one go, in the name of one context.
pub fn assigned(tx: &mut Tx<'_>, ctx: &Ctx, subject: SubjectId, order: &Assign) -> Result<HazardId, Error> {
    let id = report(tx, ctx, &finding(subject, ctx.now))?;
    assign(tx, ctx, id, order)?;
    Ok(id)
}

/// Closed, with the root cause where it is owed.
pub fn close(tx: &mut Tx<'_>, ctx: &Ctx, id: HazardId) -> Result<(), Error> {
    let said = "清扫制度没有落实到班组".to_owned();
    let cause = root_cause::is_owed(tx, ctx, id)?;
    let cause = cause.then_some(root_cause::Find { cause: root_cause::RootCause::Management, said });
    close::close(tx, ctx, id, &close::Close { note: None, cause })
}
