//! A unit stopped and reopened on a real ledger, by people who each take one step.

use kernel::{Act, Ctx, Error, PolicyRow, Reach, Role, Sector};

use super::query::{self, Filter};
use super::{
    DUTY_ANSWER, DUTY_EXAMINE, DUTY_REOPEN, DUTY_REVISIT, DUTY_SIGN, Extent, Outcome, Propose, Said, Standing, Step,
    StopId, propose, take, watch,
};
use crate::tests::story::Story;
use crate::{HazardId, close, duties};

fn agreed(yes: bool, text: &str) -> Said {
    Said { agreed: Some(yes), text: text.into(), ..Said::default() }
}

fn proposed(s: &Story, id: HazardId) -> Result<StopId, Error> {
    let subject = s.people.subjects[0];
    s.act(Role::Inspector, move |tx, ctx| {
        let cmd = Propose {
            subject,
            extent: Extent::Line,
            part: Some("打磨线".into()),
            hazards: vec![id],
            reason: "除尘系统失效，现场不能保证安全".into(),
            basis: "《中华人民共和国安全生产法》第七十条第一款".into(),
            from: ctx.now,
        };
        propose(tx, ctx, &cmd)
    })
}

fn go(s: &Story, role: Role, stop: StopId, step: Step, said: Said) -> Result<(), String> {
    s.act(role, move |tx, ctx| take(tx, ctx, stop, step, &said)).map_err(|error| error.to_string())
}

/// Where it stands, and what is owed of its steps.
fn stands(s: &Story, id: StopId) -> (Standing, Vec<&'static str>) {
    let ctx = s.ctx(Role::DistrictClerk);
    let read = |r: &ledger::Reader<'_>| {
        let mut owed = Vec::new();
        for duty in [DUTY_SIGN, DUTY_EXAMINE, DUTY_REOPEN] {
            if !duties::open(r, &ctx, &duties::about_stop(id), duty)?.is_empty() {
                owed.push(duty);
            }
        }
        Ok((query::load(r, &ctx, id)?.stop.standing, owed))
    };
    s.t.db.read_blocking(read).unwrap()
}

/// Of whom a case was opened for working in secret.
fn resumptions(s: &Story) -> Vec<kernel::OrganisationId> {
    let ctx = s.ctx(Role::DistrictClerk);
    let read = |r: &ledger::Reader<'_>| {
        let all = crate::accountability::query::list(r, &ctx, &Default::default(), 0, 50)?;
        let mut of = Vec::new();
        for it in all.into_iter().filter(|it| it.trigger == crate::accountability::Trigger::Resumption) {
            of.push(it.organisation);
        }
        Ok(of)
    };
    s.t.db.read_blocking(read).unwrap()
}

fn closed(s: &Story, id: HazardId) -> Result<(), String> {
    s.act(Role::Leader, move |tx, ctx| close::close(tx, ctx, id, &close::Close::default()))
        .map_err(|error| error.to_string())
}

/// Who reports a hazard sees it wherever it lies, and its order only within reach.
#[test]
fn an_order_is_opened_by_those_who_reach_it() {
    const VIEW: &[PolicyRow] = &[PolicyRow {
        act: Act("stop.view"),
        grants: &[
            (Role::DepartmentClerk, Reach::District),
            (Role::TownshipOfficer, Reach::Division),
            (Role::EnterpriseUser, Reach::Organisation),
        ],
        by_sector: &[Role::DepartmentClerk],
    }];
    let s = Story::begin();
    let id = s.assigned();
    proposed(&s, id).unwrap();
    let opens = |role: Role, narrower: &dyn Fn(&mut Ctx)| {
        let mut ctx = s.people.ctx(&s.t, role, VIEW, "stop.view");
        narrower(&mut ctx);
        let orders = s.t.db.read_blocking(|r| query::of_hazard(r, &ctx, id)).unwrap();
        orders.iter().map(|it| it.is_within(&ctx)).collect::<Vec<_>>()
    };
    assert_eq!(opens(Role::DepartmentClerk, &|_| {}), [true]);
    assert_eq!(opens(Role::TownshipOfficer, &|_| {}), [true]);
    assert_eq!(opens(Role::EnterpriseUser, &|_| {}), [true]);
    let of_another_department = |ctx: &mut Ctx| {
        for it in &mut ctx.acting {
            (it.organisation, it.sectors) = (s.people.departments[1], vec![Sector::WaterWorks]);
        }
    };
    let nobody = |ctx: &mut Ctx| ctx.acting.clear();
    assert_eq!(opens(Role::DepartmentClerk, &of_another_department), [false]);
    assert_eq!(opens(Role::EnterpriseUser, &nobody), [false]);
}

