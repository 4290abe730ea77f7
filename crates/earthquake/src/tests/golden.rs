//! One payload of every fact ever recorded; each must decode forever. `ANLAN_GOLDEN=write` writes those that are missing.

use std::path::PathBuf;

use kernel::{Division, Identity, Personal, Vault};
use obligation::Owed;

use super::at;
use crate::event::{Apart, Fact, Placed, Precise, Report};
use crate::setting::{self, Region, Said, Seat};

fn id<I: Identity>(n: u8) -> I {
    I::from_bytes([n; 16])
}

fn events() -> Vec<Fact> {
    let full = Report {
        source: "CENC".into(),
        source_id: Some("CD20260618214608".into()),
        at: at("2026-06-18T21:46:08.250+08:00"),
        precise: Precise::Second,
        longitude_e6: 102_250_000,
        latitude_e6: 25_250_000,
        depth_m: Some(10_000),
        magnitude_e3: 5_100,
        magnitude_kind: "Ms".into(),
        place: Some("望澜县".into()),
    };
    let bare = Report { source_id: None, depth_m: None, place: None, precise: Precise::Day, ..full.clone() };
    let placed = Placed {
        division: Division::new(330_799_101_000).unwrap(),
        border_m: Some(0),
        seat_m: Some(12_300),
        bearing_deg: Some(45),
        intensity: Some(68),
    };
    let nowhere = Placed { border_m: None, seat_m: None, bearing_deg: None, intensity: None, ..placed };
    let reason = || Personal::text("系两次地震");
    vec![
        Fact::Recorded { report: Box::new(full.clone()), placed },
        Fact::Joined {
            report: Box::new(bare.clone()),
            apart: Apart { ms: -7_000, metres: 4_200 },
            placed: Some(nowhere),
        },
        Fact::Revised { no: 2, report: Box::new(bare), placed: None },
        Fact::Parted { no: 2, into: id(3), reason: reason() },
        Fact::Withdrawn { reason: reason() },
        Fact::CheckOwed { intensity: 68, owed: Owed { obligation: id(4), due: at("2026-06-18 23:46") } },
        Fact::Attached { main: id(5) },
        Fact::LetOff { reason: reason() },
        Fact::Checked { answer: Personal::text("无人员伤亡") },
        Fact::Directed { azimuth_deg: 135, source: "省地震局现场调查".into() },
    ]
}

fn settings() -> Vec<setting::Fact> {
    vec![setting::Fact::Set(Box::new(Said {
        from: "2026-06-18".parse().unwrap(),
        region: Some(Region::West),
        seat: Some(Seat { longitude_e6: 102_500_000, latitude_e6: 25_250_000 }),
        keep_km: 300,
        intensity: 5,
        preferred: vec!["CENC".into()],
        basis: Personal::text("县抗震救灾指挥部会议"),
    }))]
}

#[test]
fn every_fact_decodes() {
    events().iter().for_each(check);
    settings().iter().for_each(check);
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
