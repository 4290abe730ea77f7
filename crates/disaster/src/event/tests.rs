//! What is asked of a disaster, and its life from the first report to the verification.

use std::collections::HashMap;

use kernel::{Division, Instant, Role};

use super::act::decide;
use super::*;
use crate::place::Place;
use crate::tests::{Story, because, flood, says, zero};

#[test]
fn what_is_asked_of_a_disaster() {
    let place: Division = "530999101201".parse().unwrap();
    let township: Division = "530999101000".parse().unwrap();
    let known = HashMap::from([(place, "东门村".to_owned()), (township, "城关镇".to_owned())]);
    let now = Instant::read("2026-06-18 09:00").unwrap();
    let said = |change: fn(&mut Register)| {
        let mut cmd = flood(&[township]);
        change(&mut cmd);
        match decide(&cmd, &known, now) {
            Ok(it) => it.places().iter().map(ToString::to_string).collect::<Vec<_>>().join(" "),
            Err(error) => error.to_string(),
        }
    };
    assert_eq!(said(|_| {}), "530999101000");
    assert_eq!(said(|it| it.villages = "yes".into()), "530999101201");
    assert_eq!(said(|it| it.kind = "fire".into()), "kind: choose one of the list");
    assert_eq!(said(|it| it.sub_kind = "hail".into()), "sub_kind: this belongs to another kind of disaster");
    assert_eq!(said(|it| it.sub_kind.clear()), "530999101000");
    assert_eq!(said(|it| it.title.clear()), "title: fill in this field");
    assert_eq!(said(|it| it.from = "2026-06-18 09:01".into()), "from: this lies in the future");
    assert_eq!(said(|it| it.to = "2026-06-18 03:19".into()), "to: the end comes before the beginning");
    assert_eq!(
        said(|it| it.places = vec!["530999101999".into()]),
        "places: this is no township or village of the district"
    );
    assert_eq!(said(|it| it.places.clear()), "places: say which places are asked to report");
}

#[test]
fn a_corrected_beginning_moves_the_first_report() {
    let s = Story::begin();
    let [east, _] = s.people.township_divisions;
    let id = s.flood(&[east]);
    let before = s.one(id);
    let change = |what: fn(&mut Correct)| {
        let mut cmd = Correct::of(&s.one(id));
        cmd.reason = "接报时间误作发生时间".into();
        what(&mut cmd);
        s.act(Role::DutyOfficer, move |tx, ctx| correct(tx, ctx, id, &cmd)).map_err(|error| error.to_string())
    };
    assert_eq!(change(|it| it.reason.clear()), Err("reason: fill in this field".to_owned()));
    assert_eq!(change(|it| it.from = "2027-01-01 00:00".into()), Err("from: this lies in the future".to_owned()));
    change(|it| it.title = "“6·17”暴雨山洪".into()).unwrap();
    assert_eq!(s.one(id).reporting, before.reporting, "the time did not change: nothing is owed anew");
    change(|it| it.from = "2026-06-17 23:50".into()).unwrap();
    let after = s.one(id);
    assert_eq!((after.title(), after.from.to_minute().as_str()), ("“6·17”暴雨山洪", "2026-06-17 23:50"));
    let due = |it: &Disaster| it.reporting.map(|owed| owed.due);
    assert_eq!(due(&after).map(|at| at.to_minute()).as_deref(), Some("2026-06-18 01:50"), "two hours after it began");
    assert_eq!(
        (s.owed(DUTY_FIRST), s.owed(DUTY_TOWNSHIP)),
        (1, 1),
        "one first report is owed, and the sheet as before"
    );
    let upward = move |tx: &mut ledger::Tx<'_>, ctx: &kernel::Ctx| report(tx, ctx, id, &Report::default());
    s.act(Role::DutyOfficer, upward).unwrap();
    let owed = s.one(id).reporting;
    change(|it| it.from = "2026-06-17 22:00".into()).unwrap();
    assert_eq!(s.one(id).reporting, owed, "what was reported is not owed anew");
    s.t.assert_replay_agrees();
}