#[test]
fn one_hazard_and_scope_has_one_open_order() {
    let s = Story::begin();
    let id = s.assigned();
    let again = "an open stop order names this hazard and the same scope already";
    let stop = proposed(&s, id).unwrap();
    assert_eq!(proposed(&s, id).unwrap_err().to_string(), again, "while it is proposed");
    go(&s, Role::Leader, stop, Step::Signature, agreed(true, "")).unwrap();
    assert_eq!(proposed(&s, id).unwrap_err().to_string(), again, "while it is in force");
    proposed(&s, s.assigned()).unwrap();
}

#[test]
fn a_line_stands_still_until_it_is_verified_examined_and_signed() {
    let s = Story::begin();
    let id = s.assigned();
    let stop = proposed(&s, id).unwrap();
    assert_eq!(stands(&s, stop), (Standing::Proposed, vec![DUTY_SIGN]));
    go(&s, Role::Leader, stop, Step::Signature, agreed(true, "")).unwrap();
    assert_eq!(stands(&s, stop), (Standing::InForce, vec![]));

    let applied = |s: &Story| go(s, Role::EnterpriseUser, stop, Step::Application, agreed(true, "除尘系统已更换。"));
    assert_eq!(applied(&s).unwrap_err(), "not every hazard of the stop order is verified");
    s.submitted(id).unwrap();
    s.verified(Role::DepartmentClerk, id, true).unwrap();
    assert!(closed(&s, id).unwrap_err().starts_with("a hazard is closed after its stop order is lifted"));
    let foreign = go(&s, Role::TownshipOfficer, stop, Step::Application, agreed(true, "已整改。"));
    assert_eq!(foreign.unwrap_err(), "you may not apply for the reopening of another organisation");
    applied(&s).unwrap();
    assert_eq!(stands(&s, stop), (Standing::Applied, vec![DUTY_EXAMINE]));

    go(&s, Role::Inspector, stop, Step::Examination, agreed(false, "报警装置未调试")).unwrap();
    assert_eq!(stands(&s, stop), (Standing::InForce, vec![]));
    applied(&s).unwrap();
    let own = go(&s, Role::EnterpriseUser, stop, Step::Examination, agreed(true, "属实"));
    assert_eq!(own.unwrap_err(), "you may not deal with the stop order of another organisation");
    go(&s, Role::Inspector, stop, Step::Examination, agreed(true, "现场核实属实")).unwrap();
    assert_eq!(stands(&s, stop), (Standing::Examined, vec![DUTY_REOPEN]));
    let own = go(&s, Role::Inspector, stop, Step::Reopening, agreed(true, ""));
    assert_eq!(own.unwrap_err(), "you may not sign the reopening you applied for or examined");
    go(&s, Role::Leader, stop, Step::Reopening, agreed(true, "")).unwrap();
    assert_eq!(stands(&s, stop), (Standing::Reopened, vec![]));
    closed(&s, id).unwrap();

    let ctx = s.ctx(Role::DistrictClerk);
    let it = s.t.db.read_blocking(|r| query::load(r, &ctx, stop)).unwrap();
    let year = it.from.day().year();
    assert_eq!((it.number, it.reopening), (Some(format!("停产〔{year}〕1号")), Some(format!("复产〔{year}〕1号"))));
    let all = |all| {
        let filter = Filter { all, ..Filter::default() };
        s.t.db.read_blocking(|r| Ok((query::list(r, &ctx, &filter, 0, 10)?.len(), query::count(r, &ctx, &filter)?)))
    };
    assert_eq!((all(false).unwrap(), all(true).unwrap()), ((0, 0), (1, 1)));
    s.t.assert_replay_agrees();
}

/// How much is owed of the watch: revisits, and answers to signs.
fn watched(s: &Story, id: StopId) -> (usize, usize) {
    let ctx = s.ctx(Role::DistrictClerk);
    let about = duties::about_stop(id);
    let read = |r: &ledger::Reader<'_>| {
        let owed = |duty| Ok::<usize, Error>(duties::open(r, &ctx, &about, duty)?.len());
        Ok((owed(DUTY_REVISIT)?, owed(DUTY_ANSWER)?))
    };
    s.t.db.read_blocking(read).unwrap()
}

