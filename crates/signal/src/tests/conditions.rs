//! What the engine tells, what is owed for it, and acknowledging.

use kernel::{Ctx, Instant, OrganisationId, PersonId, Role};
use ledger::Tx;
use obligation::Status;
use proptest::prelude::*;

use super::{Story, at, gauge, outcome, rain, silent};
use crate::Colour::{self, Blue, Orange, Red, Yellow};
use crate::condition::query::{Filter, View};
use crate::condition::{self, Acknowledge, Change, ConditionId, Place, Recorded, Sort};
use crate::device::{Describe, DeviceId};

const NOON: &str = "2026-07-15 12:00";

fn device(s: &Story) -> DeviceId {
    s.register(&gauge("60912340")).unwrap()
}

fn raised(s: &Story, change: &Change) -> ConditionId {
    match s.tell(change).unwrap() {
        Recorded::Raised(id) => id,
        other => panic!("{other:?}"),
    }
}

fn acknowledge(s: &Story, role: Role, id: ConditionId, note: &'static str) -> String {
    let run = move |tx: &mut Tx<'_>, ctx: &Ctx| condition::acknowledge(tx, ctx, id, &Acknowledge { note: note.into() });
    outcome(s.act(role, run))
}

#[test]
fn one_condition_not_a_hundred() {
    let s = Story::begin(NOON);
    let it = device(&s);
    let tell = |minute: &str, colour| s.tell(&Change { reading: rain("50"), ..silent(it, minute, colour) }).unwrap();
    assert_eq!(tell("2026-07-15 08:00", None), Recorded::Nothing);
    let Recorded::Raised(id) = tell("2026-07-15 09:00", Some(Yellow)) else { panic!("not raised") };
    assert_eq!(tell("2026-07-15 09:00", Some(Yellow)), Recorded::Known(id), "told again");
    for minute in ["2026-07-15 09:05", "2026-07-15 09:10"] {
        assert_eq!(tell(minute, Some(Yellow)), Recorded::Changed(id));
    }
    tell("2026-07-15 09:15", Some(Red));
    tell("2026-07-15 09:20", Some(Blue));
    let now = s.condition(id);
    assert_eq!((now.colour, now.worst, now.repeats), (Blue, Red, 2));
    assert_eq!((now.raised_at, now.last_at), (at("2026-07-15 09:00"), at("2026-07-15 09:20")));
    tell("2026-07-15 10:00", None);
    let over = s.condition(id);
    assert_eq!(
        (over.is_active(), over.is_acknowledged(), over.cleared_at),
        (false, false, Some(at("2026-07-15 10:00")))
    );
    let Recorded::Raised(next) = tell("2026-07-15 11:00", Some(Blue)) else { panic!("not raised again") };
    assert_ne!(next, id, "what was over begins anew");
    let count = |view| {
        let filter = Filter { view: Some(view), ..Filter::default() };
        s.t.db.read_blocking(|r| condition::query::count(r, &s.t.rule(), &filter)).unwrap()
    };
    assert_eq!([View::Active, View::Cleared, View::Unacknowledged, View::All].map(count), [1, 1, 2, 2]);
    s.t.assert_replay_agrees();
}

#[test]
fn what_is_told_late_is_kept_and_changes_nothing_that_stands() {
    let s = Story::begin(NOON);
    let it = device(&s);
    let id = raised(&s, &silent(it, "2026-07-15 09:00", Some(Blue)));
    s.tell(&silent(it, "2026-07-15 10:00", Some(Yellow))).unwrap();
    // Between two changes, and before the first.
    assert_eq!(s.tell(&silent(it, "2026-07-15 09:30", Some(Orange))).unwrap(), Recorded::Changed(id));
    let now = s.condition(id);
    assert_eq!((now.colour, now.worst, now.last_at), (Yellow, Orange, at("2026-07-15 10:00")));
    assert_eq!(s.tell(&silent(it, "2026-07-15 08:30", Some(Blue))).unwrap(), Recorded::Changed(id));
    assert_eq!(s.condition(id).raised_at, at("2026-07-15 08:30"));
    s.tell(&silent(it, "2026-07-15 11:00", None)).unwrap();
    // Within the time of one that is over.
    assert_eq!(s.tell(&silent(it, "2026-07-15 10:30", Some(Blue))).unwrap(), Recorded::Changed(id));
    assert!(!s.condition(id).is_active());
    let ahead = s.tell(&silent(it, "2026-07-15 12:01", Some(Blue)));
    assert!(ahead.is_err(), "nothing is known of the future");
    s.t.assert_replay_agrees();
}

