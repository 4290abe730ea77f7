//! The right edge of a growing tree: all that appending needs to remember.

use std::marker::PhantomData;

use super::{Hash, TreeDigest, empty, node, root};
use crate::tile::{Tile, WIDTH};

/// The unfinished tile of every level. `levels[l]` holds the hashes of the partial tile at level `l`, 255 at most, so a
/// tree of a thousand million entries is remembered in 32 kB.
#[derive(Debug, Clone)]
pub struct Edge<D> {
    size: u64,
    levels: Vec<Vec<Hash>>,
    digest: PhantomData<fn() -> D>,
}

impl<D: TreeDigest> Default for Edge<D> {
    fn default() -> Self {
        Self { size: 0, levels: Vec::new(), digest: PhantomData }
    }
}

impl<D: TreeDigest> Edge<D> {
    /// The edge of a tree of `size` entries from its partial tiles, level 0 first. None when their widths do not make
    /// this size.
    pub fn from_levels(size: u64, levels: Vec<Vec<Hash>>) -> Option<Self> {
        let tiles = Tile::edge(size);
        let fits = tiles.len() == levels.len()
            && tiles.iter().zip(&levels).all(|(tile, hashes)| usize::from(tile.width) == hashes.len());
        fits.then_some(Self { size, levels, digest: PhantomData })
    }

    pub fn size(&self) -> u64 {
        self.size
    }

    /// The partial tiles, level 0 first; a level whose last tile is full is empty here.
    pub fn levels(&self) -> &[Vec<Hash>] {
        &self.levels
    }

    pub fn root(&self) -> Hash {
        root_of_levels::<D>(&self.levels)
    }

    /// Appends the hash of a leaf; `full` gets each tile that this completes.
    pub fn push(&mut self, leaf: Hash, mut full: impl FnMut(Tile, &[Hash])) {
        self.size += 1;
        let mut hash = leaf;
        let mut count = self.size;
        for level in 0_u8.. {
            let at = usize::from(level);
            if self.levels.len() == at {
                self.levels.push(Vec::with_capacity(WIDTH as usize));
            }
            let hashes = &mut self.levels[at];
            hashes.push(hash);
            if hashes.len() < WIDTH as usize {
                return;
            }
            full(Tile { level, index: count / WIDTH - 1, width: WIDTH as u16 }, hashes);
            hash = root::<D>(hashes);
            hashes.clear();
            count /= WIDTH;
        }
    }
}

/// The root of a tree from the partial tile of every level, level 0 first: each is cut into perfect subtrees, which are
/// joined from the right.
pub fn root_of_levels<D: TreeDigest>(levels: &[impl AsRef<[Hash]>]) -> Hash {
    let mut joined: Option<Hash> = None;
    for hashes in levels {
        let mut rest = hashes.as_ref();
        while !rest.is_empty() {
            let lowest = 1 << rest.len().trailing_zeros();
            let (before, subtree) = rest.split_at(rest.len() - lowest);
            let subtree = root::<D>(subtree);
            joined = Some(joined.map_or(subtree, |right| node::<D>(&subtree, &right)));
            rest = before;
        }
    }
    joined.unwrap_or_else(empty::<D>)
}
