//! Workbooks built byte by byte, whole and broken. The tests of `server` use them too.

use std::io::{Cursor, Write};

use zip::write::{SimpleFileOptions, ZipWriter};

pub const CONTENT_TYPES: &str = r#"<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"/>"#;

/// An archive of these parts, after the one that every workbook has.
pub fn archive(parts: &[(&str, &[u8])]) -> Vec<u8> {
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    zip.start_file("[Content_Types].xml", SimpleFileOptions::default()).unwrap();
    zip.write_all(CONTENT_TYPES.as_bytes()).unwrap();
    for (name, bytes) in parts {
        zip.start_file(*name, SimpleFileOptions::default()).unwrap();
        zip.write_all(bytes).unwrap();
    }
    zip.finish().unwrap().into_inner()
}

/// A workbook of one sheet with the XML given.
pub fn workbook_of(sheet: &str) -> Vec<u8> {
    workbook_since(sheet, "0")
}

/// `"1"`: its days count from 1904.
pub fn workbook_since(sheet: &str, date_1904: &str) -> Vec<u8> {
    let package = "http://schemas.openxmlformats.org/package/2006/relationships";
    let office = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
    let relationship = |kind: &str, target: &str| {
        format!(
            "<Relationships xmlns=\"{package}\"><Relationship Id=\"r1\" Type=\"{office}/{kind}\" Target=\"{target}\"/>\
             </Relationships>"
        )
    };
    let book = format!(
        "<workbook xmlns:r=\"{office}\"><workbookPr date1904=\"{date_1904}\"/><sheets><sheet name=\"台账\" sheetId=\"1\" r:id=\"r1\"/></sheets></workbook>"
    );
    archive(&[
        ("_rels/.rels", relationship("officeDocument", "xl/workbook.xml").as_bytes()),
        ("xl/_rels/workbook.xml.rels", relationship("worksheet", "worksheets/sheet1.xml").as_bytes()),
        ("xl/workbook.xml", book.as_bytes()),
        ("xl/worksheets/sheet1.xml", format!("<worksheet><sheetData>{sheet}</sheetData></worksheet>").as_bytes()),
    ])
}

/// An OpenDocument workbook with these tables.
pub fn open_document(tables: &str) -> Vec<u8> {
    let content = format!(
        "<office:document-content><office:body><office:spreadsheet>{tables}</office:spreadsheet></office:body>\
         </office:document-content>"
    );
    archive(&[
        ("mimetype", b"application/vnd.oasis.opendocument.spreadsheet"),
        ("META-INF/manifest.xml", b"<manifest:manifest/>"),
        ("content.xml", content.as_bytes()),
    ])
}

/// An old workbook: a compound file whose one stream holds one sheet with these records.
pub fn old_workbook(globals: &[(u16, Vec<u8>)], sheet: &[(u16, Vec<u8>)]) -> Vec<u8> {
    let begin = (0x0809, [0_u16.to_le_bytes(), 0x10_u16.to_le_bytes()].concat());
    let end = (0x000a, Vec::new());
    let name = [0, 0, 0, 0, 0, 0, 2, 0, b'S', b'1'];
    let head = |position: u32| {
        let entry = (0x0085, [&position.to_le_bytes(), &name[4..]].concat());
        records(&[&[begin.clone(), entry], globals, std::slice::from_ref(&end)].concat())
    };
    let position = u32::try_from(head(0).len()).unwrap();
    let body = records(&[std::slice::from_ref(&begin), sheet, std::slice::from_ref(&end)].concat());
    compound(&[head(position), body].concat())
}

fn records(list: &[(u16, Vec<u8>)]) -> Vec<u8> {
    let record = |(kind, body): &(u16, Vec<u8>)| {
        [&kind.to_le_bytes(), &u16::try_from(body.len()).unwrap().to_le_bytes(), body.as_slice()].concat()
    };
    list.iter().flat_map(record).collect()
}

/// Sector 0 is the directory, then the stream, then the table of chains.
fn compound(stream: &[u8]) -> Vec<u8> {
    let mut stream = stream.to_vec();
    // Shorter streams would lie in the mini stream.
    stream.resize(stream.len().max(4_096).next_multiple_of(512), 0);
    let sectors = stream.len() / 512;
    let end = 0xffff_fffe_u32;
    let tables = (sectors + 1).div_ceil(127) + 1;
    let mut next: Vec<u32> = (1..=u32::try_from(sectors + 1).unwrap()).collect();
    (next[0], next[sectors]) = (end, end);
    next.resize(tables * 128, 0xffff_ffff);

    let mut header = vec![0; 76];
    header[..8].copy_from_slice(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1");
    for (at, word) in [(26, 3_u16), (28, 0xfffe), (30, 9), (32, 6), (44, u16::try_from(tables).unwrap())] {
        header[at..at + 2].copy_from_slice(&word.to_le_bytes());
    }
    for (at, word) in [(48, 0_u32), (60, end), (68, end)] {
        header[at..at + 4].copy_from_slice(&word.to_le_bytes());
    }
    for table in 0..109 {
        let id = if table < tables { u32::try_from(1 + sectors + table).unwrap() } else { 0xffff_ffff };
        header.extend(id.to_le_bytes());
    }
    let mut directory = entry("Root Entry", 5, end, 0);
    directory.extend(entry("Workbook", 2, 1, u32::try_from(stream.len()).unwrap()));
    directory.resize(512, 0);
    let table: Vec<u8> = next.iter().flat_map(|id| id.to_le_bytes()).collect();
    [header, directory, stream, table].concat()
}

fn entry(name: &str, kind: u8, start: u32, length: u32) -> Vec<u8> {
    let mut entry: Vec<u8> = name.encode_utf16().flat_map(u16::to_le_bytes).collect();
    entry.resize(128, 0);
    (entry[64], entry[66]) = (u8::try_from(2 * name.len() + 2).unwrap(), kind);
    entry[116..120].copy_from_slice(&start.to_le_bytes());
    entry[120..124].copy_from_slice(&length.to_le_bytes());
    entry
}
