use super::*;

#[test]
fn abolishing() {
    //    abolished  successor          known  outcome
    check(false, None, true, "abolished");
    check(false, Some("530999102"), true, "abolished");
    check(false, Some("530999103"), false, "successor: no such division");
    check(false, Some("530999101"), true, "successor: no such division");
    check(true, None, true, "the division is already abolished");
}

fn check(abolished: bool, successor: Option<&str>, successor_known: bool, outcome: &str) {
    let on = Day::new(2026, 1, 1).unwrap();
    let it =
        Known { version: 1, name: "城关镇".into(), type_name: "镇".into(), abolished_on: abolished.then_some(on) };
    let successor = successor.map(|code| code.parse().unwrap());
    let cmd = Abolish { code: "530999101".parse().unwrap(), on, successor };
    let said = match decide(&it, successor_known, &cmd) {
        Ok(fact) => ledger::Fact::kind(&fact).to_owned(),
        Err(error) => error.to_string(),
    };
    assert_eq!(said, outcome, "{successor:?}");
}
