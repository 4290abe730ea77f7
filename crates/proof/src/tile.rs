//! Where the hashes and entries of a log lie, and how they are written: c2sp.org/tlog-tiles.
//!
//! A tile is 256 consecutive hashes of one level; each hash of level `l` stands for a full tile of level `l - 1`. The last
//! tile of a level is partial and carries its width in its name. An entry bundle is 256 entries, each behind its length.

/// Hashes in a full tile, entries in a full bundle.
pub const WIDTH: u64 = 256;

/// The longest entry: its length is written in two bytes.
pub const ENTRY_BYTES_MAX: usize = u16::MAX as usize;

/// One tile of the tree.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Tile {
    /// 0 holds the hashes of the leaves.
    pub level: u8,
    /// From 0 within the level.
    pub index: u64,
    /// Hashes in it, 1 to 256.
    pub width: u16,
}

impl Tile {
    /// The tile at this place in a tree of `size` entries, as wide as it is there; none when the tree does not reach it.
    pub fn at(level: u8, index: u64, size: u64) -> Option<Self> {
        let hashes = size.checked_shr(u32::from(level) * 8).unwrap_or(0);
        let before = index.checked_mul(WIDTH)?;
        let width = hashes.checked_sub(before)?.min(WIDTH);
        (width > 0).then_some(Self { level, index, width: width as u16 })
    }

    /// The unfinished tile of every level of a tree of `size` entries, level 0 first, up to the highest level that has a
    /// hash. Width 0 where the last tile is full.
    pub fn edge(size: u64) -> Vec<Self> {
        (0_u8..8)
            .map(|level| (level, size >> (u32::from(level) * 8)))
            .take_while(|(_, hashes)| *hashes > 0)
            .map(|(level, hashes)| Self { level, index: hashes / WIDTH, width: (hashes % WIDTH) as u16 })
            .collect()
    }

    pub fn is_full(&self) -> bool {
        u64::from(self.width) == WIDTH
    }

    /// `tile/<L>/<N>[.p/<W>]`.
    pub fn path(&self) -> String {
        format!("tile/{}/{}", self.level, numbered(self.index, self.width))
    }

    /// The folder of the partial forms of this tile: `tile/<L>/<N>.p`.
    pub fn partials(&self) -> String {
        format!("tile/{}/{}.p", self.level, index_path(self.index))
    }
}

/// One bundle of entries. Its place and width are those of the tile of level 0 over the same entries.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Bundle {
    pub index: u64,
    /// Entries in it, 1 to 256.
    pub width: u16,
}

impl Bundle {
    /// The bundle at this place of a log of `size` entries; none when the log does not reach it.
    pub fn at(index: u64, size: u64) -> Option<Self> {
        Tile::at(0, index, size).map(|tile| Self { index: tile.index, width: tile.width })
    }

    pub fn is_full(&self) -> bool {
        u64::from(self.width) == WIDTH
    }

    /// `tile/entries/<N>[.p/<W>]`.
    pub fn path(&self) -> String {
        format!("tile/entries/{}", numbered(self.index, self.width))
    }

    /// The folder of the partial forms of this bundle: `tile/entries/<N>.p`.
    pub fn partials(&self) -> String {
        format!("tile/entries/{}.p", index_path(self.index))
    }
}

/// Three digits to a path element, all but the last behind an `x`: 1234067 is `x001/x234/067`.
pub fn index_path(index: u64) -> String {
    let mut path = format!("{:03}", index % 1000);
    let mut rest = index / 1000;
    while rest > 0 {
        path = format!("x{:03}/{path}", rest % 1000);
        rest /= 1000;
    }
    path
}

fn numbered(index: u64, width: u16) -> String {
    let index = index_path(index);
    if u64::from(width) == WIDTH { index } else { format!("{index}.p/{width}") }
}

/// An entry that does not fit into a bundle.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("the entry has {bytes} bytes, at most {ENTRY_BYTES_MAX} fit into a bundle")]
pub struct TooLong {
    pub bytes: usize,
}

