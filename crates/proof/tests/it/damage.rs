//! What someone with the disk in hand may do to a log, and what is told of it.

use std::fs;
use std::path::Path;

use proof::note::Signer;
use proof::tile;
use proof::verify::{Against, CouldNot, Kind, verify};
use tempfile::tempdir;

use crate::logs::*;

const SIZE: u64 = 1000;

/// Damages a log of 1000 entries (checkpoints at 300 and 1000) and checks what is told: kind and entry of every fault.
fn check(what: &str, damage: impl Fn(&Path), expected: &[(Kind, Option<u64>)]) {
    let dir = tempdir().unwrap();
    drop(build(dir.path(), settings(), &[300]));
    let trusted = fs::read(dir.path().join("checkpoint")).unwrap();
    drop(build(dir.path(), settings(), &[SIZE]));
    let against = Against { trusted: Some(trusted), ..against(&settings()) };
    assert_clean(dir.path(), &against);
    damage(dir.path());
    let report = report(dir.path(), &against);
    let told: Vec<_> = report.faults.iter().map(|fault| (fault.kind, fault.entry)).collect();
    assert_eq!(told, expected, "{what}: {report:#?}");
}

/// All entries, changed, and written back into bundles as if nothing had happened; tiles and checkpoint stay.
fn rewrite(dir: &Path, change: impl Fn(&mut Vec<Vec<u8>>)) {
    let mut all = entries(0..SIZE);
    change(&mut all);
    fs::remove_dir_all(dir.join("tile/entries")).unwrap();
    for (index, chunk) in (0..).zip(all.chunks(256)) {
        let last = (index + 1) * 256 > SIZE;
        let width = if last { (SIZE % 256) as u16 } else { 256 };
        let path = dir.join(tile::Bundle { index, width }.path());
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        let mut bytes = Vec::new();
        chunk.iter().for_each(|entry| tile::push_entry(&mut bytes, entry).unwrap());
        fs::write(path, bytes).unwrap();
    }
}

/// A whole log made anew from changed entries, signed by the same key.
fn forge(dir: &Path, size: u64, change: impl Fn(&mut Vec<Vec<u8>>)) {
    let mut all = entries(0..size);
    change(&mut all);
    fs::remove_dir_all(dir).unwrap();
    let mut log = proof::log::Log::open(dir, settings()).unwrap();
    log.append(&all).unwrap();
    log.checkpoint(5).unwrap();
}

#[test]
fn entries_changed() {
    use Kind::*;
    let changed = |at: usize| move |all: &mut Vec<Vec<u8>>| all[at].push(b' ');
    check("first", |dir| rewrite(dir, changed(0)), &[(ChangedEntry, Some(0))]);
    check("in a full bundle", |dir| rewrite(dir, changed(300)), &[(ChangedEntry, Some(300))]);
    check("in the last bundle", |dir| rewrite(dir, changed(999)), &[(ChangedEntry, Some(999))]);
    let two = |all: &mut Vec<Vec<u8>>| [5, 900].iter().for_each(|at: &usize| all[*at].clear());
    check("two", |dir| rewrite(dir, two), &[(ChangedEntry, Some(5)), (ChangedEntry, Some(900))]);
    let delete = |at: usize| move |all: &mut Vec<Vec<u8>>| drop(all.remove(at));
    check("deleted", |dir| rewrite(dir, delete(0)), &[(Deleted, Some(0))]);
    check("deleted", |dir| rewrite(dir, delete(500)), &[(Deleted, Some(500))]);
    let several = |all: &mut Vec<Vec<u8>>| drop(all.drain(500..503));
    check("three", |dir| rewrite(dir, several), &[(Deleted, Some(500)), (Deleted, Some(501)), (Deleted, Some(502))]);
    check("the last", |dir| rewrite(dir, delete(999)), &[(Truncated, Some(999))]);
    let insert = |at: usize| move |all: &mut Vec<Vec<u8>>| all.insert(at, b"new".to_vec());
    check("inserted", |dir| rewrite(dir, insert(10)), &[(Inserted, Some(10))]);
    check("inserted at the end", |dir| rewrite(dir, insert(1000)), &[(Inserted, Some(1000))]);
    let swap = |a: usize, b: usize| move |all: &mut Vec<Vec<u8>>| all.swap(a, b);
    check("swapped", |dir| rewrite(dir, swap(1, 2)), &[(Swapped, Some(1))]);
    check("swapped far", |dir| rewrite(dir, swap(1, 990)), &[(Swapped, Some(1))]);
    let twice = |all: &mut Vec<Vec<u8>>| all.insert(20, entry(10));
    check("repeated", |dir| rewrite(dir, twice), &[(Inserted, Some(20))]);
    let both = |all: &mut Vec<Vec<u8>>| {
        all.remove(100);
        all[700].clear();
    };
    check("deleted and changed", |dir| rewrite(dir, both), &[(Deleted, Some(100)), (ChangedEntry, Some(701))]);
}

