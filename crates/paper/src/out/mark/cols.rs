//! The column of reasons gets a width and is seen, whatever the sheet says about the columns where it stands.

use quick_xml::events::{BytesStart, Event};

use super::column_number;
use super::xml::{Patch, Walk, attribute, number, with_attributes};
use crate::fault::PaperError;

const WIDTH: &str = "48";

/// The last column of merged cells that reach the header row or lie below it; the column of reasons stands behind them.
pub(super) fn last_merged(sheet: &str, header_row: u32) -> Result<Option<u32>, PaperError> {
    // Merged cells stand behind the rows, which need not be walked through for them.
    let behind = sheet.rfind("sheetData").and_then(|at| Some(at + sheet[at..].find('>')? + 1));
    let mut walk = Walk::new(&sheet[behind.unwrap_or(sheet.len())..]);
    let mut last = None;
    while let Some(event) = walk.next()? {
        let (Event::Start(tag) | Event::Empty(tag)) = event else { continue };
        if tag.local_name().as_ref() != "mergeCell" {
            continue;
        }
        let reference = attribute(&tag, "ref")?.unwrap_or_default();
        if let Some((column, row)) = reference.rsplit(':').next().and_then(place)
            && row >= header_row
        {
            last = last.max(Some(column));
        }
    }
    Ok(last)
}

/// Column from 0 and row from 1 of `B7` or `$B$7`.
pub(super) fn place(reference: &str) -> Option<(u32, u32)> {
    let plain: String = reference.chars().filter(|c| *c != '$').collect();
    let digits = plain.find(|c: char| c.is_ascii_digit())?;
    Some((column_number(&plain[..digits])?, plain[digits..].parse().ok()?))
}

/// What the sheet says about its columns, while it is walked through.
pub(super) struct Columns {
    /// Counts from 1, as in the file.
    reasons: u32,
    placed: bool,
    seen: bool,
    /// First, last, format.
    formats: Vec<(u32, u32, u32)>,
}

impl Columns {
    pub fn new(column: u32) -> Self {
        Self { reasons: column + 1, placed: false, seen: false, formats: Vec::new() }
    }

    /// The cell format that an empty cell takes from its column.
    pub fn format(&self, column: u32) -> Option<u32> {
        let found = self.formats.iter().find(|(first, last, _)| (*first..=*last).contains(&(column + 1)));
        found.map(|(_, _, format)| *format)
    }

    pub fn begin(&mut self) {
        self.seen = true;
    }

    /// One `<col>`; where it covers the column of reasons it is split.
    pub fn col(
        &mut self,
        tag: &BytesStart<'_>,
        prefix: &str,
        walk: &Walk<'_>,
        patch: &mut Patch<'_>,
    ) -> Result<(), PaperError> {
        let (Some(first), Some(last)) = (number(tag, "min")?, number(tag, "max")?) else { return Ok(()) };
        if let Some(format) = number(tag, "style")? {
            self.formats.push((first, last, format));
        }
        if self.placed || last < self.reasons {
            return Ok(());
        }
        self.placed = true;
        let own = own(prefix, self.reasons);
        if first > self.reasons {
            patch.insert(walk.begin, &own);
            return Ok(());
        }
        let piece = |first: u32, last: u32| {
            let (first_text, last_text) = (first.to_string(), last.to_string());
            if first > last {
                return Ok(String::new());
            }
            with_attributes(tag, &[("min", Some(&first_text)), ("max", Some(&last_text))], true)
        };
        let pieces = [piece(first, self.reasons - 1)?, own, piece(self.reasons + 1, last)?];
        patch.replace(walk.begin, walk.end, &pieces.concat());
        Ok(())
    }

    pub fn end(&mut self, prefix: &str, at: usize, patch: &mut Patch<'_>) {
        if !std::mem::replace(&mut self.placed, true) {
            patch.insert(at, &own(prefix, self.reasons));
        }
    }

    /// At the beginning of the rows, before which the columns stand.
    pub fn rows_begin(&mut self, prefix: &str, at: usize, patch: &mut Patch<'_>) {
        if !std::mem::replace(&mut self.seen, true) {
            patch.insert(at, &format!("<{prefix}cols>{}</{prefix}cols>", own(prefix, self.reasons)));
        }
    }
}

fn own(prefix: &str, column: u32) -> String {
    format!("<{prefix}col min=\"{column}\" max=\"{column}\" width=\"{WIDTH}\" customWidth=\"1\"/>")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_column_of_reasons_has_its_place_among_the_others() {
        let own = "<col min=\"4\" max=\"4\" width=\"48\" customWidth=\"1\"/>";
        let col = |first: u32, last: u32| format!("<col style=\"7\" min=\"{first}\" max=\"{last}\"/>");
        //    columns                              with the fourth for the reasons
        check(&[], own);
        check(&[col(1, 3)], &(col(1, 3) + own));
        check(&[col(5, 9)], &(own.to_owned() + &col(5, 9)));
        check(&[col(1, 2), col(6, 9)], &(col(1, 2) + own + &col(6, 9)));
        check(&[col(1, 4)], &(col(1, 3) + own));
        check(&[col(4, 4)], own);
        check(&[col(3, 9), col(10, 12)], &(col(3, 3) + own + &col(5, 9) + &col(10, 12)));
    }

    fn check(given: &[String], expected: &str) {
        let text = format!("<cols>{}</cols>", given.concat());
        let (mut walk, mut patch, mut columns) = (Walk::new(&text), Patch::new(&text), Columns::new(3));
        while let Some(event) = walk.next().unwrap() {
            match event {
                Event::Empty(tag) => columns.col(&tag, "", &walk, &mut patch).unwrap(),
                Event::End(_) => columns.end("", walk.begin, &mut patch),
                _ => {}
            }
        }
        assert_eq!(patch.finish(), format!("<cols>{expected}</cols>"));
        assert_eq!(columns.format(0).is_some(), given.iter().any(|col| col.contains("min=\"1\"")));
    }

    #[test]
    fn places_are_read() {
        for (reference, expected) in
            [("A1", Some((0, 1))), ("$AB$12", Some((27, 12))), ("A", None), ("1", None), ("a1", None), ("A1x", None)]
        {
            assert_eq!(place(reference), expected, "{reference}");
        }
    }
}
