//! Excel and OpenDocument files, through calamine.

use std::io::Cursor;
use std::panic::{AssertUnwindSafe, catch_unwind};

use calamine::{Data, Dimensions, Ods, Reader, SheetType, SheetVisible, Xls, Xlsx, XlsxError};

use super::{Gather, Range, Sheet, value};
use crate::fault::{self, PaperError};
use crate::guard::MERGED_MAX;

type Bytes<'a> = Cursor<&'a [u8]>;

/// Cell by cell: a sheet whose two cells are far apart must not become a rectangle in memory.
pub(super) fn read_xlsx(bytes: &[u8]) -> Result<Vec<Sheet>, PaperError> {
    fenced(|| {
        let mut book: Xlsx<Bytes<'_>> = Xlsx::new(Cursor::new(bytes)).map_err(damaged)?;
        let mut gather = Gather::default();
        let mut sheets = Vec::new();
        for sheet in book.sheets_metadata().to_vec() {
            if sheet.typ != SheetType::WorkSheet {
                continue;
            }
            let mut cells = match book.worksheet_cells_reader(&sheet.name) {
                Ok(cells) => cells,
                Err(XlsxError::NotAWorksheet(_)) => continue,
                Err(cause) => return Err(damaged(cause)),
            };
            while let Some(cell) = cells.next_cell().map_err(damaged)? {
                let (row, column) = cell.get_position();
                gather.add(row, column, value(Data::from(cell.get_value().clone())))?;
            }
            drop(cells);
            let merged = ranges(book.merge_cells_by_sheet_name(&sheet.name).map_err(damaged)?)?;
            let since_1904 = book.has_1904_epoch();
            let read = gather.sheet(&sheet.name, sheet.visible != SheetVisible::Visible);
            sheets.push(Sheet { merged, since_1904, ..read });
        }
        Ok(sheets)
    })
}

pub(super) fn read_xls(bytes: &[u8]) -> Result<Vec<Sheet>, PaperError> {
    fenced(|| {
        let mut book: Xls<Bytes<'_>> = Xls::new(Cursor::new(bytes)).map_err(damaged)?;
        let mut sheets = read_rectangles(&mut book)?;
        for sheet in &mut sheets {
            sheet.merged = ranges(book.merge_cells_by_sheet_name(&sheet.name).map_err(damaged)?)?;
            sheet.since_1904 = book.has_1904_epoch();
        }
        Ok(sheets)
    })
}

pub(super) fn read_ods(bytes: &[u8]) -> Result<Vec<Sheet>, PaperError> {
    fenced(|| read_rectangles::<Ods<Bytes<'_>>>(&mut Ods::new(Cursor::new(bytes)).map_err(damaged)?))
}

/// These two are read into rectangles; the guard has counted how large.
fn read_rectangles<'a, B>(book: &mut B) -> Result<Vec<Sheet>, PaperError>
where
    B: Reader<Bytes<'a>>,
    B::Error: std::fmt::Display,
{
    let mut gather = Gather::default();
    let mut sheets = Vec::new();
    for sheet in book.sheets_metadata().to_vec() {
        if sheet.typ != SheetType::WorkSheet {
            continue;
        }
        let range = book.worksheet_range(&sheet.name).map_err(damaged)?;
        let (top, left) = range.start().unwrap_or_default();
        for (row, column, found) in range.used_cells() {
            let at = |offset: usize, start: u32| u32::try_from(offset).unwrap_or(u32::MAX).saturating_add(start);
            gather.add(at(row, top), at(column, left), value(found.clone()))?;
        }
        sheets.push(gather.sheet(&sheet.name, sheet.visible != SheetVisible::Visible));
    }
    Ok(sheets)
}

/// A range turned inside out covers nothing.
fn ranges(found: Vec<Dimensions>) -> Result<Vec<Range>, PaperError> {
    if found.len() > MERGED_MAX {
        return Err(fault::TOO_MANY_MERGED.into());
    }
    let range = |it: Dimensions| Range {
        first_row: it.start.0.saturating_add(1),
        last_row: it.end.0.saturating_add(1),
        first_column: it.start.1,
        last_column: it.end.1,
    };
    let covers = |it: &Range| it.first_row <= it.last_row && it.first_column <= it.last_column;
    Ok(found.into_iter().map(range).filter(covers).collect())
}

fn damaged(cause: impl std::fmt::Display) -> PaperError {
    fault::DAMAGED.with(cause)
}

fn fenced<T>(read: impl FnOnce() -> Result<T, PaperError>) -> Result<T, PaperError> {
    // What the closure borrowed is only the file; nothing half-changed is looked at afterwards.
    catch_unwind(AssertUnwindSafe(read)).unwrap_or_else(|_| Err(fault::DAMAGED.into()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn merged_cells_have_a_limit() {
        let range = Dimensions { start: (0, 0), end: (0, 1) };
        assert_eq!(ranges(vec![range; MERGED_MAX]).map(|ranges| ranges.len()), Ok(MERGED_MAX));
        assert_eq!(ranges(vec![range; MERGED_MAX + 1]), Err(fault::TOO_MANY_MERGED.into()));
    }
}
