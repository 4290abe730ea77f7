//! A second verifier, in Python and written apart, agrees: on clean logs, and on whether and where a log is damaged.

use std::fs;
use std::path::Path;
use std::process::Command;

use serde_json::{Value, json};
use tempfile::tempdir;

use crate::logs::*;

/// What the second one says; none when there is no Python here.
fn second(dir: &Path, trusted: Option<&Path>) -> Option<Value> {
    let script = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/second/verify.py");
    let key = settings().key.verifier().to_string();
    let run = Command::new("python3").arg(script).arg(dir).arg(key).args(trusted).output();
    let Ok(run) = run else {
        println!("python3 is not here: the second verifier was not asked");
        return None;
    };
    assert!(run.status.code().is_some_and(|code| code < 2), "{}", String::from_utf8_lossy(&run.stderr));
    let said: Value = serde_json::from_slice(&run.stdout).unwrap();
    assert_eq!(said["faults"] == json!([]), run.status.success());
    Some(said)
}

#[test]
fn agrees_on_clean_logs() {
    for (sizes, settings) in [
        (&[][..], settings()),
        (&[1], with_sm()),
        (&[64], settings()),
        (&[255, 256], with_sm()),
        (&[300, 70_000], settings()),
    ] {
        let dir = tempdir().unwrap();
        let log = build(dir.path(), settings.clone(), sizes);
        let Some(said) = second(dir.path(), None) else { return };
        assert_clean(dir.path(), &against(&settings));
        let root = data_encoding::BASE64.encode(&log.root());
        assert_eq!(said, json!({ "size": log.size(), "root": root, "faults": [] }));
    }
}

#[test]
fn agrees_on_damaged_logs() {
    let dir = tempdir().unwrap();
    drop(build(dir.path(), settings(), &[600]));
    let against = against(&settings());
    let names = files(dir.path());
    let mut chance = Chance(3);
    for step in 0..24 {
        let name = &names[(step % names.len() as u64) as usize];
        let path = dir.path().join(name);
        let good = fs::read(&path).unwrap();
        let mut bad = good.clone();
        match chance.below(4) {
            0 => bad.truncate(chance.below(good.len() as u64) as usize),
            _ => bad[chance.below(good.len() as u64) as usize] ^= 1 << chance.below(8),
        }
        fs::write(&path, bad).unwrap();
        let ours = report(dir.path(), &against);
        let Some(theirs) = second(dir.path(), None) else { return };
        fs::write(&path, good).unwrap();
        assert!(!ours.faults.is_empty(), "{name}");
        assert_ne!(theirs["faults"], json!([]), "{name}: {ours:#?}");
        // The place of a changed hash is the place that we tell, whether the tile or its entry was changed.
        let first = &theirs["faults"][0];
        if first[0] == "hash" && first[1][0] == 0 {
            let at = |place: usize| first[1][place].as_u64().unwrap();
            let told = ours.faults.iter().any(|fault| {
                fault.entry == Some(at(1) * 256 + at(2))
                    || fault.tile.is_some_and(|place| (0, place.index, place.position) == (place.level, at(1), at(2)))
            });
            assert!(told, "{theirs} {ours:#?}");
        }
    }
}

#[test]
fn agrees_on_older_checkpoints() {
    let (dir, other) = (tempdir().unwrap(), tempdir().unwrap());
    let trusted = dir.path().join("trusted");
    drop(build(&dir.path().join("log"), settings(), &[300]));
    fs::copy(dir.path().join("log/checkpoint"), &trusted).unwrap();
    let mut against = against(&settings());
    against.trusted = Some(fs::read(&trusted).unwrap());
    drop(build(&dir.path().join("log"), settings(), &[700]));
    let Some(said) = second(&dir.path().join("log"), Some(&trusted)) else { return };
    assert_eq!(said["faults"], json!([]));
    assert_clean(&dir.path().join("log"), &against);
    for (size, changed, word) in [(299, None, "shrunk"), (700, Some(7), "fork"), (300, Some(299), "fork")] {
        let log = other.path().join(size.to_string());
        let mut all = entries(0..size);
        changed.into_iter().for_each(|at: usize| all[at].clear());
        let mut forged = proof::log::Log::open(&log, settings()).unwrap();
        forged.append(&all).unwrap();
        forged.checkpoint(1).unwrap();
        drop(forged);
        assert_eq!(second(&log, Some(&trusted)).unwrap()["faults"][0][0], word);
        assert!(!report(&log, &against).faults.is_empty());
    }
}
