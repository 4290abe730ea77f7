//! One payload of every fact ever recorded; each must decode forever. `ANLAN_GOLDEN=write` writes those that are missing.

use std::path::PathBuf;

use kernel::{Identity, Instant, Personal, Sector, Vault};
use obligation::Owner;

use evidence::Digest;

use crate::model::{Fact, Finding, Grade, Harm, Hearsay, Source};
use crate::risk::scheme;

fn at(text: &str) -> Instant {
    Instant::read(text).unwrap()
}

fn finding() -> Finding {
    Finding {
        year: 2026,
        number: 417,
        subject: Identity::from_bytes([1; 16]),
        subject_organisation: Some(Identity::from_bytes([2; 16])),
        division: "530999001001".parse().unwrap(),
        sector: Sector::SpecialEquipment,
        source: Source::DepartmentInspection,
        harms: vec![Harm::VesselExplosion, Harm::MechanicalInjury],
        grade: Grade::Major,
        grade_reason: Some(Personal::text("压力容器超期未检仍在使用")),
        title: Personal::text("空压机房储气罐超期未检"),
        description: Personal::text("空压机房 2 台储气罐超过检验有效期仍在使用。"),
        place: Personal::text("空压机房"),
        found_at: at("2026-05-26 10:12"),
        reporter_organisation: Some(Identity::from_bytes([3; 16])),
    }
}

fn owner(n: u8) -> Owner {
    Owner { organisation: Identity::from_bytes([n; 16]), person: Some(Identity::from_bytes([n + 1; 16])) }
}

/// One of each variant, and of each with what was added to it since.
fn all() -> Vec<(&'static str, Fact)> {
    let evidence = || vec![Digest::from_bytes([7; 32]), Digest::from_bytes([8; 32])];
    let mut all: Vec<_> = first().into_iter().map(|fact| (ledger::Fact::kind(&fact), fact)).collect();
    let (dispatch, due) = (Identity::from_bytes([5; 16]), at("2026-06-24 18:00"));
    all.push(("reported_with_evidence", Fact::Reported { finding: finding(), dispatch, due, evidence: evidence() }));
    let work = Personal::text("已停用并送检");
    all.push((
        "submitted_with_evidence",
        Fact::Submitted { work, doer_organisation: Identity::from_bytes([6; 16]), due, evidence: evidence() },
    ));
    all
}

fn first() -> Vec<Fact> {
    let text = |t: &str| Personal::text(t);
    let due = at("2026-06-24 18:00");
    let obligation = Identity::from_bytes([5; 16]);
    let said = Hearsay {
        unit: "某建设有限公司".into(),
        responsible: Some(text("某人")),
        measure: Some(text("当场纠正")),
        recheck: None,
        rechecked_at: Some(at("2026-05-28")),
        due: Some(due),
        closed: true,
        sheet: "汇总清单".into(),
        row: 2,
    };
    vec![
        Fact::Reported { finding: finding(), dispatch: obligation, due, evidence: Vec::new() },
        Fact::Imported { finding: finding(), said, dispatch: None, due: None },
        Fact::Assigned { owner: owner(6), checker: owner(8), due, obligation, note: Some(text("请先停用")) },
        Fact::Started,
        Fact::Submitted {
            work: text("已停用并送检"),
            doer_organisation: Identity::from_bytes([6; 16]),
            due,
            evidence: Vec::new(),
        },
        Fact::Returned { reason: text("隔墙未封堵"), due },
        Fact::Verified { note: Some(text("已封堵")), due },
        Fact::Extended { due, reason: text("检验机构排期") },
        Fact::ExtensionAsked {
            due,
            reason: text("检验机构排期至月底"),
            organisation: Identity::from_bytes([6; 16]),
            decision: Identity::from_bytes([4; 16]),
        },
        Fact::ExtensionRefused { reason: text("可先停用，不影响按期整改") },
        Fact::Corrected {
            title: text("空压机房 3 台储气罐超期未检"),
            description: text("空压机房 3 台储气罐超过检验有效期仍在使用。"),
            place: text("空压机房东侧"),
            reason: Some(text("现场复核台数")),
        },
        Fact::Recurs(crate::recurrence::Link {
            earlier: Identity::from_bytes([9; 16]),
            likeness: 812,
            same_harm: true,
            days_between: 74,
        }),
        Fact::Closed { note: None, in_time: None },
    ]
}

fn schemes() -> [scheme::Fact; 2] {
    let from = "2026-07-01".parse().unwrap();
    let set = scheme::Fact::Set {
        edition: scheme::Edition::LecUpward,
        direct_red: vec!["构成重大危险源".into()],
        reason: "全县统一按上限归入高一级".into(),
        source: "望安委〔2026〕12 号".into(),
        from,
        to: None,
    };
    [set, scheme::Fact::Ended { to: from }]
}

#[test]
fn every_fact_ever_recorded_decodes() {
    all().iter().for_each(|(kind, fact)| check(kind, fact));
    schemes().iter().for_each(|fact| check(ledger::Fact::kind(fact), fact));
}

fn check<F: ledger::Fact + PartialEq + std::fmt::Debug>(kind: &str, fact: &F) {
    let folder = PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/../../golden")).join(F::STREAM);
    let file = folder.join(format!("{kind}.json"));
    let (payload, taken) = kernel::seal(fact, |n| [n as u8; 32]).unwrap();
    if !file.exists() && writing() {
        std::fs::create_dir_all(&folder).unwrap();
        std::fs::write(&file, format!("{payload}\n")).unwrap();
    }
    let recorded = std::fs::read_to_string(&file).unwrap_or_else(|e| panic!("{}: {e}", file.display()));
    let vault: Vault = taken.into_iter().map(|s| (s.commitment, s.value)).collect();
    let decoded: F = kernel::open(recorded.trim_end(), vault).unwrap();
    assert_eq!(decoded, *fact, "{kind}");
}

#[expect(clippy::disallowed_methods, reason = "asks whether golden payloads are to be written")]
fn writing() -> bool {
    std::env::var("ANLAN_GOLDEN").is_ok_and(|v| v == "write")
}
