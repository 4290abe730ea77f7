//! The real binary, serving a small sample district on a free port while the browser suites run.

use std::io::{BufRead, BufReader, Write};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::mpsc;
use std::time::Duration;

use crate::setup;

/// Building the small district may take this long before the first page.
const PATIENCE: Duration = Duration::from_secs(180);
const READY: &str = "listening ";

/// Stops the server when dropped.
pub struct Site {
    pub base: String,
    pub accounts: PathBuf,
    /// The file that says how far the server's clock is moved, if it can be.
    pub clock: Option<PathBuf>,
    server: Child,
}

impl Site {
    /// Starts `anlan demo` in a fresh folder and waits until it says where it listens.
    pub fn open(target: &Path) -> Result<Site, String> {
        Site::start(&target.join("browser"), target, None)
    }

    /// As [`Site::open`], with a clock that goes on to another day as soon as its file says so.
    pub fn with_moved_clock(target: &Path) -> Result<Site, String> {
        let library = setup::moved_clock().ok_or("its clock can't be moved: install the package faketime")?;
        Site::start(&target.join("browser-year"), target, Some(&library))
    }

    fn start(folder: &Path, target: &Path, moved: Option<&Path>) -> Result<Site, String> {
        if folder.exists() {
            std::fs::remove_dir_all(folder).map_err(|cause| format!("{}: {cause}", folder.display()))?;
        }
        std::fs::create_dir_all(folder).map_err(|cause| format!("{}: {cause}", folder.display()))?;
        let accounts = folder.join("accounts.json");
        let mut command = Command::new(target.join("debug/anlan"));
        let clock = moved.map(|library| moved_by(&mut command, library, folder)).transpose()?;
        let mut server = command
            .args(["demo", "--small", "--listen", "127.0.0.1:0", "--data"])
            .arg(folder.join("data"))
            .arg("--accounts")
            .arg(&accounts)
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::piped())
            .spawn()
            .map_err(|cause| format!("the server does not start: {cause}"))?;
        let stderr = server.stderr.take().ok_or("the server has no stderr")?;
        let address = follow(stderr, folder.join("server.log"));
        let mut site = Site { base: String::new(), accounts, clock, server };
        site.base = address.recv_timeout(PATIENCE).map_err(|_| {
            format!("the server did not say \"{READY}http://…\"; see {}", folder.join("server.log").display())
        })?;
        println!("site: {}", site.base);
        Ok(site)
    }
}

impl Drop for Site {
    fn drop(&mut self) {
        let _gone = self.server.kill();
        let _reaped = self.server.wait();
    }
}

/// The wall clock only: how long something waits is measured by another.
fn moved_by(command: &mut Command, library: &Path, folder: &Path) -> Result<PathBuf, String> {
    let file = folder.join("clock");
    std::fs::write(&file, "+0d\n").map_err(|cause| format!("{}: {cause}", file.display()))?;
    command
        .env("LD_PRELOAD", library)
        .env("FAKETIME_TIMESTAMP_FILE", &file)
        .env("FAKETIME_CACHE_DURATION", "1")
        .env("FAKETIME_DONT_FAKE_MONOTONIC", "1")
        .env("NO_FAKE_STAT", "1");
    Ok(file)
}

/// Copies the server's talk to a log and sends the address it announces.
fn follow(stderr: impl std::io::Read + Send + 'static, log: PathBuf) -> mpsc::Receiver<String> {
    let (sender, address) = mpsc::channel();
    std::thread::spawn(move || {
        let mut file = std::fs::File::create(log).ok();
        for line in BufReader::new(stderr).lines().map_while(Result::ok) {
            if let Some(file) = &mut file {
                let _kept = writeln!(file, "{line}");
            }
            if let Some(base) = announced(&line) {
                let _late = sender.send(base.to_owned());
            }
        }
    });
    address
}

pub fn announced(line: &str) -> Option<&str> {
    let base = line.split_once(READY)?.1.split_whitespace().next()?;
    base.starts_with("http").then(|| base.trim_end_matches('/'))
}
