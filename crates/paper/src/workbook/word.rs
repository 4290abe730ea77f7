//! The tables of a Word document, each as a sheet: what a notice encloses as a table comes in like any workbook.
//!
//! Rows are counted from the first row of the table. Cells over several columns or rows are merged cells; a table within a
//! cell is text of that cell. What somebody struck out with changes tracked is not there; automatic numbers are not text
//! and are not there either.

use std::collections::BTreeMap;
use std::io::{Cursor, Read as _};

use quick_xml::Reader;
use quick_xml::events::{BytesStart, Event};
use zip::ZipArchive;

use super::{Gather, Range, Sheet, Value};
use crate::fault::{self, PaperError};
use crate::guard::{COLUMNS_MAX, MERGED_MAX, TABLES_MAX};

/// The main part, under the name that Word, WPS and LibreOffice give it; `guard` knows the kind by it.
const DOCUMENT: &str = "word/document.xml";
/// The name of a sheet begins with its number and goes on with the line above the table.
const NAME_CHARS: usize = 24;

pub(super) fn read(bytes: &[u8]) -> Result<Vec<Sheet>, PaperError> {
    let damaged = |cause: &dyn std::fmt::Display| fault::DAMAGED.with(cause);
    let mut archive = ZipArchive::new(Cursor::new(bytes)).map_err(|cause| damaged(&cause))?;
    let mut text = String::new();
    let mut part = archive.by_name(DOCUMENT).map_err(|cause| damaged(&cause))?;
    part.read_to_string(&mut text).map_err(|cause| damaged(&cause))?;
    let sheets = tables(&text)?;
    if sheets.is_empty() { Err(fault::NO_TABLE.into()) } else { Ok(sheets) }
}

fn tables(text: &str) -> Result<Vec<Sheet>, PaperError> {
    let damaged = |cause: quick_xml::Error| fault::DAMAGED.with(cause);
    let mut reader = Reader::from_str(text);
    let mut walk = Walk::default();
    loop {
        match reader.read_event().map_err(damaged)? {
            Event::Start(tag) if is_gone(&tag) => {
                reader.read_to_end(tag.name()).map_err(damaged)?;
            }
            Event::Start(tag) => walk.start(&tag)?,
            Event::Empty(tag) => {
                walk.start(&tag)?;
                walk.end(tag.local_name().as_ref())?;
            }
            Event::End(tag) => walk.end(tag.local_name().as_ref())?,
            Event::Text(text) if walk.in_text => walk.text.push_str(&text.xml10_content()),
            Event::CData(text) if walk.in_text => walk.text.push_str(&text.xml10_content()),
            Event::GeneralRef(name) if walk.in_text => {
                let known = quick_xml::escape::resolve_predefined_entity(&name).map(str::to_owned);
                let character = name.resolve_char_ref().map_err(damaged)?.map(String::from);
                walk.text.push_str(&known.or(character).unwrap_or_default());
            }
            Event::Eof => return Ok(walk.sheets),
            _ => {}
        }
    }
}

/// Struck out, moved elsewhere, said a second time for older readers or above the line as its sound; or how something looked
/// before it was changed.
fn is_gone(tag: &BytesStart<'_>) -> bool {
    const GONE: [&str; 4] = ["del", "moveFrom", "Fallback", "rt"];
    let name = tag.local_name();
    GONE.contains(&name.as_ref()) || name.as_ref().ends_with("PrChange") || name.as_ref() == "tblGridChange"
}

#[derive(Default)]
struct Walk {
    sheets: Vec<Sheet>,
    gather: Gather,
    merged: Merged,
    /// Tables around what is read now.
    depth: u32,
    row: u32,
    column: u32,
    cell: CellShape,
    /// A row or cell that somebody took away.
    row_gone: bool,
    in_row_properties: bool,
    cell_gone: bool,
    /// A text box stands within a run and has runs of its own.
    runs: u32,
    in_text: bool,
    /// Of the cell, or of the line outside a table.
    text: String,
    caption: String,
}

