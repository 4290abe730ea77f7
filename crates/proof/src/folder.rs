//! The files of a log: reading them, and writing them so that a kill at any moment leaves a log.

use std::fs::{self, File};
use std::io::{self, ErrorKind, Write as _};
use std::path::{Path, PathBuf};

use sha2::Sha256;
use sm3::Sm3;

use crate::tile::{Bundle, Tile, entries};
use crate::tree::{Hash, ProveError, TreeDigest, consistency, inclusion};

/// The file of the checkpoint.
pub const CHECKPOINT: &str = "checkpoint";
/// What a file is called while it is written.
const UNFINISHED: &str = ".tmp";
/// Threads that wait for the disk together.
const SYNC_THREADS: usize = 16;

/// A digest that a log keeps a tree of, in a folder of its own.
pub trait LogDigest: TreeDigest {
    /// What stands before `tile/…`.
    const PREFIX: &str;
}

/// The tree that the specification of tiles knows.
impl LogDigest for Sha256 {
    const PREFIX: &str = "";
}

/// Our second tree, in the same form.
impl LogDigest for Sm3 {
    const PREFIX: &str = "sm3/";
}

/// Something wrong with one file.
#[derive(Debug, thiserror::Error)]
#[error("{file}: {why}")]
pub struct FileError {
    pub file: String,
    pub why: FileProblem,
}

#[derive(Debug, thiserror::Error)]
pub enum FileProblem {
    #[error("is missing")]
    Missing,
    #[error("has {found} bytes instead of {expected}")]
    Length { found: usize, expected: usize },
    #[error("has fewer entries than its name says")]
    Entries,
    #[error(transparent)]
    Io(io::Error),
}

/// A log that is read. Any number of readers may look on while a [`crate::log::Log`] writes.
#[derive(Debug, Clone)]
pub struct Folder {
    path: PathBuf,
}

impl Folder {
    pub fn new(path: impl Into<PathBuf>) -> Self {
        Self { path: path.into() }
    }

    pub fn path(&self) -> &Path {
        &self.path
    }

    /// A file by its name within the log; none when there is none.
    pub fn read(&self, file: &str) -> Result<Option<Vec<u8>>, FileError> {
        match fs::read(self.path.join(file)) {
            Ok(bytes) => Ok(Some(bytes)),
            Err(error) if matches!(error.kind(), ErrorKind::NotFound | ErrorKind::NotADirectory) => Ok(None),
            Err(why) => Err(FileError { file: file.to_owned(), why: FileProblem::Io(why) }),
        }
    }

    /// The hashes of a tile. A partial tile that has gone since is read from the full one that replaced it.
    pub fn tile<D: LogDigest>(&self, tile: Tile) -> Result<Vec<Hash>, FileError> {
        let file = format!("{}{}", D::PREFIX, tile.path());
        let full = format!("{}{}", D::PREFIX, Tile { width: 256, ..tile }.path());
        let expected = usize::from(tile.width) * 32;
        let (file, bytes) = self.read_or(file, &full, !tile.is_full())?;
        let length_fits = bytes.len() == expected || (file == full && bytes.len() == 256 * 32);
        if !length_fits {
            return Err(FileError { file, why: FileProblem::Length { found: bytes.len(), expected } });
        }
        let (hashes, _) = bytes[..expected].as_chunks::<32>();
        Ok(hashes.to_vec())
    }

    /// A bundle, of which at least the entries of its width are meant; a partial one that has gone since is read from the
    /// full one. Gives the name of the file that was read, too.
    pub fn bundle(&self, bundle: Bundle) -> Result<(String, Vec<u8>), FileError> {
        let full = Bundle { width: 256, ..bundle }.path();
        self.read_or(bundle.path(), &full, !bundle.is_full())
    }

    /// One entry of a log of `size` entries.
    pub fn entry(&self, index: u64, size: u64) -> Result<Option<Vec<u8>>, FileError> {
        if index >= size {
            return Ok(None);
        }
        let Some(bundle) = Bundle::at(index / 256, size) else { return Ok(None) };
        let (file, bytes) = self.bundle(bundle)?;
        match entries(&bytes).nth((index % 256) as usize) {
            Some(Ok(entry)) => Ok(Some(entry.to_owned())),
            _ => Err(FileError { file, why: FileProblem::Entries }),
        }
    }

    /// The proof that entry `index` is in the tree of the first `size` entries; the log holds `files` entries.
    pub fn inclusion<D: LogDigest>(
        &self,
        index: u64,
        size: u64,
        files: u64,
    ) -> Result<Vec<Hash>, ProveError<FileError>> {
        inclusion::<D, _>(index, size, files, |tile| self.tile::<D>(tile))
    }

    /// The proof that the tree of `new` entries begins with the tree of `old`; the log holds `files` entries.
    pub fn consistency<D: LogDigest>(
        &self,
        old: u64,
        new: u64,
        files: u64,
    ) -> Result<Vec<Hash>, ProveError<FileError>> {
        consistency::<D, _>(old, new, files, |tile| self.tile::<D>(tile))
    }

    fn read_or(&self, file: String, full: &str, or_full: bool) -> Result<(String, Vec<u8>), FileError> {
        if let Some(bytes) = self.read(&file)? {
            return Ok((file, bytes));
        }
        match if or_full { self.read(full)? } else { None } {
            Some(bytes) => Ok((full.to_owned(), bytes)),
            None => Err(FileError { file, why: FileProblem::Missing }),
        }
    }
}

