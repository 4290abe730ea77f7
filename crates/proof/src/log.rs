//! Writing a log: entries in, bundles, tiles and signed checkpoints out.
//!
//! One process writes; a lock on the folder sees to it. Entries that were appended count from the next checkpoint on: after
//! a kill the log is as it was at its last checkpoint, and the entries behind it are to be appended again. Files of a
//! checkpoint are on the disk before the checkpoint is; nothing that a checkpoint needs is removed before the next one is
//! written. Not here: where entries come from, and when a checkpoint is due.

use std::fs::{self, File, TryLockError};
use std::path::Path;

use sha2::Sha256;
use sm3::Sm3;

use crate::checkpoint::{Checkpoint, Unusable};
use crate::folder::{CHECKPOINT, FileError, Folder, LogDigest, Observer, Writer, at};
use crate::note::{KeyError, Malformed, Note, Signature, Signed, Signer, SmSigner, Verifier};
use crate::tile::{Bundle, Tile, TooLong, WIDTH, entries, push_entry};
use crate::tree::{Edge, Hash, leaf};

/// The file that the writing process locks.
const LOCK: &str = ".lock";
/// Bytes that wait in memory before full tiles and bundles are written.
const STAGED_BYTES_MAX: usize = 16 << 20;

/// What a log is called and what it signs with.
#[derive(Debug, Clone)]
pub struct Settings {
    /// The first line of every checkpoint.
    pub origin: String,
    pub key: Signer,
    /// With this key the log keeps a second tree with SM3, and checkpoints carry its root and a line signed with SM2.
    /// A log that had none so far gets its second tree when it is opened.
    pub sm: Option<SmSigner>,
}

