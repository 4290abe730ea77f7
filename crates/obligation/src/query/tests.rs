//! Whose list has what, in which order.

use kernel::{Ctx, Reach, Span};
use ledger::testing::{TestDb, db};

use crate::model::{Check, Due, ObligationId, Open, Owner};
use crate::query::{self, Count, Filter, Page, Place};
use crate::tests::cast::{
    self, CHECKER, CLERK, COLLEAGUE, DOER, INSPECTOR, LEADER, PLAYERS, Player, TOWN_MATE, about, instant,
};
use crate::{done, is_mine, open};

fn opened(t: &TestDb, owner: Owner, due: &str) -> ObligationId {
    let it = Open { owner, ..cast::open(Check::AnotherPerson, Due::At(instant(due))) };
    t.db.write_blocking("open", &t.rule(), move |tx, ctx| open(tx, ctx, it.clone())).unwrap()
}

fn list(t: &TestDb, ctx: &Ctx, filter: &Filter, page: &Page) -> Vec<ObligationId> {
    t.db.read_blocking(|r| query::i_owe(r, ctx, filter, page)).unwrap().into_iter().map(|row| row.id).collect()
}

#[test]
fn whose_list_has_it() {
    let t = db(crate::CONCEPTS);
    //          owner                who has it on the list
    check(&t, DOER.body(), &[DOER, COLLEAGUE]);
    check(&t, DOER.named(), &[DOER]);
    // Officers see to all of their organisation; an inspector to what names them or nobody.
    check(&t, CHECKER.body(), &[CHECKER, TOWN_MATE, INSPECTOR]);
    check(&t, CHECKER.named(), &[CHECKER, TOWN_MATE]);
    check(&t, INSPECTOR.named(), &[CHECKER, TOWN_MATE, INSPECTOR]);
    check(&t, CLERK.body(), &[CLERK, LEADER]);
    check(&t, LEADER.named(), &[CLERK, LEADER]);
}

/// The list and the rule for one agree, for everybody.
fn check(t: &TestDb, owner: Owner, on_list_of: &[Player]) {
    let id = opened(t, owner, "2026-06-30 18:00");
    for player in PLAYERS {
        let ctx = player.of(t);
        let it = t.db.read_blocking(|r| query::get(r, &ctx, id)).unwrap();
        let listed = list(t, &ctx, &Filter::default(), &Page::default()).contains(&id);
        assert_eq!((listed, is_mine(&it, &ctx)), (on_list_of.contains(&player), listed), "{player:?} {owner:?}");
    }
}

#[test]
fn late_first_then_soonest_page_by_page() {
    let t = db(crate::CONCEPTS);
    let days = ["2026-06-20", "2026-06-17", "2026-06-19", "2026-06-25"];
    let ids = days.map(|day| opened(&t, DOER.body(), day));
    let ctx = DOER.of(&t);
    let all = list(&t, &ctx, &Filter::default(), &Page::default());
    assert_eq!(all, [ids[1], ids[2], ids[0], ids[3]]);

    let late = Filter { late_only: true, ..Filter::default() };
    assert_eq!(list(&t, &ctx, &late, &Page::default()), [ids[1]]);
    let soon = Filter { within_hours: Some(24), ..Filter::default() };
    assert_eq!(list(&t, &ctx, &soon, &Page::default()), [ids[1], ids[2]]);
    let other = Filter { duty: Some("letter.answer".into()), ..Filter::default() };
    assert!(list(&t, &ctx, &other, &Page::default()).is_empty());

    let first = Page { after: None, at_most: 2 };
    let place = Place { due: instant("2026-06-19"), id: ids[2] };
    assert_eq!(list(&t, &ctx, &Filter::default(), &first), all[..2]);
    assert_eq!(list(&t, &ctx, &Filter::default(), &Page { after: Some(place), at_most: 2 }), all[2..]);
}

#[test]
fn what_an_organisation_has_to_do_is_counted_as_it_is_listed() {
    let t = db(crate::CONCEPTS);
    let ids = ["2026-06-14", "2026-06-25"].map(|day| opened(&t, DOER.body(), day));
    opened(&t, CHECKER.body(), "2026-06-14");
    // What the office alone decides stands on nobody's list of an organisation.
    let draft = Open { owner: DOER.body(), duty: "letter.issue".into(), ..cast::open(Check::None, Due::ByRule) };
    t.db.write_blocking("open", &t.rule(), move |tx, ctx| open(tx, ctx, draft.clone())).unwrap();
    let of = |ctx: &Ctx, filter: &Filter| {
        let organisation = DOER.organisation();
        let read = |r: &ledger::Reader<'_>| {
            let rows = query::held_by(r, ctx, organisation, filter, &Page::default())?;
            assert_eq!(query::count_held_by(r, ctx, organisation, filter)?, rows.len() as i64);
            Ok(rows.into_iter().map(|row| row.id).collect::<Vec<_>>())
        };
        t.db.read_blocking(read).unwrap()
    };
    let late = Filter { late_only: true, ..Filter::default() };
    assert_eq!(of(&t.rule(), &Filter::default()), ids);
    assert_eq!(of(&t.rule(), &late), ids[..1]);
    let nothing = Ctx { scope: kernel::Scope::nothing(t.rule().district), ..t.rule() };
    assert!(of(&nothing, &Filter::default()).is_empty(), "outside of one's reach there is nothing");
}

