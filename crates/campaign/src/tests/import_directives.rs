//! Directives from a ledger.

use kernel::{Day, Role};
use paper::{Learned, Workbook};
use registry::import::Parsed;

use super::Story;
use crate::directive::{self, Directive, Sort, import, query};

const HEADER: &str = "序号,来文标题,类别,批示领导,文号,批示日期,批示内容,反馈时限,承办单位,协办单位,传达学习时间,办理状态,反馈时间,办理情况";

fn parse(header: &str, lines: &[String]) -> Parsed<import::DirectiveRow> {
    let table = format!("{header}\n{}\n", lines.join("\n"));
    let book = Workbook::read("ledger.csv", table.as_bytes()).unwrap();
    import::read(&book, &Learned::default()).unwrap()
}

/// Changed, unchanged, and what was refused.
fn write(s: &Story, parsed: &Parsed<import::DirectiveRow>) -> (u64, u64, Vec<String>) {
    let rows = parsed.rows.clone();
    let done = s.act(Role::DistrictClerk, move |tx, ctx| {
        let it = import::write(tx, ctx, &rows)?;
        let said: Vec<String> = it.problems.iter().map(|it| format!("{}: {}", it.field, it.problem)).collect();
        Ok((it.changed, it.unchanged, said))
    });
    done.unwrap()
}

fn all(s: &Story) -> Vec<Directive> {
    s.read(Role::DistrictClerk, |r, ctx| query::latest(r, ctx, 50)).unwrap()
}

fn day(s: &Story, n: i64) -> Day {
    s.today().plus_days(n)
}

#[test]
fn what_is_over_is_history_and_what_is_open_is_owed() {
    let s = Story::begin();
    let (long_ago, then, soon) = (day(&s, -400), day(&s, -380), day(&s, 20));
    let lines = [
        format!(
            "1,关于加强森林防火工作的批示,批示,省领导,,{long_ago},管住火源,,县应急局,河口镇,{then},已办结,{then},已部署到村"
        ),
        format!(
            "2,关于开展危化品排查的通知,,市安委办,市安委办〔2026〕9号,{},限期排查,{soon},县应急局、城关镇,,,办理中,,正在排查",
            day(&s, -3)
        ),
        format!(
            "3,关于做好汛期工作的通知,文件,市防指,市防指〔2026〕2号,{},值班值守,{soon},城关镇,,{},办理中,,",
            day(&s, -9),
            day(&s, -7)
        ),
        format!("4,关于道路交通安全的批示,指示批示,县领导,,{long_ago},压实责任,,,,,已办结,,"),
    ];
    let parsed = parse(HEADER, &lines);
    assert_eq!((parsed.rows.len(), parsed.problems.len(), parsed.unknown.len()), (4, 0, 0), "{:?}", parsed.problems);
    assert_eq!(write(&s, &parsed), (4, 0, vec![]));

    let listed = all(&s);
    let one = |title: &str| listed.iter().find(|it| it.title().contains(title)).unwrap();
    let over = one("森林防火");
    assert_eq!((over.sort, over.imported, over.owed, over.asked, over.studied), (Sort::Instruction, true, None, 2, 2));
    assert_eq!(over.answered_at.unwrap().day(), then);
    assert!(!over.is_late(s.t.rule().now));
    assert!(over.number.starts_with(&long_ago.year().to_string()), "{}", over.number);
    assert_eq!(over.answer.as_ref().unwrap().as_str(), Some("已部署到村"));
    let copies = s.read(Role::DistrictClerk, |r, ctx| query::copies(r, ctx, over.id)).unwrap();
    assert!(copies.iter().all(|it| it.owed.is_none() && it.studied_on == Some(then)));
    // Open, and nobody has studied it: as if a person had registered it.
    let open = one("危化品");
    assert_eq!((open.sort, open.imported, open.asked, open.studied), (Sort::Document, false, 2, 0));
    assert_eq!(open.owed.unwrap().due.day(), soon);
    // Studied before: the answer alone is owed.
    let half = one("汛期");
    assert_eq!((half.imported, half.asked, half.studied, half.answered_at), (true, 1, 1, None));
    assert_eq!((s.owed("directive.study"), s.owed("directive.answer")), (2, 2));
    // Without its day it counts as answered when it comes in; a ledger need not say who had it.
    let bare = one("道路交通");
    assert_eq!((bare.asked, bare.answered_at.unwrap().day()), (0, s.today()));

    assert_eq!(write(&s, &parsed), (0, 4, vec![]), "the same file twice");
    assert_eq!((s.owed("directive.study"), s.owed("directive.answer")), (2, 2));
    let id = half.id;
    let text = || directive::Answer { text: "已落实值班值守，现报告如下。".into() };
    s.act(Role::DistrictClerk, move |tx, ctx| directive::answer(tx, ctx, id, &text())).unwrap();
    assert_eq!(s.owed("directive.answer"), 1);
    s.t.assert_replay_agrees();
}

