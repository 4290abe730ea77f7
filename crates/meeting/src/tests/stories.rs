//! A year of meetings with the clock moved, and what each act refuses.

use kernel::Role;

use super::{Story, special};
use crate::calendar::{self, PeriodState, Standing};
use crate::resolution::{self, State as Resolved};
use crate::said::State as Said;
use crate::*;

#[test]
fn a_year_of_meetings() {
    let s = Story::begin();
    s.go_to("2026-01-04 09:00");
    s.rule("special", "quarter", 5, "2026-01-01");
    s.rule("report", "half_year", 10, "2026-01-01");
    assert_eq!(s.open_periods(), 2);
    assert_eq!(s.open_periods(), 0, "a period opens once");
    assert_eq!(s.owed("meeting.period"), (2, 2));
    let first = s.year(2026)[0].clone();
    assert_eq!(first.due.to_minute(), "2026-03-26 18:00");

    s.go_to("2026-03-20 09:00");
    let cmd = special("2026-03-25 15:00", &first.id.to_string());
    let id = s.convene(&cmd).unwrap();
    let twice = s.convene(&cmd).unwrap_err().to_string();
    assert_eq!(twice, "period: another meeting is convened for this period");
    let other = Convene { kind: "liaison".into(), ..cmd.clone() };
    assert!(
        s.convene(&other).unwrap_err().to_string().contains("period: this period asks for another kind of meeting")
    );
    s.held(id);
    assert_eq!(s.owed("meeting.period"), (1, 2), "the quarter has its meeting");
    assert_eq!((s.year(2026)[0].state, s.year(2026)[0].meeting), (PeriodState::Held, Some(id)));

    // The second quarter is late; a meeting that is cancelled frees its period.
    s.go_to("2026-06-29 09:00");
    assert_eq!(s.owed("meeting.period"), (2, 3));
    let second = s.year(2026).into_iter().find(|it| it.state == PeriodState::Owed && it.kind == Kind::Special).unwrap();
    assert_eq!(second.standing(s.now()), Standing::Late);
    let id = s.convene(&special("2026-06-30 09:00", &second.id.to_string())).unwrap();
    s.act(Role::DistrictClerk, move |tx, ctx| cancel(tx, ctx, id, &Cancel { reason: "县领导外出".into() })).unwrap();
    let id = s.convene(&special("2026-07-02 09:00", &second.id.to_string())).unwrap();
    let period = second.id;
    let waived = s.act(Role::Leader, move |tx, ctx| {
        calendar::waive(tx, ctx, period, &calendar::Waive { reason: "合并召开".into() })
    });
    assert_eq!(waived.unwrap_err().to_string(), "a meeting is convened for this period: cancel it first");
    s.held(id);
    let second = s.t.db.read_blocking(|r| calendar::query::period(r, &s.t.rule(), period)).unwrap();
    assert_eq!(second.standing(s.now()), Standing::DoneLate, "late stays late");
    let late = s.t.db.read_blocking(|r| obligation::query::get(r, &s.t.rule(), second.obligation)).unwrap();
    assert!(late.late_seconds > 0);

    // The report of the half-year is said to have been in time, but written down two weeks later: it counts from then.
    let report = s.year(2026).into_iter().find(|it| it.kind == Kind::Report).unwrap();
    let given = calendar::Report { on: "2026-06-18".into(), document: "望安委〔2026〕5号".into() };
    s.act(Role::DistrictClerk, move |tx, ctx| calendar::report(tx, ctx, report.id, &given)).unwrap();
    let told = s.year(2026).into_iter().find(|it| it.kind == Kind::Report).unwrap();
    assert_eq!((told.standing(s.now()), told.done_at), (Standing::DoneLate, Some(s.now())));
    s.go_to("2026-12-31 23:00");
    let year = s.year(2026);
    let count = |kind: Kind| year.iter().filter(|it| it.kind == kind).count();
    assert_eq!((count(Kind::Special), count(Kind::Report)), (4, 2));
    let all = |wanted: Standing| year.iter().filter(|it| it.standing(s.now()) == wanted).count();
    assert_eq!((all(Standing::InTime), all(Standing::DoneLate), all(Standing::Late)), (1, 2, 3));
    s.t.assert_replay_agrees();
}

