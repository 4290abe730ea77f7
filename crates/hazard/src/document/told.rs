//! What was known of a hazard at a step: its history up to there, read once.

use kernel::{Instant, OrganisationId, Personal};
use ledger::Recorded;
use obligation::Owner;

use crate::five_elements::Plan;
use crate::model::{Demand, Fact, Finding, Grade};

/// The outcome of a look: whether it was accepted, and what was said.
#[derive(Debug, Clone, Copy)]
pub(super) struct Look<'a> {
    pub at: Instant,
    pub accepted: bool,
    pub note: Option<&'a Personal<String>>,
}

#[derive(Debug, Clone)]
pub(super) struct Told<'a> {
    pub found_at: Instant,
    pub grade: Grade,
    pub description: &'a Personal<String>,
    pub place: &'a Personal<String>,
    /// Why it is a major one.
    pub basis: Option<&'a Personal<String>>,
    pub owner: Option<Owner>,
    pub checker: Option<Owner>,
    pub due: Option<Instant>,
    pub demand: Demand,
    pub note: Option<&'a Personal<String>>,
    /// When it was reported done, by whom, and what was done.
    pub done: Option<(Instant, OrganisationId, &'a Personal<String>)>,
    pub look: Option<Look<'a>>,
    pub plan: Option<&'a Plan>,
}

impl<'a> Told<'a> {
    fn begin(it: &'a Finding) -> Self {
        Told {
            found_at: it.found_at,
            grade: it.grade,
            description: &it.description,
            place: &it.place,
            basis: it.grade_reason.as_ref(),
            owner: None,
            checker: None,
            due: None,
            demand: Demand::default(),
            note: None,
            done: None,
            look: None,
            plan: None,
        }
    }

    /// `None` where the history doesn't begin with a finding, which no hazard's does.
    pub fn at_step(history: &'a [Recorded<Fact>], step: i64) -> Option<Self> {
        let (Fact::Reported { finding, .. } | Fact::Imported { finding, .. }) = &history.first()?.fact else {
            return None;
        };
        let known = history.iter().filter(|entry| entry.at.version <= step);
        Some(known.fold(Told::begin(finding), |told, entry| told.then(entry)))
    }

    fn then(self, entry: &'a Recorded<Fact>) -> Self {
        let at = entry.at.effective_at;
        match &entry.fact {
            Fact::Corrected { description, place, .. } => Told { description, place, ..self },
            Fact::Graded(it) => Told { grade: it.grade, basis: Some(&it.reason), ..self },
            Fact::Assigned { owner, checker, due, note, demand, .. } => Told {
                owner: Some(*owner),
                checker: Some(*checker),
                due: Some(*due),
                demand: *demand,
                note: note.as_ref(),
                ..self
            },
            Fact::Transferred { owner, .. } => Told { owner: Some(*owner), ..self },
            Fact::Extended { due, .. } => Told { due: Some(*due), ..self },
            Fact::Planned(plan) => Told { plan: Some(plan), ..self },
            Fact::Submitted { work, doer_organisation, .. } => {
                Told { done: Some((at, *doer_organisation, work)), ..self }
            }
            Fact::Verified { note, .. } => {
                Told { look: Some(Look { at, accepted: true, note: note.as_ref() }), ..self }
            }
            Fact::Returned { reason, due } => {
                Told { due: Some(*due), look: Some(Look { at, accepted: false, note: Some(reason) }), ..self }
            }
            _ => self,
        }
    }
}
