//! One payload of every fact ever recorded; each must decode forever. `ANLAN_GOLDEN=write` writes those that are missing.

use std::path::PathBuf;

use kernel::{Day, Identity, Instant, Personal, Vault};

use crate::examination::{Computed, Fact as Examined};
use crate::problem::Fact as Problem;
use crate::scheme::{Drafted, Fact as Scheme, Item, Kind, Method};
use crate::{Marks, Owed, Value, Way};

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
    Owed { obligation: id(n), due: at("2026-02-24 18:00") }
}

fn item(no: u32, method: Method) -> Item {
    Item {
        no,
        text: Personal::text("隐患按期整改情况"),
        source: "望安委〔2025〕3号 第三条".into(),
        weight: Some(Marks(2_000)),
        method,
    }
}

fn computed(measure: &str, way: Option<Way>) -> Method {
    Method::Computed { measure: measure.into(), way }
}

fn schemes() -> Vec<Scheme> {
    let linear = Way::Linear { full_at: 10_000, zero_at: 6_000 };
    vec![
        Scheme::Drafted(Box::new(Drafted {
            number: "2026-001".into(),
            edition: 2,
            sort: Kind::Assessment,
            title: Personal::text("2025年度安全生产考核"),
            first: day("2025-01-01"),
            last: day("2025-12-31"),
            organisations: vec![id(1), id(2)],
            items: vec![
                item(1, Method::Judged),
                item(2, computed("hazards_closed_in_time", Some(linear))),
                item(3, computed("hazards_late", Some(Way::Deduct { each: Marks(250) }))),
                item(4, computed("incidents", None)),
            ],
            follows: Some(id(3)),
            reason: Some(Personal::text("上级调整考核内容")),
        })),
        Scheme::Revised {
            title: Personal::text("2025年度考核"),
            first: day("2025-01-01"),
            last: day("2025-12-31"),
            organisations: vec![id(1)],
        },
        Scheme::ItemSet { item: item(5, Method::Judged) },
        Scheme::ItemDropped { no: 5 },
        Scheme::Issued { year: 2026, number: 7 },
        Scheme::Withdrawn { reason: Personal::text("合并到综合考核") },
        Scheme::Succeeded { by: id(4), reason: Personal::text("上级调整考核内容") },
        Scheme::ResultPublished { year: 2026, number: 12 },
    ]
}

fn examinations() -> Vec<Examined> {
    let found = |item, value, marks, evidence: &[&str]| Computed {
        item,
        measure: "hazards_late".into(),
        value,
        marks,
        evidence: evidence.iter().map(|it| (*it).to_owned()).collect(),
    };
    vec![
        Examined::Opened { scheme: id(1), organisation: id(2), owed: owed(3) },
        Examined::GroupSet { people: vec![id(4), id(5)] },
        Examined::Taken {
            at: at("2026-02-02 10:00"),
            found: vec![
                found(2, Value::Share { part: 45, whole: 50 }, Some(Marks(2_250)), &["/hazards?a=1", "/hazards"]),
                found(3, Value::Count { n: 2 }, Some(Marks(1_500)), &["/hazards?view=late"]),
                found(4, Value::NotOnRecord, None, &[]),
            ],
        },
        Examined::Judged {
            item: 1,
            finding: Personal::text("责任清单齐全"),
            reason: Personal::text("查阅台账"),
            marks: Some(Marks(3_600)),
        },
        Examined::Told { until: at("2026-02-09 18:00"), owed: owed(6) },
        Examined::Agreed,
        Examined::Objected { no: 1, item: 1, reason: Personal::text("台账已补齐"), owed: owed(7) },
        Examined::Answered {
            no: 1,
            accepted: true,
            answer: Personal::text("经复核"),
            marks: Some(Marks(3_850)),
            finding: Some(Personal::text("责任清单年底已补齐")),
        },
        Examined::Confirmed,
        Examined::Published,
        Examined::Dropped { reason: Personal::text("方案已撤回") },
    ]
}

fn problems() -> Vec<Problem> {
    vec![
        Problem::Found {
            number: "2026-0001".into(),
            examination: id(1),
            item: 1,
            problem: Personal::text("网格员未按月巡查"),
            owner: id(2),
            owed: owed(3),
        },
        Problem::Reported { done: Personal::text("已补齐巡查记录") },
        Problem::Returned { reason: Personal::text("缺少照片"), due: at("2026-03-03 18:00") },
        Problem::Closed { note: Some(Personal::text("抽查属实")) },
        Problem::Extended { due: at("2026-03-31 18:00"), reason: Personal::text("需入户核实") },
        Problem::Withdrawn { reason: Personal::text("重复登记") },
    ]
}

#[test]
fn every_fact_ever_recorded_decodes() {
    schemes().iter().for_each(check);
    examinations().iter().for_each(check);
    problems().iter().for_each(check);
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
