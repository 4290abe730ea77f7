//! Promises as they are written, and one from the answer that made it to its accepted end.

use kernel::{Personal, Span};
use ledger::testing::{TestDb, db};

use super::super::tests::{draft_of, listed, office, owed, step};
use super::super::{FollowUpId, Said, Step, query::View};
use super::{Commitment, CommitmentId, Extend, Fact, Promise, Withdraw, check, extend, of, report, verify, withdraw};
use crate::model::Status;
use crate::tests::cast::{CLERK, DOER, Player};
use crate::undertaking::{ReportDone, State, Verify};

fn promise(what: &str, due: &str) -> Promise {
    Promise { what: what.into(), due: due.parse().unwrap() }
}

#[test]
fn promises() {
    let ctx = DOER.at("2026-07-10 10:00");
    let ten = vec![promise("清理积尘", "2026-08-01"); 10];
    let rows: [(Vec<Promise>, &str); 7] = [
        (ten.clone(), "fine"),
        ([ten, vec![promise("再清一次", "2026-08-02")]].concat(), "commitments: at most ten commitments"),
        (vec![promise("清理积尘", "2026-07-10")], "fine"),
        (vec![promise("清理积尘", "2026-07-09")], "commitments: the time of a commitment is over already"),
        (vec![promise("清理积尘", "2028-07-10")], "fine"),
        (vec![promise("清理积尘", "2028-07-12")], "commitments: at most two years ahead"),
        (vec![promise(" ", "2026-07-11")], "commitments: say what is promised"),
    ];
    for (promises, outcome) in rows {
        let got = check(&ctx, &promises).map_or_else(|e| e.to_string(), |()| "fine".to_owned());
        assert_eq!(got, outcome, "{promises:?}");
    }
    let evening = DOER.at("2026-07-10 18:00");
    assert!(check(&evening, &[promise("清理积尘", "2026-07-10")]).is_err(), "a day ends at six");
}

fn made(t: &TestDb, letter: FollowUpId) -> Vec<Commitment> {
    let ctx = office(t);
    t.db.read_blocking(|r| of(r, &ctx, letter)).unwrap()
}

fn reported(t: &TestDb, who: Player, id: CommitmentId, done: &str) -> Result<(), String> {
    let cmd = ReportDone { done: done.into() };
    t.db.write_blocking("report", &who.of(t), move |tx, ctx| report(tx, ctx, id, &cmd)).map_err(|e| e.to_string())
}

fn looked(t: &TestDb, id: CommitmentId, result: &str, note: &str) -> Result<(), String> {
    let cmd = Verify { result: result.into(), note: note.into() };
    t.db.write_blocking("look", &office(t), move |tx, ctx| verify(tx, ctx, id, &cmd)).map_err(|e| e.to_string())
}

