//! Known answers, and every proof of every small tree against a tree computed straight from the definition.

use std::convert::Infallible;

use data_encoding::HEXLOWER;
use proptest::prelude::*;
use sha2::Sha256;
use sm3::Sm3;

use super::*;
use crate::tile::{Tile, WIDTH};

/// Leaves and roots of the reference implementation of Certificate Transparency (`merkle_tree_test.cc`).
const LEAVES: [&[u8]; 8] = [
    b"",
    b"\x00",
    b"\x10",
    b"\x20\x21",
    b"\x30\x31",
    b"\x40\x41\x42\x43",
    b"\x50\x51\x52\x53\x54\x55\x56\x57",
    b"\x60\x61\x62\x63\x64\x65\x66\x67\x68\x69\x6a\x6b\x6c\x6d\x6e\x6f",
];
const ROOTS: [&str; 9] = [
    "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
    "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
    "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
    "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
    "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
];
const A: &str = "96a296d224f285c67bee93c30f8a309157f0daa35dc5b87e410b78630a09cfc7";
const B: &str = "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e";
const C: &str = "6b47aaf29ee3c2af9af889bc1fb9254dabd31177f16232dd6aab035ca39bf6e4";
const D: &str = "bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b";
const E: &str = "ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0";
const F: &str = "0ebc5d3437fbe2db158b9f126a1d118e308181031d0a949f8dededebc558ef6a";

/// `MTH` as RFC 6962 section 2.1 words it.
fn naive<H: TreeDigest>(entries: &[&[u8]]) -> Hash {
    match entries {
        [] => H::digest([]).into(),
        [one] => H::digest([&[0], *one].concat()).into(),
        _ => {
            let mut middle = 1;
            while middle * 2 < entries.len() {
                middle *= 2;
            }
            let (left, right) = entries.split_at(middle);
            H::digest([&[1][..], &naive::<H>(left), &naive::<H>(right)].concat()).into()
        }
    }
}

/// All tiles of a tree, in memory.
struct Memory {
    size: u64,
    levels: Vec<Vec<Hash>>,
}

impl Memory {
    fn of<H: TreeDigest>(entries: &[&[u8]]) -> (Self, Edge<H>) {
        let mut edge = Edge::<H>::default();
        let mut levels: Vec<Vec<Hash>> = Vec::new();
        for entry in entries {
            edge.push(leaf::<H>(entry), |tile, hashes| {
                let at = usize::from(tile.level);
                levels.resize_with(levels.len().max(at + 1), Vec::new);
                assert_eq!(tile.index * WIDTH, levels[at].len() as u64);
                levels[at].extend(hashes);
            });
        }
        levels.resize_with(edge.levels().len(), Vec::new);
        for (level, partial) in levels.iter_mut().zip(edge.levels()) {
            level.extend(partial);
        }
        (Self { size: entries.len() as u64, levels }, edge)
    }

    fn tile(&self, tile: Tile) -> Result<Vec<Hash>, Infallible> {
        let start = (tile.index * WIDTH) as usize;
        Ok(self.levels[usize::from(tile.level)][start..start + usize::from(tile.width)].to_vec())
    }

    fn inclusion<H: TreeDigest>(&self, index: u64, size: u64) -> Vec<Hash> {
        inclusion::<H, _>(index, size, self.size, |tile| self.tile(tile)).unwrap()
    }

    fn consistency<H: TreeDigest>(&self, old: u64, new: u64) -> Vec<Hash> {
        consistency::<H, _>(old, new, self.size, |tile| self.tile(tile)).unwrap()
    }
}

fn hex(hash: &str) -> Hash {
    HEXLOWER.decode(hash.as_bytes()).unwrap().try_into().unwrap()
}

#[test]
fn roots_of_certificate_transparency() {
    for (size, root) in ROOTS.iter().enumerate() {
        let (_, edge) = Memory::of::<Sha256>(&LEAVES[..size]);
        assert_eq!(HEXLOWER.encode(&edge.root()), *root, "{size} entries");
    }
}

