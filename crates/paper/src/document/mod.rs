//! Official documents (公文) as Word files, laid out as GB/T 9704—2012 asks: A4, 版心 156 mm × 225 mm, 22 lines of 28
//! characters, 仿宋 of 16 pt, the red heading where a body of authority issues it.
//!
//! The file is Chinese whoever reads the page, is for editing and stamping in Word or WPS, and brings no font: fonts are
//! named, with the names to take where one is missing. Always true: the same document gives the same bytes. Not here: what
//! a document says (`hazard::document`), and its page for the browser.

mod font;
mod layout;
mod order;
#[cfg(test)]
mod tests;
mod title;

use std::io::Cursor;

use docx_rs::Docx;
use kernel::{Day, Error};

/// The kind of file, for whoever sends it.
pub const MEDIA_TYPE: &str = "application/vnd.openxmlformats-officedocument.wordprocessingml.document";

/// What stands on the paper, from top to bottom.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Document {
    /// The red heading: who issues it. Without one the number stands at the upper right, as in a letter.
    pub head: Option<String>,
    /// `督办〔2026〕3号`
    pub number: Option<String>,
    pub title: String,
    /// Without the colon.
    pub addressee: Option<String>,
    pub paragraphs: Vec<Paragraph>,
    /// Titles of what is enclosed.
    pub annexes: Vec<String>,
    pub signature: String,
    pub date: Day,
    /// Who gets a copy (抄送); the record at the foot of the last page stands only where there is one.
    pub copies: Option<String>,
}

/// The levels of a text: `一、` in 黑体, `（一）` in 楷体, the rest in 仿宋.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Paragraph {
    First(String),
    Second(String),
    Body(String),
}

impl From<String> for Paragraph {
    fn from(text: String) -> Self {
        Paragraph::Body(text)
    }
}

impl Document {
    /// The file.
    pub fn write(&self) -> Result<Vec<u8>, Error> {
        let mut parts = self.laid_out().build();
        parts.font_table = font::table().into_bytes();
        for part in [&mut parts.document, &mut parts.styles, &mut parts.settings].into_iter().chain(&mut parts.footers)
        {
            *part = order::ordered(part).map_err(Error::internal)?;
        }
        let mut file = Cursor::new(Vec::new());
        parts.pack(&mut file).map_err(Error::internal)?;
        Ok(file.into_inner())
    }

    fn laid_out(&self) -> Docx {
        // Not the clock: whoever opens the file sees the day of the document.
        let day = format!("{}T00:00:00Z", self.date);
        let empty = layout::sheet().created_at(&day).updated_at(&day);
        layout::all(self).into_iter().fold(empty, layout::Block::add_to)
    }
}

/// `2026年9月1日`, as official documents write it: no leading zeros.
pub fn day(it: Day) -> String {
    format!("{}年{}月{}日", it.year(), it.month(), it.day_of_month())
}

/// `督办〔2026〕3号`: the year in six-cornered brackets, the number without leading zeros.
pub fn number(series: &str, year: i64, number: i64) -> String {
    format!("{series}〔{year}〕{number}号")
}

/// A file's name that every system takes.
pub fn file_name(title: &str) -> String {
    let kept: String = title.chars().filter(|c| !c.is_control() && !r#"\/:*?"<>|"#.contains(*c)).take(80).collect();
    format!("{}.docx", kept.trim())
}
