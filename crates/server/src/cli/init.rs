//! `anlan init`: a real district. It has a Safety Office, the published calendar and one administrator; everything else is
//! imported or entered.

use clap::Args;
use kernel::{Ctx, District, Error, Role};
use ledger::{Clock as _, SystemClock, Tx};
use registry::{OrganisationKind, account, division, membership, organisation, person};

use super::{Failed, Given};
use crate::cli::out::out;
use crate::gate::machine_ctx;
use crate::installation;
use crate::sign_in::password::{self, Secret};

#[derive(Debug, Args)]
pub struct Init {
    /// Six digits, GB/T 2260.
    #[arg(long)]
    district: District,
    /// Name of the district: 望澜县.
    #[arg(long)]
    name: String,
    /// Name of its Safety Office; "name + 安全生产委员会办公室" without.
    #[arg(long)]
    office: Option<String>,
    /// Account of the first administrator.
    #[arg(long, default_value = "admin")]
    login: String,
}

impl Init {
    pub fn run(&self, given: &Given) -> Result<(), Failed> {
        let db = given.config.store.open(SystemClock)?;
        if db.read_blocking(installation::read)?.is_some() {
            return Err(Failed::Refused(vec!["this data folder serves a district already".into()]));
        }
        let generated = password::generate()?;
        let secret = Secret::of(&generated, true)?;
        let ctx = machine_ctx("keeper", self.district, SystemClock.now())?;
        let name = self.name.clone();
        let office = self.office.clone().unwrap_or_else(|| format!("{name}安全生产委员会办公室"));
        let login = self.login.clone();
        db.write_blocking("init", &ctx, move |tx, ctx| {
            places(tx, ctx, &name)?;
            let days = obligation::calendar::seed_statutory(2019..=ctx.now.day().year() + 1);
            obligation::calendar::import(tx, ctx, &obligation::calendar::Import { days })?;
            let account = administrator(tx, ctx, &office, &login)?;
            password::set(tx, ctx, account, &secret)?;
            installation::found(tx, ctx, &name, false)
        })?;
        out!("{} {generated}", self.login);
        Ok(())
    }
}

/// The district and what lies above it; the official list fills in their names.
fn places(tx: &mut Tx<'_>, ctx: &Ctx, name: &str) -> Result<(), Error> {
    let county = ctx.district.division();
    let above = [county.parent().and_then(|city| city.parent()), county.parent()];
    for code in above.into_iter().flatten() {
        let define = division::Define { code, name: code.to_string(), type_name: String::new() };
        division::define(tx, ctx, &define)?;
    }
    division::define(tx, ctx, &division::Define { code: county, name: name.to_owned(), type_name: "县".into() })?;
    Ok(())
}

fn administrator(tx: &mut Tx<'_>, ctx: &Ctx, office: &str, login: &str) -> Result<registry::AccountId, Error> {
    let division = ctx.district.division();
    let office = organisation::register(
        tx,
        ctx,
        &organisation::Register {
            id: None,
            name: office.to_owned(),
            short_name: "安委办".into(),
            kind: OrganisationKind::Office,
            division,
            parent: None,
            regulates: Vec::new(),
            uscc: None,
        },
    )?;
    let register =
        person::Register { name: "系统管理员".into(), organisation: office, position: String::new(), phone: None };
    let person = person::register(tx, ctx, &register)?;
    let grant = membership::Grant {
        person,
        organisation: office,
        division,
        role: Role::Administrator,
        sectors: Vec::new(),
        from: ctx.now,
        to: None,
        deputy_for: None,
    };
    let id = membership::grant(tx, ctx, &grant)?;
    membership::activate(tx, ctx, id)?;
    account::open(tx, ctx, &account::Open { login: login.to_owned(), person })
}
