//! One program keeps a folder's readings at a time: the system gives the lock back when the program ends, however it does.

use std::fs::{File, TryLockError};
use std::path::Path;

use super::Fault;

const FILE: &str = "lock";

/// The folder is kept as long as this lives.
#[derive(Debug)]
pub struct Kept {
    _file: File,
}

pub fn keep(folder: &Path) -> Result<Kept, Fault> {
    let path = folder.join(FILE);
    let file = File::options().create(true).truncate(false).write(true).open(&path).map_err(Fault::at(&path))?;
    match file.try_lock() {
        Ok(()) => Ok(Kept { _file: file }),
        Err(TryLockError::WouldBlock) => Err(Fault::Kept(folder.to_owned())),
        Err(TryLockError::Error(cause)) => Err(Fault::at(&path)(cause)),
    }
}

#[cfg(test)]
mod tests {
    use super::{Fault, keep};

    #[test]
    fn one_keeps_a_folder_at_a_time() {
        let folder = tempfile::tempdir().unwrap();
        let first = keep(folder.path()).unwrap();
        assert!(matches!(keep(folder.path()), Err(Fault::Kept(_))));
        drop(first);
        assert!(keep(folder.path()).is_ok());
    }
}
