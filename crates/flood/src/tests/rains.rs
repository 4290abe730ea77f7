//! Expected rain: told, counted in the right order, taken back.

use kernel::Role;

use super::{Story, outcome, stream};
use crate::rainfall::{self, ExpectedRainId, Tell, Withdraw};

const NOON: &str = "2026-07-15 12:00";

fn told(source: &str) -> Tell {
    Tell { within_1h: "8".into(), within_3h: "20".into(), source: source.into(), ..Tell::default() }
}

fn tell(s: &Story, cmd: &Tell) -> Result<ExpectedRainId, kernel::Error> {
    let cmd = cmd.clone();
    s.act(Role::DutyOfficer, move |tx, ctx| rainfall::tell(tx, ctx, &cmd))
}

#[test]
fn every_problem_is_said() {
    let s = Story::begin(NOON);
    let check = |change: fn(&mut Tell), said: &str| {
        let mut cmd = told("县气象台");
        change(&mut cmd);
        assert_eq!(outcome(tell(&s, &cmd)), said);
    };
    check(|_| {}, "done");
    check(|it| it.within_3h = "7".into(), "within_3h: within more hours no less rain falls");
    check(
        |it| it.within_1h = "1001".into(),
        "within_1h: this is outside the domain of the standard; within_3h: within more hours no less rain falls",
    );
    check(|it| it.within_1h = "多".into(), "within_1h: write a number as 12.5, of at most six decimal places");
    check(
        |it| (it.within_1h, it.within_3h) = (String::new(), String::new()),
        "within_1h: say at least one of them; no rain is 0",
    );
    check(|it| it.source = String::new(), "source: fill in this field");
    check(|it| it.catchment = "XLY-9".into(), "catchment: no such catchment");
    check(|it| it.issued = "2026-07-15 13:00".into(), "issued: this lies in the future or more than a day back");
    check(
        |it| it.issued = "2026-07-14 11:00".into(),
        "issued: this lies in the future or more than a day back; until: this is over already",
    );
    check(|it| it.until = "2026-07-16 13:00".into(), "until: this is not within the 24 hours from then on");
    check(
        |it| (it.issued, it.until) = ("2026-07-15 08:00".into(), "2026-07-15 11:30".into()),
        "until: this is over already",
    );
}

#[test]
fn its_own_counts_before_the_districts_and_later_before_earlier() {
    let s = Story::begin(NOON);
    let id = s.register(&stream("XLY-1")).unwrap();
    let other = s.register(&stream("XLY-2")).unwrap();
    let counts = |of| {
        let all = s.t.db.read_blocking(|r| rainfall::query::valid(r, &s.t.rule())).unwrap();
        rainfall::of_catchment(&all, of, s.now()).map(|it| it.told.source.as_str().unwrap().to_owned())
    };
    assert_eq!(counts(id), None);
    tell(&s, &Tell { issued: "2026-07-15 09:30".into(), ..told("早间预报") }).unwrap();
    assert_eq!(counts(id).as_deref(), Some("早间预报"));
    tell(&s, &Tell { issued: "2026-07-15 11:00".into(), ..told("临近预报") }).unwrap();
    let own = Tell { catchment: "XLY-1".into(), issued: "2026-07-15 10:00".into(), ..told("会商") };
    let own = tell(&s, &own).unwrap();
    assert_eq!((counts(id).as_deref(), counts(other).as_deref()), (Some("会商"), Some("临近预报")));
    let withdraw = || {
        let cmd = Withdraw { reason: "雨带南移".into() };
        outcome(s.act(Role::DutyOfficer, move |tx, ctx| rainfall::withdraw(tx, ctx, own, &cmd)))
    };
    assert_eq!((withdraw(), withdraw()), ("done".into(), "this was withdrawn already".into()));
    assert_eq!(counts(id).as_deref(), Some("临近预报"));
    // A day later nothing of it counts, and all of it is on record.
    s.t.clock.advance(kernel::Span::hours(24));
    assert_eq!(counts(other), None);
    assert_eq!(s.t.db.read_blocking(|r| rainfall::query::count(r, &s.t.rule())).unwrap(), 3);
    s.t.assert_replay_agrees();
}
