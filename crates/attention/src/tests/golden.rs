//! One payload of every fact ever recorded; each must decode forever. `ANLAN_GOLDEN=write` writes those that are missing.

use std::path::PathBuf;

use kernel::{Day, Division, Identity, Instant, Personal, Vault};

use registry::measure::Value;

use crate::key::{Comparison, Entry, Reason, Subject, Treatment};
use crate::period::{Kind, Said, Tightening};
use crate::{Owed, duty, event, key, period};

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
    Owed { obligation: id(n), due: at("2026-09-29 18:00") }
}

fn place() -> Division {
    Division::new(330_799_101_000).unwrap()
}

fn periods() -> Vec<period::Fact> {
    use period::Fact;
    let said = Said {
        sort: Kind::Holiday,
        title: Personal::text("2026年国庆中秋假期"),
        from: day("2026-10-01"),
        to: day("2026-10-08"),
        townships: vec![place()],
        reason: Personal::text("假期人员流动大"),
        document: Some(Personal::text("望安委〔2026〕18号")),
        organisations: vec![id(1), id(2)],
        tightening: Tightening {
            leader_on_duty: true,
            doubled: true,
            sweep: true,
            sweep_by: Some(day("2026-09-29")),
            report_hour: Some(16),
        },
    };
    let rules = Tightening { sweep: true, ..Tightening::default() };
    let plain = Said { townships: Vec::new(), document: None, tightening: rules, ..said.clone() };
    vec![
        Fact::Drafted { number: "2026-03".into(), said: Box::new(said) },
        Fact::Redrafted { said: Box::new(plain) },
        Fact::Opened { first_report: day("2026-10-01") },
        Fact::Extended { to: day("2026-10-10"), reason: Personal::text("返程高峰延后") },
        Fact::Shortened { to: day("2026-10-07"), reason: Personal::text("活动提前结束") },
        Fact::Closed,
        Fact::Discarded { reason: Personal::text("与上级部署重复") },
    ]
}

fn duties() -> Vec<duty::Fact> {
    use duty::{Ask, Fact, Sort};
    vec![
        Fact::Asked(Ask {
            period: id(1),
            sort: Sort::ZeroReport,
            organisation: id(2),
            division: place(),
            day: day("2026-10-01"),
            owed: owed(3),
        }),
        Fact::Reported { text: Some(Personal::text("处置一起餐饮燃气泄漏")) },
        Fact::Swept { visited: 42, found: 7, text: Personal::text("检查旅馆、网吧42家") },
        Fact::Accepted { note: Some(Personal::text("抽查属实")) },
        Fact::Returned { reason: Personal::text("缺少问题清单"), due: at("2026-09-30 18:00") },
        Fact::Filled,
        Fact::Lapsed { reason: Personal::text("时段结束") },
        Fact::Waived { reason: Personal::text("单位已撤并") },
    ]
}

fn events() -> Vec<event::Fact> {
    use event::{Fact, Registered};
    vec![
        Fact::Registered(Box::new(Registered {
            number: "2026-011".into(),
            title: Personal::text("国庆灯会"),
            division: place(),
            place: Personal::text("人民广场"),
            organiser: None,
            organised_by: Some(Personal::text("某文化传播公司")),
            starts: at("2026-10-02 18:00"),
            ends: at("2026-10-02 22:00"),
            expected: 6_000,
            limit: 5_000,
            over_reason: Some(Personal::text("分时段入场")),
            permit: Some("公安大型许可〔2026〕12号".into()),
            department: id(4),
            plan: true,
            period: Some(id(1)),
            look: owed(5),
            outcome: owed(6),
        })),
        Fact::PlanReceived,
        Fact::Permitted { permit: "公安大型许可〔2026〕12号".into() },
        Fact::Looked { by: id(4), fit: false, findings: Personal::text("疏散通道被占"), again: Some(owed(7)) },
        Fact::Held { actual: 5_200, note: Some(Personal::text("实行限流")) },
        Fact::Cancelled { reason: Personal::text("天气原因") },
        Fact::Closed { note: Some(Personal::text("情况属实")) },
    ]
}

