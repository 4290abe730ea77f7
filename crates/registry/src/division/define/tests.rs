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
