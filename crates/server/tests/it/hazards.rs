//! The hazards of the small district, each waiting for another step, and the listings of major ones.

use kernel::{Ctx, OrganisationId, PersonId, Role};
use ledger::testing::TestDb;
use registry::testing::Fixture;
use server::policy;

use crate::world::Seed;

/// Hazards of one subject, each waiting for another step.
#[derive(Debug, Clone, Copy, serde::Serialize, serde::Deserialize)]
pub struct Hazards {
    pub to_assign: hazard::HazardId,
    pub to_rectify: hazard::HazardId,
    pub to_verify: hazard::HazardId,
    pub to_close: hazard::HazardId,
    /// Major by judgement, to be rectified; and one whose ordinary verdict waits for a second person.
    pub major: hazard::HazardId,
    pub to_regrade: hazard::HazardId,
    /// To rectify, and more time is asked for.
    pub asked: hazard::HazardId,
    /// The notice to rectify of the one that waits for a look.
    pub document: hazard::document::DocumentId,
    /// Recorded twice, and merged into the one to assign.
    pub merged: hazard::HazardId,
    /// Owed by whoever looks at the others, and three more that were offered by them.
    pub to_hand_over: hazard::HazardId,
    pub transfers: crate::hand_overs::Transfers,
}

/// Listings of one subject's major hazards, each waiting for another step.
#[derive(Debug, Clone, Copy, serde::Serialize, serde::Deserialize)]
pub struct Listings {
    pub proposed: hazard::listing::ListingId,
    pub listed: hazard::listing::ListingId,
    pub published: hazard::listing::ListingId,
    pub asked: hazard::listing::ListingId,
    /// Published, and its hazard is reported done.
    pub done: hazard::listing::ListingId,
    pub acceptance: hazard::listing::ListingId,
    pub accepted: hazard::listing::ListingId,
    pub delisted: hazard::listing::ListingId,
}

/// Each at another step, by the rule, which may everything.
pub fn listings(t: &TestDb, f: &Fixture, seed: &Seed) -> Listings {
    use hazard::listing::Step::{Acceptance, Application, Decision, Delisting, Extension, Publication};
    let reporter = f.ctx(t, Role::DistrictClerk, policy::POLICY, "hazard.report");
    let (subject, said) = (seed.subject, seed.names.hazard);
    let reported = t.db.write_blocking("to list", &reporter, move |tx, ctx| {
        let found = hazard::testing::finding(subject, ctx.now);
        let found = hazard::report::Report { description: format!("{said}，须立即整改。"), ..found };
        (0..8).map(|_| hazard::report::report(tx, ctx, &found)).collect::<Result<Vec<_>, _>>()
    });
    let hazards = reported.unwrap();
    let (body, person, checker) = (seed.organisation, seed.person, seed.checker);
    let made = t.db.write_blocking("listings", &t.rule(), move |tx, ctx| {
        let mut at = |n: usize, done: bool, steps: &[hazard::listing::Step]| {
            let id = hazards[n];
            hazard::assign::assign(tx, ctx, id, &hazard::testing::order(body, None, checker))?;
            hazard::judge::judge(tx, ctx, id, &judgement(hazard::judge::Answer::Yes))?;
            if done {
                hazard::five_elements::write(tx, ctx, id, &plan(body, person, ctx))?;
                let work = hazard::submit::Submit { work: "已整改到位。".into(), evidence: Vec::new() };
                hazard::submit::submit(tx, ctx, id, &work)?;
            }
            listed(tx, ctx, id, checker, steps)
        };
        Ok(Listings {
            proposed: at(0, false, &[])?,
            listed: at(1, false, &[Decision])?,
            published: at(2, false, &[Decision, Publication])?,
            asked: at(3, false, &[Decision, Publication, Extension])?,
            done: at(4, true, &[Decision, Publication])?,
            acceptance: at(5, true, &[Decision, Publication, Application])?,
            accepted: at(6, true, &[Decision, Publication, Application, Acceptance])?,
            delisted: at(7, true, &[Decision, Publication, Application, Acceptance, Delisting])?,
        })
    });
    made.unwrap()
}

