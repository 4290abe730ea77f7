//! What is merged and divided, what isn't, and that nothing is counted twice.

use kernel::{Error, Role, Span};

use super::{Merge, candidates, merge, unmerge};
use crate::divide::{Divide, Part, divide};
use crate::model::{HazardId, Status};
use crate::query::{self, Filter, Slice, View};
use crate::statistics::query::{Ask, By, table};
use crate::tests::story::Story;
use crate::{assign, judge, store};

fn merged(s: &Story, role: Role, id: HazardId, into: HazardId) -> Result<(), Error> {
    s.act(role, move |tx, ctx| merge(tx, ctx, id, &Merge { into, reason: "同一处同一问题，重复登记".into() }))
}

fn refusal(done: Result<(), Error>) -> String {
    done.unwrap_err().to_string()
}

/// Found by the cube, found by the rows, and as many as the list is long.
fn found(s: &Story) -> (i64, i64, usize) {
    let ctx = s.ctx(Role::DistrictClerk);
    let ask = |by| Ask { by: vec![by], ..Ask::from_query(&page::Values::default(), ctx.now) };
    let filter = Filter { view: View::All, ..Filter::default() };
    let told = s.t.db.read_blocking(|r| {
        let cube = table(r, &ctx, &ask(By::Township))?.total.found;
        let rows = table(r, &ctx, &ask(By::Village))?.total.found;
        Ok((cube, rows, query::list(r, &ctx, &filter, Slice::Page { from: 0, rows: 50 })?.len()))
    });
    told.unwrap()
}

fn open_duties(s: &Story, id: HazardId) -> Vec<String> {
    let ctx = s.ctx(Role::DistrictClerk);
    let all = s.t.db.read_blocking(|r| crate::duties::all_open(r, &ctx, &crate::duties::about(id))).unwrap();
    all.into_iter().map(|it| it.duty).collect()
}

#[test]
fn a_duplicate_ends_and_comes_back() {
    let s = Story::begin();
    let (kept, twice) = (s.assigned(), s.assigned());
    assert_eq!(found(&s), (2, 2, 2));
    let ctx = s.ctx(Role::DistrictClerk);
    let offered = s.t.db.read_blocking(|r| candidates(r, &ctx, &store::load(r, &ctx, twice)?)).unwrap();
    assert_eq!(offered.iter().map(|it| (it.row.id, it.likeness)).collect::<Vec<_>>(), [(kept, 1_000)]);

    merged(&s, Role::DistrictClerk, twice, kept).unwrap();
    assert_eq!(s.status(twice), Status::Merged);
    assert_eq!((found(&s), open_duties(&s, twice)), ((1, 1, 1), vec![]));
    // It is found where it is asked for, and by its number.
    let count = |filter: Filter| s.t.db.read_blocking(|r| query::count(r, &ctx, &filter)).unwrap();
    assert_eq!(count(Filter { view: View::All, status: Some(Status::Merged), ..Filter::default() }), 1);
    assert_eq!(count(Filter { view: View::All, text: Some("2".into()), ..Filter::default() }), 1);
    assert_eq!(count(Filter { view: View::Open, ..Filter::default() }), 1);

    assert_eq!(refusal(merged(&s, Role::DistrictClerk, twice, kept)), "only an open hazard is merged or divided");
    let undone = s.act(Role::DistrictClerk, move |tx, ctx| unmerge(tx, ctx, twice, "经现场核实为另一处风管"));
    undone.unwrap();
    assert_eq!((s.status(twice), found(&s)), (Status::ToAssign, (2, 2, 2)));
    assert_eq!(open_duties(&s, twice), [crate::DUTY_ASSIGN]);
    let order = crate::testing::order(s.people.enterprises[0], None, s.people.departments[0]);
    s.act(Role::DistrictClerk, move |tx, ctx| assign::assign(tx, ctx, twice, &order)).unwrap();
    s.t.assert_replay_agrees();
}