#[test]
fn what_a_ledger_says_later_of_an_open_one_is_done_on_its_page() {
    let s = Story::begin();
    let line = |state: &str| {
        format!("1,关于开展排查的通知,,市安委办,市安委办〔2026〕9号,{},限期排查,,县应急局,,,{state},,", day(&s, -3))
    };
    assert_eq!(write(&s, &parse(HEADER, &[line("办理中")])), (1, 0, vec![]));
    let told = write(&s, &parse(HEADER, &[line("已办结")]));
    let why = ": this directive is on record here, and its answer is still owed: answer it on its page";
    assert_eq!(told, (0, 0, vec![why.to_owned()]));
}

/// Title, kind, source, days from today, whom it was passed on to, state, days from today of the answer; and what is wrong.
type Wrong = (&'static str, &'static str, &'static str, i64, &'static str, &'static str, Option<i64>, &'static str);
const WRONG: &[Wrong] = &[
    ("没有来源的通知", "文件", "", 0, "县应急局", "办理中", None, "issuer: this cell is empty"),
    ("类别不明的通知", "其他", "市安委办", 0, "县应急局", "办理中", None, "sort: choose one of the list"),
    (
        "状态不明的通知",
        "文件",
        "市安委办",
        0,
        "县应急局",
        "差不多",
        None,
        "state: this does not say whether it is finished",
    ),
    (
        "状态矛盾的通知",
        "文件",
        "市安委办",
        -5,
        "县应急局",
        "办理中",
        Some(0),
        "state: its state is open, but it has a day of the answer",
    ),
    (
        "单位有误的通知",
        "文件",
        "市安委办",
        0,
        "县某局",
        "办理中",
        None,
        "organisations: no department or township of this name",
    ),
    ("没有单位的通知", "文件", "市安委办", 0, "", "办理中", None, "organisations: say whom it is passed on to"),
    ("没有来到的通知", "文件", "市安委办", 5, "县应急局", "办理中", None, "issued_on: this lies in the future"),
    (
        "报告过早的通知",
        "文件",
        "市安委办",
        0,
        "县应急局",
        "已办结",
        Some(-5),
        "answered: this day lies before the directive or in the future",
    ),
];

#[test]
fn a_row_says_what_is_wrong_with_it() {
    let s = Story::begin();
    for (title, sort, issuer, on, organisations, state, answered, problem) in WRONG {
        let (on, answered) = (day(&s, *on), answered.map_or_else(String::new, |n| day(&s, n).to_string()));
        let line = format!("1,{title},{sort},{issuer},,{on},内容要求,,{organisations},,,{state},{answered},");
        let parsed = parse(HEADER, &[line]);
        let found = match parsed.problems.first() {
            Some(it) => format!("{}: {}", it.field, it.problem),
            None => write(&s, &parsed).2.join("; "),
        };
        assert_eq!(found, *problem, "{title}");
    }
    assert!(all(&s).is_empty());
}

#[test]
fn without_a_state_the_column_of_the_answer_says_it() {
    let s = Story::begin();
    let (on, then) = (day(&s, -9), day(&s, -2));
    let header = "标题,来文单位,收文日期,责任单位,报告日期,页数";
    let lines = [
        format!("甲通知及其要求,市安委办,{on},县应急局,{then},3"),
        format!("乙通知及其要求,市安委办,{on},县应急局,,3"),
    ];
    let parsed = parse(header, &lines);
    let answered: Vec<bool> = parsed.rows.iter().map(|it| it.it.answered.is_some()).collect();
    assert_eq!(answered, [true, false], "{:?}", parsed.problems);
    // The day of receipt stands for the missing one; what can't be taken is said.
    assert_eq!(parsed.rows[0].it.issued_on, on);
    assert!(parsed.assumed.iter().any(|it| it.field == "received" && it.rows == 2));
    assert_eq!(parsed.unknown.iter().map(|it| it.text.as_str()).collect::<Vec<_>>(), ["页数"]);
    assert_eq!(write(&s, &parsed), (2, 0, vec![]));

    let silent = parse("标题,来文单位,收文日期,责任单位", &[format!("丙通知及其要求,市安委办,{on},县应急局")]);
    let problems: Vec<_> = silent.problems.iter().map(|it| (it.field, it.problem)).collect();
    assert_eq!(problems, [("state", "it does not say whether it was answered")]);
}