#[test]
fn a_first_report_that_is_late_stays_late_whatever_is_corrected() {
    let s = Story::begin();
    let [east, _] = s.people.township_divisions;
    let id = s.flood(&[east]);
    let before = s.one(id).reporting;
    s.t.clock.advance(kernel::Span::hours(3));
    let mut cmd = Correct::of(&s.one(id));
    (cmd.reason, cmd.from) = ("发生时间更正".into(), "2026-06-18 09:30".into());
    s.act(Role::DutyOfficer, move |tx, ctx| correct(tx, ctx, id, &cmd)).unwrap();
    assert_eq!(s.one(id).reporting, before, "whoever owes it does not give themselves more time");
    assert_eq!(s.owed(DUTY_FIRST), 1);
}

#[test]
fn from_the_first_report_to_the_verification() {
    let s = Story::begin();
    let [east, west] = s.people.township_divisions;
    let id = s.flood(&[east, west]);
    assert_eq!(s.one(id).number, "2026-001");
    assert_eq!((s.owed(DUTY_TOWNSHIP), s.owed(DUTY_FIRST)), (2, 1));
    let sent = s.send(Role::TownshipOfficer, id, &Place::of(east), &says("affected=120 deaths=0")).unwrap();
    assert_eq!((s.owed(DUTY_TOWNSHIP), s.owed(DUTY_DAILY)), (1, 1), "a township owes the next one every day");

    let early = s.act(Role::DutyOfficer, move |tx, ctx| end(tx, ctx, id, &End { to: "2026-06-18 09:00".into() }));
    assert_eq!(early.unwrap_err().to_string(), "the first report goes before the end");
    let upward = move |tx: &mut ledger::Tx<'_>, ctx: &kernel::Ctx| report(tx, ctx, id, &Report::default());
    s.act(Role::DutyOfficer, upward).unwrap();
    assert_eq!((s.owed(DUTY_FIRST), s.owed(DUTY_DAILY)), (0, 2));
    s.act(Role::DutyOfficer, upward).unwrap();
    assert_eq!(s.owed(DUTY_DAILY), 2, "another report of the same day leaves the next morning's owed");
    let said = s.t.db.read_blocking(|r| query::reports(r, &s.t.rule(), id)).unwrap();
    assert_eq!((said[0].edition, said[0].phase, said[0].silent, said[0].asked), (2, Phase::Continued, 1, 2));
    assert_eq!(said[0].figures.to_column(), "affected=120;deaths=0");

    s.after(60 * 24, Role::DutyOfficer, upward).unwrap();
    assert_eq!(s.owed(DUTY_DAILY), 2, "the morning's is settled, the next one owed");
    s.act(Role::DutyOfficer, move |tx, ctx| end(tx, ctx, id, &End { to: "2026-06-19 08:00".into() })).unwrap();
    assert_eq!(
        (s.owed(DUTY_DAILY), s.owed(DUTY_VERIFY), s.owed(DUTY_TOWNSHIP)),
        (0, 1, 1),
        "the silent one still owes"
    );

    let own = s.act(Role::DutyOfficer, move |tx, ctx| verify(tx, ctx, id, "")).unwrap_err();
    assert_eq!(own.to_string(), "you may not verify what you ended yourself");
    let missing = s.act(Role::DistrictClerk, move |tx, ctx| verify(tx, ctx, id, "")).unwrap_err();
    assert_eq!(missing.to_string(), "not every place has verified its sheet");
    s.send(Role::DutyOfficer, id, &Place::of(west), &zero()).unwrap();
    let mut last = because("affected=118 deaths=0", "核减重复统计2人");
    last.phase = "verified".into();
    let same = s.send(Role::TownshipOfficer, id, &Place::of(east), &last).unwrap();
    assert_eq!(same, sent, "one place has one sheet");
    s.act(Role::DistrictClerk, move |tx, ctx| verify(tx, ctx, id, "已会商")).unwrap();
    assert_eq!((s.one(id).state, s.owed(DUTY_VERIFY), s.owed(DUTY_TOWNSHIP)), (State::Verified, 0, 0));
    let closed = s.send(Role::DutyOfficer, id, &Place::of(west), &says("affected=1")).unwrap_err();
    assert_eq!(closed.to_string(), "the figures of this disaster are verified and stand");
    s.t.assert_replay_agrees();
}

