//! Files on their way in: read and checked when they arrive, written in pieces when somebody says so.
//!
//! Always true: nothing is written before the word "import"; a piece is written with the progress that tells of it, so that
//! a run that was interrupted, by a person or by the power, goes on with the next row; the same file twice changes
//! nothing, because each row knows what it became.

mod export;
mod hazards;
mod headings;
mod kinds;
mod marked;
mod page;
mod registers;
mod run;
mod store;
mod template;
pub(crate) mod upload;
pub(crate) mod web;

use kernel::{Division, Instant, PersonId, Sector, words};
use serde::{Deserialize, Serialize};

pub use export::IMPORTS;
pub use kinds::Kind;
pub(crate) use kinds::{Reading, read as read_rows};
pub use marked::mark;
pub use run::{begin, check, forget_outdated, is_of_the_row, only_looked, pause_all, problems, receive, run_with};
pub use store::Wrong;

kernel::ids! {
    /// One file on its way in.
    ImportId,
}

words! {
    pub enum State {
        /// Read and checked; nothing is written.
        Checked = "checked",
        Running = "running",
        /// Stopped by a person, or by the end of the program; it goes on when somebody says so.
        Paused = "paused",
        Finished = "finished",
    }
}

/// Where and in which sector units are registered that nobody knew before.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Home {
    pub division: Division,
    pub sector: Sector,
}

/// A file and how far it has come.
#[derive(Debug, Clone)]
pub struct Job {
    pub id: ImportId,
    pub kind: Kind,
    pub person: Option<PersonId>,
    pub at: Instant,
    pub name: String,
    pub digest: [u8; 32],
    pub bytes: u64,
    pub home: Home,
    pub state: State,
    pub rows_good: usize,
    pub rows_bad: usize,
    pub preview: Preview,
    pub done: usize,
    pub became: Became,
    pub renewed_at: Instant,
}

/// What the rows became so far.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct Became {
    pub created: usize,
    pub changed: usize,
    pub unchanged: usize,
    pub refused: usize,
    /// Units registered because a row named one that nobody knew.
    pub new_units: usize,
}

impl std::ops::AddAssign for Became {
    fn add_assign(&mut self, other: Self) {
        self.created += other.created;
        self.changed += other.changed;
        self.unchanged += other.unchanged;
        self.refused += other.refused;
        self.new_units += other.new_units;
    }
}

/// What the check showed, as the page shows it: the first rows, and what was understood on the way.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Preview {
    /// Names of fields, in the order of the cells below.
    pub fields: Vec<String>,
    pub rows: Vec<PreviewRow>,
    /// Records of the tables, good and bad; one may hold several things.
    pub records: usize,
    /// What the rows would become, where that can be known without writing.
    pub would: Option<Became>,
    pub remarks: Vec<Remark>,
    /// Columns nobody knows: sheet, letter, header.
    pub unknown: Vec<UnknownColumn>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PreviewRow {
    pub sheet: String,
    pub row: u32,
    pub cells: Vec<String>,
}

/// Something that was assumed, left out or taken apart: said, so that nobody is surprised.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct Remark {
    pub sheet: String,
    /// A literal that the page shows in the visitor's language.
    pub what: String,
    pub count: usize,
    /// The first rows it happened in.
    pub rows: Vec<u32>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct UnknownColumn {
    pub sheet: String,
    pub letter: String,
    pub header: String,
}
