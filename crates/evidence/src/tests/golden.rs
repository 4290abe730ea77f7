//! One payload of every fact ever recorded; each must decode forever. `ANLAN_GOLDEN=write` writes those that are missing.

use std::path::PathBuf;

use kernel::{Identity, Instant, Personal, Vault};
use ledger::Fact as _;
use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::claims::Position;
use crate::digest::{Digest, PerceptualHash};
use crate::media::MediaType;
use crate::model::{About, Copied, Fact, Likeness, Phase, Stored};
use crate::rule;

fn facts() -> Vec<Fact> {
    let stored = Stored {
        about: About { kind: "hazard".into(), id: [1; 16] },
        phase: Phase::After,
        sha256: Digest::from_bytes([2; 32]),
        media_type: MediaType::Jpeg,
        bytes: 3_145_728,
        width: Some(4_000),
        height: Some(3_000),
        perceptual_hash: Some(PerceptualHash(0xf0e1_d2c3_b4a5_9687)),
        copies: vec![Copied { edge: 320, sha256: Digest::from_bytes([3; 32]) }],
        name: Personal::text("整改后.jpg"),
        taken_at: Instant::read("2026-06-17 15:42").map(Personal::Known),
        position: Some(Personal::Known(Position { latitude_e6: 25_036_761, longitude_e6: 102_709_600 })),
        resembles: vec![Likeness { evidence: Identity::from_bytes([4; 16]), exact: false, distance: 5 }],
    };
    vec![Fact::Stored(Box::new(stored)), Fact::Withdrawn { reason: Personal::text("传错了文件") }]
}

fn rules() -> Vec<rule::Fact> {
    let from = "2026-07-01".parse().unwrap();
    let set = rule::Fact::Set {
        duty: "hazard.rectify".into(),
        grade: Some("major".into()),
        photos: 1,
        reason: "重大隐患销号须凭整改后现场影像核验".into(),
        source: "望安委〔2026〕9 号".into(),
        from,
        to: None,
    };
    vec![set, rule::Fact::Ended { to: from }]
}

#[test]
fn every_fact_ever_recorded_decodes() {
    facts().iter().for_each(|fact| check("evidence", fact.kind(), fact));
    rules().iter().for_each(|fact| check("evidence_rule", fact.kind(), fact));
}

fn check<F: Serialize + DeserializeOwned + PartialEq + std::fmt::Debug>(stream: &str, kind: &str, fact: &F) {
    let folder = PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/../../golden")).join(stream);
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
