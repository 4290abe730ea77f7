//! One payload of every fact ever recorded. A recorded fact is a file format: each must decode for ever, and what is
//! written today must be what was written then.

use std::path::PathBuf;

use kernel::{Personal, Vault};

use super::cast::{CHECKER, CLERK, COLLEAGUE, DOER, instant, obligation, open};
use crate::ladder::{Call, Ladder, Rung, RungUnit, Step};
use crate::model::{Check, Due, Fact, Opened, Status};
use crate::rule::{self, END_OF_DAY, Level, Unit};
use crate::term::Term;
use crate::{calendar, follow_up, model};

fn term() -> Term {
    let step = |call, at: &str| Step { call, at: instant(at) };
    let steps = vec![step(Call::Remind, "2026-06-18 09:00"), step(Call::Overdue, "2026-06-22 18:00")];
    Term { due: instant("2026-06-22 18:00"), steps }
}

fn ladder() -> Ladder {
    let rung = |call, amount, unit, minute| Rung { call, amount, unit, minute };
    Ladder(vec![
        rung(Call::Remind, -1, RungUnit::WorkingDays, Some(540)),
        rung(Call::Overdue, 0, RungUnit::Minutes, None),
        rung(Call::Leader, 7, RungUnit::WorkingDays, None),
    ])
}

fn obligations() -> Vec<Fact> {
    let reason = || Personal::text("事出有因");
    let next_at = Some(instant("2026-06-22 18:00"));
    let it = open(Check::AnotherOrganisation, Due::ByRule);
    let mut periods = obligation(Status::Assigned).periods;
    periods.check = periods.check.map(|p| rule::Period { ladder: Some(ladder()), ..p });
    let opened = Opened {
        about: it.about,
        duty: it.duty,
        title: it.title,
        owner: DOER.named(),
        owed_to: it.owed_to,
        checker: it.checker,
        check: it.check,
        source: Some("《望澜县办法》第九条".into()),
        division: it.division,
        sector: it.sector,
        grade: it.grade.map(str::to_owned),
        term: term(),
        periods,
    };
    vec![
        Fact::Opened(Box::new(opened)),
        Fact::Done { checker: CHECKER.body(), late_seconds: 60, term: term() },
        Fact::Returned { holder: DOER.named(), reason: reason(), late_seconds: 0, term: term() },
        Fact::Verified { holder: CLERK.body(), reason: Some(reason()), late_seconds: 0, term: term() },
        Fact::Closed { late_seconds: 0 },
        Fact::Settled { late_seconds: 3_600 },
        Fact::Extended { holder: DOER.named(), reason: reason(), term: term() },
        Fact::Waived { reason: reason() },
        Fact::Reassigned { owner: COLLEAGUE.named(), reason: reason() },
        Fact::Reminded { step: 0, to: DOER.named(), next_at },
        Fact::Overdue { step: 1, to: DOER.named(), next_at: None },
        Fact::Escalated { step: 2, to: CLERK.body(), next_at },
    ]
}

fn rules() -> Vec<rule::Fact> {
    let day = |text: &str| text.parse().unwrap();
    let set = rule::Fact::Set {
        duty: "hazard.rectify".into(),
        grade: Some("major".into()),
        amount: 30,
        unit: Unit::WorkingDays,
        end_of_day: END_OF_DAY,
        from: day("2026-06-15"),
        to: Some(day("2026-12-31")),
        source: "《望澜县办法》第九条".into(),
        level: Level::District,
        ladder: Some(ladder()),
    };
    vec![set, rule::Fact::Ended { to: day("2026-06-30") }]
}

fn workdays() -> Vec<calendar::Fact> {
    let (name, source) = (String::from("国庆节"), String::from("国务院办公厅关于2026年部分节假日安排的通知"));
    vec![
        calendar::Fact::Holiday { name: name.clone(), source: source.clone() },
        calendar::Fact::Makeup { name, source: source.clone() },
        calendar::Fact::Ordinary { source },
    ]
}

