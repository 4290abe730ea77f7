//! The file is opened again: parts, measures, fonts and sizes stand as the standard has them.

use std::io::{Cursor, Read};

use kernel::Day;

use super::{Document, Paragraph, day, file_name, number};

fn document() -> Document {
    Document {
        head: Some("青槐县安全生产委员会办公室".into()),
        number: Some(number("督办", 2026, 3)),
        title: "重大事故隐患挂牌督办通知书".into(),
        addressee: Some("甲有限公司".into()),
        paragraphs: vec![
            Paragraph::First("一、隐患情况".into()),
            Paragraph::Second("（一）现场".into()),
            Paragraph::Body("除尘器未按规定设置泄爆装置 <1 处 & 2 台>。\n\n另有“一处”\u{b}待查。".into()),
        ],
        annexes: vec!["现场检查记录".into(), "整改要求清单".into()],
        signature: "青槐县安全生产委员会办公室".into(),
        date: "2026-09-01".parse().unwrap(),
        copies: Some("县应急管理局".into()),
    }
}

fn part(file: &[u8], name: &str) -> String {
    let mut archive = zip::ZipArchive::new(Cursor::new(file)).unwrap();
    let mut text = String::new();
    archive.by_name(name).unwrap_or_else(|_| panic!("no part {name}")).read_to_string(&mut text).unwrap();
    text
}

/// Every part reads as XML to its end.
fn well_formed(file: &[u8]) {
    let mut archive = zip::ZipArchive::new(Cursor::new(file)).unwrap();
    let names: Vec<String> = archive.file_names().map(|it| it.unwrap().into_owned()).collect();
    for name in names.iter().filter(|name| name.ends_with(".xml") || name.ends_with(".rels")) {
        let mut text = String::new();
        archive.by_name(name).unwrap().read_to_string(&mut text).unwrap();
        let mut reader = quick_xml::Reader::from_str(&text);
        loop {
            match reader.read_event() {
                Ok(quick_xml::events::Event::Eof) => break,
                Ok(_) => {}
                Err(error) => panic!("{name}: {error}"),
            }
        }
    }
    let needed = ["[Content_Types].xml", "word/document.xml", "word/styles.xml", "word/fontTable.xml"];
    assert!(needed.iter().all(|it| names.iter().any(|name| name == it)), "{names:?}");
}

