use super::*;

fn known(name: &str) -> Known {
    Known { version: 1, name: name.into(), type_name: "镇".into(), abolished_on: None }
}

#[test]
fn defining() {
    //    known            parent  name        outcome
    check(None, true, "城关镇", "defined");
    check(None, true, " 城关镇 ", "defined");
    check(None, false, "城关镇", "code: the division above it is not defined");
    check(Some("城关镇"), true, "城关镇", "nothing");
    check(Some("城关乡"), true, "城关镇", "renamed");
    check(None, true, "  ", "name: fill in this field");
}

fn check(it: Option<&str>, parent_known: bool, name: &str, outcome: &str) {
    let code = "530999101".parse().unwrap();
    let cmd = Define { code, name: name.into(), type_name: "镇".into() };
    let said = match decide(it.map(known).as_ref(), parent_known, &cmd) {
        Ok(None) => "nothing".into(),
        Ok(Some(fact)) => ledger::Fact::kind(&fact).to_owned(),
        Err(error) => error.to_string(),
    };
    assert_eq!(said, outcome, "{name}");
}

#[test]
fn villages_by_hand() {
    //    code            known                 outcome
    village("530999101288", None, "defined");
    village("530999101288", Some(false), "renamed");
    village("530999101288", Some(true), "the division is already abolished");
    village("530999101", None, "code: not a village or community of this district");
    village("530999", None, "code: not a village or community of this district");
    village("110101001001", None, "code: not a village or community of this district");
}

fn village(code: &str, known_and_abolished: Option<bool>, outcome: &str) {
    let district = kernel::District::new(530_999).unwrap();
    let at = kernel::Instant::from_micros(0);
    let ctx = Ctx::rule("test", district, at, kernel::RequestKey([1; 16]), [2; 32]);
    let it =
        known_and_abolished.map(|abolished| Known { abolished_on: abolished.then(|| at.day()), ..known("老村") });
    let cmd = Define { code: code.parse().unwrap(), name: "新村".into(), type_name: "村".into() };
    let said = match decide_village(&ctx, it.as_ref(), true, &cmd) {
        Ok(None) => "nothing".into(),
        Ok(Some(fact)) => ledger::Fact::kind(&fact).to_owned(),
        Err(error) => error.to_string(),
    };
    assert_eq!(said, outcome, "{code}");
}
