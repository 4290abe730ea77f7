//! A fact of one concept leads to a command of another, in the same transaction. All of them, in order.

use forestfire::spot::Fact as FireFact;
use hazard::accountability::{self, Candidate, CaseId, Trigger};
use hazard::check::Assignment;
use incident::investigation::{self, InvestigationId};
use incident::{Fact as IncidentFact, Fault, IncidentId};
use kernel::{Ctx, Error, Identity as _, Problem};
use ledger::{Consequences, Fact as _, Stamp, Tx};
use obligation::Ref;
use obligation::follow_up::{self, FollowUpId};
use registry::AccountId;
use registry::account::Fact as AccountFact;

use crate::sign_in::session;

/// Hazards drive their obligations themselves, downward.
pub fn consequences() -> Consequences {
    Consequences::new()
        .on(a_disabled_account_is_signed_out)
        .on(a_fault_in_reporting_is_weighed)
        .on(an_interview_ends_its_case)
        .on(like_subjects_are_looked_at)
        .on(rosters_are_looked_at_again)
        .on(a_wildfire_names_its_incident)
}

/// For good: enabled again, it signs in anew.
fn a_disabled_account_is_signed_out(tx: &mut Tx<'_>, ctx: &Ctx, at: &Stamp, fact: &AccountFact) -> Result<(), Error> {
    match fact {
        AccountFact::Disabled { .. } => session::end_all(tx, ctx, AccountId::from_bytes(at.id)),
        AccountFact::Opened { .. } | AccountFact::Enabled => Ok(()),
    }
}

/// What an investigation asks to have looked at elsewhere is owed subject by subject, by the day it says.
fn like_subjects_are_looked_at(
    tx: &mut Tx<'_>,
    ctx: &Ctx,
    at: &Stamp,
    fact: &investigation::Fact,
) -> Result<(), Error> {
    let investigation::Fact::ChecksDemanded { no, demand, subjects, owner, due, .. } = fact else { return Ok(()) };
    let id = InvestigationId::from_bytes(at.id);
    let it = investigation::query::one(tx, &ctx.beyond_scope(), id)?.it;
    let assignment = Assignment {
        subjects: subjects.clone(),
        owner: *owner,
        due: due.at(18, 0),
        demand: demand.clone(),
        source: format!("事故调查 {} 举一反三（{no}）", it.number_text()),
    };
    hazard::check::assign(tx, ctx, &assignment)
}

/// Who fills a roster that a special period asks for owes it no more.
fn rosters_are_looked_at_again(tx: &mut Tx<'_>, ctx: &Ctx, _: &Stamp, _: &registry::shift::Fact) -> Result<(), Error> {
    attention::period::rosters_changed(tx, ctx)
}

/// A check that found a wildfire names an incident that is on record.
fn a_wildfire_names_its_incident(tx: &mut Tx<'_>, ctx: &Ctx, _: &Stamp, fact: &FireFact) -> Result<(), Error> {
    let FireFact::Answered { incident: Some(number), .. } = fact else { return Ok(()) };
    match incident::query::id_of_number(tx, ctx, number)? {
        Some(_) => Ok(()),
        None => {
            Err(Problem { field: "incident", problem: "there is no incident of this number", given: number.clone() }
                .into())
        }
    }
}

/// What a case of neglect led to was held.
fn an_interview_ends_its_case(tx: &mut Tx<'_>, ctx: &Ctx, at: &Stamp, fact: &follow_up::Fact) -> Result<(), Error> {
    let follow_up::Fact::Held { on, .. } = fact else { return Ok(()) };
    let interview = FollowUpId::from_bytes(at.id);
    let about = follow_up::query::about(tx, ctx, interview)?;
    match about.kind.as_str() {
        accountability::Fact::STREAM => {
            accountability::interviewed(tx, ctx, CaseId::from_bytes(about.id), interview, *on)
        }
        _ => Ok(()),
    }
}

/// Told late, left out, told untruly or kept secret: a case that the Safety Office decides, with the incident as its proof.
fn a_fault_in_reporting_is_weighed(tx: &mut Tx<'_>, ctx: &Ctx, at: &Stamp, fact: &IncidentFact) -> Result<(), Error> {
    let IncidentFact::FaultFound { fault, organisation, .. } = fact else { return Ok(()) };
    let everywhere = ctx.beyond_scope();
    let it = incident::query::one(tx, &everywhere, IncidentId::from_bytes(at.id))?;
    let (trigger, article) = match fault {
        Fault::Late => (Trigger::IncidentLate, "第三十五条"),
        Fault::Omitted => (Trigger::IncidentOmitted, "第三十五条"),
        Fault::False => (Trigger::IncidentFalse, "第三十六条"),
        Fault::Concealed => (Trigger::IncidentConcealed, "第三十六条"),
    };
    let candidate = Candidate {
        trigger,
        about: Ref { kind: IncidentFact::STREAM.to_owned(), id: at.id },
        mark: at.version,
        organisation: *organisation,
        division: it.particulars.division,
        sector: Some(it.particulars.sector),
        title: it.title,
        since: at.effective_at,
        source: format!("《生产安全事故报告和调查处理条例》{article}"),
    };
    accountability::open(tx, ctx, &candidate).map(drop)
}
