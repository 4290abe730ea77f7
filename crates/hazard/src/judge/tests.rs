//! Verdicts as tables, and a hazard's grade from the first word to the second person's.

use kernel::{Day, Role, Sector};
use standards::major_hazard_criteria as rules;

use super::regrade::{self, Regrade};
use super::{Answer, Answered, Judge, Verdict, decide, judge, last};
use crate::model::{Fact, Grade, HazardId, Status};
use crate::query::{self, Filter, Slice, View};
use crate::report::{Report, report};
use crate::tests::rules::{CHECKER, DOER, ctx, hazard, person, said};
use crate::tests::story::Story;
use crate::{DUTY_JUDGE, DUTY_REGRADE, duties};

const CHEMICALS: &str = "chemicals_2017";

fn day(text: &str) -> Day {
    text.parse().unwrap()
}

/// Every article of the edition with one answer, but for those named.
fn answers(edition: &str, all: Option<Answer>, but: &[(&str, Answer)]) -> Vec<Answered> {
    let articles = rules::edition(edition).unwrap().articles.iter();
    let answer = |number: &str| but.iter().find(|(named, _)| *named == number).map(|(_, it)| *it).or(all);
    articles.filter_map(|it| Some(Answered { article: it.number.into(), answer: answer(it.number)? })).collect()
}

fn cmd(edition: &str, all: Option<Answer>, but: &[(&str, Answer)], reason: &str) -> Judge {
    Judge { edition: edition.into(), answers: answers(edition, all, but), reason: Some(reason.into()), own: None }
}

#[test]
fn verdicts() {
    let check = |grade, found: &str, cmd: Judge, outcome: &str| {
        let it = crate::Hazard { grade, ..hazard(Status::Rectifying) };
        let told = decide(&it, &cmd, day(found), day("2026-06-18")).map(|it| {
            let graded = it.graded.as_ref().map_or("", |it| it.grade.word());
            format!("{} {graded} {}", it.judged.verdict, if it.waits(&hazard_of(grade)) { "waits" } else { "" })
        });
        let told = told.unwrap_or_else(|error| error.to_string());
        assert_eq!(told.trim_end(), outcome, "{grade} {found} {cmd:?}");
    };
    use Answer::{DoesNotApply, No, Yes};
    use Grade::{Major, Ordinary};
    let (now, nothing) = ("2026-06-01", Some(No));
    let reason = "作业人员已取得操作证";
    //    grade     found  answers                                              outcome
    check(Ordinary, now, cmd(CHEMICALS, nothing, &[("2", Yes)], ""), "major major");
    check(Major, now, cmd(CHEMICALS, nothing, &[("2", Yes)], ""), "major");
    check(Ordinary, now, cmd(CHEMICALS, None, &[("2", Yes)], ""), "major major");
    check(Ordinary, now, cmd(CHEMICALS, nothing, &[("2", DoesNotApply)], ""), "ordinary");
    check(Ordinary, now, cmd(CHEMICALS, None, &[("2", No)], ""), "undecided");
    check(Major, now, cmd(CHEMICALS, None, &[("2", No)], ""), "undecided");
    check(Major, now, cmd(CHEMICALS, nothing, &[], reason), "ordinary  waits");
    check(Major, now, cmd(CHEMICALS, nothing, &[], " "), "reason: say why it is no longer a major one");
    // Not every article of this edition is listed: its silence decides nothing.
    check(Ordinary, now, cmd("trade_2023", nothing, &[], ""), "undecided");
    // Whoever has read the document may say what it comes to, with a reason; an ordinary verdict waits for another person.
    let own = |edition, verdict, reason: &str| Judge { own: Some(verdict), ..cmd(edition, nothing, &[], reason) };
    let unread = "reason: say what was found, and by which article of the document";
    let coal = |verdict, reason: &str| Judge { own: Some(verdict), ..cmd("open_pit_coal_2023", None, &[], reason) };
    check(Ordinary, now, own("trade_2023", Verdict::Major, reason), "major major");
    check(Major, now, own("trade_2023", Verdict::Ordinary, reason), "ordinary  waits");
    check(Ordinary, now, own("trade_2023", Verdict::Ordinary, " "), unread);
    check(Major, now, own(CHEMICALS, Verdict::Major, reason), "own: the articles of this edition decide it");
    check(Major, now, coal(Verdict::Ordinary, reason), "ordinary  waits");
    check(Major, now, coal(Verdict::Undecided, ""), "undecided");
    // The border of two editions: what was found under the old one is judged by either while it is open.
    check(Ordinary, "2023-05-14", cmd("trade_2017", None, &[("dust(2)", Yes)], ""), "major major");
    check(Ordinary, "2023-05-14", cmd("trade_2023", None, &[("11(2)", Yes)], ""), "major major");
    let neither = "edition: this edition was in force neither on the day of finding nor today";
    check(Ordinary, "2023-05-15", cmd("trade_2017", None, &[("dust(2)", Yes)], ""), neither);
    check(Ordinary, now, cmd(CHEMICALS, None, &[], ""), "answers: answer at least one article");
    let unknown = vec![Answered { article: "99".into(), answer: Yes }];
    let stranger = Judge { edition: CHEMICALS.into(), answers: unknown, reason: None, own: None };
    check(Ordinary, now, stranger, "answers: an article is not of this edition, or answered twice");
    check(Ordinary, now, Judge { edition: "none".into(), ..Judge::default() }, "edition: choose one of the list");
}

