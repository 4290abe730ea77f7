//! Readings on disk: a log that is safe before anything is answered, the engine's state now and then, and days in columns
//! for curves.

pub mod checkpoint;
pub mod days;
pub mod history;
pub mod lock;
pub mod log;
pub mod whole;

use std::fs::File;
use std::path::{Path, PathBuf};

/// What can go wrong with the store.
#[derive(Debug, thiserror::Error)]
pub enum Fault {
    /// Nothing was lost: what was taken is kept in memory and written first when there is room.
    #[error("the disk takes no more readings: {0}")]
    Full(std::io::Error),
    /// It isn't known what the disk has. Nothing is taken until the store is opened anew.
    #[error("the disk failed to keep readings: {0}")]
    Stopped(std::io::Error),
    #[error("another program keeps the readings in {}", .0.display())]
    Kept(PathBuf),
    #[error("{}: {cause}", path.display())]
    File { path: PathBuf, cause: std::io::Error },
    /// Bytes that were once on the disk are not what they were.
    #[error("{} is damaged at byte {at}", path.display())]
    Damaged { path: PathBuf, at: u64 },
}

impl Fault {
    pub(crate) fn at(path: &Path) -> impl Fn(std::io::Error) -> Fault {
        move |cause| Fault::File { path: path.to_owned(), cause }
    }

    pub(crate) fn damaged(path: &Path, at: u64) -> Fault {
        Fault::Damaged { path: path.to_owned(), at }
    }
}

/// Puts a whole file in the place of another, so that a crash leaves one or the other.
pub(crate) fn replace(path: &Path, write: impl FnOnce(&mut File) -> std::io::Result<()>) -> Result<(), Fault> {
    let new = path.with_extension("new");
    let put = || {
        let mut file = File::create(&new)?;
        write(&mut file)?;
        file.sync_data()?;
        std::fs::rename(&new, path)?;
        sync_folder(path)
    };
    put().map_err(Fault::at(path))
}

/// Makes the names in the folder of a file safe.
pub(crate) fn sync_folder(path: &Path) -> std::io::Result<()> {
    path.parent().map_or(Ok(()), |folder| File::open(folder)?.sync_all())
}
