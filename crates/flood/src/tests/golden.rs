//! One payload of every fact ever recorded; each must decode forever. `ANLAN_GOLDEN=write` writes those that are missing.

use std::path::PathBuf;

use kernel::{Division, Identity, Instant, Personal, Vault};
use signal::Quantity;
use signal::device::Watcher;

use crate::catchment::{self, Described, Gauge, Pond, Village};
use crate::forecast::Parameters;
use crate::rainfall;

fn id<I: Identity>(n: u8) -> I {
    I::from_bytes([n; 16])
}

fn quantity(text: &str) -> Quantity {
    Quantity::read(text).unwrap()
}

fn at(minute: &str) -> Instant {
    Instant::read(minute).unwrap()
}

fn full() -> Described {
    let place = Division::new(330_799_101_000).unwrap();
    let watcher = Watcher { person: id(2), organisation: id(3) };
    Described {
        code: "XLY-01".into(),
        name: "石门河小流域".into(),
        division: place,
        longitude_e6: Some(102_704_300),
        latitude_e6: Some(25_040_100),
        area_km2: quantity("38.5"),
        owner: id(1),
        watcher: Some(watcher),
        gauges: vec![
            Gauge { device: id(4), weight: quantity("0.6") },
            Gauge { device: id(5), weight: quantity("0.4") },
        ],
        outlet: Some(id(6)),
        ready_m3_s: Some(quantity("45")),
        immediate_m3_s: Some(quantity("80")),
        basis: Some(Personal::text("山洪灾害调查评价成果")),
        parameters: Parameters::usual(38.5),
        evaporation: [quantity("3.2"); 12],
        villages: vec![Village {
            division: place,
            minutes: 45,
            households: Some(30),
            people: Some(112),
            mover: Some(watcher),
        }],
        ponds: vec![Pond::Device(id(7)), Pond::Subject(id(8))],
        since: "2026-05-01".parse().unwrap(),
    }
}

/// Only what must be said.
fn bare() -> Described {
    Described {
        longitude_e6: None,
        latitude_e6: None,
        watcher: None,
        outlet: None,
        ready_m3_s: None,
        immediate_m3_s: None,
        basis: None,
        villages: vec![],
        ponds: vec![],
        ..full()
    }
}

#[test]
fn every_fact_decodes() {
    use catchment::Fact as Catchment;
    use rainfall::Fact as Rain;
    check(&Catchment::Registered { said: Box::new(full()), device: id(9) });
    check(&Catchment::Amended { said: Box::new(bare()) });
    check(&Catchment::Ended { reason: Personal::text("并入下游流域") });
    check(&Rain::Told(Box::new(rainfall::Told {
        catchment: Some(id(1)),
        issued: at("2026-07-20 08:00"),
        until: at("2026-07-21 08:00"),
        within_mm: [Some(quantity("8")), Some(quantity("20.5")), None, Some(quantity("40"))],
        source: Personal::text("县气象台短时预报"),
    })));
    check(&Rain::Withdrawn { reason: Personal::text("雨带南移") });
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