/// Appends an entry to a bundle: two bytes of length, most significant first, and the entry.
pub fn push_entry(bundle: &mut Vec<u8>, entry: &[u8]) -> Result<(), TooLong> {
    let length = u16::try_from(entry.len()).map_err(|_| TooLong { bytes: entry.len() })?;
    bundle.extend_from_slice(&length.to_be_bytes());
    bundle.extend_from_slice(entry);
    Ok(())
}

/// A bundle that ends inside an entry.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("the bundle ends inside its entry {position}")]
pub struct CutShort {
    /// Position within the bundle, from 0.
    pub position: usize,
}

/// The entries of a bundle, in order. After an error there is nothing more.
pub fn entries(bundle: &[u8]) -> impl Iterator<Item = Result<&[u8], CutShort>> {
    let mut rest = bundle;
    let mut position = 0;
    std::iter::from_fn(move || {
        if rest.is_empty() {
            return None;
        }
        let entry = rest.split_first_chunk::<2>().and_then(|(length, after)| {
            let (entry, after) = after.split_at_checked(usize::from(u16::from_be_bytes(*length)))?;
            rest = after;
            Some(entry)
        });
        if entry.is_none() {
            rest = &[];
        }
        position += 1;
        Some(entry.ok_or(CutShort { position: position - 1 }))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths() {
        let path = |level, index, width| Tile { level, index, width }.path();
        assert_eq!(path(0, 0, 256), "tile/0/000");
        assert_eq!(path(1, 5, 17), "tile/1/005.p/17");
        assert_eq!(path(63, 1_234_067, 256), "tile/63/x001/x234/067");
        assert_eq!(path(0, 1_234_067, 8), "tile/0/x001/x234/067.p/8");
        assert_eq!(index_path(1000), "x001/000");
        assert_eq!(index_path(999), "999");
        assert_eq!(Bundle { index: 273, width: 112 }.path(), "tile/entries/273.p/112");
        assert_eq!(Bundle { index: 273, width: 256 }.path(), "tile/entries/273");
        assert_eq!(Bundle { index: 1273, width: 1 }.partials(), "tile/entries/x001/273.p");
    }

    /// The worked example of the specification, "Partial Tiles": 70,000 and 256 entries.
    #[test]
    fn shapes() {
        let edge = |size| Tile::edge(size).iter().map(Tile::path).collect::<Vec<_>>();
        assert_eq!(edge(70_000), ["tile/0/273.p/112", "tile/1/001.p/17", "tile/2/000.p/1"]);
        assert_eq!(Tile::at(0, 272, 70_000).map(|tile| tile.width), Some(256));
        assert_eq!(Tile::at(1, 0, 70_000).map(|tile| tile.width), Some(256));
        assert_eq!(Tile::at(0, 274, 70_000), None);
        assert_eq!(Tile::at(2, 1, 70_000), None);
        assert_eq!(Tile::at(1, 0, 256), Some(Tile { level: 1, index: 0, width: 1 }));
        assert_eq!(Tile::at(0, 1, 256), None);
        assert_eq!(Tile::at(63, 0, u64::MAX), None);
        assert!(Tile::edge(0).is_empty());
    }

    #[test]
    fn bundles() {
        let mut bundle = Vec::new();
        for entry in [&b"first"[..], b"", &[7; ENTRY_BYTES_MAX]] {
            push_entry(&mut bundle, entry).unwrap();
        }
        assert_eq!(&bundle[..7], b"\x00\x05first");
        let read: Result<Vec<_>, _> = entries(&bundle).collect();
        assert_eq!(read.unwrap().iter().map(|entry| entry.len()).collect::<Vec<_>>(), [5, 0, ENTRY_BYTES_MAX]);
        assert_eq!(push_entry(&mut bundle, &[0; ENTRY_BYTES_MAX + 1]), Err(TooLong { bytes: ENTRY_BYTES_MAX + 1 }));
        for cut in 1..bundle.len() {
            let read: Vec<_> = entries(&bundle[..cut]).collect();
            let whole = [7, 9].contains(&cut);
            assert_eq!(read.iter().all(Result::is_ok), whole, "cut at {cut}");
        }
    }
}