#[test]
fn what_one_waits_for_is_not_what_one_has_to_do() {
    let t = db(crate::CONCEPTS);
    let id = opened(&t, DOER.body(), "2026-06-17 18:00");
    let counts = |player: Player| {
        let ctx = player.of(&t);
        let counts = t.db.read_blocking(|r| query::counts(r, &ctx)).unwrap();
        (counts.i_owe, counts.owed_to_me)
    };
    let (none, late) = (Count::default(), Count { open: 1, late: 1 });
    assert_eq!(counts(DOER), (late, none));
    assert_eq!(counts(CLERK), (none, late));
    assert_eq!(counts(CHECKER), (none, none));

    // Reported done by the rule: the township's move, in time again, and the office still waits.
    t.db.write_blocking("done", &t.rule(), move |tx, ctx| done(tx, ctx, id, None)).unwrap();
    let open = Count { open: 1, late: 0 };
    assert_eq!((counts(DOER), counts(CHECKER), counts(CLERK)), ((none, none), (open, none), (none, open)));
    let ctx = CLERK.of(&t);
    let waits = t.db.read_blocking(|r| query::owed_to_me(r, &ctx, &Filter::default(), &Page::default())).unwrap();
    assert_eq!((waits.len(), waits[0].holder), (1, CHECKER.body()));

    // Accepted and so the office's own move: on one list only.
    t.db.write_blocking("verify", &CHECKER.of(&t), move |tx, ctx| crate::verify(tx, ctx, id, true, None)).unwrap();
    assert_eq!(counts(CLERK), (open, none));
    t.db.write_blocking("close", &CLERK.of(&t), move |tx, ctx| crate::close(tx, ctx, id)).unwrap();
    assert_eq!((counts(CLERK), counts(DOER)), ((none, none), (none, none)));
}

#[test]
fn all_about_an_object_newest_first_within_the_scope() {
    let t = db(crate::CONCEPTS);
    let first = opened(&t, DOER.body(), "2026-06-20");
    t.clock.advance(Span::minutes(1));
    let second = opened(&t, CHECKER.body(), "2026-06-20");
    let of = |ctx: &Ctx, n: u8| -> Vec<ObligationId> {
        let found = t.db.read_blocking(|r| query::of(r, ctx, &about(n))).unwrap();
        found.into_iter().map(|it| it.id).collect()
    };
    assert_eq!(of(&CLERK.of(&t), 1), [second, first]);
    assert!(of(&CLERK.of(&t), 2).is_empty());

    // Somebody whose reach is their own organisation sees what it owes.
    let mut ctx = DOER.of(&t);
    ctx.scope.grants[0].reach = Reach::Organisation;
    assert_eq!(of(&ctx, 1), [first]);
    assert!(t.db.read_blocking(|r| query::get(r, &ctx, second)).is_err());
}

#[test]
fn an_administrator_and_a_stranger_have_no_list() {
    let t = db(crate::CONCEPTS);
    opened(&t, CLERK.body(), "2026-06-20");
    for player in [Player(3, 99, kernel::Role::Administrator), Player(9, 98, kernel::Role::DistrictClerk)] {
        assert!(list(&t, &player.of(&t), &Filter::default(), &Page::default()).is_empty());
    }
    assert!(list(&t, &t.rule(), &Filter::default(), &Page::default()).is_empty());
}

/// Each act about an object asks for this: it reads what is about the object, not everything by its time.
#[test]
fn what_is_about_an_object_is_found_by_the_object() {
    let t = db(crate::CONCEPTS);
    for player in PLAYERS {
        let (sql, clause) = query::about_sql(
            &player.of(&t),
            &cast::open(Check::AnotherPerson, Due::At(instant("2026-06-30 18:00"))).about,
        );
        let plan = t.db.read_blocking(|r| {
            r.rows(&format!("EXPLAIN QUERY PLAN {sql}"), &clause.params(), |row| row.get::<String>(3))
        });
        // A server plans by what its tables hold, and explains otherwise.
        let Ok(plan) = plan else { return println!("not run: the plan of a server") };
        assert!(
            plan.iter().any(|step| step.contains("USING INDEX obligation_about (district=? AND about_id=?)")),
            "{plan:?}"
        );
        assert!(!plan.iter().any(|step| step.contains("TEMP B-TREE")), "{plan:?}");
    }
}
