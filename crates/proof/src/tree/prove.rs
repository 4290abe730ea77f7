//! Making proofs from tiles.

use std::collections::HashMap;

use super::{Hash, TreeDigest, empty, node, root, split};
use crate::tile::{Tile, WIDTH};

/// What was asked for lies outside the tree.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("{asked} is not within a tree of {size} entries")]
pub struct OutOfTree {
    pub asked: u64,
    pub size: u64,
}

/// Why there is no proof: it was asked beyond the tree, or a tile could not be read.
#[derive(Debug, thiserror::Error)]
pub enum ProveError<E> {
    #[error(transparent)]
    OutOfTree(#[from] OutOfTree),
    #[error("{} holds {found} hashes, {} are needed", .tile.path(), .tile.width)]
    Short { tile: Tile, found: usize },
    #[error(transparent)]
    Tile(E),
}

/// The hashes that lead from entry `index` to the root of the tree of its first `size` entries, leaf's sibling first.
///
/// `files` is the number of entries that the tiles hold, `size` or more; `read` gives the hashes of a tile, or more.
/// At most 64 hashes; of a tree of 1,000,000 entries 20. Source: RFC 6962 section 2.1.1.
pub fn inclusion<D: TreeDigest, E>(
    index: u64,
    size: u64,
    files: u64,
    read: impl FnMut(Tile) -> Result<Vec<Hash>, E>,
) -> Result<Vec<Hash>, ProveError<E>> {
    let mut tiles = Tiles::new(size, files, read)?;
    if index >= size {
        return Err(OutOfTree { asked: index, size }.into());
    }
    let (mut from, mut to, mut path) = (0, size, Vec::new());
    while to - from > 1 {
        let middle = from + split(to - from);
        if index < middle {
            path.push(tiles.range::<D, E>(middle, to)?);
            to = middle;
        } else {
            path.push(tiles.range::<D, E>(from, middle)?);
            from = middle;
        }
    }
    path.reverse();
    Ok(path)
}

/// The hashes that show that the tree of the first `new` entries begins with the tree of the first `old`.
///
/// `files` and `read` as for [`inclusion`]. Empty when `old` is 0 or `new`. Source: RFC 6962 section 2.1.2.
pub fn consistency<D: TreeDigest, E>(
    old: u64,
    new: u64,
    files: u64,
    read: impl FnMut(Tile) -> Result<Vec<Hash>, E>,
) -> Result<Vec<Hash>, ProveError<E>> {
    let mut tiles = Tiles::new(new, files, read)?;
    if old > new {
        return Err(OutOfTree { asked: old, size: new }.into());
    }
    if old == 0 || old == new {
        return Ok(Vec::new());
    }
    // `whole`: the old tree is exactly the range in hand, so its hash is known to the one who checks.
    let (mut from, mut to, mut whole, mut path) = (0, new, true, Vec::new());
    while old != to {
        let middle = from + split(to - from);
        if old <= middle {
            path.push(tiles.range::<D, E>(middle, to)?);
            to = middle;
        } else {
            path.push(tiles.range::<D, E>(from, middle)?);
            from = middle;
            whole = false;
        }
    }
    if !whole {
        path.push(tiles.range::<D, E>(from, to)?);
    }
    path.reverse();
    Ok(path)
}

/// The root of the tree of the first `size` entries, from the tiles of a tree of `files` entries.
pub fn root_at<D: TreeDigest, E>(
    size: u64,
    files: u64,
    read: impl FnMut(Tile) -> Result<Vec<Hash>, E>,
) -> Result<Hash, ProveError<E>> {
    let mut tiles = Tiles::new(size, files, read)?;
    if size == 0 { Ok(empty::<D>()) } else { tiles.range::<D, E>(0, size) }
}

/// Tiles as they are needed, each read once.
struct Tiles<F> {
    files: u64,
    read: F,
    seen: HashMap<(u8, u64), Vec<Hash>>,
}

impl<F> Tiles<F> {
    fn new(size: u64, files: u64, read: F) -> Result<Self, OutOfTree> {
        if size > files {
            return Err(OutOfTree { asked: size, size: files });
        }
        Ok(Self { files, read, seen: HashMap::new() })
    }

    /// The hash over the entries `from..to`, a range that the tree is cut into.
    fn range<D: TreeDigest, E>(&mut self, from: u64, to: u64) -> Result<Hash, ProveError<E>>
    where
        F: FnMut(Tile) -> Result<Vec<Hash>, E>,
    {
        let count = to - from;
        if count.is_power_of_two() {
            return self.subtree::<D, E>(from, count.trailing_zeros());
        }
        let middle = from + split(count);
        Ok(node::<D>(&self.range::<D, E>(from, middle)?, &self.range::<D, E>(middle, to)?))
    }

    /// The root of the perfect subtree over `2^height` entries from entry `from`.
    fn subtree<D: TreeDigest, E>(&mut self, from: u64, height: u32) -> Result<Hash, ProveError<E>>
    where
        F: FnMut(Tile) -> Result<Vec<Hash>, E>,
    {
        let level = (height / 8) as u8;
        let first = from >> (u32::from(level) * 8);
        let count = 1_usize << (height % 8);
        let tile = Tile::at(level, first / WIDTH, self.files).ok_or(OutOfTree { asked: from, size: self.files })?;
        if !self.seen.contains_key(&(tile.level, tile.index)) {
            let hashes = (self.read)(tile).map_err(ProveError::Tile)?;
            self.seen.insert((tile.level, tile.index), hashes);
        }
        let hashes = self.seen.get(&(tile.level, tile.index)).map_or(&[][..], Vec::as_slice);
        let start = (first % WIDTH) as usize;
        let inside = hashes.get(start..start + count).ok_or(ProveError::Short { tile, found: hashes.len() })?;
        Ok(root::<D>(inside))
    }
}
