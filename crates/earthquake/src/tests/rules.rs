//! What is read of a report, when two reports are of one event, and what is owed.

use kernel::Instant;

use super::{at, tell};
use crate::event::{Follows, Precise, Standing, State, Tell, follows_rule, same_rule, tell_rule};

const NOW: &str = "2026-06-18 22:00";

#[test]
fn what_a_report_says() {
    let good = tell("2026-06-18 21:46:08", ("102.25", "25.25"), "5.1");
    let said = |change: fn(&mut Tell)| {
        let mut cmd = good.clone();
        change(&mut cmd);
        tell_rule(&cmd, at(NOW)).map_or_else(|e| e.to_string(), |it| format!("{} {:?}", it.precise, it.depth_m))
    };
    assert_eq!(said(|_| {}), "second Some(10000)");
    assert_eq!(said(|it| it.time = "2026-06-18 21:46".into()), "minute Some(10000)");
    assert_eq!(said(|it| it.time = "2026-06-18".into()), "day Some(10000)");
    assert_eq!(said(|it| it.depth_km.clear()), "second None");
    assert_eq!(said(|it| it.depth_km = "-1.2".into()), "second Some(-1200)");
    assert_eq!(said(|it| it.time = "2026-06-18 22:03:00".into()), "time: this lies in the future");
    assert_eq!(said(|it| it.time = "昨天".into()), "time: write the time as 2026-06-18 21:46:08");
    assert_eq!(said(|it| it.longitude = "181".into()), "longitude: not a longitude in degrees");
    assert_eq!(said(|it| it.latitude = "NaN".into()), "latitude: not a latitude in degrees");
    assert_eq!(said(|it| it.depth_km = "801".into()), "depth_km: a depth in kilometres, at most 800");
    assert_eq!(said(|it| it.magnitude = "10.1".into()), "magnitude: a magnitude from -3 to 10");
    assert_eq!(said(|it| it.source.clear()), "source: fill in this field");
}

#[test]
fn when_two_reports_are_of_one_event() {
    //    known              told               seconds  km    one event
    check(("CENC", ""), ("us", "us1"), 16, 99, true);
    check(("CENC", ""), ("us", "us1"), 17, 1, false);
    check(("CENC", ""), ("us", "us1"), 1, 101, false);
    check(("us", "us1"), ("us", "us2"), 0, 0, false);
    check(("us", "us1"), ("us", ""), 0, 0, false);
    check(("CENC", ""), ("CENC", ""), 2, 50, true);
    check(("CENC", ""), ("CENC", ""), 3, 0, false);
    check(("CENC", "minute"), ("us", "us1"), 70, 10, true);
    check(("CENC", "day"), ("us", "us1"), 0, 0, false);
}

/// `number` of a known report may be the word of its precision.
fn check(known: (&str, &str), told: (&str, &str), seconds: i64, km: i64, expected: bool) {
    let base = tell_rule(&tell("2026-06-18 21:40:00", ("102.25", "25.25"), "5.1"), at(NOW)).unwrap();
    let number = |it: &str| (!it.is_empty() && Precise::from_word(it).is_none()).then(|| it.to_owned());
    let precise = |it: &str| Precise::from_word(it).unwrap_or(Precise::Second);
    let first = crate::event::Report {
        source: known.0.into(),
        source_id: number(known.1),
        precise: precise(known.1),
        ..base.clone()
    };
    let second = crate::event::Report {
        source: told.0.into(),
        source_id: number(told.1),
        at: Instant::from_micros(base.at.micros() + seconds * 1_000_000),
        latitude_e6: base.latitude_e6 + (km as f64 / 111.195 * 1e6) as i64,
        ..base
    };
    assert_eq!(same_rule(&first, &second).is_some(), expected, "{known:?} {told:?} {seconds} s {km} km");
}

#[test]
fn what_follows_from_how_it_stands() {
    let s = super::Story::begin(NOW);
    let id = s.told(&tell("2026-06-18 21:46:08", ("102.25", "25.25"), "2.1"));
    let bare = s.one(id);
    let said = |standing: Standing, state: State, strong: bool, main: bool| {
        let it = crate::event::Earthquake { standing, state, ..bare.clone() };
        match follows_rule(&it, strong, main.then_some(id)) {
            Follows::Nothing => "nothing",
            Follows::Owe => "owe",
            Follows::Attach(_) => "attach",
            Follows::LetOff(_) => "let off",
        }
    };
    //              standing            state             strong main
    assert_eq!(said(Standing::None, State::Counted, true, false), "owe");
    assert_eq!(said(Standing::None, State::Counted, true, true), "attach");
    assert_eq!(said(Standing::None, State::Counted, false, false), "nothing");
    assert_eq!(said(Standing::None, State::Withdrawn, true, false), "nothing");
    assert_eq!(said(Standing::Owed, State::Counted, true, false), "nothing");
    assert_eq!(said(Standing::Owed, State::Counted, false, false), "let off");
    assert_eq!(said(Standing::Owed, State::Withdrawn, true, false), "let off");
    assert_eq!(said(Standing::LetOff, State::Counted, true, false), "owe");
    assert_eq!(said(Standing::Attached, State::Counted, false, false), "nothing");
    // Larger than the one it belonged to by now, or that one is checked no more.
    assert_eq!(said(Standing::Attached, State::Counted, true, false), "owe");
    assert_eq!(said(Standing::Attached, State::Counted, true, true), "attach");
    assert_eq!(said(Standing::Checked, State::Counted, false, false), "nothing");
}
