//! What is asked of others is counted with the minutes in force when it was asked; what one owes oneself is not.

use kernel::{Identity as _, Personal, Span};

use super::*;
use crate::{Check, Due, Open, Owner, Ref};

#[test]
fn one_of_every_fact_is_kept() {
    ledger::testing::golden(&Fact::Set {
        duty: "directive.answer".into(),
        minutes: 90,
        from: "2026-01-01".parse().unwrap(),
        source: "2025年12月三个乡镇试填".into(),
    });
}

#[test]
fn what_is_said_of_a_cost() {
    let good = SetCost {
        duty: "directive.answer".into(),
        minutes: "90".into(),
        from: "2026-01-01".into(),
        source: "三个乡镇试填".into(),
    };
    assert!(decide(&good).is_ok());
    let said = |cmd: SetCost| decide(&cmd).unwrap_err().to_string();
    assert_eq!(said(SetCost { duty: String::new(), ..good.clone() }), "duty: fill in this field");
    for bad in ["", "-1", "1.5", "10001"] {
        let wrong = said(SetCost { minutes: bad.into(), ..good.clone() });
        assert!(wrong.starts_with("minutes: "), "{bad}: {wrong}");
    }
    assert_eq!(said(SetCost { from: "2026".into(), ..good.clone() }), "from: write the day as 2026-06-18");
}

#[test]
fn requests_cost_what_was_in_force_when_they_were_made() {
    let all = registry::CONCEPTS.iter().chain(crate::CONCEPTS);
    let t = ledger::testing::db(all.copied().collect::<Vec<_>>().leak());
    let f = registry::testing::district(&t);
    crate::testing::seed(&t);
    let today = || ledger::Clock::now(t.clock.as_ref()).day();
    let cost = |minutes: u32| {
        let cmd = SetCost {
            duty: "hazard.judge".into(),
            minutes: minutes.to_string(),
            from: today().to_string(),
            source: "试填".into(),
        };
        t.db.write_blocking("cost", &t.rule(), move |tx, ctx| set_cost(tx, ctx, &cmd).map(drop))
    };
    let whole = |organisation| Owner { organisation, person: None };
    let (office, [east, west]) = (f.office, f.townships);
    let ask = |owner, n: u8| {
        t.db.write_blocking("ask", &t.rule(), move |tx, ctx| {
            let open = Open {
                about: Ref { kind: "hazard".into(), id: [n; 16] },
                duty: "hazard.judge".into(),
                title: Personal::text("报送情况"),
                owner: whole(owner),
                owed_to: whole(office),
                checker: None,
                check: Check::None,
                due: Due::At(ctx.now + Span::days(2)),
                source: None,
                division: ctx.district.division(),
                sector: None,
                grade: None,
            };
            crate::open(tx, ctx, open).map(drop)
        })
        .unwrap();
    };
    let total = || {
        let sum = t.db.read_blocking(|r| query::totals(r, &t.rule(), today().plus_days(-40), today())).unwrap();
        let duty = sum.duties.get("hazard.judge").map_or(0, |(_, asked)| asked.len());
        (sum.all.requests, sum.all.minutes, duty)
    };
    ask(east, 1);
    assert_eq!(total(), (0, 0, 0), "what has no cost is no request");
    t.clock.advance(Span::days(1));
    cost(30).unwrap();
    assert!(cost(40).unwrap_err().to_string().contains("set from this day on already"));
    t.clock.advance(Span::days(1));
    ask(east, 2);
    ask(west, 3);
    ask(office, 4);
    assert_eq!(total(), (2, 60, 2), "what one owes oneself is no burden");
    t.clock.advance(Span::days(1));
    cost(20).unwrap();
    ask(west, 5);
    assert_eq!(total(), (3, 80, 2));
    let last = t.db.read_blocking(|r| query::last(r, &t.rule(), "hazard.judge", today().plus_days(-1))).unwrap();
    assert_eq!(last.iter().map(|it| it.asked).collect::<Vec<_>>(), [1, 2], "by day, the last first");
    assert!(last.iter().all(|it| it.asker == office));
    assert_eq!(t.db.read_blocking(|r| query::minutes(r, &t.rule(), "hazard.judge", today())).unwrap(), Some(20));
    assert_ne!(east.to_text(), west.to_text());
    t.assert_replay_agrees();
}
