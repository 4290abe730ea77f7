//! One payload of every fact ever recorded; each must decode forever. `ANLAN_GOLDEN=write` writes those that are missing.

use std::path::PathBuf;

use kernel::{Day, Identity, Personal, Vault};
use obligation::supervision::Turn;

use crate::investigation::*;
use crate::model::{Grade, Level};

fn said(text: &str) -> Personal<String> {
    Personal::text(text)
}

fn day(text: &str) -> Day {
    text.parse().unwrap()
}

fn id<I: Identity>(n: u8) -> I {
    I::from_bytes([n; 16])
}

fn group() -> Vec<Fact> {
    vec![
        Fact::Opened(Box::new(Opened {
            year: 2026,
            number: 3,
            incident: id(1),
            title: said("“11·29”望澜宏业建筑工程有限公司高处坠落事故"),
            level: Level::County,
            organisation: id(3),
            entrusted: Some("市政办函〔2026〕3 号".into()),
            happened: day("2026-11-29"),
            due: day("2027-01-28"),
            obligation: id(4),
        })),
        Fact::Joined {
            no: 1,
            part: Part::Leader,
            name: said("顾行远"),
            person: Some(id(5)),
            organisation: "望澜县应急管理局".into(),
        },
        Fact::Left { no: 2, reason: said("工作调动") },
        Fact::Recused { no: 3, reason: said("与事故单位有利害关系") },
        Fact::Signed { no: 1, on: day("2027-01-20") },
        Fact::TrackFound { no: 1, track: Track::Cause, finding: said("台车门架焊缝未焊透") },
        Fact::TrackEnded { track: Track::Education },
    ]
}

fn course() -> Vec<Fact> {
    vec![
        Fact::AppraisalBegun {
            what: said("钢构件材质检验"),
            on: day("2026-12-10"),
            until: day("2026-12-25"),
            obligation: id(4),
        },
        Fact::AppraisalEnded {
            result: said("承载力不足"),
            on: day("2026-12-20"),
            days: 10,
            due: day("2027-02-07"),
            obligation: id(4),
        },
        Fact::Extended { days: 30, due: day("2027-03-09"), reason: said("需补充取证") },
        Fact::Submitted {
            on: day("2027-01-20"),
            to: "望澜县人民政府".into(),
            reply_due: day("2027-02-04"),
            obligation: id(4),
        },
        Fact::Replied {
            on: day("2027-02-01"),
            number: "望政复〔2027〕2 号".into(),
            decision: said("同意责任认定"),
            evaluation_due: day("2028-02-01"),
            obligation: id(4),
        },
        Fact::Evaluated {
            on: day("2027-12-01"), result: said("均已落实"), published: Some("县政府网站".into())
        },
        Fact::Listed {
            by: Level::City,
            number: "市安委督〔2026〕9 号".into(),
            deadline: day("2027-03-01"),
            obligation: id(4),
        },
        Fact::Delisted { on: day("2027-02-20"), note: Some(said("查处到位")) },
        Fact::LevelRaised { level: Level::City, grade: Grade::Considerable },
        Fact::TakenOver { by: Level::City, on: day("2026-12-20"), number: "市政函〔2026〕12 号".into() },
        Fact::Closed { lessons: said("台架必须先验收后使用") },
    ]
}

fn follow_up() -> Vec<Fact> {
    vec![
        Fact::MeasureSet {
            no: 1,
            measure: said("台车由第三方验收"),
            owner: id(2),
            checker: id(3),
            due: day("2027-03-01"),
            obligation: id(4),
        },
        Fact::MeasureReported { no: 1, done: said("已验收全部台车") },
        Fact::MeasureAccepted { no: 1, note: Some(said("现场核实")) },
        Fact::MeasureReturned { no: 1, reason: said("缺验收记录") },
        Fact::ChecksDemanded {
            no: 1,
            demand: said("排查同类台车"),
            subjects: vec![id(6), id(7)],
            owner: id(8),
            due: day("2026-12-20"),
            obligation: id(4),
        },
        Fact::LikeChecked { no: 1, on: day("2026-12-18"), result: said("排查 2 处，整改 1 处") },
        Fact::Circulated { to: vec![id(2), id(9)], text: said("引以为戒"), on: day("2027-02-10") },
    ]
}

/// By the words of every listing.
fn listing() -> Vec<Fact> {
    let (on, place) = (day("2027-02-10"), || "县人民政府网站".to_owned());
    let all = [
        Turn::Published { on, place: place() },
        Turn::ExtensionAsked { until: on, reason: said("鉴定未完成") },
        Turn::ExtensionGranted { until: on },
        Turn::ExtensionRefused { reason: said("可按期完成") },
        Turn::AcceptanceApplied { report: said("已批复，措施已落实") },
        Turn::Accepted { note: Some(said("查处到位")) },
        Turn::NotAccepted { reason: said("责任追究未落实") },
        Turn::DelistingPublished { on, place: place() },
    ];
    all.into_iter().map(Fact::Supervised).collect()
}

#[test]
fn every_fact_ever_recorded_decodes() {
    let all: Vec<_> = [group(), course(), follow_up(), listing()].concat();
    all.iter().for_each(check);
    let mut kinds: Vec<_> = all.iter().map(ledger::Fact::kind).collect();
    kinds.sort_unstable();
    kinds.dedup();
    assert_eq!(kinds.len(), 33, "one of each");
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
