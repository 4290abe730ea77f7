//! The rules as tables: what a draft may say, which days a report is owed from, how many are on duty at the least, events.

use kernel::{Day, Instant, Role};

use super::{Story, holiday};
use crate::event::{self, Hold, Look, Register};
use crate::period::roster::{Stint, least};
use crate::period::{self, Discard, Draft, Extend, Fact, OpenIt, Shorten, SpecialPeriodId};

fn words(error: kernel::Error) -> String {
    error.to_string()
}

#[test]
fn a_draft_says_its_days_whom_it_asks_and_what_it_tightens() {
    let s = Story::begin("2026-09-28 09:00");
    let check = |change: fn(&mut Draft), outcome: &str| {
        let mut cmd = holiday();
        change(&mut cmd);
        let made = s.draft(&cmd);
        match outcome {
            "" => assert!(made.is_ok(), "{made:?}"),
            problem => {
                let said = words(made.unwrap_err());
                assert!(said.contains(problem), "{said}");
            }
        }
    };
    check(|_| {}, "");
    check(|it| it.kind = "fair".into(), "kind: choose one of the list");
    check(|it| it.to = "2026-09-30".into(), "to: the end comes before the beginning");
    check(|it| it.from = "2026-09-01".into(), "");
    check(|it| (it.from, it.to) = ("2026-09-01".into(), "2026-09-20".into()), "to: this period is over already");
    check(|it| it.to = "2027-06-30".into(), "to: a special period is at most 200 days");
    check(|it| it.groups = Vec::new(), "organisations: say who is asked");
    check(|it| it.organisations = "县天文局".into(), "organisations: no office, department or township has this name");
    check(|it| it.townships = vec!["城关镇".into()], "");
    check(|it| it.townships = vec!["999".into()], "townships: choose one of the list");
    check(|it| it.rules = Vec::new(), "rules: say what is tightened");
    check(|it| it.rules = vec!["curfew".into()], "rules: choose one of the list");
    check(|it| it.report_hour = "24".into(), "report_hour: write the hour as a number from 0 to 23");
    check(|it| it.report_hour = String::new(), "");
    check(|it| it.sweep_by = "2026-09-27".into(), "sweep_by: this day is too early");
    check(|it| it.sweep_by = "2026-10-04".into(), "sweep_by: this lies after the period");
    check(|it| it.sweep_by = String::new(), "");
    check(|it| it.reason = " ".into(), "reason: fill in this field");
}

#[test]
fn only_townships_of_the_places_are_asked() {
    let s = Story::begin("2026-09-28 09:00");
    let of = |townships: &[&str]| {
        let cmd = Draft { townships: townships.iter().map(|it| (*it).to_owned()).collect(), ..holiday() };
        let id = s.draft(&cmd).unwrap();
        s.t.db.read_blocking(|r| period::query::asked(r, &s.t.rule(), id)).unwrap().len()
    };
    assert_eq!((of(&[]), of(&["城关镇"]), of(&["城关镇", "河口镇"])), (4, 3, 4));
}

/// Opened at this minute: the first day that owes a report, or why not.
fn opened(s: &Story, id: SpecialPeriodId, by: Role, version: &str) -> String {
    let cmd = OpenIt { version: version.into() };
    let made = s.act(by, move |tx, ctx| period::open(tx, ctx, id, &cmd));
    made.map_or_else(words, |()| s.period(id).first_report.unwrap().to_string())
}

#[test]
fn what_is_opened_is_the_draft_that_was_read_and_not_ones_own() {
    let s = Story::begin("2026-09-28 09:00");
    let drafted = |cmd: Draft| s.draft(&cmd).unwrap();
    let id = drafted(holiday());
    assert_eq!(opened(&s, id, Role::DistrictClerk, "1"), "you may not open the period that you drafted yourself");
    let again = Draft { title: "国庆假期".into(), ..holiday() };
    s.act(Role::DistrictClerk, move |tx, ctx| period::redraft(tx, ctx, id, &again)).unwrap();
    assert_eq!(opened(&s, id, Role::Leader, "1"), "another draft took the place of the one you read");
    assert_eq!(opened(&s, id, Role::Leader, "2"), "2026-10-01");
    assert_eq!(opened(&s, id, Role::Leader, "3"), "this period is not a draft any more");
    let gone = drafted(holiday());
    let cmd = Discard { reason: "重复".into() };
    s.act(Role::DistrictClerk, move |tx, ctx| period::discard(tx, ctx, gone, &cmd)).unwrap();
    assert_eq!(opened(&s, gone, Role::Leader, "2"), "this period is not a draft any more");

    // A period that has begun owes reports from today while the hour is to come, else from tomorrow.
    let (early, late, over) = (drafted(holiday()), drafted(holiday()), drafted(holiday()));
    s.go_to("2026-10-02 15:59");
    assert_eq!(opened(&s, early, Role::Leader, "1"), "the day by which the sweep is asked for is over: draft it anew");
    let begun = |id| {
        let again = Draft { sweep_by: String::new(), ..holiday() };
        s.act(Role::DistrictClerk, move |tx, ctx| period::redraft(tx, ctx, id, &again)).unwrap();
    };
    [early, late, over].into_iter().for_each(begun);
    assert_eq!(opened(&s, early, Role::Leader, "2"), "2026-10-02");
    s.go_to("2026-10-02 16:00");
    assert_eq!(opened(&s, late, Role::Leader, "2"), "2026-10-03");
    s.go_to("2026-10-04 09:00");
    assert_eq!(opened(&s, over, Role::Leader, "2"), "this period is over already");
}