fn criteria() -> Vec<key::criteria::Fact> {
    use key::criteria::{Criterion, Drafted, Fact};
    let criterion = Criterion {
        no: 1,
        sort: key::Kind::Township,
        measure: "incidents".into(),
        months: Some(12),
        comparison: Comparison::AtLeast,
        threshold: 300,
        treatment: Treatment::Guidance,
    };
    let standing = Criterion { no: 2, measure: "hazards_late".into(), months: None, ..criterion.clone() };
    vec![
        Fact::Drafted(Box::new(Drafted {
            number: "2026-01".into(),
            title: Personal::text("重点关注名单列入标准（2026年版）"),
            reason: Personal::text("县安委会2026年第一次全体会议要求"),
            criteria: vec![criterion],
        })),
        Fact::CriterionSet { criterion: standing },
        Fact::CriterionDropped { no: 2 },
        Fact::PutInForce { from: day("2026-01-15") },
        Fact::Discarded { reason: Personal::text("与上级口径重复") },
    ]
}

fn lists() -> Vec<key::list::Fact> {
    use key::list::{Drafted, Fact};
    let reason = Reason {
        criterion: 1,
        measure: "incidents".into(),
        months: Some(12),
        comparison: Comparison::AtLeast,
        threshold: 300,
        treatment: Treatment::Guidance,
        value: Value::Count { n: 4 },
        evidence: vec!["/incidents?township=330799101000".into()],
    };
    let share = Reason {
        criterion: 4,
        measure: "hazards_closed_in_time".into(),
        comparison: Comparison::Below,
        threshold: 8_000,
        value: Value::Share { part: 3, whole: 5 },
        evidence: vec!["/hazards?closing=in_time".into(), "/hazards".into()],
        ..reason.clone()
    };
    let town = Subject { sort: key::Kind::Township, organisation: id(2), sector: None };
    let field = Subject { sort: key::Kind::Sector, organisation: id(3), sector: Some(kernel::Sector::Construction) };
    let entry = |no, subject, reasons| Entry { no, subject, division: place(), owner: id(2), reasons };
    vec![
        Fact::Drafted(Box::new(Drafted {
            title: Personal::text("2026年第三季度重点关注名单"),
            moment: at("2026-10-08 09:00"),
            criteria: id(1),
            entries: vec![entry(1, town, vec![reason.clone(), share]), entry(2, field, vec![reason])],
        })),
        Fact::Told { until: at("2026-10-15 18:00"), owed: owed(4), listed: Vec::new() },
        Fact::Objected { no: 1, reason: Personal::text("其中一起事故已认定为自然灾害"), owed: owed(5) },
        Fact::Answered { no: 1, upheld: true, answer: Personal::text("经核查属实"), organisation: None },
        Fact::Signed { number: "2026-03".into(), follows: Some(id(6)), listed: Vec::new(), dissolved: Vec::new() },
        Fact::Discarded { reason: Personal::text("口径有误，重新提取") },
    ]
}

fn entries() -> Vec<key::entry::Fact> {
    use key::entry::{Asked, Fact};
    vec![
        Fact::Asked(Asked {
            list: id(1),
            no: 2,
            subject: Subject { sort: key::Kind::Unit, organisation: id(3), sector: None },
            division: place(),
            owner: id(4),
            treatments: vec![Treatment::Inspection, Treatment::Control],
            owed: owed(5),
        }),
        Fact::Reported { visited: 6, found: 9, text: Personal::text("派出专家组蹲点检查两周") },
        Fact::Accepted { note: Some(Personal::text("抽查属实")) },
        Fact::Returned { reason: Personal::text("缺少整改清单"), due: at("2026-11-20 18:00") },
        Fact::Removed { reason: Personal::text("隐患已全部销号"), holding: vec![2], told: Vec::new() },
    ]
}

#[test]
fn every_fact_ever_recorded_decodes() {
    periods().iter().for_each(check);
    duties().iter().for_each(check);
    events().iter().for_each(check);
    criteria().iter().for_each(check);
    lists().iter().for_each(check);
    entries().iter().for_each(check);
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
