//! `anlan config check`: every setting with its value and where it comes from.

use clap::Subcommand;

use super::{Failed, Given};
use crate::cli::out::out;
use crate::config::Setting;

#[derive(Debug, Subcommand)]
pub enum ConfigCommand {
    /// Print the effective settings with their sources.
    Check,
}

impl ConfigCommand {
    pub fn run(&self, given: &Given) -> Result<(), Failed> {
        let ConfigCommand::Check = self;
        if given.json {
            let settings: Vec<_> =
                given.config.settings.iter().map(|s| Setting { value: s.shown(), ..s.clone() }).collect();
            let json = serde_json::to_string_pretty(&settings).map_err(|e| Failed::Fault(e.to_string()))?;
            out!("{json}");
            return Ok(());
        }
        for setting in &given.config.settings {
            out!("{:<12} {:<24} {}", setting.name, setting.shown(), setting.source);
        }
        Ok(())
    }
}
