//! Files made to hurt. Each must be refused, at once and for the right reason.

use std::io::{Cursor, Write};

use paper::guard;
use paper::{Kind, Workbook, fault};
use zip::write::{SimpleFileOptions, ZipWriter};

use crate::fixtures::{archive, old_workbook, open_document, workbook_of};

#[test]
fn archives() {
    let sheet = "xl/worksheets/sheet1.xml";
    let inner = archive(&[]);
    let utf_16: Vec<u8> = "<a/>".encode_utf16().flat_map(u16::to_le_bytes).collect();
    let many: Vec<String> = (0..1_000).map(|n| format!("xl/media/{n}.png")).collect();
    let many: Vec<(&str, &[u8])> = many.iter().map(|name| (name.as_str(), &b""[..])).collect();
    let styles = format!("<styleSheet>{}</styleSheet>", "<xf/>".repeat(200_001));
    //    part                                                               refused because
    check(&archive(&[("xl/media/a.zip", &inner)]), "there is an archive inside the workbook: xl/media/a.zip");
    check(
        &archive(&[("xl/embeddings/a.xlsx", &inner)]),
        "there is an archive inside the workbook: xl/embeddings/a.xlsx",
    );
    check(&archive(&[("xl/a.bin", b"\x1f\x8b\x08\0")]), "there is an archive inside the workbook: xl/a.bin");
    check(&archive(&[("xl/media/a.emz", b"\x1f\x8b\x08\0")]), "passed");
    check(&archive(&[("../a.xml", b"<a/>")]), "a part of the workbook has a forbidden name: ../a.xml");
    check(&archive(&[("xl/../../a.xml", b"<a/>")]), "a part of the workbook has a forbidden name: xl/../../a.xml");
    check(&archive(&[("/a.xml", b"<a/>")]), "a part of the workbook has a forbidden name: /a.xml");
    check(&archive(&[("C:/a.xml", b"<a/>")]), "a part of the workbook has a forbidden name: C:/a.xml");
    check(&archive(&[("xl\\a.xml", b"<a/>")]), "a part of the workbook has a forbidden name: xl\\a.xml");
    check(
        &archive(&[("XL/a.xml", b"<a/>"), ("xl/A.xml", b"<a/>")]),
        "two parts of the workbook have the same name: xl/A.xml",
    );
    check(&archive(&many), "the workbook holds more than 1,000 parts");
    check(&archive(&many[1..]), "passed");
    check(
        &archive(&[(sheet, b"<!DOCTYPE a><a/>")]),
        &format!("a part of the workbook declares a document type: {sheet}"),
    );
    check(&archive(&[(sheet, &utf_16)]), &format!("a part of the workbook is not in UTF-8: {sheet}"));
    check(&archive(&[(sheet, b"<a><b></a>")]), &format!("a part of the workbook is not well-formed: {sheet}"));
    check(&archive(&[("xl/drawings/a.vml", b"<a><br></a>")]), "passed");
    check(&archive(&[("xl/styles.xml", &grainy(&styles))]), "the workbook has more than 200,000 styles: xl/styles.xml");
    check(&archive(&[("ppt/presentation.xml", b"<a/>")]), "this is not a workbook");
    check(
        &archive(&[("word/document.xml", b"<a><b></a>")]),
        "a part of the workbook is not well-formed: word/document.xml",
    );
    check(&symlink(), "a part of the workbook is a link: xl/link.xml");
    check(b"PK\x03\x04", "the workbook is damaged");
    check(b"\xff\xfea\0", "the text is in UTF-16");
    check(b" <html><table>", "this is a web page saved under the name of a workbook");
    check(b"%PDF-1.7\0", "this is not a workbook");
    check(b"", "the file is empty");
    check(&vec![b','; guard::UPLOAD_BYTES_MAX + 1], "the file is larger than 20 MiB");
}

#[test]
fn texts_announced_in_millions_get_no_room() {
    let strings = b"<sst uniqueCount=\"999999999999\"><si><t>a</t></si></sst>";
    let part = ("xl/sharedStrings.xml", &strings[..]);
    check(&archive(&[part]), "the workbook has more than 2,000,000 texts: xl/sharedStrings.xml");
}