#[test]
fn the_sheet_has_the_measures_of_the_standard() {
    let file = document().write().unwrap();
    well_formed(&file);
    let body = part(&file, "word/document.xml");
    let has = |text: &str| assert!(body.contains(text), "{text} in {body}");
    has(r#"<w:pgSz w:w="11906" w:h="16838""#);
    has(r#"<w:pgMar w:top="2098" w:right="1474" w:bottom="1984" w:left="1588""#);
    has(r#"<w:docGrid w:type="lines" w:linePitch="579""#);
    has(r#"w:line="560" w:lineRule="exact""#);
    // 22 of its lines are the height of the text or less, 23 more.
    let height = 16_838 - 2_098 - 1_984;
    assert_eq!(height / 560, 22);
    // 28 characters of the body a line, 29 not.
    assert_eq!((11_906 - 1_474 - 1_588) / (320 - 5), 28);
    has(r#"<w:spacing w:val="-5" />"#);
}

#[test]
fn each_part_has_its_typeface_and_size() {
    let file = document().write().unwrap();
    let body = part(&file, "word/document.xml");
    let run = |text: &str| {
        let at = body.find(&format!(">{text}</w:t>")).unwrap_or_else(|| panic!("{text} in {body}"));
        body[..at].rsplit("<w:r>").next().unwrap().to_owned()
    };
    let check = |text: &str, face: &str, half_points: &str| {
        let run = run(text);
        assert!(run.contains(&format!(r#"w:eastAsia="{face}""#)), "{text}: {run}");
        assert!(run.contains(&format!(r#"<w:sz w:val="{half_points}" />"#)), "{text}: {run}");
    };
    //     text                              typeface            half points
    check("青槐县安全生产委员会办公室", "方正小标宋简体", "64");
    check("督办〔2026〕3号", "仿宋_GB2312", "32");
    check("重大事故隐患挂牌督办通知书", "方正小标宋简体", "44");
    check("甲有限公司：", "仿宋_GB2312", "32");
    check("一、隐患情况", "黑体", "32");
    check("（一）现场", "楷体_GB2312", "32");
    check("附件：1.现场检查记录", "仿宋_GB2312", "32");
    check("2.整改要求清单", "仿宋_GB2312", "32");
    check("2026年9月1日", "仿宋_GB2312", "32");
    check("抄送：县应急管理局", "仿宋_GB2312", "28");
    check("2026年9月1日印发", "仿宋_GB2312", "28");
    assert!(run("青槐县安全生产委员会办公室").contains(r#"<w:color w:val="FF0000" />"#));
    let fonts = part(&file, "word/fontTable.xml");
    assert!(fonts.contains(r#"<w:font w:name="仿宋_GB2312"><w:altName w:val="仿宋,FangSong"#), "{fonts}");
}

#[test]
fn words_stay_what_they_are() {
    let body = part(&document().write().unwrap(), "word/document.xml");
    assert!(body.contains("除尘器未按规定设置泄爆装置 &lt;1 处 &amp; 2 台&gt;。"), "{body}");
    // An empty line makes no paragraph, a character that XML doesn't know becomes a space.
    assert!(body.contains(">另有“一处” 待查。</w:t>"), "{body}");
}

#[test]
fn the_number_of_the_page_stands_at_the_outer_edge() {
    let file = document().write().unwrap();
    let footers: Vec<String> = ["word/footer1.xml", "word/footer2.xml"].iter().map(|it| part(&file, it)).collect();
    for footer in &footers {
        assert!(footer.contains("<w:instrText>PAGE</w:instrText>"), "{footer}");
        assert!(footer.contains(r#"w:eastAsia="宋体""#) && footer.contains(r#"<w:sz w:val="28" />"#), "{footer}");
        assert!(footer.contains("— ") && footer.contains(" —"), "{footer}");
    }
    let outer = |edge: &str| footers.iter().filter(|it| it.contains(&format!(r#"<w:jc w:val="{edge}" />"#))).count();
    assert_eq!((outer("right"), outer("left")), (1, 1));
    assert!(part(&file, "word/settings.xml").contains("evenAndOddHeaders"));
}

#[test]
fn without_a_heading_nothing_is_red_and_the_number_stands_at_the_right() {
    let plain = Document { head: None, copies: None, annexes: Vec::new(), ..document() };
    let body = part(&plain.write().unwrap(), "word/document.xml");
    assert!(!body.contains("FF0000") && !body.contains("抄送") && !body.contains("附件") && !body.contains("w:tbl"));
    let number = body.split("<w:p ").find(|it| it.contains("督办〔2026〕3号")).unwrap();
    assert!(number.contains(r#"<w:jc w:val="right" />"#), "{number}");
}

#[test]
fn properties_stand_in_the_order_of_the_schema() {
    let file = document().write().unwrap();
    let body = part(&file, "word/document.xml");
    let check = |container: &str, names: &[&str]| {
        let (open, close) = (format!("<{container}>"), format!("</{container}>"));
        let whole = body.split(&open).find(|it| names.iter().all(|name| it.contains(name))).unwrap();
        let inner = whole.split(&close).next().unwrap();
        let places: Vec<_> = names.iter().map(|name| inner.find(name).unwrap()).collect();
        assert!(places.is_sorted(), "{container} {names:?}: {inner}");
    };
    check("w:pPr", &["<w:pBdr", "<w:spacing", "<w:jc", "<w:rPr"]);
    check("w:pPr", &["<w:tabs", "<w:spacing", "<w:ind", "<w:rPr"]);
    check("w:tblPr", &["<w:tblpPr", "<w:tblW", "<w:tblBorders", "<w:tblLayout", "<w:tblCellMar"]);
    check("w:pPr", &["<w:keepNext", "<w:spacing", "<w:ind", "<w:jc", "<w:rPr"]);
    check("w:rPr", &["<w:rFonts", "<w:color", "<w:sz ", "<w:szCs"]);
    check("w:sectPr", &["<w:footerReference", "<w:pgSz", "<w:pgMar", "<w:cols", "<w:docGrid"]);
}

#[test]
fn the_same_document_gives_the_same_bytes() {
    assert_eq!(document().write().unwrap(), document().write().unwrap());
}

#[test]
fn days_numbers_and_names_of_files() {
    let day = |year, month, of_month| day(Day::new(year, month, of_month).unwrap());
    assert_eq!(day(2026, 1, 9), "2026年1月9日");
    assert_eq!(day(2026, 12, 31), "2026年12月31日");
    assert_eq!(number("隐改通", 2026, 1), "隐改通〔2026〕1号");
    assert_eq!(file_name("督办〔2026〕3号"), "督办〔2026〕3号.docx");
    assert_eq!(file_name("a/b:\"c\"\n"), "abc.docx");
}
