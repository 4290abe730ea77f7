//! `anlan user`: accounts from the machine itself, for the day nobody can sign in any more.

use clap::Subcommand;
use kernel::{Ctx, Error, Role};
use ledger::{Clock as _, Db, SystemClock};
use registry::query::{AccountFilter, Paging};
use registry::{account, membership, person};
use serde_json::json;

use super::{Failed, Given};
use crate::cli::out::out;
use crate::gate::machine_ctx;
use crate::installation;
use crate::sign_in::password::{self, Secret};

#[derive(Debug, Subcommand)]
pub enum User {
    /// All accounts.
    List,
    /// Open an account for a new person; the password is printed once.
    Add {
        login: String,
        #[arg(long)]
        name: String,
        /// Name of the organisation, as registered.
        #[arg(long)]
        organisation: String,
        /// administrator, district_clerk, township_officer, …
        #[arg(long)]
        role: String,
    },
    /// A new password for an account; printed once.
    Password { login: String },
}

impl User {
    pub fn run(&self, given: &Given) -> Result<(), Failed> {
        let db = given.config.store.open_existing()?;
        let district = installation::of(&db)?.district;
        let ctx = machine_ctx("keeper", district, SystemClock.now())?;
        match self {
            User::List => list(&db, &ctx, given.json),
            User::Add { login, name, organisation, role } => add(&db, &ctx, login, name, organisation, role),
            User::Password { login } => new_password(&db, &ctx, login),
        }
    }
}

fn list(db: &Db, ctx: &Ctx, as_json: bool) -> Result<(), Failed> {
    let (all, mut paging) = (AccountFilter::default(), Paging::default());
    loop {
        let listed = db.read_blocking(|r| registry::query::accounts(r, ctx, &all, &paging))?;
        for row in &listed.rows {
            let (account, roles) = (&row.account, row.roles.iter().map(|r| r.word()).collect::<Vec<_>>().join(","));
            if as_json {
                out!(
                    "{}",
                    json!({ "login": account.login, "status": account.status.word(), "roles": roles,
                            "name": row.person_name, "organisation": row.organisation_name })
                );
            } else {
                out!(
                    "{:<12} {:<9} {:<18} {} {}",
                    account.login,
                    account.status.word(),
                    roles,
                    row.person_name,
                    row.organisation_name
                );
            }
        }
        match listed.next {
            Some(cursor) => paging.after = Some(cursor),
            None => return Ok(()),
        }
    }
}

fn add(db: &Db, ctx: &Ctx, login: &str, name: &str, organisation: &str, role: &str) -> Result<(), Failed> {
    let role = Role::from_word(role).ok_or_else(|| {
        let all: Vec<_> = Role::ALL.iter().map(|r| r.word()).collect();
        Failed::Refused(vec![format!("{role} is no role; one of {}", all.join(", "))])
    })?;
    let generated = password::generate()?;
    let secret = Secret::of(&generated, true)?;
    let (login, name, organisation) = (login.to_owned(), name.to_owned(), organisation.to_owned());
    let said = login.clone();
    db.write_blocking("user.add", ctx, move |tx, ctx| {
        let body =
            registry::query::organisation_by_name(tx, ctx, &organisation)?.ok_or(Error::NotFound("OrganisationId"))?;
        let cmd = person::Register { name: name.clone(), organisation: body.id, position: String::new(), phone: None };
        let person = person::register(tx, ctx, &cmd)?;
        let grant = membership::Grant {
            person,
            organisation: body.id,
            division: body.division,
            role,
            sectors: Vec::new(),
            from: ctx.now,
            to: None,
            deputy_for: None,
        };
        let id = membership::grant(tx, ctx, &grant)?;
        membership::activate(tx, ctx, id)?;
        let account = account::open(tx, ctx, &account::Open { login: login.clone(), person })?;
        password::set(tx, ctx, account, &secret)
    })?;
    out!("{said} {generated}");
    Ok(())
}

fn new_password(db: &Db, ctx: &Ctx, login: &str) -> Result<(), Failed> {
    let generated = password::generate()?;
    let secret = Secret::of(&generated, true)?;
    let found = db.read_blocking(|r| registry::query::account_by_login(r, ctx.district, login))?;
    let account = found.ok_or_else(|| Failed::Refused(vec![format!("no account {login}")]))?;
    let said = login.to_owned();
    db.write_blocking("user.password", ctx, move |tx, ctx| {
        password::set(tx, ctx, account.id, &secret)?;
        crate::sign_in::forget_failures(tx, ctx, &account.login)?;
        crate::sign_in::session::end_others(tx, ctx, account.id, [0; 32])
    })?;
    out!("{said} {generated}");
    Ok(())
}
