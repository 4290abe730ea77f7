use super::*;
use crate::Party;
use crate::rules::{clerk, id};
use kernel::{Actor, Instant, PersonId};

const LEAVES: u8 = 5;
const COMES: u8 = 6;

fn it(person: u8, handed: bool, taken: bool) -> Known {
    let signed = Instant::read("2026-06-01 09:00");
    Known {
        version: 1,
        id: id(8),
        subject: id(2),
        party: Party::Territory,
        person: id(person),
        from: "2026-06-01".parse().unwrap(),
        to: None,
        acting: false,
        hands_over: Some(id(7)),
        handed_at: signed.filter(|_| handed),
        taken_at: signed.filter(|_| taken),
    }
}

#[test]
fn both_sign_the_one_who_leaves_first() {
    let twice = "you have signed this hand-over";
    //    handed  taken   who     note       outcome
    check(false, false, LEAVES, "台账 3 册", "outgoing");
    check(true, false, COMES, "已收", "incoming");
    check(false, false, COMES, "已收", "the one who leaves signs first");
    check(true, false, LEAVES, "台账 3 册", twice);
    check(true, true, COMES, "已收", twice);
    check(false, false, LEAVES, " ", "note: fill in this field");
    check(false, false, 99, "代签", "you may not sign a hand-over for somebody else");
}

fn check(handed: bool, taken: bool, who: u8, note: &str, expected: &str) {
    let person: PersonId = id(who);
    let ctx = Ctx { actor: Actor::Person(person), ..clerk() };
    let (new, former) = (it(COMES, handed, taken), it(LEAVES, false, false));
    let said = match decide(&new, Some(&former), &ctx, &HandOver { note: note.into() }) {
        Ok(Fact::HandOverSigned { side, .. }) => side.word().to_owned(),
        Ok(_) => "another fact".into(),
        Err(error) => error.to_string(),
    };
    assert_eq!(said, expected, "{who} {note}");
}

#[test]
fn a_first_appointment_has_no_hand_over() {
    let refused = decide(&it(COMES, false, false), None, &clerk(), &HandOver { note: "无".into() });
    assert_eq!(refused.unwrap_err().to_string(), "this appointment follows no other");
}