#[test]
fn what_stands_still_is_visited_and_a_sign_of_work_keeps_it_closed_until_it_is_answered() {
    let s = Story::begin();
    let id = s.assigned();
    let stop = proposed(&s, id).unwrap();
    let early = go(&s, Role::Inspector, stop, Step::Revisit, agreed(true, "无人作业"));
    assert_eq!(early.unwrap_err(), "only what a stop order in force holds still is watched");
    go(&s, Role::Leader, stop, Step::Signature, agreed(true, "")).unwrap();
    assert_eq!(watched(&s, stop), (1, 0));
    let unsaid = go(&s, Role::Inspector, stop, Step::Revisit, Said { text: "无人作业".into(), ..Said::default() });
    assert_eq!(unsaid.unwrap_err(), "agreed: say whether it stands still");
    let own = go(&s, Role::EnterpriseUser, stop, Step::Revisit, agreed(true, "无人作业"));
    assert_eq!(own.unwrap_err(), "you may not revisit your own organisation");
    go(&s, Role::Inspector, stop, Step::Revisit, agreed(true, "车间已断电，无人作业")).unwrap();
    assert_eq!(watched(&s, stop), (1, 0), "the next one is owed");
    go(&s, Role::Inspector, stop, Step::Revisit, agreed(false, "打磨线在运行")).unwrap();
    let told = Said { text: "夜间有机器声".into(), ..Said::default() };
    go(&s, Role::TownshipOfficer, stop, Step::Resumption, told).unwrap();
    assert_eq!(watched(&s, stop), (1, 2), "each sign has its own answer");

    s.submitted(id).unwrap();
    s.verified(Role::DepartmentClerk, id, true).unwrap();
    let applied = |s: &Story| go(s, Role::EnterpriseUser, stop, Step::Application, agreed(true, "除尘系统已更换。"));
    assert_eq!(applied(&s).unwrap_err(), "signs of secret resumption are not answered yet");
    let ctx = s.ctx(Role::DistrictClerk);
    let signs = s.t.db.read_blocking(|r| watch::all(r, &ctx, stop)).unwrap();
    let answer =
        |sign, outcome| Said {
            sign: Some(sign), outcome, text: "已责令停机并加贴封条".into(), ..Said::default()
        };
    let last = signs[0].number;
    let unsaid = go(&s, Role::Inspector, stop, Step::Outcome, answer(last, None));
    assert_eq!(unsaid.unwrap_err(), "outcome: choose one of the list");
    go(&s, Role::Inspector, stop, Step::Outcome, answer(last, Some(Outcome::Unfounded))).unwrap();
    assert_eq!(resumptions(&s), [], "it stood still after all");
    assert_eq!(watched(&s, stop), (1, 1));
    let again = go(&s, Role::Inspector, stop, Step::Outcome, answer(last, Some(Outcome::Halted)));
    assert_eq!(again.unwrap_err(), "sign: choose a sign that is not answered yet");
    assert_eq!(applied(&s).unwrap_err(), "signs of secret resumption are not answered yet");
    go(&s, Role::Inspector, stop, Step::Outcome, answer(signs[1].number, Some(Outcome::Halted))).unwrap();
    assert_eq!(resumptions(&s), [s.people.enterprises[0]], "a case is opened of it");
    applied(&s).unwrap();
    go(&s, Role::Inspector, stop, Step::Examination, agreed(true, "现场核实属实")).unwrap();
    go(&s, Role::Leader, stop, Step::Reopening, agreed(true, "")).unwrap();
    assert_eq!(watched(&s, stop), (0, 0), "nothing is left to visit");
    s.t.assert_replay_agrees();
}

#[test]
fn one_more_hazard_puts_an_application_back_and_what_is_not_signed_stops_nothing() {
    let s = Story::begin();
    let (first, second) = (s.assigned(), s.assigned());
    let stop = proposed(&s, first).unwrap();
    go(&s, Role::Leader, stop, Step::Signature, agreed(true, "")).unwrap();
    s.submitted(first).unwrap();
    s.verified(Role::DepartmentClerk, first, true).unwrap();
    go(&s, Role::EnterpriseUser, stop, Step::Application, agreed(true, "除尘系统已更换。")).unwrap();
    let more = Said { hazard: Some(second), ..Said::default() };
    go(&s, Role::Inspector, stop, Step::Addition, more).unwrap();
    assert_eq!(stands(&s, stop), (Standing::InForce, vec![]));
    let again = go(&s, Role::EnterpriseUser, stop, Step::Application, agreed(true, "除尘系统已更换。"));
    assert_eq!(again.unwrap_err(), "not every hazard of the stop order is verified");

    assert!(proposed(&s, second).is_err(), "the order in force names it by now");
    let other = proposed(&s, s.assigned()).unwrap();
    let unsaid = go(&s, Role::Leader, other, Step::Signature, agreed(false, " "));
    assert_eq!(unsaid.unwrap_err(), "reason: say why it is not signed");
    go(&s, Role::Leader, other, Step::Signature, agreed(false, "已列入在先的停产决定")).unwrap();
    assert_eq!(stands(&s, other), (Standing::Declined, vec![]));
    s.t.assert_replay_agrees();
}
