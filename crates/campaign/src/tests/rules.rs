//! What is asked of a campaign, of a gate, of a task.

use kernel::Day;

use super::Story;
use crate::{Announce, CriterionSaid, Decide, Fact, Gate, StageSaid, gate};

#[test]
fn what_is_asked_of_a_campaign() {
    let s = Story::begin();
    let bodies = s.t.db.read_blocking(|r| crate::said::bodies(r, &s.t.rule())).unwrap();
    let said = |change: fn(&mut Announce)| {
        let mut cmd = s.said();
        change(&mut cmd);
        match crate::announce::read(&cmd, &bodies) {
            Ok(_) => "good".to_owned(),
            Err(error) => error.to_string(),
        }
    };
    assert_eq!(said(|_| {}), "good");
    assert_eq!(said(|it| it.title.clear()), "title: fill in this field");
    assert_eq!(said(|it| it.from = "1 April".into()), "from: write the day as 2026-06-18");
    assert_eq!(said(|it| drop(it.stages.pop())), "stages: a campaign has four stages");
    assert_eq!(said(|it| it.stages[0].criteria.clear()), "stages: give at least one criterion");
    assert_eq!(said(|it| it.milestones[0].criteria = vec![" ".into()]), "milestones: give at least one criterion");
    let overlap = "stages: a stage begins after the one before and ends after it began";
    assert_eq!(said(|it| it.stages[1].from = it.stages[0].to.clone()), overlap);
    assert_eq!(
        said(|it| it.milestones[0].on = "2010-01-01".into()),
        "milestones: this lies outside the time of the campaign"
    );
    assert_eq!(said(|it| it.topics.clear()), "topics: give at least one topic or sector");
    assert_eq!(said(|it| it.topics[0].lead = "某局".into()), "topics: no department or township of this name");
    assert_eq!(said(|it| it.organisations.clear()), "organisations: say who takes part");
    assert_eq!(said(|it| it.stages.push(StageSaid::default())), "stages: a campaign has four stages");
}

pub(super) fn gates() -> Vec<Gate> {
    let day = |n: i64| Day::new(2026, 1, 1).unwrap().plus_days(n);
    let criterion = |no| crate::Criterion { no, words: None, met: None, reason: None };
    let gate = |no: i64, stage| Gate {
        no,
        stage,
        title: None,
        from: day(no * 10),
        to: day(no * 10 + 9),
        obligation: kernel::Identity::from_bytes([1; 16]),
        passed_at: None,
        passed_by: None,
        note: None,
        criteria: vec![criterion(1), criterion(2)],
    };
    vec![
        gate(1, Some(crate::Stage::Mobilise)),
        gate(2, Some(crate::Stage::Inspect)),
        gate(3, None),
        gate(4, Some(crate::Stage::Consolidate)),
    ]
}

#[test]
fn a_stage_passes_criterion_by_criterion() {
    let today = Day::new(2026, 3, 1).unwrap();
    //     gate passed   said                       outcome
    check(1, &[], today, "yes; yes;", "1 true,true last=false");
    check(1, &[], today, "yes; no 两个单位月底前补齐;", "1 true,false last=false");
    check(1, &[], today, "yes; no;", "criteria: say why it goes on although this is not fulfilled");
    check(1, &[], today, "yes;", "criteria: decide each criterion");
    check(1, &[], today, "yes; perhaps;", "criteria: decide each criterion");
    check(1, &[1], today, "yes; yes;", "this is decided already");
    check(2, &[], today, "yes; yes;", "the stage before is not passed yet");
    check(2, &[1], today, "yes; yes;", "2 true,true last=false");
    // A milestone waits for no stage.
    check(3, &[], today, "yes; yes;", "3 true,true last=false");
    // Nothing is left to decide when the last stage passes.
    check(4, &[1, 2], today, "yes; yes;", "a milestone is not decided yet");
    check(4, &[1, 3], today, "yes; yes;", "the stage before is not passed yet");
    check(4, &[1, 2, 3], today, "yes; yes;", "4 true,true last=true");
    check(4, &[1, 2, 3], Day::new(2026, 2, 1).unwrap(), "yes; yes;", "this stage has not begun");
}

fn check(no: i64, passed: &[i64], today: Day, said: &str, expected: &str) {
    let mut gates = gates();
    for it in gates.iter_mut().filter(|it| passed.contains(&it.no)) {
        it.passed_at = Some(today.start());
    }
    let criterion = |said: &str| {
        let (met, reason) = said.trim().split_once(' ').unwrap_or((said.trim(), ""));
        CriterionSaid { met: met.into(), reason: reason.into() }
    };
    let criteria = said.split(';').filter(|it| !it.trim().is_empty()).map(criterion).collect();
    let cmd = Decide { criteria, note: String::new() };
    let gate = gates.iter().find(|it| it.no == no).unwrap();
    let outcome = match gate::rule(gate, &gates, today, &cmd) {
        Ok(Fact::GatePassed { gate, criteria, last, .. }) => {
            let met: Vec<_> = criteria.iter().map(|it| it.met.to_string()).collect();
            format!("{gate} {} last={last}", met.join(","))
        }
        Ok(other) => format!("{other:?}"),
        Err(error) => error.to_string(),
    };
    assert_eq!(outcome, expected, "{no} {said}");
}
