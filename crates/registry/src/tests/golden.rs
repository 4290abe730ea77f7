//! One payload of every fact, as it stands in ledgers. Each must decode for ever.

use std::path::PathBuf;

use kernel::{Instant, Personal, Role, Sector, Vault};
use ledger::Fact;

use crate::rules::id;
use crate::{
    OrganisationKind, Party, PostKind, Side, SubjectKind, account, division, membership, organisation, person, post,
    responsibility, shift, subject,
};

fn folder() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../golden")
}

/// The file decodes and says the same again, apart from the values that were taken out of it.
fn check<F: Fact>(example: &F) {
    let path = folder().join(F::STREAM).join(format!("{}.json", example.kind()));
    let (payload, taken) = kernel::seal(example, |n| [n as u8; 32]).unwrap();
    let stored = std::fs::read_to_string(&path).unwrap_or_else(|_| panic!("{} should hold {payload}", path.display()));
    let vault: Vault = taken.iter().map(|sealed| (sealed.commitment, sealed.value.clone())).collect();
    let opened: F = kernel::open(stored.trim(), vault).unwrap();
    let (again, _) = kernel::seal(&opened, |n| [n as u8; 32]).unwrap();
    assert_eq!(again, payload, "{}", path.display());
    let erased: F = kernel::open(stored.trim(), Vault::new()).unwrap();
    assert_eq!(erased.kind(), example.kind());
}

fn text() -> Personal<String> {
    Personal::text("望澜")
}

#[test]
fn places_and_bodies() {
    use organisation::Fact as O;
    let place = "530999101201".parse().unwrap();
    let day = "2026-06-18".parse().unwrap();
    let (name, short_name) = ("望澜县应急管理局".to_owned(), "县应急局".to_owned());
    let (parent, uscc) = (Some(id(1)), Some("11100000000013338W".to_owned()));
    let regulates = vec![Sector::HazardousChemicals, Sector::Industry];
    check(&division::Fact::Defined { code: place, name: "东门村".into(), type_name: "村".into() });
    check(&division::Fact::Renamed { name: "东门社区".into(), type_name: "社区".into() });
    check(&division::Fact::Abolished { on: day, successor: Some(place) });
    let corners = vec![[100_000_000, 24_000_000], [101_000_000, 24_000_000], [101_000_000, 25_000_000]];
    check(&division::Fact::Outlined { rings: vec![corners] });
    check(&O::Registered {
        name: name.clone(),
        short_name: short_name.clone(),
        organisation_kind: OrganisationKind::Department,
        division: place,
        parent,
        regulates: regulates.clone(),
        uscc: uscc.clone(),
    });
    check(&O::Amended { name, short_name, division: place, parent, regulates, uscc });
    check(&O::HeadAppointed { person: id(5) });
    check(&O::Dissolved { on: day, successor: Some(id(2)) });
}

#[test]
fn people_and_access() {
    let particulars = person::Particulars { name: text(), organisation: id(1), position: text(), phone: Some(text()) };
    check(&person::Fact::Registered(particulars.clone()));
    check(&person::Fact::Amended(person::Particulars { phone: None, ..particulars }));
    check(&account::Fact::Opened { login: text(), person: id(5) });
    check(&account::Fact::Disabled { reason: text() });
    check(&account::Fact::Enabled);
    check(&membership::Fact::Granted {
        person: id(5),
        organisation: id(1),
        division: "530999".parse().unwrap(),
        role: Role::TownshipOfficer,
        sectors: vec![Sector::Fire],
        from: Instant::read("2026-06-18 09:00").unwrap(),
        to: Instant::read("2026-07-18 09:00"),
        deputy_for: Some(id(6)),
    });
    check(&membership::Fact::Activated);
    check(&membership::Fact::Suspended { reason: text() });
    check(&membership::Fact::Ended { reason: text() });
}

#[test]
fn subjects_and_who_answers_for_them() {
    use responsibility::Fact as R;
    let day = "2026-06-18".parse().unwrap();
    let particulars = subject::Particulars {
        name: text(),
        subject_kind: SubjectKind::Project,
        sector: Sector::Construction,
        division: "530999102201".parse().unwrap(),
        address: text(),
        organisation: Some(id(1)),
        longitude_e6: Some(102_700_000),
        latitude_e6: Some(25_040_000),
    };
    check(&subject::Fact::Registered(particulars.clone()));
    check(&subject::Fact::Amended(subject::Particulars { longitude_e6: None, latitude_e6: None, ..particulars }));
    check(&subject::Fact::Withdrawn { on: day, reason: text() });
    check(&R::Appointed {
        subject: id(2),
        party: Party::Territory,
        person: id(5),
        organisation: id(1),
        from: day,
        to: Some(day),
        document: text(),
        acting: true,
        hands_over: Some(id(7)),
    });
    check(&R::Ended { on: day, succeeded_by: Some(id(8)), reason: text() });
    check(&R::HandOverSigned { side: Side::Outgoing, note: text() });
}

#[test]
fn duty() {
    let at = Instant::read("2026-06-18 08:00").unwrap();
    check(&post::Fact::Defined { name: "总值班室".into(), post_kind: PostKind::DutyLeader, organisation: id(1) });
    check(&shift::Fact::Assigned { post: id(3), person: id(5), from: at, to: at + kernel::Span::days(1) });
    check(&shift::Fact::Cancelled { reason: text() });
}
