//! What is said of a table that is no fault: why a row is no record, and what was taken for granted.
//!
//! Like the faults, every literal has its Chinese in `locales/errors.zh-CN.toml`; [`ALL`] is walked by that test.

use crate::ColumnName;

macro_rules! remarks {
    ($($name:ident = $text:literal;)+) => {
        $(pub const $name: &str = $text;)+
        pub const ALL: &[&str] = &[$($name),+];
    };
}

remarks! {
    NOTE = "a note below the table";
    SIGNATURE = "a line for those who sign";
    TOTAL = "a total";
    EXAMPLE = "an example of how to fill in";
    SECTION = "a line over the rows below it";
    TITLE = "a title";
    HEADER_AGAIN = "the names of the columns once more";
    COLUMN_NUMBERS = "the numbers of the columns";
    ONLY_A_NUMBER = "a running number and nothing else";
    NO_KNOWN_COLUMN = "nothing in a known column";
    CONTINUED = "it belongs to the record above, with which it is merged";

    FILLED_DOWN = "empty cells mean the value above";
    FROM_ABOVE = "taken from a line above the table";
    BY_DEFAULT = "taken from the form, because the table says nothing";
    YEAR_FROM_ABOVE = "the year is that of a line above the table";
    ONE_DAY_OF_RANGE = "of two days the one that this column means";
    FIRST_OF_SEVERAL = "several columns name it; the first that is filled counts";
    LEVEL_ORDINARY = "without a level every hazard is ordinary";
    LEVEL_BY_LEGEND = "grades in numbers mean what the note of the table says";
    LEVEL_BELOW_LEGEND = "a grade below the ordinary one of the note is ordinary";
    STATE_BY_DATE = "without a state, a hazard with a day of completion or recheck is closed";
    STATE_BY_WORDS = "without a state, the words of recheck or completion count";
    STATE_OPEN = "without a state and without a day of completion a hazard is open";
}

/// A row that is no record.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LeftOut {
    pub sheet: String,
    pub row: u32,
    pub why: &'static str,
    /// How the row begins.
    pub text: String,
}

/// Something that the table does not say and that was taken for granted in one row or many.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Assumed {
    pub sheet: String,
    pub field: &'static str,
    pub column: ColumnName,
    pub assumed: &'static str,
    /// What was taken, where it is one thing for all rows.
    pub value: String,
    pub rows: u32,
    pub first_row: u32,
}
