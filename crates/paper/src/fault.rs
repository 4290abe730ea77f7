//! What can be wrong with a file or a cell, in literals that `page` shows in the visitor's language.
//!
//! Every literal of this crate stands in this file, and `locales/errors.zh-CN.toml` has the Chinese of each.

/// What is wrong, and what to do about it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Fault {
    pub problem: &'static str,
    pub advice: &'static str,
}

/// The whole file was refused. `detail` names the entry, the size or the columns looked for.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{}{}{detail}", .fault.problem, if .detail.is_empty() { "" } else { ": " })]
pub struct PaperError {
    pub fault: Fault,
    pub detail: String,
}

impl From<Fault> for PaperError {
    fn from(fault: Fault) -> Self {
        Self { fault, detail: String::new() }
    }
}

impl Fault {
    pub fn with(self, detail: impl std::fmt::Display) -> PaperError {
        PaperError { fault: self, detail: detail.to_string() }
    }
}

impl From<PaperError> for kernel::Error {
    fn from(refused: PaperError) -> Self {
        kernel::Problem { field: "file", problem: refused.fault.problem, given: refused.detail }.into()
    }
}

/// A list that forgets none: the locale test walks [`ALL`].
macro_rules! faults {
    ($($name:ident = $problem:literal, $advice:literal;)+) => {
        $(pub const $name: Fault = Fault { problem: $problem, advice: $advice };)+
        pub const ALL: &[Fault] = &[$($name),+];
    };
}

