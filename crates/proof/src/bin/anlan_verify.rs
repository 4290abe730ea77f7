//! Checks a log, or the proof of one entry, with nothing but files and public keys.
//!
//! Exit code: 0 everything fits, 1 there are faults, 2 nothing could be checked.

use std::fs;
use std::io::Write as _;
use std::process::ExitCode;

use proof::folder::Folder;
use proof::inclusion::Inclusion;
use proof::note::Verifier;
use proof::verify::{Against, verify};

const USAGE: &str = "\
anlan-verify DIR --key VKEY [--key VKEY] [--origin TEXT] [--trusted CHECKPOINT_FILE] [--sm3] [--json]
anlan-verify --proof FILE --key VKEY [--key VKEY] [--origin TEXT] [--entry FILE] [--json]

  DIR        the folder of a log, with the file `checkpoint`
  --key      a public key, name+id+base64; all that are given must have signed
  --origin   the first line that the checkpoint must have
  --trusted  an older checkpoint, as it was kept elsewhere
  --sm3      check the second tree, with SM3, too
  --proof    the proof of one entry, c2sp.org/tlog-proof
  --entry    the entry, when it is not in the proof
  --json     the answer as JSON

Exit code: 0 everything fits, 1 there are faults, 2 nothing could be checked.
";

#[derive(Default)]
struct Arguments {
    dir: Option<String>,
    proof: Option<String>,
    entry: Option<String>,
    trusted: Option<String>,
    origin: Option<String>,
    keys: Vec<Verifier>,
    sm3: bool,
    json: bool,
}

fn main() -> ExitCode {
    match arguments().and_then(|arguments| check(&arguments)) {
        Ok((clean, answer)) => {
            // Nobody may be listening; the exit code is the answer then.
            let _ = std::io::stdout().write_all(answer.as_bytes());
            ExitCode::from(u8::from(!clean))
        }
        Err(why) => {
            let _ = writeln!(std::io::stderr(), "{why}");
            ExitCode::from(2)
        }
    }
}

fn arguments() -> Result<Arguments, String> {
    let mut given = std::env::args().skip(1);
    let mut arguments = Arguments::default();
    while let Some(word) = given.next() {
        let mut value = || given.next().ok_or(format!("{word} needs a value\n\n{USAGE}"));
        match word.as_str() {
            "--key" => {
                arguments.keys.push(Verifier::parse(&value()?).map_err(|error| format!("--key: {error}"))?);
            }
            "--origin" => arguments.origin = Some(value()?),
            "--trusted" => arguments.trusted = Some(value()?),
            "--proof" => arguments.proof = Some(value()?),
            "--entry" => arguments.entry = Some(value()?),
            "--sm3" => arguments.sm3 = true,
            "--json" => arguments.json = true,
            "--help" | "-h" => return Err(USAGE.to_owned()),
            _ if word.starts_with('-') || arguments.dir.is_some() => {
                return Err(format!("{word} is not known\n\n{USAGE}"));
            }
            _ => arguments.dir = Some(word),
        }
    }
    if arguments.keys.is_empty() || arguments.dir.is_some() == arguments.proof.is_some() {
        return Err(USAGE.to_owned());
    }
    Ok(arguments)
}

/// Whether everything fits, and the words for it.
fn check(arguments: &Arguments) -> Result<(bool, String), String> {
    match (&arguments.dir, &arguments.proof) {
        (Some(dir), _) => check_log(dir, arguments),
        (None, Some(proof)) => check_proof(proof, arguments),
        (None, None) => Err(USAGE.to_owned()),
    }
}

fn check_log(dir: &str, arguments: &Arguments) -> Result<(bool, String), String> {
    let against = Against {
        keys: arguments.keys.clone(),
        origin: arguments.origin.clone(),
        trusted: arguments.trusted.as_deref().map(read).transpose()?,
        sm3: arguments.sm3,
    };
    let report = verify(&Folder::new(dir), &against).map_err(|error| error.to_string())?;
    let answer = if arguments.json { json(&report)? } else { report.to_string() };
    Ok((report.faults.is_empty(), answer))
}

fn check_proof(file: &str, arguments: &Arguments) -> Result<(bool, String), String> {
    let bytes = read(file)?;
    let entry = arguments.entry.as_deref().map(read).transpose()?;
    let checked = Inclusion::parse(&bytes).and_then(|proof| {
        let (checkpoint, _) = proof.verify(entry.as_deref(), arguments.origin.as_deref(), &arguments.keys)?;
        Ok((proof.index, checkpoint))
    });
    let answer = match (&checked, arguments.json) {
        (Ok((index, head)), false) => {
            format!("entry {index} is in the log {} of {} entries\n", head.origin, head.size)
        }
        (Err(error), false) => format!("{file}: {error}\n"),
        (Ok((index, head)), true) => {
            let answer = serde_json::json!({
                "proven": true, "index": index, "origin": head.origin, "size": head.size, "time": head.time(),
            });
            json(&answer)?
        }
        (Err(error), true) => json(&serde_json::json!({ "proven": false, "why": error.to_string() }))?,
    };
    Ok((checked.is_ok(), answer))
}

fn json(answer: &impl serde::Serialize) -> Result<String, String> {
    let mut text = serde_json::to_string_pretty(answer).map_err(|error| error.to_string())?;
    text.push('\n');
    Ok(text)
}

fn read(file: &str) -> Result<Vec<u8>, String> {
    fs::read(file).map_err(|error| format!("{file}: {error}"))
}
