//! Periods from the draft to their end, with what each organisation owed, and an event from its registration to its close.

use kernel::{Personal, Role};
use registry::PostKind;

use super::{Story, holiday};
use crate::duty::{self, Look, Nothing, Report, ReportSweep, Sort, SpecialDuty, Standing, State, Waive};
use crate::event::{self, Cancel, Close, Hold, Look as EventLook, Permit, PlanIn, Register};
use crate::period::{self, Draft, Shorten, SpecialPeriodId, roster};

fn words(error: kernel::Error) -> String {
    error.to_string()
}

fn of(s: &Story, id: SpecialPeriodId, sort: Sort, role: Role) -> Vec<SpecialDuty> {
    let body = match role {
        Role::TownshipOfficer => s.people.townships[0],
        Role::DepartmentClerk => s.people.departments[0],
        _ => s.people.office,
    };
    s.duties(id, sort).into_iter().filter(|it| it.organisation == body).collect()
}

fn nothing(s: &Story, id: duty::SpecialDutyId, role: Role) -> Result<(), kernel::Error> {
    s.act(role, move |tx, ctx| duty::nothing(tx, ctx, id, &Nothing {}))
}

fn sweep(s: &Story, id: duty::SpecialDutyId, visited: &str, found: &str) -> Result<(), kernel::Error> {
    let cmd =
        ReportSweep { visited: visited.into(), found: found.into(), text: "检查旅馆、网吧、加油站".into() };
    s.act(Role::TownshipOfficer, move |tx, ctx| duty::report_sweep(tx, ctx, id, &cmd))
}

fn look(s: &Story, id: duty::SpecialDutyId, result: &str, note: &str) -> Result<(), kernel::Error> {
    let cmd = Look { result: result.into(), note: note.into() };
    s.act(Role::Leader, move |tx, ctx| duty::look(tx, ctx, id, &cmd))
}

#[test]
fn reports_are_owed_day_by_day_and_late_stays_late() {
    let s = Story::begin("2026-09-28 09:00");
    let id = s.opened(&holiday());
    assert!(s.duties(id, Sort::ZeroReport).is_empty(), "no day has begun");
    s.go_to("2026-10-01 00:00");
    assert_eq!(s.duties(id, Sort::ZeroReport).len(), 4);
    let mine = of(&s, id, Sort::ZeroReport, Role::TownshipOfficer)[0].clone();
    assert_eq!(mine.due.to_minute(), "2026-10-01 16:00");
    assert_eq!(
        words(nothing(&s, mine.id, Role::DepartmentClerk).unwrap_err()),
        "SpecialDutyId does not exist",
        "of another organisation"
    );
    s.go_to("2026-10-01 15:00");
    nothing(&s, mine.id, Role::TownshipOfficer).unwrap();
    assert_eq!(words(nothing(&s, mine.id, Role::TownshipOfficer).unwrap_err()), "nothing is owed here any more");

    let theirs = of(&s, id, Sort::ZeroReport, Role::DepartmentClerk)[0].clone();
    s.go_to("2026-10-01 16:01");
    let standing =
        |id| s.duties(theirs.period, Sort::ZeroReport).into_iter().find(|it| it.id == id).unwrap().standing(s.now());
    assert_eq!((standing(mine.id), standing(theirs.id)), (Standing::InTime, Standing::Missing));
    let cmd = Report { text: "处置一起餐饮燃气泄漏，无人员伤亡".into() };
    let it = theirs.id;
    s.act(Role::DepartmentClerk, move |tx, ctx| duty::report(tx, ctx, it, &cmd)).unwrap();
    assert_eq!(standing(theirs.id), Standing::Late);
    assert_eq!(s.status(theirs.obligation), obligation::Status::Settled);

    // Three days were slept through: each owes its report, and the period is over.
    s.go_to("2026-10-07 09:00");
    assert_eq!(s.duties(id, Sort::ZeroReport).len(), 12);
    assert_eq!(s.period(id).state, period::State::Closed);
    assert_eq!(s.period(id).closed_at.unwrap().to_minute(), "2026-10-04 00:00");
    assert_eq!(standing(theirs.id), Standing::Late);
    s.t.assert_replay_agrees();
}