#[test]
fn an_end_that_is_written_down_late_does_not_hide_that_the_period_was_late() {
    for (written, ended, expected) in [
        ("2026-03-27 09:00", "2026-03-26 17:30", Standing::InTime),
        ("2026-03-27 17:00", "2026-03-26 17:30", Standing::InTime),
        ("2026-03-27 17:31", "2026-03-26 17:30", Standing::DoneLate),
        ("2026-03-27 09:00", "2026-03-26 18:01", Standing::DoneLate),
    ] {
        let s = Story::begin();
        s.go_to("2026-01-04 09:00");
        s.rule("special", "quarter", 5, "2026-01-01");
        s.open_periods();
        let period = s.year(2026)[0].clone();
        s.go_to(written);
        let id = s.convene(&special("2026-03-26 15:00", &period.id.to_string())).unwrap();
        let cmd = Hold { ended: ended.into() };
        s.act(Role::DistrictClerk, move |tx, ctx| hold(tx, ctx, id, &cmd)).unwrap();
        let counted = s.year(2026)[0].clone();
        assert_eq!(counted.standing(s.now()), expected, "{ended}, written down {written}");
        let duty = s.t.db.read_blocking(|r| obligation::query::get(r, &s.t.rule(), period.obligation)).unwrap();
        assert_eq!(duty.late_seconds > 0, expected == Standing::DoneLate, "the duty and the calendar say the same");
        assert_eq!(s.one(id).it.ended.unwrap().to_minute(), ended, "the meeting keeps the end that was said");
        s.t.assert_replay_agrees();
    }
}

/// Convened, answered, materials asked and one of two received, noticed, postponed and noticed again.
fn until_the_meeting(s: &Story) -> MeetingId {
    s.go_to("2026-09-10 09:00");
    let id = s.convene(&special("2026-09-24 15:00", "")).unwrap();
    let shown = s.one(id);
    assert_eq!((shown.it.number.as_str(), shown.invitations.len(), shown.agenda.len()), ("2026-001", 4, 3));
    assert_eq!(shown.invitations.iter().filter(|it| it.speaks).count(), 2);

    let says = |organisation: &str, answer: &str, name: &str| Answer {
        organisation: organisation.into(),
        answer: answer.into(),
        name: name.into(),
    };
    let answer_by = |role, cmd: Answer| s.act(role, move |tx, ctx| answer(tx, ctx, id, &cmd));
    answer_by(Role::TownshipOfficer, says("城关镇", "present", "")).unwrap();
    let foreign = answer_by(Role::TownshipOfficer, says("河口镇", "present", "")).unwrap_err();
    assert_eq!(foreign.to_string(), "you may not answer for another organisation");
    let nobody = answer_by(Role::DistrictClerk, says("河口镇", "represented", "")).unwrap_err();
    assert_eq!(nobody.to_string(), "name: say who represents the organisation");
    let uninvited = answer_by(Role::DistrictClerk, says("县安委办", "present", "")).unwrap_err();
    assert_eq!(uninvited.to_string(), "organisation: this organisation was not asked to come");

    let ask = AskMaterials {
        flood_and_drought: "县应急局".into(),
        geological: "城关镇".into(),
        due: "2026-09-20".into(),
        ..AskMaterials::default()
    };
    s.act(Role::DistrictClerk, move |tx, ctx| ask_materials(tx, ctx, id, &ask)).unwrap();
    assert_eq!(s.owed("meeting.material"), (2, 2));
    let title = Receive { title: "地质灾害防治工作情况".into() };
    let own = title.clone();
    let foreign = s.act(Role::TownshipOfficer, move |tx, ctx| receive(tx, ctx, id, 1, &own)).unwrap_err();
    assert_eq!(foreign.to_string(), "you may not hand in the material of another organisation");
    let own = title.clone();
    s.act(Role::TownshipOfficer, move |tx, ctx| receive(tx, ctx, id, 2, &own)).unwrap();
    s.act(Role::DistrictClerk, move |tx, ctx| issue_notice(tx, ctx, id)).unwrap();
    let again = s.act(Role::DistrictClerk, move |tx, ctx| issue_notice(tx, ctx, id)).unwrap_err();
    assert_eq!(again.to_string(), "this notice was issued already");
    let later = Postpone { to: "2026-09-28 15:00".into(), reason: "台风影响".into() };
    s.act(Role::DistrictClerk, move |tx, ctx| postpone(tx, ctx, id, &later)).unwrap();
    s.act(Role::DistrictClerk, move |tx, ctx| issue_notice(tx, ctx, id)).unwrap();
    assert_eq!(s.one(id).documents.len(), 2, "a meeting at another time is noticed again");
    id
}

