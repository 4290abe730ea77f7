//! One payload of every fact ever recorded; each must decode forever. `ANLAN_GOLDEN=write` writes those that are missing.

use std::path::PathBuf;

use kernel::{Division, Identity, Personal, Vault};
use obligation::Owed;

use super::{at, quantity};
use crate::danger::{Codes, From, LastRain, MonthDay, Noon, Rating, Setting};
use crate::spot::{Confidence, Detection, Finding, Found, Near};
use crate::{Class, danger, source, spot};

fn id<I: Identity>(n: u8) -> I {
    I::from_bytes([n; 16])
}

fn place() -> Division {
    Division::new(330_799_101_000).unwrap()
}

fn areas() -> Vec<danger::Fact> {
    let month_day = |text| MonthDay::read(text).unwrap();
    let full = Setting {
        division: place(),
        device: id(1),
        stations: vec![id(2), id(3)],
        is_watched: true,
        forest_percent: Some(62),
        season_from: month_day("12-01"),
        season_to: month_day("05-31"),
        cover: [0, 0, 5, 10, 15, 20, 20, 15, 10, 5, 5, 0],
        since: "2026-03-01".parse().unwrap(),
    };
    let bare = Setting { is_watched: false, forest_percent: None, ..full.clone() };
    let rating = Rating {
        day: "2026-03-05".parse().unwrap(),
        noon: Noon {
            station: Some(id(2)),
            measured_at: at("2026-03-05 12:50"),
            temperature_c: quantity("24.5"),
            humidity_percent: quantity("31"),
            wind_m_s: quantity("5"),
            temperature_c_max: quantity("26.1"),
            humidity_percent_min: quantity("28"),
            wind_m_s_max: quantity("6.2"),
            rain_mm: quantity("0"),
        },
        from: From::Yesterday,
        codes: Codes {
            ffmc: quantity("90.123456"),
            dmc: quantity("31.5"),
            dc: quantity("212.25"),
            rain: Some(LastRain { mm: quantity("4.2"), days: 5 }),
        },
        isi: quantity("9.1"),
        bui: quantity("44.2"),
        fwi: quantity("21.7"),
        points: 95,
        class: Class::Five,
        reason: Some(Personal::text("气象站停电")),
    };
    vec![
        danger::Fact::Set(Box::new(full)),
        danger::Fact::Amended(Box::new(bare)),
        danger::Fact::Rated(Box::new(rating)),
    ]
}

fn spots() -> Vec<spot::Fact> {
    let detection = Detection {
        at: at("2026-03-05 14:44"),
        longitude_e6: 100_020_000,
        latitude_e6: 24_030_000,
        satellite: "Terra".into(),
        instrument: "MODIS".into(),
        confidence: Confidence::High,
        percent: Some(85),
        power_mw: Some(quantity("29.72")),
    };
    let found = Found {
        number: "2026-00001".into(),
        division: place(),
        outside_m: 0,
        near: Some(Near { device: id(2), m: 420 }),
        detection: detection.clone(),
        source: Some(id(4)),
        owner: Some(id(5)),
        owed: Some(Owed { obligation: id(6), due: at("2026-03-05 17:00") }),
    };
    vec![
        spot::Fact::Found(Box::new(found)),
        spot::Fact::Detected(Box::new(detection)),
        spot::Fact::Answered {
            finding: Finding::Wildfire,
            note: Personal::text("林地起火，已扑救"),
            incident: Some("2026-00012".into()),
        },
    ]
}

fn sources() -> Vec<source::Fact> {
    let marked = source::Marked {
        name: "东门砖厂".into(),
        division: place(),
        longitude_e6: 100_050_000,
        latitude_e6: 24_050_000,
        radius_m: 800,
        reason: Personal::text("隧道窑常年生产"),
    };
    vec![source::Fact::Marked(Box::new(marked)), source::Fact::Unmarked { reason: Personal::text("已拆除") }]
}

#[test]
fn every_fact_decodes() {
    areas().iter().for_each(check);
    spots().iter().for_each(check);
    sources().iter().for_each(check);
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