#[test]
fn two_changes_at_one_moment_are_two() {
    let s = Story::begin(NOON);
    let it = device(&s);
    let first = raised(&s, &silent(it, "2026-07-15 09:00", Some(Blue)));
    let told = [Some(Red), None];
    for colour in told {
        assert_eq!(s.tell(&silent(it, "2026-07-15 09:00", colour)).unwrap(), Recorded::Changed(first), "{colour:?}");
    }
    let over = s.condition(first);
    assert_eq!((over.worst, over.is_active()), (Red, false));
    // Told again after a restart, each is known; what begins at the moment at which it was over is another one.
    for colour in [Some(Blue), Some(Red), None] {
        assert_eq!(s.tell(&silent(it, "2026-07-15 09:00", colour)).unwrap(), Recorded::Known(first), "{colour:?}");
    }
    assert_ne!(raised(&s, &silent(it, "2026-07-15 09:00", Some(Orange))), first);
    s.t.assert_replay_agrees();
}

#[test]
fn what_is_told_of_the_same_time_takes_the_place_of_what_was_said() {
    let s = Story::begin(NOON);
    let it = device(&s);
    let id = raised(&s, &silent(it, "2026-07-15 09:00", Some(Yellow)));
    assert_eq!(s.tell(&silent(it, "2026-07-15 09:00", Some(Red))).unwrap(), Recorded::Changed(id));
    let now = s.condition(id);
    assert_eq!((now.colour, now.worst, now.raised_at), (Red, Red, at("2026-07-15 09:00")));
    for colour in [Yellow, Red] {
        assert_eq!(s.tell(&silent(it, "2026-07-15 09:00", Some(colour))).unwrap(), Recorded::Known(id), "told again");
    }
    s.tell(&silent(it, "2026-07-15 10:00", None)).unwrap();
    assert!(!s.condition(id).is_active());
    // It was not over then, as a late reading says.
    let again = raised(&s, &silent(it, "2026-07-15 10:00", Some(Blue)));
    assert!(again != id && s.condition(again).is_active());
    s.t.assert_replay_agrees();
}

#[test]
fn a_rule_is_asked_for_where_one_says_it() {
    let s = Story::begin(NOON);
    let it = device(&s);
    let by_rule = Change { sort: Sort::Rule, ..silent(it, "2026-07-15 09:00", Some(Blue)) };
    assert!(s.tell(&by_rule).is_err());
}

/// Who owes it, and by when: the officer who watches, else whoever keeps it, else the desk.
#[test]
fn what_is_owed_and_by_whom() {
    let s = Story::begin(NOON);
    let f = &s.people;
    let due = |colour: Colour, minutes: i64| (colour, minutes);
    for (n, (colour, minutes)) in [due(Blue, 60), due(Yellow, 30), due(Orange, 15), due(Red, 5)].into_iter().enumerate()
    {
        let it = s.register(&gauge(&format!("W{n}"))).unwrap();
        let id = raised(&s, &silent(it, "2026-07-15 11:00", Some(colour)));
        let owed = s.condition(id).owed;
        assert_eq!(owed.due, s.now() + kernel::Span::minutes(minutes), "{colour:?}");
        owes(&s, owed.obligation, f.townships[0], Some(f.township_officer));
    }
    let unwatched = Describe { watcher: String::new(), ..gauge("U") };
    let it = s.register(&unwatched).unwrap();
    let id = raised(&s, &silent(it, "2026-07-15 11:00", Some(Blue)));
    owes(&s, s.condition(id).owed.obligation, f.departments[0], None);
    let intake = Change {
        place: Place::Intake("水务局网关".into()),
        sort: Sort::IntakeLost,
        ..silent(it, "2026-07-15 11:00", Some(Blue))
    };
    let id = raised(&s, &intake);
    owes(&s, s.condition(id).owed.obligation, f.office, None);
}