fn hazard_of(grade: Grade) -> crate::Hazard {
    crate::Hazard { grade, ..hazard(Status::Rectifying) }
}

#[test]
fn a_closed_hazard_is_not_judged() {
    let said = decide(&hazard(Status::Closed), &Judge::default(), day("2026-06-01"), day("2026-06-18"));
    assert_eq!(said.unwrap_err().to_string(), "a closed hazard is not judged");
}

#[test]
fn the_second_person() {
    let it = hazard_of(Grade::Major);
    let judged = |reason| {
        let cmd = cmd(CHEMICALS, Some(Answer::No), &[], reason);
        decide(&it, &cmd, day("2026-06-01"), day("2026-06-18")).unwrap().judged
    };
    let verdict = judged("作业人员已取得操作证");
    let waiting = Some((Some(person(CHECKER)), &verdict));
    let check = |waiting, actor, agreed, reason: &str, outcome| {
        let fact = regrade::decide(&it, &ctx(actor), waiting, &Regrade { agreed, reason: reason.into() });
        assert_eq!(said(fact, ledger::Fact::kind), outcome, "{actor} {agreed} {reason:?}");
    };
    //    waits    actor    agreed  reason      outcome
    check(waiting, DOER, true, "", "graded");
    check(waiting, DOER, true, "情况属实", "graded");
    check(waiting, DOER, false, "第2条仍在", "grade_kept");
    check(waiting, DOER, false, " ", "reason: say why it stays a major one");
    check(waiting, CHECKER, true, "", "you may not confirm your own verdict");
    check(None, DOER, true, "", "no verdict waits for a second person");
}

#[test]
fn the_day_of_finding_suggests_the_edition() {
    use super::criteria::{Suggested, suggested};
    let check = |sector, found: &str, expected: &[&str]| {
        let names: Vec<_> = match suggested(sector, day(found)) {
            Suggested::One(it) => vec![it.name],
            Suggested::Several(all) => all.iter().map(|it| it.name).collect(),
            Suggested::None => Vec::new(),
        };
        assert_eq!(names, expected, "{sector} {found}");
    };
    check(Sector::Industry, "2023-05-14", &["trade_2017"]);
    check(Sector::Industry, "2023-05-15", &["trade_2023"]);
    check(Sector::HazardousChemicals, "2026-06-01", &[CHEMICALS]);
    check(Sector::Tourism, "2026-06-01", &[]);
}

fn open(s: &Story, id: HazardId, duty: &'static str) -> usize {
    let ctx = s.ctx(Role::DistrictClerk);
    s.t.db.read_blocking(|r| duties::open(r, &ctx, &duties::about(id), duty)).unwrap().len()
}