/// What is told after every change of a file: what was done (`written`, `renamed`, `removed`), and to which file; `synced`
/// once all names before it last. Tests copy the folder there.
pub type Observer = Box<dyn FnMut(&str, &str) + Send>;

/// Files on their way to the disk.
pub(crate) struct Writer {
    path: PathBuf,
    staged: Vec<(String, Vec<u8>)>,
    observer: Observer,
}

impl Writer {
    pub fn new(path: &Path, observer: Observer) -> Self {
        Self { path: path.to_owned(), staged: Vec::new(), observer }
    }

    pub fn stage(&mut self, file: String, bytes: Vec<u8>) {
        self.staged.push((file, bytes));
    }

    /// Writes all staged files, each whole or not at all, and returns when all are on the disk.
    ///
    /// All are written, then all synced, then all renamed: the disk gets its work in large pieces.
    pub fn commit(&mut self) -> Result<(), FileError> {
        let staged = std::mem::take(&mut self.staged);
        let mut folders = Vec::new();
        let mut open = Vec::with_capacity(staged.len());
        for (file, bytes) in &staged {
            let unfinished = self.path.join(format!("{file}{UNFINISHED}"));
            let parent = unfinished.parent().unwrap_or(&self.path);
            create_folders(parent, &mut folders).map_err(at(file))?;
            let mut handle = File::create(&unfinished).map_err(at(file))?;
            handle.write_all(bytes).map_err(at(file))?;
            (self.observer)("written", file);
            open.push(handle);
        }
        sync_files(&open, &staged)?;
        drop(open);
        for (file, _) in &staged {
            fs::rename(self.path.join(format!("{file}{UNFINISHED}")), self.path.join(file)).map_err(at(file))?;
            (self.observer)("renamed", file);
        }
        folders.sort();
        folders.dedup();
        for folder in &folders {
            sync_folder(folder).map_err(at(&folder.display().to_string()))?;
        }
        (self.observer)("synced", "");
        Ok(())
    }

    /// Removes a folder with its files, if it is there.
    pub fn remove_folder(&mut self, folder: &str) -> Result<(), FileError> {
        let path = self.path.join(folder);
        let Some(files) = absent_is_none(fs::read_dir(&path)).map_err(at(folder))? else { return Ok(()) };
        for file in files {
            let file = file.map_err(at(folder))?;
            self.remove(&format!("{folder}/{}", file.file_name().to_string_lossy()))?;
        }
        absent_is_none(fs::remove_dir(&path)).map_err(at(folder))?;
        (self.observer)("removed", folder);
        Ok(())
    }

    pub fn remove(&mut self, file: &str) -> Result<(), FileError> {
        absent_is_none(fs::remove_file(self.path.join(file))).map_err(at(file))?;
        (self.observer)("removed", file);
        Ok(())
    }

    /// The names in a folder; none when it is not there.
    pub fn names(&self, folder: &str) -> Result<Vec<String>, FileError> {
        let Some(files) = absent_is_none(fs::read_dir(self.path.join(folder))).map_err(at(folder))? else {
            return Ok(Vec::new());
        };
        files.map(|file| Ok(file.map_err(at(folder))?.file_name().to_string_lossy().into_owned())).collect()
    }
}

/// Creates a folder and what it lies in; `touched` gets every folder whose names change.
fn create_folders(folder: &Path, touched: &mut Vec<PathBuf>) -> io::Result<()> {
    if touched.last().is_none_or(|last| last != folder) {
        touched.push(folder.to_owned());
    }
    if folder.is_dir() {
        return Ok(());
    }
    if let Some(parent) = folder.parent() {
        create_folders(parent, touched)?;
    }
    match fs::create_dir(folder) {
        Err(error) if error.kind() != ErrorKind::AlreadyExists => Err(error),
        _ => Ok(()),
    }
}

/// Waits until the contents of files are on the disk. Several threads wait, because a disk takes together what waits at the
/// same time: a busy one needs seconds for two hundred files one after another.
fn sync_files(open: &[File], staged: &[(String, Vec<u8>)]) -> Result<(), FileError> {
    let sync = |(handle, (file, _)): (&File, &(String, Vec<u8>))| handle.sync_all().map_err(at(file));
    let share = open.len().div_ceil(SYNC_THREADS).max(4);
    std::thread::scope(|scope| {
        let waiting: Vec<_> = open
            .chunks(share)
            .zip(staged.chunks(share))
            .map(|(open, staged)| scope.spawn(move || open.iter().zip(staged).try_for_each(sync)))
            .collect();
        waiting.into_iter().try_for_each(|thread| {
            let gone = || at("a thread that syncs files")(io::Error::other("it has ended early"));
            thread.join().unwrap_or_else(|_| Err(gone()))
        })
    })
}

fn absent_is_none<T>(result: io::Result<T>) -> io::Result<Option<T>> {
    match result {
        Ok(value) => Ok(Some(value)),
        Err(error) if error.kind() == ErrorKind::NotFound => Ok(None),
        Err(error) => Err(error),
    }
}

pub(crate) fn at(file: &str) -> impl FnOnce(io::Error) -> FileError {
    move |why| FileError { file: file.to_owned(), why: FileProblem::Io(why) }
}

/// Makes the names in a folder last. Elsewhere than on Unix a folder cannot be opened, and renaming lasts by itself.
fn sync_folder(folder: &Path) -> io::Result<()> {
    if cfg!(unix) { File::open(folder)?.sync_all() } else { Ok(()) }
}