#[test]
fn proofs_of_certificate_transparency() {
    let (tree, _) = Memory::of::<Sha256>(&LEAVES);
    let paths: [(u64, u64, &[&str]); 5] =
        [(0, 1, &[]), (0, 8, &[A, B, C]), (5, 8, &[D, E, ROOTS[4]]), (2, 3, &[ROOTS[2]]), (1, 5, &[ROOTS[1], B, D])];
    for (index, size, path) in paths {
        let path: Vec<Hash> = path.iter().map(|hash| hex(hash)).collect();
        assert_eq!(tree.inclusion::<Sha256>(index, size), path, "entry {index} of {size}");
        let (leaf, root) = (leaf::<Sha256>(LEAVES[index as usize]), hex(ROOTS[size as usize]));
        assert_eq!(verify_inclusion::<Sha256>(&leaf, index, size, &path, &root), Ok(()));
    }
    let proofs: [(u64, u64, &[&str]); 4] =
        [(1, 1, &[]), (1, 8, &[A, B, C]), (6, 8, &[F, E, ROOTS[4]]), (2, 5, &[B, D])];
    for (old, new, proof) in proofs {
        let proof: Vec<Hash> = proof.iter().map(|hash| hex(hash)).collect();
        assert_eq!(tree.consistency::<Sha256>(old, new), proof, "from {old} to {new}");
        let (old_root, new_root) = (hex(ROOTS[old as usize]), hex(ROOTS[new as usize]));
        assert_eq!(verify_consistency::<Sha256>((old, &old_root), (new, &new_root), &proof), Ok(()));
    }
}

/// GB/T 32905-2016 annex A, and a root over it.
#[test]
fn sm3() {
    let abc: Hash = sm3::Sm3::digest(b"abc").into();
    assert_eq!(HEXLOWER.encode(&abc), "66c7f0f462eeedd9d1f2d46bdc10e4e24167c4875cf2f7a2297da02b8f4ba8e0");
    let long: Hash = sm3::Sm3::digest(b"abcd".repeat(16)).into();
    assert_eq!(HEXLOWER.encode(&long), "debe9ff92275b8a138604889c18e5a4d6fdb70e5387e5765293dcba39c0c5732");
    let (_, edge) = Memory::of::<Sm3>(&LEAVES);
    assert_eq!(edge.root(), naive::<Sm3>(&LEAVES));
    assert_ne!(edge.root(), naive::<Sha256>(&LEAVES));
}

/// Every root up to 300 entries, and for every size all inclusion and consistency proofs.
fn exhaustive<H: TreeDigest>(sizes: impl Iterator<Item = usize>) {
    let all: Vec<Vec<u8>> = (0_u32..300).map(|number| number.to_be_bytes().to_vec()).collect();
    let all: Vec<&[u8]> = all.iter().map(Vec::as_slice).collect();
    let (tree, _) = Memory::of::<H>(&all);
    let roots: Vec<Hash> = (0..=all.len()).map(|size| naive::<H>(&all[..size])).collect();
    for size in sizes {
        let (_, edge) = Memory::of::<H>(&all[..size]);
        assert_eq!(edge.root(), roots[size], "{size} entries");
        let again = Edge::<H>::from_levels(size as u64, edge.levels().to_vec()).unwrap();
        assert_eq!(again.root(), roots[size]);
        let read = |tile| tree.tile(tile);
        assert_eq!(root_at::<H, _>(size as u64, tree.size, read).unwrap(), roots[size]);
        let (new, new_root) = (size as u64, &roots[size]);
        for index in 0..new {
            let path = tree.inclusion::<H>(index, new);
            let leaf = leaf::<H>(all[index as usize]);
            assert_eq!(verify_inclusion::<H>(&leaf, index, new, &path, new_root), Ok(()), "{index} of {new}");
            assert!(verify_inclusion::<H>(&leaf, index ^ 1, new, &path, new_root).is_err() || size == 1);
        }
        for old in 0..=new {
            let proof = tree.consistency::<H>(old, new);
            let old_root = &roots[old as usize];
            assert_eq!(verify_consistency::<H>((old, old_root), (new, new_root), &proof), Ok(()), "{old} to {new}");
            if old > 0 {
                let wrong = &roots[old as usize - 1];
                assert!(verify_consistency::<H>((old, wrong), (new, new_root), &proof).is_err());
            }
        }
    }
}

