//! The notice and the minutes, as data and as Word files.

use std::io::Read as _;

use kernel::{Lang, Role};
use paper::document::Paragraph;

use super::{Story, special};
use crate::said::State as Said;
use crate::*;

fn signed(s: &Story) -> MeetingId {
    s.go_to("2026-09-10 09:00");
    let id = s.convene(&special("2026-09-24 15:00", "")).unwrap();
    let ask =
        AskMaterials { flood_and_drought: "县应急局".into(), due: "2026-09-20".into(), ..AskMaterials::default() };
    s.act(Role::DistrictClerk, move |tx, ctx| ask_materials(tx, ctx, id, &ask)).unwrap();
    s.act(Role::DistrictClerk, move |tx, ctx| issue_notice(tx, ctx, id)).unwrap();
    s.held(id);
    s.roll(id);
    let said = Said {
        organisation: "河口镇".into(), statement: "已排查隐患312处。".into(), problems: String::new()
    };
    s.act(Role::DistrictClerk, move |tx, ctx| state(tx, ctx, id, &said)).unwrap();
    s.resolve(id, "城关镇", "2026-10-20").unwrap();
    let text = Draft { text: "一、会议听取了形势通报\n前三季度形势总体平稳。".into() };
    s.act(Role::DistrictClerk, move |tx, ctx| draft(tx, ctx, id, &text)).unwrap();
    s.act(Role::Leader, move |tx, ctx| sign(tx, ctx, id, &Sign { edition: "1".into() })).unwrap();
    id
}

fn document(s: &Story, id: MeetingId, no: u32) -> paper::document::Document {
    s.t.db.read_blocking(|r| crate::printed::fetch(r, &s.t.rule(), id, no, Lang::Zh)).unwrap()
}

fn lines(it: &paper::document::Document) -> Vec<String> {
    let plain = |it: &Paragraph| match it {
        Paragraph::First(text) | Paragraph::Second(text) | Paragraph::Body(text) => text.clone(),
    };
    it.paragraphs.iter().map(plain).collect()
}

#[test]
fn what_the_documents_say() {
    let s = Story::begin();
    let id = signed(&s);
    let notice = document(&s, id, 1);
    assert_eq!(notice.number.as_deref(), Some("安委办会〔2026〕1号"));
    assert_eq!(notice.title, "关于召开2026年第三季度安全生产专题会议的通知");
    let said = lines(&notice);
    let expected = [
        "一、会议时间",
        "2026年9月24日15时00分",
        "四、会议议程",
        "1. 通报前三季度安全生产形势",
        "县住建局、县应急局、城关镇、河口镇分管负责人",
        "防汛抗旱指挥部材料由县应急局于2026年9月20日前报送。",
    ];
    expected.iter().for_each(|line| assert!(said.iter().any(|it| it == line), "{line} in {said:#?}"));
    let minutes = document(&s, id, 2);
    assert_eq!(minutes.number.as_deref(), Some("安委办纪〔2026〕1号"));
    assert!(minutes.paragraphs.contains(&Paragraph::First("一、会议听取了形势通报".into())));
    let said = lines(&minutes);
    let expected = [
        "2026年9月24日，副县长壬九在县政府三楼会议室主持召开2026年第三季度安全生产专题会议。现将会议主要内容纪要如下：",
        "1. 对辖区农村自建房开展全面排查。由城关镇负责，2026年10月20日前办结。",
    ];
    expected.iter().for_each(|line| assert!(said.iter().any(|it| it == line), "{line} in {said:#?}"));
    assert!(said.last().unwrap().starts_with("出席：") && minutes.copies.is_some());
}

/// Every part of both files: the words stand in the document, the layout of the standard in the sheet, nothing else comes along.
#[test]
fn the_word_files_hold_what_they_should() {
    let s = Story::begin();
    let id = signed(&s);
    for (no, words) in [(1, "关于召开2026年第三季度安全生产专题会议的通知"), (2, "会议议定事项")]
    {
        let file = document(&s, id, no).write().unwrap();
        let mut zip = zip::ZipArchive::new(std::io::Cursor::new(&file)).unwrap();
        let names: Vec<String> = zip.file_names().map(|it| it.unwrap().into_owned()).collect();
        for part in ["[Content_Types].xml", "_rels/.rels", "word/document.xml", "word/styles.xml", "word/settings.xml"]
        {
            assert!(names.iter().any(|it| it == part), "{part} in {names:?}");
        }
        assert!(!names.iter().any(|it| it.contains("vbaProject") || it.contains("media/")), "{names:?}");
        let mut part = |name: &str| {
            let mut text = String::new();
            zip.by_name(name).unwrap().read_to_string(&mut text).unwrap();
            text
        };
        let body = part("word/document.xml");
        // A title of several lines stands in several pieces.
        let said: String = body.split('<').filter_map(|it| Some(it.split_once('>')?.1)).collect();
        assert!(said.contains(words), "{no}");
        assert!(body.contains(r#"w:w="11906""#) && body.contains(r#"w:h="16838""#), "A4");
        assert!(part("word/styles.xml").contains("仿宋"));
        assert_eq!(file, document(&s, id, no).write().unwrap(), "the same document gives the same bytes");
    }
}
