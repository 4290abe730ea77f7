//! One payload of every fact ever recorded; each must decode forever. `ANLAN_GOLDEN=write` writes those that are missing.

use std::path::PathBuf;

use kernel::{Identity, Instant, Personal, Sector, Vault};

use crate::model::*;
use crate::{Fact, Figures};

fn at(text: &str) -> Instant {
    Instant::read(text).unwrap()
}

fn said(text: &str) -> Personal<String> {
    Personal::text(text)
}

fn particulars() -> Particulars {
    Particulars {
        category: Category::ProductionSafety,
        kind: Some(AccidentKind { edition: "gb_6441_2025".into(), code: 10 }),
        sector: Sector::Construction,
        division: "530999001001".parse().unwrap(),
        place: said("望澜大道隧道进口"),
        road: Some("望河高速".into()),
        chainage: Some("K12+300".into()),
        project: Some("望河高速公路".into()),
        contract_section: Some("TJ-3 标".into()),
        unit: Some(Identity::from_bytes([2; 16])),
        unit_name: Some(said("望澜宏业建筑工程有限公司")),
        happened_at: at("2026-11-29 06:20"),
        exactness: Exactness::Minute,
        known_at: Some(at("2026-11-29 06:30")),
        summary: said("隧道二衬台车上两人坠落"),
    }
}

fn clock(recipient: Recipient, due: &str) -> Clock {
    Clock { recipient, owner: Identity::from_bytes([3; 16]), obligation: Identity::from_bytes([4; 16]), due: at(due) }
}

fn counted(condition: Condition, people: u32) -> Counted {
    Counted { first: 1, people, condition, on: "2026-11-29".parse().unwrap(), within: true }
}

fn calls() -> Vec<Fact> {
    vec![
        Fact::Registered(Box::new(Registered {
            year: 2026,
            number: 12,
            organisation: Identity::from_bytes([3; 16]),
            particulars: particulars(),
            source: Source::Unit,
            told_at: Some(at("2026-11-29 07:10")),
            told_by: Some(said("郑大海")),
            told_phone: Some(said("13900000217")),
            counted: vec![counted(Condition::Dead, 1)],
            clocks: vec![clock(Recipient::Leaders, "2026-11-29 07:20")],
        })),
        Fact::Imported {
            registered: Box::new(Registered {
                year: 2024,
                number: 3,
                organisation: Identity::from_bytes([3; 16]),
                particulars: particulars(),
                source: Source::Ledger,
                told_at: None,
                told_by: None,
                told_phone: None,
                counted: vec![counted(Condition::Dead, 1)],
                clocks: Vec::new(),
            }),
            loss_yuan: Some(1_205_000),
        },
        Fact::Corrected { particulars: Box::new(particulars()), reason: said("合同段写错") },
        Fact::Told {
            recipient: Recipient::County,
            to: said("县安委办值班室 辛八"),
            means: Means::Telephone,
            at: at("2026-11-29 07:12"),
            said: Some(said("一人死亡，一人重伤")),
            late_seconds: Some(0),
            clocks: vec![clock(Recipient::Higher, "2026-11-29 07:42")],
        },
        Fact::WrittenReceived { at: at("2026-11-29 09:00"), from: said("望澜宏业建筑工程有限公司") },
        Fact::FaultFound {
            fault: Fault::Late,
            organisation: Identity::from_bytes([2; 16]),
            found: said("超过规定时限 40 分钟报告"),
            late_seconds: Some(2_400),
        },
        Fact::LatenessRecounted {
            organisation: Identity::from_bytes([3; 16]),
            was_seconds: 2_400,
            late_seconds: Some(600),
            others_late: false,
        },
        Fact::Dismissed { reason: said("同一事故重复登记") },
    ]
}

fn reports() -> Vec<Fact> {
    vec![
        Fact::CasualtiesAdded { counted: counted(Condition::Injured, 1), name: Some(said("某某某")) },
        Fact::CasualtyChanged {
            no: 2,
            condition: Condition::Dead,
            on: "2026-12-19".parse().unwrap(),
            within: true,
            name: Some(said("某某某")),
            reason: Some(said("经抢救无效")),
        },
        Fact::CasualtyStruck { no: 3, reason: said("重复计入") },
        Fact::Measured {
            loss_yuan: Some(1_250_000),
            area_m2: Some(20_000),
            evacuated: Some(30),
            reason: Some(said("核实后调减")),
        },
        Fact::Graded { grade: Grade::Considerable, by: vec!["deaths".into()], complete: false, level: Level::City },
        Fact::Drafted {
            edition: 2,
            sort: Sort::FollowUp,
            situation: said("二衬台车倾覆，两人坠落"),
            response: said("已停工，伤员送医"),
            next: Some(said("排查同类台车")),
            explained: Some(said("一名重伤人员死亡")),
            figures: Figures {
                dead: Some(3),
                died_later: 1,
                missing: Some(0),
                trapped: Some(0),
                severely_injured: Some(1),
                injured: Some(2),
                loss_yuan: Some(1_250_000),
                area_m2: Some(20_000),
                evacuated: Some(30),
                grade: Some(Grade::Considerable),
            },
        },
        Fact::Signed { edition: 2, sort: Sort::FollowUp },
        Fact::SupplementOwed { obligation: Identity::from_bytes([4; 16]), due: at("2026-12-20 07:10") },
    ]
}

#[test]
fn every_fact_ever_recorded_decodes() {
    calls().iter().chain(&reports()).for_each(check);
}

fn check(fact: &Fact) {
    use ledger::Fact as _;
    let folder = PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/../../golden")).join(Fact::STREAM);
    let file = folder.join(format!("{}.json", fact.kind()));
    let (payload, taken) = kernel::seal(fact, |n| [n as u8; 32]).unwrap();
    if !file.exists() && writing() {
        std::fs::create_dir_all(&folder).unwrap();
        std::fs::write(&file, format!("{payload}\n")).unwrap();
    }
    let recorded = std::fs::read_to_string(&file).unwrap_or_else(|e| panic!("{}: {e}", file.display()));
    let vault: Vault = taken.into_iter().map(|s| (s.commitment, s.value)).collect();
    let decoded: Fact = kernel::open(recorded.trim_end(), vault).unwrap();
    assert_eq!(decoded, *fact, "{}", fact.kind());
}

#[expect(clippy::disallowed_methods, reason = "asks whether golden payloads are to be written")]
fn writing() -> bool {
    std::env::var("ANLAN_GOLDEN").is_ok_and(|v| v == "write")
}