#[test]
fn every_proof_of_small_trees() {
    exhaustive::<Sha256>((0..=40).chain([63, 64, 65, 127, 128, 129, 254, 255, 256, 257, 258, 299, 300]));
    exhaustive::<Sm3>([1, 2, 3, 7, 100, 256, 257].into_iter());
}

/// Every tree up to 300 entries with every proof: half a minute without optimisation.
#[test]
#[ignore = "long"]
fn every_proof_up_to_300() {
    exhaustive::<Sha256>(0..=300);
    exhaustive::<Sm3>(0..=300);
}

#[test]
fn outside_the_tree() {
    let (tree, _) = Memory::of::<Sha256>(&LEAVES);
    let read = |tile| tree.tile(tile);
    assert!(inclusion::<Sha256, _>(8, 8, 8, read).is_err());
    assert!(inclusion::<Sha256, _>(0, 9, 8, read).is_err());
    assert!(consistency::<Sha256, _>(5, 4, 8, read).is_err());
    let none: [Hash; 0] = [];
    let root = hex(ROOTS[8]);
    let out = verify_inclusion::<Sha256>(&root, 8, 8, &none, &root);
    assert_eq!(out, Err(NotProven::OutOfTree { index: 8, size: 8 }));
    let out = verify_consistency::<Sha256>((8, &root), (7, &root), &none);
    assert_eq!(out, Err(NotProven::Shrunk { old: 8, new: 7 }));
    assert!(Edge::<Sha256>::from_levels(8, vec![vec![root; 7]]).is_none());
}

proptest! {
    /// Any change of a proof is refused: a bit, a hash less, a hash more, another place, another size.
    #[test]
    fn changed_proofs(size in 2_usize..600, place in any::<u64>(), bit in any::<usize>()) {
        let entries: Vec<Vec<u8>> = (0..size).map(|number| number.to_string().into_bytes()).collect();
        let entries: Vec<&[u8]> = entries.iter().map(Vec::as_slice).collect();
        let (tree, edge) = Memory::of::<Sha256>(&entries);
        let (size, root) = (size as u64, edge.root());
        let index = place % size;
        let leaf = leaf::<Sha256>(entries[index as usize]);
        let holds = |index, size, path: &[Hash]| verify_inclusion::<Sha256>(&leaf, index, size, path, &root).is_ok();
        let path = tree.inclusion::<Sha256>(index, size);
        prop_assert!(holds(index, size, &path));
        let mut changed = path.clone();
        let at = bit % (changed.len() * 256);
        changed[at / 256][at % 256 / 8] ^= 1 << (at % 8);
        prop_assert!(!holds(index, size, &changed));
        prop_assert!(!holds(index, size, &path[1..]));
        prop_assert!(!holds(index, size, &[&path[..], &[root]].concat()));
        prop_assert!(!holds((index + 1) % size, size, &path));
        let old = 1 + place % size;
        let old_root = root_at::<Sha256, _>(old, size, |tile| tree.tile(tile)).unwrap();
        let proof = tree.consistency::<Sha256>(old, size);
        let holds = |proof: &[Hash]| verify_consistency::<Sha256>((old, &old_root), (size, &root), proof).is_ok();
        prop_assert!(holds(&proof));
        prop_assert!(!holds(&[&proof[..], &[root]].concat()));
        if !proof.is_empty() {
            let mut changed = proof.clone();
            let at = bit % (changed.len() * 256);
            changed[at / 256][at % 256 / 8] ^= 1 << (at % 8);
            prop_assert!(!holds(&changed));
            prop_assert!(!holds(&proof[1..]));
        }
    }
}
