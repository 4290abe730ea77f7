//! The real program: built, started, killed, started again.

use std::ffi::OsStr;
use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStderr, Command, Stdio};
use std::sync::mpsc::{Receiver, channel};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use crate::Outcome;

/// A start that takes longer is a failure.
const PATIENCE: Duration = Duration::from_secs(60);
const READY: &str = "listening ";
const LINES_KEPT: usize = 40;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Which {
    Real,
    /// Answers before its commit: the negative control.
    AnswersEarly,
}

/// Where cargo put the program that is running now: its target folder and the profile's own folder in it.
pub fn target() -> Outcome<(PathBuf, String)> {
    let here = std::env::current_exe().map_err(|cause| cause.to_string())?;
    let mut folder = here.parent().ok_or("a program without a folder")?;
    if folder.file_name() == Some(OsStr::new("deps")) {
        folder = folder.parent().ok_or("no folder above deps")?;
    }
    let profile = folder.file_name().and_then(OsStr::to_str).ok_or("a target folder without a profile")?;
    let target = folder.parent().ok_or("no target folder")?;
    Ok((target.to_owned(), profile.to_owned()))
}

/// Builds the program with the profile and into the target folder of the one that is running, and says where it is.
pub fn build(which: Which) -> Outcome<PathBuf> {
    let (target, folder) = target()?;
    let profile = if folder == "debug" { "dev" } else { &folder };
    let cargo = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let manifest = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../Cargo.toml");
    // The control is a binary of its own, so that the real one is never replaced by it.
    let (binary, features): (_, &[&str]) = match which {
        Which::Real => ("anlan", &[]),
        Which::AnswersEarly => ("anlan-answers-early", &["--features", "negative-controls"]),
    };
    let output = Command::new(cargo)
        .args(["build", "--quiet", "--package", "server", "--bin", binary, "--profile", profile])
        .args(features)
        .arg("--target-dir")
        .arg(&target)
        .arg("--manifest-path")
        .arg(manifest)
        .stdin(Stdio::null())
        .output()
        .map_err(|cause| format!("cargo: {cause}"))?;
    if !output.status.success() {
        return Err(format!("{binary} does not build:\n{}", String::from_utf8_lossy(&output.stderr)));
    }
    Ok(target.join(folder).join(binary))
}

/// Runs a command of the program to its end.
pub fn run(program: &Path, arguments: &[&OsStr]) -> Outcome<()> {
    let output = Command::new(program)
        .args(arguments)
        .env("ANLAN_LOG", "warn")
        .stdin(Stdio::null())
        .output()
        .map_err(|cause| format!("{}: {cause}", program.display()))?;
    if output.status.success() {
        return Ok(());
    }
    let said = [output.stdout, output.stderr].map(|bytes| String::from_utf8_lossy(&bytes).into_owned());
    Err(format!("{arguments:?} ended with {}:\n{}{}", output.status, said[0], said[1]))
}

/// A running server; killed when dropped.
pub struct Server {
    child: Child,
    pub base: String,
    said: Arc<Mutex<Vec<String>>>,
}

impl Server {
    /// Starts it and waits until it says where it listens.
    pub fn start(program: &Path, data: &Path, which: Which) -> Outcome<Server> {
        let (child, said, address) = spawn(program, data, which)?;
        let mut server = Server { child, base: String::new(), said };
        match address.recv_timeout(PATIENCE) {
            Ok(base) => server.base = base,
            Err(_) => return Err(format!("the server did not start:\n{}", server.said())),
        }
        Ok(server)
    }

    /// Starts it and kills it after `delay`, whether it listens by then or not.
    pub fn start_and_kill(program: &Path, data: &Path, which: Which, delay: Duration) -> Outcome<()> {
        let (child, said, address) = spawn(program, data, which)?;
        let mut server = Server { child, base: String::new(), said };
        let _either = address.recv_timeout(delay);
        server.kill()
    }

    /// SIGKILL: the process gets no chance to finish anything.
    pub fn kill(&mut self) -> Outcome<()> {
        if let Some(status) = self.child.try_wait().map_err(|cause| cause.to_string())? {
            return Err(format!("the server ended by itself with {status}:\n{}", self.said()));
        }
        self.child.kill().and_then(|()| self.child.wait()).map(drop).map_err(|cause| cause.to_string())
    }

    /// The last lines of its talk.
    pub fn said(&self) -> String {
        self.said.lock().unwrap_or_else(PoisonError::into_inner).join("\n")
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _gone = self.child.kill();
        let _reaped = self.child.wait();
    }
}

type Spawned = (Child, Arc<Mutex<Vec<String>>>, Receiver<String>);

fn spawn(program: &Path, data: &Path, which: Which) -> Outcome<Spawned> {
    let mut command = Command::new(program);
    command.arg("--data").arg(data).args(["serve", "--listen", "127.0.0.1:0"]);
    if which == Which::AnswersEarly {
        command.arg("--answers-early");
    }
    let mut child = command
        .env("ANLAN_LOG", "warn")
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::piped())
        .spawn()
        .map_err(|cause| format!("{}: {cause}", program.display()))?;
    let stderr = child.stderr.take().ok_or("a server without stderr")?;
    let said = Arc::new(Mutex::new(Vec::new()));
    let address = listen(stderr, Arc::clone(&said));
    Ok((child, said, address))
}

fn listen(stderr: ChildStderr, said: Arc<Mutex<Vec<String>>>) -> Receiver<String> {
    let (sender, address) = channel();
    std::thread::spawn(move || {
        for line in BufReader::new(stderr).lines().map_while(Result::ok) {
            if let Some(base) = line.split_once(READY).map(|(_, rest)| rest.trim().trim_end_matches('/')) {
                drop(sender.send(base.to_owned()));
            }
            let mut said = said.lock().unwrap_or_else(PoisonError::into_inner);
            said.push(line);
            if said.len() > LINES_KEPT {
                said.remove(0);
            }
        }
    });
    address
}