/// Why a log cannot be written.
#[derive(Debug, thiserror::Error)]
pub enum LogError {
    #[error(transparent)]
    File(#[from] FileError),
    #[error("entry {position} of the batch: {error}")]
    Entry { position: usize, error: TooLong },
    #[error("another process writes this log")]
    Locked,
    #[error("there are tiles and no checkpoint: restore the checkpoint, or begin in an empty folder")]
    CheckpointMissing,
    #[error("the checkpoint cannot be continued: {0}")]
    Checkpoint(#[from] Unusable),
    #[error("the tiles at the end of the log do not give the root of its checkpoint ({0})")]
    Root(&'static str),
    #[error("{0} does not hold the entries that its tile says")]
    Entries(String),
    #[error("the origin makes no checkpoint: {0}")]
    Origin(Malformed),
    #[error("the key cannot sign: {0}")]
    Key(#[from] KeyError),
    #[error("the signature does not fit the checkpoint")]
    Cosignature,
    #[error("writing failed before: open the log again")]
    Broken,
}

/// A checkpoint with its signatures.
#[derive(Debug, Clone)]
pub struct Published {
    pub checkpoint: Checkpoint,
    pub note: Note,
}

/// A log that is written.
pub struct Log {
    settings: Settings,
    folder: Folder,
    writer: Writer,
    staged_bytes: usize,
    tree: Edge<Sha256>,
    second: Option<Edge<Sm3>>,
    /// The second tree was made new: its partial tiles are not on the disk yet.
    second_is_new: bool,
    /// The entries of the unfinished bundle, as they lie in it.
    bundle: Vec<u8>,
    /// Folders of partial forms that full ones replace once the next checkpoint is written.
    superseded: Vec<String>,
    published: Published,
    broken: bool,
    _lock: File,
}

impl Log {
    /// Opens a log where its last checkpoint left it, or begins one in an empty folder with a checkpoint of no entries.
    ///
    /// Reads only the unfinished tiles and the unfinished bundle, and checks that they give the checkpoint's root.
    pub fn open(dir: &Path, settings: Settings) -> Result<Self, LogError> {
        Self::open_observed(dir, settings, Box::new(|_, _| ()))
    }

    /// As [`Log::open`]; the observer is told after every change of a file.
    pub fn open_observed(dir: &Path, settings: Settings, observer: Observer) -> Result<Self, LogError> {
        fs::create_dir_all(dir).map_err(at("."))?;
        let lock = lock(dir)?;
        let folder = Folder::new(dir);
        let mut writer = Writer::new(dir, observer);
        let published = match folder.read(CHECKPOINT)? {
            Some(bytes) => reopened(&bytes, &settings)?,
            None if dir.join("tile").exists() => return Err(LogError::CheckpointMissing),
            None => {
                let tree = Edge::<Sha256>::default();
                let second = settings.sm.as_ref().map(|_| Edge::<Sm3>::default().root());
                let published = signed(&settings, 0, tree.root(), second, None)?;
                writer.stage(CHECKPOINT.to_owned(), published.note.to_string().into_bytes());
                writer.commit()?;
                published
            }
        };
        let size = published.checkpoint.size;
        tidy::<Sha256>(&mut writer, size)?;
        tidy::<Sm3>(&mut writer, size)?;
        let tree = edge::<Sha256>(&folder, size, &published.checkpoint.root)?;
        let bundle = unfinished_bundle(&folder, &tree)?;
        let second = match (&settings.sm, published.checkpoint.sm3()) {
            (Some(_), Some(root)) => Some(edge::<Sm3>(&folder, size, &root)?),
            (Some(_), None) => Some(second_tree(&folder, &mut writer, size)?),
            (None, _) => None,
        };
        let second_is_new = second.is_some() && published.checkpoint.sm3().is_none();
        let (staged_bytes, superseded, broken) = (0, Vec::new(), false);
        Ok(Self {
            settings,
            folder,
            writer,
            staged_bytes,
            tree,
            second,
            second_is_new,
            bundle,
            superseded,
            published,
            broken,
            _lock: lock,
        })
    }

    /// Entries, those since the last checkpoint included.
    pub fn size(&self) -> u64 {
        self.tree.size()
    }

    /// The root over all entries, those since the last checkpoint included.
    pub fn root(&self) -> Hash {
        self.tree.root()
    }

    /// The last checkpoint.
    pub fn published(&self) -> &Published {
        &self.published
    }

    /// The files, for proofs. Give them the size of the last checkpoint, not [`Log::size`].
    pub fn folder(&self) -> &Folder {
        &self.folder
    }

    /// An entry, those since the last checkpoint included.
    pub fn entry(&self, index: u64) -> Result<Option<Vec<u8>>, LogError> {
        if index < self.size() && index / WIDTH == self.size() / WIDTH {
            let entry = entries(&self.bundle).nth((index % WIDTH) as usize);
            return Ok(entry.and_then(Result::ok).map(<[u8]>::to_vec));
        }
        Ok(self.folder.entry(index, self.size())?)
    }

    /// Appends entries in this order. Bundles and tiles that become full are written; the rest waits for the checkpoint.
    ///
    /// An entry that is too long is refused and with it the batch, before anything has changed. After any other error the
    /// log is to be opened again.
    pub fn append(&mut self, batch: &[Vec<u8>]) -> Result<(), LogError> {
        for (position, entry) in batch.iter().enumerate() {
            u16::try_from(entry.len())
                .map_err(|_| LogError::Entry { position, error: TooLong { bytes: entry.len() } })?;
        }
        self.unless_broken(|log| {
            for (position, entry) in batch.iter().enumerate() {
                push_entry(&mut log.bundle, entry).map_err(|error| LogError::Entry { position, error })?;
                let index = log.tree.size() / WIDTH;
                let (staged, superseded) = (&mut log.staged_bytes, &mut log.superseded);
                push(&mut log.tree, entry, &mut log.writer, staged, superseded);
                if let Some(second) = &mut log.second {
                    push(second, entry, &mut log.writer, staged, superseded);
                }
                if log.tree.size() % WIDTH == 0 {
                    let full = Bundle { index, width: WIDTH as u16 };
                    *staged += log.bundle.len();
                    let next = Vec::with_capacity(log.bundle.len() + log.bundle.len() / 4);
                    log.writer.stage(full.path(), std::mem::replace(&mut log.bundle, next));
                    superseded.push(full.partials());
                }
                if *staged > STAGED_BYTES_MAX {
                    *staged = 0;
                    log.writer.commit()?;
                }
            }
            log.staged_bytes = 0;
            Ok(log.writer.commit()?)
        })
    }

    /// Signs what has been appended: writes the unfinished bundle and tiles, then the checkpoint. `now` is in seconds since
    /// 1970 and becomes a line of the checkpoint.
    pub fn checkpoint(&mut self, now: u64) -> Result<&Published, LogError> {
        self.unless_broken(|log| {
            let size = log.size();
            let before = log.published.checkpoint.size;
            stage_edge(&log.tree, before, false, &mut log.writer)?;
            if let Some(second) = &log.second {
                stage_edge(second, before, log.second_is_new, &mut log.writer)?;
            }
            if let Some(bundle) = Bundle::at(size / WIDTH, size).filter(|_| size != before) {
                if Bundle::at(bundle.index, before).is_none() {
                    log.writer.remove_folder(&bundle.partials())?;
                }
                log.writer.stage(bundle.path(), log.bundle.clone());
            }
            log.writer.commit()?;
            let second = log.second.as_ref().map(Edge::root);
            let published = signed(&log.settings, size, log.tree.root(), second, Some(now))?;
            log.publish(published)?;
            log.second_is_new = false;
            for folder in std::mem::take(&mut log.superseded) {
                log.writer.remove_folder(&folder)?;
            }
            Ok(())
        })?;
        Ok(&self.published)
    }

    /// Adds the signature of a witness to the last checkpoint, once it has been verified with the witness's key.
    pub fn cosign(&mut self, line: Signature, witness: &Verifier) -> Result<(), LogError> {
        self.unless_broken(|log| {
            let mut alone = Note::new(log.published.note.text().to_owned()).map_err(LogError::Origin)?;
            alone.add(line.clone());
            if alone.signed_by(witness) != Signed::Yes {
                return Err(LogError::Cosignature);
            }
            let mut published = log.published.clone();
            published.note.add(line);
            log.publish(published)
        })
    }

    fn publish(&mut self, published: Published) -> Result<(), LogError> {
        self.writer.stage(CHECKPOINT.to_owned(), published.note.to_string().into_bytes());
        self.writer.commit()?;
        self.published = published;
        Ok(())
    }

    fn unless_broken(&mut self, work: impl FnOnce(&mut Self) -> Result<(), LogError>) -> Result<(), LogError> {
        if self.broken {
            return Err(LogError::Broken);
        }
        let result = work(self);
        self.broken = matches!(result, Err(LogError::File(_)));
        result
    }
}

fn lock(dir: &Path) -> Result<File, LogError> {
    let lock = File::options().create(true).append(true).open(dir.join(LOCK)).map_err(at(LOCK))?;
    match lock.try_lock() {
        Ok(()) => Ok(lock),
        Err(TryLockError::WouldBlock) => Err(LogError::Locked),
        Err(TryLockError::Error(error)) => Err(at(LOCK)(error).into()),
    }
}

/// The checkpoint that a log goes on from: its own, by its own key.
fn reopened(bytes: &[u8], settings: &Settings) -> Result<Published, LogError> {
    let checkpoint = Checkpoint::open(bytes, &settings.origin, std::slice::from_ref(settings.key.verifier()))?;
    let note = Note::parse(bytes).map_err(Unusable::from)?;
    Ok(Published { checkpoint, note })
}

fn signed(
    settings: &Settings,
    size: u64,
    root: Hash,
    second: Option<Hash>,
    now: Option<u64>,
) -> Result<Published, LogError> {
    let second = second.map(|root| format!("sm3 {}", data_encoding::BASE64.encode(&root)));
    let extensions = second.into_iter().chain(now.map(|now| format!("time {now}"))).collect();
    let checkpoint = Checkpoint { origin: settings.origin.clone(), size, root, extensions };
    let text = checkpoint.text();
    if Checkpoint::parse(&text)? != checkpoint {
        return Err(LogError::Origin(Malformed::Text));
    }
    let mut note = Note::new(text).map_err(LogError::Origin)?;
    note.add(settings.key.sign(note.text(), 0));
    if let Some(key) = &settings.sm {
        note.add(key.sign(note.text())?);
    }
    Ok(Published { checkpoint, note })
}

/// Adds an entry to a tree and stages the tiles that it completes.
fn push<D: LogDigest>(
    tree: &mut Edge<D>,
    entry: &[u8],
    writer: &mut Writer,
    staged: &mut usize,
    superseded: &mut Vec<String>,
) {
    tree.push(leaf::<D>(entry), |tile, hashes| {
        *staged += hashes.len() * 32;
        writer.stage(format!("{}{}", D::PREFIX, tile.path()), hashes.concat());
        superseded.push(format!("{}{}", D::PREFIX, tile.partials()));
    });
}

/// Stages the partial tiles that differ from those of the last checkpoint, of `before` entries.
fn stage_edge<D: LogDigest>(tree: &Edge<D>, before: u64, all: bool, writer: &mut Writer) -> Result<(), FileError> {
    for (tile, hashes) in Tile::edge(tree.size()).into_iter().zip(tree.levels()) {
        let last = Tile::at(tile.level, tile.index, before);
        if tile.width == 0 || (last == Some(tile) && !all) {
            continue;
        }
        if last.is_none() {
            // What lies here was left by a writer that was killed; its entries may have been others.
            writer.remove_folder(&format!("{}{}", D::PREFIX, tile.partials()))?;
        }
        writer.stage(format!("{}{}", D::PREFIX, tile.path()), hashes.concat());
    }
    Ok(())
}

/// The edge of the tree from its files; it gives this root.
fn edge<D: LogDigest>(folder: &Folder, size: u64, root: &Hash) -> Result<Edge<D>, LogError> {
    let mut levels = Vec::new();
    for tile in Tile::edge(size) {
        levels.push(if tile.width == 0 { Vec::new() } else { folder.tile::<D>(tile)? });
    }
    let tree = if D::PREFIX.is_empty() { "SHA-256" } else { "SM3" };
    Edge::from_levels(size, levels).filter(|edge| edge.root() == *root).ok_or(LogError::Root(tree))
}

/// The entries of the unfinished bundle, compared with the tile over them.
fn unfinished_bundle(folder: &Folder, tree: &Edge<Sha256>) -> Result<Vec<u8>, LogError> {
    let Some(bundle) = Bundle::at(tree.size() / WIDTH, tree.size()) else { return Ok(Vec::new()) };
    let (file, bytes) = folder.bundle(bundle)?;
    let mut kept = Vec::with_capacity(bytes.len());
    let hashes = tree.levels().first().map_or(&[][..], Vec::as_slice);
    let mut found = entries(&bytes);
    for hash in hashes {
        match found.next() {
            Some(Ok(entry)) if leaf::<Sha256>(entry) == *hash && push_entry(&mut kept, entry).is_ok() => (),
            _ => return Err(LogError::Entries(file)),
        }
    }
    Ok(kept)
}

/// Makes the second tree of a log that had none, from all its entries.
fn second_tree(folder: &Folder, writer: &mut Writer, size: u64) -> Result<Edge<Sm3>, LogError> {
    let mut tree = Edge::<Sm3>::default();
    for index in 0..size.div_ceil(WIDTH) {
        let Some(bundle) = Bundle::at(index, size) else { continue };
        let (file, bytes) = folder.bundle(bundle)?;
        let mut found = entries(&bytes);
        for _ in 0..bundle.width {
            let Some(Ok(entry)) = found.next() else { return Err(LogError::Entries(file)) };
            push(&mut tree, entry, writer, &mut 0, &mut Vec::new());
        }
        writer.commit()?;
    }
    Ok(tree)
}

/// Removes what a killed writer left: partial forms wider than the checkpoint's, and those that full ones have replaced.
fn tidy<D: LogDigest>(writer: &mut Writer, size: u64) -> Result<(), LogError> {
    let tiles = Tile::edge(size);
    let bundle = tiles.first().filter(|_| D::PREFIX.is_empty());
    let bundle = bundle.map(|tile| (Bundle { index: tile.index, width: tile.width }.partials(), *tile));
    let tiles = tiles.iter().map(|tile| (format!("{}{}", D::PREFIX, tile.partials()), *tile));
    for (partials, tile) in bundle.into_iter().chain(tiles) {
        for name in writer.names(&partials)? {
            if name.parse::<u16>().map_or(true, |width| width > tile.width) {
                writer.remove(&format!("{partials}/{name}"))?;
            }
        }
        let Some((beside, own)) = partials.rsplit_once('/') else { continue };
        for name in writer.names(beside)? {
            // Names of one folder are of equal length: their order is the order of their numbers.
            if name.ends_with(".p") && !name.starts_with('x') && *name < *own {
                writer.remove_folder(&format!("{beside}/{name}"))?;
            }
        }
    }
    Ok(())
}
