//! What becomes of a publication, given what is known.

use kernel::{Ctx, Day};
use ledger::Tx;
use ledger::testing::{TestDb, db};

use super::{Import, Known, decide, import};
use crate::calendar::{DayKind, SpecialDay, seed_statutory, unpublished, year};

fn day(text: &str) -> Day {
    text.parse().unwrap()
}

fn special(text: &str, kind: DayKind, source: &str) -> SpecialDay {
    SpecialDay { day: day(text), kind, name: "国庆节".into(), source: source.into() }
}

const H: DayKind = DayKind::Holiday;
const M: DayKind = DayKind::Makeup;

#[test]
fn publishing() {
    let one = |text, kind| vec![special(text, kind, "通知")];
    //    known                                  published                          outcome
    check(vec![], one("2026-10-01", H), "2026-10-01 holiday v1");
    check(vec![], one("2026-10-10", M), "2026-10-10 makeup v1");
    check(one("2026-10-01", H), one("2026-10-01", H), "");
    check(one("2026-10-01", H), one("2026-10-02", H), "2026-10-02 holiday v1, 2026-10-01 ordinary v2");
    check(vec![special("2026-10-01", H, "别的通知")], one("2026-10-02", H), "2026-10-02 holiday v1");
    check(vec![special("2026-10-01", H, "别的通知")], one("2026-10-01", H), "2026-10-01 holiday v2");
    check(vec![], one("2026-10-09", M), "days: only a Saturday or Sunday can be a make-up working day");
    check(vec![], vec![], "days: give between 1 and 4000 days");
    check(vec![], vec![special("2026-10-01", H, " ")], "days: say from which text it comes");
    let twice = [one("2026-10-01", H), one("2026-10-01", H)].concat();
    check(vec![], twice, "days: this day is given twice");
    let nameless = SpecialDay { name: " ".into(), ..special("2026-10-01", H, "通知") };
    check(vec![], vec![nameless], "days: say which holiday it belongs to");
}

fn check(known: Vec<SpecialDay>, days: Vec<SpecialDay>, outcome: &str) {
    let known: Known = known.into_iter().map(|s| (s.day, (1, Some(s)))).collect();
    let decided = match decide(&known, &Import { days }) {
        Ok(facts) => {
            let line = |(day, version, fact): &(Day, i64, crate::calendar::Fact)| {
                format!("{day} {} v{}", ledger::Fact::kind(fact), version + 1)
            };
            facts.iter().map(line).collect::<Vec<_>>().join(", ")
        }
        Err(error) => error.to_string(),
    };
    assert_eq!(decided, outcome);
}

fn write(t: &TestDb, days: Vec<SpecialDay>) -> usize {
    let published = Import { days };
    let run = move |tx: &mut Tx<'_>, ctx: &Ctx| import(tx, ctx, &published);
    t.db.write_blocking("calendar.set", &t.rule(), run).unwrap()
}

#[test]
fn a_year_is_published_and_published_again() {
    let t = db(crate::CONCEPTS);
    let is_open = |text: &str| {
        let ctx = t.rule();
        t.db.read_blocking(|r| unpublished(r, &ctx, day(text))).unwrap()
    };
    assert!(is_open("2026-03-01"));
    let days = seed_statutory(2026..=2026);
    let count = days.len();
    assert_eq!(write(&t, days.clone()), count);
    assert_eq!(write(&t, days.clone()), 0);
    assert!(!is_open("2026-03-01") && is_open("2027-03-01"));
    // The notice is corrected: one day fewer.
    assert_eq!(write(&t, days[..count - 1].to_vec()), 1);
    assert_eq!(write(&t, days), 1);
    let ctx = t.rule();
    assert_eq!(t.db.read_blocking(|r| year(r, &ctx, 2026)).unwrap().len(), count);
    t.assert_replay_agrees();
}
