//! One payload of every fact ever recorded; each must decode forever. `ANLAN_GOLDEN=write` writes those that are missing.

use std::path::PathBuf;

use kernel::{Day, Division, Identity, Personal, Vault};
use obligation::{Owed, Owner};
use readings::Metric;

use super::{at, quantity, rain};
use crate::device::{Measured, Watcher};
use crate::rule::{Aggregate, Direction, Target, Threshold};
use crate::{Colour, condition, device, rule};

fn id<I: Identity>(n: u8) -> I {
    I::from_bytes([n; 16])
}

fn day(text: &str) -> Day {
    text.parse().unwrap()
}

fn place() -> Division {
    Division::new(330_799_101_000).unwrap()
}

fn devices() -> Vec<device::Fact> {
    use device::{Described, Fact, Sort};
    let rain = Measured { metric: Metric::Rain, least: Some(quantity("0")), most: Some(quantity("120.5")), step: None };
    let battery = Measured { metric: Metric::Battery, least: None, most: None, step: Some(quantity("2")) };
    let full = Described {
        code: "60912340".into(),
        name: "东门村雨量站".into(),
        sort: Sort::RainGauge,
        measures: vec![rain, battery],
        division: place(),
        longitude_e6: Some(102_704_300),
        latitude_e6: Some(25_040_100),
        owner: id(1),
        watcher: Some(Watcher { person: id(2), organisation: id(3) }),
        interval_seconds: 300,
        subject: Some(id(4)),
        since: day("2025-03-01"),
    };
    let bare = Described { longitude_e6: None, latitude_e6: None, watcher: None, subject: None, ..full.clone() };
    vec![
        Fact::Registered(Box::new(full)),
        Fact::Amended(Box::new(bare)),
        Fact::Suspended { reason: Personal::text("检修") },
        Fact::Resumed { reason: Personal::text("检修完成") },
        Fact::Retired { reason: Personal::text("站点迁移") },
    ]
}

fn tokens() -> Vec<device::token::Fact> {
    use device::token::{Digest, Fact};
    vec![
        Fact::Issued {
            digest: Digest::of("anlan-device-example"),
            device: Some(id(1)),
            owner: id(2),
            division: place(),
            label: Personal::text("遥测终端"),
        },
        Fact::Revoked { reason: Personal::text("终端报废") },
    ]
}

fn said() -> rule::Described {
    rule::Described {
        title: Personal::text("一小时雨量"),
        basis: Personal::text("县防汛应急预案"),
        metric: Metric::Rain,
        window_minutes: 60,
        aggregate: Aggregate::Sum,
        direction: Direction::Above,
        thresholds: vec![Threshold { colour: Colour::Yellow, value: quantity("30") }],
        hold_minutes: 0,
        clear_minutes: 60,
        lateness_minutes: 60,
        target: Target { sort: Some(device::Sort::RainGauge), township: Some(place()), devices: vec![id(7)] },
        model: None,
        wetness: None,
        per_site: None,
    }
}

fn rules() -> Vec<rule::Fact> {
    use rule::{Described, Drafted, Fact};
    let said = said();
    let all = Described { target: Target::default(), ..said.clone() };
    let drafted = Drafted { code: "R2026-001".into(), edition: 2, follows: Some(id(6)), said };
    vec![
        Fact::Drafted(Box::new(drafted)),
        Fact::Redrafted { said: Box::new(all) },
        Fact::Tested(Box::new(tested())),
        Fact::SwitchedOn { from: day("2026-06-20"), reason: Personal::text("汛期启用") },
        Fact::SwitchedOff { to: day("2026-10-01"), reason: Personal::text("汛期结束") },
        Fact::Discarded { reason: Personal::text("重复") },
    ]
}

/// Everything that a rule may say beside the usual; no rule says all of it.
fn by_model() -> rule::Described {
    use rule::{Model, Wetness};
    let at = |value| vec![Threshold { colour: Colour::Yellow, value: quantity(value) }];
    let wetness = Wetness {
        days: 15,
        decay: quantity("0.85"),
        dry_below: quantity("20"),
        wet_from: quantity("60"),
        dry: at("50"),
        wet: at("25"),
    };
    let (factor, exponent) = (quantity("14.82"), quantity("0.39"));
    let model = Model::IntensityDuration { factor, exponent, shortest_minutes: 60 };
    rule::Described { model: Some(model), wetness: Some(wetness), ..said() }
}