#[test]
fn what_is_not_merged() {
    let s = Story::begin();
    let (kept, done, other) = (s.assigned(), s.assigned(), s.people.subjects[1]);
    s.submitted(done).unwrap();
    let report = move |tx: &mut ledger::Tx<'_>, ctx: &kernel::Ctx| {
        crate::report::report(tx, ctx, &crate::testing::finding(other, ctx.now))
    };
    let elsewhere = s.act(Role::DistrictClerk, report).unwrap();
    let office = Role::DistrictClerk;
    let refused = |id, into| refusal(merged(&s, office, id, into));
    assert_eq!(refused(done, kept), "what was reported done is verified, not merged or divided");
    assert_eq!(refused(kept, kept), "into: a hazard is not merged into itself");
    assert_eq!(refused(elsewhere, kept), "into: only hazards of one subject are merged");
    let undo = s.act(office, move |tx, ctx| unmerge(tx, ctx, kept, "不是同一处"));
    assert_eq!(refusal(undo), "this hazard is not merged into another");
    // Whoever owes the work doesn't let themselves off by calling it a duplicate.
    let twice = s.assigned();
    let own = refusal(merged(&s, Role::EnterpriseUser, twice, kept));
    assert_eq!(own, "you may not let yourself off what you owe");
}

#[test]
fn a_major_one_keeps_what_it_owes() {
    let s = Story::begin();
    let (ordinary, first, second) = (s.assigned(), s.assigned(), s.assigned());
    for id in [first, second] {
        let answers = (1..=20).map(|n| judge::Answered { article: n.to_string(), answer: judge::Answer::Yes });
        let cmd =
            judge::Judge { edition: "chemicals_2017".into(), answers: answers.collect(), reason: None, own: None };
        s.act(Role::DistrictClerk, move |tx, ctx| judge::judge(tx, ctx, id, &cmd)).unwrap();
    }
    let lower = refusal(merged(&s, Role::DistrictClerk, first, ordinary));
    assert_eq!(lower, "into: a major hazard is not merged into an ordinary one");
    merged(&s, Role::DistrictClerk, first, second).unwrap();
    assert_eq!(open_duties(&s, first), Vec::<String>::new());
    s.act(Role::DistrictClerk, move |tx, ctx| unmerge(tx, ctx, first, "不是同一处")).unwrap();
    let mut owed = open_duties(&s, first);
    owed.sort();
    assert_eq!(owed, [crate::DUTY_ASSIGN, crate::DUTY_INQUIRY]);
    s.t.assert_replay_agrees();
}

#[test]
fn several_in_one_are_divided() {
    let s = Story::begin();
    let whole = s.assigned();
    let part = |n: u8| Part {
        place: format!("{n} 号车间"), description: format!("{n} 号车间除尘管道积尘未清扫。")
    };
    let act = |parts: Vec<Part>| {
        let cmd = Divide { parts, reason: "一条记录包含两处隐患".into() };
        s.act(Role::DistrictClerk, move |tx, ctx| divide(tx, ctx, whole, &cmd))
    };
    let one = act(vec![part(1), Part::default()]).unwrap_err().to_string();
    assert_eq!(one, "description_1: a hazard is divided into two at least");
    s.t.clock.advance(Span::days(1));
    let parts = act(vec![part(1), Part::default(), part(2)]).unwrap();
    assert_eq!((parts.len(), s.status(whole), found(&s)), (2, Status::Divided, (2, 2, 2)));
    assert_eq!(open_duties(&s, whole), Vec::<String>::new());
    for id in parts {
        assert_eq!((s.status(id), open_duties(&s, id)), (Status::ToAssign, vec![crate::DUTY_ASSIGN.to_owned()]));
    }
    assert_eq!(act(vec![part(1), part(2)]).unwrap_err().to_string(), "only an open hazard is merged or divided");
    s.t.assert_replay_agrees();
}
