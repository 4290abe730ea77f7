use super::*;
use crate::OrganisationKind;
use crate::rules::{clerk, id, of_division, outcome};

pub fn body(division: &str) -> Known {
    Known {
        version: 1,
        id: id(1),
        name: "城关镇人民政府".into(),
        short_name: "城关镇".into(),
        kind: OrganisationKind::Township,
        division: division.parse().unwrap(),
        parent: None,
        regulates: vec![],
        uscc: None,
        dissolved_on: None,
    }
}

pub fn cmd(name: &str, phone: &str) -> Register {
    Register { name: name.into(), organisation: id(1), position: "主任".into(), phone: Some(phone.into()) }
}

#[test]
fn registering() {
    let here = body("530999101");
    let gone = Known { dissolved_on: kernel::Day::new(2026, 1, 1), ..here.clone() };
    //    visitor                     organisation  name       phone            outcome
    check(&clerk(), Some(&here), "沈𬺈川", "13900000217", "registered");
    check(&clerk(), Some(&here), "沈若川", "", "registered");
    check(&clerk(), Some(&here), "沈若川", "0871-6500 1234", "registered");
    check(&clerk(), Some(&here), "沈若川", "打座机", "phone: digits, spaces, - and + only");
    check(&clerk(), Some(&here), "", "", "name: fill in this field");
    check(&clerk(), None, "沈若川", "", "organisation: no such organisation");
    check(&clerk(), Some(&gone), "沈若川", "", "the organisation is dissolved");
    check(&of_division("530999101"), Some(&here), "沈若川", "", "registered");
    check(&of_division("530999102"), Some(&here), "沈若川", "", "you may not register people outside your area");
}

fn check(ctx: &Ctx, organisation: Option<&Known>, name: &str, phone: &str, expected: &str) {
    assert_eq!(outcome(decide(ctx, organisation, &cmd(name, phone))), expected, "{name} {phone}");
}
