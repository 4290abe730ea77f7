//! A witness signs what continues, and raises the alarm over what does not.

use std::fs;
use std::path::Path;

use proof::log::Log;
use proof::note::{Note, Signed, Signer};
use proof::witness::{AlarmKind, Followed, Refusal, Request, Witness};
use sha2::Sha256;
use tempfile::tempdir;

use crate::logs::*;

fn key() -> Signer {
    Signer::witness_from_seed("example.org/witness", &[42; 32]).unwrap()
}

fn open(dir: &Path) -> Witness {
    let keys = vec![settings().key.verifier().clone()];
    Witness::open(dir, key(), vec![Followed { origin: ORIGIN.to_owned(), keys }]).unwrap()
}

/// What the log asks of a witness that knows `old` entries.
fn request(log: &Log, old: u64) -> Request {
    let published = log.published();
    let size = published.checkpoint.size;
    let proof = log.folder().consistency::<Sha256>(old, size, size).unwrap();
    let request = Request { old, proof, checkpoint: published.note.clone() };
    assert_eq!(Request::parse(request.to_string().as_bytes()).unwrap(), request);
    request
}

#[test]
fn a_log_that_grows() {
    let (dir, home) = (tempdir().unwrap(), tempdir().unwrap());
    let mut log = build(dir.path(), settings(), &[]);
    let mut witness = open(home.path());
    assert!(matches!(Witness::open(home.path(), key(), Vec::new()), Err(Refusal::Locked)));
    for (step, size) in [0, 1, 7, 8, 300, 300, 70_000].into_iter().enumerate() {
        log.append(&entries(log.size()..size)).unwrap();
        log.checkpoint(step as u64).unwrap();
        let old = witness.size(ORIGIN).unwrap();
        let line = witness.cosign(&request(&log, old), 1_760_000_000).unwrap();
        log.cosign(line.clone(), key().verifier()).unwrap();
        let on_disk = Note::parse(&fs::read(dir.path().join("checkpoint")).unwrap()).unwrap();
        assert_eq!(on_disk.signed_by(key().verifier()), Signed::Yes);
        assert_eq!(witness.size(ORIGIN).unwrap(), size);
        drop(witness);
        witness = open(home.path());
        let mut against = against(&settings());
        against.keys.push(key().verifier().clone());
        assert_clean(dir.path(), &against);
        log.checkpoint(step as u64 + 100).unwrap();
        assert!(log.cosign(line, key().verifier()).is_err(), "the signature is of another text");
    }
}

#[test]
fn refusals() {
    let (dir, home) = (tempdir().unwrap(), tempdir().unwrap());
    let mut witness = open(home.path());
    let log = build(dir.path(), settings(), &[10, 20]);
    let stale = witness.cosign(&request(&log, 5), 1).unwrap_err();
    assert!(matches!(stale, Refusal::Stale { asked: 5, kept: 0 }));
    witness.cosign(&request(&log, 0), 1).unwrap();
    let mut long = request(&log, 20);
    long.proof.push([0; 32]);
    assert!(matches!(witness.cosign(&long, 1), Err(Refusal::Proof(_))));
    let mut unsigned = request(&log, 20);
    unsigned.checkpoint = Note::new(unsigned.checkpoint.text().to_owned()).unwrap();
    assert!(matches!(witness.cosign(&unsigned, 1), Err(Refusal::Unbelieved(_))));
    let mut other = settings();
    other.origin = "example.org/other".to_owned();
    let elsewhere = tempdir().unwrap();
    let other = build(elsewhere.path(), other, &[3]);
    assert!(matches!(witness.cosign(&request(&other, 0), 1), Err(Refusal::Unknown(_))));
    for bad in ["", "old 1\n", "old 01\n\n", "new 1\n\nx", "old 1\nAAAA\n\nx"] {
        assert!(matches!(Request::parse(bad.as_bytes()), Err(Refusal::Form)), "{bad:?}");
    }
    assert!(!home.path().join("evidence").exists(), "none of this is an alarm");
}

/// The log is made anew with another entry 3 and shows `shown` entries to a witness that knows `kept`.
fn alarm(kept: u64, shown: u64, changed: bool) -> AlarmKind {
    let (dir, home) = (tempdir().unwrap(), tempdir().unwrap());
    let mut witness = open(home.path());
    let log = build(dir.path(), settings(), &[kept]);
    witness.cosign(&request(&log, 0), 1).unwrap();
    let elsewhere = tempdir().unwrap();
    let mut log = build(elsewhere.path(), settings(), &[]);
    let mut all = entries(0..shown);
    if changed {
        all[3] = b"another".to_vec();
    }
    log.append(&all).unwrap();
    log.checkpoint(2).unwrap();
    let refusal = witness.cosign(&request(&log, kept.min(shown)), 3).unwrap_err();
    let Refusal::Alarm(alarm) = refusal else { panic!("{refusal}") };
    let evidence = fs::read_to_string(&alarm.evidence).unwrap();
    assert_eq!(evidence, format!("{}\n{}", alarm.kept, alarm.shown));
    assert_eq!(alarm.shown, log.published().note);
    assert_eq!(alarm.kept.signed_by(key().verifier()), Signed::Yes);
    assert_eq!(witness.size(ORIGIN).unwrap(), kept, "the witness stays with what it knew");
    alarm.kind
}

#[test]
fn alarms() {
    assert_eq!(alarm(100, 99, false), AlarmKind::Shrink { kept: 100, shown: 99 });
    assert_eq!(alarm(100, 99, true), AlarmKind::Shrink { kept: 100, shown: 99 });
    assert_eq!(alarm(100, 100, true), AlarmKind::Fork { kept: 100, shown: 100, proven: true });
    assert_eq!(alarm(100, 300, true), AlarmKind::Fork { kept: 100, shown: 300, proven: true });
    assert_eq!(alarm(128, 300, true), AlarmKind::Fork { kept: 128, shown: 300, proven: false });
}

/// The cosignature of the specification's own example has the form that ours has.
#[test]
fn form_of_the_specification() {
    let line = "— witness.example.com/w1 jWbPPwAAAABkGFDLEZMHwSRaJNiIDoe9DYn/zXcrtPHeolMI5OWXEhZCB9dlrDJsX3b2oyin1nPZqhf5nNo0xUe+mbIUBkBIfZ+qnA==";
    let read = proof::note::Signature::parse(line).unwrap();
    assert_eq!(read.bytes.len(), key().sign("x\n", 1).bytes.len());
    assert_eq!(read.bytes[..8], 1_679_315_147_u64.to_be_bytes());
    assert_eq!(read.to_string(), line);
}
