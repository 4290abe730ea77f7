//! The rules as tables: from values to marks, what an item may say, who may do what.

use kernel::{Instant, Role};

use super::{Story, deducted, judged, linear, yearly};
use crate::examination::act::{decide_confirmation, decide_examiner};
use crate::examination::object::decide_objection;
use crate::examination::{Object, SetGroup, State, answer, object};
use crate::marks::{Marks, Value, Way, read_hundredths};
use crate::scheme::act::read_item;
use crate::scheme::{Draft, Kind, SetItem};
use crate::*;

#[test]
fn numbers_as_they_are_typed() {
    let rows: [(&str, Option<i64>, &str); 9] = [
        ("12", Some(1_200), "12"),
        ("12.5", Some(1_250), "12.5"),
        (" 0.05 ", Some(5), "0.05"),
        ("7.50", Some(750), "7.5"),
        ("0", Some(0), "0"),
        ("1.234", None, ""),
        ("-3", None, ""),
        ("", None, ""),
        ("一百", None, ""),
    ];
    for (typed, expected, shown) in rows {
        assert_eq!(read_hundredths(typed), expected, "{typed}");
        if let Some(hundredths) = expected {
            assert_eq!(Marks(hundredths).to_string(), shown);
        }
    }
    assert_eq!((Marks::read("1000"), Marks::read("1000.01")), (Some(Marks(100_000)), None));
}

#[test]
fn from_values_to_marks() {
    let rising = Way::Linear { full_at: 10_000, zero_at: 6_000 };
    let falling = Way::Linear { full_at: 0, zero_at: 1_000 };
    let each = Way::Deduct { each: Marks(250) };
    let n = |n| Value::Count { n };
    let share = Value::share;
    // full, way, value, marks
    #[rustfmt::skip]
    let rows: [(i64, Way, Value, Option<i64>); 20] = [
        (30, rising,  share(50, 50),        Some(3_000)),
        (30, rising,  share(45, 50),        Some(2_250)),
        (30, rising,  share(30, 50),        Some(0)),
        (30, rising,  share(29, 50),        Some(0)),
        (30, rising,  share(31, 50),        Some(150)),
        (30, rising,  share(2, 3),          Some(500)),
        (10, rising,  share(5, 7),          Some(286)),
        (30, rising,  share(0, 50),         Some(0)),
        (30, rising,  share(0, 0),          None),
        (30, rising,  Value::NotOnRecord,   None),
        (20, falling, n(0),                 Some(2_000)),
        (20, falling, n(3),                 Some(1_400)),
        (20, falling, n(10),                Some(0)),
        (20, falling, n(11),                Some(0)),
        (20, each,    n(0),                 Some(2_000)),
        (20, each,    n(2),                 Some(1_500)),
        (20, each,    n(8),                 Some(0)),
        (20, each,    n(900),               Some(0)),
        (20, each,    Value::NotOnRecord,   None),
        (20, each,    share(1, 2),          None),
    ];
    for (full, way, value, expected) in rows {
        assert_eq!(way.marks(Marks(full * 100), value), expected.map(Marks), "{way:?} {value:?}");
    }
    assert_eq!(Way::Linear { full_at: 5, zero_at: 5 }.marks(Marks(100), n(5)), None);
}

#[test]
fn what_an_item_may_say() {
    let check = |kind: Kind, cmd: SetItem, expected: &str| {
        let said = read_item(kind, 1, &cmd).map_or_else(|error| error.to_string(), |it| format!("{:?}", it.method));
        assert!(said.contains(expected), "{said} without {expected}");
    };
    let assessment = Kind::Assessment;
    check(assessment, judged("领导责任落实情况", "40"), "Judged");
    check(assessment, judged("领导责任落实情况", ""), "weight: fill in this field");
    check(assessment, judged("领导责任落实情况", "0"), "weight: write a number of at most two decimal places");
    check(Kind::Supervision, judged("领导责任落实情况", ""), "Judged");
    check(Kind::Tour, judged("领导责任落实情况", "40"), "weight: only an assessment gives marks");
    let share = |way: SetItem| SetItem { method: "hazards_closed_in_time".into(), ..way };
    check(assessment, share(deducted("", "30", "1")), "way: a share is not deducted by case");
    check(
        assessment,
        linear("hazards_late", "30", "5", "5"),
        "zero_at: full marks and none can't be for the same value",
    );
    check(
        assessment,
        deducted("hazards_late", "30", "31"),
        "each: more than nothing, and not more than the full marks",
    );
    check(
        assessment,
        SetItem { way: String::new(), ..deducted("hazards_late", "30", "1") },
        "way: say how the value becomes marks",
    );
    check(assessment, linear("rainfall", "30", "5", "0"), "method: choose one of the list");
    check(Kind::Tour, SetItem { method: "hazards_late".into(), ..judged("逾期情况", "") }, "way: None");
}