#[test]
fn the_rectangle_around_the_cells_is_counted() {
    check(&old_workbook(&[], &[number(0, 0), number(65_535, 255)]), "the workbook has more than 2,000,000 cells");
    check(&old_workbook(&[], &[number(0, 0), number(100, 100)]), "passed");
    // A sheet that says how large it is gets no room for it.
    let room = (0x0200, [&[0; 4], &u32::MAX.to_le_bytes()[..], &[0, 0, 0xff, 0xff, 0, 0]].concat());
    check(&old_workbook(&[], &[room]), "the workbook has more than 2,000,000 cells");
}

#[test]
fn one_text_in_a_million_cells() {
    let text = [&[0; 8], &8_000_u16.to_le_bytes()[..], &[0], &[b'a'; 8_000]].concat();
    let cell = |row: u16| (0x00fd, [&row.to_le_bytes()[..], &[0; 8]].concat());
    let cells: Vec<(u16, Vec<u8>)> = (0..10_000).map(cell).collect();
    check(&old_workbook(&[(0x00fc, text)], &cells), "the workbook has more than 64 MiB of text");

    let long = "长".repeat(10_000);
    let cell = format!("<table:table-cell office:value-type=\"string\">{long}</table:table-cell>");
    let rows = format!("<table:table-row table:number-rows-repeated=\"10000\">{cell}</table:table-row>");
    let table = format!("<table:table table:name=\"a\">{rows}</table:table>");
    check(&open_document(&table), "the workbook has more than 64 MiB of text: content.xml");
}

#[test]
fn a_chain_that_bites_its_tail() {
    let good = old_workbook(&[], &[number(0, 0)]);
    assert_eq!(guard::check(&good).unwrap().kind, Kind::OldExcel);
    let mut looped = good;
    // Ten sectors: header, directory, eight of the stream; then the table, whose first word is the directory's chain.
    let table = 10 * 512;
    looped[table..table + 4].copy_from_slice(&0_u32.to_le_bytes());
    check(&looped, "the workbook is damaged");
}

/// Two cells at opposite corners are two cells and not a rectangle of 17 thousand million.
#[test]
fn far_corners_cost_nothing() {
    let far = "<row r=\"1\"><c r=\"A1\"><v>1</v></c></row><row r=\"1048576\"><c r=\"XFD1048576\"><v>2</v></c></row>";
    let book = Workbook::read("a.xlsx", &workbook_of(far)).unwrap();
    let rows: Vec<(u32, u32)> = book.sheets[0].rows.iter().map(|row| (row.number, row.cells[0].column)).collect();
    assert_eq!(rows, [(1, 0), (1_048_576, 16_383)]);
}

#[test]
fn parts_that_overlap() {
    let good = archive(&[("a.png", &[7; 40]), ("b.png", &[8; 40])]);
    let directory: Vec<usize> = signatures(&good, b"PK\x01\x02");
    let local: Vec<usize> = signatures(&good, b"PK\x03\x04");
    let offset = |at: usize| u32::try_from(at).unwrap().to_le_bytes();
    let overlap = "parts of the workbook overlap";
    //    what is written over, at which place of the directory entry            refused because
    check(&good, "passed");
    check(&patched(&good, directory[2] + 42, &offset(local[1])), overlap);
    check(&patched(&good, directory[1] + 20, &60_u32.to_le_bytes()), overlap);
    check(&patched(&good, directory[2] + 20, &4_000_u32.to_le_bytes()), overlap);
}

#[test]
fn a_size_in_the_header_is_not_believed() {
    let good = archive(&[("xl/media/a.png", &vec![0; 3 << 20])]);
    let at = signatures(&good, b"PK\x01\x02")[1] + 24;
    let bomb = "a part of the workbook unpacks to more than 100 times its size: xl/media/a.png";
    //    the size that the directory gives                        refused because
    check(&good, bomb);
    check(&patched(&good, at, &u32::MAX.to_le_bytes()), bomb);
    check(&patched(&good, at, &10_u32.to_le_bytes()), "the workbook is damaged: xl/media/a.png");
}

/// 512 MiB of zeros in a sheet: refused within 300 ms and 20 MiB.
#[test]
#[expect(clippy::disallowed_methods, reason = "the limit is a time")]
fn the_large_bomb() {
    let bomb = bomb();
    println!("the bomb has {} bytes", bomb.len());
    let before = memory("VmRSS:");
    // Linux starts the peak anew; elsewhere nothing is measured.
    let measured = std::fs::write("/proc/self/clear_refs", "5").is_ok();
    let begin = std::time::Instant::now();
    let refused = Workbook::read("台账.xlsx", &bomb).unwrap_err();
    let took = begin.elapsed();
    let grown = memory("VmHWM:").saturating_sub(before);
    println!("refused in {took:?}, {grown} KiB more");
    assert_eq!(refused.fault, fault::BOMB);
    assert!(took.as_millis() <= 300, "{took:?}");
    assert!(!measured || grown <= 20 << 10, "{grown} KiB");
}

