//! Checks of a zip archive: its directory first, then each part while it is inflated into nothing.

use std::cell::Cell as Counter;
use std::collections::HashSet;
use std::io::{Cursor, Read, Seek, SeekFrom};

use zip::ZipArchive;
use zip::read::ZipFile;

use super::open_document::Repeats;
use super::xml::{Scan, Tally};
use super::{
    Checked, ENTRIES_MAX, ENTRY_BYTES_MAX, INFLATED_BYTES_MAX, Kind, RATIO_FREE_BYTES, RATIO_MAX, READ_BYTES_MAX,
};
use crate::fault::{self, Fault, PaperError};

const CHUNK_BYTES: usize = 32 << 10;

pub(super) fn check(bytes: &[u8]) -> Result<Checked, PaperError> {
    // Each part that a reader could see needs a signature, so a directory of a million parts is refused unparsed.
    let signatures = bytes.windows(4).filter(|four| *four == b"PK\x01\x02").take(ENTRIES_MAX + 1).count();
    if signatures > ENTRIES_MAX {
        return Err(fault::TOO_MANY_ENTRIES.into());
    }
    let deflated = Counter::new(0);
    let mut archive = ZipArchive::new(Metered { bytes: Cursor::new(bytes), read: &deflated })
        .map_err(|cause| fault::DAMAGED.with(cause))?;
    if archive.len() > ENTRIES_MAX {
        return Err(fault::TOO_MANY_ENTRIES.into());
    }
    let kind = check_directory(&mut archive)?;
    let mut tally = Tally::default();
    let mut inflated_bytes = 0;
    let mut largest = 0;
    for index in 0..archive.len() {
        let entry = archive.by_index(index).map_err(|cause| fault::DAMAGED.with(cause))?;
        let name = String::from_utf8_lossy(entry.name_raw()).into_owned();
        let budget = INFLATED_BYTES_MAX - inflated_bytes;
        let size = inflate(entry, &name, kind, &deflated, budget, &mut tally).map_err(|fault| fault.with(&name))?;
        inflated_bytes += size;
        largest = largest.max(size);
    }
    if tally.sheets.saturating_mul(largest) > READ_BYTES_MAX {
        return Err(fault::TOO_LARGE_UNPACKED.into());
    }
    let entries = archive.len();
    Ok(Checked { kind, entries, inflated_bytes, cells: tally.cells, strings: tally.strings })
}

fn check_directory(archive: &mut ZipArchive<Metered<'_>>) -> Result<Kind, PaperError> {
    if archive.has_duplicate_names() {
        return Err(fault::DUPLICATE.into());
    }
    if archive.has_overlapping_entries().map_err(|cause| fault::DAMAGED.with(cause))? {
        return Err(fault::OVERLAPPING.into());
    }
    let mut seen = HashSet::new();
    for index in 0..archive.len() {
        let entry = archive.by_index_raw(index).map_err(|cause| fault::DAMAGED.with(cause))?;
        let raw = String::from_utf8_lossy(entry.name_raw()).into_owned();
        let name = entry.name().map_err(|_| fault::BAD_NAME.with(&raw))?.into_owned();
        // The name that a Unicode field gives may differ from the raw one; neither may lead outside.
        if !is_plain(&name) || !is_plain(&raw) {
            return Err(fault::BAD_NAME.with(&name));
        }
        if entry.is_symlink() {
            return Err(fault::SYMLINK.with(&name));
        }
        if entry.encrypted() {
            return Err(fault::PASSWORD.with(&name));
        }
        // Readers of workbooks look parts up without regard to case.
        if !seen.insert(name.to_lowercase()) {
            return Err(fault::DUPLICATE.with(&name));
        }
    }
    kind_of(&seen)
}

fn is_plain(name: &str) -> bool {
    let drive = name.as_bytes().get(1) == Some(&b':');
    let steps_out = name.split('/').any(|step| step == "..");
    !name.is_empty() && !drive && !steps_out && !name.starts_with('/') && !name.contains(['\\', '\0'])
}

