//! `anlan demo`: a complete sample district, one command, then served.

use std::net::SocketAddr;
use std::path::PathBuf;

use clap::Args;
use ledger::Durability;
use sample::Scale;

use super::{Failed, Given};
use crate::cli::out::out;
use crate::replay::{self, Course, Replay};
use crate::sample_district::{self, DemoAccount};
use crate::store::Store;

#[derive(Debug, Args)]
pub struct Demo {
    /// Address to listen on.
    #[arg(long)]
    listen: Option<SocketAddr>,
    /// A fiftieth of the district, for tests.
    #[arg(long)]
    small: bool,
    /// Write the accounts and passwords to this file (JSON) instead of printing them.
    #[arg(long)]
    accounts: Option<PathBuf>,
    /// Build the district and stop.
    #[arg(long)]
    build_only: bool,
    /// Play the last flood week, so many times as fast: its readings come in minute by minute (60x).
    #[arg(long, value_name = "PACE", value_parser = replay::pace)]
    replay: Option<i64>,
}

impl Demo {
    pub fn run(&self, given: &Given) -> Result<(), Failed> {
        let store = &given.config.store;
        let course = Course::read(&store.data)?;
        if store.is_taken()? && course.is_some() != self.replay.is_some() {
            let (here, other) =
                if course.is_some() { ("a replay", "with --replay 60x") } else { ("no replay", "without --replay") };
            let data = store.data.display();
            return Err(Failed::Refused(vec![format!(
                "the district of {data} is {here}: start it {other}, or name another folder with --data"
            )]));
        }
        if store.is_taken()? {
            let data = store.data.display();
            eprintln!("the district of {data} is there already; its accounts were printed when it was built");
        } else {
            self.build(given)?;
        }
        if self.build_only {
            return Ok(());
        }
        let listen = self.listen.unwrap_or(given.config.listen);
        if let Some(pace) = self.replay {
            let course = Course::read(&store.data)?.ok_or_else(|| Failed::Fault("the replay was not built".into()))?;
            return Ok(crate::serve::play(&given.config, listen, Replay::of(&store.data, course, pace))?);
        }
        Ok(crate::serve::serve(&given.config, listen, Durability::Fsynced)?)
    }

    fn build(&self, given: &Given) -> Result<(), Failed> {
        let data = &given.config.store.data;
        let scale = if self.small { Scale::Small } else { Scale::Full };
        // Built beside its place and moved there whole, so that a build that was cut off leaves nothing half.
        let building = data.with_extension("building");
        if building.exists() {
            std::fs::remove_dir_all(&building)?;
        }
        let store = Store { data: building.clone(), ..given.config.store.clone() };
        let say = |what: &str| eprintln!("building the sample district: {what}");
        let accounts = match self.replay {
            Some(_) => sample_district::build_eve(&store, sample_district::last_flood(self.small)?, say)?,
            None => sample_district::build(&store, scale, say)?,
        };
        if data.exists() {
            std::fs::remove_dir(data)?;
        } else if let Some(parent) = data.parent() {
            std::fs::create_dir_all(parent)?;
        }
        std::fs::rename(&building, data)?;
        self.print(given, &accounts)
    }

    fn print(&self, given: &Given, accounts: &[DemoAccount]) -> Result<(), Failed> {
        let json = serde_json::to_string_pretty(accounts).map_err(|e| Failed::Fault(e.to_string()))?;
        match &self.accounts {
            Some(file) => std::fs::write(file, json)?,
            None if given.json => out!("{json}"),
            None => {
                out!("accounts of the sample district, printed once:");
                for a in accounts {
                    out!("  {:<10} {:<14} {:<18} {} {}", a.login, a.password, a.role.word(), a.name, a.organisation);
                }
            }
        }
        Ok(())
    }
}