#[test]
fn who_may_examine_object_and_confirm() {
    let s = Story::begin();
    let id = s.examinations(s.assessment())[0];
    let open = s.one(id).it;
    let (clerk, leader, officer) = (s.ctx(Role::DistrictClerk), s.ctx(Role::Leader), s.ctx(Role::TownshipOfficer));
    let group = [clerk.person().unwrap()];
    let said = |it: Result<(), kernel::Error>| it.map_or_else(|error| error.to_string(), |()| "yes".into());
    let told = examination::Examination {
        state: State::Told,
        object_until: Some(clerk.now + kernel::Span::hours(1)),
        ..open.clone()
    };
    let agreed = examination::Examination { agreed_at: Some(clerk.now), ..told.clone() };
    let over = examination::Examination { object_until: Some(Instant::from_micros(1)), ..told.clone() };

    let examine = |it, ctx, group: &[kernel::PersonId]| said(decide_examiner(it, ctx, group));
    assert_eq!(examine(&open, &clerk, &group), "yes");
    assert_eq!(examine(&open, &clerk, &[]), "the group that examines is not named yet");
    assert_eq!(examine(&open, &leader, &group), "you may not examine without being of the group");
    assert_eq!(examine(&open, &officer, &group), "you may not examine your own organisation");
    assert_eq!(examine(&told, &clerk, &group), "the organisation was told the result, or it is over");

    let may_object = |it, ctx| said(decide_objection(it, ctx, 1, &[]));
    assert_eq!(may_object(&told, &officer), "yes");
    assert_eq!(may_object(&told, &clerk), "you may not object for another organisation");
    assert_eq!(may_object(&open, &officer), "there is no draft of the result to object to");
    assert_eq!(may_object(&agreed, &officer), "the organisation said that it does not object");
    assert_eq!(may_object(&over, &officer), "the time for objections is over");

    let may_confirm = |it, ctx| said(decide_confirmation(it, ctx, &group, &[]));
    assert_eq!(may_confirm(&over, &leader), "yes");
    assert_eq!(may_confirm(&agreed, &leader), "yes");
    assert_eq!(may_confirm(&told, &leader), "the organisation may still object");
    assert_eq!(may_confirm(&over, &clerk), "you may not confirm the result of what you examined yourself");
    assert_eq!(may_confirm(&over, &officer), "you may not examine your own organisation");
    assert_eq!(may_confirm(&open, &leader), "there is no draft of the result to confirm");
}

#[test]
fn nobody_of_the_organisation_is_of_the_group() {
    let s = Story::begin();
    let id = s.examinations(s.assessment())[0];
    for (people, problem) in [
        ("城关镇 己六", "people: nobody examines one's own organisation"),
        ("县应急局 某某", "people: nobody of this organisation has this name"),
        ("某某局 庚七", "people: no office, department or township has this name"),
        (" ", "people: fill in this field"),
    ] {
        assert_eq!(s.group(id, people).unwrap_err().to_string(), problem, "{people}");
    }
    s.group(id, "丁四\n丁四\n县应急局 庚七").unwrap();
    assert_eq!(s.one(id).group.len(), 2);
    let own = s.act(Role::TownshipOfficer, move |tx, ctx| {
        examination::set_group(tx, ctx, id, &SetGroup { people: "丁四".into() })
    });
    assert_eq!(own.unwrap_err().to_string(), "you may not examine your own organisation");
}

