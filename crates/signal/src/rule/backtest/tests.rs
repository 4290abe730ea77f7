//! Which condition belongs to which event, and what that makes of a colour.

use kernel::Division;
use readings::{Held, Metric};

use super::{Asked, Belongs, Event, Found, Nearness, Score, Told, Whether, compare};
use crate::Colour;
use crate::rule::Target;

const HOUR: i64 = 3_600_000;
const HERE: i64 = 330_799_101_000;

fn place(code: i64) -> Division {
    Division::new(code).unwrap()
}

fn asked(nearness: Nearness) -> Asked {
    let day = "2026-07-15".parse().unwrap();
    Asked { nearness, kilometres: 5, ..Asked::usual(Metric::Rain, &Target::default(), day, day) }
}

/// Of one device in a village of the township: from hour to hour, at yellow, and at red from an hour on.
fn held(from: i64, until: i64, red: Option<i64>) -> Found {
    let (yellow, red) = (Some(from * HOUR), red.map(|it| it * HOUR));
    let lasted = (until - from) * HOUR;
    let held = Held {
        from: from * HOUR,
        until: Some(until * HOUR),
        worst: if red.is_some() { 4 } else { 2 },
        figure: 1,
        since: [yellow, yellow, red, red],
        lasted: [lasted, lasted, 0, red.map_or(0, |it| until * HOUR - it)],
    };
    Found { device: 0, held }
}

fn event(hour: i64) -> Event {
    Event { at: hour * HOUR, unsure: 0, places: vec![place(HERE)], middles: vec![(30.0, 120.0)] }
}

fn device<'a>(code: i64, position: Option<(f64, f64)>) -> Told<'a> {
    Told { division: place(code), position, heard: Box::new(|from, until| from < 1_000 * HOUR && until > 0) }
}

fn compared(conditions: &[Found], events: &[Event]) -> super::Compared {
    let devices = [device(HERE + 3, None)];
    let colours = [Colour::Yellow, Colour::Red];
    compare(&asked(Nearness::Township), &colours, &devices, (conditions, events), 1_000 * HOUR)
}

#[test]
fn a_condition_belongs_to_what_follows_it() {
    //    condition         event   what it is
    let check = |(from, until), at, expected: Belongs| {
        let found = compared(&[held(from, until, None)], &[event(at)]);
        assert_eq!(found.belongs, [expected], "{from} to {until}, event at {at}");
    };
    check((100, 110), 105, Belongs::To(0));
    check((100, 110), 100, Belongs::To(0));
    check((100, 110), 134, Belongs::To(0));
    check((100, 110), 135, Belongs::Nowhere);
    check((100, 110), 99, Belongs::TooLate(0));
    check((100, 110), 94, Belongs::TooLate(0));
    check((100, 110), 93, Belongs::Nowhere);
}

#[test]
fn each_colour_is_counted_for_itself() {
    let conditions = [held(100, 110, Some(106)), held(200, 210, Some(201)), held(300, 301, None), held(403, 410, None)];
    let events = [event(105), event(209), event(401), event(700), event(2_000)];
    let found = compared(&conditions, &events);
    let yellow = Score {
        colour: Colour::Yellow,
        conditions: 4,
        right: 2,
        late: 1,
        events: 4,
        hits: 2,
        lead_minutes: Some(7 * 60),
        warned_minutes: 28 * 60,
    };
    // Red came an hour too late for the first event.
    let red = Score {
        colour: Colour::Red,
        conditions: 2,
        right: 1,
        late: 1,
        hits: 1,
        lead_minutes: Some(8 * 60),
        warned_minutes: 13 * 60,
        ..yellow
    };
    assert_eq!(found.scores, [yellow, red]);
    assert_eq!((yellow.misses(), yellow.false_alarms()), (2, 1));
    assert_eq!(found.events[4].0, Whether::NoReadings);
    assert_eq!(found.events[0].1, [None, Some(5 * 60), None, None]);
    // Of 4 events 2; of 3 judged conditions 1 false: 1 / (2 + 1.5 - 1).
    let close = |it: Option<f64>, expected: f64| (it.unwrap() - expected).abs() < 1e-12;
    assert!(close(yellow.detection(), 0.5) && close(yellow.false_alarm_ratio(), 1.0 / 3.0));
    assert!(close(yellow.success_index(), 0.4), "{:?}", yellow.success_index());
    let nothing = Score { conditions: 0, right: 0, late: 0, events: 0, hits: 0, ..yellow };
    assert_eq!((nothing.detection(), nothing.false_alarm_ratio(), nothing.success_index()), (None, None, None));
    let missed = Score { events: 3, ..nothing };
    assert_eq!((missed.detection(), missed.success_index()), (Some(0.0), Some(0.0)));
}

#[test]
fn a_time_known_to_the_day_forgives_a_day_and_has_no_lead() {
    let day = Event { unsure: 24 * HOUR, ..event(100) };
    let found = compared(&[held(120, 121, None)], &[day]);
    assert_eq!((found.scores[0].hits, found.scores[0].lead_minutes), (1, None));
    assert_eq!(compared(&[held(125, 126, None)], &[event(100)]).scores[0].hits, 0);
}

#[test]
fn near_is_what_was_asked_for() {
    let check = |nearness, code, position, expected| {
        let devices = [device(code, position)];
        let found = compare(&asked(nearness), &[Colour::Yellow], &devices, (&[], &[event(100)]), 200 * HOUR);
        assert_eq!(found.events[0].0, expected, "{nearness:?} {code} {position:?}");
    };
    check(Nearness::Village, HERE + 3, None, Whether::Could);
    check(Nearness::Village, HERE + 1_003, None, Whether::NoDevice);
    check(Nearness::Township, HERE + 1_003, None, Whether::NoDevice);
    check(Nearness::District, HERE + 1_003, None, Whether::Could);
    check(Nearness::Distance, HERE, None, Whether::NoDevice);
    check(Nearness::Distance, HERE + 1_003, Some((30.0, 120.05)), Whether::Could);
    check(Nearness::Distance, HERE + 1_003, Some((30.0, 120.06)), Whether::NoDevice);
    let anywhere = Event { places: vec![], ..event(100) };
    let devices = [device(HERE + 1_003, None)];
    let found = compare(&asked(Nearness::Village), &[Colour::Yellow], &devices, (&[], &[anywhere]), 200 * HOUR);
    assert_eq!(found.events[0].0, Whether::Could);
    // A village's device tells of what happened in its township's other villages by township only.
    let village = Event { places: vec![place(HERE + 7)], ..event(100) };
    for (nearness, expected) in [(Nearness::Village, Whether::NoDevice), (Nearness::Township, Whether::Could)] {
        let devices = [device(HERE + 3, None)];
        let found =
            compare(&asked(nearness), &[Colour::Yellow], &devices, (&[], std::slice::from_ref(&village)), 200 * HOUR);
        assert_eq!(found.events[0].0, expected);
    }
}
