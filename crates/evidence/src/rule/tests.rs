//! When photos may be asked for, and when they are.

use kernel::Identity;
use ledger::testing::db;

use super::{EvidenceRule, EvidenceRuleId, SetRule, asked, end, list, set};

fn good() -> SetRule {
    SetRule {
        duty: "hazard.rectify".into(),
        grade: Some("major".into()),
        photos: 1,
        reason: "重大隐患销号须凭整改后现场影像核验".into(),
        source: "望安委〔2026〕9 号".into(),
        from: "2026-06-20".parse().unwrap(),
        to: None,
    }
}

#[test]
fn setting() {
    //    change                                                  outcome
    check(|_| {}, "set");
    check(|it| it.grade = Some(" ".into()), "set");
    check(|it| it.from = "2026-06-18".parse().unwrap(), "set");
    check(|it| it.from = "2026-06-17".parse().unwrap(), "from: a rule can't begin in the past");
    check(|it| it.duty = "hazard".into(), "duty: a duty is named object.verb");
    check(|it| it.photos = 0, "photos: from one photo to nine");
    check(|it| it.photos = 10, "photos: from one photo to nine");
    check(|it| it.reason = "要".into(), "reason: say why it can't do without photos");
    check(|it| it.source = " ".into(), "source: say from which text it comes");
    check(|it| it.to = "2026-06-19".parse().ok(), "to: the last day is before the first");
}

fn check(change: impl Fn(&mut SetRule), outcome: &str) {
    let mut rule = good();
    change(&mut rule);
    let decided = super::set::decide(&rule, "2026-06-18".parse().unwrap());
    let said = decided.map(|fact| ledger::Fact::kind(&fact).to_owned()).unwrap_or_else(|error| error.to_string());
    assert_eq!(said, outcome);
}

#[test]
fn ending() {
    let rule = |to: Option<&str>| EvidenceRule {
        id: EvidenceRuleId::from_bytes([1; 16]),
        version: 1,
        duty: good().duty,
        grade: None,
        photos: 1,
        reason: good().reason,
        source: good().source,
        from: good().from,
        to: to.map(|day| day.parse().unwrap()),
    };
    //      ends already        last day      today         outcome
    let rows = [
        (None, "2026-06-30", "2026-06-25", "ended"),
        (None, "2026-06-19", "2026-06-18", "to: the last day is before the first"),
        (None, "2026-06-24", "2026-06-25", "to: a rule can't end in the past"),
        (Some("2026-06-21"), "2026-06-30", "2026-06-25", "this rule has ended already"),
    ];
    for (already, to, today, outcome) in rows {
        let decided = super::end::decide(&rule(already), to.parse().unwrap(), today.parse().unwrap());
        let said = decided.map(|fact| ledger::Fact::kind(&fact).to_owned()).unwrap_or_else(|error| error.to_string());
        assert_eq!(said, outcome, "to {to}, today {today}");
    }
}

#[test]
fn nothing_is_asked_for_unless_a_rule_says_so() {
    let t = db(crate::CONCEPTS);
    let ctx = t.rule();
    let photos = |duty: &str, grade, day: &str| {
        let day = day.parse().unwrap();
        t.db.read_blocking(|r| asked(r, &ctx, duty, grade, day)).unwrap().map(|rule| rule.photos)
    };
    assert_eq!(photos("hazard.rectify", Some("major"), "2026-06-25"), None);
    let id = t.db.write_blocking("set", &t.rule(), |tx, ctx| set(tx, ctx, &good())).unwrap();
    let all = SetRule { grade: None, photos: 2, from: "2026-07-10".parse().unwrap(), ..good() };
    t.db.write_blocking("set", &t.rule(), move |tx, ctx| set(tx, ctx, &all)).unwrap();
    t.db.write_blocking("end", &t.rule(), move |tx, ctx| end(tx, ctx, id, "2026-07-20".parse().unwrap())).unwrap();
    //      duty               grade              day           photos
    let rows = [
        ("hazard.rectify", Some("major"), "2026-06-19", None),
        ("hazard.rectify", Some("major"), "2026-06-20", Some(1)),
        ("hazard.rectify", Some("ordinary"), "2026-06-20", None),
        ("hazard.assign", Some("major"), "2026-06-20", None),
        ("hazard.rectify", Some("major"), "2026-07-15", Some(2)),
        ("hazard.rectify", Some("ordinary"), "2026-07-10", Some(2)),
    ];
    for (duty, grade, day, expected) in rows {
        assert_eq!(photos(duty, grade, day), expected, "{duty} {grade:?} {day}");
    }
    assert_eq!(t.db.read_blocking(|r| list(r, &ctx)).unwrap().len(), 2);
    t.assert_replay_agrees();
}
