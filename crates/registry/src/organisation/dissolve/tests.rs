use super::*;
use crate::OrganisationKind;
use crate::rules::{id, outcome};

pub fn it(dissolved: bool) -> Known {
    Known {
        version: 1,
        id: id(1),
        name: "望澜县安全生产监督管理局".into(),
        short_name: "县安监局".into(),
        kind: OrganisationKind::Department,
        division: "530999".parse().unwrap(),
        parent: None,
        regulates: vec![],
        uscc: None,
        dissolved_on: Day::new(2019, 3, 1).filter(|_| dissolved),
    }
}

#[test]
fn dissolving() {
    //    dissolved  successor  known  outcome
    check(false, None, true, "dissolved");
    check(false, Some(2), true, "dissolved");
    check(false, Some(2), false, "successor: no such organisation");
    check(false, Some(1), true, "successor: no such organisation");
    check(true, None, true, "the organisation is dissolved");
}

fn check(dissolved: bool, successor: Option<u8>, known: bool, expected: &str) {
    let cmd = Dissolve { on: Day::new(2026, 6, 18).unwrap(), successor: successor.map(id) };
    assert_eq!(outcome(decide(&it(dissolved), known, &cmd)), expected);
}
