//! Who sees what: lists, files and commands by role.

use kernel::{Act, PolicyRow, Reach, Role, Sector};

use super::district;
use crate::query::{self, OrganisationFilter, Paging, PeopleFilter, SubjectFilter};
use crate::{SubjectKind, subject};

const SEES: &[(Role, Reach)] = &[
    (Role::DistrictClerk, Reach::District),
    (Role::DepartmentClerk, Reach::District),
    (Role::Inspector, Reach::District),
    (Role::TownshipOfficer, Reach::Division),
    (Role::EnterpriseUser, Reach::Organisation),
    (Role::Leader, Reach::District),
];
const SECTORS: &[Role] = &[Role::DepartmentClerk, Role::Inspector];
const POLICY: &[PolicyRow] = &[
    PolicyRow { act: Act("subject.view"), grants: SEES, by_sector: SECTORS },
    PolicyRow { act: Act("subject.register"), grants: SEES, by_sector: SECTORS },
    PolicyRow { act: Act("organisation.view"), grants: SEES, by_sector: &[] },
    PolicyRow { act: Act("person.view"), grants: SEES, by_sector: &[] },
    PolicyRow { act: Act("account.manage"), grants: &[(Role::Administrator, Reach::District)], by_sector: &[] },
];

#[test]
fn everybody_sees_their_own_part() {
    let (t, f) = district();
    //    role                   subjects   organisations, people
    let rows = [
        (Role::DistrictClerk, [true, true], 7, 13),
        (Role::DepartmentClerk, [true, false], 7, 13),
        (Role::Inspector, [true, false], 7, 13),
        (Role::TownshipOfficer, [true, false], 2, 3),
        (Role::EnterpriseUser, [true, false], 1, 2),
        (Role::Leader, [true, true], 7, 13),
        (Role::DutyOfficer, [false, false], 0, 0),
        (Role::Administrator, [false, false], 0, 0),
        (Role::SecurityOfficer, [false, false], 0, 0),
        (Role::Auditor, [false, false], 0, 0),
    ];
    for (role, seen, organisations, people) in rows {
        let ctx = f.ctx(&t, role, POLICY, "subject.view");
        let file = |n: usize| t.db.read_blocking(|r| query::subject(r, &ctx, f.subjects[n])).unwrap().is_some();
        assert_eq!([file(0), file(1)], seen, "{role}");
        let all = SubjectFilter::default();
        let listed = t.db.read_blocking(|r| query::subjects(r, &ctx, &all, &Paging::default())).unwrap();
        assert_eq!(listed.rows.len(), seen.iter().filter(|s| **s).count(), "{role}");
        let suggested = t.db.read_blocking(|r| query::suggest_subjects(r, &ctx, "望澜", 10)).unwrap();
        assert_eq!(suggested.len(), usize::from(seen[0]), "{role}");

        let ctx = f.ctx(&t, role, POLICY, "organisation.view");
        let all = OrganisationFilter::default();
        let listed = t.db.read_blocking(|r| query::organisations(r, &ctx, &all, &Paging::default())).unwrap();
        assert_eq!(listed.total.counted, organisations, "{role}");
        let listed =
            t.db.read_blocking(|r| query::people(r, &ctx, &PeopleFilter::default(), &Paging::default())).unwrap();
        assert_eq!(listed.total.counted, people, "{role}");
    }
}

#[test]
fn accounts_are_the_administrators() {
    let (t, f) = district();
    for role in Role::ALL {
        let ctx = f.ctx(&t, *role, POLICY, "account.manage");
        let all = query::AccountFilter::default();
        let listed = t.db.read_blocking(|r| query::accounts(r, &ctx, &all, &Paging::default())).unwrap();
        let expected = if *role == Role::Administrator { 11 } else { 0 };
        assert_eq!(listed.total.counted, expected, "{role}");
    }
}

#[test]
fn names_are_everybodys_and_phones_are_not() {
    let (t, f) = district();
    let ctx = f.ctx(&t, Role::EnterpriseUser, POLICY, "person.view");
    let phone = |id| t.db.read_blocking(|r| query::person(r, &ctx, id)).unwrap().map(|p| (p.name, p.phone.is_some()));
    assert_eq!(phone(f.enterprise_heads[0]), Some(("郑大海".into(), true)));
    assert_eq!(phone(f.leader), Some(("壬九".into(), false)));
    let office = t.db.read_blocking(|r| query::organisation(r, &ctx, f.office)).unwrap().unwrap();
    assert_eq!(office.short_name, "县安委办");
}

#[test]
fn nobody_registers_or_amends_beyond_their_reach() {
    let (t, f) = district();
    let outside = "you may not register subjects outside your area";
    //    role                  township  sector                      outcome
    let rows = [
        (Role::DistrictClerk, 1, Sector::Construction, "done"),
        (Role::TownshipOfficer, 0, Sector::Fire, "done"),
        (Role::TownshipOfficer, 1, Sector::Fire, outside),
        (Role::DepartmentClerk, 1, Sector::HazardousChemicals, "done"),
        (Role::DepartmentClerk, 1, Sector::Construction, outside),
        (Role::Administrator, 0, Sector::Fire, outside),
    ];
    for (n, (role, township, sector, outcome)) in rows.into_iter().enumerate() {
        let ctx = f.ctx(&t, role, POLICY, "subject.register");
        let cmd = subject::Register {
            name: format!("新登记 {n} 号"),
            kind: SubjectKind::Venue,
            sector,
            division: f.villages[township],
            address: String::new(),
            organisation: None,
            longitude_e6: None,
            latitude_e6: None,
        };
        let done = t.db.write_blocking("subject.register", &ctx, move |tx, ctx| subject::register(tx, ctx, &cmd));
        assert_eq!(done.map_or_else(|e| e.to_string(), |_| "done".into()), outcome, "{role} {township} {sector}");
    }

    let ctx = f.ctx(&t, Role::TownshipOfficer, POLICY, "subject.register");
    let foreign = f.subjects[1];
    let cmd = subject::Withdraw { on: t.rule().now.day(), reason: "越权".into() };
    let hidden =
        t.db.write_blocking("subject.withdraw", &ctx, move |tx, ctx| subject::withdraw(tx, ctx, foreign, &cmd));
    assert_eq!(hidden.unwrap_err().to_string(), "SubjectId does not exist");
    t.assert_replay_agrees();
}
