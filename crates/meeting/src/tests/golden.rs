//! One payload of every fact ever recorded; each must decode forever. `ANLAN_GOLDEN=write` writes those that are missing.

use std::path::PathBuf;

use kernel::{Day, Identity, Instant, Personal, Vault};

use crate::calendar::{Every, PeriodFact, RuleFact, Said};
use crate::*;

fn at(text: &str) -> Instant {
    Instant::read(text).unwrap()
}

fn day(text: &str) -> Day {
    text.parse().unwrap()
}

fn id<I: Identity>(n: u8) -> I {
    I::from_bytes([n; 16])
}

fn owed(n: u8) -> Owed {
    Owed { obligation: id(n), due: at("2026-09-24 18:00") }
}

fn meetings() -> Vec<Fact> {
    let invited = |no, n, speaks| Invited { no, organisation: id(n), post: Some("分管负责人".into()), speaks };
    vec![
        Fact::Convened(Box::new(Convened {
            number: "2026-003".into(),
            sort: Kind::Special,
            title: Personal::text("2026年第三季度安全生产专题会议"),
            place: Personal::text("县政府三楼会议室"),
            chair: Personal::text("副县长壬九"),
            host: id(1),
            starts: at("2026-09-24 15:00"),
            period: Some(id(2)),
            agenda: vec![Personal::text("通报形势"), Personal::text("县领导讲话")],
            invited: vec![invited(1, 3, true)],
        })),
        Fact::Imported(Box::new(Imported {
            number: "2025-001".into(),
            sort: Kind::Plenary,
            title: Personal::text("2025年安委会第一次全体会议"),
            place: Some(Personal::text("县政府三楼会议室")),
            chair: Some(Personal::text("县长辛八")),
            host: id(1),
            starts: at("2025-02-10 09:00"),
            ended: Some(at("2025-02-10 11:00")),
            period: Some(id(2)),
            agenda: vec![Personal::text("通报形势")],
            attended: vec![id(3)],
            minutes: Some(Personal::text("会议要求压实责任")),
            document: Some("望安委纪〔2025〕1号".into()),
        })),
        Fact::AgendaSet { agenda: vec![Personal::text("部署国庆期间工作")] },
        Fact::Invited { invited: vec![invited(2, 4, false)] },
        Fact::Answered {
            organisation: id(3),
            answer: Attendance::Represented,
            name: Some(Personal::text("副镇长某某")),
        },
        Fact::MaterialsAsked {
            asked: vec![Asked { no: 1, headquarters: Headquarters::Geological, organisation: id(4), owed: owed(5) }],
        },
        Fact::MaterialReceived { no: 1, title: Personal::text("地质灾害防治工作情况") },
        Fact::Postponed { to: at("2026-09-28 15:00"), reason: Personal::text("台风影响") },
        Fact::Cancelled { reason: Personal::text("合并召开") },
        Fact::Noticed { year: 2026, number: 12 },
        Fact::Held { ended: at("2026-09-24 17:10"), minutes: owed(6) },
        Fact::RollTaken { roll: vec![Attended { organisation: id(3), attendance: Attendance::Absent, name: None }] },
        Fact::Stated {
            no: 1,
            organisation: id(3),
            statement: Personal::text("已排查隐患312处"),
            problems: vec![Named { no: 1, problem: Personal::text("自建房底数不清") }],
        },
        Fact::MinutesDrafted { edition: 1, text: Personal::text("会议听取了形势通报") },
        Fact::MinutesSigned { edition: 1, year: 2026, number: 3 },
    ]
}

fn resolutions() -> Vec<resolution::Fact> {
    use resolution::Fact;
    vec![
        Fact::Resolved {
            number: "2026-0012".into(),
            meeting: id(1),
            problem: Some(1),
            resolution: Personal::text("摸清农村自建房底数"),
            owner: id(3),
            owed: owed(7),
        },
        Fact::Imported {
            number: "2025-0001".into(),
            meeting: id(1),
            resolution: Personal::text("摸清农村自建房底数"),
            owner: id(3),
            on: at("2025-02-10 09:00"),
            due: Some(at("2025-03-31 18:00")),
            done: Some(Personal::text("已建立台账")),
        },
        Fact::Reported { done: Personal::text("已建立台账") },
        Fact::Returned { reason: Personal::text("缺少照片"), due: at("2026-10-30 18:00") },
        Fact::Closed { note: Some(Personal::text("抽查属实")) },
        Fact::Extended { due: at("2026-11-30 18:00"), reason: Personal::text("需入户核实") },
        Fact::Withdrawn { reason: Personal::text("重复") },
    ]
}

fn rules() -> Vec<RuleFact> {
    let said = Said {
        sort: Kind::Special,
        every: Every::Quarter,
        days_before: 5,
        owner: id(1),
        from: day("2020-01-01"),
        to: None,
        source: "望安委〔2020〕3号".into(),
    };
    vec![RuleFact::Set(said), RuleFact::Ended { to: day("2026-12-31") }]
}

fn periods() -> Vec<PeriodFact> {
    vec![
        PeriodFact::Opened {
            rule: id(8),
            sort: Kind::Report,
            every: Every::HalfYear,
            first: day("2026-01-01"),
            last: day("2026-06-30"),
            owner: id(1),
            owed: owed(9),
        },
        PeriodFact::Counted { meeting: id(1), at: at("2026-09-24 17:10") },
        PeriodFact::Reported { on: day("2026-06-18"), document: Personal::text("望安委〔2026〕5号"), at: None },
        PeriodFact::Waived { reason: Personal::text("合并召开") },
    ]
}

#[test]
fn every_fact_ever_recorded_decodes() {
    meetings().iter().for_each(check);
    resolutions().iter().for_each(check);
    rules().iter().for_each(check);
    periods().iter().for_each(check);
}

fn check<F: ledger::Fact + PartialEq + std::fmt::Debug>(fact: &F) {
    let folder = PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/../../golden")).join(F::STREAM);
    let file = folder.join(format!("{}.json", fact.kind()));
    let (payload, taken) = kernel::seal(fact, |n| [n as u8; 32]).unwrap();
    if !file.exists() && writing() {
        std::fs::create_dir_all(&folder).unwrap();
        std::fs::write(&file, format!("{payload}\n")).unwrap();
    }
    let recorded = std::fs::read_to_string(&file).unwrap_or_else(|e| panic!("{}: {e}", file.display()));
    let vault: Vault = taken.into_iter().map(|s| (s.commitment, s.value)).collect();
    let decoded: F = kernel::open(recorded.trim_end(), vault).unwrap();
    assert_eq!(decoded, *fact, "{}", fact.kind());
}

#[expect(clippy::disallowed_methods, reason = "asks whether golden payloads are to be written")]
fn writing() -> bool {
    std::env::var("ANLAN_GOLDEN").is_ok_and(|v| v == "write")
}