fn file(stream: &str, kind: &str) -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join(format!("../../golden/{stream}/{kind}.json"))
}

/// A new kind's file is written once, and the test fails until it is looked at and kept.
fn check<F: ledger::Fact>(fact: &F, same: impl Fn(&F, &F) -> bool) {
    let path = file(F::STREAM, fact.kind());
    let (payload, taken) = kernel::seal(fact, |n| [n as u8; 32]).unwrap();
    let Ok(kept) = std::fs::read_to_string(&path) else {
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(&path, payload + "\n").unwrap();
        panic!("{} is new: look at it and keep it", path.display());
    };
    assert_eq!(kept.trim_end(), payload, "{} has changed", path.display());
    let vault: Vault = taken.iter().map(|sealed| (sealed.commitment, sealed.value.clone())).collect();
    let decoded: F = kernel::open(kept.trim_end(), vault).unwrap();
    assert!(same(&decoded, fact), "{} decodes to something else", path.display());
    let erased: F = kernel::open(kept.trim_end(), Vault::new()).unwrap();
    assert_eq!(erased.kind(), fact.kind());
}

fn follow_ups() -> Vec<follow_up::Fact> {
    use follow_up::{Drafted, Fact, Sort};
    let it = obligation(Status::Assigned);
    let text = || Personal::text("请书面回复");
    let due = instant("2026-07-08 18:00");
    let drafted = Drafted {
        sort: Sort::Letter,
        obligation: it.id,
        about: it.about,
        duty: it.duty,
        title: it.title,
        organisation: DOER.organisation(),
        division: it.division,
        sector: it.sector,
        late_since: it.due,
        owed: it.id,
        due,
    };
    vec![
        Fact::Drafted(Box::new(drafted)),
        Fact::Edited { text: text() },
        Fact::Issued { year: 2026, number: 3, text: text(), owed: it.id, due },
        Fact::Answered { text: text() },
        Fact::Held { on: "2026-07-20".parse().unwrap(), present: text(), record: text() },
        Fact::SetAside { reason: text() },
        Fact::Lapsed,
    ]
}

#[test]
fn every_recorded_commitment_decodes() {
    use follow_up::commitment::Fact;
    let it = obligation(Status::Assigned);
    let text = || Personal::text("更换除尘管道");
    let due = instant("2026-08-30 18:00");
    let made = Fact::Made {
        follow_up: kernel::Identity::from_bytes([6; 16]),
        no: 1,
        what: text(),
        owner: DOER.organisation(),
        division: it.division,
        sector: it.sector,
        owed: model::Owed { obligation: it.id, due },
    };
    let reported = Fact::Reported { done: text() };
    let returned = Fact::Returned { reason: text(), due };
    let extended = Fact::Extended { due, reason: text() };
    let withdrawn = Fact::Withdrawn { reason: text() };
    let all = [made, reported, returned, Fact::Closed { note: Some(text()) }, extended, withdrawn];
    all.iter().for_each(|fact| check(fact, |a, b| a == b));
}

#[test]
fn every_recorded_letter_decodes() {
    follow_ups().iter().for_each(|fact| check(fact, |a, b| a == b));
}

#[test]
fn every_recorded_obligation_decodes() {
    obligations().iter().for_each(|fact| check(fact, |a, b| a == b));
}

#[test]
fn every_recorded_rule_decodes() {
    rules().iter().for_each(|fact| check(fact, |a, b| a == b));
}

#[test]
fn every_recorded_workday_decodes() {
    workdays().iter().for_each(|fact| check(fact, |a, b| a == b));
}

#[test]
fn the_way_to_an_objects_page() {
    let path = |kind: &str| model::Ref { kind: kind.into(), id: [0; 16] }.path();
    assert_eq!(path("hazard"), "/hazards/00000000000000000000000000");
    assert_eq!(path("responsibility"), "/responsibilities/00000000000000000000000000");
    assert_eq!(path("follow_up"), "/letters/00000000000000000000000000");
    assert_eq!(path("duty_log"), "/duty-logs/00000000000000000000000000");
}
