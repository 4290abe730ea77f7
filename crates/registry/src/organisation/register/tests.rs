use super::*;
use crate::rules::{clerk, id, of_division, outcome};

fn cmd() -> Register {
    Register {
        id: None,
        name: "望澜鑫源化工有限公司".into(),
        short_name: "鑫源化工".into(),
        kind: OrganisationKind::Enterprise,
        division: "530999101201".parse().unwrap(),
        parent: None,
        regulates: vec![],
        uscc: None,
    }
}

fn around() -> Around {
    Around { division_known: true, parent_known: true, double: None, has_office: true }
}

#[test]
fn registering() {
    let office = OrganisationKind::Office;
    let double = Around { double: Some(id(1)), ..around() };
    let nowhere = Around { division_known: false, ..around() };
    let orphan = Around { parent_known: false, ..around() };
    let first = Around { has_office: false, ..around() };
    let code = |code: &str| Register { uscc: Some(code.into()), ..cmd() };
    //    visitor                      around      command                                outcome
    check(&clerk(), &around(), cmd(), "registered");
    check(&of_division("530999101"), &around(), cmd(), "registered");
    check(&of_division("530999102"), &around(), cmd(), "you may not register organisations outside your area");
    check(&clerk(), &double, cmd(), "this organisation is already registered");
    check(&clerk(), &nowhere, cmd(), "division: no such division");
    check(&clerk(), &orphan, cmd(), "parent: no such organisation");
    check(&clerk(), &around(), Register { name: " ".into(), ..cmd() }, "name: fill in this field");
    check(&clerk(), &around(), Register { kind: office, ..cmd() }, "the district already has a safety office");
    check(&clerk(), &first, Register { kind: office, ..cmd() }, "registered");
    check(&clerk(), &around(), code("91440300708461136T"), "registered");
    check(&clerk(), &around(), code(" "), "registered");
    check(&clerk(), &around(), code("91440300708461136X"), "uscc: the check character does not agree");
}

fn check(ctx: &Ctx, around: &Around, cmd: Register, expected: &str) {
    assert_eq!(outcome(decide(ctx, around, &cmd)), expected, "{cmd:?}");
}

#[test]
fn a_body_without_short_name_is_called_by_its_name() {
    let fact = decide(&clerk(), &around(), &Register { short_name: String::new(), ..cmd() }).unwrap();
    assert!(matches!(fact, Fact::Registered { name, short_name, .. } if name == short_name));
}