#[test]
fn files_changed() {
    use Kind::*;
    let remove = |name: &'static str| move |dir: &Path| fs::remove_file(dir.join(name)).unwrap();
    check("last bundle", remove("tile/entries/003.p/232"), &[(Truncated, Some(768))]);
    check("a bundle", remove("tile/entries/001"), &[(Missing, Some(256))]);
    check("a tile", remove("tile/0/001"), &[(Missing, None)]);
    check("the last tile", remove("tile/0/003.p/232"), &[(Missing, None)]);
    check("the upper tile", remove("tile/1/000.p/3"), &[(Missing, None)]);
    check("the checkpoint", remove("checkpoint"), &[(Missing, None)]);
    let two_bundles =
        |dir: &Path| ["tile/entries/002", "tile/entries/003.p/232"].iter().for_each(|name| remove(name)(dir));
    check("cut off", two_bundles, &[(Truncated, Some(512))]);
    let all = |dir: &Path| fs::remove_dir_all(dir.join("tile/entries")).unwrap();
    check("all entries", all, &[(Truncated, Some(0))]);
    let shorter = |dir: &Path| fs::write(dir.join("tile/0/002"), [0; 100]).unwrap();
    check("a short tile", shorter, &[(Unreadable, None)]);
    let folder = |dir: &Path| {
        fs::remove_file(dir.join("tile/0/002")).unwrap();
        fs::create_dir(dir.join("tile/0/002")).unwrap();
    };
    check("a folder in place of a tile", folder, &[(Unreadable, None)]);
    let both = |dir: &Path| {
        rewrite(dir, |all| all[300].clear());
        let hashes: Vec<u8> = (256..512)
            .flat_map(|at| proof::tree::leaf::<sha2::Sha256>(&if at == 300 { Vec::new() } else { entry(at) }))
            .collect();
        fs::write(dir.join("tile/0/001"), hashes).unwrap();
    };
    check("an entry and its tile", both, &[(ChangedEntry, Some(256))]);
    let last = |dir: &Path| {
        rewrite(dir, |all| all[900].clear());
        let hash = |at| proof::tree::leaf::<sha2::Sha256>(&if at == 900 { Vec::new() } else { entry(at) });
        fs::write(dir.join("tile/0/003.p/232"), (768..1000).flat_map(hash).collect::<Vec<u8>>()).unwrap();
    };
    check("an entry and its tile, at the end", last, &[(WrongRoot, None)]);
    let beyond = |dir: &Path| {
        fs::write(dir.join("tile/0/003"), [1; 8192]).unwrap();
        fs::write(dir.join("tile/0/004.p.tmp"), [1; 64]).unwrap();
        fs::write(dir.join("tile/readme"), "?").unwrap();
    };
    check("files beyond the checkpoint are no fault", beyond, &[]);
}

/// Older partial forms stay until the full one is there. They are compared, too.
#[test]
fn older_forms() {
    let dir = tempdir().unwrap();
    drop(build(dir.path(), settings(), &[10, 20, 30]));
    let against = against(&settings());
    for (file, at) in [("tile/0/000.p/10", 100), ("tile/0/000.p/20", 0), ("tile/entries/000.p/20", 50)] {
        let path = dir.path().join(file);
        let good = fs::read(&path).unwrap();
        let mut bad = good.clone();
        bad[at] ^= 1;
        for damaged in [bad, good[..good.len() - 1].to_vec(), [&good[..], &[0]].concat()] {
            fs::write(&path, damaged).unwrap();
            let report = report(dir.path(), &against);
            let told: Vec<_> = report.faults.iter().map(|fault| (fault.kind, fault.file.as_str())).collect();
            assert_eq!(told, [(Kind::ChangedTile, file)]);
        }
        fs::write(&path, good).unwrap();
        assert_clean(dir.path(), &against);
    }
}

