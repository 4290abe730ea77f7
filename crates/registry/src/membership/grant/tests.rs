use super::*;
use crate::rules::{clerk, id, outcome};
use kernel::Role::{Administrator, Auditor, DistrictClerk, DutyOfficer, SecurityOfficer};

fn now() -> Instant {
    Instant::read("2026-06-18 09:00").unwrap()
}

fn cmd(role: Role) -> Grant {
    Grant {
        person: id(5),
        organisation: id(1),
        division: "530999".parse().unwrap(),
        role,
        sectors: vec![],
        from: now(),
        to: None,
        deputy_for: None,
    }
}

fn held(role: Role, status: MembershipStatus) -> Vec<Membership> {
    let Grant { organisation, division, sectors, from, to, deputy_for, .. } = cmd(role);
    vec![Membership { organisation, division, role, sectors, status, from, to, deputy_for }]
}

#[test]
fn the_three_administrators_exclude_each_other_and_all_business() {
    use MembershipStatus::{Active, Ended, Invited, Suspended};
    let two = "one person can't hold two of the three administrative roles";
    let both = "one person can't hold an administrative and a business role";
    let again = "this person already has this role there";
    //    held           status     granted          outcome
    check(Administrator, Active, SecurityOfficer, two);
    check(Administrator, Invited, Auditor, two);
    check(Auditor, Suspended, SecurityOfficer, two);
    check(Administrator, Ended, SecurityOfficer, "granted");
    check(Administrator, Active, DistrictClerk, both);
    check(DistrictClerk, Active, Auditor, both);
    check(DistrictClerk, Ended, Auditor, "granted");
    check(DistrictClerk, Active, DutyOfficer, "granted");
    check(DistrictClerk, Active, DistrictClerk, again);
    check(Auditor, Active, Auditor, again);
    check(DistrictClerk, Ended, DistrictClerk, "granted");
}

fn check(role: Role, status: MembershipStatus, granted: Role, expected: &str) {
    let around = Around { held: held(role, status), ..around() };
    assert_eq!(outcome(decide(&clerk(), &around, &cmd(granted))), expected, "{role} {status} {granted}");
}

fn around() -> Around {
    Around { person_known: true, organisation_known: true, division_known: true, deputised_known: true, held: vec![] }
}

#[test]
fn what_a_grant_must_say() {
    let later = now() + kernel::Span::days(7);
    let deputy = |to, whom: u8| Grant { to, deputy_for: Some(id(whom)), ..cmd(DistrictClerk) };
    //    command                                              outcome
    check_grant(cmd(DistrictClerk), "granted");
    check_grant(Grant { to: Some(later), ..cmd(DutyOfficer) }, "granted");
    check_grant(Grant { to: Some(now()), ..cmd(DutyOfficer) }, "to: the end must lie after the beginning");
    check_grant(deputy(Some(later), 6), "granted");
    check_grant(deputy(None, 6), "to: a deputy acts until a stated day");
    check_grant(deputy(Some(later), 5), "deputy_for: no such person");
    check_grant(Grant { person: id(99), ..cmd(DutyOfficer) }, "you may not grant yourself a role");
}

fn check_grant(cmd: Grant, expected: &str) {
    assert_eq!(outcome(decide(&clerk(), &around(), &cmd)), expected, "{cmd:?}");
}

#[test]
fn what_is_not_known_is_named_all_at_once() {
    let unknown = decide(&clerk(), &Around::default(), &cmd(DistrictClerk)).unwrap_err().to_string();
    assert_eq!(
        unknown,
        "person: no such person; organisation: no such organisation; division: no such division; \
         deputy_for: no such person"
    );
}
