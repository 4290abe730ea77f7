//! A PostgreSQL server of our own for the time of a suite: in a folder that goes with it, on a port of its own. It doesn't wait
//! for the disk, because nothing on it outlives the tests.

use std::net::TcpListener;
use std::path::{Path, PathBuf};
use std::process::Command;

use crate::run::{answer, run};

/// A test has up to forty connections, and several tests run at once.
const SETTINGS: &str = "listen_addresses = '127.0.0.1'
unix_socket_directories = ''
fsync = off
synchronous_commit = off
full_page_writes = off
max_connections = 400
shared_buffers = '256MB'
jit = off
max_pred_locks_per_transaction = 256
";

/// Stopped and removed when dropped.
pub struct Server {
    pub url: String,
    programs: PathBuf,
    folder: PathBuf,
}

impl Server {
    pub fn start() -> Result<Server, String> {
        let programs = programs().ok_or("PostgreSQL is missing: install the package postgresql")?;
        let folder = std::env::temp_dir().join(format!("anlan-postgres-{}", std::process::id()));
        let port = free_port()?;
        let url = format!("postgres://anlan@127.0.0.1:{port}/postgres");
        let server = Server { url, programs, folder };
        std::fs::create_dir_all(&server.folder).map_err(|cause| format!("{}: {cause}", server.folder.display()))?;
        if is_root() {
            run(Command::new("chown").arg("postgres").arg(&server.folder))?;
        }
        let data = server.folder.join("data");
        let initdb = ["--username=anlan", "--auth=trust", "--encoding=UTF8", "--locale=C.UTF-8", "--no-sync"];
        run(server.program("initdb").args(initdb).arg("--pgdata").arg(&data))?;
        let settings = data.join("postgresql.auto.conf");
        std::fs::write(&settings, format!("{SETTINGS}port = {port}\n"))
            .map_err(|cause| format!("{}: {cause}", settings.display()))?;
        run(server
            .program("pg_ctl")
            .arg("--pgdata")
            .arg(&data)
            .args(["--wait", "--silent", "start", "--log"])
            .arg(server.folder.join("log")))?;
        Ok(server)
    }

    /// The server refuses to run as root.
    fn program(&self, name: &str) -> Command {
        let path = self.programs.join(name);
        if !is_root() {
            return Command::new(path);
        }
        let mut command = Command::new("runuser");
        command.args(["-u", "postgres", "--"]).arg(path).current_dir(&self.folder);
        command
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let data = self.folder.join("data");
        let stop =
            self.program("pg_ctl").arg("--pgdata").arg(data).args(["--mode", "immediate", "--silent", "stop"]).status();
        if stop.is_ok() {
            let _gone = std::fs::remove_dir_all(&self.folder);
        }
    }
}

fn is_root() -> bool {
    answer("id", &["-u"]).is_some_and(|id| id == "0")
}

/// The newest version that is installed.
pub fn programs() -> Option<PathBuf> {
    let versions = std::fs::read_dir("/usr/lib/postgresql").ok()?;
    let folders = versions.filter_map(|entry| Some(entry.ok()?.path().join("bin")));
    let mut found: Vec<PathBuf> = folders.filter(|bin| bin.join("initdb").is_file()).collect();
    let version = |bin: &PathBuf| bin.parent().and_then(Path::file_name)?.to_str()?.parse::<u32>().ok();
    found.sort_by_key(version);
    found.pop()
}

fn free_port() -> Result<u16, String> {
    let listener = TcpListener::bind("127.0.0.1:0").map_err(|cause| format!("no free port: {cause}"))?;
    listener.local_addr().map(|address| address.port()).map_err(|cause| cause.to_string())
}