/// Deflated as tightly as deflate can: after one literal zero, two zero bits repeat it 258 times. Written by hand, because
/// an unoptimised writer takes half a minute for it.
fn bomb() -> Vec<u8> {
    let codes = [
        "1 01",                                                                    // the last block, with codes of its own
        "10111 00000 0111", // 286 lengths and literals, 1 distance, 18 lengths of the codes that follow
        "000 000 100 000 000 000 000 000 000 000 000 000 000 000 000 010 000 010", // 18: 1 bit, 2: 2 bits, 1: 2 bits
        "11 0 1111111 0 0101011 11 0 1000100 10", // literal 0: 2 bits; end: 2 bits; 258 times: 1 bit
        "10",               // distance 1: 1 bit
        "10",               // a literal zero
    ];
    let bits: Vec<u8> = codes.concat().bytes().filter(|byte| *byte != b' ').map(|byte| byte - b'0').collect();
    let mut deflated: Vec<u8> =
        bits.chunks(8).map(|byte| byte.iter().enumerate().map(|(at, bit)| bit << at).sum()).collect();
    let inflated = 512_u32 << 20;
    deflated.resize(deflated.len() + usize::try_from(inflated / 258 / 4).unwrap(), 0);

    let mut zip = ZipWriter::new_append(Cursor::new(archive(&[]))).unwrap();
    let stored = SimpleFileOptions::default().compression_method(zip::CompressionMethod::Stored);
    zip.start_file("xl/worksheets/sheet1.xml", stored).unwrap();
    zip.write_all(&deflated).unwrap();
    let mut bytes = zip.finish().unwrap().into_inner();
    let (local, listed) = (signatures(&bytes, b"PK\x03\x04")[1], signatures(&bytes, b"PK\x01\x02")[1]);
    for (method, size) in [(local + 8, local + 22), (listed + 10, listed + 24)] {
        bytes = patched(&bytes, method, &8_u16.to_le_bytes());
        bytes = patched(&bytes, size, &inflated.to_le_bytes());
    }
    bytes
}

fn memory(line: &str) -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap();
    let found = status.lines().find_map(|l| l.strip_prefix(line)).unwrap();
    found.split_whitespace().next().unwrap().parse().unwrap()
}

fn check(bytes: &[u8], expected: &str) {
    let outcome = guard::check(bytes).map_or_else(|refused| refused.to_string(), |_| "passed".into());
    assert!(outcome == expected || outcome.starts_with(&format!("{expected}: ")), "{outcome} is not {expected}");
}

fn symlink() -> Vec<u8> {
    let mut zip = ZipWriter::new_append(Cursor::new(archive(&[]))).unwrap();
    zip.add_symlink("xl/link.xml", "/etc/passwd", SimpleFileOptions::default()).unwrap();
    zip.finish().unwrap().into_inner()
}

/// With numbers strewn between the tags, so that it deflates less than a hundredfold.
fn grainy(xml: &str) -> Vec<u8> {
    let mut out = String::with_capacity(xml.len() * 2);
    let mut state = 1_u32;
    for (n, tag) in xml.split_inclusive('>').enumerate() {
        out.push_str(tag);
        if n % 20 == 10 {
            state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            out.push_str(&format!("<!--{state}-->"));
        }
    }
    out.into_bytes()
}

fn number(row: u16, column: u16) -> (u16, Vec<u8>) {
    (0x0203, [&row.to_le_bytes()[..], &column.to_le_bytes(), &[0; 10]].concat())
}

fn signatures(bytes: &[u8], signature: &[u8; 4]) -> Vec<usize> {
    bytes.windows(4).enumerate().filter(|(_, four)| *four == signature).map(|(at, _)| at).collect()
}

fn patched(bytes: &[u8], at: usize, with: &[u8]) -> Vec<u8> {
    let mut bytes = bytes.to_vec();
    bytes[at..at + with.len()].copy_from_slice(with);
    bytes
}