#[test]
fn what_an_answer_promises_is_owed_until_the_office_accepts_it() {
    let t = db(crate::CONCEPTS);
    let id = draft_of(&t);
    step(&t, &office(&t), id, Step::Issue, Said::default()).unwrap();
    let now = ledger::Clock::now(&t.clock);
    let day = |days| (now + Span::days(days)).day();
    let commitments = vec![
        Promise { what: "更换除尘管道".into(), due: day(10) },
        Promise { what: "建立清扫制度".into(), due: day(20) },
    ];
    let said = Said { text: "已研究部署。".into(), commitments, ..Said::default() };
    step(&t, &DOER.of(&t), id, Step::Answer, said).unwrap();

    let all = made(&t, id);
    let [first, second] = all.as_slice() else { panic!("{all:?}") };
    assert_eq!((first.no, second.no), (1, 2));
    assert_eq!((first.text(), first.owner, first.state), ("更换除尘管道", DOER.organisation(), State::Set));
    assert_eq!(owed(&t, super::DUTY).len(), 2);

    let id = first.id;
    assert_eq!(looked(&t, id, "accepted", ""), Err("this is not reported done".into()));
    assert_eq!(reported(&t, CLERK, id, "代报"), Err("you may not report what another organisation owes".into()));
    t.clock.advance(Span::days(12));
    crate::testing::run_timers(&t);
    assert!(made(&t, first.follow_up)[0].is_late(ledger::Clock::now(&t.clock)));
    reported(&t, DOER, id, "已更换。").unwrap();
    assert_eq!(looked(&t, id, "returned", ""), Err("note: say what is missing".into()));
    looked(&t, id, "returned", "缺少验收记录").unwrap();
    let back = made(&t, first.follow_up).remove(0);
    assert_eq!((back.state, back.note), (State::Returned, Some(Personal::text("缺少验收记录"))));
    reported(&t, DOER, id, "已补验收记录。").unwrap();
    looked(&t, id, "accepted", "").unwrap();
    assert_eq!(made(&t, first.follow_up)[0].state, State::Closed);
    let mut stand: Vec<Status> = owed(&t, super::DUTY).into_iter().map(|(status, _)| status).collect();
    stand.sort();
    assert_eq!(stand, [Status::Assigned, Status::Closed]);
    assert_eq!(looked(&t, id, "accepted", ""), Err("this is not reported done".into()));
    let ctx = t.rule();
    let facts = t.db.read_blocking(|r| r.history::<Fact>(ctx.district, id)).unwrap();
    let kinds: Vec<_> = facts.iter().map(|e| ledger::Fact::kind(&e.fact)).collect();
    assert_eq!(kinds, ["made", "reported", "returned", "reported", "closed"]);
    assert!(listed(&t, &office(&t), View::Letters).iter().all(|it| it.answer.is_some()));
    t.assert_replay_agrees();
}

#[test]
fn the_office_gives_more_time_or_lets_a_commitment_go() {
    let t = db(crate::CONCEPTS);
    let id = draft_of(&t);
    step(&t, &office(&t), id, Step::Issue, Said::default()).unwrap();
    let today = ledger::Clock::now(&t.clock).day();
    let commitments = vec![Promise { what: "更换除尘管道".into(), due: today.plus_days(10) }];
    let said = Said { text: "已研究部署。".into(), commitments, ..Said::default() };
    step(&t, &DOER.of(&t), id, Step::Answer, said).unwrap();
    let it = made(&t, id).remove(0).id;

    let later = |who: &kernel::Ctx, days: i64| {
        let cmd = Extend { due: today.plus_days(days).to_string(), reason: "设备到货延误".into() };
        t.db.write_blocking("extend", who, move |tx, ctx| extend(tx, ctx, it, &cmd)).map_err(|e| e.to_string())
    };
    assert_eq!(later(&DOER.of(&t), 20), Err("you may not let yourself off what you owe".into()));
    assert_eq!(later(&office(&t), 10), Err("due: this is not later than before".into()));
    assert_eq!(later(&office(&t), 800), Err("due: at most two years ahead".into()));
    later(&office(&t), 20).unwrap();
    assert_eq!(made(&t, id)[0].due, today.plus_days(20).at(18, 0));

    let gone = |reason: &str| {
        let cmd = Withdraw { reason: reason.into() };
        t.db.write_blocking("withdraw", &office(&t), move |tx, ctx| withdraw(tx, ctx, it, &cmd))
            .map_err(|e| e.to_string())
    };
    assert!(gone("").is_err(), "with a reason");
    gone("已另案办理").unwrap();
    assert_eq!(made(&t, id)[0].state, State::Withdrawn);
    assert_eq!(owed(&t, super::DUTY).into_iter().map(|(status, _)| status).collect::<Vec<_>>(), [Status::Waived]);
    assert_eq!(gone("再撤一次"), Err("this commitment is not open any more".into()));
    assert_eq!(later(&office(&t), 30), Err("this commitment is not still to be done".into()));
    t.assert_replay_agrees();
}
