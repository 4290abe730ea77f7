//! Letters and interviews of the small district, each waiting for another step, and a case of neglect.

use hazard::accountability::{self, Candidate, Trigger};
use ledger::testing::TestDb;
use obligation::Ref;
use obligation::follow_up::{FollowUpId, Said, Sort, Step, draft, take};

use crate::world::Seed;

#[derive(Debug, Clone, Copy, serde::Serialize, serde::Deserialize)]
pub struct Letters {
    draft: FollowUpId,
    candidate: FollowUpId,
    issued: FollowUpId,
}

impl Letters {
    /// The one that waits for the step of the path.
    pub fn at(&self, path: &str) -> FollowUpId {
        match path.rsplit('/').next().unwrap_or_default() {
            "text" | "issue" | "setting-aside" => self.draft,
            "interview" => self.candidate,
            _ => self.issued,
        }
    }
}

/// Drafted by the rule as if the duty were late.
pub fn letters(t: &TestDb, late: obligation::ObligationId) -> Letters {
    let made = t.db.write_blocking("letters", &t.rule(), move |tx, ctx| {
        let it = obligation::query::get(tx, ctx, late)?;
        let mut one = |sort| draft(tx, ctx, &it, sort);
        let it = Letters { draft: one(Sort::Letter)?, candidate: one(Sort::Interview)?, issued: one(Sort::Letter)? };
        take(tx, ctx, it.issued, Step::Issue, &Said::default())?;
        Ok(it)
    });
    made.unwrap()
}

/// Opened as a round would, had the deadline passed long ago.
pub fn case(t: &TestDb, seed: &Seed, about: hazard::HazardId) -> accountability::CaseId {
    let it = Candidate {
        trigger: Trigger::Late,
        about: Ref::new("hazard", about),
        mark: 0,
        organisation: seed.organisation,
        division: seed.division,
        sector: Some(seed.sector),
        title: kernel::Personal::text(seed.names.hazard),
        since: ledger::Clock::now(&t.clock),
        source: "望安委〔2026〕2 号".into(),
    };
    t.db.write_blocking("case", &t.rule(), move |tx, ctx| accountability::open(tx, ctx, &it)).unwrap()
}
