//! S-04, S-07: files that are no tables, or that are made to hurt, brought as a person brings them. The page says in both
//! languages what is wrong and what to do; nothing is written and nothing is kept.

use axum::http::header;
use kernel::{Lang, Role};
use page::error_text;
use paper::Fault;

use crate::ask::{Answer, Ask, Site};
use crate::world::World;

#[path = "../../../paper/tests/it/built.rs"]
#[expect(dead_code, reason = "the tests of paper need more of them")]
pub mod built;

use built::{archive, old_workbook, workbook_of};

const SHEET: &str = "xl/worksheets/sheet1.xml";
const LANGUAGES: [(Lang, &str); 2] = [(Lang::Zh, "zh-CN"), (Lang::En, "en-GB")];

#[test]
fn what_is_refused_is_explained_and_leaves_nothing_behind() {
    use paper::fault as f;
    let world = World::new();
    let site = world.site();
    let check = |name: &str, bytes: &[u8], fault: Fault| refused(&world, &site, name, bytes, fault);
    let page = b"<!doctype html><html><script>alert(1)</script><table><tr><td>a</td></tr></table></html>";
    let zeros = vec![0; 3 << 20];
    let inner = archive(&[]);
    //    file                bytes                                                refused because
    check("空.xlsx", b"", f::FILE_EMPTY);
    check("说明.xlsx", b"%PDF-1.7\0", f::NOT_A_WORKBOOK);
    check("公文.docx", &archive(&[("word/document.xml", b"<a/>")]), f::NO_TABLE);
    check("演示.pptx", &archive(&[("ppt/presentation.xml", b"<a/>")]), f::NOT_A_WORKBOOK);
    check("网页.xls", page, f::WEB_PAGE);
    check("照片.png", page, f::WEB_PAGE);
    check("加密.xlsx", &encrypted(), f::PASSWORD);
    check("损坏.xlsx", &workbook_of("")[..200], f::DAMAGED);
    check("炸弹.xlsx", &archive(&[(SHEET, &zeros)]), f::BOMB);
    check("穿越.xlsx", &archive(&[("../../etc/cron.d/a", b"a")]), f::BAD_NAME);
    check("套娃.xlsx", &archive(&[("xl/media/a.zip", &inner)]), f::NESTED);
    check("实体.xlsx", &archive(&[(SHEET, b"<!DOCTYPE a [<!ENTITY b \"c\">]><a>&b;</a>")]), f::DOCTYPE);
    check("百万空行.xlsx", &empty_rows(), f::NO_HAZARD_COLUMNS);
    check("过大.csv", &vec![b','; (20 << 20) + 1], f::FILE_TOO_LARGE);
    check("没有表头.csv", "甲,乙\n1,2\n".as_bytes(), f::NO_HAZARD_COLUMNS);
}

/// Formulas, links to other workbooks and texts that look like formulas are read as what they show, and run nowhere.
#[test]
fn hostile_cells_are_text() {
    let world = World::new();
    let site = world.site();
    let cell = |at: &str, text: &str| format!("<c r=\"{at}\" t=\"inlineStr\"><is><t>{text}</t></is></c>");
    let header = ["隐患描述", "责任单位", "检查日期", "级别", "状态"];
    let names: String = ["A1", "B1", "C1", "D1", "E1"].iter().zip(header).map(|(at, name)| cell(at, name)).collect();
    let hostile = [
        "=HYPERLINK(\"http://a.example/\",\"点\")",
        "+1+cmd|' /C calc'!A0",
        "-2",
        "@SUM(1)",
        "＝1+1",
        "&lt;script&gt;alert(1)&lt;/script&gt;",
    ];
    let row = |(n, text): (usize, &&str)| {
        let at = n + 2;
        let words = [
            cell(&format!("A{at}"), &format!("{text} 通道堆物")),
            format!("<c r=\"B{at}\" t=\"str\"><f>[1]Sheet1!A1&amp;\"\"</f><v>滨江小吃店</v></c>"),
            cell(&format!("C{at}"), "2026-06-11"),
            cell(&format!("D{at}"), "一般"),
            cell(&format!("E{at}"), "未关闭"),
        ];
        format!("<row r=\"{at}\">{}</row>", words.concat())
    };
    let rows: String = hostile.iter().enumerate().map(row).collect();
    let bytes = workbook_of(&format!("<row r=\"1\">{names}</row>{rows}"));
    let before = facts(&world);
    let sent = send(&site, &world.cookie(Role::DistrictClerk), "zh-CN", "台账.xlsx", &bytes);
    assert_eq!(sent.code(), 303, "{}", sent.body);
    let here = sent.location().to_owned();
    let page = site.get(&here, &world.cookie(Role::DistrictClerk)).body;
    assert!(page.contains("=HYPERLINK(&quot;http://a.example/&quot;,&quot;点&quot;) 通道堆物"), "{page}");
    assert!(page.contains("&lt;script&gt;alert(1)&lt;/script&gt;") && !page.contains("<script>alert"));
    let told = site.get(&format!("/api/v1{here}"), &world.cookie(Role::DistrictClerk)).value();
    assert_eq!((told["rows_good"].as_u64(), told["rows_bad"].as_u64()), (Some(6), Some(0)), "{told}");
    assert_eq!(facts(&world), before, "a check wrote");
}

fn refused(world: &World, site: &Site, name: &str, bytes: &[u8], fault: Fault) {
    let who = world.cookie(Role::DistrictClerk);
    let before = facts(world);
    for (lang, accepted) in LANGUAGES {
        let answer = send(site, &who, accepted, name, bytes);
        assert_eq!(answer.code(), 422, "{name}: {}", answer.body);
        for said in [fault.problem, fault.advice] {
            let words = error_text(lang, said);
            assert!(answer.body.contains(&words), "{name}, {accepted}: {words:?} is not on the page");
        }
    }
    assert_eq!(facts(world), before, "{name} wrote");
    let kept: i64 = world.t.db.read_blocking(|r| r.value("SELECT COUNT(*) FROM import", &[])).unwrap();
    let folder = world.t.db.folder().join("imports");
    let files = std::fs::read_dir(folder).map_or(0, Iterator::count);
    assert_eq!((kept, files), (0, 0), "{name} is kept");
}

fn send(site: &Site, who: &str, accepted: &str, name: &str, bytes: &[u8]) -> Answer {
    let ask = Ask::post("/imports").by(who).with(header::ACCEPT_LANGUAGE, accepted);
    site.ask(&ask.file(&[("kind", "hazards")], name, bytes))
}

fn facts(world: &World) -> i64 {
    world.t.db.read_blocking(|r| r.value("SELECT COUNT(*) FROM fact", &[])).unwrap()
}

/// A workbook with a password is a compound file with one stream of this name.
fn encrypted() -> Vec<u8> {
    let utf_16 = |name: &str| -> Vec<u8> { name.encode_utf16().flat_map(u16::to_le_bytes).collect() };
    let (plain, secret) = (utf_16("Workbook"), utf_16("EncryptedPackage"));
    let mut bytes = old_workbook(&[], &[]);
    let at = bytes.windows(plain.len()).position(|it| it == plain).unwrap();
    bytes[at..at + secret.len()].copy_from_slice(&secret);
    bytes[at + 64] = u8::try_from(secret.len() + 2).unwrap();
    bytes
}

fn empty_rows() -> Vec<u8> {
    workbook_of(&(1..=1_000_000).map(|n| format!("<row r=\"{n}\"/>")).collect::<String>())
}
