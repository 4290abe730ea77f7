use super::*;
use crate::rules::{clerk, id, of_division, outcome};

pub fn cmd() -> Register {
    Register {
        name: "滨河花园二期工地".into(),
        kind: SubjectKind::Project,
        sector: Sector::Construction,
        division: "530999102201".parse().unwrap(),
        address: "滨河路 8 号".into(),
        organisation: Some(id(1)),
        longitude_e6: Some(102_700_000),
        latitude_e6: Some(25_040_000),
    }
}

pub fn around() -> Around {
    Around { division_known: true, organisation_known: true, double: None }
}

#[test]
fn registering() {
    let double = Around { double: Some(id(3)), ..around() };
    let unknown = Around { organisation_known: false, ..around() };
    let at = |longitude_e6, latitude_e6| Register { longitude_e6, latitude_e6, ..cmd() };
    //    visitor                    around      command                              outcome
    check(&clerk(), &around(), cmd(), "registered");
    check(&of_division("530999102"), &around(), cmd(), "registered");
    check(&of_division("530999101"), &around(), cmd(), "you may not register subjects outside your area");
    check(&clerk(), &double, cmd(), "a subject of this name is registered in this division");
    check(&clerk(), &unknown, cmd(), "organisation: no such organisation");
    check(
        &clerk(),
        &around(),
        Register { name: "厂".into(), ..cmd() },
        "name: too short: say what, where and how many",
    );
    check(&clerk(), &around(), at(None, None), "registered");
    check(&clerk(), &around(), at(Some(102_700_000), None), "latitude: give both coordinates or none");
    check(
        &clerk(),
        &around(),
        at(Some(25_040_000), Some(102_700_000)),
        "longitude: not a longitude in China; latitude: not a latitude in China",
    );
}

fn check(ctx: &Ctx, around: &Around, cmd: Register, expected: &str) {
    assert_eq!(outcome(decide(ctx, around, &cmd)), expected, "{cmd:?}");
}
