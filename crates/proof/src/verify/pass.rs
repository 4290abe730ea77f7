//! One pass over all entries and tiles with one digest.

use std::collections::{HashMap, HashSet};

use data_encoding::BASE64;

use super::moved::{Mismatch, at, explain};
use super::{Fault, Findings, Kind, Place};
use crate::folder::{CHECKPOINT, FileError, FileProblem, Folder, LogDigest};
use crate::tile::{Bundle, Tile, WIDTH, entries};
use crate::tree::{Hash, leaf, root, root_of_levels};

/// Mismatches that are explained together; behind them the log is only said to differ.
const MISMATCHES_MAX: usize = 4_000_000;

/// Computes every hash of a log of `size` entries, compares, and returns the root of its first `old` entries, if they can
/// be read. `expected` is the root that is signed.
pub(super) fn run<D: LogDigest>(
    folder: &Folder,
    size: u64,
    expected: Option<Hash>,
    old: Option<u64>,
    out: &mut Findings,
) -> Option<Hash> {
    let mut pass = Pass {
        folder,
        size,
        expected,
        old,
        out,
        above: HashMap::new(),
        told: HashSet::new(),
        mismatches: Vec::new(),
        missing: Vec::new(),
        edge: Vec::new(),
        old_levels: Vec::new(),
        old_lost: false,
    };
    let mut hashes = pass.entries::<D>();
    let mut level = 1;
    while !hashes.is_empty() {
        hashes = pass.level::<D>(level, &hashes);
        level += 1;
    }
    pass.settle_edge::<D>();
    pass.tell_missing();
    explain(&pass.mismatches, size, pass.out);
    (old.is_some() && !pass.old_lost).then(|| root_of_levels::<D>(&pass.old_levels))
}

struct Pass<'a> {
    folder: &'a Folder,
    size: u64,
    expected: Option<Hash>,
    old: Option<u64>,
    out: &'a mut Findings,
    /// The stored tile last used of each level.
    above: HashMap<u8, (u64, Option<Vec<Hash>>)>,
    /// Tiles over which a fault has been told already.
    told: HashSet<(u8, u64)>,
    mismatches: Vec<Mismatch>,
    /// Bundles that are not there.
    missing: Vec<u64>,
    edge: Vec<Partial>,
    /// The edge of the tree of the first `old` entries.
    old_levels: Vec<Vec<Hash>>,
    old_lost: bool,
}

/// An unfinished tile: nothing above it says which side is true, only the root does.
struct Partial {
    tile: Tile,
    computed: Computed,
    stored: Option<Vec<Hash>>,
}

/// What lies below a tile gives these hashes.
enum Computed {
    Lost,
    /// A bundle that could be read up to here only.
    Cut(Vec<Hash>),
    Whole(Vec<Hash>),
}

/// Which side fits the hash above.
#[derive(Clone, Copy, PartialEq, Eq)]
enum True {
    Computed,
    Stored,
    Neither,
}

impl Computed {
    /// The hashes, when there are as many as the tile has.
    fn exact(&self, tile: Tile) -> Option<&[Hash]> {
        match self {
            Self::Whole(hashes) if hashes.len() == usize::from(tile.width) => Some(hashes),
            _ => None,
        }
    }
}

