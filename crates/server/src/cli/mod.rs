//! The command line. stdout is data, stderr is talk; exit 0 done, 1 failed, 2 refused input.

mod backtest;
mod bench;
mod briefing;
mod calc;
mod config;
mod decode;
mod demo;
mod erase;
mod export;
mod import;
mod import_readings;
mod init;
mod ledger;
mod migrate;
mod out;
mod table;
mod user;
mod witness;

use std::collections::BTreeMap;
use std::net::SocketAddr;
use std::path::PathBuf;
use std::process::ExitCode;

use ::ledger::Durability;
use clap::{Args, Parser, Subcommand};
use kernel::Error;

use crate::config::Config;

#[derive(Debug, Parser)]
#[command(name = "anlan", version, about = "Anlan 安澜: one ledger, one closed loop, one program for a district")]
struct Anlan {
    /// Settings file (TOML).
    #[arg(long, global = true, env = "ANLAN_CONFIG")]
    config: Option<PathBuf>,
    /// Data folder of the district.
    #[arg(long, global = true)]
    data: Option<PathBuf>,
    /// PostgreSQL database of the district instead of a file in the data folder: postgres://user:password@host/database.
    #[arg(long, global = true)]
    database: Option<String>,
    /// Data as JSON where there is data.
    #[arg(long, global = true)]
    json: bool,
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Build the sample district and serve it.
    Demo(demo::Demo),
    /// Found a real district in an empty data folder: its office, its calendar, its first administrator.
    Init(init::Init),
    /// Serve the district of the data folder.
    Serve(Serve),
    /// Accounts: list, open, new password.
    #[command(subcommand)]
    User(user::User),
    /// The ledger: replay and compare; the log's head, its verification and its proofs.
    #[command(subcommand)]
    Ledger(ledger::Ledger),
    /// Excel, CSV and tables of Word in: the registers, hazards, accidents, losses, tasks, directives, past meetings, devices, hot spots, readings; outlines as
    /// GeoJSON.
    Import(import::Import),
    /// Excel and CSV out: a list as its page shows it.
    Export(export::Export),
    /// Statistical tables: their names, or one of a period, also as it was known at a moment.
    Table(table::Table),
    /// The briefing of a period as text, a Word file or JSON, also as it was known at a moment.
    Briefing(briefing::Briefing),
    /// An exported workbook back: compared three ways, then written.
    Merge(export::Merge),
    /// The district from one database into another: a file, a PostgreSQL server.
    #[command(subcommand)]
    Migrate(migrate::Migrate),
    /// What a device or an issuer sent (JT/T 808, SL 651, CAP), as JSON lines.
    Decode(decode::Decode),
    /// Settings.
    #[command(subcommand)]
    Config(config::ConfigCommand),
    /// Erase the personal values of one object, with a reason; its facts, proofs and figures stay.
    Erase(erase::Erase),
    /// Sign the heads of other machines' logs, and only what continues them.
    Witness(witness::Witness),
    /// Published calculations on rows of CSV; alone, their list with inputs, units and sources.
    Calc(calc::Calc),
    /// A rule of monitoring over the stored readings: what it would have warned, against what happened. Reads only, also beside a
    /// running server.
    Backtest(backtest::Backtest),
    /// Workloads on this machine, as JSON.
    #[command(subcommand)]
    Bench(bench::Bench),
}

#[derive(Debug, Args)]
struct Serve {
    /// Address to listen on.
    #[arg(long)]
    listen: Option<SocketAddr>,
    /// Answer before the disk has it; the kill test must notice.
    #[cfg(feature = "negative-controls")]
    #[arg(long, hide = true)]
    answers_early: bool,
}

impl Serve {
    fn run(&self, given: &Given) -> Result<(), Failed> {
        let listen = self.listen.unwrap_or(given.config.listen);
        Ok(crate::serve::serve(&given.config, listen, self.durability())?)
    }

    fn durability(&self) -> Durability {
        #[cfg(feature = "negative-controls")]
        if self.answers_early {
            return Durability::ForNegativeControls;
        }
        Durability::Fsynced
    }
}