#[derive(Default)]
struct CellShape {
    span: u32,
    down: Down,
}

/// Whether a cell is merged with the one above.
#[derive(Default, Clone, Copy, PartialEq, Eq)]
enum Down {
    #[default]
    No,
    Begins,
    GoesOn,
}

impl Walk {
    fn start(&mut self, tag: &BytesStart<'_>) -> Result<(), PaperError> {
        match (tag.local_name().as_ref(), self.depth) {
            ("tbl", depth) => {
                self.depth += 1;
                if depth == 0 {
                    (self.row, self.merged) = (0, Merged::default());
                    self.text.clear();
                }
            }
            ("tr", 1) => (self.column, self.row_gone) = (0, false),
            // Empty ones among the properties; those around a text are passed over as a whole.
            ("del", 1) if self.in_row_properties => self.row_gone = true,
            ("trPr", 1) => self.in_row_properties = true,
            ("cellDel", 1) => self.cell_gone = true,
            ("gridBefore", 1) => self.column = number(tag)?,
            ("tc", 1) => {
                self.text.clear();
                (self.cell, self.cell_gone) = (CellShape { span: 1, down: Down::No }, false);
            }
            ("gridSpan", 1) => self.cell.span = number(tag)?.max(1),
            ("vMerge", 1) => {
                let begins = value(tag)?.is_some_and(|val| val == "restart");
                self.cell.down = if begins { Down::Begins } else { Down::GoesOn };
            }
            ("r", _) => self.runs += 1,
            ("t", _) => self.in_text = self.runs > 0,
            // The same name stands for a stop of the ruler outside a run.
            ("tab" | "ptab", _) if self.runs > 0 => self.text.push(' '),
            ("br" | "cr", _) if self.runs > 0 => self.text.push('\n'),
            ("noBreakHyphen", _) if self.runs > 0 => self.text.push('-'),
            _ => {}
        }
        Ok(())
    }

    fn end(&mut self, name: &str) -> Result<(), PaperError> {
        match (name, self.depth) {
            ("t", _) => self.in_text = false,
            ("r", _) => self.runs = self.runs.saturating_sub(1),
            ("trPr", 1) => self.in_row_properties = false,
            ("p", 0) => {
                let line = std::mem::take(&mut self.text);
                if !line.trim().is_empty() {
                    self.caption = line.trim().to_owned();
                }
            }
            ("p", _) => self.text.push('\n'),
            ("tc", 1) => self.cell_ends()?,
            ("tr", 1) => self.row += 1,
            ("tbl", 1) => self.table_ends()?,
            _ => {}
        }
        if name == "tbl" {
            self.depth = self.depth.saturating_sub(1);
        }
        Ok(())
    }

    fn cell_ends(&mut self) -> Result<(), PaperError> {
        let CellShape { span, down } = std::mem::take(&mut self.cell);
        let text = std::mem::take(&mut self.text);
        let (first, last) = (self.column, self.column.saturating_add(span - 1));
        self.column = last.saturating_add(1);
        let covered = self.merged.cell(self.row + 1, [first, last], down);
        let value =
            if covered || self.row_gone || self.cell_gone { Value::Empty } else { Value::Text(text.trim().to_owned()) };
        Ok(self.gather.add(self.row, first.min(COLUMNS_MAX), value)?)
    }

    fn table_ends(&mut self) -> Result<(), PaperError> {
        if self.sheets.len() == TABLES_MAX {
            return Err(fault::TOO_MANY_TABLES.into());
        }
        let name = format!("表{} {}", self.sheets.len() + 1, std::mem::take(&mut self.caption));
        let name: String = name.trim_end().chars().take(NAME_CHARS).collect();
        let merged = std::mem::take(&mut self.merged).finish()?;
        let sheet = self.gather.sheet(&name, false);
        self.sheets.push(Sheet { merged, ..sheet });
        Ok(())
    }
}

