//! What was done in each place of the small district before anybody asks: hazards on their way, a risk with its measures.

use kernel::Role;
use ledger::testing::TestDb;
use obligation::Owner;
use registry::testing::Fixture;
use server::policy;

use crate::world::{Hazards, Seed};

/// Reported by the office; what follows is done by the rule, which may everything.
pub fn hazards(t: &TestDb, f: &Fixture, seed: &Seed) -> Hazards {
    use hazard::{assign, report, submit, verify};
    let reporter = f.ctx(t, Role::DistrictClerk, policy::POLICY, "hazard.report");
    let (subject, said, order) =
        (seed.subject, seed.names.hazard, hazard::testing::order(seed.organisation, None, seed.checker));
    let reported = t.db.write_blocking("hazards", &reporter, move |tx, ctx| {
        let found = hazard::testing::finding(subject, ctx.now);
        let found = report::Report { description: format!("{said}，须立即整改。"), ..found };
        let mut next = || report::report(tx, ctx, &found);
        Ok([next()?, next()?, next()?, next()?, next()?, next()?, next()?, next()?])
    });
    let [to_assign, to_rectify, to_verify, to_close, to_hand_over, rest @ ..] = reported.unwrap();
    let other = if seed.checker == f.office { seed.organisation } else { f.office };
    let transfers = crate::hand_overs::offered(t, [seed.checker, other], to_hand_over, rest);
    let it = Hazards { to_assign, to_rectify, to_verify, to_close, to_hand_over, transfers };
    let moved = t.db.write_blocking("moved", &t.rule(), move |tx, ctx| {
        for id in [it.to_rectify, it.to_verify, it.to_close] {
            assign::assign(tx, ctx, id, &order)?;
        }
        for id in [it.to_verify, it.to_close] {
            submit::submit(tx, ctx, id, &submit::Submit { work: "已整改到位。".into(), evidence: Vec::new() })?;
        }
        verify::verify(tx, ctx, it.to_close, &verify::Verify { accepted: true, note: String::new() })
    });
    moved.unwrap();
    it
}

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
