//! Files beside the database, by what they belong to: `imports/<id>` and `returned/<id>` in the data folder, until they are no
//! longer needed, and `backtests/<id>`.

use std::fs::File;
use std::io::{ErrorKind, Write as _};
use std::path::PathBuf;

use kernel::{Error, Identity, Instant, Span};
use ledger::Db;

/// Where the files of one sort lie.
#[derive(Debug, Clone, Copy)]
pub struct Folder(&'static str);

pub const IMPORTS: Folder = Folder("imports");
pub const RETURNED: Folder = Folder("returned");
/// What can be made again.
pub const BACKTESTS: Folder = Folder("backtests");

/// A file whose row is not written yet may be minutes old, not days.
const STRAY_AFTER: Span = Span::days(1);

impl Folder {
    fn place(self, db: &Db) -> PathBuf {
        db.folder().join(self.0)
    }

    fn path(self, db: &Db, id: impl Identity) -> PathBuf {
        self.place(db).join(id.to_text())
    }

    /// On the disk when this returns: the row that tells of it is written afterwards.
    pub fn keep(self, db: &Db, id: impl Identity, bytes: &[u8]) -> Result<(), Error> {
        std::fs::create_dir_all(self.place(db)).map_err(Error::internal)?;
        let half = self.path(db, id).with_extension("part");
        let write = || -> std::io::Result<()> {
            let mut file = File::create(&half)?;
            file.write_all(bytes)?;
            file.sync_all()?;
            std::fs::rename(&half, self.path(db, id))?;
            File::open(self.place(db))?.sync_all()
        };
        write().map_err(|error| match error.kind() {
            ErrorKind::StorageFull | ErrorKind::ReadOnlyFilesystem | ErrorKind::PermissionDenied => Error::Unavailable,
            _ => Error::internal(error),
        })
    }

    pub fn read(self, db: &Db, id: impl Identity) -> Result<Vec<u8>, Error> {
        std::fs::read(self.path(db, id)).map_err(|error| match error.kind() {
            ErrorKind::NotFound => Error::refused("the file is no longer kept: send it again"),
            _ => Error::internal(error),
        })
    }

    /// One that is gone already is gone.
    pub fn forget(self, db: &Db, id: impl Identity) -> Result<(), Error> {
        match std::fs::remove_file(self.path(db, id)) {
            Err(error) if error.kind() != ErrorKind::NotFound => Err(Error::internal(error)),
            _ => Ok(()),
        }
    }

    /// Files without a row: the program ended between the file and its row.
    pub fn forget_strays<I: Identity>(
        self,
        db: &Db,
        now: Instant,
        is_known: impl Fn(I) -> Result<bool, Error>,
    ) -> Result<(), Error> {
        let entries = match std::fs::read_dir(self.place(db)) {
            Err(error) if error.kind() == ErrorKind::NotFound => return Ok(()),
            entries => entries.map_err(Error::internal)?,
        };
        for entry in entries {
            let entry = entry.map_err(Error::internal)?;
            let modified = entry.metadata().and_then(|it| it.modified()).map_err(Error::internal)?;
            let since_1970 = modified.duration_since(std::time::UNIX_EPOCH).map_err(Error::internal)?;
            let at = Instant::from_micros(i64::try_from(since_1970.as_micros()).unwrap_or(i64::MAX));
            let path = entry.path();
            let id = path.file_stem().and_then(|name| name.to_str()).and_then(I::parse);
            let known = id.map(&is_known).transpose()?.unwrap_or(false);
            if !known && now - STRAY_AFTER > at {
                std::fs::remove_file(path).map_err(Error::internal)?;
            }
        }
        Ok(())
    }
}