#[test]
fn a_sweep_is_accepted_by_somebody_else_and_lateness_is_kept_when_it_goes_back() {
    let s = Story::begin("2026-09-28 09:00");
    let id = s.opened(&holiday());
    let mine = of(&s, id, Sort::Sweep, Role::TownshipOfficer)[0].clone();
    assert_eq!(mine.due.to_minute(), "2026-09-29 18:00");
    assert_eq!(words(nothing(&s, mine.id, Role::TownshipOfficer).unwrap_err()), "this is reported by another form");
    assert_eq!(words(sweep(&s, mine.id, "0", "3").unwrap_err()), "found: hazards are found where somebody was");
    assert_eq!(words(look(&s, mine.id, "accepted", "").unwrap_err()), "this is not reported done");
    s.go_to("2026-09-29 19:00");
    sweep(&s, mine.id, "42", "7").unwrap();
    assert_eq!(words(look(&s, mine.id, "returned", "").unwrap_err()), "note: say what is missing");
    look(&s, mine.id, "returned", "缺少问题清单").unwrap();
    let now = |id| s.duties(mine.period, Sort::Sweep).into_iter().find(|it| it.id == id).unwrap();
    assert_eq!((now(mine.id).state, now(mine.id).late), (State::Returned, true));
    assert!(now(mine.id).due > mine.due, "time to do it again");
    sweep(&s, mine.id, "45", "8").unwrap();
    look(&s, mine.id, "accepted", "").unwrap();
    let it = now(mine.id);
    assert_eq!((it.state, it.late, it.visited, it.found), (State::Done, true, Some(45), Some(8)));
    assert_eq!(s.status(it.obligation), obligation::Status::Closed);
    s.t.assert_replay_agrees();
}

#[test]
fn what_is_not_due_lapses_with_the_period_and_what_is_overdue_stays() {
    let s = Story::begin("2026-09-28 09:00");
    let cmd = Draft { rules: vec!["sweep".into(), "zero_report".into()], sweep_by: "2026-10-03".into(), ..holiday() };
    let id = s.opened(&cmd);
    s.go_to("2026-10-01 09:00");
    let cmd = Shorten { to: "2026-10-01".into(), reason: "形势平稳".into() };
    s.act(Role::Leader, move |tx, ctx| period::shorten(tx, ctx, id, &cmd)).unwrap();
    s.go_to("2026-10-02 09:00");
    let (sweeps, reports) = (s.duties(id, Sort::Sweep), s.duties(id, Sort::ZeroReport));
    assert!(sweeps.iter().all(|it| it.state == State::Lapsed && it.note.is_some()), "{sweeps:?}");
    assert!(sweeps.iter().all(|it| s.status(it.obligation) == obligation::Status::Waived));
    assert_eq!((reports.len(), reports[0].state, reports[0].standing(s.now())), (4, State::Owed, Standing::Missing));

    // What stays is still reported afterwards, late, or given up by the leader.
    let mine = of(&s, id, Sort::ZeroReport, Role::TownshipOfficer)[0].clone();
    nothing(&s, mine.id, Role::TownshipOfficer).unwrap();
    let theirs = of(&s, id, Sort::ZeroReport, Role::DepartmentClerk)[0].clone();
    let (it, cmd) = (theirs.id, Waive { reason: "单位已撤并".into() });
    s.act(Role::Leader, move |tx, ctx| duty::waive(tx, ctx, it, &cmd)).unwrap();
    let states = |id| s.duties(mine.period, Sort::ZeroReport).into_iter().find(|it| it.id == id).unwrap();
    assert_eq!((states(mine.id).standing(s.now()), states(theirs.id).state), (Standing::Late, State::Waived));
    s.t.assert_replay_agrees();
}

/// Posts of the office: a leader and as many officers; each filled around the clock on these days.
fn posts(s: &Story, officers: usize) -> Vec<registry::PostId> {
    let office = s.people.office;
    let kinds = [PostKind::DutyLeader].into_iter().chain([PostKind::DutyOfficer; 2].into_iter().take(officers));
    let kinds: Vec<_> = kinds.collect();
    s.act(Role::DistrictClerk, move |tx, ctx| {
        let define =
            |kind: &PostKind| registry::post::Define { name: "值班".into(), kind: *kind, organisation: office };
        kinds.iter().map(|kind| registry::post::define(tx, ctx, &define(kind))).collect::<Result<Vec<_>, _>>()
    })
    .unwrap()
}

fn fill(s: &Story, post: registry::PostId, who: kernel::PersonId, from: &str, to: &str) {
    let at = |text: &str| kernel::Instant::read(text).unwrap();
    let cmd = registry::shift::Assign { post, person: who, from: at(from), to: at(to) };
    s.act(Role::DistrictClerk, move |tx, ctx| {
        registry::shift::assign(tx, ctx, &cmd)?;
        period::rosters_changed(tx, ctx)
    })
    .unwrap();
}

