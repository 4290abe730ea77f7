//! A log grows in batches of any size, is closed and opened, and is always what a log in one piece would be.

use proof::folder::Folder;
use proof::log::{Log, LogError};
use proof::note::{Note, Signed};
use proof::tree::{Edge, leaf, verify_consistency, verify_inclusion};
use sha2::Sha256;
use sm3::Sm3;
use tempfile::tempdir;

use crate::logs::*;

#[test]
fn batches_of_any_size() {
    let mut chance = Chance(1);
    for _ in 0..30 {
        let dir = tempdir().unwrap();
        let settings = if chance.below(2) == 0 { settings() } else { with_sm() };
        let mut whole = Edge::<Sha256>::default();
        let mut log = Log::open(dir.path(), settings.clone()).unwrap();
        assert_clean(dir.path(), &against(&settings));
        let mut before = (0, log.root());
        for _ in 0..chance.below(6) {
            let next = log.size() + chance.below(700);
            log.append(&entries(log.size()..next)).unwrap();
            (whole.size()..next).for_each(|number| whole.push(leaf::<Sha256>(&entry(number)), |_, _| ()));
            assert_eq!((log.size(), log.root()), (next, whole.root()));
            if chance.below(3) > 0 {
                log.checkpoint(chance.below(1 << 40)).unwrap();
                assert_clean(dir.path(), &against(&settings));
                let proof = log.folder().consistency::<Sha256>(before.0, next, next).unwrap();
                verify_consistency::<Sha256>((before.0, &before.1), (next, &log.root()), &proof).unwrap();
                before = (next, log.root());
            }
            if next > 0 {
                let index = chance.below(next);
                assert_eq!(log.entry(index).unwrap(), Some(entry(index)));
            }
            assert_eq!(log.entry(next).unwrap(), None);
            if chance.below(3) == 0 {
                log.checkpoint(5).unwrap();
                drop(log);
                log = Log::open(dir.path(), settings.clone()).unwrap();
                assert_eq!((log.size(), log.root()), (next, whole.root()));
                before = (next, log.root());
            }
        }
        log.checkpoint(9).unwrap();
        assert_clean(dir.path(), &against(&settings));
    }
}

#[test]
fn checkpoint_and_proofs() {
    let dir = tempdir().unwrap();
    let settings = with_sm();
    let log = build(dir.path(), settings.clone(), &[1, 300, 70_000]);
    let published = log.published();
    let head = &published.checkpoint;
    assert_eq!((head.size, head.time(), head.root), (70_000, Some(1_760_000_002), log.root()));
    assert_eq!(published.note.signed_by(settings.key.verifier()), Signed::Yes);
    let on_disk = std::fs::read(dir.path().join("checkpoint")).unwrap();
    assert_eq!(Note::parse(&on_disk).unwrap(), published.note);
    let mut sm3 = Edge::<Sm3>::default();
    (0..70_000).for_each(|number| sm3.push(leaf::<Sm3>(&entry(number)), |_, _| ()));
    assert_eq!(head.sm3(), Some(sm3.root()));
    let folder = Folder::new(dir.path());
    for index in [0, 255, 256, 65_535, 65_536, 69_999] {
        let proof = folder.inclusion::<Sha256>(index, head.size, head.size).unwrap();
        assert!(proof.len() <= 17);
        let hash = leaf::<Sha256>(&folder.entry(index, head.size).unwrap().unwrap());
        verify_inclusion::<Sha256>(&hash, index, head.size, &proof, &head.root).unwrap();
        let proof = folder.inclusion::<Sm3>(index, head.size, head.size).unwrap();
        verify_inclusion::<Sm3>(&leaf::<Sm3>(&entry(index)), index, head.size, &proof, &sm3.root()).unwrap();
    }
    let expected = ["tile/0/273.p/112", "tile/1/001.p/17", "tile/2/000.p/1", "tile/entries/273.p/112"];
    let partial: Vec<String> = files(dir.path()).into_iter().filter(|file| file.contains(".p/")).collect();
    let (second, first): (Vec<_>, Vec<_>) = partial.into_iter().partition(|file| file.starts_with("sm3/"));
    assert_eq!(first, expected);
    assert_eq!(second, expected[..3].iter().map(|file| format!("sm3/{file}")).collect::<Vec<_>>());
}

#[test]
fn refusals() {
    let dir = tempdir().unwrap();
    let mut log = build(dir.path(), settings(), &[10]);
    let too_long = log.append(&[vec![1], vec![0; 65_536]]).unwrap_err().to_string();
    assert_eq!(too_long, "entry 1 of the batch: the entry has 65536 bytes, at most 65535 fit into a bundle");
    assert_eq!(log.size(), 10, "nothing of the batch was taken");
    log.append(&[vec![0; 65_535], Vec::new()]).unwrap();
    log.checkpoint(1).unwrap();
    assert!(matches!(Log::open(dir.path(), settings()), Err(LogError::Locked)));
    drop(log);
    let mut other = settings();
    other.origin = "example.org/other".to_owned();
    assert!(matches!(Log::open(dir.path(), other), Err(LogError::Checkpoint(_))));
    let mut other = settings();
    other.key = proof::note::Signer::from_seed(ORIGIN, &[8; 32]).unwrap();
    assert!(matches!(Log::open(dir.path(), other), Err(LogError::Checkpoint(_))));
    let tile = dir.path().join("tile/0/000.p/12");
    let good = std::fs::read(&tile).unwrap();
    let mut bad = good.clone();
    bad[40] ^= 1;
    std::fs::write(&tile, bad).unwrap();
    assert!(matches!(Log::open(dir.path(), settings()), Err(LogError::Root("SHA-256"))));
    std::fs::write(&tile, good).unwrap();
    let bundle = dir.path().join("tile/entries/000.p/12");
    let mut bad = std::fs::read(&bundle).unwrap();
    bad[5] ^= 1;
    std::fs::write(&bundle, bad).unwrap();
    assert!(matches!(Log::open(dir.path(), settings()), Err(LogError::Entries(_))));
    std::fs::remove_file(dir.path().join("checkpoint")).unwrap();
    assert!(matches!(Log::open(dir.path(), settings()), Err(LogError::CheckpointMissing)));
    let mut two_lines = settings();
    two_lines.origin = "two\nlines".to_owned();
    assert!(Log::open(&dir.path().join("new"), two_lines).is_err());
}

/// A log without SM3 gets its second tree later, and loses it again, without harm.
#[test]
fn second_tree_later() {
    let dir = tempdir().unwrap();
    drop(build(dir.path(), settings(), &[700]));
    drop(build(dir.path(), with_sm(), &[700, 1000]));
    assert_clean(dir.path(), &against(&with_sm()));
    drop(build(dir.path(), settings(), &[2000]));
    assert_clean(dir.path(), &against(&settings()));
    assert_eq!(report(dir.path(), &against(&with_sm())).faults.len(), 2);
    drop(build(dir.path(), with_sm(), &[2001]));
    assert_clean(dir.path(), &against(&with_sm()));
}
