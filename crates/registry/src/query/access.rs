//! Accounts and memberships.

use kernel::{Ctx, District, Error, Membership, MembershipStatus, PersonId, Role, Sector};
use ledger::{Clause, Reader, Row, params};
use serde::Serialize;
use utoipa::ToSchema;

use super::paging::{Listed, Paging, cursor, total};
use super::{and_text, shown};
use crate::{AccountId, AccountStatus, MembershipId, account, membership};

#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct Account {
    #[schema(value_type = String)]
    pub id: AccountId,
    #[schema(value_type = String)]
    pub person: PersonId,
    #[schema(value_type = String)]
    pub status: AccountStatus,
    pub login: String,
}

/// All memberships of a person, ended ones too. Asked before there is a visitor, hence no scope.
pub fn memberships(r: &Reader<'_>, district: District, person: PersonId) -> Result<Vec<Membership>, Error> {
    membership::store::of_person(r, district, person)
}

/// Asked before there is a visitor, hence no scope.
pub fn account_by_login(r: &Reader<'_>, district: District, login: &str) -> Result<Option<Account>, Error> {
    r.row(
        "SELECT id, person, status, login FROM account WHERE district = $1 AND login = $2 LIMIT 1",
        params![district, account::login(login)],
        read_account,
    )
}

/// Whether one may sign in with it. Asked with every request, hence no scope.
pub fn account_is_open(r: &Reader<'_>, district: District, id: AccountId) -> Result<bool, Error> {
    let sql = "SELECT status FROM account WHERE district = $1 AND id = $2";
    let status: Option<AccountStatus> = r.row(sql, params![district, id], |row| row.get(0))?;
    Ok(status == Some(AccountStatus::Active))
}

fn read_account(row: &Row<'_>) -> Result<Account, Error> {
    Ok(Account { id: row.get(0)?, person: row.get(1)?, status: row.get(2)?, login: shown(row.get(3)?) })
}

#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct AccountFilter {
    pub status: Option<AccountStatus>,
    pub role: Option<Role>,
    pub text: String,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct AccountRow {
    pub account: Account,
    pub person_name: String,
    pub organisation_name: String,
    pub position: String,
    /// Those that have not ended.
    #[schema(value_type = Vec<String>)]
    pub roles: Vec<Role>,
}

const ACCOUNTS: &str = "FROM account a
     JOIN person p ON p.district = a.district AND p.id = a.person
     JOIN organisation o ON o.district = p.district AND o.id = p.organisation";

pub fn accounts(
    r: &Reader<'_>,
    ctx: &Ctx,
    filter: &AccountFilter,
    paging: &Paging,
) -> Result<Listed<AccountRow>, Error> {
    let mut clause = Clause::new();
    clause.and_equals("a.district", ctx.district).within(&ctx.scope, &account::store::SCOPE);
    if let Some(status) = filter.status {
        clause.and_equals("a.status", status);
    }
    if let Some(role) = filter.role {
        let (role, ended) = (clause.bind(role), clause.bind(MembershipStatus::Ended));
        clause.and(&format!(
            "EXISTS (SELECT 1 FROM membership m WHERE m.district = a.district AND m.person = a.person
                     AND m.role = {role} AND m.status <> {ended})"
        ));
    }
    and_text(&mut clause, &filter.text, &["a.login", "p.name", "o.name"], "p.initials", &[]);
    let total = total(r, &format!("{ACCOUNTS} WHERE {}", clause.text()), &clause)?;
    paging.and_after::<AccountId>(&mut clause, "o.division", "a.id");
    let rows = account_rows(r, &clause, paging.fetched())?;
    let mut listed = Listed::new(rows, total, paging, |(division, row)| cursor(*division, row.account.id));
    let mut rows: Vec<AccountRow> = listed.rows.drain(..).map(|(_, row)| row).collect();
    for row in &mut rows {
        let held = memberships(r, ctx.district, row.account.person)?;
        let mut roles: Vec<Role> =
            held.iter().filter(|m| m.status != MembershipStatus::Ended).map(|m| m.role).collect();
        roles.sort();
        roles.dedup();
        row.roles = roles;
    }
    Ok(Listed { rows, total, next: listed.next })
}

/// One account within the scope.
pub fn account(r: &Reader<'_>, ctx: &Ctx, id: AccountId) -> Result<Option<AccountRow>, Error> {
    let mut clause = Clause::new();
    clause.and_equals("a.district", ctx.district).and_equals("a.id", id).within(&ctx.scope, &account::store::SCOPE);
    Ok(account_rows(r, &clause, 1)?.pop().map(|(_, row)| row))
}

fn account_rows(r: &Reader<'_>, clause: &Clause, limit: i64) -> Result<Vec<(i64, AccountRow)>, Error> {
    let sql = format!(
        "SELECT a.id, a.person, a.status, a.login, p.name, o.short_name, p.position, o.division
         {ACCOUNTS} WHERE {} ORDER BY o.division, a.id LIMIT {limit}",
        clause.text()
    );
    r.rows(&sql, &clause.params(), |row| {
        let found = AccountRow {
            account: read_account(row)?,
            person_name: shown(row.get(4)?),
            organisation_name: row.get(5)?,
            position: row.get::<Option<String>>(6)?.unwrap_or_default(),
            roles: Vec::new(),
        };
        Ok((row.get(7)?, found))
    })
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MembershipRow {
    pub id: MembershipId,
    pub membership: Membership,
    pub organisation_name: String,
}

/// The memberships of a person that the visitor may see, newest first.
pub fn memberships_of(r: &Reader<'_>, ctx: &Ctx, person: PersonId) -> Result<Vec<MembershipRow>, Error> {
    let mut clause = Clause::new();
    clause.and_equals("m.district", ctx.district).and_equals("m.person", person);
    clause.within(&ctx.scope, &membership::store::SCOPE);
    let sql = format!(
        "SELECT m.organisation, m.division, m.role, m.sectors, m.status, m.from_at, m.to_at, m.deputy_for, m.id, o.name
         FROM membership m JOIN organisation o ON o.district = m.district AND o.id = m.organisation
         WHERE {} ORDER BY m.id DESC LIMIT 200",
        clause.text()
    );
    r.rows(&sql, &clause.params(), |row| {
        let sectors: String = row.get(3)?;
        let membership = Membership {
            organisation: row.get(0)?,
            division: row.get(1)?,
            role: row.get(2)?,
            sectors: sectors.split(' ').filter_map(Sector::from_word).collect(),
            status: row.get(4)?,
            from: row.get(5)?,
            to: row.get(6)?,
            deputy_for: row.get(7)?,
        };
        Ok(MembershipRow { id: row.get(8)?, membership, organisation_name: row.get(9)? })
    })
}
