//! `anlan` as a process.

use std::io::{BufRead as _, BufReader};
use std::path::Path;
use std::process::{Child, Command, Output, Stdio};
use std::sync::mpsc::{Receiver, channel};
use std::time::Duration;

/// Longer than any start takes here; a test must never hang.
const PATIENCE: Duration = Duration::from_secs(60);

fn anlan(data: &Path) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_anlan"));
    command.arg("--data").arg(data).env("ANLAN_LOG", "warn").stdin(Stdio::null());
    command
}

/// Runs a command to its end.
pub fn run(data: &Path, arguments: &[&str]) -> Output {
    anlan(data).args(arguments).output().unwrap()
}

/// The same where nobody takes what it says: a full disk.
pub fn run_into_nothing(data: &Path, arguments: &[&str]) -> Output {
    let full = std::fs::OpenOptions::new().write(true).open("/dev/full").unwrap();
    anlan(data).args(arguments).stdout(full).stderr(Stdio::piped()).spawn().unwrap().wait_with_output().unwrap()
}

/// What a command that must succeed wrote to stdout.
pub fn done(data: &Path, arguments: &[&str]) -> String {
    let output = run(data, arguments);
    assert!(output.status.success(), "{arguments:?}: {}{}", text(&output.stdout), text(&output.stderr));
    text(&output.stdout)
}

pub fn text(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}

/// A process that goes on until it is dropped.
pub struct Running {
    child: Child,
    lines: Receiver<String>,
    pub base: String,
    /// What it said before it listened.
    pub said: Vec<String>,
}

impl Running {
    pub fn start(data: &Path, arguments: &[&str], environment: &[(&str, &str)]) -> Running {
        let mut command = anlan(data);
        command.args(arguments).envs(environment.iter().copied());
        let mut child = command.stdout(Stdio::null()).stderr(Stdio::piped()).spawn().unwrap();
        let stderr = child.stderr.take().unwrap();
        let (sender, lines) = channel();
        std::thread::spawn(move || {
            BufReader::new(stderr).lines().map_while(Result::ok).for_each(|line| drop(sender.send(line)));
        });
        let mut running = Running { child, lines, base: String::new(), said: Vec::new() };
        let listens = running.wait_for("listening ");
        running.base = listens.trim_start_matches("listening ").trim_end_matches('/').to_owned();
        running
    }

    /// The first line it says with these words; those before it are kept.
    pub fn wait_for(&mut self, words: &str) -> String {
        loop {
            match self.lines.recv_timeout(PATIENCE) {
                Ok(line) if line.contains(words) => return line,
                Ok(line) => self.said.push(line),
                Err(_) => panic!("it never said {words:?}:\n{}", self.said.join("\n")),
            }
        }
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        let _gone = self.child.kill();
        let _reaped = self.child.wait();
    }
}

/// Asks until the answer is there.
pub fn until<T>(mut ask: impl FnMut() -> Option<T>) -> T {
    let begun = std::time::Instant::now();
    loop {
        if let Some(answer) = ask() {
            return answer;
        }
        assert!(begun.elapsed() < PATIENCE, "it never came");
        std::thread::sleep(Duration::from_millis(20));
    }
}