#[test]
fn from_the_notice_to_the_minutes() {
    let s = Story::begin();
    let id = until_the_meeting(&s);
    let title = Receive { title: "地质灾害防治工作情况".into() };
    let early =
        s.act(Role::DistrictClerk, move |tx, ctx| draft(tx, ctx, id, &Draft { text: "会议听取了情况通报。".into() }));
    assert_eq!(early.unwrap_err().to_string(), "this meeting was not held yet");
    s.held(id);
    assert_eq!(s.owed("meeting.minutes"), (1, 1));
    let late = title;
    s.act(Role::DistrictClerk, move |tx, ctx| receive(tx, ctx, id, 1, &late)).unwrap();
    let standings: Vec<_> = s.one(id).materials.iter().map(|it| it.standing.word()).collect();
    assert_eq!(standings, ["late", "in_time"]);
    let said = Said {
        organisation: "河口镇".into(),
        statement: "今年以来共排查隐患312处，已整改305处。".into(),
        problems: "农村自建房底数不清\n道路临水临崖防护不足".into(),
    };
    s.act(Role::DistrictClerk, move |tx, ctx| state(tx, ctx, id, &said)).unwrap();

    let cmd =
        resolution::Resolve {
            resolution: "摸清农村自建房底数".into(), owner: "河口镇".into(), due: String::new()
        };
    let (first, again) = (cmd.clone(), cmd);
    s.act(Role::DistrictClerk, move |tx, ctx| resolution::resolve_problem(tx, ctx, id, 1, &first)).unwrap();
    let twice = s.act(Role::DistrictClerk, move |tx, ctx| resolution::resolve_problem(tx, ctx, id, 1, &again));
    assert_eq!(twice.unwrap_err().to_string(), "this problem is followed up already");
    // Given up, it is a problem again, and the minutes will not say what was given up.
    let followed = s.one(id).resolutions[0].id;
    let cmd = resolution::Withdraw { reason: "责任单位写错".into() };
    s.act(Role::Leader, move |tx, ctx| resolution::withdraw(tx, ctx, followed, &cmd)).unwrap();
    let cmd =
        resolution::Resolve {
            resolution: "摸清自建房底数".into(), owner: "城关镇".into(), due: "2026-12-20".into()
        };
    s.act(Role::DistrictClerk, move |tx, ctx| resolution::resolve_problem(tx, ctx, id, 1, &cmd)).unwrap();
    let ctx = s.t.rule();
    let decided = s.t.db.read_blocking(|r| resolution::query::decided(r, &ctx, id, ctx.now)).unwrap();
    let said: Vec<_> = decided.iter().map(|(text, _, due)| (text.as_str(), due.to_minute())).collect();
    assert_eq!(said, [("摸清自建房底数", "2026-12-20 18:00".to_owned())]);

    s.act(Role::DistrictClerk, move |tx, ctx| draft(tx, ctx, id, &Draft { text: "会议听取了情况通报。".into() }))
        .unwrap();
    let sign_by = |role, edition: &str| {
        let cmd = Sign { edition: edition.into() };
        s.act(role, move |tx, ctx| sign(tx, ctx, id, &cmd))
    };
    assert_eq!(sign_by(Role::Leader, "1").unwrap_err().to_string(), "the roll was not taken yet");
    s.roll(id);
    assert_eq!(
        sign_by(Role::DistrictClerk, "1").unwrap_err().to_string(),
        "you may not sign the minutes you drafted yourself"
    );
    s.act(Role::DistrictClerk, move |tx, ctx| draft(tx, ctx, id, &Draft { text: "会议听取了形势通报和发言。".into() }))
        .unwrap();
    assert_eq!(
        sign_by(Role::Leader, "1").unwrap_err().to_string(),
        "another draft was written meanwhile: read it first"
    );
    sign_by(Role::Leader, "2").unwrap();
    assert_eq!(s.owed("meeting.minutes"), (0, 1));
    assert_eq!(s.resolve(id, "城关镇", "").unwrap_err().to_string(), "the minutes are signed and stand");
    s.t.assert_replay_agrees();
}