fn plan(organisation: OrganisationId, person: PersonId, ctx: &Ctx) -> hazard::five_elements::Write {
    hazard::five_elements::Write {
        organisation: Some(organisation),
        person: Some(person),
        measures: "停用并更换".into(),
        money_yuan: Some(38_000),
        deadline: Some(ctx.now.day()),
        emergency_plan: "停用期间专人值守".into(),
        ..Default::default()
    }
}

fn listed(
    tx: &mut ledger::Tx<'_>,
    ctx: &Ctx,
    id: hazard::HazardId,
    organisation: OrganisationId,
    steps: &[hazard::listing::Step],
) -> Result<hazard::listing::ListingId, kernel::Error> {
    use hazard::listing::{Level, Propose, Said, Step, propose, take};
    let deadline = ctx.now.day().plus_days(120);
    let reason = "逾期未整改".into();
    let listing = propose(tx, ctx, id, &Propose { level: Level::County, organisation, deadline, reason })?;
    for step in steps {
        let day = if *step == Step::Extension { deadline.plus_days(30) } else { ctx.now.day() };
        let said =
            Said { agreed: Some(true), text: "情况属实".into(), place: "县政府网站".into(), day: Some(day) };
        take(tx, ctx, listing, *step, &said)?;
    }
    Ok(listing)
}

/// Every article of the complete edition with the same answer.
pub fn judgement(answer: hazard::judge::Answer) -> hazard::judge::Judge {
    let answers = (1..=20).map(|n| hazard::judge::Answered { article: n.to_string(), answer }).collect();
    hazard::judge::Judge {
        edition: "chemicals_2017".into(),
        answers,
        reason: Some("已整改，不再构成".into()),
        own: None,
    }
}

/// Reported by the office; what follows is done by the rule, which may everything.
pub fn hazards(t: &TestDb, f: &Fixture, seed: &Seed) -> Hazards {
    use hazard::{assign, extend, judge, report, submit, verify};
    let reporter = f.ctx(t, Role::DistrictClerk, policy::POLICY, "hazard.report");
    let (subject, said, order) =
        (seed.subject, seed.names.hazard, hazard::testing::order(seed.organisation, None, seed.checker));
    let reported = t.db.write_blocking("hazards", &reporter, move |tx, ctx| {
        let found = hazard::testing::finding(subject, ctx.now);
        let found = report::Report { description: format!("{said}，须立即整改。"), ..found };
        (0..12).map(|_| report::report(tx, ctx, &found)).collect::<Result<Vec<_>, _>>()
    });
    let Ok([to_assign, to_rectify, to_verify, to_close, major, to_regrade, asked, merged, to_hand_over, rest @ ..]) =
        <[hazard::HazardId; 12]>::try_from(reported.unwrap())
    else {
        panic!("twelve were reported")
    };
    let other = if seed.checker == f.office { seed.organisation } else { f.office };
    let transfers = crate::hand_overs::offered(t, [seed.checker, other], to_hand_over, rest);
    let document = kernel::Identity::from_bytes([0; 16]);
    let mut it = Hazards {
        to_assign,
        to_rectify,
        to_verify,
        to_close,
        major,
        to_regrade,
        asked,
        document,
        merged,
        to_hand_over,
        transfers,
    };
    let moved = t.db.write_blocking("moved", &t.rule(), move |tx, ctx| {
        for id in [it.to_rectify, it.to_verify, it.to_close, it.major, it.to_regrade, it.asked] {
            assign::assign(tx, ctx, id, &order)?;
        }
        for id in [it.to_verify, it.to_close] {
            submit::submit(tx, ctx, id, &submit::Submit { work: "已整改到位。".into(), evidence: Vec::new() })?;
        }
        for id in [it.major, it.to_regrade] {
            judge::judge(tx, ctx, id, &judgement(judge::Answer::Yes))?;
        }
        judge::judge(tx, ctx, it.to_regrade, &judgement(judge::Answer::No))?;
        let more = extend::ask::Ask { due: ctx.now + kernel::Span::days(60), reason: "配件未到".into() };
        extend::ask::ask(tx, ctx, it.asked, &more)?;
        let twice = hazard::merge::Merge { into: it.to_assign, reason: "同一处，重复登记".into() };
        hazard::merge::merge(tx, ctx, it.merged, &twice)?;
        verify::verify(tx, ctx, it.to_close, &verify::Verify { accepted: true, note: String::new() })?;
        hazard::document::issue(tx, ctx, it.to_verify, hazard::document::Kind::Order)
    });
    it.document = moved.unwrap();
    it
}

