//! The files themselves, beside the database: `imports/<id>` in the data folder, until they are no longer needed.

use std::fs::File;
use std::io::{ErrorKind, Write as _};
use std::path::{Path, PathBuf};

use kernel::{Error, Identity as _, Instant, Span};
use ledger::Db;

use super::ImportId;

fn folder(db: &Db) -> PathBuf {
    db.path().parent().unwrap_or(Path::new(".")).join("imports")
}

fn path(db: &Db, id: ImportId) -> PathBuf {
    folder(db).join(id.to_text())
}

/// On the disk when this returns: the row that tells of it is written afterwards.
pub fn keep(db: &Db, id: ImportId, bytes: &[u8]) -> Result<(), Error> {
    std::fs::create_dir_all(folder(db)).map_err(Error::internal)?;
    let half = path(db, id).with_extension("part");
    let write = || -> std::io::Result<()> {
        let mut file = File::create(&half)?;
        file.write_all(bytes)?;
        file.sync_all()?;
        std::fs::rename(&half, path(db, id))?;
        File::open(folder(db))?.sync_all()
    };
    write().map_err(|error| match error.kind() {
        ErrorKind::StorageFull | ErrorKind::ReadOnlyFilesystem | ErrorKind::PermissionDenied => Error::Unavailable,
        _ => Error::internal(error),
    })
}

pub fn read(db: &Db, id: ImportId) -> Result<Vec<u8>, Error> {
    std::fs::read(path(db, id)).map_err(|error| match error.kind() {
        ErrorKind::NotFound => Error::refused("the file is no longer kept: send it again"),
        _ => Error::internal(error),
    })
}

/// One that is gone already is gone.
pub fn forget(db: &Db, id: ImportId) -> Result<(), Error> {
    match std::fs::remove_file(path(db, id)) {
        Err(error) if error.kind() != ErrorKind::NotFound => Err(Error::internal(error)),
        _ => Ok(()),
    }
}

/// A file whose row is not written yet may be minutes old, not days.
const STRAY_AFTER: Span = Span::days(1);

/// Files without a row: the program ended between the file and its row.
pub fn forget_strays(db: &Db, now: Instant, is_known: impl Fn(ImportId) -> Result<bool, Error>) -> Result<(), Error> {
    let entries = match std::fs::read_dir(folder(db)) {
        Err(error) if error.kind() == ErrorKind::NotFound => return Ok(()),
        entries => entries.map_err(Error::internal)?,
    };
    for entry in entries {
        let entry = entry.map_err(Error::internal)?;
        let modified = entry.metadata().and_then(|it| it.modified()).map_err(Error::internal)?;
        let since_1970 = modified.duration_since(std::time::UNIX_EPOCH).map_err(Error::internal)?;
        let at = Instant::from_micros(i64::try_from(since_1970.as_micros()).unwrap_or(i64::MAX));
        let path = entry.path();
        let id = path.file_stem().and_then(|name| name.to_str()).and_then(ImportId::parse);
        let known = id.map(&is_known).transpose()?.unwrap_or(false);
        if !known && now - STRAY_AFTER > at {
            std::fs::remove_file(path).map_err(Error::internal)?;
        }
    }
    Ok(())
}
