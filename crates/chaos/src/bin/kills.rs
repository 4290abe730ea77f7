//! Kills the server under load again and again and prints what that did, as JSON.
//!
//! Exit 0: nothing was lost, half done or done twice; with `--negative-control`: something was, as it must be.

use std::path::PathBuf;
use std::process::ExitCode;

use chaos::kills::{Plan, run};
use chaos::program::{self, Which};
use chaos::tally::Tally;
use clap::Parser;

#[derive(Debug, Parser)]
#[command(name = "kills", about = "Kills the server under load; nothing acknowledged may be lost")]
struct Kills {
    /// At least this many kills; 50 when neither this nor --minutes is given.
    #[arg(long)]
    kills: Option<u64>,
    /// At least this long.
    #[arg(long, default_value_t = 0)]
    minutes: u64,
    /// The seed of all chance; a result names its own.
    #[arg(long, default_value_t = 1)]
    seed: u64,
    /// The program to kill; built when not given.
    #[arg(long)]
    anlan: Option<PathBuf>,
    /// Kills a server that answers before its commit, and fails when that loses nothing.
    #[arg(long)]
    negative_control: bool,
    /// JSON on one line, and nothing else.
    #[arg(long)]
    json: bool,
}

fn main() -> ExitCode {
    let asked = Kills::parse();
    match kills(&asked) {
        Ok(code) => code,
        Err(why) => {
            eprintln!("kills: {why}");
            ExitCode::from(1)
        }
    }
}

fn kills(asked: &Kills) -> chaos::Outcome<ExitCode> {
    let which = if asked.negative_control { Which::AnswersEarly } else { Which::Real };
    let anlan = match &asked.anlan {
        Some(anlan) => anlan.clone(),
        None => program::build(which)?,
    };
    let kills = asked.kills.unwrap_or(if asked.minutes == 0 { 50 } else { 0 });
    let plan =
        Plan { anlan, which, seed: asked.seed, kills, minutes: asked.minutes, until_lost: false, forgets_keys: false };
    let tally = run(&plan, |tally| say(asked, tally))?;
    let json = tally.to_json();
    println!("{}", if asked.json { json.to_string() } else { format!("{json:#}") });
    if asked.negative_control {
        if tally.lost > 0 {
            return Ok(ExitCode::SUCCESS);
        }
        return Err("the control lost nothing".into());
    }
    Ok(if tally.is_clean() { ExitCode::SUCCESS } else { ExitCode::from(1) })
}

fn say(asked: &Kills, tally: &Tally) {
    if !asked.json && tally.kills.is_multiple_of(10) {
        let bad = tally.lost + tally.half + tally.doubled + tally.changed;
        eprintln!("{} kills in {:.0} s, {bad} findings", tally.kills, tally.seconds);
    }
}