/// One that was judged by criteria which have a newer edition.
pub fn judged_long_ago(t: &TestDb, f: &Fixture, seed: &Seed) {
    use hazard::judge::{Answer, Answered, Judge, judge};
    let reporter = f.ctx(t, Role::DistrictClerk, policy::POLICY, "hazard.report");
    let (subject, said) = (seed.subject, seed.names.hazard);
    let found_at = "2023-05-14".parse::<kernel::Day>().unwrap().start();
    let reported = t.db.write_blocking("long ago", &reporter, move |tx, ctx| {
        let found = hazard::testing::finding(subject, ctx.now);
        let found = hazard::report::Report { description: format!("{said}，须立即整改。"), found_at, ..found };
        hazard::report::report(tx, ctx, &found)
    });
    let id = reported.unwrap();
    let answers = vec![Answered { article: "dust(2)".into(), answer: Answer::No }];
    let cmd = Judge { edition: "trade_2017".into(), answers, reason: None, own: None };
    t.db.write_blocking("judged", &t.rule(), move |tx, ctx| judge(tx, ctx, id, &cmd)).unwrap();
}

/// One that was closed, one that was found again after it, and one in other words.
#[derive(Debug, Clone, Copy, serde::Serialize, serde::Deserialize)]
pub struct CameBack {
    pub before: hazard::HazardId,
    pub back: hazard::HazardId,
    pub other: hazard::HazardId,
}

/// After all others, which are worded alike and would come back too.
pub fn came_back(t: &TestDb, f: &Fixture, seed: &Seed) -> CameBack {
    use hazard::{assign, report, submit, verify};
    let (subject, said) = (seed.subject, seed.names.hazard);
    let reported = |words: &'static str, harm: hazard::Harm| {
        t.db.write_blocking(
            "came back",
            &f.ctx(t, Role::DistrictClerk, policy::POLICY, "hazard.report"),
            move |tx, ctx| {
                let found = hazard::testing::finding(subject, ctx.now);
                let found = report::Report { description: format!("{said}{words}"), harm, ..found };
                report::report(tx, ctx, &found)
            },
        )
        .unwrap()
    };
    let before = reported("，成品堆场与变压器间距不足，须移开。", hazard::Harm::Fire);
    let order = hazard::testing::order(seed.organisation, None, seed.checker);
    t.db.write_blocking("closed", &t.rule(), move |tx, ctx| {
        assign::assign(tx, ctx, before, &order)?;
        submit::submit(tx, ctx, before, &submit::Submit { work: "已整改到位。".into(), evidence: Vec::new() })?;
        verify::verify(tx, ctx, before, &verify::Verify { accepted: true, note: String::new() })?;
        hazard::testing::close(tx, ctx, before)
    })
    .unwrap();
    let back = reported("，成品堆场与变压器间距不足，须移开。", hazard::Harm::Fire);
    CameBack {
        before, back, other: reported("，应急照明灯损坏，备用电源未接。", hazard::Harm::ElectricShock)
    }
}

#[test]
fn an_earlier_hazard_is_connected_by_hand() {
    let world = crate::world::World::new();
    let site = world.site();
    let it = world.spot(crate::world::Place::Own).came_back;
    let path = format!("/hazards/{}/recurrence-link", it.other);
    let earlier = it.before.to_string();
    let ask = crate::ask::Ask::post(&path).by(&world.cookie(Role::DistrictClerk));
    let answer = site.ask(&ask.form(&[("earlier", &earlier), ("reason", "措辞不同，实为同一处")]));
    assert_eq!(answer.code(), 303, "{}", answer.body);
}