#[test]
fn a_dismissed_one_owes_nothing() {
    let s = Story::begin();
    let [east, west] = s.people.township_divisions;
    let id = s.flood(&[east]);
    s.send(Role::TownshipOfficer, id, &Place::of(east), &says("affected=1")).unwrap();
    let add = move |tx: &mut ledger::Tx<'_>, ctx: &kernel::Ctx| {
        let cmd = AddPlaces { places: vec![west.to_string(), east.to_string()], villages: String::new() };
        add_places(tx, ctx, id, &cmd)
    };
    s.act(Role::DutyOfficer, add).unwrap();
    assert_eq!(s.act(Role::DutyOfficer, add).unwrap_err().to_string(), "places: these places are asked already");
    assert_eq!((s.owed(DUTY_TOWNSHIP), s.owed(DUTY_DAILY), s.owed(DUTY_FIRST)), (1, 1, 1));
    let blank = s.act(Role::DistrictClerk, move |tx, ctx| dismiss(tx, ctx, id, " ")).unwrap_err();
    assert_eq!(blank.to_string(), "reason: fill in this field");
    s.act(Role::DistrictClerk, move |tx, ctx| dismiss(tx, ctx, id, "重复登记")).unwrap();
    assert_eq!((s.owed(DUTY_TOWNSHIP), s.owed(DUTY_DAILY), s.owed(DUTY_FIRST)), (0, 0, 0));
    let again = s.act(Role::DistrictClerk, move |tx, ctx| dismiss(tx, ctx, id, "重复登记")).unwrap_err();
    assert_eq!(again.to_string(), "this disaster does not go on any more");
    let late = s.send(Role::TownshipOfficer, id, &Place::of(east), &says("affected=2")).unwrap_err();
    assert_eq!(late.to_string(), "this disaster was dismissed");
    s.t.assert_replay_agrees();
}

#[test]
fn another_township_comes_upon_none_of_it() {
    let s = Story::begin();
    let [east, west] = s.people.township_divisions;
    let (own, other) = (s.flood(&[east, west]), s.flood(&[west]));
    let ctx = s.ctx(Role::TownshipOfficer, "see");
    let filter = query::Filter::default();
    assert_eq!(s.t.db.read_blocking(|r| query::count(r, &ctx, &filter)).unwrap(), 1);
    let hidden = s.t.db.read_blocking(|r| query::one(r, &ctx, other)).unwrap_err();
    assert_eq!(hidden.to_string(), "DisasterId does not exist");
    let asked = s.t.db.read_blocking(|r| query::asked(r, &ctx, own)).unwrap();
    assert_eq!(asked.iter().map(|it| it.division).collect::<Vec<_>>(), [east]);
    s.send(Role::DutyOfficer, own, &Place::of(west), &says("affected=9")).unwrap();
    let board = s.board(Role::TownshipOfficer, own);
    assert!(!board.whole && board.lines.iter().all(|it| it.place.division == east));
    assert_eq!(board.county(crate::measure::Measure::named("affected").unwrap()), None, "no sum over others");
    for place in [Place::of(west), Place::of(s.people.villages[1])] {
        let refused = s.send(Role::TownshipOfficer, own, &place, &says("affected=1")).unwrap_err();
        assert_eq!(refused.to_string(), "division does not exist");
    }
}