#[test]
fn the_last_day_moves_with_a_reason() {
    let s = Story::begin("2026-09-28 09:00");
    let id = s.opened(&holiday());
    s.go_to("2026-10-02 09:00");
    let longer = |to: &str, reason: &str| {
        let cmd = Extend { to: to.into(), reason: reason.into() };
        s.act(Role::Leader, move |tx, ctx| period::extend(tx, ctx, id, &cmd)).map_or_else(words, |()| "yes".into())
    };
    let shorter = |to: &str| {
        let cmd = Shorten { to: to.into(), reason: "形势平稳".into() };
        s.act(Role::Leader, move |tx, ctx| period::shorten(tx, ctx, id, &cmd)).map_or_else(words, |()| "yes".into())
    };
    assert_eq!(longer("2026-10-03", "返程延后"), "to: this is not later than before");
    assert_eq!(longer("2026-10-05", ""), "reason: fill in this field");
    assert_eq!(longer("2026-10-05", "返程延后"), "yes");
    assert_eq!(shorter("2026-10-05"), "to: this is not earlier than before");
    assert_eq!(shorter("2026-10-01"), "to: this day is too early");
    assert_eq!(shorter("2026-10-02"), "yes");
    s.go_to("2026-10-03 00:00");
    assert_eq!(longer("2026-10-09", "再延"), "this period is over");
}

#[test]
fn the_least_on_duty_is_counted_at_the_worst_moment() {
    let at = |text: &str| Instant::read(text).unwrap();
    let who = |n: u8| kernel::Identity::from_bytes([n; 16]);
    let stint = |n: u8, from: &str, to: &str| -> Stint { (who(n), at(from), at(to)) };
    let whole = |stints: &[Stint]| least(stints, at("2026-10-01 00:00"), at("2026-10-02 00:00"));
    let day = |n| stint(n, "2026-10-01 08:00", "2026-10-02 08:00");
    let night = |n| stint(n, "2026-09-30 08:00", "2026-10-01 08:00");
    assert_eq!(whole(&[]), 0);
    assert_eq!(whole(&[day(1)]), 0, "nobody before eight");
    assert_eq!(whole(&[night(1), day(2)]), 1);
    assert_eq!(whole(&[night(1), night(2), day(3), day(4)]), 2);
    assert_eq!(whole(&[night(1), night(2), day(3)]), 1, "one of two at noon");
    assert_eq!(whole(&[night(1), night(1), day(3), day(4)]), 1, "the same person on two posts is one");
    assert_eq!(whole(&[night(1), stint(2, "2026-10-01 08:00", "2026-10-01 20:00")]), 0, "nobody at night");
}

fn fair() -> Register {
    Register {
        title: "国庆灯会".into(),
        division: "城关镇".into(),
        place: "人民广场".into(),
        organiser: "望澜文旅公司".into(),
        starts: "2026-10-02 18:00".into(),
        ends: "2026-10-02 22:00".into(),
        expected: "4000".into(),
        limit: "5000".into(),
        permit: String::new(),
        department: "县应急局".into(),
        plan: "yes".into(),
        over_reason: String::new(),
    }
}