/// Who works for an organisation by a part held there is not of its group either, wherever the person is registered.
#[test]
fn a_part_held_at_the_organisation_keeps_one_out() {
    let s = Story::begin();
    let id = s.examinations(s.assessment())[0];
    let (person, township, division) = (s.people.duty_officer, s.people.townships[0], s.people.township_divisions[0]);
    s.t.db
        .write_blocking("part", &s.t.rule(), move |tx, ctx| {
            let grant = registry::membership::Grant {
                person,
                organisation: township,
                division,
                role: Role::TownshipOfficer,
                sectors: Vec::new(),
                from: Instant::from_micros(0),
                to: None,
                deputy_for: None,
            };
            let id = registry::membership::grant(tx, ctx, &grant)?;
            registry::membership::activate(tx, ctx, id)
        })
        .unwrap();
    assert_eq!(s.group(id, "辛八").unwrap_err().to_string(), "people: nobody examines one's own organisation");
}

#[test]
fn deadlines_follow_the_dated_rules() {
    let s = Story::begin();
    let before = s.draft(&yearly()).unwrap();
    s.item(before, &judged("领导责任落实情况", "100")).unwrap();
    s.issue(before).unwrap();
    let past = s.one(s.examinations(before)[0]).it;
    assert_eq!(past.due.to_minute(), "2026-02-26 18:00", "counted from the issue, when the year is over");

    let running = Draft { first: "2026-01-01".into(), last: "2026-06-30".into(), ..yearly() };
    let id = s.draft(&running).unwrap();
    s.item(id, &judged("领导责任落实情况", "100")).unwrap();
    s.issue(id).unwrap();
    let it = s.one(s.examinations(id)[0]).it;
    assert_eq!(it.due.to_minute(), "2026-08-11 18:00", "counted from the last day that is examined");

    s.group(past.id, "丁四").unwrap();
    s.judge(past.id, 1, "90").unwrap();
    s.tell(past.id).unwrap();
    let told = s.one(past.id).it;
    assert_eq!(told.object_until.unwrap().to_minute(), "2026-01-15 18:00", "five working days");
    assert_eq!(told.due.to_minute(), "2026-02-12 18:00", "counted from the end of the objections");
}

#[test]
fn what_objections_and_answers_refuse() {
    let s = Story::begin();
    let id = s.examinations(s.assessment())[0];
    s.told(id, "36");
    let reason = Object { reason: "台账已于年底补齐".into() };
    let by = |role, no| {
        let reason = reason.clone();
        s.act(role, move |tx, ctx| object(tx, ctx, id, no, &reason))
    };
    assert!(matches!(by(Role::TownshipOfficer, 9).unwrap_err(), kernel::Error::NotFound("OversightItem")));
    by(Role::TownshipOfficer, 1).unwrap();
    let again = by(Role::TownshipOfficer, 1).unwrap_err().to_string();
    assert_eq!(again, "an objection to this item waits for its answer");
    let answered = |no: u32, result: &str, marks: &str, finding: &str| {
        let cmd = examination::Answer {
            result: result.into(),
            reason: "经复核".into(),
            marks: marks.into(),
            finding: finding.into(),
        };
        s.act(Role::DistrictClerk, move |tx, ctx| answer(tx, ctx, id, no, &cmd)).map_err(|it| it.to_string())
    };
    let check = |it: Result<(), String>, expected: &str| assert_eq!(it.unwrap_err(), expected);
    check(answered(1, "accepted", "41", "已补齐"), "marks: a number from 0 to the full marks");
    check(answered(1, "accepted", "38", ""), "finding: say what is found instead");
    check(answered(1, "perhaps", "", ""), "result: choose one of the list");
    assert!(answered(7, "refused", "", "").is_err());
    answered(1, "accepted", "38", "责任清单已补齐").unwrap();
    check(answered(1, "refused", "", ""), "this objection was answered, or the examination is over");
    assert_eq!(s.confirm(id).unwrap_err().to_string(), "the organisation may still object");
}