#[test]
fn a_resolution_is_closed_by_somebody_else() {
    let s = Story::begin();
    s.go_to("2026-09-10 09:00");
    let id = s.convene(&special("2026-09-24 15:00", "")).unwrap();
    s.held(id);
    let one = s.resolve(id, "城关镇", "2026-10-20").unwrap();
    let report = |role| {
        s.act(role, move |tx, ctx| {
            resolution::report(tx, ctx, one, &resolution::ReportDone { done: "已全部排查".into() })
        })
    };
    let look = |role, result: &str, note: &str| {
        let cmd = resolution::Verify { result: result.into(), note: note.into() };
        s.act(role, move |tx, ctx| resolution::verify(tx, ctx, one, &cmd))
    };
    assert_eq!(
        report(Role::DistrictClerk).unwrap_err().to_string(),
        "you may not report what another organisation owes"
    );
    assert_eq!(look(Role::Leader, "accepted", "").unwrap_err().to_string(), "this resolution is not reported done");
    report(Role::TownshipOfficer).unwrap();
    assert_eq!(look(Role::DistrictClerk, "returned", "").unwrap_err().to_string(), "note: say what is missing");
    look(Role::DistrictClerk, "returned", "缺少排查台账").unwrap();
    assert_eq!(s.resolution(one).state, Resolved::Returned);
    let more = resolution::Extend { due: "2026-11-30".into(), reason: "需入户核实".into() };
    s.act(Role::Leader, move |tx, ctx| resolution::extend(tx, ctx, one, &more)).unwrap();
    assert_eq!(s.resolution(one).due.unwrap().to_minute(), "2026-11-30 18:00");
    report(Role::TownshipOfficer).unwrap();
    look(Role::DistrictClerk, "accepted", "").unwrap();
    assert_eq!((s.resolution(one).state, s.owed("meeting.resolution")), (Resolved::Closed, (0, 1)));

    // What the office owes itself is looked at by another person of it.
    let own = s.resolve(id, "县安委办", "2026-10-20").unwrap();
    let done = resolution::ReportDone { done: "已印发方案".into() };
    s.act(Role::DistrictClerk, move |tx, ctx| resolution::report(tx, ctx, own, &done)).unwrap();
    let accepted = resolution::Verify { result: "accepted".into(), note: String::new() };
    let cmd = accepted.clone();
    let self_closed = s.act(Role::DistrictClerk, move |tx, ctx| resolution::verify(tx, ctx, own, &cmd)).unwrap_err();
    assert_eq!(self_closed.to_string(), "you may not close what you reported done yourself");
    s.act(Role::Leader, move |tx, ctx| resolution::verify(tx, ctx, own, &accepted)).unwrap();
    // Nobody of the office gives up what the office owes, but for its leader.
    let given_up = s.resolve(id, "县安委办", "2026-10-20").unwrap();
    let withdraw = |role, one| {
        let cmd = resolution::Withdraw { reason: "与上次会议重复".into() };
        s.act(role, move |tx, ctx| resolution::withdraw(tx, ctx, one, &cmd))
    };
    let refused = withdraw(Role::DistrictClerk, given_up).unwrap_err();
    assert_eq!(refused.to_string(), "you may not let yourself off what you owe");
    withdraw(Role::Leader, given_up).unwrap();
    let third = s.resolve(id, "河口镇", "").unwrap();
    withdraw(Role::DistrictClerk, third).unwrap();
    assert_eq!(s.owed("meeting.resolution"), (0, 4));
    s.t.assert_replay_agrees();
}

#[test]
fn a_township_sees_its_own() {
    let s = Story::begin();
    s.go_to("2026-09-10 09:00");
    let invited = s.convene(&special("2026-09-24 15:00", "")).unwrap();
    let elsewhere =
        s.convene(&Convene { groups: Vec::new(), speakers: String::new(), ..special("2026-09-25 15:00", "") }).unwrap();
    s.held(invited);
    let (own, other) = (s.resolve(invited, "城关镇", "").unwrap(), s.resolve(invited, "河口镇", "").unwrap());
    let ctx = s.ctx(Role::TownshipOfficer);
    let read = |id| s.t.db.read_blocking(|r| query::one(r, &ctx, id));
    assert_eq!(read(invited).unwrap().resolutions.len(), 1);
    assert_eq!(read(elsewhere).unwrap_err().to_string(), "MeetingId does not exist");
    let one = |id| s.t.db.read_blocking(|r| resolution::query::one(r, &ctx, id));
    assert!(one(own).is_ok() && one(other).is_err());
    let all = s.t.db.read_blocking(|r| query::list(r, &ctx, &query::Filter::default(), 0, 50)).unwrap();
    assert_eq!(all.len(), 1);
    assert!(
        s.t.db
            .read_blocking(|r| query::list(r, &s.ctx(Role::EnterpriseUser), &query::Filter::default(), 0, 50))
            .unwrap()
            .is_empty()
    );
}