/// The merged cells of one table.
#[derive(Default)]
struct Merged {
    /// The last cell in each column, by its first; only one that is merged downwards goes on.
    open: BTreeMap<u32, (Range, Down)>,
    closed: Vec<Range>,
}

impl Merged {
    /// Whether the cell is covered by one above it.
    fn cell(&mut self, row: u32, [first_column, last_column]: [u32; 2], down: Down) -> bool {
        let goes_on = |(above, was): &&mut (Range, Down)| {
            *was != Down::No && above.last_row + 1 == row && above.last_column == last_column
        };
        let above = self.open.get_mut(&first_column).filter(goes_on);
        if let (Down::GoesOn, Some((above, _))) = (down, above) {
            above.last_row = row;
            return true;
        }
        let range = Range { first_row: row, last_row: row, first_column, last_column };
        self.closed.extend(self.open.insert(first_column, (range, down)).map(|(range, _)| range));
        false
    }

    fn finish(self) -> Result<Vec<Range>, PaperError> {
        let all = self.closed.into_iter().chain(self.open.into_values().map(|(range, _)| range));
        let mut ranges: Vec<Range> = all.filter(|it| it.is_wide() || it.is_tall()).collect();
        ranges.sort_by_key(|it| (it.first_row, it.first_column));
        if ranges.len() > MERGED_MAX { Err(fault::TOO_MANY_MERGED.into()) } else { Ok(ranges) }
    }
}

fn value(tag: &BytesStart<'_>) -> Result<Option<String>, PaperError> {
    for attribute in tag.attributes().with_checks(false) {
        let attribute = attribute.map_err(|cause| fault::DAMAGED.with(cause))?;
        if attribute.key.local_name().as_ref() == "val" {
            return Ok(Some(attribute.value.into_owned()));
        }
    }
    Ok(None)
}

