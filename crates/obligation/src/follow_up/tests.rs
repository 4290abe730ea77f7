//! The steps as a table, and a letter from the ladder to its answer.

use kernel::{Act, Ctx, Identity as _, Instant, Personal, PolicyRow, Reach, Role, Span};
use ledger::testing::{TestDb, db};

use super::act::{self, Said, Step};
use super::query::{self, Filter, View};
use super::{DUTY_ANSWER, DUTY_ISSUE, FollowUp, FollowUpId, Sort, State, take};
use crate::model::{Check, Due, ObligationId, Open, Ref, Status};
use crate::testing::{run_timers, seed};
use crate::tests::cast::{CHECKER, CLERK, DOER, Player, instant, obligation, open};

const OFFICE: &[(Role, Reach)] = &[(Role::DistrictClerk, Reach::District)];
const fn row(act: &'static str, grants: &'static [(Role, Reach)]) -> PolicyRow {
    PolicyRow { act: Act(act), grants, by_sector: &[] }
}
static POLICY: &[PolicyRow] = &[row("follow_up.write", OFFICE)];

fn one(sort: Sort, state: State) -> FollowUp {
    let it = obligation(Status::Assigned);
    FollowUp {
        id: FollowUpId::from_bytes([6; 16]),
        version: 1,
        sort,
        state,
        obligation: it.id,
        about: it.about,
        duty: it.duty,
        title: it.title,
        organisation: DOER.organisation(),
        division: it.division,
        sector: it.sector,
        late_since: it.due,
        drafted_at: instant("2026-07-06 09:00"),
        body: None,
        number: None,
        decided_at: None,
        decided_by: None,
        held_on: None,
        present: None,
        record: None,
        reason: None,
        answered_at: None,
        answered_by: None,
        answer: None,
        owed: None,
        due: None,
    }
}

fn said(text: &str, present: &str, day: &str) -> Said {
    Said { text: text.into(), present: present.into(), day: day.parse().ok(), ..Said::default() }
}

#[test]
fn steps() {
    use State::{Answered, Candidate, Draft, Held, Issued, Lapsed, SetAside};
    let no = "it does not wait for this step";
    let check = |sort, state, who: Player, step, told: Said, outcome: &str| {
        let fact = act::decide(&one(sort, state), &who.at("2026-07-10 10:00"), step, &told);
        let got = fact.map_or_else(|e| e.to_string(), |fact| ledger::Fact::kind(&fact).to_owned());
        assert_eq!(got, outcome, "{sort} {state} {step} {told:?}");
    };
    let (letter, interview) = (Sort::Letter, Sort::Interview);
    check(letter, Draft, CLERK, Step::Text, said("新稿", "", ""), "edited");
    check(letter, Draft, CLERK, Step::Text, said(" ", "", ""), "text: fill in this field");
    check(letter, Draft, CLERK, Step::SettingAside, said("已约谈", "", ""), "set_aside");
    check(letter, Draft, CLERK, Step::SettingAside, said("", "", ""), "text: say why");
    check(letter, Draft, DOER, Step::Answer, said("在办", "", ""), no);
    check(letter, Draft, CLERK, Step::Interview, said("记录", "甲", "2026-07-09"), no);
    check(letter, Issued, CLERK, Step::Text, said("改稿", "", ""), no);
    check(letter, Issued, DOER, Step::Answer, said("已完成", "", ""), "answered");
    check(letter, Issued, DOER, Step::Answer, said("", "", ""), "text: fill in this field");
    check(letter, Issued, CHECKER, Step::Answer, said("已完成", "", ""), "you may not answer for another organisation");
    check(interview, Candidate, CLERK, Step::Interview, said("记录", "甲、乙", "2026-07-10"), "held");
    check(
        interview,
        Candidate,
        CLERK,
        Step::Interview,
        said("记录", "甲", "2026-07-11"),
        "day: this day lies in the future",
    );
    let missing = "day: say on which day it was held; present: fill in this field; text: fill in this field";
    check(interview, Candidate, CLERK, Step::Interview, said("", "", ""), missing);
    check(interview, Candidate, CLERK, Step::Text, said("新稿", "", ""), no);
    for state in [Answered, Held, SetAside, Lapsed] {
        check(letter, state, CLERK, Step::SettingAside, said("不办", "", ""), no);
    }
}

/// Owed since Monday, 2026-06-15, by the rule: ten working days, so until 2026-06-30.
fn late(t: &TestDb) -> ObligationId {
    seed(t);
    let it = Open { about: Ref { kind: "hazard".into(), id: [1; 16] }, ..open(Check::AnotherPerson, Due::ByRule) };
    t.db.write_blocking("open", &CLERK.of(t), move |tx, ctx| crate::open(tx, ctx, it.clone())).unwrap()
}

fn run_to(t: &TestDb, at: &str) {
    let now = ledger::Clock::now(&t.clock);
    t.clock.advance(instant(at).since(now));
    run_timers(t);
}

pub(super) fn office(t: &TestDb) -> Ctx {
    Ctx { policy: POLICY, ..CLERK.of(t) }
}