fn kind_of(names: &HashSet<String>) -> Result<Kind, PaperError> {
    if names.contains("mimetype") && names.contains("content.xml") {
        Ok(Kind::OpenDocument)
    } else if !names.contains("[content_types].xml") {
        Err(fault::NOT_A_WORKBOOK.into())
    } else if names.contains("xl/workbook.bin") {
        Ok(Kind::ExcelBinary)
    } else if names.contains("word/document.xml") {
        Ok(Kind::Word)
    } else if names.iter().any(|name| name.starts_with("word/") || name.starts_with("ppt/")) {
        Err(fault::NOT_A_WORKBOOK.into())
    } else {
        Ok(Kind::Excel)
    }
}

/// Inflates one part into nothing and returns its size.
fn inflate(
    mut entry: ZipFile<'_, Metered<'_>>,
    name: &str,
    kind: Kind,
    deflated: &Counter<u64>,
    budget: u64,
    tally: &mut Tally,
) -> Result<u64, Fault> {
    let before = deflated.get();
    let mut chunk = vec![0; CHUNK_BYTES];
    let mut size = 0;
    let mut scan = None;
    loop {
        let filled = fill(&mut entry, &mut chunk)?;
        if filled == 0 {
            break;
        }
        if size == 0 {
            scan = first_look(name, kind, &chunk[..filled])?;
        }
        size += filled as u64;
        if size > RATIO_FREE_BYTES && size > RATIO_MAX * (deflated.get() - before) {
            return Err(fault::BOMB);
        }
        if size > ENTRY_BYTES_MAX {
            return Err(fault::ENTRY_TOO_LARGE);
        }
        if size > budget {
            return Err(fault::TOO_LARGE_UNPACKED);
        }
        if let Some(scan) = &mut scan {
            scan.feed(&chunk[..filled], tally)?;
        }
    }
    if let Some(scan) = scan {
        scan.finish()?;
    }
    Ok(size)
}

/// A reader may hand out less than asked for; the first look needs the first bytes together.
fn fill(entry: &mut impl Read, chunk: &mut [u8]) -> Result<usize, Fault> {
    let mut filled = 0;
    while filled < chunk.len() {
        match entry.read(&mut chunk[filled..]).map_err(|_| fault::DAMAGED)? {
            0 => break,
            n => filled += n,
        }
    }
    Ok(filled)
}

/// By its first bytes: refuse archives and wide encodings, and scan whatever is XML or would be read as such.
fn first_look(name: &str, kind: Kind, start: &[u8]) -> Result<Option<Scan>, Fault> {
    let name = name.to_lowercase();
    match start {
        [b'P', b'K', 3, 4, ..] | [b'P', b'K', 5, 6, ..] => return Err(fault::NESTED),
        [b'R', b'a', b'r', b'!', ..] | [b'7', b'z', 0xbc, 0xaf, ..] => return Err(fault::NESTED),
        // A compressed metafile is a picture.
        [0x1f, 0x8b, ..] if !name.ends_with(".emz") && !name.ends_with(".wmz") => return Err(fault::NESTED),
        [0xff, 0xfe, ..] | [0xfe, 0xff, ..] | [b'<', 0, ..] | [0, b'<', ..] => return Err(fault::XML_ENCODING),
        _ => {}
    }
    let drawing = name.ends_with(".vml");
    let named = drawing || name.ends_with(".xml") || name.ends_with(".rels");
    let text = start.strip_prefix(b"\xef\xbb\xbf").unwrap_or(start).trim_ascii_start();
    if !named && !text.starts_with(b"<") {
        return Ok(None);
    }
    let repeats = (kind == Kind::OpenDocument && name == "content.xml").then(Repeats::default);
    // Excel itself writes old drawings that are not well-formed; nobody here reads them.
    Ok(Some(Scan::new(!drawing, repeats)))
}

/// Counts the bytes that a reader really took from the file.
struct Metered<'a> {
    bytes: Cursor<&'a [u8]>,
    read: &'a Counter<u64>,
}

impl Read for Metered<'_> {
    fn read(&mut self, into: &mut [u8]) -> std::io::Result<usize> {
        let n = self.bytes.read(into)?;
        self.read.set(self.read.get() + n as u64);
        Ok(n)
    }
}

impl Seek for Metered<'_> {
    fn seek(&mut self, to: SeekFrom) -> std::io::Result<u64> {
        self.bytes.seek(to)
    }
}
