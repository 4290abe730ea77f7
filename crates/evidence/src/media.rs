//! What a file is, by its content. Its name and what the sender says of it count for nothing.
//!
//! Photos are JPEG, PNG and WebP; documents PDF and the two Office formats in which reports and ledgers come. Everything
//! else is refused: no reader of ours checks it, so nobody could say what it holds.

use std::io::Cursor;

use kernel::words;

/// One file, photo or document.
pub const LARGEST_FILE: u64 = 20 << 20;
/// A document of Office has some dozens of parts.
const MOST_PARTS: u16 = 1_000;
/// A PDF ends with its mark; some programs leave blanks behind it.
const PDF_TAIL: usize = 2_048;

words! {
    /// What we take. The word is what HTTP calls it.
    pub enum MediaType {
        Jpeg = "image/jpeg",
        Png = "image/png",
        Webp = "image/webp",
        Pdf = "application/pdf",
        Word = "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
        Excel = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    }
}

impl MediaType {
    pub fn is_picture(self) -> bool {
        matches!(self, Self::Jpeg | Self::Png | Self::Webp)
    }

    /// The ending of a file that is saved.
    pub fn ending(self) -> &'static str {
        match self {
            Self::Jpeg => "jpg",
            Self::Png => "png",
            Self::Webp => "webp",
            Self::Pdf => "pdf",
            Self::Word => "docx",
            Self::Excel => "xlsx",
        }
    }
}

const NOT_OURS: &str = "not a file we take: JPEG, PNG, WebP, PDF, Word (.docx) or Excel (.xlsx)";

/// The kind of a whole file, or the words of the refusal.
pub fn recognise(bytes: &[u8]) -> Result<MediaType, &'static str> {
    match bytes {
        [] => Err("the file is empty"),
        _ if bytes.len() as u64 > LARGEST_FILE => Err("larger than 20 MiB"),
        [0xff, 0xd8, 0xff, ..] => whole_jpeg(bytes),
        [0x89, b'P', b'N', b'G', b'\r', b'\n', 0x1a, b'\n', ..] => Ok(MediaType::Png),
        [b'R', b'I', b'F', b'F', _, _, _, _, b'W', b'E', b'B', b'P', ..] => Ok(MediaType::Webp),
        [b'%', b'P', b'D', b'F', b'-', ..] => whole_pdf(bytes),
        [b'P', b'K', 3, 4, ..] => office(bytes),
        _ => Err(NOT_OURS),
    }
}

/// Decoders paint what is missing in grey; a photo that was cut off must not pass as whole. Within the pixels a byte 0xff
/// is never followed by 0xd9, so the mark can't be a chance.
fn whole_jpeg(bytes: &[u8]) -> Result<MediaType, &'static str> {
    let pixels = first_scan(bytes).ok_or("the picture is damaged or cut off")?;
    let ends = bytes[pixels..].windows(2).any(|pair| pair == [0xff, 0xd9]);
    if ends { Ok(MediaType::Jpeg) } else { Err("the picture is damaged or cut off") }
}

/// Where the pixels begin: behind the segments, one of which may hold a small JPEG of its own.
fn first_scan(bytes: &[u8]) -> Option<usize> {
    let mut at = 2;
    loop {
        let (mark, kind) = (*bytes.get(at)?, *bytes.get(at + 1)?);
        if mark != 0xff {
            return None;
        }
        match kind {
            0xff => at += 1,
            0xd0..=0xd8 | 0x01 => at += 2,
            0xda => return Some(at),
            _ => at += 2 + usize::from(u16::from_be_bytes([*bytes.get(at + 2)?, *bytes.get(at + 3)?])),
        }
    }
}

fn whole_pdf(bytes: &[u8]) -> Result<MediaType, &'static str> {
    let tail = &bytes[bytes.len().saturating_sub(PDF_TAIL)..];
    let ends = tail.windows(5).any(|five| five == b"%%EOF");
    if ends { Ok(MediaType::Pdf) } else { Err("the document is damaged or cut off") }
}

/// An Office document is an archive with a table of contents and one main part; one with macros is a program.
fn office(bytes: &[u8]) -> Result<MediaType, &'static str> {
    if parts(bytes).is_none_or(|n| n == 0 || n > MOST_PARTS) {
        return Err(NOT_OURS);
    }
    const DAMAGED: &str = "the document is damaged or cut off";
    let archive = zip::ZipArchive::new(Cursor::new(bytes)).map_err(|_| DAMAGED)?;
    let names: Vec<_> = archive.file_names().collect::<Result<_, _>>().map_err(|_| DAMAGED)?;
    let has = |part: &str| names.iter().any(|name| name == part);
    if names.iter().any(|name| name.ends_with("vbaProject.bin")) {
        return Err("the document holds macros: save it without them");
    }
    match (has("[Content_Types].xml"), has("word/document.xml"), has("xl/workbook.xml")) {
        (true, true, false) => Ok(MediaType::Word),
        (true, false, true) => Ok(MediaType::Excel),
        _ => Err(NOT_OURS),
    }
}

/// How many parts the end of the archive speaks of, asked before anything is read into memory for them.
fn parts(bytes: &[u8]) -> Option<u16> {
    const RECORD: usize = 22;
    let tail = bytes.len().saturating_sub(RECORD + usize::from(u16::MAX));
    let at = tail + bytes[tail..].windows(4).rposition(|four| four == b"PK\x05\x06")?;
    let record = bytes.get(at..at + RECORD)?;
    Some(u16::from_le_bytes([record[10], record[11]]))
}