faults! {
    FILE_TOO_LARGE = "the file is larger than 20 MiB", "split the workbook or remove its pictures";
    FILE_EMPTY = "the file is empty", "choose the file again";
    NOT_A_WORKBOOK = "this is not a workbook", "send a file saved as .xlsx, .xls, .ods, .csv, or a Word document (.docx) with a table";
    WEB_PAGE = "this is a web page saved under the name of a workbook", "open it in Excel or WPS and save it as .xlsx";
    BINARY_WORKBOOK = "binary workbooks (.xlsb) are not read", "open it in Excel or WPS and save it as .xlsx";
    PASSWORD = "the workbook is protected by a password", "remove the password and send it again";
    DAMAGED = "the workbook is damaged", "open it in Excel or WPS and save it again";
    TOO_MANY_ENTRIES = "the workbook holds more than 1,000 parts", "copy the sheets into a new workbook";
    ENTRY_TOO_LARGE = "a part of the workbook is larger than 128 MiB", "split the workbook";
    TOO_LARGE_UNPACKED = "the workbook unpacks to more than 256 MiB", "split the workbook";
    BOMB = "a part of the workbook unpacks to more than 100 times its size", "copy the cells into a new workbook";
    BAD_NAME = "a part of the workbook has a forbidden name", "copy the sheets into a new workbook";
    SYMLINK = "a part of the workbook is a link", "copy the sheets into a new workbook";
    NESTED = "there is an archive inside the workbook", "remove embedded files and send it again";
    OVERLAPPING = "parts of the workbook overlap", "copy the sheets into a new workbook";
    DUPLICATE = "two parts of the workbook have the same name", "copy the sheets into a new workbook";
    DOCTYPE = "a part of the workbook declares a document type", "copy the sheets into a new workbook";
    XML_ENCODING = "a part of the workbook is not in UTF-8", "open it in Excel or WPS and save it again";
    XML_SHAPE = "a part of the workbook is not well-formed", "open it in Excel or WPS and save it again";
    TOO_MANY_CELLS = "the workbook has more than 2,000,000 cells", "delete the unused rows and columns or split it";
    TOO_MANY_STRINGS = "the workbook has more than 2,000,000 texts", "split the workbook";
    TOO_MANY_STYLES = "the workbook has more than 200,000 styles", "copy the cells as values into a new workbook";
    TOO_MANY_TABLES = "the document has more than 1,000 tables", "copy the table that counts into a new document";
    TOO_MANY_MERGED = "a sheet has more than 200,000 merged cells", "copy the cells as values into a new workbook";
    TOO_MUCH_TEXT = "the workbook has more than 64 MiB of text", "split the workbook";
    RESULT_COLUMN = "the file already has a column of this name", "rename it, or remove the results of an earlier run";
    ROW_TOO_LONG = "the row has more cells than the first line has names", "name the column, or take the cells away";
    TEXT_ENCODING = "the text is neither UTF-8 nor GBK", "save it as CSV UTF-8 or as .xlsx";
    TEXT_UTF_16 = "the text is in UTF-16", "save it as CSV UTF-8 or as .xlsx";

    NOT_WRITTEN = "the workbook could not be written", "try again with fewer rows";
    TOO_MANY_ROWS = "the list has more than 1,000,000 rows", "narrow the list and export it in parts";
    NO_SUCH_SHEET = "the workbook has no such sheet", "upload the workbook again";
    AN_EXPORT = "this workbook is an export: give it back under returned sheets", "open Returned sheets and choose the file there";
    NOT_AN_EXPORT = "the workbook is not an export", "export the list and enter the changes there";
    EXPORT_CHANGED = "the hidden sheet of the export was changed", "export the list again and enter the changes there";
    OTHER_EXPORT = "the workbook was exported from another list", "open the list that it was exported from";
    KEYS_MISSING = "the hidden column of keys is missing", "export the list again and enter the changes there";
    KEY_CHANGED = "the hidden key of this row was changed", "export the list again and enter this row there";
    KEY_TWICE = "two rows have the same hidden key", "enter new rows in inserted rows, not in copied ones";
    EXPORT_COLUMN_MISSING = "this column of the export is missing", "its old values stay; to change them restore its name";


    NO_TABLE = "there is no table in the document", "put the rows into a table, or send a workbook";
    NO_HAZARD_COLUMNS = "no hazard columns found", "put the column names into one row above the hazards";
    NO_COLUMNS = "the columns of such a list were not found", "put the column names into one row above the others";
    TOO_MANY_PARTS = "the cells of a sheet number too many hazards", "split the workbook";
    COLUMN_MISSING = "this column is missing", "add the column and fill it in";
    CELL_EMPTY = "this cell is empty", "fill in this cell";
    CELL_ERROR = "the formula in this cell failed", "correct the formula or type the value";
    NOT_TEXT = "this is not a text", "type a text";
    NOT_A_NUMBER = "this is not a number", "type digits only, without a unit";
    NOT_A_DAY = "this is not a day", "write the day as 2026-03-05";
    DAY_WITHOUT_YEAR = "the year is missing", "write the day as 2026-03-05";
    MONTH_ONLY = "the day of the month is missing", "write the day as 2026-03-05";
    NO_SUCH_DAY = "there is no such day", "look it up in the calendar";
    YEAR_UNLIKELY = "the year is before 1990 or after 2100", "correct the year";
    NOT_A_LEVEL = "this is not a hazard level", "write 一般 or 重大";
    NOT_A_STATE = "this is not a hazard state", "write 已关闭 or 未关闭";
    NOT_A_NAME = "this is not a name", "see whether the row is shifted by a column";
    DUE_BEFORE_FOUND = "the deadline is before the day it was found", "compare the two days with the paper";
    COMPLETED_BEFORE_FOUND = "the completion is before the day it was found", "compare the two days with the paper";
    RECHECKED_BEFORE_FOUND = "the recheck is before the day it was found", "compare the two days with the paper";
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_literal_has_its_chinese() {
        let chinese: std::collections::BTreeMap<String, String> =
            toml::from_str(include_str!("../locales/errors.zh-CN.toml")).unwrap();
        let literals = ALL.iter().flat_map(|fault| [fault.problem, fault.advice]);
        let literals: Vec<&str> = literals.chain(crate::remark::ALL.iter().copied()).collect();
        for literal in &literals {
            let text = chinese.get(*literal).unwrap_or_else(|| panic!("no Chinese for {literal:?}"));
            assert!(text.chars().any(|c| c > '\u{2e80}'), "{literal:?}");
        }
        for literal in chinese.keys() {
            assert!(literals.contains(&literal.as_str()), "nobody says {literal:?}");
        }
    }

    #[test]
    fn an_error_says_what_and_where() {
        assert_eq!(PaperError::from(DAMAGED).to_string(), "the workbook is damaged");
        let refused = NESTED.with("xl/embeddings/a.zip");
        assert_eq!(refused.to_string(), "there is an archive inside the workbook: xl/embeddings/a.zip");
        assert_eq!(kernel::Error::from(refused).to_string(), "file: there is an archive inside the workbook");
    }
}