impl Pass<'_> {
    /// Level 0: entries against tiles. Returns the root over every full tile.
    fn entries<D: LogDigest>(&mut self) -> Vec<Option<Hash>> {
        let mut roots = Vec::new();
        let size = self.size;
        for tile in (0..size.div_ceil(WIDTH)).filter_map(|index| Tile::at(0, index, size)) {
            let computed = self.bundle::<D>(tile);
            let hashes: Vec<Option<Hash>> =
                computed.exact(tile).map(|hashes| hashes.iter().map(|hash| Some(*hash)).collect()).unwrap_or_default();
            self.keep_old(tile, &hashes);
            self.compare::<D>(tile, computed, &mut roots);
        }
        roots
    }

    /// A higher level, from the roots over the tiles below.
    fn level<D: LogDigest>(&mut self, level: u8, below: &[Option<Hash>]) -> Vec<Option<Hash>> {
        let mut roots = Vec::new();
        for (index, hashes) in (0..).zip(below.chunks(WIDTH as usize)) {
            let tile = Tile { level, index, width: hashes.len() as u16 };
            self.keep_old(tile, hashes);
            let computed = hashes.iter().copied().collect::<Option<Vec<_>>>().map_or(Computed::Lost, Computed::Whole);
            self.compare::<D>(tile, computed, &mut roots);
        }
        roots
    }

    fn compare<D: LogDigest>(&mut self, tile: Tile, computed: Computed, roots: &mut Vec<Option<Hash>>) {
        let stored = self.stored::<D>(tile);
        if !tile.is_full() {
            self.edge.push(Partial { tile, computed, stored });
            return;
        }
        let of_computed = computed.exact(tile).map(root::<D>);
        let above = self.above::<D>(tile);
        if let (Some(hashes), Some(stored)) = (computed.exact(tile), &stored)
            && hashes == stored
        {
            roots.push(of_computed);
            return;
        }
        let of_stored = stored.as_deref().map(root::<D>);
        let which = match above {
            Some(above) if of_computed == Some(above) => True::Computed,
            Some(above) if of_stored == Some(above) => True::Stored,
            _ => True::Neither,
        };
        roots.push(if which == True::Stored { of_stored } else { of_computed.or(of_stored).or(above) });
        self.judge::<D>(tile, &computed, stored.as_deref(), which);
    }

    /// Tells what differs between a tile and what lies below it.
    fn judge<D: LogDigest>(&mut self, tile: Tile, computed: &Computed, stored: Option<&[Hash]>, which: True) {
        let (hashes, whole) = match computed {
            Computed::Lost => return,
            Computed::Cut(hashes) => (hashes, false),
            Computed::Whole(hashes) => (hashes, true),
        };
        let base = tile.index * WIDTH;
        let Some(stored) = stored else {
            if which == True::Neither && tile.level == 0 {
                let what = format!("entries {base} and following do not fit the tree, and their tile is missing");
                self.out.fault(at(Kind::ChangedEntry, base, self.size, what));
            }
            return;
        };
        let differs: Vec<usize> =
            (0..hashes.len().max(stored.len())).filter(|at| hashes.get(*at) != stored.get(*at)).collect();
        let (Some(first), true) =
            (differs.first().copied().or((!whole).then_some(hashes.len())), which != True::Computed)
        else {
            let at = differs.into_iter().map(|at| at as u64);
            return at.for_each(|at| self.changed_tile::<D>(tile, at, "not the hash of what lies below"));
        };
        if tile.level == 0 && !whole {
            let entry = base + first as u64;
            let what = format!("entry {entry} or its length was changed: the bundle cannot be read to its end");
            self.out.fault(at(Kind::Unreadable, entry, self.size, what));
        } else if tile.level == 0 {
            let places = differs.iter().map(|at| Mismatch {
                index: base + *at as u64,
                found: hashes.get(*at).copied(),
                expected: stored.get(*at).copied(),
            });
            let room = MISMATCHES_MAX.saturating_sub(self.mismatches.len());
            self.mismatches.extend(places.take(room));
        } else {
            differs.iter().for_each(|at| self.both_changed::<D>(tile, *at as u64, which));
        }
        if which == True::Neither && self.expected.is_some() && tile.level == 0 {
            self.changed_tile::<D>(tile, first as u64, "neither this tile nor its entries fit the hash above");
        }
        self.told.insert((tile.level, tile.index));
    }

    /// A hash of a true tile is not the root over the tile below it, although that fits its entries.
    fn both_changed<D: LogDigest>(&mut self, tile: Tile, position: u64, which: True) {
        let below = (tile.level - 1, tile.index * WIDTH + position);
        if self.told.contains(&below) {
            return;
        }
        if which == True::Neither {
            return self.changed_tile::<D>(tile, position, "neither this tile nor what lies below fits the hash above");
        }
        let span = 1_u64 << (8 * u32::from(tile.level));
        let first = below.1 * span;
        let file = format!("{}{}", D::PREFIX, Tile { level: below.0, index: below.1, width: 256 }.path());
        let what = format!("entries {first} to {} and their tiles were changed together", first + span - 1);
        self.out.fault(Fault { kind: Kind::ChangedEntry, file, entry: Some(first), tile: None, what });
    }

    fn changed_tile<D: LogDigest>(&mut self, tile: Tile, position: u64, what: &str) {
        let file = format!("{}{}", D::PREFIX, tile.path());
        let what = format!("hash {position} of the tile is {what}");
        let place = Place { level: tile.level, index: tile.index, position };
        self.out.fault(Fault { kind: Kind::ChangedTile, file, entry: None, tile: Some(place), what });
    }

    /// The unfinished tiles together give the root: the sides are chosen so that they give the signed one.
    fn settle_edge<D: LogDigest>(&mut self) {
        let edge = std::mem::take(&mut self.edge);
        let open: Vec<usize> = (0..edge.len())
            .filter(|at| edge[*at].computed.exact(edge[*at].tile) != edge[*at].stored.as_deref())
            .collect();
        let side = |at: usize, choice: usize| -> Option<&[Hash]> {
            let stored = open.iter().position(|open| *open == at).is_some_and(|bit| choice >> bit & 1 == 1);
            if stored { edge[at].stored.as_deref() } else { edge[at].computed.exact(edge[at].tile) }
        };
        let given = |choice: usize| -> Option<Hash> {
            let sides: Option<Vec<&[Hash]>> = (0..edge.len()).map(|at| side(at, choice)).collect();
            Some(root_of_levels::<D>(&sides?))
        };
        let fits = (0..1_usize << open.len()).find(|choice| self.expected.is_some() && given(*choice) == self.expected);
        if let (None, Some(expected)) = (fits, self.expected) {
            let given = (0..1_usize << open.len()).find_map(given);
            let given = given.map_or("no root".to_owned(), |root| BASE64.encode(&root));
            let what = format!("the entries give {given}, the checkpoint says {}", BASE64.encode(&expected));
            self.out.fault(Fault::of_file(Kind::WrongRoot, CHECKPOINT, what));
        }
        for (at, partial) in edge.iter().enumerate() {
            let bit = open.iter().position(|open| *open == at);
            let which = match (fits, bit) {
                (Some(choice), Some(bit)) if choice >> bit & 1 == 1 => True::Stored,
                (Some(_), _) => True::Computed,
                (None, _) => True::Neither,
            };
            self.judge::<D>(partial.tile, &partial.computed, partial.stored.as_deref(), which);
        }
    }

    /// Bundles that are missing: at the end the log was cut off, elsewhere a file is gone.
    fn tell_missing(&mut self) {
        let missing = std::mem::take(&mut self.missing);
        let mut end = self.size.div_ceil(WIDTH);
        for index in missing.iter().rev() {
            if index + 1 == end {
                end = *index;
            }
        }
        for index in missing {
            let first = index * WIDTH;
            if index < end {
                let last = (first + WIDTH).min(self.size) - 1;
                let what = format!("the file is missing: entries {first} to {last} cannot be read");
                self.out.fault(at(Kind::Missing, first, self.size, what));
            } else if index == end {
                let what = format!("entries {first} to {} are missing at the end of the log", self.size - 1);
                self.out.fault(at(Kind::Truncated, first, self.size, what));
            }
        }
    }

    /// The hashes of the entries under a tile of level 0.
    fn bundle<D: LogDigest>(&mut self, tile: Tile) -> Computed {
        let bundle = Bundle { index: tile.index, width: tile.width };
        let (file, bytes) = match self.folder.bundle(bundle) {
            Ok(read) => read,
            Err(FileError { why: FileProblem::Missing, .. }) => {
                self.missing.push(tile.index);
                return Computed::Lost;
            }
            Err(error) => {
                self.unreadable(&error);
                return Computed::Lost;
            }
        };
        // A full bundle in place of a partial one holds entries that are not meant.
        let most = if file == bundle.path() { usize::MAX } else { usize::from(tile.width) };
        let mut hashes = Vec::with_capacity(usize::from(tile.width));
        for entry in entries(&bytes).take(most) {
            match entry {
                Ok(entry) => hashes.push(leaf::<D>(entry)),
                Err(_) => return Computed::Cut(hashes),
            }
        }
        Computed::Whole(hashes)
    }

    fn stored<D: LogDigest>(&mut self, tile: Tile) -> Option<Vec<Hash>> {
        match self.folder.tile::<D>(tile) {
            Ok(hashes) => Some(hashes),
            Err(error) => {
                self.unreadable(&error);
                None
            }
        }
    }

    /// The hash that stands for a full tile in the stored tile above it.
    fn above<D: LogDigest>(&mut self, tile: Tile) -> Option<Hash> {
        let (level, index) = (tile.level + 1, tile.index / WIDTH);
        let (folder, size) = (self.folder, self.size);
        let read = || Tile::at(level, index, size).and_then(|above| folder.tile::<D>(above).ok());
        let kept = self.above.entry(level).or_insert_with(|| (index, read()));
        if kept.0 != index {
            *kept = (index, read());
        }
        kept.1.as_ref()?.get((tile.index % WIDTH) as usize).copied()
    }

    fn unreadable(&mut self, error: &FileError) {
        let kind = if matches!(error.why, FileProblem::Missing) { Kind::Missing } else { Kind::Unreadable };
        self.out.fault(Fault::of_file(kind, error.file.clone(), format!("the file {}", error.why)));
    }

    /// Keeps the hashes that the tree of the first `old` entries ends with on this level.
    fn keep_old(&mut self, tile: Tile, hashes: &[Option<Hash>]) {
        let Some(old) = self.old else { return };
        let count = old >> (8 * u32::from(tile.level));
        if count / WIDTH != tile.index {
            return;
        }
        let width = (count % WIDTH) as usize;
        let kept: Option<Vec<Hash>> = hashes.get(..width).and_then(|hashes| hashes.iter().copied().collect());
        self.old_lost |= kept.is_none();
        let at = usize::from(tile.level);
        self.old_levels.resize_with(self.old_levels.len().max(at + 1), Vec::new);
        self.old_levels[at] = kept.unwrap_or_default();
    }
}
