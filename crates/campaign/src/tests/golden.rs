//! One payload of every fact ever recorded; each must decode forever. `ANLAN_GOLDEN=write` writes those that are missing.

use std::path::PathBuf;

use kernel::{Identity, Instant, Personal, Vault};

use crate::{Announced, Checked, Fact, GateSet, Owed, Stage, TopicSet, TopicSort, directive, member, task};

fn at(text: &str) -> Instant {
    Instant::read(text).unwrap()
}

fn owed(n: u8) -> Owed {
    Owed { obligation: Identity::from_bytes([n; 16]), due: at("2020-04-30 18:00") }
}

fn campaigns() -> [Fact; 9] {
    let gate = |stage, title: Option<&str>, to: &str, n: u8| GateSet {
        stage,
        title: title.map(Personal::text),
        from: "2020-04-01".parse().unwrap(),
        to: to.parse().unwrap(),
        criteria: vec![Personal::text("各单位领导小组全部成立")],
        obligation: Identity::from_bytes([n; 16]),
    };
    [
        Fact::Announced(Announced {
            number: "2020-01".into(),
            title: Personal::text("安全生产专项整治三年行动"),
            goal: Some(Personal::text("一遏制、两下降")),
            from: "2020-04-01".parse().unwrap(),
            to: "2022-12-31".parse().unwrap(),
            gates: vec![
                gate(Some(Stage::Mobilise), None, "2020-05-31", 1),
                gate(None, Some("年底初见成效"), "2020-12-31", 2),
            ],
            topics: vec![TopicSet {
                sort: TopicSort::Sector,
                title: Personal::text("危险化学品"),
                lead: Identity::from_bytes([7; 16]),
            }],
        }),
        Fact::PlanDrafted { title: Personal::text("实施方案"), text: Personal::text("一、总体要求") },
        Fact::PlanApproved { note: Some(Personal::text("同意")) },
        Fact::PlanIssued { number: "望安委〔2020〕1号".into() },
        Fact::GatePassed {
            gate: 1,
            criteria: vec![
                Checked { met: true, reason: None },
                Checked { met: false, reason: Some(Personal::text("两个单位限期补齐")) },
            ],
            note: Some(Personal::text("同意转段")),
            last: false,
        },
        Fact::GateProlonged {
            gate: 2,
            to: "2020-12-31".parse().unwrap(),
            next: Some(3),
            next_from: Some("2021-01-01".parse().unwrap()),
            whole: false,
            reason: Personal::text("疫情影响，上级统一延长"),
        },
        Fact::TopicAdded {
            topic: TopicSet {
                sort: TopicSort::Sector,
                title: Personal::text("城镇燃气"),
                lead: Identity::from_bytes([7; 16]),
            },
            reason: Personal::text("上级增加燃气安全专项"),
        },
        Fact::TopicLed { topic: 1, lead: Identity::from_bytes([8; 16]), reason: Personal::text("机构职能调整") },
        Fact::Corrected {
            title: Personal::text("安全生产专项整治三年行动"),
            goal: Some(Personal::text("一遏制、两下降")),
            reason: Personal::text("名称漏字"),
        },
    ]
}

fn members() -> [member::Fact; 6] {
    use member::Fact;
    [
        Fact::Joined {
            campaign: Identity::from_bytes([1; 16]),
            organisation: Identity::from_bytes([2; 16]),
            division: "530999101000".parse().unwrap(),
            group: owed(3),
            plan: owed(4),
            reason: None,
        },
        Fact::GroupNamed {
            head: Personal::text("高远 镇长"),
            responsible: Personal::text("林舟 副镇长"),
            document: "河政发〔2020〕3号".into(),
        },
        Fact::PlanFiled { title: Personal::text("河口镇实施方案"), document: "河政发〔2020〕4号".into() },
        Fact::PlanSent { receipt: owed(5) },
        Fact::Received,
        Fact::Left { reason: Personal::text("机构撤并") },
    ]
}

fn tasks() -> [task::Fact; 6] {
    use task::{Difficulty, Fact, PartSet, Sheet, Urgency, WasSet};
    [
        Fact::Set(WasSet {
            campaign: Identity::from_bytes([1; 16]),
            number: "2020-0001".into(),
            topic: 3,
            stage: Stage::Inspect,
            sheet: Sheet::Measure,
            title: Personal::text("建立危险化学品一企一档"),
            measure: Some(Personal::text("每季度更新")),
            urgency: Urgency::Urgent,
            difficulty: Difficulty::Hard,
            directive: Some(Identity::from_bytes([8; 16])),
            solves: Some(Identity::from_bytes([9; 16])),
            parts: vec![PartSet {
                organisation: Identity::from_bytes([2; 16]),
                division: "530999101000".parse().unwrap(),
                words: Some(Personal::text("辖区排查")),
                due: at("2020-06-30 18:00"),
                obligation: Identity::from_bytes([6; 16]),
            }],
        }),
        Fact::PartDone {
            no: 1,
            said: Personal::text("已建档42份"),
            late_seconds: 3_600,
            check_due: at("2020-07-06 18:00"),
        },
        Fact::PartReturned { no: 1, reason: Personal::text("缺照片"), due: at("2020-07-10 18:00") },
        Fact::PartClosed { no: 1, note: Some(Personal::text("属实")) },
        Fact::PartExtended { no: 1, reason: Personal::text("汛期道路中断"), due: at("2020-07-20 18:00") },
        Fact::Withdrawn { reason: Personal::text("并入另一项任务") },
    ]
}

fn directives() -> [directive::Fact; 5] {
    use directive::{Fact, Imported, Passed, Registered, Sort, Told};
    let passed = |n: u8| Passed {
        organisation: Identity::from_bytes([n; 16]),
        division: "530999101000".parse().unwrap(),
        obligation: Identity::from_bytes([n + 1; 16]),
        due: at("2020-09-25 18:00"),
    };
    [
        Fact::Registered(Registered {
            number: "2020-001".into(),
            sort: Sort::Meeting,
            issuer: Personal::text("省森林草原防灭火指挥部"),
            document: "会议通知第9号".into(),
            issued_on: "2020-09-18".parse().unwrap(),
            title: Personal::text("森林草原防灭火工作会议"),
            content: Personal::text("压实责任、管住火源"),
            answer: owed(5),
            to: vec![passed(2)],
        }),
        Fact::Imported(Imported {
            number: "2020-002".into(),
            sort: Sort::Instruction,
            issuer: Personal::text("省领导"),
            document: String::new(),
            issued_on: "2020-03-18".parse().unwrap(),
            title: Personal::text("关于森林防火工作的批示"),
            content: Personal::text("管住火源"),
            answer: None,
            answered_on: Some("2020-03-30".parse().unwrap()),
            report: Some(Personal::text("已部署到村")),
            to: vec![Told {
                organisation: Identity::from_bytes([2; 16]),
                division: "530999101000".parse().unwrap(),
                studied_on: Some("2020-03-20".parse().unwrap()),
            }],
        }),
        Fact::PassedOn { to: vec![passed(4)] },
        Fact::Studied {
            no: 1,
            on: "2020-09-21".parse().unwrap(),
            attended: Personal::text("班子成员"),
            proof: Personal::text("会议纪要第12期"),
            report: Personal::text("已部署巡护"),
        },
        Fact::Answered { text: Personal::text("已传达到全部单位") },
    ]
}

#[test]
fn every_fact_ever_recorded_decodes() {
    campaigns().iter().for_each(check);
    members().iter().for_each(check);
    tasks().iter().for_each(check);
    directives().iter().for_each(check);
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
