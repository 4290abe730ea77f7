//! From entries that are not what the tree says to what was done: changed, deleted, inserted, swapped, cut off.

use std::collections::{HashMap, HashSet};

use super::{Fault, Findings, Kind};
use crate::tile::{Bundle, WIDTH};
use crate::tree::Hash;

/// A place where the entry and the tree differ.
pub(super) struct Mismatch {
    pub index: u64,
    /// The hash of the entry that stands here.
    pub found: Option<Hash>,
    /// The hash that the tree has here.
    pub expected: Option<Hash>,
}

/// Explains mismatches, which are in the order of their indexes.
pub(super) fn explain(mismatches: &[Mismatch], size: u64, out: &mut Findings) {
    let there: HashSet<Hash> = mismatches.iter().filter_map(|place| place.found).collect();
    let mut home: HashMap<Hash, Vec<u64>> = HashMap::new();
    for place in mismatches {
        if let Some(expected) = place.expected {
            home.entry(expected).or_default().push(place.index);
        }
    }
    let lost: Vec<u64> = indexes(mismatches, |place| place.expected.is_some_and(|hash| !there.contains(&hash)));
    let new: Vec<u64> = indexes(mismatches, |place| place.found.is_some_and(|hash| !home.contains_key(&hash)));
    let (changed, deleted, inserted) = paired(&lost, &new);
    let cut = cut_off(mismatches, &deleted, size);
    // Not what is new in `out`: the second tree tells what the first has told.
    let mut told = false;
    let mut tell = |fault| {
        told = true;
        out.fault(fault);
    };
    if let Some(first) = cut {
        let what = format!("entries {first} to {} are missing at the end of the log", size - 1);
        tell(at(Kind::Truncated, first, size, what));
    }
    for index in changed {
        tell(at(Kind::ChangedEntry, index, size, format!("entry {index} is not the one that was logged")));
    }
    for index in deleted.into_iter().filter(|index| cut.is_none_or(|cut| *index < cut)) {
        tell(at(Kind::Deleted, index, size, format!("entry {index} was deleted")));
    }
    for index in inserted {
        tell(at(Kind::Inserted, index, size, format!("what stands at entry {index} was inserted")));
    }
    for place in mismatches {
        let index = place.index;
        let Some(homes) = place.found.and_then(|hash| home.get(&hash)) else { continue };
        let shift = |home: u64| index + below(&lost, home) == home + below(&new, index);
        if homes.iter().any(|home| shift(*home) && !(lost.is_empty() && new.is_empty())) {
            continue;
        }
        let Some(home) = homes.first() else { continue };
        let other = mismatches.binary_search_by_key(home, |place| place.index).ok().map(|at| &mismatches[at]);
        let swapped = other.is_some_and(|other| other.found == place.expected);
        if swapped && *home > index {
            tell(at(Kind::Swapped, index, size, format!("entries {index} and {home} were swapped")));
        } else if !swapped {
            tell(at(Kind::Swapped, index, size, format!("entry {home} stands at {index}")));
        }
    }
    if let Some(first) = mismatches.first().filter(|_| !told) {
        let what = format!("entry {} is not the one that was logged", first.index);
        out.fault(at(Kind::ChangedEntry, first.index, size, what));
    }
}

/// A lost entry and a new one at the same place, all deletions and insertions before them taken back, are one that was
/// changed. Returns those, the deleted and the inserted.
fn paired(lost: &[u64], new: &[u64]) -> (Vec<u64>, Vec<u64>, Vec<u64>) {
    let (mut changed, mut deleted, mut inserted) = (Vec::new(), Vec::new(), Vec::new());
    let mut lost = (0..).zip(lost.iter().copied()).peekable();
    let mut new = (0..).zip(new.iter().copied()).peekable();
    loop {
        let place = |at: Option<&(u64, u64)>| at.map(|(before, index)| index - before);
        match (place(lost.peek()), place(new.peek())) {
            (None, None) => return (changed, deleted, inserted),
            (Some(old), Some(other)) if old == other => {
                changed.extend(lost.next().map(|(_, index)| index));
                new.next();
            }
            (Some(old), other) if other.is_none_or(|other| old < other) => {
                deleted.extend(lost.next().map(|(_, index)| index));
            }
            _ => inserted.extend(new.next().map(|(_, index)| index)),
        }
    }
}

/// The first of the entries that are missing up to the end of the log.
fn cut_off(mismatches: &[Mismatch], lost: &[u64], size: u64) -> Option<u64> {
    let mut next = size;
    for place in mismatches.iter().rev() {
        if place.index + 1 != next || place.found.is_some() || lost.binary_search(&place.index).is_err() {
            break;
        }
        next = place.index;
    }
    (next < size).then_some(next)
}

fn indexes(mismatches: &[Mismatch], which: impl Fn(&Mismatch) -> bool) -> Vec<u64> {
    mismatches.iter().filter(|place| which(place)).map(|place| place.index).collect()
}

/// How many of these are smaller.
fn below(sorted: &[u64], index: u64) -> u64 {
    sorted.partition_point(|other| *other < index) as u64
}

pub(super) fn at(kind: Kind, entry: u64, size: u64, what: String) -> Fault {
    let last = size.saturating_sub(1) / WIDTH;
    let file = Bundle::at((entry / WIDTH).min(last), size).map(|bundle| bundle.path()).unwrap_or_default();
    Fault { kind, file, entry: Some(entry), tile: None, what }
}
