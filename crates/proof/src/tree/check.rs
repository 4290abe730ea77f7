//! Checking a proof with nothing but its hashes.

use super::{Hash, TreeDigest, empty, node};

/// Why a proof does not hold.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum NotProven {
    #[error("entry {index} is not in a tree of {size}")]
    OutOfTree { index: u64, size: u64 },
    #[error("a tree of {new} entries cannot continue one of {old}")]
    Shrunk { old: u64, new: u64 },
    #[error("the proof has {0} hashes, which is the wrong number")]
    Length(usize),
    #[error("the proof does not lead to the root of the tree")]
    Root,
    #[error("the proof does not lead to the root of the older tree")]
    OldRoot,
}

/// Is the leaf with this hash entry `index` (from 0) of the tree of `size` entries with this root?
///
/// Source: RFC 9162 section 2.1.3.2.
pub fn verify_inclusion<D: TreeDigest>(
    leaf: &Hash,
    index: u64,
    size: u64,
    proof: &[Hash],
    root: &Hash,
) -> Result<(), NotProven> {
    if index >= size {
        return Err(NotProven::OutOfTree { index, size });
    }
    let (mut first, mut last, mut hash) = (index, size - 1, *leaf);
    for sibling in proof {
        if last == 0 {
            return Err(NotProven::Length(proof.len()));
        }
        if first & 1 == 1 || first == last {
            hash = node::<D>(sibling, &hash);
            while first & 1 == 0 && first != 0 {
                (first, last) = (first >> 1, last >> 1);
            }
        } else {
            hash = node::<D>(&hash, sibling);
        }
        (first, last) = (first >> 1, last >> 1);
    }
    match (last == 0, hash == *root) {
        (true, true) => Ok(()),
        (true, false) => Err(NotProven::Root),
        (false, _) => Err(NotProven::Length(proof.len())),
    }
}

/// Does the tree `new` (entries, root) begin with all entries of the tree `old`? The empty tree begins every tree, with an
/// empty proof.
///
/// [`NotProven::OldRoot`] is more than a bad proof: it leads to the new root, and shows that the new tree begins with another.
///
/// Source: RFC 9162 section 2.1.4.2.
pub fn verify_consistency<D: TreeDigest>(
    (old, old_root): (u64, &Hash),
    (new, new_root): (u64, &Hash),
    proof: &[Hash],
) -> Result<(), NotProven> {
    if old > new {
        return Err(NotProven::Shrunk { old, new });
    }
    if old == 0 || old == new {
        let expected = if old == new { *new_root } else { empty::<D>() };
        return match (proof.is_empty(), *old_root == expected) {
            (false, _) => Err(NotProven::Length(proof.len())),
            (true, false) => Err(NotProven::OldRoot),
            (true, true) => Ok(()),
        };
    }
    let (mut first, mut last) = (old - 1, new - 1);
    while first & 1 == 1 {
        (first, last) = (first >> 1, last >> 1);
    }
    let mut hashes = proof.iter();
    let start = if old.is_power_of_two() { Some(old_root) } else { hashes.next() };
    let Some(start) = start else { return Err(NotProven::Length(proof.len())) };
    let (mut old_hash, mut new_hash) = (*start, *start);
    for sibling in hashes {
        if last == 0 {
            return Err(NotProven::Length(proof.len()));
        }
        if first & 1 == 1 || first == last {
            old_hash = node::<D>(sibling, &old_hash);
            new_hash = node::<D>(sibling, &new_hash);
            while first & 1 == 0 && first != 0 {
                (first, last) = (first >> 1, last >> 1);
            }
        } else {
            new_hash = node::<D>(&new_hash, sibling);
        }
        (first, last) = (first >> 1, last >> 1);
    }
    match (last == 0, old_hash == *old_root, new_hash == *new_root) {
        (false, ..) => Err(NotProven::Length(proof.len())),
        (true, _, false) => Err(NotProven::Root),
        (true, false, true) => Err(NotProven::OldRoot),
        (true, true, true) => Ok(()),
    }
}