/// Everything was made anew and signed: only the older checkpoint shows it.
#[test]
fn forged_with_the_key() {
    use Kind::*;
    check("rolled back", |dir| forge(dir, 299, |_| ()), &[(RolledBack, None)]);
    check("the same, honestly longer", |dir| forge(dir, 1001, |_| ()), &[]);
    check("the same", |dir| forge(dir, 300, |_| ()), &[]);
    check("two heads, same size", |dir| forge(dir, 300, |all| all[7].clear()), &[(TwoHeads, None), (TwoHeads, None)]);
    check("two heads, longer", |dir| forge(dir, 1000, |all| all[7].clear()), &[(TwoHeads, None)]);
    check("changed after the trusted one", |dir| forge(dir, 1000, |all| all[300].clear()), &[]);
}

#[test]
fn signatures() {
    use Kind::*;
    let edit = |change: fn(String) -> String| {
        move |dir: &Path| {
            let text = fs::read_to_string(dir.join("checkpoint")).unwrap();
            fs::write(dir.join("checkpoint"), change(text)).unwrap();
        }
    };
    check("size", edit(|text| text.replace("\n1000\n", "\n1001\n")), &[(WrongSignature, None)]);
    check("cut", edit(|text| text.split("\n\n").next().unwrap().to_owned()), &[(Unreadable, None)]);
    check("other name", edit(|text| text.replace("— example", "— axample")), &[(Unsigned, None)]);
    check("empty", edit(|_| String::new()), &[(Unreadable, None)]);
    let unknown = |text| text + "— someone AAAAAAAA\n";
    check("an unknown line is ignored", edit(unknown), &[]);
    let other_key = |dir: &Path| {
        fs::remove_dir_all(dir).unwrap();
        let mut settings = settings();
        settings.key = Signer::from_seed(ORIGIN, &[1; 32]).unwrap();
        drop(build(dir, settings, &[SIZE]));
    };
    check("another key", other_key, &[(Unsigned, None)]);
    let other_origin = |dir: &Path| {
        fs::remove_dir_all(dir).unwrap();
        let mut settings = settings();
        settings.origin = "example.org/other".to_owned();
        drop(build(dir, settings, &[SIZE]));
    };
    check("another log", other_origin, &[(WrongOrigin, None)]);
}

#[test]
fn nothing_to_check() {
    let dir = tempdir().unwrap();
    let folder = proof::folder::Folder::new(dir.path());
    assert!(matches!(verify(&folder, &Against::default()), Err(CouldNot::NoKey)));
    assert!(matches!(verify(&folder, &against(&settings())), Err(CouldNot::NoLog)));
    let nowhere = proof::folder::Folder::new(dir.path().join("nowhere"));
    assert!(matches!(verify(&nowhere, &against(&settings())), Err(CouldNot::Folder(_))));
    drop(build(dir.path(), settings(), &[3]));
    let unsigned = Against { trusted: Some(b"?".to_vec()), ..against(&settings()) };
    assert!(matches!(verify(&folder, &unsigned), Err(CouldNot::Trusted(_))));
}

#[test]
fn the_second_tree_tells_what_the_first_told_and_no_more() {
    let dir = tempdir().unwrap();
    drop(build(dir.path(), with_sm(), &[SIZE]));
    let against = against(&with_sm());
    assert_clean(dir.path(), &against);
    rewrite(dir.path(), |all| all.swap(1, 2));
    let report = report(dir.path(), &against);
    let told: Vec<_> = report.faults.iter().map(|fault| (fault.kind, fault.entry)).collect();
    assert_eq!(told, [(Kind::Swapped, Some(1))], "{report:#?}");
}
