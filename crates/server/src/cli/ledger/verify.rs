//! `anlan ledger verify`: the log from its files alone, and, where the database is at hand, entry by fact.

use std::path::PathBuf;

use clap::Args;
use proof::folder::Folder;
use proof::note::Verifier;
use proof::verify::{Against, verify};
use serde_json::json;

use super::super::{Failed, Given};
use crate::cli::out::{out, put};
use crate::{installation, log};

#[derive(Debug, Args)]
pub struct Verify {
    /// The folder of a log, such as a copy kept elsewhere; without it the data folder's own, compared with its database.
    #[arg(long)]
    log: Option<PathBuf>,
    /// A public key that must have signed, as kept elsewhere; without it the data folder's own. May be given several times.
    #[arg(long)]
    key: Vec<String>,
    /// An older checkpoint, as it was kept elsewhere: the log must go on from it.
    #[arg(long)]
    trusted: Option<PathBuf>,
    /// Check the second tree, with SM3, too.
    #[arg(long)]
    sm3: bool,
}

impl Verify {
    pub fn run(&self, given: &Given) -> Result<(), Failed> {
        let data = &given.config.store.data;
        let folder = Folder::new(self.log.clone().unwrap_or_else(|| log::folder(data)));
        let keys = if self.key.is_empty() { log::keys::public(data)? } else { self.keys()? };
        let trusted = self.trusted.as_ref().map(std::fs::read).transpose()?;
        let against = Against { keys, origin: None, trusted, sm3: self.sm3 };
        let report = verify(&folder, &against).map_err(|cause| Failed::Refused(vec![cause.to_string()]))?;
        let compared = match self.log {
            Some(_) => None,
            None => {
                let db = given.config.store.open_existing()?;
                Some(log::compare::compare(&db, installation::of(&db)?.district, &folder, report.size)?)
            }
        };
        let differences = compared.as_ref().map_or(0, |compared| compared.found);
        if given.json {
            out!("{}", json!({ "log": report, "database": compared }));
        } else {
            put(format_args!("{report}"));
            if let Some(compared) = &compared {
                put(format_args!("{compared}"));
            }
            if self.key.is_empty() {
                eprintln!(
                    "checked with the key in the data folder; whoever can change the log can change that, too: --key"
                );
            }
        }
        match report.faults_found + differences {
            0 => Ok(()),
            faults => Err(Failed::Fault(format!("{faults} faults"))),
        }
    }

    fn keys(&self) -> Result<Vec<Verifier>, Failed> {
        let read =
            |key: &String| Verifier::parse(key).map_err(|cause| Failed::Refused(vec![format!("--key: {cause}")]));
        self.key.iter().map(read).collect()
    }
}
