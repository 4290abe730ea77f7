use super::*;
use crate::person::register::tests::body;
use crate::rules::{clerk, id, of_division, outcome};

#[test]
fn defining() {
    let here = body("530999101");
    //    visitor                    organisation  name       outcome
    check(&clerk(), Some(&here), "值班室", "defined");
    check(&clerk(), Some(&here), " ", "name: fill in this field");
    check(&clerk(), None, "值班室", "organisation: no such organisation");
    check(&of_division("530999102"), Some(&here), "值班室", "you may not define posts outside your area");
}

fn check(ctx: &Ctx, organisation: Option<&Known>, name: &str, expected: &str) {
    let cmd = Define { name: name.into(), kind: PostKind::DutyOfficer, organisation: id(1) };
    assert_eq!(outcome(decide(ctx, organisation, &cmd)), expected);
}