pub(super) fn listed(t: &TestDb, ctx: &Ctx, view: View) -> Vec<FollowUp> {
    t.db.read_blocking(|r| query::list(r, ctx, &Filter { view, organisation: None }, 0, 50)).unwrap()
}

pub(super) fn step(t: &TestDb, ctx: &Ctx, id: FollowUpId, step: Step, told: Said) -> Result<(), String> {
    t.db.write_blocking("step", ctx, move |tx, ctx| take(tx, ctx, id, step, &told)).map_err(|e| e.to_string())
}

pub(super) fn owed(t: &TestDb, duty: &'static str) -> Vec<(Status, Instant)> {
    let ctx = t.rule();
    let sql = "SELECT status, due FROM obligation WHERE district = $1 AND duty = $2 ORDER BY opened_at";
    let read = |r: &ledger::Reader<'_>| {
        r.rows(sql, ledger::params![ctx.district, duty.to_owned()], |row| Ok((row.get(0)?, row.get(1)?)))
    };
    t.db.read_blocking(read).unwrap()
}

/// The letter that the ladder drafts, in the end.
pub(super) fn draft_of(t: &TestDb) -> FollowUpId {
    late(t);
    let due = owed(t, "hazard.rectify")[0].1;
    run_to(t, &(due + Span::days(20)).to_minute());
    listed(t, &office(t), View::Drafts).remove(0).id
}

#[test]
fn from_the_ladder_to_the_answer() {
    let t = db(crate::CONCEPTS);
    late(&t);
    let clerk = || office(&t);
    let due = owed(&t, "hazard.rectify")[0].1;
    run_to(&t, &(due + Span::days(13)).to_minute());
    assert!(listed(&t, &clerk(), View::All).is_empty(), "leaders are told first");
    run_to(&t, &(due + Span::days(20)).to_minute());
    let drafts = listed(&t, &clerk(), View::Drafts);
    let [draft] = drafts.as_slice() else { panic!("{drafts:?}") };
    assert_eq!((draft.sort, draft.organisation, draft.number), (Sort::Letter, DOER.organisation(), None));
    assert_eq!(owed(&t, DUTY_ISSUE)[0].0, Status::Assigned);
    assert!(listed(&t, &CHECKER.of(&t), View::All).is_empty(), "a draft is the office's");
    assert_eq!(
        step(&t, &DOER.of(&t), draft.id, Step::Answer, said("在办", "", "")),
        Err("FollowUpId does not exist".into())
    );

    let id = draft.id;
    step(&t, &clerk(), id, Step::Text, said("改定稿：请书面回复。", "", "")).unwrap();
    step(&t, &clerk(), id, Step::Issue, Said::default()).unwrap();
    let issued = listed(&t, &DOER.of(&t), View::Unanswered).remove(0);
    assert_eq!((issued.number, issued.body), (Some((2026, 1)), Some(Personal::text("改定稿：请书面回复。"))));
    assert_eq!(owed(&t, DUTY_ISSUE)[0].0, Status::Settled);
    assert_eq!(owed(&t, DUTY_ANSWER)[0].0, Status::Assigned);
    assert!(step(&t, &clerk(), id, Step::Issue, Said::default()).is_err(), "issued once");

    step(&t, &DOER.of(&t), id, Step::Answer, said("已完成整改。", "", "")).unwrap();
    assert_eq!(owed(&t, DUTY_ANSWER)[0].0, Status::Settled);
    assert_eq!(listed(&t, &clerk(), View::Letters)[0].state, State::Answered);
}

#[test]
fn what_is_done_meanwhile_needs_no_letter() {
    let t = db(crate::CONCEPTS);
    let id = late(&t);
    let due = owed(&t, "hazard.rectify")[0].1;
    run_to(&t, &(due + Span::days(40)).to_minute());
    let all = listed(&t, &office(&t), View::All);
    assert_eq!(all.iter().map(|it| it.state).collect::<Vec<_>>(), [State::Candidate, State::Draft]);
    t.db.write_blocking("done", &DOER.of(&t), move |tx, ctx| crate::done(tx, ctx, id, Some(CHECKER.body())).map(drop))
        .unwrap();
    let states: Vec<State> = listed(&t, &office(&t), View::All).iter().map(|it| it.state).collect();
    assert_eq!(states, [State::Lapsed, State::Lapsed]);
    assert_eq!(owed(&t, DUTY_ISSUE)[0].0, Status::Settled);
    t.assert_replay_agrees();
}

#[test]
fn the_drafted_letter_says_what_is_late() {
    let it = one(Sort::Letter, State::Draft);
    let text = super::text::of(&it, "望澜鑫源化工有限公司", instant("2026-07-06 09:00"));
    for part in ["望澜鑫源化工有限公司：", "隐患整改：二号厂房除尘管道积尘", "2026年6月22日", "逾期14天", "书面回复"]
    {
        assert!(text.contains(part), "{part} not in {text}");
    }
    assert_eq!(super::text::of(&one(Sort::Letter, State::SetAside), "甲", it.drafted_at), "");
}