fn grade(s: &Story, id: HazardId) -> (Grade, bool) {
    let ctx = s.ctx(Role::DistrictClerk);
    let detail = s.t.db.read_blocking(|r| query::detail(r, &ctx, id)).unwrap();
    (detail.hazard.grade, regrade::waits(&detail.history).is_some())
}

fn unjudged(s: &Story) -> usize {
    let ctx = s.ctx(Role::DistrictClerk);
    let filter = Filter { view: View::All, unjudged: true, ..Filter::default() };
    s.t.db.read_blocking(|r| query::list(r, &ctx, &filter, Slice::Page { from: 0, rows: 50 })).unwrap().len()
}

#[test]
fn nobody_takes_a_hazard_out_of_the_major_ones_alone() {
    let s = Story::begin();
    let id = s.assigned();
    let by = |role, cmd: Judge| s.act(role, move |tx, ctx| judge(tx, ctx, id, &cmd));
    let second = |role, agreed| {
        let cmd = Regrade { agreed, reason: "现场复核".into() };
        s.act(role, move |tx, ctx| regrade::regrade(tx, ctx, id, &cmd))
    };
    by(Role::Inspector, cmd(CHEMICALS, None, &[("2", Answer::Yes)], "")).unwrap();
    assert_eq!(grade(&s, id), (Grade::Major, false));
    by(Role::DepartmentClerk, cmd(CHEMICALS, Some(Answer::No), &[], "已持证")).unwrap();
    assert_eq!((grade(&s, id), open(&s, id, DUTY_REGRADE)), ((Grade::Major, true), 1));
    second(Role::Leader, false).unwrap();
    assert_eq!((grade(&s, id), open(&s, id, DUTY_REGRADE)), ((Grade::Major, false), 0));
    by(Role::DistrictClerk, cmd(CHEMICALS, Some(Answer::No), &[], "已持证")).unwrap();
    assert_eq!(second(Role::DistrictClerk, true).unwrap_err().to_string(), "you may not confirm your own verdict");
    second(Role::Leader, true).unwrap();
    assert_eq!(grade(&s, id), (Grade::Ordinary, false));
    s.submitted(id).unwrap();
    let ctx = s.ctx(Role::DistrictClerk);
    let history = s.t.db.read_blocking(|r| r.history::<Fact>(ctx.district, id)).unwrap();
    assert_eq!(last(&history).unwrap().1.verdict, Verdict::Ordinary);
    s.t.assert_replay_agrees();
}

#[test]
fn a_word_is_owed_its_article() {
    let s = Story::begin();
    let subject = s.people.subjects[0];
    let id = s
        .act(Role::Inspector, move |tx, ctx| {
            let found = crate::testing::finding(subject, ctx.now);
            let reason = Some("判定标准第二条".into());
            report(tx, ctx, &Report { grade: Grade::Major, grade_reason: reason, ..found })
        })
        .unwrap();
    assert_eq!((unjudged(&s), open(&s, id, DUTY_JUDGE)), (1, 1));
    let (never, found) = (id, s.people.departments[0]);
    s.act(Role::DistrictClerk, move |tx, ctx| {
        crate::judge::owe_no_more(tx, ctx, &crate::store::load(tx, ctx, never)?)?;
        let matter = duties::Matter::of(tx, ctx, &crate::store::load(tx, ctx, never)?)?;
        duties::owe(tx, ctx, duties::about(never), matter, DUTY_JUDGE, found).map(drop)
    })
    .unwrap();
    assert_eq!(open(&s, id, DUTY_JUDGE), 1, "the first is settled when the hazard is closed, the second is owed");
    let undecided = cmd(CHEMICALS, None, &[("2", Answer::No)], "");
    s.act(Role::DepartmentClerk, move |tx, ctx| judge(tx, ctx, id, &undecided)).unwrap();
    assert_eq!(open(&s, id, DUTY_JUDGE), 1, "what could not be decided is still owed");
    let major = cmd(CHEMICALS, None, &[("2", Answer::Yes)], "");
    s.act(Role::DepartmentClerk, move |tx, ctx| judge(tx, ctx, id, &major)).unwrap();
    assert_eq!((unjudged(&s), open(&s, id, DUTY_JUDGE)), (0, 0));
    s.t.assert_replay_agrees();
}