fn owes(s: &Story, id: obligation::ObligationId, organisation: OrganisationId, person: Option<PersonId>) {
    let it = s.status(id);
    assert_eq!((it.owner.organisation, it.owner.person, it.status), (organisation, person, Status::Assigned));
}

#[test]
fn acknowledging_settles_and_worsening_owes_anew() {
    let s = Story::begin(NOON);
    let it = device(&s);
    let id = raised(&s, &silent(it, "2026-07-15 11:00", Some(Yellow)));
    let first = s.condition(id).owed;
    assert_eq!(acknowledge(&s, Role::TownshipOfficer, id, " "), "note: fill in this field");
    assert_eq!(acknowledge(&s, Role::TownshipOfficer, id, "已派人到站检查"), "done");
    assert_eq!(acknowledge(&s, Role::DutyOfficer, id, "已知悉"), "this condition is acknowledged already");
    let seen = s.condition(id);
    assert_eq!((seen.is_active(), seen.acknowledged_by), (true, Some(s.people.township_officer)));
    assert_eq!(s.status(first.obligation).status, Status::Settled);
    // Worse than what was acknowledged.
    s.tell(&silent(it, "2026-07-15 11:30", Some(Orange))).unwrap();
    let worse = s.condition(id);
    assert!(!worse.is_acknowledged() && worse.owed.obligation != first.obligation && worse.note.is_none());
    assert_eq!(s.status(worse.owed.obligation).status, Status::Assigned);
    // Worse before anybody saw it: the sooner deadline takes the place of the later one.
    s.tell(&silent(it, "2026-07-15 11:40", Some(Red))).unwrap();
    let red = s.condition(id);
    assert_eq!(s.status(worse.owed.obligation).status, Status::Waived);
    assert_eq!(red.owed.due, s.now() + kernel::Span::minutes(5));
    // Over, and owed still.
    s.tell(&silent(it, "2026-07-15 11:50", None)).unwrap();
    assert_eq!(s.status(red.owed.obligation).status, Status::Assigned);
    assert_eq!(acknowledge(&s, Role::EnterpriseUser, id, "已知悉"), "ConditionId does not exist");
    assert_eq!(acknowledge(&s, Role::DutyOfficer, id, "已恢复"), "done");
    assert_eq!(s.status(red.owed.obligation).status, Status::Settled);
    s.t.assert_replay_agrees();
}

/// Minutes after nine, and a colour or none.
fn told() -> impl Strategy<Value = Vec<(u8, Option<usize>)>> {
    proptest::collection::vec((0..40_u8, proptest::option::of(0..4_usize)), 1..24)
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 24, ..ProptestConfig::default() })]

    /// However changes come: at most one is active, each moment is recorded once, what is unacknowledged is owed, and the
    /// ledger played again gives the same tables.
    #[test]
    fn whatever_is_told_at_most_one_is_active(changes in told()) {
        let s = Story::begin(NOON);
        let it = device(&s);
        for (minute, colour) in &changes {
            let moment: Instant = at("2026-07-15 09:00") + kernel::Span::minutes(i64::from(*minute));
            let colour = colour.map(|n| Colour::ALL[n]);
            let change = Change { at: moment, ..silent(it, "2026-07-15 09:00", colour) };
            let first = s.tell(&change).unwrap();
            let again = s.tell(&change).unwrap();
            prop_assert!(matches!((first, again),
                (Recorded::Nothing, Recorded::Nothing) | (Recorded::Known(_) | Recorded::Raised(_) | Recorded::Changed(_), Recorded::Known(_))),
                "{first:?} {again:?}");
        }
        let all = s.t.db.read_blocking(|r| condition::query::list(r, &s.t.rule(), &Filter::default(), 0, 100)).unwrap();
        prop_assert!(all.iter().filter(|it| it.is_active()).count() <= 1);
        for it in &all {
            prop_assert!(it.worst >= it.colour && it.raised_at <= it.last_at);
            let open = s.status(it.owed.obligation).status.is_open();
            prop_assert_eq!(open, !it.is_acknowledged());
        }
        s.t.assert_replay_agrees();
    }
}