fn tested() -> rule::backtest::Tested {
    use rule::backtest::{Asked, EventKind, Nearness, Read, Score, Scored, Tested};
    let score = Score {
        colour: Colour::Yellow,
        conditions: 9,
        right: 4,
        late: 1,
        events: 3,
        hits: 2,
        lead_minutes: Some(95),
        warned_minutes: 1_260,
    };
    let (draft, first) =
        (vec![score, Score { colour: Colour::Red, lead_minutes: None, ..score }], Some(day("2023-04-01")));
    Tested {
        asked: Asked {
            from: day("2023-06-01"),
            to: day("2026-05-31"),
            kinds: vec![EventKind::Flood, EventKind::Geological],
            nearness: Nearness::Township,
            kilometres: 10,
            before_hours: 24,
            after_hours: 6,
        },
        read: Read { readings: 250_000, devices: 40, heard: 38, device_days: 30_100, first, last: None },
        draft: Scored { edition: 2, scores: draft, beyond: 1 },
        in_force: Some(Scored { edition: 1, scores: vec![score], beyond: 1 }),
    }
}

fn conditions() -> Vec<condition::Fact> {
    use condition::{Fact, Place, Raised, Sort};
    let owed = Owed { obligation: id(5), due: at("2026-06-15 12:30") };
    let raised = Raised {
        number: "2026-00001".into(),
        sort: Sort::Rule,
        mark: "device:01010101010101010101010101 rule R2026-001".into(),
        place: Place::Device(id(1)),
        rule: Some(id(6)),
        rule_code: Some("R2026-001".into()),
        division: place(),
        owner: id(2),
        holder: Owner { organisation: id(3), person: Some(id(4)) },
        colour: Colour::Yellow,
        reading: rain("52.5"),
        owed,
    };
    vec![
        Fact::Raised(Box::new(raised)),
        Fact::Worsened { colour: Colour::Red, reading: rain("90"), owed: Some(owed) },
        Fact::Eased { colour: Colour::Blue, reading: rain("20") },
        Fact::Repeated { reading: rain("21") },
        Fact::Cleared { reading: None },
        Fact::Late { colour: Some(Colour::Orange), reading: rain("60") },
        Fact::Acknowledged { note: Personal::text("已派人到站检查") },
    ]
}

#[test]
fn every_fact_decodes() {
    devices().iter().for_each(check);
    tokens().iter().for_each(check);
    rules().iter().for_each(check);
    check_as("redrafted_model", &rule::Fact::Redrafted { said: Box::new(by_model()) });
    for months in [Some(60), None] {
        let name = if months.is_some() { "set" } else { "set_all" };
        let reason = Personal::text("磁盘容量");
        check_as(name, &crate::retention::Fact::Set { months, from: day("2027-01-01"), reason });
    }
    let at_sites = rule::Described { per_site: Some(rule::PerSite { agree: 2 }), ..said() };
    check_as("redrafted_site", &rule::Fact::Redrafted { said: Box::new(at_sites) });
    conditions().iter().for_each(check);
}

fn check<F: ledger::Fact + PartialEq + std::fmt::Debug>(fact: &F) {
    check_as(fact.kind(), fact);
}

/// One of a kind that has grown: each form in which it was ever recorded has a name.
fn check_as<F: ledger::Fact + PartialEq + std::fmt::Debug>(name: &str, fact: &F) {
    let folder = PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/../../golden")).join(F::STREAM);
    let file = folder.join(format!("{name}.json"));
    let (payload, taken) = kernel::seal(fact, |n| [n as u8; 32]).unwrap();
    if !file.exists() && writing() {
        std::fs::create_dir_all(&folder).unwrap();
        std::fs::write(&file, format!("{payload}\n")).unwrap();
    }
    let recorded = std::fs::read_to_string(&file).unwrap_or_else(|e| panic!("{}: {e}", file.display()));
    let vault: Vault = taken.into_iter().map(|s| (s.commitment, s.value)).collect();
    let decoded: F = kernel::open(recorded.trim_end(), vault).unwrap();
    assert_eq!(decoded, *fact, "{name}");
}

#[expect(clippy::disallowed_methods, reason = "asks whether golden payloads are to be written")]
fn writing() -> bool {
    std::env::var("ANLAN_GOLDEN").is_ok_and(|v| v == "write")
}
