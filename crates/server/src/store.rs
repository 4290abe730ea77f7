//! Where a district is kept: its tables in a SQLite file of the data folder or on a PostgreSQL server; the log, its keys and
//! all files in the data folder, whichever it is.

use std::path::{Path, PathBuf};

use kernel::Error;
use ledger::{Clock, Config, Db, Durability, SystemClock};

use crate::{concepts, consequences, deliveries, installation};

/// The district's file within its data folder.
const FILE: &str = "anlan.db";

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Store {
    pub data: PathBuf,
    /// `postgres://user@host/database`; none: a file.
    pub database: Option<String>,
}

impl Store {
    pub fn in_folder(data: &Path) -> Store {
        Store { data: data.to_owned(), database: None }
    }

    /// Opens the district's tables, and makes them where there are none.
    pub fn open(&self, clock: impl Clock) -> Result<Db, Error> {
        self.open_with(clock, Durability::Fsynced)
    }

    pub fn open_with(&self, clock: impl Clock, durability: Durability) -> Result<Db, Error> {
        std::fs::create_dir_all(&self.data).map_err(|e| Error::internal(format!("{}: {e}", self.data.display())))?;
        let mut config = Config::new(clock, concepts::all());
        config.consequences = consequences::consequences();
        config.deliveries = deliveries::deliveries();
        config.durability = durability;
        config.program = program();
        match &self.database {
            Some(url) => Db::connect(url, &self.data, config),
            None => Db::open(&self.data.join(FILE), config),
        }
    }

    /// Opens a district that must be there: a mistyped folder is not a new, empty one.
    pub fn open_existing(&self) -> Result<Db, Error> {
        self.existing(SystemClock, Durability::Fsynced)
    }

    pub fn existing(&self, clock: impl Clock, durability: Durability) -> Result<Db, Error> {
        if self.database.is_none() && !self.data.join(FILE).exists() {
            let with = Some(self.data.display().to_string());
            return Err(Error::Refused { why: "there is no district in this data folder", with });
        }
        let db = self.open_with(clock, durability)?;
        installation::of(&db)?;
        Ok(db)
    }

    /// Whether a district is there already.
    pub fn is_taken(&self) -> Result<bool, Error> {
        match &self.database {
            None => Ok(self.data.join(FILE).exists()),
            Some(_) => self.open(SystemClock)?.read_blocking(installation::read).map(|found| found.is_some()),
        }
    }
}

/// By what this very program is known again: its size and when it was built. None where that can't be told.
fn program() -> Option<String> {
    let it = std::env::current_exe().and_then(std::fs::metadata).ok()?;
    let built = it.modified().ok()?.duration_since(std::time::UNIX_EPOCH).ok()?;
    Some(format!("{:x}-{:x}", it.len(), built.as_micros()))
}
