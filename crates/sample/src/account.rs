//! Ten people who can log in, one for each role. Passwords are given by whoever loads the county.

use kernel::{Division, Role, Sector};

use crate::duty::by_name;
use crate::organisation::Organisation;
use crate::people::Person;

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Account {
    pub login: &'static str,
    pub role: Role,
    pub person: u32,
    pub organisation: u32,
    pub division: Division,
    /// Empty: all sectors.
    pub sectors: Vec<Sector>,
}

const ACCOUNTS: &[(&str, Role, &str)] = &[
    ("jiangyf", Role::Administrator, "江一帆"),
    ("suqj", Role::SecurityOfficer, "苏青简"),
    ("wenrg", Role::Auditor, "文若谷"),
    ("shenrc", Role::DistrictClerk, "沈若川"),
    ("songy", Role::DepartmentClerk, "宋砚"),
    ("baiqh", Role::TownshipOfficer, "柏青禾"),
    ("luzx", Role::Inspector, "陆知行"),
    ("heyf", Role::EnterpriseUser, "贺远帆"),
    ("chengmy", Role::DutyOfficer, "程牧野"),
    ("hansl", Role::Leader, "韩松岭"),
];

pub fn accounts(organisations: &[Organisation], people: &[Person]) -> Vec<Account> {
    let account = |(login, role, name): &(&'static str, Role, &str)| {
        let person = &people[by_name(people, name)? as usize - 1];
        let organisation = &organisations[person.organisation as usize - 1];
        let by_sector = matches!(role, Role::DepartmentClerk | Role::Inspector);
        Some(Account {
            login,
            role: *role,
            person: person.key,
            organisation: organisation.key,
            division: organisation.division,
            sectors: if by_sector { organisation.regulates.clone() } else { Vec::new() },
        })
    };
    ACCOUNTS.iter().filter_map(account).collect()
}
