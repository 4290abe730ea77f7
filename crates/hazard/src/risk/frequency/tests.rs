//! When the next look is due, which rule counts, and what is refused.

use kernel::{Day, Identity as _, Sector};
use ledger::Fact as _;

use super::*;

fn day(text: &str) -> Day {
    text.parse().unwrap()
}

#[test]
fn the_next_look() {
    //    last          amount  unit          due
    check("2026-06-18", 7, Unit::Days, "2026-06-25");
    check("2026-06-18", 1, Unit::Months, "2026-07-18");
    check("2026-01-31", 1, Unit::Months, "2026-02-28");
    check("2024-01-31", 1, Unit::Months, "2024-02-29");
    check("2026-08-31", 6, Unit::Months, "2027-02-28");
    check("2026-12-31", 12, Unit::Months, "2027-12-31");
}

fn check(last: &str, amount: u32, unit: Unit, due: &str) {
    assert_eq!(Period { amount, unit }.after(day(last)), day(due), "{last} {amount} {unit}");
}

fn rule(id: u8, sector: Option<Sector>, months: u32, from: &str) -> InspectionFrequency {
    InspectionFrequency {
        id: InspectionFrequencyId::from_bytes([id; 16]),
        version: 1,
        colour: Some(Colour::Orange),
        sector,
        party: Party::Department,
        period: Period { amount: months, unit: Unit::Months },
        source: "望安委〔2026〕12 号".into(),
        from: day(from),
        to: None,
    }
}

#[test]
fn the_rule_that_counts() {
    let mut ended = rule(4, None, 9, "2026-03-01");
    ended.to = Some(day("2026-03-31"));
    let rules = [
        rule(1, None, 3, "2026-01-01"),
        rule(2, None, 4, "2026-06-01"),
        rule(3, Some(Sector::Construction), 1, "2026-01-01"),
        ended,
    ];
    let orange = Some(Colour::Orange);
    let counts = |colour, sector, party, on: &str| choose(&rules, colour, sector, party, day(on)).map(|it| it.amount);
    assert_eq!(counts(orange, Sector::Industry, Party::Department, "2025-12-31"), None);
    assert_eq!(counts(orange, Sector::Industry, Party::Department, "2026-02-01"), Some(3));
    assert_eq!(counts(orange, Sector::Industry, Party::Department, "2026-03-31"), Some(9));
    assert_eq!(counts(orange, Sector::Industry, Party::Department, "2026-04-01"), Some(3));
    assert_eq!(counts(orange, Sector::Industry, Party::Department, "2026-06-01"), Some(4));
    assert_eq!(counts(orange, Sector::Construction, Party::Department, "2026-06-01"), Some(1));
    assert_eq!(counts(orange, Sector::Industry, Party::Township, "2026-06-01"), None);
    assert_eq!(counts(None, Sector::Industry, Party::Department, "2026-06-01"), None);
}

#[test]
fn setting_and_ending() {
    let good = SetFrequency {
        colour: Some(Colour::Red),
        sector: None,
        party: Party::Department,
        period: Period { amount: 1, unit: Unit::Months },
        source: " 望安委〔2026〕12 号 ".into(),
        from: day("2026-06-18"),
        to: None,
    };
    let set = |change: &dyn Fn(&mut SetFrequency)| {
        let mut cmd = good.clone();
        change(&mut cmd);
        let fact = decide_set(&cmd, day("2026-06-18"));
        fact.map_or_else(|error| error.to_string(), |fact| fact.kind().to_owned())
    };
    assert_eq!(set(&|_| {}), "set");
    assert_eq!(set(&|it| it.period.amount = 0), "amount: from one to 3650");
    assert_eq!(set(&|it| it.source = " ".into()), "source: say from which text it comes");
    assert_eq!(set(&|it| it.from = day("2026-06-17")), "from: a frequency can't begin in the past");
    assert_eq!(set(&|it| it.to = Some(day("2026-06-17"))), "to: the last day is before the first");
    let it = rule(1, None, 3, "2026-06-01");
    let ended = |to: &str| {
        let fact = decide_end(&it, day(to), day("2026-06-18"));
        fact.map_or_else(|error| error.to_string(), |fact| fact.kind().to_owned())
    };
    assert_eq!(ended("2026-06-18"), "ended");
    assert_eq!(ended("2026-06-17"), "to: a frequency can't end in the past");
    assert_eq!(ended("2026-05-31"), "to: the last day is before the first");
}
