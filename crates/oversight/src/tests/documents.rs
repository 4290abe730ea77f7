//! The scheme and its result, as data and as Word files.

use kernel::{Lang, Role};
use paper::document::{Document as Paper, Paragraph};

use super::Story;
use crate::scheme::{self, OversightSchemeId};

fn document(s: &Story, id: OversightSchemeId, no: u32, lang: Lang) -> Paper {
    s.t.db.read_blocking(|r| crate::printed::fetch(r, &s.t.rule(), id, no, lang)).unwrap()
}

fn lines(it: &Paper) -> Vec<String> {
    let plain = |it: &Paragraph| match it {
        Paragraph::First(text) | Paragraph::Second(text) | Paragraph::Body(text) => text.clone(),
    };
    it.paragraphs.iter().map(plain).collect()
}

#[test]
fn what_the_documents_say() {
    let s = Story::begin();
    let id = s.assessment();
    for (one, marks) in s.examinations(id).into_iter().zip(["36", "40"]) {
        s.told(one, marks);
    }
    s.go_to("2026-03-02 09:00");
    for one in s.examinations(id) {
        s.confirm(one).unwrap();
    }
    s.act(Role::DistrictClerk, move |tx, ctx| scheme::publish(tx, ctx, id)).unwrap();
    let plan = document(&s, id, 1, Lang::Zh);
    assert_eq!(plan.number.as_deref(), Some("安委办〔2026〕1号"));
    let said = lines(&plan);
    for line in [
        "2025年1月1日至2025年12月31日。",
        "城关镇、河口镇",
        "2. 按期销号和逾期情况（望安委〔2025〕3号 第三条；台账取数：隐患按期销号率），满分 30 分，100 得满分，60 得零分，其间按比例计分",
    ] {
        assert!(said.iter().any(|it| it == line), "{line} in {said:#?}");
    }
    let result = document(&s, id, 2, Lang::Zh);
    assert_eq!(result.title, "关于2025年度安全生产考核结果的通报");
    let said = lines(&result);
    let organisations: Vec<_> = said.iter().filter(|it| it.contains("计分项满分")).collect();
    assert_eq!(organisations, ["一、城关镇：73.5 分（计分项满分 90 分）", "二、河口镇：77.5 分（计分项满分 90 分）"]);
    for line in ["1. 领导责任落实情况：责任清单齐全，得 36 分（满分 40 分）", "4. 按件扣分的情况：无记录，不计分"]
    {
        assert!(said.iter().any(|it| it == line), "{line} in {said:#?}");
    }
    assert!(!result.write().unwrap().is_empty());
    let english = lines(&document(&s, id, 2, Lang::En));
    assert!(english.iter().any(|it| it == "4. 按件扣分的情况: Not on record, no marks"), "{english:#?}");
}
