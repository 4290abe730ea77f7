use super::*;
use crate::rules::id;

fn day(text: &str) -> Day {
    text.parse().unwrap()
}

/// An appointment of person 5 that stands already.
fn stands(n: u8, from: &str, to: Option<&str>, acting: bool) -> Known {
    Known {
        version: 1,
        id: id(n),
        subject: id(2),
        party: Party::Territory,
        person: id(5),
        from: day(from),
        to: to.map(day),
        acting,
        hands_over: None,
        handed_at: None,
        taken_at: None,
    }
}

fn cmd(from: &str, to: Option<&str>, acting: bool) -> Appoint {
    Appoint {
        subject: id(2),
        party: Party::Territory,
        person: id(6),
        organisation: id(1),
        from: day(from),
        to: to.map(day),
        document: "望安委〔2026〕3 号".into(),
        acting,
    }
}

fn around(party: Vec<Known>) -> Around {
    Around { subject: SubjectStatus::Active, person_known: true, organisation_known: true, party }
}

/// `7 ends 2026-05-31, follows 7`: whom the appointment ends, on which day, and after whom it comes.
fn said(decided: Result<Decision, Error>) -> String {
    let Decision { appointed, ended } = match decided {
        Ok(decision) => decision,
        Err(error) => return error.to_string(),
    };
    let Fact::Appointed { hands_over, .. } = appointed else { return "not an appointment".into() };
    let n = |id: ResponsibilityId| kernel::Identity::bytes(&id)[0];
    let ended = match ended {
        Some((former, Fact::Ended { on, succeeded_by: Some(_), .. })) => format!("{} ends {on}, ", n(former.id)),
        Some(_) => "something else, ".into(),
        None => String::new(),
    };
    format!("{ended}{}", hands_over.map_or("new".to_owned(), |id| format!("follows {}", n(id))))
}

fn check(party: &[Known], cmd: Appoint, expected: &str) {
    assert_eq!(said(decide(id(9), &around(party.to_vec()), &cmd)), expected, "{} {:?}", cmd.from, cmd.to);
}

#[test]
fn a_full_appointment_ends_the_one_before_it() {
    let later = "another appointment of this party begins on this day or later";
    let open = [stands(7, "2025-01-01", None, false)];
    let closed = [stands(7, "2025-01-01", Some("2026-05-31"), false)];
    let two = [stands(7, "2025-01-01", Some("2025-12-31"), false), stands(8, "2026-01-01", None, false)];
    let full = |from, to| cmd(from, to, false);
    //    stands   from          to                   outcome
    check(&[], full("2026-06-01", None), "new");
    check(&open, full("2026-06-01", None), "7 ends 2026-05-31, follows 7");
    check(&open, full("2025-01-02", None), "7 ends 2025-01-01, follows 7");
    check(&open, full("2025-01-01", None), later);
    check(&open, full("2024-01-01", None), later);
    check(&open, full("2024-01-01", Some("2024-12-31")), "new");
    check(&closed, full("2026-06-01", None), "follows 7");
    check(&closed, full("2026-05-31", None), "7 ends 2026-05-30, follows 7");
    check(&closed, full("2026-06-02", None), "new");
    check(&two, full("2026-06-01", None), "8 ends 2026-05-31, follows 8");
    check(&two, full("2025-06-01", None), later);
    check(&two, full("2025-06-01", Some("2025-12-31")), "7 ends 2025-05-31, follows 7");
}

#[test]
fn a_deputy_ends_nobody() {
    let open = [stands(7, "2025-01-01", None, false)];
    let busy = [open[0].clone(), stands(8, "2026-06-01", Some("2026-06-30"), true)];
    let self_deputy = Appoint { person: id(5), ..cmd("2026-06-01", Some("2026-06-30"), true) };
    let nobody = "nobody is appointed whose place a deputy could take";
    check(&open, cmd("2026-06-01", Some("2026-06-30"), true), "follows 7");
    check(&open, cmd("2026-06-01", None, true), "to: a deputy acts until a stated day");
    check(&open, cmd("2024-06-01", Some("2024-06-30"), true), nobody);
    check(&[], cmd("2026-06-01", Some("2026-06-30"), true), nobody);
    check(&open, self_deputy, "nobody deputises for themselves");
    check(&busy, cmd("2026-06-30", Some("2026-07-30"), true), "somebody already acts in these days");
    check(&busy, cmd("2026-07-01", Some("2026-07-30"), true), "follows 7");
    check(&busy, cmd("2026-06-10", None, false), "7 ends 2026-06-09, follows 7");
}

#[test]
fn what_an_appointment_must_say() {
    let whole = cmd("2026-06-01", None, false);
    check(&[], Appoint { document: " ".into(), ..whole.clone() }, "document: fill in this field");
    check(&[], cmd("2026-06-01", Some("2026-05-31"), false), "to: the last day lies before the first");
    check(&[], cmd("2026-06-01", Some("2026-06-01"), false), "new");
    let withdrawn = Around { subject: SubjectStatus::Withdrawn, ..around(vec![]) };
    assert_eq!(said(decide(id(9), &withdrawn, &whole)), "the subject is withdrawn");
    let unknown = Around { person_known: false, organisation_known: false, ..around(vec![]) };
    assert_eq!(said(decide(id(9), &unknown, &whole)), "person: no such person; organisation: no such organisation");
}
