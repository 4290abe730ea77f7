//! Files that the checkpoint does not need: older partial forms, and what lies beyond it.

use std::fs;
use std::path::Path;

use sha2::Sha256;
use sm3::Sm3;

use super::{Fault, Findings, Kind};
use crate::folder::{Folder, LogDigest};
use crate::tile::{Bundle, Tile, WIDTH, entries};

/// Folders within folders that are looked into.
const DEPTH_MAX: usize = 16;

/// Entries that the names of the bundles promise, for a log whose checkpoint cannot be believed; not more than so many
/// bundles hold, whatever number one of them has.
pub(super) fn entries_found(folder: &Folder) -> u64 {
    let (mut size, mut most) = (0, 0);
    walk(folder.path(), "tile/entries", DEPTH_MAX, &mut |file| {
        if let Some(Spare { index, width, .. }) = Spare::parse(file) {
            size = size.max(index.saturating_mul(WIDTH).saturating_add(u64::from(width)));
            most += WIDTH;
        }
    });
    size.min(most)
}

/// Compares older partial forms with what replaced them, and notes what lies beyond the checkpoint of `size` entries.
pub(super) fn check(folder: &Folder, size: u64, out: &mut Findings) {
    for top in ["tile", "sm3"] {
        walk(folder.path(), top, DEPTH_MAX, &mut |file| look(folder, size, file, out));
    }
}

fn look(folder: &Folder, size: u64, file: &str, out: &mut Findings) {
    let Some(spare) = Spare::parse(file) else {
        if !file.ends_with(".tmp") {
            out.note(format!("{file} is no file of a log"));
        }
        return;
    };
    let width = Tile::at(spare.level.unwrap_or(0), spare.index, size).map_or(0, |tile| tile.width);
    if spare.width == width {
        return;
    }
    if spare.width > width {
        return out.note(format!("{file} lies beyond the checkpoint"));
    }
    // Of a file that has gone meanwhile there is nothing to say.
    let (Ok(Some(older)), Ok(current)) = (folder.read(file), spare.current(folder, width)) else { return };
    let width = usize::from(spare.width);
    let complete = match spare.level {
        Some(_) => older.len() == width * 32,
        None => entries(&older).try_fold(0, |count, entry| entry.map(|_| count + 1)) == Ok(width),
    };
    if current.is_some_and(|current| !current.starts_with(&older) || !complete) {
        let what = "this older form differs from the file that continues it";
        let entry = spare.level.is_none().then_some(spare.index * WIDTH);
        out.fault(Fault { entry, ..Fault::of_file(Kind::ChangedTile, file, what) });
    }
}

/// A tile or bundle, read from its name.
struct Spare {
    second: bool,
    /// None: a bundle.
    level: Option<u8>,
    index: u64,
    width: u16,
}

impl Spare {
    fn parse(file: &str) -> Option<Self> {
        let (second, name) = file.strip_prefix(Sm3::PREFIX).map_or((false, file), |name| (true, name));
        let (level, name) = name.strip_prefix("tile/")?.split_once('/')?;
        let (name, width) = match name.split_once(".p/") {
            Some((name, width)) => (name, width.parse().ok().filter(|width| (1..256).contains(width))?),
            None => (name, WIDTH as u16),
        };
        let level = if level == "entries" && !second { None } else { Some(level.parse().ok()?) };
        let mut index = 0_u64;
        for part in name.split('/') {
            index = index.checked_mul(1000)?.checked_add(part.trim_start_matches('x').parse().ok()?)?;
        }
        let spare = Self { second, level, index, width };
        (spare.path(width) == file).then_some(spare)
    }

    fn path(&self, width: u16) -> String {
        let prefix = if self.second { Sm3::PREFIX } else { Sha256::PREFIX };
        match self.level {
            Some(level) => format!("{prefix}{}", Tile { level, index: self.index, width }.path()),
            None => Bundle { index: self.index, width }.path(),
        }
    }

    /// The form of the checkpoint, or the full one that has replaced it.
    fn current(&self, folder: &Folder, width: u16) -> Result<Option<Vec<u8>>, crate::folder::FileError> {
        let current = folder.read(&self.path(width))?;
        if current.is_some() { Ok(current) } else { folder.read(&self.path(WIDTH as u16)) }
    }
}

/// Every file below a folder, by its name within the log. What cannot be listed is passed over: it is missed by name when
/// the checkpoint needs it.
fn walk(root: &Path, folder: &str, depth: usize, each: &mut impl FnMut(&str)) {
    let Some(depth) = depth.checked_sub(1) else { return };
    let Ok(names) = fs::read_dir(root.join(folder)) else { return };
    for name in names.flatten() {
        let path = format!("{folder}/{}", name.file_name().to_string_lossy());
        if name.file_type().is_ok_and(|kind| kind.is_dir()) {
            walk(root, &path, depth, each);
        } else {
            each(&path);
        }
    }
}
