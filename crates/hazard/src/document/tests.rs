//! Which document may be issued when and by whom, its number, and that it stays what it was.

use kernel::{Error, Lang, Role};
use paper::document::Paragraph;

use super::text::{Matter, number, paper};
use super::told::Told;
use super::{Document, DocumentId, Kind, issue, query};
use crate::model::HazardId;
use crate::tests::story::Story;
use crate::web::Names;

fn issued(s: &Story, role: Role, id: HazardId, kind: Kind) -> String {
    let done: Result<DocumentId, Error> = s.act(role, move |tx, ctx| issue(tx, ctx, id, kind));
    match done {
        Ok(document) => number(Lang::Zh, &read(s, document)),
        Err(error) => error.to_string(),
    }
}

fn read(s: &Story, id: DocumentId) -> Document {
    let ctx = s.ctx(Role::DistrictClerk);
    s.t.db.read_blocking(|r| query::load(r, &ctx, id)).unwrap()
}

/// What the last document of a hazard says, one paragraph a line.
fn said(s: &Story, id: HazardId, lang: Lang) -> (String, String) {
    let ctx = s.ctx(Role::DistrictClerk);
    let (all, detail) =
        s.t.db.read_blocking(|r| Ok((query::of_hazard(r, &ctx, id)?, crate::query::detail(r, &ctx, id)?))).unwrap();
    let document = all.last().unwrap();
    let told = Told::at_step(&detail.history, document.step).unwrap();
    let names = Names::default();
    let of = Matter {
        document,
        told: &told,
        hazard_number: &detail.number,
        names: &names,
        office: "县安委会办公室",
        order: None,
    };
    let paper = paper(lang, &of);
    let line = |it: &Paragraph| match it {
        Paragraph::First(text) | Paragraph::Second(text) | Paragraph::Body(text) => text.clone(),
    };
    (paper.title, paper.paragraphs.iter().map(line).collect::<Vec<_>>().join("\n"))
}

#[test]
fn each_step_has_its_document_once_and_numbers_run_on() {
    let s = Story::begin();
    let (first, second) = (s.assigned(), s.assigned());
    let year = s.ctx(Role::DistrictClerk).now.day().year();
    let check = |role, id, kind, expected: &str| {
        assert_eq!(issued(&s, role, id, kind), expected.replace("YEAR", &year.to_string()), "{role:?} {kind:?}");
    };
    use Kind::{Order, Reply, Review};
    use Role::{DepartmentClerk, DistrictClerk, EnterpriseUser};
    //    who               hazard  document  number or refusal
    check(EnterpriseUser, first, Order, "you may not issue a document for another organisation");
    check(DepartmentClerk, first, Order, "整改〔YEAR〕1号");
    check(DepartmentClerk, first, Order, "this step has its document already");
    // What was refused took no number.
    check(DistrictClerk, second, Order, "整改〔YEAR〕2号");
    check(EnterpriseUser, first, Reply, "the rectification is not reported done yet");
    check(DepartmentClerk, first, Review, "the rectification was not looked at yet");
    s.submitted(first).unwrap();
    check(DepartmentClerk, first, Reply, "you may not issue a document for another organisation");
    check(EnterpriseUser, first, Reply, "整报〔YEAR〕1号");
    s.verified(DepartmentClerk, first, false).unwrap();
    check(DepartmentClerk, first, Review, "复查〔YEAR〕1号");
    assert!(said(&s, first, Lang::Zh).1.contains("复查不合格：现场查看"));
    // Another round, another pair of documents.
    s.submitted(first).unwrap();
    check(EnterpriseUser, first, Reply, "整报〔YEAR〕2号");
    s.verified(DepartmentClerk, first, true).unwrap();
    check(DepartmentClerk, first, Review, "复查〔YEAR〕2号");
    let unassigned = s.reported();
    check(DistrictClerk, unassigned, Order, "there is no order to rectify yet");
    s.t.assert_replay_agrees();
}

#[test]
fn a_document_stays_what_it_was() {
    let s = Story::begin();
    let id = s.assigned();
    issued(&s, Role::DepartmentClerk, id, Kind::Order);
    let before = said(&s, id, Lang::Zh);
    assert_eq!(before.0, "事故隐患整改通知书");
    assert!(before.1.contains("打磨车间除尘管道积尘厚度超过 3 毫米"), "{}", before.1);
    assert!(before.1.contains("完成整改") && before.1.contains("现责令你单位于"), "{}", before.1);
    s.act(Role::Inspector, move |tx, ctx| {
        let cmd = crate::correct::Correct {
            description: "另一种说法，与原来完全不同的描述。".into(),
            place: "3 号厂房".into(),
            reason: Some("笔误".into()),
            version: None,
        };
        crate::correct::correct(tx, ctx, id, &cmd)
    })
    .unwrap();
    assert_eq!(said(&s, id, Lang::Zh), before);
    let english = said(&s, id, Lang::En);
    assert_eq!(english.0, "Notice to rectify a hazard");
    assert!(english.1.contains("you are ordered to complete the rectification by"), "{}", english.1);
}

#[test]
fn a_report_says_the_five_elements_of_a_major_hazard() {
    let s = Story::begin();
    let id = s.assigned();
    s.act(Role::DepartmentClerk, move |tx, ctx| {
        let answers = vec![crate::judge::Answered { article: "11(2)".into(), answer: crate::judge::Answer::Yes }];
        crate::judge::judge(
            tx,
            ctx,
            id,
            &crate::judge::Judge { edition: "trade_2023".into(), answers, reason: None, own: None },
        )
    })
    .unwrap();
    crate::listing::tests::plan_and_submit(&s, id);
    issued(&s, Role::EnterpriseUser, id, Kind::Reply);
    let (title, text) = said(&s, id, Lang::Zh);
    assert_eq!(title, "事故隐患整改情况报告");
    for part in ["一、隐患情况", "二、整改措施及完成情况", "三、“五落实”情况", "投入 38000 元", "请予复查"]
    {
        assert!(text.contains(part), "{part} in {text}");
    }
}
