use super::*;
use crate::OrganisationKind;
use crate::rules::{clerk, id, outcome_or_nothing};

fn it() -> Known {
    Known {
        version: 1,
        id: id(1),
        name: "望澜县安全生产监督管理局".into(),
        short_name: "县安监局".into(),
        kind: OrganisationKind::Department,
        division: "530999".parse().unwrap(),
        parent: None,
        regulates: vec![Sector::Industry, Sector::Fire],
        uscc: None,
        dissolved_on: None,
    }
}

fn cmd() -> Amend {
    Amend {
        name: "望澜县应急管理局".into(),
        short_name: "县应急局".into(),
        division: "530999".parse().unwrap(),
        parent: None,
        regulates: vec![Sector::Fire, Sector::Industry],
        uscc: None,
    }
}

#[test]
fn amending() {
    let same = Amend { name: it().name, short_name: it().short_name, ..cmd() };
    let dissolved = Known { dissolved_on: kernel::Day::new(2026, 1, 1), ..it() };
    //    organisation  double    command                                    outcome
    check(&it(), None, cmd(), "amended");
    check(&it(), Some(1), cmd(), "amended");
    check(&it(), Some(2), cmd(), "this organisation is already registered");
    check(&it(), None, same, "nothing");
    check(&it(), None, Amend { parent: Some(id(1)), ..cmd() }, "parent: no such organisation");
    check(&dissolved, None, cmd(), "the organisation is dissolved");
}

fn check(it: &Known, double: Option<u8>, cmd: Amend, expected: &str) {
    let around = Around { division_known: true, parent_known: true, double: double.map(id) };
    assert_eq!(outcome_or_nothing(decide(it, &clerk(), &around, &cmd)), expected, "{cmd:?}");
}