/// How a command failed, as the exit code tells it.
pub enum Failed {
    /// 1: it did not work.
    Fault(String),
    /// 2: the input was refused; every reason has been listed.
    Refused(Vec<String>),
}

impl From<Error> for Failed {
    fn from(error: Error) -> Self {
        match error {
            Error::Invalid(problems) => {
                Self::Refused(problems.0.iter().map(|p| format!("{}: {} ({})", p.field, p.problem, p.given)).collect())
            }
            Error::Internal(cause) => Self::Fault(cause.to_string()),
            Error::Refused { why, with: Some(with) } => Self::Refused(vec![format!("{why}: {with}")]),
            Error::Refused { .. } | Error::NotFound(_) | Error::Forbidden { .. } => {
                Self::Refused(vec![error.to_string()])
            }
            other => Self::Fault(other.to_string()),
        }
    }
}

impl From<std::io::Error> for Failed {
    fn from(error: std::io::Error) -> Self {
        Self::Fault(error.to_string())
    }
}

/// Who reads what a command writes may have enough of it (`| head`): that is no fault.
fn or_enough<T: Default, E: Into<Failed>>(
    written: Result<T, E>,
    is_enough: impl FnOnce(&E) -> bool,
) -> Result<T, Failed> {
    match written {
        Err(cause) if is_enough(&cause) => Ok(T::default()),
        written => written.map_err(Into::into),
    }
}

fn is_closed(cause: &std::io::Error) -> bool {
    cause.kind() == std::io::ErrorKind::BrokenPipe
}

/// What every command may need: settings and the manner of answering.
pub struct Given {
    pub config: Config,
    pub json: bool,
}

pub fn run() -> ExitCode {
    let anlan = Anlan::parse();
    match given(&anlan).and_then(|given| dispatch(anlan.command, &given)) {
        Ok(()) => ExitCode::SUCCESS,
        Err(Failed::Fault(cause)) => {
            eprintln!("anlan: {cause}");
            ExitCode::from(1)
        }
        Err(Failed::Refused(reasons)) => {
            for reason in reasons {
                eprintln!("anlan: {reason}");
            }
            ExitCode::from(2)
        }
    }
}

fn given(anlan: &Anlan) -> Result<Given, Failed> {
    let environment: BTreeMap<String, String> = std::env::vars().filter(|(k, _)| k.starts_with("ANLAN_")).collect();
    let mut config = Config::load(anlan.config.as_deref(), &environment).map_err(Failed::Refused)?;
    if let Some(data) = &anlan.data {
        config.store.data.clone_from(data);
    }
    if let Some(database) = &anlan.database {
        config.store.database = crate::config::database(database).map_err(|fault| Failed::Refused(vec![fault]))?;
    }
    let filter =
        tracing_subscriber::EnvFilter::try_new(&config.log).map_err(|e| Failed::Refused(vec![format!("log: {e}")]))?;
    tracing_subscriber::fmt().with_env_filter(filter).with_writer(std::io::stderr).json().init();
    Ok(Given { config, json: anlan.json })
}

fn dispatch(command: Command, given: &Given) -> Result<(), Failed> {
    match command {
        Command::Demo(demo) => demo.run(given),
        Command::Init(init) => init.run(given),
        Command::Serve(serve) => serve.run(given),
        Command::User(user) => user.run(given),
        Command::Ledger(ledger) => ledger.run(given),
        Command::Import(import) => import.run(given),
        Command::Export(export) => export.run(given),
        Command::Table(table) => table.run(given),
        Command::Briefing(it) => it.run(given),
        Command::Merge(merge) => merge.run(given),
        Command::Migrate(migrate) => migrate.run(given),
        Command::Decode(decode) => decode.run(given),
        Command::Config(config) => config.run(given),
        Command::Erase(erase) => erase.run(given),
        Command::Witness(witness) => witness.run(given),
        Command::Calc(calc) => calc.run(given),
        Command::Backtest(it) => it.run(given),
        Command::Bench(bench) => bench.run(given),
    }
}
