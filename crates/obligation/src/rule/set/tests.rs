//! Which rules may be set; and a local deadline changed on a Monday.

use kernel::{Ctx, Span};
use ledger::testing::db;

use super::{SetRule, decide, set};
use crate::ladder::{Call, Ladder, Rung, RungUnit};
use crate::model::{Check, Due};
use crate::rule::{END_OF_DAY, Level, Unit, defaults};
use crate::tests::cast::{self, instant};
use crate::{open, query};

fn good() -> SetRule {
    SetRule {
        duty: "hazard.rectify".into(),
        grade: None,
        amount: 5,
        unit: Unit::WorkingDays,
        end_of_day: END_OF_DAY,
        from: "2026-06-15".parse().unwrap(),
        to: None,
        source: "《望澜县办法》第九条".into(),
        level: Level::District,
        ladder: None,
    }
}

#[test]
fn setting() {
    let rung = |call, amount, unit| Rung { call, amount, unit, minute: None };
    let overdue = rung(Call::Overdue, 0, RungUnit::Minutes);
    let early = rung(Call::Overdue, -5, RungUnit::Minutes);
    let far = rung(Call::Leader, 300, RungUnit::WorkingDays);
    let ladder = |rungs: &[Rung]| SetRule { ladder: Some(Ladder(rungs.to_vec())), ..good() };
    let one_step = "ladder: a ladder has one overdue step, at the due time itself";

    check(good(), "set");
    check(SetRule { duty: "hazard.rectify.check".into(), ..good() }, "set");
    check(SetRule { duty: "hazard".into(), ..good() }, "duty: a duty is named object.verb");
    check(SetRule { duty: "Hazard.Rectify".into(), ..good() }, "duty: a duty is named object.verb");
    check(SetRule { duty: "hazard..rectify".into(), ..good() }, "duty: a duty is named object.verb");
    check(SetRule { amount: 0, ..good() }, "amount: give a number from 1 to ten years");
    check(SetRule { amount: 2_501, ..good() }, "amount: give a number from 1 to ten years");
    check(SetRule { end_of_day: 24 * 60, ..good() }, "end_of_day: a time between 00:01 and 23:59");
    check(SetRule { to: Some("2026-06-14".parse().unwrap()), ..good() }, "to: the last day is before the first");
    check(SetRule { source: "  ".into(), ..good() }, "source: say from which text it comes");
    check(ladder(&[overdue]), "set");
    check(ladder(&[]), one_step);
    check(ladder(&[overdue, overdue]), one_step);
    check(ladder(&[early]), one_step);
    check(ladder(&[overdue, far]), "ladder: a step stands too far from the due time");
    check(
        ladder(&[&[overdue], [rung(Call::Remind, -1, RungUnit::Minutes); 20].as_slice()].concat()),
        "ladder: a ladder has at most 20 steps",
    );
}

fn check(rule: SetRule, outcome: &str) {
    let decided = decide(&rule).map(|fact| ledger::Fact::kind(&fact).to_owned());
    assert_eq!(decided.unwrap_or_else(|e| e.to_string()), outcome, "{rule:?}");
}

#[test]
fn the_default_rules_are_well_formed() {
    for rule in defaults() {
        check(rule, "set");
    }
}

/// X8: change a local deadline with its source on Monday; Tuesday's events use it, Sunday's do not.
#[test]
fn a_changed_deadline_counts_from_its_first_day() {
    let t = db(crate::CONCEPTS);
    crate::testing::seed(&t);
    t.clock.set(instant("2026-06-14 10:00"));
    let open_one = || {
        let run = |tx: &mut ledger::Tx<'_>, ctx: &Ctx| open(tx, ctx, cast::open(Check::AnotherPerson, Due::ByRule));
        t.db.write_blocking("open", &cast::CLERK.of(&t), run).unwrap()
    };
    let sunday = open_one();
    t.clock.advance(Span::days(1));
    t.db.write_blocking("rule", &t.rule(), |tx, ctx| set(tx, ctx, &good())).unwrap();
    t.clock.advance(Span::days(1));
    let tuesday = open_one();

    let ctx = t.rule();
    let read = |id| t.db.read_blocking(|r| query::get(r, &ctx, id)).unwrap();
    // Ten working days of the old rule over the Dragon Boat holiday; five of the new one.
    assert_eq!(read(sunday).due.to_minute(), "2026-06-29 18:00");
    assert_eq!(read(tuesday).due.to_minute(), "2026-06-24 18:00");
    let before = defaults().into_iter().find(|rule| rule.duty == "hazard.rectify" && rule.grade.is_none()).unwrap();
    assert_eq!(read(sunday).source, Some(before.source));
    assert_eq!(read(tuesday).source.as_deref(), Some("《望澜县办法》第九条"));
    t.assert_replay_agrees();
}
