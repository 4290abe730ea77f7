//! Any file as a workbook: no panic; what is read can be walked, and every cell tried as each kind of value.
//!
//! Chance rarely finds the sums of an archive, so a text that begins like XML is taken as the sheet of a workbook.
#![no_main]

use std::io::{Cursor, Write};

use libfuzzer_sys::fuzz_target;
use paper::{Workbook, cell, day, digest, numbered};
use zip::{CompressionMethod, ZipWriter, write::SimpleFileOptions};

fuzz_target!(
    // A panic within a library that opens workbooks is caught by `paper` and an error of the file; one that leaves it still
    // ends the run.
    init: std::panic::set_hook(Box::new(|_| {})),
    |bytes: &[u8]| {
        if bytes.starts_with(b"<") {
            read(&workbook(bytes).expect("memory takes everything"));
        } else {
            read(bytes);
        }
    }
);

fn read(bytes: &[u8]) {
    let Ok(book) = Workbook::read("a", bytes) else { return };
    for sheet in &book.sheets {
        for row in &sheet.rows {
            digest(&sheet.name, row.number, &row.cells);
            for it in &row.cells {
                let _ = (cell::number(&it.value), day::day(&it.value));
                if let Ok(text) = cell::text(&it.value) {
                    let _ = (day::day_within(&text), day::year_within(&text), numbered::split(&text));
                }
            }
        }
    }
}

const PARTS: [(&str, &str); 4] = [
    (
        "[Content_Types].xml",
        r#"<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/><Override PartName="/xl/workbook.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"/><Override PartName="/xl/worksheets/sheet1.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"/></Types>"#,
    ),
    (
        "_rels/.rels",
        r#"<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="xl/workbook.xml"/></Relationships>"#,
    ),
    (
        "xl/workbook.xml",
        r#"<workbook xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"><sheets><sheet name="a" sheetId="1" r:id="rId1"/></sheets></workbook>"#,
    ),
    (
        "xl/_rels/workbook.xml.rels",
        r#"<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet" Target="worksheets/sheet1.xml"/></Relationships>"#,
    ),
];

fn workbook(sheet: &[u8]) -> zip::result::ZipResult<Vec<u8>> {
    let stored = SimpleFileOptions::default().compression_method(CompressionMethod::Stored);
    let mut archive = ZipWriter::new(Cursor::new(Vec::new()));
    let sheet = [("xl/worksheets/sheet1.xml", sheet)];
    for (name, content) in PARTS.iter().map(|it| (it.0, it.1.as_bytes())).chain(sheet) {
        archive.start_file(name, stored)?;
        archive.write_all(content)?;
    }
    Ok(archive.finish()?.into_inner())
}
