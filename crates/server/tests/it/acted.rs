//! The risk of each place of the small district, with its measures.

use kernel::Role;
use ledger::testing::TestDb;
use obligation::Owner;
use registry::testing::Fixture;
use server::policy;

use crate::world::Seed;

/// Assessed by the office; the body has said of one measure that it is in place.
pub fn risk(t: &TestDb, f: &Fixture, seed: &Seed) -> hazard::risk::assessment::RiskAssessmentId {
    use hazard::risk::assessment::{assess, measure};
    let assessor = f.ctx(t, Role::DistrictClerk, policy::POLICY, "risk.assess");
    let (subject, owner) = (seed.subject, Owner { organisation: seed.organisation, person: None });
    let made = t.db.write_blocking("risk", &assessor, move |tx, ctx| {
        assess(tx, ctx, &hazard::risk::testing::assessment(ctx.now, subject, owner))
    });
    let id = made.unwrap();
    let cmd = measure::Report { measure: 2, note: "已完成全员培训。".into() };
    t.db.write_blocking("measure", &t.rule(), move |tx, ctx| measure::report(tx, ctx, id, &cmd)).unwrap();
    id
}
