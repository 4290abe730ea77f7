//! Stop orders of the small district, each waiting for another step. No rule signs anything, so people do.

use hazard::HazardId;
use hazard::stop::{self, Extent, Propose, Said, Step, StopId};
use kernel::{Ctx, Role};
use ledger::testing::TestDb;
use registry::testing::Fixture;
use server::policy;

use crate::world::Seed;

/// Orders of one subject, each waiting for another step.
#[derive(Debug, Clone, Copy, serde::Serialize, serde::Deserialize)]
pub struct Stops {
    pub proposed: StopId,
    pub in_force: StopId,
    /// Of resumption, told of the one in force.
    pub sign: i64,
    /// In force, and its hazard is verified.
    pub verified: StopId,
    pub applied: StopId,
    pub examined: StopId,
    pub reopened: StopId,
    /// What can be added to the one in force.
    pub more: HazardId,
}

/// The clerk proposes and examines, the leader signs, the officer on duty applies for the unit.
pub fn stops(t: &TestDb, f: &Fixture, seed: &Seed, open: HazardId, more: HazardId) -> Stops {
    let verified = reported(t, &f.ctx(t, Role::DistrictClerk, policy::POLICY, "hazard.report"), seed);
    let subject = seed.subject;
    // One hazard and scope has one open order, so most stop a line each.
    let propose = |n: usize, hazard: HazardId| {
        let part = (n != 2).then(|| format!("{} 号生产线", n + 1));
        let extent = if part.is_some() { Extent::Line } else { Extent::Unit };
        let run = move |tx: &mut ledger::Tx<'_>, ctx: &Ctx| {
            let cmd = Propose {
                subject,
                extent,
                part: part.clone(),
                hazards: vec![hazard],
                reason: "现场不能保证安全".into(),
                basis: "《中华人民共和国安全生产法》第七十条第一款".into(),
                from: ctx.now,
            };
            stop::propose(tx, ctx, &cmd)
        };
        let clerk = f.ctx(t, Role::DistrictClerk, policy::POLICY, "stop.propose");
        t.db.write_blocking("stop", &clerk, run).unwrap()
    };
    let take = |role, id: StopId, step| {
        let ctx = f.ctx(t, role, policy::POLICY, "stop.view");
        let said = Said { agreed: Some(true), text: "情况属实".into(), ..Said::default() };
        t.db.write_blocking("step", &ctx, move |tx, ctx| stop::take(tx, ctx, id, step, &said)).unwrap();
    };
    let mut n = 0..;
    let all = [open, open, verified, verified, verified, verified].map(|it| propose(n.next().unwrap_or_default(), it));
    for id in &all[1..] {
        take(Role::Leader, *id, Step::Signature);
    }
    rectified(t, seed, verified);
    for id in &all[3..] {
        take(Role::DutyOfficer, *id, Step::Application);
    }
    for id in &all[4..] {
        take(Role::DistrictClerk, *id, Step::Examination);
    }
    take(Role::Leader, all[5], Step::Reopening);
    let [proposed, in_force, verified, applied, examined, reopened] = all;
    take(Role::DutyOfficer, in_force, Step::Resumption);
    let sign = t.db.read_blocking(|r| Ok(stop::query::load(r, &t.rule(), in_force)?.stop.version)).unwrap();
    Stops { proposed, in_force, sign, verified, applied, examined, reopened, more }
}

fn reported(t: &TestDb, clerk: &Ctx, seed: &Seed) -> HazardId {
    let (subject, said) = (seed.subject, seed.names.hazard);
    let run = move |tx: &mut ledger::Tx<'_>, ctx: &Ctx| {
        let found = hazard::testing::finding(subject, ctx.now);
        hazard::report::report(
            tx,
            ctx,
            &hazard::report::Report { description: format!("{said}，须停产整改。"), ..found },
        )
    };
    t.db.write_blocking("to stop", clerk, run).unwrap()
}

fn rectified(t: &TestDb, seed: &Seed, id: HazardId) {
    let order = hazard::testing::order(seed.organisation, None, seed.checker);
    let run = move |tx: &mut ledger::Tx<'_>, ctx: &Ctx| {
        hazard::assign::assign(tx, ctx, id, &order)?;
        let work = hazard::submit::Submit { work: "已整改到位。".into(), evidence: Vec::new() };
        hazard::submit::submit(tx, ctx, id, &work)?;
        hazard::verify::verify(tx, ctx, id, &hazard::verify::Verify { accepted: true, note: String::new() })
    };
    t.db.write_blocking("rectified", &t.rule(), run).unwrap();
}