#[test]
fn an_event_says_how_many_come_where_and_who_answers_for_it() {
    let s = Story::begin("2026-09-28 09:00");
    let check = |change: fn(&mut Register), outcome: &str| {
        let mut cmd = fair();
        change(&mut cmd);
        let made = s.act(Role::DistrictClerk, move |tx, ctx| event::register(tx, ctx, &cmd));
        match outcome {
            "" => assert!(made.is_ok(), "{made:?}"),
            problem => {
                let said = words(made.unwrap_err());
                assert!(said.contains(problem), "{said}");
            }
        }
    };
    check(|_| {}, "");
    check(|it| it.starts = "2026-09-28 09:00".into(), "starts: an event is registered before it begins");
    check(|it| it.ends = it.starts.clone(), "ends: the end comes before the beginning");
    check(|it| it.ends = "2027-10-02 22:00".into(), "ends: an event is at most 60 days");
    check(|it| it.expected = "5000".into(), "");
    check(
        |it| it.expected = "5001".into(),
        "over_reason: more people are expected than the place may hold: give the reason",
    );
    check(|it| (it.expected, it.over_reason) = ("5001".into(), "分时段入场".into()), "");
    check(|it| it.expected = "many".into(), "expected: write a whole number");
    check(|it| it.organiser = "县应急局".into(), "department: whoever organises an event does not look at it");
    check(|it| it.division = "东海".into(), "division: choose one of the list");
    check(|it| it.department = "东海局".into(), "department: no office, department or township has this name");
}

#[test]
fn a_permit_is_missed_from_a_thousand_people_on() {
    let s = Story::begin("2026-09-28 09:00");
    let lacks = |expected: &str, permit: &str| {
        let cmd = Register { expected: expected.into(), permit: permit.into(), ..fair() };
        let id = s.act(Role::DistrictClerk, move |tx, ctx| event::register(tx, ctx, &cmd)).unwrap();
        s.event(id).lacks_permit()
    };
    assert_eq!([lacks("999", ""), lacks("1000", ""), lacks("1000", "公安许可12号")], [false, true, false]);
}

#[test]
fn an_event_is_looked_at_before_and_not_by_its_organiser() {
    let s = Story::begin("2026-09-28 09:00");
    let made = |change: fn(&mut Register)| {
        let mut cmd = fair();
        change(&mut cmd);
        s.act(Role::DistrictClerk, move |tx, ctx| event::register(tx, ctx, &cmd)).unwrap()
    };
    let look = |id, by: Role, result: &str| {
        let cmd = Look { result: result.into(), findings: "通道畅通".into() };
        s.act(by, move |tx, ctx| event::look(tx, ctx, id, &cmd)).map_or_else(words, |()| "yes".into())
    };
    let hold = |id, actual: &str, note: &str| {
        let cmd = Hold { actual: actual.into(), note: note.into() };
        s.act(Role::DistrictClerk, move |tx, ctx| event::hold(tx, ctx, id, &cmd)).map_or_else(words, |()| "yes".into())
    };
    let without_plan = made(|it| it.plan = "no".into());
    assert_eq!(look(without_plan, Role::Leader, "fit"), "result: without its safety plan an event is not fit");
    assert_eq!(look(without_plan, Role::Leader, "unfit"), "yes");
    let by_township = made(|it| it.organiser = "城关镇".into());
    assert_eq!(look(by_township, Role::TownshipOfficer, "fit"), "you may not look at the event that you organise");
    assert_eq!(look(by_township, Role::Leader, "fit"), "yes");
    assert_eq!(hold(by_township, "10", ""), "this event has not begun");
    s.go_to("2026-10-02 22:00");
    assert_eq!(look(without_plan, Role::Leader, "unfit"), "this event is over: say how it went");
    assert_eq!(hold(by_township, "5001", ""), "note: more people came than the place may hold: say what was done");
    assert_eq!(hold(by_township, "5001", "已限流疏导"), "yes");
    assert_eq!(hold(by_township, "10", ""), "this event was held already");
}

#[test]
fn rules_hold_on_the_days_of_an_opened_period_alone() {
    let s = Story::begin("2026-09-28 09:00");
    let day = |text: &str| text.parse::<Day>().unwrap();
    let drafted = s.draft(&holiday()).unwrap();
    assert!(!s.period(drafted).holds_on(day("2026-10-01")), "a draft tightens nothing");
    s.open(drafted).unwrap();
    let it = s.period(drafted);
    let on = ["2026-09-30", "2026-10-01", "2026-10-03", "2026-10-04"].map(|text| it.holds_on(day(text)));
    assert_eq!(on, [false, true, true, false]);
    let history = s.t.db.read_blocking(|r| period::query::history(r, &s.t.rule(), drafted)).unwrap();
    assert!(matches!(history[1].fact, Fact::Opened { .. }));
}
