use super::*;
use crate::rules::{id, outcome};
use crate::subject::register::tests::cmd as registered;

#[test]
fn withdrawing() {
    use SubjectStatus::{Active, Withdrawn};
    //    status     reason        outcome
    check(Active, "已停产拆除", "withdrawn");
    check(Active, " ", "reason: fill in this field");
    check(Withdrawn, "已停产拆除", "the subject is withdrawn");
}

fn check(status: SubjectStatus, reason: &str, expected: &str) {
    let of = registered();
    let it = Known {
        version: 1,
        id: id(2),
        name: Some(of.name),
        kind: of.kind,
        sector: of.sector,
        division: of.division,
        address: None,
        organisation: None,
        longitude_e6: None,
        latitude_e6: None,
        status,
    };
    let cmd = Withdraw { on: Day::new(2026, 6, 18).unwrap(), reason: reason.into() };
    assert_eq!(outcome(decide(&it, &cmd)), expected);
}
