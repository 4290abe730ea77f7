//! How our sheets look: frozen bold header, thin lines, wrapped text, and a print on A4 across that repeats its header.

use kernel::{Instant, Span};
use rust_xlsxwriter::{Color, DocProperties, Format, FormatAlign, FormatBorder, Workbook, Worksheet, XlsxError};

use super::{Column, ColumnKind};
use crate::fault::{self, PaperError};

const A4: u8 = 9;
const LINE: Color = Color::RGB(0xBF_BFBF);
const HEADER: Color = Color::RGB(0xDD_EBF7);
const FIXED: Color = Color::RGB(0xED_EDED);
const GREY: Color = Color::RGB(0x80_8080);
const STAR: Color = Color::RGB(0xC0_0000);
const WIDTHS: std::ops::RangeInclusive<usize> = 8..=60;
const SHEET_NAME_UNITS_MAX: usize = 31;

pub(super) fn not_written(cause: XlsxError) -> PaperError {
    fault::NOT_WRITTEN.with(cause)
}

/// A workbook says when it was made; left alone, the library would ask the machine's clock.
pub(super) fn workbook(at: Instant) -> Result<Workbook, PaperError> {
    let utc = super::export::serial((at - Span::hours(8)).civil()).map_err(not_written)?;
    let mut book = Workbook::new();
    book.set_properties(&DocProperties::new().set_creation_datetime(&utc));
    Ok(book)
}

pub(super) fn title() -> Format {
    Format::new().set_bold().set_font_size(16).set_num_format("@")
}

pub(super) fn note() -> Format {
    Format::new().set_font_color(GREY).set_num_format("@")
}

pub(super) fn hidden() -> Format {
    Format::new().set_num_format("@")
}

fn lined() -> Format {
    Format::new().set_border(FormatBorder::Thin).set_border_color(LINE).set_align(FormatAlign::Top)
}

pub(super) fn header(editable: bool, required: bool) -> Format {
    let header = lined()
        .set_bold()
        .set_text_wrap()
        .set_num_format("@")
        .set_align(FormatAlign::Center)
        .set_align(FormatAlign::VerticalCenter)
        .set_background_color(if editable { HEADER } else { FIXED });
    if required { header.set_font_color(STAR) } else { header }
}

pub(super) fn body(kind: ColumnKind) -> Format {
    let format = lined().merge(&number_format(kind));
    if matches!(kind, ColumnKind::Text | ColumnKind::Choice) { format.set_text_wrap() } else { format }
}

pub(super) fn number_format(kind: ColumnKind) -> Format {
    match kind {
        // Typed later, an identity number stays as it is and a leading = is no formula.
        ColumnKind::Text | ColumnKind::Choice => Format::new().set_num_format("@"),
        ColumnKind::Number => Format::new(),
        ColumnKind::Day => Format::new().set_num_format("yyyy-mm-dd"),
        ColumnKind::Instant => Format::new().set_num_format("yyyy-mm-dd hh:mm"),
    }
}

/// A text in a column of numbers or days.
pub(super) fn stray() -> Format {
    body(ColumnKind::Text)
}

pub(super) fn sample(kind: ColumnKind) -> Format {
    body(kind).set_font_color(GREY).set_italic()
}

/// In characters of the Latin alphabet.
pub(super) fn width(column: &Column) -> f64 {
    let usual = match column.kind {
        ColumnKind::Text => 16,
        ColumnKind::Number => 10,
        ColumnKind::Day | ColumnKind::Choice => 12,
        ColumnKind::Instant => 17,
    };
    let header = columns_of(&column.header) + 3;
    column.width.map_or_else(|| header.max(usual).clamp(*WIDTHS.start(), *WIDTHS.end()) as f64, f64::from)
}

/// Han characters and full-width forms take two columns.
pub(super) fn columns_of(text: &str) -> usize {
    text.lines().map(|line| line.chars().map(|c| if c < '\u{1100}' { 1 } else { 2 }).sum()).max().unwrap_or(0)
}

/// A4 across, all columns on one page, the header rows repeated, and the page with the number of pages below.
pub(super) fn print(sheet: &mut Worksheet, first_header: u32, last_header: u32) -> Result<(), PaperError> {
    sheet
        .set_paper_size(A4)
        .set_landscape()
        .set_print_fit_to_pages(1, 0)
        .set_margins(0.4, 0.4, 0.5, 0.6, 0.3, 0.3)
        .set_footer("&C&P / &N")
        .set_repeat_rows(first_header, last_header)
        .map_err(not_written)?;
    Ok(())
}

/// What Excel takes as the name of a sheet.
pub(super) fn sheet_name(title: &str) -> String {
    let plain: String = title
        .chars()
        .map(|c| if matches!(c, '[' | ']' | ':' | '*' | '?' | '/' | '\\') || c.is_control() { ' ' } else { c })
        .collect();
    let mut units = 0;
    let fits = |c: &char| {
        units += c.len_utf16();
        units <= SHEET_NAME_UNITS_MAX
    };
    let name: String = plain.trim().trim_matches('\'').chars().take_while(fits).collect();
    let name = name.trim().trim_matches('\'');
    // Excel keeps `History` for itself.
    if name.is_empty() || name.eq_ignore_ascii_case("history") { "1".into() } else { name.to_owned() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_of_sheets() {
        //    title                      name
        check("隐患台账", "隐患台账");
        check("隐患[2026/3]:*?\\", "隐患 2026 3");
        check("'隐患'", "隐患");
        check("", "1");
        check("History", "1");
        check(&"隐".repeat(40), &"隐".repeat(31));
        check(&"𠀋".repeat(40), &"𠀋".repeat(15));
    }

    fn check(title: &str, expected: &str) {
        assert_eq!(sheet_name(title), expected);
    }

    #[test]
    fn widths() {
        let column = |header: &str, kind, width| Column {
            field: "a".into(),
            header: header.into(),
            kind,
            width,
            editable: true,
            choices: Vec::new(),
        };
        assert_eq!(width(&column("级别", ColumnKind::Choice, None)), 12.0);
        assert_eq!(width(&column("整改责任单位负责人", ColumnKind::Text, None)), 21.0);
        assert_eq!(width(&column("级别", ColumnKind::Choice, Some(30))), 30.0);
        assert_eq!(columns_of("ab\n甲乙丙"), 6);
    }
}