fn number(tag: &BytesStart<'_>) -> Result<u32, PaperError> {
    Ok(value(tag)?.and_then(|val| val.trim().parse().ok()).unwrap_or(0).min(COLUMNS_MAX))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tables_become_sheets() {
        //    document                                                                  sheets
        check(&table(&row(&cell("", "任务"))), "表1|1:0任务");
        check(&format!("{}{}", line("附件2 任务表"), table(&row(&cell("", "a")))), "表1 附件2 任务表|1:0a");
        check(&format!("{}{}", table(&row(&cell("", "a"))), table(&row(&cell("", "b")))), "表1|1:0a\n表2|1:0b");
        check(&table(&row(&format!("{}{}", cell(&span(3), "a"), cell("", "b")))), "表1|1:0a 3b|1-1:0-2");
        let tall = [row(&cell(&down("restart"), "a")), row(&cell(&down("continue"), "x")), row(&cell("", "b"))];
        check(&table(&tall.concat()), "表1|1:0a 3:0b|1-2:0-0");
        check(&table(&[row(&cell(&down("continue"), "a")), row("")].concat()), "表1|1:0a");
        // Below a cell that is not merged, or one of another width, it is a cell of its own.
        let alone = [row(&cell("", "a")), row(&cell(&down("continue"), "b"))];
        check(&table(&alone.concat()), "表1|1:0a 2:0b");
        let wide = format!("{}{}", span(2), down("restart"));
        let narrower = [row(&cell(&wide, "a")), row(&format!("{}{}", cell(&down("continue"), "b"), cell("", "c")))];
        check(&table(&narrower.concat()), "表1|1:0a 2:0b 1c|1-1:0-1");
        let formerly = format!("{}<w:tcPrChange><w:tcPr>{}</w:tcPr></w:tcPrChange>", span(1), span(3));
        check(&table(&row(&format!("{}{}", cell(&formerly, "a"), cell("", "b")))), "表1|1:0a 1b");
        let taken = format!("<w:trPr><w:del w:id='1'/></w:trPr>{}", cell("", "x"));
        check(&table(&[row(&taken), row(&cell("", "a"))].concat()), "表1|2:0a");
        check(&table(&row(&format!("<w:trPr><w:gridBefore w:val='2'/></w:trPr>{}", cell("", "a")))), "表1|1:2a");
        check(
            &table(&row(&cell("", &format!("a</w:t></w:r></w:p>{}<w:p><w:r><w:t>c", table(&row(&cell("", "b"))))))),
            "表1|1:0a/b/c",
        );
    }

    #[test]
    fn text_of_a_cell() {
        //         runs                                                               text
        check_text("<w:r><w:t>a</w:t><w:br/><w:t>b</w:t><w:tab/><w:t>c</w:t></w:r>", "a/b c");
        check_text("<w:pPr><w:tabs><w:tab w:val='left'/></w:tabs></w:pPr><w:r><w:t>a</w:t></w:r>", "a");
        check_text("<w:r><w:t>a &lt; b &amp;&#x4e2d;</w:t></w:r>", "a < b &中");
        check_text("<w:del><w:r><w:delText>x</w:delText></w:r></w:del><w:ins><w:r><w:t>a</w:t></w:r></w:ins>", "a");
        check_text(
            "<w:r><w:ruby><w:rt><w:r><w:t>zi</w:t></w:r></w:rt><w:rubyBase><w:r><w:t>字</w:t></w:r></w:rubyBase></w:ruby></w:r>",
            "字",
        );
        check_text("<w:r><w:txbx><w:p><w:r><w:t>a</w:t></w:r></w:p></w:txbx><w:t>b</w:t></w:r>", "a/b");
        check_text("<w:r><w:fldChar/><w:instrText>PAGE</w:instrText><w:t>3</w:t></w:r>", "3");
        check_text(
            "<mc:AlternateContent><mc:Choice><w:r><w:t>a</w:t></w:r></mc:Choice><mc:Fallback><w:r><w:t>a</w:t></w:r></mc:Fallback></mc:AlternateContent>",
            "a",
        );
    }

    fn span(columns: u32) -> String {
        format!("<w:gridSpan w:val='{columns}'/>")
    }

    fn down(val: &str) -> String {
        format!("<w:vMerge w:val='{val}'/>")
    }

    fn line(text: &str) -> String {
        format!("<w:p><w:r><w:t>{text}</w:t></w:r></w:p>")
    }

    fn cell(shape: &str, text: &str) -> String {
        format!("<w:tc><w:tcPr>{shape}</w:tcPr>{}</w:tc>", line(text))
    }

    fn row(cells: &str) -> String {
        format!("<w:tr>{cells}</w:tr>")
    }

    fn table(rows: &str) -> String {
        format!("<w:tbl>{rows}</w:tbl>")
    }

    /// Each sheet: its name, its cells, its merged cells.
    fn check(body: &str, expected: &str) {
        let sheets = tables(&format!("<w:document><w:body>{body}</w:body></w:document>")).unwrap();
        let shown: Vec<String> = sheets.iter().map(shown).collect();
        assert_eq!(shown.join("\n"), expected);
    }

    fn shown(sheet: &Sheet) -> String {
        let cell = |c: &super::super::Cell| format!("{}{}", c.column, c.value.to_string().replace('\n', "/"));
        let row = |it: &super::super::Row| {
            format!("{}:{}", it.number, it.cells.iter().map(cell).collect::<Vec<_>>().join(" "))
        };
        let range = |it: &Range| format!("|{}-{}:{}-{}", it.first_row, it.last_row, it.first_column, it.last_column);
        let rows: Vec<String> = sheet.rows.iter().map(row).collect();
        format!("{}|{}{}", sheet.name, rows.join(" "), sheet.merged.iter().map(range).collect::<String>())
    }

    fn check_text(runs: &str, expected: &str) {
        check(&table(&row(&format!("<w:tc><w:p>{runs}</w:p></w:tc>"))), &format!("表1|1:0{expected}"));
    }
}
