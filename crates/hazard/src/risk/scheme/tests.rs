//! Which edition counts, and what is refused.

use kernel::Identity as _;
use ledger::Fact as _;
use ledger::testing::db;

use super::{Edition, Method, RiskScheme, RiskSchemeId, SetScheme, end, in_force, list, set};

fn good() -> SetScheme {
    SetScheme {
        edition: Edition::LecUpward,
        direct_red: vec!["构成重大危险源\n\n 现场作业 10 人以上 ".into()],
        reason: "全县统一按上限归入高一级".into(),
        source: "望安委〔2026〕12 号".into(),
        from: "2026-06-20".parse().unwrap(),
        to: None,
    }
}

#[test]
fn setting() {
    //    change                                                      outcome
    check(|_| {}, "set");
    check(|it| it.from = "2026-06-18".parse().unwrap(), "set");
    check(|it| it.from = "2026-06-17".parse().unwrap(), "from: a scheme can't begin in the past");
    check(|it| it.to = "2026-06-19".parse().ok(), "to: the last day is before the first");
    check(|it| it.reason = "统一".into(), "reason: say why this edition is chosen");
    check(|it| it.source = " ".into(), "source: say from which text it comes");
    check(|it| it.direct_red = vec!["一条".into(); 20], "set");
    check(|it| it.direct_red = vec!["一条".into(); 21], "direct_red: at most twenty lines");
}

fn check(change: impl Fn(&mut SetScheme), outcome: &str) {
    let mut cmd = good();
    change(&mut cmd);
    let decided = super::set::decide(&cmd, "2026-06-18".parse().unwrap());
    let said = decided.map(|fact| fact.kind().to_owned()).unwrap_or_else(|error| error.to_string());
    assert_eq!(said, outcome);
}

#[test]
fn ending() {
    let scheme = |to: Option<&str>| RiskScheme {
        id: RiskSchemeId::from_bytes([1; 16]),
        version: 1,
        edition: Edition::LecUpward,
        direct_red: Vec::new(),
        reason: good().reason,
        source: good().source,
        from: good().from,
        to: to.map(|day| day.parse().unwrap()),
    };
    //    ends already        last day      today         outcome
    let rows = [
        (None, "2026-06-30", "2026-06-25", "ended"),
        (None, "2026-06-25", "2026-06-25", "ended"),
        (None, "2026-06-19", "2026-06-18", "to: the last day is before the first"),
        (None, "2026-06-24", "2026-06-25", "to: a scheme can't end in the past"),
        (Some("2026-06-24"), "2026-06-30", "2026-06-25", "this scheme has ended already"),
    ];
    for (already, to, today, outcome) in rows {
        let decided = super::end::decide(&scheme(already), to.parse().unwrap(), today.parse().unwrap());
        let said = decided.map(|fact| fact.kind().to_owned()).unwrap_or_else(|error| error.to_string());
        assert_eq!(said, outcome, "to {to}, today {today}");
    }
}

#[test]
fn every_edition_is_the_one_of_its_name() {
    for edition in Edition::ALL {
        assert_eq!(edition.borders().edition, edition.word());
    }
}

#[test]
fn the_scheme_that_began_last_counts() {
    let t = db(crate::CONCEPTS);
    let ctx = t.rule();
    let counts = |method, day: &str| {
        let day = day.parse().unwrap();
        t.db.read_blocking(|r| in_force(r, &ctx, method, day)).unwrap().map(|it| it.edition)
    };
    assert_eq!(counts(Method::Lec, "2026-06-25"), None);
    t.db.write_blocking("set", &t.rule(), |tx, ctx| set(tx, ctx, &good())).unwrap();
    let later = SetScheme { edition: Edition::LecDownward, from: "2026-07-10".parse().unwrap(), ..good() };
    let id = t.db.write_blocking("set", &t.rule(), move |tx, ctx| set(tx, ctx, &later)).unwrap();
    t.db.write_blocking("end", &t.rule(), move |tx, ctx| end(tx, ctx, id, "2026-07-20".parse().unwrap())).unwrap();
    let rows = [
        (Method::Lec, "2026-06-19", None),
        (Method::Lec, "2026-06-20", Some(Edition::LecUpward)),
        (Method::Lec, "2026-07-10", Some(Edition::LecDownward)),
        (Method::Lec, "2026-07-20", Some(Edition::LecDownward)),
        (Method::Lec, "2026-07-21", Some(Edition::LecUpward)),
        (Method::Matrix, "2026-07-10", None),
    ];
    for (method, day, expected) in rows {
        assert_eq!(counts(method, day), expected, "{method} {day}");
    }
    let kept = t.db.read_blocking(|r| list(r, &ctx)).unwrap();
    assert_eq!(kept.len(), 2);
    assert_eq!(kept[1].direct_red, ["构成重大危险源", "现场作业 10 人以上"]);
    t.assert_replay_agrees();
}
