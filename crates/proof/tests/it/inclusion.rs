//! The proof of one entry, and the program that checks it and whole logs.

use std::fs;
use std::path::Path;
use std::process::Command;

use proof::checkpoint::Checkpoint;
use proof::inclusion::Inclusion;
use proof::log::Log;
use proof::note::{Note, Signature, Verifier};
use proof::witness::Request;
use proptest::prelude::*;
use sha2::Sha256;
use tempfile::tempdir;

use crate::logs::*;

fn proof_of(log: &Log, index: u64, with_entry: bool) -> Inclusion {
    let published = log.published();
    let size = published.checkpoint.size;
    Inclusion {
        entry: if with_entry { log.entry(index).unwrap() } else { None },
        index,
        hashes: log.folder().inclusion::<Sha256>(index, size, size).unwrap(),
        checkpoint: published.note.clone(),
    }
}

#[test]
fn files() {
    let dir = tempdir().unwrap();
    let log = build(dir.path(), with_sm(), &[1000]);
    let keys = against(&with_sm()).keys;
    for (index, with_entry) in [(0, true), (700, true), (999, false)] {
        let proof = proof_of(&log, index, with_entry);
        let text = proof.to_string();
        assert_eq!(Inclusion::parse(text.as_bytes()).unwrap(), proof);
        let (head, found) = proof.verify(Some(&entry(index)), Some(ORIGIN), &keys).unwrap();
        assert_eq!((head.size, found), (1000, entry(index)));
        assert_eq!(proof.verify(None, None, &keys).is_ok(), with_entry);
        assert!(proof.verify(Some(b"another"), None, &keys).is_err());
        assert!(proof.verify(Some(&entry(index)), Some("example.org/other"), &keys).is_err());
    }
    // Every bit of the file matters, but for those that only say the entry again.
    let text = proof_of(&log, 700, true).to_string();
    let given = entry(700);
    for bit in 0..text.len() * 8 {
        let mut changed = text.clone().into_bytes();
        changed[bit / 8] ^= 1 << (bit % 8);
        let holds = Inclusion::parse(&changed).and_then(|proof| proof.verify(Some(&given), Some(ORIGIN), &keys));
        assert!(holds.is_err(), "bit {bit}: {}", String::from_utf8_lossy(&changed));
    }
}

fn run(arguments: &[&str]) -> (Option<i32>, String) {
    let run = Command::new(env!("CARGO_BIN_EXE_anlan-verify")).args(arguments).output().unwrap();
    (run.status.code(), String::from_utf8(run.stdout).unwrap())
}

#[test]
fn program() {
    let dir = tempdir().unwrap();
    let path = |name: &str| dir.path().join(name).to_str().unwrap().to_owned();
    let log = build(&dir.path().join("log"), settings(), &[300]);
    let (log_dir, key) = (path("log"), settings().key.verifier().to_string());
    let log_dir = log_dir.as_str();
    fs::write(path("trusted"), log.published().note.to_string()).unwrap();
    fs::write(path("proof"), proof_of(&log, 7, false).to_string()).unwrap();
    fs::write(path("entry"), entry(7)).unwrap();
    let (proof, trusted, seven) = (path("proof"), path("trusted"), path("entry"));
    let clean = format!("{ORIGIN}, 300 entries: everything fits\n");
    assert_eq!(run(&[log_dir, "--key", &key]), (Some(0), clean.clone()));
    assert_eq!(run(&[log_dir, "--key", &key, "--trusted", &trusted, "--origin", ORIGIN]), (Some(0), clean));
    let (code, answer) = run(&[log_dir, "--key", &key, "--json"]);
    let answer: serde_json::Value = serde_json::from_str(&answer).unwrap();
    assert_eq!((code, &answer["size"], answer["faults"].as_array().unwrap().len()), (Some(0), &300.into(), 0));
    let found = format!("entry 7 is in the log {ORIGIN} of 300 entries\n");
    assert_eq!(run(&["--proof", &proof, "--entry", &seven, "--key", &key]), (Some(0), found));
    assert_eq!(run(&["--proof", &proof, "--entry", &trusted, "--key", &key]).0, Some(1));
    assert_eq!(run(&["--proof", &proof, "--key", &key]).0, Some(1));
    for nothing in [&[][..], &[log_dir], &["--key", &key], &[log_dir, "--key", "x"], &["/nowhere", "--key", &key]] {
        assert_eq!(run(nothing), (Some(2), String::new()), "{nothing:?}");
    }
    assert_eq!(run(&[log_dir, "--key", &key, "--trusted", &proof]).0, Some(2));
    damage(&dir.path().join("log/tile/entries/000"));
    let faults = format!("tile/entries/000: entry 0 is not the one that was logged\n{ORIGIN}, 300 entries: 1 fault\n");
    assert_eq!(run(&[log_dir, "--key", &key]), (Some(1), faults));
    let (code, answer) = run(&[log_dir, "--key", &key, "--json"]);
    let answer: serde_json::Value = serde_json::from_str(&answer).unwrap();
    assert_eq!((code, &answer["faults"][0]["kind"]), (Some(1), &"changed_entry".into()));
}

fn damage(file: &Path) {
    let mut bytes = fs::read(file).unwrap();
    bytes[4] ^= 1;
    fs::write(file, bytes).unwrap();
}

/// Reads bytes as everything that can come from outside; what can be read is written as it was.
fn read_as_everything(bytes: &[u8]) {
    let text = String::from_utf8_lossy(bytes);
    if let Ok(note) = Note::parse(bytes) {
        assert_eq!(note.to_string().as_bytes(), bytes);
    }
    if let Ok(proof) = Inclusion::parse(bytes) {
        assert_eq!(proof.to_string().as_bytes(), bytes);
    }
    if let Ok(request) = Request::parse(bytes) {
        assert_eq!(request.to_string().as_bytes(), bytes);
    }
    if let Ok(checkpoint) = Checkpoint::parse(&text) {
        assert_eq!(checkpoint.text(), text);
    }
    if let Some(line) = Signature::parse(&text) {
        assert_eq!(line.to_string(), text);
    }
    let _ = Verifier::parse(&text);
    proof::tile::entries(bytes).for_each(drop);
}

proptest! {
    #[test]
    fn anything_can_be_read(bytes in prop::collection::vec(any::<u8>(), 0..400)) {
        read_as_everything(&bytes);
    }

    /// Pieces of the real thing in any order come further into the readers.
    #[test]
    fn nearly_anything_can_be_read(pieces in prop::collection::vec(0_usize..14, 0..12), cut in any::<usize>()) {
        const PIECES: [&str; 14] = [
            "c2sp.org/tlog-proof@v1\n", "extra ", "AAAA", "\n", "index ", "0", "17", "old 3\n", "\n\n", "\u{2014} ", "name ",
            "CsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=\n", "+", "\u{2014} n AAAAAAAA\n",
        ];
        let text: String = pieces.iter().map(|piece| PIECES[*piece]).collect();
        read_as_everything(text.as_bytes());
        read_as_everything(&text.as_bytes()[..cut % (text.len() + 1)]);
    }
}
