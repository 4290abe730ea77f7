//! The process is killed after any change of a file: the log verifies, opens and goes on.

use std::fs;
use std::path::Path;
use std::sync::{Arc, Mutex};

use proof::log::{Log, Settings};
use tempfile::tempdir;

use crate::logs::*;

/// Copies of the folder after every change of a file, while a log grows from `start` through these sizes.
fn snapshots(into: &Path, settings: &Settings, start: Option<u64>, sizes: &[u64]) -> Vec<(String, u64)> {
    let dir = tempdir().unwrap();
    if let Some(start) = start {
        drop(build(dir.path(), settings.clone(), &[start]));
    }
    let taken = Arc::new(Mutex::new(Vec::new()));
    let durable = Arc::new(Mutex::new(start.unwrap_or(0)));
    let (list, least, from, to) = (taken.clone(), durable.clone(), dir.path().to_owned(), into.to_owned());
    let observer = Box::new(move |what: &str, file: &str| {
        let mut list = list.lock().unwrap();
        link(&from, &to.join(list.len().to_string()));
        list.push((format!("{what} {file}"), *least.lock().unwrap()));
    });
    let mut log = Log::open_observed(dir.path(), settings.clone(), observer).unwrap();
    for size in sizes {
        log.append(&entries(log.size()..*size)).unwrap();
        log.checkpoint(*size).unwrap();
        *durable.lock().unwrap() = *size;
    }
    drop(log);
    Arc::into_inner(taken).unwrap().into_inner().unwrap()
}

/// A copy of a log. Finished files are never written again, so a link is a copy of them.
fn link(from: &Path, to: &Path) {
    fs::create_dir_all(to).unwrap();
    for file in fs::read_dir(from).unwrap() {
        let path = file.unwrap().path();
        let target = to.join(path.file_name().unwrap());
        if path.is_dir() {
            link(&path, &target);
        } else if path.extension().is_some_and(|end| end == "tmp") {
            fs::copy(path, target).unwrap();
        } else {
            fs::hard_link(path, target).unwrap();
        }
    }
}

fn survives(settings: &Settings, start: Option<u64>, sizes: &[u64]) {
    let copies = tempdir().unwrap();
    let taken = snapshots(copies.path(), settings, start, sizes);
    assert!(taken.len() > sizes.len() * 4, "{taken:?}");
    assert_order(taken.iter().map(|(what, _)| what.as_str()));
    for (number, (what, least)) in taken.iter().enumerate() {
        let dir = copies.path().join(number.to_string());
        if !dir.join("checkpoint").exists() {
            assert_eq!(what, "written checkpoint", "only the very first file may be unfinished");
        } else {
            assert_clean(&dir, &against(settings));
        }
        // After the kill other entries come: what was not in a checkpoint does not bind.
        let mut log = Log::open(&dir, settings.clone()).unwrap();
        assert!(log.size() >= *least, "after {what}: {} entries, {least} were promised", log.size());
        for step in 1..=2 {
            let other: Vec<Vec<u8>> =
                (0..97 * step).map(|n| format!("after the kill {step} {n}").into_bytes()).collect();
            log.append(&other).unwrap();
            log.checkpoint(7).unwrap();
            assert_clean(&dir, &against(settings));
        }
        let (size, root) = (log.size(), log.root());
        drop(log);
        let log = Log::open(&dir, settings.clone()).unwrap();
        assert_eq!((log.size(), log.root()), (size, root), "after {what}");
        // Of what full forms have replaced nothing is left, whenever it was.
        let replaced = |file: &String| {
            let Some((full, _)) = file.split_once(".p/") else { return false };
            let mut parts = full.rsplit('/');
            let index: u64 = parts.next().unwrap().parse().unwrap();
            let level: u32 = parts.next().unwrap().parse().unwrap_or(0);
            index < size >> (8 * (level + 1))
        };
        let left: Vec<String> = files(&dir).into_iter().filter(replaced).collect();
        assert_eq!(left, Vec::<String>::new(), "after {what}");
    }
}

/// Power may fail instead: before a checkpoint is renamed, what it needs has been made to last, and only then, and after
/// the checkpoint lasts, are older forms removed.
fn assert_order<'a>(done: impl Iterator<Item = &'a str>) {
    let mut unsynced: Vec<&str> = Vec::new();
    for what in done {
        if what == "renamed checkpoint" {
            assert!(unsynced.is_empty(), "the checkpoint comes before {unsynced:?} are on the disk");
        }
        if what.starts_with("removed") && !unsynced.is_empty() {
            panic!("{what} before {unsynced:?} are on the disk");
        }
        match what.split(' ').next() {
            Some("renamed") => unsynced.push(what),
            Some("synced") => unsynced.clear(),
            _ => (),
        }
    }
    assert!(unsynced.is_empty());
}

#[test]
fn killed_after_any_change() {
    survives(&settings(), None, &[3, 5, 255, 256, 300, 900]);
    survives(&with_sm(), None, &[1, 300, 512, 600]);
}

#[test]
fn killed_where_a_level_begins() {
    survives(&settings(), Some(65_500), &[65_600]);
}
