//! The Merkle tree of RFC 6962, over any digest of 32 bytes.
//!
//! Source: RFC 6962 section 2.1 (the hashes, `PATH` and `PROOF`), RFC 9162 sections 2.1.3.2 and 2.1.4.2 (their checks).

mod check;
mod edge;
mod prove;
#[cfg(test)]
mod tests;

use sha2::Digest;
use sha2::digest::OutputSizeUser;
use sha2::digest::consts::U32;

pub use check::{NotProven, verify_consistency, verify_inclusion};
pub use edge::{Edge, root_of_levels};
pub use prove::{OutOfTree, ProveError, consistency, inclusion, root_at};

/// One node of the tree.
pub type Hash = [u8; 32];

/// A digest that a tree can be made of: SHA-256, SM3.
pub trait TreeDigest: Digest + OutputSizeUser<OutputSize = U32> {}
impl<D: Digest + OutputSizeUser<OutputSize = U32>> TreeDigest for D {}

/// The root of a tree without entries: `H()`.
pub fn empty<D: TreeDigest>() -> Hash {
    D::digest([]).into()
}

/// `H(0x00 || entry)`.
pub fn leaf<D: TreeDigest>(entry: &[u8]) -> Hash {
    D::new().chain_update([0]).chain_update(entry).finalize().into()
}

/// `H(0x01 || left || right)`.
pub fn node<D: TreeDigest>(left: &Hash, right: &Hash) -> Hash {
    let mut joined = [1; 65];
    joined[1..33].copy_from_slice(left);
    joined[33..].copy_from_slice(right);
    D::digest(joined).into()
}

/// The root over hashes of equal height, `MTH` of RFC 6962 with its leaves already hashed; of none it is [`empty`].
pub fn root<D: TreeDigest>(hashes: &[Hash]) -> Hash {
    match hashes {
        [] => empty::<D>(),
        [one] => *one,
        several => {
            let (left, right) = several.split_at(split(several.len() as u64) as usize);
            node::<D>(&root::<D>(left), &root::<D>(right))
        }
    }
}

/// The greatest power of two smaller than `count`, which is at least 2.
fn split(count: u64) -> u64 {
    1 << (u64::BITS - 1 - (count - 1).leading_zeros())
}