#[test]
fn a_roster_is_owed_until_it_lacks_nobody() {
    let s = Story::begin("2026-09-28 09:00");
    let posts = posts(&s, 2);
    let id = s.opened(&holiday());
    let owed = s.duties(id, Sort::Roster);
    assert_eq!(owed.iter().map(|it| it.organisation).collect::<Vec<_>>(), vec![s.people.office], "who keeps a roster");
    let look = || s.t.db.read_blocking(|r| roster::of(r, &s.t.rule(), &s.period(id))).unwrap();
    assert_eq!((look().gaps.len(), look().unknown.len()), (6, 4), "two posts on each of three days");
    let (from, to) = ("2026-10-01 00:00", "2026-10-04 00:00");
    fill(&s, posts[0], s.people.leader, from, to);
    fill(&s, posts[1], s.people.duty_officer, from, to);
    let gaps = look().gaps;
    assert_eq!(gaps.len(), 3, "one of two officers");
    assert_eq!((gaps[0].post, gaps[0].needs, gaps[0].has), (PostKind::DutyOfficer, 2, 1));
    assert_eq!(s.duties(id, Sort::Roster)[0].state, State::Owed);
    fill(&s, posts[2], s.people.district_clerk, from, to);
    assert_eq!((look().gaps.len(), s.duties(id, Sort::Roster)[0].state), (0, State::Done));
    assert_eq!(s.status(owed[0].obligation), obligation::Status::Settled);
    s.t.assert_replay_agrees();
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
        department: "县应急局".into(),
        ..Register::default()
    }
}

#[test]
fn an_event_is_looked_at_again_until_it_is_fit_then_held_and_closed() {
    let s = Story::begin("2026-09-28 09:00");
    let period = s.opened(&holiday());
    let id = s.act(Role::DistrictClerk, |tx, ctx| event::register(tx, ctx, &fair())).unwrap();
    let first = s.event(id);
    assert_eq!((first.period, first.number.as_str()), (Some(period), "2026-001"));
    assert_eq!(first.look.due.to_minute(), "2026-10-01 18:00");
    let looks = |result: &str| {
        let cmd = EventLook { result: result.into(), findings: "疏散通道".into() };
        s.act(Role::DepartmentClerk, move |tx, ctx| event::look(tx, ctx, id, &cmd)).unwrap();
    };
    s.go_to("2026-09-30 10:00");
    looks("unfit");
    let second = s.event(id);
    assert_eq!(s.status(first.look.obligation), obligation::Status::Settled);
    assert_ne!(second.look.obligation, first.look.obligation, "a look is owed again");
    s.act(Role::DistrictClerk, move |tx, ctx| event::plan_in(tx, ctx, id, &PlanIn {})).unwrap();
    let permit = Permit { permit: "公安许可12号".into() };
    s.act(Role::DistrictClerk, move |tx, ctx| event::permit(tx, ctx, id, &permit)).unwrap();
    looks("fit");
    assert_eq!((s.event(id).state, s.event(id).lacks_permit()), (event::State::Fit, false));
    s.go_to("2026-10-03 09:00");
    let held = Hold { actual: "4200".into(), note: "秩序良好".into() };
    s.act(Role::DepartmentClerk, move |tx, ctx| event::hold(tx, ctx, id, &held)).unwrap();
    let close = || s.act(Role::Leader, move |tx, ctx| event::close(tx, ctx, id, &Close::default()));
    close().unwrap();
    let it = s.event(id);
    assert_eq!((it.state, it.actual, it.was_unlooked()), (event::State::Closed, Some(4200), false));
    assert_eq!(it.note, Some(Personal::text("秩序良好")), "what was written down stays");
    assert_eq!(s.status(it.outcome.obligation), obligation::Status::Closed);
    assert_eq!(words(close().unwrap_err()), "nobody wrote down that this event was held");
    s.t.assert_replay_agrees();
}

#[test]
fn what_nobody_looked_at_stays_unlooked_and_a_cancelled_event_owes_nothing() {
    let s = Story::begin("2026-09-28 09:00");
    let register = || s.act(Role::DistrictClerk, |tx, ctx| event::register(tx, ctx, &fair())).unwrap();
    let (held, gone) = (register(), register());
    let cmd = Cancel { reason: "天气原因".into() };
    s.act(Role::DistrictClerk, move |tx, ctx| event::cancel(tx, ctx, gone, &cmd)).unwrap();
    let it = s.event(gone);
    let waived = obligation::Status::Waived;
    assert_eq!([s.status(it.look.obligation), s.status(it.outcome.obligation)], [waived, waived]);
    s.go_to("2026-10-03 09:00");
    let cmd = Hold { actual: "3000".into(), note: String::new() };
    s.act(Role::DepartmentClerk, move |tx, ctx| event::hold(tx, ctx, held, &cmd)).unwrap();
    s.act(Role::Leader, move |tx, ctx| event::close(tx, ctx, held, &Close::default())).unwrap();
    let it = s.event(held);
    assert!(it.was_unlooked());
    assert_eq!(s.status(it.look.obligation), waived, "it can't be looked at any more");
    s.t.assert_replay_agrees();
}
