use super::*;
use crate::rules::{clerk, id, outcome_or_nothing};
use crate::subject::register::tests::{around, cmd};

fn it(status: SubjectStatus) -> Known {
    let cmd = cmd();
    Known {
        version: 1,
        id: id(2),
        name: Some(cmd.name),
        kind: cmd.kind,
        sector: cmd.sector,
        division: cmd.division,
        address: Some(cmd.address),
        organisation: cmd.organisation,
        longitude_e6: cmd.longitude_e6,
        latitude_e6: cmd.latitude_e6,
        status,
    }
}

#[test]
fn amending() {
    use SubjectStatus::{Active, Withdrawn};
    //    status     command                                          outcome
    check(Active, cmd(), "nothing");
    check(Active, Register { address: "滨河路 9 号".into(), ..cmd() }, "amended");
    check(Active, Register { organisation: None, ..cmd() }, "amended");
    check(Active, Register { latitude_e6: Some(25_050_000), ..cmd() }, "amended");
    check(Active, Register { name: String::new(), ..cmd() }, "name: fill in this field");
    check(Withdrawn, Register { organisation: None, ..cmd() }, "the subject is withdrawn");
}

fn check(status: SubjectStatus, cmd: Register, expected: &str) {
    assert_eq!(outcome_or_nothing(decide(&it(status), &clerk(), &around(), &cmd)), expected, "{cmd:?}");
}
